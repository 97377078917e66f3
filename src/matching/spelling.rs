//! Words of paths that are spelled almost like Okta's, or that people write for them.

use super::synonyms::Synonyms;
use super::trie::{Ids, Segment, Trie};

impl Trie<'_> {
    /// Every template that fits when exactly one literal is written otherwise, with how far off that is; all other
    /// literals are equal but for their case. `synonyms` are the words that are written for the literal of a node.
    pub(super) fn alike(&self, segments: &[Segment<'_>], synonyms: &Synonyms<'_>) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        self.alike_from(0, segments, Off::Nothing, synonyms, &mut found);
        found
    }

    fn alike_from(
        &self,
        at: usize,
        segments: &[Segment<'_>],
        off: Off,
        synonyms: &Synonyms<'_>,
        found: &mut Vec<(usize, usize)>,
    ) {
        let node = self.node(at);
        let Some((first, rest)) = segments.split_first() else {
            if let (Some(distance), false) = (off.distance(), node.endpoints.is_empty()) {
                found.push((distance, at));
            }
            return;
        };
        if let Segment::Concrete(text) = first {
            if let Some(next) = node.literals.get(text) {
                return self.alike_from(next, rest, off, synonyms, found);
            }
            for (literal, next) in node.literals.iter() {
                if let Some(off) = off.with(text, literal, next, synonyms) {
                    self.alike_from(next, rest, off, synonyms, found);
                }
            }
        }
        // A word of Okta's paths is no id of a path that is corrected: `/user/types` is not a misspelt `/users/{id}`.
        let is_word = matches!(first, Segment::Concrete(text) if self.is_word(text));
        if let Some(next) = node.parameter.filter(|_| !is_word && self.may_be_id(at, first, Ids::Plausible)) {
            self.alike_from(next, rest, off, synonyms, found);
        }
    }
}

/// How a path differs from the literals of a template so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Off {
    /// In nothing.
    Nothing,
    /// In case.
    Case,
    /// In one word, by so much.
    Word(usize),
}

impl Off {
    const fn distance(self) -> Option<usize> {
        match self {
            Self::Nothing => None,
            Self::Case => Some(0),
            Self::Word(distance) => Some(distance),
        }
    }

    /// The difference with one more literal, if it is not too great.
    fn with(self, text: &str, literal: &str, node: usize, synonyms: &Synonyms<'_>) -> Option<Self> {
        if text.eq_ignore_ascii_case(literal) {
            return Some(if self == Self::Nothing { Self::Case } else { self });
        }
        if matches!(self, Self::Word(_)) {
            return None;
        }
        if synonyms.stands_for(text, node) {
            return Some(Self::Word(0));
        }
        misspelt(text, literal).map(Self::Word)
    }
}

/// How far a word is from a literal, when it is that literal misspelt: other case, other separators, a few letters.
pub(super) fn misspelt(text: &str, literal: &str) -> Option<usize> {
    const SHORTEST: usize = 4;
    if text == literal || text.len().abs_diff(literal.len()) > 3 {
        return None;
    }
    if text.len() < SHORTEST && !text.eq_ignore_ascii_case(literal) {
        return None;
    }
    // A letter that is changed takes one letter away and brings one: most words differ in more than that.
    if (letters(text) ^ letters(literal)).count_ones() > 4 {
        return None;
    }
    let (text, literal) = (bare(text), bare(literal));
    let distance = strsim::damerau_levenshtein(&text, &literal);
    let near = distance == 0 || (literal.len() >= SHORTEST && distance <= 2 && distance * 4 <= literal.len());
    near.then_some(distance)
}

/// Which letters and digits a word has, whatever their case; characters of other scripts are left out.
fn letters(word: &str) -> u64 {
    word.bytes().fold(0, |seen, byte| match byte.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => seen | 1 << (letter - b'a'),
        digit @ b'0'..=b'9' => seen | 1 << (26 + digit - b'0'),
        _ => seen,
    })
}

/// A word without case and separators.
pub(super) fn bare(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
