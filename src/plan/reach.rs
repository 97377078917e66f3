//! What a grant can do beyond what was asked: the price that plans keep as small as they can.
//!
//! Only operations that need an admin right count, and only those that the credential gets through to.

use std::hash::Hash;

use fixedbitset::FixedBitSet;
use indexmap::IndexMap;

use super::rights::Rights;
use crate::catalog::Catalog;
use crate::catalog::tables::{Operation, OperationKey, ScopeKey};
use crate::model::{Credential, Tally};
use crate::solver::Price;

/// The operations that somebody with this credential could reach, and what reaches each.
#[derive(Debug)]
pub(super) struct Reach {
    /// Each way to be reached that differs, as alternatives of rights.
    ways: Vec<Vec<FixedBitSet>>,
    /// Which way reaches which operation.
    members: Vec<Vec<OperationKey>>,
    rights: usize,
}

impl Reach {
    /// What roles and permissions reach.
    pub(super) fn of_roles(catalog: &Catalog, rights: Rights<'_>) -> Self {
        let asks = |operation: &'_ Operation| {
            let alternatives = operation.capabilities.iter().map(|one| one.all_of.clone());
            let tried = operation.tried.iter().map(|trial| (trial.role, trial.works));
            (alternatives.collect::<Vec<_>>(), operation.roles_only.clone(), tried.collect::<Vec<_>>())
        };
        Self::new(catalog, rights.len(), asks, |operation| rights.reached_by(operation))
    }

    /// What scopes reach.
    pub(super) fn of_scopes(catalog: &Catalog) -> Self {
        let count = catalog.tables().scopes.len();
        let asks = |operation: &Operation| operation.scopes.clone();
        Self::new(catalog, count, asks, |operation| {
            let alternative = |all_of: &Vec<ScopeKey>| {
                let mut set = FixedBitSet::with_capacity(count);
                set.extend(all_of.iter().map(|scope| scope.index()));
                set
            };
            operation.scopes.iter().map(alternative).collect()
        })
    }

    /// Operations that ask for the same are reached in the same ways.
    fn new<Asked: Eq + Hash>(
        catalog: &Catalog,
        rights: usize,
        asks: impl Fn(&Operation) -> Asked,
        ways: impl Fn(&Operation) -> Vec<FixedBitSet>,
    ) -> Self {
        let mut grouped: IndexMap<Asked, Vec<OperationKey>> = IndexMap::new();
        for (key, operation) in catalog.operations().filter(|(_, operation)| needs_right(operation)) {
            grouped.entry(asks(operation)).or_default().push(key);
        }
        let members: Vec<Vec<OperationKey>> = grouped.into_values().collect();
        let ways = members.iter().map(|members| ways(catalog.operation(members[0]))).collect();
        Self { ways, members, rights }
    }

    /// The price of reaching anything but the asked operations with this credential.
    pub(super) fn price(&self, catalog: &Catalog, credential: Credential, asked: &FixedBitSet) -> Excess<'_> {
        let tally = |members: &Vec<OperationKey>| {
            let counted = members.iter().filter(|key| !asked.contains(key.index()));
            let counted = counted.map(|key| catalog.operation(*key));
            let counted = counted.filter(|one| one.accepts.iter().any(|accepted| accepted.suits(credential)));
            counted.fold(Tally::default(), |sum, operation| sum + Tally::one(operation.impact))
        };
        let tallies: Vec<_> = self.members.iter().map(tally).collect();
        let mut sensitive = FixedBitSet::with_capacity(self.rights);
        for (ways, tally) in self.ways.iter().zip(&tallies) {
            if tally.total() > 0 {
                ways.iter().for_each(|way| sensitive.union_with(way));
            }
        }
        Excess { reach: self, tallies, sensitive }
    }

    /// The operations that opened rights reach, as a set of keys.
    pub(super) fn operations(&self, opened: &FixedBitSet, count: usize) -> FixedBitSet {
        let mut reached = FixedBitSet::with_capacity(count);
        for (ways, members) in self.ways.iter().zip(&self.members) {
            if ways.iter().any(|way| way.is_subset(opened)) {
                reached.extend(members.iter().map(|key| key.index()));
            }
        }
        reached
    }
}

/// Whether an operation needs an admin right, so far as anybody knows.
pub(super) fn needs_right(operation: &Operation) -> bool {
    !operation.capabilities.iter().any(|alternative| alternative.all_of.is_empty())
}

/// The price of opened rights: the operations that they reach and that nobody asked for.
#[derive(Debug)]
pub(super) struct Excess<'r> {
    reach: &'r Reach,
    tallies: Vec<Tally>,
    sensitive: FixedBitSet,
}

impl Price for Excess<'_> {
    type Value = Tally;

    fn of(&self, opened: &FixedBitSet) -> Tally {
        let groups = self.reach.ways.iter().zip(&self.tallies);
        let reached =
            groups.filter(|(ways, tally)| tally.total() > 0 && ways.iter().any(|way| way.is_subset(opened)));
        reached.fold(Tally::default(), |sum, (_, tally)| sum + *tally)
    }

    fn sensitive(&self) -> &FixedBitSet {
        &self.sensitive
    }
}

/// How many operations of a set there are that nobody asked for and that the credential gets through to.
pub(super) fn tally(
    catalog: &Catalog,
    credential: Credential,
    reached: &FixedBitSet,
    asked: &FixedBitSet,
) -> Tally {
    let counted = reached.difference(asked).map(|position| catalog.operation(OperationKey::new(position)));
    let counted = counted.filter(|one| one.accepts.iter().any(|accepted| accepted.suits(credential)));
    counted.fold(Tally::default(), |sum, operation| sum + Tally::one(operation.impact))
}
