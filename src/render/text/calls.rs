//! The table of calls: what each line became, and what that needs.

use std::io;

use super::layout::Page;
use crate::report::{CallView, OperationView, PlanReport};

/// How many calls are shown unless more are asked for.
const SHOWN: usize = 100;

pub(super) fn write(report: &PlanReport, page: &mut Page<'_>) -> io::Result<()> {
    let calls: Vec<_> = report.calls.iter().filter(|call| call.status != "ignored").collect();
    if calls.is_empty() {
        return Ok(());
    }
    let several = calls.iter().any(|call| call.source != calls[0].source);
    page.heading("Calls")?;
    let limit = if page.look.verbose { usize::MAX } else { SHOWN };
    let rows: Vec<_> = calls.iter().take(limit).map(|call| row(report, call, several)).collect();
    page.table(&["line", "call", "operation", "scope", "impact"], &rows)?;
    if calls.len() > limit {
        page.paragraph(2, &format!("{} more calls; -v shows all", calls.len() - limit))?;
    }
    Ok(())
}

fn row(report: &PlanReport, call: &CallView, several: bool) -> Vec<String> {
    let line = if several { format!("{}:{}", call.source, call.line) } else { call.line.to_string() };
    let operations: Vec<&OperationView> =
        report.operations.iter().filter(|operation| call.operations.contains(&operation.id)).collect();
    let called = match (call.method, &call.path) {
        (Some(method), Some(path)) => format!("{method} {path}"),
        (None, Some(path)) => path.clone(),
        _ => call.text.clone(),
    };
    let mark = if call.status == "matched" { String::new() } else { format!(" ({})", call.status) };
    let first = operations.first();
    let named = match &operations[..] {
        [] => String::new(),
        [only] => only.id.clone(),
        [first, rest @ ..] => format!("{} and {} more", first.id, rest.len()),
    };
    let scope = first.map(|operation| scopes(operation)).unwrap_or_default();
    let impact = first.map(|operation| operation.impact.name().to_owned()).unwrap_or_default();
    vec![line, format!("{called}{mark}"), named, scope, impact]
}

fn scopes(operation: &OperationView) -> String {
    match &operation.scopes[..] {
        [] => "-".to_owned(),
        [all_of, ..] if all_of.is_empty() => "-".to_owned(),
        [all_of, ..] => all_of.join(" + "),
    }
}
