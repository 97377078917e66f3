//! A baseline: the findings that were there when a team began, which do not fail a check.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::finding::Finding;

/// The name of the form.
const SCHEMA: &str = "leastwise.baseline/1";

/// The findings that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// `leastwise.baseline/1`.
    schema: String,
    /// The findings, sorted.
    findings: BTreeSet<Entry>,
}

/// A finding as a baseline keeps it. Only the fingerprint counts; the rest is for whoever reads the difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    principal: Option<String>,
    rule: String,
    subject: String,
    fingerprint: String,
}

/// The text is no baseline.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// It is no JSON of that form.
    #[error("no baseline: line {line}, column {column} is not as expected")]
    Form {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// It is of a form that this version does not know.
    #[error("the baseline has the form `{0}`, which is not known")]
    Schema(String),
}

impl Baseline {
    /// Keeps findings.
    pub fn of<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        let entry = |finding: &Finding| Entry {
            principal: finding.principal.clone(),
            rule: finding.rule.id.to_owned(),
            subject: finding.subject.name.clone(),
            fingerprint: finding.fingerprint(),
        };
        Self { schema: SCHEMA.to_owned(), findings: findings.into_iter().map(entry).collect() }
    }

    /// Reads a baseline.
    ///
    /// # Errors
    ///
    /// When it is none, or of a form that is not known.
    pub fn read(text: &str) -> Result<Self, BaselineError> {
        let baseline: Self = serde_json::from_str(text)
            .map_err(|error| BaselineError::Form { line: error.line(), column: error.column() })?;
        if baseline.schema == SCHEMA { Ok(baseline) } else { Err(BaselineError::Schema(baseline.schema)) }
    }

    /// Marks the findings that are known; says how many of the baseline are gone.
    pub fn mark<'f>(&self, findings: impl IntoIterator<Item = &'f mut Finding>) -> usize {
        let known: BTreeSet<&str> = self.findings.iter().map(|entry| entry.fingerprint.as_str()).collect();
        let mut met = BTreeSet::new();
        for finding in findings {
            let fingerprint = finding.fingerprint();
            finding.known = known.contains(fingerprint.as_str());
            met.extend(finding.known.then_some(fingerprint));
        }
        known.len() - met.len()
    }
}
