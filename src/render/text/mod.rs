//! Text for people at a terminal: first the answer, then what needs attention, then why, then the calls.

mod answer;
mod attention;
pub(super) mod audit;
mod calls;
pub(super) mod check;
mod evidence;
mod explain;
mod layout;
mod others;
mod stated;
mod terraform;
mod what_if;
mod why;

use std::io::{self, Write};

use super::Look;
use crate::model::plural;
use crate::report::{CatalogView, NotPossible, PlanReport, PlanView};

pub(super) use explain::explain;
pub(super) use layout::{ALERT, Page, STRONG};

pub(super) fn write(report: &PlanReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let credential = look.credential.unwrap_or(report.recommended_credential.choice);
    let plan = report.plans.of(credential);
    let mut page = Page { out, look };
    if report.is_terraform_alone() {
        terraform::write(report, look.credential, &mut page)?;
        return mark(&report.catalog, &mut page);
    }
    stated::denials(report, &mut page)?;
    if stated::is_alone(report) {
        attention::write(report, plan, &mut page)?;
        calls::write(report, &mut page)?;
        return mark(&report.catalog, &mut page);
    }
    stated::hints(report, &mut page)?;
    answer::write(report, credential, &mut page)?;
    stated::better(report, credential, &mut page)?;
    what_if::write(report, credential, &mut page)?;
    others::write(report, credential, &mut page)?;
    terraform::beside(report, look.credential, &mut page)?;
    attention::write(report, plan, &mut page)?;
    why::write(report, plan, &mut page)?;
    calls::write(report, &mut page)?;
    mark(&report.catalog, &mut page)
}

/// Which facts the answer rests on, and how old they are.
pub(in crate::render) fn mark(catalog: &CatalogView, page: &mut Page<'_>) -> io::Result<()> {
    let CatalogView { version, date, age_days, sha256, overlays } = catalog;
    let age = plural(usize::try_from(*age_days).unwrap_or(0), "day");
    let digest = sha256.get(..12).unwrap_or(sha256);
    writeln!(page.out)?;
    let mut parts = vec![format!("catalog {version} · reviewed {date}, {age} ago · sha256 {digest}")];
    parts.extend(overlays.iter().map(|name| format!("overlay {name}")));
    let text = parts.join(" · ");
    page.styled(0, "", &text, layout::QUIET)
}

/// The name of an operation as people say it; only APIs that are rarely meant keep their prefix.
pub(super) fn short(id: &str) -> &str {
    id.strip_prefix("management:").or_else(|| id.strip_prefix("authn:")).unwrap_or(id)
}

/// What does not get through, as people say it.
fn refused_name(refused: &NotPossible) -> String {
    refused.call.clone().unwrap_or_else(|| short(&refused.operation).to_owned())
}

/// The names of operations, the first few of them when there are many.
pub(super) fn some(ids: &[String], most: usize) -> String {
    let shown = if ids.len() <= most + 1 { ids } else { ids.get(..most).unwrap_or_default() };
    let names = shown.iter().map(|id| short(id)).collect::<Vec<_>>().join(", ");
    match ids.len() - shown.len() {
        0 => names,
        more => format!("{names} and {more} more"),
    }
}

/// Whether a plan grants nothing and wants nothing.
fn is_nothing(plan: &PlanView) -> bool {
    plan.scopes.as_ref().is_none_or(Vec::is_empty)
        && plan.recommended.choice == "none"
        && plan.unknown.is_empty()
}
