//! Calls, matches and plans to the report.

use std::collections::{BTreeMap, BTreeSet};

use super::around::{
    Additions, CaveatView, ConditionalView, DriverView, ExcessView, NotPossible, OfferView, OfferedRole,
    RoleExcessView, SufficientView, ToTryView, UnknownNeed, WithoutView,
};
use super::call::{CallView, call_view};
use super::grant::{CustomRoleView, Item, NamedRole, RaiseView, RoleChoice, RoleItem, TargetView, WholeView};
use super::inputs;
use super::names;
use super::operation::OperationView;
use super::plan::{Assumptions, CatalogView, NoGrant, PlanReport, PlanView, PlansView, SourceView, Summary};
use super::stated;
use super::terraform::{self, TerraformMaterial};
use super::what_if::WhatIf;
use super::would_need;
use crate::catalog::Catalog;
use crate::catalog::schema::Effect;
use crate::catalog::tables::{OperationKey, RoleKey, ScopeKey, Source};
use crate::intake::{Account, IntakeError};
use crate::matching::{Match, Status};
use crate::model::{Accepted, Call, Credential};
use crate::plan::{Grant, Granted, GrantedRole, Options, Plan, Plans, Raise, RoleExcess, RoleGrant, Whole};

/// What a report is made of.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// How many days ago its facts were reviewed.
    pub age_days: i32,
    /// The calls.
    pub calls: &'a [Call],
    /// What became of each.
    pub matches: &'a [Match],
    /// What became of every file and line of the inputs.
    pub account: &'a Account,
    /// What could not be read.
    pub failed: &'a [IntakeError],
    /// The plans.
    pub plans: &'a Plans,
    /// What they take for granted.
    pub options: &'a Options,
    /// What the user said, as given to `--assume`.
    pub assume: &'a [String],
    /// What there is to tell of Terraform.
    pub terraform: Option<&'a TerraformMaterial<'a>>,
}

/// The report of a plan.
pub fn plan_report(material: &Material<'_>) -> PlanReport {
    let Material { catalog, calls, matches, plans, options, .. } = *material;
    let operations = operations(material);
    let inputs = inputs::inputs_view(material);
    let mut plan_views = plans_view(catalog, plans);
    if inputs.is_open() {
        plan_views.all_mut().for_each(|plan| plan.complete = false);
    }
    let mut call_views: Vec<CallView> =
        calls.iter().zip(matches).map(|(call, found)| call_view(catalog, call, found)).collect();
    would_need::add(&mut call_views, material);
    let mut report = PlanReport {
        schema: "leastwise.plan/1".to_owned(),
        catalog: catalog_view(catalog, material.age_days),
        assumptions: assumptions(options, material.assume),
        summary: Summary {
            not_understood: inputs.lines.not_understood,
            ..summary(matches, operations.len())
        },
        inputs,
        files: inputs::files(&call_views, &plan_views),
        evidence_of_use: inputs::evidence_of_use(calls, &call_views, &plan_views),
        denials: stated::denials(catalog, material.account),
        calls: call_views,
        operations,
        recommended_credential: stated::credential(material, &plan_views),
        plans: plan_views,
        phases: None,
        terraform: Vec::new(),
        terraform_facts: None,
        no_grant_needed: plans.free.iter().map(|key| no_grant(catalog, *key)).collect(),
        what_if: None,
        sources: BTreeMap::new(),
    };
    if let Some(terraform) = terraform::material_of(material.terraform) {
        terraform::add(&mut report, catalog, options.engine, terraform);
    }
    report.sources = sources(catalog, &cited(&report));
    report
}

/// The view of what is taken for granted.
pub(super) fn assumptions(options: &Options, assume: &[String]) -> Assumptions {
    Assumptions {
        manage_implies_read: options.manage_implies_read,
        minimum_evidence: options.floor,
        engine: options.engine,
        assume: assume.to_vec(),
        assume_all: options.assume_all,
    }
}

/// The views of the plans for all credentials.
pub(super) fn plans_view(catalog: &Catalog, plans: &Plans) -> PlansView {
    let view = |credential: Credential| {
        let plan = plans.plans.iter().find(|plan| plan.credential == credential);
        plan.map_or_else(|| plan_view(catalog, &plans.plans[0]), |plan| plan_view(catalog, plan))
    };
    PlansView {
        service_app: view(Credential::ServiceApp),
        user_app: view(Credential::UserApp),
        api_token: view(Credential::ApiToken),
    }
}

/// The view of the catalog.
pub fn catalog_view(catalog: &Catalog, age_days: i32) -> CatalogView {
    let tables = catalog.tables();
    CatalogView {
        version: tables.version.clone(),
        date: tables.date.clone(),
        age_days,
        sha256: catalog.sha256().to_owned(),
        overlays: tables.overlays.clone(),
    }
}

/// What keys of sources stand for.
pub(super) fn sources(catalog: &Catalog, keys: &BTreeSet<String>) -> BTreeMap<String, SourceView> {
    let wanted = catalog.tables().sources.iter().filter(|source| keys.contains(&source.key));
    let view = |source: &Source| SourceView {
        title: source.title.clone(),
        url: source.url.clone(),
        place: source.place.clone(),
        date: source.date.clone(),
    };
    wanted.map(|source| (source.key.clone(), view(source))).collect()
}

/// Every key of a source that a report cites.
pub(super) fn cited(report: &PlanReport) -> BTreeSet<String> {
    let mut keys: BTreeSet<String> = BTreeSet::new();
    for operation in &report.operations {
        keys.extend(operation.sources.iter().cloned());
        keys.extend(operation.role_answers.iter().flat_map(|answer| answer.sources.iter().cloned()));
    }
    let what_if = report.what_if.iter();
    keys.extend(what_if.clone().flat_map(WhatIf::sources).cloned());
    let of_terraform = report.terraform.iter().map(|root| &root.phases.apply);
    let plans = [&report.plans].into_iter().chain(what_if.flat_map(WhatIf::plans)).chain(of_terraform);
    for plan in plans.flat_map(|plans| Credential::ALL.map(|credential| plans.of(credential))) {
        keys.extend(plan.items().flat_map(|item| item.sources.iter().cloned()));
        keys.extend(plan.caveats.iter().flat_map(|caveat| caveat.sources.iter().cloned()));
    }
    keys
}

fn operations(material: &Material<'_>) -> Vec<OperationView> {
    let Material { catalog, matches, plans, options, .. } = *material;
    let named: BTreeSet<OperationKey> =
        matches.iter().flat_map(|found| found.operations.iter().copied()).collect();
    let view = |key: OperationKey| {
        let needs = plans.needs.iter().filter(|need| need.operation == key);
        let situations: Vec<_> = needs.map(|need| &need.situation).collect();
        OperationView::new(catalog, key, &situations, options.floor, Some(!situations.is_empty()))
    };
    named.into_iter().map(view).collect()
}

pub(super) fn summary(matches: &[Match], operations: usize) -> Summary {
    let mut summary = Summary { operations, ..Summary::default() };
    for found in matches {
        let count = found.count as usize;
        summary.calls += count;
        *match found.status {
            Status::Matched => &mut summary.matched,
            Status::Corrected => &mut summary.corrected,
            Status::Ambiguous => &mut summary.ambiguous,
            Status::Unresolved => &mut summary.unresolved,
            Status::Excluded => &mut summary.excluded,
        } += count;
    }
    summary
}

pub(super) fn plan_view(catalog: &Catalog, plan: &Plan) -> PlanView {
    let scoped = plan.credential.has_scopes();
    let scope_item = |granted: &Granted<_>| item(catalog, granted, |key| catalog.scope(key).name.clone());
    let permission_item = |granted: &Granted<_>| {
        let title = Some(catalog.capability(granted.key).title.clone());
        Item { title, ..item(catalog, granted, |key| catalog.capability(key).name.clone()) }
    };
    let custom = plan.roles.custom.as_ref();
    let custom_role = custom.filter(|custom| !custom.permissions.is_empty()).map(|custom| CustomRoleView {
        permissions: custom.permissions.iter().map(permission_item).collect(),
        resources: custom.resources.iter().cloned().collect(),
        whole: whole(catalog, &custom.whole),
        resource_set: custom.resource_set(),
    });
    let roles = |grant: Option<&RoleGrant>| -> Vec<RoleItem> {
        grant.iter().flat_map(|grant| &grant.roles).map(|role| role_item(catalog, role)).collect()
    };
    PlanView {
        complete: plan.complete,
        scopes: scoped.then(|| plan.scopes.iter().map(scope_item).collect()),
        standard_roles: roles(plan.roles.standard.as_ref()),
        custom_role,
        custom_role_impossible_because: plan.roles.custom_impossible.clone(),
        beside_custom_role: roles(custom),
        beside_custom_role_because: plan.roles.beside_because.clone(),
        recommended: RoleChoice {
            choice: plan.recommended.choice.name().to_owned(),
            verify_first: plan.recommended.verify_first,
            why: plan.recommended.why.clone(),
        },
        excess: ExcessView {
            scopes: scoped.then_some(plan.excess.scopes),
            standard_roles: role_excess(plan.excess.standard_roles),
            custom_role: role_excess(plan.excess.custom_role),
        },
        drivers: drivers(catalog, plan),
        not_possible: not_possible(catalog, plan),
        unknown: unknown(catalog, plan),
        to_try: to_try(catalog, plan),
        conditional: conditional(catalog, plan),
        would_suffice_if: would_suffice(catalog, plan),
        caveats: caveats(catalog, plan),
        setup: plan.setup.clone(),
        raise: plan.raise.as_ref().map(|raise| raise_view(catalog, raise)),
        evidence: plan.evidence,
        manage_covers_read: manage_covers_read(catalog, plan),
    }
}

fn raise_view(catalog: &Catalog, raise: &Raise) -> RaiseView {
    let named = |key: &RoleKey| {
        let role = catalog.role(*key);
        NamedRole { name: role.name.clone(), title: role.title.clone() }
    };
    RaiseView { roles: raise.roles.iter().map(named).collect(), why: raise.why.to_owned() }
}

/// The granted scopes that stand for another one in some operation.
fn manage_covers_read(catalog: &Catalog, plan: &Plan) -> Vec<String> {
    let stands_for_another = |granted: &&Granted<ScopeKey>| {
        let unnamed = |key: &OperationKey| {
            let mut alternatives = catalog.operation(*key).scopes.iter();
            !alternatives.any(|all_of| all_of.contains(&granted.key))
        };
        granted.because.iter().any(unnamed)
    };
    let scopes = plan.scopes.iter().filter(stands_for_another);
    scopes.map(|granted| catalog.scope(granted.key).name.clone()).collect()
}

fn item<Key: Copy>(catalog: &Catalog, granted: &Granted<Key>, name: impl Fn(Key) -> String) -> Item {
    Item {
        name: name(granted.key),
        title: None,
        because: names::operations(catalog, &granted.because),
        evidence: granted.evidence,
        weakest: names::operations(catalog, &granted.weakest),
        sources: names::sources(catalog, &granted.sources),
        needed_by: Vec::new(),
    }
}

fn role_item(catalog: &Catalog, role: &GrantedRole) -> RoleItem {
    let Item { name, because, evidence, weakest, sources, needed_by, .. } =
        item(catalog, &role.granted, |key| catalog.role(key).name.clone());
    let target = |kind: &String| TargetView {
        kind: kind.clone(),
        why: format!("without {kind} as targets the role covers all of them"),
    };
    let targets = role.targets.iter().map(target).collect();
    let whole = whole(catalog, &role.whole);
    let title = catalog.role(role.granted.key).title.clone();
    RoleItem { name, title, because, targets, whole, evidence, weakest, sources, needed_by }
}

fn whole(catalog: &Catalog, kinds: &[Whole]) -> Vec<WholeView> {
    let view = |one: &Whole| WholeView {
        kind: one.kind.clone(),
        instead: one.instead.clone(),
        because: names::operations(catalog, &one.because),
        evidence: one.evidence,
        sources: names::sources(catalog, &one.sources),
    };
    kinds.iter().map(view).collect()
}

const fn role_excess(excess: RoleExcess) -> RoleExcessView {
    RoleExcessView { alone: excess.alone, effective: excess.effective }
}

fn drivers(catalog: &Catalog, plan: &Plan) -> Vec<DriverView> {
    let offer = |offer: &crate::plan::Offer| OfferView {
        standard_roles: names::roles(catalog, &offer.standard_roles),
        custom_role: OfferedRole { permissions: names::capabilities(catalog, &offer.permissions) },
    };
    let driver = |driver: &crate::plan::Driver| DriverView {
        operations: names::operations(catalog, &driver.operations),
        forces: names::roles(catalog, &driver.forces),
        without: WithoutView {
            standard_roles: names::roles(catalog, &driver.without),
            excess: driver.excess,
            unknown: names::operations(catalog, &driver.unknown),
        },
        instead: driver.instead.iter().map(offer).collect(),
    };
    plan.roles.drivers.iter().map(driver).collect()
}

fn not_possible(catalog: &Catalog, plan: &Plan) -> Vec<NotPossible> {
    let entries = plan.not_possible.iter().map(|(key, refusal)| NotPossible {
        operation: catalog.operation_name(*key),
        call: refusal.call.clone(),
        reason: refusal.reason.to_owned(),
        message: refusal.message.clone(),
    });
    entries.collect()
}

fn unknown(catalog: &Catalog, plan: &Plan) -> Vec<UnknownNeed> {
    let entries = plan.unknown.iter().map(|(key, message)| UnknownNeed {
        operation: catalog.operation_name(*key),
        message: message.clone(),
        known_to_work: names::roles(catalog, &plan.known_to_work),
    });
    entries.collect()
}

fn to_try(catalog: &Catalog, plan: &Plan) -> Vec<ToTryView> {
    let entries = plan.roles.to_try.iter().map(|to_try| ToTryView {
        standard_roles: names::roles(catalog, &to_try.standard_roles),
        operations: names::operations(catalog, &to_try.operations),
    });
    entries.collect()
}

fn conditional(catalog: &Catalog, plan: &Plan) -> Vec<ConditionalView> {
    let entries = plan.roles.conditional.iter().map(|one| {
        let variant = &catalog.operation(one.operation).variants[one.variant];
        ConditionalView {
            operation: catalog.operation_name(one.operation),
            when: variant.when.clone(),
            assume: variant.key.clone(),
            included: one.included,
            adds: Additions {
                permissions: names::capabilities(catalog, &one.permissions),
                standard_roles: names::roles(catalog, &one.standard_roles),
                beside_custom_role: names::roles(catalog, &one.beside_custom_role),
            },
            evidence: variant.evidence,
        }
    });
    entries.collect()
}

fn would_suffice(catalog: &Catalog, plan: &Plan) -> Vec<SufficientView> {
    let entries = plan.roles.would_suffice.iter().map(|(sufficient, operations)| {
        let (role, permissions) = match &sufficient.grant {
            Grant::Role(role) => (Some(catalog.role(*role).name.clone()), None),
            Grant::Permissions(keys) => (None, Some(names::capabilities(catalog, keys))),
        };
        SufficientView {
            role,
            permissions,
            when: sufficient.when.join(" & "),
            means: sufficient.when.iter().filter_map(|name| names::meaning(catalog, name)).collect(),
            operations: names::operations(catalog, operations),
        }
    });
    entries.collect()
}

fn caveats(catalog: &Catalog, plan: &Plan) -> Vec<CaveatView> {
    let entries = plan.warnings.iter().map(|warning| CaveatView {
        code: warning.code.clone(),
        message: warning.message.clone(),
        operations: names::operations(catalog, &warning.operations),
        sources: names::sources(catalog, &warning.sources),
    });
    entries.collect()
}

fn no_grant(catalog: &Catalog, key: OperationKey) -> NoGrant {
    let operation = catalog.operation(key);
    let free = [Accepted::None, Accepted::ClientAuth].into_iter().find(|one| operation.accepts.contains(one));
    let variants = operation.variants.iter().filter(|variant| variant.effect == Effect::Credential);
    NoGrant {
        operation: catalog.operation_name(key),
        token: free.unwrap_or(Accepted::None).name().to_owned(),
        admin_token_for: variants.map(|variant| variant.when.clone()).collect(),
    }
}
