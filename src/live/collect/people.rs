//! Users that hold a role or own a token, and the groups through which they hold roles.

use std::collections::{BTreeMap, BTreeSet};

use super::super::pages::Pages;
use super::super::wire::{AssigneeWire, ConsentWire, GroupWire, UserWire};
use super::super::{Ask, LiveError};
use super::merged::sorted;
use super::{may_be_filtered, roles};
use crate::grants::org::{Gap, GapReason, Group, Holder, Known, MemberKind, Org, User};

/// Groups by id.
type Groups = BTreeMap<String, Group>;

pub(super) fn collect(pages: &mut Pages<'_>, org: &mut Org, all_groups: bool) -> Result<(), LiveError> {
    let assignees = pages.list::<AssigneeWire>(Ask::Assignees, &[])?;
    let mut ids: BTreeSet<String> = assignees.entries().iter().cloned().collect();
    let owners = org.api_tokens.entries().iter().map(|token| token.owner.clone());
    ids.extend(owners.filter(|owner| !owner.is_empty()));
    ids.extend(members(org, MemberKind::User));

    let mut groups = Groups::new();
    let bound = members(org, MemberKind::Group);
    if all_groups {
        org.all_groups = every_group(pages, &bound, &mut groups)?;
        ids.extend(groups.values().flat_map(|group| group.members.entries()).cloned());
    }
    let mut users = Vec::new();
    for (done, id) in ids.iter().enumerate() {
        pages.step("users with roles or tokens", done, Some(ids.len()));
        users.push(user(pages, id, &mut groups)?);
    }
    for id in &bound {
        if !groups.contains_key(id) {
            let group = pages.one::<GroupWire>(Ask::Group, &[id])?.seen().cloned();
            groups.insert(id.clone(), Group { id: id.clone(), ..group.unwrap_or_default() });
        }
    }
    read_roles(pages, &mut groups)?;
    let entered: BTreeSet<String> = users.iter().flat_map(|user| user.groups.entries()).cloned().collect();
    groups.retain(|id, group| !is_plain(group) || bound.contains(id) || entered.contains(id));
    let nobody = assignees.is_complete() && assignees.entries().is_empty();
    let found = as_complete_as(&assignees, users);
    org.groups = as_complete_as(&assignees, groups.into_values().collect());
    // Every org has an administrator.
    org.users =
        if nobody { may_be_filtered(found, Ask::Assignees, pages.needs(Ask::Assignees)) } else { found };
    Ok(())
}

/// Asks every group for its roles; of those that hold one, or may hold one, the members too. Returns how many there are.
fn every_group(
    pages: &mut Pages<'_>,
    bound: &BTreeSet<String>,
    groups: &mut Groups,
) -> Result<Known<u64>, LiveError> {
    let listed = sorted(pages.list::<GroupWire>(Ask::Groups, &[])?, Ask::Groups);
    groups.extend(listed.entries().iter().map(|group| (group.id.clone(), group.clone())));
    read_roles(pages, groups)?;
    let mut matter: Vec<_> =
        groups.values_mut().filter(|group| !is_plain(group) || bound.contains(&group.id)).collect();
    let all = matter.len();
    for (done, group) in matter.iter_mut().enumerate() {
        pages.step("members of groups with roles", done, Some(all));
        group.members = pages.list::<AssigneeWire>(Ask::GroupMembers, &[&group.id])?;
    }
    Ok(listed.map(|list| list.len() as u64))
}

/// Whether a group is known to hold no role of its own.
fn is_plain(group: &Group) -> bool {
    group.roles.is_complete() && group.roles.entries().is_empty()
}

/// Reads the roles of the groups that were not asked for them yet.
fn read_roles(pages: &mut Pages<'_>, groups: &mut Groups) -> Result<(), LiveError> {
    let all = groups.len();
    for (done, group) in groups.values_mut().enumerate() {
        pages.step("groups", done, Some(all));
        if group.roles.is_not_asked() {
            group.roles = roles::of(pages, Holder::Group, &group.id)?;
        }
    }
    Ok(())
}

/// Those who hold a custom role.
fn members(org: &Org, kind: MemberKind) -> BTreeSet<String> {
    let bindings = org.resource_sets.entries().iter().flat_map(|set| set.bindings.entries());
    let members = bindings.flat_map(|binding| binding.members.entries());
    members.filter(|member| member.kind == kind).map(|member| member.id.clone()).collect()
}

fn user(pages: &mut Pages<'_>, id: &str, groups: &mut Groups) -> Result<User, LiveError> {
    let found = pages.one::<UserWire>(Ask::User, &[id])?.seen().cloned();
    let mut user = User { id: id.to_owned(), ..found.unwrap_or_default() };
    user.roles = roles::of(pages, Holder::User, id)?;
    user.groups = pages.list::<GroupWire>(Ask::UserGroups, &[id])?.map(|list| {
        let mut ids = Vec::new();
        for group in list {
            ids.push(group.id.clone());
            groups.entry(group.id.clone()).or_insert(group);
        }
        ids
    });
    // The grants of listed apps do not name clients that are missing in the list of apps.
    user.consents = pages.list::<ConsentWire>(Ask::UserConsents, &[id])?;
    Ok(user)
}

/// A list that was found by way of another, and misses what that misses.
fn as_complete_as<T, U>(other: &Known<Vec<U>>, value: Vec<T>) -> Known<Vec<T>> {
    match other {
        Known::Known(_) => Known::Known(value),
        Known::Partial { gap, .. } => Known::Partial { value, gap: gap.clone() },
        Known::Refused(refusal) => {
            let needs = refusal.needs.clone();
            Known::Partial { value, gap: Gap { needs, ..Gap::new(&refusal.operation, GapReason::Refused) } }
        }
        Known::NotAsked => Known::NotAsked,
    }
}
