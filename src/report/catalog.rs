//! What a catalog holds, as renderers see it and as JSON carries it: schema `leastwise.catalog/1`.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::build::{catalog_view, sources};
use super::names;
use super::operation::OperationView;
use super::plan::{CatalogView, SourceView};
use crate::catalog::Catalog;
use crate::catalog::tables::Holding;
use crate::model::{Evidence, Impact};

/// Everything that a catalog holds, or the part of it that was asked for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CatalogReport {
    /// `leastwise.catalog/1`.
    #[schemars(extend("const" = "leastwise.catalog/1"))]
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
    /// Why an overlay says so.
    pub note: Option<String>,
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

pub(super) fn scope_view(catalog: &Catalog, scope: &crate::catalog::tables::Scope) -> ScopeView {
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

pub(super) fn capability_view(
    catalog: &Catalog,
    capability: &crate::catalog::tables::Capability,
) -> CapabilityView {
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
        note: capability.note.clone(),
    }
}

pub(super) fn role_view(catalog: &Catalog, role: &crate::catalog::tables::Role) -> RoleView {
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
