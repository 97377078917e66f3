//! A plan as JSON, taken for the grant that it asks for: that of the recommended credential.

use super::name::named;
use crate::located::{Node, Problems};
use crate::model::{Credential, CustomRole, Grant, HeldRole, Named, Principal, Remark, StandardRole, Target};

/// The code of the remark that a grant is what a plan asks for: it is for what the calls concern, which has no name.
pub const FROM_A_PLAN: &str = "from-a-plan";

/// The form of plans that can be read.
const SCHEMA: &str = "leastwise.plan/1";

pub(super) fn is_one(node: &Node) -> bool {
    node.text_of("schema").is_some_and(|schema| schema.starts_with("leastwise.plan/"))
}

pub(super) fn read(node: &Node, problems: &mut Problems) -> Vec<Principal> {
    if node.text_of("schema") != Some(SCHEMA) {
        problems.add_with_help(node.at, "a plan of a form that is not known", format!("known is {SCHEMA}"));
        return Vec::new();
    }
    let choice = node.at_path(&["recommended_credential", "choice"]).and_then(Node::text);
    let credential = choice.and_then(super::credential).unwrap_or(Credential::ServiceApp);
    let Some(plan) = node.at_path(&["plans", credential.name()]) else {
        problems.add(node.at, format!("the plan has none for a {credential}"));
        return Vec::new();
    };
    let remark =
        Remark::new(FROM_A_PLAN, format!("the grant is what a plan asks for, for {}", article(credential)));
    let grant = grant(plan, problems);
    vec![Principal { credential: Some(credential), grant, remarks: vec![remark], ..Principal::default() }]
}

fn article(credential: Credential) -> String {
    let article = if credential == Credential::ServiceApp { "a" } else { "an" };
    format!("{article} {credential}")
}

fn grant(plan: &Node, problems: &mut Problems) -> Grant {
    let scopes = plan.get("scopes").and_then(Node::list).map(|list| names(list, problems));
    let custom = plan.at_path(&["recommended", "choice"]).and_then(Node::text) == Some("custom_role");
    let standard = plan.at_path(&["recommended", "choice"]).and_then(Node::text) == Some("standard_roles");
    let list = match () {
        () if custom => plan.list_of("beside_custom_role"),
        () if standard => plan.list_of("standard_roles"),
        () => &[],
    };
    let mut roles: Vec<_> = list.iter().filter_map(|role| standard_role(role, problems)).collect();
    if let Some(role) = plan.get("custom_role").filter(|_| custom) {
        let origin = super::name::origin(problems, role.at);
        roles.push(HeldRole::Custom(CustomRole {
            role: Named { name: "custom role".to_owned(), origin },
            permissions: Some(names(role.list_of("permissions"), problems)),
            resources: role.list_of("resources").iter().filter_map(Node::text).map(str::to_owned).collect(),
        }));
    }
    Grant { scopes, roles: Some(roles) }
}

fn names(list: &[Node], problems: &mut Problems) -> Vec<Named> {
    list.iter().filter_map(|item| item.get("name")).filter_map(|name| named(name, problems)).collect()
}

/// A role of a plan. Its targets are kinds, of which no object is known.
fn standard_role(node: &Node, problems: &mut Problems) -> Option<HeldRole> {
    let role = named(node.get("name")?, problems)?;
    let kinds = node.list_of("targets").iter().filter_map(|target| target.text_of("kind"));
    let targets = kinds.map(|kind| Target { kind: kind.to_owned(), name: "the ones concerned".to_owned() });
    Some(HeldRole::Standard(StandardRole { role, targets: targets.collect(), built_in: false }))
}
