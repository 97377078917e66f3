//! What a plan grants, item by item, each with its reason and how sure it is.

use schemars::JsonSchema;
use serde::Serialize;

use super::plan::PlanView;
use super::terraform::NeededBy;
use crate::model::Evidence;

/// One granted thing and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Item {
    /// Its name.
    pub name: String,
    /// What it allows, for a permission.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The operations that need it; what two items could each serve is named by both.
    pub because: Vec<String>,
    /// The weakest evidence.
    pub evidence: Evidence,
    /// Those of `because` for which it is no surer than that.
    pub weakest: Vec<String>,
    /// Keys of sources.
    pub sources: Vec<String>,
    /// The resources of Terraform that need it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needed_by: Vec<NeededBy>,
}

/// A standard role and why.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RoleItem {
    /// Its type.
    pub name: String,
    /// Its name in the Admin Console.
    pub title: String,
    /// The operations that need it; what two items could each serve is named by both.
    pub because: Vec<String>,
    /// To what its assignment should be narrowed.
    pub targets: Vec<TargetView>,
    /// The kinds of targets to which its assignment must not be narrowed.
    pub whole: Vec<WholeView>,
    /// The weakest evidence.
    pub evidence: Evidence,
    /// Those of `because` for which it is no surer than that.
    pub weakest: Vec<String>,
    /// Keys of sources.
    pub sources: Vec<String>,
    /// The resources of Terraform that need it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needed_by: Vec<NeededBy>,
}

/// A target of a role assignment.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TargetView {
    /// `groups` or `apps`.
    pub kind: String,
    /// Why to set it.
    pub why: String,
}

/// A kind of resource of which an assignment must cover everything.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WholeView {
    /// The kind.
    pub kind: String,
    /// What does as well.
    #[serde(rename = "or")]
    pub instead: Option<String>,
    /// The operations that do nothing otherwise.
    pub because: Vec<String>,
    /// How surely that is known.
    pub evidence: Evidence,
    /// Keys of sources; empty when it follows from what is assumed.
    pub sources: Vec<String>,
}

/// A custom role.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CustomRoleView {
    /// Its permissions.
    pub permissions: Vec<Item>,
    /// The kinds of resources that its resource set holds.
    pub resources: Vec<String>,
    /// Those of them of which it must hold everything.
    pub whole: Vec<WholeView>,
    /// What the resource set holds, in words.
    pub resource_set: String,
}

/// The owner of an API token is raised to a role that can create one, and lowered again.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RaiseView {
    /// The roles that can create one; any of them does.
    pub roles: Vec<NamedRole>,
    /// Why the roles of the plan do not do.
    pub why: String,
}

/// A standard role by both of its names.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct NamedRole {
    /// Its type.
    pub name: String,
    /// Its name in the Admin Console.
    pub title: String,
}

/// Which roles to take.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RoleChoice {
    /// `standard_roles`, `custom_role` or `none`.
    pub choice: String,
    /// Whether to try it before relying on it.
    pub verify_first: bool,
    /// Why.
    pub why: String,
}

/// A scope, permission or role of a plan, whichever it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GrantedItem<'a> {
    /// Which of the three it is; names alone do not tell.
    pub kind: ItemKind,
    /// Its name.
    pub name: &'a str,
    /// What it allows, or its name in the Admin Console.
    pub title: Option<&'a str>,
    /// The operations that need it; what two items could each serve is named by both.
    pub because: &'a [String],
    /// The weakest evidence.
    pub evidence: Evidence,
    /// Those for which it is no surer than that.
    pub weakest: &'a [String],
    /// Keys of sources.
    pub sources: &'a [String],
    /// The resources of Terraform that need it.
    pub needed_by: &'a [NeededBy],
}

/// A kind of granted thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemKind {
    /// An OAuth scope.
    Scope,
    /// A permission of a custom role.
    Permission,
    /// A standard role.
    Role,
}

impl ItemKind {
    /// The word in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scope => "scope",
            Self::Permission => "permission",
            Self::Role => "role",
        }
    }
}

impl<'a> GrantedItem<'a> {
    fn new(kind: ItemKind, item: &'a Item) -> Self {
        let Item { name, title, because, evidence, weakest, sources, needed_by } = item;
        Self {
            kind,
            name,
            title: title.as_deref(),
            because,
            evidence: *evidence,
            weakest,
            sources,
            needed_by,
        }
    }
}

impl<'a> From<&'a RoleItem> for GrantedItem<'a> {
    fn from(item: &'a RoleItem) -> Self {
        let RoleItem { name, title, because, evidence, weakest, sources, needed_by, .. } = item;
        let title = Some(title.as_str());
        Self { kind: ItemKind::Role, name, title, because, evidence: *evidence, weakest, sources, needed_by }
    }
}

impl PlanView {
    /// Every item that the plan offers, in one choice or the other.
    pub fn items(&self) -> impl Iterator<Item = GrantedItem<'_>> {
        let scopes = self.scopes.iter().flatten();
        let permissions = self.custom_role.iter().flat_map(|role| &role.permissions);
        let roles = self.standard_roles.iter().chain(&self.beside_custom_role);
        let scopes = scopes.map(|item| GrantedItem::new(ItemKind::Scope, item));
        let permissions = permissions.map(|item| GrantedItem::new(ItemKind::Permission, item));
        scopes.chain(permissions).chain(roles.map(GrantedItem::from))
    }

    /// The items of the scopes and of the recommended roles.
    pub fn chosen_items(&self) -> impl Iterator<Item = GrantedItem<'_>> {
        let beside = self.recommended.choice == "custom_role";
        let roles = if beside { &self.beside_custom_role } else { &self.standard_roles };
        let others = self.items().filter(move |item| match item.kind {
            ItemKind::Scope => true,
            ItemKind::Permission => beside,
            ItemKind::Role => false,
        });
        others.chain(roles.iter().map(GrantedItem::from))
    }
}
