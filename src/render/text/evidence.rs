//! What recordings and logs show: what is used, what was asked for, what an answer hints at.

use std::io;

use super::attention::place;
use super::layout::Page;
use super::some;
use crate::model::plural;
use crate::report::{PlanReport, RequestedScope, UseView};

pub(super) fn write(report: &PlanReport, page: &mut Page<'_>) -> io::Result<()> {
    let Some(seen) = &report.evidence_of_use else { return Ok(()) };
    page.heading("What the inputs show of use")?;
    let most = if page.look.verbose { usize::MAX - 1 } else { 6 };
    for (mark, operations) in [("used: ", &seen.used), ("no evidence: ", &seen.no_evidence)] {
        if !operations.is_empty() {
            page.hanging(2, mark, &some(operations, most))?;
        }
    }
    requested(seen, page)?;
    let several = report.has_several_sources();
    let empty: Vec<_> =
        report.calls.iter().filter(|call| call.is_empty_list() && call.status != "excluded").collect();
    for call in empty.iter().take(most) {
        let what = format!(
            "{} was answered with an empty list, which is also what a principal without a role gets",
            call.text
        );
        page.hanging(2, "- ", &format!("{}: {what}", place(call, several)))?;
    }
    if empty.len() > most {
        page.paragraph(2, &format!("{}; -v shows all", plural(empty.len() - most, "more empty list")))?;
    }
    if seen.no_evidence.is_empty() {
        return Ok(());
    }
    page.paragraph(2, "no evidence does not mean unused: logs do not show plain reads, and recordings end")
}

fn requested(seen: &UseView, page: &mut Page<'_>) -> io::Result<()> {
    for (mark, needed) in [("requested: ", true), ("requested, and needed by no call seen here: ", false)] {
        let scopes: Vec<_> =
            seen.requested_scopes.iter().filter(|scope| scope.needed == needed).map(named).collect();
        if !scopes.is_empty() {
            page.hanging(2, mark, &scopes.join(", "))?;
        }
    }
    Ok(())
}

fn named(scope: &RequestedScope) -> String {
    let refused = if scope.refused { " (refused)" } else { "" };
    format!("{}{refused}", scope.name)
}
