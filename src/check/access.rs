//! No new access: what a grant reaches and a reference does not.

use std::collections::BTreeSet;

use super::bench::{Bench, kind_of};
use super::finding::{Finding, Kind, Subject};
use super::resolve::narrowed;
use super::rule::NEW_ACCESS;
use super::words;
use crate::catalog::tables::OperationKey;
use crate::model::{Grant, listed};
use crate::plan::{Holding, Options};

/// The findings about what is new, and whether the two could be compared at all.
pub(super) fn findings(bench: &Bench<'_>, options: &Options, reference: &Holding) -> Option<Vec<Finding>> {
    let held = common(&bench.resolved.holding, reference);
    let reference = common(reference, &bench.resolved.holding);
    if held.scopes.is_none() && held.roles.is_none() {
        return None;
    }
    let reach = |holding: &Holding| holding.reach(bench.catalog, options, bench.credential).effective;
    let known = reach(&reference);
    let new: BTreeSet<OperationKey> = &reach(&held) - &known;
    if new.is_empty() {
        return Some(Vec::new());
    }
    let items = added(bench, &held, &reference);
    let mut by_item: Vec<_> = items
        .iter()
        .map(|(subject, without)| (subject, &new - &reach(without)))
        .filter(|(_, operations)| !operations.is_empty())
        .collect();
    if by_item.is_empty() {
        // Each of several does alone: all of them are new.
        by_item = items.iter().map(|(subject, _)| (subject, new.clone())).collect();
    }
    let finding = |(subject, operations): (&Subject, BTreeSet<OperationKey>)| {
        let tally = words::tally(bench.catalog, &operations);
        let some = words::operations(bench.catalog, &operations);
        let finding = Finding::new(
            &NEW_ACCESS,
            subject.clone(),
            format!("`{}` reaches {tally} that the reference does not: {some}", subject.name),
        )
        .help(match bench.open() {
            None => format!("leave `{}` out, or review it and take it into the reference", subject.name),
            Some(_) => format!(
                "review `{}`, which what is not recognized may need, and add it to the reference",
                subject.name
            ),
        });
        let evidence = match subject.kind {
            Kind::Scope => bench.scope_evidence(&operations),
            _ => bench.right_evidence(&operations),
        };
        let finding = bench.placed(finding.known_by(evidence).about(operations));
        Finding { doubted: bench.open().is_some(), ..finding }
    };
    Some(by_item.into_iter().map(finding).collect())
}

/// The findings about roles that the reference holds too, and that it narrows further.
pub(super) fn of_targets(bench: &Bench<'_>, grant: &Grant, reference: &Grant) -> Vec<Finding> {
    let held = bench.resolved.origins.keys().filter(|subject| subject.kind == Kind::Role);
    let (narrowed_before, narrowed_now) = (narrowed(reference), narrowed(grant));
    let finding = |subject: &Subject| {
        let before = narrowed_before.get(subject.name.as_str())?;
        let now = narrowed_now.get(subject.name.as_str());
        if now.is_some_and(|now| now.is_subset(before)) {
            return None;
        }
        let words = |targets: &BTreeSet<String>| listed(&targets.iter().collect::<Vec<_>>());
        let now =
            now.map_or_else(|| "is not narrowed".to_owned(), |now| format!("is narrowed to {}", words(now)));
        let message = format!("`{}` {now}, and the reference narrows it to {}", subject.name, words(before));
        let finding = Finding::new(&NEW_ACCESS, subject.clone(), message)
            .help(format!("narrow `{}` as the reference does, or review it", subject.name));
        Some(bench.placed(finding))
    };
    held.filter_map(finding).collect()
}

/// The layers of one that the other has too.
pub(super) fn common(one: &Holding, other: &Holding) -> Holding {
    Holding {
        scopes: one.scopes.clone().filter(|_| other.scopes.is_some()),
        roles: one.roles.clone().filter(|_| other.roles.is_some()),
    }
}

/// What is held and the reference does not hold, each with what is held without it.
fn added(bench: &Bench<'_>, held: &Holding, reference: &Holding) -> Vec<(Subject, Holding)> {
    let catalog = bench.catalog;
    let known = reference.scopes.clone().unwrap_or_default();
    let scopes = held.scopes.iter().flatten().filter(|key| !known.contains(key)).map(|key| {
        let without = held.scopes.iter().flatten().filter(|other| *other != key).copied().collect();
        let subject = Kind::Scope.named(catalog.scope(*key).name.as_str());
        (subject, Holding { scopes: Some(without), ..held.clone() })
    });
    let known = reference.roles.clone().unwrap_or_default();
    let roles = held.roles.iter().flatten().filter(move |key| !known.contains(key)).map(|key| {
        let without = held.roles.iter().flatten().filter(|other| *other != key).copied().collect();
        let subject = kind_of(*key).named(words::thing(catalog, *key));
        (subject, Holding { roles: Some(without), ..held.clone() })
    });
    scopes.chain(roles).collect()
}
