//! Custom roles and resource sets.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Wire, wire};
use crate::grants::org::{
    Binding, Conditions, CustomRoleSeen, Known, Member, MemberKind, PermissionSeen, Resource, ResourceSet,
};
use crate::live::site::path_of;

wire! {
    /// A custom role.
    CustomRoleWire { id: String, label: Option<String> }
    self -> CustomRoleSeen {
        Some(CustomRoleSeen { label: self.label.unwrap_or_else(|| self.id.clone()), id: self.id, permissions: Known::NotAsked })
    }
}

/// Attributes by the kind of resource.
type Narrowing = Option<BTreeMap<String, Option<Vec<String>>>>;

#[derive(Deserialize)]
struct Narrowed {
    include: Narrowing,
    exclude: Narrowing,
}

wire! {
    /// A permission of a custom role.
    PermissionWire { label: String, conditions: Option<Narrowed> }
    self -> PermissionSeen {
        Some(PermissionSeen {
            name: self.label,
            conditions: self.conditions.map(|one| Conditions { include: named(one.include), exclude: named(one.exclude) }),
        })
    }
}

wire! {
    /// A resource set.
    ResourceSetWire { id: String, label: Option<String> }
    self -> ResourceSet {
        Some(ResourceSet {
            label: self.label.unwrap_or_else(|| self.id.clone()),
            id: self.id,
            resources: Known::NotAsked,
            bindings: Known::NotAsked,
        })
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct OwnLink {
    #[serde(rename = "self")]
    own: Option<Href>,
}

#[derive(Deserialize)]
struct Href {
    href: Option<String>,
}

impl OwnLink {
    fn path(self) -> Option<String> {
        path_of(&self.own?.href?)
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Left {
    #[serde(rename = "Exclude")]
    exclude: Option<BTreeMap<String, Option<Vec<String>>>>,
}

wire! {
    /// What is in a resource set.
    ResourceWire { orn: Option<String>, conditions: Option<Left>, links: Option<OwnLink> = "_links" }
    self -> Resource {
        Some(Resource {
            orn: self.orn,
            path: self.links.and_then(OwnLink::path),
            excluded: self.conditions.and_then(|one| one.exclude).into_iter().flatten()
                .flat_map(|(_, names)| names.unwrap_or_default()).collect(),
        })
    }
}

wire! {
    /// A role that is given for a resource set.
    BindingWire { id: String }
    self -> Binding { Some(Binding { role: self.id, members: Known::NotAsked }) }
}

wire! {
    /// Who holds such a role: the link tells who it is, the id is that of the membership.
    MemberWire { id: String, links: Option<OwnLink> = "_links" }
    self -> Member {{
        let path = self.links.and_then(OwnLink::path).unwrap_or_default();
        let mut segments = path.split('/').rev();
        let id = segments.next().filter(|id| !id.is_empty()).map_or(self.id, str::to_owned);
        let kind = match segments.next() {
            Some("users") => MemberKind::User,
            Some("groups") => MemberKind::Group,
            Some("clients" | "apps") => MemberKind::Client,
            _ => MemberKind::Other,
        };
        Some(Member { kind, id })
    }}
}

fn named(narrowing: Narrowing) -> BTreeMap<String, Vec<String>> {
    narrowing.into_iter().flatten().map(|(kind, names)| (kind, names.unwrap_or_default())).collect()
}
