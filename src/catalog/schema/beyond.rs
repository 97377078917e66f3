//! What stands in no current document, as people write it: removed operations, undocumented calls, other surfaces.

use serde::{Deserialize, Serialize};

use crate::model::{Accepted, Method};

/// `removed.yaml`: operations that stood in an earlier release.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemovedFile {
    /// Keys of sources.
    pub sources: Vec<String>,
    /// The operations.
    pub operations: Vec<Removed>,
}

/// One operation that stood in an earlier release.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Removed {
    /// Its operation id then.
    pub id: String,
    /// Its API.
    pub api: String,
    /// The method.
    pub method: Method,
    /// The path template.
    pub path: String,
    /// The first release that had it.
    pub first_release: String,
    /// The last release that had it.
    pub last_release: String,
    /// The credentials that it accepted.
    pub credentials: Vec<Accepted>,
    /// The scopes that it needed.
    pub scopes: Vec<Vec<String>>,
    /// What people had written of it; it comes back with the operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<serde_yaml::Mapping>,
}

/// One entry of `undocumented.yaml`: a call that works and stands in no document.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Undocumented {
    /// Its API.
    pub api: String,
    /// The method.
    pub method: Method,
    /// The path template.
    pub path: String,
    /// Where and how it was seen.
    pub seen: String,
    /// The scope that its neighbours need.
    pub scope_by_analogy: String,
    /// The capability that its neighbours need.
    pub capability_by_analogy: String,
    /// Keys of sources.
    pub sources: Vec<String>,
}

/// One entry of `surfaces.yaml`: something on or next to an Okta host that is no documented API.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Surface {
    /// The diagnosis code.
    pub code: String,
    /// Whether a call to it is unknown or ignored.
    pub status: SurfaceStatus,
    /// Path prefixes, in whole segments.
    #[serde(default)]
    pub paths: Vec<String>,
    /// Hosts.
    #[serde(default)]
    pub hosts: Vec<String>,
    /// What it is.
    pub message: String,
    /// Keys of sources.
    pub sources: Vec<String>,
}

/// One entry of `synonyms.yaml`: words that people write for the last segment of a path.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Synonym {
    /// The path as a template has it, with `{}` for a parameter.
    pub path: String,
    /// The words, whatever their case and separators.
    pub written: Vec<String>,
    /// Whether the words only suggest the path: they meant another thing once, or mean one elsewhere.
    #[serde(default)]
    pub only_suggested: bool,
}

/// Whether a call to a surface counts as a call to Okta's API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SurfaceStatus {
    /// A call to Okta that cannot be analysed.
    Unknown,
    /// No call that a grant concerns.
    Ignored,
}
