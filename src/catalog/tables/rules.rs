//! Limits, parameters of conditions, and caveats, packed.

use serde::{Deserialize, Serialize};

use super::{CitationKey, OperationKey, RoleKey};
use crate::catalog::schema::LimitKind;

/// A limit of what a role holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Limit {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: LimitKind,
    /// For a target: what the assignment is narrowed to.
    pub target: Option<String>,
    /// For a case: the kind of resource to which the assignment must not be narrowed.
    pub whole: Option<String>,
    /// For a holding together: the role beside which it counts.
    pub with: Option<RoleKey>,
    /// What it means.
    pub meaning: Option<String>,
}

/// A parameter of conditions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// The query parameter in which a call says it.
    pub query: Option<String>,
    /// Its values.
    pub values: Vec<String>,
}

/// What a plan must say beside its answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Caveat {
    /// A stable name.
    pub code: String,
    /// Operations that it is about, tags and impacts resolved.
    pub operations: Vec<OperationKey>,
    /// Standard roles that it is about.
    pub roles: Vec<RoleKey>,
    /// Credentials that it is about, as in `service-app`.
    pub credentials: Vec<String>,
    /// Only for plans that need an admin role.
    pub needs_role: bool,
    /// Only for plans with an operation that needs two scopes together.
    pub two_scopes: bool,
    /// Only for plans with a call about the caller itself.
    pub own: bool,
    /// What to know.
    pub message: String,
    /// Where it is said.
    pub cites: CitationKey,
}

/// The credentials as the data spells them.
pub const CREDENTIAL_NAMES: [&str; 3] = ["service-app", "user-app", "api-token"];
