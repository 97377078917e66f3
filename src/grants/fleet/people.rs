//! Users: what they hold themselves, and through their groups.

use std::collections::{BTreeMap, BTreeSet};

use super::Unknown;
use super::roles::{Held, RoleBook, Way};
use crate::grants::org::{Group, Org, User};

/// The users of an org, to be found by their ids.
pub(super) struct People<'o> {
    org: &'o Org,
    book: &'o RoleBook<'o>,
    users: BTreeMap<&'o str, &'o User>,
    groups: BTreeMap<&'o str, &'o Group>,
    /// The groups of each user, as the lists of their members tell.
    joined: BTreeMap<&'o str, BTreeSet<&'o str>>,
    /// The groups that some user is in.
    entered: BTreeSet<&'o str>,
}

impl<'o> People<'o> {
    pub(super) fn new(org: &'o Org, book: &'o RoleBook<'o>) -> Self {
        let users: BTreeMap<&str, &User> =
            org.users.entries().iter().map(|user| (user.id.as_str(), user)).collect();
        let groups = org.groups.entries().iter().map(|group| (group.id.as_str(), group)).collect();
        let mut joined: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for group in org.groups.entries() {
            for member in group.members.entries() {
                joined.entry(member).or_default().insert(&group.id);
            }
        }
        let of_users = org.users.entries().iter().flat_map(|user| user.groups.entries()).map(String::as_str);
        let of_members =
            joined.iter().filter(|(id, _)| users.contains_key(*id)).flat_map(|(_, groups)| groups);
        let entered = of_users.chain(of_members.copied()).collect();
        Self { org, book, users, groups, joined, entered }
    }

    pub(super) fn user(&self, id: &str) -> Option<&'o User> {
        self.users.get(id).copied()
    }

    /// Whether some user is known to be in a group.
    pub(super) fn are_in(&self, group: &str) -> bool {
        self.entered.contains(group)
    }

    /// That the user itself could not be read: the org tells neither its login nor its status.
    pub(super) fn unread(user: &User) -> Option<Unknown> {
        let is_read = user.login.is_some() || user.status.is_some();
        let why = "`getUser` did not tell them".to_owned();
        let what = "its login and its status".to_owned();
        (!is_read).then(|| Unknown { what, why, ..Unknown::default() }.of_objects())
    }

    /// The roles of a user, direct and through groups, each once.
    pub(super) fn held(&self, id: &str) -> Held {
        let mut held = Held::default();
        let Some(user) = self.user(id) else {
            held.unknown.push(Unknown::missing("the roles of its owner", &self.org.users).of_roles());
            self.book.bound(id, &Way::Direct, &mut held);
            return held;
        };
        let roles = Unknown::of("the roles that were assigned to the user", &user.roles);
        let in_groups = Unknown::of("the groups of the user", &user.groups);
        held.unknown.extend(roles.into_iter().chain(in_groups).map(Unknown::of_roles));
        let own = user.groups.entries().iter().map(String::as_str);
        let ids: BTreeSet<&str> = own.chain(self.joined.get(id).into_iter().flatten().copied()).collect();
        let groups: Vec<_> = ids.into_iter().map(|id| (id, self.groups.get(id).copied())).collect();
        let of_groups = groups.iter().filter_map(|(_, group)| *group);
        let of_groups = of_groups.flat_map(|group| self.book.standard_types(&group.roles)).collect();
        self.book.assignments_but(&user.roles, &of_groups, &Way::Direct, &mut held);
        for (id, group) in groups {
            let what = "the roles of a group of the user";
            let name = group.and_then(|group| group.name.as_deref()).unwrap_or(id);
            let way = Way::Group(name.to_owned());
            if let Some(group) = group {
                held.unknown.extend(Unknown::of(what, &group.roles).map(Unknown::of_roles));
                self.book.assignments(&group.roles, &way, &mut held);
            } else {
                held.unknown.push(Unknown::missing(what, &self.org.groups).of_roles());
            }
            self.book.bound(id, &way, &mut held);
        }
        self.book.bound(&user.id, &Way::Direct, &mut held);
        held
    }
}
