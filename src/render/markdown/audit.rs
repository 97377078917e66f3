//! An audit as Markdown: for a ticket, a wiki, a merge request.

use std::io::{self, Write};

use super::layout::{code, prose, sentence, table};
use crate::model::Severity;
use crate::render::audit::{
    about, counted, coverage, facts, host, kind, notes, numbers, question_mark, rules, saving, short_kind,
    usage, verdict,
};
use crate::render::entry::outcome;
use crate::render::held::{Layer, layers, of_log};
use crate::render::visible;
use crate::report::{CheckReport, FindingView, PrincipalView};

/// How many of the operations that a principal reaches are named.
const WORST: usize = 5;

/// How many principals a note names.
const NAMED: usize = 5;

pub(in crate::render) fn audit(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let found = report.by_principal();
    if let Some(org) = &report.org {
        writeln!(out, "# Who may do what in {}\n", cell(host(org)))?;
        writeln!(out, "**{}**\n\n{}.\n\n{}.\n", outcome(report), prose(&about(org)), prose(&coverage(org)))?;
    }
    let row = |principal: &PrincipalView| {
        let [control, write, read] = numbers(principal);
        let audit = principal.audit.as_ref();
        vec![
            audit.map(|audit| audit.rank.to_string()).unwrap_or_default(),
            cell(&principal.name),
            audit.map(short_kind).unwrap_or_default().to_owned(),
            control,
            write,
            read,
            verdict(principal),
            counted(found.of(Some(&principal.name))),
            rules(found.of(Some(&principal.name)))
                .iter()
                .map(|rule| code(rule))
                .collect::<Vec<_>>()
                .join(" "),
        ]
    };
    let head = ["#", "Principal", "Kind", "control", "write", "read", "Use", "Findings", "Rules"];
    table(out, &head, report.principals.iter().map(row))?;
    if let Some(mark) = question_mark(report) {
        writeln!(out, "{mark}.\n")?;
    }
    let general = found.of(None);
    if !general.is_empty() {
        writeln!(out, "## The org itself\n")?;
        findings(general, out)?;
    }
    to_know(report, out)?;
    for principal in &report.principals {
        one(report, principal, found.of(Some(&principal.name)), out)?;
    }
    let catalog = &report.catalog;
    writeln!(out, "Catalog {}, reviewed {} (SHA-256 `{}`).", catalog.version, catalog.date, catalog.sha256)
}

fn one(
    report: &CheckReport,
    principal: &PrincipalView,
    found: &[&FindingView],
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(audit) = &principal.audit else { return Ok(()) };
    writeln!(out, "## {}. {}\n", audit.rank, cell(&principal.name))?;
    let told = facts(principal).into_iter().map(|(label, value)| format!("{label}: {}", prose(&value)));
    writeln!(out, "{}\n", [kind(audit).to_owned()].into_iter().chain(told).collect::<Vec<_>>().join(" · "))?;
    let by_log = audit.usage.as_ref().filter(|seen| principal.least.is_none() && seen.least.is_some());
    let held = if let Some(seen) = by_log { of_log(principal, seen) } else { layers(principal) };
    let offer = if by_log.is_some() { "Would do for the log" } else { "Needs at most" };
    let names = |names: &Option<Vec<String>>, unsaid: &str| match names {
        None => unsaid.to_owned(),
        Some(names) if names.is_empty() => "none".to_owned(),
        Some(names) => names.iter().map(|name| prose(name)).collect::<Vec<_>>().join("<br>"),
    };
    let row = |layer: &Layer| {
        vec![layer.name.to_owned(), names(&layer.held, "not known"), names(&layer.least, "–")]
    };
    table(out, &["", "Holds", offer], held.iter().map(row))?;
    if let Some(saving) = by_log.and_then(saving) {
        writeln!(out, "For what the log shows, that would do: it {saving}.\n")?;
    }
    for unknown in audit.unknown.iter().chain(&audit.unseen) {
        writeln!(out, "Not known: {}\n", prose(&sentence(unknown)))?;
    }
    if let Some(reach) = report.reach.get(&principal.name) {
        let worst = reach.operations.iter().filter(|one| !one.asked).take(WORST);
        let worst: Vec<_> = worst.map(|one| code(&one.id)).collect();
        let worst = if worst.is_empty() { String::new() } else { format!(", at worst {}", worst.join(", ")) };
        writeln!(out, "It reaches {}{worst}.\n", reach.effective)?;
    }
    if let Some(seen) = &audit.usage {
        writeln!(out, "Log: {}.\n", prose(&usage(seen, |id| format!("`{id}`")).join("; ")))?;
    }
    findings(found, out)
}

fn findings(found: &[&FindingView], out: &mut dyn Write) -> io::Result<()> {
    for finding in found {
        let severity = match finding.severity {
            Severity::Note => "*note*".to_owned(),
            worse => format!("**{worse}**"),
        };
        let help = finding.help.as_ref().map(|help| format!(" {}", prose(&sentence(help))));
        let message = prose(&sentence(&finding.message));
        writeln!(out, "- {severity} `{}` {message}{}", finding.rule, help.unwrap_or_default())?;
    }
    if found.is_empty() { Ok(()) } else { writeln!(out) }
}

fn to_know(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let notes = notes(report);
    if notes.is_empty() {
        return Ok(());
    }
    writeln!(out, "## To know\n")?;
    for (message, names) in notes {
        let shown: Vec<_> = names.iter().take(NAMED).map(|name| cell(name)).collect();
        let more = names.len().saturating_sub(NAMED);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let of = if shown.is_empty() { String::new() } else { format!("{}{more}: ", shown.join(", ")) };
        writeln!(out, "- {of}{}", prose(&sentence(&message)))?;
    }
    writeln!(out)
}

/// A name as code, on one line.
fn cell(name: &str) -> String {
    code(&visible::line(name))
}
