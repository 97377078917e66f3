//! Where readers put what they find: calls, and what else is worth a word.

use std::sync::Arc;

use super::json::Stop;
use super::source::{self, IntakeError, in_words};
use super::terraform::Configuration;
use super::tree::{Place, Tree};
use crate::model::{Call, Origin, SetAside, Window};

/// Something about an input that is no failure and should not be passed over in silence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The input.
    pub source: Arc<str>,
    /// The line, from 1, where it is about one.
    pub line: Option<u32>,
    /// What there is to say.
    pub message: String,
}

/// What was found in the inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Every call, in order.
    pub calls: Vec<Call>,
    /// What else is worth a word.
    pub notes: Vec<Note>,
    /// What configurations of Terraform among them say beside their calls.
    pub terraform: Configuration,
    /// The time that the logs among them cover.
    pub window: Window,
}

impl Reading {
    /// Takes in what another input holds.
    pub(super) fn extend(&mut self, other: Self) {
        self.calls.extend(other.calls);
        self.notes.extend(other.notes);
        self.terraform.extend(other.terraform);
        self.window.merge(&other.window);
    }

    /// Counts the calls that were refused like those that got through.
    pub fn count_denied(&mut self) {
        for call in &mut self.calls {
            call.set_aside = call.set_aside.filter(|set_aside| *set_aside != SetAside::Denied);
        }
    }
}

/// What was found in one input so far.
#[derive(Debug)]
pub(super) struct Calls {
    source: Arc<str>,
    pub(super) found: Reading,
}

impl Calls {
    pub(super) fn of(source: &Arc<str>) -> Self {
        Self { source: Arc::clone(source), found: Reading::default() }
    }

    pub(super) const fn source(&self) -> &Arc<str> {
        &self.source
    }

    /// A place in the input.
    pub(super) fn origin(&self, place: Place) -> Origin {
        Origin { source: Arc::clone(&self.source), line: place.line, column: place.column }
    }

    pub(super) fn push(&mut self, call: Call) {
        self.found.calls.push(call);
    }

    /// Says something about the input, or about one of its lines.
    pub(super) fn note(&mut self, line: Option<u32>, message: impl Into<String>) {
        self.found.notes.push(Note { source: Arc::clone(&self.source), line, message: message.into() });
    }

    /// How the reading of a document ends: well, or with the place at which it is broken.
    pub(super) fn end(&self, tree: &Tree<'_>, format: &'static str) -> Result<(), IntakeError> {
        match &tree.broken {
            None => Ok(()),
            Some((place, what)) => Err(self.broken(*place, format, what.to_string())),
        }
    }

    /// Why a stream does not go on.
    pub(super) fn stopped(&self, stop: Stop, format: &'static str) -> IntakeError {
        match stop {
            Stop::Broken { place, what } => self.broken(place, format, what.to_owned()),
            Stop::Unreadable(reason) => source::unreadable(&self.source, reason),
        }
    }

    /// An input that is not what it looks like, from a place on.
    pub(super) fn broken(&self, place: Place, format: &'static str, what: String) -> IntakeError {
        let Place { line, column } = place;
        IntakeError::Broken {
            input: in_words(&self.source),
            line,
            column,
            format,
            what,
            before: self.found.calls.len(),
        }
    }
}
