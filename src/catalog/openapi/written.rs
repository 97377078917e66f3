//! An OpenAPI document as it is written, as far as a catalog asks for it; everything else is passed over.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// The whole document.
#[derive(Debug, Deserialize)]
pub(super) struct Written {
    pub(super) openapi: Option<Version>,
    pub(super) swagger: Option<Version>,
    pub(super) info: Option<Info>,
    pub(super) paths: Option<BTreeMap<String, PathItem>>,
    pub(super) components: Option<Components>,
    pub(super) security: Option<Vec<Needed>>,
}

/// A version, which some write as a number.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Version {
    Text(String),
    Number(f64),
}

impl Version {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// One alternative of security: schemes of which all are needed, each with scopes.
pub(super) type Needed = BTreeMap<String, Vec<String>>;

#[derive(Debug, Deserialize)]
pub(super) struct Info {
    #[serde(default)]
    pub(super) title: String,
    pub(super) version: Option<Version>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Components {
    #[serde(default)]
    pub(super) parameters: BTreeMap<String, Parameter>,
    #[serde(default, rename = "securitySchemes")]
    pub(super) schemes: BTreeMap<String, Scheme>,
    #[serde(default, rename = "requestBodies")]
    pub(super) bodies: Keys,
    #[serde(default)]
    pub(super) responses: Keys,
    #[serde(default)]
    pub(super) schemas: Keys,
}

impl Components {
    /// Whether a section has an entry; true for sections that a catalog does not ask for.
    pub(super) fn has(&self, section: &str, name: &str) -> bool {
        match section {
            "parameters" => self.parameters.contains_key(name),
            "securitySchemes" => self.schemes.contains_key(name),
            "requestBodies" => self.bodies.0.contains(name),
            "responses" => self.responses.0.contains(name),
            "schemas" => self.schemas.0.contains(name),
            _ => true,
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Scheme {
    #[serde(default, rename = "type")]
    pub(super) kind: String,
    #[serde(default)]
    pub(super) flows: BTreeMap<String, Flow>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Flow {
    #[serde(default)]
    pub(super) scopes: Keys,
}

#[derive(Debug, Deserialize)]
pub(super) struct PathItem {
    #[serde(default)]
    pub(super) parameters: Option<Vec<Parameter>>,
    #[serde(default, rename = "x-okta-lifecycle")]
    pub(super) lifecycle: Option<Lifecycle>,
    pub(super) get: Option<Operation>,
    pub(super) head: Option<Operation>,
    pub(super) options: Option<Operation>,
    pub(super) post: Option<Operation>,
    pub(super) put: Option<Operation>,
    pub(super) patch: Option<Operation>,
    pub(super) delete: Option<Operation>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Operation {
    #[serde(rename = "operationId")]
    pub(super) id: Option<String>,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    #[serde(default)]
    pub(super) parameters: Option<Vec<Parameter>>,
    pub(super) security: Option<Vec<Needed>>,
    #[serde(default)]
    pub(super) deprecated: bool,
    #[serde(default, rename = "x-okta-lifecycle")]
    pub(super) lifecycle: Option<Lifecycle>,
    #[serde(default, rename = "x-okta-iam-admin-roles")]
    pub(super) roles: Option<Vec<String>>,
    #[serde(default, rename = "x-okta-no-scope-required")]
    pub(super) no_scope: bool,
    #[serde(default, rename = "x-okta-opa-roles")]
    pub(super) opa_roles: Option<Vec<String>>,
}

/// A parameter, or a reference to one.
#[derive(Debug, Deserialize)]
pub(super) struct Parameter {
    pub(super) name: Option<String>,
    #[serde(rename = "in")]
    pub(super) place: Option<String>,
    #[serde(rename = "$ref")]
    pub(super) reference: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Lifecycle {
    pub(super) lifecycle: Option<String>,
    #[serde(default, rename = "SKUs")]
    pub(super) skus: Option<Vec<String>>,
}

/// The keys of a map, whatever their values are.
#[derive(Debug, Default)]
pub(super) struct Keys(pub(super) BTreeSet<String>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;

        impl<'de> Visitor<'de> for Collect {
            type Value = Keys;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut keys = BTreeSet::new();
                while let Some((key, IgnoredAny)) = map.next_entry()? {
                    keys.insert(key);
                }
                Ok(Keys(keys))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}
