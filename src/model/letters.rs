//! Letter counts of words: a cheap lower bound for their edit distance.

/// How often each kind of character occurs in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letters {
    counts: [u8; KINDS],
    length: usize,
}

/// Letters from `a` to `z`, then digits, `.`, `_`, `-`, other ASCII characters and all others.
const KINDS: usize = 32;

impl Letters {
    /// Counts the characters of a word. The case of ASCII letters does not count.
    pub fn of(word: &str) -> Self {
        Self::of_chars(word.chars())
    }

    /// The same for characters.
    pub fn of_chars(chars: impl Iterator<Item = char>) -> Self {
        let mut letters = Self { counts: [0; KINDS], length: 0 };
        for c in chars {
            let count = &mut letters.counts[kind(c)];
            // A count that stays at its largest value only lowers the bound.
            *count = count.saturating_add(1);
            letters.length += 1;
        }
        letters
    }

    /// The number of characters.
    pub const fn length(&self) -> usize {
        self.length
    }

    /// The least number of edits between two words: a character inserted, deleted or replaced, or two neighbors
    /// swapped. The edit distance may be larger, never smaller. Letters that are not ASCII must be in lower case.
    pub fn min_edits(&self, other: &Self) -> usize {
        let (mut more, mut fewer) = (0, 0);
        for (one, other) in self.counts.iter().zip(&other.counts) {
            more += usize::from(one.saturating_sub(*other));
            fewer += usize::from(other.saturating_sub(*one));
        }
        more.max(fewer).max(self.length.abs_diff(other.length))
    }
}

const fn kind(c: char) -> usize {
    match c.to_ascii_lowercase() {
        letter @ 'a'..='z' => letter as usize - 'a' as usize,
        '0'..='9' => 26,
        '.' => 27,
        '_' => 28,
        '-' => 29,
        other if other.is_ascii() => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_is_never_above_the_distance() {
        let words = ["", "users", "user", "suers", "groups", "USERS", "üsers", "x1.read", "okta.users.read"];
        for one in words {
            for other in words {
                let bound = Letters::of(one).min_edits(&Letters::of(other));
                let (one, other) = (one.to_lowercase(), other.to_lowercase());
                assert!(bound <= strsim::damerau_levenshtein(&one, &other), "{one} {other}: {bound}");
            }
        }
        assert_eq!(Letters::of("users").min_edits(&Letters::of("groups")), 3);
        let long = "a".repeat(1000);
        assert_eq!(Letters::of(&long).min_edits(&Letters::of("")), 1000);
    }
}
