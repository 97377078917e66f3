//! Operations by their names: `suspendUser`, `management:suspendUser`, and other spellings of the same.

use crate::catalog::Catalog;
use crate::catalog::names::nearest;
use crate::catalog::tables::OperationKey;

/// The names of all operations.
#[derive(Debug)]
pub(super) struct NameIndex<'c> {
    catalog: &'c Catalog,
    /// The operations in the order of their names without case and separators, each with how that begins.
    order: Vec<(Beginning, OperationKey)>,
}

/// The first letters of a folded name: most names differ there already.
type Beginning = [u8; 16];

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
    pub(super) fn alike_spelt(&self, id: &str) -> Vec<OperationKey> {
        let wanted = beginning(id);
        let order = |(start, key): &(Beginning, OperationKey)| {
            start.cmp(&wanted).then_with(|| folded(&self.catalog.operation(*key).id).cmp(folded(id)))
        };
        let first = self.order.partition_point(|entry| order(entry).is_lt());
        let same = self.order.iter().skip(first).take_while(|entry| order(entry).is_eq());
        same.map(|(_, key)| *key).collect()
    }

    /// The operations whose id is exactly this.
    pub(super) fn exactly(&self, id: &str) -> Vec<OperationKey> {
        let mut keys = self.alike_spelt(id);
        keys.retain(|key| self.catalog.operation(*key).id == id);
        keys
    }

    /// The position of an operation of an earlier release.
    pub(super) fn removed(&self, id: &str) -> Option<usize> {
        self.catalog.tables().removed.iter().rposition(|removed| removed.id == id)
    }

    /// The operation whose id has dots in it, such as `authn.primary`.
    pub(super) fn dotted(&self, name: &str) -> Option<OperationKey> {
        let same = |key: &OperationKey| {
            let id = &self.catalog.operation(*key).id;
            id.contains('.') && id.eq_ignore_ascii_case(name)
        };
        name.contains('.').then(|| self.alike_spelt(name).into_iter().find(same)).flatten()
    }

    /// Whether a name is a word of everyday texts that is also the id of an operation, such as `token`.
    pub(super) fn is_word(&self, name: &str) -> bool {
        self.alike_spelt(name).iter().any(|key| {
            let id = &self.catalog.operation(*key).id;
            let verb = VERBS.iter().any(|verb| id.len() > verb.len() && id.starts_with(verb));
            !verb && id.chars().all(|c| c.is_ascii_lowercase())
        })
    }

    /// The operations whose names are spelt most alike.
    pub(super) fn alike(&self, name: &str) -> Option<OperationKey> {
        let id = name.rsplit([':', '.']).next().unwrap_or(name);
        let ids = self.catalog.operations().map(|(_, operation)| operation.id.as_str());
        let near = nearest(id, ids)?;
        self.exactly(near).first().copied()
    }
}

/// Words that ids of operations begin with: with more letters behind one, an id is no word of everyday texts.
const VERBS: [&str; 6] = ["create", "delete", "get", "list", "replace", "update"];

/// The name of a resource as all spell it: `UserFactor`, `user-factors`.
pub(super) fn resource(name: &str) -> String {
    singular(&fold(name)).to_owned()
}

/// A name without the sign of the plural, which some languages put to a resource and some do not.
fn singular(name: &str) -> &str {
    name.strip_suffix('s').unwrap_or(name)
}

/// A name without case and separators.
pub(super) fn fold(name: &str) -> String {
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
