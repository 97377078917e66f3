//! What is wrong with a document: where it stands and what to do about it.

use std::fmt;
use std::sync::Arc;

/// A place in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
}

/// One thing that is wrong. Never quotes anything that could be a secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file as it was named.
    pub source: Arc<str>,
    /// Where in it.
    pub at: Option<Position>,
    /// What is wrong; names are in backticks.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Problem {
    /// A problem of a whole file.
    pub fn of(source: &str, message: impl Into<String>) -> Self {
        Self { source: source.into(), at: None, message: message.into(), help: None }
    }

    /// A problem at a place.
    pub fn at(source: &str, at: Position, message: impl Into<String>) -> Self {
        Self { at: Some(at), ..Self::of(source, message) }
    }

    /// The same with what to do about it.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if &*self.source == "-" { "stdin" } else { &self.source })?;
        if let Some(Position { line, column }) = self.at {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Everything that is wrong, as it is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems {
    source: Arc<str>,
    found: Vec<Problem>,
}

impl Problems {
    /// No problem yet with a file.
    pub fn new(source: &str) -> Self {
        Self { source: source.into(), found: Vec::new() }
    }

    /// The file as it was named.
    pub fn source(&self) -> Arc<str> {
        Arc::clone(&self.source)
    }

    /// What follows stands in this file.
    pub fn turn_to(&mut self, source: &Arc<str>) {
        self.source = Arc::clone(source);
    }

    /// Something is wrong at a place.
    pub fn add(&mut self, at: Position, message: impl Into<String>) {
        self.found.push(Problem::at(&self.source, at, message));
    }

    /// The same with what to do about it.
    pub fn add_with_help(&mut self, at: Position, message: impl Into<String>, help: impl Into<String>) {
        self.found.push(Problem::at(&self.source, at, message).help(help));
    }

    /// The value, unless something is wrong.
    ///
    /// # Errors
    ///
    /// Everything that was found, in the order of the file.
    pub fn unless_any<T>(mut self, value: T) -> Result<T, Vec<Problem>> {
        self.found.sort();
        if self.found.is_empty() { Ok(value) } else { Err(self.found) }
    }
}
