//! The example org: that it is read, fits its schema, and holds together.

use std::collections::BTreeSet;

use leastwise::grants::org::{Org, Redaction};
use serde_json::Value;

use crate::schema::misfits;
use crate::support::{catalog, project};

/// The text of the example.
pub(crate) fn example_text() -> String {
    std::fs::read_to_string(project().join("examples/acme-org.json")).unwrap()
}

/// The example.
pub(crate) fn example() -> Org {
    Org::read("acme-org.json", example_text().as_bytes()).unwrap()
}

#[test]
fn the_example_is_read_fits_its_schema_and_is_written_as_it_was() {
    let value: Value = serde_json::from_str(&example_text()).unwrap();
    assert_eq!(misfits("org.json", &value), [""; 0]);
    assert_eq!(serde_json::to_value(example()).unwrap(), value);
    let counts = [
        example().apps.entries().len(),
        example().api_tokens.entries().len(),
        example().users.entries().len(),
    ];
    assert_eq!(counts, [30, 12, 40]);
}

/// A name with a slip of the pen would make an example of something else.
#[test]
fn every_name_in_the_example_is_one_that_okta_knows() {
    let (org, names) = (example(), catalog().names());
    let grants = org.apps.entries().iter().flat_map(|app| app.grants.entries());
    let scopes = grants.map(|grant| &grant.scope);
    let integrations = org.integrations.entries().iter().flat_map(|one| &one.granted_scopes);
    for scope in scopes.chain(integrations) {
        assert!(names.scopes.contains_key(scope), "{scope}");
    }
    for permission in org.custom_roles.entries().iter().flat_map(|role| role.permissions.entries()) {
        assert!(names.capabilities.contains_key(&permission.name), "{}", permission.name);
    }
    let apps = org.apps.entries().iter().flat_map(|app| app.roles.entries());
    let groups = org.groups.entries().iter().flat_map(|group| group.roles.entries());
    let users = org.users.entries().iter().flat_map(|user| user.roles.entries());
    for assignment in apps.chain(groups).chain(users).filter(|one| one.custom.is_none()) {
        assert!(names.roles.contains_key(&assignment.role), "{}", assignment.role);
    }
}

#[test]
fn what_is_redacted_names_nothing_and_still_holds_together() {
    let mut org = example();
    let names: Vec<String> = org.users.entries().iter().filter_map(|user| user.login.clone()).collect();
    let labels: Vec<String> = org.apps.entries().iter().map(|app| app.label.clone()).collect();
    let sets: Vec<String> = org.resource_sets.entries().iter().map(|set| set.label.clone()).collect();
    Redaction::new("a salt").apply(&mut org);
    let text = serde_json::to_string(&org).unwrap();
    for name in names.iter().chain(&labels).chain(&sets) {
        assert!(!text.contains(&format!("\"{name}\"")), "{name} is still there");
    }
    for part in ["0h8", "acme"] {
        assert!(!text.contains(part), "{part} is still there");
    }
    let users: BTreeSet<&str> = org.users.entries().iter().map(|user| user.id.as_str()).collect();
    assert!(org.api_tokens.entries().iter().all(|token| users.contains(token.owner.as_str())));
    let groups: BTreeSet<&str> = org.groups.entries().iter().map(|group| group.id.as_str()).collect();
    assert!(
        org.users
            .entries()
            .iter()
            .flat_map(|user| user.groups.entries())
            .all(|id| groups.contains(id.as_str()))
    );
    let mut other = example();
    Redaction::new("another salt").apply(&mut other);
    assert_ne!(org.users, other.users);
}
