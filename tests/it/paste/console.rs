//! The steps in the Admin Console.

use leastwise::model::Credential;
use leastwise::render::Format;

use super::{Items, report, written};
use crate::support::catalog;

/// Whether every item is named, and no other after the lines on top.
pub(super) fn check(written: &str, items: &Items) {
    let (_, steps) = written.split_once("Steps in the Admin Console").unwrap();
    let steps = steps.split_whitespace().collect::<Vec<_>>().join(" ");
    for name in items.scopes.iter().chain(&items.permissions) {
        assert!(steps.contains(name.as_str()), "{name}\n{written}");
    }
    for role in &items.roles {
        assert!(steps.contains(&format!("({role})")), "{role}\n{written}");
    }
    let words = steps.split(|c: char| !(c.is_alphanumeric() || "._".contains(c)));
    let names = words.map(|word| word.trim_end_matches('.')).filter(|word| word.starts_with("okta."));
    for name in names {
        assert!(items.scopes.contains(name) || items.permissions.contains(name), "{name} is new\n{written}");
    }
}

#[test]
fn a_token_of_a_small_role_is_raised_created_and_lowered() {
    let key = catalog().names().operations["management:suspendUser"];
    let text = written(&report(&[key]), Format::Console, Credential::ApiToken);
    let at = |wanted: &str| text.find(wanted).unwrap_or_else(|| panic!("{wanted} is missing\n{text}"));
    assert!(at("Raise: ") < at("Create: ") && at("Create: ") < at("Lower: "), "{text}");
    assert!(at("Directory > People > Add person") < at("Raise: "));
}

#[test]
fn a_service_app_has_a_key_of_its_own() {
    let key = catalog().names().operations["management:listUsers"];
    let text = written(&report(&[key]), Format::Console, Credential::ServiceApp);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for wanted in [
        "Create App Integration",
        "private_key_jwt",
        "Okta API Scopes",
        "Admin roles > Edit assignments",
        "okta.users.read",
    ] {
        assert!(text.contains(wanted), "{wanted} is missing\n{text}");
    }
}
