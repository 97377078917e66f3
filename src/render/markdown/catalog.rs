//! What a catalog holds, as Markdown.

use std::io::{self, Write};

use super::layout::table;
use crate::render::catalog::{counts, row};
use crate::report::{CatalogReport, EntryReport};

/// The operations of a catalog.
pub(in crate::render) fn list(report: &CatalogReport, out: &mut dyn Write) -> io::Result<()> {
    table(
        out,
        &["Operation", "Endpoint", "Impact", "Evidence", "Scope", "Right"],
        report.operations.iter().map(row),
    )?;
    writeln!(out, "{}", counts(report))
}

/// One entry of a catalog.
pub(in crate::render) fn entry(report: &EntryReport, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## `{}`\n\n{}\n", report.name, report.title)?;
    for (label, lines) in &report.facts {
        writeln!(out, "### {label}\n")?;
        lines.iter().try_for_each(|line| writeln!(out, "- {line}"))?;
        writeln!(out)?;
    }
    if report.sources.is_empty() {
        return Ok(());
    }
    writeln!(out, "### sources\n")?;
    for (key, source) in &report.sources {
        match &source.url {
            Some(url) => writeln!(out, "- `{key}`: [{}]({url})", source.title)?,
            None => writeln!(out, "- `{key}`: {}", source.title)?,
        }
    }
    Ok(())
}
