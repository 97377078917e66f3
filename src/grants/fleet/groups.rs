//! Groups that hold roles and of which no member is known: whoever is in them is an admin.

use super::people::People;
use super::roles::{Held, RoleBook, Way};
use super::{OrgPrincipal, PrincipalKind, Stopped, Unknown, gap_of, principal};
use crate::grants::org::{Group, Known, Org};
use crate::model::Credential;

/// The flag that asks for what is not asked for unless it is wanted.
const NOT_ASKED: &str = "; `--with-groups` asks";

/// Such groups as principals.
pub(super) fn principals(org: &Org, book: &RoleBook<'_>, people: &People<'_>) -> Vec<OrgPrincipal> {
    let without_members = org.groups.entries().iter().filter(|group| !people.are_in(&group.id));
    without_members.filter_map(|group| of_group(org, book, group)).collect()
}

/// What could not be seen of groups: whether others hold roles, the roles of those without known members, and the
/// members of those that hold roles.
pub(super) fn unseen(org: &Org, book: &RoleBook<'_>, people: &People<'_>) -> Vec<Unknown> {
    let mut found: Vec<_> =
        Unknown::of("the groups of the org that hold roles", &org.all_groups).into_iter().collect();
    if org.all_groups.is_not_asked() {
        for one in &mut found {
            one.partly = true;
            "only those of known admins were asked for their roles".clone_into(&mut one.why);
            one.why.push_str(NOT_ASKED);
        }
    }
    // What the list of admins misses, the list of their groups misses too, and is told once.
    let gap = Unknown::of("the groups of the admins of the org", &org.groups);
    found.extend(gap.filter(|_| gap_of(&org.groups) != gap_of(&org.users)));
    for group in org.groups.entries() {
        let name = name(group);
        let own = |one: Unknown| one.about([group.id.as_str()]);
        if !people.are_in(&group.id) {
            found.extend(Unknown::of(format!("the roles of the group `{name}`"), &group.roles).map(own));
        }
        let is_asked = !group.members.is_not_asked() || org.all_groups.is_complete();
        let holds_some = held(book, group).split(&mut Vec::new()).0.is_some_and(|roles| !roles.is_empty());
        if is_asked && holds_some {
            let what = || format!("the members of the group `{name}`");
            found.extend(Unknown::of(what(), &group.members).map(own));
            if group.members.entries().iter().any(|id| people.user(id).is_none()) {
                let why = "some of them are not among the users that were read".to_owned();
                found.push(own(Unknown { what: what(), partly: true, why, ..Unknown::default() }));
            }
        }
    }
    found
}

fn of_group(org: &Org, book: &RoleBook<'_>, group: &Group) -> Option<OrgPrincipal> {
    let mut unknown = Vec::new();
    let (roles, through) = held(book, group).split(&mut unknown);
    let roles = roles.filter(|roles| !roles.is_empty())?;
    unknown.extend(members(org, group).map(Unknown::of_objects));
    let is_empty = group.members.is_complete() && group.members.entries().is_empty();
    Some(OrgPrincipal {
        name: name(group).to_owned(),
        // The group is the holder, and no way to it has to be told.
        through: vec![Vec::new(); through.len()],
        unknown,
        stopped: is_empty.then_some(Stopped::NoMembers),
        ..OrgPrincipal::new(
            PrincipalKind::AdminGroup,
            &group.id,
            principal(Credential::ApiToken, None, Some(roles)),
        )
    })
}

/// That members were not seen; nothing where the group is known to have none.
fn members(org: &Org, group: &Group) -> Option<Unknown> {
    match &group.members {
        Known::Known(members) if members.is_empty() => None,
        Known::Known(_) => Some(Unknown::missing("its members", &org.users)),
        Known::NotAsked => {
            let why = match &org.all_groups {
                Known::NotAsked => format!("the org was not asked{NOT_ASKED}"),
                // Members are read of the groups that are listed.
                listed => Unknown::of("", listed)
                    .map_or_else(|| "the org was not asked".to_owned(), |listed| listed.why),
            };
            Some(Unknown { what: "its members".to_owned(), why, ..Unknown::default() })
        }
        other => Unknown::of("its members", other),
    }
}

fn held(book: &RoleBook<'_>, group: &Group) -> Held {
    let mut held = Held::default();
    held.unknown.extend(Unknown::of("its admin roles", &group.roles).map(Unknown::of_roles));
    book.assignments(&group.roles, &Way::Direct, &mut held);
    book.bound(&group.id, &Way::Direct, &mut held);
    held
}

fn name(group: &Group) -> &str {
    group.name.as_deref().unwrap_or(&group.id)
}
