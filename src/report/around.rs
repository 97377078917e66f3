//! What stands around the grant of a plan: what it reaches, what drives it up, what is not possible, not known, or
//! would change it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{Evidence, Tally};

/// What the grants reach beyond the calls.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct ExcessView {
    /// The scopes, as if the roles allowed everything; absent for an API token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Tally>,
    /// The standard roles.
    pub standard_roles: RoleExcessView,
    /// The custom role with what stands beside it.
    pub custom_role: RoleExcessView,
}

impl ExcessView {
    /// What one choice of roles reaches.
    pub fn of(&self, choice: &str) -> RoleExcessView {
        if choice == "custom_role" { self.custom_role } else { self.standard_roles }
    }
}

/// What roles reach beyond the calls.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct RoleExcessView {
    /// As if the scopes allowed everything; this is what is made least.
    pub alone: Tally,
    /// Together with the scopes: what the principal can really do.
    pub effective: Tally,
}

/// The few operations that force a large role.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DriverView {
    /// The operations.
    pub operations: Vec<String>,
    /// The roles that they force.
    pub forces: Vec<String>,
    /// What does without them.
    pub without: WithoutView,
    /// What does with them, when a custom role stands beside smaller roles.
    pub instead: Vec<OfferView>,
}

/// What does without some operations.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WithoutView {
    /// The standard roles.
    pub standard_roles: Vec<String>,
    /// What they reach beyond the remaining calls: `excess.standard_roles.alone` of the plan that `--without` gives.
    pub excess: Tally,
    /// Other operations of which nobody knows whether these roles are enough for them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
}

/// Standard roles with a custom role beside them.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OfferView {
    /// The standard roles.
    pub standard_roles: Vec<String>,
    /// The custom role.
    pub custom_role: OfferedRole,
}

/// A custom role by its permissions.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OfferedRole {
    /// The permissions.
    pub permissions: Vec<String>,
}

/// An operation that the credential does not get through to.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct NotPossible {
    /// The operation.
    pub operation: String,
    /// The call, when the same operation passes with other objects: `GET /api/v1/users/me`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    /// A stable name of the reason.
    pub reason: String,
    /// The reason, with what would do instead.
    pub message: String,
}

/// An operation of which nobody knows what it needs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UnknownNeed {
    /// The operation.
    pub operation: String,
    /// What is not known.
    pub message: String,
    /// The roles that are known to work.
    pub known_to_work: Vec<String>,
}

/// A smaller set of roles to try.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ToTryView {
    /// The roles.
    pub standard_roles: Vec<String>,
    /// The operations to test with them.
    #[serde(rename = "if")]
    pub operations: Vec<String>,
}

/// What a special case adds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ConditionalView {
    /// The operation.
    pub operation: String,
    /// When it applies.
    pub when: String,
    /// Its name, as `--assume` takes it.
    pub assume: String,
    /// Whether the plan counts it already.
    pub included: bool,
    /// What it adds to the plan.
    pub adds: Additions,
    /// How it is known; null when nobody knows what it needs.
    pub evidence: Option<Evidence>,
}

/// What a special case adds to a plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Additions {
    /// To the custom role.
    pub permissions: Vec<String>,
    /// To the standard roles.
    pub standard_roles: Vec<String>,
    /// To the standard roles beside the custom role.
    pub beside_custom_role: Vec<String>,
}

/// What would suffice for some operations if something were the case.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SufficientView {
    /// A standard role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Or the permissions of a custom role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<String>>,
    /// What must be the case, as `--assume` takes it; several are joined by ` & `.
    pub when: String,
    /// The same in words, where names do not say it.
    pub means: Vec<String>,
    /// For which operations.
    pub operations: Vec<String>,
}

/// What to know before relying on the plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CaveatView {
    /// A stable name.
    pub code: String,
    /// What to know.
    pub message: String,
    /// The operations that it is about; empty when it is about the plan.
    pub operations: Vec<String>,
    /// Keys of sources.
    pub sources: Vec<String>,
}
