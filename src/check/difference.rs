//! What access appears and what goes between two grants, and for how much of the org what stays is held.
//!
//! What is compared is what can be reached, not how it is granted: another role with the same reach is no difference.

use std::collections::{BTreeMap, BTreeSet};

use super::access::common;
use super::finding::{Kind, Subject};
use super::resolve::{Resolved, resolve};
use crate::catalog::Catalog;
use crate::catalog::tables::OperationKey;
use crate::model::{Credential, CustomRole, Grant, HeldRole};
use crate::plan::{Holding, Options};

/// One of two grants.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// What is held.
    pub grant: &'a Grant,
    /// How its holder authenticates.
    pub credential: Credential,
    /// Whether its assignments name what they are for; those of a plan only name kinds of things.
    pub names_extents: bool,
    /// The operations that are called, where the grant was made for calls.
    pub called: Option<&'a BTreeSet<OperationKey>>,
}

/// What differs between two grants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// The operations that can be reached now and could not.
    pub appears: BTreeSet<OperationKey>,
    /// The operations that could be reached and cannot any longer.
    pub goes: BTreeSet<OperationKey>,
    /// The operations that can be reached for more of the org than before, by how far each time.
    pub wider: BTreeMap<(Extent, Extent), BTreeSet<OperationKey>>,
    /// The operations of which only one side says for how much of the org they can be reached.
    pub unclear: BTreeSet<OperationKey>,
    /// The operations that may be reached now: no source says which right they need.
    pub perhaps: BTreeSet<OperationKey>,
    /// What is held now and was not.
    pub added: BTreeSet<Subject>,
    /// What was held and is not any longer.
    pub removed: BTreeSet<Subject>,
    /// What is wrong with names of what is held now.
    pub doubts: Vec<String>,
    /// The layers of which only one side says anything: they are not compared.
    pub one_sided: Vec<Layer>,
}

/// Scopes, or roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Layer {
    /// The OAuth scopes.
    Scopes,
    /// The admin roles.
    Roles,
}

/// How much of the org an assignment is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// Only these: groups, apps, or resource sets by their names.
    Only(BTreeSet<String>),
    /// Nothing says.
    Unknown,
    /// Everything.
    Everything,
}

impl Extent {
    /// What two assignments are for together.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Only(one), Self::Only(other)) => Self::Only(one.into_iter().chain(other).collect()),
            (one, other) => one.max(other),
        }
    }

    /// Whether it holds more than another; none when that cannot be told.
    fn exceeds(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (_, Self::Everything) | (Self::Unknown, Self::Unknown) => Some(false),
            (Self::Unknown, _) | (_, Self::Unknown) => None,
            (Self::Everything, Self::Only(_)) => Some(true),
            (Self::Only(one), Self::Only(other)) => Some(!one.is_subset(other)),
        }
    }
}

impl Difference {
    /// Whether there is more access than before.
    pub fn grows(&self) -> bool {
        !self.appears.is_empty() || !self.wider.is_empty()
    }
}

/// Compares two grants in the layers of which both say something; none when there is no such layer.
pub fn difference(
    catalog: &Catalog,
    options: &Options,
    before: Side<'_>,
    after: Side<'_>,
) -> Option<Difference> {
    let (was, is) = (resolve(catalog, before.grant), resolve(catalog, after.grant));
    let (was_held, is_held) = (common(&was.holding, &is.holding), common(&is.holding, &was.holding));
    if was_held.scopes.is_none() && was_held.roles.is_none() {
        return None;
    }
    let both_call = before.called.is_some() && after.called.is_some();
    let reach = |side: Side<'_>, held: &Holding| {
        let mut reach = held.reach(catalog, options, side.credential).effective;
        reach.extend(side.called.filter(|_| both_call).into_iter().flatten().copied());
        reach
    };
    let (could, can) = (reach(before, &was_held), reach(after, &is_held));
    let perhaps = perhaps(catalog, options, (before, &was_held), (after, &is_held));
    let (had, has) = (subjects(&was, &was_held), subjects(&is, &is_held));
    let mut found = Difference {
        perhaps: &(&perhaps - &can) - &could,
        appears: &can - &could,
        goes: &could - &can,
        added: &has - &had,
        removed: &had - &has,
        doubts: is.findings.iter().map(|finding| finding.message.clone()).collect(),
        one_sided: one_sided(&was.holding, &is.holding),
        ..Difference::default()
    };
    let (was_for, is_for) =
        (extents(catalog, options, before, &is_held), extents(catalog, options, after, &was_held));
    for operation in &can & &could {
        let (Some(old), Some(new)) = (was_for.get(&operation), is_for.get(&operation)) else { continue };
        match new.exceeds(old) {
            Some(true) => {
                found.wider.entry((old.clone(), new.clone())).or_default().insert(operation);
            }
            Some(false) => {}
            None => drop(found.unclear.insert(operation)),
        }
    }
    Some(found)
}

/// The operations of which no source says which right they need, and which scopes or roles may let pass now.
fn perhaps(
    catalog: &Catalog,
    options: &Options,
    (before, was): (Side<'_>, &Holding),
    (after, is): (Side<'_>, &Holding),
) -> BTreeSet<OperationKey> {
    let let_in = |side: Side<'_>, held: &Holding| {
        let by_scopes = held.reach(catalog, options, side.credential).scopes;
        let unsaid = catalog.operations().filter(|(_, operation)| {
            operation.capabilities.is_empty()
                && operation.accepts.iter().any(|accepted| accepted.suits(side.credential))
        });
        let let_in = |key: &OperationKey| by_scopes.as_ref().is_none_or(|reached| reached.contains(key));
        unsaid.map(|(key, _)| key).filter(let_in).collect::<BTreeSet<_>>()
    };
    let (had, has) = (was.roles.as_deref().unwrap_or_default(), is.roles.as_deref().unwrap_or_default());
    let same_roles = has.iter().all(|role| had.contains(role));
    if is.roles.is_none() {
        BTreeSet::new()
    } else if same_roles {
        &let_in(after, is) - &let_in(before, was)
    } else {
        let_in(after, is)
    }
}

fn one_sided(was: &Holding, is: &Holding) -> Vec<Layer> {
    let scopes = (was.scopes.is_some() != is.scopes.is_some()).then_some(Layer::Scopes);
    let roles = (was.roles.is_some() != is.roles.is_some()).then_some(Layer::Roles);
    scopes.into_iter().chain(roles).collect()
}

/// Everything that is held by name, in the layers that are compared.
fn subjects(resolved: &Resolved, compared: &Holding) -> BTreeSet<Subject> {
    let counts = |subject: &&Subject| match subject.kind {
        Kind::Scope => compared.scopes.is_some(),
        _ => compared.roles.is_some(),
    };
    resolved.origins.keys().filter(counts).cloned().collect()
}

/// For how much of the org each operation can be reached, by the assignments that reach it alone.
fn extents(
    catalog: &Catalog,
    options: &Options,
    side: Side<'_>,
    other: &Holding,
) -> BTreeMap<OperationKey, Extent> {
    let mut extents: BTreeMap<OperationKey, Extent> = BTreeMap::new();
    for role in side.grant.roles.iter().flatten().filter(|_| other.roles.is_some()) {
        let alone = Grant { scopes: None, roles: Some(vec![role.clone()]) };
        let reached = resolve(catalog, &alone).holding.reach(catalog, options, side.credential).effective;
        for operation in reached {
            let extent = if side.names_extents { extent(role) } else { Extent::Unknown };
            let extent =
                extents.remove(&operation).map_or_else(|| extent.clone(), |known| known.and(extent.clone()));
            extents.insert(operation, extent);
        }
    }
    extents
}

fn extent(role: &HeldRole) -> Extent {
    match role {
        HeldRole::Standard(held) if held.targets.is_empty() => Extent::Everything,
        HeldRole::Standard(held) => Extent::Only(held.targets.iter().map(ToString::to_string).collect()),
        HeldRole::Custom(CustomRole { resources, .. }) if resources.is_empty() => Extent::Unknown,
        HeldRole::Custom(held) => Extent::Only(held.resources.iter().cloned().collect()),
    }
}
