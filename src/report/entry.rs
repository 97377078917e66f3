//! One entry of a catalog, as renderers see it and as JSON carries it: schema `leastwise.entry/1`.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::build::sources;
use super::catalog::{
    CapabilityView, HoldingView, Included, RoleView, ScopeView, capability_view, role_view, scope_view,
};
use super::operation::{LimitView, OperationView};
use super::plan::SourceView;
use crate::catalog::Catalog;
use crate::catalog::hands::Held;
use crate::catalog::tables::{Alternative, CapabilityKey, OperationKey, RoleKey};
use crate::model::Evidence;

/// One entry of a catalog, whatever its kind.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EntryReport {
    /// `leastwise.entry/1`.
    #[schemars(extend("const" = "leastwise.entry/1"))]
    pub schema: String,
    /// Its name.
    pub name: String,
    /// `operation`, `scope`, `capability` or `role`.
    pub kind: String,
    /// What it is, in a line.
    pub title: String,
    /// What is known of it, under headings.
    pub facts: BTreeMap<String, Vec<String>>,
    /// What the keys of sources stand for.
    pub sources: BTreeMap<String, SourceView>,
}

/// The entries that go by a name: a scope and a permission may share one.
pub fn entries(catalog: &Catalog, name: &str) -> Vec<EntryReport> {
    let known = catalog.names();
    let mut entries = Vec::new();
    let bare = known
        .operations
        .iter()
        .filter(|(full, _)| *full == name || full.split_once(':').is_some_and(|(_, id)| id == name));
    entries.extend(bare.map(|(_, key)| operation_entry(catalog, *key)));
    entries.extend(
        known.scopes.get(name).map(|key| scope_entry(catalog, &scope_view(catalog, catalog.scope(*key)))),
    );
    entries.extend(
        known
            .capabilities
            .get(name)
            .map(|key| capability_entry(catalog, &capability_view(catalog, catalog.capability(*key)))),
    );
    entries.extend(
        known.roles.get(name).map(|key| role_entry(catalog, &role_view(catalog, catalog.role(*key)))),
    );
    entries
}

type Facts = BTreeMap<String, Vec<String>>;

fn entry(
    catalog: &Catalog,
    name: &str,
    kind: &str,
    title: String,
    facts: Facts,
    cited: &[String],
) -> EntryReport {
    let facts = facts.into_iter().filter(|(_, lines)| !lines.is_empty()).collect();
    let sources = sources(catalog, &cited.iter().cloned().collect());
    EntryReport {
        schema: "leastwise.entry/1".to_owned(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        title,
        facts,
        sources,
    }
}

fn operation_entry(catalog: &Catalog, key: OperationKey) -> EntryReport {
    let view = OperationView::new(catalog, key, &[], Evidence::InferredLow, None);
    let mut facts = Facts::new();
    let set =
        |all_of: &Vec<String>| if all_of.is_empty() { "none needed".to_owned() } else { all_of.join(" + ") };
    facts.insert("accepts".to_owned(), view.credentials.iter().map(|one| one.name().to_owned()).collect());
    facts.insert("scopes, any of".to_owned(), view.scopes.iter().map(set).collect());
    let rights =
        view.capabilities.iter().zip(&view.capabilities_when).zip(&catalog.operation(key).capabilities);
    let right = |((all_of, when), written): ((&Vec<String>, &Option<String>), &Alternative)| {
        let when = when.as_ref().map(|when| format!(", when {when}")).unwrap_or_default();
        format!("{} ({}{when})", set(all_of), written.evidence)
    };
    let mut lines: Vec<_> = rights.map(right).collect();
    if lines.is_empty() {
        lines.push("no source says".to_owned());
    }
    facts.insert("rights, any of".to_owned(), lines);
    let answers = view.role_answers.iter().filter(|answer| answer.answer != "unknown").map(|answer| {
        let limits: Vec<_> = answer.limits.iter().map(limit_in_words).collect();
        let limits = if limits.is_empty() { String::new() } else { format!(", {}", limits.join(", ")) };
        let evidence = answer.evidence.map(|evidence| evidence.to_string()).unwrap_or_default();
        format!("{}: {} ({evidence}{limits})", answer.name, answer.answer)
    });
    facts.insert("standard roles".to_owned(), answers.collect());
    let variants = view.variants.iter().map(|one| {
        let needs: Vec<_> = one.capabilities.iter().map(set).collect();
        let needs = if needs.is_empty() { "not known".to_owned() } else { needs.join(" or ") };
        format!("{} (when {}): {needs}", one.name, one.when)
    });
    facts.insert("special cases".to_owned(), variants.collect());
    let state = [
        view.lifecycle.clone(),
        view.since.as_ref().map(|since| format!("since {since}")),
        view.deprecated.then(|| "deprecated".to_owned()),
    ];
    facts.insert("state".to_owned(), state.into_iter().flatten().chain(view.skus.clone()).collect());
    facts.insert("notes".to_owned(), view.notes.clone());
    let title = format!("{} {} · {} at worst", view.method, view.path, view.impact);
    entry(catalog, &view.id, "operation", title, facts, &view.sources)
}

fn includes(included: &[Included]) -> Vec<String> {
    included.iter().map(|one| format!("{} ({})", one.name, one.evidence)).collect()
}

fn users(catalog: &Catalog, uses: impl Fn(&OperationView) -> bool) -> Vec<String> {
    let views = catalog
        .operations()
        .map(|(key, _)| OperationView::new(catalog, key, &[], Evidence::InferredLow, None));
    views.filter(uses).map(|view| format!("{} ({} {})", view.id, view.method, view.path)).collect()
}

fn scope_entry(catalog: &Catalog, view: &ScopeView) -> EntryReport {
    let needs = |operation: &OperationView| operation.scopes.iter().flatten().any(|name| *name == view.name);
    let facts = Facts::from([
        ("covers".to_owned(), includes(&view.implies)),
        ("needed by".to_owned(), users(catalog, needs)),
        ("notes".to_owned(), view.note.iter().cloned().collect()),
    ]);
    entry(catalog, &view.name, "scope", format!("OAuth scope, {}", view.status), facts, &view.sources)
}

/// How a role holds a capability: as part of everything, through a larger one, within limits.
fn held_by(catalog: &Catalog, role: RoleKey, capability: CapabilityKey) -> Vec<String> {
    let entry = catalog.role(role);
    if let Some(fact) = entry.holds_all {
        return vec![format!("{} ({}, everything)", entry.name, fact.evidence)];
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
        format!("{} ({})", entry.name, how.join(", "))
    };
    catalog.hands().of(role).holds(capability).iter().map(line).collect()
}

/// A limit with its meaning, and its name for `--assume`.
fn limit_in_words(limit: &LimitView) -> String {
    match &limit.meaning {
        Some(meaning) => format!("{}: {meaning} [{}]", limit.kind, limit.limit),
        None => format!("{} {}", limit.kind, limit.limit),
    }
}

fn capability_entry(catalog: &Catalog, view: &CapabilityView) -> EntryReport {
    let needs =
        |operation: &OperationView| operation.capabilities.iter().flatten().any(|name| *name == view.name);
    let key = catalog.names().capabilities.get(&view.name).copied();
    let holders = catalog
        .roles()
        .flat_map(|(role, _)| key.into_iter().flat_map(move |key| held_by(catalog, role, key)));
    let facts = Facts::from([
        ("contains".to_owned(), includes(&view.includes)),
        ("held by".to_owned(), holders.collect()),
        ("granted on".to_owned(), view.resources.clone()),
        ("in a custom role".to_owned(), vec![view.custom_role.clone()]),
        ("notes".to_owned(), view.note.iter().cloned().collect()),
        ("needed by".to_owned(), users(catalog, needs)),
    ]);
    entry(catalog, &view.name, "capability", view.title.clone(), facts, &view.sources)
}

fn role_entry(catalog: &Catalog, view: &RoleView) -> EntryReport {
    let line = |one: &HoldingView| {
        let limit = one.limit.as_ref().map(|limit| format!(", {limit}")).unwrap_or_default();
        let engine = one.engine.as_ref().map(|engine| format!(", {engine}")).unwrap_or_default();
        format!("{} ({}{limit}{engine})", one.capability, one.evidence)
    };
    let held =
        if view.holds_all { vec!["everything".to_owned()] } else { view.holds.iter().map(line).collect() };
    let facts = Facts::from([
        ("holds".to_owned(), held),
        ("does not hold".to_owned(), view.denied.iter().map(line).collect()),
        ("targets".to_owned(), view.targets.clone()),
        ("can create API tokens".to_owned(), vec![view.can_create_api_token.clone()]),
        ("notes".to_owned(), view.note.iter().cloned().collect()),
    ]);
    let cited: BTreeSet<_> =
        view.holds.iter().chain(&view.denied).flat_map(|one| one.sources.clone()).collect();
    let cited: Vec<_> = cited.into_iter().collect();
    entry(catalog, &view.name, "role", format!("{}, {}", view.title, view.status), facts, &cited)
}
