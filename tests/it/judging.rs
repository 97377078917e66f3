//! What holds for every check: the least grant has no excess and nothing missing, and what widens it is found.

use std::collections::BTreeSet;

use jiff::civil::date;
use leastwise::catalog::tables::OperationKey;
use leastwise::check::{Case, Checked, Finding, check, grant_of, resolve};
use leastwise::model::{
    Call, Credential, CustomRole, Grant, HeldRole, Named, Origin, Principal, Severity, StandardRole,
};
use leastwise::plan::{Options, plan};
use leastwise::report::{CheckMaterial, CheckReport, check_report};
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::{calls, catalog, matcher};

/// Rules that the least grant must not break.
const OF_A_GRANT: [&str; 10] = [
    "excess-scope",
    "excess-role",
    "excess-permission",
    "read-suffices",
    "redundant-scope",
    "missing-scope",
    "missing-role",
    "missing-permission",
    "unknown-scope",
    "permission-used-as-scope",
];

pub(crate) fn nowhere() -> Origin {
    Origin { source: "argument".into(), line: 1, column: 1 }
}

pub(crate) fn named(name: &str) -> Named {
    Named { name: name.to_owned(), origin: nowhere() }
}

pub(crate) fn called(keys: &[OperationKey]) -> Vec<Call> {
    let names: Vec<_> = keys.iter().map(|key| catalog().operation_name(*key)).collect();
    calls(&names.join("\n"))
}

pub(crate) fn least(calls: &[Call], credential: Credential) -> Grant {
    let matches: Vec<_> = calls.iter().map(|call| matcher().resolve(call)).collect();
    let plans = plan(catalog(), &matches, &Options::default());
    let plan = plans.plans.iter().find(|plan| plan.credential == credential).unwrap();
    grant_of(catalog(), plan, &nowhere())
}

pub(crate) fn judged(calls: &[Call], credential: Credential, grant: Grant) -> Checked {
    let principal = Principal { credential: Some(credential), grant, ..Principal::default() };
    let case = Case { name: "one".to_owned(), principal, calls: Some(calls.to_vec()), ..Case::default() };
    check(catalog(), &case, &Options::default(), date(2026, 11, 25), |call| matcher().resolve(call))
}

/// The report of a check of one principal.
pub(crate) fn reported(checked: &Checked) -> CheckReport {
    check_report(&CheckMaterial {
        catalog: catalog(),
        age_days: 3,
        options: &Options::default(),
        assume: &[],
        checked: &[checked],
        general: &[],
        notes: &[],
        judge: None,
        fail_on: Severity::Warning,
        listed: 50,
    })
}

fn reach(grant: &Grant, credential: Credential) -> leastwise::plan::Reached {
    resolve(catalog(), grant).holding.reach(catalog(), &Options::default(), credential)
}

/// Something that can be added to a grant.
#[derive(Clone, Debug)]
pub(crate) enum Item {
    Scope(String),
    Role(String),
    Permission(String),
}

impl Item {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Scope(name) | Self::Role(name) | Self::Permission(name) => name,
        }
    }

    pub(crate) fn added_to(&self, grant: &Grant) -> Grant {
        let mut grant = grant.clone();
        match self {
            Self::Scope(name) => grant.scopes.get_or_insert_default().push(named(name)),
            Self::Role(name) => {
                let held = StandardRole { role: named(name), targets: Vec::new(), built_in: false };
                grant.roles.get_or_insert_default().push(HeldRole::Standard(held));
            }
            Self::Permission(name) => {
                let role = named("more");
                let permissions = Some(vec![named(name)]);
                let held = CustomRole { role, permissions, resources: Vec::new() };
                grant.roles.get_or_insert_default().push(HeldRole::Custom(held));
            }
        }
        grant
    }

    /// The layer of the item.
    fn of<'r>(&self, reached: &'r leastwise::plan::Reached) -> &'r BTreeSet<OperationKey> {
        match self {
            Self::Scope(_) => reached.scopes.as_ref().unwrap(),
            _ => reached.roles.as_ref().unwrap(),
        }
    }
}

pub(crate) fn items() -> impl Strategy<Value = Item> {
    let tables = catalog().tables();
    let current = |status| status == leastwise::catalog::schema::ScopeStatus::Current;
    let scopes = tables.scopes.iter().filter(|scope| current(scope.status) && !scope.user_only);
    let scopes: Vec<_> = scopes.map(|scope| Item::Scope(scope.name.clone())).collect();
    let roles = tables.roles.iter().filter(|role| {
        role.status == leastwise::catalog::schema::RoleStatus::Current
            && role.type_confirmed
            && role.product.is_none()
    });
    let roles: Vec<_> = roles.map(|role| Item::Role(role.name.clone())).collect();
    let able = |one: &&leastwise::catalog::tables::Capability| {
        one.custom_role == leastwise::catalog::schema::Known::Yes
    };
    let permissions: Vec<_> =
        tables.capabilities.iter().filter(able).map(|one| Item::Permission(one.name.clone())).collect();
    prop_oneof![select(scopes), select(roles), select(permissions)]
}

pub(crate) fn lists() -> impl Strategy<Value = Vec<OperationKey>> {
    let keys: Vec<_> = catalog().operations().map(|(key, _)| key).collect();
    let management = catalog().operations().filter(|(_, one)| one.api.index() == 0);
    let management: Vec<_> = management.map(|(key, _)| key).collect();
    prop_oneof![prop::collection::vec(select(keys), 1..4), prop::collection::vec(select(management), 1..6)]
}

pub(crate) fn credentials() -> impl Strategy<Value = Credential> {
    select(Credential::ALL.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_least_grant_has_no_excess_and_nothing_missing(keys in lists(), credential in credentials()) {
        let calls = called(&keys);
        let checked = judged(&calls, credential, least(&calls, credential));
        for finding in &checked.findings {
            prop_assert!(!OF_A_GRANT.contains(&finding.rule.id), "{}: {}", finding.rule.id, finding.message);
            let danger = matches!(finding.rule.id, "super-admin" | "escalation");
            prop_assert!(!danger || finding.severity == Severity::Note, "{}", finding.message);
        }
    }

    #[test]
    fn what_widens_a_grant_is_found_and_what_does_not_is_a_note(
        keys in lists(),
        credential in credentials(),
        item in items(),
    ) {
        let calls = called(&keys);
        let grant = least(&calls, credential);
        prop_assume!(credential.has_scopes() || !matches!(item, Item::Scope(_)));
        let with = item.added_to(&grant);
        prop_assume!(resolve(catalog(), &with).holding != resolve(catalog(), &grant).holding);
        let (before, after) = (reach(&grant, credential), reach(&with, credential));
        let checked = judged(&calls, credential, with);
        let asked = checked.needs.as_ref().unwrap().asked.clone();
        let new: BTreeSet<_> =
            item.of(&after).iter().filter(|key| !item.of(&before).contains(key) && !asked.contains(key)).collect();
        let on_it: Vec<_> = checked.findings.iter().filter(|one| one.subject.name == item.name()).collect();
        if new.is_empty() {
            // A scope that a service app cannot be given is an error although it reaches nothing.
            let is_loud = |one: &&&Finding| one.severity > Severity::Note && one.rule.id != "scope-needs-user";
            let loud: Vec<_> = on_it.iter().filter(is_loud).collect();
            prop_assert!(loud.is_empty(), "{item:?} adds nothing: {loud:?}");
        } else {
            prop_assert!(!on_it.is_empty(), "{item:?} adds {} operations and is not found: {:?}", new.len(), checked.findings);
        }
    }
}
