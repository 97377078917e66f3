//! What is in a resource set, in words.

use std::collections::BTreeMap;

use crate::grants::org::{Resource, ResourceSet, is_id_of_typed};
use crate::model::{listed, plural};

/// The kinds of resources whose names may end in a type: all of that type are meant.
const TYPED: [&str; 2] = ["apps", "policies"];

/// What a resource set is called and holds.
pub(super) fn described(set: &ResourceSet) -> String {
    match set.resources.entries() {
        [] => set.label.clone(),
        resources => format!("{} ({})", set.label, contents(resources)),
    }
}

/// What resources are, in words: `1 group, the members of 1 group and all apps of type workday`.
fn contents(resources: &[Resource]) -> String {
    let mut counts: BTreeMap<Part<'_>, usize> = BTreeMap::new();
    let mut excluded = 0;
    for resource in resources {
        *counts.entry(part(resource)).or_default() += 1;
        excluded += resource.excluded.len();
    }
    let one = |kind: &str, count| match kind {
        "policies" if count != 1 => format!("{count} policies"),
        kind => plural(count, singular(kind)),
    };
    let told = counts.into_iter().map(|(part, count)| match part {
        Part::One(kind) => one(kind, count),
        Part::Members(kind) => format!("the members of {}", one(kind, count)),
        Part::AllOfType(kind, name) => format!("all {kind} of type {name}"),
        Part::MembersOfAll(kind) => format!("the members of all {kind}"),
        Part::All(kind) => format!("all {kind}"),
    });
    let told = listed(&told.collect::<Vec<_>>());
    if excluded == 0 { told } else { format!("{told} but {excluded}") }
}

fn singular(kind: &str) -> &str {
    match kind {
        "policies" => "policy",
        kind => kind.strip_suffix('s').unwrap_or(kind),
    }
}

/// What a resource is, by its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part<'r> {
    One(&'r str),
    Members(&'r str),
    AllOfType(&'r str, &'r str),
    MembersOfAll(&'r str),
    All(&'r str),
}

/// What a resource is: by its name, such as `orn:okta:directory:00o1abcdefGHIJKLM0h8:groups:00g1abcdefGHIJKLM0h8`, or by
/// its path.
fn part(resource: &Resource) -> Part<'_> {
    let orn: Vec<&str> = resource.orn.iter().flat_map(|orn| orn.split(':')).collect();
    match orn.as_slice() {
        ["orn", _, service, _, "contained_resources"] => Part::All(service),
        ["orn", _, _, _, kind] => Part::All(kind),
        ["orn", _, _, _, kind, "contained_resources"] => Part::MembersOfAll(kind),
        ["orn", _, _, _, kind, .., "contained_resources"] => Part::Members(kind),
        ["orn", _, _, _, kind, name] if TYPED.contains(kind) && !is_id_of_typed(name) => {
            Part::AllOfType(kind, name)
        }
        ["orn", _, _, _, kind, ..] => Part::One(kind),
        _ => part_of_path(resource.path.as_deref().unwrap_or_default()),
    }
}

/// What a resource is by its path, such as `/api/v1/groups/00g1abcdefGHIJKLM0h8/users` or `/api/v1/apps?type=workday`.
fn part_of_path(path: &str) -> Part<'_> {
    let rest = path.split_once("/api/v1/").map_or("", |(_, rest)| rest);
    if let Some((kind, name)) = rest.split_once("?type=") {
        return Part::AllOfType(kind, name);
    }
    let segments: Vec<&str> = rest.split('/').collect();
    match segments.as_slice() {
        [] | [""] => Part::One("resources"),
        [kind] => Part::All(kind),
        [kind, _] => Part::One(kind),
        [kind, ..] => Part::Members(kind),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(orn: Option<&str>, path: Option<&str>) -> String {
        let own = |text: Option<&str>| text.map(str::to_owned);
        contents(&[Resource { orn: own(orn), path: own(path), excluded: Vec::new() }])
    }

    #[test]
    fn names_of_resources_say_what_they_are() {
        for (orn, expected) in [
            ("orn:okta:idp:00o1a:apps", "all apps"),
            ("orn:okta:idp:00o1a:apps:oidc_client", "all apps of type oidc_client"),
            ("orn:okta:idp:00o1a:apps:office365", "all apps of type office365"),
            ("orn:okta:idp:00o1a:apps:oidc_client:0oa1abcdefGHIJKLM0h8", "1 app"),
            ("orn:okta:idp:00o1a:apps:0oa1abcdefGHIJKLM0h8", "1 app"),
            ("orn:okta:idp:00o1a:policies", "all policies"),
            ("orn:okta:idp:00o1a:policies:access_policy", "all policies of type access_policy"),
            ("orn:okta:idp:00o1a:policies:access_policy:rst1abcdefGHIJKLM0h8", "1 policy"),
            ("orn:okta:directory:00o1a:groups", "all groups"),
            ("orn:okta:directory:00o1a:groups:00g1abcdefGHIJKLM0h8", "1 group"),
            (
                "orn:okta:directory:00o1a:groups:00g1abcdefGHIJKLM0h8:contained_resources",
                "the members of 1 group",
            ),
            ("orn:okta:directory:00o1a:groups:contained_resources", "the members of all groups"),
            ("orn:okta:directory:00o1a:users", "all users"),
            ("orn:okta:iam:00o1a:contained_resources", "all iam"),
        ] {
            assert_eq!(words(Some(orn), Some("/api/v1/apps")), expected, "{orn}");
        }
    }

    #[test]
    fn several_of_a_kind_are_counted() {
        let orn = |id: &str| Resource {
            orn: Some(format!("orn:okta:idp:00o1a:policies:{id}")),
            ..Resource::default()
        };
        let policies = ["rst1abcdefGHIJKLM0h8", "00p1abcdefGHIJKLM0h8"].map(orn);
        assert_eq!(contents(&policies), "2 policies");
    }

    #[test]
    fn paths_say_the_same() {
        for (path, expected) in [
            ("/api/v1/apps", "all apps"),
            ("/api/v1/apps?type=workday", "all apps of type workday"),
            ("/api/v1/policies?type=ACCESS_POLICY", "all policies of type ACCESS_POLICY"),
            ("/api/v1/apps/0oa1abcdefGHIJKLM0h8", "1 app"),
            ("/api/v1/groups/00g1abcdefGHIJKLM0h8/users", "the members of 1 group"),
            ("", "1 resource"),
        ] {
            assert_eq!(words(None, Some(path)), expected, "{path}");
        }
    }
}
