//! A set of words that also answers whether a text is one of them misspelt.

use std::collections::BTreeSet;

use crate::model::{as_it_looks, letters, misspelt};

/// A set of words.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    set: BTreeSet<String>,
    /// The same by their lengths, each with its letters: most texts are told from all of them by those alone.
    by_length: Vec<Vec<(u64, String)>>,
}

impl Words {
    /// Takes a word in; whether it is new.
    pub(super) fn insert(&mut self, word: &str) -> bool {
        if self.set.contains(word) {
            return false;
        }
        if self.by_length.len() <= word.len() {
            self.by_length.resize(word.len() + 1, Vec::new());
        }
        self.by_length[word.len()].push((letters(word), word.to_owned()));
        self.set.insert(word.to_owned())
    }

    /// Whether a text is one of the words.
    pub(super) fn has(&self, text: &str) -> bool {
        self.set.contains(text)
    }

    /// Whether a text is one of the words in other case, in letters that look like its own, or misspelt. Words are
    /// misspelt with letters: what has digits is more often an id.
    pub(super) fn has_near(&self, text: &str) -> bool {
        const LONGEST: usize = 60;
        const FARTHEST: usize = 3;
        const MOST_LETTERS: u32 = 4;
        let same_length = self.by_length.get(text.len()).into_iter().flatten();
        if same_length.into_iter().any(|(_, word)| word.eq_ignore_ascii_case(text)) {
            return true;
        }
        if text.len() <= LONGEST && !text.is_ascii() {
            return self.set.contains(&as_it_looks(text));
        }
        let is_sign = |c: char| matches!(c, '-' | '_' | '.');
        if text.len() > LONGEST || !text.chars().all(|c| c.is_ascii_alphabetic() || is_sign(c)) {
            return false;
        }
        let own = letters(text);
        let lengths = text.len().saturating_sub(FARTHEST)..=text.len() + FARTHEST;
        let mut near = lengths.filter_map(|length| self.by_length.get(length)).flatten();
        near.any(|(other, word)| {
            (own ^ other).count_ones() <= MOST_LETTERS
                && (misspelt(text, word).is_some() || is_alike(text, word))
        })
    }
}

/// Whether two long words differ in two letters at most.
fn is_alike(text: &str, word: &str) -> bool {
    const SHORTEST: usize = 7;
    const MOST: usize = 2;
    text.len().min(word.len()) >= SHORTEST
        && text.len().abs_diff(word.len()) <= MOST
        && strsim::damerau_levenshtein(&text.to_ascii_lowercase(), &word.to_ascii_lowercase()) <= MOST
}
