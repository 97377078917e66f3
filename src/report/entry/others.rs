//! What is said of the other names of a catalog: removed operations, limits, caveats, sources.

use super::operation::removed_line;
use super::{EntryReport, HISTORY, all_of, entry};
use crate::catalog::Catalog;
use crate::catalog::tables::{Caveat, Limit, Removed, Source};
use crate::report::names;

/// The entries of those kinds that go by a name.
pub(super) fn entries(catalog: &Catalog, name: &str) -> Vec<EntryReport> {
    let tables = catalog.tables();
    let full = |one: &Removed| format!("{}:{}", catalog.api(one.api).name, one.id);
    let gone = tables.removed.iter().filter(|one| one.id == name || full(one) == name);
    let gone = gone.map(|one| removed(catalog, one, &full(one)));
    let limits = tables.limits.iter().filter(|one| one.name == name).map(|one| limit(catalog, one));
    let caveats = tables.caveats.iter().filter(|one| one.code == name).map(|one| caveat(catalog, one));
    let sources = tables.sources.iter().filter(|one| one.key == name).map(|one| source(catalog, one));
    gone.chain(limits).chain(caveats).chain(sources).collect()
}

/// The names of those kinds.
pub(super) fn known(catalog: &Catalog) -> impl Iterator<Item = &str> {
    let tables = catalog.tables();
    let removed = tables.removed.iter().map(|one| one.id.as_str());
    let limits = tables.limits.iter().map(|one| one.name.as_str());
    let caveats = tables.caveats.iter().map(|one| one.code.as_str());
    removed.chain(limits).chain(caveats).chain(tables.sources.iter().map(|one| one.key.as_str()))
}

fn removed(catalog: &Catalog, one: &Removed, name: &str) -> EntryReport {
    let scopes = one.scopes.iter().map(|set| all_of(&names::scopes(catalog, set)));
    let facts = vec![
        ("accepted", one.accepts.iter().map(|one| one.name().to_owned()).collect()),
        ("scopes, any of", scopes.collect()),
        (HISTORY, vec![removed_line(one), "removed since: a call to it is never part of a grant".to_owned()]),
    ];
    let cited = names::sources(catalog, &catalog.sources_of([one.cites]));
    entry(catalog, name, "removed-operation", format!("{} {} · removed", one.method, one.path), facts, cited)
}

fn limit(catalog: &Catalog, limit: &Limit) -> EntryReport {
    let held = catalog.roles().filter_map(|(_, role)| {
        let limited = role
            .holds
            .iter()
            .filter(|one| one.limit.is_some_and(|key| catalog.limit(key).name == limit.name));
        let name = |one: &crate::catalog::tables::Holding| catalog.capability(one.capability).name.clone();
        let names: Vec<_> = limited.map(name).collect();
        (!names.is_empty()).then(|| format!("{}: {}", role.marked_name(), names.join(", ")))
    });
    let meaning = limit.meaning.clone().unwrap_or_else(|| "the name says it".to_owned());
    entry(catalog, &limit.name, "limit", meaning, vec![("limits", held.collect())], [])
}

fn caveat(catalog: &Catalog, caveat: &Caveat) -> EntryReport {
    let facts = vec![
        ("said of", names::operations(catalog, &caveat.operations)),
        ("said with the roles", names::roles(catalog, &caveat.roles)),
        ("said with the credentials", caveat.credentials.clone()),
    ];
    let cited = names::sources(catalog, &catalog.sources_of([caveat.cites]));
    entry(catalog, &caveat.code, "caveat", caveat.message.clone(), facts, cited)
}

fn source(catalog: &Catalog, source: &Source) -> EntryReport {
    entry(catalog, &source.key, "source", source.title.clone(), Vec::new(), [source.key.clone()])
}
