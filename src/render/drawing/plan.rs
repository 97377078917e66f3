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
        let kind = match item.kind {
            ItemKind::Scope => Kind::Scope,
            ItemKind::Permission => Kind::Right,
            ItemKind::Role => Kind::Role,
        };
        let name = format!("{}:{}", item.kind.name(), item.name);
        let granted = drawing.add(&name, kind, || vec![format!("{} {}", item.kind.name(), item.name)]);
        let operations: Vec<_> = item.because.iter().filter_map(|id| operations.get(id.as_str())).collect();
        for (need, resources) in needs(&item, &operations) {
            let faint = item.evidence < Evidence::Vendor;
            let evidence = item.evidence.to_string();
            let from: Vec<usize> = resources
                .iter()
                .map(|resource| drawing.add(&format!("resource:{resource}"), Kind::Calls, Vec::new))
                .collect();
            // What is granted as it is needed needs no box of its own.
            if need == item.name {
                from.iter().for_each(|from| drawing.join(*from, granted, &evidence, faint));
                continue;
            }
            let layer = if item.kind == ItemKind::Scope { "scopes" } else { "rights" };
            let need = drawing.add(&format!("{layer}:{need}"), Kind::Need, || lines(&need));
            from.iter().for_each(|from| drawing.join(*from, need, "", false));
            drawing.join(need, granted, &evidence, faint);
        }
    }
    drawing
}

/// What the operations behind an item ask for, each with the resources that ask for it.
fn needs<'a>(item: &GrantedItem<'_>, operations: &[&&'a OperationView]) -> BTreeMap<String, BTreeSet<&'a str>> {
    let mut needs: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for operation in operations {
        let alternatives = if item.kind == ItemKind::Scope { &operation.scopes } else { &operation.capabilities };
        let sets: BTreeSet<String> = alternatives.iter().map(|set| set.join(" and ")).collect();
        let need = sets.into_iter().collect::<Vec<_>>().join(" or ");
        let need = if need.is_empty() { "a right that no source names".to_owned() } else { need };
        needs.entry(need).or_default().insert(&operation.tag);
    }
    needs
}

/// Alternatives, one on each line.
fn lines(need: &str) -> Vec<String> {
    let alternatives: Vec<_> = need.split(" or ").collect();
    let line = |(position, text): (usize, &&str)| {
        if position == 0 { (*text).to_owned() } else { format!("or {text}") }
    };
    alternatives.iter().enumerate().map(line).collect()
}

/// A resource with the operations that are called.
fn calls(report: &PlanReport, resource: &str, operations: &[&OperationView]) -> Vec<String> {
    let calls = report.calls.iter();
    let calls = calls.filter(|call| call.operations.iter().any(|id| operations.iter().any(|one| one.id == *id)));
    let heading = format!("{resource} · {}", crate::model::plural(calls.count(), "call"));
    let bare = |one: &&OperationView| one.id.split_once(':').map_or(one.id.clone(), |(_, id)| id.to_owned());
    let mut lines: Vec<_> = std::iter::once(heading).chain(operations.iter().take(NAMED).map(bare)).collect();
    if operations.len() > NAMED {
        lines.push(format!("and {} more", operations.len() - NAMED));
    }
    lines
}
