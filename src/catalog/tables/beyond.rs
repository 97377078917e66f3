//! What stands in no current document, packed.

use serde::{Deserialize, Serialize};

use super::{ApiKey, CapabilityKey, CitationKey, ScopeKey};
use crate::catalog::schema::SurfaceStatus;
use crate::model::{Accepted, Method};

/// An operation of an earlier release.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Removed {
    /// Its operation id then.
    pub id: String,
    /// Its API.
    pub api: ApiKey,
    /// The method.
    pub method: Method,
    /// The path template.
    pub path: String,
    /// The first release that had it.
    pub first_release: String,
    /// The last release that had it.
    pub last_release: String,
    /// The credentials that it accepted.
    pub accepts: Vec<Accepted>,
    /// The scopes that it needed.
    pub scopes: Vec<Vec<ScopeKey>>,
    /// Where it stood.
    pub cites: CitationKey,
}

/// A call that works and stands in no document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Undocumented {
    /// The method.
    pub method: Method,
    /// The path template.
    pub path: String,
    /// Where and how it was seen.
    pub seen: String,
    /// The scope that its neighbours need.
    pub scope: ScopeKey,
    /// The capability that its neighbours need.
    pub capability: CapabilityKey,
    /// Where it was seen.
    pub cites: CitationKey,
}

/// Words that people write for the last segment of a path.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Synonym {
    /// The path, with `{}` for a parameter.
    pub path: String,
    /// The words without case and separators.
    pub written: Vec<String>,
    /// Whether they only suggest the path.
    pub only_suggested: bool,
}

/// Something on or next to an Okta host that is no documented API.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Surface {
    /// The diagnosis code.
    pub code: String,
    /// Whether a call to it is unknown or ignored.
    pub status: SurfaceStatus,
    /// Path prefixes, in whole segments.
    pub paths: Vec<String>,
    /// Hosts.
    pub hosts: Vec<String>,
    /// What it is.
    pub message: String,
    /// Where it is described.
    pub cites: CitationKey,
}

/// The diagnosis codes that a surface can carry; the rest belong to matching.
pub const SURFACE_CODES: [&str; 5] =
    ["browser-flow", "not-a-call", "other-okta-product", "private-endpoint", "undocumented"];
