//! Why something is needed and what it gives, as a graph that can be followed: schema `leastwise.explain/1`.

mod chain;
mod rule;
mod web;

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

pub use chain::{CallChain, Step};

use super::build::{catalog_view, sources};
use super::entry::{EntryReport, entries, entry_of};
use super::plan::{CatalogView, SourceView};
use crate::catalog::Catalog;
use crate::catalog::graph::Node;
use crate::catalog::tables::OperationKey;
use crate::matching::Match;
use crate::model::{Call, Evidence, Impact};
use web::Web;

/// What a name means, what it needs and what it gives.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ExplainReport {
    /// `leastwise.explain/1`.
    #[schemars(extend("const" = "leastwise.explain/1"))]
    pub schema: String,
    /// Which catalog says so.
    pub catalog: CatalogView,
    /// What was asked for.
    pub asked: String,
    /// How it was understood, where that is not plain.
    pub understood: Option<String>,
    /// What is known of it: a scope and a permission may share a name.
    pub entries: Vec<EntryReport>,
    /// The things that have to do with it.
    pub nodes: Vec<NodeView>,
    /// How they have to do with each other; each leads from a need to what satisfies it.
    pub edges: Vec<EdgeView>,
    /// With calls: the chain from each call to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls: Option<Vec<CallChain>>,
    /// What the keys of sources stand for.
    pub sources: BTreeMap<String, SourceView>,
}

/// A thing of the catalog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NodeView {
    /// Its name in the edges.
    pub id: String,
    /// What it is.
    pub kind: NodeKind,
    /// Its name.
    pub name: String,
    /// The endpoint of an operation, or when a special case applies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The resource of an operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// What an operation can do at worst.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub impact: Option<Impact>,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum NodeKind {
    /// A call.
    Call,
    /// An operation.
    Operation,
    /// A set of which all are needed.
    Alternative,
    /// A special case of an operation.
    SpecialCase,
    /// An OAuth scope.
    Scope,
    /// A permission, or a right that only standard roles have.
    Capability,
    /// A standard role.
    Role,
}

/// That one thing is satisfied by another, how that is known and where it is said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct EdgeView {
    /// What is satisfied.
    pub from: String,
    /// What satisfies it.
    pub to: String,
    /// `is`, `any-of`, `all-of`, `in-case`, `contained-in`, `held-by` or `works-with`.
    pub relation: String,
    /// How it is known; null for what follows from the call alone.
    pub evidence: Option<Evidence>,
    /// What limits it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
    /// Keys of sources.
    pub sources: Vec<String>,
}

/// What is asked for: what goes by a name, or the operations of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// As it was typed.
    pub asked: String,
    /// How it was understood, where that is not plain.
    pub understood: Option<String>,
    /// The operations, when it is a request.
    pub operations: Vec<OperationKey>,
}

/// Explains what is asked for; with calls, only how each of them leads to it.
///
/// None when nothing goes by the name.
pub fn explain(
    catalog: &Catalog,
    age_days: i32,
    question: &Question,
    calls: Option<(&[Call], &[Match])>,
) -> Option<ExplainReport> {
    let nodes: Vec<Node> = if question.operations.is_empty() {
        super::entry::nodes(catalog, &question.asked)
    } else {
        question.operations.iter().map(|key| Node::Operation(*key)).collect()
    };
    let entries: Vec<EntryReport> = if question.operations.is_empty() {
        entries(catalog, &question.asked).into_iter().chain(rule::entry(&question.asked)).collect()
    } else {
        nodes.iter().map(|node| entry_of(catalog, *node)).collect()
    };
    if entries.is_empty() {
        return None;
    }
    let mut web = Web::new(catalog);
    let calls = calls.map(|(calls, matches)| chain::of_calls(&mut web, &nodes, calls, matches));
    if calls.is_none() {
        for node in nodes {
            web.around(node);
        }
    }
    let (nodes, edges) = web.into_views();
    let cited: BTreeSet<String> = edges.iter().flat_map(|edge| edge.sources.iter().cloned()).collect();
    let mut cited = sources(catalog, &cited);
    cited.extend(entries.iter().flat_map(|entry| entry.sources.clone()));
    Some(ExplainReport {
        schema: "leastwise.explain/1".to_owned(),
        catalog: catalog_view(catalog, age_days),
        asked: question.asked.clone(),
        understood: question.understood.clone(),
        entries,
        nodes,
        edges,
        calls,
        sources: cited,
    })
}

/// Every name that can be explained: those of the catalog, and the finding rules.
pub fn explained_names(catalog: &Catalog) -> Vec<&str> {
    let mut names = super::entry::known_names(catalog);
    names.extend(rule::names());
    names
}

/// The chains over which an operation leads to a scope, a capability or a role; each step says how it is known.
pub fn chains(catalog: &Catalog, operation: OperationKey, to: Node) -> Vec<Step> {
    let mut web = Web::new(catalog);
    web.operation(operation, Some(to));
    chain::shortest(&web, Node::Operation(operation), to).unwrap_or_default()
}
