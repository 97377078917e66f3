//! How a plan comes about: how far an assignment must reach, and the steps to set it up.

use std::collections::BTreeSet;

use leastwise::plan::Options;
use serde_json::{Value, json};

use crate::support::{names, plan_of, plan_under, service_app};

/// The steps of a plan, in one text.
fn steps(plan: &Value) -> String {
    names(&plan["setup"]).join("\n")
}

#[test]
fn the_token_of_a_small_role_is_created_in_steps() {
    let report = plan_of("GET /api/v1/groups/{groupId}");
    let steps: Vec<_> =
        names(&report["plans"]["api_token"]["setup"]).iter().map(ToString::to_string).collect();
    let text = steps.join("\n");
    for step in ["raise: ", "create: ", "lower: "] {
        assert!(text.contains(step), "{text}");
    }
    assert!(text.contains("cannot be made narrower"), "{text}");
    assert!(report["plans"]["api_token"].get("scopes").is_none());
}

/// What is assumed to be unlimited must not be narrowed.
#[test]
fn an_unlimited_assignment_gets_no_target() {
    let cases = BTreeSet::from(["unlimited-assignment-only".to_owned()]);
    let text = "GET /api/v1/groups/rules\nPOST /api/v1/users/{id}/lifecycle/suspend";
    let plan = &plan_under(text, &Options { cases, ..Options::default() })["plans"]["service_app"];
    let role = &plan["standard_roles"][0];
    assert_eq!(role["name"], "USER_ADMIN");
    assert_eq!(role["targets"], json!([]));
    assert_eq!(role["whole"][0]["kind"], "groups");
}

/// A right that nothing narrows proves as much as one within targets, and needs none.
#[test]
fn no_target_is_named_where_an_unlimited_right_does() {
    let plan = service_app("POST /api/v1/meta/types/user");
    for role in plan["standard_roles"].as_array().unwrap() {
        assert_eq!(role["targets"], json!([]), "{role}");
    }
}

#[test]
fn what_an_assignment_must_cover_whole_is_part_of_the_plan() {
    let role = &service_app("GET /api/v1/iam/roles\nPOST /api/v1/groups\nGET /api/v1/users")["custom_role"];
    let kinds: Vec<_> = role["whole"].as_array().unwrap().iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["groups", "identity and access management resources"]);
    assert_eq!(role["whole"][0]["because"], json!(["management:addGroup"]));
    assert_eq!(role["whole"][0]["sources"], json!(["kb-group-push"]));
    assert_eq!(
        role["resource_set"],
        "all groups, all identity and access management resources, and the users concerned"
    );
}

#[test]
fn a_custom_role_that_manages_users_creates_the_token_itself() {
    let plan =
        plan_of("GET /api/v1/users/u1/roles\nPATCH /api/v1/users/u1/risk\nDELETE /api/v1/users/u1/grants");
    let token = &plan["plans"]["api_token"];
    let permissions = names(&token["custom_role"]["permissions"]);
    assert!(permissions.contains(&"okta.users.manage"), "{permissions:?}");
    assert_eq!(token["recommended"]["choice"], "custom_role");
    assert!(!steps(token).contains("raise: "), "{}", steps(token));
    assert!(steps(token).contains("creates the token"), "{}", steps(token));
}

/// Even where no role is needed, a token does not fall from the sky.
#[test]
fn a_token_that_needs_no_role_has_steps_too() {
    let token = &plan_of("GET /api/v1/users/me")["plans"]["api_token"];
    let text = steps(token);
    assert_eq!(token["recommended"]["choice"], "none");
    for words in ["raise: ", "without an admin role cannot create one", "lower: ", "nobody has confirmed"] {
        assert!(text.contains(words), "{text}");
    }
}

#[test]
fn targets_are_part_of_the_steps() {
    let plans = &plan_of("oauth:globalTokenRevocation")["plans"];
    let (app, user) = (steps(&plans["service_app"]), steps(&plans["user_app"]));
    for steps in [&app, &user] {
        assert!(steps.contains("USER_ADMIN (narrowed to the groups concerned)"), "{steps}");
    }
    let below = "/oauth2/v1/clients/{clientId}/roles/{roleAssignmentId}/targets";
    assert!(app.contains(below) && !user.contains(below), "{app}");
}

#[test]
fn one_scope_is_not_several_and_openid_is_granted_by_nobody() {
    assert!(steps(&service_app("GET /api/v1/users")).contains("exactly this scope"));
    let two = "GET /api/v1/users\nGET /api/v1/groups";
    assert!(steps(&service_app(two)).contains("scopes okta.groups.read and okta.users.read;"));
    assert!(steps(&service_app(two)).contains("exactly these scopes"));
    let openid = steps(&plan_of("oauth:userinfo")["plans"]["user_app"]);
    assert!(openid.contains("asks for the scope openid") && !openid.contains("super admin"), "{openid}");
}

#[test]
fn a_role_that_nobody_knows_is_assigned_in_good_english() {
    let text = steps(&service_app("GET /api/v1/features"));
    assert!(text.contains("which no source names, to the app itself"), "{text}");
    let token = steps(&plan_of("GET /api/v1/features")["plans"]["api_token"]);
    assert!(token.contains("which no source names; the token follows"), "{token}");
}
