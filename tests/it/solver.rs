//! The solver against two oracles: every subset tried, and an integer program solved step by step.

use fixedbitset::FixedBitSet;
use leastwise::model::Tally;
use leastwise::solver::{Clause, Item, Price, Problem, Rank, solve};
use microlp::{ComparisonOp, OptimizationDirection, Variable};
use proptest::prelude::*;

/// What somebody can do once all rights of any alternative are open.
#[derive(Clone, Debug)]
struct Deed {
    any_of: Vec<FixedBitSet>,
    tally: Tally,
}

#[derive(Clone, Debug)]
struct Deeds {
    sensitive: FixedBitSet,
    deeds: Vec<Deed>,
}

impl Price for Deeds {
    type Value = Tally;

    fn of(&self, opened: &FixedBitSet) -> Tally {
        let done = self.deeds.iter().filter(|deed| deed.any_of.iter().any(|all_of| all_of.is_subset(opened)));
        done.fold(Tally::default(), |sum, deed| sum + deed.tally)
    }

    fn sensitive(&self) -> &FixedBitSet {
        &self.sensitive
    }
}

#[derive(Clone, Debug)]
struct Case {
    items: Vec<Item>,
    clauses: Vec<Clause>,
    price: Deeds,
}

impl Case {
    fn problem(&self) -> Problem<'_, Deeds> {
        Problem { items: &self.items, clauses: &self.clauses, price: &self.price, given: &[] }
    }

    fn meets(&self, chosen: &FixedBitSet) -> bool {
        let mut covered = FixedBitSet::with_capacity(self.price.sensitive.len());
        chosen.ones().for_each(|item| covered.union_with(&self.items[item].covers));
        self.clauses.iter().all(|clause| clause.holds(&covered))
    }

    /// The best of all subsets.
    fn brute_force(&self) -> Option<Rank<Tally>> {
        let subsets = (0_u32..1 << self.items.len()).map(|mask| {
            let mut chosen = FixedBitSet::with_capacity(self.items.len());
            chosen.extend((0..self.items.len()).filter(|item| mask & (1 << item) != 0));
            chosen
        });
        let feasible = subsets.filter(|chosen| self.meets(chosen));
        feasible.map(|chosen| Rank::of(&self.items, &self.price, &chosen)).min()
    }
}

fn bits(rights: usize, most: usize) -> impl Strategy<Value = FixedBitSet> {
    prop::collection::vec(0..rights, 1..=most).prop_map(move |ones| {
        let mut set = FixedBitSet::with_capacity(rights);
        set.extend(ones);
        set
    })
}

/// Items that open what they cover and a little more; clauses and deeds over the same rights.
fn cases(items: std::ops::RangeInclusive<usize>, rights: usize) -> impl Strategy<Value = Case> {
    let item = (bits(rights, 4), bits(rights, 2)).prop_map(|(covers, more)| {
        let mut opens = covers.clone();
        opens.union_with(&more);
        Item::new(covers, opens)
    });
    let clause = prop::collection::vec(bits(rights, 2), 1..4).prop_map(|any_of| Clause { any_of });
    let tally =
        (0_u32..2, 0_u32..3, 0_u32..4).prop_map(|(control, write, read)| Tally { control, write, read });
    let deed = (prop::collection::vec(bits(rights, 3), 1..3), tally)
        .prop_map(|(any_of, tally)| Deed { any_of, tally });
    let parts = (
        prop::collection::vec(item, items),
        prop::collection::vec(clause, 0..8),
        prop::collection::vec(deed, 0..10),
    );
    parts.prop_map(move |(items, clauses, deeds)| {
        let mut sensitive = FixedBitSet::with_capacity(rights);
        deeds.iter().flat_map(|deed| &deed.any_of).for_each(|all_of| sensitive.union_with(all_of));
        Case { items, clauses, price: Deeds { sensitive, deeds } }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_answer_is_the_best_of_all_subsets(case in cases(0..=12, 12)) {
        let found = solve(&case.problem()).map(|solution| solution.rank);
        prop_assert_eq!(found, case.brute_force());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_price_is_that_of_an_integer_program(case in cases(12..=22, 20)) {
        let found = solve(&case.problem()).map(|solution| (solution.rank.price, solution.rank.count));
        prop_assert_eq!(found, integer_program(&case));
    }
}

/// Solves the case as an integer program, one part of the price after the other, each held for the next.
fn integer_program(case: &Case) -> Option<(Tally, usize)> {
    let mut held: [Option<f64>; 3] = [None; 3];
    for part in 0..3 {
        held[part] = Some(program_step(case, &held, part)?);
    }
    let count = program_step(case, &held, 3)?;
    let [control, write, read] = held.map(|value| whole(value.unwrap_or_default()));
    Some((Tally { control, write, read }, whole(count) as usize))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "small counts that a solver gives as floats"
)]
fn whole(value: f64) -> u32 {
    value.round() as u32
}

fn program_step(case: &Case, held: &[Option<f64>; 3], part: usize) -> Option<f64> {
    let mut program = microlp::Problem::new(OptimizationDirection::Minimize);
    let weight = |deed: &Deed, part: usize| match part {
        0 => f64::from(deed.tally.control),
        1 => f64::from(deed.tally.write),
        2 => f64::from(deed.tally.read),
        _ => 0.0,
    };
    let items: Vec<Variable> =
        case.items.iter().map(|_| program.add_binary_var(if part == 3 { 1.0 } else { 0.0 })).collect();
    let deeds: Vec<Variable> =
        case.price.deeds.iter().map(|deed| program.add_binary_var(weight(deed, part))).collect();
    let rights = case.price.sensitive.len();
    let opened: Vec<Variable> = (0..rights).map(|_| program.add_binary_var(0.0)).collect();
    for (item, chosen) in case.items.iter().zip(&items) {
        for right in item.opens.ones() {
            program.add_constraint([(opened[right], 1.0), (*chosen, -1.0)], ComparisonOp::Ge, 0.0);
        }
    }
    for (deed, done) in case.price.deeds.iter().zip(&deeds) {
        for all_of in &deed.any_of {
            let mut row: Vec<_> = all_of.ones().map(|right| (opened[right], -1.0)).collect();
            let needed: f64 = row.iter().map(|_| 1.0).sum();
            row.push((*done, 1.0));
            program.add_constraint(row, ComparisonOp::Ge, 1.0 - needed);
        }
    }
    for clause in &case.clauses {
        let ways: Vec<_> = clause.any_of.iter().map(|_| program.add_binary_var(0.0)).collect();
        program.add_constraint(ways.iter().map(|way| (*way, 1.0)).collect::<Vec<_>>(), ComparisonOp::Ge, 1.0);
        for (all_of, way) in clause.any_of.iter().zip(&ways) {
            for right in all_of.ones() {
                let covering = case.items.iter().zip(&items).filter(|(item, _)| item.covers.contains(right));
                let mut row: Vec<_> = covering.map(|(_, chosen)| (*chosen, 1.0)).collect();
                row.push((*way, -1.0));
                program.add_constraint(row, ComparisonOp::Ge, 0.0);
            }
        }
    }
    for (part, value) in held.iter().enumerate() {
        if let Some(value) = value {
            let row: Vec<_> =
                case.price.deeds.iter().zip(&deeds).map(|(deed, done)| (*done, weight(deed, part))).collect();
            program.add_constraint(row, ComparisonOp::Le, value + 0.5);
        }
    }
    match program.solve() {
        Ok(microlp::SolveOutcome::Solution(solution)) => Some(solution.objective()),
        Ok(microlp::SolveOutcome::Interrupted(_)) => panic!("the program was not solved to its end"),
        Err(_) => None,
    }
}
