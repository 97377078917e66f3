//! What could not be seen: it is said, it is never taken for nothing, and `--strict` ends with 3.

use leastwise::grants::org::{Gap, GapReason, Known, Needs, Org, Refusal};

use super::{found, principal, report, written};
use crate::orgs::example;
use crate::program::{folder, run};
use leastwise::render::Format;

fn refused<T>(operation: &str, scope: &str, roles: &[&str], permissions: &[&str]) -> Known<T> {
    let own = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let needs = Needs { scope: Some(scope.to_owned()), roles: own(roles), permissions: own(permissions) };
    Known::Refused(Refusal {
        operation: format!("management:{operation}"),
        status: 403,
        needs,
        ..Refusal::default()
    })
}

fn no_grants<T>() -> Known<T> {
    refused("listScopeConsentGrants", "okta.appGrants.read", &["SUPER_ADMIN"], &[])
}

/// The example as an auditor sees it that may read everything but the scopes of apps.
fn without_grants() -> Org {
    let mut org = example();
    org.apps.seen_mut().unwrap().iter_mut().for_each(|app| app.grants = no_grants());
    org
}

#[test]
fn scopes_that_could_not_be_seen_are_unknown_and_not_none() {
    let report = report(&without_grants(), &[]);
    assert!(!report.summary.complete);
    let hr = principal(&report, "Hr sync");
    assert!(hr.scopes.is_none());
    assert_eq!(
        hr.audit.as_ref().unwrap().unknown,
        ["its scopes could not be seen: `listScopeConsentGrants` was refused (403); it needs the scope \
          okta.appGrants.read, and the role SUPER_ADMIN"]
    );
    assert!(
        hr.audit.as_ref().unwrap().beyond.unwrap().control > 0,
        "its role counts as if scopes allowed everything"
    );
    assert!(
        found(&report, "Hr sync").iter().all(|one| one.starts_with("note ")),
        "half known: {:?}",
        found(&report, "Hr sync")
    );
    assert!(!found(&report, "Status page").iter().any(|one| one.contains("app-without-role")));
    let text = written(&report, Format::Text);
    assert!(text.contains("30 principals: its scopes could not be seen"), "{text}");
}

#[test]
fn an_auditor_without_a_right_to_roles_knows_no_roles() {
    let mut org = example();
    let roles =
        || refused("listAssignedRolesForUser", "okta.roles.read", &["SUPER_ADMIN"], &["okta.iam.read"]);
    for user in org.users.seen_mut().unwrap() {
        user.roles = roles();
        user.groups = refused("listUserGroups", "okta.users.read", &["READ_ONLY_ADMIN"], &[]);
    }
    org.resource_sets = refused("listResourceSets", "okta.roles.read", &["SUPER_ADMIN"], &["okta.iam.read"]);
    let report = report(&org, &[]);
    let jenkins = principal(&report, "jenkins").audit.as_ref().unwrap();
    assert!(principal(&report, "jenkins").roles.is_none());
    assert_eq!(jenkins.beyond, None, "nothing is known of what it may do");
    assert_eq!(jenkins.unknown.len(), 2, "{:?}", jenkins.unknown);
    assert!(
        written(&report, Format::Csv)
            .lines()
            .any(|line| line.contains("jenkins") && line.contains(",,,,false,"))
    );
    let tokens = report.principals.iter().filter_map(|one| one.audit.as_ref());
    let most = tokens.filter(|one| one.kind == "api-token").filter_map(|one| one.beyond).max();
    assert!(jenkins.at_most >= most, "what is not known may be anything");
}

#[test]
fn a_group_that_could_not_be_seen_leaves_a_gap() {
    let mut org = example();
    for group in org.groups.seen_mut().unwrap() {
        if group.name.as_deref() == Some("App admins") {
            group.roles =
                refused("listGroupAssignedRoles", "okta.roles.read", &["SUPER_ADMIN"], &["okta.iam.read"]);
        }
    }
    let report = report(&org, &[]);
    let payroll = principal(&report, "payroll-export");
    assert_eq!(payroll.roles.as_ref().map(Vec::len), Some(0));
    assert!(
        payroll.audit.as_ref().unwrap().unknown[0]
            .starts_with("the roles of a group of the user could not be seen")
    );
    assert!(
        principal(&report, "jenkins").audit.as_ref().unwrap().unknown.is_empty(),
        "others are not concerned"
    );
}

#[test]
fn lists_that_break_off_and_custom_roles_that_are_closed_are_said() {
    let mut org = example();
    let apps = org.apps.seen().unwrap().clone();
    let gap = Gap::new("management:listApplications", GapReason::PageLoop);
    org.apps = Known::Partial { value: apps, gap };
    for role in org.custom_roles.seen_mut().unwrap() {
        role.permissions =
            refused("listRolePermissions", "okta.roles.read", &["SUPER_ADMIN"], &["okta.iam.read"]);
    }
    let report = report(&org, &[]);
    let general: Vec<_> = report.notes.iter().filter(|note| note.principal.is_none()).collect();
    assert!(
        general
            .iter()
            .any(|note| note.message.starts_with("the service apps of the org could be seen in part only"))
    );
    let bot = principal(&report, "Group bot");
    assert!(bot.roles.as_ref().unwrap()[0].permissions.is_none());
    assert!(
        bot.audit.as_ref().unwrap().unknown[0]
            .contains("the permissions of the custom role `Group membership bot`")
    );
    assert!(!report.summary.complete);
}

/// An assignment that says too little, one that ended, and one that is not active.
#[test]
fn assignments_count_when_they_hold_and_say_what_they_are() {
    let mut org = example();
    let taken = org.taken;
    for app in org.apps.seen_mut().unwrap() {
        for one in app.roles.seen_mut().unwrap() {
            match app.label.as_str() {
                "Group bot" => {
                    one.custom = None;
                    "No role of the org".clone_into(&mut one.label);
                }
                "Hr sync" => one.until = Some(taken - std::time::Duration::from_secs(1)),
                "Session killer" => "INACTIVE".clone_into(&mut one.status),
                _ => {}
            }
        }
    }
    for set in org.resource_sets.seen_mut().unwrap() {
        set.bindings = Known::Known(Vec::new());
    }
    let report = report(&org, &[]);
    let roles = |name: &str| principal(&report, name).roles.as_ref().unwrap().len();
    assert_eq!((roles("Group bot"), roles("Hr sync"), roles("Session killer")), (1, 0, 0));
    assert!(
        principal(&report, "Group bot").audit.as_ref().unwrap().unknown[0]
            .contains("does not tell which role")
    );
    assert!(found(&report, "Hr sync").contains(&"warning app-without-role Hr sync".to_owned()));
}

#[test]
fn strict_ends_with_3_when_something_could_not_be_seen() {
    let mut text = Vec::new();
    without_grants().write(&mut text, false).unwrap();
    let mut whole = Vec::new();
    example().write(&mut whole, true).unwrap();
    let mut org = example();
    org.integrations = refused("listApiServiceIntegrationInstances", "okta.oauthIntegrations.read", &[], &[]);
    let mut partly = Vec::new();
    org.write(&mut partly, false).unwrap();
    let folder = folder(&[("dark.json", &text), ("partly.json", &partly), ("whole.json.zst", &whole)]);
    for (arguments, code) in [
        (&["dark.json", "--exit-zero", "--strict"][..], 0),
        (&["dark.json", "--strict", "--principal", "Mail gateway"], 3),
        (&["dark.json", "--principal", "Mail gateway"], 0),
        (&["dark.json"], 1),
        (&["partly.json", "--strict", "--principal", "Mail gateway"], 3),
        (&["partly.json", "--principal", "Mail gateway"], 0),
        (&["whole.json.zst", "--strict", "--principal", "Mail gateway"], 0),
        (&["whole.json.zst", "--principal", "jenkins"], 1),
        (&["whole.json.zst", "--principal", "jenkins", "--fail-on", "error"], 0),
        (&["nowhere.json"], 2),
        (&["whole.json.zst", "--principal", "jenkinz"], 2),
        (&["whole.json.zst", "--calls", "nobody=GET /api/v1/users"], 2),
        (&["whole.json.zst", "--calls", "jenkins"], 2),
    ] {
        let arguments: Vec<_> = ["audit", "--snapshot"].iter().chain(arguments).copied().collect();
        let ran = run(&folder, &arguments);
        assert_eq!(ran.code, code, "{arguments:?}\n{}{}", ran.out, ran.err);
    }
}
