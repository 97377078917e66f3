//! A text put together from pieces of an input, each of which knows where it stood there: rows of tables as lines that
//! the reader of free-form lists takes.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::KnownNames;
use super::account::{LineKind, List, ListLine};
use super::calls::Calls;
use super::exchange::Received;
use super::source::{IntakeError, in_words};
use super::text::{self, Naming, Scanned};
use super::tree::Place;
use crate::model::{Asked, Call, Seen, SetAside};

/// What a row says about all of its calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fate {
    /// Why they are not made.
    pub(super) set_aside: Option<SetAside>,
    /// The status that was answered; 0 when it does not say.
    pub(super) status: u16,
    /// From which character on the line is only about the calls before it.
    pub(super) remarks: Option<u32>,
}

impl Fate {
    /// That of calls which are not made.
    pub(super) fn of(set_aside: Option<SetAside>) -> Self {
        Self { set_aside, ..Self::default() }
    }
}

/// A text in the making.
#[derive(Debug, Default)]
pub(super) struct Woven {
    text: String,
    /// The length of the last line, in characters.
    width: u32,
    /// How far it is indented.
    indent: u32,
    lines: Vec<Line>,
}

#[derive(Debug, Default)]
struct Line {
    /// Where pieces begin in the line, in characters from 1, and where they stood, in order.
    pieces: Vec<(u32, Place)>,
    fate: Fate,
    /// Whether it is a row of a table, in which rows with calls stand.
    is_row: bool,
    /// The lines of the input that belong to it, whatever of them is in its pieces.
    lines: Vec<u32>,
}

impl Woven {
    /// Adds to the line something that stood at a place; it holds no end of a line.
    pub(super) fn piece(&mut self, piece: &str, place: Place) {
        if self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        if let Some(line) = self.lines.last_mut() {
            line.pieces.push((self.width + 1, place));
        }
        self.sign(piece);
    }

    /// Adds to the line something that stood nowhere.
    pub(super) fn sign(&mut self, sign: &str) {
        self.text.push_str(sign);
        self.width += u32::try_from(sign.chars().count()).unwrap_or(u32::MAX);
    }

    /// Moves what follows in the line to the right, so that it may go on with the line above.
    pub(super) fn indent(&mut self) {
        if self.is_at_start() {
            self.text.push_str("  ");
            self.indent = 2;
            self.width = 2;
        }
    }

    /// Ends the line.
    pub(super) fn end_line(&mut self, fate: Fate) {
        match self.lines.last_mut() {
            Some(line) => line.fate = fate,
            None => self.lines.push(Line { fate, ..Line::default() }),
        }
        self.lines.push(Line::default());
        self.text.push('\n');
        self.width = 0;
        self.indent = 0;
    }

    /// Says that the line is a row of a table, with the lines of the input that it takes up.
    pub(super) fn row(&mut self, lines: impl IntoIterator<Item = u32>) {
        if self.lines.is_empty() {
            self.lines.push(Line::default());
        }
        if let Some(line) = self.lines.last_mut() {
            line.is_row = true;
            line.lines.extend(lines);
        }
    }

    /// Whether nothing stands in the line yet.
    pub(super) const fn is_at_start(&self) -> bool {
        self.width == self.indent
    }

    /// Where the next piece of the line begins, in characters from 1.
    pub(super) const fn column(&self) -> u32 {
        self.width + 1
    }

    /// The last character of the line.
    pub(super) fn last(&self) -> Option<char> {
        if self.is_at_start() { None } else { self.text.chars().next_back() }
    }

    /// The calls of a whole input, each at the place where it stood; every line of the input is accounted for.
    pub(super) fn read_list(
        &self,
        input: &str,
        calls: &mut Calls,
        known: &dyn KnownNames,
    ) -> Result<(), IntakeError> {
        let kinds = self.scan(calls, known)?;
        account(input, &kinds, calls);
        Ok(())
    }

    /// Takes the calls, each at the place where it stood, and says what the lines of the input are.
    pub(super) fn scan(
        &self,
        calls: &mut Calls,
        known: &dyn KnownNames,
    ) -> Result<BTreeMap<u32, LineKind>, IntakeError> {
        let naming = if calls.is_stated() { Naming::Counts } else { Naming::Never };
        let scanned =
            text::scanned(&self.text, calls.source(), known, naming).map_err(|error| match error {
                IntakeError::LineTooLong { line, more, .. } => IntakeError::LineTooLong {
                    input: in_words(calls.source()),
                    line: self.place(line, 1).line,
                    more,
                },
                other => other,
            })?;
        let Scanned { calls: found, lines } = scanned;
        // For each line of the text, the lines of the input on which its calls stand.
        let mut stand: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for mut call in found {
            let (line, column) = (call.origin.line, call.origin.column);
            call.origin = calls.origin(self.place(line, column));
            stand.entry(line).or_default().push(call.origin.line);
            let fate = self.line(line).map_or(Fate::default(), |line| line.fate);
            let remark = fate.remarks.is_some_and(|from| column >= from).then_some(SetAside::Remark);
            call.set_aside = call.set_aside.or(remark);
            calls.push(fated(call, fate));
        }
        Ok(self.kinds(&lines, &stand))
    }

    /// What the lines of the input are, by what those of the text are.
    fn kinds(&self, lines: &[Option<LineKind>], stand: &BTreeMap<u32, Vec<u32>>) -> BTreeMap<u32, LineKind> {
        let mut kinds: BTreeMap<u32, LineKind> = BTreeMap::new();
        let open = self.open_rows(lines);
        for (at, line) in self.lines.iter().enumerate() {
            let kind = lines.get(at).copied().flatten();
            let kind = if open.get(at) == Some(&true) { Some(LineKind::NotUnderstood) } else { kind };
            let Some(kind) = kind.or(line.is_row.then_some(LineKind::Prose)) else { continue };
            for number in line.pieces.iter().map(|(_, place)| place.line).chain(line.lines.iter().copied()) {
                let here = match kind {
                    LineKind::Call { of } => {
                        let stand = stand.get(&of).map(Vec::as_slice).unwrap_or_default();
                        let first = stand.first().copied().unwrap_or(number);
                        LineKind::Call { of: if stand.contains(&number) { number } else { first } }
                    }
                    other => other,
                };
                let known = kinds.entry(number).or_insert(here);
                if rank(here) > rank(*known) {
                    *known = here;
                }
            }
        }
        kinds
    }

    /// The rows without a call, and with more than one cell, in tables of which others have calls.
    fn open_rows(&self, lines: &[Option<LineKind>]) -> Vec<bool> {
        let mut open = vec![false; self.lines.len()];
        let is_entry = |at: usize| matches!(lines.get(at), Some(Some(LineKind::Call { .. })));
        let is_row = |at: usize| self.lines.get(at).is_some_and(|line| line.is_row);
        let mut at = 0;
        while at < self.lines.len() {
            let rows = (at..self.lines.len()).take_while(|row| is_row(*row)).count();
            if (at..at + rows).any(is_entry) {
                for row in (at..at + rows).filter(|row| !is_entry(*row)) {
                    let cells = self.lines.get(row).map_or(0, |line| line.pieces.len());
                    if let Some(slot) = open.get_mut(row) {
                        *slot = cells > 1;
                    }
                }
            }
            at += rows.max(1);
        }
        open
    }

    fn line(&self, line: u32) -> Option<&Line> {
        self.lines.get(usize::try_from(line).ok()?.checked_sub(1)?)
    }

    /// Where something stood.
    fn place(&self, line: u32, column: u32) -> Place {
        let pieces = self.line(line).map_or(&[][..], |line| &line.pieces);
        let behind = pieces.partition_point(|(start, _)| *start <= column);
        match pieces.get(behind.saturating_sub(1)) {
            Some((start, place)) => {
                Place { line: place.line, column: place.column + column.saturating_sub(*start) }
            }
            None => Place { line, column },
        }
    }
}

/// Which kind of a line counts, when several things stand on it.
const fn rank(kind: LineKind) -> u8 {
    match kind {
        LineKind::Prose => 0,
        LineKind::Excluded => 1,
        LineKind::NotUnderstood => 2,
        LineKind::Call { .. } => 3,
    }
}

/// Adds to the account what the lines of an input are; those of which nothing is known are prose.
pub(super) fn account(input: &str, kinds: &BTreeMap<u32, LineKind>, calls: &mut Calls) {
    if !calls.is_stated() {
        return;
    }
    let numbered = input.trim_start_matches('\u{feff}').lines().zip(1_u32..);
    let lines = numbered
        .filter(|(line, _)| !line.trim().is_empty())
        .map(|(_, line)| ListLine { line, kind: kinds.get(&line).copied().unwrap_or(LineKind::Prose) });
    let source = Arc::clone(calls.source());
    let list = List { source, lines: lines.collect() };
    calls.found.account.lists.push(list);
}

/// A call with what its row says.
fn fated(call: Call, fate: Fate) -> Call {
    let method = match &call.asked {
        Asked::Http(request) => request.method,
        _ => None,
    };
    let answer =
        (fate.status > 0).then(|| Received { status: fate.status, ..Received::default() }.answer(method));
    let refused = answer.as_ref().is_some_and(crate::model::Answer::is_refusal);
    let seen = if answer.is_some() && !refused { Seen::Used } else { call.seen };
    let set_aside = call.set_aside.or(fate.set_aside).or(refused.then_some(SetAside::Denied));
    Call { set_aside, seen, answer, ..call }
}
