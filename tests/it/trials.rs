//! Results of trying roles, and lists of roles that a document names: what they open, and what they shut.

use std::fs;

use leastwise::catalog::{Catalog, LoadError};
use leastwise::model::Evidence;
use leastwise::plan::Options;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::{from_overlay, names, report_with, service_app};

#[test]
fn what_somebody_tried_counts_as_observed() {
    let overlay = "overlay: acme\noperations:\n  - id: management:listFeatures\n    reason: tried on our sandbox\n    tried: [{role: READ_ONLY_ADMIN, works: true}]\n";
    let text = "GET /api/v1/features";
    let catalog = from_overlay(overlay);
    let report = serde_json::to_value(report_with(&catalog, text, &Options::default())).unwrap();
    let plan = &report["plans"]["service_app"];
    assert_eq!(names(&plan["standard_roles"]), ["READ_ONLY_ADMIN"], "{plan}");
    assert_eq!(plan["standard_roles"][0]["evidence"], "observed");
    let only_official = Options { floor: Evidence::Official, ..Options::default() };
    let strict = serde_json::to_value(report_with(&catalog, text, &only_official)).unwrap();
    assert_ne!(names(&strict["plans"]["service_app"]["standard_roles"]), ["READ_ONLY_ADMIN"]);
}

/// The plan for a service app under an overlay that says this of one operation.
fn tried(id: &str, trials: &str, text: &str, options: &Options) -> Value {
    let overlay = format!("overlay: acme\noperations:\n  - {{id: {id}, reason: tried, tried: [{trials}]}}\n");
    let report = report_with(&from_overlay(&overlay), text, options);
    serde_json::to_value(report).unwrap()["plans"]["service_app"].clone()
}

/// What a refused role holds must not count, with any other role as its key.
#[test]
fn a_role_that_was_refused_is_not_granted_for_that_operation() {
    let text = "POST /api/v1/users/{id}/lifecycle/suspend";
    let refused = "{role: USER_ADMIN, works: false}";
    let plan = tried("management:suspendUser", refused, text, &Options::default());
    assert_eq!(names(&service_app(text)["standard_roles"]), ["USER_ADMIN"]);
    assert_eq!(names(&plan["standard_roles"]), ["ORG_ADMIN"], "{plan}");
    assert_eq!(names(&plan["custom_role"]["permissions"]), ["okta.users.lifecycle.suspend"]);
    let official = Options { floor: Evidence::Official, ..Options::default() };
    let strict = tried("management:suspendUser", refused, text, &official);
    assert_eq!(names(&strict["standard_roles"]), ["USER_ADMIN"], "a trial is less sure than that");
}

/// Roles that a document names do not open an operation for what other roles hold.
#[test]
fn a_named_role_is_no_key_for_what_another_role_holds() {
    let overlay = "overlay: acme\noperations:\n  - {id: management:suspendUser, reason: r, roles_only: [REPORT_ADMIN, ORG_ADMIN]}\n";
    let text = "POST /api/v1/users/{id}/lifecycle/suspend";
    let report = report_with(&from_overlay(overlay), text, &Options::default());
    let plan = &serde_json::to_value(report).unwrap()["plans"]["service_app"];
    assert_eq!(names(&plan["standard_roles"]), ["ORG_ADMIN"], "{plan}");
}

/// What is wrong with an overlay.
fn complaints(overlay: &str) -> String {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("overlay.yaml");
    fs::write(&path, overlay).unwrap();
    match Catalog::embedded().unwrap().with_overlay(&path) {
        Err(LoadError::Broken { problems, .. }) => {
            problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn trials_that_cannot_be_true_are_refused() {
    let entry = |trials: &str| format!("  - {{id: management:listFeatures, reason: r, tried: [{trials}]}}\n");
    let (works, fails) = ("{role: USER_ADMIN, works: true}", "{role: USER_ADMIN, works: false}");
    for entries in [entry(&format!("{works}, {fails}")), entry(works) + &entry(fails)] {
        let said = complaints(&format!("overlay: acme\noperations:\n{entries}"));
        assert!(said.contains("says of the role `USER_ADMIN` that it works and that it does not"), "{said}");
    }
    let super_admin = entry("{role: SUPER_ADMIN, works: false}");
    let said = complaints(&format!("overlay: acme\noperations:\n{super_admin}"));
    assert!(said.contains("`SUPER_ADMIN` is refused, which holds everything"), "{said}");
}
