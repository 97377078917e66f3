//! Operations as people write them: what each accepts and needs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Fact, is_default, is_false};
use crate::model::{Accepted, Engine, Evidence, Method};

/// One file of `operations/<api>/<resource>.yaml`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperationFile {
    /// The API, also the name of the folder.
    pub api: String,
    /// Okta's tag of the resource; the file is named after it.
    pub tag: String,
    /// The operations, sorted by path and method.
    pub operations: Vec<Operation>,
}

/// One operation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// Okta's operation id; unique per API only.
    pub id: String,
    /// The method.
    pub method: Method,
    /// The path template.
    pub path: String,
    /// The state that the document gives: `GA`, `LIMITED_GA`, `EA`, `BETA`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifecycle: Option<String>,
    /// The first release of the document that has it; `2024.06.1` means then or earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Products or engines that it is limited to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skus: Vec<String>,
    /// Whether the document calls it deprecated.
    #[serde(default, skip_serializing_if = "is_false")]
    pub deprecated: bool,
    /// The credentials that it accepts.
    pub credentials: Vec<Accepted>,
    /// Names of its query parameters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub query: Vec<String>,
    /// Alternatives, each a list of scopes of which all are needed; `[[]]` none needed, `[]` not applicable.
    #[serde(default)]
    pub scopes: Vec<Vec<String>>,
    /// How the scopes are known; the API document unless said otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes_evidence: Option<Evidence>,
    /// Alternatives of capabilities; empty when nobody has documented them.
    #[serde(default)]
    pub capabilities: Vec<Alternative>,
    /// The kinds of resources that the assignment must cover whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub whole: Vec<Whole>,
    /// Acts on the caller itself, whoever that is; a client without a user cannot call it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub acts_on_caller: bool,
    /// Set when no admin right is needed for a call about the caller itself (`/users/me`).
    #[serde(default, rename = "self", skip_serializing_if = "Option::is_none")]
    pub own: Option<Fact>,
    /// The complete list of standard roles that the document names; `SUPER_ADMIN` is implied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roles_only: Option<Vec<String>>,
    /// Roles of Okta Privileged Access.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opa_roles: Vec<String>,
    /// What else is needed in special cases.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<Variant>,
    /// Other ways to write it that are met in the wild: `METHOD path?query-name`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_written: Vec<String>,
    /// Results of trying single roles on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tried: Vec<Trial>,
    /// Anything else worth knowing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Keys of sources.
    #[serde(default)]
    pub sources: Vec<String>,
    /// In an overlay: why this fact differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A set of capabilities of which all are needed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Alternative {
    /// The capabilities; none at all means that no admin right is needed.
    pub all_of: Vec<String>,
    /// The values of parameters (or of `engine`) under which the alternative holds.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub when: BTreeMap<String, Vec<String>>,
    /// How it is known.
    pub evidence: Evidence,
}

/// A kind of resource of which the assignment must cover everything, or the call does nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whole {
    /// The kind, as capabilities name it.
    pub kind: String,
    /// What does as well, in own words.
    #[serde(default, rename = "or", skip_serializing_if = "Option::is_none")]
    pub instead: Option<String>,
    /// How it is known.
    pub evidence: Evidence,
    /// Keys of sources.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// A special case of an operation that needs something else or something more.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// The name for `--assume`.
    pub key: String,
    /// When it applies, in own words.
    pub when: String,
    /// What it does to the normal requirement.
    #[serde(default, skip_serializing_if = "is_default")]
    pub effect: Effect,
    /// Whether it counts unless somebody says otherwise.
    #[serde(default, skip_serializing_if = "is_false")]
    pub by_default: bool,
    /// Holds for one engine only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine: Option<Engine>,
    /// What in a call shows that it applies.
    #[serde(default, skip_serializing_if = "is_default")]
    pub shown_by: Signs,
    /// Credentials that it takes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credentials: Vec<Accepted>,
    /// Alternatives of capabilities; empty when nobody has documented them.
    pub any_of: Vec<Vec<String>>,
    /// How it is known; absent when nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// Keys of sources.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// What a variant does to the normal requirement of its operation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Takes its place.
    #[default]
    Replaces,
    /// Comes on top of it.
    Adds,
    /// Makes the call take an administrator's token where it normally takes none.
    Credential,
}

/// What in a call shows that a variant applies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signs {
    /// Names of top-level members of the body.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub body: Vec<String>,
    /// A segment of the path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
    /// Words of the label before the call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
}

/// That somebody tried an operation with one role, and what came out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trial {
    /// The standard role.
    pub role: String,
    /// Whether the call was let through.
    pub works: bool,
    /// Keys of sources.
    #[serde(default)]
    pub sources: Vec<String>,
}
