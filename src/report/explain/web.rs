//! The part of the catalog's graph that has to do with a question, with what the graph itself does not hold: special
//! cases, roles that hold everything, and trials.

use std::collections::{BTreeMap, BTreeSet};

use super::{EdgeView, NodeKind, NodeView};
use crate::catalog::Catalog;
use crate::catalog::graph::{Edge, Node, Relation};
use crate::catalog::tables::{CapabilityKey, Fact, OperationKey, Variant};
use crate::model::Evidence;
use crate::report::names;

/// Nodes and edges under construction.
pub(super) struct Web<'c> {
    pub(super) catalog: &'c Catalog,
    nodes: BTreeMap<String, NodeView>,
    pub(super) edges: BTreeSet<EdgeView>,
}

impl<'c> Web<'c> {
    pub(super) const fn new(catalog: &'c Catalog) -> Self {
        Self { catalog, nodes: BTreeMap::new(), edges: BTreeSet::new() }
    }

    pub(super) fn into_views(self) -> (Vec<NodeView>, Vec<EdgeView>) {
        (self.nodes.into_values().collect(), self.edges.into_iter().collect())
    }

    /// Everything that a node needs, and everything that needs it.
    pub(super) fn around(&mut self, node: Node) {
        if let Node::Operation(key) = node {
            return self.operation(key, None);
        }
        self.add(node);
        let leading = self.catalog.graph().leading_to(node);
        let below: BTreeSet<Node> = leading.iter().map(|edge| edge.from).chain([node]).collect();
        self.take(leading);
        self.take(self.catalog.graph().chain(node, None));
        for (key, operation) in self.catalog.operations() {
            let mut special = operation.variants.iter().flat_map(|variant| &variant.any_of).flatten();
            if special.any(|capability| below.contains(&Node::Capability(*capability))) {
                self.special_cases(key, Some(node));
            }
        }
    }

    /// What an operation needs, all the way, or only what leads to `to`.
    pub(super) fn operation(&mut self, key: OperationKey, to: Option<Node>) {
        self.add(Node::Operation(key));
        self.take(self.catalog.graph().chain(Node::Operation(key), to));
        self.special_cases(key, to);
        self.direct(key, to);
    }

    fn take(&mut self, edges: Vec<Edge>) {
        for Edge { from, to, link } in edges {
            let relation = match link.relation {
                Relation::AnyOf => "any-of",
                Relation::AllOf => "all-of",
                Relation::ContainedIn => "contained-in",
                Relation::HeldBy | Relation::DeniedTo => "held-by",
            };
            let fact = Fact { evidence: link.evidence, cites: link.cites };
            let (from, to) = (self.add(from), self.add(to));
            let limit = link.limit.map(|limit| self.catalog.limit(limit).name.clone());
            let engine = link.engine.map(|engine| format!("{engine} only"));
            let limit = limit.into_iter().chain(engine).reduce(|one, other| format!("{one}, {other}"));
            self.edge(from, to, relation, Some(fact), limit);
        }
    }

    /// What an operation also needs, or needs instead, in special cases.
    fn special_cases(&mut self, key: OperationKey, to: Option<Node>) {
        let catalog = self.catalog;
        for variant in &catalog.operation(key).variants {
            for capability in variant.any_of.iter().flatten() {
                let onward = catalog.graph().chain(Node::Capability(*capability), to);
                let leads = to.is_none_or(|to| to == Node::Capability(*capability) || !onward.is_empty());
                if leads {
                    self.special_case(key, variant, *capability);
                    self.take(onward);
                }
            }
        }
    }

    fn special_case(&mut self, key: OperationKey, variant: &Variant, capability: CapabilityKey) {
        let operation = self.add(Node::Operation(key));
        let case = self.put(NodeView {
            id: format!("case:{}:{}", self.catalog.operation_name(key), variant.key),
            kind: NodeKind::SpecialCase,
            name: variant.key.clone(),
            detail: Some(variant.when.clone()),
            resource: None,
            impact: None,
        });
        let fact = variant.evidence.map(|evidence| Fact { evidence, cites: variant.cites });
        let capability = self.add(Node::Capability(capability));
        self.edge(operation, case.clone(), "in-case", fact, None);
        self.edge(case, capability, "all-of", fact, None);
    }

    /// Roles that let an operation pass whatever it needs.
    fn direct(&mut self, key: OperationKey, to: Option<Node>) {
        let catalog = self.catalog;
        let operation = catalog.operation(key);
        if operation.capabilities.iter().any(|one| one.all_of.is_empty()) {
            return;
        }
        let wanted = |role| to.is_none_or(|to| to == Node::Role(role));
        let everything = catalog.roles().filter_map(|(role, entry)| Some((role, entry.holds_all?)));
        let worked = operation.tried.iter().filter(|trial| trial.works);
        let worked = worked.map(|one| (one.role, Fact { evidence: Evidence::Observed, cites: one.cites }));
        for (role, fact) in everything.chain(worked).filter(|(role, _)| wanted(*role)) {
            let (from, to) = (self.add(Node::Operation(key)), self.add(Node::Role(role)));
            self.edge(from, to, "works-with", Some(fact), None);
        }
    }

    pub(super) fn edge(
        &mut self,
        from: String,
        to: String,
        relation: &str,
        fact: Option<Fact>,
        limit: Option<String>,
    ) {
        let cites = fact.map(|fact| self.catalog.sources_of([fact.cites])).unwrap_or_default();
        self.edges.insert(EdgeView {
            from,
            to,
            relation: relation.to_owned(),
            evidence: fact.map(|fact| fact.evidence),
            limit,
            sources: names::sources(self.catalog, &cites),
        });
    }

    /// Puts a node where it is not yet; its id comes back.
    pub(super) fn put(&mut self, node: NodeView) -> String {
        let id = node.id.clone();
        self.nodes.entry(id.clone()).or_insert(node);
        id
    }

    pub(super) fn node(&self, id: &str) -> Option<&NodeView> {
        self.nodes.get(id)
    }

    fn add(&mut self, node: Node) -> String {
        let view = self.view(node);
        self.put(view)
    }

    fn view(&self, node: Node) -> NodeView {
        let catalog = self.catalog;
        let (kind, name) = match node {
            Node::Operation(key) => (NodeKind::Operation, catalog.operation_name(key)),
            Node::ScopeAlternative(key, number) => {
                let set = catalog.operation(key).scopes.get(number);
                (
                    NodeKind::Alternative,
                    set.map(|set| names::scopes(catalog, set).join(" + ")).unwrap_or_default(),
                )
            }
            Node::Alternative(key, number) => (NodeKind::Alternative, self.alternative(key, number)),
            Node::Scope(key) => (NodeKind::Scope, catalog.scope(key).name.clone()),
            Node::Capability(key) => (NodeKind::Capability, catalog.capability(key).name.clone()),
            Node::Role(key) => (NodeKind::Role, catalog.role(key).name.clone()),
        };
        let mut view = NodeView { id: self.id(node), kind, name, detail: None, resource: None, impact: None };
        if let Node::Operation(key) = node {
            let operation = catalog.operation(key);
            view.detail = Some(format!("{} {}", operation.method, operation.path));
            view.resource = Some(operation.tag.clone());
            view.impact = Some(operation.impact);
        }
        if let Node::Role(key) = node
            && catalog.role(key).is_retired()
        {
            view.detail = Some("retired".to_owned());
        }
        if view.name.is_empty() {
            "none needed".clone_into(&mut view.name);
        }
        view
    }

    fn alternative(&self, key: OperationKey, number: usize) -> String {
        let Some(one) = self.catalog.operation(key).capabilities.get(number) else { return String::new() };
        let set = names::capabilities(self.catalog, &one.all_of).join(" + ");
        match names::condition(self.catalog, &one.when) {
            Some(when) => format!("{set}, when {when}"),
            None => set,
        }
    }

    pub(super) fn id(&self, node: Node) -> String {
        let catalog = self.catalog;
        match node {
            Node::Operation(key) => format!("operation:{}", catalog.operation_name(key)),
            Node::ScopeAlternative(key, number) => format!("scopes:{}:{number}", catalog.operation_name(key)),
            Node::Alternative(key, number) => format!("rights:{}:{number}", catalog.operation_name(key)),
            Node::Scope(key) => format!("scope:{}", catalog.scope(key).name),
            Node::Capability(key) => format!("capability:{}", catalog.capability(key).name),
            Node::Role(key) => format!("role:{}", catalog.role(key).name),
        }
    }
}
