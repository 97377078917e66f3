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
    pub lines: Vec<ListLine>,
}

/// A non-empty line of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListLine {
    /// The line, from 1.
    pub line: u32,
    /// What it is.
    pub kind: LineKind,
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
