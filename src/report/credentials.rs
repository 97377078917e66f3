//! How an app authenticates and from where a principal may be used, as reports show it.

use schemars::JsonSchema;
use serde::Serialize;

use crate::grants::fleet::{Authentication, Keys, NetworkFacts, ZoneFacts};
use crate::grants::org::Org;

/// How an app authenticates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AuthenticationView {
    /// The method of the API, such as `private_key_jwt`, where the org tells.
    pub method: Option<String>,
    /// What it rests on: `private-key`, `client-secret`, `none` or `other`.
    pub proof: String,
    /// Whether tokens of the app are bound to a key of their own (`DPoP`).
    pub dpop: bool,
    /// Whether its public keys stand at a URL of its own, so that their number and age are not known.
    pub jwks_uri: bool,
    /// Its public keys, where they were read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keys: Option<KeysView>,
    /// Its client secrets; absent unless `--with-secrets` asked for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secrets: Option<KeysView>,
}

/// The keys or the secrets of an app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct KeysView {
    /// How many are active, or may be.
    pub active: usize,
    /// How many of these have a status that is not understood.
    #[serde(skip_serializing_if = "is_zero")]
    pub unclear: usize,
    /// How many of these have no date that could be read.
    #[serde(skip_serializing_if = "is_zero")]
    pub undated: usize,
    /// How many are not.
    pub inactive: usize,
    /// When the oldest active one with a date was made.
    pub oldest: Option<String>,
    /// How many days before the org was looked at that was.
    pub oldest_days: Option<i64>,
}

/// From where a token or an app may be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NetworkView {
    /// `ANYWHERE`, `ZONE` or another word of the API; empty where the org does not tell it.
    pub connection: String,
    /// Whether network zones limit it; null where not all of that was read and understood.
    pub restricted: Option<bool>,
    /// Why they do not: `anywhere`, `no_zone`, `only_excluded`, `all_zones`, `ineffective_zones` or `wide_together`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<String>,
    /// The zones from which it may be used.
    pub include: Vec<ZoneView>,
    /// The zones from which it may not.
    pub exclude: Vec<ZoneView>,
    /// How many entries of the two lists could not be read.
    #[serde(skip_serializing_if = "is_none")]
    pub unread: u64,
}

/// A network zone that a principal names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ZoneView {
    /// Its id, or the word for all zones.
    pub id: String,
    /// Its name, where the zone was read.
    pub name: Option<String>,
    /// What it holds, in words, where the zone was read.
    pub contents: Option<String>,
    /// Why it limits nothing: `inactive`, `blocklist`, `missing`, `wide` or `wide_proxies`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// What of it is not understood, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unclear: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_none(count: &u64) -> bool {
    *count == 0
}

/// How an app authenticates, at the time of the snapshot.
pub(super) fn authentication_view(authentication: &Authentication, org: &Org) -> AuthenticationView {
    AuthenticationView {
        method: authentication.method.clone(),
        proof: authentication.proof().name().to_owned(),
        dpop: authentication.dpop,
        jwks_uri: authentication.has_key_url,
        keys: authentication.keys.as_ref().map(|keys| keys_view(keys, org)),
        secrets: authentication.secrets.as_ref().map(|secrets| keys_view(secrets, org)),
    }
}

fn keys_view(keys: &Keys, org: &Org) -> KeysView {
    const SECONDS: i64 = 24 * 60 * 60;
    let oldest = keys.made.first();
    KeysView {
        active: keys.active,
        unclear: keys.unclear,
        undated: keys.undated(),
        inactive: keys.inactive,
        oldest: oldest.map(ToString::to_string),
        oldest_days: oldest.map(|made| (org.taken.as_second() - made.as_second()) / SECONDS),
    }
}

/// From where a principal may be used.
pub(super) fn network_view(network: &NetworkFacts) -> NetworkView {
    let zones = |zones: &[ZoneFacts]| zones.iter().map(zone_view).collect();
    NetworkView {
        connection: network.connection.clone(),
        restricted: network.is_limited(),
        open: network.open.map(|open| open.name().to_owned()),
        include: zones(&network.include),
        exclude: zones(&network.exclude),
        unread: network.unread,
    }
}

fn zone_view(zone: &ZoneFacts) -> ZoneView {
    ZoneView {
        id: zone.id.clone(),
        name: zone.name.clone(),
        contents: zone.contents.clone(),
        fault: zone.fault.map(|fault| fault.name().to_owned()),
        unclear: zone.unclear.clone(),
    }
}
