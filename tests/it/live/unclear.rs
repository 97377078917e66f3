//! Networks, zones, keys and secrets in odd forms, as an org answers with them: each odd member is counted.

use leastwise::grants::org::{Known, Org};
use leastwise::report::AuditView;
use serde_json::{Value, json};

use super::{Run, shapes};
use crate::audits::{principal, report};

const MADE: &str = "2026-01-01T00:00:00.000Z";

fn zone(gateways: &Value) -> Value {
    json!({"id": "nzo1", "name": "Office", "type": "IP", "status": "ACTIVE", "usage": "POLICY", "gateways": gateways})
}

fn office() -> Value {
    zone(&json!([{"type": "CIDR", "value": "203.0.113.0/24"}]))
}

/// An org with one API token and one service app.
fn org(network: &Value, zone: &Value, app: &Value, keys: &Value) -> Org {
    let answers = json!({
        "/api/v1/api-tokens": [{"id": "00T1", "name": "token", "userId": "00u1root", "network": network}],
        "/api/v1/zones": [zone],
        "/api/v1/apps": [app],
        "/api/v1/apps/0oa1app/credentials/jwks": keys,
        "/api/v1/apps/0oa1app/credentials/secrets": [],
    });
    Run::of(&shapes::serving(answers)).go().unwrap()
}

fn app(method: &Value, jwks: &Value) -> Value {
    json!({"id": "0oa1app", "label": "app", "status": "ACTIVE", "signOnMode": "OPENID_CONNECT",
        "credentials": {"oauthClient": {"client_id": "0oa1app", "token_endpoint_auth_method": method}},
        "settings": {"oauthClient": {"application_type": "service", "jwks": jwks}}})
}

fn view(org: &Org, name: &str) -> AuditView {
    principal(&report(org, &[]), name).audit.clone().unwrap()
}

#[test]
fn odd_networks_of_tokens_are_said() {
    for (network, zone, restricted, unseen) in [
        (json!({"connection": "ZONE", "include": ["nzo1"]}), office(), Some(true), 0),
        (json!({"connection": "ANYWHERE"}), office(), Some(false), 0),
        (json!({"connection": "ZONE", "include": "ALL_IP_ZONES"}), office(), Some(false), 0),
        (Value::Null, office(), None, 1),
        (json!("ANYWHERE"), office(), None, 1),
        (json!({}), office(), None, 1),
        (json!({"connection": null, "include": ["nzo1"]}), office(), None, 1),
        (json!({"connection": "zone", "include": ["nzo1"]}), office(), None, 1),
        (json!({"connection": "ZONE", "include": ["nzo1", 7, null, {}, ""]}), office(), None, 1),
        (json!({"connection": "ZONE", "include": {"id": "nzo1"}}), office(), None, 1),
        (json!({"connection": "ZONE", "include": ["nzo1"], "exclude": [null]}), office(), Some(true), 1),
        (json!({"connection": "ZONE", "include": ["nzo1", "nzo2"]}), office(), None, 1),
        (json!({"connection": "ZONE", "include": ["nzo1"]}), zone(&json!([{"value": 7}])), None, 1),
        (
            json!({"connection": "ZONE", "include": ["nzo1"]}),
            zone(&json!({"value": "203.0.113.0/24"})),
            None,
            1,
        ),
        (
            json!({"connection": "ZONE", "include": ["nzo1"]}),
            zone(&json!([{"value": "::/0"}])),
            Some(false),
            0,
        ),
    ] {
        let app = app(&json!("private_key_jwt"), &json!({"keys": []}));
        let org = org(&network, &zone, &app, &json!([]));
        let view = view(&org, "token");
        let found = view.network.as_ref().and_then(|network| network.restricted);
        assert_eq!((found, view.unseen.len()), (restricted, unseen), "{network} {:?}", view.unseen);
    }
}

#[test]
fn odd_keys_are_asked_for_and_said() {
    let key = |status: &Value, created: &Value| json!({"id": "pks1", "status": status, "created": created});
    let whole = key(&json!("ACTIVE"), &json!(MADE));
    for (own, listed, active, unseen) in [
        (json!({"keys": [whole]}), json!([]), 1, 0),
        (json!({"keys": [whole, 7]}), json!([whole]), 1, 0),
        (json!({"keys": [key(&json!("active"), &json!(MADE))]}), json!([whole]), 1, 0),
        (json!(7), json!([whole]), 1, 0),
        (json!({"keys": [7]}), json!([whole, 7]), 1, 1),
        (json!({"keys": [7]}), json!([key(&json!("inactive"), &json!(MADE))]), 1, 1),
        (json!({"keys": [7]}), json!([key(&json!({}), &json!(MADE))]), 1, 1),
        (json!({"keys": [7]}), json!([key(&json!("INACTIVE"), &json!(7))]), 0, 0),
        (json!({"keys": [7]}), json!([key(&json!("ACTIVE"), &json!("soon"))]), 1, 1),
    ] {
        let app = app(&json!("private_key_jwt"), &own);
        let org = org(&json!({"connection": "ANYWHERE"}), &office(), &app, &listed);
        let view = view(&org, "app");
        let found = view.authentication.as_ref().unwrap().keys.as_ref().unwrap().active;
        assert_eq!((found, view.unseen.len()), (active, unseen), "{own} {:?}", view.unseen);
    }
}

#[test]
fn an_odd_method_is_said() {
    for (method, unseen) in [
        (json!("private_key_jwt"), 0),
        (json!("none"), 0),
        (Value::Null, 1),
        (json!(7), 1),
        (json!("PRIVATE_KEY_JWT"), 1),
        (json!("tls_client_auth"), 1),
    ] {
        let app = app(&method, &Value::Null);
        let org = org(&json!({"connection": "ANYWHERE"}), &office(), &app, &json!([]));
        assert_eq!(org.apps.entries().len(), 1);
        assert!(matches!(org.zones, Known::Known(_)));
        assert_eq!(view(&org, "app").unseen.len(), unseen, "{method}");
    }
}

/// An app counts as one that may act alone unless its type and its types of grants are all understood.
#[test]
fn odd_types_of_apps_are_asked_for_their_roles() {
    let settings =
        |kind: Value, grant_types: Value| json!({"application_type": kind, "grant_types": grant_types});
    for (settings, is_asked) in [
        (settings(json!("web"), json!(["authorization_code"])), false),
        (settings(json!("web"), json!(["authorization_code", "client_credentials"])), true),
        (settings(json!("m2m"), json!(["client_credentials"])), true),
        (settings(json!("SERVICE"), json!(["client_credentials"])), true),
        (settings(json!(7), json!(["authorization_code"])), true),
        (settings(json!("web"), Value::Null), true),
        (settings(json!("web"), json!("client_credentials")), true),
        (settings(json!("web"), json!(["authorization_code", {"n": 1}])), true),
        (settings(json!("web"), json!(["CLIENT_CREDENTIALS"])), true),
        (json!({"application_type": "web"}), true),
        (json!({"grant_types": ["authorization_code"]}), true),
        (json!({}), true),
    ] {
        let app = json!({"id": "0oa1app", "label": "app", "status": "ACTIVE", "signOnMode": "OPENID_CONNECT",
            "settings": {"oauthClient": settings}});
        let role = json!({"id": "ra1", "type": "SUPER_ADMIN", "label": "s", "status": "ACTIVE", "assignmentType": "CLIENT"});
        let answers = json!({
            "/api/v1/apps": [app],
            "/oauth2/v1/clients/0oa1app/roles": [role],
            "/api/v1/zones": [],
        });
        let org = Run::of(&shapes::serving(answers)).go().unwrap();
        let roles = org.clients.entries()[0].roles.entries().len();
        assert_eq!(roles, usize::from(is_asked), "{settings}");
        let report = report(&org, &[]);
        assert_eq!(report.principals.iter().any(|one| one.name == "app"), is_asked, "{settings}");
    }
}

#[test]
fn keys_are_asked_for_where_the_list_of_apps_does_not_tell_them() {
    let key = json!({"id": "pks1", "status": "ACTIVE", "created": MADE});
    for jwks in [Value::Null, json!({}), json!({"keys": null})] {
        let (network, app) = (json!({"connection": "ANYWHERE"}), app(&json!("private_key_jwt"), &jwks));
        let org = org(&network, &office(), &app, &json!([key]));
        let view = view(&org, "app");
        assert_eq!(view.authentication.unwrap().keys.unwrap().active, 1, "{jwks}");
        assert!(view.unseen.is_empty(), "{jwks} {:?}", view.unseen);
    }
}

#[test]
fn an_odd_status_of_an_app_is_no_word_of_the_api() {
    for (status, kept, unseen) in [
        (json!("ACTIVE"), "ACTIVE", 0),
        (Value::Null, "", 1),
        (json!(7), "", 1),
        (json!("active"), "active", 1),
    ] {
        let mut app = app(&json!("private_key_jwt"), &json!({"keys": []}));
        app["status"] = status.clone();
        let org = org(&json!({"connection": "ANYWHERE"}), &office(), &app, &json!([]));
        assert_eq!(org.apps.entries()[0].status, kept, "{status}");
        let view = view(&org, "app");
        assert_eq!((view.unseen.len(), view.inactive), (unseen, false), "{status} {:?}", view.unseen);
    }
}
