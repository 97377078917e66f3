//! OAuth clients that may act without a user, and grants that several apps or users may stand behind.

use leastwise::grants::org::{App, Assignment, Consent, ConsentSource, Holder, Known, Org, Refusal, User};
use leastwise::render::Format;
use leastwise::report::{CheckReport, PrincipalView};

use super::{consent, found, principal, report, written};
use crate::orgs::example;

fn own(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn refused<T>(operation: &str) -> Known<T> {
    let operation = format!("management:{operation}");
    Known::Refused(Refusal { operation, status: 403, ..Refusal::default() })
}

fn roles(role: &str) -> Known<Vec<Assignment>> {
    let (id, role, status) = ("ra1".to_owned(), role.to_owned(), "ACTIVE".to_owned());
    Known::Known(vec![Assignment { id, role, status, holder: Holder::Client, ..Assignment::default() }])
}

fn none<T>() -> Known<Vec<T>> {
    Known::Known(Vec::new())
}

/// A client of a kind that acts for users, without scopes and roles.
fn web() -> App {
    App {
        id: "0oa1web".to_owned(),
        client_id: "0oa1web".to_owned(),
        label: "web".to_owned(),
        status: "ACTIVE".to_owned(),
        application_type: "web".to_owned(),
        grant_types: own(&["authorization_code"]),
        grants: none(),
        roles: none(),
        ..App::default()
    }
}

/// The example with these clients in place of its own.
fn with(clients: Vec<App>) -> Org {
    Org { clients: Known::Known(clients), ..example() }
}

fn row(report: &CheckReport) -> Option<&PrincipalView> {
    report.principals.iter().find(|one| one.name == "web")
}

#[test]
fn only_an_app_that_is_known_to_need_users_cannot_act_alone() {
    for (kind, grant_types, is_untold, alone) in [
        ("web", &["authorization_code", "refresh_token"][..], false, false),
        ("native", &["urn:ietf:params:oauth:grant-type:device_code"], false, false),
        ("browser", &[], false, false),
        ("web", &["authorization_code", "client_credentials"], false, true),
        ("web", &["CLIENT_CREDENTIALS"], false, true),
        ("web", &["urn:example:new"], false, true),
        ("web", &["authorization_code"], true, true),
        ("m2m", &["authorization_code"], false, true),
        ("SERVICE", &[], false, true),
        ("", &[], false, true),
        ("unknown", &[], false, true),
    ] {
        let (application_type, grant_types) = (kind.to_owned(), own(grant_types));
        let app = App { application_type, grant_types, grant_types_untold: is_untold, ..web() };
        assert_eq!(app.may_act_alone(), alone, "{kind} {:?} {is_untold}", app.grant_types);
        let org = with(vec![App { roles: refused("listRolesForClient"), ..app }]);
        let report = report(&org, &[]);
        assert_eq!(row(&report).is_some(), alone, "roles that were not read may be any");
        assert_eq!(report.summary.complete, !alone, "{kind}");
    }
}

#[test]
fn settings_that_are_not_understood_are_said_of_a_client() {
    let odd = |kind: &str, grant_types: &[&str], untold| {
        let (application_type, grant_types) = (kind.to_owned(), own(grant_types));
        App { application_type, grant_types, grant_types_untold: untold, ..web() }
    };
    for (app, said) in [
        (odd("m2m", &["client_credentials"], false), Some("its type is not one that is known")),
        (odd("unknown", &["authorization_code"], false), Some("its type is not told")),
        (odd("web", &["CLIENT_CREDENTIALS"], false), Some("not all of its types of grants are known")),
        (odd("web", &[], true), Some("not all of its types of grants could be read")),
        (odd("web", &["client_credentials"], false), None),
        // Okta Workflows and the like have no settings.
        (odd("unknown", &[], false), None),
    ] {
        let app = App { grants: Known::Known(vec![consent("okta.users.read")]), ..app };
        let report = report(&with(vec![app]), &[]);
        assert_eq!(report.summary.complete, said.is_none(), "{said:?} {:?}", report.notes);
        let text = written(&report, Format::Text).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.is_none_or(|said| text.contains(said)), "{said:?}\n{text}");
        assert!(!text.contains("m2m") && !text.contains("CLIENT_CREDENTIALS"), "odd words are not printed");
    }
}

#[test]
fn a_client_with_roles_of_its_own_has_a_row_whatever_was_read_of_its_scopes() {
    let alone = || App { grant_types: own(&["client_credentials"]), ..web() };
    for (grants, is_known) in
        [(refused("listScopeConsentGrants"), false), (Known::NotAsked, false), (none(), true)]
    {
        let org = with(vec![App { grants, roles: roles("SUPER_ADMIN"), ..alone() }]);
        let report = report(&org, &[]);
        let client = row(&report).unwrap();
        assert_eq!(client.roles.as_ref().map(Vec::len), Some(1));
        let audit = client.audit.as_ref().unwrap();
        assert!(audit.acts_as.is_none());
        if is_known {
            assert!(audit.unknown.is_empty(), "{:?}", audit.unknown);
            assert_eq!(audit.beyond.unwrap().control, 0, "without scopes it reaches nothing");
            continue;
        }
        assert!(!report.summary.complete);
        assert_eq!(audit.rank, 1, "nothing can do more");
        let findings = found(&report, "web");
        assert!(findings.iter().any(|one| one.contains("super-admin SUPER_ADMIN")), "{findings:?}");
        let message = &report.of(Some("web")).find(|one| one.rule == "super-admin").unwrap().message;
        assert!(!message.contains("may be behind it"), "the role is its own: {message}");
    }
    let plain = App { grants: refused("listScopeConsentGrants"), ..alone() };
    assert!(
        row(&report(&with(vec![plain]), &[])).is_none(),
        "the note on scopes that were not read is enough"
    );
}

/// What is held beside roles of its own never makes a client smaller.
#[test]
fn scopes_never_make_a_client_with_roles_of_its_own_smaller() {
    let of = |grants: Known<Vec<Consent>>| {
        let app =
            App { grants, grant_types: own(&["client_credentials"]), roles: roles("USER_ADMIN"), ..web() };
        let report = report(&with(vec![app]), &[]);
        let audit = row(&report).unwrap().audit.clone().unwrap();
        audit.at_most.or(audit.beyond).unwrap()
    };
    let scopes = |names: &[&str]| Known::Known(names.iter().map(|name| consent(name)).collect());
    let (nothing, one, two) = (
        of(none()),
        of(scopes(&["okta.users.manage"])),
        of(scopes(&["okta.users.manage", "okta.apps.manage"])),
    );
    assert!(nothing <= one && one <= two);
    assert!(two <= of(Known::NotAsked));
}

fn user(id: &str, role: &str, consents: Vec<Consent>) -> User {
    let (id, login, status) = (id.to_owned(), Some(format!("{id}@acme.example")), Some("ACTIVE".to_owned()));
    let consents = Known::Known(consents);
    User { id, login, status, roles: roles(role), groups: none(), consents, ..User::default() }
}

fn granted(client: &str, user: Option<&str>) -> Consent {
    let (client_id, user) = (Some(client.to_owned()), user.map(str::to_owned));
    Consent { source: ConsentSource::EndUser, client_id, user, ..consent("okta.users.manage") }
}

#[test]
fn the_user_among_whose_grants_a_grant_is_listed_may_have_granted_it() {
    for (named, is_complete) in [(Some("00u1root"), true), (Some("00u1other"), true), (None, false)] {
        let mut org = with(Vec::new());
        org.users = Known::Known(vec![user("00u1root", "SUPER_ADMIN", vec![granted("0oa1cli", named)])]);
        let report = report(&org, &[]);
        let audit = principal(&report, "0oa1cli").audit.clone().unwrap();
        let acts_as = audit.acts_as.unwrap();
        assert_eq!(acts_as.user, "00u1root@acme.example", "{named:?}");
        assert!(audit.beyond.unwrap().control > 0, "{named:?} {is_complete}");
    }
}

#[test]
fn each_app_with_one_client_id_may_have_been_granted_its_scopes() {
    for (first, second) in [("INACTIVE", "ACTIVE"), ("ACTIVE", "INACTIVE")] {
        let app = |id: &str, status: &str| {
            let (id, label, status) = (id.to_owned(), id.to_owned(), status.to_owned());
            App { id, label, status, client_id: "shared".to_owned(), ..web() }
        };
        let mut org = with(vec![app("0oa1a", first), app("0oa1b", second)]);
        org.users =
            Known::Known(vec![user("00u1root", "SUPER_ADMIN", vec![granted("shared", Some("00u1root"))])]);
        let report = report(&org, &[]);
        let view = |name: &str| principal(&report, name).audit.clone().unwrap();
        let (first_view, second_view) = (view("0oa1a"), view("0oa1b"));
        assert_eq!((first_view.inactive, second_view.inactive), (first == "INACTIVE", second == "INACTIVE"));
        assert!(!report.principals.iter().any(|one| one.name == "shared"), "it is known by its apps");
    }
}
