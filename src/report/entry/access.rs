//! What is said of a scope, a capability and a role: what it contains and is part of, and what it lets pass.

use std::collections::BTreeSet;

use super::{EntryReport, HISTORY, by_impact, counted, entry};
use crate::catalog::Catalog;
use crate::catalog::graph::{Node, Relation};
use crate::catalog::hands::Held;
use crate::catalog::tables::{CapabilityKey, OperationKey, RoleKey, ScopeKey};
use crate::report::catalog::{HoldingView, Included, capability_view, role_view, scope_view};

pub(super) fn scope(catalog: &Catalog, key: ScopeKey) -> EntryReport {
    let view = scope_view(catalog, catalog.scope(key));
    let gives = catalog.passed_by_scopes(&[key]);
    let who = [
        (view.self_service, "acts on the user of the token only"),
        (view.user_only, "needs a signed-in user"),
    ];
    let history = match view.status.as_str() {
        "current" => "declared or used by a document of today",
        "retired" => "stood in earlier documents only",
        _ => "stands in no document",
    };
    let facts = vec![
        ("covers", includes(&view.implies)),
        ("covered by", part_of(catalog, Node::Scope(key))),
        ("limits", who.iter().filter(|(so, _)| *so).map(|(_, words)| (*words).to_owned()).collect()),
        ("gives", given(catalog, &gives)),
        (HISTORY, vec![history.to_owned()]),
        ("notes", view.note.iter().cloned().collect()),
    ];
    let cited = view.sources.iter().chain(view.implies.iter().flat_map(|one| &one.sources)).cloned();
    entry(catalog, &view.name, "scope", format!("OAuth scope, {}", view.status), facts, cited)
}

pub(super) fn capability(catalog: &Catalog, key: CapabilityKey) -> EntryReport {
    let capability = catalog.capability(key);
    let view = capability_view(catalog, capability);
    let gives = catalog.passed_by_capabilities(&[key]);
    let together = catalog.operations().filter(|(operation, one)| {
        !gives.contains(operation) && one.capabilities.iter().any(|way| way.all_of.contains(&key))
    });
    let together: Vec<_> = together.map(|(operation, _)| operation).collect();
    let holders = catalog.roles().flat_map(|(role, _)| held_by(catalog, role, key));
    let related = capability.related.iter().map(|key| catalog.capability(*key).name.clone());
    let facts = vec![
        ("contains", includes(&view.includes)),
        ("contained in", part_of(catalog, Node::Capability(key))),
        ("held by", holders.collect()),
        ("granted on", view.resources.clone()),
        ("in a custom role", vec![view.custom_role.clone()]),
        ("often needed beside it", related.collect()),
        ("gives", given(catalog, &gives)),
        ("gives together with others", by_impact(catalog, &together)),
        (HISTORY, capability.lifecycle.iter().cloned().collect()),
        ("notes", view.note.iter().cloned().collect()),
    ];
    let cited = view.sources.iter().chain(view.includes.iter().flat_map(|one| &one.sources)).cloned();
    entry(catalog, &view.name, "capability", view.title.clone(), facts, cited)
}

pub(super) fn role(catalog: &Catalog, key: RoleKey) -> EntryReport {
    let view = role_view(catalog, catalog.role(key));
    let line = |one: &HoldingView| {
        let limit = one.limit.as_ref().map(|limit| format!(", {limit}")).unwrap_or_default();
        let engine = one.engine.as_ref().map(|engine| format!(", {engine}")).unwrap_or_default();
        format!("{} ({}{limit}{engine})", one.capability, one.evidence)
    };
    let held =
        if view.holds_all { vec!["everything".to_owned()] } else { view.holds.iter().map(line).collect() };
    let gives = catalog.passed_by_role(key);
    let unconfirmed = (!view.type_confirmed)
        .then(|| "the spelling of its type is not confirmed: no plan offers it".to_owned());
    let product = view.product.as_ref().map(|product| format!("serves calls of {product} only"));
    let facts = vec![
        ("holds", held),
        ("does not hold", view.denied.iter().map(line).collect()),
        (
            "gives, by what is known of it",
            if view.holds_all { vec!["everything".to_owned()] } else { given(catalog, &gives) },
        ),
        ("targets", view.targets.clone()),
        ("limits", unconfirmed.into_iter().chain(product).collect()),
        ("can create API tokens", vec![view.can_create_api_token.clone()]),
        (HISTORY, vec![view.status.clone()]),
        ("notes", view.note.iter().cloned().collect()),
    ];
    let role = catalog.role(key);
    let of_all = role.holds_all.iter().chain(&role.exhaustive).map(|fact| fact.cites);
    let of_all = crate::report::names::sources(catalog, &catalog.sources_of(of_all));
    let cited: BTreeSet<_> =
        view.holds.iter().chain(&view.denied).flat_map(|one| one.sources.clone()).chain(of_all).collect();
    let status = if role.is_retired() { "retired" } else { view.status.as_str() };
    entry(catalog, &view.name, "role", format!("{}, {status}", view.title), facts, cited)
}

/// How much it lets pass in all, and what.
fn given(catalog: &Catalog, operations: &[OperationKey]) -> Vec<String> {
    let count = format!("{} in all", counted(catalog.tally(operations)));
    std::iter::once(count).chain(by_impact(catalog, operations)).collect()
}

fn includes(included: &[Included]) -> Vec<String> {
    included.iter().map(|one| format!("{} ({})", one.name, one.evidence)).collect()
}

/// What contains a scope or a capability directly.
fn part_of(catalog: &Catalog, node: Node) -> Vec<String> {
    let larger =
        catalog.graph().satisfied_by(node).filter(|(_, link)| link.relation == Relation::ContainedIn);
    let mut lines: Vec<_> = larger
        .map(|(larger, link)| {
            let name = match larger {
                Node::Scope(key) => &catalog.scope(key).name,
                Node::Capability(key) => &catalog.capability(key).name,
                _ => return String::new(),
            };
            format!("{name} ({})", link.evidence)
        })
        .collect();
    lines.sort();
    lines
}

/// How a role holds a capability: as part of everything, through a larger one, within limits.
fn held_by(catalog: &Catalog, role: RoleKey, capability: CapabilityKey) -> Vec<String> {
    let entry = catalog.role(role);
    if let Some(fact) = entry.holds_all {
        return vec![format!("{} ({}, everything)", entry.marked_name(), fact.evidence)];
    }
    let line = |held: &Held| {
        let larger = (held.through != capability)
            .then(|| format!("through {}", catalog.capability(held.through).name));
        let limit = held.limit.map(|limit| {
            let limit = catalog.limit(limit);
            limit
                .meaning
                .as_ref()
                .map_or_else(|| limit.name.clone(), |means| format!("{means} [{}]", limit.name))
        });
        let engine = held.engine.map(|engine| engine.to_string());
        let how: Vec<_> =
            [Some(held.evidence.to_string()), larger, limit, engine].into_iter().flatten().collect();
        format!("{} ({})", entry.marked_name(), how.join(", "))
    };
    catalog.hands().of(role).holds(capability).iter().map(line).collect()
}
