//! What was asked beyond the calls as they stand, and its answers.

use std::io;

use super::answer::{article, list};
use super::layout::{ALERT, Page};
use super::{refused_name, short, some};
use crate::model::{Credential, plural};
use crate::render::phrases;
use crate::report::{GivenAnswer, GivenRoles, Half, PlanReport, PlanView, Split};

pub(super) fn write(report: &PlanReport, credential: Credential, page: &mut Page<'_>) -> io::Result<()> {
    let Some(what_if) = &report.what_if else { return Ok(()) };
    let changes = phrases::changes(what_if);
    if !changes.is_empty() {
        page.heading("What if: this plan is for")?;
        changes.iter().try_for_each(|line| page.hanging(2, "- ", line))?;
    }
    if let Some(given) = &what_if.roles {
        roles(report, given, credential, page)?;
    }
    if let Some(split) = &what_if.split {
        halves(report, split, credential, page)?;
    }
    Ok(())
}

/// Which calls pass with the roles that were given.
fn roles(
    report: &PlanReport,
    given: &GivenRoles,
    credential: Credential,
    page: &mut Page<'_>,
) -> io::Result<()> {
    page.heading(&phrases::given_title(given))?;
    page.paragraph(2, &phrases::given_counts(given, credential))?;
    let left = report.summary.unresolved + report.summary.ambiguous;
    if left > 0 {
        page.styled(
            2,
            "! ",
            &format!("{} not judged: it is not clear what is meant", plural(left, "call")),
            ALERT,
        )?;
    }
    let shown = |answer: &&GivenAnswer| page.look.verbose || answer.answer != "yes";
    let row = |one: &GivenAnswer| {
        let call = one.call.as_deref().unwrap_or_else(|| short(&one.operation)).to_owned();
        let evidence = one.evidence.map(|known| known.to_string()).unwrap_or_default();
        vec![one.answer.clone(), call, one.reason.clone(), evidence]
    };
    let mut rows: Vec<_> = given.of(credential).iter().filter(shown).map(row).collect();
    rows.sort();
    if rows.is_empty() { Ok(()) } else { page.table(&["passes", "call", "why", "evidence"], &rows) }
}

fn halves(report: &PlanReport, split: &Split, credential: Credential, page: &mut Page<'_>) -> io::Result<()> {
    page.heading(&format!("Split into two, each {}", article(credential)))?;
    half("that reads", &split.reading, credential, page)?;
    half("for the rest", &split.writing, credential, page)?;
    let plan = report.plans.of(credential);
    list(
        page,
        "one for all",
        &[format!("reaches {} beyond all the calls", phrases::tally(phrases::effective(plan)))],
    )
}

fn half(title: &str, half: &Half, credential: Credential, page: &mut Page<'_>) -> io::Result<()> {
    const SHOWN: usize = 3;
    let most = if page.look.verbose { usize::MAX - 1 } else { SHOWN };
    let plan = half.plans.of(credential);
    let calls = if half.operations.is_empty() { "no call".to_owned() } else { some(&half.operations, most) };
    list(page, title, &[format!("{}: {calls}", plural(half.operations.len(), "operation"))])?;
    if half.operations.is_empty() {
        return Ok(());
    }
    if let Some(scopes) = &plan.scopes {
        let names: Vec<_> = scopes.iter().map(|scope| scope.name.as_str()).collect();
        let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        list(page, "  OAuth scopes", &[names])?;
    }
    list(page, "  admin role", &[phrases::chosen_roles(plan)])?;
    list(page, "", &[format!("reaches {} beyond its own calls", phrases::tally(phrases::effective(plan)))])?;
    failing(plan, page)
}

fn failing(plan: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
    for (what, why) in phrases::refusals(plan, refused_name) {
        page.styled(4, "! ", &format!("{what}: {why}"), ALERT)?;
    }
    for unknown in &plan.unknown {
        page.styled(4, "? ", &format!("{}: {}", short(&unknown.operation), unknown.message), ALERT)?;
    }
    Ok(())
}
