//! Rules as people write them: limits, conditions, impact, caveats.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::is_false;
use crate::model::Impact;

/// `limits.yaml`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Limits of what a standard role holds, by name.
    pub limits: BTreeMap<String, Limit>,
    /// The parameters on which an alternative can depend, by name.
    pub parameters: BTreeMap<String, Parameter>,
}

/// A limit of what a standard role holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// What kind of limit it is.
    pub kind: LimitKind,
    /// For a target: what the assignment is narrowed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// For a case: the kind of resource to which the assignment must not be narrowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<String>,
    /// For a holding together: the role beside which it counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<String>,
    /// What it means, in own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
}

/// The kinds of limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LimitKind {
    /// A lever of the assignment: counts as held.
    Target,
    /// Covers only some calls or objects.
    Case,
    /// Held only beside another role.
    Together,
    /// Covers only the principal's own things.
    #[serde(rename = "self")]
    Own,
}

/// A parameter on which an alternative can depend.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// The query parameter in which a call says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Its values.
    pub values: Vec<String>,
}

/// `impact.yaml`: rules for what an operation can do at worst.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImpactRules {
    /// By API: tags whose changes are control.
    pub control_tags: BTreeMap<String, Vec<String>>,
    /// Operations that are control whatever their tag.
    pub control_operations: Vec<String>,
    /// Operations that only read, although the method is not GET.
    pub read_posts: Vec<String>,
    /// Operations that hand out a secret.
    pub secret_reads: Vec<String>,
}

/// One entry of `caveats.yaml`: what a plan must say beside its answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Caveat {
    /// A stable name.
    pub code: String,
    /// Applies to plans with one of these operations.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<String>,
    /// Applies to plans with an operation of one of these tags of the management API.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Narrows `tags` to operations of these impacts; without it, every operation of the tags counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub impacts: Vec<Impact>,
    /// Applies to plans with one of these standard roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Applies to these credentials: `service-app`, `user-app`, `api-token`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credentials: Vec<String>,
    /// Applies to plans that need an admin role.
    #[serde(default, skip_serializing_if = "is_false")]
    pub needs_role: bool,
    /// Applies to plans with an operation that needs two scopes together.
    #[serde(default, skip_serializing_if = "is_false")]
    pub two_scopes: bool,
    /// Applies to plans with a call about the caller itself.
    #[serde(default, rename = "self", skip_serializing_if = "is_false")]
    pub own: bool,
    /// What to know.
    pub message: String,
    /// Keys of sources.
    pub sources: Vec<String>,
}
