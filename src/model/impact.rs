//! What an operation can do at worst, and how many operations of each kind a grant reaches.

use std::fmt;
use std::ops::{Add, AddAssign};

use serde::{Deserialize, Serialize};

/// What an operation can do at worst. Ordered: a later variant is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Impact {
    /// Returns data, no secret.
    Read,
    /// Changes data or looks, nobody's rights.
    Write,
    /// Changes who may do what or how it is proved, or hands out a secret.
    Control,
}

impl Impact {
    /// The name in data and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Control => "control",
        }
    }
}

impl fmt::Display for Impact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A number of operations by impact. Ordered lexicographically, the worst impact first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Tally {
    /// Operations that can change who may do what.
    pub control: u32,
    /// Operations that change data.
    pub write: u32,
    /// Operations that return data.
    pub read: u32,
}

impl Tally {
    /// One operation of the given impact.
    pub const fn one(impact: Impact) -> Self {
        match impact {
            Impact::Control => Self { control: 1, write: 0, read: 0 },
            Impact::Write => Self { control: 0, write: 1, read: 0 },
            Impact::Read => Self { control: 0, write: 0, read: 1 },
        }
    }

    /// How many operations there are in all.
    pub const fn total(self) -> u32 {
        self.control + self.write + self.read
    }
}

impl fmt::Display for Tally {
    /// In words: `2 control, 1 write operations`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [(self.control, "control"), (self.write, "write"), (self.read, "read")];
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        let parts = parts.map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(", ");
        match self.total() {
            0 => f.write_str("nothing"),
            1 => write!(f, "{parts} operation"),
            _ => write!(f, "{parts} operations"),
        }
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            control: self.control + other.control,
            write: self.write + other.write,
            read: self.read + other.read,
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_control_operation_outweighs_any_number_of_others() {
        let control = Tally::one(Impact::Control);
        let others = Tally { control: 0, write: 700, read: 900 };
        assert!(control > others);
        assert!(Tally { read: 0, ..others } < others);
        assert_eq!((control + others).total(), 1601);
    }
}
