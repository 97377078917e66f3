//! What a type of the provider is told to need.

use serde_json::Value;

use super::files;
use crate::program::run;

#[test]
fn a_type_is_explained_phase_by_phase() {
    let folder = files(&[]);
    let ran = run(&folder, &["explain", "okta_app_saml"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for part in [
        "resource of okta/okta 6.13.0",
        "data source of okta/okta",
        "delete",
        "listPolicies",
        "`authentication_policy` is not set",
        "okta.policies.read",
        "[observed]",
    ] {
        assert!(ran.out.contains(part), "{part} in {}", ran.out);
    }
    let only = run(&folder, &["explain", "data.okta_user", "--format", "json"]);
    let report: Value = serde_json::from_str(&only.out).unwrap();
    let none: [String; 0] = [];
    assert_eq!(crate::schema::misfits("terraform-type.json", &report), none);
    assert_eq!(report["types"].as_array().unwrap().len(), 1);
    assert_eq!(report["types"][0]["phases"]["read"].as_array().unwrap().len(), 4);
    let unknown = run(&folder, &["explain", "okta_app_samml"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("`okta_app_saml`"), "{}", unknown.err);
}

#[test]
fn what_is_special_of_a_type_is_said() {
    for (name, part) in [
        ("okta_security_notification_emails", "works with an API token only"),
        ("okta_org_support", "SUPER_ADMIN only"),
        ("okta_authenticator", "Identity Engine only"),
        ("okta_factor", "legacy calls outside of the documents"),
        ("okta_user_factor_question", "does not work with OAuth"),
        ("okta_resource_set", "never seen alone in a recording"),
    ] {
        let ran = run(&files(&[]), &["explain", name]);
        assert!(ran.out.contains(part), "{name} lacks {part}: {}", ran.out);
    }
}

#[test]
fn types_that_cannot_work_with_an_app_are_said_in_a_plan() {
    let folder = files(&[(
        "main.tf",
        "resource \"okta_security_notification_emails\" \"x\" {}\nresource \"okta_group\" \"g\" {}\n",
    )]);
    let plan = super::planned(&folder, &["."]);
    for (credential, kind) in
        [("service_app", "not_possible"), ("user_app", "not_possible"), ("api_token", "unknown")]
    {
        let list = plan["plans"][credential][kind].as_array().unwrap();
        let said = list
            .iter()
            .any(|one| one["message"].as_str().unwrap().contains("okta_security_notification_emails.x"));
        assert!(said, "{credential}: {list:?}");
        assert_eq!(plan["plans"][credential]["complete"], false);
    }
}
