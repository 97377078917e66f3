//! What a grant can do beyond what was asked: the price that plans keep as small as they can.
//!
//! Only operations that need an admin right count, and only those that the credential gets through to.

use std::collections::BTreeMap;
use std::hash::Hash;

use fixedbitset::FixedBitSet;
use indexmap::IndexMap;

use super::rights::Rights;
use crate::catalog::Catalog;
use crate::catalog::tables::{CapabilityKey, Operation, OperationKey, RoleKey, ScopeKey};
use crate::model::{Credential, Tally};
use crate::solver::Price;

/// The operations that somebody with this credential could reach, and what reaches each.
#[derive(Debug)]
pub(super) struct Reach {
    /// The operations, those together that are reached in the same ways.
    groups: Vec<Group>,
    rights: usize,
    operations: usize,
}

/// What decides by which rights an operation is reached.
#[derive(PartialEq, Eq, Hash)]
struct Asked<'c> {
    alternatives: Vec<&'c [CapabilityKey]>,
    roles_only: Option<&'c [RoleKey]>,
    tried: Vec<(RoleKey, bool)>,
}

impl<'c> Asked<'c> {
    fn of(operation: &'c Operation) -> Self {
        Self {
            alternatives: operation.capabilities.iter().map(|one| one.all_of.as_slice()).collect(),
            roles_only: operation.roles_only.as_deref(),
            tried: operation.tried.iter().map(|trial| (trial.role, trial.works)).collect(),
        }
    }
}

/// Operations that are reached in the same ways.
#[derive(Debug)]
struct Group {
    /// Alternatives, each the positions of rights of which all are needed.
    ways: Vec<Vec<usize>>,
    members: Vec<OperationKey>,
}

impl Group {
    fn is_reached(&self, opened: &FixedBitSet) -> bool {
        self.ways.iter().any(|way| is_open(way, opened))
    }
}

/// Whether all rights of a way are opened.
fn is_open(way: &[usize], opened: &FixedBitSet) -> bool {
    way.iter().all(|right| opened.contains(*right))
}

impl Reach {
    /// What roles and permissions reach.
    pub(super) fn of_roles(rights: Rights<'_>) -> Self {
        Self::new(rights.catalog, rights.len(), Asked::of, |operation| {
            rights.reached_by(operation).iter().map(|way| way.ones().collect()).collect()
        })
    }

    /// What scopes reach.
    pub(super) fn of_scopes(catalog: &Catalog) -> Self {
        let count = catalog.tables().scopes.len();
        let alternative = |all_of: &Vec<ScopeKey>| all_of.iter().map(|scope| scope.index()).collect();
        Self::new(
            catalog,
            count,
            |operation| &operation.scopes,
            |operation| operation.scopes.iter().map(alternative).collect(),
        )
    }

    /// Operations that ask for the same are reached in the same ways.
    fn new<'c, A: Eq + Hash>(
        catalog: &'c Catalog,
        rights: usize,
        asks: impl Fn(&'c Operation) -> A,
        ways: impl Fn(&'c Operation) -> Vec<Vec<usize>>,
    ) -> Self {
        let mut grouped: IndexMap<A, Vec<OperationKey>> = IndexMap::new();
        for (key, operation) in catalog.operations().filter(|(_, operation)| needs_right(operation)) {
            grouped.entry(asks(operation)).or_default().push(key);
        }
        let group = |members: Vec<OperationKey>| Group { ways: ways(catalog.operation(members[0])), members };
        let groups = grouped.into_values().map(group).collect();
        Self { groups, rights, operations: catalog.tables().operations.len() }
    }

    /// The price of reaching anything but the asked operations with this credential.
    pub(super) fn price(&self, catalog: &Catalog, credential: Credential, asked: &FixedBitSet) -> Excess<'_> {
        let beyond = |group: &Group| {
            tally(catalog, credential, group.members.iter().filter(|key| !asked.contains(key.index())))
        };
        let tallies = self.groups.iter().enumerate().map(|(position, group)| (position, beyond(group)));
        let priced: Vec<_> = tallies.filter(|(_, tally)| tally.total() > 0).collect();
        let mut sensitive = FixedBitSet::with_capacity(self.rights);
        let mut alone: BTreeMap<usize, FixedBitSet> = BTreeMap::new();
        let mut together = Vec::new();
        for (number, (position, _)) in priced.iter().enumerate() {
            for way in &self.groups[*position].ways {
                sensitive.extend(way.iter().copied());
                match way[..] {
                    [right] => {
                        let opens = || FixedBitSet::with_capacity(priced.len());
                        alone.entry(right).or_insert_with(opens).insert(number);
                    }
                    _ => together.push((way.as_slice(), number)),
                }
            }
        }
        Excess { reach: self, priced, alone: alone.into_iter().collect(), together, sensitive }
    }

    /// All rights.
    pub(super) fn all(&self) -> FixedBitSet {
        let mut all = FixedBitSet::with_capacity(self.rights);
        all.insert_range(..);
        all
    }

    /// The operations that opened rights reach, as a set of keys.
    pub(super) fn operations(&self, opened: &FixedBitSet) -> FixedBitSet {
        let mut reached = FixedBitSet::with_capacity(self.operations);
        let groups = self.groups.iter().filter(|group| group.is_reached(opened));
        reached.extend(groups.flat_map(|group| &group.members).map(|key| key.index()));
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
    /// The positions of the groups that hold such operations, and how many of them.
    priced: Vec<(usize, Tally)>,
    /// The rights that reach some of these groups by themselves, and which.
    alone: Vec<(usize, FixedBitSet)>,
    /// The other ways to reach one of them.
    together: Vec<(&'r [usize], usize)>,
    sensitive: FixedBitSet,
}

impl Excess<'_> {
    /// The operations that opened rights reach, asked or not.
    pub(super) fn reached(&self, opened: &FixedBitSet) -> FixedBitSet {
        self.reach.operations(opened)
    }

    /// Whether it asks the same price for everything.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.priced == other.priced
    }
}

impl Price for Excess<'_> {
    type Value = Tally;

    fn of(&self, opened: &FixedBitSet) -> Tally {
        let mut reached = FixedBitSet::with_capacity(self.priced.len());
        for (_, groups) in self.alone.iter().filter(|(right, _)| opened.contains(*right)) {
            reached.union_with(groups);
        }
        let open = self.together.iter().filter(|(way, _)| is_open(way, opened));
        reached.extend(open.map(|(_, number)| *number));
        reached.ones().fold(Tally::default(), |sum, number| sum + self.priced[number].1)
    }

    fn sensitive(&self) -> &FixedBitSet {
        &self.sensitive
    }
}

/// How much can be done with operations, of those that the credential gets through to.
pub(super) fn tally<'k>(
    catalog: &Catalog,
    credential: Credential,
    operations: impl IntoIterator<Item = &'k OperationKey>,
) -> Tally {
    let counted = operations.into_iter().map(|key| catalog.operation(*key));
    let counted = counted.filter(|one| one.accepts.iter().any(|accepted| accepted.suits(credential)));
    counted.fold(Tally::default(), |sum, operation| sum + Tally::one(operation.impact))
}
