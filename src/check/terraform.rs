//! What Terraform's provider adds to a check: types that work with one credential only, calls that no document tells,
//! arguments that earlier releases act on.

use std::collections::BTreeMap;

use super::finding::{Finding, Kind};
use super::judge::Case;
use super::rule::UNSUPPORTED_CREDENTIAL;
use crate::catalog::Catalog;
use crate::catalog::schema::{OnlyCredential, OutsideClass};
use crate::intake::OpenPlace;
use crate::matching::terraform::{Called, removed_arguments, uses};
use crate::model::{
    Asked, BlockKind, Call, Credential, Engine, Origin, Provision, Severity, may_use_between,
};

/// The provision that a call is, unless it is switched off.
fn provision(call: &Call) -> Option<&Provision> {
    match &call.asked {
        Asked::Provision(provision) if call.set_aside.is_none() => Some(provision),
        _ => None,
    }
}

/// Whether a call is what a provider does at its start.
pub(super) fn is_start(call: &Call) -> bool {
    provision(call).is_some_and(|one| one.kind == BlockKind::Provider)
}

/// The only credential with which the type of a call works, where another one is used.
fn only(catalog: &Catalog, call: &Call, credential: Credential) -> Option<OnlyCredential> {
    let provision = provision(call)?;
    let only = catalog.terraform().named(provision.kind, &provision.name)?.credential?;
    (!only.suits(credential)).then_some(only)
}

/// Whether the type of a call does not work with a credential at all.
pub(super) fn is_impossible(catalog: &Catalog, call: &Call, credential: Credential) -> bool {
    only(catalog, call, credential).is_some()
}

/// The blocks whose type does not work with the credential; `stated` is what the input says of it.
pub(super) fn findings(
    catalog: &Catalog,
    calls: &[Call],
    credential: Credential,
    stated: Option<Credential>,
) -> Vec<Finding> {
    let mut blocks: BTreeMap<&str, (OnlyCredential, Vec<Origin>)> = BTreeMap::new();
    for call in calls {
        let (Some(only), Some(provision)) = (only(catalog, call, credential), provision(call)) else {
            continue;
        };
        let (_, origins) = blocks.entry(&provision.address).or_insert_with(|| (only, Vec::new()));
        if !origins.contains(&call.origin) {
            origins.push(call.origin.clone());
        }
    }
    let finding = |(address, (only, origins)): (&str, (OnlyCredential, Vec<Origin>))| {
        let (needed, assumed) = match only {
            OnlyCredential::ApiToken => ("an API token", "OAuth"),
            OnlyCredential::Oauth => ("OAuth", "an API token"),
        };
        let finding = Finding::new(
            &UNSUPPORTED_CREDENTIAL,
            Kind::Call.named(address),
            match stated {
                Some(_) => {
                    format!("`{address}` is not possible with {assumed}: its type works with {needed} only")
                }
                None => format!(
                    "`{address}` works with {needed} only, and nothing says how the provider authenticates"
                ),
            },
        )
        .help(format!("serve it by a provider with {needed}, or leave it out"))
        .standing(origins);
        // Without any word about the credential, the other one is only assumed.
        if stated.is_some() { finding } else { finding.at_most(Severity::Note) }
    };
    blocks.into_iter().map(finding).collect()
}

/// The places where a provider calls, or may call, something of which nobody knows what it needs.
pub(super) fn open_places(
    catalog: &Catalog,
    case: &Case,
    credential: Credential,
    engine: Engine,
) -> Vec<OpenPlace> {
    let releases: Vec<_> = case.releases.iter().collect();
    let mut found: Vec<OpenPlace> = Vec::new();
    for call in case.calls.iter().flatten() {
        let Some(provision) = provision(call) else { continue };
        let is_unknown = uses(catalog, provision, engine).iter().any(|one| match one.called {
            Called::Outside(outside) => outside.class != OutsideClass::Public && one.is_made_with(credential),
            Called::Operation(_) => false,
        });
        let mut old = removed_arguments(catalog, provision).into_iter();
        let acts = old.any(|one| may_use_between(&releases, &one.since, &one.until));
        let reasons = [
            is_unknown.then_some("the provider makes a call that stands in no document"),
            acts.then_some("an earlier release of the provider acts on an argument here"),
        ];
        for reason in reasons.into_iter().flatten() {
            let Origin { source, line, column } = call.origin.clone();
            let place = OpenPlace { source, line, column, reason };
            if !found.contains(&place) {
                found.push(place);
            }
        }
    }
    found
}
