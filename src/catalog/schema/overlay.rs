//! An overlay as people write it: facts that are added or corrected for one org.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Alternative, Capability, Holding, Scope, Source, Trial};
use crate::model::Evidence;

/// An overlay: facts that are added or corrected for one org, each with its own reason.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    /// What the overlay is called in reports.
    #[serde(rename = "overlay")]
    pub name: String,
    /// Sources that its facts cite.
    #[serde(default)]
    pub sources: BTreeMap<String, Source>,
    /// Scopes; one with a known name replaces it.
    #[serde(default)]
    pub scopes: Vec<Scope>,
    /// Capabilities; one with a known name replaces it.
    #[serde(default)]
    pub capabilities: Vec<Capability>,
    /// Changes to standard roles.
    #[serde(default)]
    pub roles: Vec<RolePatch>,
    /// Changes to operations.
    #[serde(default)]
    pub operations: Vec<OperationPatch>,
}

/// What an overlay says of a standard role; each holding replaces what the catalog says of that capability.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RolePatch {
    /// The role.
    #[serde(rename = "type")]
    pub kind_name: String,
    /// Why.
    pub reason: String,
    /// What it holds.
    #[serde(default)]
    pub holds: Vec<Holding>,
    /// What it is known not to hold.
    #[serde(default)]
    pub denied: Vec<Holding>,
}

/// What an overlay says of an operation; each field that is given replaces that of the catalog.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperationPatch {
    /// The operation, such as `management:listUsers`.
    pub id: String,
    /// Why.
    pub reason: String,
    /// Alternatives of scopes.
    #[serde(default)]
    pub scopes: Option<Vec<Vec<String>>>,
    /// How the scopes are known; `observed` unless said otherwise.
    #[serde(default)]
    pub scopes_evidence: Option<Evidence>,
    /// Alternatives of capabilities.
    #[serde(default)]
    pub capabilities: Option<Vec<Alternative>>,
    /// The complete list of standard roles.
    #[serde(default)]
    pub roles_only: Option<Vec<String>>,
    /// Results of trying single roles on it.
    #[serde(default)]
    pub tried: Vec<Trial>,
    /// A note.
    #[serde(default)]
    pub note: Option<String>,
    /// Keys of sources.
    #[serde(default)]
    pub sources: Vec<String>,
}
