//! `JUnit` XML in the form that Jenkins checks: a test case for each finding, a suite for each principal.

use std::borrow::Cow;
use std::io::{self, Write};

use indexmap::IndexMap;

use super::entry::{self, Entry, Standing};
use super::place::Places;
use super::visible;
use crate::report::{CheckReport, NoteView, PrincipalView};

/// The cases of a principal.
struct Suite {
    name: String,
    properties: Vec<(&'static str, String)>,
    cases: Vec<Case>,
    output: String,
}

/// A finding.
struct Case {
    name: String,
    class: String,
    outcome: Outcome,
}

/// How a case ended.
enum Outcome {
    /// It passed; something may be said all the same.
    Passed(String),
    /// Somebody said that it does not count, or it could not be judged.
    Skipped(String),
    /// It fails the check.
    Failed { message: String, severity: &'static str, text: String },
}

pub(super) fn write(report: &CheckReport, places: Places<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut grouped: IndexMap<_, Vec<_>> = IndexMap::new();
    for principal in report.principals.iter().filter(|principal| principal.verdict.is_some()) {
        let unjudged = entry::not_judged(report, principal).map(|one| not_judged(principal, one));
        grouped.entry(Some(&*principal.name)).or_default().extend(unjudged);
    }
    for note in report.notes.iter().filter(|note| note.is_unseen()) {
        grouped.entry(note.principal.as_deref()).or_default().push(not_seen(note));
    }
    for entry in entry::all(report) {
        grouped.entry(entry.finding.principal.as_deref()).or_default().push(case(places, &entry));
    }
    grouped.entry(None).or_default().extend(entry::not_checked(report).map(not_checked));
    grouped.retain(|principal, cases| principal.is_some() || !cases.is_empty());
    let mut suites: Vec<_> =
        grouped.into_iter().map(|(principal, cases)| suite(report, principal, cases)).collect();
    if suites.is_empty() {
        suites.push(suite(report, None, Vec::new()));
    }
    out.write_all(document(&suites).as_bytes())
}

/// A layer that must be judged and was not.
fn not_judged(principal: &PrincipalView, (layer, reason): (&str, &str)) -> Case {
    Case {
        name: format!("not-judged: {layer}"),
        class: visible::line(&principal.name).into_owned(),
        outcome: Outcome::Skipped(visible::line(&format!("not judged: {reason}")).into_owned()),
    }
}

/// What could not be seen of an org.
fn not_seen(note: &NoteView) -> Case {
    let text = visible::line(&note.message).into_owned();
    Case {
        name: format!("{}: {text}", note.code),
        class: visible::line(note.principal.as_deref().unwrap_or("leastwise")).into_owned(),
        outcome: Outcome::Skipped(format!("not complete: {text}")),
    }
}

/// A principal that cannot be checked.
fn not_checked(note: &NoteView) -> Case {
    let text = visible::line(&note.message).into_owned();
    Case {
        name: format!("not-checked: {text}"),
        class: "leastwise".to_owned(),
        outcome: Outcome::Failed { message: text.clone(), severity: "error", text },
    }
}

/// How the check of a principal and of its layers ends, by the name of a property.
fn verdicts(principal: &PrincipalView) -> impl Iterator<Item = (&'static str, String)> {
    let layers = principal.layers.as_ref();
    let scopes = layers.and_then(|layers| layers.scopes.as_ref()).map(|layer| layer.verdict);
    let roles = layers.and_then(|layers| layers.roles.as_ref()).map(|layer| layer.verdict);
    let all = [("verdict", principal.verdict), ("verdict-scopes", scopes), ("verdict-roles", roles)];
    all.into_iter().filter_map(|(name, verdict)| Some((name, verdict?.name().to_owned())))
}

/// The suite of a principal. It is never empty: some readers take a suite without any test for a failure.
fn suite(report: &CheckReport, principal: Option<&str>, mut cases: Vec<Case>) -> Suite {
    if cases.is_empty() {
        cases.push(Case {
            name: "nothing to report".to_owned(),
            class: visible::line(principal.unwrap_or("leastwise")).into_owned(),
            outcome: Outcome::Passed(String::new()),
        });
    }
    let view = report.principals.iter().find(|one| Some(&*one.name) == principal);
    let notes = report.notes.iter().filter(|note| note.principal.as_deref() == principal);
    let notes: Vec<_> = notes.map(|note| visible::line(&note.message)).collect();
    Suite {
        name: visible::line(principal.unwrap_or("leastwise")).into_owned(),
        properties: [
            ("catalog", report.catalog.version.clone()),
            ("fail-on", report.summary.fail_on.name().to_owned()),
            ("complete", report.summary.complete.to_string()),
        ]
        .into_iter()
        .chain(view.into_iter().flat_map(verdicts))
        .collect(),
        cases,
        output: notes.join("\n"),
    }
}

/// What does not fail the check passes, or is skipped where somebody said so.
fn case(places: Places<'_>, entry: &Entry<'_>) -> Case {
    let finding = entry.finding;
    let place = places.own(finding).first().map(|place| format!("{}:{}", place.file, place.line));
    let place =
        place.or_else(|| places.argument(finding)).map(|place| format!(" At {place}.")).unwrap_or_default();
    let text = visible::line(&format!("{}{place}", entry.text())).into_owned();
    let outcome = match entry.standing {
        Standing::Told => Outcome::Passed(format!("{}: {text}", finding.severity)),
        Standing::Fails => Outcome::Failed {
            message: visible::line(&finding.message).into_owned(),
            severity: finding.severity.name(),
            text,
        },
        Standing::Known | Standing::Allowed(_) => {
            let excuse = entry.standing.excuse().unwrap_or_default();
            Outcome::Skipped(format!("{}. {text}", visible::line(&excuse)))
        }
    };
    Case {
        name: visible::line(&format!("{}: {}", finding.rule, finding.subject)).into_owned(),
        class: visible::line(finding.principal.as_deref().unwrap_or("leastwise")).into_owned(),
        outcome,
    }
}

/// The document, in the order and with the attributes that the schema of Jenkins takes.
fn document(suites: &[Suite]) -> String {
    let count = |suite: &Suite| suite.cases.len();
    let (tests, failures) =
        (suites.iter().map(count).sum::<usize>(), suites.iter().map(failed).sum::<usize>());
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"leastwise\" tests=\"{tests}\" failures=\"{failures}\" \
         errors=\"0\">\n"
    );
    for suite in suites {
        write_suite(suite, &mut text);
    }
    text.push_str("</testsuites>\n");
    text
}

fn failed(suite: &Suite) -> usize {
    suite.cases.iter().filter(|case| matches!(case.outcome, Outcome::Failed { .. })).count()
}

fn write_suite(suite: &Suite, text: &mut String) {
    let skipped = suite.cases.iter().filter(|case| matches!(case.outcome, Outcome::Skipped(_))).count();
    text.push_str(&format!(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{skipped}\">\n    <properties>\n",
        escaped(&suite.name),
        suite.cases.len(),
        failed(suite)
    ));
    for (name, value) in &suite.properties {
        text.push_str(&format!("      <property name=\"{name}\" value=\"{}\"/>\n", escaped(value)));
    }
    text.push_str("    </properties>\n");
    for case in &suite.cases {
        write_case(case, text);
    }
    if !suite.output.is_empty() {
        text.push_str(&format!("    <system-out>{}</system-out>\n", escaped(&suite.output)));
    }
    text.push_str("  </testsuite>\n");
}

fn write_case(case: &Case, text: &mut String) {
    let inside = match &case.outcome {
        Outcome::Passed(said) if said.is_empty() => String::new(),
        Outcome::Passed(said) => format!("<system-out>{}</system-out>", escaped(said)),
        Outcome::Skipped(why) => format!("<skipped>{}</skipped>", escaped(why)),
        Outcome::Failed { message, severity, text } => format!(
            "<failure message=\"{}\" type=\"{severity}\">{}</failure>",
            escaped(message),
            escaped(text)
        ),
    };
    let (name, class) = (escaped(&case.name), escaped(&case.class));
    text.push_str(&format!("    <testcase name=\"{name}\" classname=\"{class}\""));
    if inside.is_empty() {
        text.push_str("/>\n");
    } else {
        text.push_str(&format!(">\n      {inside}\n    </testcase>\n"));
    }
}

/// A text as XML takes it, in an element and in an attribute; characters that XML does not know are left out.
fn escaped(text: &str) -> String {
    let escape = |letter: char| match letter {
        '&' => Cow::Borrowed("&amp;"),
        '<' => Cow::Borrowed("&lt;"),
        '>' => Cow::Borrowed("&gt;"),
        '"' => Cow::Borrowed("&quot;"),
        '\u{fffe}' | '\u{ffff}' => Cow::Borrowed(""),
        odd if odd.is_control() && odd != '\n' => Cow::Borrowed(""),
        other => Cow::Owned(other.to_string()),
    };
    text.chars().map(escape).collect()
}
