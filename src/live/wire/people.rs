//! Users and groups.

use serde::Deserialize;

use super::{Moment, Profile, Wire, moment, wire};
use crate::grants::org::{Group, User};

wire! {
    /// The id of a user: one that holds a role, or a member of a group.
    AssigneeWire { id: String }
    self -> String { Some(self.id) }
}

wire! {
    /// A user.
    UserWire {
        id: String; status: Option<String>, last_login: Option<Moment> = "lastLogin", profile: Option<Profile>,
    }
    self -> User {
        Some(User {
            id: self.id,
            login: self.profile.unwrap_or_default().login,
            status: self.status,
            last_login: moment(self.last_login),
            ..User::default()
        })
    }
}

wire! {
    /// A group.
    GroupWire { id: String; kind: Option<String> = "type", profile: Option<Profile> }
    self -> Group {
        Some(Group {
            id: self.id,
            name: self.profile.unwrap_or_default().name,
            kind: self.kind,
            ..Group::default()
        })
    }
}
