//! Who holds custom roles through resource sets: lists that were not seen, and members that are no known principal.

use std::collections::BTreeSet;

use super::Unknown;
use crate::grants::org::{MemberKind, Org, ResourceSet};

/// What could not be seen of those who hold custom roles.
pub(super) fn unseen(org: &Org) -> Vec<Unknown> {
    let roles = Unknown::of("the custom roles of the org", &org.custom_roles);
    let sets = Unknown::of("the resource sets of the org", &org.resource_sets);
    // Where an org does not have the feature, there are none. What refers to one all the same is reported as unknown.
    let lists = [
        roles.filter(|_| org.no_custom_roles().is_none()),
        sets.filter(|_| org.no_resource_sets().is_none()),
    ];
    let mut found: Vec<Unknown> = lists.into_iter().flatten().collect();
    let known = known_ids(org);
    for set in org.resource_sets.entries() {
        let what = format!("the roles that are given for the resource set `{}`", set.label);
        found.extend(Unknown::of(what, &set.bindings).map(|one| one.about([set.id.as_str()])));
        for binding in set.bindings.entries() {
            let what = format!(
                "who holds the role `{}` for the resource set `{}`",
                role(org, &binding.role),
                set.label
            );
            let ids = [set.id.as_str(), binding.role.as_str()];
            found.extend(Unknown::of(what, &binding.members).map(|one| one.about(ids)));
        }
        found.extend(strangers(set, &known));
    }
    found
}

/// The ids of everybody that is known.
fn known_ids(org: &Org) -> BTreeSet<&str> {
    // What an OAuth client that acts for users is bound to is not counted.
    let apps = org.apps.entries().iter().flat_map(|app| [app.id.as_str(), app.client_id.as_str()]);
    let integrations = org.integrations.entries().iter().map(|one| one.id.as_str());
    let users = org.users.entries().iter().map(|user| user.id.as_str());
    let groups = org.groups.entries().iter().map(|group| group.id.as_str());
    apps.chain(integrations).chain(users).chain(groups).collect()
}

/// The members of a resource set that are none of the known principals.
fn strangers(set: &ResourceSet, known: &BTreeSet<&str>) -> Option<Unknown> {
    let members = set.bindings.entries().iter().flat_map(|binding| binding.members.entries());
    let strange: BTreeSet<_> = members.filter(|member| !known.contains(member.id.as_str())).collect();
    let ids: BTreeSet<&str> = strange.iter().map(|member| member.id.as_str()).collect();
    let named: BTreeSet<String> = strange
        .iter()
        .map(|member| match member.kind {
            MemberKind::User => format!("the user `{}`", member.id),
            MemberKind::Group => format!("the group `{}`", member.id),
            MemberKind::Client => format!("the client `{}`", member.id),
            MemberKind::Other => format!("`{}`, of which the org does not tell what it is", member.id),
        })
        .collect();
    let why = format!(
        "they are counted for none of the principals: {}",
        named.iter().cloned().collect::<Vec<_>>().join(", ")
    );
    let what = format!("the members of the resource set `{}`", set.label);
    let unknown = Unknown { what, partly: true, why, ..Unknown::default() };
    (!named.is_empty()).then(|| unknown.of_roles().about(ids))
}

/// What a custom role is called.
fn role<'o>(org: &'o Org, id: &'o str) -> &'o str {
    let seen = org.custom_roles.entries().iter().find(|role| role.id == id);
    seen.map_or(id, |role| role.label.as_str())
}
