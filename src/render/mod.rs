//! One output format per file: from the report to bytes, and nothing decided here.

mod care;
mod catalog;
mod json;
mod markdown;
mod phrases;
mod text;

use std::io::{self, Write};

use crate::model::Credential;
use crate::report::{CatalogReport, DiffReport, ImportReport, PlanReport};

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people at a terminal.
    Text,
    /// For programs; the schema is a promise.
    Json,
    /// For whoever must grant the access.
    Markdown,
}

/// How the output should look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// How wide it may be, in columns.
    pub width: usize,
    /// Whether to show what is usually left out.
    pub verbose: bool,
    /// The credential whose plan is shown in full; the recommended one when none is named.
    pub credential: Option<Credential>,
}

/// Writes a plan.
///
/// # Errors
///
/// When the output cannot be written.
pub fn plan(report: &PlanReport, format: Format, look: Look, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text => text::write(report, look, out),
        Format::Json => json::write(report, out),
        Format::Markdown => markdown::write(report, look, out),
    }
}

/// Writes what a catalog holds.
///
/// # Errors
///
/// When the output cannot be written.
pub fn catalog(report: &CatalogReport, format: Format, look: Look, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Json => json::write(report, out),
        Format::Text => catalog::write(report, look, out),
        Format::Markdown => markdown::list(report, out),
    }
}

/// Writes one entry of a catalog.
///
/// # Errors
///
/// When the output cannot be written.
pub fn entry(
    report: &crate::report::EntryReport,
    format: Format,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Json => json::write(report, out),
        Format::Text => catalog::entry(report, look, out),
        Format::Markdown => markdown::entry(report, out),
    }
}

/// Writes what an import did.
///
/// # Errors
///
/// When the output cannot be written.
pub fn import(report: &ImportReport, format: Format, look: Look, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Json => json::write(report, out),
        Format::Text => care::import(report).text(look, out),
        Format::Markdown => care::import(report).markdown(out),
    }
}

/// Writes what differs between two catalogs.
///
/// # Errors
///
/// When the output cannot be written.
pub fn catalog_diff(report: &DiffReport, format: Format, look: Look, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Json => json::write(report, out),
        Format::Text => care::difference(report).text(look, out),
        Format::Markdown => care::difference(report).markdown(out),
    }
}
