//! What needs attention: calls that are not what they seem, special cases, conditions, caveats.

use std::io;

use super::layout::{ALERT, Page, STRONG};
use crate::report::{CallView, PlanReport};

pub(super) fn write(report: &PlanReport, page: &mut Page<'_>) -> io::Result<()> {
    let verbose = page.look.verbose;
    let shown = |call: &&CallView| match call.status.as_str() {
        "matched" => false,
        "ignored" => verbose,
        _ => true,
    };
    let calls: Vec<_> = report.calls.iter().filter(shown).collect();
    if !calls.is_empty() {
        page.heading("Calls that need attention")?;
        for call in calls {
            call_lines(call, page)?;
        }
    }
    if report.summary.ignored > 0 && !verbose {
        let (count, are) =
            (report.summary.ignored, if report.summary.ignored == 1 { "line is" } else { "lines are" });
        page.paragraph(2, &format!("{count} {are} no call to Okta's API; -v shows which and why"))?;
    }
    special_cases(report, page)?;
    conditions(report, page)?;
    caveats(report, page)
}

fn call_lines(call: &CallView, page: &mut Page<'_>) -> io::Result<()> {
    page.styled(2, &format!("{}:{} {}  ", call.source, call.line, call.status), &call.text, ALERT)?;
    let Some(diagnosis) = &call.diagnosis else { return Ok(()) };
    page.paragraph(6, &format!("{}: {}", diagnosis.code, diagnosis.message))?;
    let meant: Vec<_> = diagnosis.suggestions.iter().take(5).map(String::as_str).collect();
    if !meant.is_empty() && call.status != "corrected" {
        page.hanging(6, "nearest: ", &meant.join(" · "))?;
    }
    Ok(())
}

fn special_cases(report: &PlanReport, page: &mut Page<'_>) -> io::Result<()> {
    let plan = report.plans.of(report.recommended_credential.choice);
    if plan.conditional.is_empty() {
        return Ok(());
    }
    page.heading("Special cases")?;
    for case in &plan.conditional {
        let mut adds = case.adds.permissions.clone();
        adds.extend(case.adds.beside_custom_role.iter().map(|role| format!("{role} beside the custom role")));
        let standard = case.adds.standard_roles.join(", ");
        let effect = if case.included {
            "counted in this plan".to_owned()
        } else if case.evidence.is_none() {
            "which right it needs is not known".to_owned()
        } else {
            match (adds.is_empty(), standard.is_empty()) {
                (true, true) => "adds nothing".to_owned(),
                (false, true) => format!("adds {}", adds.join(", ")),
                (true, false) => format!("adds {standard} to the standard roles"),
                (false, false) => format!("adds {}, or {standard} to the standard roles", adds.join(", ")),
            }
        };
        let text = format!("{}, when {}: {effect} (--assume {})", case.operation, case.when, case.assume);
        page.hanging(2, "- ", &text)?;
    }
    Ok(())
}

fn conditions(report: &PlanReport, page: &mut Page<'_>) -> io::Result<()> {
    let plan = report.plans.of(report.recommended_credential.choice);
    if plan.would_suffice_if.is_empty() {
        return Ok(());
    }
    page.heading("Would suffice, if")?;
    for one in &plan.would_suffice_if {
        let what = one.role.clone().unwrap_or_else(|| {
            format!(
                "a custom role with {}",
                one.permissions.iter().flatten().cloned().collect::<Vec<_>>().join(", ")
            )
        });
        page.hanging(2, "- ", &format!("{what} for {}, if {}", one.operations.join(", "), one.when))?;
    }
    page.paragraph(2, "Say so with --assume, where it is the case.")
}

fn caveats(report: &PlanReport, page: &mut Page<'_>) -> io::Result<()> {
    let plan = report.plans.of(report.recommended_credential.choice);
    if plan.caveats.is_empty() {
        return Ok(());
    }
    page.heading("Caveats")?;
    for caveat in &plan.caveats {
        page.styled(2, &format!("{}  ", caveat.code), &caveat.message, STRONG)?;
        if page.look.verbose {
            page.hanging(6, "about: ", &caveat.operations.join(", "))?;
            page.hanging(6, "sources: ", &caveat.sources.join(", "))?;
        }
    }
    Ok(())
}
