//! The map of what is known and what is not, as Markdown.

use std::io::{self, Write};

use super::layout::table;
use crate::render::Look;
use crate::render::evidence::{AREAS, HEAD, apis, areas, closing};
use crate::report::EvidenceReport;

/// Two tables and what they come to.
pub(in crate::render) fn evidence(
    report: &EvidenceReport,
    look: Look,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "### By API\n")?;
    table(out, &HEAD, apis(report).into_iter())?;
    writeln!(out, "### Where least is known\n")?;
    table(out, &AREAS, areas(report, look).into_iter())?;
    writeln!(out, "{}", closing(report))
}
