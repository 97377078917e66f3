//! What each input adds: which file makes a scope necessary, and what recordings and logs show of use.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::call::CallView;
use super::plan::PlansView;
use crate::model::{Asked, Call, Credential, SetAside};

/// What one input needs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FileView {
    /// The input.
    pub source: String,
    /// How many calls stand in it, those to nobody's API left out.
    pub calls: usize,
    /// The scopes of the plans that it needs, by name, with the lines of the calls that need them.
    pub scopes: BTreeMap<String, Vec<u32>>,
}

/// What recordings and logs show of use. What they do not show may be used all the same.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UseView {
    /// Operations that were seen in use.
    pub used: Vec<String>,
    /// Operations of the plan that no recording and no log shows in use.
    pub no_evidence: Vec<String>,
    /// The scopes that tokens were asked for.
    pub requested_scopes: Vec<RequestedScope>,
}

/// A scope that tokens were asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RequestedScope {
    /// Its name, as it was asked for.
    pub name: String,
    /// How often.
    pub times: u32,
    /// Where that first stands.
    pub source: String,
    /// The line.
    pub line: u32,
    /// Whether it was refused every time.
    pub refused: bool,
    /// Whether a call that is known needs it.
    pub needed: bool,
}

/// What each input needs, when there are several.
pub(super) fn files(calls: &[CallView], plans: &PlansView) -> Vec<FileView> {
    let scopes = scopes_of(plans);
    let mut files: IndexMap<&str, FileView> = IndexMap::new();
    for call in calls.iter().filter(|call| call.status != "ignored") {
        let new = || FileView { source: call.source.clone(), calls: 0, scopes: BTreeMap::new() };
        let file = files.entry(&call.source).or_insert_with(new);
        file.calls += 1;
        for scope in call.operations.iter().filter_map(|id| scopes.get(id.as_str())).flatten() {
            let lines = file.scopes.entry((*scope).to_owned()).or_default();
            if lines.last() != Some(&call.line) {
                lines.push(call.line);
            }
        }
    }
    if files.len() > 1 { files.into_values().collect() } else { Vec::new() }
}

/// The scopes of the plans that an operation needs, by operation.
fn scopes_of(plans: &PlansView) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut scopes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for credential in [Credential::ServiceApp, Credential::UserApp] {
        for item in plans.of(credential).scopes.iter().flatten() {
            for operation in &item.because {
                scopes.entry(operation).or_default().insert(&item.name);
            }
        }
    }
    scopes
}

/// What recordings and logs show; nothing when no input is one.
pub(super) fn evidence_of_use(calls: &[Call], views: &[CallView], plans: &PlansView) -> Option<UseView> {
    let requested = requested_scopes(calls, plans);
    let is_recorded = |view: &CallView| view.seen != "no evidence" || view.answer.is_some();
    if requested.is_empty() && !views.iter().any(is_recorded) {
        return None;
    }
    let operations = |of: &dyn Fn(&CallView) -> bool| -> BTreeSet<&str> {
        let calls =
            views.iter().filter(|view| matches!(view.status.as_str(), "matched" | "corrected") && of(view));
        calls.flat_map(|view| view.operations.iter().map(String::as_str)).collect()
    };
    let used = operations(&|view| view.seen == "used");
    let all = operations(&|_| true);
    let owned = |ids: &mut dyn Iterator<Item = &&str>| ids.map(|id| (*id).to_owned()).collect();
    Some(UseView {
        no_evidence: owned(&mut all.difference(&used)),
        used: owned(&mut used.iter()),
        requested_scopes: requested,
    })
}

fn requested_scopes(calls: &[Call], plans: &PlansView) -> Vec<RequestedScope> {
    let planned: BTreeSet<&str> = scopes_of(plans).into_values().flatten().collect();
    let mut found: BTreeMap<&str, RequestedScope> = BTreeMap::new();
    for call in calls {
        let Asked::Event(event) = &call.asked else { continue };
        let refused = call.set_aside == Some(SetAside::Denied);
        for name in &event.scopes {
            let scope = found.entry(name).or_insert_with(|| RequestedScope {
                name: name.clone(),
                times: 0,
                source: call.origin.source.to_string(),
                line: call.origin.line,
                refused: true,
                needed: planned.contains(name.as_str()),
            });
            scope.times = scope.times.saturating_add(call.times);
            scope.refused &= refused;
        }
    }
    found.into_values().collect()
}
