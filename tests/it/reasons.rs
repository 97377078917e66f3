//! Why a plan is as it is: why there is no custom role, what is not known, what is not possible.

use leastwise::model::Evidence;
use leastwise::plan::Options;
use serde_json::Value;

use crate::support::{from_overlay, names, plan_of, plan_under, report_with, service_app};

fn why_no_custom_role(plan: &Value) -> &str {
    plan["custom_role_impossible_because"].as_str().unwrap()
}

#[test]
fn each_reason_against_a_custom_role_is_the_true_one() {
    let cannot = service_app("GET /api/v1/logs");
    assert_eq!(why_no_custom_role(&cannot), "no custom role can hold `std.systemLog.read`");
    for name in ["oauth:globalTokenRevocation", "listUserTypes", "listGroupRules", "oauth:listClients"] {
        let why = service_app(name);
        assert_eq!(why_no_custom_role(&why), "a custom role would do, and would not reach less", "{name}");
    }
    let overlay = "overlay: acme\noperations:\n  - {id: management:listFeatures, reason: r, tried: [{role: READ_ONLY_ADMIN, works: true}]}\n";
    let report = report_with(&from_overlay(overlay), "listFeatures\nGET /api/v1/logs", &Options::default());
    let plan = &serde_json::to_value(report).unwrap()["plans"]["service_app"];
    assert_eq!(
        why_no_custom_role(plan),
        "no custom role can hold `std.systemLog.read` (listLogEvents); \
         no source names a permission that would do (listFeatures)"
    );
}

#[test]
fn what_stands_beside_a_custom_role_has_its_reason() {
    let plan = service_app("GET /api/v1/logs\nGET /api/v1/iam/roles");
    assert_eq!(names(&plan["beside_custom_role"]), ["REPORT_ADMIN"]);
    assert_eq!(plan["beside_custom_role_because"], "no custom role can hold `std.systemLog.read`");
}

/// A source that is not sure enough is a source.
#[test]
fn what_a_floor_leaves_out_is_not_called_unsaid() {
    let spec = plan_under("GET /api/v1/users", &Options { floor: Evidence::Spec, ..Options::default() });
    let message = spec["plans"]["service_app"]["unknown"][0]["message"].as_str().unwrap();
    assert!(message.starts_with("no source that is at least `spec` says which admin right"), "{message}");
    let never = &plan_of("listFeatures")["plans"]["service_app"]["unknown"][0]["message"];
    assert!(never.as_str().unwrap().starts_with("no source says which admin right"), "{never}");
}

/// The same operation passes on others and not on the caller itself.
#[test]
fn what_is_not_possible_is_the_call_and_not_the_operation() {
    let plan = service_app("GET /api/v1/users/me\nGET /api/v1/users/{id}");
    assert_eq!(names(&plan["scopes"][0]["because"]), ["management:getUser"]);
    assert_eq!(plan["not_possible"][0]["call"], "GET /api/v1/users/me");
    assert!(service_app("GET /idp/myaccount/profile")["not_possible"][0].get("call").is_none());
}
