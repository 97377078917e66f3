//! Blocks of a text that were read: what of them counts, and what each of their lines is.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::blocks::{Block, Language};
use super::{sender, tool};
use crate::intake::account::{LineKind, List, ListLine, OpenPlace};
use crate::intake::calls::{Calls, Reading};
use crate::intake::target::Target;
use crate::model::{Asked, Call, Request, SetAside};

/// A block that is read, with what was found in it.
pub(super) struct Taken<'b> {
    pub(super) block: &'b Block,
    pub(super) found: Reading,
    /// Lines that hold a URL for a call elsewhere.
    pub(super) kept: BTreeSet<u32>,
    /// Whether a heading says that nothing in it is called.
    pub(super) denied: bool,
}

/// The index of a line that is counted from 1.
pub(super) fn index(line: u32) -> usize {
    usize::try_from(line).unwrap_or(usize::MAX).saturating_sub(1)
}

fn number(at: usize) -> u32 {
    u32::try_from(at + 1).unwrap_or(u32::MAX)
}

impl Taken<'_> {
    /// Adds what the reader of lists finds on lines on which the reader of programs finds nothing. A URL that a call
    /// elsewhere goes to is no call of its own.
    pub(super) fn add(&mut self, listed: Vec<Call>, paths: &[String]) {
        let known: BTreeSet<u32> = self.found.calls.iter().map(|call| call.origin.line).collect();
        for call in listed.into_iter().filter(|call| !known.contains(&call.origin.line)) {
            match &call.asked {
                Asked::Http(request) if is_used(request, paths) => {
                    self.kept.insert(call.origin.line);
                }
                Asked::Http(request) if call.set_aside.is_none() && is_whole(request) => {
                    self.found.calls.push(call);
                }
                // A method of something: a bare name may be any function.
                Asked::Name(name) if name.contains('.') => self.found.calls.push(call),
                _ => {}
            }
        }
        self.found.calls.sort_by_key(|call| (call.origin.line, call.origin.column));
    }

    /// Gives what was found to the calls of the input, and accounts for each line.
    pub(super) fn give(self, lines: &[&str], calls: &mut Calls) {
        let Self { block, found, kept, denied } = self;
        let Reading { calls: own, notes, account, terraform, .. } = found;
        let mut called: BTreeSet<u32> = own.iter().map(|call| call.origin.line).collect();
        called.extend(account.unresolved.iter().map(|open: &OpenPlace| open.line));
        let is_program = matches!(block.language, Language::Program(_));
        let kind = |line: u32, text: &str| match () {
            () if called.contains(&line) => LineKind::Call { of: line },
            () if kept.contains(&line) => LineKind::Excluded,
            // Nothing in the whole block could be read.
            () if is_program && called.is_empty() && sender::sends(text.trim()) => LineKind::NotUnderstood,
            () => LineKind::Prose,
        };
        let accounted = block.frame.clone().filter_map(|at| {
            let text = lines.get(at).filter(|line| !line.trim().is_empty())?;
            Some(ListLine { line: number(at), kind: kind(number(at), text) })
        });
        account_for(accounted.collect(), calls);
        for call in own {
            let negated = (denied && call.set_aside.is_none()).then_some(SetAside::Negated);
            let set_aside = call.set_aside.or(negated);
            calls.push(call.set_aside(set_aside));
        }
        calls.found.notes.extend(notes);
        calls.found.account.unresolved.extend(account.unresolved);
        calls.found.terraform.extend(terraform);
    }
}

/// Whether a path is the one of a call that was found, or a part of it.
fn is_used(request: &Request, paths: &[String]) -> bool {
    const MAX_COMPARED: usize = 1_000;
    let path = request.path.trim_end_matches('/');
    let begins = paths.partition_point(|known| known.as_str() < path);
    paths.get(begins).is_some_and(|known| known.starts_with(path))
        || paths.iter().take(MAX_COMPARED).any(|known| known.ends_with(path))
}

/// Whether a request is more than an address that others begin with.
fn is_whole(request: &Request) -> bool {
    const BASES: [&str; 5] = ["", "/api", "/api/v1", "/oauth2", "/oauth2/v1"];
    let path = request.path.trim_end_matches('/');
    !BASES.contains(&path) && (request.method.is_some() || Target::is_of_okta(path))
}

/// Adds lines to the account of the list, in order.
fn account_for(lines: Vec<ListLine>, calls: &mut Calls) {
    if !calls.is_stated() {
        return;
    }
    let source = Arc::clone(calls.source());
    let lists = &mut calls.found.account.lists;
    match lists.iter_mut().find(|list| list.source == source) {
        Some(list) => {
            let mut all: Vec<_> = list.lines.iter().chain(lines).collect();
            all.sort_by_key(|line| line.line);
            list.lines = all.into_iter().collect();
        }
        None => lists.push(List { source, lines: lines.into_iter().collect() }),
    }
}

/// A script of a shell that the reader of lists has read: functions and variables of it are no names of operations, and
/// a line without a command asks for nothing.
pub(super) fn of_script(script: &Block, lines: &[&str], calls: &mut Calls) {
    let inside = |line: u32| script.frame.contains(&index(line));
    let is_name = |call: &Call| matches!(call.asked, Asked::Name(_)) && inside(call.origin.line);
    calls.found.calls.retain(|call| !is_name(call));
    let source = Arc::clone(calls.source());
    let called: BTreeSet<u32> = calls.found.calls.iter().map(|call| call.origin.line).collect();
    let own = calls.found.account.lists.iter_mut().filter(|list| list.source == source);
    let commands = |line: u32| {
        let text: Vec<char> = lines.get(index(line)).map(|line| line.chars().collect()).unwrap_or_default();
        tool::begins(&text).is_some()
    };
    let kind = |ListLine { line, kind }: ListLine| match kind {
        LineKind::NotUnderstood if inside(line) && !commands(line) => LineKind::Prose,
        LineKind::Call { of } if inside(line) && !called.contains(&of) && !commands(line) => LineKind::Prose,
        kind => kind,
    };
    own.for_each(|list| list.lines.change(kind));
}
