//! The other credentials in a few lines each, and the operations that need no grant.

use std::collections::BTreeSet;
use std::io;

use super::answer::{article, list};
use super::layout::{Page, QUIET};
use super::{refused_name, short, some};
use crate::model::{Credential, listed, plural};
use crate::render::phrases;
use crate::report::{PlanReport, PlanView};

pub(super) fn write(report: &PlanReport, shown: Credential, page: &mut Page<'_>) -> io::Result<()> {
    let plan = report.plans.of(shown);
    if !super::is_nothing(plan) || !plan.not_possible.is_empty() {
        for other in Credential::ALL.into_iter().filter(|one| *one != shown) {
            in_short(report, other, plan, page)?;
        }
    }
    free(report, page)
}

/// Another credential, in as few words as it takes.
fn in_short(
    report: &PlanReport,
    credential: Credential,
    shown: &PlanView,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let plan = report.plans.of(credential);
    page.heading(&format!("With {} instead", article(credential)))?;
    if report.gets_nowhere(plan) {
        return refused(plan, shown, page);
    }
    if let Some(scopes) = &plan.scopes {
        let names: Vec<_> = scopes.iter().map(|scope| scope.name.as_str()).collect();
        let same =
            shown.scopes.as_ref().is_some_and(|others| others.iter().map(|one| &one.name).eq(names.iter()));
        let said = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        list(page, "OAuth scopes", &[if same { "the same".to_owned() } else { said }])?;
    }
    let roles = role_names(plan);
    let whose = match credential {
        Credential::ServiceApp => "the app",
        Credential::UserApp => "each user",
        Credential::ApiToken => "the user who owns the token",
    };
    let said = match () {
        () if roles.is_empty() && !plan.unknown.is_empty() => not_known(plan),
        () if roles.is_empty() => "none".to_owned(),
        () if roles == role_names(shown) => format!("the same, for {whose}"),
        () => format!("{}, for {whose}", roles.join(", ")),
    };
    list(page, "admin role", &[said])?;
    if credential == Credential::ApiToken && !roles.is_empty() {
        let excess = plan.excess.of(&plan.recommended.choice).effective;
        list(
            page,
            "",
            &[format!("no scope limits it: it reaches {} beyond these calls", phrases::tally(excess))],
        )?;
    }
    refused(plan, shown, page)
}

/// What the credential does not get through to.
fn refused(plan: &PlanView, shown: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
    for (what, why) in phrases::refusals(plan, refused_name) {
        let said = phrases::refusals(shown, refused_name);
        let why = if said.contains(&(what.clone(), why.clone())) { "as above" } else { &why };
        page.styled(2, "! ", &format!("{what}: {why}"), QUIET)?;
    }
    Ok(())
}

/// That no source names a role, and which one is known to work.
pub(super) fn not_known(plan: &PlanView) -> String {
    let works: BTreeSet<_> = plan.unknown.iter().flat_map(|unknown| &unknown.known_to_work).collect();
    format!("not known, see below; only {} is known to work", listed(&works.into_iter().collect::<Vec<_>>()))
}

/// The names of the recommended roles and permissions.
pub(super) fn role_names(plan: &PlanView) -> Vec<&str> {
    match plan.recommended.choice.as_str() {
        "custom_role" => {
            let permissions = plan.custom_role.iter().flat_map(|role| &role.permissions);
            let beside = plan.beside_custom_role.iter().map(|one| one.name.as_str());
            permissions.map(|one| one.name.as_str()).chain(beside).collect()
        }
        "standard_roles" => plan.standard_roles.iter().map(|one| one.name.as_str()).collect(),
        _ => Vec::new(),
    }
}

fn free(report: &PlanReport, page: &mut Page<'_>) -> io::Result<()> {
    const SHOWN: usize = 5;
    if report.no_grant_needed.is_empty() {
        return Ok(());
    }
    page.heading("No grant needed")?;
    let names: Vec<_> = report.no_grant_needed.iter().map(|one| one.operation.clone()).collect();
    let most = if page.look.verbose { names.len() } else { SHOWN };
    let work = if names.len() == 1 { "works" } else { "work" };
    let text = format!(
        "{} {work} without any token of an administrator: {}",
        plural(names.len(), "operation"),
        some(&names, most)
    );
    page.paragraph(2, &text)?;
    for one in report.no_grant_needed.iter().filter(|one| !one.admin_token_for.is_empty()) {
        let cases = one.admin_token_for.join("; or when ");
        let text = format!("{} wants an administrator's API token only when {cases}", short(&one.operation));
        page.hanging(2, "- ", &text)?;
    }
    Ok(())
}
