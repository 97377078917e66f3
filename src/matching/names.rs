//! Operations by their names: `suspendUser`, `management:suspendUser`, and other spellings of the same.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::catalog::names::nearest;
use crate::catalog::tables::OperationKey;
use crate::intake::KnownNames;

/// The names of all operations.
#[derive(Debug)]
pub(super) struct NameIndex<'c> {
    catalog: &'c Catalog,
    exact: BTreeMap<&'c str, Vec<OperationKey>>,
    folded: BTreeMap<String, Vec<OperationKey>>,
    removed: BTreeMap<&'c str, usize>,
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// These operations; more than one when the name does not tell them apart.
    Operations(Vec<OperationKey>),
    /// An operation of an earlier release, by its position.
    Removed(usize),
    /// Nothing.
    Nothing,
}

impl<'c> NameIndex<'c> {
    pub(super) fn new(catalog: &'c Catalog) -> Self {
        let mut exact: BTreeMap<&str, Vec<OperationKey>> = BTreeMap::new();
        let mut folded: BTreeMap<String, Vec<OperationKey>> = BTreeMap::new();
        for (key, operation) in catalog.operations() {
            exact.entry(&operation.id).or_default().push(key);
            folded.entry(fold(&operation.id)).or_default().push(key);
        }
        let removed = catalog.tables().removed.iter().enumerate();
        let removed = removed.map(|(position, removed)| (removed.id.as_str(), position)).collect();
        Self { catalog, exact, folded, removed }
    }

    /// What a name stands for. Capitals decide only where the name begins small, as Okta's ids do: `ListUsers` is
    /// also how some languages spell `listUsers`.
    pub(super) fn resolve(&self, name: &str) -> Named {
        let name = name.trim_end_matches("()");
        if let Some((api, id)) = name.split_once(':') {
            return self.qualified(api, id);
        }
        if name.starts_with(|c: char| c.is_lowercase())
            && let Some(keys) = self.exact.get(name)
        {
            return Named::Operations(keys.clone());
        }
        if let Some(position) = self.removed.get(name) {
            return Named::Removed(*position);
        }
        let name = name.strip_suffix("Async").unwrap_or(name);
        let last = name.rsplit('.').next().unwrap_or(name);
        let exact = self.exact.get(last).filter(|_| last.starts_with(|c: char| c.is_lowercase()));
        if let Some(keys) = exact {
            return Named::Operations(self.by_receiver(name, keys));
        }
        let found = self.folded.get(&fold(name)).or_else(|| self.folded.get(&fold(last)));
        found.map_or(Named::Nothing, |keys| Named::Operations(self.by_receiver(name, keys)))
    }

    /// The operations of the resource that stands before the name, as in `client.User.ListUsers`.
    fn by_receiver(&self, name: &str, keys: &[OperationKey]) -> Vec<OperationKey> {
        let receiver = name.rsplit('.').nth(1).map(fold).unwrap_or_default();
        let receiver = singular(receiver.strip_suffix("api").unwrap_or(&receiver));
        let same = |key: &&OperationKey| singular(&fold(&self.catalog.operation(**key).tag)) == receiver;
        let narrowed: Vec<_> = keys.iter().filter(same).copied().collect();
        if narrowed.len() == 1 { narrowed } else { keys.to_vec() }
    }

    /// The operations whose id is this, whatever its capitals and separators.
    pub(super) fn spelt(&self, id: &str) -> Named {
        self.folded.get(&fold(id)).map_or(Named::Nothing, |keys| Named::Operations(keys.clone()))
    }

    fn qualified(&self, api: &str, id: &str) -> Named {
        let api = &*api.to_ascii_lowercase();
        let of_api = |keys: &Vec<OperationKey>| {
            let keys = keys.iter().copied();
            keys.filter(|key| self.catalog.api(self.catalog.operation(*key).api).name == api)
                .collect::<Vec<_>>()
        };
        let exact = self.exact.get(id).map(of_api).unwrap_or_default();
        let keys =
            if exact.is_empty() { self.folded.get(&fold(id)).map(of_api).unwrap_or_default() } else { exact };
        if !keys.is_empty() {
            return Named::Operations(keys);
        }
        let removed = self
            .removed
            .get(id)
            .filter(|position| self.catalog.api(self.catalog.tables().removed[**position].api).name == api);
        removed.map_or(Named::Nothing, |position| Named::Removed(*position))
    }

    /// The operations whose names are spelt most alike.
    pub(super) fn alike(&self, name: &str) -> Option<OperationKey> {
        let id = name.rsplit([':', '.']).next().unwrap_or(name);
        let near = nearest(id, self.exact.keys().copied())?;
        self.exact.get(near).and_then(|keys| keys.first().copied())
    }
}

impl KnownNames for NameIndex<'_> {
    fn knows(&self, name: &str) -> bool {
        self.resolve(name) != Named::Nothing
    }

    fn nearest(&self, name: &str) -> Option<String> {
        self.alike(name).map(|key| self.catalog.operation(key).id.clone())
    }
}

/// The name of a resource as all spell it: `UserFactor`, `user-factors`.
pub(super) fn resource(name: &str) -> String {
    singular(&fold(name)).to_owned()
}

/// A name without the sign of the plural, which some languages put to a resource and some do not.
fn singular(name: &str) -> &str {
    name.strip_suffix('s').unwrap_or(name)
}

/// A name without case and separators.
fn fold(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
