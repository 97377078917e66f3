//! A check as Markdown: for the summary of a build, a merge request, a ticket.

use std::io::{self, Write};

use indexmap::IndexMap;

use super::layout::{code, prose, sentence, table};
use crate::model::{listed, plural};
use crate::render::entry::{self, Entry, Standing};
use crate::render::held::{Layer, layers};
use crate::render::place::Places;
use crate::render::visible;
use crate::report::{CheckReport, PrincipalView, ReachView};

/// How many of the operations that a principal reaches are named.
const WORST: usize = 5;

/// How many principals a note names.
const MAX_NAMED: usize = 3;

pub(in crate::render) fn check(
    report: &CheckReport,
    places: Places<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "# What is granted in Okta, against what is needed\n\n**{}**\n", entry::outcome(report))?;
    findings(report, places, out)?;
    allowed(report, out)?;
    notes(report, out)?;
    for principal in &report.principals {
        writeln!(out, "## {}\n", cell(&principal.name))?;
        grant(principal, out)?;
        if let Some(reach) = report.reach.get(&principal.name) {
            reached(report, reach, out)?;
        }
    }
    let catalog = &report.catalog;
    writeln!(out, "Catalog {}, reviewed {} (SHA-256 `{}`).", catalog.version, catalog.date, catalog.sha256)
}

fn findings(report: &CheckReport, places: Places<'_>, out: &mut dyn Write) -> io::Result<()> {
    if report.findings.is_empty() {
        return Ok(());
    }
    let row = |entry: Entry<'_>| {
        let finding = entry.finding;
        let severity = match entry.standing {
            Standing::Fails => format!("**{}**", finding.severity),
            Standing::Known => format!("{}, in the baseline", finding.severity),
            Standing::Told | Standing::Allowed(_) => finding.severity.to_string(),
        };
        let rule = report.rule(finding).map_or("", |rule| rule.title.as_str());
        let about = [finding.principal.as_deref(), Some(finding.subject.as_str())];
        let about: Vec<_> = about.into_iter().flatten().map(cell).collect();
        let places = places.own(finding);
        let places = places.iter().map(|place| cell(&format!("{}:{}", place.file, place.line)));
        let evidence = finding.evidence.map(|evidence| format!("evidence: {evidence}"));
        let help = finding.help.as_ref().map(|help| prose(&sentence(help)));
        let message = prose(&sentence(&finding.message));
        let told = [Some(message), help, evidence].into_iter().flatten().chain(places);
        vec![
            severity,
            format!("`{}`<br>{rule}", finding.rule),
            about.join("<br>"),
            told.collect::<Vec<_>>().join("<br>"),
        ]
    };
    table(out, &["Severity", "Rule", "About", "What is wrong, what to do"], entry::counted(report).map(row))
}

fn allowed(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    if report.allowed.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Allowed\n")?;
    for one in &report.allowed {
        let (rule, subject) = (&one.finding.rule, cell(&one.finding.subject));
        writeln!(out, "- `{rule}` {subject}: {}", prose(&entry::allowance(one)))?;
    }
    writeln!(out)
}

fn notes(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    if report.notes.is_empty() {
        return Ok(());
    }
    writeln!(out, "## To know\n")?;
    // The same of several principals is said once.
    let mut groups: IndexMap<&str, Vec<&str>> = IndexMap::new();
    for note in &report.notes {
        groups.entry(&note.message).or_default().extend(note.principal.as_deref());
    }
    for (message, names) in groups {
        let principals = match names.len() {
            0 => String::new(),
            1..=MAX_NAMED => format!("{}: ", names.into_iter().map(cell).collect::<Vec<_>>().join(", ")),
            many => format!("{}: ", plural(many, "principal")),
        };
        writeln!(out, "- {principals}{}", prose(&sentence(message)))?;
    }
    writeln!(out)
}

/// What is held beside what would do.
fn grant(principal: &PrincipalView, out: &mut dyn Write) -> io::Result<()> {
    let names = |names: &Option<Vec<String>>, unsaid: &str| match names {
        None => unsaid.to_owned(),
        Some(names) if names.is_empty() => "none".to_owned(),
        Some(names) => names.iter().map(|name| prose(name)).collect::<Vec<_>>().join("<br>"),
    };
    let row = |layer: &Layer| {
        let verdict = layer.verdict.as_deref().map_or_else(|| "–".to_owned(), prose);
        vec![layer.name.to_owned(), names(&layer.held, "not given"), names(&layer.least, "–"), verdict]
    };
    let title = format!("As {}", principal.credential);
    table(out, &[title.as_str(), "Holds", "Needs at most", "Verdict"], layers(principal).iter().map(row))
}

fn reached(report: &CheckReport, reach: &ReachView, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "It reaches {}.", reach.effective)?;
    let worst: Vec<_> = reach.operations.iter().filter(|one| !one.asked).take(WORST).collect();
    if worst.is_empty() {
        return writeln!(out);
    }
    let named = worst.iter().map(|one| match report.operations.get(&one.id) {
        Some(brief) => format!("`{} {}` ({})", brief.method, brief.path, one.impact),
        None => format!("`{}` ({})", one.id, one.impact),
    });
    writeln!(out, "No call asks for these, the worst first: {}.\n", listed(&named.collect::<Vec<_>>()))
}

/// A name as code, on one line.
fn cell(name: &str) -> String {
    code(&visible::line(name))
}
