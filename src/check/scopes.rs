//! Findings about scopes: missing, not needed, larger than needed, redundant.

use std::collections::BTreeSet;

use super::bench::{Bench, Needs};
use super::finding::{Finding, Kind};
use super::rule::{EXCESS_SCOPE, MISSING_SCOPE, READ_SUFFICES, REDUNDANT_SCOPE};
use super::words;
use crate::catalog::tables::{OperationKey, ScopeKey};
use crate::model::Severity;
use crate::plan::{Judged, Larger, Missing, Spare};

/// What an excess is not certain for.
const COULD_NEED: &str = "it could be what is needed for";

/// The findings about the scopes of a principal.
pub(super) fn findings(bench: &Bench<'_>) -> Vec<Finding> {
    let Some(needs) = &bench.calls else { return Vec::new() };
    let Some(judged) = &needs.judgement.scopes else { return Vec::new() };
    let scopes = Scopes { bench, needs, judged };
    let missing = judged.missing.iter().map(|one| scopes.missing(one));
    let spare = judged.spare.iter().map(|one| scopes.spare(one));
    let larger = judged.larger.iter().map(|one| scopes.larger(one));
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
            .about(operations.clone());
        if *certain { finding } else { finding.at_most(Severity::Note) }
    }

    fn spare(&self, Spare { key, adds }: &Spare<ScopeKey>) -> Finding {
        let name = self.name(*key);
        let catalog = self.bench.catalog;
        if adds.is_empty() {
            return self.redundant(*key);
        }
        let finding = Finding::new(&EXCESS_SCOPE, Kind::Scope.named(name), format!("no call needs `{name}`"))
            .help(format!(
                "take the scope `{name}` away; it is good for {}: {}",
                words::tally(catalog, adds),
                words::operations(catalog, adds)
            ));
        self.certain(finding, adds)
    }

    fn redundant(&self, key: ScopeKey) -> Finding {
        let name = self.name(key);
        let catalog = self.bench.catalog;
        let covers = |larger: &&ScopeKey| catalog.scope(**larger).implies.iter().any(|edge| edge.to == key);
        let covering = self.judged.kept.iter().find(covers);
        let message = match covering {
            Some(larger) => format!("`{name}` adds nothing beside `{}`", self.name(*larger)),
            None => format!(
                "`{name}` lets no operation pass that needs an admin right, or none more than the calls"
            ),
        };
        let finding = Finding::new(&REDUNDANT_SCOPE, Kind::Scope.named(name), message)
            .help(format!("take the scope `{name}` away when convenient"))
            .known_by(self.bench.scope_evidence(&self.needs.judgement.asked));
        self.bench.placed(finding)
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
        let finding = Finding::new(
            rule,
            Kind::Scope.named(name),
            format!("{smaller} {verb} enough in place of `{name}`"),
        )
        .help(format!(
            "replace the scope `{name}` by {smaller}; that takes away {}: {}",
            words::tally(catalog, &one.adds),
            words::operations(catalog, &one.adds)
        ));
        self.certain(finding, &one.adds)
    }

    /// An excess, as certain as it is.
    fn certain(&self, finding: Finding, adds: &BTreeSet<OperationKey>) -> Finding {
        let Needs { judgement, doubtful, .. } = self.needs;
        let finding = finding.known_by(self.bench.scope_evidence(&judgement.asked)).about(adds.clone());
        let finding = self.bench.placed(finding);
        let finding = self.bench.unless_doubtful(
            finding,
            &judgement.without_scope,
            "no source says which scopes are taken by",
        );
        self.bench.unless_doubtful(finding, &(adds & *doubtful), COULD_NEED)
    }
}
