//! What each standard role holds and is known not to hold, with everything that its capabilities contain.

use super::graph::{Graph, Node, Relation};
use super::tables::{CapabilityKey, CitationKey, Fact, LimitKey, RoleKey, Tables};
use crate::model::{Engine, Evidence};

/// One way in which a role holds a capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The capability that the data names, which is or contains the one that is asked about.
    pub through: CapabilityKey,
    /// The weakest link of the chain.
    pub evidence: Evidence,
    /// Where the holding is said.
    pub cites: CitationKey,
    /// What limits it.
    pub limit: Option<LimitKey>,
    /// The engine for which it holds.
    pub engine: Option<Engine>,
}

/// One way in which a role is known not to hold a capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Denied {
    /// How it is known, and where it is said.
    pub fact: Fact,
    /// The engine for which it is known.
    pub engine: Option<Engine>,
}

/// What one role holds and does not hold, by capability.
#[derive(Clone, Debug, Default)]
pub struct Hand {
    holds: Vec<Vec<Held>>,
    denied: Vec<Vec<Denied>>,
}

impl Hand {
    /// The ways in which the role holds the capability, limited ones included.
    pub fn holds(&self, capability: CapabilityKey) -> &[Held] {
        &self.holds[capability.index()]
    }

    /// The ways in which the role is known not to hold the capability.
    pub fn denied(&self, capability: CapabilityKey) -> &[Denied] {
        &self.denied[capability.index()]
    }
}

/// The hands of all roles, and what every capability contains.
#[derive(Debug)]
pub struct Hands {
    contents: Vec<Vec<(CapabilityKey, Evidence)>>,
    hands: Vec<Hand>,
}

impl Hands {
    /// Works them out of the graph.
    pub fn new(tables: &Tables, graph: &Graph) -> Self {
        let contents: Vec<Vec<_>> = (0..tables.capabilities.len())
            .map(|position| {
                let contents = graph.contents(Node::Capability(CapabilityKey::new(position)));
                let capability = |(node, evidence)| match node {
                    Node::Capability(key) => Some((key, evidence)),
                    _ => None,
                };
                contents.into_iter().filter_map(capability).collect()
            })
            .collect();
        let mut wholes = vec![Vec::new(); contents.len()];
        for (whole, parts) in contents.iter().enumerate() {
            for (part, evidence) in parts {
                wholes[part.index()].push((whole, *evidence));
            }
        }
        let roles = (0..tables.roles.len()).map(RoleKey::new);
        let hands = roles.map(|role| hand(graph, &contents, &wholes, role)).collect();
        Self { contents, hands }
    }

    /// What a capability contains, itself first.
    pub fn contents(&self, capability: CapabilityKey) -> &[(CapabilityKey, Evidence)] {
        &self.contents[capability.index()]
    }

    /// What a role holds.
    pub fn of(&self, role: RoleKey) -> &Hand {
        &self.hands[role.index()]
    }
}

fn hand(
    graph: &Graph,
    contents: &[Vec<(CapabilityKey, Evidence)>],
    wholes: &[Vec<(usize, Evidence)>],
    role: RoleKey,
) -> Hand {
    let mut hand = Hand { holds: vec![Vec::new(); contents.len()], denied: vec![Vec::new(); contents.len()] };
    for (node, link) in graph.satisfies(Node::Role(role)) {
        let Node::Capability(capability) = node else { continue };
        if link.relation == Relation::HeldBy {
            for &(part, evidence) in &contents[capability.index()] {
                let evidence = evidence.min(link.evidence);
                let (cites, limit, engine) = (link.cites, link.limit, link.engine);
                hand.holds[part.index()].push(Held { through: capability, evidence, cites, limit, engine });
            }
        } else {
            // Whoever lacks a part lacks the whole, as surely as the whole is known to contain the part.
            for &(whole, evidence) in &wholes[capability.index()] {
                let fact = Fact { evidence: evidence.min(link.evidence), cites: link.cites };
                hand.denied[whole].push(Denied { fact, engine: link.engine });
            }
        }
    }
    hand
}
