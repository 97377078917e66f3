//! Users: what they hold themselves, and through their groups.

use std::collections::{BTreeMap, BTreeSet};

use super::roles::{Held, RoleBook, Way};
use super::{USER_STATUSES, Unknown, known_word};
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

    /// The status of a user as it is printed, where the org tells it.
    pub(super) fn status(user: &User) -> Option<String> {
        user.status.as_deref().map(|status| known_word(status, &USER_STATUSES))
    }

    /// What of the user itself was not read or is not understood; `whose` says in words whose user it is.
    pub(super) fn unread(user: &User, whose: &str) -> Vec<Unknown> {
        let unread = |what: &str, partly: bool, why: &str| {
            let what = if whose.is_empty() { format!("its {what}") } else { format!("the {what}{whose}") };
            Unknown { what, partly, why: why.to_owned(), ..Unknown::default() }.of_objects()
        };
        let untold = |what: &str| unread(what, false, "`getUser` did not tell it");
        let is_odd = user.status.as_deref().is_some_and(|status| !USER_STATUSES.contains(&status));
        let odd = || unread("status", true, "it is not one that is known");
        let parts = [
            user.login.is_none().then(|| untold("login")),
            user.status.is_none().then(|| untold("status")),
            is_odd.then(odd),
        ];
        parts.into_iter().flatten().collect()
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
