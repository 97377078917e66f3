//! What each input adds: which file makes a scope necessary, and what recordings and logs show of use.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::build::Material;
use super::call::CallView;
use super::plan::PlansView;
use super::stated::{self, HintView};
use crate::intake::{LineKind, OpenPlace};
use crate::matching::{Match, Status};
use crate::model::{Asked, Call, Credential, SetAside, is_okta_host};

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

/// What became of every file and line of the inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct InputsView {
    /// The files.
    pub files: FilesView,
    /// The non-empty lines of lists; each is counted once.
    pub lines: LinesView,
    /// Places in code where Okta is called and the operation cannot be told.
    pub unresolved: Vec<PlaceView>,
    /// Lines of lists that are not understood.
    pub not_understood: Vec<PlaceView>,
    /// Lines that may be misread: a scope beside a call that does not need it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<HintView>,
    /// What could not be read, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<String>,
    /// Files that use an Okta client and in which no call could be resolved.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without_calls: Vec<String>,
    /// Hosts beside Okta's own domains that are taken for the org.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hosts: Vec<String>,
}

/// How many files were read, and how many were not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FilesView {
    /// Read, standard input and arguments included.
    pub read: usize,
    /// Passed over, by class.
    pub skipped: BTreeMap<String, usize>,
    /// Not readable, or broken.
    pub failed: usize,
}

/// What the non-empty lines of lists are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LinesView {
    /// Lines with a call that counts or is unresolved, and lines that continue one.
    pub calls: usize,
    /// Headings and sentences.
    pub prose: usize,
    /// Lines whose calls are all excluded.
    pub excluded: usize,
    /// Lines that ought to be calls and have no path and no name of an operation.
    pub not_understood: usize,
}

/// A place in an input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct PlaceView {
    /// The input.
    pub source: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1; absent where the whole line is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// Why.
    pub reason: String,
}

impl InputsView {
    /// Whether anything could not be read, is not understood or is unresolved.
    pub const fn is_open(&self) -> bool {
        self.files.failed > 0 || !self.unresolved.is_empty() || self.lines.not_understood > 0
    }
}

/// The account of the inputs, once it is known what became of every call.
pub(super) fn inputs_view(material: &Material<'_>) -> InputsView {
    let Material { account, calls, matches, failed, .. } = *material;
    let mut view = InputsView {
        files: FilesView {
            read: account.files_read,
            skipped: account.skipped.iter().map(|(class, count)| (class.name().to_owned(), *count)).collect(),
            failed: failed.len(),
        },
        failed: failed.iter().map(ToString::to_string).collect(),
        without_calls: account.without_calls.iter().map(ToString::to_string).collect(),
        hosts: own_hosts(calls, matches),
        hints: stated::hints(material),
        ..InputsView::default()
    };
    let place = |open: &OpenPlace| PlaceView {
        source: open.source.to_string(),
        line: open.line,
        column: Some(open.column),
        reason: open.reason.to_owned(),
    };
    view.unresolved = account.unresolved.iter().map(place).collect();
    let counted: BTreeSet<(&str, u32)> = calls
        .iter()
        .zip(matches)
        .filter(|(_, found)| found.status != Status::Excluded)
        .map(|(call, _)| (&*call.origin.source, call.origin.line))
        .chain(account.unresolved.iter().map(|open| (&*open.source, open.line)))
        .collect();
    for list in &account.lists {
        let moved = account.moved.of(&list.source);
        let is_counted = |line: u32| counted.contains(&(&*list.source, line));
        for line in list.lines.iter() {
            match line.kind {
                LineKind::Call { of } if is_counted(of) || moved.is_any(of, &is_counted) => {
                    view.lines.calls += 1;
                }
                LineKind::Call { .. } | LineKind::Excluded => view.lines.excluded += 1,
                LineKind::Prose => view.lines.prose += 1,
                LineKind::NotUnderstood => {
                    view.lines.not_understood += 1;
                    view.not_understood.push(PlaceView {
                        source: list.source.to_string(),
                        line: line.line,
                        column: None,
                        reason: "it ought to be a call, and it has no path and no name of an operation"
                            .to_owned(),
                    });
                }
            }
        }
    }
    view
}

/// The hosts of counted calls that are on none of Okta's domains.
fn own_hosts(calls: &[Call], matches: &[Match]) -> Vec<String> {
    let counted = calls.iter().zip(matches).filter(|(_, found)| found.status != Status::Excluded);
    let hosts: BTreeSet<&str> = counted.filter_map(|(call, _)| call.host()).collect();
    hosts.into_iter().filter(|host| !is_okta_host(host)).map(str::to_owned).collect()
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
    for call in calls.iter().filter(|call| call.status != "excluded") {
        let new = || FileView { source: call.source.clone(), calls: 0, scopes: BTreeMap::new() };
        let file = files.entry(&call.source).or_insert_with(new);
        file.calls += call.count as usize;
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
