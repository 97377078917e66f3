//! What each type of Okta's Terraform provider calls, packed apart from the other tables.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::PulumiPackage;
use crate::catalog::schema::{
    Importer, OnlyCredential, OutsideClass, Recorded, RemovedArgument, RemovedType,
};
use crate::model::{BlockKind, Engine, Evidence, Method, Phase};

/// The parameter of conditions that a policy type gives a value.
pub const POLICY_TYPE: &str = "policy-type";

/// Everything that is known about the provider; read only when an input is of Terraform.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Terraform {
    /// The name of the provider.
    pub provider: String,
    /// The release that the facts are about.
    pub version: String,
    /// The release whose code and recordings were read, where that is an earlier one.
    pub base: Option<String>,
    /// Keys of sources.
    pub sources: Vec<String>,
    /// What the provider calls by itself.
    pub own_calls: Vec<OwnCall>,
    /// The types, sorted by kind and name.
    pub types: Vec<ProvisionType>,
    /// Keys of sources of what was removed.
    pub removed_sources: Vec<String>,
    /// The types of earlier releases, sorted by kind and name.
    pub removed_types: Vec<RemovedType>,
    /// The arguments that earlier releases acted on.
    pub removed_arguments: Vec<RemovedArgument>,
    /// Pulumi's package for Okta, which is built on the provider.
    pub pulumi: PulumiPackage,
}

/// A call that the provider makes by itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OwnCall {
    /// The call.
    pub call: ProvisionCall,
    /// Whether it is about the caller's own user.
    pub own: bool,
    /// When and why.
    pub note: String,
}

/// A type of resource or data source.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProvisionType {
    /// Which of the two.
    pub kind: BlockKind,
    /// Its name.
    pub name: String,
    /// Its file in the code of the provider.
    pub code: String,
    /// The first release that has it, where that came after the base of the facts.
    pub since: Option<String>,
    /// Keys of sources, where those of the provider do not hold for it.
    pub sources: Vec<String>,
    /// How objects are imported.
    pub importer: Importer,
    /// Whether every change takes the object away and makes it anew.
    pub replaced: bool,
    /// The only engine on which it works.
    pub engine: Option<Engine>,
    /// The only credential with which it works.
    pub credential: Option<OnlyCredential>,
    /// What settings are when they are not given.
    pub defaults: BTreeMap<String, String>,
    /// The type of the policies that it is about.
    pub policy_type: Option<PolicyType>,
    /// What it calls.
    pub calls: BTreeMap<Phase, Vec<ProvisionCall>>,
}

/// The policy type behind the calls of a type.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PolicyType {
    /// What it is.
    pub of: PolicyOf,
    /// How sure that is.
    pub evidence: Evidence,
}

/// What a policy type is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PolicyOf {
    /// A fixed one.
    Fixed(String),
    /// The value of the setting of this name, which is one of these.
    Setting(String, Vec<String>),
}

/// One call of a type.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProvisionCall {
    /// What is called.
    pub target: Target,
    /// How it was seen in recordings.
    pub seen: Recorded,
    /// The conditions, one of which must hold, each of terms that must all hold; none: always.
    pub when: Vec<Vec<Term>>,
}

/// What is called.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Target {
    /// An operation, by its full name.
    Operation(String),
    /// Something that stands in no document.
    Outside(Outside),
}

/// A call that stands in no document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Outside {
    /// Its method.
    pub method: Method,
    /// Its path.
    pub path: String,
    /// What it is.
    pub class: OutsideClass,
}

/// A term of a condition. Where several names or values stand, one of them is enough.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Term {
    /// A setting is there, and neither empty nor false.
    Set(Vec<String>),
    /// A setting is not there, empty or false.
    Unset(String),
    /// A setting has one of the values.
    Is(String, Vec<String>),
    /// A setting has none of the values.
    IsNot(String, Vec<String>),
    /// A setting changes; of an object to be made, it is there.
    Changed(Vec<String>),
    /// Some other setting than this one changes.
    OthersChanged(String),
    /// A setting does not change.
    Unchanged(String),
    /// The provider has this credential.
    Auth(OnlyCredential),
    /// The org runs this engine.
    Engine(Engine),
    /// The first of its kind in a run.
    Once,
    /// Something that a configuration does not tell.
    Undecidable(String),
}

impl FromStr for Term {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let several = |text: &str| text.split('|').map(|one| one.trim().to_owned()).collect::<Vec<_>>();
        let is_name = |text: &str| {
            !text.is_empty()
                && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.|".contains(c))
        };
        if let Some(text) = text.strip_prefix('~') {
            return if text.is_empty() { Err(()) } else { Ok(Self::Undecidable(text.to_owned())) };
        }
        let term = match text {
            "once" => Self::Once,
            "auth=api-token" => Self::Auth(OnlyCredential::ApiToken),
            "auth=oauth" => Self::Auth(OnlyCredential::Oauth),
            "engine=identity-engine" => Self::Engine(Engine::IdentityEngine),
            "engine=classic" => Self::Engine(Engine::Classic),
            _ => Self::of_setting(text, several),
        };
        let named = match &term {
            Self::Set(names) | Self::Changed(names) => names.iter().all(|name| is_name(name)),
            Self::Unset(name) | Self::Unchanged(name) | Self::OthersChanged(name) => is_name(name),
            Self::Is(name, values) | Self::IsNot(name, values) => {
                is_name(name) && values.iter().all(|value| !value.is_empty())
            }
            _ => true,
        };
        if named { Ok(term) } else { Err(()) }
    }
}

impl Term {
    fn of_setting(text: &str, several: impl Fn(&str) -> Vec<String>) -> Self {
        let others = text.strip_prefix("any but ").and_then(|text| text.strip_suffix(" changed"));
        if let Some(name) = others {
            Self::OthersChanged(name.to_owned())
        } else if let Some(names) = text.strip_suffix(" changed") {
            Self::Changed(several(names))
        } else if let Some(name) = text.strip_suffix(" unchanged") {
            Self::Unchanged(name.to_owned())
        } else if let Some((name, values)) = text.split_once("!=") {
            Self::IsNot(name.to_owned(), several(values))
        } else if let Some((name, values)) = text.split_once('=') {
            Self::Is(name.to_owned(), several(values))
        } else if let Some(name) = text.strip_prefix('!') {
            Self::Unset(name.to_owned())
        } else {
            Self::Set(several(text))
        }
    }
}

impl Terraform {
    /// The type of that kind and name.
    pub fn named(&self, kind: BlockKind, name: &str) -> Option<&ProvisionType> {
        let order = |one: &ProvisionType| (one.kind, one.name.as_str()).cmp(&(kind, name));
        self.types.get(self.types.binary_search_by(order).ok()?)
    }

    /// The type of earlier releases of that kind and name.
    pub fn removed(&self, kind: BlockKind, name: &str) -> Option<&RemovedType> {
        self.removed_types.iter().find(|one| one.kind == kind && one.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_read_as_they_are_documented() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        for (text, term) in [
            ("logo", Term::Set(names(&["logo"]))),
            ("!logo", Term::Unset("logo".into())),
            ("status=ACTIVE", Term::Is("status".into(), names(&["ACTIVE"]))),
            ("name!=A|b c", Term::IsNot("name".into(), names(&["A", "b c"]))),
            ("a|b changed", Term::Changed(names(&["a", "b"]))),
            ("any but status changed", Term::OthersChanged("status".into())),
            ("app_id unchanged", Term::Unchanged("app_id".into())),
            ("auth=api-token", Term::Auth(OnlyCredential::ApiToken)),
            ("engine=identity-engine", Term::Engine(Engine::IdentityEngine)),
            ("once", Term::Once),
            ("~a thing that nobody sees", Term::Undecidable("a thing that nobody sees".into())),
        ] {
            assert_eq!(text.parse(), Ok(term), "{text}");
        }
        for text in ["", "~", "!", "=x", "a=", "two words", "Status=A", "a changed b"] {
            assert_eq!(text.parse::<Term>(), Err(()), "{text}");
        }
    }
}
