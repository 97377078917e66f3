//! Depth-first branch and bound over what the reductions leave.

use std::cmp::Reverse;

use fixedbitset::FixedBitSet;

use super::problem::{Clause, Item, Price, Problem, Rank, Solution};
use super::reduce::State;

/// The best answer, or none when no set of items meets every clause.
pub fn solve<P: Price>(problem: &Problem<'_, P>) -> Option<Solution<P::Value>> {
    let mut search = Search { problem, best: None, nodes: 0 };
    search.explore(State::new(problem));
    search.best.map(|rank| Solution { rank, nodes: search.nodes })
}

struct Search<'a, P: Price> {
    problem: &'a Problem<'a, P>,
    best: Option<Rank<P::Value>>,
    nodes: u64,
}

impl<P: Price> Search<'_, P> {
    fn explore(&mut self, mut state: State) {
        self.nodes += 1;
        if state.reduce(self.problem).is_err() || self.hopeless(&state) {
            return;
        }
        if state.clauses.is_empty() {
            let rank = Rank::of(self.problem.items, self.problem.price, &state.chosen);
            if self.best.as_ref().is_none_or(|best| rank < *best) {
                self.best = Some(rank);
            }
            return;
        }
        match self.narrowest_right(&state) {
            Some(right) => self.branch_on_providers(state, right),
            None => self.branch_on_alternatives(&state),
        }
    }

    /// Whether nothing below can beat the best answer known, by price and number of items.
    fn hopeless(&self, state: &State) -> bool {
        self.best.as_ref().is_some_and(|best| {
            let at_least = state.chosen.count_ones(..) + fewest_more(state, self.problem.items);
            (self.problem.price.of(&state.opened), at_least) > (best.price.clone(), best.count)
        })
    }

    /// The needed right that the fewest items cover.
    fn narrowest_right(&self, state: &State) -> Option<usize> {
        state.needed().ones().min_by_key(|right| state.providers(*right, self.problem.items).count())
    }

    /// One branch for each item that covers the right; later branches do without the earlier items.
    fn branch_on_providers(&mut self, mut state: State, right: usize) {
        let wanted = state.wanted();
        let mut providers: Vec<_> = state.providers(right, self.problem.items).collect();
        providers.sort_by_cached_key(|item| {
            let one = &self.problem.items[*item];
            let mut opened = state.opened.clone();
            opened.union_with(&one.opens);
            (
                self.problem.price.of(&opened),
                Reverse(one.covers.intersection_count(&wanted)),
                one.breadth(),
                *item,
            )
        });
        for item in providers {
            let mut below = state.clone();
            below.choose(item, self.problem.items);
            self.explore(below);
            state.allowed.set(item, false);
        }
    }

    /// One branch for each alternative of the clause that has the fewest.
    fn branch_on_alternatives(&mut self, state: &State) {
        let clauses = state.clauses.iter().enumerate();
        let Some((position, clause)) = clauses.min_by_key(|(_, clause)| clause.any_of.len()) else { return };
        for alternative in &clause.any_of {
            let mut below = state.clone();
            below.clauses[position] = Clause { any_of: vec![alternative.clone()] };
            self.explore(below);
        }
    }
}

/// How many more items it takes at least: needed rights of which no item covers two.
fn fewest_more(state: &State, items: &[Item]) -> usize {
    let mut used = FixedBitSet::with_capacity(items.len());
    let mut count = 0;
    for right in state.needed().ones() {
        let mut providers = FixedBitSet::with_capacity(items.len());
        providers.extend(state.providers(right, items));
        if providers.is_disjoint(&used) {
            used.union_with(&providers);
            count += 1;
        }
    }
    count.max(usize::from(!state.clauses.is_empty()))
}
