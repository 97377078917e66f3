//! Super admins of whom no calls are known, and those whom Okta makes.

use super::bench::{Bench, kind_of};
use super::finding::{Finding, Kind};
use super::rule::{PUBLIC_CLIENT_SUPER_ADMIN, SUPER_ADMIN, TOKEN_OWNER_OVER_PRIVILEGED};
use super::words;
use crate::catalog::Catalog;
use crate::model::Severity;

/// Whether a finding is about a super admin that the calls do not need: it comes before all others.
pub(super) fn leads(catalog: &Catalog, finding: &Finding) -> bool {
    let rules = [SUPER_ADMIN.id, TOKEN_OWNER_OVER_PRIVILEGED.id, PUBLIC_CLIENT_SUPER_ADMIN.id];
    let holds_all = || {
        let key = catalog.names().roles.get(&finding.subject.name);
        key.is_some_and(|key| catalog.role(*key).holds_all.is_some())
    };
    finding.severity >= Severity::Warning
        && finding.subject.kind == Kind::Role
        && rules.contains(&finding.rule.id)
        && holds_all()
}

/// A super admin, when nothing says what it calls.
pub(super) fn without_calls(bench: &Bench<'_>) -> Vec<Finding> {
    let catalog = bench.catalog;
    let everything = bench.resolved.holding.roles.iter().flatten().filter_map(|key| {
        let role = catalog.role(key.role()?);
        role.holds_all.map(|fact| (*key, role, fact))
    });
    let finding = everything.map(|(key, role, fact)| {
        let effective = words::tally(catalog, &bench.reached.effective);
        let behind =
            if bench.reached.scopes.is_some() { "behind its scopes it reaches" } else { "it reaches" };
        let finding = Finding::new(
            &SUPER_ADMIN,
            kind_of(key).named(role.name.as_str()),
            format!("`{}` holds everything; {behind} {effective}", role.name),
        )
        .at_most(Severity::Warning)
        .known_by(Some(fact.evidence))
        .help("give the calls to learn what would do in its place");
        let mut finding = bench.placed(finding);
        finding.sources = catalog.sources_of([fact.cites]);
        if bench.resolved.built_in.contains(&role.name) { built_in(finding) } else { finding }
    });
    finding.collect()
}

/// What nobody can take away is only told.
pub(super) fn built_in(finding: Finding) -> Finding {
    let message = format!("{}; every API service integration is taken to hold it", finding.message);
    Finding { message, ..finding.at_most(Severity::Note) }
        .help("nobody can take it away; grant as few scopes as the calls need, they alone limit it")
}
