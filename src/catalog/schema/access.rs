//! Scopes, capabilities and standard roles as people write them.

use serde::{Deserialize, Serialize};

use super::{Edge, Fact, Known, is_false};
use crate::model::{Engine, Evidence};

/// One OAuth scope, in `scopes/<api>.yaml`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// The name as a token carries it.
    pub name: String,
    /// Whether it is in use.
    pub status: ScopeStatus,
    /// Acts on the user of the token only.
    #[serde(default, skip_serializing_if = "is_false")]
    pub self_service: bool,
    /// Cannot be granted to a client without a user.
    #[serde(default, skip_serializing_if = "is_false")]
    pub user_only: bool,
    /// The scopes that it covers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub implies: Vec<Edge>,
    /// Keys of sources.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Anything else worth knowing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// In an overlay: why this fact differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Whether a scope is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ScopeStatus {
    /// The current documents declare it.
    Current,
    /// Earlier documents declared it.
    Retired,
    /// No document declares it; it was seen elsewhere.
    Undocumented,
}

/// One capability, in `capabilities/<area>.yaml`: a permission of Okta, or a right that only standard roles have.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capability {
    /// Okta's name, or an own name that starts with `std.`.
    pub name: String,
    /// What it allows, in own words.
    pub title: String,
    /// Whether a custom role can contain it.
    pub custom_role: Known,
    /// How the name is known.
    pub name_evidence: NameEvidence,
    /// What kinds of resources it is granted on.
    #[serde(default)]
    pub resources: Vec<String>,
    /// The capabilities that it contains.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub includes: Vec<Edge>,
    /// Capabilities that are often needed beside it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<String>,
    /// Whether it can be narrowed by conditions on profile attributes.
    #[serde(default, skip_serializing_if = "is_false")]
    pub conditions: bool,
    /// Since when and in which state it exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifecycle: Option<String>,
    /// Keys of sources.
    #[serde(default)]
    pub sources: Vec<String>,
    /// In an overlay: why this fact differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How the name of a capability is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameEvidence {
    /// A text of Okta lists it.
    Official,
    /// It was seen at third parties only.
    Vendor,
    /// It is the project's own.
    OwnName,
}

/// One standard role, in `roles/<role>.yaml`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// The type as the API spells it.
    #[serde(rename = "type")]
    pub kind_name: String,
    /// The name in the Admin Console.
    pub name: String,
    /// How the role is built.
    pub kind: RoleKind,
    /// Whether it can still be assigned.
    pub status: RoleStatus,
    /// Whether the spelling of the type is confirmed.
    pub type_confirmed: bool,
    /// The product that it belongs to, when it serves calls of that product only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// What it can be assigned to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assignable_to: Vec<String>,
    /// What an assignment can be narrowed to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<String>,
    /// Whether an administrator with this role can create API tokens.
    pub can_create_api_token: Known,
    /// Anything else worth knowing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Set when the role is known to hold nothing but what is listed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exhaustive: Option<Fact>,
    /// Set when the role holds everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds_all: Option<Fact>,
    /// What it holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<Holding>,
    /// What it is known not to hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub denied: Vec<Holding>,
    /// In an overlay: why this fact differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How a standard role is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoleKind {
    /// One of the classic standard roles.
    Standard,
    /// Bound to a resource set made by Okta.
    IamBased,
    /// Not known.
    Unknown,
}

/// Whether a standard role can still be assigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoleStatus {
    /// Assignable today.
    Current,
    /// Of the Classic Engine, retired.
    Legacy,
    /// Announced; not every org has it.
    New,
    /// Seen once, explained nowhere.
    Undocumented,
}

/// One capability that a role holds, or is known not to hold.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holding {
    /// The capability.
    pub capability: String,
    /// How it is known.
    pub evidence: Evidence,
    /// A limit of `limits.yaml`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
    /// Holds for one engine only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<Engine>,
    /// Keys of sources.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Anything else worth knowing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
