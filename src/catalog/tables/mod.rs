//! The catalog as the program uses it: names turned into keys, provenance shared, ready to be stored as one blob.
//!
//! Shared with `build.rs`.

mod access;
mod beyond;
mod dangers;
mod keys;
mod operation;
mod pulumi;
mod rules;
mod sdk;
mod terraform;

pub use access::{Capability, Holding, Role, Scope};
pub use beyond::{Removed, SURFACE_CODES, Surface, Synonym, Undocumented};
pub use dangers::{Escalation, Misnomer};
pub use keys::{
    ApiKey, CapabilityKey, CitationKey, LimitKey, OperationKey, ParameterKey, RoleKey, ScopeKey, SourceKey,
};
pub use operation::{Alternative, Condition, Operation, Signs, Trial, Variant, Whole};
pub use pulumi::PulumiPackage;
pub use rules::{CREDENTIAL_NAMES, Caveat, Limit, Parameter};
pub use sdk::{Alias, Meaning, Meant, Sdks, Use};
pub use terraform::{
    Outside, OwnCall, POLICY_TYPE, PolicyOf, PolicyType, ProvisionCall, ProvisionType, Target, Term,
    Terraform,
};

use serde::{Deserialize, Serialize};

use super::schema::SourceKind;
use crate::model::Evidence;

/// The whole catalog.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Tables {
    /// The version of the catalog.
    pub version: String,
    /// The day on which the facts were last reviewed, `YYYY-MM-DD`.
    pub date: String,
    /// The names of overlays that were laid over it.
    pub overlays: Vec<String>,
    /// The APIs with their documents.
    pub apis: Vec<Api>,
    /// The sources.
    pub sources: Vec<Source>,
    /// Each set of sources that is cited anywhere.
    pub citations: Vec<Vec<SourceKey>>,
    /// The OAuth scopes.
    pub scopes: Vec<Scope>,
    /// The capabilities.
    pub capabilities: Vec<Capability>,
    /// The limits of role holdings.
    pub limits: Vec<Limit>,
    /// The parameters of conditions.
    pub parameters: Vec<Parameter>,
    /// The standard roles.
    pub roles: Vec<Role>,
    /// The operations.
    pub operations: Vec<Operation>,
    /// The operations of earlier releases.
    pub removed: Vec<Removed>,
    /// The calls that work and stand in no document.
    pub undocumented: Vec<Undocumented>,
    /// What else lives on an Okta host.
    pub surfaces: Vec<Surface>,
    /// What people write for segments of paths.
    pub synonyms: Vec<Synonym>,
    /// What plans must say beside their answer.
    pub caveats: Vec<Caveat>,
    /// What grants lead to.
    pub escalations: Vec<Escalation>,
    /// Names that circulate and are none.
    pub misnomers: Vec<Misnomer>,
}

/// One API.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Api {
    /// Its name.
    pub name: String,
    /// The release of its document.
    pub release: String,
    /// How many operations the document has.
    pub operations: u32,
    /// The document.
    pub document: CitationKey,
}

/// One source.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Source {
    /// Its key in the data.
    pub key: String,
    /// What it is.
    pub title: String,
    /// What kind of source it is.
    pub kind: SourceKind,
    /// Where it is.
    pub url: Option<String>,
    /// Where in it, or where to look.
    pub place: Option<String>,
    /// Its date.
    pub date: Option<String>,
}

/// That one thing covers another.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Edge<Key> {
    /// What is covered.
    pub to: Key,
    /// How it is known.
    pub evidence: Evidence,
    /// Where it is said.
    pub cites: CitationKey,
}

/// A statement with its evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// How it is known.
    pub evidence: Evidence,
    /// Where it is said.
    pub cites: CitationKey,
}
