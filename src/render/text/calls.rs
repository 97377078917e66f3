//! The table of calls: what each line became, and what that needs.

use std::io;

use super::layout::Page;
use super::some;
use crate::model::plural;
use crate::report::{CallView, OperationView, PlanReport};

/// How many calls are shown unless more are asked for.
const SHOWN: usize = 100;

/// From which width on scopes and impacts have room beside the calls.
const WIDE: usize = 110;

pub(super) fn write(report: &PlanReport, page: &mut Page<'_>) -> io::Result<()> {
    let calls: Vec<_> = report.calls.iter().filter(|call| call.status != "ignored").collect();
    if calls.is_empty() {
        return Ok(());
    }
    page.heading("Calls")?;
    let columns = if page.look.width >= WIDE { 6 } else { 4 };
    let limit = if page.look.verbose { usize::MAX } else { SHOWN };
    let several = report.has_several_sources();
    let rows = calls.iter().take(limit).map(|call| {
        let mut row = row(report, call, several);
        row.truncate(columns);
        row
    });
    let head = ["line", "method", "path", "operation", "scope", "impact"];
    page.table(head.get(..columns).unwrap_or(&head), &rows.collect::<Vec<_>>())?;
    if calls.len() > limit {
        page.paragraph(2, &format!("{}; -v shows all", plural(calls.len() - limit, "more call")))?;
    }
    Ok(())
}

fn row(report: &PlanReport, call: &CallView, several: bool) -> Vec<String> {
    let line = if several { format!("{}:{}", call.source, call.line) } else { call.line.to_string() };
    let method = call.method.map(|method| method.to_string()).unwrap_or_default();
    let path = call.path.as_ref().unwrap_or(&call.text).clone();
    let named = if call.operations.is_empty() { call.status.clone() } else { some(&call.operations, 1) };
    let mark = if matches!(call.status.as_str(), "corrected" | "ambiguous") {
        format!(" ({})", call.status)
    } else {
        String::new()
    };
    let first = call.operations.first();
    let first = first.and_then(|id| report.operations.iter().find(|operation| operation.id == *id));
    let scope = first.map(scopes).unwrap_or_default();
    let impact = first.map(|operation| operation.impact.name().to_owned()).unwrap_or_default();
    vec![line, method, path, format!("{named}{mark}"), scope, impact]
}

fn scopes(operation: &OperationView) -> String {
    match operation.scopes.first() {
        Some(all_of) if !all_of.is_empty() => all_of.join(" + "),
        _ => "-".to_owned(),
    }
}
