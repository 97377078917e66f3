//! What access appears and what goes, as text and as Markdown: impact first, then what is behind it.

use std::io::{self, Write};

use super::markdown::{code, prose, sentence};
use super::text::{ALERT, Page, STRONG};
use super::{Look, phrases};
use crate::model::{Impact, listed};
use crate::report::{DiffReport, HeldItem, PrincipalDiff, ReachDiff};

pub(super) fn text(report: &DiffReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { out, look };
    page.paragraph(0, &format!("From {} to {}: {}", report.before, report.after, outcome(report)))?;
    for principal in &report.principals {
        let style = if principal.grows { ALERT } else { STRONG };
        writeln!(page.out)?;
        page.styled(0, &heading(principal), "", style)?;
        page.paragraph(2, &phrase(principal))?;
        for (mark, label, lines) in sections(report, principal) {
            lines.iter().try_for_each(|line| page.hanging(2, &format!("{mark} {label}"), line))?;
        }
        principal.notes.iter().try_for_each(|note| page.hanging(2, "note: ", note))?;
    }
    writeln!(page.out)?;
    page.paragraph(0, &format!("catalog {} of {}", report.catalog.version, report.catalog.date))
}

pub(super) fn markdown(report: &DiffReport, out: &mut dyn Write) -> io::Result<()> {
    let (before, after) = (code(&report.before), code(&report.after));
    writeln!(out, "# From {before} to {after}\n\n{}", sentence(&outcome(report)))?;
    for principal in &report.principals {
        writeln!(out, "\n## {}\n\n{}\n", prose(&heading(principal)), sentence(&phrase(principal)))?;
        for (mark, label, lines) in sections(report, principal) {
            lines.iter().try_for_each(|line| writeln!(out, "- {mark} {label}{}", prose(line)))?;
        }
        principal.notes.iter().try_for_each(|note| writeln!(out, "- {}", prose(note)))?;
    }
    Ok(())
}

fn outcome(report: &DiffReport) -> String {
    let gone = report.principals.iter().any(|one| one.goes.count.total() > 0);
    match (report.grows, gone) {
        (true, true) => "access grows, and some goes",
        (true, false) => "access grows",
        (false, true) => "access shrinks",
        (false, false) => "access stays the same",
    }
    .to_owned()
}

fn heading(principal: &PrincipalDiff) -> String {
    let name = principal.name.as_deref().unwrap_or("principal");
    let known = match principal.known.as_str() {
        "before" => ", gone",
        "after" => ", new",
        _ => "",
    };
    format!("{name} ({}{known})", principal.credential)
}

/// What differs, in a line.
fn phrase(principal: &PrincipalDiff) -> String {
    let appears = counted(&principal.appears, "appears", "appear");
    let wider =
        principal.wider.iter().filter_map(|wider| counted(&wider.reach, "holds for more", "hold for more"));
    let parts: Vec<_> =
        appears.into_iter().chain(wider).chain(counted(&principal.goes, "goes", "go")).collect();
    if parts.is_empty() { "what can be reached stays the same".to_owned() } else { listed(&parts) }
}

fn counted(reach: &ReachDiff, one: &str, many: &str) -> Option<String> {
    let verb = if reach.count.total() == 1 { one } else { many };
    (reach.count.total() > 0).then(|| format!("{} {verb}", phrases::tally(reach.count)))
}

/// Each mark and label with its lines: what can be reached, the worst first, then what is held, then what is called.
fn sections(
    report: &DiffReport,
    principal: &PrincipalDiff,
) -> Vec<(&'static str, &'static str, Vec<String>)> {
    let called = |ids: &Option<Vec<String>>| {
        let ids = ids.as_deref().unwrap_or_default();
        if ids.is_empty() { Vec::new() } else { vec![names(ids)] }
    };
    let wider = principal.wider.iter().flat_map(|wider| {
        let after = if wider.after.is_empty() { "everything".to_owned() } else { listed(&wider.after) };
        let extent = format!("for {after}, not only for {}", listed(&wider.before));
        reached(report, &wider.reach).into_iter().map(move |line| format!("{line}, {extent}"))
    });
    vec![
        ("+", "", reached(report, &principal.appears)),
        ("+", "", wider.collect()),
        ("-", "", reached(report, &principal.goes)),
        ("+", "held: ", held(&principal.added)),
        ("-", "held: ", held(&principal.removed)),
        ("+", "called: ", called(&principal.calls_added)),
        ("-", "called: ", called(&principal.calls_removed)),
    ]
}

/// The operations of each impact, the worst first.
fn reached(report: &DiffReport, reach: &ReachDiff) -> Vec<String> {
    let of = |impact: Impact| {
        let has = |id: &&String| report.operations.get(*id).is_some_and(|one| one.impact == impact);
        let ids: Vec<_> = reach.operations.iter().filter(has).cloned().collect();
        (!ids.is_empty()).then(|| format!("{impact}: {}", names(&ids)))
    };
    [Impact::Control, Impact::Write, Impact::Read].into_iter().filter_map(of).collect()
}

/// Operations without the API that most of them are of.
fn names(ids: &[String]) -> String {
    ids.iter().map(|id| id.strip_prefix("management:").unwrap_or(id)).collect::<Vec<_>>().join(", ")
}

fn held(items: &[HeldItem]) -> Vec<String> {
    items.iter().map(|item| format!("{} {}", item.kind, item.name)).collect()
}
