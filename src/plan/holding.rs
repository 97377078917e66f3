//! What a principal holds, by keys of the catalog, and what it can do with that.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::Options;
use super::layer::Stock;
use super::reach::Reach;
use super::rights::{Grantable, Rights};
use super::scopes;
use crate::catalog::Catalog;
use crate::catalog::tables::{OperationKey, ScopeKey};
use crate::model::Credential;

/// What a principal holds. A layer of which nothing is known is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// The scopes.
    pub scopes: Option<Vec<ScopeKey>>,
    /// The standard roles, and the permissions of custom roles.
    pub roles: Option<Vec<Grantable>>,
}

/// The operations that a holding reaches and that need an admin right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// By the scopes, as if the roles allowed everything.
    pub scopes: Option<Arc<BTreeSet<OperationKey>>>,
    /// By the roles, as if the scopes allowed everything.
    pub roles: Option<Arc<BTreeSet<OperationKey>>>,
    /// By what was given of both.
    pub effective: BTreeSet<OperationKey>,
}

impl Holding {
    /// What it can do with a credential, conditions and cases counted as met.
    pub fn reach(&self, catalog: &Catalog, options: &Options, credential: Credential) -> Reached {
        Reachable::new(catalog, options).by(self, credential)
    }
}

/// What anybody could reach: made once, asked for many holdings.
#[derive(Debug)]
pub struct Reachable<'c> {
    rights: Rights<'c>,
    by_scopes: Reach,
    by_roles: Reach,
    /// What was worked out already: of thousands of principals, many hold the same.
    known_scopes: Known<ScopeKey>,
    known_roles: Known<Grantable>,
    known_everything: Known<()>,
}

/// What holdings of one layer reach with a credential.
type Known<Key> = Mutex<BTreeMap<(Vec<Key>, Credential), Arc<BTreeSet<OperationKey>>>>;

impl<'c> Reachable<'c> {
    /// What the facts of a catalog say, as far as the options let them count.
    pub fn new(catalog: &'c Catalog, options: &'c Options) -> Self {
        let rights = Rights::new(catalog, options);
        Self {
            rights,
            by_scopes: Reach::of_scopes(catalog),
            by_roles: Reach::of_roles(rights),
            known_scopes: Mutex::default(),
            known_roles: Mutex::default(),
            known_everything: Mutex::default(),
        }
    }

    /// The catalog.
    pub const fn catalog(&self) -> &'c Catalog {
        self.rights.catalog
    }

    /// The options.
    pub const fn options(&self) -> &'c Options {
        self.rights.options
    }

    /// What a holding reaches with a credential, conditions and cases counted as met.
    pub fn by(&self, holding: &Holding, credential: Credential) -> Reached {
        let Self { rights, by_scopes, by_roles, .. } = self;
        let catalog = rights.catalog;
        let scopes = holding.scopes.as_ref().filter(|_| credential.has_scopes());
        let scopes = scopes.map(|scopes| {
            known(&self.known_scopes, scopes, credential, || {
                reached(catalog, credential, by_scopes, &scope_stock(*rights, scopes))
            })
        });
        let roles = holding.roles.as_ref().map(|roles| {
            known(&self.known_roles, roles, credential, || {
                let stock = Stock::new(roles.clone(), |key| rights.item(key));
                reached(catalog, credential, by_roles, &stock)
            })
        });
        let effective = match (&scopes, &roles) {
            (Some(scopes), Some(roles)) => &**scopes & &**roles,
            (Some(one), None) | (None, Some(one)) => BTreeSet::clone(one),
            (None, None) => BTreeSet::new(),
        };
        Reached { scopes, roles, effective }
    }

    /// What a holding reaches at most, where a layer of which nothing is known may hold everything.
    pub fn at_most(&self, holding: &Holding, credential: Credential) -> BTreeSet<OperationKey> {
        let is_limited = holding.roles.is_some() || (credential.has_scopes() && holding.scopes.is_some());
        if is_limited { self.by(holding, credential).effective } else { self.everything(credential) }
    }

    /// What all scopes and what all roles reach.
    fn everything(&self, credential: Credential) -> BTreeSet<OperationKey> {
        let Self { rights, by_scopes, by_roles, .. } = self;
        let all = known(&self.known_everything, &[], credential, || {
            let mut operations = by_roles.operations(&by_roles.all());
            if credential.has_scopes() {
                operations.union_with(&by_scopes.operations(&by_scopes.all()));
            }
            suiting(rights.catalog, credential, &operations)
        });
        BTreeSet::clone(&all)
    }
}

/// What is known of a holding, or what is found out about it now.
fn known<Key: Clone + Ord>(
    known: &Known<Key>,
    held: &[Key],
    credential: Credential,
    find: impl FnOnce() -> BTreeSet<OperationKey>,
) -> Arc<BTreeSet<OperationKey>> {
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(known.entry((held.to_vec(), credential)).or_insert_with(|| Arc::new(find())))
}

/// Scopes with what each covers.
pub(super) fn scope_stock(rights: Rights<'_>, keys: &[ScopeKey]) -> Stock<ScopeKey> {
    Stock::new(keys.to_vec(), |key| scopes::item(rights, key))
}

fn reached<Key>(
    catalog: &Catalog,
    credential: Credential,
    reach: &Reach,
    stock: &Stock<Key>,
) -> BTreeSet<OperationKey> {
    let mut opened = fixedbitset::FixedBitSet::new();
    for item in &stock.items {
        opened.grow(item.opens.len());
        opened.union_with(&item.opens);
    }
    suiting(catalog, credential, &reach.operations(&opened))
}

/// The operations of a set to which a credential gets through.
fn suiting(
    catalog: &Catalog,
    credential: Credential,
    operations: &fixedbitset::FixedBitSet,
) -> BTreeSet<OperationKey> {
    let keys = operations.ones().map(OperationKey::new);
    let suits = |key: &OperationKey| {
        catalog.operation(*key).accepts.iter().any(|accepted| accepted.suits(credential))
    };
    keys.filter(suits).collect()
}
