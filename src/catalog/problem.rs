//! What is wrong with a catalog: where it stands and what to do about it.
//!
//! Shared with `build.rs`.

use std::fmt;

/// One thing that is wrong with the files of a catalog or an overlay.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, relative to the folder of the catalog.
    pub file: String,
    /// The line and column, where the parser knows them.
    pub position: Option<(usize, usize)>,
    /// The record, such as an operation id.
    pub record: Option<String>,
    /// What is wrong; names are in backticks.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Problem {
    /// A problem of a whole file.
    pub fn file(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), position: None, record: None, message: message.into(), help: None }
    }

    /// A problem of one record of a file.
    pub fn record(file: &str, record: &str, message: impl Into<String>) -> Self {
        Self { record: Some(record.to_owned()), ..Self::file(file, message) }
    }

    /// The same with what to do about it.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some((line, column)) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        f.write_str(": ")?;
        if let Some(record) = &self.record {
            write!(f, "`{record}`: ")?;
        }
        f.write_str(&self.message)
    }
}
