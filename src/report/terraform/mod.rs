//! What Terraform adds to a plan: the two runs, the resources behind each item, what the provider does by itself.

mod amend;
mod build;
mod caveats;
mod kind;
mod needs;
mod words;

use schemars::JsonSchema;
use serde::Serialize;

use super::call::CallView;
use super::plan::PlansView;
use crate::model::{BlockKind, Credential, Evidence, Phase, Run};

pub use build::TerraformMaterial;
pub(super) use build::{add, material_of};
pub use caveats::caveats;
pub use kind::{KindReport, KindUse, KindView, PolicyTypeView, kind_report, kinds, table};

/// The plans of the two runs of Terraform.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PhasesView {
    /// Enough for `terraform plan`, which only reads.
    pub refresh: PlansView,
    /// Enough for `terraform apply`, with the reading before it.
    pub apply: PlansView,
}

/// A resource that needs an item of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NeededBy {
    /// Its address.
    pub address: String,
    /// When.
    pub phases: Vec<Phase>,
    /// What it calls, and under which conditions, where the type does not let one expect it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// What the plans of Terraform rest on, and what to know of them.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TerraformFacts {
    /// The provider that the facts are about.
    pub provider: String,
    /// The release that they are about.
    pub version: String,
    /// The release whose code and recordings were read; later types were read by themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// The releases that the inputs name.
    pub releases: Vec<ReleaseView>,
    /// What to know of them.
    pub caveats: Vec<TerraformCaveat>,
    /// Whether there are blocks, and of none of them is known what it calls.
    #[serde(skip)]
    pub is_nothing_known: bool,
}

/// A release of the provider that an input names.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReleaseView {
    /// The release or the constraint, as it is written.
    pub written: String,
    /// Whether it is the one in use, and no constraint.
    pub locked: bool,
    /// Whether the facts are about a release that it allows; null when it cannot be read.
    pub fits: Option<bool>,
    /// The file.
    pub source: String,
    /// The line.
    pub line: u32,
}

/// A configuration of the provider in a root module: a principal of its own.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RootView {
    /// The folder of the root module.
    pub root: String,
    /// The address of the provider in it, such as `okta` or `okta.security`.
    pub provider: String,
    /// The file that it stands in; null when no file has a block for it.
    pub source: Option<String>,
    /// The line.
    pub line: Option<u32>,
    /// How it authenticates, where it says so.
    pub credential: Option<Credential>,
    /// The scopes that it lists; null when it lists none.
    pub scopes: Option<Vec<String>>,
    /// Whether every scope of the list is known.
    #[serde(skip)]
    pub scopes_known: bool,
    /// What it needs by itself.
    pub phases: PhasesView,
    /// Its resources and data sources.
    pub resources: Vec<ResourceView>,
    /// What is done with them, call by call.
    pub calls: Vec<CallView>,
}

/// A resource or data source.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ResourceView {
    /// Its address.
    pub address: String,
    /// Its type.
    #[serde(rename = "type")]
    pub name: String,
    /// What it is.
    pub kind: BlockKind,
    /// The provider configuration that serves it.
    #[serde(skip)]
    pub provider: String,
    /// The file.
    pub source: String,
    /// The line.
    pub line: u32,
    /// What is done with it.
    pub phases: Vec<PhaseView>,
}

/// What the provider calls in one phase.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PhaseView {
    /// The phase.
    pub phase: Phase,
    /// The run in which it first comes.
    pub run: Run,
    /// The calls.
    pub calls: Vec<ProvisionUse>,
}

/// A call of the provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ProvisionUse {
    /// The operation; null for a call that stands in no document.
    pub operation: Option<String>,
    /// Method and path of a call that stands in no document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outside: Option<String>,
    /// What such a call is: `internal`, `legacy`, `public` or `undocumented`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// How surely the type makes it.
    pub evidence: Evidence,
    /// The credential with which alone it is made: `api-token` or `oauth`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub only: Option<String>,
    /// The conditions under which it is made.
    pub when: Vec<String>,
    /// Those that nobody can tell from the input: they are taken to hold.
    pub assumed: Vec<String>,
}

/// Something to know of resources.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TerraformCaveat {
    /// A stable code.
    pub code: &'static str,
    /// What there is to know.
    pub message: String,
    /// The resources that it is about; empty when it is about all.
    pub addresses: Vec<String>,
}

impl TerraformCaveat {
    fn new(code: &'static str, message: impl Into<String>, addresses: Vec<String>) -> Self {
        Self { code, message: message.into(), addresses }
    }
}
