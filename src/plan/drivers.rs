//! The few operations that force a large role, and what would do without them.
//!
//! Every set of up to three standard roles is looked at: what it leaves unmet, if that is little, is what drives the
//! answer up. What is said of doing without them is what a plan without them says.

use std::collections::{BTreeMap, BTreeSet};

use super::layer::{Layer, Least, Stock};
use super::rights::Grantable;
use super::roles::RoleNeeds;
use crate::catalog::tables::{CapabilityKey, OperationKey, RoleKey};
use crate::model::Tally;
use crate::solver::Price as _;

/// How many operations a driver may name.
const MOST_OPERATIONS: usize = 3;

/// How many roles a smaller set may have.
const MOST_ROLES: usize = 3;

/// How many drivers are named.
const MOST_DRIVERS: usize = 5;

/// How many ways to keep the operations are offered.
const MOST_OFFERS: usize = 2;

/// Operations without which a smaller grant would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Driver {
    /// The operations.
    pub operations: BTreeSet<OperationKey>,
    /// The roles that they force.
    pub forces: Vec<RoleKey>,
    /// The standard roles that do without them.
    pub without: Vec<RoleKey>,
    /// What those would reach beyond the other calls.
    pub excess: Tally,
    /// The other operations of which nobody knows whether those roles are enough for them.
    pub unknown: BTreeSet<OperationKey>,
    /// Smaller roles that do with them too, when a custom role stands beside them.
    pub instead: Vec<Offer>,
}

/// Standard roles with a custom role beside them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The standard roles.
    pub standard_roles: Vec<RoleKey>,
    /// The permissions of the custom role.
    pub permissions: Vec<CapabilityKey>,
}

/// The least standard roles for the needs without some operations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rest {
    /// The roles.
    pub(super) roles: Vec<Grantable>,
    /// What they reach beyond the other calls.
    pub(super) excess: Tally,
    /// The other operations of which nobody knows what lets them pass.
    pub(super) unknown: BTreeSet<OperationKey>,
}

/// A set of roles and what it leaves unmet.
struct Smaller {
    roles: Vec<Grantable>,
    rank: (Tally, usize, Vec<usize>),
}

/// The drivers of a set of standard roles, the largest relief first; `without` plans again without some operations.
pub(super) fn drivers(
    standard: &Layer<'_, Grantable>,
    custom: &Layer<'_, Grantable>,
    needs: &RoleNeeds<'_>,
    least: &Least<Grantable>,
    without: impl Fn(&BTreeSet<OperationKey>) -> Option<Rest>,
) -> Vec<Driver> {
    let mut by_gap: BTreeMap<BTreeSet<OperationKey>, Vec<Smaller>> = BTreeMap::new();
    let keys = &standard.stock.keys;
    let excess = |roles: &[Grantable]| standard.price.of(&standard.opened(roles));
    // What is too dear alone is too dear with others.
    let cheap = |position: &usize| excess(&keys[*position..=*position]).control < least.excess.control;
    let cheap: Vec<usize> = (0..keys.len()).filter(cheap).collect();
    for chosen in subsets(cheap.len()) {
        let positions: Vec<_> = chosen.into_iter().map(|position| cheap[position]).collect();
        let roles: Vec<_> = positions.iter().map(|position| keys[*position]).collect();
        let excess = excess(&roles);
        if excess.control >= least.excess.control {
            continue;
        }
        let gap = needs.operations(&standard.unmet(&roles));
        if gap.len() <= MOST_OPERATIONS && !gap.is_empty() {
            by_gap.entry(gap).or_default().push(Smaller { rank: (excess, roles.len(), positions), roles });
        }
    }
    let every: BTreeSet<_> = needs.needs.iter().map(|need| need.operation).collect();
    let mut found: Vec<_> = by_gap.into_iter().map(|(gap, smaller)| (gap, minimal(smaller))).collect();
    found.sort_by(|a, b| (a.0.len(), &a.1[0].rank).cmp(&(b.0.len(), &b.1[0].rank)));
    let mut kept: Vec<(BTreeSet<OperationKey>, Vec<Smaller>)> = Vec::new();
    for (gap, smaller) in found {
        // Taking away more operations must bring more than taking away some of them, and leave something.
        let pointless =
            kept.iter().any(|(less, better)| less.is_subset(&gap) && better[0].rank.0 <= smaller[0].rank.0);
        if !pointless && (gap != every || kept.is_empty()) {
            kept.push((gap, smaller));
        }
    }
    let beyond_custom = |role: &RoleKey| !custom.stock.keys.contains(&Grantable::Role(*role));
    let forces_everything = |driver: &Driver| driver.forces.iter().any(beyond_custom);
    let mut named: Vec<Driver> = Vec::new();
    for (gap, smaller) in kept {
        let relieves = |rest: &Rest| {
            let same = |less: &Driver| less.operations.is_subset(&gap) && less.excess <= rest.excess;
            rest.excess.control < least.excess.control && !named.iter().any(same)
        };
        let Some(rest) = without(&gap).filter(relieves) else { continue };
        let found = driver(custom, needs, least, gap, &smaller, rest);
        let is_worth_it =
            found.operations != every || (forces_everything(&found) && !found.instead.is_empty());
        named.extend(is_worth_it.then_some(found));
        if named.len() == MOST_DRIVERS {
            break;
        }
    }
    named
}

/// The sets that contain no other of them, the best first.
fn minimal(mut smaller: Vec<Smaller>) -> Vec<Smaller> {
    smaller.sort_by(|a, b| a.rank.cmp(&b.rank));
    let all: Vec<Vec<Grantable>> = smaller.iter().map(|one| one.roles.clone()).collect();
    let contains = |large: &[Grantable], small: &[Grantable]| {
        small.len() < large.len() && small.iter().all(|role| large.contains(role))
    };
    smaller.retain(|one| !all.iter().any(|other| contains(&one.roles, other)));
    smaller
}

fn driver(
    custom: &Layer<'_, Grantable>,
    needs: &RoleNeeds<'_>,
    least: &Least<Grantable>,
    operations: BTreeSet<OperationKey>,
    smaller: &[Smaller],
    rest: Rest,
) -> Driver {
    let forces = least.granted.iter().filter(|key| !rest.roles.contains(key));
    let instead =
        smaller.iter().filter_map(|one| offer(custom, needs, &operations, one)).take(MOST_OFFERS).collect();
    Driver {
        forces: forces.copied().filter_map(Grantable::role).collect(),
        without: rest.roles.iter().copied().filter_map(Grantable::role).collect(),
        excess: rest.excess,
        unknown: rest.unknown,
        instead,
        operations,
    }
}

/// The permissions that a custom role must hold beside the roles so that they do with the operations too.
fn offer(
    custom: &Layer<'_, Grantable>,
    needs: &RoleNeeds<'_>,
    operations: &BTreeSet<OperationKey>,
    smaller: &Smaller,
) -> Option<Offer> {
    let concerned =
        needs.needs.iter().zip(custom.clauses).filter(|(need, _)| operations.contains(&need.operation));
    let clauses: Vec<_> = concerned.map(|(_, clause)| clause.clone()).collect();
    let kept = custom.stock.keys.iter().zip(&custom.stock.items).filter(|(key, _)| match key {
        Grantable::Permission(_) => true,
        Grantable::Role(_) => smaller.roles.contains(key),
    });
    let (keys, items) = kept.map(|(key, item)| (*key, item.clone())).unzip();
    let narrowed = Layer { stock: &Stock { keys, items }, clauses: &clauses, price: custom.price };
    let found = narrowed.least_beside(&smaller.roles)?;
    let permissions: Vec<_> = found.granted.iter().copied().filter_map(Grantable::permission).collect();
    let standard_roles = smaller.roles.iter().copied().filter_map(Grantable::role).collect();
    (!permissions.is_empty()).then_some(Offer { standard_roles, permissions })
}

/// Every subset of up to [`MOST_ROLES`] positions, small ones first.
fn subsets(count: usize) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    let mut from = 0;
    for _ in 0..MOST_ROLES {
        let to = all.len();
        for position in from..to {
            let next = all[position].last().map_or(0, |last| last + 1);
            let longer: Vec<_> = (next..count).map(|more| [&all[position][..], &[more]].concat()).collect();
            all.extend(longer);
        }
        from = to;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subsets_are_all_there_once() {
        let all = subsets(5);
        let distinct: BTreeSet<_> = all.iter().collect();
        assert_eq!(all.len(), 1 + 5 + 10 + 10);
        assert_eq!(distinct.len(), all.len());
    }
}
