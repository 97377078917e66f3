//! Roles as an org assigns them: each once, with every way in which its holder came to it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Unknown, named};
use crate::grants::org::{
    Assignment, CustomBinding, CustomRoleSeen, Holder, Known, Org, Resource, ResourceSet, Targets,
};
use crate::model::{CustomRole, HeldRole, StandardRole, Target, listed, plural};

/// The type of the assignment of a custom role.
const CUSTOM: &str = "CUSTOM";

/// How somebody came to a role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// It was assigned to it.
    Direct,
    /// It was assigned to a group that it is in.
    Group(String),
    /// The same, and which group is not told.
    SomeGroup,
}

/// What tells one role from another: a standard one by its type and targets, a custom one by the ids of the role and of
/// the resource set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Standard(String, Vec<Target>),
    Custom(CustomBinding),
}

/// The roles that somebody holds.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// Each role with the ways to it; none when nothing was seen of them.
    roles: Option<BTreeMap<Key, (HeldRole, BTreeSet<Way>)>>,
    pub(super) unknown: Vec<Unknown>,
}

impl Held {
    fn add(&mut self, key: Key, role: HeldRole, way: Way) {
        let roles = self.roles.get_or_insert_default();
        roles.entry(key).or_insert_with(|| (role, BTreeSet::new())).1.insert(way);
    }

    /// The roles, and the ways to each that need to be told; adds what is not known.
    pub(super) fn split(self, unknown: &mut Vec<Unknown>) -> (Option<Vec<HeldRole>>, Vec<Vec<String>>) {
        unknown.extend(self.unknown);
        unknown.sort();
        unknown.dedup();
        let Some(roles) = self.roles else { return (None, Vec::new()) };
        let (roles, ways): (Vec<_>, Vec<_>) = roles.into_values().unzip();
        (Some(roles), ways.iter().map(told).collect())
    }
}

/// The ways to a role in words; none when it was assigned to its holder alone.
fn told(ways: &BTreeSet<Way>) -> Vec<String> {
    let is_named = ways.iter().any(|way| matches!(way, Way::Group(_)));
    let told = ways.iter().filter_map(|way| match way {
        Way::Direct => Some("itself".to_owned()),
        Way::Group(name) => Some(format!("the group `{name}`")),
        Way::SomeGroup => (!is_named).then(|| "a group".to_owned()),
    });
    let told: Vec<_> = told.collect();
    if ways.len() == 1 && ways.contains(&Way::Direct) { Vec::new() } else { told }
}

/// What roles and resource sets of an org mean, and who is bound to them.
pub(super) struct RoleBook<'o> {
    org: &'o Org,
    roles: BTreeMap<&'o str, &'o CustomRoleSeen>,
    sets: BTreeMap<&'o str, (&'o ResourceSet, String)>,
    /// The custom roles that a resource set binds to somebody, by their id.
    bound: BTreeMap<&'o str, Vec<CustomBinding>>,
}

impl<'o> RoleBook<'o> {
    pub(super) fn new(org: &'o Org) -> Self {
        let roles = org.custom_roles.entries().iter().map(|role| (role.id.as_str(), role)).collect();
        let sets = org.resource_sets.entries();
        let mut bound: BTreeMap<&str, Vec<CustomBinding>> = BTreeMap::new();
        for set in sets {
            for binding in set.bindings.entries() {
                let custom = CustomBinding { role: binding.role.clone(), resource_set: set.id.clone() };
                for member in binding.members.entries() {
                    bound.entry(&member.id).or_default().push(custom.clone());
                }
            }
        }
        Self {
            org,
            roles,
            sets: sets.iter().map(|set| (set.id.as_str(), (set, described(set)))).collect(),
            bound,
        }
    }

    /// The roles of an OAuth client.
    pub(super) fn of_client(&self, roles: &Known<Vec<Assignment>>, client: &str) -> Held {
        let mut held = Held::default();
        held.unknown.extend(Unknown::of("its admin roles", roles));
        self.assignments(roles, &Way::Direct, &mut held);
        self.bound(client, &Way::Direct, &mut held);
        held
    }

    /// Adds assignments that count at the time of the snapshot.
    pub(super) fn assignments(&self, list: &Known<Vec<Assignment>>, way: &Way, held: &mut Held) {
        let Some(assignments) = list.seen() else { return };
        held.roles.get_or_insert_default();
        let ended = |one: &&Assignment| one.until.is_some_and(|until| until < self.org.taken);
        for one in assignments.iter().filter(|one| one.status == "ACTIVE").filter(|one| !ended(one)) {
            let through_group = one.holder == Holder::Group && *way == Way::Direct;
            let way = if through_group { Way::SomeGroup } else { way.clone() };
            match &one.custom {
                Some(binding) if one.role == CUSTOM => self.custom(binding, Some(&one.label), way, held),
                None if one.role == CUSTOM => Self::nameless(one, way, held),
                _ => Self::standard(one, way, held),
            }
        }
    }

    /// Adds the custom roles that resource sets bind to somebody.
    pub(super) fn bound(&self, id: &str, way: &Way, held: &mut Held) {
        for binding in self.bound.get(id).into_iter().flatten() {
            // The roles of products are bound like custom ones, under their types.
            if binding.role.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_') {
                let one = Assignment { role: binding.role.clone(), ..Assignment::default() };
                Self::standard(&one, way.clone(), held);
            } else {
                self.custom(binding, None, way.clone(), held);
            }
        }
    }

    fn standard(one: &Assignment, way: Way, held: &mut Held) {
        let targets = one.targets.seen().map(targets).unwrap_or_default();
        // Most roles have no targets, and nobody asks for them.
        if !matches!(one.targets, Known::NotAsked) {
            held.unknown.extend(Unknown::of(format!("what `{}` is narrowed to", one.role), &one.targets));
        }
        let role = StandardRole { role: named(&one.role), targets: targets.clone(), built_in: false };
        held.add(Key::Standard(one.role.clone(), targets), HeldRole::Standard(role), way);
    }

    /// Adds a custom role of which the assignment does not tell which it is.
    fn nameless(one: &Assignment, way: Way, held: &mut Held) {
        let what = format!("the permissions of the custom role `{}`", one.label);
        let why = "its assignment does not tell which role it is".to_owned();
        held.unknown.push(Unknown { what, partly: false, why });
        let role = CustomRole { role: named(&one.label), permissions: None, resources: Vec::new() };
        let key = Key::Custom(CustomBinding { role: one.id.clone(), resource_set: String::new() });
        held.add(key, HeldRole::Custom(role), way);
    }

    fn custom(&self, binding: &CustomBinding, label: Option<&str>, way: Way, held: &mut Held) {
        let seen = self.roles.get(binding.role.as_str());
        let label = seen.map(|role| role.label.as_str()).or(label).filter(|label| !label.trim().is_empty());
        let name = label.unwrap_or(&binding.role);
        let permissions = seen.and_then(|role| role.permissions.seen());
        let permissions =
            permissions.map(|all| all.iter().map(|permission| named(&permission.name)).collect());
        let what = format!("the permissions of the custom role `{name}`");
        held.unknown.extend(match seen {
            Some(role) => Unknown::of(what, &role.permissions),
            None => Some(Unknown::missing(what, &self.org.custom_roles)),
        });
        let resources = self.resources(binding, held);
        let role = CustomRole { role: named(name), permissions, resources: vec![resources] };
        held.add(Key::Custom(binding.clone()), HeldRole::Custom(role), way);
    }

    /// The text for the resource set of a binding.
    fn resources(&self, binding: &CustomBinding, held: &mut Held) -> String {
        let Some((set, described)) = self.sets.get(binding.resource_set.as_str()) else {
            let what = format!("what is in the resource set `{}`", binding.resource_set);
            held.unknown.push(Unknown::missing(what, &self.org.resource_sets));
            return binding.resource_set.clone();
        };
        let what = format!("what is in the resource set `{}`", set.label);
        held.unknown.extend(Unknown::of(what, &set.resources));
        described.clone()
    }
}

/// What a resource set is called and holds.
fn described(set: &ResourceSet) -> String {
    match set.resources.entries() {
        [] => set.label.clone(),
        resources => format!("{} ({})", set.label, contents(resources)),
    }
}

fn targets(targets: &Targets) -> Vec<Target> {
    let groups = targets.groups.iter().map(|group| (group.name.as_ref().unwrap_or(&group.id), "groups"));
    let apps = targets.apps.iter().map(|app| {
        let instance = app.label.as_ref().or(app.instance.as_ref());
        (instance.unwrap_or(&app.name), "apps")
    });
    let target = |(name, kind): (&String, &str)| Target { kind: kind.to_owned(), name: name.clone() };
    let mut found: Vec<_> = groups.chain(apps).map(target).collect();
    found.sort();
    found.dedup();
    found
}

/// What is in a resource set, in words: `1 group, the members of 1 group and all apps`.
fn contents(resources: &[Resource]) -> String {
    let mut counts: BTreeMap<Part<'_>, usize> = BTreeMap::new();
    let mut excluded = 0;
    for resource in resources {
        *counts.entry(part(resource)).or_default() += 1;
        excluded += resource.excluded.len();
    }
    let one = |kind: &str, count| plural(count, kind.strip_suffix('s').unwrap_or(kind));
    let told = counts.into_iter().map(|(part, count)| match part {
        Part::One(kind) => one(kind, count),
        Part::Members(kind) => format!("the members of {}", one(kind, count)),
        Part::All(kind) => format!("all {kind}"),
    });
    let told = listed(&told.collect::<Vec<_>>());
    if excluded == 0 { told } else { format!("{told} but {excluded}") }
}

/// What a resource is, by its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part<'r> {
    One(&'r str),
    Members(&'r str),
    All(&'r str),
}

/// What a resource is: by its name, such as `orn:okta:directory:00o1abcdefGHIJKLM0h8:groups:00g1abcdefGHIJKLM0h8`, or by
/// its path.
fn part(resource: &Resource) -> Part<'_> {
    let orn: Vec<&str> = resource.orn.iter().flat_map(|orn| orn.split(':')).collect();
    let path = resource.path.as_deref().and_then(|path| path.split_once("/api/v1/"));
    let path: Vec<&str> = path.iter().flat_map(|(_, rest)| rest.split('/')).collect();
    let of_path = || match path.as_slice() {
        [] | [""] => Part::One("resources"),
        [kind] => Part::All(kind),
        [kind, _] => Part::One(kind),
        [kind, ..] => Part::Members(kind),
    };
    match orn.as_slice() {
        ["orn", _, service, _, "contained_resources"] => Part::All(service),
        ["orn", _, _, _, kind] => Part::All(kind),
        ["orn", _, _, _, kind, .., "contained_resources"] => Part::Members(kind),
        ["orn", _, _, _, kind, ..] => Part::One(kind),
        _ => of_path(),
    }
}
