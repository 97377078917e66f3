//! What the inputs state beside their calls: refusals, scopes that do not fit, the credential that they speak of.

use std::io;

use super::answer::article;
use super::layout::{ALERT, Page};
use crate::model::Credential;
use crate::report::PlanReport;

/// What was refused and why, above everything else.
pub(super) fn denials(report: &PlanReport, page: &mut Page<'_>) -> io::Result<()> {
    if report.denials.is_empty() {
        return Ok(());
    }
    page.heading("What was refused")?;
    for denial in &report.denials {
        let request = denial.request.map(|line| format!(" (the request on line {line})")).unwrap_or_default();
        let text =
            format!("{}:{}: {} [{}]{request}", denial.source, denial.line, denial.message, denial.code);
        page.styled(2, "! ", &text, ALERT)?;
    }
    if is_alone(report) {
        page.paragraph(2, "Add the request that was refused, method and path, to see all that it needs.")?;
    }
    Ok(())
}

/// Whether refusals are all that the inputs hold.
pub(super) fn is_alone(report: &PlanReport) -> bool {
    !report.denials.is_empty() && report.summary.calls == report.summary.excluded
}

/// Scopes that do not fit the calls beside them.
pub(super) fn hints(report: &PlanReport, page: &mut Page<'_>) -> io::Result<()> {
    for hint in &report.inputs.hints {
        page.styled(2, "! ", &format!("{}:{}: {}", hint.source, hint.line, hint.message), ALERT)?;
    }
    Ok(())
}

/// Which credential would be better than the one that the inputs speak of.
pub(super) fn better(report: &PlanReport, shown: Credential, page: &mut Page<'_>) -> io::Result<()> {
    let choice = &report.recommended_credential;
    match choice.better {
        Some(better) if choice.choice == shown => {
            let (shown, better) = (article(shown), article(better));
            let text =
                format!("{shown}, because {}. Better: {better}, which scopes limit as well.", choice.why);
            page.paragraph(2, &text)
        }
        _ => Ok(()),
    }
}
