//! The major versions of a library that a fact is about, or that a program may use.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A range of major versions, written `2`, `0-2` or `9+`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Majors {
    /// The first.
    pub first: u32,
    /// The last, which belongs to it; `u32::MAX` when the range has no end.
    pub last: u32,
}

impl Majors {
    /// Every version.
    pub const ALL: Self = Self { first: 0, last: u32::MAX };

    /// One version.
    pub const fn one(major: u32) -> Self {
        Self { first: major, last: major }
    }

    /// What both ranges have, if they have anything.
    pub fn both(self, other: Self) -> Option<Self> {
        let both = Self { first: self.first.max(other.first), last: self.last.min(other.last) };
        (both.first <= both.last).then_some(both)
    }
}

impl FromStr for Majors {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no range of major versions such as `2`, `0-2` or `9+`");
        let number = |text: &str| text.parse::<u32>().map_err(|_| wrong());
        let majors = match (text.strip_suffix('+'), text.split_once('-')) {
            (Some(first), _) => Self { first: number(first)?, last: u32::MAX },
            (None, Some((first, last))) => Self { first: number(first)?, last: number(last)? },
            (None, None) => Self::one(number(text)?),
        };
        if majors.first <= majors.last { Ok(majors) } else { Err(wrong()) }
    }
}

impl TryFrom<String> for Majors {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Majors> for String {
    fn from(majors: Majors) -> Self {
        majors.to_string()
    }
}

impl fmt::Display for Majors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.first, self.last) {
            (first, u32::MAX) => write!(f, "{first}+"),
            (first, last) if first == last => write!(f, "{first}"),
            (first, last) => write!(f, "{first}-{last}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_and_compared() {
        for text in ["2", "0-2", "9+"] {
            assert_eq!(text.parse::<Majors>().map(|majors| majors.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "x", "2-", "-2", "3-1", "1.2"] {
            assert!(text.parse::<Majors>().is_err(), "{text}");
        }
        let both = |one: &str, other: &str| {
            let parsed = |text: &str| text.parse::<Majors>().ok();
            parsed(one)
                .zip(parsed(other))
                .and_then(|(one, other)| one.both(other))
                .map(|both| both.to_string())
        };
        assert_eq!(both("0-2", "2+").as_deref(), Some("2"));
        assert_eq!(both("0-1", "2+"), None);
    }
}
