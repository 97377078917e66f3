//! What a principal must never hold: the deny list.

use std::collections::{BTreeMap, BTreeSet};

use super::bench::{Bench, recognize_first, recognized_only};
use super::finding::{Finding, Kind, Subject};
use super::pattern::Pattern;
use super::rule::DENIED_GRANT;
use super::words;
use crate::catalog::tables::OperationKey;
use crate::model::{Origin, Severity};
use crate::plan::Grantable;

/// One entry of a deny list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// What is denied.
    pub pattern: Pattern,
    /// Where the entry stands.
    pub origin: Origin,
}

/// The findings about what is denied and held or needed.
pub(super) fn findings(bench: &Bench<'_>, denials: &[Denial]) -> Vec<Finding> {
    let needed = needed(bench);
    let held = held(bench);
    let subjects: BTreeSet<&Subject> = held.keys().chain(needed.keys()).collect();
    let finding = |subject: &Subject| {
        let denial = denials.iter().find(|denial| denial.pattern.matches(subject))?;
        Some(denied(bench, denial, subject, held.get(subject), needed.get(subject)))
    };
    subjects.into_iter().filter_map(finding).collect()
}

fn denied(
    bench: &Bench<'_>,
    denial: &Denial,
    subject: &Subject,
    holder: Option<&Subject>,
    needed: Option<&BTreeSet<OperationKey>>,
) -> Finding {
    let name = &subject.name;
    let held = match holder {
        None => "is denied",
        Some(holder) if holder == subject => "is denied and held",
        Some(_) => "is denied, and held within",
    };
    let within = holder.filter(|holder| *holder != subject).map(|holder| format!(" `{}`", holder.name));
    let wanted =
        needed.map(|operations| format!("; wanted by {}", words::operations(bench.catalog, operations)));
    let message =
        format!("`{name}` {held}{}{}", within.unwrap_or_default(), wanted.clone().unwrap_or_default());
    let open = bench.open().filter(|_| holder.is_some() && wanted.is_none());
    let message = match open {
        Some(open) => format!("{message}; {}", recognized_only(name, "", open)),
        None => message,
    };
    let help = match (holder, &wanted) {
        (Some(holder), None) if open.is_some() => recognize_first(&holder.name),
        (Some(holder), None) => format!("take `{}` away", holder.name),
        (_, Some(_)) => "leave these calls out, or move them to a principal that may hold it".to_owned(),
        (None, None) => String::new(),
    };
    let finding = Finding::new(&DENIED_GRANT, subject.clone(), message).help(help);
    let mut finding = bench.placed(finding.about_calls(needed.cloned().unwrap_or_default()));
    finding.doubted = open.is_some();
    finding.severity = Severity::Error;
    finding.origins.push(denial.origin.clone());
    finding
}

/// Everything that is held, with what holds it: itself, or something that contains it.
fn held(bench: &Bench<'_>) -> BTreeMap<Subject, Subject> {
    let catalog = bench.catalog;
    let mut held: BTreeMap<Subject, Subject> = BTreeMap::new();
    for key in bench.resolved.holding.scopes.iter().flatten() {
        let scope = catalog.scope(*key);
        for edge in &scope.implies {
            let inner = Kind::Scope.named(catalog.scope(edge.to).name.as_str());
            held.insert(inner, Kind::Scope.named(scope.name.as_str()));
        }
    }
    for key in bench.resolved.holding.roles.iter().flatten().filter_map(|key| key.permission()) {
        let outer = Kind::Permission.named(catalog.capability(key).name.as_str());
        for (part, _) in catalog.hands().contents(key) {
            held.insert(Kind::Permission.named(catalog.capability(*part).name.as_str()), outer.clone());
        }
    }
    for subject in bench.resolved.origins.keys() {
        held.insert(subject.clone(), subject.clone());
    }
    held
}

/// What the least grant holds, with the operations that need it.
fn needed(bench: &Bench<'_>) -> BTreeMap<Subject, BTreeSet<OperationKey>> {
    let Some(needs) = &bench.calls else { return BTreeMap::new() };
    let catalog = bench.catalog;
    let scopes = needs
        .least
        .scopes
        .iter()
        .map(|one| (Kind::Scope.named(catalog.scope(one.key).name.as_str()), one.because.clone()));
    let chosen = needs.least.chosen();
    let roles = chosen.into_iter().flat_map(|chosen| &chosen.roles).map(|role| {
        let name = words::thing(catalog, Grantable::Role(role.granted.key));
        (Kind::Role.named(name), role.granted.because.clone())
    });
    let permissions = chosen.into_iter().flat_map(|chosen| &chosen.permissions).map(|one| {
        let name = words::thing(catalog, Grantable::Permission(one.key));
        (Kind::Permission.named(name), one.because.clone())
    });
    scopes.chain(roles).chain(permissions).collect()
}
