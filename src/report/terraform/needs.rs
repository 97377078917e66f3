//! Which resources need an item of a plan, and why where the type does not let one expect it.

use std::collections::{BTreeMap, BTreeSet};

use super::{NeededBy, ProvisionUse, ResourceView};
use crate::catalog::Catalog;
use crate::model::{Credential, Phase, Run};
use crate::report::plan::{PlanView, PlansView};

/// What the resources of one provider, or of all, call in a run, by operation.
pub(super) struct Needs<'v> {
    by_operation: BTreeMap<&'v str, Vec<(&'v ResourceView, Phase, &'v ProvisionUse)>>,
    families: &'v BTreeMap<String, BTreeSet<String>>,
}

impl<'v> Needs<'v> {
    pub(super) fn of(
        resources: &'v [ResourceView],
        families: &'v BTreeMap<String, BTreeSet<String>>,
        provider: Option<&str>,
        run: Run,
    ) -> Self {
        let mut by_operation: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for resource in resources.iter().filter(|one| provider.is_none_or(|name| name == one.provider)) {
            for phase in resource.phases.iter().filter(|phase| phase.run <= run) {
                for one in &phase.calls {
                    if let Some(operation) = &one.operation {
                        by_operation.entry(operation.as_str()).or_default().push((
                            resource,
                            phase.phase,
                            one,
                        ));
                    }
                }
            }
        }
        Self { by_operation, families }
    }

    /// Says for every item of the plans which resources need it.
    pub(super) fn tell(&self, plans: &mut PlansView) {
        self.tell_one(Credential::ServiceApp, &mut plans.service_app);
        self.tell_one(Credential::UserApp, &mut plans.user_app);
        self.tell_one(Credential::ApiToken, &mut plans.api_token);
    }

    fn tell_one(&self, credential: Credential, plan: &mut PlanView) {
        let by = |because: &[String], scope: Option<&str>| self.needed_by(credential, because, scope);
        for item in plan.scopes.iter_mut().flatten() {
            item.needed_by = by(&item.because, family(&item.name));
        }
        let roles = plan.standard_roles.iter_mut().chain(&mut plan.beside_custom_role);
        for role in roles {
            role.needed_by = by(&role.because, None);
        }
        for item in plan.custom_role.iter_mut().flat_map(|role| &mut role.permissions) {
            item.needed_by = by(&item.because, None);
        }
    }

    /// The resources behind operations; `scope` is the family of the scope that they need.
    fn needed_by(&self, credential: Credential, operations: &[String], scope: Option<&str>) -> Vec<NeededBy> {
        let mut found: BTreeMap<&str, (BTreeSet<Phase>, Vec<String>)> = BTreeMap::new();
        for operation in operations {
            let made = self.by_operation.get(operation.as_str()).into_iter().flatten();
            for (resource, phase, one) in made.filter(|(_, _, one)| is_made(one, credential)) {
                let (phases, whys) = found.entry(&resource.address).or_default();
                phases.insert(*phase);
                let is_own = scope.is_none_or(|scope| {
                    self.families.get(&resource.name).is_none_or(|families| families.contains(scope))
                });
                if !is_own {
                    let why = hidden(operation, &one.when);
                    if !whys.contains(&why) {
                        whys.push(why);
                    }
                }
            }
        }
        let needed = |(address, (phases, whys)): (&str, (BTreeSet<Phase>, Vec<String>))| NeededBy {
            address: address.to_owned(),
            phases: phases.into_iter().collect(),
            why: (!whys.is_empty()).then(|| shortest(whys)),
        };
        found.into_iter().map(needed).collect()
    }
}

/// Whether a call is made with a credential.
fn is_made(one: &ProvisionUse, credential: Credential) -> bool {
    match one.only.as_deref() {
        Some("api-token") => !credential.has_scopes(),
        Some(_) => credential.has_scopes(),
        None => true,
    }
}

/// What a hidden call is, and when it is made.
fn hidden(operation: &str, when: &[String]) -> String {
    let name = operation.strip_prefix("management:").unwrap_or(operation);
    if when.is_empty() {
        return format!("it also calls {name}");
    }
    format!("it also calls {name} when {}", when.join(" and "))
}

/// The reasons that are not the same with more conditions.
fn shortest(mut whys: Vec<String>) -> String {
    whys.sort_by_key(String::len);
    let mut kept: Vec<String> = Vec::new();
    for why in whys {
        let what = why.split(" when ").next().unwrap_or_default();
        if !kept.iter().any(|known| known.split(" when ").next() == Some(what)) {
            kept.push(why);
        }
    }
    kept.join("; ")
}

/// What a scope is about: `okta.users` of `okta.users.read`.
fn family(scope: &str) -> Option<&str> {
    scope.rsplit_once('.').map(|(family, _)| family)
}

/// What the scopes of each type are mostly about: what one expects of it.
pub(super) fn families(catalog: &Catalog) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for kind in &catalog.terraform().types {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for call in kind.calls.values().flatten() {
            let crate::catalog::tables::Target::Operation(name) = &call.target else { continue };
            let Some(key) = catalog.names().operations.get(name) else { continue };
            let scopes = catalog.operation(*key).scopes.iter().flatten();
            let of: BTreeSet<_> = scopes.filter_map(|scope| family(&catalog.scope(*scope).name)).collect();
            for family in of {
                *counts.entry(family).or_default() += 1;
            }
        }
        let most = counts.values().copied().max().unwrap_or_default();
        let own = counts.into_iter().filter(|(_, count)| *count == most).map(|(family, _)| family.to_owned());
        found.entry(kind.name.clone()).or_default().extend(own);
    }
    found
}
