//! What grants lead to, and names that are none, packed.

use serde::{Deserialize, Serialize};

use super::{CitationKey, OperationKey};
use crate::catalog::schema::Namespace;
use crate::model::Evidence;

/// How an operation leads to more than was granted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Escalation {
    /// A stable name.
    pub code: String,
    /// What somebody who reaches it does.
    pub title: String,
    /// The operations of which each is a first step.
    pub operations: Vec<OperationKey>,
    /// The steps.
    pub chain: Vec<String>,
    /// How the chain is known.
    pub evidence: Evidence,
    /// Where it is said.
    pub cites: CitationKey,
}

/// A name that circulates and is none.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Misnomer {
    /// The name as it is met.
    pub name: String,
    /// As what it is used.
    pub used_as: Namespace,
    /// The names that are meant.
    pub instead: Vec<String>,
    /// Why it is none.
    pub message: String,
    /// Where it is met, and where the right name stands.
    pub cites: CitationKey,
}
