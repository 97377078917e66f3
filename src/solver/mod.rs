//! The cheapest set of items that meets every need, found exactly. Knows nothing of Okta.
//!
//! *Items* can be chosen. Each covers *rights* that clauses ask for, and opens rights that cost something; the two
//! need not be the same. A *clause* holds when all rights of any one of its alternatives are covered. The *price* is
//! any function of the opened rights that never falls when more is opened; it need not be a sum, because two rights
//! may open together what neither opens alone.
//!
//! The answer is the smallest by price, then by the number of items, then by their breadth (how many rights they
//! open, all together), then by their positions; it is unique, so the same problem always has the same answer.
//!
//! [`solve`] goes depth first through the choices. Before each choice it reduces what is left to a fixpoint: rights
//! that one item alone can cover force that item, and an item is dropped when another is at least as useful and at
//! most as dear (`reduce`). A branch ends when what is chosen so far costs more than the best answer known.

mod problem;
mod reduce;
mod search;

pub use problem::{Clause, Item, Price, Problem, Rank, Solution};
pub use search::solve;
