//! Plans and states in JSON: exactly what one run does.

use serde_json::{Value, json};

use super::{called, files, planned, provision, reading_of, scopes};

fn change(address: &str, actions: &[&str], before: &Value, after: &Value) -> Value {
    let kind = address.rsplit_once('.').unwrap().0.rsplit('.').next().unwrap();
    let unknown = if actions.contains(&"create") { json!({"id": true}) } else { json!({}) };
    let mode = if address.contains("data.") { "data" } else { "managed" };
    json!({
        "address": address, "mode": mode, "type": kind, "name": "x",
        "provider_name": "registry.terraform.io/okta/okta",
        "change": {"actions": actions, "before": before, "after": after, "after_unknown": unknown}
    })
}

fn plan(changes: &[Value]) -> Value {
    json!({"format_version": "1.2", "terraform_version": "1.9.0", "planned_values": {}, "resource_changes": changes})
}

fn folder(plan: &Value) -> tempfile::TempDir {
    files(&[("plan.json", &plan.to_string())])
}

/// The phases that come for an address, each with the run in which it first comes.
fn phases(plan: &Value, address: &str) -> Vec<(String, &'static str)> {
    let folder = folder(plan);
    let reading = leastwise::intake::read(
        &[leastwise::intake::Input::Path(folder.path().join("plan.json"))],
        &leastwise::intake::ReadOptions::default(),
        crate::support::matcher(),
    )
    .unwrap();
    let own = reading.calls.iter().map(provision).filter(|one| one.address == address);
    let run = |run| if run == leastwise::model::Run::Refresh { "plan" } else { "apply" };
    own.map(|one| (one.phase.name().to_owned(), run(one.run))).collect()
}

#[test]
fn a_plan_asks_for_exactly_what_it_does() {
    let old = json!({"id": "g1", "name": "a"});
    let new = json!({"name": "b"});
    let none = Value::Null;
    for (actions, before, after, expected) in [
        (&["no-op"][..], &old, &old, &[("read", "plan")][..]),
        (&["create"], &none, &new, &[("create", "apply")]),
        (&["update"], &old, &new, &[("read", "plan"), ("update", "apply")]),
        (&["delete"], &old, &none, &[("read", "plan"), ("delete", "apply")]),
        (&["delete", "create"], &old, &new, &[("read", "plan"), ("delete", "apply"), ("create", "apply")]),
        (&["create", "delete"], &old, &new, &[("read", "plan"), ("delete", "apply"), ("create", "apply")]),
        (&["forget"], &old, &none, &[("read", "plan")]),
    ] {
        let found = phases(&plan(&[change("okta_group.x", actions, before, after)]), "okta_group.x");
        let expected: Vec<_> = expected.iter().map(|(phase, run)| ((*phase).to_owned(), *run)).collect();
        assert_eq!(found, expected, "{actions:?}");
    }
}

#[test]
fn imports_and_late_reads_come_when_they_come() {
    let mut import = change("okta_group.x", &["no-op"], &json!({"id": "g"}), &json!({"id": "g"}));
    import["change"]["importing"] = json!({"id": "g"});
    let expected = [("import".to_owned(), "plan"), ("read".to_owned(), "plan")];
    assert_eq!(phases(&plan(&[import]), "okta_group.x"), expected);
    let late = change("data.okta_user.x", &["read"], &Value::Null, &json!({"user_id": null}));
    assert_eq!(phases(&plan(&[late]), "data.okta_user.x"), [("read".to_owned(), "apply")]);
    let mut early = plan(&[]);
    early["prior_state"] = json!({"values": {"root_module": {"child_modules": [{"resources": [{
        "address": "module.m.data.okta_user.x[0]", "mode": "data", "type": "okta_user", "name": "x",
        "values": {"user_id": "u", "skip_roles": true}
    }]}]}}});
    assert_eq!(phases(&early, "module.m.data.okta_user.x"), [("read".to_owned(), "plan")]);
}

/// A setting that does not change calls nothing for itself, and one that does, does.
#[test]
fn what_changes_decides_what_an_update_calls() {
    let app = |status: &str, label: &str| json!({"id": "a", "status": status, "label": label, "logo": null});
    let calls = |before: &Value, after: &Value| {
        let folder = folder(&plan(&[change("okta_app_saml.x", &["update"], before, after)]));
        called(&reading_of(&folder), "okta_app_saml.x", "update")
    };
    let has = |calls: &[String], name: &str| calls.iter().any(|call| call == name);
    let deactivated = calls(&app("ACTIVE", "a"), &app("INACTIVE", "a"));
    assert_eq!(deactivated, ["deactivateApplication"]);
    let renamed = calls(&app("ACTIVE", "a"), &app("ACTIVE", "b"));
    assert!(has(&renamed, "replaceApplication") && !has(&renamed, "activateApplication"), "{renamed:?}");
    assert!(!has(&renamed, "uploadApplicationLogo"));
}

#[test]
fn providers_and_their_scopes_are_read_from_a_plan_and_nothing_secret_is() {
    let mut plan = plan(&[
        change("okta_group.x", &["create"], &Value::Null, &json!({})),
        change("module.m.okta_network_zone.x[\"a\"]", &["create"], &Value::Null, &json!({})),
    ]);
    plan["variables"] = json!({"scopes": {"value": ["okta.groups.manage"]}});
    plan["configuration"] = json!({
        "provider_config": {
            "okta": {"name": "okta", "full_name": "registry.terraform.io/okta/okta", "version_constraint": "~> 4.0",
                     "expressions": {"api_token": {"constant_value": "00s3cr3tS3CR3T"}}},
            "okta.zones": {"name": "okta", "alias": "zones", "full_name": "registry.terraform.io/okta/okta",
                           "expressions": {"private_key": {"constant_value": "s3cr3t"},
                                           "scopes": {"references": ["var.scopes"]}}}
        },
        "root_module": {
            "resources": [{"address": "okta_group.x", "mode": "managed", "type": "okta_group", "provider_config_key": "okta"}],
            "module_calls": {"m": {"module": {"resources": [
                {"address": "okta_network_zone.x", "mode": "managed", "type": "okta_network_zone", "provider_config_key": "okta.zones"}
            ]}}}
        }
    });
    let folder = folder(&plan);
    let planned = planned(&folder, &["plan.json"]);
    assert!(!planned.to_string().to_lowercase().contains("s3cr3t"));
    let principals = planned["terraform"].as_array().unwrap();
    let names: Vec<_> = principals
        .iter()
        .map(|one| (one["provider"].as_str().unwrap(), one["credential"].as_str()))
        .collect();
    assert_eq!(names, [("okta", Some("api_token")), ("okta.zones", Some("service_app"))]);
    assert_eq!(principals[1]["scopes"], json!(["okta.groups.manage"]));
    assert_eq!(scopes(&principals[1]["phases"]["apply"]), ["okta.networkZones.manage"]);
    assert_eq!(
        scopes(&principals[1]["phases"]["refresh"]),
        Vec::<&str>::new(),
        "nothing is there to be read yet"
    );
    let codes: Vec<_> = planned["terraform_facts"]["caveats"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert!(codes.contains(&"provider-release") && !codes.contains(&"whole-life"), "{codes:?}");
}

#[test]
fn states_are_read_in_both_shapes() {
    let raw = json!({"version": 4, "terraform_version": "1.9.0", "lineage": "x", "resources": [
        {"mode": "managed", "type": "okta_group", "name": "a", "module": "module.m[0]",
         "provider": "module.m.provider[\"registry.terraform.io/okta/okta\"].second",
         "instances": [{"attributes": {"id": "g"}}, {"attributes": {"id": "h"}}]},
        {"mode": "managed", "type": "aws_thing", "name": "b", "provider": "x", "instances": []}
    ]});
    let shown = json!({"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {
        "resources": [{"address": "okta_group.a", "mode": "managed", "type": "okta_group", "name": "a", "values": {"id": "g"}}]
    }}});
    for (state, address, provider) in
        [(raw, "module.m.okta_group.a", "okta.second"), (shown, "okta_group.a", "okta")]
    {
        let folder = files(&[("state.json", &state.to_string())]);
        let plan = planned(&folder, &["state.json"]);
        let root = &plan["terraform"][0];
        assert_eq!(
            (root["resources"][0]["address"].as_str(), root["provider"].as_str()),
            (Some(address), Some(provider))
        );
        assert_eq!(scopes(&plan["phases"]["refresh"]), ["okta.groups.read"]);
        assert_eq!(scopes(&plan["plans"]), ["okta.groups.manage"]);
    }
}
