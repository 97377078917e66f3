//! One output format per file: from the report to bytes, and nothing decided here.

mod care;
mod catalog;
mod drawing;
mod evidence;
mod json;
mod markdown;
mod phrases;
mod text;

use std::io::{self, Write};

use crate::model::Credential;
use crate::report::{CatalogReport, DiffReport, EvidenceReport, ExplainReport, ImportReport, PlanReport};

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people at a terminal.
    Text,
    /// For programs; the schema is a promise.
    Json,
    /// For whoever must grant the access.
    Markdown,
    /// A picture for Graphviz.
    Dot,
    /// A picture for viewers of Markdown.
    Mermaid,
}

impl Format {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Dot => "dot",
            Self::Mermaid => "mermaid",
        }
    }

    /// That something cannot be written so; the command line refuses such formats before there is anything to write.
    fn unsupported(self) -> io::Error {
        let message = format!("there is no such thing as {}", self.name());
        io::Error::new(io::ErrorKind::Unsupported, message)
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
        Format::Dot => drawing::dot(&drawn(report, look), out),
        Format::Mermaid => drawing::mermaid(&drawn(report, look), out),
    }
}

/// The picture of the plan that is shown in full.
fn drawn(report: &PlanReport, look: Look) -> drawing::Drawing {
    drawing::of_plan(report, look.credential.unwrap_or(report.recommended_credential.choice))
}

/// Writes an explanation.
///
/// # Errors
///
/// When the output cannot be written.
pub fn explain(report: &ExplainReport, format: Format, look: Look, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Json => json::write(report, out),
        Format::Text => text::explain(report, look, out),
        Format::Dot => drawing::dot(&drawing::of_explanation(report), out),
        Format::Mermaid => drawing::mermaid(&drawing::of_explanation(report), out),
        Format::Markdown => Err(format.unsupported()),
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
        Format::Dot | Format::Mermaid => Err(format.unsupported()),
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
        Format::Dot | Format::Mermaid => Err(format.unsupported()),
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
        Format::Dot | Format::Mermaid => Err(format.unsupported()),
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
        Format::Dot | Format::Mermaid => Err(format.unsupported()),
    }
}

/// Writes the map of what is known and what is not.
///
/// # Errors
///
/// When the output cannot be written.
pub fn evidence(report: &EvidenceReport, format: Format, look: Look, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Json => json::write(report, out),
        Format::Text => evidence::text(report, look, out),
        Format::Markdown => markdown::evidence(report, look, out),
        Format::Dot | Format::Mermaid => Err(format.unsupported()),
    }
}
