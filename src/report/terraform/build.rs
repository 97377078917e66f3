//! Calls of Terraform and their plans to what a report says of them.

use indexmap::IndexMap;

use super::{
    PhaseView, PhasesView, ProvisionUse, ReleaseView, ResourceView, RootView, TerraformCaveat,
    TerraformFacts, amend, needs, release, words,
};
use crate::catalog::Catalog;
use crate::catalog::schema::Known;
use crate::catalog::tables::OperationKey;
use crate::matching::Match;
use crate::matching::terraform::{Called, Use, uses};
use crate::model::{
    Asked, BlockKind, Call, Credential, Engine, ProviderBlock, ProviderRelease, Provision, Run,
};
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
    let families = needs::families(catalog);
    let complete = |mut plans: PlansView, provider: Option<&str>, run: Run| {
        amend::amend(catalog, &resources, provider, run, &mut plans);
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
    let releases: Vec<_> = material.releases.iter().map(|one| release_view(&facts.version, one)).collect();
    let caveats = caveats(catalog, &resources, material.providers, &releases, engine, material.calls);
    report.terraform = roots;
    report.terraform_facts = Some(TerraformFacts {
        provider: facts.provider.clone(),
        version: facts.version.clone(),
        releases,
        caveats,
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

fn release_view(known: &str, release: &ProviderRelease) -> ReleaseView {
    ReleaseView {
        written: release.written.clone(),
        locked: release.is_locked,
        fits: release::fits(known, &release.written),
        source: release.origin.source.to_string(),
        line: release.origin.line,
    }
}

/// The resources of the calls, each with its phases.
fn resources(catalog: &Catalog, calls: &[Call], engine: Engine) -> Vec<ResourceView> {
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

fn caveats(
    catalog: &Catalog,
    resources: &[ResourceView],
    principals: &[ProviderBlock],
    releases: &[ReleaseView],
    engine: Engine,
    calls: &[Call],
) -> Vec<TerraformCaveat> {
    let mut found = Vec::new();
    let tokens = principals.iter().filter(|one| one.credential != Some(Credential::ApiToken));
    let tokens: Vec<_> = tokens.map(|one| one.name.clone()).collect();
    if !tokens.is_empty() {
        let message = "the provider asks for every scope of its `scopes` list at once: one of them that the app is not \
                       granted fails each run, `terraform plan` too; list exactly what is granted";
        found.push(TerraformCaveat::new("scopes-all-or-nothing", message, tokens));
    }
    found.extend(release_caveat(catalog, releases));
    let lives = calls.iter().any(|call| {
        matches!(&call.asked, Asked::Provision(one) if one.phase == crate::model::Phase::Update
            && one.cases.iter().any(|case| case.changed.is_none()))
    });
    if lives {
        let message = "a configuration does not say what changes next: to apply counts creating, changing and deleting \
                       every resource of it; give a plan (`terraform show -json`) for exactly one run";
        found.push(TerraformCaveat::new("whole-life", message, Vec::new()));
    }
    found.extend(special(catalog, resources, engine));
    found
}

/// That the facts may not be those of the release in use.
fn release_caveat(catalog: &Catalog, releases: &[ReleaseView]) -> Option<TerraformCaveat> {
    let facts = catalog.terraform();
    let locked = releases.iter().find(|one| one.locked);
    let named = locked.or_else(|| releases.iter().find(|one| one.fits != Some(true))).or(releases.first());
    let about = format!("the facts are those of {} {}", facts.provider, facts.version);
    let message = match named {
        Some(one) if one.fits == Some(true) => return None,
        Some(one) => {
            format!("{about}, and `{}` is asked for: other releases may call other operations", one.written)
        }
        None => format!("{about}, and no release is asked for: other releases may call other operations"),
    };
    Some(TerraformCaveat::new("provider-release", message, Vec::new()))
}

/// What is special about single resources.
fn special(catalog: &Catalog, resources: &[ResourceView], engine: Engine) -> Vec<TerraformCaveat> {
    let having = |holds: &dyn Fn(&ResourceView, &ProvisionUse) -> bool| -> Vec<String> {
        let fits = |resource: &&ResourceView| {
            let mut calls = resource.phases.iter().flat_map(|phase| &phase.calls);
            calls.any(|one| holds(resource, one))
        };
        resources.iter().filter(fits).map(|resource| resource.address.clone()).collect()
    };
    let of_kind = |resource: &ResourceView| catalog.terraform().named(resource.kind, &resource.name);
    let wrong_engine: Vec<_> = resources
        .iter()
        .filter(|one| of_kind(one).and_then(|kind| kind.engine).is_some_and(|only| only != engine))
        .map(|one| one.address.clone())
        .collect();
    let cases = [
        (
            "private-endpoint",
            "with an API token the provider also calls private endpoints of the Admin Console, which no document \
             describes; with OAuth it leaves them out and warns, unless the resource is not possible there at all",
            having(&|_, one| one.class.as_deref() == Some("internal")),
        ),
        (
            "outside-documents",
            "the provider makes calls that stand in no document: what they need is not known",
            having(&|_, one| matches!(one.class.as_deref(), Some("legacy" | "undocumented"))),
        ),
        (
            "super-admin-only",
            "nothing less than SUPER_ADMIN is known to do, and no custom role can",
            having(&|_, one| one.operation.as_deref().is_some_and(|name| is_super_admin_only(catalog, name))),
        ),
        ("other-engine", "the provider refuses this type on an org of this engine", wrong_engine),
    ];
    let told = cases.into_iter().filter(|(_, _, addresses)| !addresses.is_empty());
    told.map(|(code, message, addresses)| TerraformCaveat::new(code, message, addresses)).collect()
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
