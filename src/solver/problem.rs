//! What is asked of the solver, and what it answers.

use fixedbitset::FixedBitSet;

/// One thing that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The rights that it covers for clauses.
    pub covers: FixedBitSet,
    /// The rights that it opens, wanted or not; the price depends on nothing else.
    pub opens: FixedBitSet,
    breadth: usize,
}

impl Item {
    /// An item that covers and opens these rights.
    pub fn new(covers: FixedBitSet, opens: FixedBitSet) -> Self {
        let breadth = opens.count_ones(..);
        Self { covers, opens, breadth }
    }

    /// How much it opens: the tie-break between items of one price.
    pub fn breadth(&self) -> usize {
        self.breadth
    }
}

/// Something that must hold: any one alternative is enough, and all rights of it are needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The alternatives.
    pub any_of: Vec<FixedBitSet>,
}

impl Clause {
    /// Whether the covered rights meet it.
    pub fn holds(&self, covered: &FixedBitSet) -> bool {
        self.any_of.iter().any(|alternative| alternative.is_subset(covered))
    }
}

/// What opened rights cost.
pub trait Price {
    /// A price; smaller is better.
    type Value: Ord + Clone;

    /// The price of the opened rights. Must not fall when rights are added.
    fn of(&self, opened: &FixedBitSet) -> Self::Value;

    /// The rights that can change the price at all.
    fn sensitive(&self) -> &FixedBitSet;
}

/// Items, the clauses that the chosen ones must meet, and what is there already.
#[derive(Debug)]
pub struct Problem<'a, P> {
    /// What can be chosen.
    pub items: &'a [Item],
    /// What must hold.
    pub clauses: &'a [Clause],
    /// What it costs.
    pub price: &'a P,
    /// Items that are chosen before the search begins and count like the others.
    pub given: &'a [usize],
}

/// The order of answers: the smallest is the right one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank<Value> {
    /// The price of everything that is opened.
    pub price: Value,
    /// How many items are chosen.
    pub count: usize,
    /// How much they open, item by item.
    pub breadth: usize,
    /// Their positions, in order.
    pub items: Vec<usize>,
}

impl<Value> Rank<Value> {
    /// The rank of a set of items.
    pub fn of<P: Price<Value = Value>>(items: &[Item], price: &P, chosen: &FixedBitSet) -> Self {
        let mut opened = FixedBitSet::with_capacity(price.sensitive().len());
        let mut breadth = 0;
        for item in chosen.ones() {
            opened.union_with(&items[item].opens);
            breadth += items[item].breadth();
        }
        let positions: Vec<_> = chosen.ones().collect();
        Self { price: price.of(&opened), count: positions.len(), breadth, items: positions }
    }
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solution<Value> {
    /// The chosen items with what they cost.
    pub rank: Rank<Value>,
    /// How many choices the search looked at.
    pub nodes: u64,
}
