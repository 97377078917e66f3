//! What grants lead to, and names that are none, as people write them.

use serde::{Deserialize, Serialize};

use crate::model::Evidence;

/// One entry of `escalations.yaml`: how an operation leads to more than was granted.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Escalation {
    /// A stable name.
    pub code: String,
    /// What somebody who reaches it does, as in "a principal that ...".
    pub title: String,
    /// The operations of which each is a first step.
    pub operations: Vec<String>,
    /// The steps, the first of which is the operation.
    pub chain: Vec<String>,
    /// How the chain is known.
    pub evidence: Evidence,
    /// Keys of sources.
    pub sources: Vec<String>,
}

/// One entry of `misnomers.yaml`: a name that circulates and is none.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Misnomer {
    /// The name as it is met.
    pub name: String,
    /// As what it is used.
    pub used_as: Namespace,
    /// The names that are meant, of the same namespace.
    pub instead: Vec<String>,
    /// Why it is none, in own words.
    pub message: String,
    /// Keys of sources.
    pub sources: Vec<String>,
}

/// The namespaces whose names look alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Namespace {
    /// OAuth scopes.
    Scope,
    /// Permissions of custom roles.
    Permission,
}
