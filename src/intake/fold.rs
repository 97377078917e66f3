//! Equal calls of long inputs share an entry, so that memory does not grow with how often a call stands in an input.
//!
//! The first calls each keep an entry of their own. Behind them, ids in paths become a placeholder, as in logs, and calls
//! of one input that differ in nothing but their place share one entry, which stands at the first of these places and
//! counts them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher as _, Hash, RandomState};
use std::sync::Arc;

use super::log::{alike_path, without_ids_by_form};
use super::source::{IntakeError, in_words};
use crate::limits::{MAX_CALL_PLACES, MAX_DIFFERENT_CALLS};
use crate::model::{Asked, Call, Origin};

/// Folds calls as they come.
#[derive(Debug)]
pub(super) struct Fold {
    /// How many calls have an entry of their own.
    max_places: usize,
    /// How many different calls are kept.
    max_different: usize,
    /// How many entries are folded already: the first of them.
    done: usize,
    /// The different calls by their hash.
    known: BTreeMap<u64, Vec<Known>>,
    /// How many different calls are known.
    different: usize,
    hasher: RandomState,
    /// The first call that is not kept, because it is one too many.
    left_out: Option<Origin>,
}

/// A call that was seen.
#[derive(Clone, Copy, Debug)]
struct Known {
    /// The position of an entry that equals it.
    at: usize,
    /// Whether the entry stands for further places.
    is_shared: bool,
}

/// What becomes of a call.
enum Fate {
    Kept,
    /// It is counted at another entry.
    Counted(usize),
    LeftOut,
}

impl Default for Fold {
    fn default() -> Self {
        Self::within(MAX_CALL_PLACES, MAX_DIFFERENT_CALLS)
    }
}

impl Fold {
    fn within(max_places: usize, max_different: usize) -> Self {
        Self {
            max_places,
            max_different,
            done: 0,
            known: BTreeMap::new(),
            different: 0,
            hasher: RandomState::new(),
            left_out: None,
        }
    }

    /// A fold of several inputs, each of which is within the limits.
    pub(super) fn of_inputs() -> Self {
        Self::within(MAX_CALL_PLACES, usize::MAX)
    }

    /// Whether it is worth to fold now.
    pub(super) const fn is_due(&self, calls: &[Call]) -> bool {
        const MANY: usize = 4_096;
        calls.len() > self.max_places && calls.len() - self.done >= MANY
    }

    /// Folds the calls that came since the last time. `marks` are positions of calls that something else is known of:
    /// they stay with their calls, and calls that differ in them are not equal.
    pub(super) fn fold(
        &mut self,
        calls: &mut Vec<Call>,
        moved: &mut Moved,
        mut marks: [&mut BTreeSet<usize>; 2],
    ) {
        if calls.len() <= self.max_places {
            return;
        }
        if self.done > calls.len() {
            // Somebody took calls away.
            *self = Self::within(self.max_places, self.max_different);
        }
        let first = self.done;
        let new = calls.split_off(first);
        let new_marks = marks.each_mut().map(|set| set.split_off(&first));
        for (position, call) in (first..).zip(new) {
            let own = new_marks.each_ref().map(|set| set.contains(&position));
            let call = if calls.len() < self.max_places { call } else { without_ids(call) };
            let of = |at: usize| marks.each_ref().map(|set| set.contains(&at));
            match self.fate(&call, calls, |at| of(at) == own) {
                Fate::Kept => {
                    for (set, is_marked) in marks.iter_mut().zip(own) {
                        if is_marked {
                            set.insert(calls.len());
                        }
                    }
                    calls.push(call);
                }
                Fate::Counted(at) => {
                    if let Some(entry) = calls.get_mut(at) {
                        entry.times = entry.times.saturating_add(call.times);
                        entry.count = entry.count.saturating_add(call.count);
                        moved.add(&call.origin, entry.origin.line);
                    }
                }
                Fate::LeftOut => {
                    self.left_out.get_or_insert(call.origin);
                }
            }
        }
        self.done = calls.len();
    }

    fn fate(&mut self, call: &Call, calls: &[Call], is_marked_alike: impl Fn(usize) -> bool) -> Fate {
        let bucket = self.known.entry(self.hasher.hash_one(without_place(call))).or_default();
        let has_own = calls.len() < self.max_places;
        let is_equal = |known: &&mut Known| {
            calls.get(known.at).is_some_and(|other| without_place(other) == without_place(call))
                && is_marked_alike(known.at)
        };
        let is_full = self.different >= self.max_different;
        match bucket.iter_mut().find(is_equal) {
            Some(_) if has_own => Fate::Kept,
            Some(known) if known.is_shared => Fate::Counted(known.at),
            Some(known) => {
                *known = Known { at: calls.len(), is_shared: true };
                Fate::Kept
            }
            None if is_full => Fate::LeftOut,
            None => {
                bucket.push(Known { at: calls.len(), is_shared: !has_own });
                self.different += 1;
                Fate::Kept
            }
        }
    }

    /// That there are more different calls than are kept, where that is so; it is said once.
    pub(super) fn left_out(&mut self) -> Option<IntakeError> {
        let Origin { source, line, .. } = self.left_out.take()?;
        Some(IntakeError::TooManyCalls { input: in_words(&source), line, most: self.max_different })
    }
}

/// A call with a placeholder for every id in its path.
fn without_ids(mut call: Call) -> Call {
    if let Asked::Http(request) = &mut call.asked {
        let mut path = String::with_capacity(request.path.len());
        alike_path(&request.path, without_ids_by_form, &mut path);
        if path != request.path && !path.is_empty() {
            request.path = path;
        }
    }
    call
}

/// All of a call by which it equals another.
fn without_place(call: &Call) -> impl Hash + PartialEq + '_ {
    let Call { origin, asked, attribution, set_aside, seen, answer, times: _, count: _, caller } = call;
    (&origin.source, asked, attribution, set_aside, seen, answer, caller)
}

/// Where calls stand that are counted at the entry of another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moved(BTreeMap<Arc<str>, Vec<Run>>);

/// Consecutive lines whose calls are counted at the same line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    first: u32,
    last: u32,
    to: u32,
}

impl Moved {
    fn add(&mut self, from: &Origin, to: u32) {
        if !self.0.contains_key(&from.source) {
            self.0.insert(Arc::clone(&from.source), Vec::new());
        }
        let Some(runs) = self.0.get_mut(&from.source) else { return };
        let line = from.line;
        match runs.last_mut() {
            Some(run) if run.to == to && (run.last..=run.last.saturating_add(1)).contains(&line) => {
                run.last = line;
            }
            _ => runs.push(Run { first: line, last: line, to }),
        }
    }

    pub(super) fn extend(&mut self, other: Self) {
        for (source, runs) in other.0 {
            self.0.entry(source).or_default().extend(runs);
        }
    }

    /// The lines of an input at which its calls are counted, quick to look up.
    pub fn of(&self, source: &str) -> MovedLines<'_> {
        let mut runs = Cow::Borrowed(self.0.get(source).map(Vec::as_slice).unwrap_or_default());
        let key = |run: &Run| (run.first, run.last);
        if !runs.is_sorted_by_key(key) {
            runs.to_mut().sort_unstable_by_key(key);
        }
        let is_simple = runs.is_sorted_by_key(|run| run.last);
        let reaches = (!is_simple).then(|| {
            let reach = |reach: &mut u32, run: &Run| {
                *reach = run.last.max(*reach);
                Some(*reach)
            };
            runs.iter().scan(0, reach).collect()
        });
        MovedLines { runs, reaches }
    }
}

/// Where the calls of the lines of one input are counted.
#[derive(Clone, Debug)]
pub struct MovedLines<'m> {
    /// Sorted by their first line.
    runs: Cow<'m, [Run]>,
    /// For each run, the last line of all runs up to it; none where that is its own last line.
    reaches: Option<Vec<u32>>,
}

impl MovedLines<'_> {
    /// The last line of all runs up to one.
    fn reach(&self, at: usize) -> Option<u32> {
        match &self.reaches {
            Some(reaches) => reaches.get(at).copied(),
            None => self.runs.get(at).map(|run| run.last),
        }
    }

    /// Whether a call of a line is counted at a line that is one of those wanted.
    pub fn is_any(&self, line: u32, is_wanted: &dyn Fn(u32) -> bool) -> bool {
        let mut open = vec![line];
        let mut seen = BTreeSet::from([line]);
        while let Some(line) = open.pop() {
            let end = self.runs.partition_point(|run| run.first <= line);
            for at in (0..end).rev() {
                if self.reach(at).is_none_or(|reach| reach < line) {
                    break;
                }
                let Some(run) = self.runs.get(at).filter(|run| run.last >= line) else { continue };
                if is_wanted(run.to) {
                    return true;
                }
                if seen.insert(run.to) {
                    open.push(run.to);
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Request;

    fn call(line: u32, name: &str) -> Call {
        let origin = Origin { source: Arc::from("a"), line, column: 1 };
        Call::new(origin, Asked::Name(name.to_owned()))
    }

    fn told(calls: &[Call]) -> Vec<(u32, String, u32)> {
        calls.iter().map(|call| (call.origin.line, call.text(), call.count)).collect()
    }

    fn owned(expected: &[(u32, &str, u32)]) -> Vec<(u32, String, u32)> {
        expected.iter().map(|(line, text, count)| (*line, (*text).to_owned(), *count)).collect()
    }

    #[test]
    fn equal_calls_share_an_entry_behind_the_first_places() {
        for (count, expected) in [
            (2, vec![(1, "x", 1), (2, "x", 1)]),
            (3, vec![(1, "x", 1), (2, "x", 1), (3, "x", 1)]),
            (4, vec![(1, "x", 1), (2, "x", 1), (3, "x", 1), (4, "x", 1)]),
            (6, vec![(1, "x", 1), (2, "x", 1), (3, "x", 1), (4, "x", 3)]),
        ] {
            let mut fold = Fold::within(3, 10);
            let mut moved = Moved::default();
            let mut calls = Vec::new();
            for line in 1..=count {
                calls.push(call(line, "x"));
                fold.fold(&mut calls, &mut moved, [&mut BTreeSet::new(), &mut BTreeSet::new()]);
            }
            assert_eq!(told(&calls), owned(&expected), "{count}");
            let lines = moved.of("a");
            for line in 1..=count {
                assert_eq!(lines.is_any(line, &|to| to == 4), line > 4, "{line}");
            }
        }
    }

    #[test]
    fn different_calls_are_kept_up_to_the_limit() {
        for (count, left_out) in [(4, None), (5, None), (6, Some(12))] {
            let mut fold = Fold::within(3, 5);
            let mut moved = Moved::default();
            let mut calls: Vec<_> = (1..=count)
                .flat_map(|name| [2 * name - 1, 2 * name].map(|line| call(line, &name.to_string())))
                .collect();
            let mut marks = BTreeSet::new();
            fold.fold(&mut calls, &mut moved, [&mut marks, &mut BTreeSet::new()]);
            let kept = calls.iter().map(|call| call.count).sum::<u32>();
            assert_eq!(kept, 2 * count.min(5), "{count}");
            let error = fold.left_out();
            assert_eq!(error.is_some(), left_out.is_some(), "{count}");
            assert!(fold.left_out().is_none(), "it is said once");
        }
    }

    #[test]
    fn ids_in_paths_become_a_placeholder_behind_the_first_places() {
        let get = |line: u32| {
            let path = format!("/api/v1/users/00u1abcdefGHIJKLM{line:03}");
            let request = Request { path, ..Request::default() };
            Call { asked: Asked::Http(request), ..call(line, "") }
        };
        let mut calls: Vec<_> = (1..=5).map(get).collect();
        let mut fold = Fold::within(1, 10);
        fold.fold(&mut calls, &mut Moved::default(), [&mut BTreeSet::new(), &mut BTreeSet::new()]);
        let expected = [(1, "/api/v1/users/00u1abcdefGHIJKLM001", 1), (2, "/api/v1/users/{id}", 4)];
        assert_eq!(told(&calls), owned(&expected));
    }

    #[test]
    fn calls_that_differ_in_a_mark_are_not_equal() {
        let mut fold = Fold::within(1, 10);
        let mut moved = Moved::default();
        let mut calls: Vec<_> = (1..=5).map(|line| call(line, "x")).collect();
        let mut marks = BTreeSet::from([2, 4]);
        fold.fold(&mut calls, &mut moved, [&mut marks, &mut BTreeSet::new()]);
        assert_eq!(told(&calls), owned(&[(1, "x", 1), (2, "x", 2), (3, "x", 2)]));
        assert_eq!(marks, BTreeSet::from([2]));
    }
}
