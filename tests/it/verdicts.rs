//! Verdicts: a principal and a layer of its grant pass only where they were judged, and the exit code says so.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use leastwise::render::Format;
use rstest::rstest;
use serde_json::Value;

use crate::fixture;
use crate::program::{Ran, folder, run};
use crate::support::project;
use crate::written::{FORMATS, elements_of, json, written};

const CALL: &str = "GET /api/v1/users\n";
const SCOPES: &str = "okta.users.read";
const PERMISSIONS: &str = "okta.users.userprofile.read";

/// An access token with these claims beside the usual ones, signed by nobody.
fn token(claims: &str) -> String {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let payload = format!(
        r#"{{"iss":"https://acme.okta.com","cid":"0oa1serviceapp00h8x","sub":"0oa1serviceapp00h8x"{claims}}}"#
    );
    format!("{}.{}.bm90QVJlYWxTaWduYXR1cmU", part(r#"{"alg":"RS256"}"#), part(&payload))
}

/// A manifest with one principal and this under its name.
fn manifest(body: &str) -> String {
    format!(
        "principals:\n  - name: bot\n    credential: service-app\n    calls: [calls.txt]\n{}",
        body.lines().fold(String::new(), |text, line| text + "    " + line + "\n")
    )
}

/// Verdicts as a check in JSON gives them: of the only principal, of its scopes, of its roles; `-` where there is none.
fn verdicts(ran: &Ran) -> [String; 3] {
    let report: Value = serde_json::from_str(&ran.out).unwrap_or_default();
    let principal = &report["principals"][0];
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let layer = |name: &str| {
        let layer = &principal["layers"][name];
        assert_eq!(
            layer["verdict"] == "not-judged",
            layer["reason"].is_string() && layer["verdict"] != "fail"
        );
        text(&layer["verdict"])
    };
    [text(&principal["verdict"]), layer("scopes"), layer("roles")]
}

/// Each way to hand over a grant, and each way to leave a part of it out. The grant is the least one wherever it is told.
#[rstest]
#[case::flags("--scopes okta.users.read --permission okta.users.userprofile.read", "", 0, ["pass", "pass", "pass"])]
#[case::flags_without_roles("--scopes okta.users.read", "", 0, ["pass", "pass", "not-judged"])]
#[case::flags_without_scopes("--permission okta.users.userprofile.read --credential service-app", "", 0, ["pass", "not-judged", "pass"])]
#[case::flags_with_no_role("--scopes okta.users.read --role none", "", 1, ["fail", "pass", "fail"])]
#[case::flags_with_no_scope("--scopes none --permission okta.users.userprofile.read", "", 1, ["fail", "fail", "pass"])]
#[case::flags_with_nothing("--scopes none --role none", "", 1, ["fail", "fail", "fail"])]
#[case::api_token_by_flags("--permission okta.users.userprofile.read --credential api-token", "", 0, ["pass", "-", "pass"])]
#[case::api_token_with_scopes_alone("--scopes okta.users.read --credential api-token", "", 3, ["not-judged", "-", "not-judged"])]
#[case::token("--token given.txt", "token", 0, ["pass", "pass", "not-judged"])]
#[case::token_and_roles("--token given.txt --permission okta.users.userprofile.read", "token", 0, ["pass", "pass", "pass"])]
#[case::token_without_scopes("--token given.txt", "token-without-scopes", 3, ["not-judged", "not-judged", "not-judged"])]
#[case::token_whose_scopes_are_an_object("--token given.txt", "token-with-object", 3, ["not-judged", "not-judged", "not-judged"])]
#[case::token_with_a_scope_that_is_no_text("--token given.txt", "token-with-number", 3, ["not-judged", "not-judged", "not-judged"])]
#[case::api_token("--token given.txt", "ssws", 3, ["not-judged", "-", "not-judged"])]
#[case::api_token_and_roles("--token given.txt --permission okta.users.userprofile.read", "ssws", 0, ["pass", "-", "pass"])]
#[case::file("--grant given.txt", "scopes: [okta.users.read]\npermissions: [okta.users.userprofile.read]", 0, ["pass", "pass", "pass"])]
#[case::file_without_roles("--grant given.txt", "scopes: [okta.users.read]", 0, ["pass", "pass", "not-judged"])]
#[case::file_without_scopes("--grant given.txt", "permissions: [okta.users.userprofile.read]", 0, ["pass", "not-judged", "pass"])]
#[case::file_with_empty_lists("--grant given.txt", "scopes: []\nroles: []", 1, ["fail", "fail", "fail"])]
#[case::file_with_nothing("--grant given.txt", "granted: none", 1, ["fail", "fail", "fail"])]
#[case::grants_of_an_app("--grant given.txt", r#"[{"id":"oag1grant000000000h8","scopeId":"okta.users.read","clientId":"0oa1serviceapp00h8x","status":"ACTIVE"}]"#, 0, ["pass", "pass", "not-judged"])]
#[case::custom_role_without_permissions("--grant given.txt", r#"[{"id":"irb1role000000000000h","type":"CUSTOM","label":"Readers","role":"cr01role000000000000h","resource-set":"iam1set0000000000000h","status":"ACTIVE"}]"#, 3, ["not-judged", "-", "not-judged"])]
fn a_layer_passes_only_where_it_was_judged(
    #[case] arguments: &str,
    #[case] given: &str,
    #[case] code: i32,
    #[case] expected: [&str; 3],
) {
    let given = match given {
        "token" => token(r#","scp":["okta.users.read"]"#),
        "token-without-scopes" => token(""),
        "token-with-object" => token(r#","scp":{"okta.users.read":true}"#),
        "token-with-number" => token(r#","scp":["okta.users.read",7]"#),
        "ssws" => "00NotARealSecretNotARealSecretNotARealSecr".to_owned(),
        given => given.to_owned(),
    };
    let folder = folder(&[("calls.txt", CALL.as_bytes()), ("given.txt", given.as_bytes())]);
    let arguments: Vec<&str> =
        ["check", "calls.txt", "--format", "json"].into_iter().chain(arguments.split(' ')).collect();
    let ran = run(&folder, &arguments);
    assert_eq!((ran.code, verdicts(&ran)), (code, expected.map(str::to_owned)), "{}{}", ran.out, ran.err);
    let strict = run(&folder, &[&arguments[..], &["--strict"]].concat());
    let expected_strict = if code == 0 && expected.contains(&"not-judged") { 3 } else { code };
    assert_eq!(strict.code, expected_strict);
}

/// A grant that other files tell: a plan, a state of Terraform, files of a manifest.
#[test]
fn a_grant_out_of_other_files_is_judged_as_far_as_they_tell() {
    let folder = folder(&[("calls.txt", CALL.as_bytes())]);
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let plan = run(&folder, &["plan", "calls.txt", "--format", "json"]);
    write("plan.json", &plan.out);
    let state = r#"{"version":4,"terraform_version":"1.9.0","resources":[{"mode":"managed","type":"okta_app_oauth_api_scope",
        "name":"a","instances":[{"attributes":{"app_id":"0oa1serviceapp00h8x","issuer":"https://acme.okta.com",
        "scopes":["okta.users.read"]}}]}]}"#;
    write("state.tfstate", state);
    write(
        "scopes.json",
        r#"[{"id":"oag1grant000000000h8","scopeId":"okta.users.read","clientId":"0oa1serviceapp00h8x","status":"ACTIVE"}]"#,
    );
    write("leastwise.yaml", &manifest("granted:\n  files: [scopes.json]"));
    for (arguments, expected) in [
        (&["calls.txt", "--grant", "plan.json"][..], ["pass", "pass", "pass"]),
        (&["calls.txt", "--grant", "state.tfstate"], ["pass", "pass", "not-judged"]),
        (&[], ["pass", "pass", "not-judged"]),
    ] {
        let ran = run(&folder, &[&["check", "--format", "json"], arguments].concat());
        assert_eq!((ran.code, verdicts(&ran)), (0, expected.map(str::to_owned)), "{arguments:?} {}", ran.err);
    }
}

/// The same of a manifest: what is left out there is an error.
#[rstest]
#[case::whole("granted:\n  scopes: [okta.users.read]\n  permissions: [okta.users.userprofile.read]", 0, ["pass", "pass", "pass"])]
#[case::without_roles("granted:\n  scopes: [okta.users.read]", 0, ["pass", "pass", "not-judged"])]
#[case::without_scopes("granted:\n  permissions: [okta.users.userprofile.read]", 0, ["pass", "not-judged", "pass"])]
#[case::nothing("granted: none", 1, ["fail", "fail", "fail"])]
#[case::empty_lists("granted:\n  scopes: []\n  roles: []", 1, ["fail", "fail", "fail"])]
#[case::words("granted:\n  scopes: none\n  roles: none", 1, ["fail", "fail", "fail"])]
#[case::no_scopes("granted:\n  scopes: []\n  permissions: [okta.users.userprofile.read]", 1, ["fail", "fail", "pass"])]
#[case::left_out("", 2, ["-", "-", "-"])]
#[case::empty("granted:", 2, ["-", "-", "-"])]
#[case::empty_mapping("granted: {}", 2, ["-", "-", "-"])]
#[case::no_files("granted:\n  files: []", 2, ["-", "-", "-"])]
fn a_manifest_says_what_is_granted(#[case] granted: &str, #[case] code: i32, #[case] expected: [&str; 3]) {
    let folder = folder(&[("calls.txt", CALL.as_bytes()), ("leastwise.yaml", manifest(granted).as_bytes())]);
    let ran = run(&folder, &["check", "--format", "json"]);
    assert_eq!((ran.code, verdicts(&ran)), (code, expected.map(str::to_owned)), "{}{}", ran.out, ran.err);
    if code == 2 {
        for said in ["`bot`", "granted: none", "leastwise.yaml:"] {
            assert!(ran.err.contains(said), "{said}: {}", ran.err);
        }
    }
}

#[test]
fn one_principal_without_a_grant_leaves_the_others_answered() {
    let text = format!(
        "{}  - name: silent\n    calls: [calls.txt]\n",
        manifest("granted:\n  scopes: [okta.users.read]\n  permissions: [okta.users.userprofile.read]")
    );
    let folder = folder(&[("calls.txt", CALL.as_bytes()), ("leastwise.yaml", text.as_bytes())]);
    let ran = run(&folder, &["check", "--format", "json", "--exit-zero"]);
    assert_eq!(ran.code, 2, "an input that cannot be read is never hidden");
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["principals"].as_array().unwrap().len(), 1);
    assert_eq!(report["principals"][0]["verdict"], "pass");
    let notes = report["notes"].as_array().unwrap();
    assert!(notes.iter().any(|note| note["code"] == "not-checked"), "{notes:?}");
    assert!(ran.err.contains("`silent`"), "{}", ran.err);
}

/// 2 before 1 before 3, over all principals.
#[test]
fn the_worst_ending_decides() {
    let pass = "  - {name: pass, calls: [calls.txt], granted: {scopes: [okta.users.read]}}\n";
    let fail = "  - {name: fail, calls: [calls.txt], granted: none}\n";
    let blind = "  - {name: blind, calls: [calls.txt], credential: api-token, granted: {scopes: []}}\n";
    let error = "  - {name: error, calls: [calls.txt]}\n";
    for (principals, code) in [
        (vec![pass], 0),
        (vec![pass, blind], 3),
        (vec![pass, blind, fail], 1),
        (vec![blind, fail, error], 2),
        (vec![pass, error], 2),
    ] {
        let text = format!("principals:\n{}", principals.concat());
        let folder = folder(&[("calls.txt", CALL.as_bytes()), ("leastwise.yaml", text.as_bytes())]);
        let ran = run(&folder, &["check"]);
        assert_eq!(ran.code, code, "{text}{}{}", ran.out, ran.err);
        assert!(!ran.out.lines().next().unwrap_or_default().ends_with("passes"), "{}", ran.out);
    }
}

/// A gate does not pass by what it could not read, or by calls of which none is known.
#[rstest]
#[case::missing(&["listUsers", "missing.txt"], 3, 3)]
#[case::broken(&["listUsers", "broken.har"], 3, 3)]
#[case::empty(&["listUsers", "empty.txt"], 0, 3)]
#[case::blank(&["listUsers", "blank.txt"], 0, 3)]
#[case::ambiguous(&["/api/v1/users"], 3, 3)]
#[case::excluded(&["gateway.txt"], 3, 3)]
fn what_is_not_read_does_not_pass(#[case] inputs: &[&str], #[case] code: i32, #[case] strict: i32) {
    let folder = folder(&[
        ("broken.har", b"{\"log\": {\"entries\": [{\"request\": "),
        ("empty.txt", b""),
        ("blank.txt", b" \n\n"),
        ("gateway.txt", b"DELETE https://gateway.example/files/users/1\n# GET /api/v1/users\n"),
    ]);
    let grant = ["--scopes", SCOPES, "--permission", PERMISSIONS, "--credential", "service-app"];
    let arguments = [&["check"], inputs, &grant].concat();
    let ran = run(&folder, &arguments);
    let headline = ran.out.lines().next().unwrap_or_default().to_owned();
    assert_eq!(ran.code, code, "{}{}", ran.out, ran.err);
    assert!(!headline.ends_with("passes"), "{headline}");
    assert_eq!(run(&folder, &[&arguments[..], &["--strict"]].concat()).code, strict);
}

#[test]
fn a_manifest_says_what_must_be_judged() {
    let granted = "granted:\n  scopes: [okta.users.read]";
    for (judge, arguments, code) in [
        ("all", &["--strict"][..], 3),
        ("scopes", &["--strict"], 0),
        ("roles", &[], 3),
        ("roles", &["--judge", "scopes", "--strict"], 0),
    ] {
        let text = format!("judge: {judge}\n{}", manifest(granted));
        let folder = folder(&[("calls.txt", CALL.as_bytes()), ("leastwise.yaml", text.as_bytes())]);
        let ran = run(&folder, &[&["check"], arguments].concat());
        assert_eq!(ran.code, code, "{judge} {arguments:?}: {}{}", ran.out, ran.err);
    }
    let text = format!("judge: none\n{}", manifest(granted));
    let folder = folder(&[("calls.txt", CALL.as_bytes()), ("leastwise.yaml", text.as_bytes())]);
    let ran = run(&folder, &["check"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("scopes, roles or all"), "{}", ran.err);
}

#[test]
fn a_provider_block_can_be_judged_by_its_scopes_alone() {
    let files: &[(&str, &[u8])] = &[(
        "main.tf",
        br#"terraform {
  required_providers { okta = { source = "okta/okta" } }
}
provider "okta" {
  org_name  = "acme"
  client_id = "0oa1serviceapp00h8x"
  scopes    = ["okta.groups.manage"]
}
resource "okta_group" "team" { name = "Team" }
"#,
    )];
    let folder = folder(files);
    assert_eq!(run(&folder, &["check"]).code, 0);
    assert_eq!(run(&folder, &["check", "--strict"]).code, 3);
    let ran = run(&folder, &["check", "--strict", "--judge", "scopes"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(run(&folder, &["check", "--judge", "roles"]).code, 3);
}

/// A run of the table in `docs/check.md`: its arguments, its verdict, its exit codes without and with `--strict`.
struct Row {
    arguments: Vec<String>,
    verdict: String,
    code: i32,
    strict: i32,
}

fn rows_of_the_docs() -> Vec<Row> {
    let text = std::fs::read_to_string(project().join("docs/check.md")).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| ") && line.contains("`check "));
    let row = |line: &str| {
        let cells: Vec<_> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        let [_, run, verdict, code, strict] = cells.as_slice() else { panic!("five cells: {line}") };
        Row {
            arguments: shlex::split(run.trim_matches('`')).unwrap(),
            verdict: (*verdict).to_owned(),
            code: code.parse().unwrap(),
            strict: strict.parse().unwrap(),
        }
    };
    rows.map(row).collect()
}

#[test]
fn the_table_of_the_docs_is_what_the_program_does() {
    let rows = rows_of_the_docs();
    assert!(rows.len() >= 10, "the table of docs/check.md has {} rows", rows.len());
    let folder = folder(&[("calls.txt", CALL.as_bytes())]);
    for row in rows {
        let arguments: Vec<&str> = row.arguments.iter().map(String::as_str).collect();
        let ran = run(&folder, &[&arguments[..], &["--format", "json"]].concat());
        let [verdict, ..] = verdicts(&ran);
        let expected = if row.verdict == "none" { "-" } else { &*row.verdict };
        assert_eq!((ran.code, &*verdict), (row.code, expected), "{arguments:?}: {}{}", ran.out, ran.err);
        let strict = run(&folder, &[&arguments[..], &["--strict"]].concat());
        assert_eq!(strict.code, row.strict, "{arguments:?} --strict: {}", strict.out);
    }
}

/// The line that sums a check up never says that something passes that was not judged.
#[test]
fn the_headline_says_what_was_not_judged() {
    let folder = folder(&[("calls.txt", CALL.as_bytes())]);
    let headline = |arguments: &[&str]| {
        let ran = run(&folder, &[&["check", "calls.txt", "--credential", "service-app"], arguments].concat());
        let lines = ran.out.lines().take_while(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join(" ")
    };
    let permission = ["--permission", PERMISSIONS];
    assert_eq!(headline(&[&["--scopes", SCOPES], &permission[..]].concat()), "nothing to report · passes");
    assert_eq!(
        headline(&["--scopes", SCOPES]),
        "nothing to report · what was judged passes · admin roles not judged: roles not given"
    );
    assert_eq!(headline(&["--scopes", SCOPES, "--judge", "scopes"]), "nothing to report · passes");
    assert_eq!(
        headline(&["--scopes", SCOPES, "--judge", "roles"]),
        "nothing to report · not judged: roles not given"
    );
}

/// Verdicts stand in every format that has a place for them.
#[test]
fn every_format_has_the_same_verdicts() {
    for report in [fixture::varied(), fixture::report(Vec::new(), Vec::new())] {
        let principal = &report.principals[0];
        let verdict = principal.verdict.unwrap().name();
        for format in FORMATS {
            let text = written(&report, format);
            match format {
                Format::Json => {
                    let value = json(&report, format);
                    assert_eq!(value["principals"][0]["verdict"], verdict);
                    assert_eq!(value["principals"][0]["layers"]["roles"]["verdict"], "not-judged");
                }
                Format::Sarif => {
                    let run = &json(&report, format)["runs"][0];
                    assert_eq!(run["properties"]["verdicts"]["nightly"]["verdict"], verdict);
                    let told = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
                    assert!(told.iter().any(|one| one["descriptor"]["id"] == "not-judged"), "{told:?}");
                }
                Format::Junit => {
                    let elements = elements_of(&text);
                    let property = |name: &str| {
                        elements.iter().find(|one| one.get("name") == name).unwrap().get("value").to_owned()
                    };
                    assert_eq!(property("verdict"), verdict);
                    assert_eq!(property("verdict-roles"), "not-judged");
                    assert!(elements.iter().any(|one| one.get("name") == "not-judged: admin roles"));
                }
                // GitLab knows findings alone; the exit code says the rest.
                Format::Gitlab => assert!(!text.contains("not judged")),
                _ => assert!(text.contains("not judged"), "{}: {text}", format.name()),
            }
        }
    }
}
