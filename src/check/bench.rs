//! What the findings of one principal are made from.

use std::collections::BTreeSet;

use super::finding::{Finding, Kind};
use super::resolve::Resolved;
use super::words;
use crate::catalog::Catalog;
use crate::catalog::tables::OperationKey;
use crate::model::{Credential, Evidence, Severity};
use crate::plan::{Judgement, Plan, Reached};

/// One principal with everything that was worked out about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bench<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) credential: Credential,
    pub(super) resolved: &'a Resolved,
    pub(super) reached: &'a Reached,
    /// What its calls say; none when none were given.
    pub(super) calls: Option<Needs<'a>>,
}

/// What the calls of a principal say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Needs<'a> {
    pub(super) judgement: &'a Judgement,
    /// The least grant.
    pub(super) least: &'a Plan,
    /// What the least grant reaches.
    pub(super) least_reached: &'a Reached,
    /// The operations that calls which are not understood could mean.
    pub(super) doubtful: &'a BTreeSet<OperationKey>,
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

    /// A finding about an excess, which is a note when operations are in doubt that it could be for.
    pub(super) fn unless_doubtful(
        &self,
        finding: Finding,
        doubt: &BTreeSet<OperationKey>,
        why: &str,
    ) -> Finding {
        if doubt.is_empty() {
            return finding;
        }
        let doubtful = words::operations(self.catalog, doubt);
        let message = format!("{}; not certain: {why} {doubtful}", finding.message);
        Finding { message, ..finding.at_most(Severity::Note) }
    }
}

/// The kind of a role or permission.
pub(super) const fn kind_of(key: crate::plan::Grantable) -> Kind {
    match key {
        crate::plan::Grantable::Role(_) => Kind::Role,
        crate::plan::Grantable::Permission(_) => Kind::Permission,
    }
}
