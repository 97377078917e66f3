//! What is known about a call beyond its operation: decides which conditional rights satisfy it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Credential, Evidence};

/// The engine of the org.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    /// Okta Identity Engine.
    #[default]
    IdentityEngine,
    /// The Classic Engine.
    Classic,
}

impl Engine {
    /// The name in data and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::IdentityEngine => "identity-engine",
            Self::Classic => "classic",
        }
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What the call, or the user with `--assume`, says about the case at hand.
///
/// What is not said here is not known, and a right that depends on it does not count.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Situation {
    /// The engine of the org.
    pub engine: Engine,
    /// Values of condition parameters, such as `policy-type` = `ACCESS_POLICY`.
    pub parameters: BTreeMap<String, String>,
    /// How sure those are, where they are concluded; none where the call or the user says them.
    pub parameters_evidence: Option<Evidence>,
    /// Limits of kind case or self that are known to be met, such as `oidc-apps-only`.
    pub cases: BTreeSet<String>,
    /// Variants of the operation that are known to apply, such as `group-ids`.
    pub variants: BTreeSet<String>,
    /// Whether the call is about the principal itself (`/users/me`).
    pub own: bool,
    /// The credential with which alone it is made; others make another call, or none.
    pub only: Option<Credential>,
}
