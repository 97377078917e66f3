//! What readers build principals from, one piece at a time.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::name::{called, named_as, origin};
use crate::located::{Node, Problems};
use crate::model::{Credential, CustomRole, HeldRole, Named, Principal, Remark, StandardRole};

/// The type of the assignment of a custom role.
const CUSTOM: &str = "CUSTOM";

/// The principals of a file, each by its id; what has no id stands under none.
#[derive(Debug, Default)]
pub(super) struct Pieces(IndexMap<Option<String>, Principal>);

impl Pieces {
    /// The principal with this id.
    pub(super) fn of(&mut self, id: Option<&str>) -> &mut Principal {
        let id = id.and_then(called);
        let name = id.clone();
        self.0.entry(id).or_insert_with(|| Principal { name, ..Principal::default() })
    }

    /// All of them, in the order in which they were first met, each scope and each remark once.
    pub(super) fn done(self) -> Vec<Principal> {
        let once = |mut principal: Principal| {
            let mut names = BTreeSet::new();
            if let Some(scopes) = &mut principal.grant.scopes {
                scopes.retain(|scope| names.insert(scope.name.clone()));
            }
            let mut said = BTreeSet::new();
            principal.remarks.retain(|remark| said.insert(remark.clone()));
            principal
        };
        self.0.into_values().map(once).collect()
    }
}

/// Adds a scope.
pub(super) fn add_scope(principal: &mut Principal, node: &Node, problems: &mut Problems) {
    let scopes = principal.grant.scopes.get_or_insert_default();
    scopes.extend(super::name::named(node, problems));
}

/// Adds a role, or just that roles are told of.
pub(super) fn add_role(principal: &mut Principal, role: impl Into<Option<HeldRole>>) {
    principal.grant.roles.get_or_insert_default().extend(role.into());
}

/// Adds a remark.
pub(super) fn remark(principal: &mut Principal, remark: Remark) {
    principal.remarks.push(remark);
}

/// The assignment of a role: of a standard one by its type, of a custom one by its id.
pub(super) fn assigned(
    kind: &Node,
    custom: Option<&str>,
    resources: Option<&str>,
    problems: &mut Problems,
) -> Option<HeldRole> {
    let role = super::name::named(kind, problems)?;
    if role.name != CUSTOM {
        return Some(HeldRole::Standard(StandardRole { role, targets: Vec::new(), built_in: false }));
    }
    let name = custom.and_then(called).unwrap_or_else(|| "custom role".to_owned());
    Some(HeldRole::Custom(CustomRole {
        role: Named { name, origin: role.origin },
        permissions: None,
        resources: resources.and_then(called).into_iter().collect(),
    }))
}

/// The right that every API service integration is taken to have.
pub(super) fn super_admin_of_integrations(node: &Node, problems: &Problems) -> HeldRole {
    let role = Named { name: "SUPER_ADMIN".to_owned(), origin: origin(problems, node.at) };
    HeldRole::Standard(StandardRole { role, targets: Vec::new(), built_in: true })
}

/// The permissions of a custom role: names, or objects with a label.
pub(super) fn permissions(list: &[Node], problems: &mut Problems) -> Vec<Named> {
    let label = |node: &Node| match node.get("label") {
        Some(label) => super::name::named(label, problems),
        None => super::name::named(node, problems),
    };
    list.iter().filter_map(label).collect()
}

/// A custom role with its permissions.
pub(super) fn custom(node: &Node, name: &str, list: &[Node], problems: &mut Problems) -> Option<HeldRole> {
    Some(HeldRole::Custom(CustomRole {
        role: named_as(name, node.at, problems)?,
        permissions: Some(permissions(list, problems)),
        resources: Vec::new(),
    }))
}

/// A user or group by itself is no credential: the nearest is an API token of that user.
pub(super) fn owner_of_a_token(principal: &mut Principal, what: &str) {
    principal.credential = principal.credential.or(Some(Credential::ApiToken));
    let message = format!(
        "{what} holds these roles: judged as an API token that such a user owns, unless --credential says otherwise"
    );
    remark(principal, Remark::new("owner-of-a-token", message));
}
