//! What a principal holds, by keys of the catalog, and what it can do with that.

use std::collections::BTreeSet;

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
    pub scopes: Option<BTreeSet<OperationKey>>,
    /// By the roles, as if the scopes allowed everything.
    pub roles: Option<BTreeSet<OperationKey>>,
    /// By what was given of both.
    pub effective: BTreeSet<OperationKey>,
}

impl Holding {
    /// What it can do with a credential, conditions and cases counted as met.
    pub fn reach(&self, catalog: &Catalog, options: &Options, credential: Credential) -> Reached {
        let rights = Rights::new(catalog, options);
        let scopes = self.scopes.as_ref().filter(|_| credential.has_scopes()).map(|scopes| {
            let stock = scope_stock(rights, scopes);
            reached(catalog, credential, &Reach::of_scopes(catalog), &stock)
        });
        let roles = self.roles.as_ref().map(|roles| {
            let stock = Stock::new(roles.clone(), |key| rights.item(key));
            reached(catalog, credential, &Reach::of_roles(rights), &stock)
        });
        let effective = match (&scopes, &roles) {
            (Some(scopes), Some(roles)) => scopes & roles,
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (None, None) => BTreeSet::new(),
        };
        Reached { scopes, roles, effective }
    }
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
    let keys = reach.operations(&opened).ones().map(OperationKey::new).collect::<Vec<_>>();
    let suits = |key: &OperationKey| {
        catalog.operation(*key).accepts.iter().any(|accepted| accepted.suits(credential))
    };
    keys.into_iter().filter(suits).collect()
}
