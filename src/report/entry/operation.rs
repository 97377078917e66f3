//! What is said of an operation: what it accepts and needs, the least first, and which roles give that.

use std::collections::BTreeMap;

use super::{EntryReport, Facts, HISTORY, all_of, counted, limit_in_words};
use crate::catalog::Catalog;
use crate::catalog::openapi::endpoint;
use crate::catalog::tables::{OperationKey, Removed};
use crate::model::{Evidence, Tally};
use crate::report::names;
use crate::report::operation::OperationView;

/// The release that means "then or earlier".
const EARLIEST: &str = "2024.06.1";

fn entry_facts(catalog: &Catalog, key: OperationKey, view: &OperationView) -> Facts {
    vec![
        ("accepts", view.credentials.iter().map(|one| one.name().to_owned()).collect()),
        ("scopes, any of, least first", scopes(catalog, key)),
        ("rights, any of, least first", rights(catalog, key)),
        ("standard roles, least first", roles(catalog, view)),
        ("roles of Privileged Access, any of", view.opa_roles.clone()),
        ("must cover all", whole(catalog, key)),
        ("special cases", special_cases(view)),
        ("about the caller itself", own(catalog, key)),
        ("state", state(view)),
        (HISTORY, history(catalog, key)),
        ("caveats and notes", view.notes.clone()),
    ]
}

pub(super) fn entry(catalog: &Catalog, key: OperationKey) -> EntryReport {
    let view = OperationView::new(catalog, key, &[], Evidence::InferredLow, None);
    let facts = entry_facts(catalog, key, &view);
    let title = format!("{} {} · {} at worst", view.method, view.path, view.impact);
    let operation = catalog.operation(key);
    let document = names::sources(catalog, &catalog.sources_of([operation.scopes_fact.cites]));
    let caveats = catalog.tables().caveats.iter().filter(|caveat| {
        caveat.roles.is_empty() && caveat.credentials.is_empty() && caveat.operations.contains(&key)
    });
    let caveats = names::sources(catalog, &catalog.sources_of(caveats.map(|caveat| caveat.cites)));
    let cited = view.sources.iter().cloned().chain(document).chain(caveats);
    super::entry(catalog, &view.id, "operation", title, facts, cited)
}

fn scopes(catalog: &Catalog, key: OperationKey) -> Vec<String> {
    let operation = catalog.operation(key);
    let mut sets: Vec<(Tally, String)> = operation
        .scopes
        .iter()
        .map(|set| {
            let gives = catalog.tally(&catalog.passed_by_scopes(set));
            let level = operation.scopes_fact.evidence;
            let gives_text =
                if set.is_empty() { String::new() } else { format!("; gives {}", counted(gives)) };
            (gives, format!("{} ({level}{gives_text})", all_of(&names::scopes(catalog, set))))
        })
        .collect();
    sets.sort();
    sets.into_iter().map(|(_, line)| line).collect()
}

fn rights(catalog: &Catalog, key: OperationKey) -> Vec<String> {
    let mut sets: Vec<(Tally, String)> = catalog
        .operation(key)
        .capabilities
        .iter()
        .map(|one| {
            let gives = catalog.tally(&catalog.passed_by_capabilities(&one.all_of));
            let when =
                names::condition(catalog, &one.when).map(|when| format!(", when {when}")).unwrap_or_default();
            let gives_text =
                if one.all_of.is_empty() { String::new() } else { format!("; gives {}", counted(gives)) };
            let set = all_of(&names::capabilities(catalog, &one.all_of));
            (gives, format!("{set} ({}{when}{gives_text})", one.evidence))
        })
        .collect();
    sets.sort();
    if sets.is_empty() {
        return vec!["no source says; only SUPER_ADMIN is known to work".to_owned()];
    }
    sets.into_iter().map(|(_, line)| line).collect()
}

/// The roles of which something is known: those that may, the least first, and those that may not; retired ones last.
fn roles(catalog: &Catalog, view: &OperationView) -> Vec<String> {
    let reach: BTreeMap<&str, Tally> = catalog
        .roles()
        .map(|(key, role)| (role.name.as_str(), catalog.tally(&catalog.passed_by_role(key))))
        .collect();
    let mut answers: Vec<_> = view.role_answers.iter().filter(|answer| answer.answer != "unknown").collect();
    let rank = |answer: &str| ["yes", "limited"].iter().position(|known| *known == answer).unwrap_or(2);
    answers.sort_by_key(|answer| {
        (answer.retired, rank(&answer.answer), reach.get(answer.name.as_str()), &answer.name)
    });
    let line = |answer: &&crate::report::RoleAnswer| {
        let limits: Vec<_> = answer.limits.iter().map(limit_in_words).collect();
        let limits = if limits.is_empty() { String::new() } else { format!(", {}", limits.join(", ")) };
        let evidence = answer.evidence.map(|evidence| evidence.to_string()).unwrap_or_default();
        let retired = if answer.retired { " (retired)" } else { "" };
        format!("{}{retired}: {} ({evidence}{limits})", answer.name, answer.answer)
    };
    answers.iter().map(line).collect()
}

fn whole(catalog: &Catalog, key: OperationKey) -> Vec<String> {
    let line = |one: &crate::catalog::tables::Whole| {
        let instead = one.instead.as_ref().map(|instead| format!(", or {instead}")).unwrap_or_default();
        format!("{}{instead} ({})", one.kind, one.fact.evidence)
    };
    catalog.operation(key).whole.iter().map(line).collect()
}

fn special_cases(view: &OperationView) -> Vec<String> {
    let line = |one: &crate::report::VariantView| {
        let needs: Vec<_> = one.capabilities.iter().map(|set| all_of(set)).collect();
        let needs = if needs.is_empty() { "not known".to_owned() } else { needs.join(" or ") };
        let evidence = one.evidence.map(|evidence| format!(" ({evidence})")).unwrap_or_default();
        format!("{} (when {}): {needs}{evidence}", one.name, one.when)
    };
    view.variants.iter().map(line).collect()
}

fn own(catalog: &Catalog, key: OperationKey) -> Vec<String> {
    let operation = catalog.operation(key);
    let always =
        operation.acts_on_caller.then(|| "always; a client without a user cannot call it".to_owned());
    let may = operation.own.map(|fact| format!("needs no admin right then ({})", fact.evidence));
    always.into_iter().chain(may).collect()
}

fn state(view: &OperationView) -> Vec<String> {
    let deprecated = view.deprecated.then(|| "deprecated".to_owned());
    view.lifecycle.iter().cloned().chain(deprecated).chain(view.skus.clone()).collect()
}

fn history(catalog: &Catalog, key: OperationKey) -> Vec<String> {
    let operation = catalog.operation(key);
    let api = catalog.api(operation.api);
    let mut lines = Vec::new();
    match operation.since.as_deref() {
        Some(EARLIEST) => lines.push(format!("since {EARLIEST} or earlier")),
        Some(since) => lines.push(format!("since {since}")),
        None => {}
    }
    lines.push(format!("stands in release {} of {}", api.release, api.name));
    let here = endpoint(operation.method, &operation.path);
    let before = catalog.tables().removed.iter().filter(|one| {
        one.api == operation.api && (one.id == operation.id || endpoint(one.method, &one.path) == here)
    });
    lines.extend(before.map(|one| format!("before that {}", removed_line(one))));
    lines
}

/// When a removed operation stood where.
pub(super) fn removed_line(one: &Removed) -> String {
    format!("{} {} {} from {} to {}", one.id, one.method, one.path, one.first_release, one.last_release)
}
