//! Which operations the lines of logs are taken for.

use std::collections::BTreeSet;

use leastwise::matching::Status;
use leastwise::model::{Asked, Call, Event, Method, Origin};

use super::logs::of;
use super::told;
use crate::support::{catalog, matcher};

/// A path with ids in place of its parameters.
fn concrete(template: &str) -> String {
    let id = |segment: &str| {
        if segment.starts_with('{') { "00u1abcdefGHIJKLM0h8".to_owned() } else { segment.to_owned() }
    };
    template.split('/').map(id).collect::<Vec<_>>().join("/")
}

#[test]
fn every_operation_in_an_access_log_is_itself() {
    let line = |(_, operation): (_, &leastwise::catalog::tables::Operation)| {
        let path = concrete(&operation.path);
        format!(
            "203.0.113.9 - - [06/Jul/2026:08:10:00 +0000] \"{} {path} HTTP/1.1\" 200 5\n",
            operation.method
        )
    };
    let expected: BTreeSet<String> =
        catalog().operations().map(|(key, _)| catalog().operation_name(key)).collect();
    let text: String = catalog().operations().map(line).collect();
    let mut found = BTreeSet::new();
    for call in of("access.log", &text, None).unwrap().calls {
        let matched = matcher().resolve(&call);
        assert_eq!(matched.status, Status::Matched, "{}", told(&call));
        found.extend(matched.operations.iter().map(|key| catalog().operation_name(*key)));
    }
    // Operations that share an endpoint are told apart by nothing in a log.
    let missing: Vec<_> = expected.difference(&found).collect();
    assert!(missing.len() < 20, "{missing:?}");
}

/// What an event on a path is taken for.
fn meant(kind: &str, path: &str, query: &str) -> String {
    let line = format!(
        "{{\"eventType\":\"{kind}\",\"uuid\":\"1\",\"debugContext\":{{\"debugData\":{{\"requestUri\":\"{path}\",\"url\":\"{path}?{query}\"}}}}}}"
    );
    let reading = of("log.ndjson", &line, None).unwrap();
    let [call] = &reading.calls[..] else { panic!("{kind} {path}: {:?}", reading.calls) };
    let told = told(call);
    told.split_once(" = ").map(|(_, ended)| ended.trim_end_matches(" | used").to_owned()).unwrap()
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn types_of_events_choose_between_the_methods_of_a_path() {
    let (user, group, app) = ("00u1abcdefGHIJKLM0h8", "00g1abcdefGHIJKLM0h8", "0oa1abcdefGHIJKLM0h8");
    for (kind, path, query, expected) in [
        ("user.lifecycle.create", "/api/v1/users".to_owned(), "activate=false", "management:createUser"),
        ("user.lifecycle.delete.initiated", format!("/api/v1/users/{user}"), "", "management:deleteUser"),
        ("group.profile.update", format!("/api/v1/groups/{group}"), "", "management:replaceGroup"),
        ("group.lifecycle.delete", format!("/api/v1/groups/{group}"), "", "management:deleteGroup"),
        (
            "application.user_membership.add",
            format!("/api/v1/apps/{app}/users"),
            "",
            "management:assignUserToApplication",
        ),
        (
            "application.user_membership.remove",
            format!("/api/v1/apps/{app}/users/{user}"),
            "",
            "management:unassignUserFromApplication",
        ),
        (
            "group.application_assignment.add",
            format!("/api/v1/apps/{app}/groups/{group}"),
            "",
            "management:assignGroupToApplication",
        ),
        (
            "app.oauth2.as.scope.update",
            "/api/v1/authorizationServers/aus1abcdefGHIJKLM0h8/scopes/scp1abcdefGHIJKLM0h8".to_owned(),
            "",
            "management:replaceOAuth2Scope",
        ),
        (
            "iam.role.permissions.delete",
            "/api/v1/iam/roles/cr01abcdefGHIJKLM0h8/permissions/okta.users.read".to_owned(),
            "",
            "management:deleteRolePermission",
        ),
        // A limit says nothing about what was done; only the query does.
        (
            "system.org.rate_limit.violation",
            "/api/v1/users".to_owned(),
            "limit=2&search=x",
            "management:listUsers",
        ),
        ("system.org.rate_limit.violation", "/api/v1/logs".to_owned(), "", "management:listLogEvents"),
        (
            "system.org.rate_limit.violation",
            "/api/v1/users".to_owned(),
            "",
            "ambiguous no-method management:listUsers + management:createUser",
        ),
        (
            "system.idp.lifecycle.read_client_secret",
            "/api/v1/idps/0oa1abcdefGHIJKLM0h8".to_owned(),
            "",
            "management:getIdentityProvider",
        ),
        (
            "user.authentication.sso",
            "/app/google/exk1abcdefGHIJKLM0h8/sso/saml".to_owned(),
            "",
            "excluded browser-flow",
        ),
        ("user.session.start", "/idp/idx/identify".to_owned(), "", "excluded browser-flow"),
        ("user.session.start", "/api/v1/authn".to_owned(), "", "authn:authn.primary"),
        ("zone.update", "/api/internal/zones/1".to_owned(), "", "unresolved private-endpoint"),
        ("x.y", "/api/v1/nowhere/at/all".to_owned(), "", "unresolved no-such-operation"),
    ] {
        assert_eq!(meant(kind, &path, query), expected, "{kind} {path}?{query}");
    }
}

/// Whatever the types of the events say, the operation that was called is never lost: it is what the call is taken for,
/// or one of those that it may be.
#[test]
fn an_event_that_says_nothing_loses_no_change() {
    for (key, operation) in catalog().operations().filter(|(_, operation)| operation.method.changes()) {
        let event =
            Event { path: concrete(&operation.path), types: vec!["x.y.z".to_owned()], ..Event::default() };
        let origin = Origin { source: "x".into(), line: 1, column: 1 };
        let found = matcher().resolve(&Call::new(origin, Asked::Event(event)));
        let same_endpoint = |other| {
            let other = catalog().operation(other);
            (other.method, &other.path) == (operation.method, &operation.path)
        };
        let kept = found.operations.iter().any(|other| *other == key || same_endpoint(*other));
        assert!(kept, "{} {}: {found:?}", operation.method, operation.path);
        let deletes = found.operations.iter().any(|key| catalog().operation(*key).method == Method::Delete);
        assert!(!deletes || found.status != Status::Matched || found.operations.len() == 1, "{found:?}");
    }
}
