//! Roles that somebody holds, with what they are narrowed to.

use jiff::Timestamp;
use serde::Deserialize;

use super::{Moment, Profile, Wire, moment, wire};
use crate::grants::org::{AppTarget, Assignment, CustomBinding, GroupTarget, Holder, Known};

wire! {
    /// A role that somebody holds.
    AssignmentWire {
        id: String, kind: String = "type"; label: Option<String>, status: Option<String>, created: Option<Moment>,
        holder: Option<String> = "assignmentType", role: Option<String>, resource_set: Option<String> = "resource-set",
    }
    self -> Assignment {
        Some(Assignment {
            id: self.id,
            label: self.label.unwrap_or_else(|| self.kind.clone()),
            status: self.status.unwrap_or_else(|| "ACTIVE".to_owned()),
            holder: match self.holder.as_deref() {
                Some("CLIENT") => Holder::Client,
                Some("GROUP") => Holder::Group,
                _ => Holder::User,
            },
            created: moment(self.created),
            // Standard roles of products are written like custom ones.
            custom: self.role.filter(|role| self.kind == "CUSTOM" && !role.is_empty()).map(|role| {
                CustomBinding { role, resource_set: self.resource_set.unwrap_or_default() }
            }),
            role: self.kind,
            targets: Known::NotAsked,
            until: None,
        })
    }
}

wire! {
    /// A source of a role: a grant of governance. None where it has no end, or none that can be read.
    EndWire { end: Option<Moment> = "expirationDate" }
    self -> Option<Timestamp> { Some(moment(self.end)) }
}

wire! {
    /// A group that a role is narrowed to.
    GroupTargetWire { id: String; profile: Option<Profile> }
    self -> GroupTarget {
        Some(GroupTarget { id: self.id, name: self.profile.unwrap_or_default().name })
    }
}

wire! {
    /// An app, or one instance, that a role is narrowed to.
    AppTargetWire {
        name: String; id: Option<String>, label: Option<String> = "displayName",
    }
    self -> AppTarget {
        // An entry of the catalogue has no id of an instance.
        Some(AppTarget { name: self.name, instance: self.id.filter(|id| id.starts_with("0oa")), label: self.label })
    }
}
