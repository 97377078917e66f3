//! What collecting takes from the outside besides the org: the time, waiting, and chance.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;

/// The clock and the dice, as arguments, so that tests need not wait.
pub struct World<'w> {
    /// What time it is.
    pub now: &'w dyn Fn() -> Timestamp,
    /// Waits.
    pub sleep: &'w dyn Fn(Duration),
    /// A number that nobody can foresee, between 0 and 1, by which waiting is spread.
    pub chance: &'w dyn Fn() -> f64,
    /// Is told how far collecting is.
    pub progress: &'w dyn Fn(Progress<'_>),
}

/// How far collecting is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress<'p> {
    /// So many of so many things of a kind are done; how many there are may not be known.
    Step {
        /// Of what.
        what: &'p str,
        /// How many are done.
        done: usize,
        /// How many there are.
        all: Option<usize>,
    },
    /// The org asks to wait, or the share of its limit is used up.
    Waiting(Duration),
}

impl World<'_> {
    /// Says how far it is.
    pub(super) fn step(&self, what: &str, done: usize, all: Option<usize>) {
        (self.progress)(Progress::Step { what, done, all });
    }
}

impl fmt::Debug for World<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("World")
    }
}
