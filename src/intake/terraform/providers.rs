//! Which provider configurations serve the blocks of a module: by the source of the provider, not by its name.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::conversion::text_of;
use super::expression::Instance;
use super::names::Names;
use crate::located::Located;
use crate::located::hcl::{Expression, Step};

/// The local name that the types of Okta's provider imply.
pub(super) const LOCAL: &str = "okta";

/// The namespaces of Okta's provider: today's, the one of its first releases in the registry, and those that Terraform
/// takes where no source is given.
const NAMESPACES: [&str; 4] = ["okta", "oktadeveloper", "hashicorp", "-"];

/// Whether a source address is that of Okta's provider, in any registry or mirror.
pub(super) fn is_of_okta(source: &str) -> bool {
    let source = source.trim().to_lowercase();
    let mut parts = source.rsplit('/');
    let (kind, namespace, host) = (parts.next(), parts.next(), parts.next());
    kind == Some("okta")
        && namespace.is_none_or(|namespace| NAMESPACES.contains(&namespace))
        && host.is_none_or(|host| !host.is_empty())
        && parts.next().is_none()
}

/// What serves a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Served {
    /// These configurations of Okta's provider, by their addresses. Of several, each may.
    Okta(Vec<String>),
    /// Another provider, whose source is stated.
    Other,
    /// Another provider, by its local name.
    Foreign,
}

/// A configuration of Okta's provider.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Configured {
    /// One.
    One(String),
    /// One for each key of its `for_each`, with the address of all.
    Each(String, Vec<(String, String)>),
}

impl Configured {
    /// The addresses of those that a reference with an index may mean.
    fn addresses(&self, index: Option<&Index>) -> Vec<String> {
        let (base, all) = match self {
            Self::One(address) => return vec![address.clone()],
            Self::Each(base, all) => (base, all),
        };
        let is_meant = |key: &str| match index {
            Some(Index::Key(wanted)) => key == wanted,
            Some(Index::Unknown) | None => true,
        };
        let meant: Vec<_> =
            all.iter().filter(|(key, _)| is_meant(key)).map(|(_, address)| address.clone()).collect();
        // A key that the configuration does not have is an error of the configuration: the block keeps an owner.
        if meant.is_empty() { vec![base.clone()] } else { meant }
    }
}

/// The key behind a reference to a provider with `for_each`.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Index {
    /// It is known.
    Key(String),
    /// It cannot be told.
    Unknown,
}

/// A reference to a provider, such as `okta.by_region["eu"]`.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    /// The local name, with the alias if there is one.
    pub(super) name: String,
    index: Option<Index>,
}

impl Reference {
    /// The reference that an argument holds; what an index comes to may depend on the instance.
    pub(super) fn of(
        written: &Located<Expression>,
        source: &Arc<str>,
        names: &Names,
        instance: Option<&Instance>,
    ) -> Option<Self> {
        let (base, steps) = match &written.value {
            // A name in quotes is the notation of JSON and of old releases.
            Expression::Text(text) => return Self::of_text(text),
            Expression::Access(base, steps) => (&base.value, steps.as_slice()),
            other => (other, &[][..]),
        };
        let Expression::Reference(parts) = base else { return None };
        let (local, rest) = parts.split_first()?;
        let mut name = local.clone();
        let mut index = None;
        for (position, part) in rest.iter().enumerate() {
            match position {
                0 => name = format!("{local}.{part}"),
                _ => index = Some(Index::Key(part.clone())),
            }
        }
        for step in steps {
            match step {
                Step::Attribute(alias) => name = format!("{local}.{alias}"),
                Step::Index(key) => {
                    let key = text_of(&names.value(source, key, instance));
                    index = Some(key.map_or(Index::Unknown, Index::Key));
                }
                Step::Splat | Step::AttributeSplat => return None,
            }
        }
        Some(Self { name, index })
    }

    fn of_text(text: &str) -> Option<Self> {
        let (name, key) = text.split_once('[').map_or((text, None), |(name, key)| (name, Some(key)));
        let index = key.map(|key| {
            let key = key.trim_end_matches(']').trim();
            let quoted = key.strip_prefix('"').and_then(|key| key.strip_suffix('"'));
            quoted.map_or(Index::Unknown, |key| Index::Key(key.to_owned()))
        });
        (!name.is_empty()).then(|| Self { name: name.to_owned(), index })
    }

    /// The local name without the alias.
    fn local(&self) -> &str {
        self.name.split('.').next().unwrap_or_default()
    }

    /// Whether it has an index that depends on the instance.
    pub(super) fn is_open(&self) -> bool {
        self.index == Some(Index::Unknown)
    }
}

/// The providers of a module.
#[derive(Clone, Debug, Default)]
pub(super) struct Providers {
    /// The local names that have a source, each with whether that is the one of Okta's provider.
    sources: BTreeMap<String, bool>,
    /// The configurations by local name and alias.
    known: BTreeMap<String, Configured>,
    /// What a called module takes over where nothing is passed to it.
    default: Option<Configured>,
}

impl Providers {
    /// Those of a module that is called without passing any.
    pub(super) fn inherited(&self) -> Self {
        let unnamed = self.known.iter().filter(|(name, _)| !name.contains('.') && self.is_okta(name));
        let known = unnamed.map(|(name, one)| (name.clone(), one.clone())).collect::<BTreeMap<_, _>>();
        let default = known.get(LOCAL).or_else(|| known.values().next()).cloned();
        let implied = || self.sources.iter().find(|(_, is_okta)| **is_okta).map(|(name, _)| name.clone());
        let default = default.or_else(|| self.default.clone()).or_else(|| implied().map(Configured::One));
        Self { sources: BTreeMap::new(), known, default }
    }

    /// Notes the source of a local name.
    pub(super) fn require(&mut self, local: &str, is_okta: bool) {
        self.sources.insert(local.to_owned(), is_okta);
    }

    /// Whether a local name is that of Okta's provider.
    pub(super) fn is_okta(&self, local: &str) -> bool {
        self.sources.get(local).copied().unwrap_or(local == LOCAL)
    }

    /// Adds a configuration with its address, and with the keys of its instances where it has some.
    pub(super) fn configure(&mut self, name: &str, address: &str, keys: Option<Vec<String>>) {
        let configured = match keys {
            None => Configured::One(address.to_owned()),
            Some(keys) => {
                let keyed = keys.into_iter().map(|key| (key.clone(), keyed(address, &key))).collect();
                Configured::Each(address.to_owned(), keyed)
            }
        };
        self.known.insert(name.to_owned(), configured);
    }

    /// Passes a configuration of the caller on under a name of the called module.
    pub(super) fn pass(&mut self, name: &str, caller: &Self, outer: &Reference) {
        match caller.served(outer) {
            Served::Okta(addresses) => {
                let configured = match <[String; 1]>::try_from(addresses) {
                    Ok([address]) => Configured::One(address),
                    Err(addresses) => {
                        let keyed = addresses.into_iter().map(|one| (one.clone(), one)).collect();
                        Configured::Each(outer.name.clone(), keyed)
                    }
                };
                self.known.insert(name.to_owned(), configured);
            }
            Served::Other | Served::Foreign => {
                self.known.remove(name);
            }
        }
    }

    /// What a reference means.
    pub(super) fn served(&self, reference: &Reference) -> Served {
        let local = reference.local();
        match self.sources.get(local) {
            Some(true) => {}
            Some(false) => return Served::Other,
            None if local == LOCAL || self.known.contains_key(&reference.name) => {}
            None => return Served::Foreign,
        }
        if let Some(known) = self.known.get(&reference.name) {
            return Served::Okta(known.addresses(reference.index.as_ref()));
        }
        match &self.default {
            Some(default) if reference.name == local => Served::Okta(default.addresses(None)),
            _ => Served::Okta(vec![reference.name.clone()]),
        }
    }

    /// What serves a block that names no provider.
    pub(super) fn implied(&self) -> Served {
        self.served(&Reference { name: LOCAL.to_owned(), index: None })
    }
}

/// The address of an instance of a provider configuration.
pub(super) fn keyed(address: &str, key: &str) -> String {
    format!("{address}[\"{key}\"]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognizes_the_source_of_the_provider() {
        for (source, expected) in [
            ("okta/okta", true),
            ("OKTA/Okta", true),
            ("okta", true),
            ("registry.terraform.io/okta/okta", true),
            ("registry.opentofu.org/okta/okta", true),
            ("mirror.acme.example/okta/okta", true),
            ("oktadeveloper/okta", true),
            ("hashicorp/okta", true),
            ("registry.terraform.io/-/okta", true),
            ("okta/oktapam", false),
            ("oktadeveloper/oktaasa", false),
            ("acme/okta", false),
            ("a/b/okta/okta", false),
            ("hashicorp/aws", false),
            ("", false),
        ] {
            assert_eq!(is_of_okta(source), expected, "{source}");
        }
    }

    fn reference(text: &str) -> Reference {
        Reference::of_text(text).unwrap()
    }

    #[test]
    fn keys_tell_instances_apart() {
        let mut providers = Providers::default();
        providers.configure("okta.by", "okta.by", Some(vec!["eu".to_owned(), "us".to_owned()]));
        let served = |text: &str| providers.served(&reference(text));
        assert_eq!(served("okta.by[\"eu\"]"), Served::Okta(vec!["okta.by[\"eu\"]".to_owned()]));
        let both = Served::Okta(vec!["okta.by[\"eu\"]".to_owned(), "okta.by[\"us\"]".to_owned()]);
        assert_eq!(served("okta.by[each.key]"), both);
        assert_eq!(served("aws.by"), Served::Foreign);
        assert_eq!(served("okta"), Served::Okta(vec!["okta".to_owned()]));
    }
}
