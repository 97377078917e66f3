//! One entry of a catalog, as renderers see it and as JSON carries it: schema `leastwise.entry/1`.
//!
//! `catalog show` and `explain` say the same of a name: what it needs, what it gives, what it is part of, how that is
//! known and where it is said.

mod access;
mod operation;
mod others;

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::build::sources;
use super::operation::LimitView;
use super::plan::SourceView;
use crate::catalog::Catalog;
use crate::catalog::graph::Node;
use crate::catalog::tables::OperationKey;
use crate::model::{Impact, Tally};

/// One entry of a catalog, whatever its kind.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EntryReport {
    /// `leastwise.entry/1`.
    #[schemars(extend("const" = "leastwise.entry/1"))]
    pub schema: String,
    /// Its name.
    pub name: String,
    /// `operation`, `removed-operation`, `scope`, `capability`, `role`, `limit`, `caveat`, `source` or `rule`.
    pub kind: String,
    /// What it is, in a line.
    pub title: String,
    /// What is known of it, under headings.
    pub facts: IndexMap<String, Vec<String>>,
    /// What the keys of sources stand for.
    pub sources: BTreeMap<String, SourceView>,
}

/// The heading under which an entry tells since when it exists.
pub const HISTORY: &str = "history";

impl EntryReport {
    /// Only since when it exists, and what was before.
    #[must_use]
    pub fn only_history(mut self) -> Self {
        self.facts.retain(|heading, _| heading == HISTORY);
        self
    }
}

/// The entries that go by a name: a scope and a permission may share one.
pub fn entries(catalog: &Catalog, name: &str) -> Vec<EntryReport> {
    let mut found: Vec<_> = nodes(catalog, name).into_iter().map(|node| entry_of(catalog, node)).collect();
    found.extend(others::entries(catalog, name));
    found
}

/// What goes by a name in the graph of the catalog: operations, a scope, a capability, a role.
pub fn nodes(catalog: &Catalog, name: &str) -> Vec<Node> {
    let known = catalog.names();
    let operations = known
        .operations
        .iter()
        .filter(|(full, _)| *full == name || full.split_once(':').is_some_and(|(_, id)| id == name));
    let mut found: Vec<_> = operations.map(|(_, key)| Node::Operation(*key)).collect();
    found.extend(known.scopes.get(name).map(|key| Node::Scope(*key)));
    found.extend(known.capabilities.get(name).map(|key| Node::Capability(*key)));
    found.extend(known.roles.get(name).map(|key| Node::Role(*key)));
    found
}

/// Every name that has an entry, also operations without their API.
pub fn known_names(catalog: &Catalog) -> Vec<&str> {
    let names = catalog.names();
    let bare = names.operations.keys().filter_map(|full| full.split_once(':').map(|(_, id)| id));
    let full = names.operations.keys().chain(names.scopes.keys()).chain(names.capabilities.keys());
    let full = full.chain(names.roles.keys()).map(String::as_str);
    full.chain(bare).chain(others::known(catalog)).collect()
}

/// The entry of a node.
pub(super) fn entry_of(catalog: &Catalog, node: Node) -> EntryReport {
    match node {
        Node::Operation(key) | Node::ScopeAlternative(key, _) | Node::Alternative(key, _) => {
            operation::entry(catalog, key)
        }
        Node::Scope(key) => access::scope(catalog, key),
        Node::Capability(key) => access::capability(catalog, key),
        Node::Role(key) => access::role(catalog, key),
    }
}

/// Headings with their lines; those without any are left out.
type Facts = Vec<(&'static str, Vec<String>)>;

fn entry(
    catalog: &Catalog,
    name: &str,
    kind: &str,
    title: String,
    facts: Facts,
    cited: impl IntoIterator<Item = String>,
) -> EntryReport {
    let facts = facts.into_iter().filter(|(_, lines)| !lines.is_empty());
    EntryReport {
        schema: "leastwise.entry/1".to_owned(),
        name: name.to_owned(),
        kind: kind.to_owned(),
        title,
        facts: facts.map(|(heading, lines)| (heading.to_owned(), lines)).collect(),
        sources: sources(catalog, &cited.into_iter().collect::<BTreeSet<_>>()),
    }
}

/// A set of which all are needed, in words.
fn all_of(names: &[String]) -> String {
    if names.is_empty() { "none needed".to_owned() } else { names.join(" + ") }
}

/// How many operations something lets pass, in words: `3 control, 1 read`.
fn counted(tally: Tally) -> String {
    let parts = [(tally.control, "control"), (tally.write, "write"), (tally.read, "read")];
    let parts: Vec<_> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    if parts.is_empty() { "no operation".to_owned() } else { parts.join(", ") }
}

/// Operations by impact, the worst first, one line for each resource.
fn by_impact(catalog: &Catalog, operations: &[OperationKey]) -> Vec<String> {
    let mut lines: BTreeMap<(std::cmp::Reverse<Impact>, String), Vec<String>> = BTreeMap::new();
    for key in operations {
        let operation = catalog.operation(*key);
        let api = &catalog.api(operation.api).name;
        let resource =
            if api == "management" { operation.tag.clone() } else { format!("{} ({api})", operation.tag) };
        lines.entry((std::cmp::Reverse(operation.impact), resource)).or_default().push(operation.id.clone());
    }
    let line = |((impact, resource), names): ((std::cmp::Reverse<Impact>, String), Vec<String>)| {
        format!("{} · {resource}: {}", impact.0, names.join(", "))
    };
    lines.into_iter().map(line).collect()
}

/// A limit with its meaning, and its name for `--assume`.
fn limit_in_words(limit: &LimitView) -> String {
    match &limit.meaning {
        Some(meaning) => format!("{}: {meaning} [{}]", limit.kind, limit.limit),
        None => format!("{} {}", limit.kind, limit.limit),
    }
}
