//! The example of the guide: two plans, worked out by hand, and what one more resource changes.

use serde_json::Value;

use super::{example, planned, scopes};
use crate::program::folder;

/// A copy of the example with one more file.
fn with(more: &str) -> tempfile::TempDir {
    let mut files = Vec::new();
    for place in ["", "modules/department"] {
        for entry in std::fs::read_dir(example().join(place)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.strip_prefix(example()).unwrap().to_string_lossy().into_owned();
                files.push((name, std::fs::read(path).unwrap()));
            }
        }
    }
    files.push(("more.tf".to_owned(), more.as_bytes().to_vec()));
    let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_slice())).collect();
    folder(&files)
}

fn provider(plan: &Value, name: &str) -> Value {
    let roots = plan["terraform"].as_array().unwrap();
    roots.iter().find(|one| one["provider"] == name).unwrap()["phases"].clone()
}

/// The addresses that need a scope.
fn needed_by(plans: &Value, scope: &str) -> Vec<String> {
    let scopes = plans["service_app"]["scopes"].as_array().unwrap();
    let item = scopes.iter().find(|item| item["name"] == scope).unwrap_or_else(|| panic!("{scope}"));
    let needed_by = item["needed_by"].as_array().unwrap();
    needed_by.iter().map(|one| one["address"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_two_plans_of_each_provider_are_those_worked_out_by_hand() {
    let plan = planned(&with(""), &["."]);
    let platform = provider(&plan, "okta");
    assert_eq!(
        scopes(&platform["refresh"]),
        [
            "okta.appGrants.read",
            "okta.apps.read",
            "okta.groups.read",
            "okta.idps.read",
            "okta.networkZones.read",
            "okta.policies.read",
            "okta.profileMappings.read",
            "okta.roles.read",
            "okta.users.read",
        ]
    );
    assert_eq!(
        scopes(&platform["apply"]),
        [
            "okta.appGrants.manage",
            "okta.apps.manage",
            "okta.groups.manage",
            "okta.idps.manage",
            "okta.networkZones.manage",
            "okta.policies.manage",
            "okta.profileMappings.read",
            "okta.roles.read",
            "okta.users.read",
        ]
    );
    let security = provider(&plan, "okta.security");
    assert_eq!(scopes(&security["refresh"]), ["okta.roles.read"]);
    assert_eq!(scopes(&security["apply"]), ["okta.roles.manage"]);
}

#[test]
fn every_scope_names_the_resources_behind_it_and_why_where_one_would_not_expect_it() {
    let plan = planned(&with(""), &["."]);
    let apply = &provider(&plan, "okta")["apply"];
    assert_eq!(needed_by(apply, "okta.networkZones.manage"), ["okta_network_zone.office"]);
    assert_eq!(
        needed_by(apply, "okta.groups.manage"),
        [
            "module.finance.okta_group.this",
            "module.finance.okta_group_rule.this",
            "module.sales.okta_group.this",
            "module.sales.okta_group_rule.this",
        ]
    );
    // The payroll app names its policy, so that nobody looks for one; the wiki does not.
    let policies = needed_by(apply, "okta.policies.manage");
    assert!(
        policies.contains(&"okta_app_oauth.wiki".to_owned())
            && !policies.contains(&"okta_app_saml.payroll".to_owned())
    );
    let why = |scope: &str, address: &str| {
        let scopes = apply["service_app"]["scopes"].as_array().unwrap();
        let item = scopes.iter().find(|item| item["name"] == scope).unwrap();
        let one = item["needed_by"].as_array().unwrap().iter().find(|one| one["address"] == address).unwrap();
        one["why"].as_str().map(str::to_owned)
    };
    let said = |scope, address, word: &str| why(scope, address).is_some_and(|why| why.contains(word));
    assert!(said("okta.policies.manage", "okta_app_oauth.wiki", "listPolicies"));
    assert!(said("okta.profileMappings.read", "okta_idp_oidc.partner", "listProfileMappings"));
    assert!(said("okta.roles.read", "data.okta_user.auditor", "`skip_roles` is not set"));
    assert_eq!(why("okta.networkZones.manage", "okta_network_zone.office"), None);
    assert_eq!(why("okta.users.read", "data.okta_user.auditor"), None);
    let roots = plan["terraform"].as_array().unwrap();
    let assumed: Vec<_> = roots
        .iter()
        .flat_map(|root| root["resources"].as_array().unwrap())
        .filter(|one| one["address"] == "okta_app_signon_policy.strict")
        .flat_map(|one| one["phases"].as_array().unwrap().clone())
        .flat_map(|phase| phase["calls"].as_array().unwrap().clone())
        .flat_map(|call| call["assumed"].as_array().unwrap().clone())
        .collect();
    assert!(assumed.contains(&Value::from("app uses this policy")), "{assumed:?}");
}

#[test]
fn one_more_resource_changes_exactly_what_it_must() {
    let before = planned(&with(""), &["."]);
    let own = |plan: &Value, run: &str| -> Vec<String> {
        scopes(&provider(plan, "okta")[run]).into_iter().map(str::to_owned).collect()
    };
    for (more, apply, refresh) in [
        (
            "resource \"okta_event_hook\" \"x\" {}\n",
            &["okta.eventHooks.manage"][..],
            &["okta.eventHooks.read"][..],
        ),
        (
            "data \"okta_trusted_origins\" \"x\" {}\n",
            &["okta.trustedOrigins.read"],
            &["okta.trustedOrigins.read"],
        ),
        ("resource \"okta_group\" \"another\" {}\n", &[], &[]),
        ("data \"okta_user\" \"x\" {\n  user_id    = \"u\"\n  skip_roles = true\n}\n", &[], &[]),
        ("resource \"aws_thing\" \"x\" {}\n", &[], &[]),
    ] {
        let after = planned(&with(more), &["."]);
        for (run, added) in [("apply", apply), ("refresh", refresh)] {
            let mut expected = own(&before, run);
            expected.extend(added.iter().map(|scope| (*scope).to_owned()));
            expected.sort();
            assert_eq!(own(&after, run), expected, "{more}, {run}");
        }
        let others = |plan: &Value| scopes(&provider(plan, "okta.security")["apply"]).join(" ");
        assert_eq!(others(&before), others(&after), "{more}");
    }
}
