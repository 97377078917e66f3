//! Custom roles and resource sets.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Elements, Wire, from_object, lenient, wire};
use crate::grants::org::{
    Binding, Conditions, CustomRoleSeen, Known, Member, MemberKind, PermissionSeen, Resource, ResourceSet,
    without_secrets,
};
use crate::live::site::{decoded, path_and_query, path_of};

wire! {
    /// A custom role.
    CustomRoleWire { id: String; label: Option<String> }
    self -> CustomRoleSeen {
        Some(CustomRoleSeen { label: self.label.unwrap_or_else(|| self.id.clone()), id: self.id, permissions: Known::NotAsked })
    }
}

/// Attributes by the kind of resource.
type Narrowing = BTreeMap<String, Option<Elements<String>>>;

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Narrowed {
    #[serde(default, deserialize_with = "lenient")]
    include: Narrowing,
    #[serde(default, deserialize_with = "lenient")]
    exclude: Narrowing,
}

wire! {
    /// A permission of a custom role.
    PermissionWire { label: String; conditions: Option<Narrowed> }
    self -> PermissionSeen {
        Some(PermissionSeen {
            name: self.label,
            conditions: self.conditions.map(|one| Conditions { include: named(one.include), exclude: named(one.exclude) }),
        })
    }
}

wire! {
    /// A resource set.
    ResourceSetWire { id: String; label: Option<String> }
    self -> ResourceSet {
        Some(ResourceSet {
            label: self.label.unwrap_or_else(|| self.id.clone()),
            id: self.id,
            resources: Known::NotAsked,
            bindings: Known::NotAsked,
        })
    }
}

#[derive(Default, Deserialize)]
#[serde(default, remote = "Self")]
struct OwnLink {
    #[serde(rename = "self", deserialize_with = "lenient")]
    own: Option<Href>,
}

#[derive(Deserialize)]
#[serde(remote = "Self")]
struct Href {
    #[serde(default, deserialize_with = "lenient")]
    href: Option<String>,
}

from_object!(Narrowed, OwnLink, Href, Left);

impl OwnLink {
    fn path(self) -> Option<String> {
        path_of(&self.own?.href?)
    }

    fn path_with_type(self) -> Option<String> {
        path_with_type(&self.own?.href?)
    }
}

/// The path of a link. Of its query only the type to which a list of apps or policies is narrowed is kept, as in
/// `/api/v1/apps?type=workday`. Okta encodes the query of some links as a part of the path.
fn path_with_type(link: &str) -> Option<String> {
    const CODES: [(&str, &str); 6] =
        [("%3F", "?"), ("%3D", "="), ("%2B", "+"), ("%22", "\""), ("%20", "+"), ("%26", "&")];
    let mut text = path_and_query(link)?;
    for (code, char) in CODES {
        text = text.replace(code, char);
    }
    let Some((path, query)) = text.split_once('?') else { return Some(text) };
    let is_list = ["/api/v1/apps", "/api/v1/policies"].contains(&path);
    let of_filter =
        |part: &'_ str| Some(part.strip_prefix("filter=name+eq+\"")?.strip_suffix('"')?.to_owned());
    let of_type = |part: &'_ str| part.strip_prefix("type=").map(str::to_owned);
    let kind = query.split('&').find_map(|part| of_type(part).or_else(|| of_filter(part)));
    let is_word = |kind: &String| {
        !kind.is_empty() && kind.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '_' | '-'))
    };
    match kind.filter(|kind| is_list && is_word(kind)) {
        Some(kind) => Some(format!("{path}?type={kind}")),
        None => Some(path.to_owned()),
    }
}

#[derive(Default, Deserialize)]
#[serde(default, remote = "Self")]
struct Left {
    #[serde(rename = "Exclude", deserialize_with = "lenient")]
    exclude: Narrowing,
}

wire! {
    /// What is in a resource set.
    ResourceWire { ; orn: Option<String>, conditions: Option<Left>, links: Option<OwnLink> = "_links" }
    self -> Resource {
        Some(Resource {
            orn: self.orn.as_deref().map(without_secrets),
            path: self.links.and_then(OwnLink::path_with_type),
            excluded: self.conditions.map(|one| named(one.exclude)).into_iter().flatten()
                .flat_map(|(_, names)| names).map(|name| without_secrets(&name)).collect(),
        })
    }
}

wire! {
    /// A role that is given for a resource set.
    BindingWire { id: String }
    self -> Binding { Some(Binding { role: self.id, members: Known::NotAsked }) }
}

wire! {
    /// Who holds such a role: the link tells who it is, the id is that of the membership.
    MemberWire { id: String; links: Option<OwnLink> = "_links" }
    self -> Member {{
        let path = self.links.and_then(OwnLink::path).unwrap_or_default();
        let mut segments = path.split('/').rev().filter(|segment| !segment.is_empty());
        let id = segments.next().and_then(decoded).and_then(|id| String::from_utf8(id).ok()).unwrap_or(self.id);
        let kind = match segments.next() {
            Some("users") => MemberKind::User,
            Some("groups") => MemberKind::Group,
            Some("clients" | "apps") => MemberKind::Client,
            _ => MemberKind::Other,
        };
        Some(Member { kind, id })
    }}
}

fn named(narrowing: Narrowing) -> BTreeMap<String, Vec<String>> {
    narrowing.into_iter().map(|(kind, names)| (kind, names.unwrap_or_default().kept)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_told_by_their_links() {
        for (link, expected) in [
            ("https://acme.okta.com/api/v1/users/00u1a", (MemberKind::User, "00u1a")),
            ("https://acme.okta.com/api/v1/groups/00g1a/", (MemberKind::Group, "00g1a")),
            ("https://acme.okta.com/oauth2/v1/clients/a%2Bb%281%29", (MemberKind::Client, "a+b(1)")),
            ("https://acme.okta.com/api/v1/robots/r1", (MemberKind::Other, "r1")),
        ] {
            let text = format!(r#"{{"id": "irb1a", "_links": {{"self": {{"href": "{link}"}}}}}}"#);
            let member = serde_json::from_str::<MemberWire>(&text).unwrap().keep().unwrap();
            assert_eq!((member.kind, member.id.as_str()), expected, "{link}");
        }
    }

    #[test]
    fn of_the_query_of_a_resource_only_its_type_is_kept() {
        for (link, expected) in [
            ("https://acme.okta.com/api/v1/apps?filter=name+eq+%22workday%22", "/api/v1/apps?type=workday"),
            ("https://acme.okta.com/api/v1/apps?filter=name eq \"workday\"", "/api/v1/apps?type=workday"),
            (
                "https://acme.okta.com/api/v1/apps%3Ffilter%3Dname%2Beq%2B%22gooddata%22",
                "/api/v1/apps?type=gooddata",
            ),
            (
                "https://acme.okta.com/api/v1/policies?type=ACCESS_POLICY&x=1",
                "/api/v1/policies?type=ACCESS_POLICY",
            ),
            ("https://acme.okta.com/api/v1/apps?filter=name+eq+%22a/../b%22", "/api/v1/apps"),
            ("https://acme.okta.com/api/v1/apps?key=secret", "/api/v1/apps"),
            ("https://acme.okta.com/api/v1/groups/00g1?type=x", "/api/v1/groups/00g1"),
            ("https://acme.okta.com/api/v1/groups/00g1", "/api/v1/groups/00g1"),
        ] {
            assert_eq!(path_with_type(link).as_deref(), Some(expected), "{link}");
        }
    }
}
