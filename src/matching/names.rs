//! Operations by their names: `suspendUser`, `management:suspendUser`, and other spellings of the same.

use std::collections::BTreeSet;

use crate::catalog::Catalog;
use crate::catalog::names::nearest;
use crate::catalog::tables::OperationKey;
use crate::intake::KnownNames;

/// The names of all operations.
#[derive(Debug)]
pub(super) struct NameIndex<'c> {
    catalog: &'c Catalog,
    /// The operations in the order of their names without case and separators, each with how that begins.
    order: Vec<(Beginning, OperationKey)>,
}

/// The first letters of a folded name: most names differ there already.
type Beginning = [u8; 16];

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
        let mut order: Vec<_> =
            catalog.operations().map(|(key, operation)| (beginning(&operation.id), key)).collect();
        let id = |key: OperationKey| folded(&catalog.operation(key).id);
        order.sort_unstable_by(|(a, one), (b, other)| {
            a.cmp(b).then_with(|| id(*one).cmp(id(*other))).then(one.cmp(other))
        });
        Self { catalog, order }
    }

    /// The operations whose id is this, whatever its capitals and separators.
    fn alike_spelt(&self, id: &str) -> Vec<OperationKey> {
        let wanted = beginning(id);
        let order = |(start, key): &(Beginning, OperationKey)| {
            start.cmp(&wanted).then_with(|| folded(&self.catalog.operation(*key).id).cmp(folded(id)))
        };
        let first = self.order.partition_point(|entry| order(entry).is_lt());
        let same = self.order.iter().skip(first).take_while(|entry| order(entry).is_eq());
        same.map(|(_, key)| *key).collect()
    }

    /// The operations whose id is exactly this.
    fn exactly(&self, id: &str) -> Vec<OperationKey> {
        let mut keys = self.alike_spelt(id);
        keys.retain(|key| self.catalog.operation(*key).id == id);
        keys
    }

    /// The position of an operation of an earlier release.
    fn removed(&self, id: &str) -> Option<usize> {
        self.catalog.tables().removed.iter().rposition(|removed| removed.id == id)
    }

    /// What a name stands for. Capitals decide only where the name begins small, as Okta's ids do: `ListUsers` is
    /// also how some languages spell `listUsers`.
    pub(super) fn resolve(&self, name: &str) -> Named {
        let name = name.trim_end_matches("()");
        if let Some((api, id)) = name.split_once(':') {
            return self.qualified(api, id);
        }
        let exactly = |id: &str| {
            let small = id.starts_with(|c: char| c.is_lowercase());
            small.then(|| self.exactly(id)).filter(|keys| !keys.is_empty())
        };
        if let Some(keys) = exactly(name) {
            return Named::Operations(keys);
        }
        if let Some(position) = self.removed(name) {
            return Named::Removed(position);
        }
        let name = name.strip_suffix("Async").unwrap_or(name);
        let last = name.rsplit('.').next().unwrap_or(name);
        let alike = |id: &str| Some(self.alike_spelt(id)).filter(|keys| !keys.is_empty());
        let found = exactly(last).or_else(|| alike(name)).or_else(|| alike(last));
        found.map_or(Named::Nothing, |keys| Named::Operations(self.by_receiver(name, &keys)))
    }

    /// The operations of the resource that stands before the name, as in `client.User.ListUsers`.
    fn by_receiver(&self, name: &str, keys: &[OperationKey]) -> Vec<OperationKey> {
        let receiver = name.rsplit('.').nth(1).map(fold).unwrap_or_default();
        let receiver = singular(receiver.strip_suffix("api").unwrap_or(&receiver));
        let same = |key: &&OperationKey| singular(&fold(&self.catalog.operation(**key).tag)) == receiver;
        let narrowed: Vec<_> = keys.iter().filter(same).copied().collect();
        if narrowed.len() == 1 { narrowed } else { keys.to_vec() }
    }

    /// What an id stands for, whatever its capitals and separators.
    pub(super) fn spelt(&self, id: &str) -> Named {
        let keys = self.alike_spelt(id);
        if keys.is_empty() { Named::Nothing } else { Named::Operations(keys) }
    }

    fn qualified(&self, api: &str, id: &str) -> Named {
        let api = &*api.to_ascii_lowercase();
        let of_api = |mut keys: Vec<OperationKey>| {
            keys.retain(|key| self.catalog.api(self.catalog.operation(*key).api).name == api);
            keys
        };
        let exact = of_api(self.exactly(id));
        let keys = if exact.is_empty() { of_api(self.alike_spelt(id)) } else { exact };
        if !keys.is_empty() {
            return Named::Operations(keys);
        }
        let removed = self
            .removed(id)
            .filter(|position| self.catalog.api(self.catalog.tables().removed[*position].api).name == api);
        removed.map_or(Named::Nothing, Named::Removed)
    }

    /// The operations whose names are spelt most alike.
    pub(super) fn alike(&self, name: &str) -> Option<OperationKey> {
        let id = name.rsplit([':', '.']).next().unwrap_or(name);
        let ids: BTreeSet<&str> =
            self.catalog.operations().map(|(_, operation)| operation.id.as_str()).collect();
        let near = nearest(id, ids.into_iter())?;
        self.exactly(near).first().copied()
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
    folded(name).map(char::from).collect()
}

/// The letters of a name without case and separators.
fn folded(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().filter(u8::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase())
}

/// How a folded name begins.
fn beginning(name: &str) -> Beginning {
    let mut beginning = Beginning::default();
    for (place, letter) in beginning.iter_mut().zip(folded(name)) {
        *place = letter;
    }
    beginning
}
