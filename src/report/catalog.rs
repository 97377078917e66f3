//! What a catalog holds, as renderers see it and as JSON carries it: schema `leastwise.catalog/1`.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::build::{catalog_view, sources};
use super::names;
use super::operation::OperationView;
use super::plan::{CatalogView, SourceView};
use crate::catalog::Catalog;
use crate::catalog::tables::{Holding, OperationKey};
use crate::model::{Evidence, Impact};

/// Everything that a catalog holds, or the part of it that was asked for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CatalogReport {
    /// `leastwise.catalog/1`.
    pub schema: String,
    /// Which catalog it is.
    pub catalog: CatalogView,
    /// The operations, sorted by API, path and method.
    pub operations: Vec<OperationView>,
    /// The scopes.
    pub scopes: Vec<ScopeView>,
    /// The capabilities.
    pub capabilities: Vec<CapabilityView>,
    /// The standard roles.
    pub roles: Vec<RoleView>,
    /// The sources.
    pub sources: BTreeMap<String, SourceView>,
}

/// An OAuth scope.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ScopeView {
    /// Its name.
    pub name: String,
    /// `current`, `retired` or `undocumented`.
    pub status: String,
    /// Acts on the user of the token only.
    pub self_service: bool,
    /// Cannot be granted to a client without a user.
    pub user_only: bool,
    /// The scopes that it covers.
    pub implies: Vec<Included>,
    /// Keys of sources.
    pub sources: Vec<String>,
    /// Anything else.
    pub note: Option<String>,
}

/// A name that another one contains.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Included {
    /// The name.
    pub name: String,
    /// How it is known.
    pub evidence: Evidence,
    /// Keys of sources.
    pub sources: Vec<String>,
}

/// A capability.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CapabilityView {
    /// Its name.
    pub name: String,
    /// What it allows.
    pub title: String,
    /// Whether a custom role can contain it: `yes`, `no` or `unknown`.
    pub custom_role: String,
    /// On what it is granted.
    pub resources: Vec<String>,
    /// What it contains.
    pub includes: Vec<Included>,
    /// Keys of sources.
    pub sources: Vec<String>,
}

/// A standard role.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RoleView {
    /// Its type, as the API spells it.
    pub name: String,
    /// Its name in the Admin Console.
    pub title: String,
    /// `current`, `legacy`, `new` or `undocumented`.
    pub status: String,
    /// Whether the spelling of the type is confirmed; it must not be used otherwise.
    pub type_confirmed: bool,
    /// The product whose calls alone it serves.
    pub product: Option<String>,
    /// To what an assignment can be narrowed.
    pub targets: Vec<String>,
    /// Whether its holder can create API tokens: `yes`, `no` or `unknown`.
    pub can_create_api_token: String,
    /// Whether it holds everything.
    pub holds_all: bool,
    /// What it holds.
    pub holds: Vec<HoldingView>,
    /// What it is known not to hold.
    pub denied: Vec<HoldingView>,
    /// Anything else.
    pub note: Option<String>,
}

/// A capability that a role holds, or is known not to hold.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HoldingView {
    /// The capability.
    pub capability: String,
    /// What limits it.
    pub limit: Option<String>,
    /// The engine for which it is known.
    pub engine: Option<String>,
    /// How it is known.
    pub evidence: Evidence,
    /// Keys of sources.
    pub sources: Vec<String>,
}

/// Which operations to list; what is empty or absent does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Of this API.
    pub api: Option<String>,
    /// That this standard role may call.
    pub role: Option<String>,
    /// That need this scope in some alternative.
    pub scope: Option<String>,
    /// That need this capability in some alternative.
    pub capability: Option<String>,
    /// With this impact.
    pub impact: Option<Impact>,
    /// That rest on this evidence; `Some(None)` are those of which nothing is known.
    pub evidence: Option<Option<Evidence>>,
}

impl Selection {
    fn takes(&self, operation: &OperationView, api: &str) -> bool {
        let named = |wanted: &Option<String>, alternatives: &[Vec<String>]| {
            wanted.as_ref().is_none_or(|wanted| alternatives.iter().flatten().any(|name| name == wanted))
        };
        self.api.as_ref().is_none_or(|wanted| wanted == api)
            && self.role.as_ref().is_none_or(|wanted| operation.roles.contains(wanted))
            && named(&self.scope, &operation.scopes)
            && named(&self.capability, &operation.capabilities)
            && self.impact.is_none_or(|wanted| wanted == operation.impact)
            && self.evidence.is_none_or(|wanted| wanted == operation.evidence)
    }
}

/// The report of a catalog.
pub fn catalog_report(catalog: &Catalog, age_days: i32, selection: &Selection) -> CatalogReport {
    let floor = Evidence::InferredLow;
    let listed = catalog.operations().filter_map(|(key, operation)| {
        let view = OperationView::new(catalog, key, &[], floor, None);
        selection.takes(&view, &catalog.api(operation.api).name).then_some(view)
    });
    let tables = catalog.tables();
    let all_sources: BTreeSet<_> = tables.sources.iter().map(|source| source.key.clone()).collect();
    CatalogReport {
        schema: "leastwise.catalog/1".to_owned(),
        catalog: catalog_view(catalog, age_days),
        operations: listed.collect(),
        scopes: tables.scopes.iter().map(|scope| scope_view(catalog, scope)).collect(),
        capabilities: tables.capabilities.iter().map(|one| capability_view(catalog, one)).collect(),
        roles: tables.roles.iter().map(|role| role_view(catalog, role)).collect(),
        sources: sources(catalog, &all_sources),
    }
}

fn scope_view(catalog: &Catalog, scope: &crate::catalog::tables::Scope) -> ScopeView {
    let implied = scope.implies.iter().map(|edge| Included {
        name: catalog.scope(edge.to).name.clone(),
        evidence: edge.evidence,
        sources: names::sources(catalog, &catalog.sources_of([edge.cites])),
    });
    ScopeView {
        name: scope.name.clone(),
        status: word(&scope.status),
        self_service: scope.self_service,
        user_only: scope.user_only,
        implies: implied.collect(),
        sources: names::sources(catalog, &catalog.sources_of([scope.cites])),
        note: scope.note.clone(),
    }
}

fn capability_view(catalog: &Catalog, capability: &crate::catalog::tables::Capability) -> CapabilityView {
    let included = capability.includes.iter().map(|edge| Included {
        name: catalog.capability(edge.to).name.clone(),
        evidence: edge.evidence,
        sources: names::sources(catalog, &catalog.sources_of([edge.cites])),
    });
    CapabilityView {
        name: capability.name.clone(),
        title: capability.title.clone(),
        custom_role: word(&capability.custom_role),
        resources: capability.resources.clone(),
        includes: included.collect(),
        sources: names::sources(catalog, &catalog.sources_of([capability.cites])),
    }
}

fn role_view(catalog: &Catalog, role: &crate::catalog::tables::Role) -> RoleView {
    let holding = |holding: &Holding| HoldingView {
        capability: catalog.capability(holding.capability).name.clone(),
        limit: holding.limit.map(|limit| catalog.limit(limit).name.clone()),
        engine: holding.engine.map(|engine| engine.to_string()),
        evidence: holding.fact.evidence,
        sources: names::sources(catalog, &catalog.sources_of([holding.fact.cites])),
    };
    RoleView {
        name: role.name.clone(),
        title: role.title.clone(),
        status: word(&role.status),
        type_confirmed: role.type_confirmed,
        product: role.product.clone(),
        targets: role.targets.clone(),
        can_create_api_token: word(&role.can_create_api_token),
        holds_all: role.holds_all.is_some(),
        holds: role.holds.iter().map(holding).collect(),
        denied: role.denied.iter().map(holding).collect(),
        note: role.note.clone(),
    }
}

/// The word that a value of the catalog is written as.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// One entry of a catalog, whatever its kind.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EntryReport {
    /// `leastwise.entry/1`.
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
    let right = |((all_of, when), written): (
        (&Vec<String>, &Option<String>),
        &crate::catalog::tables::Alternative,
    )| {
        let when = when.as_ref().map(|when| format!(", when {when}")).unwrap_or_default();
        format!("{} ({}{when})", set(all_of), written.evidence)
    };
    let mut lines: Vec<_> = rights.map(right).collect();
    if lines.is_empty() {
        lines.push("no source says".to_owned());
    }
    facts.insert("rights, any of".to_owned(), lines);
    let answers = view.role_answers.iter().filter(|answer| answer.answer != "unknown").map(|answer| {
        let limits: Vec<_> =
            answer.limits.iter().map(|limit| format!("{} {}", limit.kind, limit.limit)).collect();
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

fn capability_entry(catalog: &Catalog, view: &CapabilityView) -> EntryReport {
    let needs =
        |operation: &OperationView| operation.capabilities.iter().flatten().any(|name| *name == view.name);
    let holders = catalog.roles().filter_map(|(_, role)| {
        let holding = role.holds.iter().find(|one| catalog.capability(one.capability).name == view.name)?;
        let limit = holding.limit.map(|limit| format!(", {}", catalog.limit(limit).name)).unwrap_or_default();
        Some(format!("{} ({}{limit})", role.name, holding.fact.evidence))
    });
    let facts = Facts::from([
        ("contains".to_owned(), includes(&view.includes)),
        ("held by".to_owned(), holders.collect()),
        ("granted on".to_owned(), view.resources.clone()),
        ("in a custom role".to_owned(), vec![view.custom_role.clone()]),
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
