//! Findings about the calls themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::bench::Bench;
use super::finding::{Finding, Kind, Subject};
use super::rule::{
    CORRECTED_CALL, DEPRECATED_OPERATION, REMOVED_OPERATION, UNKNOWN_CALL, UNSUPPORTED_CREDENTIAL,
};
use super::terraform;
use crate::catalog::Catalog;
use crate::catalog::tables::OperationKey;
use crate::disclosure::HIDDEN;
use crate::matching::{Code, Match, Status, with_parameter_names};
use crate::model::{Asked, Call, Credential, Origin};
use crate::plan::Refusal;

/// The findings about calls.
pub(super) fn findings(
    catalog: &Catalog,
    calls: &[Call],
    matches: &[Match],
    credential: Credential,
) -> Vec<Finding> {
    let mut found: BTreeMap<(&'static str, Subject), Finding> = BTreeMap::new();
    for (call, matched) in calls.iter().zip(matches) {
        let about_call = about_call(catalog, call, matched);
        // That its credential is the wrong one says more than that the call is not known.
        let about_call = about_call.filter(|_| !terraform::is_impossible(catalog, call, credential));
        let deprecated = matched.operations.iter().filter(|key| catalog.operation(**key).deprecated);
        for finding in about_call.into_iter().chain(deprecated.map(|key| deprecated_operation(catalog, *key)))
        {
            let entry = found.entry((finding.rule.id, finding.subject.clone())).or_insert(finding);
            // Places that are said twice fall together with those of all findings.
            entry.origins.push(call.origin.clone());
        }
    }
    found.into_values().map(counted).collect()
}

/// A finding about calls that are printed alike and may differ: its subject says how many there are, so that a baseline of
/// some does not accept a further one.
fn counted(mut finding: Finding) -> Finding {
    let places = finding.origins.len();
    if places > 1 && finding.subject.name.contains(HIDDEN) {
        finding.subject.name.push_str(&format!(" ({places} places)"));
    }
    finding
}

/// What is wrong with a call.
fn about_call(catalog: &Catalog, call: &Call, matched: &Match) -> Option<Finding> {
    let diagnosis = matched.diagnosis.as_ref();
    let removed = diagnosis.is_some_and(|diagnosis| diagnosis.code == Code::Removed);
    let rule = match matched.status {
        Status::Matched | Status::Excluded => return None,
        Status::Corrected => &CORRECTED_CALL,
        Status::Unresolved if removed => &REMOVED_OPERATION,
        Status::Ambiguous | Status::Unresolved => &UNKNOWN_CALL,
    };
    let text = text(&with_parameter_names(catalog, call, matched));
    let why = diagnosis.map_or_else(|| "it is not understood".to_owned(), |one| one.message.clone());
    let suggestions = diagnosis.map(|one| one.suggestions.as_slice()).unwrap_or_default();
    let finding = Finding::new(rule, Kind::Call.named(text.as_str()), format!("`{text}`: {why}"));
    let finding = finding.about_calls(matched.operations.iter().copied().collect());
    let named = match matched.operations.as_slice() {
        [] => None,
        keys => {
            Some(keys.iter().map(|key| format!("`{}`", catalog.operation_name(*key))).collect::<Vec<_>>())
        }
    };
    Some(match (matched.status, suggestions, named) {
        (_, [_, ..], _) if diagnosis.is_some_and(|one| one.code == Code::RemovedType) => {
            let successors: Vec<_> = suggestions.iter().map(|one| format!("`{one}`")).collect();
            finding.help(format!("use {}", crate::model::either(&successors)))
        }
        (Status::Corrected, [first, ..], _) => finding.help(format!("write `{first}`")),
        (_, [], Some(names)) => finding.help(format!("name the operation: {}", crate::model::either(&names))),
        (_, [], None) => finding,
        (_, near, _) => {
            let near: Vec<_> = near.iter().take(3).map(|one| format!("`{one}`")).collect();
            finding.help(format!("nearest: {}", near.join(", ")))
        }
    })
}

/// A call as findings name it: its method and path, or what stands in the input.
fn text(call: &Call) -> String {
    match &call.asked {
        Asked::Http(request) => match request.method {
            Some(method) => format!("{method} {}", request.path),
            None => request.path.clone(),
        },
        Asked::Name(name) => name.clone(),
        Asked::Sdk(method) => method.name.clone(),
        Asked::Event(event) => event.path.clone(),
        Asked::Provision(_) => call.text(),
    }
}

fn deprecated_operation(catalog: &Catalog, key: OperationKey) -> Finding {
    let name = catalog.short_name(key);
    let operation = catalog.operation(key);
    let mut finding = Finding::new(
        &DEPRECATED_OPERATION,
        Kind::Operation.named(catalog.operation_name(key)),
        format!("`{name}` is deprecated: the document says so"),
    )
    .about_calls(BTreeSet::from([key]))
    .known_by(Some(crate::model::Evidence::Spec));
    finding.sources = catalog.sources_of([operation.scopes_fact.cites]);
    finding
}

/// The operations that the credential does not get through to.
///
/// `counted` are the calls that count, with what became of each: a finding stands where the calls are that fail, and
/// not where the same operation is called on something else.
pub(super) fn unsupported(bench: &Bench<'_>, counted: &[(&Call, &Match)]) -> Vec<Finding> {
    let fails = |found: &Match, key: OperationKey, refusal: &Refusal| {
        let situation = &found.situation;
        found.operations.contains(&key)
            && situation.only.is_none_or(|only| only == bench.credential)
            && (refusal.call.is_none() || situation.own)
    };
    let refused = bench.calls.iter().flat_map(|needs| &needs.judgement.refused);
    let finding = refused.map(|(key, refusal)| {
        let name = bench.catalog.short_name(*key);
        let called = refusal.call.as_deref().unwrap_or(&name);
        let message = format!("`{called}` is not possible with {}: {}", article(bench), refusal.message);
        Finding::new(
            &UNSUPPORTED_CREDENTIAL,
            Kind::Operation.named(bench.catalog.operation_name(*key)),
            message,
        )
        .help("make this call with another credential, or leave it out")
        .about_calls(BTreeSet::from([*key]))
        .known_by(Some(bench.catalog.operation(*key).scopes_fact.evidence))
        .standing(origins(counted, |found| fails(found, *key, refusal)))
    });
    finding.collect()
}

/// Where some of the calls stand.
fn origins(calls: &[(&Call, &Match)], wanted: impl Fn(&Match) -> bool) -> Vec<Origin> {
    let wanted = calls.iter().filter(|(_, found)| wanted(found));
    wanted.map(|(call, _)| call.origin.clone()).collect()
}

fn article(bench: &Bench<'_>) -> String {
    let article = if bench.credential.title().starts_with(['a', 'A']) { "an" } else { "a" };
    format!("{article} {}", bench.credential)
}
