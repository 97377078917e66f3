//! `JUnit` XML: a test case for each finding, a suite for each principal.

use std::io::{self, Write};

use indexmap::IndexMap;
use quick_junit::{NonSuccessKind, Property, Report, TestCase, TestCaseStatus, TestSuite};

use super::entry::{self, Entry, Standing};
use super::place::Places;
use super::visible;
use crate::model::Verdict;
use crate::report::{CheckReport, PrincipalView};

pub(super) fn write(report: &CheckReport, places: Places<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut whole = Report::new("leastwise");
    let mut suites: IndexMap<_, Vec<_>> = IndexMap::new();
    for principal in report.principals.iter().filter(|principal| principal.verdict.is_some()) {
        let unjudged = entry::not_judged(report, principal);
        suites
            .entry(Some(&*principal.name))
            .or_default()
            .extend(unjudged.map(|one| not_judged(principal, one)));
    }
    for entry in entry::all(report) {
        suites.entry(entry.finding.principal.as_deref()).or_default().push(case(places, &entry));
    }
    for (principal, mut cases) in suites {
        if cases.is_empty() {
            cases.push(nothing_to_report());
        }
        whole.add_test_suite(suite(report, principal, cases));
    }
    if whole.test_suites.is_empty() {
        // Some readers of these files take one without any test for a failure.
        whole.add_test_suite(suite(report, None, vec![nothing_to_report()]));
    }
    let text = whole.to_string().map_err(io::Error::other)?;
    visible::write(out, |page| page.write_all(text.as_bytes()))
}

fn nothing_to_report() -> TestCase {
    TestCase::new("nothing to report", TestCaseStatus::success())
}

/// A layer that must be judged and was not.
fn not_judged(principal: &PrincipalView, (layer, reason): (&str, &str)) -> TestCase {
    let mut status = TestCaseStatus::skipped();
    status.set_message(visible::line(&format!("not judged: {reason}"))).set_type("not-judged");
    let mut case = TestCase::new(format!("not-judged: {layer}"), status);
    case.set_classname(visible::line(&principal.name));
    case
}

fn suite(report: &CheckReport, principal: Option<&str>, cases: Vec<TestCase>) -> TestSuite {
    let mut suite = TestSuite::new(visible::line(principal.unwrap_or("leastwise")));
    suite.add_property(Property::new("catalog", &report.catalog.version));
    suite.add_property(Property::new("fail-on", report.summary.fail_on.name()));
    let view = report.principals.iter().find(|one| Some(&*one.name) == principal);
    for (name, verdict) in view.map(verdicts).unwrap_or_default() {
        suite.add_property(Property::new(name, verdict.name()));
    }
    suite.add_test_cases(cases);
    let notes = report.notes.iter().filter(|note| note.principal.as_deref() == principal);
    let notes: Vec<_> = notes.map(|note| visible::line(&note.message)).collect();
    if !notes.is_empty() {
        suite.set_system_out(notes.join("\n"));
    }
    suite
}

/// How the check of a principal and of its layers ends, by the name of a property.
fn verdicts(principal: &PrincipalView) -> Vec<(&'static str, Verdict)> {
    let layers = principal.layers.as_ref();
    let scopes = layers.and_then(|layers| layers.scopes.as_ref()).map(|layer| layer.verdict);
    let roles = layers.and_then(|layers| layers.roles.as_ref()).map(|layer| layer.verdict);
    let all = [("verdict", principal.verdict), ("verdict-scopes", scopes), ("verdict-roles", roles)];
    all.into_iter().filter_map(|(name, verdict)| Some((name, verdict?))).collect()
}

fn case(places: Places<'_>, entry: &Entry<'_>) -> TestCase {
    let finding = entry.finding;
    let mut case =
        TestCase::new(visible::line(&format!("{}: {}", finding.rule, finding.subject)), status(entry));
    case.set_classname(visible::line(finding.principal.as_deref().unwrap_or("leastwise")));
    case.add_property(Property::new("fingerprint", &finding.fingerprint));
    if let Some(evidence) = finding.evidence {
        case.add_property(Property::new("evidence", evidence.name()));
    }
    if let Some(place) = places.own(finding).first() {
        case.extra.insert("file".into(), visible::line(&place.file).into());
        case.extra.insert("line".into(), place.line.to_string().into());
    }
    if entry.standing == Standing::Told {
        case.set_system_out(visible::line(&format!("{}: {}", finding.severity, entry.text())));
    }
    case
}

/// What does not fail the check passes, or is skipped where somebody said so.
fn status(entry: &Entry<'_>) -> TestCaseStatus {
    let finding = entry.finding;
    let mut status = match entry.standing {
        Standing::Told => return TestCaseStatus::success(),
        Standing::Fails => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Standing::Known | Standing::Allowed(_) => TestCaseStatus::skipped(),
    };
    let text = entry.text();
    let message = entry.standing.excuse().unwrap_or_else(|| finding.message.clone());
    status.set_message(visible::line(&message)).set_type(finding.severity.name());
    status.set_description(visible::line(&text));
    status
}
