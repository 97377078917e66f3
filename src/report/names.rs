//! Keys of the catalog as the names that reports show.

use std::collections::BTreeSet;

use crate::catalog::Catalog;
use crate::catalog::tables::{CapabilityKey, Condition, OperationKey, RoleKey, ScopeKey, SourceKey};

/// The names of scopes.
pub(super) fn scopes(catalog: &Catalog, keys: &[ScopeKey]) -> Vec<String> {
    keys.iter().map(|key| catalog.scope(*key).name.clone()).collect()
}

/// The names of capabilities.
pub(super) fn capabilities(catalog: &Catalog, keys: &[CapabilityKey]) -> Vec<String> {
    keys.iter().map(|key| catalog.capability(*key).name.clone()).collect()
}

/// The types of roles.
pub(super) fn roles(catalog: &Catalog, keys: &[RoleKey]) -> Vec<String> {
    keys.iter().map(|key| catalog.role(*key).name.clone()).collect()
}

/// The full names of operations.
pub(super) fn operations<'a>(
    catalog: &Catalog,
    keys: impl IntoIterator<Item = &'a OperationKey>,
) -> Vec<String> {
    keys.into_iter().map(|key| catalog.operation_name(*key)).collect()
}

/// The keys of sources as the data spells them.
pub(super) fn sources(catalog: &Catalog, keys: &BTreeSet<SourceKey>) -> Vec<String> {
    keys.iter().map(|key| catalog.source(*key).key.clone()).collect()
}

/// What a limit means, when the name is that of a limit and its meaning is told.
pub(super) fn meaning(catalog: &Catalog, name: &str) -> Option<String> {
    let limit = catalog.tables().limits.iter().find(|limit| limit.name == name)?;
    limit.meaning.clone()
}

/// A condition in the words of `--assume`; none when it always holds.
pub(super) fn condition(catalog: &Catalog, condition: &Condition) -> Option<String> {
    let parameters = condition.parameters.iter();
    let mut terms: Vec<_> = parameters
        .map(|(key, values)| format!("{}={}", catalog.parameter(*key).name, values.join("|")))
        .collect();
    terms.extend(condition.engine.map(|engine| format!("engine={engine}")));
    (!terms.is_empty()).then(|| terms.join(" & "))
}
