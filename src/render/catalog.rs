//! What a catalog holds, as text.

use std::io::{self, Write};

use super::Look;
use super::text::Page;
use crate::report::{CatalogReport, EntryReport, OperationView, SourceView};

/// From which width on scopes and rights have room beside the endpoints.
const WIDE: usize = 120;

pub(super) fn write(report: &CatalogReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { out, look };
    let columns = if look.width >= WIDE { 6 } else { 4 };
    let head = ["operation", "endpoint", "impact", "evidence", "scope", "right"];
    let rows: Vec<Vec<String>> = report
        .operations
        .iter()
        .map(|operation| row(operation).into_iter().take(columns).collect())
        .collect();
    page.table(head.get(..columns).unwrap_or(&head), &rows)?;
    writeln!(page.out)?;
    page.paragraph(0, &counts(report))
}

/// How much of everything there is.
pub(super) fn counts(report: &CatalogReport) -> String {
    let counted =
        |count: usize, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    [
        counted(report.operations.len(), "operation", "operations"),
        counted(report.scopes.len(), "scope", "scopes"),
        counted(report.capabilities.len(), "capability", "capabilities"),
        counted(report.roles.len(), "role", "roles"),
        counted(report.sources.len(), "source", "sources"),
    ]
    .join(", ")
        + &format!(" · catalog {} of {}", report.catalog.version, report.catalog.date)
}

/// An operation in a row.
pub(super) fn row(operation: &OperationView) -> Vec<String> {
    vec![
        operation.id.clone(),
        format!("{} {}", operation.method, operation.path),
        operation.impact.to_string(),
        operation.evidence.map_or_else(|| "unknown".to_owned(), |evidence| evidence.to_string()),
        alternatives(&operation.scopes),
        alternatives(&operation.capabilities),
    ]
}

/// Alternatives in words: `a + b or c`.
fn alternatives(alternatives: &[Vec<String>]) -> String {
    let all_of =
        |all_of: &Vec<String>| if all_of.is_empty() { "none needed".to_owned() } else { all_of.join(" + ") };
    if alternatives.is_empty() {
        "-".to_owned()
    } else {
        alternatives.iter().map(all_of).collect::<Vec<_>>().join(" or ")
    }
}

pub(super) fn entry(report: &EntryReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { out, look };
    page.styled(0, &format!("{}  ", report.name), &report.title, anstyle::Style::new().bold())?;
    for (label, lines) in &report.facts {
        page.heading(label)?;
        for line in lines {
            page.hanging(2, "- ", line)?;
        }
    }
    sources(report.sources.iter(), &mut page)
}

/// What keys of sources stand for.
pub(super) fn sources<'s>(
    sources: impl Iterator<Item = (&'s String, &'s SourceView)>,
    page: &mut Page<'_>,
) -> io::Result<()> {
    for (position, (key, source)) in sources.enumerate() {
        if position == 0 {
            page.heading("sources")?;
        }
        let at =
            source.url.as_ref().or(source.place.as_ref()).map(|at| format!(": {at}")).unwrap_or_default();
        page.hanging(2, &format!("{key}  "), &format!("{}{at}", source.title))?;
    }
    Ok(())
}
