//! The answer: the least grant for the recommended credential, and in a line or two for the others.

use std::io;

use super::layout::{Page, QUIET, STRONG};
use crate::model::{Credential, Tally};
use crate::report::{DriverView, PlanReport, PlanView, RoleItem};

pub(super) fn write(report: &PlanReport, page: &mut Page<'_>) -> io::Result<()> {
    let choice = report.recommended_credential.choice;
    page.paragraph(0, &counts(report))?;
    page.heading(&format!("The least access for {}", article(choice)))?;
    if is_nothing(report.plans.of(choice)) {
        page.paragraph(2, "No scope and no admin role: nothing of this needs a grant.")?;
    } else {
        grant(report.plans.of(choice), page)?;
    }
    drivers(report.plans.of(choice), page)?;
    not_passing(report.plans.of(choice), page)?;
    for other in Credential::ALL.into_iter().filter(|one| *one != choice) {
        if !is_nothing(report.plans.of(choice)) || !report.plans.of(choice).not_possible.is_empty() {
            in_short(report, other, page)?;
        }
    }
    free(report, page)
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
    format!(
        "{}: {} · {} · catalog {} of {}",
        plural(summary.calls, "call"),
        parts.join(", "),
        plural(summary.operations, "operation"),
        report.catalog.version,
        report.catalog.date
    )
}

/// A number with its noun.
pub(super) fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

fn article(credential: Credential) -> String {
    match credential {
        Credential::ServiceApp | Credential::UserApp => {
            format!("a{} {credential}", if credential == Credential::UserApp { "n" } else { "" })
        }
        Credential::ApiToken => "an API token".to_owned(),
    }
}

fn is_nothing(plan: &PlanView) -> bool {
    plan.scopes.as_ref().is_none_or(Vec::is_empty)
        && plan.recommended.choice == "none"
        && plan.unknown.is_empty()
}

fn grant(plan: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
    if let Some(scopes) = &plan.scopes {
        let names: Vec<_> = scopes.iter().map(|scope| scope.name.clone()).collect();
        list(page, "OAuth scopes", &if names.is_empty() { vec!["none".to_owned()] } else { names })?;
    }
    roles(plan, page)?;
    if let Some(evidence) = plan.evidence {
        list(page, "evidence", &[format!("{evidence} at its weakest")])?;
    }
    Ok(())
}

/// A label with its values, one under the other.
fn list(page: &mut Page<'_>, label: &str, values: &[String]) -> io::Result<()> {
    const LABEL: usize = 15;
    for (number, value) in values.iter().enumerate() {
        let label = if number == 0 { label } else { "" };
        page.styled(2, &format!("{label:LABEL$}"), value, STRONG)?;
    }
    Ok(())
}

fn roles(plan: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
    let verify = if plan.recommended.verify_first { " (verify first)" } else { "" };
    let standard = || -> Vec<String> {
        let mut lines: Vec<_> = plan.standard_roles.iter().map(role_line).collect();
        lines.push(beyond(plan.excess.standard_roles.effective, plan.excess.standard_roles.alone));
        lines
    };
    let custom = || -> Vec<String> {
        let Some(role) = &plan.custom_role else { return Vec::new() };
        let mut lines = vec![format!("a custom role on {}, with", role.resources.join(", "))];
        lines.extend(role.permissions.iter().map(|permission| format!("  {}", permission.name)));
        lines.extend(plan.beside_custom_role.iter().map(|role| format!("and beside it {}", role_line(role))));
        lines.push(beyond(plan.excess.custom_role.effective, plan.excess.custom_role.alone));
        lines
    };
    match plan.recommended.choice.as_str() {
        "custom_role" => {
            list(page, "admin role", &custom())?;
            page.styled(17, "", &format!("recommended{verify}: {}", plan.recommended.why), STRONG)?;
            if !plan.standard_roles.is_empty() {
                list(page, "  or instead", &standard())?;
            }
            Ok(())
        }
        "standard_roles" => {
            list(page, "admin role", &standard())?;
            if plan.custom_role.is_some() {
                page.styled(17, "", &format!("recommended{verify}: {}", plan.recommended.why), STRONG)?;
                list(page, "  or instead", &custom())
            } else {
                let because = plan.custom_role_impossible_because.clone();
                list(
                    page,
                    "  custom role",
                    &because.map(|because| format!("none: {because}")).into_iter().collect::<Vec<_>>(),
                )
            }
        }
        _ if plan.unknown.is_empty() => list(page, "admin role", &["none".to_owned()]),
        _ => list(page, "admin role", &["not known, see below".to_owned()]),
    }
}

fn role_line(role: &RoleItem) -> String {
    let kinds: Vec<_> = role.targets.iter().map(|target| target.kind.as_str()).collect();
    if kinds.is_empty() {
        role.name.clone()
    } else {
        format!("{}, narrowed to target {}", role.name, kinds.join(" and "))
    }
}

/// What a grant reaches beyond the calls, in words.
fn beyond(effective: Tally, alone: Tally) -> String {
    let reach = if effective == Tally::default() { "nothing".to_owned() } else { tally(effective) };
    if effective == alone {
        format!("reaches {reach} beyond these calls")
    } else {
        format!("reaches {reach} beyond these calls ({} if the scopes did not limit it)", tally(alone))
    }
}

/// A tally in words.
pub(super) fn tally(tally: Tally) -> String {
    let parts = [(tally.control, "control"), (tally.write, "write"), (tally.read, "read")];
    let parts: Vec<_> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}

/// What drives the answer up, directly under it.
fn drivers(plan: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
    const SHOWN: usize = 3;
    let concerned = plan.drivers.iter().filter(|driver| !driver.forces.is_empty());
    for driver in concerned.take(SHOWN) {
        page.styled(2, "! ", &driver_line(driver), super::layout::ALERT)?;
    }
    Ok(())
}

fn driver_line(driver: &DriverView) -> String {
    let without = match driver.without.standard_roles.join(" and ") {
        roles if roles.is_empty() => "no standard role is needed".to_owned(),
        roles => format!("{roles} does"),
    };
    let offers = driver.instead.iter().map(|offer| {
        let permissions = offer.custom_role.permissions.join(", ");
        match offer.standard_roles.join(" and ") {
            roles if roles.is_empty() => format!("a custom role with {permissions}"),
            roles => format!("{roles} and a custom role with {permissions}"),
        }
    });
    let offers: Vec<_> = offers.collect();
    let kept = if offers.is_empty() { String::new() } else { format!("; with it, {}", offers.join(", or ")) };
    let verb = if driver.operations.len() == 1 { "forces" } else { "force" };
    let them = if driver.operations.len() == 1 { "it" } else { "them" };
    let kept = if driver.operations.len() == 1 { kept } else { kept.replace("with it", "with them") };
    format!(
        "only {} {verb} {}; without {them} {without}{kept}",
        driver.operations.join(", "),
        driver.forces.join(" and ")
    )
}

/// The operations that do not pass, and those of which nothing is known.
fn not_passing(plan: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
    for refused in &plan.not_possible {
        let text = format!("{} is not possible: {}", refused.operation, refused.message);
        page.styled(2, "! ", &text, super::layout::ALERT)?;
    }
    for unknown in &plan.unknown {
        let works = unknown.known_to_work.join(", ");
        let text = format!("{}: {}; only {works} is known to work", unknown.operation, unknown.message);
        page.styled(2, "? ", &text, super::layout::ALERT)?;
    }
    for to_try in &plan.to_try {
        let text = format!(
            "worth trying: {} does if it may call {}, which no source says",
            to_try.standard_roles.join(" and "),
            to_try.operations.join(", ")
        );
        page.styled(2, "? ", &text, super::layout::ALERT)?;
    }
    Ok(())
}

/// Another credential, in as few words as it takes.
fn in_short(report: &PlanReport, credential: Credential, page: &mut Page<'_>) -> io::Result<()> {
    let plan = report.plans.of(credential);
    let best = report.plans.of(report.recommended_credential.choice);
    page.heading(&format!("With {} instead", article(credential)))?;
    let names =
        |plan: &PlanView| plan.scopes.iter().flatten().map(|scope| scope.name.clone()).collect::<Vec<_>>();
    if plan.scopes.is_some() {
        let same = names(plan) == names(best);
        let scopes = if same { "the same scopes".to_owned() } else { names(plan).join(", ") };
        list(page, "OAuth scopes", &[if scopes.is_empty() { "none".to_owned() } else { scopes }])?;
    }
    let same_roles = role_names(plan) == role_names(best);
    let roles = match role_names(plan).join(", ") {
        _ if same_roles && !role_names(plan).is_empty() => "the same".to_owned(),
        roles if roles.is_empty() => "none".to_owned(),
        roles => roles,
    };
    let whose = match credential {
        Credential::ServiceApp => "of the app",
        Credential::UserApp => "of each user",
        Credential::ApiToken => "of the token's owner",
    };
    list(page, "admin role", &[format!("{roles}, {whose}")])?;
    if credential == Credential::ApiToken && !role_names(plan).is_empty() {
        let reach = match plan.recommended.choice.as_str() {
            "custom_role" => plan.excess.custom_role,
            _ => plan.excess.standard_roles,
        };
        list(
            page,
            "",
            &[format!("no scope limits it: it reaches {} beyond these calls", tally(reach.effective))],
        )?;
    }
    for refused in &plan.not_possible {
        page.styled(2, "! ", &format!("{} is not possible: {}", refused.operation, refused.message), QUIET)?;
    }
    Ok(())
}

/// The names of the recommended roles and permissions.
fn role_names(plan: &PlanView) -> Vec<String> {
    match plan.recommended.choice.as_str() {
        "custom_role" => {
            let permissions = plan.custom_role.iter().flat_map(|role| &role.permissions);
            permissions
                .map(|one| one.name.clone())
                .chain(plan.beside_custom_role.iter().map(|one| one.name.clone()))
                .collect()
        }
        "standard_roles" => plan.standard_roles.iter().map(|one| one.name.clone()).collect(),
        _ => Vec::new(),
    }
}

fn free(report: &PlanReport, page: &mut Page<'_>) -> io::Result<()> {
    if report.no_grant_needed.is_empty() {
        return Ok(());
    }
    page.heading("No grant needed")?;
    let count = report.no_grant_needed.len();
    let names: Vec<_> = report.no_grant_needed.iter().map(|one| one.operation.as_str()).collect();
    let named = if count <= 6 {
        names.join(", ")
    } else {
        format!("{} and {} more", names[..5].join(", "), count - 5)
    };
    page.paragraph(
        2,
        &format!(
            "{} without any token of an administrator: {named}",
            if count == 1 { "1 operation works".to_owned() } else { format!("{count} operations work") }
        ),
    )?;
    for one in report.no_grant_needed.iter().filter(|one| !one.admin_token_for.is_empty()) {
        let text = format!(
            "{} wants an administrator's API token only when {}",
            one.operation,
            one.admin_token_for.join("; or when ")
        );
        page.hanging(2, "- ", &text)?;
    }
    Ok(())
}
