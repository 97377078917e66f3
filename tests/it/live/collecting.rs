//! What is read is what is there, by the calls of the table and no others; what is refused says what it needs.

use std::collections::BTreeSet;

use leastwise::catalog::Catalog;
use leastwise::grants::org::{GapReason, Known, Org};
use leastwise::live::Ask;
use leastwise::matching::Matcher;
use leastwise::model::{Asked, Call, Method, Origin, Request};
use serde_json::Value;
use wiremock::ResponseTemplate;

use super::fake::{Fake, Setup, error};
use super::{Run, environment, expected};
use crate::support::catalog;

/// The operation that a GET of a path is.
fn operation(matcher: &Matcher<'_>, catalog: &Catalog, path: &str) -> Option<String> {
    let request = Request { method: Some(Method::Get), path: path.to_owned(), ..Request::default() };
    let origin = Origin { source: "test".into(), line: 1, column: 1 };
    let found = matcher.resolve(&Call::new(origin, Asked::Http(request)));
    let keys: Vec<_> = found.operations.iter().collect();
    (keys.len() == 1).then(|| catalog.operation_name(*keys[0]))
}

/// The operations of the paths that a fake org was asked for.
fn operations(fake: &Fake) -> BTreeSet<String> {
    let (catalog, matcher) = (catalog(), Matcher::new(catalog()));
    let paths = fake.paths("GET").into_iter().filter(|path| path != Ask::Metadata.row().path);
    paths.map(|path| operation(&matcher, catalog, &path).unwrap_or(path)).collect()
}

#[test]
fn the_org_comes_back_as_it_is() {
    let fake = Fake::new(Setup::default());
    let org = Run::of(&fake).go().unwrap();
    let (org, expected) =
        (serde_json::to_value(org).unwrap(), serde_json::to_value(expected(&fake)).unwrap());
    for (name, part) in expected.as_object().unwrap() {
        assert_eq!(&org[name], part, "{name}");
    }
    assert_eq!(org, expected);
}

#[test]
fn all_calls_are_get_and_those_of_the_table() {
    let fake = Fake::new(Setup::default());
    Run::of(&fake).go().unwrap();
    for request in fake.requests() {
        let is_token = request.method.as_str() == "POST" && request.url.path() == "/oauth2/v1/token";
        assert!(request.method.as_str() == "GET" || is_token, "{} {}", request.method, request.url);
        assert!(request.method.as_str() == "POST" || request.body.is_empty(), "{}", request.url);
    }
    let table: BTreeSet<String> =
        Ask::ALL.iter().filter_map(|ask| ask.row().operation).map(str::to_owned).collect();
    let mut made = operations(&fake);
    // Every group of the example is one of some user, so that none has to be asked for by itself.
    assert!(made.insert("management:getGroup".to_owned()));
    // Nor is an app narrowed by a role of a group.
    assert_eq!(made, table);
}

/// What `audit --needs` plans for is what a run does; each row of the table is the operation that it says.
#[test]
fn the_table_is_what_the_catalog_knows() {
    let matcher = Matcher::new(catalog());
    for ask in Ask::ALL {
        let row = ask.row();
        let known = operation(&matcher, catalog(), row.path);
        assert_eq!(known.as_deref(), row.operation, "{}", row.path);
    }
}

/// Each call has a row in the table of the documentation, in the order of the calls.
#[test]
fn the_documentation_has_every_call() {
    let text = std::fs::read_to_string(crate::support::project().join("docs/audit.md")).unwrap();
    let (_, table) = text.split_once("### The calls").unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    let documented: Vec<&str> = rows.filter_map(|row| row.split('`').nth(1)).collect();
    let calls = Ask::ALL.iter().map(|ask| ask.row());
    let calls =
        calls.map(|row| row.operation.map_or(row.path, |name| name.trim_start_matches("management:")));
    assert_eq!(documented.get(..Ask::ALL.len()).unwrap(), calls.collect::<Vec<_>>());
}

fn needs_of(arguments: &[&str]) -> Value {
    let mut command = assert_cmd::Command::cargo_bin("leastwise").unwrap();
    let output = command.args(["audit", "--needs", "--format", "json"]).args(arguments).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn needs_are_those_of_the_calls_that_are_made() {
    let scopes_of = |needs: &Value| -> Vec<String> {
        let names = crate::support::names(&needs["plans"]["service_app"]["scopes"]);
        names.into_iter().map(str::to_owned).collect()
    };
    for flags in [
        &[][..],
        &["--with-grants"],
        &["--with-groups"],
        &["--with-secrets"],
        &["--with-grants", "--with-groups", "--with-secrets"],
    ] {
        let fake = Fake::new(Setup::default());
        let needs = needs_of(flags);
        let scopes = scopes_of(&needs);
        let reads_grants = scopes.contains(&"okta.appGrants.read".to_owned());
        assert_eq!(reads_grants, flags.contains(&"--with-grants"), "{flags:?}");
        let (all_groups, with_secrets) =
            (flags.contains(&"--with-groups"), flags.contains(&"--with-secrets"));
        Run { scopes, all_groups, with_secrets, ..Run::of(&fake) }.go().unwrap();
        let planned = needs["operations"].as_array().unwrap().iter();
        let planned: BTreeSet<String> = planned.map(|one| one["id"].as_str().unwrap().to_owned()).collect();
        let mut made = operations(&fake);
        made.insert("management:getGroup".to_owned());
        assert_eq!(made, planned, "{flags:?}");
    }
}

#[test]
fn an_auditor_that_may_not_see_grants_is_told_so() {
    let fake =
        Fake::troubled(|_, request| request.url.path().ends_with("/grants").then(|| error(403, "E0000006")));
    let org = Run::of(&fake).go().unwrap();
    let Known::Refused(refusal) = &org.apps.entries()[0].grants else {
        panic!("{:?}", org.apps.entries()[0])
    };
    assert_eq!((refusal.operation.as_str(), refusal.status), ("management:listScopeConsentGrants", 403));
    assert_eq!(
        refusal.needs.to_string(),
        "the role SUPER_ADMIN",
        "the scope is there, since a role is what lacks"
    );
    assert!(org.apps.entries().iter().all(|app| app.grants.seen().is_none() && app.roles.is_complete()));
    let asked =
        fake.paths("GET").iter().filter(|path| path.ends_with("/grants") && path.contains("/apps/")).count();
    assert_eq!(asked, 3, "what was refused three times is not asked for thirty times");
}

#[test]
fn a_scope_that_is_missing_is_named_without_asking() {
    let fake =
        Fake::new(Setup { ungranted: vec!["okta.appGrants.read", "okta.logs.read"], ..Setup::default() });
    let org = Run::of(&fake).go().unwrap();
    let Known::Refused(refusal) = &org.log else { panic!("{:?}", org.log) };
    assert_eq!((refusal.status, refusal.needs.scope.as_deref()), (0, Some("okta.logs.read")));
    assert!(matches!(&org.apps.entries()[0].grants, Known::Refused(refusal) if refusal.status == 0));
    let asked = fake.paths("GET");
    assert!(
        !asked
            .iter()
            .any(|path| path.ends_with("/logs") || path.ends_with("/grants") && path.contains("/apps/"))
    );
    assert_eq!(org.auditor.unwrap().scopes.unwrap().len(), 8);
}

#[test]
fn what_a_header_says_of_a_scope_counts() {
    let fake = Fake::troubled(|_, request| {
        let header = "Bearer error=\"insufficient_scope\", scope=\"okta.apiTokens.read\"";
        (request.url.path() == "/api/v1/api-tokens")
            .then(|| ResponseTemplate::new(403).insert_header("www-authenticate", header))
    });
    let org = Run::small(&fake).go().unwrap();
    let Known::Refused(refusal) = &org.api_tokens else { panic!("{:?}", org.api_tokens) };
    assert_eq!(refusal.needs.to_string(), "the scope okta.apiTokens.read");
}

/// An org without a product answers 401 for its calls, with a code of its own, or 404.
#[test]
fn a_feature_that_an_org_has_not_is_no_bad_token_and_is_asked_for_once() {
    for (status, code) in [(401, "E0000015"), (403, "E0000015"), (404, "E0000007")] {
        let fake = Fake::troubled(move |_, request| {
            request.url.path().ends_with("/governance").then(|| error(status, code))
        });
        let org = Run::of(&fake).go().unwrap();
        assert_eq!(org.users, expected(&fake).users, "{status} {code}: every role stays");
        assert_eq!(fake.served().1, 1, "no new token is fetched for it");
        let asked = fake.paths("GET").iter().filter(|path| path.ends_with("/governance")).count();
        assert_eq!(asked, 1, "{status} {code}");
    }
}

#[test]
fn a_feature_that_is_not_enabled_is_not_refused_for_lack_of_rights() {
    let fake = Fake::troubled(|_, request| {
        let of_feature = ["/api/v1/iam/roles", "/integrations/api/v1/api-services"];
        of_feature.contains(&request.url.path()).then(|| error(401, "E0000015"))
    });
    let org = Run::of(&fake).go().unwrap();
    let (Known::Refused(roles), Known::Refused(integrations)) = (&org.custom_roles, &org.integrations) else {
        panic!("{:?}", org.integrations)
    };
    for refusal in [roles, integrations] {
        assert!(refusal.not_enabled && refusal.needs.is_nothing(), "{refusal:?}");
    }
    assert!(org.no_custom_roles().is_some(), "{roles:?}");
    let report = crate::audits::report(&org, &[]);
    let note = |text: &str| report.notes.iter().any(|note| note.message.contains(text));
    assert!(note("no custom roles: the feature is not enabled in this org"));
    assert!(note("was refused (401): the feature is not enabled in this org"));
    assert!(!report.summary.complete);
}

/// Governance tells of each source of a role. The forms are those of the example in the API description.
#[test]
fn a_role_stays_while_one_of_its_sources_has_no_end() {
    let standing = r#"{"type":"CUSTOM","grantId":"gra1"}"#;
    let ended = r#"{"type":"ENTITLEMENT-BUNDLE","grantId":"gra2","bundleId":"enb1","expirationDate":"2024-12-09 14:17:22.0"}"#;
    let later =
        r#"{"type":"ENTITLEMENT-BUNDLE","grantId":"gra3","expirationDate":"2026-01-31T00:00:00.000Z"}"#;
    let odd = r#"{"type":"ENTITLEMENT-BUNDLE","grantId":"gra4","expirationDate":"soon"}"#;
    for (sources, until) in [
        (vec![ended], Some("2024-12-09T14:17:22Z")),
        (vec![later, ended], Some("2026-01-31T00:00:00Z")),
        (vec![standing, ended], None),
        (vec![ended, odd], None),
        (vec![ended, "7"], None),
        (vec![], None),
    ] {
        let body = format!(r#"{{"grants":[{}],"_links":{{}}}}"#, sources.join(","));
        let fake = Fake::troubled(move |_, request| {
            let answer = || ResponseTemplate::new(200).set_body_raw(body.clone(), "application/json");
            request.url.path().ends_with("/governance").then(answer)
        });
        let org = Run::of(&fake).go().unwrap();
        let assignments = org.users.entries().iter().flat_map(|user| user.roles.entries());
        let own = assignments.filter(|role| role.holder == leastwise::grants::org::Holder::User);
        let ends: BTreeSet<_> = own.map(|role| role.until.map(|end| end.to_string())).collect();
        assert_eq!(ends, BTreeSet::from([until.map(str::to_owned)]), "{sources:?}");
        let is_there = crate::audits::report(&org, &[]).principals.iter().any(|one| {
            one.audit.as_ref().is_some_and(|audit| audit.kind == "admin")
                && one
                    .roles
                    .iter()
                    .flatten()
                    .any(|role| role.name == "SUPER_ADMIN" && role.through.is_empty())
        });
        assert_eq!(is_there, until.is_none(), "{sources:?}");
    }
}

/// An empty list with status 200 is what a principal without a role is shown.
#[test]
fn a_list_that_shows_nobody_else_may_be_filtered() {
    let reason = |org: &Org| match (&org.apps, &org.users) {
        (Known::Partial { gap, .. }, _) | (_, Known::Partial { gap, .. }) => Some(gap.reason),
        _ => None,
    };
    for (path, body) in [
        ("/api/v1/apps", "[]".to_owned()),
        (
            "/api/v1/apps",
            format!(
                r#"[{{"id":"{0}","label":"x","status":"ACTIVE","settings":{{"oauthClient":{{"application_type":"service"}}}}}}]"#,
                super::AUDITOR
            ),
        ),
        ("/api/v1/iam/assignees/users", r#"{"value":[]}"#.to_owned()),
    ] {
        let fake = Fake::troubled(move |_, request| {
            (request.url.path() == path)
                .then(|| ResponseTemplate::new(200).set_body_raw(body.clone(), "application/json"))
        });
        assert_eq!(reason(&Run::of(&fake).go().unwrap()), Some(GapReason::MayBeFiltered), "{path}");
    }
}

#[test]
fn refused_assignees_leave_the_owners_of_tokens_and_say_that_others_lack() {
    let fake = Fake::troubled(|_, request| {
        request.url.path().ends_with("/assignees/users").then(|| error(403, "E0000006"))
    });
    let org = Run::of(&fake).go().unwrap();
    let Known::Partial { value, gap } = &org.users else { panic!("{:?}", org.users) };
    assert_eq!(gap.reason, GapReason::Refused);
    assert_eq!(gap.needs.roles, ["SUPER_ADMIN"]);
    assert!(value.iter().any(|user| user.id == "00u1svcpayroll0000h8"));
    assert!(value.len() < 40);
}

#[test]
fn an_api_token_reads_everything_that_its_owner_may() {
    let fake = Fake::new(Setup::default());
    let environment = environment(&[("OKTA_CLIENT_TOKEN", "00PLANTEDtoken")]);
    let org = Run { environment, ..Run::of(&fake) }.go().unwrap();
    assert_eq!(org.apps, expected(&fake).apps);
    assert!(!fake.paths("POST").iter().any(|_| true), "no token is fetched for one");
}

#[test]
fn entries_that_cannot_be_read_are_told() {
    let body = r#"[{"id":"00T1","name":"a","userId":"00u1ameliastone000h8"},{"id":7},"x",null]"#;
    let fake = Fake::troubled(move |_, request| {
        (request.url.path() == "/api/v1/api-tokens")
            .then(|| ResponseTemplate::new(200).set_body_raw(body, "application/json"))
    });
    let Known::Partial { value, gap } = Run::small(&fake).go().unwrap().api_tokens else {
        panic!("it is not partial")
    };
    assert_eq!((value.len(), gap.reason), (1, GapReason::Unreadable));
}

/// Nothing in an answer leads to another path.
#[test]
fn an_id_that_is_none_is_not_asked_for() {
    for id in ["../../oauth2/v1/clients", "x/../../y", "a?b=c", "%2e%2e"] {
        let body = format!(r#"[{{"id":"00T1","name":"a","userId":"{id}"}}]"#);
        let fake = Fake::troubled(move |_, request| {
            (request.url.path() == "/api/v1/api-tokens")
                .then(|| ResponseTemplate::new(200).set_body_raw(body.clone(), "application/json"))
        });
        let org = Run::of(&fake).go().unwrap();
        assert_eq!(org.users.entries().iter().filter(|user| user.id == id).count(), 1);
        assert!(fake.paths("GET").iter().all(|path| !path.contains("..") && !path.contains('%')), "{id}");
    }
}
