//! Users that hold a role or own a token, and the groups through which they hold roles.

use std::collections::{BTreeMap, BTreeSet};

use super::super::pages::Pages;
use super::super::wire::{AssigneeWire, ConsentWire, GroupWire, UserWire};
use super::super::{Ask, LiveError};
use super::{may_be_filtered, roles};
use crate::grants::org::{Gap, GapReason, Group, Holder, Known, MemberKind, Org, User};

/// Groups by id.
type Groups = BTreeMap<String, Group>;

pub(super) fn collect(pages: &mut Pages<'_>, org: &mut Org) -> Result<(), LiveError> {
    let assignees = pages.list::<AssigneeWire>(Ask::Assignees, &[])?;
    let mut ids: BTreeSet<String> = assignees.entries().iter().cloned().collect();
    ids.extend(org.api_tokens.entries().iter().map(|token| token.owner.clone()));
    ids.extend(members(org, MemberKind::User));

    let mut groups = Groups::new();
    let mut users = Vec::new();
    for (done, id) in ids.iter().enumerate() {
        pages.step("users with roles or tokens", done, Some(ids.len()));
        users.push(user(pages, id, &mut groups)?);
    }
    for id in members(org, MemberKind::Group) {
        if !groups.contains_key(&id) {
            let group = pages.one::<GroupWire>(Ask::Group, &[&id])?.seen().cloned();
            groups.insert(id.clone(), group.unwrap_or_else(|| Group { id, ..Group::default() }));
        }
    }
    let all = groups.len();
    for (done, group) in groups.values_mut().enumerate() {
        pages.step("groups", done, Some(all));
        group.roles = roles::of(pages, Holder::Group, &group.id)?;
    }
    let nobody = assignees.is_complete() && assignees.entries().is_empty();
    let found = as_complete_as(&assignees, users);
    org.groups = as_complete_as(&assignees, groups.into_values().collect());
    // Every org has an administrator.
    org.users =
        if nobody { may_be_filtered(found, Ask::Assignees, pages.needs(Ask::Assignees)) } else { found };
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
    let mut user = found.unwrap_or_else(|| User { id: id.to_owned(), ..User::default() });
    user.roles = roles::of(pages, Holder::User, id)?;
    user.groups = pages.list::<GroupWire>(Ask::UserGroups, &[id])?.map(|list| {
        let mut ids = Vec::new();
        for group in list {
            ids.push(group.id.clone());
            groups.entry(group.id.clone()).or_insert(group);
        }
        ids
    });
    user.consents = pages.list::<ConsentWire>(Ask::UserConsents, &[id])?;
    Ok(user)
}

/// A list that was found by way of another, and misses what that misses.
fn as_complete_as<T, U>(other: &Known<Vec<U>>, value: Vec<T>) -> Known<Vec<T>> {
    match other {
        Known::Known(_) => Known::Known(value),
        Known::Partial { gap, .. } => Known::Partial { value, gap: gap.clone() },
        Known::Refused(refusal) => {
            let (operation, needs) = (refusal.operation.clone(), refusal.needs.clone());
            Known::Partial { value, gap: Gap { operation, reason: GapReason::Refused, needs } }
        }
        Known::NotAsked => Known::NotAsked,
    }
}
