//! What a Terraform configuration, plan or state asks of Okta's provider.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Credential, Named, Origin};

/// What the provider does with an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// Reads it: in every plan, and before changes are applied.
    Read,
    /// Makes it.
    Create,
    /// Changes it.
    Update,
    /// Takes it away: alone, or before it is made anew.
    Delete,
    /// Takes up one that exists.
    Import,
}

impl Phase {
    /// Every phase.
    pub const ALL: [Self; 5] = [Self::Read, Self::Create, Self::Update, Self::Delete, Self::Import];

    /// The name in data and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Import => "import",
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The runs of Terraform that need access.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Run {
    /// `terraform plan`: it only reads.
    Refresh,
    /// `terraform apply`, with the reading before it.
    Apply,
}

/// What kind of block of a configuration it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// An object that Terraform looks after.
    Resource,
    /// An object that is only read.
    DataSource,
    /// The provider itself.
    Provider,
    /// A module that was not read.
    Module,
}

impl BlockKind {
    /// The name in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Resource => "resource",
            Self::DataSource => "data-source",
            Self::Provider => "provider",
            Self::Module => "module",
        }
    }
}

/// The setting of a provider that says with which credential it starts: `api-token` or `oauth`.
pub const CREDENTIAL_SETTING: &str = "credential";

/// One phase of one block.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Provision {
    /// What kind of block it is.
    pub kind: BlockKind,
    /// Its type, such as `okta_app_saml`; of a module that was not read, where it comes from.
    pub name: String,
    /// Its address, such as `module.hr.okta_group.all`, without the keys of instances.
    pub address: String,
    /// The provider configuration that serves it, such as `okta.second`.
    pub provider: String,
    /// What is done.
    pub phase: Phase,
    /// In which runs.
    pub run: Run,
    /// The settings of its instances, each that differs once; instances whose settings are not known are one.
    pub cases: Vec<Settings>,
}

/// The settings of one instance, as far as they decide what the provider calls.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Settings {
    /// The settings by name.
    pub values: BTreeMap<String, Setting>,
    /// Whether what is not there is not set; else nobody knows.
    pub is_whole: bool,
    /// The names of those that change, where a plan tells.
    pub changed: Option<Vec<String>>,
    /// The names in `ignore_changes`: a change of them alone causes no update.
    pub ignored: Vec<String>,
}

/// What is known of a setting. Never shown: it could be a secret.
#[derive(Clone, PartialEq, Eq, Hash)]
pub enum Setting {
    /// A value.
    Value(String),
    /// Something that is neither empty nor false, such as the id of an object to come, or a block.
    Present,
    /// Nothing, or something empty.
    Absent,
    /// Not to be told from here.
    Unknown,
}

impl fmt::Debug for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Value(_) => "Value(…)",
            Self::Present => "Present",
            Self::Absent => "Absent",
            Self::Unknown => "Unknown",
        })
    }
}

/// A configuration of the provider: one principal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProviderBlock {
    /// Its address, such as `okta`, `okta.second` or `module.hr.okta`; where there are several roots, after its root and
    /// a colon.
    pub name: String,
    /// The folder of the root module that it belongs to, as the user would name it.
    pub root: String,
    /// Where it stands; none when nothing is said of it and the resources alone show that it is used.
    pub origin: Option<Origin>,
    /// How it authenticates, where it says so. What it authenticates with is never kept.
    pub credential: Option<Credential>,
    /// The scopes that it asks for, where it lists any.
    pub scopes: Option<ScopeList>,
}

impl Provision {
    /// Whether a provider may call it: the one that serves it, and for a module that was not read any of its root.
    pub fn may_be_of(&self, provider: &str) -> bool {
        // The key of an instance may hold a colon, too.
        let root = |name: &str| {
            let plain = name.split_once("[\"").map_or(name, |(plain, _)| plain);
            plain.rsplit_once(':').map(|(root, _)| root.to_owned())
        };
        self.provider == provider
            || (self.kind == BlockKind::Module && root(&self.provider) == root(provider))
    }
}

impl ProviderBlock {
    /// Its address in its root.
    pub fn address(&self) -> &str {
        let below = self.name.strip_prefix(self.root.as_str()).and_then(|rest| rest.strip_prefix(':'));
        below.unwrap_or(&self.name)
    }
}

/// The scopes that a provider configuration lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeList {
    /// Where the list stands.
    pub origin: Origin,
    /// The names that are known, each once.
    pub names: Vec<Named>,
    /// The positions of what cannot be evaluated; there may be more scopes.
    pub open: Vec<Origin>,
}

/// Which release of the provider a configuration names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderRelease {
    /// The constraint or the release, as it is written.
    pub written: String,
    /// Whether it is the release that is in use.
    pub is_locked: bool,
    /// Where it stands.
    pub origin: Origin,
}
