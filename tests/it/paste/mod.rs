//! What a plan can be pasted as: Terraform, a script for the API, the steps in the Admin Console.

mod api;
mod console;
mod terraform;

use std::collections::BTreeSet;

use leastwise::catalog::tables::OperationKey;
use leastwise::intake::Account;
use leastwise::model::{Asked, Call, Credential, Origin};
use leastwise::plan::{Options, plan};
use leastwise::render::{self, Format, Look};
use leastwise::report::{ItemKind, Material, PlanReport, plan_report};
use proptest::prelude::*;

use crate::properties::{config, lists};
use crate::support::{catalog, matcher};

/// The report for operations that are called by their names.
pub(crate) fn report(keys: &[OperationKey]) -> PlanReport {
    let call = |key: &OperationKey| {
        let origin = Origin { source: "test".into(), line: 1, column: 1 };
        Call::new(origin, Asked::Name(catalog().operation_name(*key)))
    };
    report_of(&keys.iter().map(call).collect::<Vec<_>>(), &Options::default())
}

/// The report for calls.
pub(crate) fn report_of(calls: &[Call], options: &Options) -> PlanReport {
    let matches: Vec<_> = calls.iter().map(|call| matcher().resolve(call)).collect();
    let plans = plan(catalog(), &matches, options);
    plan_report(&Material {
        account: &Account::default(),
        failed: &[],
        catalog: catalog(),
        age_days: 0,
        calls,
        matches: &matches,
        plans: &plans,
        options,
        assume: &[],
        terraform: None,
    })
}

/// A report in a format, without colours.
pub(crate) fn written(report: &PlanReport, format: Format, credential: Credential) -> String {
    let look = Look { width: 100, verbose: false, credential: Some(credential) };
    let mut out = anstream::StripStream::new(Vec::new());
    render::plan(report, format, look, &mut out).unwrap();
    String::from_utf8(out.into_inner()).unwrap()
}

/// The recommended items of a plan: scopes that are granted, permissions, roles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Items {
    pub(crate) scopes: BTreeSet<String>,
    pub(crate) permissions: BTreeSet<String>,
    pub(crate) roles: BTreeSet<String>,
}

pub(crate) fn items(report: &PlanReport, credential: Credential) -> Items {
    let mut items = Items::default();
    for item in report.plans.of(credential).chosen_items() {
        let name = item.name.to_owned();
        match item.kind {
            ItemKind::Scope if name.contains('.') => drop(items.scopes.insert(name)),
            ItemKind::Scope => {}
            ItemKind::Permission => drop(items.permissions.insert(name)),
            ItemKind::Role => drop(items.roles.insert(name)),
        }
    }
    items
}

/// Every format holds for one report and each credential.
fn check(report: &PlanReport) {
    for credential in Credential::ALL {
        let items = items(report, credential);
        terraform::check(&written(report, Format::Terraform, credential), &items);
        api::check(&written(report, Format::Api, credential), &items);
        console::check(&written(report, Format::Console, credential), &items);
    }
}

#[test]
fn every_operation_can_be_pasted() {
    for (key, _) in catalog().operations() {
        check(&report(&[key]));
    }
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn every_list_can_be_pasted(keys in lists()) {
        check(&report(&keys));
    }
}

/// What stands in an input cannot end a comment, a string or a line of what is pasted.
#[test]
fn an_input_cannot_write_code() {
    let origin = Origin { source: "x\nrm -rf /".into(), line: 1, column: 1 };
    let nasty = "GET /nothing\n\"${file(\"/etc/passwd\")}\" $(id) `id`\r\nEOF\nJSON\n";
    let mut calls = vec![Call::new(origin.clone(), Asked::Name(nasty.to_owned()))];
    calls.push(Call::new(origin, Asked::Name("suspendUser".to_owned())));
    let report = report_of(&calls, &Options::default());
    check(&report);
    for format in [Format::Terraform, Format::Api, Format::Console] {
        let text = written(&report, format, Credential::ServiceApp);
        assert!(text.contains("INCOMPLETE") && text.contains("1 call is unresolved"), "{text}");
        assert!(!text.contains("passwd") && !text.contains("rm -rf") && !text.contains("$(id)"), "{text}");
    }
}

/// Nothing that is not known is granted, and the page says so on top.
#[test]
fn an_incomplete_plan_says_so_on_top() {
    let unknown =
        catalog().operations().find(|(_, one)| one.capabilities.is_empty() && !one.scopes.is_empty());
    let (key, operation) = unknown.unwrap();
    let report = report(&[key]);
    for format in [Format::Terraform, Format::Api, Format::Console] {
        let text = written(&report, format, Credential::ServiceApp);
        let top: Vec<_> = text.lines().take(12).collect();
        let top = top.join("\n");
        assert!(top.contains("INCOMPLETE"), "{top}");
        assert!(top.contains(operation.path.rsplit('/').next().unwrap()), "{top}");
    }
}
