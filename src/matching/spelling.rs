//! Words of paths that are spelled almost like Okta's, or that people write for them.

use super::synonyms::Synonyms;
use super::trie::{Ids, Segment, Trie};
use crate::model::misspelt;

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
