//! The roles of one holder, with what they are narrowed to.

use jiff::Timestamp;

use super::super::pages::Pages;
use super::super::wire::{AppTargetWire, AssignmentWire, EndWire, GroupTargetWire};
use super::super::{Ask, LiveError};
use crate::grants::org::{Assignment, Holder, Known, Targets};

/// The calls that tell of the roles of one kind of holder.
struct Asks {
    roles: Ask,
    groups: Ask,
    apps: Ask,
    end: Option<Ask>,
}

const fn asks(holder: Holder) -> Asks {
    match holder {
        Holder::Client => Asks {
            roles: Ask::ClientRoles,
            groups: Ask::ClientGroupTargets,
            apps: Ask::ClientAppTargets,
            end: None,
        },
        Holder::Group => Asks {
            roles: Ask::GroupRoles,
            groups: Ask::GroupGroupTargets,
            apps: Ask::GroupAppTargets,
            end: None,
        },
        Holder::User => Asks {
            roles: Ask::UserRoles,
            groups: Ask::UserGroupTargets,
            apps: Ask::UserAppTargets,
            end: Some(Ask::UserRoleEnd),
        },
    }
}

/// The roles of a holder.
pub(super) fn of(
    pages: &mut Pages<'_>,
    holder: Holder,
    id: &str,
) -> Result<Known<Vec<Assignment>>, LiveError> {
    let asks = asks(holder);
    let mut roles = pages.list::<AssignmentWire>(asks.roles, &[id])?;
    for role in roles.seen_mut().into_iter().flatten() {
        // What a user has through a group is told by the group.
        if role.holder != holder {
            continue;
        }
        role.targets = targets(pages, &asks, id, role)?;
        if let Some(ask) = asks.end {
            role.until = end(&pages.list::<EndWire>(ask, &[id, &role.id])?);
        }
    }
    Ok(roles)
}

/// When the last source of a role ends. None while a source has no end, and where not all sources are known: the role
/// then counts as one that stays.
fn end(sources: &Known<Vec<Option<Timestamp>>>) -> Option<Timestamp> {
    let Known::Known(sources) = sources else { return None };
    sources.iter().copied().collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// What a role is narrowed to; the API knows targets of these roles only.
fn targets(
    pages: &mut Pages<'_>,
    asks: &Asks,
    id: &str,
    role: &Assignment,
) -> Result<Known<Targets>, LiveError> {
    match role.role.as_str() {
        "HELP_DESK_ADMIN" | "USER_ADMIN" | "GROUP_MEMBERSHIP_ADMIN" => {
            let groups = pages.list::<GroupTargetWire>(asks.groups, &[id, &role.id])?;
            Ok(groups.map(|groups| Targets { groups, apps: Vec::new() }))
        }
        "APP_ADMIN" => {
            let apps = pages.list::<AppTargetWire>(asks.apps, &[id, &role.id])?;
            Ok(apps.map(|apps| Targets { groups: Vec::new(), apps }))
        }
        _ => Ok(Known::NotAsked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grants::org::{Gap, GapReason, Refusal};

    #[test]
    fn a_role_ends_with_its_last_source_and_only_if_each_has_an_end() {
        let moment = |day: &str| format!("2026-{day}T00:00:00Z").parse::<Timestamp>().unwrap();
        let (early, late) = (Some(moment("01-31")), Some(moment("06-30")));
        let gap = Gap::new("management:getUserAssignedRoleGovernance", GapReason::Unreadable);
        for (sources, expected) in [
            (Known::Known(vec![early]), early),
            (Known::Known(vec![late, early]), late),
            (Known::Known(vec![early, None]), None),
            (Known::Known(vec![None]), None),
            (Known::Known(vec![]), None),
            (Known::Partial { value: vec![early], gap }, None),
            (Known::Refused(Refusal { status: 404, ..Refusal::default() }), None),
            (Known::NotAsked, None),
        ] {
            assert_eq!(end(&sources), expected, "{sources:?}");
        }
    }
}
