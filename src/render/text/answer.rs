//! The answer: the least grant for one credential, what drives it up, what does not pass.

use std::io;

use super::layout::{ALERT, Page, QUIET, STRONG};
use super::{is_nothing, short};
use crate::model::{Credential, Tally, either, listed, plural};
use crate::report::{DriverView, PlanReport, PlanView, RoleItem, Summary};

/// The column in which values stand.
const LABEL: usize = 15;

pub(super) fn write(report: &PlanReport, credential: Credential, page: &mut Page<'_>) -> io::Result<()> {
    let plan = report.plans.of(credential);
    page.paragraph(0, &counts(report))?;
    page.heading(&format!("The least access for {}", article(credential)))?;
    if is_nothing(plan) {
        page.paragraph(2, no_grant(report, plan))?;
    } else {
        grant(plan, page)?;
    }
    drivers(plan, page)?;
    if let Some(open) = open(&report.summary) {
        page.styled(2, "! ", &open, ALERT)?;
    }
    not_passing(plan, page)
}

/// Why nothing is granted.
fn no_grant(report: &PlanReport, plan: &PlanView) -> &'static str {
    match () {
        () if report.summary.operations == 0 => "No answer: none of these calls is known.",
        () if plan.not_possible.is_empty() => "No scope and no admin role is needed.",
        () => "No scope and no admin role is needed for what gets through with it.",
    }
}

/// What the answer leaves out, because nobody can tell which operations are meant.
fn open(summary: &Summary) -> Option<String> {
    let parts = [(summary.unknown, "unknown"), (summary.ambiguous, "ambiguous")];
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
        (summary.unknown, "unknown"),
        (summary.ignored, "ignored"),
    ];
    let parts: Vec<_> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
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

fn grant(plan: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
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
    page.styled(2 + LABEL, LEGEND, "", QUIET)
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
    let mut lines: Vec<_> = plan.standard_roles.iter().map(role_line).collect();
    lines.push(beyond(plan.excess.standard_roles.effective, plan.excess.standard_roles.alone));
    lines
}

fn custom(plan: &PlanView) -> Vec<String> {
    let Some(role) = &plan.custom_role else { return Vec::new() };
    let mut lines = vec![format!("a custom role on {}, with", role.resource_set)];
    lines.extend(role.permissions.iter().map(|permission| format!("  {}", permission.name)));
    lines.extend(plan.beside_custom_role.iter().map(|role| format!("and beside it {}", role_line(role))));
    lines.push(beyond(plan.excess.custom_role.effective, plan.excess.custom_role.alone));
    lines
}

fn role_line(role: &RoleItem) -> String {
    let mut line = role.name.clone();
    let kinds: Vec<_> = role.targets.iter().map(|target| target.kind.as_str()).collect();
    if !kinds.is_empty() {
        line.push_str(&format!(", narrowed to the {} concerned", listed(&kinds)));
    }
    let kinds: Vec<_> = role.whole.iter().map(|whole| whole.kind.as_str()).collect();
    if !kinds.is_empty() {
        line.push_str(&format!(", not narrowed to {}", either(&kinds)));
    }
    line
}

/// What a grant reaches beyond the calls, in words.
fn beyond(effective: Tally, alone: Tally) -> String {
    if effective == alone {
        format!("reaches {} beyond these calls", tally(effective))
    } else {
        format!(
            "reaches {} beyond these calls; without the scopes it would be {}",
            tally(effective),
            tally(alone)
        )
    }
}

/// A tally in words.
pub(super) fn tally(tally: Tally) -> String {
    let parts = [(tally.control, "control"), (tally.write, "write"), (tally.read, "read")];
    let parts: Vec<_> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    match tally.total() {
        0 => "nothing".to_owned(),
        1 => format!("{} operation", parts.join("")),
        _ => format!("{} operations", parts.join(", ")),
    }
}

/// What drives the answer up, directly under it.
fn drivers(plan: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
    const SHOWN: usize = 3;
    let concerned = plan.drivers.iter().filter(|driver| !driver.forces.is_empty());
    let among = if plan.recommended.choice == "custom_role" { "among standard roles, only" } else { "only" };
    for driver in concerned.take(SHOWN) {
        page.styled(2, "! ", &format!("{among} {}", driver_line(driver)), ALERT)?;
    }
    Ok(())
}

fn driver_line(driver: &DriverView) -> String {
    let (force, them) = if driver.operations.len() == 1 { ("forces", "it") } else { ("force", "them") };
    let operations: Vec<_> = driver.operations.iter().map(|id| short(id)).collect();
    let without = match driver.without.standard_roles.join(" and ") {
        roles if roles.is_empty() => "no standard role is needed".to_owned(),
        roles if driver.without.standard_roles.len() > 1 => format!("{roles} are enough"),
        roles => format!("{roles} is enough"),
    };
    let offers = driver.instead.iter().map(|offer| {
        let permissions = offer.custom_role.permissions.join(", ");
        match offer.standard_roles.join(" and ") {
            roles if roles.is_empty() => format!("a custom role with {permissions}"),
            roles => format!("{roles} and a custom role with {permissions}"),
        }
    });
    let offers = offers.collect::<Vec<_>>().join("; or ");
    let kept = if offers.is_empty() { String::new() } else { format!("; with {them}: {offers}") };
    let forces = driver.forces.join(" and ");
    format!("{} {force} {forces}; without {them} {without}{kept}", operations.join(", "))
}

/// The operations that do not pass, and those of which nothing is known.
fn not_passing(plan: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
    for refused in &plan.not_possible {
        let text = format!("{} is not possible: {}", short(&refused.operation), refused.message);
        page.styled(2, "! ", &text, ALERT)?;
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
            to_try.standard_roles.join(" and "),
            operations.join(", ")
        );
        page.styled(2, "? ", &text, ALERT)?;
    }
    Ok(())
}
