//! What is said of a finding rule: rules belong to checks, not to a catalog, and nothing leads from a call to them.

use std::collections::BTreeMap;

use super::EntryReport;
use crate::check::{RULES, Rule};
use crate::model::Severity;

/// The ids of all rules.
pub(super) fn names<'a>() -> impl Iterator<Item = &'a str> {
    RULES.iter().map(|rule| rule.id)
}

/// The entry of a rule.
pub(super) fn entry(id: &str) -> Option<EntryReport> {
    let rule = RULES.iter().find(|rule| rule.id == id)?;
    let facts = [
        ("means", vec![rule.explanation.to_owned()]),
        ("what to do", vec![rule.fix.to_owned()]),
        ("in a check", in_a_check(rule)),
    ];
    Some(EntryReport {
        schema: "leastwise.entry/1".to_owned(),
        name: rule.id.to_owned(),
        kind: "rule".to_owned(),
        title: rule.title.to_owned(),
        facts: facts.into_iter().map(|(heading, lines)| (heading.to_owned(), lines)).collect(),
        sources: BTreeMap::new(),
    })
}

fn in_a_check(rule: &Rule) -> Vec<String> {
    let fails = match rule.severity {
        Severity::Note => "it does not fail a check unless --fail-on note says so",
        Severity::Warning | Severity::Error => "it fails a check",
    };
    let allowable = if rule.allowable {
        "an allow entry in leastwise.yaml can cover it, with a reason"
    } else {
        "it cannot be allowed"
    };
    vec![
        format!("{} or milder: {fails}", rule.severity),
        allowable.to_owned(),
        format!("page: docs/rules/{}.md", rule.id),
    ]
}
