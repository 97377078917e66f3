//! What needs attention: calls that are not what they seem, special cases, conditions, caveats.

use std::collections::BTreeMap;
use std::io;

use super::layout::{ALERT, Page, STRONG};
use super::{evidence, short};
use crate::model::plural;
use crate::render::phrases;
use crate::report::{CallView, PlanReport, PlanView};

pub(super) fn write(report: &PlanReport, plan: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
    calls(report, page)?;
    evidence::write(report, page)?;
    special_cases(plan, page)?;
    conditions(plan, page)?;
    caveats(plan, page)
}

fn calls(report: &PlanReport, page: &mut Page<'_>) -> io::Result<()> {
    let verbose = page.look.verbose;
    let shown = |call: &&CallView| match call.status.as_str() {
        "matched" => call.diagnosis.is_some(),
        "excluded" => verbose || call.is_denied() || call.is_left_out(),
        _ => true,
    };
    let calls: Vec<_> = report.calls.iter().filter(shown).collect();
    let ignored = calls.iter().filter(|call| call.status == "excluded").count();
    let hidden = if report.is_terraform_alone() { 0 } else { report.summary.excluded - ignored };
    if calls.is_empty() && hidden == 0 {
        return Ok(());
    }
    page.heading("Calls that need attention")?;
    let several = report.has_several_sources();
    let mut said: Option<&CallView> = None;
    for call in &calls {
        // Of what one line asks for, the same is said once.
        let again = said.is_some_and(|said| {
            (&said.source, said.line) == (&call.source, call.line) && said.diagnosis == call.diagnosis
        });
        if !again || call.diagnosis.is_none() {
            one_call(call, several, page)?;
        }
        said = Some(call);
    }
    if calls.iter().any(|call| call.is_denied()) {
        page.paragraph(2, "--with-denied counts the calls that were refused, too")?;
    }
    if hidden > 0 {
        let lines =
            if hidden == 1 { "1 line is no call".to_owned() } else { format!("{hidden} lines are no calls") };
        page.paragraph(2, &format!("{lines} to Okta's API; -v shows them and why"))?;
    }
    Ok(())
}

fn one_call(call: &CallView, several: bool, page: &mut Page<'_>) -> io::Result<()> {
    page.styled(2, &format!("{}  ", place(call, several)), &call.text, ALERT)?;
    let Some(diagnosis) = &call.diagnosis else { return Ok(()) };
    let status = if call.is_denied() { "denied" } else { &call.status };
    page.hanging(4, &format!("{status}: "), &format!("{} [{}]", diagnosis.message, diagnosis.code))?;
    if !call.would_need.is_empty() {
        return would_need(call, page);
    }
    if !diagnosis.suggestions.is_empty() && call.status != "corrected" {
        let nearest: Vec<_> = diagnosis.suggestions.iter().take(5).map(String::as_str).collect();
        page.field(4, "nearest: ", &nearest.join(" · "))?;
    }
    Ok(())
}

/// What each operation that the call may be would need.
fn would_need(call: &CallView, page: &mut Page<'_>) -> io::Result<()> {
    const SHOWN: usize = 6;
    let most = if page.look.verbose { usize::MAX } else { SHOWN };
    for one in call.would_need.iter().take(most) {
        page.hanging(4, "- ", &phrases::would_need(one, str::to_owned))?;
    }
    match call.would_need.len().saturating_sub(most) {
        0 => Ok(()),
        more => page.paragraph(4, &format!("{}; -v shows all", plural(more, "more operation"))),
    }
}

/// Where a call stands; the file is named when there are several.
pub(super) fn place(call: &CallView, several: bool) -> String {
    if several { format!("{}:{}", call.source, call.line) } else { format!("line {}", call.line) }
}

/// Special cases, those together that say the same of several operations.
fn special_cases(plan: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
    if plan.conditional.is_empty() {
        return Ok(());
    }
    page.heading("Special cases")?;
    let mut operations: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut order = Vec::new();
    for case in &plan.conditional {
        let text = format!("when {}: {} (--assume {})", case.when, phrases::special_case(case), case.assume);
        let known = operations.entry(text.clone()).or_default();
        if known.is_empty() {
            order.push(text);
        }
        known.push(short(&case.operation));
    }
    for text in order {
        let named = operations.get(&text).map(|names| names.join(", ")).unwrap_or_default();
        page.hanging(2, "- ", &format!("{named}, {text}"))?;
    }
    Ok(())
}

fn conditions(plan: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
    if plan.would_suffice_if.is_empty() {
        return Ok(());
    }
    page.heading("Would be enough, if the case is as named (say so with --assume)")?;
    for one in &plan.would_suffice_if {
        let what = phrases::sufficient(one, |id| short(id).to_owned());
        let name = if one.means.is_empty() { String::new() } else { format!(" [{}]", one.when) };
        page.hanging(2, "- ", &format!("{what}{name}"))?;
    }
    Ok(())
}

fn caveats(plan: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
    if plan.caveats.is_empty() {
        return Ok(());
    }
    page.heading("To know")?;
    for caveat in &plan.caveats {
        page.styled(2, "- ", &format!("{} [{}]", caveat.message, caveat.code), STRONG)?;
        if page.look.verbose {
            let operations: Vec<_> = caveat.operations.iter().map(|id| short(id)).collect();
            page.field(6, "about: ", &operations.join(", "))?;
            page.field(6, "sources: ", &caveat.sources.join(", "))?;
        }
    }
    Ok(())
}
