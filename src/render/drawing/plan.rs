//! The picture of a plan: calls by resource, what they need, and what is granted.

use std::collections::{BTreeMap, BTreeSet};

use super::{Drawing, Kind};
use crate::model::{Credential, Evidence};
use crate::report::{GrantedItem, ItemKind, OperationView, PlanReport};

/// So many operations of a resource are named.
const NAMED: usize = 6;

/// Draws the plan for a credential.
pub(in crate::render) fn drawing(report: &PlanReport, credential: Credential) -> Drawing {
    let plan = report.plans.of(credential);
    let operations: BTreeMap<&str, &OperationView> =
        report.operations.iter().map(|one| (one.id.as_str(), one)).collect();
    let mut drawing = Drawing::default();
    let mut resources: BTreeMap<&str, Vec<&OperationView>> = BTreeMap::new();
    for one in operations.values().filter(|one| one.in_plan != Some(false)) {
        resources.entry(&one.tag).or_default().push(one);
    }
    for (resource, operations) in &resources {
        drawing.add(&format!("resource:{resource}"), Kind::Calls, || calls(report, resource, operations));
    }
    for item in plan.chosen_items() {
        draw_item(&item, &operations, &mut drawing);
    }
    let free = report.no_grant_needed.iter().map(|one| (one.operation.as_str(), "no grant is needed"));
    let unknown = plan.unknown.iter().map(|one| (one.operation.as_str(), "a right that no source names"));
    let cannot =
        plan.not_possible.iter().map(|one| (one.operation.as_str(), "not possible with this credential"));
    for (id, why) in free.chain(unknown).chain(cannot) {
        let Some(operation) = operations.get(id) else { continue };
        let from = drawing.add(&format!("resource:{}", operation.tag), Kind::Calls, Vec::new);
        let to = drawing.add(why, Kind::Need, || vec![why.to_owned()]);
        drawing.join(from, to, "", true);
    }
    drawing
}

/// Draws a granted thing, what asks for it, and what it answers.
fn draw_item(item: &GrantedItem<'_>, operations: &BTreeMap<&str, &OperationView>, drawing: &mut Drawing) {
    let kind = match item.kind {
        ItemKind::Scope => Kind::Scope,
        ItemKind::Permission => Kind::Right,
        ItemKind::Role => Kind::Role,
    };
    let name = format!("{} {}", item.kind.name(), item.name);
    let granted = drawing.add(&name, kind, || vec![name.clone()]);
    let operations: Vec<_> =
        item.because.iter().filter_map(|id| operations.get(id.as_str()).copied()).collect();
    for (need, askers) in needs(item, &operations) {
        let resources: BTreeSet<&str> = askers.iter().map(|one| one.tag.as_str()).collect();
        let from: Vec<usize> = resources
            .iter()
            .map(|resource| drawing.add(&format!("resource:{resource}"), Kind::Calls, Vec::new))
            .collect();
        // The plan says of which operations an item is least sure; how sure it is of the others, it does not say.
        let weakest = askers.iter().any(|one| item.weakest.contains(&one.id));
        let evidence = if weakest { item.evidence.to_string() } else { String::new() };
        let faint = weakest && item.evidence < Evidence::Vendor;
        // What is granted as it is needed needs no box of its own.
        if need == item.name {
            for from in from {
                drawing.join(from, granted, &evidence, faint);
            }
            continue;
        }
        let layer = if item.kind == ItemKind::Scope { "scope" } else { "right" };
        let need = drawing.add(&format!("{layer} needed: {need}"), Kind::Need, || lines(layer, &need));
        for from in from {
            drawing.join(from, need, "", false);
        }
        drawing.join(need, granted, &evidence, faint);
    }
}

/// What the operations behind an item ask for, each with the operations that ask for it.
fn needs<'a>(
    item: &GrantedItem<'_>,
    operations: &[&'a OperationView],
) -> BTreeMap<String, Vec<&'a OperationView>> {
    let mut needs: BTreeMap<String, Vec<&OperationView>> = BTreeMap::new();
    for operation in operations {
        let alternatives =
            if item.kind == ItemKind::Scope { &operation.scopes } else { &operation.capabilities };
        let sets: BTreeSet<String> = alternatives.iter().map(|set| set.join(" and ")).collect();
        let need = sets.into_iter().collect::<Vec<_>>().join(" or ");
        let need = if need.is_empty() { "a right that no source names".to_owned() } else { need };
        needs.entry(need).or_default().push(operation);
    }
    needs
}

/// Alternatives, one on each line.
fn lines(layer: &str, need: &str) -> Vec<String> {
    let line = |(position, text): (usize, &str)| {
        let lead = if position == 0 { layer } else { "or" };
        format!("{lead} {text}")
    };
    need.split(" or ").enumerate().map(line).collect()
}

/// A resource with the operations that are called.
fn calls(report: &PlanReport, resource: &str, operations: &[&OperationView]) -> Vec<String> {
    let calls = report.calls.iter();
    let calls =
        calls.filter(|call| call.operations.iter().any(|id| operations.iter().any(|one| one.id == *id)));
    let heading = format!("{resource} · {}", crate::model::plural(calls.count(), "call"));
    let bare = |one: &&OperationView| one.id.split_once(':').map_or(one.id.clone(), |(_, id)| id.to_owned());
    let mut lines: Vec<_> = std::iter::once(heading).chain(operations.iter().take(NAMED).map(bare)).collect();
    if operations.len() > NAMED {
        lines.push(format!("and {} more", operations.len() - NAMED));
    }
    lines
}
