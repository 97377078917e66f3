//! Findings about scopes: missing, not needed, larger than needed, redundant.

use std::collections::BTreeSet;

use super::bench::{Bench, Excess, Needs};
use super::finding::{Finding, Kind};
use super::rule::{EXCESS_SCOPE, MISSING_SCOPE, READ_SUFFICES, REDUNDANT_SCOPE, Rule};
use super::words;
use crate::catalog::tables::{OperationKey, ScopeKey};
use crate::model::Severity;
use crate::plan::{Judged, Larger, Missing, Spare};

/// The findings about the scopes of a principal.
pub(super) fn findings(bench: &Bench<'_>) -> Vec<Finding> {
    let Some(needs) = &bench.calls else { return Vec::new() };
    let Some(judged) = &needs.judgement.scopes else { return Vec::new() };
    let scopes = Scopes { bench, needs, judged };
    // Where more may be granted than is known, nothing is missing for certain.
    let is_open = bench.open_layers.scopes.is_some();
    let missing = judged.missing.iter().filter(|_| !is_open).map(|one| scopes.missing(one));
    let is_certain = |key: ScopeKey| !is_open || !scopes.may_serve(key);
    let spare = judged.spare.iter().filter(|one| is_certain(one.key)).map(|one| scopes.spare(one));
    let larger = judged.larger.iter().filter(|one| is_certain(one.key)).map(|one| scopes.larger(one));
    missing.chain(spare).chain(larger).collect()
}

struct Scopes<'a> {
    bench: &'a Bench<'a>,
    needs: &'a Needs<'a>,
    judged: &'a Judged<ScopeKey>,
}

impl Scopes<'_> {
    fn name(&self, key: ScopeKey) -> &str {
        &self.bench.catalog.scope(key).name
    }

    /// Whether a scope serves an operation that nothing known lets pass: together with an unknown one it may be needed.
    fn may_serve(&self, key: ScopeKey) -> bool {
        let scope = self.bench.catalog.scope(key);
        let covers =
            |needed: &ScopeKey| *needed == key || scope.implies.iter().any(|edge| edge.to == *needed);
        let unmet = self.judged.missing.iter().flat_map(|missing| &missing.operations);
        unmet.into_iter().any(|operation| {
            let alternatives = &self.bench.catalog.operation(*operation).scopes;
            alternatives.iter().any(|all| all.len() > 1 && all.iter().any(covers))
        })
    }

    fn missing(&self, Missing { add, operations, certain, .. }: &Missing<ScopeKey>) -> Finding {
        let name = self.name(*add);
        let fails = words::operations(self.bench.catalog, operations);
        let verb = if operations.len() == 1 { "fails" } else { "fail" };
        let read_only = name.strip_suffix(".manage").map(|stem| format!("{stem}.read"));
        let held = read_only.filter(|read| {
            let held = self.bench.resolved.holding.scopes.iter().flatten();
            held.into_iter().any(|key| self.name(*key) == read)
        });
        let beside = held.map(|read| format!("; `{read}` only reads")).unwrap_or_default();
        let message = if *certain {
            format!("`{name}` is missing: {fails} {verb} without it{beside}")
        } else {
            format!("no current document says that the scopes that are held let {fails} pass; `{name}` does")
        };
        let finding = Finding::new(&MISSING_SCOPE, Kind::Scope.named(name), message)
            .help(format!("grant the scope `{name}`"))
            .known_by(self.bench.scope_evidence(operations))
            .about_calls(operations.clone());
        if *certain { finding } else { finding.at_most(Severity::Note) }
    }

    fn spare(&self, Spare { key, adds }: &Spare<ScopeKey>) -> Finding {
        let name = self.name(*key);
        let catalog = self.bench.catalog;
        if adds.is_empty() {
            return self.redundant(*key);
        }
        let texts = Excess {
            message: format!("no call needs `{name}`"),
            recognized: String::new(),
            advice: format!("take the scope `{name}` away"),
            facts: format!(
                "; it is good for {}: {}",
                words::tally(catalog, adds),
                words::operations(catalog, adds)
            ),
        };
        self.excess(&EXCESS_SCOPE, *key, texts, adds)
    }

    fn redundant(&self, key: ScopeKey) -> Finding {
        let name = self.name(key);
        let catalog = self.bench.catalog;
        let covers = |larger: &&ScopeKey| catalog.scope(**larger).implies.iter().any(|edge| edge.to == key);
        let covering = self.judged.kept.iter().find(covers);
        let adds_nothing = match covering {
            Some(larger) => format!("adds nothing beside `{}`", self.name(*larger)),
            None => {
                "lets no operation pass that needs an admin right, or none more than the calls".to_owned()
            }
        };
        let texts = Excess {
            message: format!("`{name}` {adds_nothing}"),
            recognized: format!(": it {adds_nothing}"),
            advice: format!("take the scope `{name}` away when convenient"),
            facts: String::new(),
        };
        let subject = Kind::Scope.named(name);
        let finding = self.bench.excess(&REDUNDANT_SCOPE, subject, texts, &[]);
        finding.known_by(self.bench.scope_evidence(&self.needs.judgement.asked))
    }

    fn larger(&self, one: &Larger<ScopeKey>) -> Finding {
        let catalog = self.bench.catalog;
        let name = self.name(one.key);
        let instead = one.instead.first().map(Vec::as_slice).unwrap_or_default();
        let read_twin = name.strip_suffix(".manage").map(|stem| format!("{stem}.read"));
        let only_reads = matches!(instead, [twin] if Some(self.name(*twin)) == read_twin.as_deref());
        let rule = if only_reads { &READ_SUFFICES } else { &EXCESS_SCOPE };
        let smaller = words::scopes(catalog, instead);
        let verb = if instead.len() == 1 { "is" } else { "are" };
        let (tally, some) = (words::tally(catalog, &one.adds), words::operations(catalog, &one.adds));
        let takes = if self.bench.open().is_some() { "it adds" } else { "that takes away" };
        let texts = Excess {
            message: format!("{smaller} {verb} enough in place of `{name}`"),
            recognized: format!(": {smaller} {verb} enough for those"),
            advice: format!("replace the scope `{name}` by {smaller}"),
            facts: format!("; {takes} {tally}: {some}"),
        };
        self.excess(rule, one.key, texts, &one.adds)
    }

    fn excess(
        &self,
        rule: &'static Rule,
        key: ScopeKey,
        texts: Excess,
        adds: &BTreeSet<OperationKey>,
    ) -> Finding {
        let Needs { judgement, .. } = self.needs;
        let unknown = [(&judgement.without_scope, "no source says which scopes are taken by")];
        let finding = self.bench.excess(rule, Kind::Scope.named(self.name(key)), texts, &unknown);
        finding.known_by(self.bench.scope_evidence(&judgement.asked)).about(adds.clone())
    }
}
