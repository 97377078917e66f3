//! The operations that are nearest to a call that is none.

use super::Matcher;
use super::trie::{Endpoint, Segment};
use crate::catalog::tables::OperationKey;
use crate::model::Method;

/// How many endpoints are compared at most.
const COMPARED: usize = 120;

/// How many are suggested.
const SUGGESTED: usize = 3;

/// How far away an operation may be to be worth suggesting; a segment that differs counts 4.
const FARTHEST: usize = 5;

impl<'c> Matcher<'c> {
    /// The nearest operations, nearest first.
    pub(super) fn nearest(&self, method: Option<Method>, segments: &[Segment<'_>]) -> Vec<OperationKey> {
        let (depth, at) = self.trie.deepest(segments);
        let mut candidates = self.trie.below(at, COMPARED);
        if let Some(Segment::Concrete(word)) = segments.get(depth) {
            // Where the path leaves the tree, the words that are spelt alike come first.
            let mut words: Vec<_> = self.trie.node(at).literals.iter().collect();
            words.sort_by_key(|(literal, _)| {
                (strsim::levenshtein(&word.to_lowercase(), &literal.to_lowercase()), *literal)
            });
            for (_, next) in words.into_iter().take(SUGGESTED) {
                candidates.extend(self.trie.below(next, COMPARED / 2));
            }
        }
        let operations = candidates.into_iter().filter_map(|endpoint| match endpoint {
            Endpoint::Operation(key) => Some(key),
            Endpoint::Removed(_) | Endpoint::Undocumented(_) => None,
        });
        // A segment more or less costs 3: what differs by two is too far away.
        let as_long = |key: &OperationKey| self.template(*key).len().abs_diff(segments.len()) <= 1;
        let mut operations: Vec<_> = operations.filter(as_long).collect();
        operations.sort_unstable();
        operations.dedup();
        let with_distance = |key| (self.distance(method, segments, key), key);
        let near = operations.into_iter().map(with_distance).filter(|(distance, _)| *distance <= FARTHEST);
        let mut ranked: Vec<_> = near.collect();
        ranked.sort_unstable();
        ranked.into_iter().take(SUGGESTED).map(|(_, key)| key).collect()
    }

    /// The segments of an operation's path.
    fn template(&self, key: OperationKey) -> &[&'c str] {
        let templates = self.templates.get_or_init(|| {
            let segments = |path: &'c str| path.split('/').filter(|segment| !segment.is_empty()).collect();
            self.catalog.operations().map(|(_, operation)| segments(&operation.path)).collect()
        });
        templates.get(key.index()).map_or(&[], Vec::as_slice)
    }

    /// How far an operation is from the call: segments inserted, left out or changed, and the method.
    fn distance(&self, method: Option<Method>, segments: &[Segment<'_>], key: OperationKey) -> usize {
        let operation = self.catalog.operation(key);
        let template = self.template(key);
        let mut row: Vec<usize> = (0..=template.len()).map(|count| count * 3).collect();
        for (position, segment) in segments.iter().enumerate() {
            let mut diagonal = row[0];
            row[0] = (position + 1) * 3;
            for (column, wanted) in template.iter().enumerate() {
                let changed = diagonal + change(segment, wanted);
                diagonal = row[column + 1];
                row[column + 1] = changed.min(row[column] + 3).min(diagonal + 3);
            }
        }
        let other_method = method.is_some_and(|method| method != operation.method);
        row[template.len()] + usize::from(other_method) * 2
    }
}

/// What it costs to take one segment for another.
fn change(segment: &Segment<'_>, wanted: &str) -> usize {
    let parameter = wanted.starts_with('{');
    match segment {
        Segment::Concrete(text) if *text == wanted => 0,
        Segment::Concrete(text) if !parameter => {
            if is_alike(text, wanted) {
                1
            } else {
                4
            }
        }
        Segment::Concrete(_) if segment.is_id() => 0,
        Segment::Concrete(_) => 2,
        Segment::Placeholder { .. } | Segment::Any => {
            if parameter {
                0
            } else {
                4
            }
        }
    }
}

/// Whether two words differ in case and two letters at most, or one begins with the other.
fn is_alike(text: &str, wanted: &str) -> bool {
    let shorter = text.len().min(wanted.len());
    let begins = match (text.get(..shorter), wanted.get(..shorter)) {
        (Some(text), Some(wanted)) => shorter > 3 && text.eq_ignore_ascii_case(wanted),
        _ => false,
    };
    begins
        || (text.len().abs_diff(wanted.len()) <= 2
            && strsim::levenshtein(&text.to_ascii_lowercase(), &wanted.to_ascii_lowercase()) <= 2)
}
