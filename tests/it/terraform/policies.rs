//! The policy type that a configuration tells decides as the one in a request does.

use std::collections::BTreeSet;

use leastwise::catalog::tables::{PolicyOf, Target};
use leastwise::model::{BlockKind, Evidence};
use rstest::rstest;
use serde_json::Value;

use super::{files, planned};
use crate::program::run;
use crate::support::{catalog, names};

/// The standard roles of the plan for a service app.
fn roles(plan: &Value) -> BTreeSet<&str> {
    names(&plan["plans"]["service_app"]["standard_roles"]).into_iter().collect()
}

/// The plan for a request, with what is assumed.
fn planned_call(arguments: &[&str]) -> Value {
    let all = [&["plan", "--format", "json"], arguments].concat();
    serde_json::from_str(&run(&files(&[]), &all).out).unwrap()
}

#[test]
fn every_type_with_a_policy_type_answers_as_the_same_calls_with_that_type() {
    let mut seen = 0;
    for kind in &catalog().terraform().types {
        let Some(policy_type) = &kind.policy_type else { continue };
        let (value, line) = match &policy_type.of {
            PolicyOf::Fixed(value) => (value.as_str(), String::new()),
            PolicyOf::Setting(setting, _) => ("OKTA_SIGN_ON", format!("  {setting} = \"OKTA_SIGN_ON\"\n")),
        };
        let block = if kind.kind == BlockKind::Resource { "resource" } else { "data" };
        let folder = files(&[("main.tf", &format!("{block} \"{}\" \"x\" {{\n{line}}}\n", kind.name))]);
        let plan = planned(&folder, &["."]);
        let counted = plan["operations"].as_array().unwrap().iter().filter(|one| one["in_plan"] == true);
        let ids: Vec<_> = counted.map(|one| one["id"].as_str().unwrap().to_owned()).collect();
        // The start of the provider is about the user of the token itself.
        let starts = ["management:getUser", "oauth:token"];
        let ids: Vec<_> =
            ids.iter().filter(|id| !starts.contains(&id.as_str())).map(String::as_str).collect();
        let assumed = format!("policy-type={value}");
        let by_call = planned_call(&[ids.as_slice(), &["--assume", &assumed]].concat());
        assert_eq!(roles(&plan), roles(&by_call), "{} {}", kind.name, value);
        seen += 1;
    }
    assert_eq!(seen, 30);
}

#[test]
fn every_type_that_calls_policy_operations_has_a_policy_type() {
    let catalog = catalog();
    let is_conditional = |name: &String| {
        let operation = catalog.operation(catalog.names().operations[name]);
        operation.capabilities.iter().any(|one| !one.when.parameters.is_empty() && operation.tag == "Policy")
    };
    for kind in &catalog.terraform().types {
        let calls = kind.calls.values().flatten();
        let calls_policies = calls.into_iter().any(|call| match &call.target {
            Target::Operation(name) => is_conditional(name),
            Target::Outside(_) => false,
        });
        assert!(!calls_policies || kind.policy_type.is_some(), "{}", kind.name);
    }
}

#[rstest]
#[case("ACCESS_POLICY")]
#[case("OKTA_SIGN_ON")]
#[case("PROFILE_ENROLLMENT")]
#[case("IDP_DISCOVERY")]
#[case("PASSWORD")]
#[case("MFA_ENROLL")]
fn a_data_source_answers_as_the_request_with_the_type_in_its_query(#[case] kind: &str) {
    let of_query = planned_call(&[&format!("GET /api/v1/policies?type={kind}")]);
    let written = [
        format!("  type = \"{kind}\"\n"),
        "  type = var.kind\n".to_owned(),
        "  type = local.kinds[\"one\"]\n".to_owned(),
    ];
    for line in written {
        let text = format!(
            "variable \"kind\" {{\n  default = \"{kind}\"\n}}\nlocals {{\n  kinds = {{ one = \"{kind}\" }}\n}}\n\
             data \"okta_policy\" \"x\" {{\n  name = \"x\"\n{line}}}\n"
        );
        let plan = planned(&files(&[("main.tf", &text)]), &["."]);
        assert_eq!(roles(&plan), roles(&of_query), "{kind}: {line}");
    }
}

#[rstest]
#[case::no_value("variable \"t\" {}\n", "var.t")]
#[case::no_policy_type("", "\"SOMETHING\"")]
fn a_type_that_is_not_known_is_said_and_not_guessed(#[case] before: &str, #[case] value: &str) {
    let text = format!("{before}data \"okta_policy\" \"x\" {{\n  name = \"x\"\n  type = {value}\n}}\n");
    let plan = planned(&files(&[("main.tf", &text)]), &["."]);
    let caveats = plan["terraform_facts"]["caveats"].as_array().unwrap();
    assert!(caveats.iter().any(|one| one["code"] == "policy-type-unknown"), "{caveats:?}");
    assert_eq!(roles(&plan), roles(&planned_call(&["GET /api/v1/policies"])));
    let assumed = planned(&files(&[("main.tf", &text)]), &[".", "--assume", "policy-type=ACCESS_POLICY"]);
    assert_eq!(roles(&assumed), roles(&planned_call(&["GET /api/v1/policies?type=ACCESS_POLICY"])));
}

#[test]
fn instances_of_different_types_need_what_all_of_them_need() {
    let text = "data \"okta_policy\" \"x\" {\n  for_each = { a = \"ACCESS_POLICY\", b = \"OKTA_SIGN_ON\", c = \"IDP_DISCOVERY\" }\n  name = each.key\n  type = each.value\n}\n";
    let plan = planned(&files(&[("main.tf", text)]), &["."]);
    let calls = ["ACCESS_POLICY", "OKTA_SIGN_ON", "IDP_DISCOVERY"]
        .map(|kind| format!("GET /api/v1/policies?type={kind}"));
    let calls: Vec<_> = calls.iter().map(String::as_str).collect();
    assert_eq!(roles(&plan), roles(&planned_call(&calls)));
}

/// A policy type that only the name of a type suggests makes nothing surer than that.
#[test]
fn a_policy_type_by_name_alone_keeps_the_evidence_of_that() {
    let text = "data \"okta_app_sign_on_policy_rule\" \"x\" {\n  name = \"x\"\n}\n";
    let folder = files(&[("main.tf", text)]);
    let plan = planned(&folder, &["."]);
    let by_type = plan["plans"]["service_app"]["standard_roles"].as_array().unwrap();
    assert!(!by_type.is_empty());
    for role in by_type.iter().filter(|role| role["name"] != "SUPER_ADMIN") {
        let evidence: Evidence = serde_json::from_value(role["evidence"].clone()).unwrap();
        assert!(evidence <= Evidence::InferredMedium, "{role}");
    }
    let official = planned(&folder, &[".", "--evidence", "official"]);
    assert_eq!(roles(&official), BTreeSet::from(["SUPER_ADMIN"]));
}
