//! The account of the input: what was read, what was passed over and why, what was not understood.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::class::FileClass;
use super::fold::Moved;
use crate::disclosure::AllowList;
use crate::model::{Credential, Says};

/// What became of every file, line and place of the inputs.
///
/// Calls are not counted here: whether one counts is known only when it is resolved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// How many files were read, standard input and arguments included.
    pub files_read: usize,
    /// How many of the files that were found in a folder or archive refer to Okta.
    pub files_referring: usize,
    /// How many files were passed over, by class.
    pub skipped: BTreeMap<FileClass, usize>,
    /// The lines of lists.
    pub lists: Vec<List>,
    /// Places where Okta is called and the operation cannot be told.
    pub unresolved: Vec<OpenPlace>,
    /// Files that use an Okta client and in which no call could be resolved.
    pub without_calls: Vec<Arc<str>>,
    /// Refusals that were pasted without a recording of the request.
    pub refusals: Vec<Refusal>,
    /// Scopes that stand on the lines of lists.
    pub stated_scopes: Vec<StatedScope>,
    /// Credentials that the inputs speak of.
    pub credentials: Vec<StatedCredential>,
    /// Where calls stand that are counted at the entry of another.
    pub moved: Moved,
}

/// An answer that says what was missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The input.
    pub source: Arc<str>,
    /// The line at which it begins, from 1.
    pub line: u32,
    /// What it says.
    pub says: Says,
    /// The line of the request that was refused, where one stands above it.
    pub request: Option<u32>,
}

/// A scope on a line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedScope {
    /// The input.
    pub source: Arc<str>,
    /// The line, from 1.
    pub line: u32,
    /// Its name as it is spelt there.
    pub scope: String,
}

/// A credential that an input speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedCredential {
    /// The input.
    pub source: Arc<str>,
    /// The line, from 1.
    pub line: u32,
    /// The word that names it.
    pub word: &'static str,
    /// The credential.
    pub credential: Credential,
}

/// The non-empty lines of one list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The input.
    pub source: Arc<str>,
    /// Each non-empty line, in order.
    pub lines: ListLines,
}

/// A non-empty line of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListLine {
    /// The line, from 1.
    pub line: u32,
    /// What it is.
    pub kind: LineKind,
}

/// The non-empty lines of a list, of which equal neighbours are held together, so that a long list takes little memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListLines(Vec<LineRun>);

/// Consecutive lines of one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct LineRun {
    /// The first line, and what it is.
    first: ListLine,
    /// How many lines there are.
    count: u32,
}

impl LineRun {
    /// A line of the run, counted from 0: calls begin on the line itself, or on the same line as those of the run.
    fn line(&self, at: u32) -> ListLine {
        let ListLine { line, kind } = self.first;
        let kind = match kind {
            LineKind::Call { of } if of == line => LineKind::Call { of: line + at },
            other => other,
        };
        ListLine { line: line + at, kind }
    }
}

impl ListLines {
    /// Adds a line behind the others.
    pub fn push(&mut self, line: ListLine) {
        match self.0.last_mut() {
            Some(run)
                if line.line == run.first.line.wrapping_add(run.count) && run.line(run.count) == line =>
            {
                run.count += 1;
            }
            _ => self.0.push(LineRun { first: line, count: 1 }),
        }
    }

    /// The lines, one by one.
    pub fn iter(&self) -> impl Iterator<Item = ListLine> + '_ {
        self.0.iter().flat_map(|run| (0..run.count).map(|at| run.line(at)))
    }

    /// Changes what lines are.
    pub(super) fn change(&mut self, kind: impl Fn(ListLine) -> LineKind) {
        *self = self.iter().map(|line| ListLine { kind: kind(line), ..line }).collect();
    }
}

impl Extend<ListLine> for ListLines {
    fn extend<I: IntoIterator<Item = ListLine>>(&mut self, lines: I) {
        lines.into_iter().for_each(|line| self.push(line));
    }
}

impl FromIterator<ListLine> for ListLines {
    fn from_iter<I: IntoIterator<Item = ListLine>>(lines: I) -> Self {
        let mut all = Self::default();
        all.extend(lines);
        all
    }
}

/// What a line of a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// It holds calls, or goes on with the one that begins on this line; excluded when none of them counts.
    Call {
        /// The line at which its calls begin, from 1.
        of: u32,
    },
    /// A heading, or a sentence that names no call.
    Prose,
    /// Nothing that is called, although it looks like a call: a variable that holds a URL, a comment.
    Excluded,
    /// It ought to be a call, and it has no path and no name of an operation.
    NotUnderstood,
}

/// A place where Okta is called and the operation cannot be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenPlace {
    /// The input.
    pub source: Arc<str>,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
    /// Why it cannot be told.
    pub reason: &'static str,
}

impl Account {
    /// Hides what may not be printed of scopes that the inputs speak of.
    pub(super) fn hide_unknown(&mut self, allowed: &AllowList) {
        for refusal in &mut self.refusals {
            allowed.clean_refusal(&mut refusal.says);
        }
        for stated in &mut self.stated_scopes {
            stated.scope = allowed.parts(&stated.scope).into_owned();
        }
    }

    /// Takes in the account of another input.
    pub(super) fn extend(&mut self, other: Self) {
        self.files_read += other.files_read;
        self.files_referring += other.files_referring;
        for (class, count) in other.skipped {
            *self.skipped.entry(class).or_default() += count;
        }
        self.lists.extend(other.lists);
        self.unresolved.extend(other.unresolved);
        self.without_calls.extend(other.without_calls);
        self.refusals.extend(other.refusals);
        self.stated_scopes.extend(other.stated_scopes);
        self.credentials.extend(other.credentials);
        self.moved.extend(other.moved);
    }

    /// Counts a file that is passed over.
    pub(super) fn skip(&mut self, class: FileClass) {
        *self.skipped.entry(class).or_default() += 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines() -> impl Strategy<Value = Vec<ListLine>> {
        let kind = |line: u32| {
            prop_oneof![
                Just(LineKind::Call { of: line }),
                (1..=line).prop_map(|of| LineKind::Call { of }),
                Just(LineKind::Prose),
                Just(LineKind::Excluded),
                Just(LineKind::NotUnderstood),
            ]
        };
        let steps = prop::collection::vec(prop_oneof![4 => Just(1_u32), 1 => 1..4_u32], 0..60);
        steps.prop_flat_map(move |steps| {
            let numbers = steps.into_iter().scan(0, |line, step| {
                *line += step;
                Some(*line)
            });
            numbers.map(|line| kind(line).prop_map(move |kind| ListLine { line, kind })).collect::<Vec<_>>()
        })
    }

    proptest! {
        #[test]
        fn lines_come_back_as_they_were_added(lines in lines()) {
            let held: ListLines = lines.iter().copied().collect();
            prop_assert_eq!(held.iter().collect::<Vec<_>>(), lines);
        }
    }

    #[test]
    fn equal_neighbours_take_one_place() {
        let own = (1..=1_000_000).map(|line| ListLine { line, kind: LineKind::Call { of: line } });
        assert_eq!(own.collect::<ListLines>().0.len(), 1);
        let prose = (1..=10).map(|line| ListLine { line: 2 * line, kind: LineKind::Prose });
        assert_eq!(prose.collect::<ListLines>().0.len(), 10, "empty lines part runs");
    }
}
