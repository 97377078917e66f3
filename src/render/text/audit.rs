//! An audit for people at a terminal: the principals in a table, the worst first, then each with what was found.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::answer::list;
use super::check::{findings, holds, needs, reaches};
use super::layout::{Page, QUIET, STRONG};
use super::{mark, short};
use crate::model::plural;
use crate::render::Look;
use crate::render::audit::{
    about, acts_as, at_most, coverage, kind, lettered, notes, numbers, question_mark, saving, short_kind,
    token, usage, verdict,
};
use crate::render::credentials::{authentication, network_of};
use crate::render::entry::outcome;
use crate::report::{AuditView, ByPrincipal, CheckReport, FindingView, PrincipalView, ReachView};

/// How many of the worst operations are named.
const WORST: usize = 5;

/// The kind of subject whose findings share what there is to say of them.
const CHAIN: &str = "escalation";

/// How many principals a note names.
const NAMED: usize = 3;

pub(in crate::render) fn write(report: &CheckReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let mut page = Page { out, look };
    if let Some(org) = &report.org {
        page.styled(0, "", &about(org), STRONG)?;
        page.paragraph(0, &coverage(org))?;
    }
    page.paragraph(0, &outcome(report))?;
    let found = report.by_principal();
    table(report, &found, &mut page)?;
    let general = found.of(None);
    if !general.is_empty() {
        page.heading("The org itself")?;
        findings(general, |_| true, &mut page)?;
    }
    for principal in &report.principals {
        block(report, principal, found.of(Some(&principal.name)), &mut page)?;
    }
    chains(report, &mut page)?;
    to_know(report, &mut page)?;
    mark(&report.catalog, &mut page)
}

fn table(report: &CheckReport, found: &ByPrincipal<'_>, page: &mut Page<'_>) -> io::Result<()> {
    if report.principals.is_empty() {
        return Ok(());
    }
    page.heading("What each can do beyond its known use, the worst first")?;
    let row = |principal: &PrincipalView| {
        let audit = principal.audit.as_ref();
        let [control, write, read] = numbers(principal);
        vec![
            audit.map(|audit| audit.rank.to_string()).unwrap_or_default(),
            principal.name.clone(),
            audit.map(short_kind).unwrap_or_default().to_owned(),
            control,
            write,
            read,
            verdict(principal),
            lettered(found.of(Some(&principal.name))),
        ]
    };
    let rows: Vec<_> = report.principals.iter().map(row).collect();
    let head = ["#", "principal", "kind", "control", "write", "read", "use", "found"];
    page.table(&head, &rows)?;
    let mark = question_mark(report).map(|mark| format!("{mark}; ")).unwrap_or_default();
    let legend = format!(
        "control: operations that change who may do what; {mark}found: errors, warnings and notes by their first letters; \
         they stand below under the number of the row"
    );
    page.styled(2, "", &legend, QUIET)
}

fn block(
    report: &CheckReport,
    principal: &PrincipalView,
    found: &[&FindingView],
    page: &mut Page<'_>,
) -> io::Result<()> {
    let Some(audit) = &principal.audit else { return Ok(()) };
    let is_dull = found.is_empty()
        && audit.unknown.is_empty()
        && audit.unseen.is_empty()
        && report.principals.len() > 1;
    if is_dull && !page.look.verbose {
        return Ok(());
    }
    let status = audit.status.as_ref().map(|status| format!(", {status}")).unwrap_or_default();
    page.heading(&format!("{}. {} ({}{status})", audit.rank, principal.name, kind(audit)))?;
    if let Some(facts) = &audit.token {
        list(page, "owner", &[token(facts)])?;
    }
    if let Some(user) = &audit.acts_as {
        list(page, "acts as", &[acts_as(user)])?;
    }
    list(page, "authentication", &Vec::from_iter(audit.authentication.as_ref().map(authentication)))?;
    list(page, "network", &Vec::from_iter(network_of(audit)))?;
    list(page, "holds", &holds(principal))?;
    for unknown in &audit.unknown {
        list(page, "unknown", std::slice::from_ref(unknown))?;
    }
    for unseen in &audit.unseen {
        list(page, "not seen", std::slice::from_ref(unseen))?;
    }
    if let Some(reach) = report.reach.get(&principal.name) {
        reached(principal, audit, reach, page)?;
    }
    used(principal, audit, page)?;
    if !found.is_empty() {
        writeln!(page.out)?;
        let with_chains = page.look.verbose;
        findings(found, |finding| with_chains || finding.subject_kind != CHAIN, page)?;
    }
    Ok(())
}

fn reached(
    principal: &PrincipalView,
    audit: &AuditView,
    reach: &ReachView,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let mut lines = reaches(principal, reach);
    if let Some(at_most) = at_most(audit) {
        if reach.effective.total() == 0 {
            lines.clear();
        }
        lines.push(format!("at most {at_most}"));
    }
    list(page, "reaches", &lines)?;
    let most = if page.look.verbose { usize::MAX } else { WORST };
    let worst: Vec<_> =
        reach.operations.iter().filter(|one| !one.asked).take(most).map(|one| short(&one.id)).collect();
    if worst.is_empty() { Ok(()) } else { list(page, "at worst", &[worst.join(", ")]) }
}

/// What its calls or logs show, and what would do for that.
fn used(principal: &PrincipalView, audit: &AuditView, page: &mut Page<'_>) -> io::Result<()> {
    if let Some(seen) = &audit.usage {
        list(page, "log", &usage(seen, |id| short(id).to_owned()))?;
        if let (Some(least), Some(saving), true) = (&seen.least, saving(seen), principal.least.is_none()) {
            let mut lines = needs(least);
            lines.push(saving);
            list(page, "would do", &lines)?;
        }
    }
    if let Some(least) = &principal.least {
        list(page, "needs", &needs(least))?;
        list(page, "", &[format!("which reaches {} beyond its calls", least.excess)])?;
    }
    Ok(())
}

/// The chains that findings speak of, each told once.
fn chains(report: &CheckReport, page: &mut Page<'_>) -> io::Result<()> {
    let found = report.findings.iter().filter(|finding| finding.subject_kind == CHAIN);
    let chains: BTreeMap<&str, &str> =
        found.filter_map(|finding| Some((finding.subject.as_str(), finding.help.as_deref()?))).collect();
    if chains.is_empty() || page.look.verbose {
        return Ok(());
    }
    page.heading("How the findings of escalation go on")?;
    for (code, help) in chains {
        let steps = help.strip_prefix("the chain: ").unwrap_or(help);
        page.styled(2, &format!("{code}: "), steps, STRONG)?;
    }
    Ok(())
}

fn to_know(report: &CheckReport, page: &mut Page<'_>) -> io::Result<()> {
    let notes = notes(report);
    if notes.is_empty() {
        return Ok(());
    }
    page.heading("To know")?;
    for (message, names) in notes {
        let of = match names.len() {
            0 => String::new(),
            count if count > NAMED + 1 && !page.look.verbose => {
                format!("{}: ", plural(count, "principal"))
            }
            _ => format!("{}: ", names.join(", ")),
        };
        page.styled(2, "- ", &format!("{of}{message}"), STRONG)?;
    }
    Ok(())
}
