//! Network zones, and the lists of zones that apps and tokens hold. The lists of a dynamic zone are plain, those of an
//! enhanced one say what is in and what is out.

use serde::Deserialize;
use serde_json::Value;

use super::{Anything, Wire, wire};
use crate::grants::org::{Network, Zone, ZoneMembers};

/// From where something may be used; apps and tokens write it alike. None where it tells nothing at all; one of an odd form
/// has no connection.
pub(super) fn network(told: Anything) -> Option<Network> {
    let Value::Object(mut members) = told.0? else { return Some(Network::default()) };
    let mut member = |name: &str| members.remove(name).filter(|value| !value.is_null());
    let connection = member("connection");
    let is_odd = connection.as_ref().is_some_and(|word| !word.is_string());
    let (mut include_unread, mut exclude_unread) = (0, 0);
    // Documents allow the word for all zones in place of a list.
    let ids = |value: Option<Value>, unread: &mut u64| {
        let list = match value {
            Some(word @ Value::String(_)) => Some(Value::Array(vec![word])),
            list => list,
        };
        entries(list.as_ref(), text, unread)
    };
    let include = ids(member("include"), &mut include_unread);
    let exclude = ids(member("exclude"), &mut exclude_unread);
    let network = Network {
        connection: connection.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned(),
        include,
        exclude,
        include_unread,
        exclude_unread,
    };
    (is_odd || network != Network::default()).then_some(network)
}

wire! {
    /// A network zone.
    ZoneWire {
        id: String; name: Option<String>, kind: Option<String> = "type", status: Option<String>, usage: Option<String>,
        system: Option<bool>, gateways: Anything, proxies: Anything, proxy_type: Anything = "proxyType",
        locations: Anything, asns: Anything, services: Anything = "ipServiceCategories",
    }
    self -> Zone {{
        let mut unread = 0;
        let gateways = entries(self.gateways.0.as_ref(), address, &mut unread);
        let proxies = entries(self.proxies.0.as_ref(), address, &mut unread);
        let (mut include, mut exclude) = (ZoneMembers::default(), ZoneMembers::default());
        let ZoneMembers { locations, asns, services } = &mut include;
        let lists = [
            (&self.locations.0, location as Read, locations, &mut exclude.locations),
            (&self.asns.0, word, asns, &mut exclude.asns),
            (&self.services.0, word, services, &mut exclude.services),
        ];
        for (value, read, include, exclude) in lists {
            let (plain, parts) = match value {
                Some(Value::Object(parts)) => (None, Some(parts)),
                plain => (plain.as_ref(), None),
            };
            let part = |name: &str| parts.and_then(|parts| parts.get(name));
            include.extend(entries(plain, read, &mut unread));
            include.extend(entries(part("include"), read, &mut unread));
            exclude.extend(entries(part("exclude"), read, &mut unread));
        }
        let proxy_type = match self.proxy_type.0 {
            // Documents write "no proxy" as the text `null`, or as an empty one.
            Some(Value::String(kind)) => Some(kind).filter(|kind| !kind.is_empty() && kind != "null"),
            odd => {
                unread += u64::from(odd.is_some());
                None
            }
        };
        Some(Zone {
            name: self.name.unwrap_or_else(|| self.id.clone()),
            id: self.id,
            kind: self.kind.unwrap_or_default(),
            status: self.status,
            usage: self.usage,
            system: self.system.unwrap_or_default(),
            gateways,
            proxies,
            proxy_type,
            include,
            exclude,
            unread,
        })
    }}
}

/// Reads an entry of a list; none for one that is not of the documented form.
type Read = fn(&Value) -> Option<String>;

/// The entries of a list; counts those that cannot be read. Anything but a list counts as one of them.
fn entries(value: Option<&Value>, read: Read, unread: &mut u64) -> Vec<String> {
    let list = match value {
        None | Some(Value::Null) => return Vec::new(),
        Some(Value::Array(list)) => list.as_slice(),
        Some(_) => {
            *unread += 1;
            return Vec::new();
        }
    };
    let found: Vec<String> = list.iter().filter_map(read).collect();
    *unread += (list.len() - found.len()) as u64;
    found
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned)
}

/// The value of an address, which is written as `CIDR` or as `RANGE`.
fn address(value: &Value) -> Option<String> {
    value.get("value").and_then(text)
}

fn word(value: &Value) -> Option<String> {
    text(value).or_else(|| value.as_u64().map(|number| number.to_string()))
}

/// `US-CA` where there is a region, else `US`.
fn location(value: &Value) -> Option<String> {
    let member = |name: &str| value.get(name).and_then(text);
    member("region").or_else(|| member("country"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<Network> {
        network(serde_json::from_str(json).unwrap())
    }

    fn zone(json: &str) -> Zone {
        serde_json::from_str::<ZoneWire>(json).unwrap().keep().unwrap()
    }

    #[test]
    fn odd_entries_of_lists_of_zones_are_counted() {
        for (json, include, unread) in [
            (r#"{"connection":"ZONE","include":["nzo1"],"exclude":[]}"#, &["nzo1"][..], (0, 0)),
            (r#"{"connection":"ZONE","include":"ALL_IP_ZONES"}"#, &["ALL_IP_ZONES"], (0, 0)),
            (
                r#"{"connection":"ZONE","include":[7,null,{"id":"nzo1"},""," ",["nzo2"],"nzo3"]}"#,
                &["nzo3"],
                (6, 0),
            ),
            (r#"{"connection":"ZONE","include":["nzo1"],"exclude":[null]}"#, &["nzo1"], (0, 1)),
            (r#"{"connection":"ZONE","include":{"nzo1":true},"exclude":7}"#, &[], (1, 1)),
            (r#"{"connection":"ZONE","include":""}"#, &[], (1, 0)),
            (r#"{"connection":"ZONE","include":null}"#, &[], (0, 0)),
            (r#"{"connection":7,"include":["nzo1"]}"#, &["nzo1"], (0, 0)),
            (r#"{"connection":7}"#, &[], (0, 0)),
            (r#"{"connection":1e400}"#, &[], (0, 0)),
            ("7", &[], (0, 0)),
            (r#"["ZONE",["nzo1"],[]]"#, &[], (0, 0)),
        ] {
            let network = read(json).unwrap();
            assert_eq!(network.include, include, "{json}");
            assert_eq!((network.include_unread, network.exclude_unread), unread, "{json}");
        }
        for nothing in ["null", "{}", r#"{"connection":null,"include":[]}"#] {
            assert_eq!(read(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn odd_members_of_a_zone_are_counted() {
        for (json, unread) in [
            (
                r#"{"id":"n","gateways":[{"type":"CIDR","value":"203.0.113.0/24"}],"proxies":null,"proxyType":""}"#,
                0,
            ),
            (r#"{"id":"n","gateways":[{"type":"CIDR"},7,null,"203.0.113.0/24",{"value":""}]}"#, 5),
            (r#"{"id":"n","gateways":"203.0.113.0/24","proxies":{}}"#, 2),
            (r#"{"id":"n","gateways":[{"type":"CIDR","value":"203.0.113.0/24"},1e400]}"#, 1),
            (
                r#"{"id":"n","asns":[64500,"64501"],"locations":[{"country":"DE"},{"country":""},"DE"],"proxyType":7}"#,
                3,
            ),
            (
                r#"{"id":"n","asns":{"include":["1",{}],"exclude":[null]},"ipServiceCategories":{"include":"x"}}"#,
                3,
            ),
        ] {
            assert_eq!(zone(json).unread, unread, "{json}");
        }
        let odd = zone(r#"{"id":"n","name":7,"type":[],"status":{},"usage":1,"system":"no"}"#);
        assert_eq!((odd.name.as_str(), odd.kind.as_str(), odd.status, odd.usage), ("n", "", None, None));
    }
}
