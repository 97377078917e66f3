//! What plans answer: cases that people meet, one by one.

use std::collections::BTreeSet;
use std::fs;

use leastwise::model::{Engine, Evidence};
use leastwise::plan::Options;
use serde_json::{Value, json};

use crate::support::{catalog, caveats, from_overlay, names, plan_of, plan_under, report_with, service_app};

const CREDENTIALS: [&str; 3] = ["service_app", "user_app", "api_token"];

fn refused<'v>(plan: &'v Value, operation: &str) -> Option<&'v str> {
    let entries = plan["not_possible"].as_array().unwrap();
    entries.iter().find(|one| one["operation"] == operation).map(|one| one["reason"].as_str().unwrap())
}

/// The messy list that an integrator would paste; the same that the README runs.
fn pasted() -> String {
    fs::read_to_string(crate::support::project().join("examples/helpdesk.txt")).unwrap()
}

#[test]
fn a_pasted_list_gets_the_least_scopes_and_roles() {
    let report = plan_of(&pasted());
    let plan = &report["plans"]["service_app"];
    assert_eq!(names(&plan["scopes"]), ["okta.groups.manage", "okta.users.manage"]);
    assert_eq!(names(&plan["standard_roles"]), ["USER_ADMIN"]);
    assert_eq!(refused(plan, "management:listSupportedSecurityQuestions"), Some("no-oauth-scope"));
    assert_eq!(refused(&report["plans"]["api_token"], "management:listSupportedSecurityQuestions"), None);
    for call in report["calls"].as_array().unwrap() {
        let certain = call["status"] == "matched";
        assert_eq!(call["diagnosis"].is_null(), certain, "{call}");
    }
}

#[test]
fn every_item_shows_its_evidence_and_sources() {
    let report = plan_of(&pasted());
    for credential in CREDENTIALS {
        let plan = &report["plans"][credential];
        let items = [&plan["scopes"], &plan["standard_roles"], &plan["custom_role"]["permissions"]];
        for item in items.iter().filter_map(|list| list.as_array()).flatten() {
            assert!(item["evidence"].is_string(), "{item}");
            assert!(!item["sources"].as_array().unwrap().is_empty(), "{item}");
            assert!(!item["because"].as_array().unwrap().is_empty(), "{item}");
            for source in names(&item["sources"]) {
                assert!(report["sources"][source]["title"].is_string(), "{source}");
            }
        }
    }
}

#[test]
fn calls_to_the_authentication_api_add_nothing() {
    let users = "GET /api/v1/users\n";
    let authn = "POST /api/v1/authn\nPOST /api/v1/authn/factors\nPOST /api/v1/authn/recovery/password\n";
    let (with, without) = (plan_of(&format!("{users}{authn}")), plan_of(users));
    for credential in CREDENTIALS {
        for part in ["scopes", "standard_roles", "custom_role", "excess", "complete"] {
            assert_eq!(
                with["plans"][credential][part], without["plans"][credential][part],
                "{credential} {part}"
            );
        }
    }
    let free = with["no_grant_needed"].as_array().unwrap();
    assert_eq!(names(&with["no_grant_needed"]).len(), 3);
    let primary = free.iter().find(|one| one["operation"] == "authn:authn.primary").unwrap();
    assert_eq!(primary["token"], "none");
    assert!(!primary["admin_token_for"].as_array().unwrap().is_empty());
}

#[test]
fn both_scopes_of_an_operation_are_needed() {
    let plan = service_app("POST /api/v1/apps/{appId}/group-push/mappings");
    assert_eq!(names(&plan["scopes"]), ["okta.apps.manage", "okta.groups.manage"]);
}

#[test]
fn the_method_says_nothing_about_the_scope() {
    let scopes = |text| service_app(text)["scopes"].clone();
    assert_eq!(names(&scopes("POST /api/v1/policies/simulate")), ["okta.policies.read"]);
    assert_eq!(names(&scopes("GET /api/v1/meta/schemas/user/linkedObjects")), ["okta.linkedObjects.read"]);
}

#[test]
fn some_operations_refuse_a_credential() {
    let failover = plan_of("POST /api/v1/dr/failover");
    assert!(refused(&failover["plans"]["api_token"], "management:startOrgFailover").is_some());
    assert_eq!(refused(&failover["plans"]["service_app"], "management:startOrgFailover"), None);
    let token = plan_of("DELETE /api/v1/api-tokens/current");
    for credential in ["service_app", "user_app"] {
        assert_eq!(
            refused(&token["plans"][credential], "management:revokeCurrentApiToken"),
            Some("no-oauth-scope")
        );
    }
    assert_eq!(token["plans"]["api_token"]["complete"], true);
    assert_eq!(token["recommended_credential"]["choice"], "api_token");
}

#[test]
fn a_right_that_no_custom_role_can_hold_stands_beside_it() {
    let alone = service_app("GET /api/v1/logs");
    assert!(alone["custom_role"].is_null());
    assert!(alone["custom_role_impossible_because"].is_string());
    assert_eq!(names(&alone["beside_custom_role"]), names(&alone["standard_roles"]));
    let mixed = service_app("GET /api/v1/logs\nGET /api/v1/iam/roles");
    assert_eq!(names(&mixed["beside_custom_role"]), names(&alone["standard_roles"]));
    assert_eq!(names(&mixed["custom_role"]["permissions"]), ["okta.iam.read"]);
}

#[test]
fn listing_apps_never_takes_an_org_admin() {
    let plan = service_app("GET /api/v1/apps");
    assert!(!names(&plan["standard_roles"]).contains(&"ORG_ADMIN"), "{plan}");
    assert!(caveats(&plan).contains(&"read-only-apps"), "{:?}", caveats(&plan));
}

#[test]
fn manage_covers_read_unless_told_otherwise() {
    let text = "GET /api/v1/users\nPOST /api/v1/users/{id}/lifecycle/suspend";
    assert_eq!(names(&service_app(text)["scopes"]), ["okta.users.manage"]);
    let options = Options { manage_implies_read: false, ..Options::default() };
    let strict = plan_under(text, &options);
    assert_eq!(names(&strict["plans"]["service_app"]["scopes"]), ["okta.users.manage", "okta.users.read"]);
    assert_eq!(strict["assumptions"]["manage_implies_read"], false);
}

#[test]
fn what_forces_super_admin_is_named_with_what_does_without_it() {
    let plan = service_app("GET /api/v1/users\nGET /api/v1/iam/roles");
    assert_eq!(names(&plan["standard_roles"]), ["SUPER_ADMIN"]);
    assert_eq!(plan["recommended"]["choice"], "custom_role");
    let driver = &plan["drivers"][0];
    assert_eq!(driver["operations"], json!(["management:listRoles"]));
    assert_eq!(driver["forces"], json!(["SUPER_ADMIN"]));
    assert!(!names(&driver["without"]["standard_roles"]).contains(&"SUPER_ADMIN"));
    let offered: Vec<_> = driver["instead"].as_array().unwrap().iter().collect();
    let read_only =
        json!({"standard_roles": ["READ_ONLY_ADMIN"], "custom_role": {"permissions": ["okta.iam.read"]}});
    assert!(offered.contains(&&read_only), "{offered:#?}");
}

#[test]
fn one_call_that_nobody_but_super_admin_may_make_leaves_room_for_nothing_beside_it() {
    let text = "GET /api/v1/users\nPOST /api/v1/users/{userId}/roles";
    let plan = service_app(text);
    assert_eq!(names(&plan["standard_roles"]), ["SUPER_ADMIN"]);
    assert!(plan["custom_role"].is_null());
    let because = plan["custom_role_impossible_because"].as_str().unwrap();
    assert!(because.contains("SUPER_ADMIN") && because.contains("assignRoleToUser"), "{because}");
    assert_eq!(plan["drivers"][0]["operations"], json!(["management:assignRoleToUser"]));
}

#[test]
fn a_limit_to_some_cases_never_counts_as_a_yes() {
    let change = service_app("POST /api/v1/users/{id}/credentials/change_password");
    assert_ne!(names(&change["standard_roles"]), ["HELP_DESK_ADMIN"]);
    let conditions = change["would_suffice_if"].as_array().unwrap();
    let help_desk = conditions.iter().find(|one| one["role"] == "HELP_DESK_ADMIN").unwrap();
    assert!(help_desk["when"].as_str().unwrap().contains("pending-users"), "{help_desk}");

    let tokens = service_app("GET /api/v1/api-tokens");
    let chosen = names(&tokens["standard_roles"]);
    let own = tokens["would_suffice_if"].as_array().unwrap().iter().filter_map(|one| one["role"].as_str());
    for role in own {
        assert!(!chosen.contains(&role), "{role} sees only its own tokens");
    }
}

#[test]
fn a_limit_counts_once_the_user_says_that_it_is_met() {
    let text = "POST /api/v1/users/{id}/credentials/change_password";
    let cases = BTreeSet::from(["pending-users-in-managed-groups-only".to_owned()]);
    let assumed = plan_under(text, &Options { cases, ..Options::default() });
    assert_eq!(names(&assumed["plans"]["service_app"]["standard_roles"]), ["HELP_DESK_ADMIN"]);
}

#[test]
fn conditions_of_a_policy_are_shown_and_used_only_when_met() {
    let open = service_app("POST /api/v1/policies");
    let when: BTreeSet<_> = open["would_suffice_if"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["when"].as_str().unwrap())
        .collect();
    assert!(when.contains("policy-type=ACCESS_POLICY"), "{when:?}");
    assert!(!names(&open["standard_roles"]).contains(&"APP_ADMIN"));

    let shown = service_app("POST /api/v1/policies?type=ACCESS_POLICY");
    let parameters = [("policy-type".to_owned(), "ACCESS_POLICY".to_owned())].into();
    let assumed = plan_under("POST /api/v1/policies", &Options { parameters, ..Options::default() });
    assert_eq!(names(&shown["standard_roles"]), ["APP_ADMIN"]);
    assert_eq!(names(&assumed["plans"]["service_app"]["standard_roles"]), ["APP_ADMIN"]);
}

/// What a call says of itself wins over what is assumed of all, and holds for that call only.
#[test]
fn conditions_hold_for_the_call_that_states_them() {
    let text = "POST /api/v1/policies?type=OKTA_SIGN_ON\nPOST /api/v1/policies?type=ACCESS_POLICY";
    let both = service_app(text);
    let roles = names(&both["standard_roles"]);
    let alone: Vec<Vec<String>> = text
        .lines()
        .map(|line| names(&service_app(line)["standard_roles"]).iter().map(ToString::to_string).collect())
        .collect();
    assert_ne!(alone[0], alone[1], "the two types need different roles");
    let plan_of_one = |name: &str| alone.iter().any(|roles| roles == &[name.to_owned()]);
    assert!(roles.len() > 1 || !plan_of_one(roles[0]) || roles == ["SUPER_ADMIN"], "{roles:?}");
}

#[test]
fn the_engine_decides_which_conditions_hold() {
    let classic = Options { engine: Engine::Classic, ..Options::default() };
    let text = "POST /api/v1/policies?type=PASSWORD";
    let answer = |report: Value| report["operations"][0]["roles"].clone();
    assert_ne!(answer(plan_under(text, &classic)), answer(plan_of(text)));
}

#[test]
fn the_role_of_a_product_serves_its_product_only() {
    let governance = service_app("GET /governance/api/v1/campaigns");
    let lent = service_app("GET /governance/api/v1/campaigns\nGET /api/v1/users");
    let product = ["ACCESS_CERTIFICATIONS_ADMIN", "ACCESS_REQUESTS_ADMIN"];
    assert!(names(&governance["standard_roles"]).iter().any(|role| product.contains(role)), "{governance}");
    let users: Vec<_> = lent["standard_roles"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|role| names(&role["because"]).contains(&"management:listUsers"))
        .map(|role| role["name"].as_str().unwrap())
        .collect();
    assert!(!users.is_empty() && users.iter().all(|role| !product.contains(role)), "{users:?}");
    assert!(
        !names(&service_app("GET /api/v1/users")["standard_roles"]).iter().any(|role| product.contains(role))
    );
}

#[test]
fn deleting_a_user_includes_deactivating() {
    let plan = service_app("DELETE /api/v1/users/{id}");
    let included = plan["conditional"].as_array().unwrap().iter().find(|one| one["included"] == true);
    assert!(included.is_some(), "{}", plan["conditional"]);
    let permissions = names(&plan["custom_role"]["permissions"]);
    assert_eq!(permissions, ["okta.users.lifecycle.deactivate", "okta.users.lifecycle.delete"]);
}

#[test]
fn a_special_case_counts_when_the_call_shows_it() {
    let plain = service_app("POST /api/v1/users");
    let shown = service_app(
        "curl -d '{\"profile\": {}, \"groupIds\": [\"00g1\"]}' https://acme.okta.com/api/v1/users",
    );
    let (plain, shown) =
        (names(&plain["custom_role"]["permissions"]), names(&shown["custom_role"]["permissions"]));
    assert!(plain.len() < shown.len(), "{plain:?} {shown:?}");
}

#[test]
fn the_caller_itself_needs_a_user() {
    let report = plan_of("GET /api/v1/users/me");
    assert_eq!(refused(&report["plans"]["service_app"], "management:getUser"), Some("needs-user"));
    for credential in ["user_app", "api_token"] {
        let plan = &report["plans"][credential];
        assert_eq!(plan["complete"], true, "{credential}");
        assert_eq!(names(&plan["standard_roles"]), [""; 0], "{credential}");
    }
    let account = plan_of("GET /idp/myaccount/profile");
    assert_eq!(refused(&account["plans"]["service_app"], "myaccount:getProfile"), Some("needs-user"));
    assert_eq!(account["recommended_credential"]["choice"], "user_app");
}

#[test]
fn other_products_take_tokens_of_their_own() {
    for (line, operation) in [
        ("GET /v1/teams/{team_name}/users", "privileged-access:ListUsers"),
        ("GET /api/v2/apps", "access-gateway:listApplication"),
    ] {
        let report = plan_of(line);
        for credential in CREDENTIALS {
            assert_eq!(refused(&report["plans"][credential], operation), Some("other-token"), "{line}");
        }
    }
}

#[test]
fn an_operation_without_any_known_right_is_not_guessed() {
    let overlay = "overlay: acme\noperations:\n  - {id: management:listUsers, reason: nothing is known here, capabilities: []}\n";
    let report = report_with(&from_overlay(overlay), "GET /api/v1/users", &Options::default());
    let report = serde_json::to_value(report).unwrap();
    assert_eq!(report["catalog"]["overlays"], json!(["acme"]));
    for credential in CREDENTIALS {
        let plan = &report["plans"][credential];
        assert_eq!(plan["complete"], false);
        assert_eq!(names(&plan["unknown"]), ["management:listUsers"]);
        assert_eq!(plan["unknown"][0]["known_to_work"], json!(["SUPER_ADMIN"]));
        assert_eq!(names(&plan["standard_roles"]), [""; 0]);
        assert!(plan["custom_role"].is_null());
    }
    assert_eq!(names(&report["plans"]["service_app"]["scopes"]), ["okta.users.read"]);
}

#[test]
fn a_floor_for_evidence_leaves_out_what_is_less_sure() {
    let text = pasted();
    let all = plan_of(&text);
    let official = plan_under(&text, &Options { floor: Evidence::Official, ..Options::default() });
    assert_eq!(all["plans"]["service_app"]["evidence"], "inferred-low");
    let plan = &official["plans"]["service_app"];
    assert!(matches!(plan["evidence"].as_str(), Some("official" | "spec")), "{}", plan["evidence"]);
    assert!(
        !plan["unknown"].as_array().unwrap().is_empty(),
        "what only inferred facts answer is unknown then"
    );
    let spec = plan_under("GET /api/v1/users", &Options { floor: Evidence::Spec, ..Options::default() });
    let plan = &spec["plans"]["service_app"];
    assert_eq!(plan["complete"], false);
    assert_eq!(names(&plan["unknown"]), ["management:listUsers"]);
}

#[test]
fn ambiguous_calls_count_only_when_all_is_assumed() {
    let text = "PATCH /api/v1/users/{id}";
    let plain = plan_of(text);
    assert_eq!(names(&plain["plans"]["service_app"]["scopes"]), [""; 0]);
    assert_eq!(plain["plans"]["service_app"]["complete"], false);
    assert_eq!(plain["operations"][0]["in_plan"], false);
    let all = plan_under(text, &Options { assume_all: true, ..Options::default() });
    assert_eq!(names(&all["plans"]["service_app"]["scopes"]), ["okta.users.manage"]);
    assert_eq!(all["plans"]["service_app"]["complete"], true);
}

#[test]
fn a_list_of_nothing_but_others_calls_still_has_a_plan() {
    let report = plan_of("GET https://api.github.com/users/octocat\n");
    assert_eq!(report["summary"]["excluded"], 1);
    for credential in CREDENTIALS {
        assert_eq!(report["plans"][credential]["complete"], true);
        assert_eq!(names(&report["plans"][credential]["standard_roles"]), [""; 0]);
    }
}

#[test]
fn every_operation_of_the_catalog_gets_a_plan() {
    for (key, operation) in catalog().operations() {
        let name = catalog().operation_name(key);
        let report = plan_of(&name);
        assert_eq!(report["operations"][0]["id"], name.as_str());
        for credential in CREDENTIALS {
            let plan = &report["plans"][credential];
            let passes = plan["complete"] == true;
            let explained = !plan["not_possible"].as_array().unwrap().is_empty()
                || !plan["unknown"].as_array().unwrap().is_empty();
            assert_ne!(passes, explained, "{name} with {credential}, {}", operation.path);
        }
    }
}
