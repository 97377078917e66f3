//! What is found of how an app authenticates and from where tokens are accepted.

use jiff::Timestamp;

use super::rules::days_between;
use super::{Evidence, OrgPrincipal};
use crate::check::Note;
use crate::check::finding::{Finding, Kind};
use crate::check::rule::{CLIENT_SECRET, CLIENT_UNAUTHENTICATED, OLD_KEY, TOKEN_UNRESTRICTED_NETWORK};
use crate::grants::fleet::{Authentication, Keys, NetworkFacts, Open, Proof, ZoneFacts};
use crate::grants::org::is_openid_scope;
use crate::model::{Severity, listed, plural};

/// What is found of how an app authenticates.
pub(super) fn of_app(principal: &OrgPrincipal, evidence: &Evidence<'_>) -> Vec<Finding> {
    let Some(authentication) = &principal.authentication else { return Vec::new() };
    let method = method(principal, authentication);
    method.into_iter().chain(old(principal, authentication, evidence)).collect()
}

fn method(principal: &OrgPrincipal, authentication: &Authentication) -> Option<Finding> {
    let subject = || Kind::Principal.named(principal.name.as_str());
    match authentication.proof() {
        Proof::Nothing => {
            let message = "it does not authenticate: its client id is enough to ask for tokens";
            let finding = Finding::new(&CLIENT_UNAUTHENTICATED, subject(), message);
            Some(finding.help("let it authenticate with a private key (`private_key_jwt`)"))
        }
        Proof::Secret => {
            let anywhere = if principal.network.as_ref().is_some_and(|network| network.open.is_some()) {
                ", which may be used from anywhere"
            } else {
                ""
            };
            let method = authentication.method.as_deref().unwrap_or_default();
            let message =
                format!("it authenticates with a client secret (`{method}`){anywhere}, not with a key");
            let finding = Finding::new(&CLIENT_SECRET, subject(), message)
                .help("let it authenticate with a private key (`private_key_jwt`), then delete its secrets");
            Some(if may_hold_scopes(principal) { finding } else { finding.at_most(Severity::Note) })
        }
        Proof::Key | Proof::Other => None,
    }
}

/// Whether it holds a scope that may be one of Okta's APIs, by the scopes that were read.
fn may_hold_scopes(principal: &OrgPrincipal) -> bool {
    let scopes = principal.principal.grant.scopes.as_ref();
    scopes.is_none_or(|scopes| scopes.iter().any(|scope| !is_openid_scope(&scope.name)))
}

fn old(
    principal: &OrgPrincipal,
    authentication: &Authentication,
    evidence: &Evidence<'_>,
) -> Option<Finding> {
    let (taken, most) = (evidence.org.taken, evidence.key_days);
    let keys = authentication.keys.as_ref().and_then(|keys| old_among(keys, "key", taken, most));
    let secrets = authentication.secrets.as_ref().and_then(|keys| old_among(keys, "secret", taken, most));
    let told: Vec<_> = keys.into_iter().chain(secrets).collect();
    (!told.is_empty()).then(|| {
        let message = format!("it has {}", listed(&told));
        let finding = Finding::new(&OLD_KEY, Kind::Principal.named(principal.name.as_str()), message);
        finding.help("add a new one, let the app use it, then deactivate and delete the old one")
    })
}

/// The active ones that are too old: `1 key older than 365 days, made 400 days before`.
fn old_among(keys: &Keys, what: &str, taken: Timestamp, most: i64) -> Option<String> {
    let old: Vec<_> =
        keys.made.iter().map(|made| days_between(*made, taken)).filter(|days| *days > most).collect();
    let oldest = old.first()?;
    let count = plural(old.len(), &format!("active {what}"));
    let age =
        if old.len() == 1 { format!("{oldest} days old") } else { format!("the oldest {oldest} days old") };
    Some(format!("{count} from more than {most} days ago ({age})"))
}

/// That a token may be used from anywhere.
pub(super) fn unrestricted(principal: &OrgPrincipal) -> Option<Finding> {
    let network = principal.network.as_ref()?;
    let message = format!("it may be used from anywhere: {}", reason(network, network.open?));
    let subject = Kind::Principal.named(principal.name.as_str());
    let finding = Finding::new(&TOKEN_UNRESTRICTED_NETWORK, subject, message);
    Some(finding.help("limit it to the network zone that the integration calls from"))
}

fn reason(network: &NetworkFacts, open: Open) -> String {
    match open {
        Open::Anywhere => "no network zone limits it".to_owned(),
        Open::NoZone => "its list of network zones is empty".to_owned(),
        Open::OnlyExcluded => {
            let zones: Vec<_> = network.exclude.iter().map(ZoneFacts::label).collect();
            let word = if zones.len() == 1 { "zone" } else { "zones" };
            format!("it only excludes the network {word} {}", listed(&zones))
        }
        Open::AllZones => "it includes every network zone".to_owned(),
        Open::Ineffective => {
            let zones: Vec<_> = network.include.iter().filter_map(fault).collect();
            format!("its network zone {}", zones.join(", its network zone "))
        }
        Open::Together => {
            "its network zones together hold a large part of all addresses, or trust it as proxies".to_owned()
        }
    }
}

/// What is wrong with a zone: its name, and why it limits nothing.
fn fault(zone: &ZoneFacts) -> Option<String> {
    let words = zone.fault?.words();
    Some(format!("{} {words}", zone.label()))
}

/// That some zones of a principal limit nothing, where others do.
pub(super) fn zones_without_effect(principal: &OrgPrincipal) -> Option<Note> {
    let network = principal.network.as_ref().filter(|network| network.open.is_none())?;
    let faults: Vec<_> = network.include.iter().filter_map(fault).collect();
    let message = || format!("of the network zones that limit it, {}", listed(&faults));
    (!faults.is_empty()).then(|| Note::new("zone-without-effect", message()))
}
