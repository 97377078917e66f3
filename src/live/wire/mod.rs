//! The answers of the API, as far as anything of them is kept: what has no field here is dropped as it is read.
//!
//! The names are those of the schemas in Okta's API description.

mod clients;
mod custom;
mod people;
mod roles;

pub(super) use clients::{AppWire, ConsentWire, IntegrationWire, TokenWire};
pub(super) use custom::{
    BindingWire, CustomRoleWire, MemberWire, PermissionWire, ResourceSetWire, ResourceWire,
};
pub(super) use people::{AssigneeWire, GroupWire, UserWire};
pub(super) use roles::{AppTargetWire, AssignmentWire, EndWire, GroupTargetWire};

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

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

/// What stands for an answer of which only this is kept.
macro_rules! wire {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty $(= $rename:literal)?),+ $(,)? }
     $self:ident -> $kept:ty { $keep:expr }) => {
        $(#[$doc])*
        #[derive(Deserialize)]
        pub(in crate::live) struct $name {
            $($(#[serde(rename = $rename)])? $field: $type),+
        }

        impl Wire for $name {
            type Kept = $kept;

            fn keep($self) -> Option<$kept> {
                $keep
            }
        }
    };
}
use wire;

wire! {
    /// The metadata of an authorization server.
    MetadataWire { scopes: Option<Vec<String>> = "scopes_supported" }
    self -> Vec<String> { self.scopes }
}

wire! {
    /// The setting for public client app admins.
    PrivilegesWire { set: bool = "clientPrivilegesSetting" }
    self -> bool { Some(self.set) }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Profile {
    pub(super) name: Option<String>,
    pub(super) login: Option<String>,
}

fn moment(moment: Option<Moment>) -> Option<Timestamp> {
    moment.and_then(|moment| moment.0)
}
