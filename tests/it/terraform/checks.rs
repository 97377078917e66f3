//! A provider's list of scopes against what its configuration needs, and what a configuration grants to others.

use serde_json::Value;

use super::{example, files};
use crate::program::{Ran, run};

const MAIN: &str = r#"provider "okta" {
  org_name    = "acme"
  client_id   = "0oa1abcdefGHIJKLM0h8"
  private_key = "s3cr3t"
  scopes = [
    "okta.groups.manage",
    "okta.logs.read",
    "okta.apps.read",
  ]
}

resource "okta_group" "staff" {
  name = "staff"
}

resource "okta_network_zone" "office" {
  name = "office"
}
"#;

/// A check without any configuration of the program, as the hook and the action run it.
fn checked(text: &str, arguments: &[&str]) -> Ran {
    let folder = files(&[("main.tf", text), ("README.md", "GET /api/v1/users\n")]);
    run(&folder, &[&["check"], arguments].concat())
}

#[test]
fn two_scopes_too_many_and_one_missing_are_three_findings_on_their_lines() {
    let ran = checked(MAIN, &["--format", "json"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let failing = report["findings"].as_array().unwrap().iter().filter(|one| one["severity"] != "note");
    let mut found: Vec<_> = failing
        .map(|one| {
            let origin = &one["origins"][0];
            let text = |name: &str| one[name].as_str().unwrap().to_owned();
            (
                text("rule"),
                text("subject"),
                origin["file"].as_str().unwrap().to_owned(),
                origin["line"].as_u64().unwrap(),
            )
        })
        .collect();
    found.sort();
    let expected = [
        ("excess-scope", "okta.apps.read", 8),
        ("excess-scope", "okta.logs.read", 7),
        ("missing-scope", "okta.networkZones.manage", 5),
    ];
    let expected =
        expected.map(|(rule, scope, line)| (rule.to_owned(), scope.to_owned(), "main.tf".to_owned(), line));
    assert_eq!(found, expected);
}

#[test]
fn every_format_shows_them_there() {
    let text = checked(MAIN, &[]).out;
    for place in ["main.tf:5:12", "main.tf:7:5", "main.tf:8:5"] {
        assert!(text.contains(place), "{place} in {text}");
    }
    assert!(
        text.contains("okta_network_zone.office")
            && text.contains("add `okta.networkZones.manage` to `scopes`")
    );
    let github = checked(MAIN, &["--format", "github"]).out;
    for (kind, line) in [("error", 5), ("warning", 7), ("warning", 8)] {
        assert!(github.contains(&format!("::{kind} file=main.tf,line={line},")), "{github}");
    }
    let sarif: Value = serde_json::from_str(&checked(MAIN, &["--format", "sarif"]).out).unwrap();
    let lines: Vec<_> = sarif["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["level"] != "note")
        .map(|one| one["locations"][0]["physicalLocation"]["region"]["startLine"].as_u64().unwrap())
        .collect();
    assert_eq!(lines, [5, 8, 7]);
}

#[test]
fn the_corrected_block_is_what_the_check_then_accepts() {
    for command in [&["check", "--format", "terraform"][..], &["plan", "--format", "terraform", "."]] {
        let folder = files(&[("main.tf", MAIN)]);
        let block = run(&folder, command).out;
        for part in
            ["# added", "\"okta.networkZones.manage\",", "# Taken out: okta.logs.read, okta.apps.read"]
        {
            assert!(block.contains(part), "{part} in {block}");
        }
        let (_, after) = MAIN.split_once("]\n}\n").unwrap();
        let corrected = run(&files(&[("main.tf", &format!("{block}{after}"))]), &["check"]);
        assert_eq!(corrected.code, 0, "{block}\n{}", corrected.out);
    }
    let aliased = MAIN.replacen("provider \"okta\" {", "provider \"okta\" {\n  alias = \"b\"", 1).replace(
        "resource \"okta_group\" \"staff\" {",
        "resource \"okta_group\" \"staff\" {\n  provider = okta.b",
    );
    let block = checked(&aliased, &["--format", "terraform"]).out;
    assert!(block.contains("  alias = \"b\"\n") && block.contains("okta.groups.manage"), "{block}");
}

#[test]
fn what_is_not_said_is_not_judged() {
    let cases = [
        // No list, an API token.
        MAIN.replace("  scopes = [\n    \"okta.groups.manage\",\n    \"okta.logs.read\",\n    \"okta.apps.read\",\n  ]\n", ""),
        MAIN.replace("private_key", "api_token").replace("  client_id   = \"0oa1abcdefGHIJKLM0h8\"\n", ""),
    ];
    for text in cases {
        let ran = checked(&text, &["--format", "json"]);
        assert_eq!(ran.code, 3, "{text}: {}{}", ran.out, ran.err);
        let report: Value = serde_json::from_str(&ran.out).unwrap();
        let judged = report["findings"].as_array().unwrap().iter().any(|one| one["subject_kind"] == "scope");
        assert!(!judged, "{text}");
    }
    let from_variable = MAIN.replace(
        "  scopes = [\n    \"okta.groups.manage\",\n    \"okta.logs.read\",\n    \"okta.apps.read\",\n  ]\n",
        "  scopes = var.scopes\n",
    ) + "variable \"scopes\" {\n  default = [\n    \"okta.groups.manage\",\n    \"okta.logs.read\",\n  ]\n}\n";
    let ran = checked(&from_variable, &[]);
    assert!(ran.code == 1 && ran.out.contains("main.tf:18:5"), "the list stands in a variable: {}", ran.out);
}

#[test]
fn what_a_configuration_grants_is_shown_with_what_it_leads_to() {
    let folder = tempfile::TempDir::new().unwrap();
    let place = example().to_string_lossy().into_owned();
    let ran = run(&folder, &["check", &place, "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let names: Vec<_> =
        report["principals"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["okta", "okta.security", "okta_app_oauth.help_desk"]);
    let desk = &report["principals"][2];
    assert_eq!(desk["scopes"][0]["name"], "okta.users.manage");
    assert_eq!(desk["roles"][0]["permissions"][1]["name"], "okta.users.credentials.resetPassword");
    assert!(report["reach"]["okta_app_oauth.help_desk"]["effective"]["control"].as_u64().unwrap() > 0);
    let findings = report["findings"].as_array().unwrap();
    let escalation = findings
        .iter()
        .find(|one| one["principal"] == "okta_app_oauth.help_desk" && one["rule"] == "escalation")
        .unwrap();
    assert!(escalation["origins"][0]["file"].as_str().unwrap().ends_with("admins.tf"));
}

/// With a manifest, the calls of such a principal are known, and its grant is that of the configuration.
#[test]
fn a_manifest_names_the_calls_of_a_principal_that_a_configuration_creates() {
    let manifest = "principals:\n  - name: okta_app_oauth.desk\n    granted:\n      files: [main.tf]\n    calls: [listUsers]\n";
    let main = "resource \"okta_app_oauth\" \"desk\" {\n  type = \"service\"\n}\n\
                resource \"okta_app_oauth_api_scope\" \"desk\" {\n  app_id = okta_app_oauth.desk.id\n  scopes = [\"okta.users.read\", \"okta.logs.read\"]\n}\n";
    let folder = files(&[("leastwise.yaml", manifest), ("main.tf", main)]);
    let ran = run(&folder, &["check"]);
    assert!(
        ran.out.contains("no call needs `okta.logs.read`") && ran.out.contains("main.tf:6:32"),
        "{}{}",
        ran.out,
        ran.err
    );
    assert!(!ran.out.contains("`okta.users.read` is missing"), "{}", ran.out);
}
