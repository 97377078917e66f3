//! Several inputs to one principal, and custom roles to their permissions.

use std::collections::BTreeMap;

use crate::model::{CustomRole, Grant, HeldRole, Principal};

/// The inputs tell of several principals.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the grants are those of {} principals: {}", .0.len(), .0.join(", "))]
pub struct Several(pub Vec<String>);

/// Joins what inputs say: pieces of one name are one principal, and what has no name belongs to the only one there is.
///
/// # Errors
///
/// There are several principals, and something that has no name belongs to none of them.
pub fn join(pieces: Vec<Principal>) -> Result<Vec<Principal>, Several> {
    let (named, nameless): (Vec<_>, Vec<_>) = pieces.into_iter().partition(|piece| piece.name.is_some());
    let mut principals: Vec<Principal> = Vec::new();
    let mut positions = BTreeMap::new();
    for piece in named {
        let position = *positions.entry(piece.name.clone()).or_insert(principals.len());
        match principals.get_mut(position) {
            Some(known) => known.merge(piece),
            None => principals.push(piece),
        }
    }
    let says_something = nameless.iter().any(|piece| !piece.grant.is_silent());
    if principals.len() > 1 && says_something {
        return Err(Several(principals.iter().filter_map(|one| one.name.clone()).collect()));
    }
    if principals.is_empty() {
        principals.push(Principal::default());
    }
    if let [only] = principals.as_mut_slice() {
        for piece in nameless {
            only.merge(piece);
        }
    }
    for principal in &mut principals {
        settle(&mut principal.grant);
    }
    Ok(principals)
}

/// Gives assignments of custom roles the permissions that another input tells.
fn settle(grant: &mut Grant) {
    let Some(roles) = &mut grant.roles else { return };
    let (closed, rest): (Vec<_>, Vec<_>) = std::mem::take(roles).into_iter().partition(is_closed);
    *roles = rest;
    let mut positions = BTreeMap::new();
    for (position, role) in roles.iter_mut().enumerate() {
        if let Some(open) = open(role) {
            positions.entry(open.role.name.clone()).or_insert(position);
        }
    }
    for role in closed {
        let HeldRole::Custom(assigned) = role else { continue };
        let position = positions.get(&assigned.role.name).copied();
        match position.and_then(|position| roles.get_mut(position)).and_then(open) {
            Some(known) => known.resources.extend(assigned.resources),
            None => roles.push(HeldRole::Custom(assigned)),
        }
    }
    // One assignment and one list of permissions without a name: they belong together.
    let nameless = |role: &HeldRole| matches!(role, HeldRole::Custom(one) if one.permissions.is_some() && one.role.name == "custom role");
    if roles.iter().filter(|role| is_closed(role)).count() == 1
        && roles.iter().filter(|role| nameless(role)).count() == 1
    {
        roles.retain(|role| !is_closed(role));
    }
}

fn is_closed(role: &HeldRole) -> bool {
    matches!(role, HeldRole::Custom(one) if one.permissions.is_none())
}

fn open(role: &mut HeldRole) -> Option<&mut CustomRole> {
    match role {
        HeldRole::Custom(one) if one.permissions.is_some() => Some(one),
        _ => None,
    }
}
