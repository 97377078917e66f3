//! Users: what they hold themselves, and through their groups.

use std::collections::BTreeMap;

use super::Unknown;
use super::roles::{Held, RoleBook, Way};
use crate::grants::org::{Group, Org, User};

/// The users of an org, to be found by their ids.
pub(super) struct People<'o> {
    org: &'o Org,
    book: &'o RoleBook<'o>,
    users: BTreeMap<&'o str, &'o User>,
    groups: BTreeMap<&'o str, &'o Group>,
}

impl<'o> People<'o> {
    pub(super) fn new(org: &'o Org, book: &'o RoleBook<'o>) -> Self {
        let users = org.users.entries().iter().map(|user| (user.id.as_str(), user)).collect();
        let groups = org.groups.entries().iter().map(|group| (group.id.as_str(), group)).collect();
        Self { org, book, users, groups }
    }

    pub(super) fn user(&self, id: &str) -> Option<&'o User> {
        self.users.get(id).copied()
    }

    /// The roles of a user, direct and through groups, each once.
    pub(super) fn held(&self, id: &str) -> Held {
        let mut held = Held::default();
        let Some(user) = self.user(id) else {
            held.unknown.push(Unknown::missing("the roles of its owner", &self.org.users));
            return held;
        };
        held.unknown.extend(Unknown::of("the roles that were assigned to the user", &user.roles));
        self.book.assignments(&user.roles, &Way::Direct, &mut held);
        held.unknown.extend(Unknown::of("the groups of the user", &user.groups));
        for id in user.groups.entries() {
            let name = self.groups.get(id.as_str()).and_then(|group| group.name.as_deref()).unwrap_or(id);
            let way = Way::Group(name.to_owned());
            if let Some(group) = self.groups.get(id.as_str()) {
                held.unknown.extend(Unknown::of("the roles of a group of the user", &group.roles));
                self.book.assignments(&group.roles, &way, &mut held);
            } else {
                let what = "the roles of a group of the user";
                held.unknown.push(Unknown::missing(what, &self.org.groups));
            }
            self.book.bound(id, &way, &mut held);
        }
        self.book.bound(&user.id, &Way::Direct, &mut held);
        held
    }
}
