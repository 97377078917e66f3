//! What each type of Okta's Terraform provider calls, as people write it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{BlockKind, Credential, Engine, Evidence};

/// `terraform/provider.yaml`: which provider this is.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Its name in Terraform's registry.
    pub name: String,
    /// The release that the facts are about.
    pub version: String,
    /// The release whose code and recordings were read, where that is an earlier one.
    #[serde(default)]
    pub base: Option<String>,
    /// Keys of sources, for all types.
    pub sources: Vec<String>,
    /// What it calls by itself.
    pub calls: Vec<ProviderCall>,
}

/// A call that the provider makes whatever the configuration holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderCall {
    /// The operation.
    pub operation: String,
    /// Whether it is about the caller's own user.
    #[serde(default)]
    pub own: bool,
    /// Under which conditions.
    #[serde(default)]
    pub when: Vec<String>,
    /// How it was seen in recordings.
    pub seen: Recorded,
    /// When and why.
    pub note: String,
}

/// A file in `terraform/resources/` or `terraform/data-sources/`: one type.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvisionType {
    /// Its name.
    #[serde(rename = "type")]
    pub name: String,
    /// Its file in the code of the provider.
    pub code: String,
    /// The first release that has it, where that came after the base of the facts.
    #[serde(default)]
    pub since: Option<String>,
    /// Keys of sources, where those of the provider do not hold for it.
    #[serde(default)]
    pub sources: Vec<String>,
    /// How objects are imported; a data source has none.
    #[serde(default)]
    pub importer: Importer,
    /// Whether every change takes the object away and makes it anew.
    #[serde(default)]
    pub replaced: bool,
    /// The only engine on which it works.
    #[serde(default)]
    pub engine: Option<Engine>,
    /// The only credential with which it works, whatever the operations accept.
    #[serde(default)]
    pub credential: Option<OnlyCredential>,
    /// What settings are when they are not given, as far as conditions ask.
    #[serde(default)]
    pub defaults: BTreeMap<String, String>,
    /// The type of the policies that it is about.
    #[serde(default)]
    pub policy_type: Option<PolicyType>,
    /// What it calls to read an object.
    #[serde(default)]
    pub read: Vec<ProvisionCall>,
    /// What it calls to make one.
    #[serde(default)]
    pub create: Vec<ProvisionCall>,
    /// What it calls to change one.
    #[serde(default)]
    pub update: Vec<ProvisionCall>,
    /// What it calls to take one away.
    #[serde(default)]
    pub delete: Vec<ProvisionCall>,
    /// What it calls to import one, before it reads it.
    #[serde(default)]
    pub import: Vec<ProvisionCall>,
}

/// The policy type behind the calls of a type: either a fixed one, or the value of a setting.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyType {
    /// The policy type.
    #[serde(default)]
    pub value: Option<String>,
    /// The name of the setting whose value is the policy type.
    #[serde(default)]
    pub setting: Option<String>,
    /// How sure that is.
    pub evidence: Evidence,
}

/// `terraform/removed.yaml`: what earlier releases had and the described one has not.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemovedProvisions {
    /// Keys of sources, for all entries.
    pub sources: Vec<String>,
    /// The types.
    pub types: Vec<RemovedType>,
    /// The arguments with which types called more.
    pub arguments: Vec<RemovedArgument>,
}

/// A type of earlier releases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemovedType {
    /// A resource or a data source.
    pub kind: BlockKind,
    /// Its name.
    #[serde(rename = "type")]
    pub name: String,
    /// The first release with it, of those that were read.
    #[serde(default)]
    pub since: Option<String>,
    /// The last release with it, of those that were read.
    #[serde(default)]
    pub until: Option<String>,
    /// The first release without it.
    pub removed: String,
    /// The types that took its place, the nearest first.
    pub successors: Vec<String>,
}

/// An argument of resources that earlier releases acted on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemovedArgument {
    /// Its name.
    pub argument: String,
    /// The types of resources that had it.
    pub types: Vec<String>,
    /// The first release with it, of those that were read.
    pub since: String,
    /// The last release with it.
    pub until: String,
    /// The first release without it.
    pub removed: String,
    /// The types that took its place, the nearest first.
    pub successors: Vec<String>,
    /// The operations that it added.
    pub calls: Vec<String>,
}

/// How objects of a type are imported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Importer {
    /// Not at all.
    #[default]
    None,
    /// Without a call of its own.
    Passthrough,
    /// With calls of its own.
    Calls,
}

/// One call of a type.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProvisionCall {
    /// The operation.
    #[serde(default)]
    pub operation: Option<String>,
    /// Method and path, of a call that stands in no document.
    #[serde(default)]
    pub outside: Option<String>,
    /// What such a call is.
    #[serde(default)]
    pub class: Option<OutsideClass>,
    /// How it was seen in recordings.
    pub seen: Recorded,
    /// The conditions, one of which must hold; none: always.
    #[serde(default)]
    pub when: Vec<String>,
}

/// How a call was seen in the recordings of the provider's own tests; that it is in the code holds for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recorded {
    /// Where nothing else that was configured makes it.
    Alone,
    /// Where something else that was configured makes it, too.
    AmongOthers,
    /// In none.
    Never,
}

impl Recorded {
    /// How sure it is that the type makes the call.
    pub const fn evidence(self) -> Evidence {
        match self {
            Self::Alone => Evidence::Observed,
            // The code can be followed to the call; nobody saw that this type gets there.
            Self::AmongOthers | Self::Never => Evidence::InferredMedium,
        }
    }
}

/// What a call is that stands in no document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OutsideClass {
    /// A private endpoint of the Admin Console.
    Internal,
    /// An endpoint of earlier references that is described no more.
    Legacy,
    /// Metadata that anybody may read.
    Public,
    /// A call that works and was never described.
    Undocumented,
}

impl OutsideClass {
    /// The name in data and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Legacy => "legacy",
            Self::Public => "public",
            Self::Undocumented => "undocumented",
        }
    }
}

/// A credential as the files here name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnlyCredential {
    /// An API token.
    ApiToken,
    /// An OAuth access token.
    Oauth,
}

impl OnlyCredential {
    /// The name in data and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ApiToken => "api-token",
            Self::Oauth => "oauth",
        }
    }

    /// Whether a principal with this credential has it.
    pub const fn suits(self, credential: Credential) -> bool {
        matches!(self, Self::Oauth) == credential.has_scopes()
    }
}
