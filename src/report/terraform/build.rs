//! Calls of Terraform and their plans to what a report says of them.

use indexmap::IndexMap;

use super::{
    PhaseView, PhasesView, ProvisionUse, ReleaseView, ResourceView, RootView, TerraformFacts, amend, caveats,
    needs, words,
};
use crate::catalog::Catalog;
use crate::catalog::schema::Known;
use crate::catalog::tables::{OperationKey, POLICY_TYPE, Terraform};
use crate::matching::terraform::{Called, Use, uses};
use crate::matching::{Code, Match, Status};
use crate::model::{Asked, BlockKind, Call, Engine, ProviderBlock, ProviderRelease, Provision, Run, fits};
use crate::plan::Share;
use crate::report::build::plans_view;
use crate::report::call::call_view;
use crate::report::plan::{PlanReport, PlansView};

/// What a report needs to tell of Terraform.
#[derive(Clone, Copy, Debug)]
pub struct TerraformMaterial<'a> {
    /// The configurations of the provider.
    pub providers: &'a [ProviderBlock],
    /// The releases of the provider that are named.
    pub releases: &'a [ProviderRelease],
    /// The calls of Terraform, and of nothing else.
    pub calls: &'a [Call],
    /// What became of each.
    pub matches: &'a [Match],
    /// The plans for the parts of the calls.
    pub shares: &'a [Share],
    /// Whether nothing but Terraform was read, so that its plan is the plan.
    pub is_alone: bool,
}

/// Whether a report tells of Terraform at all.
pub(in crate::report) fn material_of<'a>(
    material: Option<&TerraformMaterial<'a>>,
) -> Option<TerraformMaterial<'a>> {
    material.filter(|one| !one.shares.is_empty()).copied()
}

/// Adds to a report what Terraform adds.
pub(in crate::report) fn add(
    report: &mut PlanReport,
    catalog: &Catalog,
    engine: Engine,
    material: TerraformMaterial<'_>,
) {
    let resources = resources(catalog, material.calls, engine);
    let old = caveats::acted_on(catalog, material.calls, material.providers, material.releases);
    let families = needs::families(catalog);
    let complete = |mut plans: PlansView, provider: Option<&str>, run: Run| {
        amend::amend(catalog, (&resources, &old), provider, run, &mut plans);
        needs::Needs::of(&resources, &families, provider, run).tell(&mut plans);
        plans
    };
    let share = |provider: Option<&str>, run: Run| {
        let found = material.shares.iter().find(|one| one.provider.as_deref() == provider && one.run == run);
        found.map(|found| complete(plans_view(catalog, &found.plans), provider, run))
    };
    if material.is_alone {
        report.plans = complete(report.plans.clone(), None, Run::Apply);
        let apply = report.plans.clone();
        report.phases = share(None, Run::Refresh).map(|refresh| PhasesView { refresh, apply });
    }
    let root = |provider: &ProviderBlock| {
        let own = share(Some(&provider.name), Run::Refresh).zip(share(Some(&provider.name), Run::Apply));
        // The only one needs what the plan says.
        let phases =
            own.map(|(refresh, apply)| PhasesView { refresh, apply }).or_else(|| report.phases.clone())?;
        Some(root_view(catalog, provider, phases, &resources, material))
    };
    let roots: Vec<_> = material.providers.iter().filter_map(root).collect();
    let facts = catalog.terraform();
    let releases: Vec<_> = material.releases.iter().map(|one| release_view(facts, one)).collect();
    let assumes_policy_type =
        report.assumptions.assume.iter().any(|one| one.starts_with(&format!("{POLICY_TYPE}=")));
    let caveats = caveats::Material {
        catalog,
        resources: &resources,
        providers: material.providers,
        releases: &releases,
        calls: material.calls,
        old: &old,
        engine,
        assumes_policy_type,
    }
    .all();
    report.terraform = roots;
    report.terraform_facts = Some(TerraformFacts {
        provider: facts.provider.clone(),
        version: facts.version.clone(),
        base: facts.base.clone(),
        releases,
        caveats,
        is_nothing_known: material.is_alone && is_nothing_known(material),
    });
}

fn root_view(
    catalog: &Catalog,
    provider: &ProviderBlock,
    phases: PhasesView,
    resources: &[ResourceView],
    material: TerraformMaterial<'_>,
) -> RootView {
    let is_own = |call: &Call| match &call.asked {
        Asked::Provision(provision) => provision.may_be_of(&provider.name),
        _ => false,
    };
    let calls = material.calls.iter().zip(material.matches).filter(|(call, _)| is_own(call));
    let scopes = provider.scopes.as_ref();
    RootView {
        root: provider.root.clone(),
        provider: provider.address().to_owned(),
        source: provider.origin.as_ref().map(|origin| origin.source.to_string()),
        line: provider.origin.as_ref().map(|origin| origin.line),
        credential: provider.credential,
        scopes: scopes.map(|list| list.names.iter().map(|named| named.name.clone()).collect()),
        scopes_known: scopes.is_some_and(|list| list.open.is_empty()),
        phases,
        resources: resources.iter().filter(|one| one.provider == provider.name).cloned().collect(),
        calls: calls.map(|(call, found)| call_view(catalog, call, found)).collect(),
    }
}

/// Whether there are blocks, and of none of them is known what it calls.
fn is_nothing_known(material: TerraformMaterial<'_>) -> bool {
    let is_block = |call: &Call| matches!(&call.asked, Asked::Provision(provision) if provision.kind != BlockKind::Provider);
    let blocks = material.calls.iter().zip(material.matches).filter(|(call, _)| is_block(call));
    let is_unknown = |found: &Match| {
        let code = found.diagnosis.as_ref().map(|one| one.code);
        matches!(code, Some(Code::NoSuchType | Code::RemovedType | Code::ModuleNotRead))
    };
    let mut counting = blocks.map(|(_, found)| found).filter(|one| one.status != Status::Excluded).peekable();
    counting.peek().is_some() && counting.all(is_unknown)
}

pub(super) fn release_view(facts: &Terraform, release: &ProviderRelease) -> ReleaseView {
    let of_version = fits(&facts.version, &release.written);
    let of_base = facts.base.as_ref().and_then(|base| fits(base, &release.written));
    ReleaseView {
        written: release.written.clone(),
        locked: release.is_locked,
        fits: if of_base == Some(true) { of_base } else { of_version },
        source: release.origin.source.to_string(),
        line: release.origin.line,
    }
}

/// The resources of the calls, each with its phases.
pub(super) fn resources(catalog: &Catalog, calls: &[Call], engine: Engine) -> Vec<ResourceView> {
    let mut found: IndexMap<(BlockKind, String, String), ResourceView> = IndexMap::new();
    for call in calls {
        let Asked::Provision(provision) = &call.asked else { continue };
        if provision.kind == BlockKind::Module || call.set_aside.is_some() {
            continue;
        }
        let key = (provision.kind, provision.address.clone(), provision.provider.clone());
        let resource = found.entry(key).or_insert_with(|| ResourceView {
            address: provision.address.clone(),
            name: provision.name.clone(),
            kind: provision.kind,
            provider: provision.provider.clone(),
            source: call.origin.source.to_string(),
            line: call.origin.line,
            phases: Vec::new(),
        });
        merge(resource, catalog, provision, engine);
    }
    found.into_values().collect()
}

/// Takes in one phase; instances of a plan that do the same are one.
fn merge(resource: &mut ResourceView, catalog: &Catalog, provision: &Provision, engine: Engine) {
    let calls = uses(catalog, provision, engine).iter().map(|one| use_view(catalog, one)).collect::<Vec<_>>();
    let same = |known: &&mut PhaseView| known.phase == provision.phase && known.run == provision.run;
    match resource.phases.iter_mut().find(same) {
        Some(known) => {
            let new: Vec<_> = calls.into_iter().filter(|one| !known.calls.contains(one)).collect();
            known.calls.extend(new);
        }
        None => resource.phases.push(PhaseView { phase: provision.phase, run: provision.run, calls }),
    }
}

fn use_view(catalog: &Catalog, one: &Use<'_>) -> ProvisionUse {
    let (operation, outside, class) = match one.called {
        Called::Operation(key) => (Some(catalog.operation_name(key)), None, None),
        Called::Outside(outside) => (
            None,
            Some(format!("{} {}", outside.method, outside.path)),
            Some(outside.class.name().to_owned()),
        ),
    };
    ProvisionUse {
        operation,
        outside,
        class,
        evidence: one.seen.evidence(),
        only: one.only.map(|only| only.name().to_owned()),
        when: words::terms(&one.when),
        assumed: words::terms(&one.open),
    }
}

/// Whether an operation is for super admins alone: its roles are told in full, or each way needs what no custom role and
/// no other standard role holds.
pub(super) fn is_super_admin_only(catalog: &Catalog, name: &str) -> bool {
    let Some(key): Option<&OperationKey> = catalog.names().operations.get(name) else { return false };
    let operation = catalog.operation(*key);
    let all = |role: &crate::catalog::tables::Role| role.holds_all.is_some();
    if let Some(roles) = &operation.roles_only {
        return !roles.is_empty() && roles.iter().all(|role| all(catalog.role(*role)));
    }
    let ways = operation.capabilities.iter().filter(|way| !way.all_of.is_empty());
    let held = |capability| {
        let mut others = catalog.roles().filter(|(_, role)| !all(role));
        others.any(|(key, _)| !catalog.hands().of(key).holds(capability).is_empty())
    };
    let mut ways = ways.peekable();
    ways.peek().is_some()
        && ways.all(|way| {
            way.all_of.iter().any(|capability| {
                catalog.capability(*capability).custom_role == Known::No && !held(*capability)
            })
        })
}
