//! Makes a partly solved problem as small as it can be without losing its best answer.

use fixedbitset::FixedBitSet;

use super::problem::{Clause, Item, Price, Problem};

/// Where the search stands: what is chosen, what may still be, and what is still to meet.
#[derive(Clone, Debug)]
pub(super) struct State {
    pub(super) chosen: FixedBitSet,
    pub(super) allowed: FixedBitSet,
    pub(super) covered: FixedBitSet,
    pub(super) opened: FixedBitSet,
    pub(super) clauses: Vec<Clause>,
}

/// Some clause cannot be met any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Infeasible;

impl State {
    pub(super) fn new<P: Price>(problem: &Problem<'_, P>) -> Self {
        let rights = problem.price.sensitive().len();
        let mut allowed = FixedBitSet::with_capacity(problem.items.len());
        allowed.insert_range(..);
        let mut state = Self {
            chosen: FixedBitSet::with_capacity(problem.items.len()),
            allowed,
            covered: FixedBitSet::with_capacity(rights),
            opened: FixedBitSet::with_capacity(rights),
            clauses: problem.clauses.to_vec(),
        };
        for item in problem.given {
            state.choose(*item, problem.items);
        }
        state.drop_useless(problem.items);
        state
    }

    pub(super) fn choose(&mut self, item: usize, items: &[Item]) {
        self.chosen.insert(item);
        self.allowed.set(item, false);
        self.covered.union_with(&items[item].covers);
        self.opened.union_with(&items[item].opens);
    }

    /// Applies every reduction until none applies.
    pub(super) fn reduce<P: Price>(&mut self, problem: &Problem<'_, P>) -> Result<(), Infeasible> {
        loop {
            self.settle(problem.items)?;
            if self.force(problem.items) {
                continue;
            }
            if !self.drop_dominated(problem.items, problem.price.sensitive()) {
                return Ok(());
            }
        }
    }

    /// Takes away clauses that hold and alternatives that cannot be covered any more.
    fn settle(&mut self, items: &[Item]) -> Result<(), Infeasible> {
        let mut possible = self.covered.clone();
        self.allowed.ones().for_each(|item| possible.union_with(&items[item].covers));
        let covered = &self.covered;
        self.clauses.retain_mut(|clause| {
            clause.any_of.retain(|alternative| alternative.is_subset(&possible));
            !clause.holds(covered)
        });
        if self.clauses.iter().any(|clause| clause.any_of.is_empty()) { Err(Infeasible) } else { Ok(()) }
    }

    /// The rights that every way of meeting some clause needs.
    pub(super) fn needed(&self) -> FixedBitSet {
        let mut needed = FixedBitSet::with_capacity(self.covered.len());
        for clause in &self.clauses {
            let mut common = clause.any_of[0].clone();
            clause.any_of.iter().for_each(|alternative| common.intersect_with(alternative));
            needed.union_with(&common);
        }
        needed.difference_with(&self.covered);
        needed
    }

    /// The allowed items that cover a right.
    pub(super) fn providers<'a>(
        &'a self,
        right: usize,
        items: &'a [Item],
    ) -> impl Iterator<Item = usize> + 'a {
        self.allowed.ones().filter(move |item| items[*item].covers.contains(right))
    }

    /// Chooses each item that alone can cover a needed right; says whether there was one.
    fn force(&mut self, items: &[Item]) -> bool {
        let mut forced = false;
        for right in self.needed().ones() {
            if self.covered.contains(right) {
                continue;
            }
            let mut providers = self.providers(right, items);
            if let (Some(only), None) = (providers.next(), providers.next()) {
                drop(providers);
                self.choose(only, items);
                forced = true;
            }
        }
        forced
    }

    /// The rights that some way of meeting some clause still needs.
    pub(super) fn wanted(&self) -> FixedBitSet {
        let mut wanted = FixedBitSet::with_capacity(self.covered.len());
        for alternative in self.clauses.iter().flat_map(|clause| &clause.any_of) {
            wanted.union_with(alternative);
        }
        wanted.difference_with(&self.covered);
        wanted
    }

    /// Drops items that help nothing; says whether there were any.
    fn drop_useless(&mut self, items: &[Item]) -> bool {
        let wanted = self.wanted();
        let useless: Vec<_> =
            self.allowed.ones().filter(|item| items[*item].covers.is_disjoint(&wanted)).collect();
        for item in &useless {
            self.allowed.set(*item, false);
        }
        !useless.is_empty()
    }

    /// Drops items that help nothing, and items for which another can always stand in; says whether there were any.
    ///
    /// One item can stand in for another when it covers all that is wanted of it, opens nothing that costs beyond it,
    /// and comes first in the tie-break: then every answer with the other is matched by one that is no worse.
    fn drop_dominated(&mut self, items: &[Item], sensitive: &FixedBitSet) -> bool {
        let mut dropped = self.drop_useless(items);
        let wanted = self.wanted();
        let mut costly = sensitive.clone();
        costly.difference_with(&self.opened);
        let left: Vec<_> = self.allowed.ones().collect();
        let stands_in = |other: usize, item: usize| {
            let (one, another) = (&items[item], &items[other]);
            (another.breadth(), other) < (one.breadth(), item)
                && is_within(&one.covers, &wanted, &another.covers)
                && is_within(&another.opens, &costly, &one.opens)
        };
        for item in &left {
            if left.iter().any(|other| stands_in(*other, *item)) {
                self.allowed.set(*item, false);
                dropped = true;
            }
        }
        dropped
    }
}

/// Whether every right of a set that matters is in another set too.
fn is_within(set: &FixedBitSet, matters: &FixedBitSet, other: &FixedBitSet) -> bool {
    let others = other.as_slice().iter().chain(std::iter::repeat(&0));
    let mut blocks = set.as_slice().iter().zip(matters.as_slice()).zip(others);
    blocks.all(|((set, matters), other)| set & matters & !other == 0)
}
