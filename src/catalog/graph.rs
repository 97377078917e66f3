//! The catalog as a graph: every edge leads from a need to something that satisfies it.
//!
//! operation → alternative → scope | capability → what contains it → standard role. Each edge says how the step
//! is known and where that is said, so that a chain of edges is an explanation.

use std::collections::BTreeSet;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef as _;

use super::tables::{CapabilityKey, CitationKey, Fact, LimitKey, OperationKey, RoleKey, ScopeKey, Tables};
use crate::model::{Engine, Evidence};

/// A node of the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// An operation.
    Operation(OperationKey),
    /// One alternative of an operation's scopes, by its position.
    ScopeAlternative(OperationKey, usize),
    /// One alternative of an operation's capabilities, by its position.
    Alternative(OperationKey, usize),
    /// An OAuth scope.
    Scope(ScopeKey),
    /// A capability.
    Capability(CapabilityKey),
    /// A standard role.
    Role(RoleKey),
}

/// What an edge means; each is read "is satisfied by".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// An operation needs any one of its alternatives.
    AnyOf,
    /// An alternative needs all of its scopes or capabilities.
    AllOf,
    /// A scope or capability is contained in a larger one.
    ContainedIn,
    /// A role holds the capability.
    HeldBy,
    /// A role is known not to hold the capability.
    DeniedTo,
}

/// An edge of the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// What it means.
    pub relation: Relation,
    /// How it is known.
    pub evidence: Evidence,
    /// Where it is said.
    pub cites: CitationKey,
    /// What limits a holding.
    pub limit: Option<LimitKey>,
    /// The engine for which a holding or denial is known.
    pub engine: Option<Engine>,
}

impl Link {
    const fn new(relation: Relation, fact: Fact) -> Self {
        Self { relation, evidence: fact.evidence, cites: fact.cites, limit: None, engine: None }
    }
}

/// An edge with the nodes that it joins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// What is satisfied.
    pub from: Node,
    /// What satisfies it.
    pub to: Node,
    /// What the edge means, and how it is known.
    pub link: Link,
}

/// The graph of a catalog.
#[derive(Debug)]
pub struct Graph {
    edges: DiGraph<Node, Link>,
    scopes_from: usize,
    capabilities_from: usize,
    roles_from: usize,
}

impl Graph {
    /// Builds the graph of packed tables.
    pub fn new(tables: &Tables) -> Self {
        let mut edges = DiGraph::new();
        let (operations, scopes) = (tables.operations.len(), tables.scopes.len());
        let capabilities_from = operations + scopes;
        let roles_from = capabilities_from + tables.capabilities.len();
        for position in 0..operations {
            edges.add_node(Node::Operation(OperationKey::new(position)));
        }
        for position in 0..scopes {
            edges.add_node(Node::Scope(ScopeKey::new(position)));
        }
        for position in 0..tables.capabilities.len() {
            edges.add_node(Node::Capability(CapabilityKey::new(position)));
        }
        for position in 0..tables.roles.len() {
            edges.add_node(Node::Role(RoleKey::new(position)));
        }
        let mut graph = Self { edges, scopes_from: operations, capabilities_from, roles_from };
        graph.needs(tables);
        graph.containment(tables);
        graph.holdings(tables);
        graph
    }

    fn needs(&mut self, tables: &Tables) {
        for (position, operation) in tables.operations.iter().enumerate() {
            let key = OperationKey::new(position);
            for (number, all_of) in operation.scopes.iter().enumerate() {
                let fact = operation.scopes_fact;
                let scopes = all_of.iter().map(|scope| Node::Scope(*scope));
                self.alternative(key, Node::ScopeAlternative(key, number), scopes, fact);
            }
            for (number, alternative) in operation.capabilities.iter().enumerate() {
                let fact = Fact { evidence: alternative.evidence, cites: operation.cites };
                let capabilities = alternative.all_of.iter().map(|capability| Node::Capability(*capability));
                self.alternative(key, Node::Alternative(key, number), capabilities, fact);
            }
        }
    }

    fn alternative(&mut self, key: OperationKey, node: Node, all_of: impl Iterator<Item = Node>, fact: Fact) {
        let alternative = self.edges.add_node(node);
        self.edges.add_edge(NodeIndex::new(key.index()), alternative, Link::new(Relation::AnyOf, fact));
        for needed in all_of {
            let needed = self.index(needed);
            self.edges.add_edge(alternative, needed, Link::new(Relation::AllOf, fact));
        }
    }

    fn containment(&mut self, tables: &Tables) {
        for (position, scope) in tables.scopes.iter().enumerate() {
            for edge in &scope.implies {
                let fact = Fact { evidence: edge.evidence, cites: edge.cites };
                self.contained(Node::Scope(edge.to), Node::Scope(ScopeKey::new(position)), fact);
            }
        }
        for (position, capability) in tables.capabilities.iter().enumerate() {
            for edge in &capability.includes {
                let fact = Fact { evidence: edge.evidence, cites: edge.cites };
                self.contained(
                    Node::Capability(edge.to),
                    Node::Capability(CapabilityKey::new(position)),
                    fact,
                );
            }
        }
    }

    fn contained(&mut self, small: Node, large: Node, fact: Fact) {
        let (small, large) = (self.index(small), self.index(large));
        self.edges.add_edge(small, large, Link::new(Relation::ContainedIn, fact));
    }

    fn holdings(&mut self, tables: &Tables) {
        for (position, role) in tables.roles.iter().enumerate() {
            let held = role.holds.iter().map(|holding| (Relation::HeldBy, holding));
            let denied = role.denied.iter().map(|holding| (Relation::DeniedTo, holding));
            for (relation, holding) in held.chain(denied) {
                let (limit, engine) = (holding.limit, holding.engine);
                let link = Link { limit, engine, ..Link::new(relation, holding.fact) };
                let capability = self.index(Node::Capability(holding.capability));
                let role = self.index(Node::Role(RoleKey::new(position)));
                self.edges.add_edge(capability, role, link);
            }
        }
    }

    /// The position of a node that is no alternative.
    fn index(&self, node: Node) -> NodeIndex {
        NodeIndex::new(match node {
            Node::Operation(key) | Node::ScopeAlternative(key, _) | Node::Alternative(key, _) => key.index(),
            Node::Scope(key) => self.scopes_from + key.index(),
            Node::Capability(key) => self.capabilities_from + key.index(),
            Node::Role(key) => self.roles_from + key.index(),
        })
    }

    /// What satisfies a node directly, with the edge that says so.
    pub fn satisfied_by(&self, node: Node) -> impl Iterator<Item = (Node, Link)> + '_ {
        let edges = self.edges.edges_directed(self.index(node), Direction::Outgoing);
        edges.map(|edge| (self.edges[edge.target()], *edge.weight()))
    }

    /// What a node satisfies directly, with the edge that says so.
    pub fn satisfies(&self, node: Node) -> impl Iterator<Item = (Node, Link)> + '_ {
        let edges = self.edges.edges_directed(self.index(node), Direction::Incoming);
        edges.map(|edge| (self.edges[edge.source()], *edge.weight()))
    }

    /// The edges over which a node is satisfied, all the way, or only those that lead to `to`; denials are left out.
    pub fn chain(&self, from: Node, to: Option<Node>) -> Vec<Edge> {
        let onward = self.reached(self.index(from), Direction::Outgoing);
        let back = to.map(|to| self.reached(self.index(to), Direction::Incoming));
        let on_the_way =
            |node: NodeIndex| onward.contains(&node) && back.as_ref().is_none_or(|back| back.contains(&node));
        self.edges_between(on_the_way)
    }

    /// The edges over which a node satisfies anything, all the way from the operations.
    pub fn leading_to(&self, to: Node) -> Vec<Edge> {
        let back = self.reached(self.index(to), Direction::Incoming);
        self.edges_between(|node| back.contains(&node))
    }

    fn edges_between(&self, wanted: impl Fn(NodeIndex) -> bool) -> Vec<Edge> {
        let edges = self.edges.edge_references();
        let edges = edges.filter(|edge| edge.weight().relation != Relation::DeniedTo);
        let edges = edges.filter(|edge| wanted(edge.source()) && wanted(edge.target()));
        edges
            .map(|edge| Edge {
                from: self.edges[edge.source()],
                to: self.edges[edge.target()],
                link: *edge.weight(),
            })
            .collect()
    }

    fn reached(&self, start: NodeIndex, direction: Direction) -> BTreeSet<NodeIndex> {
        let mut reached = BTreeSet::from([start]);
        let mut waiting = vec![start];
        while let Some(node) = waiting.pop() {
            for edge in self.edges.edges_directed(node, direction) {
                let next = if direction == Direction::Outgoing { edge.target() } else { edge.source() };
                if edge.weight().relation != Relation::DeniedTo && reached.insert(next) {
                    waiting.push(next);
                }
            }
        }
        reached
    }

    /// Everything that a scope or capability contains, itself first, each with the weakest link of its best chain.
    pub fn contents(&self, node: Node) -> Vec<(Node, Evidence)> {
        let mut found = vec![(node, Evidence::Spec)];
        let mut next = 0;
        while let Some(&(from, so_far)) = found.get(next) {
            next += 1;
            for (node, link) in
                self.satisfies(from).filter(|(_, link)| link.relation == Relation::ContainedIn)
            {
                let evidence = so_far.min(link.evidence);
                match found.iter().position(|(known, _)| *known == node) {
                    None => found.push((node, evidence)),
                    Some(position) if found[position].1 < evidence => {
                        found[position].1 = evidence;
                        next = next.min(position);
                    }
                    Some(_) => {}
                }
            }
        }
        found
    }
}
