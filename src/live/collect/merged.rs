//! Lists in which an entry may be told of twice: pages overlap when the org changes meanwhile.

use super::super::Ask;
use crate::grants::org::{
    ApiToken, App, CustomRoleSeen, Gap, GapReason, Group, Integration, Known, Network, ResourceSet, Unread,
    Zone, ZoneMembers,
};

/// An entry of a list.
pub(super) trait Entry: Default + PartialEq {
    fn id(&self) -> &str;

    /// What two entries with one id leave: a member in which they differ is not told, or allows what either allows.
    fn merged(self, other: Self) -> Self;
}

/// The same in an order that does not hang on that of the answers, with each entry once. Of entries that differ, one stays
/// that allows what either may, and the list counts as read in part.
pub(super) fn sorted<T: Entry>(known: Known<Vec<T>>, ask: Ask) -> Known<Vec<T>> {
    let mut unread = Unread::default();
    let known = known.map(|mut list| {
        list.sort_by(|one, other| one.id().cmp(other.id()));
        list.dedup_by(|later, earlier| {
            let is_doubled = later.id() == earlier.id();
            if is_doubled && later != earlier {
                unread.add(Some(later.id().to_owned()));
                *earlier = std::mem::take(earlier).merged(std::mem::take(later));
            }
            is_doubled
        });
        list
    });
    match known {
        known if unread.is_nothing() => known,
        Known::Known(value) => {
            let gap = Gap { unread, ..Gap::new(ask.operation(), GapReason::Doubled) };
            Known::Partial { value, gap }
        }
        Known::Partial { value, mut gap } => {
            gap.unread.extend(unread);
            Known::Partial { value, gap }
        }
        other => other,
    }
}

impl Entry for App {
    fn id(&self) -> &str {
        &self.id
    }

    fn merged(self, other: Self) -> Self {
        let is_same_type = self.application_type == other.application_type;
        let is_same_grant = self.grant_types == other.grant_types;
        let told = |one: String, other: String| if one == other { one } else { Self::UNTOLD.to_owned() };
        Self {
            client_id: if self.client_id == other.client_id { other.client_id } else { other.id.clone() },
            id: other.id,
            label: other.label,
            status: told(self.status, other.status),
            created: agreed(&self.created, other.created),
            updated: agreed(&self.updated, other.updated),
            application_type: told(self.application_type, other.application_type),
            grant_types_untold: self.grant_types_untold || other.grant_types_untold || !is_same_grant,
            // Without a type and types of grants it may act with a user and without one.
            grant_types: if is_same_type { either(self.grant_types, other.grant_types) } else { Vec::new() },
            authentication: agreed(&self.authentication, other.authentication),
            dpop: self.dpop && other.dpop,
            keys: self.keys.max(other.keys),
            jwks_uri: self.jwks_uri || other.jwks_uri,
            keys_seen: agreed(&self.keys_seen, other.keys_seen),
            secrets: agreed(&self.secrets, other.secrets),
            network: network(self.network.as_ref(), other.network),
            grants: agreed(&self.grants, other.grants),
            roles: agreed(&self.roles, other.roles),
        }
    }
}

impl Entry for Integration {
    fn id(&self) -> &str {
        &self.id
    }

    fn merged(self, other: Self) -> Self {
        let differs = self.granted_scopes != other.granted_scopes;
        Self {
            id: other.id,
            name: other.name,
            kind: agreed(&self.kind, other.kind),
            created: agreed(&self.created, other.created),
            created_by: agreed(&self.created_by, other.created_by),
            granted_scopes: either(self.granted_scopes, other.granted_scopes),
            scopes_untold: self.scopes_untold || other.scopes_untold || differs,
            roles: agreed(&self.roles, other.roles),
        }
    }
}

impl Entry for ApiToken {
    fn id(&self) -> &str {
        &self.id
    }

    fn merged(self, other: Self) -> Self {
        Self {
            id: other.id,
            name: other.name,
            owner: agreed(&self.owner, other.owner),
            client_name: agreed(&self.client_name, other.client_name),
            created: agreed(&self.created, other.created),
            updated: agreed(&self.updated, other.updated),
            expires: agreed(&self.expires, other.expires),
            window: agreed(&self.window, other.window),
            network: network(self.network.as_ref(), other.network),
        }
    }
}

impl Entry for Zone {
    fn id(&self) -> &str {
        &self.id
    }

    fn merged(self, other: Self) -> Self {
        Self {
            id: other.id,
            name: other.name,
            kind: agreed(&self.kind, other.kind),
            status: agreed(&self.status, other.status),
            usage: agreed(&self.usage, other.usage),
            system: self.system && other.system,
            gateways: either(self.gateways, other.gateways),
            proxies: either(self.proxies, other.proxies),
            proxy_type: agreed(&self.proxy_type, other.proxy_type),
            include: members(self.include, other.include),
            exclude: members(self.exclude, other.exclude),
            // What it holds is not known.
            unread: self.unread.max(other.unread).saturating_add(1),
        }
    }
}

impl Entry for CustomRoleSeen {
    fn id(&self) -> &str {
        &self.id
    }

    fn merged(self, other: Self) -> Self {
        other
    }
}

impl Entry for ResourceSet {
    fn id(&self) -> &str {
        &self.id
    }

    fn merged(self, other: Self) -> Self {
        other
    }
}

impl Entry for Group {
    fn id(&self) -> &str {
        &self.id
    }

    fn merged(self, other: Self) -> Self {
        Self {
            name: agreed(&self.name, other.name),
            kind: agreed(&self.kind, other.kind),
            id: other.id,
            ..Self::default()
        }
    }
}

/// A member; the default value, which is one that is not told, where the two differ.
fn agreed<T: Default + PartialEq>(one: &T, other: T) -> T {
    if *one == other { other } else { T::default() }
}

/// What is in either list.
fn either(mut one: Vec<String>, other: Vec<String>) -> Vec<String> {
    let more: Vec<String> = other.into_iter().filter(|entry| !one.contains(entry)).collect();
    one.extend(more);
    one
}

/// A network without a connection where the two differ: from where it may be used is not known.
fn network(one: Option<&Network>, other: Option<Network>) -> Option<Network> {
    if one == other.as_ref() { other } else { Some(Network::default()) }
}

fn members(one: ZoneMembers, other: ZoneMembers) -> ZoneMembers {
    ZoneMembers {
        locations: either(one.locations, other.locations),
        asns: either(one.asns, other.asns),
        services: either(one.services, other.services),
    }
}
