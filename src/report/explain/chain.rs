//! The chain from a call to what it needs, step by step.

use std::collections::{BTreeMap, VecDeque};

use schemars::JsonSchema;
use serde::Serialize;

use super::web::Web;
use super::{EdgeView, NodeKind, NodeView};
use crate::catalog::graph::Node;
use crate::matching::{Match, Status};
use crate::model::{Call, Evidence};

/// A call and how it leads to what was asked for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CallChain {
    /// The file, or `stdin` or `argument`.
    pub source: String,
    /// The line, from 1.
    pub line: u32,
    /// The call as it stands there.
    pub text: String,
    /// For each operation that it is and that needs what was asked for: the shortest chain to it.
    pub chains: Vec<Vec<Step>>,
}

/// One step of a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Step {
    /// How the step before leads to this one: a relation of the edges.
    pub relation: String,
    /// What this is.
    pub kind: NodeKind,
    /// Its name.
    pub name: String,
    /// How the step is known; null for what follows from the call alone.
    pub evidence: Option<Evidence>,
    /// What limits it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
    /// Keys of sources.
    pub sources: Vec<String>,
}

/// The chains from calls to what was asked for; calls that are nothing for certain lead nowhere.
pub(super) fn of_calls(
    web: &mut Web<'_>,
    targets: &[Node],
    calls: &[Call],
    matches: &[Match],
) -> Vec<CallChain> {
    let mut found = Vec::new();
    for (number, (call, matched)) in calls.iter().zip(matches).enumerate() {
        let certain = matches!(matched.status, Status::Matched | Status::Corrected);
        let operations = matched.operations.iter().filter(|_| certain);
        let mut chains = Vec::new();
        for operation in operations {
            for target in targets {
                let from = Node::Operation(*operation);
                if *target == from {
                    chains.push(Vec::new());
                } else {
                    web.operation(*operation, Some(*target));
                    chains.extend(shortest(web, from, *target));
                }
                let Some(chain) = chains.last_mut() else { continue };
                if chain.first().is_none_or(|step| step.relation != "is") {
                    chain.insert(0, is(web, from));
                }
                let (from, to) = (call_node(web, number, call), web.id(from));
                web.edge(from, to, "is", None, None);
            }
        }
        found.push(CallChain {
            source: call.origin.source.to_string(),
            line: call.origin.line,
            text: call.text(),
            chains,
        });
    }
    found
}

fn is(web: &Web<'_>, operation: Node) -> Step {
    let id = web.id(operation);
    let name = id.split_once(':').map_or(id.clone(), |(_, name)| name.to_owned());
    let (relation, kind) = ("is".to_owned(), NodeKind::Operation);
    Step { relation, kind, name, evidence: None, limit: None, sources: Vec::new() }
}

fn call_node(web: &mut Web<'_>, number: usize, call: &Call) -> String {
    web.put(NodeView {
        id: format!("call:{}", number + 1),
        kind: NodeKind::Call,
        name: call.text(),
        detail: Some(format!("{}:{}", call.origin.source, call.origin.line)),
        resource: None,
        impact: None,
    })
}

/// The shortest chain from one node to another, and among equals the surest.
pub(super) fn shortest(web: &Web<'_>, from: Node, to: Node) -> Option<Vec<Step>> {
    let (start, goal) = (web.id(from), web.id(to));
    let mut onward: BTreeMap<&str, Vec<&EdgeView>> = BTreeMap::new();
    for edge in &web.edges {
        onward.entry(edge.from.as_str()).or_default().push(edge);
    }
    for edges in onward.values_mut() {
        edges.sort_by_key(|edge| (std::cmp::Reverse(edge.evidence), edge.limit.is_some()));
    }
    let mut came_by: BTreeMap<&str, &EdgeView> = BTreeMap::new();
    let mut waiting = VecDeque::from([start.as_str()]);
    while let Some(node) = waiting.pop_front() {
        for edge in onward.get(node).into_iter().flatten() {
            if edge.to != start && !came_by.contains_key(edge.to.as_str()) {
                came_by.insert(&edge.to, edge);
                waiting.push_back(&edge.to);
            }
        }
    }
    let mut steps = Vec::new();
    let mut at = goal.as_str();
    while at != start {
        let edge = came_by.get(at)?;
        steps.push(step(web, edge)?);
        at = &edge.from;
    }
    steps.reverse();
    Some(steps)
}

fn step(web: &Web<'_>, edge: &EdgeView) -> Option<Step> {
    let node = web.node(&edge.to)?;
    Some(Step {
        relation: edge.relation.clone(),
        kind: node.kind,
        name: node.name.clone(),
        evidence: edge.evidence,
        limit: edge.limit.clone(),
        sources: edge.sources.clone(),
    })
}
