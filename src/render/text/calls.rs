//! The tables of calls, one for each file: what each line became, and what that needs.

use std::io;

use super::layout::{Page, STRONG};
use super::some;
use crate::model::plural;
use crate::report::{CallView, FileView, OperationView, PlanReport};

/// How many calls are shown unless more are asked for.
const SHOWN: usize = 100;

/// How many lines are named for a scope of a file.
const LINES: usize = 8;

/// From which width on scopes and impacts have room beside the calls.
const WIDE: usize = 110;

pub(super) fn write(report: &PlanReport, page: &mut Page<'_>) -> io::Result<()> {
    let calls: Vec<_> = report.calls.iter().filter(|call| call.status != "excluded").collect();
    if calls.is_empty() {
        return Ok(());
    }
    page.heading("Calls")?;
    let mut left = if page.look.verbose { usize::MAX } else { SHOWN };
    if report.files.is_empty() {
        table(report, &calls, &mut left, page)?;
    }
    for file in &report.files {
        page.styled(2, "", &in_file(file), STRONG)?;
        let calls: Vec<_> = calls.iter().copied().filter(|call| call.source == file.source).collect();
        table(report, &calls, &mut left, page)?;
    }
    if calls.len() > SHOWN && !page.look.verbose {
        let more: usize = calls.iter().skip(SHOWN).map(|call| call.count as usize).sum();
        page.paragraph(2, &format!("{}; -v shows all", plural(more, "more call")))?;
    }
    Ok(())
}

/// A file and what it needs: `src/users.go: okta.users.read (12, 40)`.
fn in_file(file: &FileView) -> String {
    let lines = |lines: &[u32]| {
        let shown = lines.get(..LINES).unwrap_or(lines).iter().map(ToString::to_string);
        let more = (lines.len() > LINES).then(|| "…".to_owned());
        shown.chain(more).collect::<Vec<_>>().join(", ")
    };
    let scopes: Vec<_> = file.scopes.iter().map(|(name, at)| format!("{name} ({})", lines(at))).collect();
    if scopes.is_empty() {
        return format!("{}: no scope", file.source);
    }
    format!("{}: {}", file.source, scopes.join(" · "))
}

/// As many of the calls as are left to show.
fn table(report: &PlanReport, calls: &[&CallView], left: &mut usize, page: &mut Page<'_>) -> io::Result<()> {
    let columns = if page.look.width >= WIDE { 6 } else { 4 };
    let rows = calls.iter().take(*left).map(|call| {
        let mut row = row(report, call);
        row.truncate(columns);
        row
    });
    let rows: Vec<_> = rows.collect();
    *left -= rows.len();
    if rows.is_empty() {
        return Ok(());
    }
    let head = ["line", "method", "path", "operation", "scope", "impact"];
    page.table(head.get(..columns).unwrap_or(&head), &rows)
}

fn row(report: &PlanReport, call: &CallView) -> Vec<String> {
    let method = call.method.map(|method| method.to_string()).unwrap_or_default();
    let path = call.path.as_ref().unwrap_or(&call.text).clone();
    let named = if call.operations.is_empty() { call.status.clone() } else { some(&call.operations, 1) };
    let marks = [
        matches!(call.status.as_str(), "corrected" | "ambiguous").then(|| format!(" ({})", call.status)),
        (call.times > 1).then(|| format!(" × {}", call.times)),
    ];
    let marks: String = marks.into_iter().flatten().collect();
    let first = call.operations.first();
    let first = first.and_then(|id| report.operations.iter().find(|operation| operation.id == *id));
    let scope = first.map(scopes).unwrap_or_default();
    let impact = first.map(|operation| operation.impact.name().to_owned()).unwrap_or_default();
    vec![call.line.to_string(), method, path, format!("{named}{marks}"), scope, impact]
}

fn scopes(operation: &OperationView) -> String {
    match operation.scopes.first() {
        Some(all_of) if !all_of.is_empty() => all_of.join(" + "),
        _ => "-".to_owned(),
    }
}
