//! What to know of a plan for Terraform, or of a check against one.

use std::collections::{BTreeMap, BTreeSet};

use super::build::{is_super_admin_only, release_view, resources};
use super::{ProvisionUse, ReleaseView, ResourceView, TerraformCaveat};
use crate::catalog::Catalog;
use crate::catalog::schema::RemovedArgument;
use crate::catalog::tables::PolicyOf;
use crate::matching::terraform::{policy_types, releases_of, removed_arguments};
use crate::model::{
    Asked, Call, Credential, Engine, Phase, ProviderBlock, ProviderRelease, Provision, Run, SetAside, either,
    fits, listed, may_use_between,
};

/// A removed argument of blocks.
pub(super) struct ActedOn<'c> {
    pub(super) argument: &'c RemovedArgument,
    /// The blocks that set it, each with its provider and whether a release that acts on it may be in use.
    pub(super) blocks: BTreeMap<String, (String, bool)>,
    /// The first run in which it matters.
    pub(super) run: Run,
}

/// The removed arguments that calls set.
pub(super) fn acted_on<'c>(
    catalog: &'c Catalog,
    calls: &[Call],
    providers: &[ProviderBlock],
    releases: &[ProviderRelease],
) -> Vec<ActedOn<'c>> {
    let mut found: Vec<ActedOn<'c>> = Vec::new();
    for (_, provision) in provisions(calls) {
        for argument in removed_arguments(catalog, provision) {
            let own = releases_of(&provision.provider, providers, releases);
            let may_act = may_use_between(&own, &argument.since, &argument.until);
            let block = (provision.address.clone(), (provision.provider.clone(), may_act));
            match found.iter_mut().find(|known| known.argument == argument) {
                Some(known) => {
                    known.blocks.extend([block]);
                    known.run = known.run.min(provision.run);
                }
                None => {
                    found.push(ActedOn { argument, blocks: BTreeMap::from([block]), run: provision.run });
                }
            }
        }
    }
    found
}

fn provisions(calls: &[Call]) -> impl Iterator<Item = (&Call, &Provision)> {
    let counting = calls.iter().filter(|call| call.set_aside != Some(SetAside::Disabled));
    counting.filter_map(|call| match &call.asked {
        Asked::Provision(provision) => Some((call, provision)),
        _ => None,
    })
}

/// What to know of the calls of Terraform for a check, with what is taken to hold; nothing without any.
pub fn caveats(
    catalog: &Catalog,
    engine: Engine,
    calls: &[Call],
    providers: &[ProviderBlock],
    releases: &[ProviderRelease],
    assumes_policy_type: bool,
) -> Vec<TerraformCaveat> {
    let resources = resources(catalog, calls, engine);
    if resources.is_empty() {
        return Vec::new();
    }
    let old = acted_on(catalog, calls, providers, releases);
    let mut assumed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for resource in &resources {
        let conditions = resource.phases.iter().flat_map(|phase| &phase.calls).flat_map(|one| &one.assumed);
        for condition in conditions {
            assumed.entry(condition.clone()).or_default().insert(resource.address.clone());
        }
    }
    let assumed = assumed.into_iter().map(|(condition, addresses)| {
        let message = format!("taken to be so, because the input does not tell: {condition}");
        TerraformCaveat::new("taken-to-be-so", message, addresses.into_iter().collect())
    });
    let releases: Vec<_> = releases.iter().map(|one| release_view(catalog.terraform(), one)).collect();
    Material {
        catalog,
        resources: &resources,
        providers,
        releases: &releases,
        calls,
        old: &old,
        engine,
        assumes_policy_type,
    }
    .all()
    .into_iter()
    .chain(assumed)
    .collect()
}

/// What caveats are made of.
pub(super) struct Material<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) resources: &'a [ResourceView],
    pub(super) providers: &'a [ProviderBlock],
    pub(super) releases: &'a [ReleaseView],
    pub(super) calls: &'a [Call],
    pub(super) old: &'a [ActedOn<'a>],
    pub(super) engine: Engine,
    pub(super) assumes_policy_type: bool,
}

impl Material<'_> {
    pub(super) fn all(&self) -> Vec<TerraformCaveat> {
        let mut found = Vec::new();
        let tokens = self.providers.iter().filter(|one| one.credential != Some(Credential::ApiToken));
        let tokens: Vec<_> = tokens.map(|one| one.name.clone()).collect();
        if !tokens.is_empty() {
            let message = "the provider asks for every scope of its `scopes` list at once: one of them that the app is not \
                           granted fails each run, `terraform plan` too; list exactly what is granted";
            found.push(TerraformCaveat::new("scopes-all-or-nothing", message, tokens));
        }
        found.extend(self.release());
        found.extend(self.old.iter().map(|one| self.removed_argument(one)));
        let lives = provisions(self.calls).any(|(_, one)| {
            one.phase == Phase::Update && one.cases.iter().any(|case| case.changed.is_none())
        });
        if lives {
            let message = "a configuration does not say what changes next: to apply counts creating, changing and \
                           deleting every resource of it; give a plan (`terraform show -json`) for exactly one run";
            found.push(TerraformCaveat::new("whole-life", message, Vec::new()));
        }
        found.extend(self.policy_type());
        found.extend(self.special());
        found
    }

    /// Whether the facts are those of the release in use.
    fn release(&self) -> Option<TerraformCaveat> {
        let facts = self.catalog.terraform();
        let locked = self.releases.iter().find(|one| one.locked);
        let other = || self.releases.iter().find(|one| one.fits != Some(true));
        let named = locked.or_else(other).or(self.releases.first());
        let about = format!("the facts are those of {} {}", facts.provider, facts.version);
        let message = match named {
            Some(one) if one.fits == Some(true) => {
                let base =
                    facts.base.as_ref().filter(|_| fits(&facts.version, &one.written) == Some(true))?;
                format!(
                    "{about}; types that {base} has were read at {base}, and whether a later release changed their \
                     calls is not known"
                )
            }
            Some(one) => {
                format!(
                    "{about}, and `{}` is asked for: other releases may call other operations",
                    one.written
                )
            }
            None => format!("{about}, and no release is asked for: other releases may call other operations"),
        };
        Some(TerraformCaveat::new("provider-release", message, Vec::new()))
    }

    /// An argument that the described release has not, and what earlier ones call for it.
    fn removed_argument(&self, old: &ActedOn<'_>) -> TerraformCaveat {
        let facts = self.catalog.terraform();
        let RemovedArgument { argument, until, successors, .. } = old.argument;
        let calls = old.argument.calls.iter().map(|call| call.strip_prefix("management:").unwrap_or(call));
        let calls: Vec<_> = calls.collect();
        let may_act = old.blocks.values().any(|(_, may_act)| *may_act);
        let counted = if may_act {
            "these calls are not counted, so with such a release this answer is too small"
        } else {
            "these calls are not counted, because no such release is in use"
        };
        let message = format!(
            "{} {} has no argument `{argument}` here; releases up to {until} act on it with {}: {counted}; use {}",
            facts.provider,
            facts.version,
            listed(&calls),
            either(&successors.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>()),
        );
        TerraformCaveat::new("removed-argument", message, old.blocks.keys().cloned().collect())
    }

    /// The blocks that do not tell the type of their policies.
    fn policy_type(&self) -> Option<TerraformCaveat> {
        if self.assumes_policy_type {
            return None;
        }
        let mut addresses = BTreeSet::new();
        let mut settings = BTreeSet::new();
        for (_, provision) in provisions(self.calls) {
            if !policy_types(self.catalog, provision).contains(&None) {
                continue;
            }
            let known = self.catalog.terraform().named(provision.kind, &provision.name);
            if let Some(PolicyOf::Setting(setting, _)) =
                known.and_then(|one| one.policy_type.as_ref()).map(|one| &one.of)
            {
                settings.insert(format!("`{setting}`"));
                addresses.insert(provision.address.clone());
            }
        }
        if addresses.is_empty() {
            return None;
        }
        let settings: Vec<_> = settings.into_iter().collect();
        let message = format!(
            "the value of {} is not a policy type that the input tells: every type may be meant; give the value, or \
             `--assume policy-type=TYPE`",
            listed(&settings)
        );
        Some(TerraformCaveat::new("policy-type-unknown", message, addresses.into_iter().collect()))
    }

    /// What is special about single resources.
    fn special(&self) -> Vec<TerraformCaveat> {
        let Self { catalog, resources, engine, .. } = *self;
        let having = |holds: &dyn Fn(&ProvisionUse) -> bool| -> Vec<String> {
            let fits = |resource: &&ResourceView| {
                let mut calls = resource.phases.iter().flat_map(|phase| &phase.calls);
                calls.any(holds)
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
                having(&|one| one.class.as_deref() == Some("internal")),
            ),
            (
                "outside-documents",
                "the provider makes calls that stand in no document: what they need is not known",
                having(&|one| matches!(one.class.as_deref(), Some("legacy" | "undocumented"))),
            ),
            (
                "super-admin-only",
                "nothing less than SUPER_ADMIN is known to do, and no custom role can",
                having(&|one| {
                    one.operation.as_deref().is_some_and(|name| is_super_admin_only(catalog, name))
                }),
            ),
            ("other-engine", "the provider refuses this type on an org of this engine", wrong_engine),
        ];
        let told = cases.into_iter().filter(|(_, _, addresses)| !addresses.is_empty());
        told.map(|(code, message, addresses)| TerraformCaveat::new(code, message, addresses)).collect()
    }
}
