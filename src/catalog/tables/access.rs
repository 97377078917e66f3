//! Scopes, capabilities and standard roles, packed.

use serde::{Deserialize, Serialize};

use super::{CapabilityKey, CitationKey, Edge, Fact, LimitKey, ScopeKey};
use crate::catalog::schema::{Known, NameEvidence, RoleKind, RoleStatus, ScopeStatus};
use crate::model::Engine;

/// One OAuth scope.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Scope {
    /// Its name.
    pub name: String,
    /// The file of the data it stands in, which groups scopes by API.
    pub area: String,
    /// Whether it is in use.
    pub status: ScopeStatus,
    /// Acts on the user of the token only.
    pub self_service: bool,
    /// Cannot be granted to a client without a user.
    pub user_only: bool,
    /// What it covers.
    pub implies: Vec<Edge<ScopeKey>>,
    /// Where it is declared.
    pub cites: CitationKey,
    /// Anything else.
    pub note: Option<String>,
}

/// One capability.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Capability {
    /// Its name.
    pub name: String,
    /// What it allows.
    pub title: String,
    /// Whether a custom role can contain it.
    pub custom_role: Known,
    /// How its name is known.
    pub name_evidence: NameEvidence,
    /// On what it is granted.
    pub resources: Vec<String>,
    /// What it contains.
    pub includes: Vec<Edge<CapabilityKey>>,
    /// What is often needed beside it.
    pub related: Vec<CapabilityKey>,
    /// Whether profile attributes can narrow it.
    pub conditions: bool,
    /// In which state it is.
    pub lifecycle: Option<String>,
    /// Anything else.
    pub note: Option<String>,
    /// Where it is described.
    pub cites: CitationKey,
}

/// One standard role.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Role {
    /// Its type, as the API spells it.
    pub name: String,
    /// Its name in the Admin Console.
    pub title: String,
    /// How it is built.
    pub kind: RoleKind,
    /// Whether it can still be assigned.
    pub status: RoleStatus,
    /// Whether the spelling of the type is confirmed.
    pub type_confirmed: bool,
    /// The product whose calls alone it serves.
    pub product: Option<String>,
    /// What it can be assigned to.
    pub assignable_to: Vec<String>,
    /// What an assignment can be narrowed to.
    pub targets: Vec<String>,
    /// Whether its holder can create API tokens.
    pub can_create_api_token: Known,
    /// Anything else.
    pub note: Option<String>,
    /// Set when it is known to hold nothing but what is listed.
    pub exhaustive: Option<Fact>,
    /// Set when it holds everything.
    pub holds_all: Option<Fact>,
    /// What it holds.
    pub holds: Vec<Holding>,
    /// What it is known not to hold.
    pub denied: Vec<Holding>,
}

impl Role {
    /// Whether it can no longer be assigned.
    pub fn is_retired(&self) -> bool {
        self.status == RoleStatus::Legacy
    }

    /// Its type, marked where it is retired.
    pub fn marked_name(&self) -> String {
        if self.is_retired() { format!("{} (retired)", self.name) } else { self.name.clone() }
    }
}

/// One capability that a role holds, or is known not to hold.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Holding {
    /// The capability.
    pub capability: CapabilityKey,
    /// How it is known, and where it is said.
    pub fact: Fact,
    /// What limits it.
    pub limit: Option<LimitKey>,
    /// The engine for which it holds.
    pub engine: Option<Engine>,
    /// Anything else.
    pub note: Option<String>,
}
