//! The picture of an explanation: operations, or resources where they are many, and what leads on from them.

use std::collections::{BTreeMap, BTreeSet};

use super::{Drawing, Kind};
use crate::model::Evidence;
use crate::render::phrases::tally;
use crate::report::{EdgeView, ExplainReport, NodeKind, NodeView};

/// So many operations stand for themselves; more are drawn as their resources.
const SINGLE: usize = 8;

/// Draws an explanation.
pub(in crate::render) fn drawing(report: &ExplainReport) -> Drawing {
    let of_kind = |kind: NodeKind| report.nodes.iter().filter(move |node| node.kind == kind);
    let grouped = of_kind(NodeKind::Operation).count() > SINGLE || of_kind(NodeKind::Call).count() > SINGLE;
    let plan =
        Plan { nodes: report.nodes.iter().map(|node| (node.id.as_str(), node)).collect(), grouped, report };
    let mut drawing = Drawing::default();
    for edge in &report.edges {
        plan.draw(edge, &mut drawing);
    }
    if drawing.boxes.is_empty() {
        for node in &report.nodes {
            plan.add(node, &mut drawing);
        }
    }
    drawing
}

struct Plan<'a> {
    nodes: BTreeMap<&'a str, &'a NodeView>,
    grouped: bool,
    report: &'a ExplainReport,
}

impl Plan<'_> {
    /// Draws an edge; one to a set of a single thing leads to that thing at once.
    fn draw(&self, edge: &EdgeView, drawing: &mut Drawing) {
        let (Some(from), Some(to)) = (self.nodes.get(edge.from.as_str()), self.nodes.get(edge.to.as_str()))
        else {
            return;
        };
        if self.is_passed(from) || (self.grouped && from.kind == NodeKind::Call) {
            return;
        }
        let ends: Vec<&EdgeView> = if self.is_passed(to) {
            self.report.edges.iter().filter(|onward| onward.from == to.id).collect()
        } else {
            vec![edge]
        };
        for end in ends {
            let Some(to) = self.nodes.get(end.to.as_str()) else { continue };
            let (from, to) = (self.add(from, drawing), self.add(to, drawing));
            let faint = end.evidence.is_some_and(|evidence| evidence < Evidence::Vendor);
            drawing.join(from, to, &label(end), faint);
        }
    }

    /// Whether a box for the set would say nothing: it holds one thing, or everything is drawn by resource.
    fn is_passed(&self, node: &NodeView) -> bool {
        let members = || self.report.edges.iter().filter(|edge| edge.from == node.id).count();
        match node.kind {
            NodeKind::Alternative => self.grouped || (members() == 1 && !node.name.contains(", when ")),
            NodeKind::SpecialCase => self.grouped,
            _ => false,
        }
    }

    fn add(&self, node: &NodeView, drawing: &mut Drawing) -> usize {
        match (&node.resource, self.grouped) {
            (Some(resource), true) => {
                drawing.add(&format!("resource:{resource}"), Kind::Calls, || self.resource(resource))
            }
            _ => drawing.add(&node.id, kind(node.kind), || {
                let detail = node.detail.iter().cloned();
                let title = match node.kind {
                    NodeKind::Alternative => node.name.replace(" + ", " and "),
                    NodeKind::Scope => format!("scope {}", node.name),
                    NodeKind::Capability => format!("right {}", node.name),
                    NodeKind::Role => format!("role {}", node.name),
                    NodeKind::Call | NodeKind::Operation | NodeKind::SpecialCase => node.name.clone(),
                };
                std::iter::once(title).chain(detail).collect()
            }),
        }
    }

    fn resource(&self, resource: &str) -> Vec<String> {
        let operations: BTreeSet<_> = self
            .report
            .nodes
            .iter()
            .filter(|node| node.resource.as_deref() == Some(resource))
            .filter_map(|node| Some((&node.id, node.impact?)))
            .collect();
        let sum = operations
            .iter()
            .fold(crate::model::Tally::default(), |sum, (_, impact)| sum + crate::model::Tally::one(*impact));
        vec![resource.to_owned(), tally(sum)]
    }
}

const fn kind(kind: NodeKind) -> Kind {
    match kind {
        NodeKind::Call | NodeKind::Operation => Kind::Calls,
        NodeKind::Alternative | NodeKind::SpecialCase => Kind::Need,
        NodeKind::Scope => Kind::Scope,
        NodeKind::Capability => Kind::Right,
        NodeKind::Role => Kind::Role,
    }
}

fn label(edge: &EdgeView) -> String {
    let relation = match edge.relation.as_str() {
        "contained-in" => Some("in".to_owned()),
        _ => None,
    };
    let evidence = edge.evidence.map(|evidence| evidence.to_string());
    relation.into_iter().chain(evidence).chain(edge.limit.clone()).collect::<Vec<_>>().join(" · ")
}
