//! What every operation needs, who provides it, how that is known and where it is said.
//!
//! YAML files ([`schema`]) are parsed ([`documents`]), checked ([`lint`]) and packed ([`pack`]) into [`tables`]:
//! at build time for the catalog inside the program, at run time for a folder or an overlay. A loaded
//! [`Catalog`] adds the [`graph`] and derives the standard roles' [`answer`]s from it.

pub mod allowed;
pub mod answer;
pub mod compare;
pub mod documents;
mod fingerprint;
pub mod folder;
pub mod gives;
pub mod graph;
pub mod hands;
pub mod import;
mod label;
pub mod lint;
mod load;
pub mod names;
pub mod openapi;
mod overlay;
pub mod pack;
pub mod problem;
pub mod schema;
pub mod tables;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::OnceLock;

pub use load::LoadError;

use graph::Graph;
use hands::Hands;
use names::Names;
use tables::{
    Api, ApiKey, Capability, CapabilityKey, CitationKey, Limit, LimitKey, Operation, OperationKey, Parameter,
    ParameterKey, Role, RoleKey, Scope, ScopeKey, Sdks, Source, SourceKey, Tables, Terraform,
};

/// After how many days facts are called old.
pub const STALE_DAYS: i32 = 120;

/// A loaded catalog; what it does not need at once is worked out when it is first asked for.
#[derive(Debug)]
pub struct Catalog {
    tables: Tables,
    packed: Packed,
    sha256: String,
    sdks: OnceLock<Sdks>,
    terraform: OnceLock<Terraform>,
    names: OnceLock<Names>,
    graph: OnceLock<Graph>,
    hands: OnceLock<Hands>,
}

/// What few runs need, packed.
#[derive(Debug)]
struct Packed {
    /// What is known about SDKs.
    sdks: Cow<'static, [u8]>,
    /// What is known about the Terraform provider.
    terraform: Cow<'static, [u8]>,
}

impl Catalog {
    fn new(tables: Tables, packed: Packed, sha256: String) -> Self {
        Self {
            tables,
            packed,
            sha256,
            sdks: OnceLock::new(),
            terraform: OnceLock::new(),
            names: OnceLock::new(),
            graph: OnceLock::new(),
            hands: OnceLock::new(),
        }
    }

    fn into_parts(self) -> (Tables, Packed) {
        (self.tables, self.packed)
    }

    /// What is known about Okta's SDKs.
    pub fn sdks(&self) -> &Sdks {
        // The bytes come from the packer of this very program.
        self.sdks.get_or_init(|| postcard::from_bytes(&self.packed.sdks).unwrap_or_default())
    }

    /// What is known about Okta's Terraform provider.
    pub fn terraform(&self) -> &Terraform {
        // The bytes come from the packer of this very program.
        self.terraform.get_or_init(|| postcard::from_bytes(&self.packed.terraform).unwrap_or_default())
    }

    /// Everything in it.
    pub const fn tables(&self) -> &Tables {
        &self.tables
    }

    /// The SHA-256 of the packed catalog, in hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The names and their keys.
    pub fn names(&self) -> &Names {
        self.names.get_or_init(|| Names::of(&self.tables))
    }

    /// The graph of needs and what satisfies them.
    pub fn graph(&self) -> &Graph {
        self.graph.get_or_init(|| Graph::new(&self.tables))
    }

    /// What each standard role holds.
    pub fn hands(&self) -> &Hands {
        self.hands.get_or_init(|| Hands::new(&self.tables, self.graph()))
    }

    /// The operation of a key.
    pub fn operation(&self, key: OperationKey) -> &Operation {
        &self.tables.operations[key.index()]
    }

    /// Every operation with its key, sorted by API, path and method.
    pub fn operations(&self) -> impl Iterator<Item = (OperationKey, &Operation)> {
        self.tables.operations.iter().enumerate().map(|(position, one)| (OperationKey::new(position), one))
    }

    /// The full name of an operation, such as `management:listUsers`.
    pub fn operation_name(&self, key: OperationKey) -> String {
        let operation = self.operation(key);
        format!("{}:{}", self.api(operation.api).name, operation.id)
    }

    /// The name of an operation as people say it; only APIs that are rarely meant keep their prefix.
    pub fn short_name(&self, key: OperationKey) -> String {
        let operation = self.operation(key);
        match self.api(operation.api).name.as_str() {
            "management" | "authn" => operation.id.clone(),
            api => format!("{api}:{}", operation.id),
        }
    }

    /// The API of a key.
    pub fn api(&self, key: ApiKey) -> &Api {
        &self.tables.apis[key.index()]
    }

    /// The scope of a key.
    pub fn scope(&self, key: ScopeKey) -> &Scope {
        &self.tables.scopes[key.index()]
    }

    /// The capability of a key.
    pub fn capability(&self, key: CapabilityKey) -> &Capability {
        &self.tables.capabilities[key.index()]
    }

    /// The standard role of a key.
    pub fn role(&self, key: RoleKey) -> &Role {
        &self.tables.roles[key.index()]
    }

    /// Every standard role with its key, the retired ones last.
    pub fn roles(&self) -> impl Iterator<Item = (RoleKey, &Role)> {
        let roles = self.tables.roles.iter().enumerate();
        let roles = roles.map(|(position, role)| (RoleKey::new(position), role));
        let current = roles.clone().filter(|(_, role)| !role.is_retired());
        current.chain(roles.filter(|(_, role)| role.is_retired()))
    }

    /// The limit of a key.
    pub fn limit(&self, key: LimitKey) -> &Limit {
        &self.tables.limits[key.index()]
    }

    /// The parameter of a key.
    pub fn parameter(&self, key: ParameterKey) -> &Parameter {
        &self.tables.parameters[key.index()]
    }

    /// The source of a key.
    pub fn source(&self, key: SourceKey) -> &Source {
        &self.tables.sources[key.index()]
    }

    /// The sources behind citations, together.
    pub fn sources_of(&self, cites: impl IntoIterator<Item = CitationKey>) -> BTreeSet<SourceKey> {
        let sets = cites.into_iter().map(|cite| &self.tables.citations[cite.index()]);
        sets.flatten().copied().collect()
    }
}
