//! Entries of a snapshot with the same id: only one of them could be found by it.

use std::collections::BTreeMap;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Known, Org};

/// Two entries of a list with the same id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Doubled {
    /// The member of the snapshot that holds the list.
    pub(super) list: &'static str,
    first: usize,
    second: usize,
}

impl Doubled {
    /// The first two entries with the same id, in a list whose entries are found by their ids.
    pub(super) fn find(org: &Org) -> Option<Self> {
        doubled("apps", &org.apps, |one| &one.id)
            .or_else(|| doubled("clients", &org.clients, |one| &one.id))
            .or_else(|| doubled("integrations", &org.integrations, |one| &one.id))
            .or_else(|| doubled("api_tokens", &org.api_tokens, |one| &one.id))
            .or_else(|| doubled("users", &org.users, |one| &one.id))
            .or_else(|| doubled("groups", &org.groups, |one| &one.id))
            .or_else(|| doubled("custom_roles", &org.custom_roles, |one| &one.id))
            .or_else(|| doubled("resource_sets", &org.resource_sets, |one| &one.id))
            .or_else(|| doubled("zones", &org.zones, |one| &one.id))
    }

    /// The two entries as slices of the text of the snapshot, the first one first.
    pub(super) fn slices<'t>(&self, text: &'t [u8]) -> Option<(&'t str, &'t str)> {
        let whole: Members<'t> = serde_json::from_slice(text).ok()?;
        let list: Members<'t> = members(whole.get(self.list)?)?;
        let entries = match list.get("known") {
            Some(entries) => *entries,
            None => members(list.get("partial")?)?.remove("value")?,
        };
        let entries: Vec<&RawValue> = serde_json::from_str(entries.get()).ok()?;
        let slice = |at: usize| {
            let entry = *entries.get(at)?;
            let id = members(entry).and_then(|members| members.get("id").copied());
            Some(id.unwrap_or(entry).get())
        };
        Some((slice(self.first)?, slice(self.second)?))
    }
}

/// The members of an object, as slices of the text.
type Members<'t> = BTreeMap<String, &'t RawValue>;

fn members(object: &RawValue) -> Option<Members<'_>> {
    serde_json::from_str(object.get()).ok()
}

fn doubled<T>(list: &'static str, known: &Known<Vec<T>>, id: impl Fn(&T) -> &str) -> Option<Doubled> {
    let mut seen = BTreeMap::new();
    known.entries().iter().enumerate().find_map(|(second, entry)| {
        let first = seen.insert(id(entry), second)?;
        Some(Doubled { list, first, second })
    })
}

/// Reads an object in which no key is there twice.
pub(crate) fn distinct_keys<'de, D, V>(deserializer: D) -> Result<BTreeMap<String, V>, D::Error>
where
    D: Deserializer<'de>,
    V: Deserialize<'de>,
{
    struct Distinct<V>(std::marker::PhantomData<V>);

    impl<'de, V: Deserialize<'de>> Visitor<'de> for Distinct<V> {
        type Value = BTreeMap<String, V>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a map")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut found = BTreeMap::new();
            while let Some(key) = map.next_key::<String>()? {
                if found.contains_key(&key) {
                    return Err(A::Error::custom(format_args!("duplicate field `{key}`")));
                }
                found.insert(key, map.next_value()?);
            }
            Ok(found)
        }
    }

    deserializer.deserialize_map(Distinct(std::marker::PhantomData))
}
