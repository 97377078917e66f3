//! A finding: what is wrong with what, and its fingerprint.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};

use super::rule::Rule;
use crate::catalog::tables::{OperationKey, SourceKey};
use crate::model::{Evidence, Origin, Severity};

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Subject {
    /// What kind of thing it is.
    pub kind: Kind,
    /// Its name.
    pub name: String,
}

/// The kinds of things that findings are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An OAuth scope.
    Scope,
    /// A standard role, or a custom role by its label or id.
    Role,
    /// A permission of a custom role.
    Permission,
    /// An operation.
    Operation,
    /// A call, as it stands in an input.
    Call,
    /// A chain of escalation.
    Escalation,
    /// An allowance, by what it allows.
    Allowance,
    /// The catalog.
    Catalog,
    /// The principal as a whole.
    Principal,
    /// A setting of the org.
    Setting,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Scope,
        Self::Role,
        Self::Permission,
        Self::Operation,
        Self::Call,
        Self::Escalation,
        Self::Allowance,
        Self::Catalog,
        Self::Principal,
        Self::Setting,
    ];

    /// The word in output and in patterns.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scope => "scope",
            Self::Role => "role",
            Self::Permission => "permission",
            Self::Operation => "operation",
            Self::Call => "call",
            Self::Escalation => "escalation",
            Self::Allowance => "allowance",
            Self::Catalog => "catalog",
            Self::Principal => "principal",
            Self::Setting => "setting",
        }
    }

    /// A thing of this kind.
    pub fn named(self, name: impl Into<String>) -> Subject {
        Subject { kind: self, name: name.into() }
    }
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How serious it is.
    pub severity: Severity,
    /// The principal; none when it is about none of them.
    pub principal: Option<String>,
    /// What it is about.
    pub subject: Subject,
    /// What is wrong.
    pub message: String,
    /// What exactly to change.
    pub help: Option<String>,
    /// The weakest evidence that it rests on.
    pub evidence: Option<Evidence>,
    /// The operations that it is about: of an excess what the grant adds, else those of calls.
    pub operations: BTreeSet<OperationKey>,
    /// The operations of calls that it is about. An excess is about none.
    pub calls: BTreeSet<OperationKey>,
    /// Whether a call that is not recognized, or of which no source says what it needs, may need the subject. Such a
    /// finding does not advise removal.
    pub doubted: bool,
    /// What the assignment of the role that it is about is narrowed to; none for everything, and for all else.
    pub targets: Option<BTreeSet<String>>,
    /// Where its subject stands.
    pub origins: Vec<Origin>,
    /// Where the facts stand.
    pub sources: BTreeSet<SourceKey>,
    /// Whether it stands in the baseline.
    pub known: bool,
}

impl Finding {
    /// A finding of a rule, as serious as the rule says.
    pub fn new(rule: &'static Rule, subject: Subject, message: impl Into<String>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            principal: None,
            subject,
            message: message.into(),
            help: None,
            evidence: None,
            operations: BTreeSet::new(),
            calls: BTreeSet::new(),
            doubted: false,
            targets: None,
            origins: Vec::new(),
            sources: BTreeSet::new(),
            known: false,
        }
    }

    /// The same with what to do about it.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// The same, no more serious than this.
    #[must_use]
    pub fn at_most(self, severity: Severity) -> Self {
        Self { severity: self.severity.min(severity), ..self }
    }

    /// The same about some operations.
    #[must_use]
    pub fn about(self, operations: BTreeSet<OperationKey>) -> Self {
        Self { operations, ..self }
    }

    /// The same about some operations that are called.
    #[must_use]
    pub fn about_calls(self, calls: BTreeSet<OperationKey>) -> Self {
        Self { operations: calls.clone(), calls, ..self }
    }

    /// The same with places.
    #[must_use]
    pub fn standing(self, origins: Vec<Origin>) -> Self {
        Self { origins, ..self }
    }

    /// The same with the evidence that it rests on.
    #[must_use]
    pub fn known_by(self, evidence: Option<Evidence>) -> Self {
        Self { evidence, ..self }
    }

    /// An id that no other finding of a report has, for formats that drop findings with the same id: 32 hexadecimal
    /// digits over rule, principal, subject and severity. It stays the same when lines move, inputs are reordered or
    /// words of the message change.
    pub fn fingerprint(&self) -> String {
        let principal = self.principal.as_deref().unwrap_or_default();
        let (kind, name) = (self.subject.kind.name(), self.subject.name.as_str());
        fingerprint(&[self.rule.id, principal, kind, name, self.severity.name()])
    }

    /// Takes in a finding with the same fingerprint.
    fn merge(&mut self, other: Self) {
        if self.message != other.message {
            self.message.push_str(&format!("; {}", other.message));
        }
        self.help = match (self.help.take(), other.help) {
            (Some(mut own), Some(more)) if own != more => {
                own.push_str("; ");
                own.push_str(&more);
                Some(own)
            }
            (own, more) => own.or(more),
        };
        self.evidence = self.evidence.into_iter().chain(other.evidence).min();
        self.operations.extend(other.operations);
        self.calls.extend(other.calls);
        self.sources.extend(other.sources);
        self.doubted |= other.doubted;
        self.origins.extend(other.origins);
    }

    /// What decides the fingerprint.
    fn identity(&self) -> (&'static str, Option<String>, Subject, Severity) {
        (self.rule.id, self.principal.clone(), self.subject.clone(), self.severity)
    }
}

/// 32 hexadecimal digits over the parts of an identity.
pub fn fingerprint(parts: &[&str]) -> String {
    const BYTES: usize = 16;
    let digest = Sha256::digest(parts.join("\0"));
    let digit = |value: u8| char::from_digit(u32::from(value), 16);
    digest.iter().take(BYTES).flat_map(|byte| [byte >> 4, byte & 15]).filter_map(digit).collect()
}

/// Merges findings that have the same rule, principal, subject and severity, so that no two share a fingerprint.
pub fn distinct(findings: Vec<Finding>) -> Vec<Finding> {
    let mut positions = BTreeMap::new();
    let mut merged = BTreeSet::new();
    let mut found: Vec<Finding> = Vec::with_capacity(findings.len());
    for finding in findings {
        let position = *positions.entry(finding.identity()).or_insert(found.len());
        match found.get_mut(position) {
            Some(known) => {
                known.merge(finding);
                merged.insert(position);
            }
            None => found.push(finding),
        }
    }
    for position in merged {
        if let Some(finding) = found.get_mut(position) {
            finding.origins.sort();
            finding.origins.dedup();
        }
    }
    found
}
