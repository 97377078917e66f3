//! The script: it is shell, it stops when something is not set, and the bodies that it sends are what Okta documents.

use std::path::Path;
use std::process::{Command, Output};

use leastwise::model::Credential;
use leastwise::render::Format;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Items, items, report, written};
use crate::support::catalog;

/// Whether the bodies name exactly the items. Whether it is shell and what it sends is tested by running it.
pub(super) fn check(written: &str, items: &Items) {
    let quoted = |before: &str| {
        let code = written.lines().filter(|line| !line.starts_with('#'));
        let values = code.filter_map(|line| line.trim_start().strip_prefix(before)?.split('"').next());
        values.map(str::to_owned).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(quoted("\"scopeId\": \""), items.scopes, "{written}");
    let mut roles = quoted("\"type\": \"");
    roles.remove("CUSTOM");
    assert_eq!(roles, items.roles, "{written}");
    let permissions =
        written.split_once("\"permissions\": [").map_or("", |(_, rest)| rest.split(']').next().unwrap());
    let permissions: std::collections::BTreeSet<_> =
        permissions.split('"').filter(|part| part.starts_with("okta.")).map(str::to_owned).collect();
    assert_eq!(permissions, items.permissions, "{written}");
}

/// What Okta's documents require of a body, by path: <https://developer.okta.com/docs/api/openapi/okta-management/>.
fn schema(path: &str) -> Option<Value> {
    let text = json!({"type": "string", "minLength": 1});
    let texts =
        json!({"type": "array", "minItems": 1, "items": {"type": "string", "pattern": "^(https://|orn:)"}});
    let object = |required: &[&str], properties: Value| json!({"type": "object", "required": required, "properties": properties, "additionalProperties": false});
    Some(match path {
        "/api/v1/apps" => json!({
            "type": "object",
            "required": ["name", "label", "signOnMode", "credentials", "settings"],
            "properties": {
                "name": {"const": "oidc_client"},
                "signOnMode": {"const": "OPENID_CONNECT"},
                "credentials": {"properties": {"oauthClient": {"required": ["token_endpoint_auth_method"]}}},
                "settings": {"properties": {"oauthClient": {
                    "required": ["application_type", "grant_types", "response_types", "jwks"],
                    "properties": {"jwks": {"properties": {"keys": {
                        "minItems": 1,
                        "items": {"required": ["kty", "kid"], "not": {"required": ["d"]}}
                    }}}}
                }}}
            }
        }),
        _ if path.ends_with("/grants") => object(
            &["issuer", "scopeId"],
            json!({"issuer": {"type": "string", "pattern": "^https://[^/]+$"}, "scopeId": text}),
        ),
        "/api/v1/iam/roles" => object(
            &["label", "description", "permissions"],
            json!({"label": text, "description": text, "permissions": {"type": "array", "minItems": 1, "items": text}}),
        ),
        "/api/v1/iam/resource-sets" => object(
            &["label", "description", "resources"],
            json!({"label": text, "description": text, "resources": texts}),
        ),
        _ if path.ends_with("/bindings") => {
            object(&["role", "members"], json!({"role": text, "members": texts}))
        }
        _ if path.ends_with("/roles") => json!({"oneOf": [
            object(&["type"], json!({"type": {"enum": [
                "ACCESS_CERTIFICATIONS_ADMIN", "ACCESS_REQUESTS_ADMIN", "API_ACCESS_MANAGEMENT_ADMIN", "APP_ADMIN",
                "GROUP_MEMBERSHIP_ADMIN", "HELP_DESK_ADMIN", "ORG_ADMIN", "READ_ONLY_ADMIN", "REPORT_ADMIN",
                "SUPER_ADMIN", "USER_ADMIN", "WORKFLOWS_ADMIN"
            ]}})),
            object(&["type", "role", "resource-set"], json!({"type": {"const": "CUSTOM"}, "role": text, "resource-set": text})),
        ]}),
        _ => return None,
    })
}

/// A curl that notes what it is asked, and a jq that answers with an id: no test may depend on what is installed.
const CURL: &str = r#"#!/bin/sh
config=$(cat)
method= body= url=
while [ $# -gt 0 ]; do
  case $1 in
    --config | --header) shift ;;
    --request) method=$2; shift ;;
    --data) body=$2; shift ;;
    http*) url=$1 ;;
  esac
  shift
done
printf '%s %s\037%s\037%s\036' "$method" "$url" "$body" "$config" >> "$RECORD"
"#;
const JQ: &str = r#"#!/bin/sh
cat > /dev/null
case "$*" in
  *has*) case $PUBLIC_JWK in *'"d"'*) exit 0 ;; *) exit 1 ;; esac ;;
  *) echo "id1" ;;
esac
"#;

/// One call that the script made.
#[derive(Debug)]
struct Made {
    method: String,
    path: String,
    body: String,
}

fn program(folder: &Path, name: &str, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// Everything that any script asks for.
const ENVIRONMENT: [(&str, &str); 14] = [
    ("OKTA_ORG_URL", "https://acme.okta.com"),
    ("OKTA_AUTHORIZATION", "SSWS 00invented-for-a-test"),
    ("PUBLIC_JWK", "{\"kty\": \"RSA\", \"kid\": \"k1\", \"e\": \"AQAB\", \"n\": \"AAAA\"}"),
    ("APP_ID", "0oa1"),
    ("USER_IDS", "00u1 00u2"),
    ("ORG_ID", "00o1"),
    ("GROUP_IDS", "00g1 00g2"),
    ("USER_GROUP_IDS", "all"),
    ("APP_IDS", "0oa1"),
    ("APP_TARGETS", "salesforce oidc_client.0oa2"),
    ("AUTHORIZATION_SERVER_IDS", "aus1"),
    ("FLOW_IDS", "1"),
    ("OTHER_RESOURCE_NAMES", "orn:okta:idp:00o1:things"),
    ("NAME", "Nightly sync"),
];

/// Runs a script with some variables left out or changed.
fn run(script: &str, changes: &[(&str, Option<&str>)]) -> (Output, Vec<Made>) {
    let folder = TempDir::new().unwrap();
    program(folder.path(), "curl", CURL);
    program(folder.path(), "jq", JQ);
    let record = folder.path().join("record");
    std::fs::write(&record, "").unwrap();
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let mut command = Command::new("sh");
    command.arg("-c").arg(script).env_clear().env("PATH", path).env("RECORD", &record).envs(ENVIRONMENT);
    for (name, value) in changes {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let output = command.output().unwrap();
    let made = std::fs::read_to_string(&record).unwrap();
    let made = made.split('\u{1e}').filter(|one| !one.is_empty()).map(|one| {
        let mut parts = one.split('\u{1f}');
        let (method, url) = parts.next().unwrap().split_once(' ').unwrap();
        let body = parts.next().unwrap().to_owned();
        let config = parts.next().unwrap();
        assert_eq!(config, "header = \"Authorization: SSWS 00invented-for-a-test\"");
        let path = url.strip_prefix("https://acme.okta.com").unwrap().to_owned();
        Made { method: method.to_owned(), path, body }
    });
    (output, made.collect())
}

fn script(names: &[&str], credential: Credential) -> String {
    let keys: Vec<_> = names.iter().map(|name| catalog().names().operations[*name]).collect();
    written(&report(&keys), Format::Api, credential)
}

const LISTS: [&[&str]; 8] = [
    &["oauth:globalTokenRevocation"],
    &["management:listUsers"],
    &["management:suspendUser", "management:assignUserToGroup"],
    &["management:listLogEvents", "management:listGroups"],
    &["management:listBrands", "management:listApplications"],
    &["management:createPolicy", "management:listAuthorizationServers", "management:listDevices"],
    &["management:assignRoleToUser"],
    &["management:createEventHook", "management:listRealms", "management:listIdentityProviders"],
];

#[test]
fn what_a_script_sends_is_what_the_documents_ask_for() {
    let mut seen = std::collections::BTreeSet::new();
    for list in LISTS {
        for credential in Credential::ALL {
            let script = script(list, credential);
            let (output, made) = run(&script, &[]);
            let error = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success() && error.is_empty(), "{list:?} {credential}: {error}\n{script}");
            for call in &made {
                let Made { method, path, body } = call;
                if method == "PUT" {
                    assert!(path.contains("/targets/") && body.is_empty(), "{call:?}");
                    seen.insert("targets");
                    continue;
                }
                let schema = schema(path).unwrap_or_else(|| panic!("no schema for {path}"));
                let body: Value =
                    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"));
                let validator = jsonschema::validator_for(&schema).unwrap();
                let misfits: Vec<_> = validator.iter_errors(&body).map(|error| error.to_string()).collect();
                assert_eq!(misfits, [""; 0], "{path} {body}");
                seen.insert(if path.ends_with("bindings") { "bindings" } else { "bodies" });
            }
            let grants = made.iter().filter(|call| call.path.ends_with("/grants")).count();
            let keys: Vec<_> = list.iter().map(|name| catalog().names().operations[*name]).collect();
            assert_eq!(grants, items(&report(&keys), credential).scopes.len());
        }
    }
    assert_eq!(seen.len(), 3, "{seen:?}");
}

#[test]
fn a_script_stops_with_a_clear_word_when_something_is_not_set() {
    let script = script(&["management:suspendUser", "management:assignUserToGroup"], Credential::ServiceApp);
    for name in ["OKTA_ORG_URL", "OKTA_AUTHORIZATION", "PUBLIC_JWK", "GROUP_IDS", "USER_GROUP_IDS"] {
        for value in [None, Some("")] {
            let (output, made) = run(&script, &[(name, value)]);
            let error = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(!output.status.success() && made.is_empty(), "{name} {made:?}");
            assert!(error.contains(name) && error.contains("set it to"), "{error}");
        }
    }
    let private = "{\"kty\": \"RSA\", \"kid\": \"k1\", \"d\": \"invented\"}";
    for (name, value) in [("PUBLIC_JWK", private), ("NAME", "a\"b")] {
        let (output, made) = run(&script, &[(name, Some(value))]);
        assert!(!output.status.success() && made.is_empty(), "{name}");
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(error.contains(name) && !error.contains("invented"), "{error}");
    }
}

#[test]
fn the_choice_of_the_customer_is_what_is_sent() {
    let script = script(&["management:suspendUser", "management:assignUserToGroup"], Credential::ServiceApp);
    let resources = |changes: &[(&str, Option<&str>)]| {
        let (_, made) = run(&script, changes);
        let set = made.into_iter().find(|call| call.path.ends_with("/resource-sets")).unwrap();
        let body: Value = serde_json::from_str(&set.body).unwrap();
        let resources = body["resources"].as_array().unwrap().clone();
        resources.iter().map(|one| one.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let at = |path: &str| format!("https://acme.okta.com/api/v1/{path}");
    assert_eq!(resources(&[]), [at("groups/00g1"), at("groups/00g2"), at("users")]);
    assert_eq!(
        resources(&[("GROUP_IDS", Some("all")), ("USER_GROUP_IDS", Some("00g3"))]),
        [at("groups"), at("groups/00g3/users")]
    );
}
