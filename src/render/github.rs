//! Workflow commands of GitHub Actions: an annotation for each finding.

use std::io::{self, Write};

use indexmap::IndexMap;

use super::entry::{self, Entry, Standing, Unseen};
use super::markdown::sentence;
use super::place::Places;
use super::visible;
use crate::model::Severity;
use crate::report::CheckReport;

/// How many principals a warning names.
const MAX_NAMED: usize = 3;

/// Writes the findings, one command on a line each; what is allowed is left out, because it needs nobody's attention.
pub(super) fn write(report: &CheckReport, places: Places<'_>, out: &mut dyn Write) -> io::Result<()> {
    unjudged(report, out)?;
    entry::not_checked(report)
        .try_for_each(|note| writeln!(out, "::error title=not checked::{}", data(&note.message)))?;
    entry::unseen(report).iter().try_for_each(|one| not_seen(one, out))?;
    entry::counted(report).try_for_each(|entry| annotation(places, &entry, out))
}

/// A warning for each layer that must be judged and was not; the same of several principals is one, because a run shows
/// only the first ten.
fn unjudged(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let mut groups: IndexMap<(&str, &str), Vec<&str>> = IndexMap::new();
    for principal in &report.principals {
        for (layer, reason) in entry::not_judged(report, principal) {
            groups.entry((layer, reason)).or_default().push(&principal.name);
        }
    }
    groups.into_iter().try_for_each(|((layer, reason), names)| {
        let more = match names.len().saturating_sub(MAX_NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let names: Vec<_> = names.into_iter().take(MAX_NAMED).collect();
        let title = property(&format!("not judged · {}{more}", names.join(", ")));
        writeln!(out, "::warning title={title}::{}", data(&format!("{layer} not judged: {reason}.")))
    })
}

/// A warning for what could not be seen of an org.
fn not_seen(one: &Unseen<'_>, out: &mut dyn Write) -> io::Result<()> {
    let about = if one.principals.is_empty() { String::new() } else { format!(" · {}", one.about()) };
    let title = property(&format!("{}{about}", one.code));
    writeln!(out, "::warning title={title}::{}", data(&sentence(one.message)))
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
