//! What the findings of one principal are made from.

use std::collections::BTreeSet;

use super::doubt::Open;
use super::finding::{Finding, Kind, Subject};
use super::resolve::Resolved;
use super::rule::Rule;
use super::words;
use crate::catalog::Catalog;
use crate::catalog::tables::OperationKey;
use crate::model::{Credential, Evidence, OpenLayers, Severity};
use crate::plan::{Judgement, Plan, Reached};

/// One principal with everything that was worked out about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bench<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) credential: Credential,
    pub(super) resolved: &'a Resolved,
    pub(super) reached: &'a Reached,
    /// What its calls say; none when none were given, or none was recognized.
    pub(super) calls: Option<Needs<'a>>,
    /// What of its input is not recognized; none when no calls were given.
    pub(super) open: Option<&'a Open>,
    /// Why more may be granted than is known.
    pub(super) open_layers: &'a OpenLayers,
}

/// What the calls of a principal say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Needs<'a> {
    pub(super) judgement: &'a Judgement,
    /// The least grant.
    pub(super) least: &'a Plan,
    /// What the least grant reaches.
    pub(super) least_reached: &'a Reached,
}

impl Bench<'_> {
    /// A finding with the places of its subject.
    pub(super) fn placed(&self, mut finding: Finding) -> Finding {
        let origins = self.resolved.origins.get(&finding.subject);
        finding.origins.extend(origins.into_iter().flatten().cloned());
        finding
    }

    /// A finding with where the needs that it rests on are said, unless it says so itself.
    pub(super) fn cited(&self, mut finding: Finding) -> Finding {
        let asked = self.calls.iter().flat_map(|needs| &needs.judgement.asked);
        if finding.sources.is_empty() && finding.evidence.is_some() {
            let operations = asked.map(|key| self.catalog.operation(*key));
            finding.sources = match finding.subject.kind {
                Kind::Scope => self.catalog.sources_of(operations.map(|one| one.scopes_fact.cites)),
                _ => self.catalog.sources_of(operations.map(|one| one.cites)),
            };
        }
        finding
    }

    /// How surely the scopes of operations are known, at the weakest.
    pub(super) fn scope_evidence<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k OperationKey>,
    ) -> Option<Evidence> {
        keys.into_iter().map(|key| self.catalog.operation(*key).scopes_fact.evidence).min()
    }

    /// How surely the rights that operations need are known, at the weakest.
    pub(super) fn right_evidence<'k>(
        &self,
        keys: impl IntoIterator<Item = &'k OperationKey>,
    ) -> Option<Evidence> {
        let surest = |key: &OperationKey| {
            self.catalog.operation(*key).capabilities.iter().map(|one| one.evidence).max()
        };
        keys.into_iter().filter_map(surest).min()
    }

    /// What of the input is not recognized; none when everything is.
    pub(super) fn open(&self) -> Option<&Open> {
        self.open.filter(|open| !open.is_empty())
    }

    /// A finding whose fix takes something away, with its texts.
    ///
    /// What is not recognized leaves its severity and takes its advice. `unknown` are operations that may need it, as far
    /// as any source says; they make it a note besides.
    pub(super) fn excess(
        &self,
        rule: &'static Rule,
        subject: Subject,
        texts: Excess,
        unknown: &[(&BTreeSet<OperationKey>, &str)],
    ) -> Finding {
        let Excess { message, recognized, advice, facts } = texts;
        let name = subject.name.clone();
        let open = self.open();
        let mut finding = match open {
            None => Finding::new(rule, subject, message).help(format!("{advice}{facts}")),
            Some(open) => Finding::new(rule, subject, recognized_only(&name, &recognized, open))
                .help(format!("{}{facts}", recognize_first(&name))),
        };
        finding.doubted = open.is_some();
        for (operations, why) in unknown.iter().filter(|(operations, _)| !operations.is_empty()) {
            let named = words::many_operations(self.catalog, *operations);
            finding.message.push_str(&format!("; not certain: {why} {named}"));
            if !finding.doubted {
                finding.help = Some(format!("keep `{name}` until it is known what {named} needs{facts}"));
            }
            finding.doubted = true;
            finding = finding.at_most(Severity::Note);
        }
        self.placed(finding)
    }
}

/// The texts of a finding whose fix takes something away.
pub(super) struct Excess {
    /// What is wrong.
    pub(super) message: String,
    /// How "no recognized call needs it" continues.
    pub(super) recognized: String,
    /// What to do.
    pub(super) advice: String,
    /// What the grant adds, after the advice.
    pub(super) facts: String,
}

/// That the recognized calls do not need something, and where the others are.
pub(super) fn recognized_only(name: &str, continued: &str, open: &Open) -> String {
    format!("no recognized call needs `{name}`{continued}; not recognized: {}", open.named())
}

/// What to do before anything is taken away.
pub(super) fn recognize_first(name: &str) -> String {
    format!("correct or resolve what is not recognized, then check again: it may need `{name}`")
}

/// The kind of a role or permission.
pub(super) const fn kind_of(key: crate::plan::Grantable) -> Kind {
    match key {
        crate::plan::Grantable::Role(_) => Kind::Role,
        crate::plan::Grantable::Permission(_) => Kind::Permission,
    }
}
