//! One output format per file: from the report to bytes, and nothing decided here.

mod account;
mod api;
mod audit;
mod care;
mod catalog;
mod console;
mod credentials;
mod csv;
mod difference;
mod drawing;
mod entry;
mod evidence;
mod github;
mod gitlab;
mod held;
mod html;
mod json;
mod junit;
mod kind;
mod markdown;
mod paste;
mod phrases;
mod pieces;
mod place;
mod provider;
mod sarif;
mod terraform;
mod text;
pub(crate) mod visible;

use std::io::{self, Write};
use std::path::Path;

use crate::model::Credential;
use crate::report::{
    CatalogDiffReport, CatalogReport, CheckReport, DiffReport, EvidenceReport, ExplainReport, ImportReport,
    PlanReport, RuleView,
};
use place::{Places, by_name};

/// The version of the program, as formats name it.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Where the project lives; none as long as its manifest names no place.
fn project() -> Option<&'static str> {
    Some(env!("CARGO_PKG_REPOSITORY")).filter(|place| !place.is_empty())
}

/// An output format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people at a terminal.
    Text,
    /// For programs; the schema is a promise.
    Json,
    /// For code scanning: SARIF 2.1.0.
    Sarif,
    /// For test reports: `JUnit` XML.
    Junit,
    /// For GitHub Actions: workflow commands.
    Github,
    /// For GitLab: a Code Quality report.
    Gitlab,
    /// For whoever must grant the access.
    Markdown,
    /// A picture for Graphviz.
    Dot,
    /// A picture for viewers of Markdown.
    Mermaid,
    /// The same as a page for a browser; one file with everything in it.
    Html,
    /// Terraform that grants it.
    Terraform,
    /// A shell script that grants it over the API.
    Api,
    /// The steps in the Admin Console.
    Console,
    /// For a spreadsheet.
    Csv,
}

impl Format {
    /// The name in arguments and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Dot => "dot",
            Self::Mermaid => "mermaid",
            Self::Terraform => "terraform",
            Self::Api => "api",
            Self::Console => "console",
            Self::Csv => "csv",
        }
    }

    /// Whether it is JSON, in which control characters are escaped and no colours are.
    pub const fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::Sarif | Self::Gitlab)
    }

    /// Whether it is something to paste, which holds one grant.
    pub const fn is_pasted(self) -> bool {
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
/// When the output cannot be written, or when the format is none of text, JSON, Markdown and HTML.
pub fn plan(report: &PlanReport, format: Format, look: Look, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text => text::write(report, look, out),
        Format::Json => json::write(report, out),
        Format::Markdown => visible::write(out, |page| markdown::write(report, look, page)),
        Format::Html => html::plan(report, look, out),
        Format::Dot => drawing::dot(&drawn(report, look), out),
        Format::Mermaid => drawing::mermaid(&drawn(report, look), out),
        Format::Terraform if report.is_terraform_alone() => provider::plan(report, out),
        Format::Terraform => terraform::write(report, look, out),
        Format::Api => api::write(report, look, out),
        Format::Console => console::write(report, look, out),
        other => Err(not_for("plan", other)),
    }
}

/// The picture of the plan that is shown in full.
fn drawn(report: &PlanReport, look: Look) -> drawing::Drawing {
    drawing::of_plan(report, look.credential.unwrap_or(report.recommended_credential.choice))
}

/// Writes what a type of the Terraform provider needs.
///
/// # Errors
///
/// When the output cannot be written, or when the format is neither text nor JSON.
pub fn kind(
    report: &crate::report::terraform::KindReport,
    format: Format,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Json => json::write(report, out),
        Format::Text => kind::write(report, look, out),
        other => Err(not_for("type of the Terraform provider", other)),
    }
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
        other => Err(not_for("explanation", other)),
    }
}

/// Writes a check. Files are named from `root`, the folder that the program runs in; a finding that stands in no file
/// is shown at a file of its principal, or at `leastwise.yaml`, by formats that want one.
///
/// # Errors
///
/// When the output cannot be written.
pub fn check(
    report: &CheckReport,
    format: Format,
    look: Look,
    root: &Path,
    out: &mut dyn Write,
) -> io::Result<()> {
    let principals = by_name(report);
    let places = Places::new(report, &principals, root);
    match format {
        Format::Text => text::check::write(report, look, out),
        Format::Json => json::write(report, out),
        Format::Sarif => sarif::write(report, places, out),
        Format::Junit => junit::write(report, places, out),
        Format::Github => github::write(report, places, out),
        Format::Gitlab => gitlab::write(report, places, out),
        Format::Markdown => visible::write(out, |page| markdown::check(report, places, page)),
        Format::Terraform => provider::check(report, out),
        Format::Html => html::check(report, places, out),
        other => Err(not_for("check", other)),
    }
}

/// Writes an audit.
///
/// # Errors
///
/// When the output cannot be written.
pub fn audit(report: &CheckReport, format: Format, look: Look, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Text => text::audit::write(report, look, out),
        Format::Csv => csv::write(report, out),
        Format::Html => html::audit(report, out),
        Format::Markdown => visible::write(out, |page| markdown::audit(report, page)),
        other => check(report, other, look, Path::new("/"), out),
    }
}

/// Writes the page of a finding rule.
///
/// # Errors
///
/// When the output cannot be written.
pub fn rule(rule: &RuleView, out: &mut dyn Write) -> io::Result<()> {
    markdown::rule(rule, out)
}

/// Writes what a catalog holds.
///
/// # Errors
///
/// When the output cannot be written, or when the format is none of text, JSON and Markdown.
pub fn catalog(report: &CatalogReport, format: Format, look: Look, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Json => json::write(report, out),
        Format::Text => catalog::write(report, look, out),
        Format::Markdown => visible::write(out, |page| markdown::list(report, page)),
        other => Err(not_for("list of the catalog", other)),
    }
}

/// Writes one entry of a catalog.
///
/// # Errors
///
/// When the output cannot be written, or when the format is none of text, JSON and Markdown.
pub fn entry(
    report: &crate::report::EntryReport,
    format: Format,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Json => json::write(report, out),
        Format::Text => catalog::entry(report, look, out),
        Format::Markdown => visible::write(out, |page| markdown::entry(report, page)),
        other => Err(not_for("entry of the catalog", other)),
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
        other => Err(not_for("report", other)),
    }
}

/// Writes what differs between two catalogs.
///
/// # Errors
///
/// When the output cannot be written.
pub fn catalog_diff(
    report: &CatalogDiffReport,
    format: Format,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Json => json::write(report, out),
        Format::Text => care::difference(report).text(look, out),
        Format::Markdown => care::difference(report).markdown(out),
        other => Err(not_for("report", other)),
    }
}

/// Writes what access appears and what goes.
///
/// # Errors
///
/// When the output cannot be written, or when the format is none of text, JSON and Markdown.
pub fn diff(report: &DiffReport, format: Format, look: Look, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Json => json::write(report, out),
        Format::Text => difference::text(report, look, out),
        Format::Markdown => visible::write(out, |page| difference::markdown(report, page)),
        other => Err(not_for("comparison", other)),
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
        other => Err(not_for("report", other)),
    }
}

/// The error for a format that only fits other things.
fn not_for(what: &str, format: Format) -> io::Error {
    io::Error::new(io::ErrorKind::Unsupported, format!("a {what} cannot be written as {}", format.name()))
}
