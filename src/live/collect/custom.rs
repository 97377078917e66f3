//! Custom roles, resource sets, and who is bound to them.

use super::super::pages::Pages;
use super::super::wire::{
    BindingWire, CustomRoleWire, MemberWire, PermissionWire, ResourceSetWire, ResourceWire,
};
use super::super::{Ask, LiveError};
use super::merged::sorted;
use crate::grants::org::{Org, ResourceSet};

pub(super) fn collect(pages: &mut Pages<'_>, org: &mut Org) -> Result<(), LiveError> {
    org.custom_roles = sorted(pages.list::<CustomRoleWire>(Ask::CustomRoles, &[])?, Ask::CustomRoles);
    let all = org.custom_roles.entries().len();
    for (done, role) in org.custom_roles.seen_mut().into_iter().flatten().enumerate() {
        pages.step("custom roles", done, Some(all));
        role.permissions = pages.list::<PermissionWire>(Ask::Permissions, &[&role.id])?;
    }
    org.resource_sets = sorted(pages.list::<ResourceSetWire>(Ask::ResourceSets, &[])?, Ask::ResourceSets);
    let all = org.resource_sets.entries().len();
    for (done, set) in org.resource_sets.seen_mut().into_iter().flatten().enumerate() {
        pages.step("resource sets", done, Some(all));
        complete(pages, set)?;
    }
    Ok(())
}

fn complete(pages: &mut Pages<'_>, set: &mut ResourceSet) -> Result<(), LiveError> {
    set.resources = pages.list::<ResourceWire>(Ask::Resources, &[&set.id])?;
    set.bindings = pages.list::<BindingWire>(Ask::Bindings, &[&set.id])?;
    for binding in set.bindings.seen_mut().into_iter().flatten() {
        binding.members = pages.list::<MemberWire>(Ask::Members, &[&set.id, &binding.role])?;
    }
    Ok(())
}
