//! An audit for a spreadsheet: a row for each finding, one for each thing that could not be seen, and one for each principal
//! that has none of both.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::credentials::{authentication, network_of};
use super::visible;
use crate::model::{Severity, Tally};
use crate::report::{CheckReport, FindingView, NoteView, PrincipalView};

/// The names of the columns; a promise.
const HEAD: [&str; 26] = [
    "rank",
    "principal",
    "kind",
    "id",
    "status",
    "owner",
    "acts_as",
    "authentication",
    "network",
    "control",
    "write",
    "read",
    "complete",
    "seen",
    "severity",
    "rule",
    "subject",
    "message",
    "help",
    "evidence",
    "operations",
    "known",
    "fingerprint",
    "control_at_most",
    "write_at_most",
    "read_at_most",
];

/// How many columns tell of the principal, before those of the finding.
const OF_PRINCIPAL: usize = 14;

/// How many columns tell of the principal, behind those of the finding.
const BEHIND: usize = 3;

pub(super) fn write(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(HEAD)?;
    let found = report.by_principal();
    let unseen = by_principal(report);
    for principal in &report.principals {
        let (own, at_most) = (own(principal), at_most(principal));
        let findings = found.of(Some(&principal.name)).iter().map(|finding| about(finding));
        let notes = unseen.get(&Some(principal.name.as_str())).into_iter().flatten();
        let mut rows: Vec<_> = findings.chain(notes.map(|note| not_seen(note))).collect();
        if rows.is_empty() {
            rows.push(blank());
        }
        for row in &rows {
            table.write_record(own.iter().chain(row).chain(&at_most).map(|cell| safe(cell)))?;
        }
    }
    let (nobody, nothing) = (vec![String::new(); OF_PRINCIPAL], vec![String::new(); BEHIND]);
    let findings = found.of(None).iter().map(|finding| about(finding));
    let notes = unseen.get(&None).into_iter().flatten();
    for row in findings.chain(notes.map(|note| not_seen(note))) {
        table.write_record(nobody.iter().chain(&row).chain(&nothing).map(|cell| safe(cell)))?;
    }
    table.flush()
}

/// What could not be seen of an org, by the principal that it is about.
fn by_principal(report: &CheckReport) -> BTreeMap<Option<&str>, Vec<&NoteView>> {
    let mut notes: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for note in report.notes.iter().filter(|note| note.is_unseen()) {
        notes.entry(note.principal.as_deref()).or_default().push(note);
    }
    notes
}

/// The columns of a finding where there is none.
fn blank() -> Vec<String> {
    vec![String::new(); HEAD.len() - OF_PRINCIPAL - BEHIND]
}

/// The same of what could not be seen: the code of the note in place of a rule, and no severity.
fn not_seen(note: &NoteView) -> Vec<String> {
    let mut cells = blank();
    for (name, text) in [("rule", &note.code), ("message", &note.message)] {
        let at = HEAD.iter().position(|column| *column == name).and_then(|at| at.checked_sub(OF_PRINCIPAL));
        if let Some(cell) = at.and_then(|at| cells.get_mut(at)) {
            cell.clone_from(text);
        }
    }
    cells
}

fn own(principal: &PrincipalView) -> Vec<String> {
    let audit = principal.audit.as_ref();
    let text = |text: Option<&String>| text.cloned().unwrap_or_default();
    let count = |of: fn(Tally) -> u32| {
        audit.and_then(|audit| audit.beyond).map(|tally| of(tally).to_string()).unwrap_or_default()
    };
    vec![
        audit.map(|audit| audit.rank.to_string()).unwrap_or_default(),
        principal.name.clone(),
        text(audit.map(|audit| &audit.kind)),
        text(audit.map(|audit| &audit.id)),
        text(audit.and_then(|audit| audit.status.as_ref())),
        text(audit.and_then(|audit| audit.token.as_ref()).map(|token| &token.owner)),
        text(audit.and_then(|audit| audit.acts_as.as_ref()).map(|acts_as| &acts_as.user)),
        audit.and_then(|audit| audit.authentication.as_ref()).map(authentication).unwrap_or_default(),
        audit.and_then(network_of).unwrap_or_default(),
        count(|tally| tally.control),
        count(|tally| tally.write),
        count(|tally| tally.read),
        audit.map(|audit| audit.unknown.is_empty().to_string()).unwrap_or_default(),
        text(audit.and_then(|audit| audit.usage.as_ref()).map(|usage| &usage.seen)),
    ]
}

/// What the principal can do at most, by which it ranks.
fn at_most(principal: &PrincipalView) -> Vec<String> {
    let at_most = principal.audit.as_ref().and_then(|audit| audit.at_most.or(audit.beyond));
    let count = |of: fn(Tally) -> u32| at_most.map(|tally| of(tally).to_string()).unwrap_or_default();
    vec![count(|tally| tally.control), count(|tally| tally.write), count(|tally| tally.read)]
}

fn about(finding: &FindingView) -> Vec<String> {
    vec![
        Severity::name(finding.severity).to_owned(),
        finding.rule.clone(),
        finding.subject.clone(),
        finding.message.clone(),
        finding.help.clone().unwrap_or_default(),
        finding.evidence.map(|evidence| evidence.name().to_owned()).unwrap_or_default(),
        finding.operation_count.to_string(),
        finding.known.to_string(),
        finding.fingerprint.clone(),
    ]
}

/// A cell that no spreadsheet takes for a formula.
fn safe(cell: &str) -> String {
    let shown = visible::line(cell);
    if shown.trim_start().starts_with(['=', '+', '-', '@']) {
        format!("'{shown}")
    } else {
        shown.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_a_formula() {
        for (cell, expected) in [
            ("=HYPERLINK(\"https://evil.example\")", "'=HYPERLINK(\"https://evil.example\")"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "' =1"),
            ("okta.users.read", "okta.users.read"),
        ] {
            assert_eq!(safe(cell), expected);
        }
    }
}
