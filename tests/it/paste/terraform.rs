//! Terraform: parsed as HCL by a real parser, with the arguments that the provider documents.

use std::collections::{BTreeMap, BTreeSet};

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body};
use leastwise::model::Credential;
use leastwise::render::Format;

use super::{Items, report, written};
use crate::support::catalog;

/// What the provider documents: required arguments, the optional ones that are used, nested blocks.
///
/// Source: <https://registry.terraform.io/providers/okta/okta/latest/docs>, one page per resource.
const ARGUMENTS: [(&str, &[&str], &[&str]); 8] = [
    (
        "okta_app_oauth",
        &["label", "type"],
        &["grant_types", "response_types", "token_endpoint_auth_method", "jwks"],
    ),
    ("okta_app_oauth_api_scope", &["app_id", "issuer", "scopes"], &[]),
    ("okta_app_oauth_role_assignment", &["client_id", "type"], &["role", "resource_set"]),
    ("okta_admin_role_custom", &["label", "description", "permissions"], &[]),
    ("okta_resource_set", &["label", "description"], &["resources", "resources_orn"]),
    ("okta_admin_role_custom_assignments", &["custom_role_id", "resource_set_id", "members"], &[]),
    ("okta_user_admin_roles", &["user_id", "admin_roles"], &[]),
    ("okta_admin_role_targets", &["user_id", "role_type"], &["groups", "apps"]),
];

/// Arguments that Terraform itself knows.
const OF_TERRAFORM: [&str; 2] = ["for_each", "depends_on"];

fn labels(block: &Block) -> Vec<&str> {
    block.labels.iter().map(hcl_edit::structure::BlockLabel::as_str).collect()
}

fn names(body: &Body) -> BTreeSet<&str> {
    let attributes = body.attributes().map(|one| one.key.as_str());
    attributes.chain(body.blocks().map(|one| one.ident.as_str())).collect()
}

fn text(body: &Body, name: &str) -> Option<String> {
    body.get_attribute(name).and_then(|one| one.value.as_str().map(str::to_owned))
}

fn texts(body: &Body, name: &str) -> BTreeSet<String> {
    match body.get_attribute(name).map(|one| &one.value) {
        Some(Expression::Array(array)) => {
            array.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect()
        }
        _ => BTreeSet::new(),
    }
}

/// Whether it is HCL, uses documented arguments only, declares what it refers to, and grants exactly the items.
pub(super) fn check(written: &str, items: &Items) {
    let body: Body = written.parse().unwrap_or_else(|error| panic!("{error}\n{written}"));
    let mut found = Items::default();
    let mut declared = BTreeSet::new();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for block in body.blocks() {
        match (block.ident.as_str(), &labels(block)[..]) {
            ("resource", [kind, name]) => {
                assert!(declared.insert(format!("{kind}.{name}")), "{kind}.{name} twice\n{written}");
                *kinds.entry((*kind).to_owned()).or_default() += 1;
                arguments(kind, &block.body);
                collect(kind, &block.body, &mut found);
            }
            ("variable", [name]) => {
                assert!(declared.insert(format!("var.{name}")), "var.{name} twice\n{written}");
                let wanted = BTreeSet::from(["description", "type"]);
                let allowed = BTreeSet::from(["description", "type", "default", "validation"]);
                let names = names(&block.body);
                assert!(wanted.is_subset(&names) && names.is_subset(&allowed), "{names:?}");
            }
            ("output" | "terraform", _) => {}
            (other, labels) => panic!("an unexpected {other} {labels:?}\n{written}"),
        }
    }
    assert_eq!(&found, items, "{written}");
    assert!(kinds.get("okta_app_oauth_api_scope").is_none_or(|count| *count == 1), "one per app\n{written}");
    for reference in references(written) {
        assert!(declared.contains(&reference), "{reference} is not declared\n{written}");
    }
    for name in declared.iter().filter(|name| name.starts_with("var.")) {
        assert!(references(written).contains(name), "{name} is not used\n{written}");
    }
}

fn arguments(kind: &str, body: &Body) {
    let (_, required, optional) = ARGUMENTS.iter().find(|(known, ..)| *known == kind).unwrap_or_else(|| {
        panic!("`{kind}` is no resource of the table");
    });
    let names = names(body);
    for name in *required {
        assert!(names.contains(name), "`{kind}` lacks {name}");
    }
    for name in &names {
        let known = required.contains(name) || optional.contains(name) || OF_TERRAFORM.contains(name);
        assert!(known, "`{kind}` has no argument {name}");
    }
    if kind == "okta_resource_set" {
        let one_of = names.contains("resources") != names.contains("resources_orn");
        assert!(one_of, "exactly one of the two ways to address");
    }
    if text(body, "type").as_deref() == Some("CUSTOM") {
        assert!(names.contains("role") && names.contains("resource_set"));
    }
}

fn collect(kind: &str, body: &Body, found: &mut Items) {
    match kind {
        "okta_app_oauth_api_scope" => found.scopes.extend(texts(body, "scopes")),
        "okta_admin_role_custom" => found.permissions.extend(texts(body, "permissions")),
        "okta_user_admin_roles" => found.roles.extend(texts(body, "admin_roles")),
        "okta_app_oauth_role_assignment" => {
            found.roles.extend(text(body, "type").filter(|kind| kind != "CUSTOM"));
        }
        _ => {}
    }
}

/// What the code refers to, comments left out.
fn references(written: &str) -> BTreeSet<String> {
    let code = written.lines().filter(|line| !line.starts_with('#'));
    let words = code.flat_map(|line| line.split(|c: char| !(c.is_alphanumeric() || "._".contains(c))));
    let reference = |word: &str| {
        let mut parts = word.split('.');
        let (kind, name) = (parts.next()?, parts.next()?);
        (kind == "var" || (kind.starts_with("okta_") && !kind.is_empty())).then(|| format!("{kind}.{name}"))
    };
    words.filter_map(reference).collect()
}

/// The names of the roles that a custom role and standard roles are assigned to.
#[test]
fn the_customer_chooses_with_variables() {
    let names = catalog().names();
    let keys = ["management:suspendUser", "management:assignUserToGroup"].map(|name| names.operations[name]);
    let report = report(&keys);
    let text = written(&report, Format::Terraform, Credential::ServiceApp);
    for wanted in [
        "variable \"group_ids\"",
        "variable \"user_group_ids\"",
        "contains(var.group_ids, \"all\") ? [\"${var.org_url}/api/v1/groups\"]",
        "\"${var.org_url}/api/v1/groups/${id}/users\"",
        "kid = var.public_key.kid",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    let text = written(&report, Format::Terraform, Credential::ApiToken);
    assert!(
        text.contains("okta_admin_role_custom_assignments") && !text.contains("okta_app_oauth"),
        "{text}"
    );
}
