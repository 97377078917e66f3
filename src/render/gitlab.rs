//! The Code Quality report of GitLab: a list of issues, each with a file and a line.

use std::io::{self, Write};

use serde::Serialize;

use super::entry::{self, Entry, Standing, Unseen};
use super::markdown::sentence;
use super::place::Places;
use super::{json, visible};
use crate::check::fingerprint;
use crate::model::Severity;
use crate::report::CheckReport;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

/// Writes the findings; what is allowed is left out, because the format cannot say so.
pub(super) fn write(report: &CheckReport, places: Places<'_>, out: &mut dyn Write) -> io::Result<()> {
    let unseen = entry::unseen(report);
    let unseen = unseen.iter().map(|one| not_seen(places, one));
    let issues: Vec<_> = unseen.chain(entry::counted(report).map(|entry| issue(places, &entry))).collect();
    json::write(&issues, out)
}

/// What could not be seen of an org.
fn not_seen(places: Places<'_>, one: &Unseen<'_>) -> Issue {
    let about = if one.principals.is_empty() { String::new() } else { format!("{}: ", one.about()) };
    let place = places.of_org();
    Issue {
        description: visible::line(&format!("{about}{}", sentence(one.message))).into_owned(),
        check_name: one.code.to_owned(),
        fingerprint: fingerprint(&[one.code, one.message]),
        severity: "minor",
        location: Location { path: place.file, lines: Lines { begin: place.line } },
    }
}

fn issue(places: Places<'_>, entry: &Entry<'_>) -> Issue {
    let finding = entry.finding;
    let place = places.one(finding);
    let principal = finding.principal.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
    let excuse = entry.standing.excuse().map(|excuse| format!(" ({excuse})")).unwrap_or_default();
    Issue {
        description: visible::line(&format!("{principal}{}{excuse}", entry.text())).into_owned(),
        check_name: finding.rule.clone(),
        fingerprint: finding.fingerprint.clone(),
        severity: severity(entry),
        location: Location { path: place.file, lines: Lines { begin: place.line } },
    }
}

/// GitLab knows info, minor, major, critical and blocker.
const fn severity(entry: &Entry<'_>) -> &'static str {
    match (entry.standing, entry.finding.severity) {
        (Standing::Known, _) | (_, Severity::Note) => "info",
        (_, Severity::Warning) => "major",
        (_, Severity::Error) => "critical",
    }
}
