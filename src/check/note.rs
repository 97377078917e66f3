//! What to know about a judgement: layers that were not given, needs that nobody knows, how a grant was read.

use std::collections::BTreeSet;

use super::bench::{Bench, Needs};
use super::words;
use crate::catalog::tables::OperationKey;
use crate::intake::OpenPlace;
use crate::matching::{Match, Status};
use crate::model::{Principal, plural};
use crate::plan::Grantable;

/// Something to know about a judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// A stable name.
    pub code: &'static str,
    /// What to know.
    pub message: String,
    /// The operations that it is about.
    pub operations: BTreeSet<OperationKey>,
    /// The ids of things of an org that it is about, where none of them is its principal.
    pub about: Vec<String>,
}

impl Note {
    /// A note.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), operations: BTreeSet::new(), about: Vec::new() }
    }

    fn about(self, operations: BTreeSet<OperationKey>) -> Self {
        Self { operations, ..self }
    }
}

/// The notes about one principal.
pub(super) fn notes(bench: &Bench<'_>, principal: &Principal, matches: &[Match]) -> Vec<Note> {
    let mut notes: Vec<_> =
        principal.remarks.iter().map(|remark| Note::new(remark.code, remark.message.as_str())).collect();
    notes.extend(layers(bench, principal));
    match &bench.calls {
        None => notes.push(if matches.is_empty() {
            Note::new(
                "no-calls",
                "no calls were given: what is needed is not judged, only what the grant can do",
            )
        } else {
            Note::new(
                "no-recognized-call",
                "no call was recognized: what is needed is not judged, only what the grant can do",
            )
        }),
        Some(needs) => notes.extend(about_needs(bench, needs, matches)),
    }
    notes
}

/// The unresolved places of an input.
pub(super) fn of_open_places(open: &[OpenPlace]) -> Option<Note> {
    const NAMED: usize = 5;
    if open.is_empty() {
        return None;
    }
    let named = open.iter().take(NAMED).map(|one| format!("{}:{} ({})", one.source, one.line, one.reason));
    let more = open.len().checked_sub(NAMED).filter(|more| *more > 0);
    let more = more.map(|more| format!("and {more} more"));
    let named: Vec<_> = named.chain(more).collect();
    let places = plural(open.len(), "place");
    Some(Note::new("open-input", format!("{places} of the input cannot be resolved: {}", named.join(", "))))
}

/// Layers that are not judged.
fn layers(bench: &Bench<'_>, principal: &Principal) -> Vec<Note> {
    let mut notes = Vec::new();
    let credential = bench.credential;
    if principal.credential.is_none() {
        notes.push(Note::new(
            "credential-assumed",
            format!("nothing says how it authenticates: taken for a {credential}"),
        ));
    }
    if credential.has_scopes()
        && bench.resolved.holding.scopes.is_none()
        && bench.open_layers.scopes.is_none()
    {
        notes.push(Note::new("scopes-not-judged", "nothing was said of its scopes: they are not judged"));
    }
    if !credential.has_scopes() && bench.resolved.holding.scopes.is_some() {
        notes.push(Note::new(
            "scopes-not-judged",
            "an API token has no scopes: those that were given do not count",
        ));
    }
    if bench.resolved.holding.roles.is_none() {
        let unlimited = if credential.has_scopes() {
            ", and its scopes count as if roles allowed everything"
        } else {
            ""
        };
        let message = format!("nothing was said of its admin roles: they are not judged{unlimited}");
        notes.push(Note::new("roles-not-judged", message));
    }
    for role in &bench.resolved.closed_roles {
        let message = format!(
            "nothing says which permissions the custom role `{role}` has: whether anything is missing cannot be said"
        );
        notes.push(Note::new("role-not-known", message));
    }
    notes
}

fn about_needs(bench: &Bench<'_>, needs: &Needs<'_>, matches: &[Match]) -> Vec<Note> {
    let catalog = bench.catalog;
    let mut notes = Vec::new();
    let unknown = [
        (&needs.judgement.without_scope, "which scopes are taken by"),
        (&needs.judgement.without_right, "which admin right is needed for"),
    ];
    for (operations, what) in unknown.into_iter().filter(|(operations, _)| !operations.is_empty()) {
        let named = words::operations(catalog, operations);
        let works: Vec<_> = needs.least.known_to_work.iter().copied().map(Grantable::Role).collect();
        let works = if works.is_empty() {
            String::new()
        } else {
            format!("; only {} is known to work", words::things(catalog, &works))
        };
        let message = format!("no source that counts here says {what} {named}{works}");
        notes.push(Note::new("need-unknown", message).about(operations.clone()));
    }
    if let Some(to_try) = &needs.least.roles.to_try {
        let roles: Vec<_> = to_try.standard_roles.iter().copied().map(Grantable::Role).collect();
        let message = format!(
            "worth trying: {} if it may call {}, which no source says",
            words::things(catalog, &roles),
            words::operations(catalog, &to_try.operations)
        );
        notes.push(Note::new("worth-trying", message).about(to_try.operations.clone()));
    }
    let ambiguous = matches.iter().filter(|one| one.status == Status::Ambiguous).count();
    if ambiguous > 0 {
        let message = format!(
            "{} may mean several operations: what each of them needs is not called excess, and not called missing",
            plural(ambiguous, "call")
        );
        notes.push(Note::new("ambiguous-calls", message));
    }
    notes
}
