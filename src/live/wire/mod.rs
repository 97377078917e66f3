//! The answers of the API, as far as anything of them is kept: what has no field here is dropped as it is read.
//!
//! The names are those of the schemas in Okta's API description.

mod clients;
mod credentials;
mod custom;
mod lenient;
mod people;
mod roles;
mod zones;

pub(super) use clients::{AppWire, ConsentWire, IntegrationWire, TokenWire};
pub(super) use credentials::{KeyWire, SecretWire};
pub(super) use custom::{
    BindingWire, CustomRoleWire, MemberWire, PermissionWire, ResourceSetWire, ResourceWire,
};
pub(super) use people::{AssigneeWire, GroupWire, UserWire};
pub(super) use roles::{AppTargetWire, AssignmentWire, EndWire, GroupTargetWire};
pub(super) use zones::ZoneWire;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::grants::org::distinct_keys;

/// An answer, and what is kept of it.
pub(super) trait Wire: DeserializeOwned {
    /// What is kept.
    type Kept: Serialize + DeserializeOwned;

    /// Keeps it; none for what is not of interest.
    fn keep(self) -> Option<Self::Kept>;
}

/// A moment; none when it is not in a form that is known.
#[derive(Clone, Copy, Default)]
pub(super) struct Moment(Option<Timestamp>);

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text: Option<String> = Option::deserialize(deserializer)?;
        // Governance writes `2024-12-09 14:17:22.0`, without a zone.
        let moment = text.and_then(|text| text.parse().or_else(|_| format!("{text}Z").parse()).ok());
        Ok(Self(moment))
    }
}

/// Declares an answer of which only these members are kept. An entry without the members before the semicolon cannot be
/// read; of the members behind it, a missing or odd one costs only itself.
macro_rules! wire {
    ($(#[$doc:meta])* $name:ident {
        $($field:ident: $type:ty $(= $rename:literal)?),*;
        $($optional:ident: $optional_type:ty $(= $optional_rename:literal)?),* $(,)?
     }
     $self:ident -> $kept:ty { $keep:expr }) => {
        $(#[$doc])*
        #[derive(Deserialize)]
        #[serde(remote = "Self")]
        pub(in crate::live) struct $name {
            $($(#[serde(rename = $rename)])? $field: $type,)*
            $(
                $(#[serde(rename = $optional_rename)])?
                #[serde(default, deserialize_with = "crate::live::wire::lenient")]
                $optional: $optional_type,
            )*
        }

        crate::live::wire::from_object!($name);

        impl Wire for $name {
            type Kept = $kept;

            fn keep($self) -> Option<$kept> {
                $keep
            }
        }
    };
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty $(= $rename:literal)?),+ $(,)? }
     $self:ident -> $kept:ty { $keep:expr }) => {
        $(#[$doc])*
        #[derive(Deserialize)]
        #[serde(remote = "Self")]
        pub(in crate::live) struct $name {
            $($(#[serde(rename = $rename)])? $field: $type),+
        }

        crate::live::wire::from_object!($name);

        impl Wire for $name {
            type Kept = $kept;

            fn keep($self) -> Option<$kept> {
                $keep
            }
        }
    };
}
pub(in crate::live) use lenient::from_object;
use lenient::{Anything, Elements, lenient};
use wire;

wire! {
    /// The metadata of an authorization server.
    MetadataWire { scopes: Elements<String> = "scopes_supported" }
    self -> Vec<String> { Some(self.scopes.kept) }
}

wire! {
    /// The setting for public client app admins.
    PrivilegesWire { set: bool = "clientPrivilegesSetting" }
    self -> bool { Some(self.set) }
}

#[derive(Default, Deserialize)]
#[serde(default, remote = "Self")]
pub(super) struct Profile {
    #[serde(deserialize_with = "lenient")]
    pub(super) name: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) login: Option<String>,
}

from_object!(Profile);

/// The id of an entry that cannot be read, where it has one.
pub(in crate::live) fn id_of(entry: &str) -> Option<String> {
    let members: BTreeMap<String, Box<RawValue>> = serde_json::from_str(entry).ok()?;
    serde_json::from_str(members.get("id")?.get()).ok()
}

/// Whether no object in an entry has a key twice: of two members with one key, a reader takes either. One that is nested
/// deeper than any answer is not looked through.
pub(in crate::live) fn has_distinct_keys(entry: &str) -> bool {
    const MAX_DEPTH: usize = 64;
    are_distinct(entry, MAX_DEPTH)
}

fn are_distinct(text: &str, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else { return false };
    let mut reader = serde_json::Deserializer::from_str(text);
    match text.bytes().next() {
        Some(b'{') => distinct_keys::<_, &RawValue>(&mut reader)
            .is_ok_and(|members| members.into_values().all(|part| are_distinct(part.get(), depth))),
        Some(b'[') => Vec::<&RawValue>::deserialize(&mut reader)
            .is_ok_and(|parts| parts.iter().all(|part| are_distinct(part.get(), depth))),
        _ => true,
    }
}

fn moment(moment: Option<Moment>) -> Option<Timestamp> {
    moment.and_then(|moment| moment.0)
}
