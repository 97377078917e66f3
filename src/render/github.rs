//! Workflow commands of GitHub Actions: an annotation for each finding.

use std::io::{self, Write};

use super::entry::{self, Entry, Standing};
use super::place::Places;
use super::visible;
use crate::model::Severity;
use crate::report::{CheckReport, PrincipalView};

/// Writes the findings, one command on a line each; what is allowed is left out, because it needs nobody's attention.
pub(super) fn write(report: &CheckReport, places: Places<'_>, out: &mut dyn Write) -> io::Result<()> {
    report.principals.iter().try_for_each(|principal| unjudged(report, principal, out))?;
    entry::not_checked(report)
        .try_for_each(|note| writeln!(out, "::error title=not checked::{}", data(&note.message)))?;
    entry::counted(report).try_for_each(|entry| annotation(places, &entry, out))
}

/// A warning for each layer of a principal that must be judged and was not.
fn unjudged(report: &CheckReport, principal: &PrincipalView, out: &mut dyn Write) -> io::Result<()> {
    let title = property(&format!("not judged · {}", principal.name));
    entry::not_judged(report, principal).try_for_each(|(layer, reason)| {
        writeln!(out, "::warning title={title}::{}", data(&format!("{layer} not judged: {reason}.")))
    })
}

fn annotation(places: Places<'_>, entry: &Entry<'_>, out: &mut dyn Write) -> io::Result<()> {
    let finding = entry.finding;
    let place = places.own(finding).into_iter().next();
    let place = place
        .map(|place| format!("file={},line={},col={},", property(&place.file), place.line, place.column));
    let principal = finding.principal.as_ref().map(|name| format!(" · {name}")).unwrap_or_default();
    let excuse = entry.standing.excuse().map(|excuse| format!(" ({excuse})")).unwrap_or_default();
    let title = property(&format!("{}{principal}", finding.rule));
    let message = data(&format!("{}{excuse}", entry.text()));
    writeln!(out, "::{} {}title={title}::{message}", command(entry), place.unwrap_or_default())
}

const fn command(entry: &Entry<'_>) -> &'static str {
    match (entry.standing, entry.finding.severity) {
        (Standing::Known, _) | (_, Severity::Note) => "notice",
        (_, Severity::Warning) => "warning",
        (_, Severity::Error) => "error",
    }
}

/// The text of a command; the runner takes these escapes back.
fn data(text: &str) -> String {
    visible::line(text).replace('%', "%25")
}

/// The value of a property, which a colon or a comma would end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
