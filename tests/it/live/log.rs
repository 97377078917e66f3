//! The System Log to what principals did: whose events count, what becomes one request, and where pages end.

use leastwise::grants::org::{Known, Log};
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::Run;
use super::fake::{Fake, json_of};

/// What a log of these pages tells; `whole` when users matter.
fn told(pages: Vec<Vec<Value>>, whole: bool) -> Log {
    let fake = Fake::troubled(move |_, request| {
        if request.url.path() != "/api/v1/logs" {
            return None;
        }
        let after = request.url.query_pairs().find(|(name, _)| name == "after");
        let page: usize = after.map_or(0, |(_, page)| page.parse().unwrap());
        let answer: ResponseTemplate = json_of(&pages[page].clone().into());
        let link = format!("<https://acme.okta.com/api/v1/logs?after={}>; rel=\"next\"", page + 1);
        Some(if page + 1 < pages.len() { answer.insert_header("link", link.as_str()) } else { answer })
    });
    let run = if whole { Run::of(&fake) } else { Run::small(&fake) };
    let Known::Known(log) = run.go().unwrap().log else { panic!("the log was not read") };
    log
}

/// What a log tells, a line for each kind of request.
fn lines(log: &Log) -> Vec<String> {
    let mut lines = Vec::new();
    for activity in &log.principals {
        for request in &activity.requests {
            let kind = serde_json::to_value(activity.actor.kind).unwrap();
            let denied = if request.denied { " denied" } else { "" };
            let query = request.query.join("&");
            let (requested, granted) = (request.requested.join(" "), request.granted.join(" "));
            lines.push(format!(
                "{} {} {}?{query} [{}] x{}{denied} {requested}|{granted}",
                kind.as_str().unwrap(),
                activity.actor.id,
                request.path,
                request.types.join(" "),
                request.times
            ));
        }
    }
    lines
}

/// An event; what is given goes over what is usual.
fn event(second: u32, transaction: &str, kind: &str, uri: &str, more: Value) -> Value {
    let mut event = json!({
        "eventType": kind, "published": format!("2026-11-19T08:00:{second:02}.000Z"),
        "actor": {"id": "0oa1app", "type": "PublicClientApp"}, "client": {"id": "0oa1app"},
        "outcome": {"result": "SUCCESS"}, "transaction": {"id": transaction, "detail": {}},
        "debugContext": {"debugData": {"requestUri": uri, "url": if uri.contains('?') { uri.to_owned() } else { format!("{uri}?") }}},
    });
    if let Value::Object(members) = more {
        event.as_object_mut().unwrap().extend(members);
    }
    event
}

const SUSPEND: &str = "/api/v1/users/00u1abcdefGHIJKLM0h8/lifecycle/suspend";

#[test]
fn the_events_of_one_request_are_one_even_over_the_end_of_a_page() {
    let suspend =
        |second, transaction: &str| event(second, transaction, "user.lifecycle.suspend", SUSPEND, json!({}));
    let clear =
        |second, transaction: &str| event(second, transaction, "user.session.clear", SUSPEND, json!({}));
    let log = told(
        vec![
            vec![suspend(1, "t1"), clear(1, "t1"), suspend(9, "t2")],
            vec![clear(10, "t2"), suspend(20, ""), suspend(20, ""), suspend(30, "t3")],
            vec![clear(31, "t3")],
        ],
        false,
    );
    assert_eq!(
        lines(&log),
        [
            "client 0oa1app /api/v1/users/{id}/lifecycle/suspend? [user.lifecycle.suspend] x2 |",
            "client 0oa1app /api/v1/users/{id}/lifecycle/suspend? [user.lifecycle.suspend user.session.clear] x3 |",
        ]
    );
    assert_eq!((log.events, log.principals[0].events), (8, 8));
    assert_eq!(log.principals[0].first.to_string(), "2026-11-19T08:00:01Z");
    assert_eq!(log.principals[0].last.to_string(), "2026-11-19T08:00:31Z");
}

#[test]
fn only_calls_of_principals_that_matter_count() {
    let user = |id: &str| json!({"actor": {"id": id, "type": "User"}, "client": {"id": null}});
    let admin = user("00u1ameliastone000h8");
    let with_token = json!({
        "actor": {"id": "00u1nobody", "type": "User"}, "client": {"id": null},
        "transaction": {"id": "t", "detail": {"requestApiTokenId": "00T1jenkins"}},
    });
    let console = json!({"actor": {"id": "00u1ameliastone000h8", "type": "User"}, "client": {"id": "okta.2b1959c8-bcc0"}});
    let by_user =
        json!({"actor": {"id": "00u1ameliastone000h8", "type": "User"}, "client": {"id": "0oa1cli"}});
    let log = told(
        vec![vec![
            event(1, "a", "group.lifecycle.create", "/api/v1/groups", admin.clone()),
            event(1, "b", "group.lifecycle.create", "/api/v1/groups", user("00u1nobody")),
            event(1, "c", "group.lifecycle.create", "/api/v1/groups", with_token),
            event(1, "d", "group.lifecycle.create", "/api/v1/groups", console),
            event(1, "e", "group.lifecycle.create", "/api/v1/groups", by_user.clone()),
            event(1, "f", "user.authentication.sso", "/app/salesforce/exk1/sso/saml", admin.clone()),
            event(1, "g", "user.session.start", "/idp/idx/identify", admin.clone()),
            event(1, "h", "user.session.start", "/api/v1/authn", by_user.clone()),
            event(1, "i", "app.oauth2.authorize.code", "/oauth2/v1/authorize", by_user),
            event(1, "j", "group.lifecycle.create", "/api/internal/groups", admin),
            event(1, "k", "user.lifecycle.create", "", json!({})),
        ]],
        true,
    );
    assert_eq!(
        lines(&log),
        [
            "api_token 00T1jenkins /api/v1/groups? [group.lifecycle.create] x1 |",
            "client 0oa1cli /api/v1/groups? [group.lifecycle.create] x1 |",
            "user 00u1ameliastone000h8 /api/internal? [group.lifecycle.create] x1 |",
            "user 00u1ameliastone000h8 /api/v1/groups? [group.lifecycle.create] x2 |",
        ]
    );
    assert_eq!(log.events, 11);
}

#[test]
fn tokens_tell_scopes_and_those_of_other_servers_do_not_count() {
    let scopes = |requested: &str, granted: Value| {
        json!({"client": {"id": null}, "debugContext": {"debugData": {
            "requestUri": "/oauth2/v1/token", "url": "/oauth2/v1/token?", "requestedScopes": requested, "grantedScopes": granted}}})
    };
    let refused = |mut event: Value| {
        event["outcome"]["result"] = "FAILURE".into();
        event
    };
    let custom = json!({"debugContext": {"debugData": {
        "requestUri": "/oauth2/aus1abcdefGHIJKLM0h8/v1/token", "requestedScopes": "okta.users.read", "grantedScopes": "okta.users.read"}}});
    let token = "app.oauth2.token.grant.access_token";
    let log = told(
        vec![vec![
            event(1, "a", token, "", scopes("okta.users.read, okta.apps.read", json!("okta.users.read"))),
            event(2, "b", token, "", scopes("openid profile", json!("openid"))),
            refused(event(3, "c", "app.oauth2.token.grant", "", scopes("okta.logs.read", Value::Null))),
            event(4, "d", "app.oauth2.as.token.grant.access_token", "", custom),
        ]],
        false,
    );
    assert_eq!(
        lines(&log),
        [
            "client 0oa1app /oauth2/v1/token? [app.oauth2.token.grant] x1 denied okta.logs.read|",
            "client 0oa1app /oauth2/v1/token? [app.oauth2.token.grant.access_token] x1 okta.apps.read okta.users.read|okta.users.read",
        ]
    );
}

#[test]
fn what_okta_does_not_promise_is_no_error() {
    let log = told(
        vec![vec![
            json!({"eventType": "a.b"}),
            json!({"eventType": 7, "published": [], "debugContext": {"debugData": {"requestUri": {}}}}),
            json!({"debugContext": null, "actor": null, "client": null, "transaction": null, "outcome": null}),
            event(
                1,
                "a",
                "group.lifecycle.create",
                "/api/v1/groups/00g1abcdefGHIJKLM0h8?x=PLANTED&type=ACCESS_POLICY",
                json!({}),
            ),
            event(
                2,
                "b",
                "system.org.rate_limit.violation",
                "/api/v1/users",
                json!({"outcome": {"result": "DENY"}}),
            ),
        ]],
        false,
    );
    assert_eq!(
        lines(&log),
        [
            "client 0oa1app /api/v1/groups/{id}?type=ACCESS_POLICY&x= [group.lifecycle.create] x1 |",
            "client 0oa1app /api/v1/users? [system.org.rate_limit.violation] x1 |",
        ]
    );
}
