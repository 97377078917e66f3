//! The map of what is known and what is not, as tables.

use std::io::{self, Write};

use super::Look;
use super::text::Page;
use crate::model::plural;
use crate::report::{EvidenceReport, EvidenceRow};

/// So many of the weakest areas are shown.
const SHOWN: usize = 15;

/// The head of the tables.
pub(super) const HEAD: [&str; 9] =
    ["", "all", "spec", "official", "observed", "vendor", "medium", "low", "none"];

/// The head of the weakest areas.
pub(super) const AREAS: [&str; 3] = ["", "all", "of which weak"];

pub(super) fn text(report: &EvidenceReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { out, look };
    page.paragraph(0, "How the right is known that an operation needs, from the surest to nothing at all")?;
    page.heading("By API")?;
    page.table(&HEAD, &apis(report))?;
    page.heading("Where least is known")?;
    page.table(&AREAS, &areas(report, look))?;
    writeln!(page.out)?;
    page.paragraph(0, &closing(report))
}

/// The APIs and the sum of them.
pub(super) fn apis(report: &EvidenceReport) -> Vec<Vec<String>> {
    report.apis.iter().chain((report.apis.len() > 1).then_some(&report.all)).map(row).collect()
}

/// The weakest areas; every one of which anything is weak when everything is asked for.
pub(super) fn areas(report: &EvidenceReport, look: Look) -> Vec<Vec<String>> {
    let weak = report.areas.iter().filter(|row| row.weak() > 0);
    weak.take(if look.verbose { usize::MAX } else { SHOWN }).map(area).collect()
}

fn area(row: &EvidenceRow) -> Vec<String> {
    let counts = [(row.inferred_medium, "medium"), (row.inferred_low, "low"), (row.unknown, "unknown")];
    let weak: Vec<_> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, how)| format!("{count} {how}")).collect();
    vec![row.name.clone(), row.operations.to_string(), weak.join(", ")]
}

/// What it comes to.
pub(super) fn closing(report: &EvidenceReport) -> String {
    let all = &report.all;
    let more = report.areas.iter().filter(|row| row.weak() > 0).count();
    format!(
        "{} of {} rest on inference and {} on nothing; {} with either, of {} · catalog {} of {}",
        all.inferred_medium + all.inferred_low,
        plural(all.operations as usize, "operation"),
        all.unknown,
        plural(more, "area"),
        report.areas.len(),
        report.catalog.version,
        report.catalog.date
    )
}

fn row(row: &EvidenceRow) -> Vec<String> {
    let counts = [
        row.operations,
        row.spec,
        row.official,
        row.observed,
        row.vendor,
        row.inferred_medium,
        row.inferred_low,
        row.unknown,
    ];
    let zero = |count: u32| if count == 0 { "·".to_owned() } else { count.to_string() };
    std::iter::once(row.name.clone()).chain(counts.into_iter().map(zero)).collect()
}
