//! The scope layer: the least scopes, as if the roles of the principal allowed everything.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::layer::{Layer, Stock};
use super::need::Need;
use super::outcome::Granted;
use super::proof::weighed;
use super::rights::Rights;
use crate::catalog::Catalog;
use crate::catalog::schema::ScopeStatus;
use crate::catalog::tables::{ScopeKey, SourceKey};
use crate::model::{Credential, Evidence};
use crate::solver::{Clause, Item};

/// The scopes that a scope covers, each with how that is known: itself, and its `read` twin for a `manage` scope.
///
/// No other edge of the catalog counts in a plan: nobody has shown one to hold.
pub(super) fn covered(rights: Rights<'_>, scope: ScopeKey) -> Vec<(ScopeKey, Evidence, BTreeSet<SourceKey>)> {
    let Rights { catalog, options, .. } = rights;
    let mut covered = vec![(scope, Evidence::Spec, BTreeSet::new())];
    let entry = catalog.scope(scope);
    if options.manage_implies_read {
        let twin = entry.name.strip_suffix(".manage").map(|prefix| format!("{prefix}.read"));
        let edges = entry.implies.iter().filter(|edge| {
            Some(&catalog.scope(edge.to).name) == twin.as_ref() && edge.evidence >= options.floor
        });
        covered.extend(edges.map(|edge| (edge.to, edge.evidence, catalog.sources_of([edge.cites]))));
    }
    covered
}

/// Whether anything that is sure enough says which scopes the need takes.
pub(super) fn is_known(rights: Rights<'_>, need: &Need) -> bool {
    let operation = rights.catalog.operation(need.operation);
    !operation.scopes.is_empty() && operation.scopes_fact.evidence >= rights.options.floor
}

/// The scopes that keep a need from passing because the plan must do without them: one of every alternative.
pub(super) fn forbidden(rights: Rights<'_>, need: &Need) -> Option<BTreeSet<ScopeKey>> {
    let Rights { catalog, options, .. } = rights;
    let taken_out = |scope: &&ScopeKey| options.forbidden.takes_out_scope(catalog, **scope);
    let alternatives = &catalog.operation(need.operation).scopes;
    let found: Option<Vec<_>> = alternatives.iter().map(|all_of| all_of.iter().find(taken_out)).collect();
    found.filter(|found| !found.is_empty()).map(|found| found.into_iter().copied().collect())
}

/// The clauses of the needs, in their order; an operation that needs no scope has a clause that always holds.
pub(super) fn clauses(catalog: &Catalog, needs: &[&Need]) -> Vec<Clause> {
    let count = catalog.tables().scopes.len();
    let clause = |need: &&Need| {
        let alternatives = catalog.operation(need.operation).scopes.iter().map(|all_of| {
            let mut set = FixedBitSet::with_capacity(count);
            set.extend(all_of.iter().map(|scope| scope.index()));
            set
        });
        Clause { any_of: alternatives.collect() }
    };
    needs.iter().map(clause).collect()
}

/// What can be granted: current scopes that the credential can hold, and those that an operation names whatever
/// their state.
pub(super) fn stock(rights: Rights<'_>, clauses: &[Clause], credential: Credential) -> Stock<ScopeKey> {
    let catalog = rights.catalog;
    let scopes = &catalog.tables().scopes;
    let named = |position: usize| {
        clauses.iter().flat_map(|clause| &clause.any_of).any(|alternative| alternative.contains(position))
    };
    let grantable = |position: usize| {
        let scope = &scopes[position];
        let offered = scope.status == ScopeStatus::Current && (credential.has_user() || !scope.user_only);
        offered || named(position)
    };
    let keys = (0..scopes.len()).filter(|position| grantable(*position)).map(ScopeKey::new);
    let allowed = |key: &ScopeKey| !rights.options.forbidden.takes_out_scope(catalog, *key);
    let mut keys: Vec<_> = keys.filter(allowed).collect();
    keys.sort_by_key(|key| &catalog.scope(*key).name);
    Stock::new(keys, |key| item(rights, key))
}

/// What granting a scope gives.
pub(super) fn item(rights: Rights<'_>, scope: ScopeKey) -> Item {
    let mut covers = FixedBitSet::with_capacity(rights.catalog.tables().scopes.len());
    covers.extend(covered(rights, scope).into_iter().map(|(scope, _, _)| scope.index()));
    Item::new(covers.clone(), covers)
}

/// The granted scopes with the operations that need each, and how it is known that they do.
pub(super) fn explained(
    rights: Rights<'_>,
    layer: &Layer<'_, ScopeKey>,
    granted: &[ScopeKey],
    needs: &[&Need],
) -> Vec<Granted<ScopeKey>> {
    let serving = layer.serving(granted);
    let explain = |&scope: &ScopeKey| {
        let served = needs.iter().zip(&serving).filter(|(_, scopes)| scopes.contains(&scope));
        let operations = served.map(|(need, _)| need.operation);
        let mut evidence = BTreeMap::new();
        let mut sources = BTreeSet::new();
        for key in operations {
            let operation = rights.catalog.operation(key);
            let mut known = operation.scopes_fact.evidence;
            sources.extend(rights.catalog.sources_of([operation.scopes_fact.cites]));
            let names = |scope: &ScopeKey| operation.scopes.iter().any(|all_of| all_of.contains(scope));
            if !names(&scope) {
                let through = covered(rights, scope).into_iter().find(|(part, _, _)| names(part));
                known = through.as_ref().map_or(known, |(_, edge, _)| known.min(*edge));
                sources.extend(through.into_iter().flat_map(|(_, _, cited)| cited));
            }
            evidence.insert(key, known);
        }
        Granted { sources, ..weighed(scope, &evidence) }
    };
    granted.iter().map(explain).collect()
}
