//! A text put together from pieces of an input, each of which knows where it stood there: rows of tables as lines that
//! the reader of free-form lists takes.

use super::calls::Calls;
use super::exchange::Received;
use super::source::{IntakeError, in_words};
use super::tree::Place;
use super::{KnownNames, text};
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
    lines: Vec<Line>,
}

#[derive(Debug, Default)]
struct Line {
    /// Where pieces begin in the line, in characters from 1, and where they stood, in order.
    pieces: Vec<(u32, Place)>,
    fate: Fate,
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

    /// Ends the line.
    pub(super) fn end_line(&mut self, fate: Fate) {
        match self.lines.last_mut() {
            Some(line) => line.fate = fate,
            None => self.lines.push(Line { fate, ..Line::default() }),
        }
        self.lines.push(Line::default());
        self.text.push('\n');
        self.width = 0;
    }

    /// Whether nothing stands in the line yet.
    pub(super) const fn is_at_start(&self) -> bool {
        self.width == 0
    }

    /// Where the next piece of the line begins, in characters from 1.
    pub(super) const fn column(&self) -> u32 {
        self.width + 1
    }

    /// The last character of the line.
    pub(super) fn last(&self) -> Option<char> {
        if self.is_at_start() { None } else { self.text.chars().next_back() }
    }

    /// The calls of the text, each at the place where it stood.
    pub(super) fn read(&self, calls: &mut Calls, known: &dyn KnownNames) -> Result<(), IntakeError> {
        let found = text::read(&self.text, calls.source(), known).map_err(|error| match error {
            IntakeError::LineTooLong { line, .. } => {
                IntakeError::LineTooLong { input: in_words(calls.source()), line: self.place(line, 1).line }
            }
            other => other,
        })?;
        for mut call in found {
            let (line, column) = (call.origin.line, call.origin.column);
            call.origin = calls.origin(self.place(line, column));
            let fate = self.line(line).map_or(Fate::default(), |line| line.fate);
            let remark = fate.remarks.is_some_and(|from| column >= from).then_some(SetAside::Remark);
            call.set_aside = call.set_aside.or(remark);
            calls.push(fated(call, fate));
        }
        Ok(())
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
