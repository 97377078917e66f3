//! Okta's SDKs and the names of their methods, as people write them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Evidence, Majors, Method};

/// One entry of `sdk/sdks.yaml`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sdk {
    /// Its short name.
    pub name: String,
    /// The languages that it is for.
    pub language: String,
    /// The major versions whose names were read.
    pub releases: Majors,
    /// How it spells the id of an operation.
    pub spelling: Spelling,
    /// What it may put behind the name of a method without another meaning.
    #[serde(default)]
    pub ignored_suffixes: Vec<String>,
    /// The APIs whose operations it has.
    pub apis: Vec<String>,
    /// What a program imports of it.
    pub imports: Vec<Import>,
    /// Its names in the manifests of programs.
    pub packages: Vec<String>,
    /// For cmdlets: the verb that stands for the first word of an id.
    #[serde(default)]
    pub verbs: BTreeMap<String, String>,
    /// How sure its names are.
    pub evidence: Evidence,
    /// Keys of sources.
    pub sources: Vec<String>,
}

/// Something that a program imports of an SDK.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Import {
    /// What stands in the import, or the beginning of it.
    pub path: String,
    /// The major versions that it belongs to.
    #[serde(default)]
    pub majors: Option<Majors>,
}

/// How an SDK spells the id of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Spelling {
    /// `ListUsers`.
    PascalCase,
    /// `listUsers`.
    #[serde(rename = "camelCase")]
    CamelCase,
    /// `list_users`.
    #[serde(rename = "snake_case")]
    SnakeCase,
    /// `Invoke-OktaListUsers`, `Get-OktaUser`.
    #[serde(rename = "cmdlet")]
    Cmdlet,
}

/// One meaning of a name in `sdk/aliases/*.yaml`: an operation of today, or a request of which no document speaks now.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    /// The operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone: Option<Gone>,
    /// Where it has this meaning: `sdk/majors:receiver|receiver`. A receiver in angle brackets is the type of an object
    /// whose method it is; any other is what stands before the method.
    #[serde(rename = "in")]
    pub uses: Vec<String>,
}

/// A request that an SDK can still make.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gone {
    /// The method.
    pub method: Method,
    /// The path.
    pub path: String,
    /// The last release of the documents that had it; absent when none did.
    #[serde(default)]
    pub last_release: Option<String>,
}
