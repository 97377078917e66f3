//! The catalog as people write it: the shape of the YAML files in `data/`, and of an overlay.
//!
//! Shared with `build.rs`. Unknown keys are errors everywhere, so that a misspelt key never drops a fact.

mod access;
mod beyond;
mod dangers;
mod operation;
mod overlay;
mod pulumi;
mod rules;
mod sdk;
mod terraform;

pub use access::{Capability, Holding, NameEvidence, Role, RoleKind, RoleStatus, Scope, ScopeStatus};
pub use beyond::{Removed, RemovedFile, Surface, SurfaceStatus, Synonym, Undocumented};
pub use dangers::{Escalation, Misnomer, Namespace};
pub use operation::{Alternative, Effect, Operation, OperationFile, Signs, Trial, Variant, Whole};
pub use overlay::{OperationPatch, Overlay, RolePatch};
pub use pulumi::PulumiPackage;
pub use rules::{Caveat, ImpactRules, Limit, LimitKind, Limits, Parameter};
pub use sdk::{Gone, Import, Meaning, Sdk, Spelling};
pub use terraform::{
    Importer, OnlyCredential, OutsideClass, PolicyType, Provider, ProviderCall, ProvisionCall, ProvisionType,
    Recorded, RemovedArgument, RemovedProvisions, RemovedType,
};

use serde::{Deserialize, Serialize};

use crate::model::Evidence;

/// `catalog.yaml`: which catalog this is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// The release of the management document and a count, such as `2026.06.3-1`.
    pub version: String,
    /// The day on which the facts were last reviewed, `YYYY-MM-DD`.
    pub date: String,
    /// The documents behind the operations, one per API.
    pub documents: Vec<Document>,
}

/// One API and the document that describes it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The name of the API, the first half of an operation's id.
    pub api: String,
    /// The release of the document.
    pub release: String,
    /// How many operations the document has.
    pub operations: u32,
    /// The source that is the document itself.
    pub source: String,
}

/// One entry of `sources.yaml`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What it is.
    pub title: String,
    /// `spec`, `okta-docs`, `okta-help`, `release-note`, `support-kb`, `vendor-docs`, `lab`, `code` or `overlay`.
    pub kind: SourceKind,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where in it, or where to look when there is no address.
    #[serde(default, rename = "where", skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Its date, as far as known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

/// What a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SourceKind {
    /// An API document of Okta.
    Spec,
    /// Okta's developer documentation.
    OktaDocs,
    /// Okta's help pages for administrators.
    OktaHelp,
    /// A release note of Okta.
    ReleaseNote,
    /// An article of Okta's support.
    SupportKb,
    /// A document of another vendor.
    VendorDocs,
    /// A recorded or described trial.
    Lab,
    /// Source code, or a discussion of it.
    Code,
    /// What the user of an overlay saw in an own org.
    Overlay,
}

/// That one name covers another, and how that is known.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edge {
    /// The name that is covered.
    pub name: String,
    /// How it is known.
    pub evidence: Evidence,
    /// Keys of sources.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// A statement with its evidence.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// How it is known.
    pub evidence: Evidence,
    /// Keys of sources.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// A fact that may not be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Known {
    /// It is so.
    Yes,
    /// It is not so.
    No,
    /// Nobody says.
    Unknown,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_false(value: &bool) -> bool {
    !value
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
