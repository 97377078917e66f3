//! What is not recognized in the input of a principal: while there is any of it, nothing that the principal holds can be
//! taken away safely.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::grants::ARGUMENT;
use crate::intake::OpenPlace;
use crate::matching::{Code, Match, Status};
use crate::model::Call;

/// How many places are named.
const MAX_NAMED: usize = 5;

/// Whether a call is unresolved and could be an operation.
///
/// A call to a private endpoint or a page takes no scope and no token, and a removed operation fails whatever is
/// granted: they need nothing.
pub(super) fn is_open(matched: &Match) -> bool {
    let needs_nothing = |code: Code| {
        matches!(code, Code::PrivateEndpoint | Code::BrowserFlow | Code::Removed | Code::ForeignHost)
    };
    let code = matched.diagnosis.as_ref().map(|diagnosis| diagnosis.code);
    matched.status == Status::Unresolved && !code.is_some_and(needs_nothing)
}

/// The places of an input where a call may be that is not recognized.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Open(BTreeSet<(Arc<str>, u32)>);

impl Open {
    /// The unresolved places of an input, and its calls that are unresolved or ambiguous; with `assume_all` an ambiguous
    /// call counts as all that it may be.
    pub(super) fn new(places: &[OpenPlace], calls: &[Call], matches: &[Match], assume_all: bool) -> Self {
        let places = places.iter().map(|place| (Arc::clone(&place.source), place.line));
        let is_ambiguous = |matched: &Match| matched.status == Status::Ambiguous && !assume_all;
        let calls = calls.iter().zip(matches);
        let calls = calls.filter(|(_, matched)| is_open(matched) || is_ambiguous(matched));
        let calls = calls.map(|(call, _)| (Arc::clone(&call.origin.source), call.origin.line));
        Self(places.chain(calls).collect())
    }

    /// Whether everything is recognized.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first few places, such as `calls.txt:3, calls.txt:9 and 2 more`.
    pub(super) fn named(&self) -> String {
        let name = |(source, line): &(Arc<str>, u32)| match &**source {
            ARGUMENT => format!("argument {line}"),
            "-" => format!("stdin:{line}"),
            file => format!("{file}:{line}"),
        };
        let named: Vec<_> = self.0.iter().take(MAX_NAMED).map(name).collect();
        match self.0.len() - named.len() {
            0 => named.join(", "),
            more => format!("{} and {more} more", named.join(", ")),
        }
    }
}
