//! One output format per file: from the report to bytes, and nothing decided here.

mod api;
mod catalog;
mod console;
mod json;
mod markdown;
mod paste;
mod phrases;
mod terraform;
mod text;

use std::io::{self, Write};

use crate::model::Credential;
use crate::report::{CatalogReport, PlanReport};

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people at a terminal.
    Text,
    /// For programs; the schema is a promise.
    Json,
    /// For whoever must grant the access.
    Markdown,
    /// Terraform that grants it; plans only.
    Terraform,
    /// A shell script that grants it over the API; plans only.
    Api,
    /// The steps in the Admin Console; plans only.
    Console,
}

impl Format {
    /// Whether only plans can be written in it.
    pub const fn is_for_plans(self) -> bool {
        matches!(self, Self::Terraform | Self::Api | Self::Console)
    }
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
        Format::Terraform => terraform::write(report, look, out),
        Format::Api => api::write(report, look, out),
        Format::Console => console::write(report, look, out),
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
        Format::Markdown => markdown::list(report, out),
        // The command line refuses what is for plans.
        _ => catalog::write(report, look, out),
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
        Format::Markdown => markdown::entry(report, out),
        _ => catalog::entry(report, look, out),
    }
}
