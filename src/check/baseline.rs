//! A baseline: the findings that a team accepted at a point in time, which do not fail a check.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::finding::Finding;
use crate::catalog::Catalog;
use crate::model::Severity;

/// The name of the form.
const SCHEMA: &str = "leastwise.baseline/1";

/// The accepted findings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// `leastwise.baseline/1`.
    schema: String,
    /// The findings, sorted.
    findings: BTreeSet<Entry>,
}

/// An accepted finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    principal: Option<String>,
    rule: String,
    subject_kind: String,
    subject: String,
    severity: Severity,
    /// The ids of the operations of calls that it is about.
    operations: BTreeSet<String>,
    /// What the role that it is about was narrowed to; absent for everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    targets: Option<BTreeSet<String>>,
}

/// A baseline of the form that kept a fingerprint only.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OldBaseline {
    #[serde(rename = "schema")]
    _schema: String,
    #[serde(rename = "findings")]
    _findings: Vec<OldEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OldEntry {
    #[serde(rename = "principal")]
    _principal: Option<String>,
    #[serde(rename = "rule")]
    _rule: String,
    #[serde(rename = "subject")]
    _subject: String,
    #[serde(rename = "fingerprint")]
    _fingerprint: String,
}

/// What the baseline matches findings by: principal, rule, kind and name of the subject.
type Identity<'e> = (Option<&'e str>, &'e str, &'e str, &'e str);

impl Entry {
    fn identity(&self) -> Identity<'_> {
        (self.principal.as_deref(), &self.rule, &self.subject_kind, &self.subject)
    }
}

fn identity(finding: &Finding) -> Identity<'_> {
    let subject = &finding.subject;
    (finding.principal.as_deref(), finding.rule.id, subject.kind.name(), &subject.name)
}

/// The text is not a baseline that this version reads.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// It is not JSON of that form.
    #[error("invalid baseline at line {line}, column {column}")]
    Form {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// It keeps neither severities nor operations.
    #[error("a baseline of an old form, without severities and operations")]
    Old,
    /// It is of a form that this version does not know.
    #[error("expected a baseline of the form `{SCHEMA}`, found another form")]
    Schema,
}

impl Baseline {
    /// Keeps findings.
    pub fn of<'f>(catalog: &Catalog, findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        let entry = |finding: &Finding| Entry {
            principal: finding.principal.clone(),
            rule: finding.rule.id.to_owned(),
            subject_kind: finding.subject.kind.name().to_owned(),
            subject: finding.subject.name.clone(),
            severity: finding.severity,
            operations: finding.calls.iter().map(|key| catalog.operation_name(*key)).collect(),
            targets: finding.targets.clone(),
        };
        Self { schema: SCHEMA.to_owned(), findings: findings.into_iter().map(entry).collect() }
    }

    /// Reads a baseline.
    ///
    /// # Errors
    ///
    /// When the text is not one, or of a form that this version does not read.
    pub fn read(text: &str) -> Result<Self, BaselineError> {
        let baseline: Self =
            serde_json::from_str(text).map_err(|error| match serde_json::from_str::<OldBaseline>(text) {
                Ok(_) => BaselineError::Old,
                Err(_) => BaselineError::Form { line: error.line(), column: error.column() },
            })?;
        if baseline.schema == SCHEMA { Ok(baseline) } else { Err(BaselineError::Schema) }
    }

    /// Marks the findings that the baseline hides; returns how many of its entries match no finding.
    ///
    /// A finding is hidden if entries with its rule, principal and subject are at least as severe, hold all its
    /// operations of calls, and are about a role that is narrowed no further.
    pub fn mark<'f>(&self, catalog: &Catalog, findings: impl IntoIterator<Item = &'f mut Finding>) -> usize {
        let mut positions: BTreeMap<Identity<'_>, usize> = BTreeMap::new();
        let mut groups: Vec<Vec<&Entry>> = Vec::new();
        for entry in &self.findings {
            let position = *positions.entry(entry.identity()).or_insert(groups.len());
            match groups.get_mut(position) {
                Some(group) => group.push(entry),
                None => groups.push(vec![entry]),
            }
        }
        let mut met = BTreeSet::new();
        for finding in findings {
            let position = positions.get(&identity(finding)).copied();
            let group = position.and_then(|position| groups.get(position));
            finding.known = group.is_some_and(|group| hides(catalog, group, finding));
            met.extend(position);
        }
        let gone = groups.iter().enumerate().filter(|(position, _)| !met.contains(position));
        gone.map(|(_, group)| group.len()).sum()
    }
}

/// Whether entries with the identity of a finding cover it.
fn hides(catalog: &Catalog, entries: &[&Entry], finding: &Finding) -> bool {
    let severe: Vec<_> = entries.iter().filter(|entry| entry.severity >= finding.severity).collect();
    let is_known = |id: &String| severe.iter().any(|entry| entry.operations.contains(id));
    let is_within = match &finding.targets {
        None => severe.iter().any(|entry| entry.targets.is_none()),
        Some(targets) => {
            let known: BTreeSet<_> = severe.iter().flat_map(|entry| entry.targets.iter().flatten()).collect();
            severe.iter().any(|entry| entry.targets.is_none())
                || targets.iter().all(|target| known.contains(target))
        }
    };
    is_within && finding.calls.iter().all(|key| is_known(&catalog.operation_name(*key)))
}
