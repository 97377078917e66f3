//! Roles as an org assigns them: each once, with every way in which its holder came to it.

use std::collections::{BTreeMap, BTreeSet};

use super::resources::described;
use super::{Unknown, named};
use crate::grants::org::{
    Assignment, CustomBinding, CustomRoleSeen, Holder, Known, Org, ResourceSet, Targets, is_role_type,
};
use crate::model::{CustomRole, HeldRole, Named, StandardRole, Target};

/// The type of the assignment of a custom role.
const CUSTOM: &str = "CUSTOM";

/// The status of an assignment that does not count. One with a status that is not known counts.
const INACTIVE: &str = "INACTIVE";

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

impl Key {
    const fn custom(&self) -> Option<&CustomBinding> {
        match self {
            Self::Standard(..) => None,
            Self::Custom(binding) => Some(binding),
        }
    }
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

    /// Joins each custom role of which no resource set is told with the same role on one that is.
    fn join(&mut self) {
        let Some(roles) = &mut self.roles else { return };
        let keys: Vec<CustomBinding> = roles.keys().filter_map(Key::custom).cloned().collect();
        for open in keys.iter().filter(|one| one.resource_set.is_empty()) {
            let is_same = |one: &&CustomBinding| one.role == open.role && !one.resource_set.is_empty();
            let Some(whole) = keys.iter().find(is_same) else { continue };
            let Some((_, ways)) = roles.remove(&Key::Custom(open.clone())) else { continue };
            if let Some((_, known)) = roles.get_mut(&Key::Custom(whole.clone())) {
                known.extend(ways);
            }
        }
    }

    /// The roles, and the ways to each that need to be told; adds what is not known.
    pub(super) fn split(mut self, unknown: &mut Vec<Unknown>) -> (Option<Vec<HeldRole>>, Vec<Vec<String>>) {
        self.join();
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

/// Things of an org by their ids, and by their labels where no two share one: paths and links of Okta take either.
struct Lookup<'o, T> {
    by_id: BTreeMap<&'o str, T>,
    /// The id behind each label; none where several things have it.
    by_label: BTreeMap<&'o str, Option<&'o str>>,
}

impl<'o, T> Lookup<'o, T> {
    fn new(things: impl IntoIterator<Item = (&'o str, &'o str, T)>) -> Self {
        let mut lookup = Self { by_id: BTreeMap::new(), by_label: BTreeMap::new() };
        for (id, label, thing) in things {
            lookup.by_label.entry(label).and_modify(|known| *known = None).or_insert(Some(id));
            lookup.by_id.insert(id, thing);
        }
        lookup
    }

    /// The id of a thing, and the thing, by its id or its label.
    fn get(&self, name: &str) -> Option<(&'o str, &T)> {
        let by_id = self.by_id.get_key_value(name);
        let by_label = || self.by_id.get_key_value(*self.by_label.get(name)?.as_ref()?);
        by_id.or_else(by_label).map(|(id, thing)| (*id, thing))
    }

    /// The id of a thing that is named by its id or its label; a name that is not known stays.
    fn id(&self, name: &str) -> String {
        self.get(name).map_or(name, |(id, _)| id).to_owned()
    }
}

/// What roles and resource sets of an org mean, and who is bound to them.
pub(super) struct RoleBook<'o> {
    org: &'o Org,
    roles: Lookup<'o, &'o CustomRoleSeen>,
    sets: Lookup<'o, (&'o ResourceSet, String)>,
    /// The custom roles that a resource set binds to somebody, by their id.
    bound: BTreeMap<&'o str, Vec<CustomBinding>>,
}

impl<'o> RoleBook<'o> {
    pub(super) fn new(org: &'o Org) -> Self {
        let roles = org.custom_roles.entries().iter();
        let roles = Lookup::new(roles.map(|role| (role.id.as_str(), role.label.as_str(), role)));
        let sets = org.resource_sets.entries();
        let mut bound: BTreeMap<&str, Vec<CustomBinding>> = BTreeMap::new();
        for set in sets {
            for binding in set.bindings.entries() {
                let role =
                    if is_role_type(&binding.role) { binding.role.clone() } else { roles.id(&binding.role) };
                let custom = CustomBinding { role, resource_set: set.id.clone() };
                for member in binding.members.entries() {
                    bound.entry(&member.id).or_default().push(custom.clone());
                }
            }
        }
        let sets =
            Lookup::new(sets.iter().map(|set| (set.id.as_str(), set.label.as_str(), (set, described(set)))));
        Self { org, roles, sets, bound }
    }

    /// The roles of an OAuth client. Okta names it by the id of its client or by that of its app.
    pub(super) fn of_client(&self, roles: &Known<Vec<Assignment>>, ids: &BTreeSet<&str>) -> Held {
        let mut held = Held::default();
        held.unknown.extend(Unknown::of("its admin roles", roles).map(Unknown::of_roles));
        self.assignments(roles, &Way::Direct, &mut held);
        for id in ids {
            self.bound(id, &Way::Direct, &mut held);
        }
        held
    }

    /// Whether an assignment counts at the time of the snapshot: it is not known to be inactive or to have ended.
    pub(super) fn counts(&self, one: &Assignment) -> bool {
        !one.status.eq_ignore_ascii_case(INACTIVE) && one.until.is_none_or(|until| until >= self.org.taken)
    }

    /// Adds assignments that count at the time of the snapshot.
    pub(super) fn assignments(&self, list: &Known<Vec<Assignment>>, way: &Way, held: &mut Held) {
        self.assignments_but(list, &BTreeSet::new(), way, held);
    }

    /// Adds the assignments of a user. The list may tell of standard roles of its groups too, without what they are
    /// narrowed to: those of which the group tells (`of_groups`) are left to the group.
    pub(super) fn assignments_but(
        &self,
        list: &Known<Vec<Assignment>>,
        of_groups: &BTreeSet<&str>,
        way: &Way,
        held: &mut Held,
    ) {
        let Some(assignments) = list.seen() else { return };
        held.roles.get_or_insert_default();
        for one in assignments.iter().filter(|one| self.counts(one)) {
            let through_group = one.holder == Holder::Group && *way == Way::Direct;
            if through_group && of_groups.contains(one.role.as_str()) {
                continue;
            }
            let way = if through_group { Way::SomeGroup } else { way.clone() };
            match &one.custom {
                Some(binding) if one.role == CUSTOM => self.custom(binding, Some(&one.label), way, held),
                None if one.role == CUSTOM => self.nameless(one, way, held),
                _ => Self::standard(one, way, held),
            }
        }
    }

    /// The types of the standard roles that a list tells of and that count.
    pub(super) fn standard_types<'l>(
        &self,
        list: &'l Known<Vec<Assignment>>,
    ) -> impl Iterator<Item = &'l str> + use<'_, 'l, 'o> {
        let counted = list.entries().iter().filter(|one| one.role != CUSTOM && self.counts(one));
        counted.map(|one| one.role.as_str())
    }

    /// Adds the custom roles that resource sets bind to somebody.
    pub(super) fn bound(&self, id: &str, way: &Way, held: &mut Held) {
        for binding in self.bound.get(id).into_iter().flatten() {
            if is_role_type(&binding.role) {
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
            let what = format!("what `{}` is narrowed to", one.role);
            held.unknown.extend(Unknown::of(what, &one.targets).map(Unknown::of_objects));
        }
        let role = StandardRole { role: named(&one.role), targets: targets.clone(), built_in: false };
        held.add(Key::Standard(one.role.clone(), targets), HeldRole::Standard(role), way);
    }

    /// Adds a custom role of which the assignment does not tell which it is: its label may.
    fn nameless(&self, one: &Assignment, way: Way, held: &mut Held) {
        if let Some((id, role)) = self.roles.get(&one.label) {
            held.unknown.push(set_untold(&role.label));
            let permissions = self.permissions(Some(role), &role.label, held);
            let custom = CustomRole { role: named(&role.label), permissions, resources: Vec::new() };
            let key = Key::Custom(CustomBinding { role: id.to_owned(), resource_set: String::new() });
            return held.add(key, HeldRole::Custom(custom), way);
        }
        let what = format!("the permissions of the custom role `{}`", one.label);
        let why = "its assignment does not tell which role it is".to_owned();
        held.unknown.push(Unknown { what, why, ..Unknown::default() }.of_roles());
        let role = CustomRole { role: named(&one.label), permissions: None, resources: Vec::new() };
        let key = Key::Custom(CustomBinding { role: one.id.clone(), resource_set: String::new() });
        held.add(key, HeldRole::Custom(role), way);
    }

    fn custom(&self, binding: &CustomBinding, label: Option<&str>, way: Way, held: &mut Held) {
        let seen = self.roles.get(&binding.role);
        let (id, seen) = seen.map_or((binding.role.as_str(), None), |(id, role)| (id, Some(*role)));
        let label = seen.map(|role| role.label.as_str()).or(label).filter(|label| !label.trim().is_empty());
        let name = label.unwrap_or(id);
        let permissions = self.permissions(seen, name, held);
        let resources = self.resources(binding, name, held).into_iter().collect();
        let role = CustomRole { role: named(name), permissions, resources };
        let set = &binding.resource_set;
        let resource_set = if set.is_empty() { String::new() } else { self.sets.id(set) };
        held.add(
            Key::Custom(CustomBinding { role: id.to_owned(), resource_set }),
            HeldRole::Custom(role),
            way,
        );
    }

    /// The permissions of a custom role, as far as they were seen.
    fn permissions(&self, seen: Option<&CustomRoleSeen>, name: &str, held: &mut Held) -> Option<Vec<Named>> {
        let what = format!("the permissions of the custom role `{name}`");
        let unknown = match seen {
            Some(role) => Unknown::of(what, &role.permissions),
            None => Some(Unknown::missing(what, &self.org.custom_roles)),
        };
        held.unknown.extend(unknown.map(Unknown::of_roles));
        let permissions = seen?.permissions.seen()?;
        Some(permissions.iter().map(|permission| named(&permission.name)).collect())
    }

    /// The text for the resource set of a binding; none where the binding of the role does not tell it.
    fn resources(&self, binding: &CustomBinding, role: &str, held: &mut Held) -> Option<String> {
        if binding.resource_set.is_empty() {
            held.unknown.push(set_untold(role));
            return None;
        }
        let Some((_, (set, described))) = self.sets.get(&binding.resource_set) else {
            let what = format!("what is in the resource set `{}`", binding.resource_set);
            held.unknown.push(Unknown::missing(what, &self.org.resource_sets).of_objects());
            return Some(binding.resource_set.clone());
        };
        let what = format!("what is in the resource set `{}`", set.label);
        held.unknown.extend(Unknown::of(what, &set.resources).map(Unknown::of_objects));
        Some(described.clone())
    }
}

/// That an assignment of a custom role does not tell for which resource set it is.
fn set_untold(role: &str) -> Unknown {
    let what = format!("the resource set of the custom role `{role}`");
    let why = "its assignment does not tell which resource set it is".to_owned();
    Unknown { what, why, ..Unknown::default() }.of_objects()
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
