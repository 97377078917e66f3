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

fn needs_of(arguments: &[&str]) -> Value {
    let mut command = assert_cmd::Command::cargo_bin("leastwise").unwrap();
    let output = command.args(["audit", "--needs", "--format", "json"]).args(arguments).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn needs_are_those_of_the_calls_that_are_made() {
    let fake = Fake::new(Setup::default());
    let needs = needs_of(&[]);
    let names = |needs: &Value| -> Vec<String> {
        crate::support::names(&needs["plans"]["service_app"]["scopes"])
            .into_iter()
            .map(str::to_owned)
            .collect()
    };
    let scopes = names(&needs);
    assert!(!scopes.contains(&"okta.appGrants.read".to_owned()));
    Run { scopes: scopes.clone(), ..Run::of(&fake) }.go().unwrap();
    let planned: BTreeSet<String> = needs["operations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect();
    let mut made = operations(&fake);
    made.insert("management:getGroup".to_owned());
    assert_eq!(made, planned, "only what is planned for is called, without the scopes of apps");
    assert_eq!(names(&needs_of(&["--with-grants"])), {
        let mut all = scopes;
        all.push("okta.appGrants.read".to_owned());
        all.sort();
        all
    });
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
    let asked = fake.paths("GET").iter().filter(|path| path.starts_with("/api/v1/apps/")).count();
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
    assert!(!asked.iter().any(|path| path.ends_with("/logs") || path.starts_with("/api/v1/apps/")));
    assert_eq!(org.auditor.unwrap().scopes.unwrap().len(), 7);
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

/// An org without a product answers 401 for its calls, with a code of its own.
#[test]
fn a_feature_that_an_org_has_not_is_no_bad_token() {
    let fake = Fake::troubled(|_, request| {
        request.url.path().ends_with("/governance").then(|| error(401, "E0000015"))
    });
    let org = Run::of(&fake).go().unwrap();
    assert_eq!(org.users, expected(&fake).users);
    assert_eq!(fake.served().1, 1, "no new token is fetched for it");
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
