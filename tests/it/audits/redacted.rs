//! A redacted org is judged like the plain one.

use std::collections::BTreeMap;

use leastwise::check::{Audit, Audited, Finding};
use leastwise::grants::fleet::Open;
use leastwise::grants::org::{Known, Network, Org, Redaction, Zone};
use leastwise::model::Tally;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::consent;
use super::monotone::{judged, org};
use crate::orgs::example;
use crate::properties::config;

/// Scopes that an org chose the names of.
const OWN_SCOPES: [&str; 5] = ["cars.read", "leave.read", "payroll.pay", "shifts", ""];

/// Addresses that overlap, touch, and are wide together.
const ADDRESSES: [&str; 10] = [
    "2.0.0.0/7",
    "2.0.0.0/8",
    "2.0.0.0/24",
    "3.0.0.0/9",
    "4.0.0.0-7.255.255.254",
    "5.0.0.0/8",
    "0.0.0.0/5",
    "2000::/16",
    "::ffff:0:0/97",
    "no address",
];

/// What the names, addresses and empty ids of an org may change.
#[derive(Clone, Debug)]
struct Named {
    scopes: Vec<&'static str>,
    zones: Vec<(Vec<&'static str>, Vec<&'static str>)>,
    /// By which id each user names its client, and each custom role its resource set.
    client: Option<&'static str>,
    set: Option<&'static str>,
}

fn own(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn named() -> impl Strategy<Value = Named> {
    let addresses = || vec(select(&ADDRESSES[..]), 0..4);
    let id = || select(vec![None, Some(""), Some(" "), Some("strange")]);
    (vec(select(&OWN_SCOPES[..]), 0..5), vec((addresses(), addresses()), 0..4), id(), id())
        .prop_map(|(scopes, zones, client, set)| Named { scopes, zones, client, set })
}

fn zone(at: usize, gateways: &[&str], proxies: &[&str]) -> Zone {
    Zone {
        id: format!("nzo1zone{at}"),
        name: format!("zone {at}"),
        kind: "IP".to_owned(),
        status: Some("ACTIVE".to_owned()),
        usage: Some("POLICY".to_owned()),
        gateways: own(gateways),
        proxies: own(proxies),
        ..Zone::default()
    }
}

fn with_names(mut org: Org, named: &Named) -> Org {
    let zones = named.zones.iter().enumerate();
    let zones: Vec<_> = zones.map(|(at, (gateways, proxies))| zone(at, gateways, proxies)).collect();
    let include = zones.iter().map(|zone| zone.id.clone()).collect();
    let network = Network { connection: "ZONE".to_owned(), include, ..Network::default() };
    org.zones = Known::Known(zones);
    for token in org.api_tokens.seen_mut().into_iter().flatten() {
        token.network = Some(network.clone());
    }
    for app in org.apps.seen_mut().into_iter().flatten() {
        let grants = app.grants.seen_mut().into_iter();
        grants.for_each(|grants| grants.extend(named.scopes.iter().map(|scope| consent(scope))));
    }
    for user in org.users.seen_mut().into_iter().flatten() {
        for one in user.consents.seen_mut().into_iter().flatten() {
            one.client_id = named.client.map_or_else(|| one.client_id.clone(), |id| Some(id.to_owned()));
        }
        let custom = user.roles.seen_mut().into_iter().flatten().filter_map(|role| role.custom.as_mut());
        for binding in custom {
            binding.resource_set = named.set.map_or_else(|| binding.resource_set.clone(), str::to_owned);
        }
    }
    org
}

fn by_rule(findings: &[Finding]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for finding in findings {
        *counts.entry(finding.rule.id).or_default() += 1;
    }
    counts
}

/// What decides the rank of a principal, before its name.
fn rank(one: &Audited) -> (bool, Tally, &'static str) {
    let at_most = one.at_most.or(one.beyond).unwrap_or_default();
    (one.principal.works(), at_most, one.principal.kind.name())
}

/// What is told of each principal, without names.
fn told(audit: &Audit) -> Vec<impl Ord + std::fmt::Debug> {
    let one = |one: &Audited| {
        let network = one.principal.network.as_ref();
        let counts = (one.principal.unknown.len(), one.principal.unseen.len());
        let limits = network.map(|network| (network.is_limited(), network.open.map(Open::name)));
        (rank(one), one.beyond, one.at_most, by_rule(&one.checked.findings), counts, limits)
    };
    let mut told: Vec<_> = audit.principals.iter().map(one).collect();
    told.sort();
    told
}

#[track_caller]
fn assert_judged_alike(org: &Org) {
    let mut redacted = org.clone();
    Redaction::new("a salt").apply(&mut redacted);
    let (plain, redacted) = (judged(org), judged(&redacted));
    let ranks = |audit: &Audit| audit.principals.iter().map(rank).collect::<Vec<_>>();
    assert_eq!(ranks(&redacted), ranks(&plain));
    assert_eq!(told(&redacted), told(&plain));
    assert_eq!(by_rule(&redacted.general), by_rule(&plain.general));
    let complete = |audit: &Audit| (audit.complete, audit.lists_are_complete, audit.notes.len());
    assert_eq!(complete(&redacted), complete(&plain));
}

#[test]
fn the_example_is_judged_alike_when_it_is_redacted() {
    assert_judged_alike(&example());
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn a_redacted_org_is_judged_like_the_plain_one(org in org(), named in named()) {
        assert_judged_alike(&with_names(org, &named));
    }
}
