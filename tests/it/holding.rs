//! Grants out of everything that tells of one; what cannot be read says so, and shows nothing.

use jiff::Timestamp;
use leastwise::grants::{join, read, read_token};
use leastwise::model::{Credential, HeldRole, Principal};
use rstest::rstest;
use serde_json::json;

use crate::checking::token;
use crate::program::{folder, leastwise, ran, run};

/// A quarter of a second of the day on which the tests live.
fn now() -> Timestamp {
    Timestamp::from_second(1_795_305_600).unwrap()
}

fn principals(texts: &[&str]) -> Vec<Principal> {
    let pieces =
        texts.iter().flat_map(|text| read("f", text, now()).unwrap_or_else(|found| panic!("{found:?}")));
    join(pieces.collect()).unwrap()
}

/// A principal in a line: name, credential, scopes, roles with targets and permissions.
fn line(principal: &Principal) -> String {
    let scopes =
        principal.grant.scopes.as_ref().map_or("-".to_owned(), |all| {
            all.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(",")
        });
    let role = |role: &HeldRole| match role {
        HeldRole::Standard(one) => {
            let targets: Vec<_> = one.targets.iter().map(ToString::to_string).collect();
            let built_in = if one.built_in { "!" } else { "" };
            format!(
                "{}{built_in}{}",
                one.role.name,
                targets.iter().map(|one| ["@", one].concat()).collect::<Vec<_>>().concat()
            )
        }
        HeldRole::Custom(one) => {
            let permissions = one.permissions.as_ref().map_or("?".to_owned(), |all| {
                all.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join("+")
            });
            format!("{}[{permissions}]", one.role.name)
        }
    };
    let roles = principal
        .grant
        .roles
        .as_ref()
        .map_or("-".to_owned(), |all| all.iter().map(role).collect::<Vec<_>>().join(","));
    let credential = principal.credential.map_or("?", Credential::name);
    format!("{} {credential} {scopes} {roles}", principal.name.as_deref().unwrap_or("?"))
}

const GRANTS: &str = r#"[
  {"id": "oag1", "status": "ACTIVE", "clientId": "0oa1abcdefGHIJKLM0h8", "scopeId": "okta.users.read", "source": "ADMIN"},
  {"id": "oag2", "status": "REVOKED", "clientId": "0oa1abcdefGHIJKLM0h8", "scopeId": "okta.apps.manage"}]"#;
const ROLES: &str = r#"[
  {"id": "r1", "label": "Help Desk Administrator", "type": "HELP_DESK_ADMIN", "status": "ACTIVE", "assignmentType": "CLIENT"},
  {"id": "r2", "label": "Mine", "type": "CUSTOM", "role": "cr01abcdefGHIJKLM0h8", "resource-set": "iam1", "assignmentType": "CLIENT"},
  {"id": "r3", "label": "Gone", "type": "ORG_ADMIN", "status": "INACTIVE", "assignmentType": "CLIENT"}]"#;
const PERMISSIONS: &str = r#"{"permissions": [
  {"label": "okta.users.read", "_links": {"self": {"href": "https://acme.okta.com/api/v1/iam/roles/cr01abcdefGHIJKLM0h8/permissions/okta.users.read"}}},
  {"label": "okta.groups.read"}]}"#;
const ROLE: &str = r#"{"id": "cr01abcdefGHIJKLM0h8", "label": "Mine", "permissions": ["okta.users.read", {"label": "okta.groups.read"}]}"#;
const SERVICES: &str = r#"{"value": [{"id": "0oa2abcdefGHIJKLM0h8", "type": "x", "name": "X", "grantedScopes": ["okta.logs.read"]}]}"#;
const TOKENS: &str = r#"[{"id": "00T1abcdefGHIJKLM0h8", "userId": "00u1abcdefGHIJKLM0h8", "tokenWindow": "P30D", "network": {"connection": "ANYWHERE"}}]"#;
const STATE: &str = r#"{"version": 4, "terraform_version": "1.9", "lineage": "l", "resources": [
  {"mode": "managed", "type": "okta_app_oauth", "name": "n", "instances": [{"attributes": {"id": "0oa3", "client_id": "0oa3", "type": "service", "client_secret": "S3cretS3cretS3cretS3cretS3cretS3cret1234"}}]},
  {"mode": "managed", "type": "okta_app_oauth_api_scope", "name": "n", "instances": [{"attributes": {"app_id": "0oa3", "scopes": ["okta.users.read"]}}]},
  {"mode": "managed", "type": "okta_app_oauth_role_assignment", "name": "n", "instances": [{"attributes": {"client_id": "0oa3", "type": "CUSTOM", "role": "cr3", "resource_set": "iam3"}}]},
  {"mode": "managed", "type": "okta_admin_role_custom", "name": "r", "instances": [{"attributes": {"id": "cr3", "label": "Readers", "permissions": ["okta.users.read"]}}]},
  {"mode": "managed", "type": "okta_resource_set", "name": "s", "instances": [{"attributes": {"id": "iam3", "resources": ["https://acme.okta.com/api/v1/users"]}}]},
  {"mode": "managed", "type": "okta_user_admin_roles", "name": "u", "instances": [{"attributes": {"user_id": "00u3", "admin_roles": ["APP_ADMIN"]}}]},
  {"mode": "managed", "type": "okta_group_role", "name": "g", "instances": [{"attributes": {"group_id": "00g3", "role_type": "USER_ADMIN", "target_group_list": ["00g4"]}}]},
  {"mode": "managed", "type": "okta_admin_role_custom_assignments", "name": "a", "instances": [{"attributes": {"custom_role_id": "cr3", "resource_set_id": "iam3", "members": ["https://acme.okta.com/api/v1/users/00u5"]}}]}]}"#;
const TERRAFORM_PLAN: &str = r#"{"format_version": "1.2", "terraform_version": "1.9", "planned_values": {"root_module": {"resources": [
  {"address": "okta_app_oauth.n", "mode": "managed", "type": "okta_app_oauth", "name": "n", "values": {"type": "service"}},
  {"address": "okta_app_oauth_api_scope.n", "mode": "managed", "type": "okta_app_oauth_api_scope", "name": "n", "values": {"scopes": ["okta.logs.read"]}}],
  "child_modules": [{"resources": [
  {"address": "module.m.okta_user_admin_roles.u", "mode": "managed", "type": "okta_user_admin_roles", "name": "u", "values": {"user_id": "00u6", "admin_roles": ["REPORT_ADMIN"]}}]}]}},
  "configuration": {"root_module": {"resources": [
  {"address": "okta_app_oauth_api_scope.n", "expressions": {"app_id": {"references": ["okta_app_oauth.n.id", "okta_app_oauth.n"]}}}]}}}"#;

#[rstest]
#[case(&[GRANTS], &["0oa1abcdefGHIJKLM0h8 ? okta.users.read -"])]
#[case(&[ROLES], &["? ? - HELP_DESK_ADMIN,cr01abcdefGHIJKLM0h8[?]"])]
#[case(&[GRANTS, ROLES, PERMISSIONS], &["0oa1abcdefGHIJKLM0h8 ? okta.users.read HELP_DESK_ADMIN,cr01abcdefGHIJKLM0h8[okta.users.read+okta.groups.read]"])]
#[case(&[ROLE, ROLES], &["? ? - cr01abcdefGHIJKLM0h8[okta.users.read+okta.groups.read],HELP_DESK_ADMIN"])]
#[case(&[SERVICES], &["0oa2abcdefGHIJKLM0h8 service_app okta.logs.read SUPER_ADMIN!"])]
#[case(&[TOKENS, "roles: [READ_ONLY_ADMIN]"], &["00u1abcdefGHIJKLM0h8 api_token - READ_ONLY_ADMIN"])]
#[case(&[STATE], &[
    "0oa3 service_app okta.users.read Readers[okta.users.read]",
    "00u3 api_token - APP_ADMIN",
    "00g3 api_token - USER_ADMIN@group:00g4",
    "00u5 api_token - Readers[okta.users.read]",
])]
#[case(&[TERRAFORM_PLAN], &["okta_app_oauth.n service_app okta.logs.read -", "00u6 api_token - REPORT_ADMIN"])]
#[case(&["scopes: okta.a okta.b\nroles: [X@group:g1@app:a1, {role: Y, groups: [g2]}]\ncustom_roles: [{name: Z, permissions: [okta.c]}]\n"],
    &["? ? okta.a,okta.b X@group:g1@app:a1,Y@group:g2,Z[okta.c]"])]
#[case(&["principals:\n- {name: one, credential: api-token, granted: {roles: [A]}}\n- {name: two, granted: {scopes: []}}\n"],
    &["one api_token - A", "two ?  -"])]
#[case(&["permissions: [okta.users.read]"], &["? ? - custom role[okta.users.read]"])]
fn grants_are_read(#[case] texts: &[&str], #[case] wanted: &[&str]) {
    let lines: Vec<_> = principals(texts).iter().map(line).collect();
    assert_eq!(lines, wanted);
}

#[test]
fn every_item_knows_its_line() {
    let found = principals(&[GRANTS]);
    let scopes = found[0].grant.scopes.as_ref().unwrap();
    let origin = &scopes[0].origin;
    assert_eq!((&*origin.source, origin.line), ("f", 2));
}

#[rstest]
#[case(json!({"iss": "https://acme.okta.com", "cid": "0oa1", "sub": "0oa1", "scp": ["okta.users.read"]}), "0oa1 service_app okta.users.read -", &["token-not-verified"])]
#[case(json!({"iss": "https://acme.okta.com", "cid": "0oa1", "uid": "00u1", "sub": "ann@acme.example", "scp": "openid okta.users.read"}), "0oa1 user_app openid,okta.users.read -", &["token-not-verified"])]
#[case(json!({"cid": "0oa1", "sub": "0oa1", "scp": ["okta.users.read"], "exp": 1_700_000_000}), "0oa1 service_app okta.users.read -", &["token-expired", "token-not-verified"])]
#[case(json!({"iss": "https://acme.okta.com/oauth2/aus1abcdefGHIJKLM0h8", "cid": "0oa1", "uid": "00u1", "scp": ["orders.write", "okta.myAccount.profile.read"]}), "0oa1 user_app okta.myAccount.profile.read -", &["custom-authorization-server", "token-not-verified"])]
#[case(json!({"iss": "https://acme.okta.com", "aud": "0oa1", "sub": "00u1"}), "? ? - -", &["token-not-verified", "token-without-scopes"])]
fn tokens_are_decoded(#[case] claims: serde_json::Value, #[case] wanted: &str, #[case] codes: &[&str]) {
    for text in [token(&claims), format!("Bearer {}\n", token(&claims))] {
        let principal = read_token("t", &text, now()).unwrap();
        let mut found: Vec<_> = principal.remarks.iter().map(|remark| remark.code).collect();
        found.sort_unstable();
        assert_eq!((line(&principal).as_str(), found.as_slice()), (wanted, codes));
    }
}

#[test]
fn an_api_token_is_recognised_and_says_nothing() {
    let secret = "00a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0";
    for text in [secret.to_owned(), format!("SSWS {secret}"), format!("{secret}\n")] {
        let found = read("t", &text, now()).unwrap();
        assert_eq!(line(&found[0]), "? api_token - -");
        assert!(!format!("{found:?}").contains(secret));
    }
}

/// What is wrong with a token is said of the part, and no part is shown.
#[rstest]
#[case("eyJhbGciOiJSUzI1NiJ9.eyJzZWNyZXQiOjF9", "2 parts")]
#[case("justoneword", "1 part between")]
#[case("eyJ!!!.eyJzZWNyZXQiOjF9.sig", "the header of the token is not base64url")]
#[case("eyJhbGciOiJSUzI1NiJ9.bm90anNvbnNlY3JldA.sig", "the payload of the token is no JSON")]
#[case("eyJhbGciOiJSUzI1NiJ9.WyJzZWNyZXQiXQ.sig", "the payload of the token is no object")]
#[case("", "there is no token")]
#[case("eyJhbGciOiJSUzI1NiJ9.eyJ\u{e9}.sig", "the payload of the token is not base64url")]
fn a_malformed_token_is_not_shown(#[case] text: &str, #[case] wanted: &str) {
    let problem = read_token("t", text, now()).unwrap_err();
    assert!(problem.message.contains(wanted), "{}", problem.message);
    for part in text.split('.').filter(|part| part.len() > 4) {
        assert!(!format!("{problem:?}").contains(part), "{part} is shown");
    }
}

#[rstest]
#[case("{\"a\": [1,", "is no JSON")]
#[case("[]", "an empty list")]
#[case("{\"hello\": 1}", "no grant of a form")]
#[case("{\"errorCode\": \"E0000006\", \"errorSummary\": \"x\"}", "`E0000006`")]
#[case("{\"schema\": \"leastwise.plan/9\"}", "a form that is not known")]
#[case("scopes: {a: b}", "a list of names")]
#[case("roles: [X@team:y]", "expected `group:ID` or `app:NAME` behind `@`")]
#[case("just a sentence", "no grant of a form")]
fn what_is_no_grant_says_so(#[case] text: &str, #[case] wanted: &str) {
    let found = read("f", text, now()).unwrap_err();
    assert!(found.iter().any(|problem| problem.message.contains(wanted)), "{found:?}");
    assert!(!format!("{found:?}").contains("00a1B2c3"), "a secret is shown");
    assert!(found.iter().all(|problem| problem.help.is_some()), "{found:?}");
}

#[test]
fn several_principals_are_told_apart() {
    let two = GRANTS.replacen(
        "\"REVOKED\", \"clientId\": \"0oa1abcdefGHIJKLM0h8\"",
        "\"ACTIVE\", \"clientId\": \"0oa9\"",
        1,
    );
    let found: Vec<_> = principals(&[&two]).iter().map(line).collect();
    assert_eq!(found, ["0oa1abcdefGHIJKLM0h8 ? okta.users.read -", "0oa9 ? okta.apps.manage -"]);
    // Roles that belong to nobody by name could be those of either.
    let pieces = [two.as_str(), ROLES].iter().flat_map(|text| read("f", text, now()).unwrap()).collect();
    assert_eq!(join(pieces).unwrap_err().0, ["0oa1abcdefGHIJKLM0h8", "0oa9"]);
}

#[test]
fn nothing_breaks_a_reader() {
    let mut texts =
        vec![GRANTS.to_owned(), STATE.to_owned(), TERRAFORM_PLAN.to_owned(), PERMISSIONS.to_owned()];
    texts.extend([
        r#"{"terraform_version": 1, "resources": {"a": [null]}}"#.to_owned(),
        "\u{feff}[{}]".to_owned(),
        "\0".to_owned(),
    ]);
    for text in &texts {
        let ends: Vec<_> = text.char_indices().map(|(at, _)| at).step_by(7).collect();
        for end in ends {
            let _ = read("f", text.get(..end).unwrap(), now());
        }
        let _ = read("f", &text.replace('"', ""), now());
        let _ = read("f", &text.replace(':', ","), now());
    }
}

/// A file in every encoding that tools write.
fn encodings(text: &str) -> Vec<Vec<u8>> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
    vec![
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        [b"\xff\xfe", &little[..]].concat(),
        [b"\xfe\xff", &big[..]].concat(),
        little,
        big,
    ]
}

/// However a token is kept, it is the same token; it comes out nowhere.
#[test]
fn a_token_is_read_as_people_keep_it() {
    let claims =
        json!({"iss": "https://acme.okta.com", "cid": "0oa1", "sub": "0oa1", "scp": ["okta.users.read"]});
    let (access, api) = (token(&claims), "00a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0".to_owned());
    let arguments = ["check", "--format", "json", "--role", "READ_ONLY_ADMIN", "--token"];
    for (token, credential) in [(&access, "service_app"), (&api, "api_token")] {
        let answer = json!({"token_type": "Bearer", "expires_in": 3600, "access_token": token, "scope": "okta.users.read"});
        for form in [
            token.clone(),
            format!("SSWS {token}\n"),
            format!("Authorization: Bearer {token}\r\n"),
            answer.to_string(),
            format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{answer:#}\r\n"),
            format!("OKTA_TOKEN=\"{token}\"\n"),
        ] {
            for bytes in encodings(&form) {
                let folder = folder(&[("token.txt", &bytes)]);
                let mut piped = leastwise(folder.path(), &[&arguments[..], &["-"]].concat());
                piped.write_stdin(bytes.clone());
                for ran in [
                    run(&folder, &[&arguments[..], &["token.txt"]].concat()),
                    run(&folder, &[&arguments[..5], &["--grant", "token.txt"]].concat()),
                    ran(piped),
                ] {
                    assert!(ran.code < 2, "{form}: {}", ran.err);
                    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
                    assert_eq!(report["principals"][0]["credential"], credential, "{form}");
                    assert!(!ran.out.contains(token.as_str()) && !ran.err.contains(token.as_str()));
                }
            }
            let folder = folder(&[]);
            let mut from_variable = leastwise(folder.path(), &[&arguments[..], &["env:OKTA"]].concat());
            from_variable.env("OKTA", &form);
            assert!(ran(from_variable).code < 2, "{form}");
        }
    }
}

/// Whatever is wrong with a token and wherever it was put, no part of it comes out.
#[test]
fn a_token_never_reaches_an_error() {
    let secret = "00S3cretS3cretS3cretS3cretS3cretS3cretS3cr";
    let jwt = "eyJhbGciOiJSUzI1NiJ9.S3cretS3cret.S3cret";
    let folder = folder(&[
        ("broken.txt", format!("Bearer {jwt}").as_bytes()),
        ("error.json", br#"{"error": "invalid_client", "error_description": "S3cret"}"#),
        ("id.json", format!(r#"{{"id_token": "{jwt}"}}"#).as_bytes()),
        ("basic.txt", b"Authorization: Basic S3cretS3cret="),
        ("binary.txt", b"S3cret\xff\xfe\x00"),
        ("grant.yaml", format!("scopes: ['{secret}']").as_bytes()),
    ]);
    let mut runs: Vec<Vec<String>> = vec![vec!["--token".to_owned(), "grant.yaml".to_owned()]];
    for file in ["broken.txt", "error.json", "id.json", "basic.txt", "binary.txt"] {
        runs.extend(["--token", "--grant"].map(|flag| vec![flag.to_owned(), file.to_owned()]));
    }
    for typed in [
        secret.to_owned(),
        jwt.to_owned(),
        format!("SSWS {secret}"),
        "Bearer S3cret".to_owned(),
        format!("Authorization: SSWS {secret}"),
        format!("env:{secret}"),
    ] {
        runs.extend(["--token", "--grant", "--against"].map(|flag| vec![flag.to_owned(), typed.clone()]));
    }
    for words in runs {
        let arguments: Vec<&str> = ["check", "listUsers", "--scopes", "okta.users.read"]
            .into_iter()
            .chain(words.iter().map(String::as_str))
            .collect();
        let ran = run(&folder, &arguments);
        assert_eq!(ran.code, 2, "{words:?}: {}{}", ran.out, ran.err);
        assert!(!ran.err.contains("S3cret") && !ran.out.contains("S3cret"), "{words:?}: {}", ran.err);
        assert!(ran.err.contains("help: "), "{words:?}: {}", ran.err);
    }
}

/// A file that is given to the wrong option is recognized, and the right option is named.
#[test]
fn what_is_given_to_the_wrong_option_is_recognized() {
    let now = now();
    let mut snapshot = Vec::new();
    let org = leastwise::grants::org::Org::new("https://acme.okta.com", now);
    org.write(&mut snapshot, false).unwrap();
    let mut packed = Vec::new();
    org.write(&mut packed, true).unwrap();
    let claims = json!({"cid": "0oa1", "sub": "0oa1", "scp": ["okta.users.read"]});
    let folder = folder(&[
        ("org.json", &snapshot),
        ("org.json.zst", &packed),
        ("grant.yaml", b"scopes: [okta.users.read]\n"),
        ("grants.json", GRANTS.as_bytes()),
        ("token.txt", token(&claims).as_bytes()),
        ("report.json", br#"{"schema": "leastwise.check/1", "findings": []}"#),
    ]);
    for (arguments, parts) in [
        (&["check", "listUsers", "--grant", "org.json"][..], &["snapshot of an org", "--snapshot"][..]),
        (&["check", "listUsers", "--grant", "org.json.zst"], &["snapshot of an org", "--snapshot"]),
        (&["check", "listUsers", "--token", "org.json"], &["snapshot of an org", "--snapshot"]),
        (
            &["check", "listUsers", "--scopes", "okta.users.read", "--against", "org.json"],
            &["snapshot of an org", "--snapshot"],
        ),
        (
            &["check", "listUsers", "--grant", "report.json"],
            &["this report of leastwise has no grant in it", "a plan as JSON"],
        ),
        (&["check", "listUsers", "--token", "grant.yaml"], &["the token"]),
        (&["check", "listUsers", "--token", "grants.json"], &["no `access_token`", "--grant"]),
        (&["audit", "--snapshot", "grant.yaml"], &["the grant of a principal", "check --grant"]),
        (&["audit", "--snapshot", "grants.json"], &["the grant of a principal", "check --grant"]),
        (&["audit", "--snapshot", "token.txt"], &["is a token", "check --token"]),
    ] {
        let ran = run(&folder, arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
        assert!(parts.iter().all(|part| ran.err.contains(part)), "{arguments:?}: {}", ran.err);
        assert!(!ran.err.contains("behind a dash"), "{arguments:?}: {}", ran.err);
    }
}

/// Scopes of a user who signs in: an error of a service app, fine for an app with a signed-in user.
#[test]
fn scopes_of_sign_in_are_refused_to_a_service_app() {
    let of_sign_in =
        ["openid", "profile", "email", "address", "phone", "groups", "offline_access", "device_sso"];
    let folder = folder(&[]);
    let scopes = format!("okta.users.read {}", of_sign_in.join(" "));
    let found = |credential: &[&str], with_calls: bool| {
        let calls: &[&str] = if with_calls { &["listUsers"] } else { &[] };
        let ran =
            run(&folder, &[&["check", "--format", "json", "--scopes", &scopes], calls, credential].concat());
        let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let about = report["findings"].as_array().unwrap().iter().filter_map(|one| {
            let subject = one["subject"].as_str().unwrap();
            let line =
                format!("{} {} {subject}", one["rule"].as_str().unwrap(), one["severity"].as_str().unwrap());
            of_sign_in.contains(&subject).then_some(line)
        });
        (ran.code, about.collect::<std::collections::BTreeSet<_>>())
    };
    let wanted: std::collections::BTreeSet<_> =
        of_sign_in.iter().map(|name| format!("scope-needs-user error {name}")).collect();
    for with_calls in [true, false] {
        assert_eq!(found(&["--credential", "service-app"], with_calls), (1, wanted.clone()));
        assert_eq!(found(&[], with_calls), (1, wanted.clone()));
        assert_eq!(found(&["--credential", "user-app"], with_calls).1, std::collections::BTreeSet::new());
    }
}
