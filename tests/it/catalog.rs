//! The catalog: what it holds, what the lint finds in broken ones, and that every operation is found by its own path.

use std::collections::{BTreeMap, BTreeSet};

use leastwise::catalog::Catalog;
use leastwise::catalog::answer::Verdict;
use leastwise::catalog::lint::check;
use leastwise::catalog::problem::Problem;
use leastwise::matching::Status;
use leastwise::model::{Asked, Call, Evidence, Origin, Request};
use rstest::rstest;

use crate::support::{catalog, data, matcher, project, usual};

#[test]
fn every_documented_operation_is_there() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, operation) in catalog().operations() {
        *counts.entry(&catalog().api(operation.api).name).or_default() += 1;
    }
    let expected = BTreeMap::from([
        ("management", 732),
        ("governance", 162),
        ("oauth", 44),
        ("myaccount", 40),
        ("privileged-access", 194),
        ("access-gateway", 55),
        ("authn", 23),
    ]);
    assert_eq!(counts, expected);
}

/// A path with the parameters of a template filled in, as real calls have them.
fn filled(template: &str) -> String {
    let segment = |segment: &str| match segment.strip_prefix('{') {
        Some(_) => "00u1abcdefGHIJKLM0h8".to_owned(),
        None => segment.to_owned(),
    };
    template.split('/').map(segment).collect::<Vec<_>>().join("/")
}

#[test]
fn every_operation_is_found_by_its_own_path() {
    for (key, operation) in catalog().operations() {
        let path = filled(&operation.path);
        let request = Request { method: Some(operation.method), path: path.clone(), ..Request::default() };
        let origin = Origin { source: "test".into(), line: 1, column: 1 };
        let call = Call::new(origin, Asked::Http(request));
        let found = matcher().resolve(&call);
        let name = catalog().operation_name(key);
        assert_eq!(found.status, Status::Matched, "{name} by {path}: {:?}", found.diagnosis);
        assert_eq!(found.operations, [key], "{name} by {path}");
    }
}

/// If none did, the test above would say nothing about precedence.
#[test]
fn some_paths_fit_the_template_of_another_too() {
    let paths: BTreeSet<&str> = catalog()
        .operations()
        .filter(|(_, operation)| catalog().api(operation.api).name == "management")
        .map(|(_, operation)| operation.path.as_str())
        .collect();
    let fits = |path: &str, template: &str| {
        let (path, template): (Vec<_>, Vec<_>) = (path.split('/').collect(), template.split('/').collect());
        let segment = |(one, other): (&&str, &&str)| one == other || other.starts_with('{');
        path.len() == template.len() && path.iter().zip(&template).all(segment)
    };
    let normal = |path: &str| {
        let segment = |one: &str| if one.starts_with('{') { "{}".to_owned() } else { one.to_owned() };
        path.split('/').map(segment).collect::<Vec<_>>()
    };
    let ambiguous = paths
        .iter()
        .filter(|path| paths.iter().any(|other| normal(path) != normal(other) && fits(path, other)));
    let ambiguous: Vec<_> = ambiguous.copied().collect();
    assert_eq!(ambiguous.len(), 16, "{ambiguous:#?}");
    for path in ["/api/v1/policies/simulate", "/api/v1/groups/rules", "/api/v1/api-tokens/current"] {
        assert!(ambiguous.contains(&path), "{path}");
    }
}

#[test]
fn a_folder_gives_the_same_catalog_as_the_program() {
    let from_folder = Catalog::from_folder(&project().join("data")).unwrap();
    assert_eq!(from_folder.sha256(), catalog().sha256());
}

/// How many management operations each standard role may call, may call within limits, may not call, and how many
/// answers nobody knows. Counted by hand-made rules from the same facts before this program existed.
#[rstest]
#[case("SUPER_ADMIN", 732, 0, 0, 0)]
#[case("ORG_ADMIN", 313, 22, 275 + 12, 110)]
#[case("USER_ADMIN", 18, 75, 468 + 20, 151)]
#[case("GROUP_MEMBERSHIP_ADMIN", 25, 5, 504 + 20, 178)]
#[case("HELP_DESK_ADMIN", 20, 39, 478 + 20, 175)]
#[case("APP_ADMIN", 52, 115, 419 + 11, 135)]
#[case("API_ACCESS_MANAGEMENT_ADMIN", 89, 77, 379 + 11, 176)]
#[case("READ_ONLY_ADMIN", 165, 12, 391 + 19, 145)]
#[case("REPORT_ADMIN", 16, 0, 534 + 20, 162)]
#[case("MOBILE_ADMIN", 96, 19, 353 + 19, 245)]
#[case("ACCESS_CERTIFICATIONS_ADMIN", 48, 0, 481 + 20, 183)]
#[case("ACCESS_REQUESTS_ADMIN", 48, 1, 481 + 20, 182)]
#[case("WORKFLOWS_ADMIN", 12, 0, 630 + 24, 66)]
fn what_roles_may_do_is_derived(
    #[case] role: &str,
    #[case] yes: usize,
    #[case] limited: usize,
    #[case] no: usize,
    #[case] unknown: usize,
) {
    let (role, _) = catalog().roles().find(|(_, entry)| entry.name == role).unwrap();
    let mut counts = (0, 0, 0, 0);
    for (key, operation) in catalog().operations() {
        if catalog().api(operation.api).name != "management" {
            continue;
        }
        let answer = catalog().answer(role, key, &usual(), Evidence::InferredLow);
        *match answer.verdict {
            Verdict::Yes if answer.limits.is_empty() => &mut counts.0,
            Verdict::Yes | Verdict::Limited => &mut counts.1,
            Verdict::No => &mut counts.2,
            Verdict::Unknown => &mut counts.3,
        } += 1;
    }
    assert_eq!(counts, (yes, limited, no, unknown));
}

/// The problems of the catalog with one text of one file replaced by another.
fn broken(file: &str, from: &str, to: &str) -> Vec<Problem> {
    let mut files = data();
    let (_, text) = files.iter_mut().find(|(path, _)| path == file).unwrap();
    assert!(text.contains(from), "{file} has no `{from}` to break");
    *text = text.replacen(from, to, 1);
    check(&files).map(|_| ()).unwrap_err()
}

#[test]
fn the_lint_finds_nothing_in_the_data() {
    assert_eq!(check(&data()).map(|_| ()), Ok(()));
}

#[rstest]
#[case::dangling_name(
    "operations/management/user-lifecycle.yaml",
    "okta.users.lifecycle.suspend]",
    "okta.users.lifecycle.suspnd]",
    "`suspendUser`: names the unknown capability `okta.users.lifecycle.suspnd`",
    Some("did you mean `okta.users.lifecycle.suspend`?")
)]
#[case::missing_source(
    "operations/management/user-lifecycle.yaml",
    "devdocs-concepts-role-assignment",
    "devdocs-concept-role-assignment",
    "names the unknown source `devdocs-concept-role-assignment`",
    Some("did you mean `devdocs-concepts-role-assignment`?")
)]
#[case::scope_as_capability(
    "operations/management/user-lifecycle.yaml",
    "all_of: [okta.users.lifecycle.suspend]",
    "all_of: [okta.schemas.read]",
    "`okta.schemas.read` is an OAuth scope, not a capability",
    Some("use the name of a capability")
)]
#[case::permission_as_scope(
    "operations/management/user-lifecycle.yaml",
    "scopes: [[okta.users.manage]]",
    "scopes: [[okta.users.lifecycle.suspend]]",
    "`okta.users.lifecycle.suspend` is a permission, not an OAuth scope",
    Some("use the name of a scope")
)]
#[case::bad_date(
    "catalog.yaml",
    "date: '2026-11-22'",
    "date: '22.11.2026'",
    "`date` is no date",
    Some("write it as YYYY-MM-DD")
)]
#[case::lost_operation(
    "catalog.yaml",
    "operations: 732",
    "operations: 733",
    "has 732 operations, where the document has 733",
    None
)]
#[case::caveat_of_an_unknown_tag(
    "caveats.yaml",
    "tags: [Policy]",
    "tags: [Polcy]",
    "`policy-types`: names the unknown tag `Polcy` of the management API",
    None
)]
#[case::impacts_of_no_tags(
    "caveats.yaml",
    "tags: [SSFTransmitter]",
    "impacts: [write]",
    "`own-stream`: has `impacts` without `tags`",
    Some("name the tags that they narrow")
)]
#[case::whole_of_nothing(
    "operations/management/group.yaml",
    "{kind: groups,",
    "{kind: grups,",
    "`addGroup`: must cover all `grups`, on which none of its capabilities is granted",
    None
)]
#[case::alias_of_no_operation(
    "sdk/aliases/a.yaml",
    "operation: management:activateFactor",
    "operation: management:activateFacto",
    "names the unknown operation `management:activateFacto`",
    Some("did you mean `management:activateFactor`?")
)]
#[case::alias_in_no_sdk(
    "sdk/aliases/a.yaml",
    "go/2:client.Application",
    "golang/2:client.Application",
    "`golang/2:client.Application` names no SDK with major versions, as in `go/0-2:client.User`",
    None
)]
#[case::unknown_field("limits.yaml", "kind:", "knd:", "unknown field `knd`", None)]
fn the_lint_finds(
    #[case] file: &str,
    #[case] from: &str,
    #[case] to: &str,
    #[case] message: &str,
    #[case] help: Option<&str>,
) {
    let problems = broken(file, from, to);
    let found = problems.iter().find(|problem| problem.to_string().contains(message));
    let found = found.unwrap_or_else(|| panic!("{message} is not among {problems:#?}"));
    assert_eq!(found.file, file);
    assert_eq!(found.help.as_deref(), help);
}

#[test]
fn the_lint_finds_a_duplicate_endpoint() {
    let file = "operations/management/user-lifecycle.yaml";
    let problems =
        broken(file, "/api/v1/users/{id}/lifecycle/unsuspend", "/api/v1/users/{userId}/lifecycle/suspend");
    let duplicate = "has the endpoint `POST /api/v1/users/{}/lifecycle/suspend` that `management:suspendUser` has already";
    assert!(problems.iter().any(|problem| problem.message == duplicate), "{problems:#?}");
}

#[test]
fn the_lint_finds_a_cycle_of_capabilities() {
    let users = "capabilities/users.yaml";
    let problems = broken(
        users,
        "- name: okta.users.userprofile.read\n",
        "- name: okta.users.userprofile.read\n  includes:\n  - {name: okta.users.manage, evidence: official, sources: [spec-management]}\n",
    );
    let cycle = problems.iter().find(|problem| problem.message.starts_with("includes itself in a cycle"));
    let cycle = cycle.unwrap_or_else(|| panic!("{problems:#?}"));
    assert!(cycle.message.contains("okta.users.userprofile.read"), "{}", cycle.message);
    assert!(cycle.message.contains("okta.users.manage"), "{}", cycle.message);
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let mut files = data();
    for (_, text) in &mut files {
        *text = text.replace("okta.users.lifecycle.suspend]", "okta.users.lifecycle.suspnd]");
        *text = text.replace("date: '2026-11-22'", "date: someday");
    }
    let problems = check(&files).map(|_| ()).unwrap_err();
    assert!(problems.iter().any(|problem| problem.message == "`date` is no date"), "{problems:#?}");
    assert!(problems.iter().any(|problem| problem.message.contains("suspnd")), "{problems:#?}");
}
