//! Admin roles as an org assigns them: assignments with targets, custom roles, resource sets and who is bound to them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Known;

/// A role that somebody holds. Ids of assignments repeat across holders: they count only together with the holder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// The id of the assignment.
    pub id: String,
    /// The type of the role, such as `HELP_DESK_ADMIN`, or `CUSTOM`.
    pub role: String,
    /// What the org calls the role.
    pub label: String,
    /// `ACTIVE`, or another word of the API for one that does not count.
    pub status: String,
    /// Whom the role was given to.
    pub holder: Holder,
    /// When it was assigned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub created: Option<Timestamp>,
    /// Which custom role on which resource set; none for a standard role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custom: Option<CustomBinding>,
    /// What it is narrowed to; `not_asked` for roles that have no targets.
    #[serde(default, skip_serializing_if = "Known::is_not_asked")]
    pub targets: Known<Targets>,
    /// When the last of its sources ends, where each of them has an end. A role with a source that has none does not end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub until: Option<Timestamp>,
}

/// Whom a role was given to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Holder {
    /// A user.
    #[default]
    User,
    /// A group, and through it its members.
    Group,
    /// An OAuth client.
    Client,
}

/// A custom role on a resource set.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomBinding {
    /// The id of the role.
    pub role: String,
    /// The id of the resource set; empty when the org does not tell it.
    pub resource_set: String,
}

/// What an assignment is narrowed to; it covers everything of a kind that is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Targets {
    /// Groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupTarget>,
    /// Apps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apps: Vec<AppTarget>,
}

/// A group that an assignment is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupTarget {
    /// Its id.
    pub id: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// An app, or all instances of one, that an assignment is narrowed to.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AppTarget {
    /// Its name in Okta's catalogue, such as `salesforce`.
    pub name: String,
    /// The id of the one instance that is meant; none when all are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// A custom admin role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomRoleSeen {
    /// Its id, such as `cr01abcdefGHIJKLM0h8`.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Its permissions.
    #[serde(default, skip_serializing_if = "Known::is_not_asked")]
    pub permissions: Known<Vec<PermissionSeen>>,
}

/// A permission of a custom role.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PermissionSeen {
    /// Its name, such as `okta.users.read`.
    pub name: String,
    /// What narrows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<Conditions>,
}

/// What narrows a permission: attributes by the kind of resource, such as `okta:ResourceAttribute/User/Profile`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Conditions {
    /// Only these.
    #[serde(
        default,
        deserialize_with = "super::doubled::distinct_keys",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub include: BTreeMap<String, Vec<String>>,
    /// All but these.
    #[serde(
        default,
        deserialize_with = "super::doubled::distinct_keys",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub exclude: BTreeMap<String, Vec<String>>,
}

/// A resource set: what custom roles are given for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResourceSet {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// What is in it.
    #[serde(default, skip_serializing_if = "Known::is_not_asked")]
    pub resources: Known<Vec<Resource>>,
    /// Who holds which custom role for it.
    #[serde(default, skip_serializing_if = "Known::is_not_asked")]
    pub bindings: Known<Vec<Binding>>,
}

/// A thing, or a kind of thing, in a resource set.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Its name as Okta writes it, such as `orn:okta:directory:00o1abcdefGHIJKLM0h8:groups`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orn: Option<String>,
    /// Its path in the API, such as `/api/v1/groups/00g1abcdefGHIJKLM0h8`, or `/api/v1/apps?type=workday` for all apps of
    /// a type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The names of those that are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excluded: Vec<String>,
}

/// A custom role that is given for a resource set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Binding {
    /// The id of the role, or the type of a standard one.
    pub role: String,
    /// Who holds it.
    #[serde(default, skip_serializing_if = "Known::is_not_asked")]
    pub members: Known<Vec<Member>>,
}

/// Whether a binding names a standard role: it is bound under its type. A custom role is bound under its id, and one with
/// a label like a type is not meant.
pub fn is_role_type(role: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_';
    role.starts_with(|letter: char| letter.is_ascii_uppercase()) && role.chars().all(is_part)
}

/// Whether the last part of the name of an app or a policy is its id. If it is not, the name is that of all apps or policies
/// of a type. Ids begin with these letters.
pub fn is_id_of_typed(name: &str) -> bool {
    ["0oa", "00p", "rst"].iter().any(|start| name.starts_with(start) && name.len() > start.len() + 8)
}

/// Somebody that holds a custom role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// What it is.
    pub kind: MemberKind,
    /// Its id.
    pub id: String,
}

/// What holds a custom role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MemberKind {
    /// A user.
    User,
    /// A group.
    Group,
    /// An OAuth client.
    Client,
    /// Something that the answer does not tell.
    Other,
}
