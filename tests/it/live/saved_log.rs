//! The same events, read from an org and out of a saved log, tell the same use of every principal.

use leastwise::check::Log;
use leastwise::grants::org::{Known, Org};
use leastwise::intake::{Format, Input, ReadOptions, read};
use serde_json::{Value, json};

use super::Run;
use super::fake::{Fake, json_of};
use crate::audits::report_of;
use crate::program::folder;
use crate::support::matcher;

/// The Admin Console, and another of Okta's own clients.
const CONSOLE: &str = "okta.b58d5b75-07d4-5f25-bf59-368a1261a405";
const DASHBOARD: &str = "okta.2b1959c8-bcc0-56eb-a589-cfcfb7422f26";

/// An admin, an app and a token of the example org.
const ADMIN: &str = "00u1ameliastone000h8";

fn example() -> (String, String) {
    let org = crate::orgs::example();
    (org.apps.entries()[0].client_id.clone(), org.api_tokens.entries()[0].id.clone())
}

fn event(number: usize, kind: &str, uri: &str, who: Value) -> Value {
    let mut event = json!({
        "eventType": kind, "published": format!("2026-11-19T08:00:{number:02}.000Z"), "outcome": {"result": "SUCCESS"},
        "transaction": {"id": format!("t{number}"), "detail": {}}, "client": {"id": null},
        "debugContext": {"debugData": {"requestUri": uri, "url": format!("{uri}?"), "requestedScopes": "okta.users.read, openid"}},
    });
    if let Value::Object(members) = who {
        event.as_object_mut().unwrap().extend(members);
    }
    event
}

/// Every kind of caller with every kind of request.
fn events() -> Vec<Value> {
    let (app, token) = example();
    let user = |client: Value| json!({"actor": {"id": ADMIN, "type": "User"}, "client": {"id": client}});
    let with_token = |client: Value| {
        let detail = json!({"id": "t", "detail": {"requestApiTokenId": token}});
        json!({"actor": {"id": ADMIN, "type": "User"}, "client": {"id": client}, "transaction": detail})
    };
    let public =
        |client: Value| json!({"actor": {"id": app, "type": "PublicClientApp"}, "client": {"id": client}});
    let access = |kind: &str, actor: &str, client: Value| {
        let detail = json!({"requestApiTokenId": "AT.Qx7Lm2Vb9Rk4Tz1Yc8Wd5Hf3Jn6Ps0Ga", "requestApiTokenClientId": client});
        json!({"actor": {"id": actor, "type": kind}, "transaction": {"id": "t", "detail": detail}})
    };
    let callers = [
        user(Value::Null),
        user(json!(CONSOLE)),
        user(json!(DASHBOARD)),
        user(json!(app)),
        with_token(Value::Null),
        with_token(json!(CONSOLE)),
        public(Value::Null),
        public(json!(CONSOLE)),
        access("PublicClientAppEntity", &app, json!(app)),
        access("PublicClientAppEntity", &app, Value::Null),
        access("User", ADMIN, json!(app)),
        access("User", ADMIN, json!(CONSOLE)),
        json!({"actor": {"id": "system@okta.com", "type": "SystemPrincipal"}, "client": {"id": CONSOLE}}),
        json!({"actor": {"id": "00u1nobody", "type": "User"}, "client": {"id": CONSOLE}}),
        json!({"actor": null, "client": {"id": CONSOLE}}),
    ];
    let requests = [
        ("group.lifecycle.create", "/api/v1/groups"),
        ("user.lifecycle.suspend", "/api/v1/users/00u1abcdefGHIJKLM0h8/lifecycle/suspend"),
        ("group.lifecycle.create", "/api/internal/groups"),
        ("zone.create", "/api/internal/zones"),
        ("iam.role.create", "/admin/roles/new?xsrf=1"),
        ("user.lifecycle.deactivate", "/admin/user/deactivate/00u1abcdefGHIJKLM0h8"),
        ("user.session.access_admin_app", "/admin/dashboard"),
        ("app.oauth2.token.grant.access_token", "/oauth2/v1/token"),
        ("app.oauth2.as.token.grant.access_token", "/oauth2/aus1abcdefGHIJKLM0h8/v1/token"),
        ("app.oauth2.authorize.code", "/oauth2/v1/authorize"),
        ("user.authentication.sso", "/app/salesforce/exk1/sso/saml"),
        ("user.session.start", "/api/v1/authn"),
        ("app.oauth2.client.lifecycle.create", "/oauth2/v1/clients"),
    ];
    let pairs = callers.iter().flat_map(|who| requests.iter().map(move |request| (who, request)));
    let mut events: Vec<Value> = pairs
        .enumerate()
        .map(|(number, (who, (kind, uri)))| {
            let mut event = event(number % 60, kind, uri, who.clone());
            event["transaction"]["id"] = format!("t{number}").into();
            event
        })
        .collect();
    events.sort_by_key(|event| event["published"].to_string());
    events.extend(shared());
    events
}

/// A transaction in which a job of Okta's writes an event before and after that of an app.
fn shared() -> Vec<Value> {
    let (app, _) = example();
    let uri = "/api/v1/groups/00g1abcdefGHIJKLM0h8/users/00u1abcdefGHIJKLM0h8";
    let job = json!({"actor": {"id": "system", "type": "SystemPrincipal"}});
    let own = json!({"actor": {"id": app, "type": "PublicClientAppEntity"}});
    let whos =
        [(&job, "group.user_membership.rule.trigger"), (&own, "group.user_membership.add"), (&job, "x.y")];
    let of_shared = |(who, kind): (&Value, &str)| {
        let mut event = event(59, kind, uri, who.clone());
        event["transaction"]["id"] = "shared".into();
        event
    };
    whos.into_iter().map(of_shared).collect()
}

/// What an org and a log tell of the use of each principal, without when it was seen last, which files do not keep.
fn uses(org: &Org, log: Option<&Log>) -> Vec<String> {
    let report = report_of(org, &[], log);
    let use_of = |one: &leastwise::report::PrincipalView| {
        let mut usage = serde_json::to_value(one.audit.as_ref()?.usage.as_ref()?).unwrap();
        usage["last"] = Value::Null;
        Some(format!("{}: {usage}", one.name))
    };
    report.principals.iter().filter_map(use_of).collect()
}

#[test]
fn a_saved_log_and_a_live_one_tell_the_same_use() {
    let all = events();
    let page = all.clone();
    let fake = Fake::troubled(move |_, request| {
        (request.url.path() == "/api/v1/logs").then(|| json_of(&page.clone().into()))
    });
    let live = Run::of(&fake).go().unwrap();
    let without = Org { log: Known::NotAsked, ..live.clone() };
    let lines: Vec<String> = all.iter().map(Value::to_string).collect();
    let whole = Value::from(all).to_string();
    for text in [lines.join("\n"), whole] {
        let folder = folder(&[("log.json", text.as_bytes())]);
        let options =
            ReadOptions { from: Format::named("system-log"), by_caller: true, ..ReadOptions::default() };
        let reading = read(&[Input::Path(folder.path().join("log.json"))], &options, matcher()).unwrap();
        let saved = Log::of(&without, Some((reading.calls, reading.window)));
        let (of_live, of_saved) =
            (uses(&live, Log::of(&live, None).as_ref()), uses(&without, saved.as_ref()));
        for (one, other) in of_live.iter().zip(&of_saved) {
            assert_eq!(one, other, "live before saved");
        }
        assert_eq!(of_live.len(), of_saved.len());
        let admin = of_saved.iter().find(|line| line.starts_with("amelia.stone")).unwrap();
        assert!(admin.contains("\"management:suspendUser\",\"impact\":\"control\",\"times\":4"), "{admin}");
        for operation in ["createNetworkZone", "createRole"] {
            assert!(
                admin.contains(&format!("\"management:{operation}\"")),
                "{operation} is missing in {admin}"
            );
        }
        let (app, _) = example();
        let named =
            format!("{}: ", without.apps.entries().iter().find(|one| one.client_id == app).unwrap().label);
        let of_app = of_saved.iter().find(|line| line.starts_with(&named)).unwrap();
        for operation in ["suspendUser", "assignUserToGroup"] {
            assert!(of_app.contains(&format!("\"management:{operation}\"")), "{operation}: {of_app}");
        }
        assert!(
            !of_app.contains("createNetworkZone"),
            "paths of the console show nothing of an app: {of_app}"
        );
        assert!(admin.contains("\"requested\":{}"), "signing in is no use of an API: {admin}");
    }
}
