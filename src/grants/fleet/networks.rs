//! From where tokens and apps may be used: the zones that they name, and whether these limit anything.

use std::collections::{BTreeMap, BTreeSet};

use super::{Unknown, known_word};
use crate::grants::org::addresses::Addresses;
use crate::grants::org::{Network, Org, Zone, ZoneMembers};
use crate::model::{listed, plural};

/// The words of the API for from where something may be used.
const CONNECTIONS: [&str; 2] = ["ANYWHERE", "ZONE"];

/// What stands for every zone in place of an id.
const ALL_ZONES: [&str; 2] = ["ALL_IP_ZONES", "ALL_ZONES"];

/// How many addresses, places or networks of a zone are named.
const MAX_NAMED: usize = 5;

/// What cannot be seen where a network is not understood.
const WHERE_FROM: &str = "from where it may be used";

/// From where a token or an app may be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetworkFacts {
    /// `ANYWHERE` or `ZONE`, `UNKNOWN` for any other word; empty where the org does not tell it.
    pub connection: String,
    /// Why it is not limited; none when it is.
    pub open: Option<Open>,
    /// The zones from which it may be used.
    pub include: Vec<ZoneFacts>,
    /// The zones from which it may not.
    pub exclude: Vec<ZoneFacts>,
    /// How many entries of the two lists could not be read.
    pub unread: u64,
    /// Whether one that was not read may let in every address.
    may_hold_more: bool,
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
    /// Its zones hold about everything together, or trust it as proxies.
    Together,
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
    /// What of it is not understood, in words.
    pub unclear: Option<String>,
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
    /// It trusts a large part of all addresses as proxies: a caller from there can name any gateway.
    WideProxies,
}

impl NetworkFacts {
    /// Whether zones limit it; none where one of them was not read and may hold every address.
    pub fn is_limited(&self) -> Option<bool> {
        let is_unclear =
            |zone: &ZoneFacts| zone.unclear.is_some() || (zone.name.is_none() && zone.fault.is_none());
        match self.open {
            Some(_) => Some(false),
            None => (!self.may_hold_more && !self.include.iter().any(is_unclear)).then_some(true),
        }
    }

    /// What of it is not understood.
    pub(super) fn unseen(&self) -> Vec<Unknown> {
        let mut why = Vec::new();
        match self.connection.as_str() {
            "ANYWHERE" | "ZONE" => {}
            "" => why.push("its connection is not told".to_owned()),
            _ => why.push("its connection is not one that is known".to_owned()),
        }
        if self.unread > 0 {
            why.push(format!("{} of its lists of network zones could not be read", entries(self.unread)));
        }
        for zone in self.include.iter().chain(&self.exclude) {
            why.extend(
                zone.unclear.as_ref().map(|unclear| format!("its network zone {} {unclear}", zone.label())),
            );
        }
        why.dedup();
        let unseen = |why| Unknown { what: WHERE_FROM.to_owned(), partly: true, why, ..Unknown::default() };
        why.into_iter().map(|why| unseen(why).of_objects()).collect()
    }

    /// That the answer of an operation does not tell it.
    pub(super) fn untold(operation: &str) -> Unknown {
        let why = format!("`{operation}` does not tell it");
        Unknown { what: WHERE_FROM.to_owned(), why, ..Unknown::default() }.of_objects()
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
            Self::Together => "wide_together",
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
            Self::WideProxies => "wide_proxies",
        }
    }

    /// What it means, behind the name of the zone.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Inactive => "is not active",
            Self::Blocklist => "is a blocklist",
            Self::Missing => "does not exist",
            Self::Wide => "holds a large part of all addresses",
            Self::WideProxies => {
                "trusts a large part of all addresses as proxies, so that a caller can name the address that counts"
            }
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
    by_id: BTreeMap<&'o str, &'o Zone>,
    /// The ids of zones that are told of twice, in different words.
    ambiguous: BTreeSet<&'o str>,
    is_complete: bool,
}

impl<'o> Zones<'o> {
    pub(super) fn new(org: &'o Org) -> Self {
        let (mut by_id, mut ambiguous) = (BTreeMap::new(), BTreeSet::new());
        for zone in org.zones.entries() {
            if by_id.insert(zone.id.as_str(), zone).is_some_and(|other| other != zone) {
                ambiguous.insert(zone.id.as_str());
            }
        }
        Self { by_id, ambiguous, is_complete: org.zones.is_complete() }
    }

    /// From where something may be used.
    pub(super) fn facts(&self, network: &Network) -> NetworkFacts {
        let read = |ids: &[String]| -> Vec<ZoneFacts> {
            ids.iter().filter(|id| !id.trim().is_empty()).map(|id| self.zone(id)).collect()
        };
        let empty = |ids: &[String]| ids.iter().filter(|id| id.trim().is_empty()).count() as u64;
        let unread = |ids: &[String], count: u64| count.saturating_add(empty(ids));
        let include_unread = unread(&network.include, network.include_unread);
        let exclude_unread = unread(&network.exclude, network.exclude_unread);
        let (include, exclude) = (read(&network.include), read(&network.exclude));
        let limits = network.connection == "ZONE";
        let open = match () {
            () if network.connection == "ANYWHERE" => Some(Open::Anywhere),
            () if !limits => None,
            () => self.open(&include, &exclude, include_unread, exclude_unread),
        };
        NetworkFacts {
            connection: if network.connection.is_empty() {
                String::new()
            } else {
                known_word(&network.connection, &CONNECTIONS)
            },
            open,
            include,
            exclude,
            unread: include_unread.saturating_add(exclude_unread),
            may_hold_more: !limits || include_unread > 0,
        }
    }

    /// Why lists of zones limit nothing.
    fn open(
        &self,
        include: &[ZoneFacts],
        exclude: &[ZoneFacts],
        include_unread: u64,
        exclude_unread: u64,
    ) -> Option<Open> {
        let is_wide = |zone: &ZoneFacts| matches!(zone.fault, Some(ZoneFault::Wide | ZoneFault::WideProxies));
        match () {
            () if include.iter().any(|zone| ALL_ZONES.contains(&zone.id.as_str())) => Some(Open::AllZones),
            () if include.iter().any(is_wide) => Some(Open::Ineffective),
            () if self.are_wide_together(include) => Some(Open::Together),
            // Any other reason depends on the entries that were not read.
            () if include_unread > 0 => None,
            () if include.is_empty() && exclude.is_empty() && exclude_unread == 0 => Some(Open::NoZone),
            () if include.is_empty() => Some(Open::OnlyExcluded),
            () if include.iter().all(|zone| zone.fault.is_some()) => Some(Open::Ineffective),
            () => None,
        }
    }

    /// Whether zones hold, or trust as proxies, a large part of all addresses together.
    fn are_wide_together(&self, include: &[ZoneFacts]) -> bool {
        let (mut gateways, mut proxies) = (Addresses::default(), Addresses::default());
        for zone in include.iter().filter(|zone| zone.fault.is_none()) {
            if let Some(zone) = self.by_id.get(zone.id.as_str()) {
                gateways.add(&Addresses::read(&zone.gateways));
                if !zone.gateways.is_empty() {
                    proxies.add(&Addresses::read(&zone.proxies));
                }
            }
        }
        gateways.is_wide_in_total() || proxies.is_wide_in_total()
    }

    fn zone(&self, id: &str) -> ZoneFacts {
        let Some(zone) = self.by_id.get(id) else {
            let is_missing = self.is_complete && !ALL_ZONES.contains(&id);
            return ZoneFacts {
                id: id.to_owned(),
                name: None,
                contents: None,
                fault: is_missing.then_some(ZoneFault::Missing),
                unclear: is_missing.then(|| "is not one of those that the org tells of".to_owned()),
            };
        };
        let fault = match () {
            () if zone.status.as_deref() == Some("INACTIVE") => Some(ZoneFault::Inactive),
            () if zone.usage.as_deref() == Some("BLOCKLIST") => Some(ZoneFault::Blocklist),
            () if is_wide(zone) => Some(ZoneFault::Wide),
            () if trusts_any_proxy(zone) => Some(ZoneFault::WideProxies),
            () => None,
        };
        ZoneFacts {
            id: id.to_owned(),
            name: Some(zone.name.clone()),
            contents: Some(contents(zone)),
            fault,
            unclear: match fault {
                Some(ZoneFault::Inactive | ZoneFault::Blocklist) => None,
                _ if self.ambiguous.contains(id) => Some("is told of twice".to_owned()),
                _ => unclear(zone),
            },
        }
    }
}

/// Whether zones are named that were not read.
pub(super) fn names_zones(org: &Org) -> bool {
    let tokens = org.api_tokens.entries().iter().filter_map(|token| token.network.as_ref());
    let apps = org.apps.entries().iter().chain(org.clients.entries());
    let apps = apps.filter_map(|app| app.network.as_ref());
    let is_id = |id: &String| !id.trim().is_empty() && !ALL_ZONES.contains(&id.as_str());
    let mut networks = tokens.chain(apps);
    networks.any(|network| network.include.iter().chain(&network.exclude).any(is_id))
}

/// Whether a zone holds so much that it limits nothing.
fn is_wide(zone: &Zone) -> bool {
    let holds_all = zone.kind.starts_with("DYNAMIC") && zone.proxy_type.is_none() && zone.include.is_empty();
    holds_all || Addresses::read(&zone.gateways).is_wide()
}

/// Whether any caller can pass for a gateway: Okta takes the address before that of a trusted proxy from a header that the
/// proxy sends. Without a gateway nothing is in the zone.
fn trusts_any_proxy(zone: &Zone) -> bool {
    !zone.gateways.is_empty() && Addresses::read(&zone.proxies).is_wide()
}

/// What of a zone is not understood.
fn unclear(zone: &Zone) -> Option<String> {
    let addresses = Addresses::read(zone.gateways.iter().chain(&zone.proxies)).unread as u64;
    let count = zone.unread.saturating_add(addresses);
    let mut parts = Vec::new();
    match zone.kind.as_str() {
        "IP" | "DYNAMIC" | "DYNAMIC_V2" => {}
        _ => parts.push("is of a type that is not known".to_owned()),
    }
    for (what, word, known) in
        [("status", &zone.status, ["ACTIVE", "INACTIVE"]), ("usage", &zone.usage, ["POLICY", "BLOCKLIST"])]
    {
        if !word.as_deref().is_some_and(|word| known.contains(&word)) {
            parts.push(format!("has a {what} that is not known"));
        }
    }
    if count > 0 {
        parts.push(format!("has {} that could not be read", entries(count)));
    }
    (!parts.is_empty()).then(|| listed(&parts))
}

fn entries(count: u64) -> String {
    if count == 1 { "1 entry".to_owned() } else { format!("{count} entries") }
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
    let held = match zone.kind.as_str() {
        _ if !parts.is_empty() => listed(&parts),
        _ if zone.unread > 0 => "contents that could not be read".to_owned(),
        "IP" => "no address".to_owned(),
        kind if kind.starts_with("DYNAMIC") => "every address".to_owned(),
        _ => "contents that are not known".to_owned(),
    };
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
        Zones::new(org)
            .facts(&Network { connection: connection.to_owned(), include, exclude, ..Network::default() })
            .open
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

    /// What `ZONE` with these zones comes to, where the org has these zones.
    fn facts_of(zones: Vec<Zone>, include: &[&str], exclude: &[&str]) -> NetworkFacts {
        let org = Org { zones: Known::Known(zones), ..org() };
        let own = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        let network = Network {
            connection: "ZONE".to_owned(),
            include: own(include),
            exclude: own(exclude),
            ..Network::default()
        };
        Zones::new(&org).facts(&network)
    }

    fn whys(facts: &NetworkFacts) -> Vec<String> {
        facts.unseen().into_iter().map(|unseen| unseen.why).collect()
    }

    #[test]
    fn a_zone_that_is_not_understood_is_no_limit() {
        let base = || zone("z", &["203.0.113.0/24"]);
        let with = |change: &dyn Fn(&mut Zone)| {
            let mut zone = base();
            change(&mut zone);
            zone
        };
        for (zone, why) in [
            (with(&|zone| zone.kind = "IP_V2".to_owned()), "is of a type that is not known"),
            (with(&|zone| zone.kind = "ip".to_owned()), "is of a type that is not known"),
            (with(&|zone| zone.kind.clear()), "is of a type that is not known"),
            (with(&|zone| zone.status = Some("inactive".to_owned())), "has a status that is not known"),
            (with(&|zone| zone.status = None), "has a status that is not known"),
            (with(&|zone| zone.usage = Some("ALLOW".to_owned())), "has a usage that is not known"),
            (with(&|zone| zone.usage = None), "has a usage that is not known"),
            (with(&|zone| zone.gateways.push("anything".to_owned())), "has 1 entry that could not be read"),
            (with(&|zone| zone.unread = 2), "has 2 entries that could not be read"),
        ] {
            let facts = facts_of(vec![zone, self::zone("office", &["192.0.2.0/24"])], &["office", "z"], &[]);
            assert_eq!((facts.open, facts.is_limited()), (None, None), "{why}");
            assert_eq!(whys(&facts), [format!("its network zone `Zone z` {why}")]);
        }
        let facts = facts_of(vec![base()], &["z"], &[]);
        assert_eq!((facts.is_limited(), whys(&facts)), (Some(true), vec![]));
    }

    #[test]
    fn a_zone_of_any_type_that_holds_everything_limits_nothing() {
        for kind in ["IP", "ip", "IP_V2", "", "DYNAMIC", "DYNAMIC_V2"] {
            let wide = Zone { kind: kind.to_owned(), ..zone("z", &["0.0.0.0/0"]) };
            let facts = facts_of(vec![wide], &["z"], &[]);
            assert_eq!(facts.open, Some(Open::Ineffective), "{kind}");
        }
    }

    #[test]
    fn a_zone_that_is_told_of_twice_is_not_understood() {
        let facts =
            |second: &[&str]| facts_of(vec![zone("z", &["203.0.113.0/24"]), zone("z", second)], &["z"], &[]);
        assert_eq!(facts(&["203.0.113.0/24"]).is_limited(), Some(true));
        assert_eq!(facts(&["192.0.2.0/24"]).is_limited(), None);
    }

    #[test]
    fn wide_proxies_let_any_caller_name_a_gateway() {
        for (gateways, proxies, fault) in [
            (&["203.0.113.0/24"][..], &["0.0.0.0/0"][..], Some(ZoneFault::WideProxies)),
            (&["203.0.113.0/24"], &["0.0.0.0/1", "128.0.0.0/1"], Some(ZoneFault::WideProxies)),
            (&["anything"], &["0.0.0.0/0"], Some(ZoneFault::WideProxies)),
            (&["203.0.113.0/24"], &["198.51.100.0/24"], None),
            // Nothing is in a zone without gateways.
            (&[], &["0.0.0.0/0"], None),
        ] {
            let proxies = proxies.iter().map(|one| (*one).to_owned()).collect();
            let facts = facts_of(vec![Zone { proxies, ..zone("z", gateways) }], &["z"], &[]);
            assert_eq!(facts.include.first().unwrap().fault, fault, "{gateways:?} {facts:?}");
            assert_eq!(facts.open.is_some(), fault.is_some());
        }
    }

    #[test]
    fn zones_count_together() {
        let zones: Vec<Zone> = (1..=17)
            .map(|number| zone(&format!("z{number}"), &[&format!("{}.0.0.0/8", 2 * number)]))
            .collect();
        let ids: Vec<&str> = zones.iter().map(|zone| zone.id.as_str()).collect();
        assert_eq!(facts_of(zones.clone(), &ids, &[]).open, Some(Open::Together));
        assert_eq!(facts_of(zones.clone(), &ids[..16], &[]).open, None);
        let twice: Vec<&str> = ids[..16].iter().chain(&ids[..16]).copied().collect();
        assert_eq!(facts_of(zones.clone(), &twice, &[]).open, None, "each address counts once");
    }

    #[test]
    fn entries_of_lists_that_are_not_understood_are_counted() {
        let office = || vec![zone("office", &["203.0.113.0/24"])];
        for (include, exclude, limited, why) in [
            (&["office", ""][..], &[][..], None, "1 entry of its lists of network zones could not be read"),
            (&["", " "], &[], None, "2 entries of its lists of network zones could not be read"),
            (&["office"], &[""], Some(true), "1 entry of its lists of network zones could not be read"),
            (
                &["office", "gone"],
                &[],
                None,
                "its network zone `gone` is not one of those that the org tells of",
            ),
            (
                &["gone"],
                &[],
                Some(false),
                "its network zone `gone` is not one of those that the org tells of",
            ),
            (
                &["office"],
                &["gone"],
                Some(true),
                "its network zone `gone` is not one of those that the org tells of",
            ),
        ] {
            let facts = facts_of(office(), include, exclude);
            assert_eq!(facts.is_limited(), limited, "{include:?} {exclude:?}");
            assert_eq!(whys(&facts), [why], "{include:?} {exclude:?}");
        }
    }

    #[test]
    fn a_connection_that_is_not_known_is_no_limit() {
        for (connection, include, limited, is_said) in [
            ("ANYWHERE", &["office"][..], Some(false), false),
            ("ZONE", &["office"], Some(true), false),
            ("zone", &["office"], None, true),
            ("anywhere", &["office"], None, true),
            ("VPN", &[], None, true),
            ("", &["office"], None, true),
        ] {
            let include = include.iter().map(|id| (*id).to_owned()).collect();
            let network = Network { connection: connection.to_owned(), include, ..Network::default() };
            let facts = Zones::new(&org()).facts(&network);
            assert_eq!((facts.is_limited(), !whys(&facts).is_empty()), (limited, is_said), "{connection}");
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
