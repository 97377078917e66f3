//! What depends on the release of the provider: removed types and arguments, and the facts of the newest release.

use std::collections::BTreeSet;

use leastwise::model::BlockKind;
use rstest::rstest;
use serde_json::Value;

use super::{called, files, planned, reading};
use crate::program::run;
use crate::support::catalog;

/// A configuration with a constraint on the provider.
fn pinned(version: &str, blocks: &str) -> String {
    format!(
        "terraform {{\n  required_providers {{\n    okta = {{\n      source  = \"okta/okta\"\n      version = \"{version}\"\n    }}\n  }}\n}}\n{blocks}"
    )
}

const APP: &str = "provider \"okta\" {\n  client_id = \"0oa1\"\n  private_key = \"k\"\n  scopes = [\"okta.users.manage\"]\n}\n";

#[test]
fn a_removed_type_names_its_successor_and_nothing_that_is_only_spelt_alike() {
    let facts = catalog().terraform();
    assert_eq!(facts.removed_types.len(), 31);
    for removed in &facts.removed_types {
        let block = if removed.kind == BlockKind::Resource { "resource" } else { "data" };
        let plan = planned(
            &files(&[("main.tf", &format!("{block} \"{}\" \"x\" {{}}\n", removed.name))]),
            &[".", "--exit-zero"],
        );
        let diagnosis = &plan["calls"][0]["diagnosis"];
        assert_eq!(diagnosis["code"], "removed-type", "{}", removed.name);
        let suggested: Vec<_> =
            diagnosis["suggestions"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
        assert_eq!(suggested, removed.successors, "{}", removed.name);
        for successor in &removed.successors {
            assert!(facts.named(removed.kind, successor).is_some(), "{successor}");
            assert!(diagnosis["message"].as_str().unwrap().contains(&format!("`{successor}`")));
        }
    }
}

#[rstest]
#[case("resource", "okta_grup", &["okta_group"])]
#[case("resource", "okta_future_widget", &[])]
#[case("resource", "okta_ui_scheme", &["okta_ui_schema"])]
#[case("resource", "okta_a", &[])]
// A type of the other kind is no misspelt one.
#[case("data", "okta_app_swa", &[])]
fn a_type_that_never_was_gets_a_hint_only_when_it_is_near(
    #[case] block: &str,
    #[case] name: &str,
    #[case] expected: &[&str],
) {
    let plan = planned(&files(&[("main.tf", &format!("{block} \"{name}\" \"x\" {{}}\n"))]), &["."]);
    let diagnosis = &plan["calls"][0]["diagnosis"];
    assert_eq!(diagnosis["code"], "no-such-type");
    assert_eq!(diagnosis["suggestions"], serde_json::json!(expected), "{name}");
}

#[test]
fn explain_leads_from_a_removed_type_to_its_successor() {
    let ran = run(&files(&[]), &["explain", "okta_user_schema"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("`okta_user_schema_property`") && !ran.err.contains("ui_schema"), "{}", ran.err);
}

/// Every argument of every type that had it.
#[test]
fn an_argument_that_an_old_release_acts_on_is_named_with_its_calls() {
    let facts = catalog().terraform();
    let mut seen = 0;
    for one in &facts.removed_arguments {
        for name in &one.types {
            let block = format!("{APP}resource \"{name}\" \"x\" {{\n  {} = [\"00u1\"]\n}}\n", one.argument);
            for (version, may_act) in [("3.46.0", true), ("~> 3.20", true), ("~> 6.0", false)] {
                let folder = files(&[("main.tf", &pinned(version, &block))]);
                let plan = planned(&folder, &["."]);
                let caveats = plan["terraform_facts"]["caveats"].as_array().unwrap();
                let caveat = caveats.iter().find(|caveat| caveat["code"] == "removed-argument").unwrap();
                let message = caveat["message"].as_str().unwrap();
                assert!(message.contains(&format!("`{}`", one.argument)), "{message}");
                for call in &one.calls {
                    assert!(message.contains(call.strip_prefix("management:").unwrap()), "{call}: {message}");
                }
                for credential in ["service_app", "user_app", "api_token"] {
                    let unknown = plan["plans"][credential]["unknown"].as_array().unwrap();
                    let is_named = unknown
                        .iter()
                        .any(|need| need["operation"].as_str().unwrap().contains(&one.argument));
                    assert_eq!(is_named, may_act, "{name}, {}, {version}", one.argument);
                    assert!(!may_act || plan["plans"][credential]["complete"] == false);
                }
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 66);
}

#[test]
fn the_calls_of_a_removed_argument_are_not_those_of_the_described_release() {
    let text = "resource \"okta_user\" \"x\" {\n  admin_roles = [\"APP_ADMIN\"]\n}\n";
    let reading = reading(text);
    for phase in ["read", "create", "update", "delete"] {
        let called = called(&reading, "okta_user.x", phase);
        assert!(!called.iter().any(|name| name.contains("Role")), "{phase}: {called:?}");
    }
}

#[rstest]
#[case::empty("admin_roles = []", false)]
#[case::null("admin_roles = null", false)]
#[case::unknown("admin_roles = var.roles", true)]
#[case::other("login = \"a\"", false)]
fn an_argument_counts_when_it_is_or_may_be_set(#[case] line: &str, #[case] expected: bool) {
    let text = pinned(
        "3.46.0",
        &format!("{APP}variable \"roles\" {{}}\nresource \"okta_user\" \"x\" {{\n  {line}\n}}\n"),
    );
    let ran = run(&files(&[("main.tf", &text)]), &["check", "--strict", "--format", "json"]);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let has = |code: &str| report["notes"].as_array().unwrap().iter().any(|note| note["code"] == code);
    assert_eq!((has("removed-argument"), has("open-input")), (expected, expected), "{}", ran.out);
    assert_eq!(report["summary"]["complete"], !expected);
}

#[test]
fn a_locked_release_decides_over_the_constraint() {
    let block = format!("{APP}resource \"okta_user\" \"x\" {{\n  admin_roles = [\"APP_ADMIN\"]\n}}\n");
    let text = pinned(">= 3.0", &block);
    for (version, complete) in [("3.46.0", false), ("6.12.0", true)] {
        let lock =
            format!("provider \"registry.terraform.io/okta/okta\" {{\n  version = \"{version}\"\n}}\n");
        let folder = files(&[("main.tf", &text), (".terraform.lock.hcl", &lock)]);
        let plan = planned(&folder, &["."]);
        assert_eq!(plan["plans"]["service_app"]["complete"], complete, "{version}");
    }
}

/// The conditions around the helper calls, by the code of the provider.
#[rstest]
#[case("okta_user", "", "create", &["createUser", "getUser"])]
#[case("okta_user", "status = \"ACTIVE\"", "create", &["createUser", "getUser"])]
#[case("okta_user", "status = \"STAGED\"", "create", &["createUser", "getUser"])]
#[case("okta_user", "status = \"SUSPENDED\"", "create", &["createUser", "getUser", "suspendUser"])]
#[case("okta_user", "status = \"DEPROVISIONED\"", "create", &["createUser", "deactivateUser", "getUser"])]
#[case("okta_user", "expire_password_on_create = true", "create", &["createUser", "expirePassword", "getUser"])]
#[case("okta_user", "status = \"SUSPENDED\"", "update", &["changeRecoveryQuestion", "getUser", "replaceUser", "suspendUser"])]
#[case("okta_user", "", "update", &["activateUser", "changeRecoveryQuestion", "getUser", "replaceUser", "unlockUser", "unsuspendUser"])]
#[case("okta_group_rule", "", "create", &["activateGroupRule", "createGroupRule", "getGroupRule"])]
#[case("okta_group_rule", "status = \"INVALID\"", "create", &["createGroupRule", "getGroupRule"])]
#[case("okta_group_rule", "status = \"INACTIVE\"", "create", &["createGroupRule", "deactivateGroupRule", "getGroupRule"])]
#[case("okta_group_rule", "status = var.unknown", "create", &["activateGroupRule", "createGroupRule", "deactivateGroupRule", "getGroupRule"])]
#[case("okta_group_rule", "status = \"INVALID\"", "update", &["getGroupRule"])]
#[case("okta_group_rule", "status = \"INACTIVE\"", "update", &["deactivateGroupRule", "getGroupRule", "replaceGroupRule"])]
#[case("okta_group_rule", "", "update", &["activateGroupRule", "deactivateGroupRule", "getGroupRule", "replaceGroupRule"])]
#[case("okta_group_rule", "status = \"INACTIVE\"", "delete", &["deleteGroupRule"])]
#[case("okta_label", "", "update", &["updateLabel"])]
#[case("okta_resource_owner", "", "delete", &[])]
#[case("okta_resource_owner", "", "read", &[])]
fn conditions_follow_the_code_of_the_provider(
    #[case] name: &str,
    #[case] line: &str,
    #[case] phase: &str,
    #[case] expected: &[&str],
) {
    let text = format!("variable \"unknown\" {{}}\nresource \"{name}\" \"x\" {{\n  {line}\n}}\n");
    let found = called(&reading(&text), &format!("{name}.x"), phase);
    let found: BTreeSet<_> = found.iter().map(|name| name.rsplit(':').next().unwrap()).collect();
    assert_eq!(found, expected.iter().copied().collect(), "{name} {line} {phase}");
}

#[rstest]
#[case("skip_roles = true", &["getUser", "listUserGroups"])]
#[case("skip_roles = var.yes", &["getUser", "listUserGroups"])]
#[case("skip_roles = var.unknown", &["getUser", "listAssignedRolesForUser", "listUserGroups"])]
#[case("skip_roles = false", &["getUser", "listAssignedRolesForUser", "listUserGroups"])]
#[case("skip_roles = true\n  skip_groups = local.no == false", &["getUser"])]
fn a_switch_counts_through_variables_and_locals(#[case] lines: &str, #[case] expected: &[&str]) {
    let text = format!(
        "variable \"yes\" {{\n  default = true\n}}\nvariable \"unknown\" {{}}\nlocals {{\n  no = false\n}}\n\
         data \"okta_user\" \"x\" {{\n  user_id = \"00u1\"\n  {lines}\n}}\n"
    );
    assert_eq!(called(&reading(&text), "data.okta_user.x", "read"), expected, "{lines}");
}
