//! Network zones: from where tokens and apps may be used.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{is_false, is_zero};

/// A network zone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// Its id, such as `nzo1abcdefGHIJKLM0h8`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `IP`, `DYNAMIC` or `DYNAMIC_V2`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `ACTIVE` or `INACTIVE`, where the org tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// `POLICY`, or `BLOCKLIST` for a zone from which nothing is accepted, where the org tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<String>,
    /// Whether Okta made it for every org.
    #[serde(default, skip_serializing_if = "is_false")]
    pub system: bool,
    /// The addresses of an IP zone: CIDR blocks and ranges such as `203.0.113.1-203.0.113.9`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gateways: Vec<String>,
    /// The proxies that may stand before the gateways of an IP zone, in the same forms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proxies: Vec<String>,
    /// The type of proxy of a dynamic zone, such as `Any` or `Tor`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy_type: Option<String>,
    /// What is in a dynamic zone.
    #[serde(default, skip_serializing_if = "ZoneMembers::is_empty")]
    pub include: ZoneMembers,
    /// What is left out of an enhanced dynamic zone.
    #[serde(default, skip_serializing_if = "ZoneMembers::is_empty")]
    pub exclude: ZoneMembers,
    /// How many of its addresses and conditions could not be read.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unread: u64,
}

/// What a dynamic zone is made of; addresses must fit each list that is not empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ZoneMembers {
    /// Countries, such as `US`, and regions, such as `US-CA`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<String>,
    /// The numbers of autonomous systems.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asns: Vec<String>,
    /// Categories of IP services, such as `ALL_ANONYMIZERS`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
}

impl ZoneMembers {
    /// Whether it names nothing.
    pub const fn is_empty(&self) -> bool {
        self.locations.is_empty() && self.asns.is_empty() && self.services.is_empty()
    }
}
