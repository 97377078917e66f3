//! An audit for a spreadsheet: a row for each finding, and one for each principal that has none.

use std::io::{self, Write};

use super::visible;
use crate::model::{Severity, Tally};
use crate::report::{CheckReport, FindingView, PrincipalView};

/// The names of the columns; a promise.
const HEAD: [&str; 20] = [
    "rank",
    "principal",
    "kind",
    "id",
    "status",
    "owner",
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
];

/// How many columns tell of the principal.
const OF_PRINCIPAL: usize = 11;

pub(super) fn write(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(HEAD)?;
    let found = report.by_principal();
    for principal in &report.principals {
        let own = own(principal);
        let mut is_bare = true;
        for finding in found.of(Some(&principal.name)) {
            is_bare = false;
            table.write_record(own.iter().chain(&about(finding)).map(|cell| safe(cell)))?;
        }
        if is_bare {
            let blank = vec![String::new(); HEAD.len() - OF_PRINCIPAL];
            table.write_record(own.iter().chain(&blank).map(|cell| safe(cell)))?;
        }
    }
    let nobody = vec![String::new(); OF_PRINCIPAL];
    for finding in found.of(None) {
        table.write_record(nobody.iter().chain(&about(finding)).map(|cell| safe(cell)))?;
    }
    table.flush()
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
        count(|tally| tally.control),
        count(|tally| tally.write),
        count(|tally| tally.read),
        audit.map(|audit| audit.unknown.is_empty().to_string()).unwrap_or_default(),
        text(audit.and_then(|audit| audit.usage.as_ref()).map(|usage| &usage.seen)),
    ]
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
