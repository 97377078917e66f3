//! How findings name operations and grants.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Catalog;
use crate::catalog::schema::Known;
use crate::catalog::tables::{CapabilityKey, OperationKey, ScopeKey};
use crate::model::{Tally, listed};
use crate::plan::Grantable;

/// How many operations a sentence names.
const NAMED: usize = 3;

/// How many it names where each matters.
const MANY_NAMED: usize = 10;

/// Some operations, the worst first, the first few of them by name.
pub(super) fn operations<'a>(catalog: &Catalog, keys: impl IntoIterator<Item = &'a OperationKey>) -> String {
    first_operations(catalog, keys, NAMED)
}

/// The same with more of them by name, where each matters.
pub(super) fn many_operations<'a>(
    catalog: &Catalog,
    keys: impl IntoIterator<Item = &'a OperationKey>,
) -> String {
    first_operations(catalog, keys, MANY_NAMED)
}

fn first_operations<'a>(
    catalog: &Catalog,
    keys: impl IntoIterator<Item = &'a OperationKey>,
    most: usize,
) -> String {
    let sorted = worst_first(catalog, keys);
    let shown = if sorted.len() <= most + 1 { sorted.len() } else { most };
    let mut names: Vec<_> =
        sorted.iter().take(shown).map(|key| format!("`{}`", catalog.short_name(*key))).collect();
    if sorted.len() > shown {
        names.push(format!("{} more", sorted.len() - shown));
    }
    listed(&names)
}

/// Operations, those that can do the worst first: by impact, then in the order of the chains of escalation that they
/// begin, then by name.
pub fn worst_first<'a>(
    catalog: &Catalog,
    keys: impl IntoIterator<Item = &'a OperationKey>,
) -> Vec<OperationKey> {
    let mut ranks: BTreeMap<OperationKey, usize> = BTreeMap::new();
    for (rank, chain) in catalog.tables().escalations.iter().enumerate() {
        for key in &chain.operations {
            ranks.entry(*key).or_insert(rank);
        }
    }
    let mut keys: Vec<_> = keys.into_iter().copied().collect();
    keys.sort_by_cached_key(|key| {
        let rank = ranks.get(key).copied().unwrap_or(usize::MAX);
        (std::cmp::Reverse(catalog.operation(*key).impact), rank, catalog.operation_name(*key))
    });
    keys
}

/// How many operations there are, by impact.
pub fn tally(catalog: &Catalog, keys: &BTreeSet<OperationKey>) -> Tally {
    keys.iter().fold(Tally::default(), |sum, key| sum + Tally::one(catalog.operation(*key).impact))
}

/// The names of scopes, in backticks.
pub(super) fn scopes(catalog: &Catalog, keys: &[ScopeKey]) -> String {
    listed(&keys.iter().map(|key| format!("`{}`", catalog.scope(*key).name)).collect::<Vec<_>>())
}

/// Roles and permissions as a phrase: `READ_ONLY_ADMIN` and a custom role with `okta.iam.read`.
pub(super) fn things(catalog: &Catalog, keys: &[Grantable]) -> String {
    let roles = keys.iter().filter_map(|key| key.role()).map(|key| format!("`{}`", catalog.role(key).name));
    let permissions = keys.iter().filter_map(|key| key.permission());
    let permissions: Vec<_> = permissions.map(|key| format!("`{}`", catalog.capability(key).name)).collect();
    let custom = (!permissions.is_empty()).then(|| format!("a custom role with {}", listed(&permissions)));
    let all: Vec<_> = roles.chain(custom).collect();
    if all.is_empty() { "no role".to_owned() } else { listed(&all) }
}

/// What does in the place of something: permissions of the same custom role go by their names alone.
pub(super) fn in_place(catalog: &Catalog, of: Grantable, keys: &[Grantable]) -> String {
    let permissions = keys.iter().filter_map(|key| key.permission());
    let names: Vec<_> = permissions.map(|key| format!("`{}`", catalog.capability(key).name)).collect();
    if of.permission().is_some() && names.len() == keys.len() {
        listed(&names)
    } else {
        things(catalog, keys)
    }
}

/// The name of a role or permission.
pub(super) fn thing(catalog: &Catalog, key: Grantable) -> String {
    match key {
        Grantable::Role(role) => catalog.role(role).name.clone(),
        Grantable::Permission(permission) => catalog.capability(permission).name.clone(),
    }
}

/// The scope that most operations take that need a permission.
pub(super) fn scope_beside(catalog: &Catalog, permission: CapabilityKey) -> Option<String> {
    let needing = catalog.tables().operations.iter().filter(|operation| {
        operation.capabilities.iter().any(|alternative| alternative.all_of.contains(&permission))
    });
    let scopes = needing.filter_map(|operation| operation.scopes.first()).flatten();
    most_frequent(scopes.map(|key| catalog.scope(*key).name.as_str()))
}

/// The permission that most operations need that take a scope.
pub(super) fn permission_beside(catalog: &Catalog, scope: ScopeKey) -> Option<String> {
    let taking = catalog
        .tables()
        .operations
        .iter()
        .filter(|operation| operation.scopes.iter().any(|all_of| all_of.contains(&scope)));
    let capabilities = taking.filter_map(|operation| operation.capabilities.first());
    let capabilities = capabilities.flat_map(|one| &one.all_of).map(|key| catalog.capability(*key));
    let permissions = capabilities.filter(|capability| capability.custom_role == Known::Yes);
    most_frequent(permissions.map(|capability| capability.name.as_str()))
}

fn most_frequent<'a>(names: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    let best = counts.iter().max_by(|one, other| one.1.cmp(other.1).then_with(|| other.0.cmp(one.0)));
    best.map(|(name, _)| (*name).to_owned())
}
