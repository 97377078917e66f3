//! The answer: the least grant for one credential, what drives it up, what does not pass.

use std::io;

use super::layout::{ALERT, Page, QUIET, STRONG};
use super::{is_nothing, refused_name, short};
use crate::model::{Credential, Tally, listed, plural};
use crate::render::{account, phrases};
use crate::report::{PlanReport, PlanView};

/// The column in which values stand.
const LABEL: usize = 15;

pub(super) fn write(report: &PlanReport, credential: Credential, page: &mut Page<'_>) -> io::Result<()> {
    let plan = report.plans.of(credential);
    if !report.is_terraform_alone() {
        page.paragraph(0, &counts(report))?;
    }
    account(report, page)?;
    page.heading(&format!("The least access for {}", article(credential)))?;
    if is_nothing(plan) {
        page.paragraph(2, &no_grant(report, plan, credential))?;
    } else {
        grant(plan, page)?;
    }
    assumptions(report, plan, page)?;
    drivers(report, plan, page)?;
    if let Some(open) = open(report) {
        page.styled(2, "! ", &open, ALERT)?;
    }
    not_passing(plan, page)
}

/// What was read of the input, and what the answer may lack.
pub(super) fn account(report: &PlanReport, page: &mut Page<'_>) -> io::Result<()> {
    const NAMED: usize = 5;
    if let Some(files) = account::files(&report.inputs) {
        page.paragraph(0, &files)?;
    }
    let most = if page.look.verbose { usize::MAX } else { NAMED };
    for line in account::open(&report.inputs, most) {
        page.styled(0, "! ", &line, ALERT)?;
    }
    if !report.inputs.hosts.is_empty() {
        let hosts = listed(&report.inputs.hosts);
        page.paragraph(0, &format!("taken for the org: {hosts}"))?;
    }
    Ok(())
}

/// That what is recognized needs nothing, where something is not.
pub(super) const NOTHING_FOR_RECOGNIZED: &str =
    "The recognized calls need no scope and no admin role. What the others need is not known.";

/// That nothing is known of what any block needs.
pub(super) const NOTHING_KNOWN: &str = "No answer: of none of these blocks is known what it needs.";

/// Why nothing is granted.
fn no_grant(report: &PlanReport, plan: &PlanView, credential: Credential) -> String {
    match () {
        () if report.is_nothing_known() => NOTHING_KNOWN.to_owned(),
        () if report.calls.is_empty() && report.is_open() => {
            "No answer: no call was recognized, and not everything could be read.".to_owned()
        }
        () if report.calls.is_empty() => "No call was found, so that nothing is needed.".to_owned(),
        () if report.operations.iter().all(|one| one.in_plan != Some(true)) => {
            let each = if report.calls.iter().any(|call| !call.would_need.is_empty()) {
                " Each operation that they may be is listed below with what it would need."
            } else {
                ""
            };
            format!("No answer: for none of these calls it is clear what it is.{each}")
        }
        () if report.is_open() => NOTHING_FOR_RECOGNIZED.to_owned(),
        () if plan.not_possible.is_empty() => "No scope and no admin role is needed.".to_owned(),
        () if report.gets_nowhere(plan) => {
            format!("No grant helps: {} gets through to none of these calls.", article(credential))
        }
        () => "No scope and no admin role is needed for what gets through with it.".to_owned(),
    }
}

/// What the answer leaves out, because nobody can tell which operations are meant.
fn open(report: &PlanReport) -> Option<String> {
    let ambiguous = if report.assumptions.assume_all { 0 } else { report.summary.ambiguous };
    let parts = [(report.summary.unresolved, "unresolved"), (ambiguous, "ambiguous")];
    let parts: Vec<_> = parts.iter().filter(|(count, _)| *count > 0).collect();
    let calls = parts.iter().map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(" and ");
    let count: usize = parts.iter().map(|(count, _)| count).sum();
    match count {
        0 => None,
        1 => Some(format!("{calls} call is not in this answer; what it needs comes on top")),
        _ => Some(format!("{calls} calls are not in this answer; what they need comes on top")),
    }
}

/// How many calls there are and how they ended.
fn counts(report: &PlanReport) -> String {
    let summary = &report.summary;
    let parts = [
        (summary.matched, "matched"),
        (summary.corrected, "corrected"),
        (summary.ambiguous, "ambiguous"),
        (summary.unresolved, "unresolved"),
        (summary.excluded, "excluded"),
    ];
    let parts: Vec<_> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    if summary.calls == 0 {
        return "No call was found.".to_owned();
    }
    let (calls, operations) = (plural(summary.calls, "call"), plural(summary.operations, "operation"));
    format!("{calls}: {} · {operations}", parts.join(", "))
}

/// A credential with its article.
pub(super) fn article(credential: Credential) -> String {
    match credential {
        Credential::ServiceApp => format!("a {credential}"),
        Credential::UserApp | Credential::ApiToken => format!("an {credential}"),
    }
}

pub(super) fn grant(plan: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
    if let Some(scopes) = &plan.scopes {
        let names: Vec<_> = scopes.iter().map(|scope| scope.name.clone()).collect();
        list(page, "OAuth scopes", &if names.is_empty() { vec!["none".to_owned()] } else { names })?;
    }
    roles(plan, page)?;
    if let Some(evidence) = plan.evidence {
        let weakest = plan.chosen_items().filter(|item| item.evidence == evidence).map(|item| item.name);
        let weakest = weakest.collect::<Vec<_>>().join(", ");
        list(page, "evidence", &[format!("{evidence} at its weakest: {weakest}")])?;
    }
    page.styled(2 + LABEL, "", LEGEND, QUIET)
}

fn assumptions(report: &PlanReport, plan: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
    for (number, line) in phrases::assumptions(report, plan).iter().enumerate() {
        list(page, if number == 0 { "assuming" } else { "" }, std::slice::from_ref(line))?;
    }
    Ok(())
}

/// What the words of a reach mean.
const LEGEND: &str = "control: changes who may do what · write: changes other data";

/// A label with its values, one under the other.
pub(super) fn list(page: &mut Page<'_>, label: &str, values: &[String]) -> io::Result<()> {
    for (number, value) in values.iter().enumerate() {
        let label = if number == 0 { label } else { "" };
        page.styled(2, &format!("{label:LABEL$}"), value, STRONG)?;
    }
    Ok(())
}

fn roles(plan: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
    let why = format!("recommended: {}", plan.recommended.why);
    match plan.recommended.choice.as_str() {
        "custom_role" => {
            list(page, "admin role", &custom(plan))?;
            list(page, "", &[why])?;
            if plan.standard_roles.is_empty() { Ok(()) } else { list(page, "  or instead", &standard(plan)) }
        }
        "standard_roles" => {
            list(page, "admin role", &standard(plan))?;
            if plan.custom_role.is_some() {
                list(page, "", &[why])?;
                return list(page, "  or instead", &custom(plan));
            }
            let because = plan.custom_role_impossible_because.iter();
            list(
                page,
                "  custom role",
                &because.map(|because| format!("none here: {because}")).collect::<Vec<_>>(),
            )
        }
        _ if plan.unknown.is_empty() => list(page, "admin role", &["none".to_owned()]),
        _ => list(page, "admin role", &["not known, see below".to_owned()]),
    }
}

fn standard(plan: &PlanView) -> Vec<String> {
    let mut lines: Vec<_> = plan.standard_roles.iter().map(phrases::role).collect();
    lines.push(beyond(plan.excess.standard_roles.effective, plan.excess.standard_roles.alone));
    lines
}

fn custom(plan: &PlanView) -> Vec<String> {
    let Some(role) = &plan.custom_role else { return Vec::new() };
    let mut lines = vec![format!("a custom role on {}, with", role.resource_set)];
    lines.extend(role.permissions.iter().map(|permission| format!("  {}", permission.name)));
    lines.extend(plan.beside_custom_role.iter().map(|role| format!("and beside it {}", phrases::role(role))));
    lines.push(beyond(plan.excess.custom_role.effective, plan.excess.custom_role.alone));
    lines
}

/// What a grant reaches beyond the calls, in words.
fn beyond(effective: Tally, alone: Tally) -> String {
    if effective == alone {
        format!("reaches {} beyond these calls", phrases::tally(effective))
    } else {
        format!(
            "reaches {} beyond these calls; without the scopes it would be {}",
            phrases::tally(effective),
            phrases::tally(alone)
        )
    }
}

/// What drives the answer up, directly under it.
fn drivers(report: &PlanReport, plan: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
    const SHOWN: usize = 3;
    let concerned = plan.drivers.iter().filter(|driver| !driver.forces.is_empty());
    let among = if plan.recommended.choice == "custom_role" { "among standard roles, only" } else { "only" };
    for driver in concerned.take(SHOWN) {
        page.styled(
            2,
            "! ",
            &format!("{among} {}", phrases::driver(report, driver, |id| short(id).to_owned())),
            ALERT,
        )?;
    }
    Ok(())
}

/// The operations that do not pass, and those of which nothing is known.
pub(super) fn not_passing(plan: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
    for (what, why) in phrases::refusals(plan, refused_name) {
        page.styled(2, "! ", &format!("{what}: {why}"), ALERT)?;
    }
    for unknown in &plan.unknown {
        let works = unknown.known_to_work.join(", ");
        let text =
            format!("{}: {}; only {works} is known to work", short(&unknown.operation), unknown.message);
        page.styled(2, "? ", &text, ALERT)?;
    }
    for to_try in &plan.to_try {
        let operations: Vec<_> = to_try.operations.iter().map(|id| short(id)).collect();
        let text = format!(
            "worth trying: {} is enough if it may call {}, which no source says",
            listed(&to_try.standard_roles),
            listed(&operations)
        );
        page.styled(2, "? ", &text, ALERT)?;
    }
    Ok(())
}
