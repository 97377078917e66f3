//! OAuth clients that act for users: what they hold, who is behind them, and what is not known of them.

use leastwise::grants::org::{
    App, Assignment, Binding, Consent, ConsentSource, Gap, GapReason, Group, Known, Member, MemberKind, Org,
    Redaction, ResourceSet, User,
};
use leastwise::render::Format;
use leastwise::report::{ActsAsView, CheckReport};

use super::{found, principal, report, written};

/// A user of this id with a role.
fn user(id: &str, role: &str) -> User {
    let role = Assignment {
        id: role.to_owned(),
        role: role.to_owned(),
        status: "ACTIVE".to_owned(),
        ..Assignment::default()
    };
    User {
        id: id.to_owned(),
        login: Some(format!("{id}@acme.example")),
        status: Some("ACTIVE".to_owned()),
        roles: Known::Known(vec![role]),
        groups: Known::Known(Vec::new()),
        consents: Known::Known(Vec::new()),
        ..User::default()
    }
}

fn consent(scope: &str, user: Option<&str>) -> Consent {
    let source = if user.is_some() { ConsentSource::EndUser } else { ConsentSource::Admin };
    let (client_id, user) = (Some("0oa1cli".to_owned()), user.map(str::to_owned));
    Consent { source, client_id, user, ..super::consent(scope) }
}

/// An org with these admins and one client with these grants.
fn org(users: Vec<User>, grants: Vec<Consent>) -> Org {
    let mut org = Org::new("https://acme.okta.com", "2026-11-20T08:00:00Z".parse().unwrap());
    let client = App {
        id: "0oa1cli".to_owned(),
        client_id: "0oa1cli".to_owned(),
        label: "cli".to_owned(),
        status: "ACTIVE".to_owned(),
        application_type: "native".to_owned(),
        grants: Known::Known(grants),
        ..App::default()
    };
    org.apps = Known::Known(Vec::new());
    org.clients = Known::Known(vec![client]);
    org.integrations = Known::Known(Vec::new());
    org.api_tokens = Known::Known(Vec::new());
    org.users = Known::Known(users);
    org.groups = Known::Known(Vec::new());
    org.all_groups = Known::Known(0);
    org.custom_roles = Known::Known(Vec::new());
    org.resource_sets = Known::Known(Vec::new());
    org.client_privileges = Known::Known(false);
    org
}

fn acts_as(org: &Org) -> ActsAsView {
    principal(&report(org, &[]), "cli").audit.as_ref().unwrap().acts_as.clone().unwrap()
}

#[test]
fn the_most_powerful_user_counts_by_what_the_scopes_allow() {
    let users = || {
        vec![
            user("00u1app", "APP_ADMIN"),
            user("00u1help", "HELP_DESK_ADMIN"),
            user("00u1report", "REPORT_ADMIN"),
        ]
    };
    for (scope, name) in [("okta.users.manage", "00u1help"), ("okta.apps.manage", "00u1app")] {
        let by_admin = org(users(), vec![consent(scope, None)]);
        let found = acts_as(&by_admin);
        assert_eq!(found.user, format!("{name}@acme.example"), "{scope}");
        assert!(found.any_admin && found.complete);
    }
    let by_one = org(users(), vec![consent("okta.users.manage", Some("00u1report"))]);
    assert_eq!(acts_as(&by_one).user, "00u1report@acme.example", "the others granted nothing");
    let by_two = ["00u1report", "00u1help"].map(|id| consent("okta.users.manage", Some(id)));
    assert_eq!(acts_as(&org(users(), by_two.to_vec())).user, "00u1help@acme.example");
}

#[test]
fn a_user_that_lists_a_grant_of_another_user_counts_too() {
    for (told, complete) in [("00u1root", true), ("00u1other", false)] {
        let grant =
            Consent { client_id: Some("unlisted".to_owned()), ..consent("okta.users.manage", Some(told)) };
        let root = User { consents: Known::Known(vec![grant]), ..user("00u1root", "ORG_ADMIN") };
        let report = report(&org(vec![root, user("00u1other", "REPORT_ADMIN")], Vec::new()), &[]);
        let acts_as = principal(&report, "unlisted").audit.as_ref().unwrap().acts_as.clone().unwrap();
        assert_eq!((acts_as.user.as_str(), acts_as.complete), ("00u1root@acme.example", complete), "{told}");
        assert_eq!(report.summary.complete, complete, "{told}");
    }
}

#[test]
fn only_active_scopes_of_okta_make_a_principal() {
    let users = || vec![user("00u1root", "SUPER_ADMIN")];
    let of_own_server = |scope: &str| {
        let issuer = Some("https://acme.okta.com/oauth2/default".to_owned());
        Consent { issuer, ..consent(scope, Some("00u1root")) }
    };
    let revoked = Consent { status: "REVOKED".to_owned(), ..consent("okta.users.manage", None) };
    for (grants, count) in [
        (vec![], 0),
        (vec![consent("openid", None), consent("offline_access", Some("00u1root"))], 0),
        (vec![of_own_server("payroll.read")], 0),
        (vec![of_own_server("okta.users.read")], 1),
        (vec![revoked], 0),
        (vec![consent("ssf.manage", None)], 1),
        (vec![consent("okta.users.read", Some("00u1root"))], 1),
    ] {
        let report = report(&org(users(), grants.clone()), &[]);
        assert_eq!(report.org.as_ref().unwrap().counts["oauth-client"], count, "{grants:?}");
        assert!(report.summary.complete, "{:?}", report.notes);
    }
}

/// Whatever the org authorization server grants beside the scopes of sign-in may open an API.
#[test]
fn a_scope_with_an_unknown_name_may_be_everything() {
    for (scope, issuer) in [
        ("payroll.read", None),
        ("OKTA.users.manage", None),
        (" okta.users.manage", None),
        ("interclient_access", Some("https://acme.okta.com")),
        ("payroll.read", Some("https://login.acme.example/")),
        ("okta", Some("https://acme.okta.com/oauth2/")),
    ] {
        let granted = Consent { issuer: issuer.map(str::to_owned), ..consent(scope, Some("00u1root")) };
        let listed = org(vec![user("00u1root", "SUPER_ADMIN")], vec![granted.clone()]);
        let mut unlisted = org(vec![user("00u1root", "SUPER_ADMIN")], Vec::new());
        unlisted.clients = Known::Known(Vec::new());
        unlisted.users.seen_mut().unwrap()[0].consents = Known::Known(vec![granted]);
        for org in [listed, unlisted] {
            let report = report(&org, &[]);
            assert_eq!(report.org.as_ref().unwrap().counts["oauth-client"], 1, "{scope}");
            assert!(!report.summary.complete, "{scope}");
            let client = report
                .principals
                .iter()
                .find_map(|one| one.audit.as_ref().filter(|audit| audit.kind == "oauth-client"));
            assert!(client.unwrap().at_most.unwrap().control > 100, "{scope}");
        }
    }
}

/// A redacted snapshot keeps apart which scopes may open Okta's APIs.
#[test]
fn redaction_keeps_which_scopes_count() {
    let other = Some("https://acme.okta.com/oauth2/aus1payroll".to_owned());
    let grants = vec![
        consent("ssf.manage", None),
        consent("openid", None),
        Consent { issuer: other, ..consent("payroll.read", Some("00u1root")) },
        Consent { issuer: Some("https://acme.okta.com".to_owned()), ..consent("odd.read", Some("00u1root")) },
    ];
    let mut org = org(vec![user("00u1root", "SUPER_ADMIN")], grants);
    let scopes = |org: &Org| {
        let report = report(org, &[]);
        let client = report.principals.iter().find(|one| one.audit.as_ref().unwrap().kind == "oauth-client");
        client.unwrap().scopes.as_ref().unwrap().len()
    };
    assert_eq!(scopes(&org), 2);
    Redaction::new("a salt").apply(&mut org);
    assert_eq!(scopes(&org), 2);
    let text = serde_json::to_string(&org).unwrap();
    assert!(text.contains("ssf.manage"));
    for name in ["aus1payroll", "payroll", "acme", "odd.read"] {
        assert!(!text.contains(name), "{name} is still there: {text}");
    }
}

/// What an admin who cannot sign in holds is nothing that a client can use.
#[test]
fn a_user_who_cannot_sign_in_is_not_behind_a_client() {
    let stopped = |status: &str| User { status: Some(status.to_owned()), ..user("00u1root", "SUPER_ADMIN") };
    let help = || user("00u1help", "HELP_DESK_ADMIN");
    let granted = |id: &str| consent("okta.users.manage", Some(id));
    let by_admin = || consent("okta.users.manage", None);
    for status in ["SUSPENDED", "DEPROVISIONED", "STAGED"] {
        for grants in [vec![by_admin()], vec![granted("00u1root"), granted("00u1help")]] {
            let org = org(vec![stopped(status), help()], grants);
            let found = acts_as(&org);
            assert_eq!((found.user.as_str(), found.complete), ("00u1help@acme.example", true), "{status}");
            let report = report(&org, &[]);
            assert!(!principal(&report, "cli").audit.as_ref().unwrap().inactive);
        }
        let alone = org(vec![stopped(status), help()], vec![granted("00u1root")]);
        let report = report(&alone, &[]);
        let client = principal(&report, "cli").audit.as_ref().unwrap();
        assert!(client.inactive && client.acts_as.is_none(), "{status}");
        assert!(client.rank > principal(&report, "00u1help@acme.example").audit.as_ref().unwrap().rank);
        assert_eq!(found(&report, "cli"), ["note inactive-principal cli"]);
        let text = written(&report, Format::Text).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(&format!("it acts for `00u1root@acme.example` ({status}) alone")), "{text}");
        assert!(report.summary.complete, "{:?}", report.notes);
    }
    let with_plain = org(vec![stopped("SUSPENDED")], vec![granted("00u1root"), granted("00u1plain")]);
    assert_eq!(acts_as(&with_plain).user, "00u1plain", "whoever was not read may sign in");
    let nobody = org(vec![stopped("SUSPENDED")], vec![by_admin()]);
    let report = report(&nobody, &[]);
    let client = principal(&report, "cli");
    assert_eq!(client.roles.as_ref().map(Vec::len), Some(0), "no admin can sign in");
    assert!(!client.audit.as_ref().unwrap().inactive, "other users can");
}

/// A client that was not read whole may have been granted more, by somebody who can do more.
#[test]
fn grants_of_users_that_were_not_read_leave_scopes_and_roles_open() {
    let granted = consent("okta.users.manage", Some("00u1help"));
    let users = || vec![user("00u1help", "HELP_DESK_ADMIN"), user("00u1app", "APP_ADMIN")];
    let mut org = org(users(), Vec::new());
    org.clients = Known::Known(Vec::new());
    org.users.seen_mut().unwrap()[0].consents = Known::Known(vec![granted]);
    let whole = report(&org, &[]);
    assert!(whole.summary.complete, "{:?}", whole.notes);
    let at_most = |report: &CheckReport| {
        let audit = principal(report, "0oa1cli").audit.clone().unwrap();
        audit.at_most.or(audit.beyond).unwrap()
    };
    org.users.seen_mut().unwrap()[1].consents = Known::NotAsked;
    let partly = report(&org, &[]);
    assert!(at_most(&partly).control > at_most(&whole).control);
    assert_said(
        "the scopes that 1 user granted to OAuth clients that are not in the list of apps could not be seen",
        &org,
    );
}

#[test]
fn a_user_who_is_no_admin_gives_no_role() {
    let org =
        org(vec![user("00u1root", "SUPER_ADMIN")], vec![consent("okta.users.manage", Some("00u1plain"))]);
    let found = acts_as(&org);
    assert_eq!((found.user.as_str(), found.roles.len(), found.complete), ("00u1plain", 0, true));
    let report = report(&org, &[]);
    assert_eq!(principal(&report, "cli").roles.as_ref().map(Vec::len), Some(0));
    assert!(report.summary.complete);
}

/// An org with a super admin and a client of which everything is counted, and what a change makes of it.
fn changed(change: impl Fn(&mut Org)) -> Org {
    let mut org = org(vec![user("00u1root", "SUPER_ADMIN")], vec![consent("okta.users.manage", None)]);
    assert!(report(&org, &[]).summary.complete);
    change(&mut org);
    org
}

/// That the report of an org says this and is not complete.
#[track_caller]
fn assert_said(said: &str, org: &Org) {
    let report = report(org, &[]);
    assert!(!report.summary.complete, "{said}");
    let text = written(&report, Format::Text).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains(said), "{said}\n{text}");
}

#[test]
fn scopes_that_are_counted_for_no_principal_are_said() {
    let granted = |org: &mut Org, client: Option<&str>| {
        let client_id = client.map(str::to_owned);
        let consent = Consent { client_id, ..consent("okta.users.manage", Some("00u1root")) };
        org.users.seen_mut().unwrap()[0].consents = Known::Known(vec![consent]);
    };
    assert_said("the grants do not tell which client it is", &changed(|org| granted(org, None)));
    let to_service_app = changed(|org| {
        let app = App { id: "0oa1svc".to_owned(), client_id: "0oa1svc".to_owned(), ..App::default() };
        org.apps = Known::Known(vec![app]);
        granted(org, Some("0oa1svc"));
    });
    assert_said("what these do for users is not judged", &to_service_app);
}

#[test]
fn a_client_that_may_act_without_a_user_says_what_of_that_is_not_counted() {
    let client = |change: fn(&mut App)| {
        changed(move |org| org.clients.seen_mut().into_iter().flatten().for_each(change))
    };
    let alone = |app: &mut App| app.grant_types = vec!["client_credentials".to_owned()];
    assert_said("its own admin roles could not be seen", &client(alone));
    let untold = |app: &mut App| App::UNTOLD.clone_into(&mut app.application_type);
    assert_said("its own admin roles could not be seen", &client(untold));
    let with_roles = |app: &mut App| {
        app.grant_types = vec!["client_credentials".to_owned()];
        app.roles = user("x", "ORG_ADMIN").roles;
    };
    assert_said("only what it does for users is judged", &client(with_roles));
    let without_roles = |app: &mut App| {
        app.grant_types = vec!["client_credentials".to_owned()];
        app.roles = Known::Known(Vec::new());
    };
    assert!(report(&client(without_roles), &[]).summary.complete);
    let bound = changed(|org| {
        let member = Member { kind: MemberKind::Client, id: "0oa1cli".to_owned() };
        let binding = Binding { role: "cr0one".to_owned(), members: Known::Known(vec![member]) };
        let bindings = Known::Known(vec![binding]);
        let (id, label, resources) = ("iam1set".into(), "Set".into(), Known::Known(Vec::new()));
        org.resource_sets = Known::Known(vec![ResourceSet { id, label, resources, bindings }]);
    });
    assert_said("counted for none of the principals: the client `0oa1cli`", &bound);
}

#[test]
fn members_of_groups_with_roles_that_were_not_read_are_said() {
    let group = |members: Known<Vec<String>>| {
        let roles = user("x", "SUPER_ADMIN").roles;
        let (id, name) = ("00g1desk".to_owned(), Some("Desk".to_owned()));
        Known::Known(vec![Group { id, name, roles, members, ..Group::default() }])
    };
    let ids = || vec!["00u1root".to_owned(), "00u1two".to_owned()];
    let unread = changed(|org| org.groups = group(Known::Known(ids())));
    assert_said("some of them are not among the users that were read", &unread);
    let report = report(&unread, &[]);
    let about =
        report.notes.iter().find(|note| note.message.contains("some of them")).map(|note| &note.about);
    assert_eq!(about, Some(&vec!["00g1desk".to_owned()]), "programs find the group by its id");
    let not_asked = changed(|org| {
        org.groups = group(Known::NotAsked);
        org.users.seen_mut().unwrap()[0].groups = Known::Known(vec!["00g1desk".to_owned()]);
    });
    assert_said("the members of the group `Desk` could not be seen", &not_asked);
}

#[test]
fn a_user_with_a_role_that_is_not_listed_leaves_the_roles_open() {
    let grants = ["00u1help", "00u1new"].map(|user| consent("okta.users.manage", Some(user))).to_vec();
    let org = org(vec![user("00u1help", "HELP_DESK_ADMIN"), user("00u1new", "FUTURE_ADMIN")], grants);
    let report = report(&org, &[]);
    let client = principal(&report, "cli");
    let audit = client.audit.as_ref().unwrap();
    assert!(client.roles.is_none() && audit.at_most.is_some(), "the new role may allow everything");
    assert!(!acts_as(&org).complete);
    for format in [Format::Text, Format::Json, Format::Csv] {
        assert!(!written(&report, format).contains("FUTURE_ADMIN"), "{}", format.name());
    }
}

#[test]
fn members_of_groups_that_were_not_read_may_be_behind_a_client() {
    let mut org = org(vec![user("00u1help", "HELP_DESK_ADMIN")], vec![consent("okta.users.manage", None)]);
    assert!(acts_as(&org).complete);
    let (id, name, roles) = ("00g1desk".to_owned(), Some("Desk".to_owned()), user("x", "SUPER_ADMIN").roles);
    let members = Known::Known(vec!["00u1two".to_owned()]);
    org.groups = Known::Known(vec![Group { id, name, roles, members, ..Group::default() }]);
    assert!(!acts_as(&org).complete);
    assert!(principal(&report(&org, &[]), "cli").roles.is_none());
}

#[test]
fn users_who_granted_scopes_and_were_not_read_leave_the_roles_open() {
    let mut org =
        org(vec![user("00u1help", "HELP_DESK_ADMIN")], vec![consent("okta.users.manage", Some("00u1ghost"))]);
    assert!(acts_as(&org).complete, "every group was asked, and it is in none that holds a role");
    org.all_groups = Known::NotAsked;
    assert!(!acts_as(&org).complete);
    assert!(principal(&report(&org, &[]), "cli").roles.is_none());
}

#[test]
fn users_that_are_not_known_leave_the_roles_open() {
    let grants = || vec![consent("okta.users.manage", Some("00u1gone"))];
    let mut org = org(vec![user("00u1help", "HELP_DESK_ADMIN")], grants());
    let gap = Gap::new("management:listUsersWithRoleAssignments", GapReason::Refused);
    org.users = Known::Partial { value: org.users.entries().to_vec(), gap };
    let report = report(&org, &[]);
    let client = principal(&report, "cli");
    assert!(client.roles.is_none(), "it may be anybody");
    assert!(
        client.audit.as_ref().unwrap().unknown[0].starts_with("the roles of a user who granted its scopes")
    );
    assert!(
        client.audit.as_ref().unwrap().beyond.unwrap().control > 20,
        "its scopes count as if roles allowed them"
    );
    assert!(!acts_as(&org).complete);
}

#[test]
fn every_format_names_the_user_behind_a_client() {
    let org = org(vec![user("00u1root", "SUPER_ADMIN")], vec![consent("okta.users.manage", None)]);
    let report = report(&org, &[]);
    for format in [Format::Text, Format::Json, Format::Html, Format::Csv, Format::Markdown] {
        let text = written(&report, format);
        assert!(text.contains("00u1root@acme.example"), "{}", format.name());
    }
    let csv = written(&report, Format::Csv);
    let row = csv.lines().find(|line| line.contains("0oa1cli")).unwrap();
    assert!(row.contains(",ACTIVE,,00u1root@acme.example,"), "{row}");
    let text = written(&report, Format::Text);
    assert!(
        text.contains("at most 00u1root@acme.example (SUPER_ADMIN); any admin may be behind it"),
        "{text}"
    );
    let findings = found(&report, "cli");
    assert!(findings.contains(&"note super-admin SUPER_ADMIN".to_owned()), "{findings:?}");
    assert!(findings.contains(&"warning escalation set-passwords".to_owned()), "{findings:?}");
}

/// Older snapshots know no clients: nothing is taken for seen.
#[test]
fn an_org_that_was_not_asked_for_clients_and_groups_is_not_complete() {
    let whole = org(vec![user("00u1root", "SUPER_ADMIN")], Vec::new());
    assert!(report(&whole, &[]).summary.complete);
    for (change, told) in [
        (&(|org: &mut Org| org.clients = Known::NotAsked) as &dyn Fn(&mut Org), "OAuth clients of the org"),
        (&|org: &mut Org| org.all_groups = Known::NotAsked, "groups of the org that hold roles"),
        (
            &|org: &mut Org| org.clients.seen_mut().unwrap()[0].grants = Known::NotAsked,
            "`--with-grants` asks",
        ),
    ] {
        let mut org = whole.clone();
        change(&mut org);
        let report = report(&org, &[]);
        assert!(!report.summary.complete, "{told}");
        assert!(report.notes.iter().any(|note| note.message.contains(told)), "{told}: {:?}", report.notes);
    }
}

#[test]
fn ids_of_entries_that_were_not_read_are_redacted() {
    let mut org =
        org(vec![user("00u1root", "SUPER_ADMIN")], vec![consent("okta.users.manage", Some("00u1root"))]);
    let mut gap = Gap::new("management:listApplications", GapReason::Unreadable);
    gap.unread.add(Some("0oa1odd0000000000h8".to_owned()));
    let client = org.clients.entries()[0].clone();
    org.clients = Known::Partial { value: vec![client], gap: gap.clone() };
    org.all_groups = Known::Partial { value: 7, gap: gap.clone() };
    org.apps = Known::Partial { value: Vec::new(), gap };
    Redaction::new("a salt").apply(&mut org);
    let text = serde_json::to_string(&org).unwrap();
    for name in ["0oa1odd0000000000h8", "0oa1cli", "00u1root", "\"cli\""] {
        assert!(!text.contains(name), "{name} is still there: {text}");
    }
    assert_eq!(text.matches("\"count\":1").count(), 3);
}
