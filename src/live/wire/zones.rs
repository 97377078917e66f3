//! Network zones. The lists of a dynamic zone are plain, those of an enhanced one say what is in and what is out.

use serde::Deserialize;
use serde_json::Value;

use super::{Wire, wire};
use crate::grants::org::{Zone, ZoneMembers};

/// An address, as `CIDR` or as `RANGE`.
#[derive(Deserialize)]
struct AddressWire {
    value: Option<String>,
}

wire! {
    /// A network zone.
    ZoneWire {
        id: String, name: Option<String>, kind: Option<String> = "type", status: Option<String>, usage: Option<String>,
        system: Option<bool>, gateways: Option<Vec<AddressWire>>, proxies: Option<Vec<AddressWire>>,
        proxy_type: Option<String> = "proxyType", locations: Option<Value>, asns: Option<Value>,
        services: Option<Value> = "ipServiceCategories",
    }
    self -> Zone {{
        let members = |part: Option<&str>| ZoneMembers {
            locations: entries(self.locations.as_ref(), part, location),
            asns: entries(self.asns.as_ref(), part, word),
            services: entries(self.services.as_ref(), part, word),
        };
        let (mut include, exclude) = (members(None), members(Some("exclude")));
        let enhanced = members(Some("include"));
        include.locations.extend(enhanced.locations);
        include.asns.extend(enhanced.asns);
        include.services.extend(enhanced.services);
        Some(Zone {
            name: self.name.unwrap_or_else(|| self.id.clone()),
            id: self.id,
            kind: self.kind.unwrap_or_default(),
            status: self.status,
            usage: self.usage,
            system: self.system.unwrap_or_default(),
            gateways: addresses(self.gateways),
            proxies: addresses(self.proxies),
            // Documents write "no proxy" as the text `null`, or as an empty one.
            proxy_type: self.proxy_type.filter(|kind| !kind.is_empty() && kind != "null"),
            include,
            exclude,
        })
    }}
}

fn addresses(list: Option<Vec<AddressWire>>) -> Vec<String> {
    list.unwrap_or_default().into_iter().filter_map(|address| address.value).collect()
}

/// The entries of a list, or of that part of an object with lists.
fn entries(value: Option<&Value>, part: Option<&str>, read: fn(&Value) -> Option<String>) -> Vec<String> {
    let list = match part {
        None => value,
        Some(part) => value.and_then(|value| value.get(part)),
    };
    list.and_then(Value::as_array).into_iter().flatten().filter_map(read).collect()
}

fn word(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|number| number.to_string()))
}

/// `US-CA` where there is a region, else `US`.
fn location(value: &Value) -> Option<String> {
    let text = |name: &str| value.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    text("region").or_else(|| text("country")).map(str::to_owned)
}
