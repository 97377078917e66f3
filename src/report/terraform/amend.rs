//! What the plans leave out: calls that stand in no document, types that work with one credential only.

use std::collections::BTreeSet;

use super::caveats::ActedOn;
use super::{ProvisionUse, ResourceView};
use crate::catalog::Catalog;
use crate::catalog::schema::OnlyCredential;
use crate::catalog::tables::RoleKey;
use crate::model::{Credential, Run};
use crate::report::around::{NotPossible, UnknownNeed};
use crate::report::names;
use crate::report::plan::{PlanView, PlansView};

/// A call that stands in no document, with who makes it.
struct Open<'v> {
    call: &'v str,
    only: Option<OnlyCredential>,
    /// Whether the type works with that credential alone, and is not just left out with others.
    is_type: bool,
    addresses: BTreeSet<&'v str>,
}

/// Adds what the calls outside of every document, and the arguments that an earlier release may act on, mean for each
/// credential.
pub(super) fn amend(
    catalog: &Catalog,
    (resources, old): (&[ResourceView], &[ActedOn<'_>]),
    provider: Option<&str>,
    run: Run,
    plans: &mut PlansView,
) {
    let open = open(catalog, resources, provider, run);
    let holders: Vec<RoleKey> =
        catalog.roles().filter(|(_, role)| role.holds_all.is_some()).map(|(key, _)| key).collect();
    let holders = names::roles(catalog, &holders);
    let views = [
        (Credential::ServiceApp, &mut plans.service_app),
        (Credential::UserApp, &mut plans.user_app),
        (Credential::ApiToken, &mut plans.api_token),
    ];
    for (credential, view) in views {
        for one in &open {
            add(one, credential, &holders, view);
        }
        for one in old.iter().filter(|one| one.run <= run) {
            let of = |(block, (own, may_act)): (&String, &(String, bool))| {
                (*may_act && provider.is_none_or(|name| name == own)).then(|| block.clone())
            };
            let blocks: Vec<_> = one.blocks.iter().filter_map(of).collect();
            if !blocks.is_empty() {
                view.complete = false;
                view.unknown.push(UnknownNeed {
                    operation: format!("{} of {}", one.argument.argument, blocks.join(", ")),
                    message: format!("releases of the provider up to {} act on it", one.argument.until),
                    known_to_work: holders.clone(),
                });
            }
        }
    }
}

fn add(one: &Open<'_>, credential: Credential, holders: &[String], view: &mut PlanView) {
    let addresses = one.addresses.iter().copied().collect::<Vec<_>>().join(", ");
    match one.only {
        Some(only) if !only.suits(credential) => {
            if one.is_type {
                view.complete = false;
                view.not_possible.push(NotPossible {
                    operation: one.call.to_owned(),
                    call: None,
                    reason: "api-token-only".to_owned(),
                    message: format!(
                        "the provider makes this call with its API token and no other way; {addresses} cannot work \
                         without one"
                    ),
                });
            }
        }
        _ => {
            view.complete = false;
            view.unknown.push(UnknownNeed {
                operation: one.call.to_owned(),
                message: format!("it stands in no document; {addresses} makes the call"),
                known_to_work: holders.to_vec(),
            });
        }
    }
}

fn open<'v>(
    catalog: &Catalog,
    resources: &'v [ResourceView],
    provider: Option<&str>,
    run: Run,
) -> Vec<Open<'v>> {
    let mut found: Vec<Open<'v>> = Vec::new();
    for resource in resources.iter().filter(|one| provider.is_none_or(|name| name == one.provider)) {
        let is_type = catalog
            .terraform()
            .named(resource.kind, &resource.name)
            .is_some_and(|kind| kind.credential.is_some());
        let calls = resource.phases.iter().filter(|phase| phase.run <= run).flat_map(|phase| &phase.calls);
        for one in calls.filter(|one| one.class.as_deref() != Some("public")) {
            let Some(call) = &one.outside else { continue };
            let only = only(one);
            let known = found.iter_mut().find(|known| known.call == call && known.only == only);
            if let Some(known) = known {
                known.addresses.insert(&resource.address);
                continue;
            }
            let addresses = BTreeSet::from([resource.address.as_str()]);
            found.push(Open { call, only, is_type, addresses });
        }
    }
    found
}

fn only(one: &ProvisionUse) -> Option<OnlyCredential> {
    [OnlyCredential::ApiToken, OnlyCredential::Oauth]
        .into_iter()
        .find(|only| one.only.as_deref() == Some(only.name()))
}
