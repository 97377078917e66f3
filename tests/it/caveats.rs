//! What plans say beside their answer: about the right calls, the right roles, and nobody else.

use serde_json::{Value, json};

use crate::support::{caveats, names, plan_of, service_app};

#[test]
fn an_admin_principal_is_a_caveat_on_every_write_to_users() {
    assert!(caveats(&service_app("POST /api/v1/users/{id}/lifecycle/suspend")).contains(&"admin-principals"));
    assert!(!caveats(&service_app("GET /api/v1/logs")).contains(&"admin-principals"));
    for write in [
        "POST /api/v1/groups/rules",
        "POST /api/v1/apps/a1/users",
        "DELETE /api/v1/users/u1/grants",
        "DELETE /api/v1/users/u1/sessions",
        "POST /api/v1/groups/g1/owners",
        "PUT /oauth2/v1/clients/c1",
    ] {
        let plan = service_app(write);
        assert!(caveats(&plan).contains(&"admin-principals"), "{write}: {:?}", caveats(&plan));
    }
}

/// What shortens a list of others or protects other principals does not concern the caller.
#[test]
fn a_call_about_the_caller_has_no_caveats_about_others() {
    let report = plan_of("GET /api/v1/users/me/groups\nPOST /api/v1/users/me");
    let found = caveats(&report["plans"]["user_app"]).join(" ");
    assert!(!found.contains("silent-truncation") && !found.contains("admin-principals"), "{found}");
    assert!(caveats(&service_app("GET /api/v1/users/u1/groups")).contains(&"silent-truncation"));
}

/// Facts about an operation that change what its grant does are part of every plan with it.
#[test]
fn what_changes_the_worth_of_a_grant_is_said() {
    for (line, code) in [
        ("GET /api/v1/groups/g1/users", "visible-members"),
        ("DELETE /api/v1/users/u1", "delete-in-two-calls"),
        ("GET /api/v1/users/u1/roles", "read-beside-iam"),
        ("GET /api/v1/apps/a1", "client-secret-left-out"),
        ("GET /api/v1/policies", "policy-types"),
        ("POST /api/v1/authn/factors/f1/verify", "weak-token"),
    ] {
        assert!(caveats(&service_app(line)).contains(&code), "{line}: {:?}", caveats(&service_app(line)));
    }
}

/// What is true of a role is said of that role, and only of the alternative when only that has it.
#[test]
fn a_caveat_about_a_role_names_the_role() {
    let message = |text: &str| {
        let plan = service_app(text);
        let found = plan["caveats"].as_array().unwrap().iter().find(|one| one["code"] == "read-only-apps");
        (plan["recommended"]["choice"].clone(), found.unwrap()["message"].as_str().unwrap().to_owned())
    };
    let (choice, said) = message("GET /api/v1/apps");
    assert_eq!(choice, "custom_role");
    assert!(said.starts_with("READ_ONLY_ADMIN, if you take it instead: "), "{said}");
    let (choice, said) = message("GET /api/v1/apps\nGET /api/v1/meta/types/user\nGET /api/v1/logs");
    assert_eq!(choice, "standard_roles");
    assert!(said.starts_with("READ_ONLY_ADMIN: "), "{said}");
}

#[test]
fn what_nobody_knows_is_covered_by_a_role_that_holds_everything() {
    let plan = service_app("GET /api/v1/features\nPOST /api/v1/users/{userId}/roles");
    assert_eq!(names(&plan["standard_roles"]), ["SUPER_ADMIN"]);
    assert_eq!(plan["complete"], true, "{plan}");
    assert_eq!(plan["unknown"], json!([]));
    let entries = plan["caveats"].as_array().unwrap();
    let covered: Vec<&Value> = entries.iter().filter(|one| one["code"] == "covered-by-everything").collect();
    assert_eq!(covered[0]["operations"], json!(["management:listFeatures"]));
    let alone = service_app("GET /api/v1/features");
    assert_eq!(alone["complete"], false, "a role that is only known to work is not granted");
    assert_eq!(names(&alone["standard_roles"]), [""; 0]);
}
