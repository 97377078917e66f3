//! The operations that are nearest to a call that is none.

use super::Matcher;
use super::trie::{Endpoint, Node, Segment};
use crate::catalog::tables::OperationKey;
use crate::model::{Letters, Method, differ_in_more};

/// How many endpoints are compared at most.
const COMPARED: usize = 120;

/// How many are suggested.
const SUGGESTED: usize = 3;

/// How many characters of a word are compared.
const MAX_COMPARED: usize = 128;

/// How far away an operation may be to be worth suggesting; a segment that differs counts 4.
const FARTHEST: usize = 5;

impl<'c> Matcher<'c> {
    /// The nearest operations, nearest first.
    pub(super) fn nearest(&self, method: Option<Method>, segments: &[Segment<'_>]) -> Vec<OperationKey> {
        let (depth, at) = self.trie.deepest(segments);
        let mut candidates = self.trie.below(at, COMPARED);
        if let Some(Segment::Concrete(word)) = segments.get(depth) {
            // Where the path leaves the tree, the words that are spelt alike come first.
            for next in most_alike(word, self.trie.node(at)) {
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
        let with_distance = |key| Some((self.distance(method, segments, key)?, key));
        let mut ranked: Vec<_> = operations.into_iter().filter_map(with_distance).collect();
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

    /// How far an operation is from the call: segments inserted, left out or changed, and the method. `None` when that
    /// is too far.
    fn distance(&self, method: Option<Method>, segments: &[Segment<'_>], key: OperationKey) -> Option<usize> {
        let other_method = method.is_some_and(|method| method != self.catalog.operation(key).method);
        let distance = usize::from(other_method) * 2 + path_distance(segments, self.template(key))?;
        (distance <= FARTHEST).then_some(distance)
    }
}

/// How far a template is from a path, unless that is more than `FARTHEST`.
fn path_distance(segments: &[Segment<'_>], template: &[&str]) -> Option<usize> {
    const OTHER_LENGTH: usize = 3;
    const TOO_FAR: usize = FARTHEST + 1;
    let mut row: Vec<usize> = (0..=template.len()).map(|count| count * OTHER_LENGTH).collect();
    for (position, segment) in segments.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (position + 1) * OTHER_LENGTH;
        let mut least = row[0];
        for (column, wanted) in template.iter().enumerate() {
            // What is too far already is not worth comparing words.
            let changed = if diagonal < TOO_FAR { diagonal + change(segment, wanted) } else { TOO_FAR };
            diagonal = row[column + 1];
            row[column + 1] = changed.min(row[column] + OTHER_LENGTH).min(diagonal + OTHER_LENGTH);
            least = least.min(row[column + 1]);
        }
        if least >= TOO_FAR {
            return None;
        }
    }
    row.last().copied().filter(|distance| *distance < TOO_FAR)
}

/// The nodes behind the words that are spelt most alike, at most `SUGGESTED` of them.
fn most_alike(word: &str, node: &Node<'_>) -> Vec<usize> {
    // The rest of a long word makes no difference to which words are near.
    let word: String = word.to_lowercase().chars().take(MAX_COMPARED).collect();
    let letters = Letters::of(&word);
    let mut nearest: Vec<(usize, &str, usize)> = Vec::new();
    for (literal, next) in node.literals.iter() {
        let lower = literal.to_lowercase();
        let farthest = nearest.get(SUGGESTED - 1).map(|(distance, ..)| *distance);
        if farthest.is_some_and(|farthest| letters.min_edits(&Letters::of(&lower)) > farthest) {
            continue;
        }
        nearest.push((strsim::levenshtein(&word, &lower), literal, next));
        nearest.sort_unstable();
        nearest.truncate(SUGGESTED);
    }
    nearest.into_iter().map(|(.., next)| next).collect()
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
            && !differ_in_more(text, wanted, 2)
            && strsim::levenshtein(&text.to_ascii_lowercase(), &wanted.to_ascii_lowercase()) <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    /// Compares every candidate in full.
    fn plainly_nearest(
        matcher: &Matcher<'_>,
        method: Option<Method>,
        segments: &[Segment<'_>],
    ) -> Vec<OperationKey> {
        let (depth, at) = matcher.trie.deepest(segments);
        let mut candidates = matcher.trie.below(at, COMPARED);
        if let Some(Segment::Concrete(word)) = segments.get(depth) {
            let mut words: Vec<_> = matcher.trie.node(at).literals.iter().collect();
            let distance = |literal: &str| strsim::levenshtein(&word.to_lowercase(), &literal.to_lowercase());
            words.sort_by_key(|(literal, _)| (distance(literal), *literal));
            for (_, next) in words.into_iter().take(SUGGESTED) {
                candidates.extend(matcher.trie.below(next, COMPARED / 2));
            }
        }
        let mut ranked: Vec<(usize, OperationKey)> = candidates
            .into_iter()
            .filter_map(|endpoint| match endpoint {
                Endpoint::Operation(key) => Some(key),
                Endpoint::Removed(_) | Endpoint::Undocumented(_) => None,
            })
            .filter(|key| matcher.template(*key).len().abs_diff(segments.len()) <= 1)
            .map(|key| {
                let other = method.is_some_and(|method| method != matcher.catalog.operation(key).method);
                (plain_distance(segments, matcher.template(key)) + usize::from(other) * 2, key)
            })
            .filter(|(distance, _)| *distance <= FARTHEST)
            .collect();
        ranked.sort_unstable();
        ranked.dedup();
        ranked.into_iter().take(SUGGESTED).map(|(_, key)| key).collect()
    }

    fn plain_distance(segments: &[Segment<'_>], template: &[&str]) -> usize {
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
        row[template.len()]
    }

    #[test]
    fn the_nearest_operations_are_those_of_the_plain_search() {
        let catalog = Catalog::embedded().unwrap();
        let matcher = Matcher::new(&catalog);
        let mut found = 0;
        for (number, (_, operation)) in catalog.operations().step_by(29).enumerate() {
            let path = operation.path.as_str();
            let middle = path.len() / 2;
            for path in [
                path.to_owned(),
                path.replace('e', ""),
                path.replace("s/", "/"),
                path.replace('{', "a"),
                path.to_uppercase(),
                format!("{}xy{}", path.get(..middle).unwrap(), path.get(middle..).unwrap()),
                format!("/api/v1/{}", path.rsplit('/').next().unwrap()),
                format!("{path}/horses"),
                format!("/{}", "horses/".repeat(number % 9)),
                format!("/api/v1/{}", "uses".repeat(100)),
            ] {
                let segments = Segment::of(&path);
                for method in [None, Some(operation.method), Some(Method::Patch)] {
                    let plain = plainly_nearest(&matcher, method, &segments);
                    assert_eq!(matcher.nearest(method, &segments), plain, "{method:?} {path}");
                    found += usize::from(!plain.is_empty());
                }
            }
        }
        assert!(found > 100, "{found}");
    }

    #[test]
    fn words_are_alike_as_their_letters_say() {
        for (text, wanted, alike) in [
            ("usres", "users", true),
            ("user", "users", true),
            ("groups", "users", false),
            ("USR", "users", true),
        ] {
            assert_eq!(is_alike(text, wanted), alike, "{text}");
        }
    }
}
