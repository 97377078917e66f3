//! From where tokens and apps may be used: the zones that they name, and whether these limit anything.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::collections::BTreeMap;

use crate::grants::org::{Network, Org, Zone, ZoneMembers};
use crate::model::{listed, plural};

/// What stands for every zone in place of an id.
const ALL_ZONES: [&str; 2] = ["ALL_IP_ZONES", "ALL_ZONES"];

/// How many addresses, places or networks of a zone are named.
const MAX_NAMED: usize = 5;

/// The shortest prefix of a block of addresses that limits anything: a wider block holds too much of the internet.
const MIN_PREFIX_V4: u32 = 8;

/// The same for IPv6.
const MIN_PREFIX_V6: u32 = 16;

/// How many IPv4 addresses a zone may hold together and still limit anything: 1 in 16 of all.
const MAX_ADDRESSES_V4: u128 = 1 << 28;

/// From where a token or an app may be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkFacts {
    /// `ANYWHERE`, `ZONE` or another word of the API.
    pub connection: String,
    /// Why it is not limited; none when it is.
    pub open: Option<Open>,
    /// The zones from which it may be used.
    pub include: Vec<ZoneFacts>,
    /// The zones from which it may not.
    pub exclude: Vec<ZoneFacts>,
}

/// Why something may be used from anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// It is set so.
    Anywhere,
    /// Its list of zones is empty.
    NoZone,
    /// It only excludes zones.
    OnlyExcluded,
    /// It includes all zones.
    AllZones,
    /// A zone in its list holds about everything, or none of them has an effect.
    Ineffective,
}

/// A zone that a token or an app names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneFacts {
    /// Its id, or the word for all zones.
    pub id: String,
    /// Its name, where the zone was read.
    pub name: Option<String>,
    /// What it holds in words, where the zone was read: `203.0.113.0/24 and 2 proxies`.
    pub contents: Option<String>,
    /// Why it limits nothing.
    pub fault: Option<ZoneFault>,
}

/// Why a zone limits nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoneFault {
    /// It is not active.
    Inactive,
    /// It is a blocklist.
    Blocklist,
    /// The org has no such zone.
    Missing,
    /// It holds a large part of all addresses.
    Wide,
}

impl NetworkFacts {
    /// Whether zones limit it; none where one of them was not read and may hold every address.
    pub fn is_limited(&self) -> Option<bool> {
        let is_unread = |zone: &ZoneFacts| zone.name.is_none() && zone.fault.is_none();
        match self.open {
            Some(_) => Some(false),
            None => (!self.include.iter().any(is_unread)).then_some(true),
        }
    }
}

impl Open {
    /// The name in data and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Anywhere => "anywhere",
            Self::NoZone => "no_zone",
            Self::OnlyExcluded => "only_excluded",
            Self::AllZones => "all_zones",
            Self::Ineffective => "ineffective_zones",
        }
    }
}

impl ZoneFault {
    /// The name in data and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::Blocklist => "blocklist",
            Self::Missing => "missing",
            Self::Wide => "wide",
        }
    }

    /// What it means, behind the name of the zone.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Inactive => "is not active",
            Self::Blocklist => "is a blocklist",
            Self::Missing => "does not exist",
            Self::Wide => "holds a large part of all addresses",
        }
    }
}

impl ZoneFacts {
    /// The name in quotes, or the id.
    pub fn label(&self) -> String {
        format!("`{}`", self.name.as_ref().unwrap_or(&self.id))
    }
}

/// The zones of an org, by their ids.
pub(super) struct Zones<'o> {
    zones: BTreeMap<&'o str, &'o Zone>,
    is_complete: bool,
}

impl<'o> Zones<'o> {
    pub(super) fn new(org: &'o Org) -> Self {
        let zones = org.zones.entries().iter().map(|zone| (zone.id.as_str(), zone)).collect();
        Self { zones, is_complete: org.zones.is_complete() }
    }

    /// From where something may be used.
    pub(super) fn facts(&self, network: &Network) -> NetworkFacts {
        let facts = |ids: &[String]| ids.iter().map(|id| self.zone(id)).collect::<Vec<_>>();
        let (include, exclude) = (facts(&network.include), facts(&network.exclude));
        let is_wide = |zone: &ZoneFacts| zone.fault == Some(ZoneFault::Wide);
        let open = match () {
            () if network.connection == "ANYWHERE" => Some(Open::Anywhere),
            () if network.include.is_empty() && network.exclude.is_empty() => Some(Open::NoZone),
            () if network.include.is_empty() => Some(Open::OnlyExcluded),
            () if network.include.iter().any(|id| ALL_ZONES.contains(&id.as_str())) => Some(Open::AllZones),
            () if include.iter().any(is_wide) || include.iter().all(|zone| zone.fault.is_some()) => {
                Some(Open::Ineffective)
            }
            () => None,
        };
        NetworkFacts { connection: network.connection.clone(), open, include, exclude }
    }

    fn zone(&self, id: &str) -> ZoneFacts {
        let Some(zone) = self.zones.get(id) else {
            let is_missing = self.is_complete && !ALL_ZONES.contains(&id);
            let fault = is_missing.then_some(ZoneFault::Missing);
            return ZoneFacts { id: id.to_owned(), name: None, contents: None, fault };
        };
        let fault = match () {
            () if zone.status.as_deref().is_some_and(|status| status != "ACTIVE") => {
                Some(ZoneFault::Inactive)
            }
            () if zone.usage.as_deref() == Some("BLOCKLIST") => Some(ZoneFault::Blocklist),
            () if is_wide(zone) => Some(ZoneFault::Wide),
            () => None,
        };
        ZoneFacts { id: id.to_owned(), name: Some(zone.name.clone()), contents: Some(contents(zone)), fault }
    }
}

/// Whether zones are named that were not read.
pub(super) fn names_zones(org: &Org) -> bool {
    let tokens = org.api_tokens.entries().iter().filter_map(|token| token.network.as_ref());
    let apps = org.apps.entries().iter().chain(org.clients.entries());
    let apps = apps.filter_map(|app| app.network.as_ref());
    let is_id = |id: &String| !ALL_ZONES.contains(&id.as_str());
    let mut networks = tokens.chain(apps);
    networks.any(|network| network.include.iter().chain(&network.exclude).any(is_id))
}

/// Whether a zone holds so much that it limits nothing.
fn is_wide(zone: &Zone) -> bool {
    if zone.kind != "IP" {
        return zone.kind.starts_with("DYNAMIC") && zone.proxy_type.is_none() && zone.include.is_empty();
    }
    let sizes: Vec<_> = zone.gateways.iter().filter_map(|gateway| size(gateway)).collect();
    let v4 = sizes.iter().filter(|size| !size.is_v6).map(|size| size.addresses).sum::<u128>();
    let is_wide = |size: &Size| {
        let widest = if size.is_v6 { 1 << (128 - MIN_PREFIX_V6) } else { 1 << (32 - MIN_PREFIX_V4) };
        size.addresses > widest
    };
    v4 > MAX_ADDRESSES_V4 || sizes.iter().any(is_wide)
}

/// How many addresses a block or a range holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Size {
    is_v6: bool,
    addresses: u128,
}

/// The size of `203.0.113.0/24` or of `203.0.113.1-203.0.113.9`; none for what is neither. Of a block whose address is
/// redacted, only the width is known: it counts as one of IPv4.
fn size(gateway: &str) -> Option<Size> {
    if let Some((address, prefix)) = gateway.split_once('/') {
        let is_v6 = address.contains(':');
        let bits = if is_v6 { 128 } else { 32 };
        let prefix = prefix.trim().parse::<u32>().ok()?;
        let addresses = 1_u128.checked_shl(u32::saturating_sub(bits, prefix)).unwrap_or(u128::MAX);
        return Some(Size { is_v6, addresses });
    }
    let (first, last) = gateway.split_once('-').unwrap_or((gateway, gateway));
    let (first, last): (IpAddr, IpAddr) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    let number = |address: IpAddr| match address {
        IpAddr::V4(address) => u128::from(Ipv4Addr::to_bits(address)),
        IpAddr::V6(address) => Ipv6Addr::to_bits(address),
    };
    let addresses = number(last).saturating_sub(number(first)).saturating_add(1);
    Some(Size { is_v6: first.is_ipv6(), addresses })
}

/// What a zone holds, in words.
fn contents(zone: &Zone) -> String {
    let mut parts = Vec::new();
    if !zone.gateways.is_empty() {
        parts.push(named(&zone.gateways, ""));
    }
    if !zone.proxies.is_empty() {
        let count = zone.proxies.len();
        parts.push(if count == 1 { "1 proxy".to_owned() } else { format!("{count} proxies") });
    }
    if let Some(kind) = &zone.proxy_type {
        parts.push(format!("proxies of the type {kind}"));
    }
    parts.extend(members(&zone.include));
    let excluded = members(&zone.exclude);
    let all = if parts.is_empty() && zone.kind == "IP" { "no address".to_owned() } else { String::new() };
    let all = if parts.is_empty() && all.is_empty() { "every address".to_owned() } else { all };
    let held = if parts.is_empty() { all } else { listed(&parts) };
    if excluded.is_empty() { held } else { format!("{held} but {}", listed(&excluded)) }
}

fn members(members: &ZoneMembers) -> Vec<String> {
    let lists = [(&members.locations, ""), (&members.asns, "AS "), (&members.services, "")];
    lists.into_iter().filter(|(list, _)| !list.is_empty()).map(|(list, word)| named(list, word)).collect()
}

/// The first few of a list.
fn named(list: &[String], word: &str) -> String {
    let shown: Vec<_> = list.iter().take(MAX_NAMED).map(|one| format!("{word}{one}")).collect();
    match list.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {}", shown.join(", "), plural(more, "other")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grants::org::Known;

    fn zone(id: &str, gateways: &[&str]) -> Zone {
        let gateways = gateways.iter().map(|one| (*one).to_owned()).collect();
        let text = |text: &str| Some(text.to_owned());
        let (status, usage) = (text("ACTIVE"), text("POLICY"));
        Zone {
            id: id.into(),
            name: format!("Zone {id}"),
            kind: "IP".into(),
            status,
            usage,
            gateways,
            ..Zone::default()
        }
    }

    fn org() -> Org {
        let mut org = Org::new("https://acme.okta.com", "2026-11-20T08:00:00Z".parse().unwrap());
        let office = zone("office", &["203.0.113.0/24"]);
        let inactive = Zone { status: Some("INACTIVE".to_owned()), ..zone("old", &["198.51.100.0/24"]) };
        let blocked = Zone { usage: Some("BLOCKLIST".to_owned()), ..zone("blocked", &["192.0.2.0/24"]) };
        org.zones = Known::Known(vec![office, inactive, blocked, zone("all", &["0.0.0.0/0"])]);
        org
    }

    fn open(org: &Org, connection: &str, include: &[&str], exclude: &[&str]) -> Option<Open> {
        let own = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        let (include, exclude) = (own(include), own(exclude));
        Zones::new(org).facts(&Network { connection: connection.to_owned(), include, exclude }).open
    }

    #[test]
    fn only_zones_that_take_effect_limit_anything() {
        let org = org();
        for (connection, include, exclude, expected) in [
            ("ANYWHERE", &[][..], &[][..], Some(Open::Anywhere)),
            ("ANYWHERE", &["office"], &[], Some(Open::Anywhere)),
            ("ZONE", &[], &[], Some(Open::NoZone)),
            ("ZONE", &[], &["office"], Some(Open::OnlyExcluded)),
            ("ZONE", &["ALL_IP_ZONES"], &[], Some(Open::AllZones)),
            ("ZONE", &["office", "ALL_IP_ZONES"], &["blocked"], Some(Open::AllZones)),
            ("ZONE", &["office"], &[], None),
            ("ZONE", &["office", "old"], &[], None),
            ("ZONE", &["old"], &[], Some(Open::Ineffective)),
            ("ZONE", &["blocked"], &[], Some(Open::Ineffective)),
            ("ZONE", &["gone"], &[], Some(Open::Ineffective)),
            ("ZONE", &["office", "all"], &[], Some(Open::Ineffective)),
        ] {
            assert_eq!(
                open(&org, connection, include, exclude),
                expected,
                "{connection} {include:?} {exclude:?}"
            );
        }
    }

    #[test]
    fn a_zone_that_was_not_read_is_not_missing() {
        let org = Org { zones: Known::NotAsked, ..org() };
        assert_eq!(open(&org, "ZONE", &["gone"], &[]), None);
    }

    #[test]
    fn wide_blocks_limit_nothing() {
        let eighths: Vec<String> = (1..=20).map(|number| format!("{number}.0.0.0/8")).collect();
        let eighths: Vec<&str> = eighths.iter().map(String::as_str).collect();
        for (gateways, expected) in [
            (&["0.0.0.0/0"][..], true),
            (&["10.0.0.0/7"], true),
            (&["10.0.0.0/8"], false),
            (&eighths, true),
            (&["::/0"], true),
            (&["2000::/3"], true),
            (&["2001:db8::/32"], false),
            (&["0.0.0.0-255.255.255.255"], true),
            (&["203.0.113.1-203.0.113.9", "203.0.113.77"], false),
            (&["::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"], true),
            (&["a1b2c3d4e5f6/0"], true),
            (&["a1b2c3d4e5f6/24"], false),
            (&["anything", "9.9.9.9/x", ""], false),
            (&["203.0.113.0/99"], false),
        ] {
            assert_eq!(is_wide(&zone("z", gateways)), expected, "{gateways:?}");
        }
    }

    #[test]
    fn dynamic_zones_without_a_condition_limit_nothing() {
        let dynamic = |kind: &str, include: &[&str]| {
            let services = include.iter().map(|one| (*one).to_owned()).collect();
            let include = ZoneMembers { services, ..ZoneMembers::default() };
            Zone { kind: kind.to_owned(), include, ..zone("z", &[]) }
        };
        assert!(is_wide(&dynamic("DYNAMIC_V2", &[])));
        assert!(!is_wide(&dynamic("DYNAMIC_V2", &["ALL_ANONYMIZERS"])));
        assert!(!is_wide(&Zone { proxy_type: Some("Tor".to_owned()), ..dynamic("DYNAMIC", &[]) }));
        assert_eq!(contents(&dynamic("DYNAMIC_V2", &[])), "every address");
    }

    #[test]
    fn contents_name_the_first_few() {
        let mut many =
            zone("z", &["192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "10.1.0.0/16", "10.2.0.0/16"]);
        many.gateways.push("10.3.0.0/16".to_owned());
        many.proxies.push("192.0.2.1-192.0.2.9".to_owned());
        assert_eq!(
            contents(&many),
            "192.0.2.0/24, 198.51.100.0/24, 203.0.113.0/24, 10.1.0.0/16, 10.2.0.0/16 and 1 other and 1 proxy"
        );
        assert_eq!(contents(&zone("z", &[])), "no address");
        let exclude = ZoneMembers { asns: vec!["64500".to_owned()], ..ZoneMembers::default() };
        let include =
            ZoneMembers { locations: vec!["DE".to_owned(), "US-CA".to_owned()], ..ZoneMembers::default() };
        let dynamic = Zone { kind: "DYNAMIC_V2".to_owned(), include, exclude, ..zone("z", &[]) };
        assert_eq!(contents(&dynamic), "DE, US-CA but AS 64500");
    }
}
