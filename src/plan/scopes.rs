//! The scope layer: the least scopes, as if the roles of the principal allowed everything.

use std::collections::BTreeSet;

use fixedbitset::FixedBitSet;

use super::layer::Layer;
use super::need::Need;
use super::reach::Excess;
use super::{Granted, Options};
use crate::catalog::Catalog;
use crate::catalog::schema::ScopeStatus;
use crate::catalog::tables::{ScopeKey, SourceKey};
use crate::model::{Credential, Evidence};
use crate::solver::{Clause, Item};

/// The scopes that a scope covers, each with how that is known: itself, and its `read` twin for a `manage` scope.
///
/// No other edge of the catalog counts in a plan: nobody has shown one to hold.
pub(super) fn covered(
    catalog: &Catalog,
    scope: ScopeKey,
    options: &Options,
) -> Vec<(ScopeKey, Evidence, BTreeSet<SourceKey>)> {
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
pub(super) fn is_known(catalog: &Catalog, need: &Need, options: &Options) -> bool {
    let operation = catalog.operation(need.operation);
    !operation.scopes.is_empty() && operation.scopes_fact.evidence >= options.floor
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

/// The layer: current scopes that the credential can hold, and those that an operation names whatever their state.
pub(super) fn layer<'a>(
    catalog: &Catalog,
    clauses: &'a [Clause],
    price: &'a Excess<'a>,
    credential: Credential,
    options: &Options,
) -> Layer<'a, ScopeKey> {
    let scopes = &catalog.tables().scopes;
    let named = |position: usize| {
        clauses.iter().flat_map(|clause| &clause.any_of).any(|alternative| alternative.contains(position))
    };
    let grantable = |position: usize| {
        let scope = &scopes[position];
        let offered = scope.status == ScopeStatus::Current && (credential.has_user() || !scope.user_only);
        offered || named(position)
    };
    let mut keys: Vec<_> =
        (0..scopes.len()).filter(|position| grantable(*position)).map(ScopeKey::new).collect();
    keys.sort_by_key(|key| &catalog.scope(*key).name);
    let item = |key: &ScopeKey| {
        let mut covers = FixedBitSet::with_capacity(scopes.len());
        covers.extend(covered(catalog, *key, options).into_iter().map(|(scope, _, _)| scope.index()));
        Item { opens: covers.clone(), covers }
    };
    let items = keys.iter().map(item).collect();
    Layer { keys, items, clauses, price }
}

/// The granted scopes with the operations that fail without each, and how it is known that they do.
pub(super) fn explained(
    catalog: &Catalog,
    layer: &Layer<'_, ScopeKey>,
    granted: &[ScopeKey],
    needs: &[&Need],
    options: &Options,
) -> Vec<Granted<ScopeKey>> {
    let explain = |&scope: &ScopeKey| {
        let because: BTreeSet<_> =
            layer.depending(granted, scope).into_iter().map(|position| needs[position].operation).collect();
        let mut evidence = Evidence::Spec;
        let mut sources = BTreeSet::new();
        for key in &because {
            let operation = catalog.operation(*key);
            evidence = evidence.min(operation.scopes_fact.evidence);
            sources.extend(catalog.sources_of([operation.scopes_fact.cites]));
            for (part, known, cited) in covered(catalog, scope, options) {
                let direct = operation.scopes.iter().any(|all_of| all_of.contains(&scope));
                if !direct && operation.scopes.iter().any(|all_of| all_of.contains(&part)) {
                    evidence = evidence.min(known);
                    sources.extend(cited);
                }
            }
        }
        Granted { key: scope, because, evidence, sources }
    };
    granted.iter().map(explain).collect()
}
