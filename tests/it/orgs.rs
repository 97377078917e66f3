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
    for part in ["0h8", "acme", "rightwall", "Okta API", "LDAP"] {
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

/// The type of a list stays told apart from an id when both are hashes.
#[test]
fn the_type_of_a_resource_is_redacted_in_its_place() {
    let mut org = example();
    let resource = &mut org.resource_sets.seen_mut().unwrap()[0].resources.seen_mut().unwrap()[0];
    resource.path = Some("/api/v1/apps?type=payroll_suite".to_owned());
    Redaction::new("a salt").apply(&mut org);
    let path = org.resource_sets.entries()[0].resources.entries()[0].path.clone().unwrap();
    let hash = path.strip_prefix("/api/v1/apps?type=").unwrap_or_else(|| panic!("{path}"));
    assert!(hash.len() == 12 && !hash.contains("payroll"), "{path}");
}

/// Each place of a snapshot that holds a name which people chose, or an id.
#[test]
fn every_name_that_people_chose_is_redacted() {
    const NAME: &str = "payroll";
    let mut value: Value = serde_json::from_str(&example_text()).unwrap();
    let mut planted = 0;
    plant(&mut value, NAME, &mut planted);
    assert!(planted > 500, "{planted} names");
    let mut org: Org = serde_json::from_value(value).unwrap();
    let words = ["api", "v1", "users", "lifecycle", "unlock"];
    Redaction::new("a salt").keeping(words).apply(&mut org);
    let text = serde_json::to_string(&org).unwrap();
    let at = text.find(NAME).unwrap_or_default();
    assert!(!text.contains(NAME), "{}", text.get(at.saturating_sub(200)..at + 20).unwrap_or_default());
    for kept in ["/api/v1/users/{id}/lifecycle/unlock", "okta.users.read", "HELP_DESK_ADMIN", "ANYWHERE"] {
        assert!(text.contains(kept), "{kept} is not there");
    }
}

/// Puts a name in the place of every name, id and label, and behind every path.
fn plant(value: &mut Value, name: &str, planted: &mut usize) {
    const CHOSEN: [&str; 25] = [
        "asns",
        "gateways",
        "locations",
        "proxies",
        "actor_id",
        "client_id",
        "client_name",
        "created_by",
        "excluded",
        "id",
        "include",
        "instance",
        "issuer",
        "label",
        "login",
        "name",
        "org",
        "orn",
        "owner",
        "path",
        "resource_set",
        "user",
        "groups",
        "exclude",
        "requested",
    ];
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| plant(item, name, planted)),
        Value::Object(members) => {
            let is_permission =
                members.get("name").and_then(Value::as_str).is_some_and(|name| name.starts_with("okta."));
            for (key, member) in members {
                let is_chosen = CHOSEN.contains(&key.as_str()) && !(is_permission && key == "name");
                match member {
                    Value::String(text) if is_chosen => {
                        *planted += 1;
                        match key.as_str() {
                            "path" => text.push_str(&format!("/{name}")),
                            "orn" => text.push_str(&format!(":{name}")),
                            _ => name.clone_into(text),
                        }
                    }
                    Value::Array(items) if is_chosen && items.iter().all(Value::is_string) => {
                        *planted += items.len();
                        items.fill(name.into());
                    }
                    member => plant(member, name, planted),
                }
            }
        }
        _ => {}
    }
}
