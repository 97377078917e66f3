//! How far the assignment of a role must reach: to which targets it can be narrowed, and what it must cover whole.

use std::collections::{BTreeMap, BTreeSet};

use super::proof::Proof;
use super::rights::{Grantable, Rights};
use super::roles::RoleNeeds;
use crate::catalog::tables::{OperationKey, RoleKey, SourceKey};
use crate::model::{Evidence, listed};

/// A kind of resource of which an assignment must cover everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whole {
    /// The kind.
    pub kind: String,
    /// What does as well.
    pub instead: Option<String>,
    /// The operations that do nothing otherwise.
    pub because: BTreeSet<OperationKey>,
    /// How surely that is known of the one of which it is known best.
    pub evidence: Evidence,
    /// Where it is said.
    pub sources: BTreeSet<SourceKey>,
}

/// What the things granted must cover whole, by kind.
pub(super) fn whole(
    rights: Rights<'_>,
    needs: &RoleNeeds<'_>,
    proofs: &[Option<Proof>],
    counts: impl Fn(Grantable) -> bool,
) -> Vec<Whole> {
    let mut found: BTreeMap<String, Whole> = BTreeMap::new();
    for (need, proof) in needs.needs.iter().zip(proofs) {
        let parts = proof.iter().flat_map(|proof| &proof.parts).filter(|part| counts(part.from));
        let assumed = parts.clone().filter_map(|part| part.whole.clone());
        let assumed = assumed.map(|kind| (kind, None, Evidence::Spec, BTreeSet::new()));
        let operation = rights.catalog.operation(need.operation);
        let told = operation.whole.iter().filter(|_| parts.clone().next().is_some()).map(|whole| {
            let sources = rights.catalog.sources_of([whole.fact.cites]);
            (whole.kind.clone(), whole.instead.clone(), whole.fact.evidence, sources)
        });
        for (kind, instead, evidence, sources) in assumed.chain(told) {
            let entry = found.entry(kind.clone()).or_insert_with(|| Whole {
                kind,
                instead: instead.clone(),
                because: BTreeSet::new(),
                evidence,
                sources: BTreeSet::new(),
            });
            // What does instead for one operation does not do for another that names nothing.
            entry.instead = entry.instead.take().filter(|known| instead.as_ref() == Some(known));
            entry.because.insert(need.operation);
            entry.evidence = entry.evidence.max(evidence);
            entry.sources.extend(sources);
        }
    }
    found.into_values().collect()
}

/// The kinds of targets to which a standard role should be narrowed: those of the holdings that the needs rest on.
pub(super) fn targets(proofs: &[Option<Proof>], role: RoleKey, whole: &[Whole]) -> BTreeSet<String> {
    let parts = proofs.iter().flatten().flat_map(|proof| &proof.parts);
    let own = parts.filter(|part| part.from == Grantable::Role(role));
    let targets = own.filter_map(|part| part.target.clone());
    targets.filter(|kind| whole.iter().all(|whole| whole.kind != *kind)).collect()
}

/// What a resource set must hold, in words: `all groups, and the apps and users concerned`.
pub(super) fn in_words(resources: &BTreeSet<String>, whole: &[Whole]) -> String {
    let everything = whole.iter().map(|one| match &one.instead {
        Some(instead) => format!("all {} (or {instead})", one.kind),
        None => format!("all {}", one.kind),
    });
    let everything: Vec<_> = everything.collect();
    let single: Vec<_> =
        resources.iter().filter(|kind| whole.iter().all(|whole| whole.kind != **kind)).collect();
    let concerned = format!("the {} concerned", listed(&single));
    match (everything.is_empty(), single.is_empty()) {
        (true, _) => concerned,
        (false, true) => listed(&everything),
        (false, false) => format!("{}, and {concerned}", everything.join(", ")),
    }
}
