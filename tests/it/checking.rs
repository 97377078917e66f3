//! Checks as people run them: what is found, what is said of it, how the program ends.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rstest::rstest;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{folder, leastwise, ran, run};
use crate::schema::misfits;

/// The report of a check with these arguments, and how it ended.
fn checked(folder: &TempDir, arguments: &[&str]) -> (i32, Value) {
    let ran = run(folder, &[&["check", "--format", "json"], arguments].concat());
    assert!(ran.code != 2, "{arguments:?}: {}", ran.err);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let none: [String; 0] = [];
    assert_eq!(misfits("check.json", &report), none, "{arguments:?}");
    (ran.code, report)
}

/// The findings as `rule severity subject`, in order.
fn found(report: &Value) -> Vec<String> {
    let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    let line =
        |one: &Value| format!("{} {} {}", text(one, "rule"), text(one, "severity"), text(one, "subject"));
    report["findings"].as_array().unwrap().iter().map(line).collect()
}

/// The finding of a rule about a subject.
fn finding<'r>(report: &'r Value, rule: &str, subject: &str) -> &'r Value {
    let mut all = report["findings"].as_array().unwrap().iter();
    all.find(|one| one["rule"] == rule && one["subject"] == subject)
        .unwrap_or_else(|| panic!("no {rule} about {subject}: {:?}", found(report)))
}

fn notes(report: &Value) -> Vec<&str> {
    report["notes"].as_array().unwrap().iter().map(|note| note["code"].as_str().unwrap()).collect()
}

/// An access token with these claims; its signature is none.
pub(crate) fn token(claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.c2lnbmF0dXJl", part(&json!({"alg": "RS256", "kid": "k"})), part(claims))
}

fn service_token(scopes: &[&str]) -> String {
    token(&json!({
        "iss": "https://acme.okta.com", "cid": "0oa1abcdefGHIJKLM0h8", "sub": "0oa1abcdefGHIJKLM0h8",
        "scp": scopes, "exp": 1_795_400_000
    }))
}

#[test]
fn a_token_is_held_against_calls() {
    let text = service_token(&["okta.users.manage", "okta.logs.read"]);
    let folder = folder(&[("token", text.as_bytes())]);
    let (code, report) = checked(&folder, &["GET /api/v1/users", "--token", "token"]);
    assert_eq!(code, 1);
    let loud: Vec<_> = found(&report).into_iter().filter(|line| !line.contains(" note ")).collect();
    assert_eq!(loud, ["excess-scope warning okta.logs.read", "read-suffices warning okta.users.manage"]);
    let help = finding(&report, "read-suffices", "okta.users.manage")["help"].as_str().unwrap().to_owned();
    assert!(help.contains("by `okta.users.read`"), "{help}");
    assert_eq!(report["principals"][0]["name"], "0oa1abcdefGHIJKLM0h8");
    assert_eq!(report["principals"][0]["credential"], "service_app");
    assert_eq!(notes(&report), ["token-not-verified", "roles-not-judged"]);
    assert!(!report.to_string().contains(&text), "the token is shown");
}

#[test]
fn what_the_calls_need_and_nobody_granted_is_missing() {
    let folder = folder(&[]);
    let (code, report) =
        checked(&folder, &["suspendUser", "listGroups", "--scopes", "okta.users.read okta.groups.read"]);
    assert_eq!(code, 1);
    assert_eq!(
        found(&report),
        ["missing-scope error okta.users.manage", "excess-scope warning okta.users.read"]
    );
    let missing = finding(&report, "missing-scope", "okta.users.manage");
    assert_eq!(missing["operations"], json!(["management:suspendUser"]));
    assert_eq!(missing["evidence"], "spec");
}

#[test]
fn a_role_that_cannot_do_a_call_is_found_although_scopes_suffice() {
    let folder = folder(&[]);
    let arguments = ["suspendUser", "--scopes", "okta.users.manage", "--role", "REPORT_ADMIN"];
    let (code, report) = checked(&folder, &arguments);
    assert_eq!(code, 1);
    let missing = finding(&report, "missing-role", "USER_ADMIN");
    assert_eq!(missing["severity"], "error");
    assert!(missing["help"].as_str().unwrap().contains("okta.users.lifecycle.suspend"), "{missing}");
    finding(&report, "excess-role", "REPORT_ADMIN");
    let custom = ["suspendUser", "--scopes", "okta.users.manage", "--permission", "okta.users.read"];
    let (_, report) = checked(&folder, &custom);
    finding(&report, "missing-permission", "okta.users.lifecycle.suspend");
}

#[test]
fn a_super_admin_behind_narrow_scopes_is_found_with_what_they_leave() {
    let folder = folder(&[]);
    let arguments =
        ["listUsers", "listGroups", "--scopes", "okta.users.read okta.groups.read", "--role", "SUPER_ADMIN"];
    let (code, report) = checked(&folder, &arguments);
    assert_eq!((code, found(&report)), (1, vec!["super-admin error SUPER_ADMIN".to_owned()]));
    let help = report["findings"][0]["help"].as_str().unwrap();
    assert!(help.contains("behind these scopes it adds") && help.contains("without them"), "{help}");
    let reach = &report["reach"]["principal"];
    assert_eq!(reach["effective"]["control"], 0);
    assert!(reach["roles"]["control"].as_u64().unwrap() > 100);
    // Where a call needs it, it is a note that names the call.
    let needed = ["assignRoleToUser", "--scopes", "okta.roles.manage", "--role", "SUPER_ADMIN"];
    let (code, report) = checked(&folder, &needed);
    assert_eq!(code, 0);
    let note = finding(&report, "super-admin", "SUPER_ADMIN");
    assert_eq!(note["severity"], "note");
    assert!(note["message"].as_str().unwrap().contains("assignRoleToUser"), "{note}");
    let chain = finding(&report, "escalation", "assign-roles");
    assert_eq!(chain["severity"], "note");
}

/// An excess that a call of unknown need may use is a note, and a super admin a warning; neither is to be taken away.
#[test]
fn a_need_that_nobody_knows_makes_excess_uncertain() {
    let folder = folder(&[]);
    let unknown = "listPrincipalRateLimitEntities";
    let arguments = [
        "listUsers",
        unknown,
        "--scopes",
        "okta.users.read okta.principalRateLimits.read",
        "--role",
        "SUPER_ADMIN",
        "--role",
        "REPORT_ADMIN",
    ];
    let (code, report) = checked(&folder, &arguments);
    assert_eq!(code, 1, "{:?}", found(&report));
    assert_eq!(found(&report)[0], "super-admin warning SUPER_ADMIN");
    for (rule, subject, severity) in
        [("super-admin", "SUPER_ADMIN", "warning"), ("excess-role", "REPORT_ADMIN", "note")]
    {
        let excess = finding(&report, rule, subject);
        assert_eq!((&excess["severity"], &excess["doubted"]), (&json!(severity), &json!(true)), "{excess}");
        let message = excess["message"].as_str().unwrap();
        assert!(message.contains("not certain") && message.contains(unknown), "{message}");
        assert!(excess["help"].as_str().unwrap().starts_with(&format!("keep `{subject}` until")), "{excess}");
    }
    assert!(notes(&report).contains(&"need-unknown"));
    assert_eq!(report["summary"]["complete"], false);
}

/// What may be the reason that a call passes is no excess, and the call is not called missing.
#[test]
fn what_may_let_a_call_pass_is_in_doubt() {
    let folder = folder(&[]);
    let policies = ["POST /api/v1/policies", "--scopes", "okta.policies.manage", "--role", "APP_ADMIN"];
    let (code, report) = checked(&folder, &policies);
    assert_eq!(code, 0, "{:?}", found(&report));
    assert_eq!(finding(&report, "missing-role", "SUPER_ADMIN")["severity"], "note");
    let excess = finding(&report, "excess-role", "APP_ADMIN");
    assert!(excess["message"].as_str().unwrap().contains("may be what lets pass"), "{excess}");
    assert_eq!(excess["doubted"], true);
    assert_eq!(report["summary"]["complete"], false);
    let said = [&policies[..], &["--assume", "policy-type=ACCESS_POLICY"]].concat();
    let (_, report) = checked(&folder, &said);
    assert!(found(&report).iter().all(|line| !line.starts_with("missing")), "{:?}", found(&report));
    let own = ["GET /api/v1/users/me", "--scopes", "okta.users.read.self", "--credential", "user-app"];
    let (code, report) = checked(&folder, &own);
    assert_eq!(code, 0, "{:?}", found(&report));
    assert_eq!(finding(&report, "missing-scope", "okta.users.read")["severity"], "note");
}

#[test]
fn scopes_that_add_nothing_are_notes() {
    let folder = folder(&[]);
    let arguments = [
        "suspendUser",
        "listUsers",
        "--scopes",
        "okta.users.manage okta.users.read okta.workflows.invoke.manage",
    ];
    let (code, report) = checked(&folder, &arguments);
    assert_eq!(code, 0);
    let redundant: Vec<_> = found(&report).into_iter().filter(|line| line.starts_with("redundant")).collect();
    assert_eq!(
        redundant,
        ["redundant-scope note okta.users.read", "redundant-scope note okta.workflows.invoke.manage"]
    );
    let relied = [&arguments[..], &["--no-manage-implies-read"]].concat();
    let (_, report) = checked(&folder, &relied);
    assert!(found(&report).iter().all(|line| !line.contains("okta.users.read")), "{:?}", found(&report));
}

/// Names that circulate, each with the rule and what should be used.
#[rstest]
#[case("okta.administrators.manage", "unknown-scope", "okta.roles.manage")]
#[case("okta.administrators.read", "unknown-scope", "okta.roles.read")]
#[case("okta.deviceAssurancePolicies.read", "unknown-scope", "okta.deviceAssurance.read")]
#[case("okta.factors.manage", "retired-scope", "okta.users.manage")]
#[case("okta.factors.read", "retired-scope", "okta.users.read")]
#[case("okta.groups.members.manage", "permission-used-as-scope", "okta.groups.manage")]
#[case("okta.groups.members.read", "unknown-scope", "okta.groups.read")]
#[case("okta.resourceSets.manage", "unknown-scope", "okta.roles.manage")]
#[case("okta.resourceSets.read", "unknown-scope", "okta.roles.read")]
#[case("okta.users.credentials.manage", "permission-used-as-scope", "okta.users.manage")]
#[case("okta.eventhooks.read", "permission-used-as-scope", "okta.eventHooks.read")]
#[case("okta.authzServers.read", "permission-used-as-scope", "okta.authorizationServers.read")]
#[case("okta.identityProviders.manage", "permission-used-as-scope", "okta.idps.manage")]
#[case("okta.workflows.manage", "unknown-scope", "okta.workflows.invoke.manage")]
#[case("okta.zones.read", "unknown-scope", "okta.networkZones.read")]
fn a_wrong_name_is_explained(#[case] name: &str, #[case] rule: &str, #[case] right: &str) {
    let (_, report) = checked(&folder(&[]), &["--scopes", name]);
    let help = finding(&report, rule, name)["help"].as_str().unwrap().to_owned();
    assert!(help.contains(&format!("`{right}`")), "{name}: {help}");
}

#[test]
fn a_name_that_is_known_nowhere_is_an_error_in_a_flag_and_a_finding_in_a_file() {
    let folder = folder(&[(
        "grant.yaml",
        b"scopes: [okta.usres.read]\nroles: [SUPRADMIN]\npermissions: [okta.usrs.read]\n",
    )]);
    let flags =
        ["check", "--scopes", "okta.usres.read", "--role", "SUPRADMIN", "--permission", "okta.usrs.read"];
    let ran = run(&folder, &flags);
    assert_eq!(ran.code, 2);
    for wanted in [
        "there is no scope `okta.usres.read`",
        "there is no role `SUPRADMIN`",
        "there is no permission",
        "did you mean `okta.users.read`?",
        "did you mean `SUPER_ADMIN`?",
    ] {
        assert!(ran.err.contains(wanted), "{wanted}: {}", ran.err);
    }
    let (_, report) = checked(&folder, &["--grant", "grant.yaml"]);
    for (rule, subject, line) in [
        ("unknown-scope", "okta.usres.read", 1),
        ("unknown-role", "SUPRADMIN", 2),
        ("unknown-permission", "okta.usrs.read", 3),
    ] {
        let origins = finding(&report, rule, subject)["origins"].clone();
        assert_eq!((&origins[0]["file"], &origins[0]["line"]), (&json!("grant.yaml"), &json!(line)));
    }
}

#[test]
fn calls_are_told_about() {
    let folder = folder(&[("calls.txt", b"PUT /api/v1/users/u1/lifecycle/suspend\nGET /api/v1/nothing/like/this\nPOST /api/v1/authn\nGET /api/v1/sessions/me\nDELETE /api/v1/api-tokens/current\n")]);
    let arguments = ["calls.txt", "--scopes", "okta.users.manage", "--role", "USER_ADMIN"];
    let (code, report) = checked(&folder, &arguments);
    assert_eq!(code, 1);
    finding(&report, "unsupported-credential", "management:revokeCurrentApiToken");
    let corrected = finding(&report, "corrected-call", "PUT /api/v1/users/{id}/lifecycle/suspend");
    assert_eq!((&corrected["origins"][0]["line"], &corrected["severity"]), (&json!(1), &json!("note")));
    finding(&report, "unknown-call", "GET /api/v1/***/***/***");
    finding(&report, "removed-operation", "GET /api/v1/sessions/me");
    assert_eq!(report["summary"]["complete"], false);
}

#[test]
fn a_fingerprint_survives_reordering_and_moved_lines() {
    let one: &[u8] = b"scopes:\n  - okta.logs.read\n  - okta.users.manage\n";
    let other: &[u8] = b"# moved\n\nscopes:\n  - okta.users.manage\n  - okta.logs.read\n";
    let folder = folder(&[("a/grant.yaml", one), ("b/grant.yaml", other)]);
    let marks = |file: &str, calls: [&str; 2]| {
        let (_, report) = checked(&folder, &[calls[0], calls[1], "--grant", file]);
        let mut marks: Vec<_> =
            report["findings"].as_array().unwrap().iter().map(|one| one["fingerprint"].to_string()).collect();
        marks.sort();
        marks
    };
    let before = marks("a/grant.yaml", ["listUsers", "listGroups"]);
    assert!(before.len() >= 3);
    assert_eq!(before, marks("b/grant.yaml", ["listGroups", "listUsers"]));
    let distinct: std::collections::BTreeSet<_> = before.iter().collect();
    assert_eq!(distinct.len(), before.len());
}

#[test]
fn without_calls_the_reach_and_the_dangers_are_told() {
    let (code, report) =
        checked(&folder(&[]), &["--scopes", "okta.roles.manage okta.logs.read", "--role", "SUPER_ADMIN"]);
    assert_eq!(code, 1);
    assert_eq!(finding(&report, "super-admin", "SUPER_ADMIN")["severity"], "warning");
    assert_eq!(finding(&report, "escalation", "assign-roles")["severity"], "warning");
    assert!(found(&report).iter().all(|line| !line.starts_with("excess") && !line.starts_with("missing")));
    let reach = &report["reach"]["principal"];
    let impacts: Vec<_> =
        reach["operations"].as_array().unwrap().iter().map(|one| one["impact"].as_str().unwrap()).collect();
    let rank = |impact: &&str| ["control", "write", "read"].iter().position(|one| one == impact).unwrap();
    assert!(impacts.is_sorted_by_key(rank), "the worst stand first");
    let total = |tally: &Value| {
        ["control", "write", "read"].iter().map(|name| tally[name].as_u64().unwrap()).sum::<u64>()
    };
    assert_eq!(total(&reach["effective"]), impacts.len() as u64);
    assert_eq!(reach["by_api"].as_object().unwrap().values().map(total).sum::<u64>(), impacts.len() as u64);
    assert!(notes(&report).contains(&"no-calls"));
}

/// The exit codes: 0 nothing, 1 findings, 2 it could not be checked, 3 incomplete; the same for every format.
#[rstest]
#[case(0, &["listUsers", "--scopes", "okta.users.read"])]
#[case(1, &["listUsers", "--scopes", "okta.users.manage"])]
#[case(0, &["listUsers", "--scopes", "okta.users.manage", "--fail-on", "error"])]
#[case(0, &["listUsers", "--scopes", "okta.users.manage", "--exit-zero"])]
#[case(0, &["suspendUser", "--scopes", "okta.users.manage okta.users.read"])]
#[case(1, &["suspendUser", "--scopes", "okta.users.manage okta.users.read", "--fail-on", "note"])]
#[case(2, &["listUsers", "--scopes", "okta.usres.read"])]
#[case(2, &["listUsers", "--scopes", "okta.usres.read", "--exit-zero"])]
#[case(2, &["listUsers", "--grant", "nowhere.json"])]
#[case(2, &["listUsers", "--grant", "broken.json", "--exit-zero"])]
#[case(2, &["nowhere.txt", "--scopes", "okta.users.read"])]
#[case(2, &["listUsers"])]
#[case(2, &[])]
#[case(2, &["listUsers", "--token", "eyJhbGciOiJSUzI1NiJ9.e30.c2ln"])]
#[case(2, &["listUsers", "--token", "env:NOT_THERE"])]
#[case(0, &["PUT /api/v1/users/u/lifecycle/suspend", "--scopes", "okta.users.manage"])]
#[case(3, &["PUT /api/v1/users/u/lifecycle/suspend", "--scopes", "okta.users.manage", "--strict"])]
#[case(0, &["PUT /api/v1/users/u/lifecycle/suspend", "--scopes", "okta.users.manage", "--strict", "--exit-zero"])]
#[case(1, &["PUT /api/v1/users/u/lifecycle/suspend", "--scopes", "okta.users.read", "--strict"])]
fn exit_codes(#[case] code: i32, #[case] arguments: &[&str]) {
    let folder = folder(&[("broken.json", b"{\"a\": ")]);
    for format in ["text", "json"] {
        let ran = run(&folder, &[&["check", "--format", format], arguments].concat());
        assert_eq!(ran.code, code, "{format} {arguments:?}: {}", ran.err);
        assert_eq!(ran.err.is_empty(), code != 2, "{format} {arguments:?}: {}", ran.err);
    }
}

#[test]
fn old_facts_are_a_note() {
    let folder = folder(&[]);
    let mut command =
        leastwise(folder.path(), &["check", "listUsers", "--scopes", "okta.users.read", "--format", "json"]);
    command.env("SOURCE_DATE_EPOCH", "1827000000");
    let ran = ran(command);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, found(&report)), (0, vec!["stale-catalog note catalog".to_owned()]));
}

/// Only the call about the caller itself fails: the same operation on others stands elsewhere and works.
#[test]
fn a_refused_call_stands_where_it_is_made() {
    let calls: &[u8] = b"GET /api/v1/users/me\nGET /api/v1/users/{id}\nGET /api/v1/users/me\n";
    let folder = folder(&[("calls.txt", calls)]);
    let (_, report) = checked(&folder, &["calls.txt", "--scopes", "okta.users.read"]);
    let refused = finding(&report, "unsupported-credential", "management:getUser");
    let lines: Vec<_> = refused["origins"].as_array().unwrap().iter().map(|one| &one["line"]).collect();
    assert_eq!(lines, [&json!(1), &json!(3)]);
    // An operation that always acts on the caller fails wherever it is called.
    let calls: &[u8] = b"GET /idp/myaccount/profile\nGET /api/v1/users\nGET /idp/myaccount/profile\n";
    std::fs::write(folder.path().join("calls.txt"), calls).unwrap();
    let (_, report) = checked(&folder, &["calls.txt", "--scopes", "okta.users.read"]);
    let mut all = report["findings"].as_array().unwrap().iter();
    let refused = all.find(|one| one["rule"] == "unsupported-credential").unwrap();
    let lines: Vec<_> = refused["origins"].as_array().unwrap().iter().map(|one| &one["line"]).collect();
    assert_eq!(lines, [&json!(1), &json!(3)]);
}

/// What is offered in the place of something missing is no more than that beside the rest.
#[test]
fn help_offers_no_superset() {
    let arguments = [
        "management:updateCaptchaInstance",
        "management:deleteLinkedObjectDefinition",
        "management:deactivateOAuth2ClientJsonWebKey",
        "--permission",
        "okta.dr.read",
    ];
    let (_, report) = checked(&folder(&[]), &arguments);
    let help =
        |rule: &str, subject: &str| finding(&report, rule, subject)["help"].as_str().unwrap().to_owned();
    assert!(!help("missing-role", "ORG_ADMIN").contains("or instead"));
    let permission = help("missing-permission", "okta.apps.manage");
    assert!(permission.ends_with("or instead `APP_ADMIN`"), "{permission}");
    let shared = "management:deleteLinkedObjectDefinition";
    for (rule, subject) in [("missing-role", "ORG_ADMIN"), ("missing-permission", "okta.apps.manage")] {
        let operations = finding(&report, rule, subject)["operations"].as_array().unwrap();
        assert!(operations.contains(&json!(shared)), "{subject}: {operations:?}");
    }
}
