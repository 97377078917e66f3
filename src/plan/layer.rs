//! One layer of a plan: things that can be granted, the clauses that needs make of them, and the least set.

use std::collections::BTreeSet;

use fixedbitset::FixedBitSet;

use super::reach::Excess;
use crate::model::Tally;
use crate::solver::{Clause, Item, Problem, solve};

/// What can be granted; `Key` names a thing, its position breaks ties.
#[derive(Debug)]
pub(super) struct Stock<Key> {
    /// The things, in the order that breaks ties.
    pub(super) keys: Vec<Key>,
    /// What each gives.
    pub(super) items: Vec<Item>,
}

impl<Key: Copy> Stock<Key> {
    pub(super) fn new(keys: Vec<Key>, item: impl FnMut(Key) -> Item) -> Self {
        let items = keys.iter().copied().map(item).collect();
        Self { keys, items }
    }

    /// What is left when some things cannot be granted.
    pub(super) fn without(self, taken_out: impl Fn(Key) -> bool) -> Self {
        let left = self.keys.into_iter().zip(self.items).filter(|(key, _)| !taken_out(*key));
        let (keys, items) = left.unzip();
        Self { keys, items }
    }
}

impl<Key: Copy + PartialEq> Stock<Key> {
    /// The same with more things behind, those left out that it has already.
    pub(super) fn with(&self, more: &Self) -> Self {
        let mut stock = Self { keys: self.keys.clone(), items: self.items.clone() };
        for (key, item) in more.keys.iter().zip(&more.items) {
            if !stock.keys.contains(key) {
                stock.keys.push(*key);
                stock.items.push(item.clone());
            }
        }
        stock
    }

    /// Only some of its things, in the same order.
    pub(super) fn only(&self, keys: &[Key]) -> Self {
        let kept = self.keys.iter().zip(&self.items).filter(|(key, _)| keys.contains(key));
        let (keys, items) = kept.map(|(key, item)| (*key, item.clone())).unzip();
        Self { keys, items }
    }
}

/// What can be granted, what must hold and what it costs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layer<'a, Key> {
    /// What can be granted.
    pub(super) stock: &'a Stock<Key>,
    /// What each need asks for.
    pub(super) clauses: &'a [Clause],
    /// What it costs.
    pub(super) price: &'a Excess<'a>,
}

/// The least set of a layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Least<Key> {
    /// What is granted.
    pub(super) granted: Vec<Key>,
    /// What that reaches beyond what was asked.
    pub(super) excess: Tally,
}

impl<Key: Copy + PartialEq> Layer<'_, Key> {
    /// The least set that meets every clause; none when no set does.
    pub(super) fn least(&self) -> Option<Least<Key>> {
        self.least_beside(&[])
    }

    /// The least set that meets every clause and contains what is given.
    pub(super) fn least_beside(&self, given: &[Key]) -> Option<Least<Key>> {
        let mut distinct: Vec<Clause> = Vec::new();
        for clause in self.clauses {
            if !distinct.contains(clause) {
                distinct.push(clause.clone());
            }
        }
        let given: Vec<_> = given.iter().filter_map(|key| self.position(*key)).collect();
        let items = &self.stock.items;
        let problem = Problem { items, clauses: &distinct, price: self.price, given: &given };
        let rank = solve(&problem)?.rank;
        let granted = rank.items.iter().map(|position| self.stock.keys[*position]).collect();
        Some(Least { granted, excess: rank.price })
    }

    fn position(&self, key: Key) -> Option<usize> {
        self.stock.keys.iter().position(|known| *known == key)
    }

    /// What the granted things cover together, one of them left out if wanted.
    pub(super) fn covered(&self, granted: &[Key], without: Option<Key>) -> FixedBitSet {
        self.union(granted.iter().copied().filter(|key| Some(*key) != without), |item| &item.covers)
    }

    /// What the granted things open together.
    pub(super) fn opened(&self, granted: &[Key]) -> FixedBitSet {
        self.union(granted.iter().copied(), |item| &item.opens)
    }

    fn union(&self, keys: impl Iterator<Item = Key>, of: impl Fn(&Item) -> &FixedBitSet) -> FixedBitSet {
        let mut union = FixedBitSet::new();
        for position in keys.filter_map(|key| self.position(key)) {
            let set = of(&self.stock.items[position]);
            union.grow(set.len());
            union.union_with(set);
        }
        union
    }

    /// The positions of the clauses that fail when one granted thing is taken away.
    pub(super) fn depending(&self, granted: &[Key], key: Key) -> Vec<usize> {
        self.failing(&self.covered(granted, Some(key)))
    }

    /// The positions of the clauses that do not hold with what is granted.
    pub(super) fn unmet(&self, granted: &[Key]) -> Vec<usize> {
        self.failing(&self.covered(granted, None))
    }

    /// For each clause, the granted things that serve it: each is part of a smallest set of them that meets the
    /// clause. Where two things could each meet it alone, both serve it.
    pub(super) fn serving(&self, granted: &[Key]) -> Vec<Vec<Key>> {
        let items: Vec<_> = granted.iter().filter_map(|key| Some((*key, self.position(*key)?))).collect();
        let covers: Vec<_> = items.iter().map(|(_, position)| &self.stock.items[*position].covers).collect();
        let serving = |clause: &Clause| {
            let sets = smallest_sets(clause, &covers);
            let serves = |number: usize| sets.iter().any(|set| set.contains(&number));
            let numbered = items.iter().enumerate().filter(|(number, _)| serves(*number));
            numbered.map(|(_, (key, _))| *key).collect()
        };
        self.clauses.iter().map(serving).collect()
    }

    fn failing(&self, covered: &FixedBitSet) -> Vec<usize> {
        let failing = self.clauses.iter().enumerate().filter(|(_, clause)| !clause.holds(covered));
        failing.map(|(position, _)| position).collect()
    }
}

/// The sets of things that meet a clause and of which no part does, by the numbers of the things.
fn smallest_sets(clause: &Clause, covers: &[&FixedBitSet]) -> Vec<BTreeSet<usize>> {
    let mut found = Vec::new();
    for alternative in &clause.any_of {
        let mut sets = vec![BTreeSet::new()];
        for right in alternative.ones() {
            let givers: Vec<usize> =
                (0..covers.len()).filter(|number| covers[*number].contains(right)).collect();
            let (met, open): (Vec<_>, Vec<_>) = sets
                .into_iter()
                .partition(|set: &BTreeSet<usize>| givers.iter().any(|giver| set.contains(giver)));
            let longer = open.iter().flat_map(|set| {
                givers.iter().map(|giver| set.iter().copied().chain([*giver]).collect::<BTreeSet<_>>())
            });
            sets = smallest(met.into_iter().chain(longer).collect());
        }
        found.extend(sets);
    }
    smallest(found)
}

/// The sets that contain no other of them.
fn smallest(mut sets: Vec<BTreeSet<usize>>) -> Vec<BTreeSet<usize>> {
    sets.sort_by_key(BTreeSet::len);
    let mut kept: Vec<BTreeSet<usize>> = Vec::new();
    for set in sets {
        if !kept.iter().any(|less| less.is_subset(&set)) {
            kept.push(set);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(rights: &[usize]) -> FixedBitSet {
        rights.iter().copied().collect()
    }

    fn sets(any_of: &[&[usize]], covers: &[&[usize]]) -> Vec<Vec<usize>> {
        let clause = Clause { any_of: any_of.iter().map(|rights| bits(rights)).collect() };
        let covers: Vec<_> = covers.iter().map(|rights| bits(rights)).collect();
        let found = smallest_sets(&clause, &covers.iter().collect::<Vec<_>>());
        found.into_iter().map(|set| set.into_iter().collect()).collect()
    }

    #[test]
    fn things_that_could_each_serve_are_all_found() {
        assert_eq!(sets(&[&[1], &[2]], &[&[1], &[2], &[3]]), [[0], [1]]);
        assert_eq!(sets(&[&[1, 2]], &[&[1], &[2], &[1, 2]]), [vec![2], vec![0, 1]]);
        assert_eq!(sets(&[&[1, 2]], &[&[1]]), Vec::<Vec<usize>>::new());
        assert_eq!(sets(&[&[]], &[&[1]]), [Vec::<usize>::new()], "what needs nothing is served by nothing");
    }
}
