//! What stands beside the answer: what to try, what special cases add, what would suffice under conditions.

use std::collections::{BTreeMap, BTreeSet};

use super::Options;
use super::drivers::{permission, role};
use super::layer::{Layer, Least};
use super::need::Need;
use super::requirement::Requirement;
use super::rights::{Grantable, Rights};
use super::roles::RoleNeeds;
use crate::catalog::Catalog;
use crate::catalog::answer::Verdict;
use crate::catalog::schema::Effect;
use crate::catalog::tables::{CapabilityKey, OperationKey, RoleKey};
use crate::model::Impact;
use crate::solver::Clause;

/// A smaller set of standard roles that does if some unknown answers turn out to be yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToTry {
    /// The roles.
    pub standard_roles: Vec<RoleKey>,
    /// The operations to test with them.
    pub operations: BTreeSet<OperationKey>,
}

/// What a special case of an operation adds to the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conditional {
    /// The operation.
    pub operation: OperationKey,
    /// The position of the variant among those of the operation.
    pub variant: usize,
    /// Whether the plan counts it already.
    pub included: bool,
    /// Permissions that the custom role would need besides.
    pub permissions: Vec<CapabilityKey>,
    /// Standard roles that would be needed besides.
    pub standard_roles: Vec<RoleKey>,
    /// Standard roles that would be needed beside the custom role.
    pub beside_custom_role: Vec<RoleKey>,
}

/// What would suffice for some operations if something were the case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sufficient {
    /// What would suffice: one role, or the permissions of a custom role.
    pub grant: Grant,
    /// What must be the case, in the words of `--assume`.
    pub when: Vec<String>,
}

/// A role, or permissions of a custom role.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grant {
    /// A standard role.
    Role(RoleKey),
    /// Permissions of a custom role.
    Permissions(Vec<CapabilityKey>),
}

/// The smaller set of roles that would do if unknown answers were yes, where that is smaller at all.
pub(super) fn to_try(
    catalog: &Catalog,
    rights: Rights<'_>,
    standard: &Layer<'_, Grantable>,
    needs: &RoleNeeds<'_>,
    least: Option<&Least<Grantable>>,
    options: &Options,
) -> Option<ToTry> {
    let hopeful = |position: usize| {
        let need = needs.needs[position];
        let mut clause = standard.clauses[position].clone();
        for role in standard.keys.iter().copied().filter_map(role) {
            let answer = catalog.answer(role, need.operation, &need.situation, options.floor);
            if answer.verdict == Verdict::Unknown && knows_the_resource(catalog, role, need, options) {
                clause.any_of.push(rights.role_alone(role));
            }
        }
        clause
    };
    let clauses: Vec<Clause> = (0..needs.needs.len()).map(hopeful).collect();
    let (keys, items) = (standard.keys.clone(), standard.items.clone());
    let layer = Layer { keys, items, clauses: &clauses, price: standard.price };
    let found = layer.least()?;
    if least.is_some_and(|least| found.excess >= least.excess) {
        return None;
    }
    let operations = needs.operations(&standard.unmet(&found.granted));
    Some(ToTry { standard_roles: found.granted.into_iter().filter_map(role).collect(), operations })
}

/// Whether a role is worth trying on an operation: it can do something of the kind with the same resource.
fn knows_the_resource(catalog: &Catalog, role: RoleKey, need: &Need, options: &Options) -> bool {
    let wanted = catalog.operation(need.operation);
    let alike = catalog.operations().filter(|(_, other)| {
        other.api == wanted.api
            && other.tag == wanted.tag
            && (other.impact == Impact::Read) == (wanted.impact == Impact::Read)
    });
    alike.into_iter().any(|(key, _)| !catalog.ways(role, key, &need.situation, options.floor).is_empty())
}

/// The special cases of the operations of a plan, with what each would add to what is granted.
pub(super) fn conditional(
    catalog: &Catalog,
    rights: Rights<'_>,
    needs: &[&Need],
    standard: (&Layer<'_, Grantable>, &[Grantable]),
    custom: (&Layer<'_, Grantable>, &[Grantable]),
    options: &Options,
) -> Vec<Conditional> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for need in needs {
        let operation = catalog.operation(need.operation);
        for (position, variant) in operation.variants.iter().enumerate() {
            let applies = variant.engine.is_none_or(|engine| engine == options.engine);
            if !applies || !seen.insert((need.operation, position)) {
                continue;
            }
            let included = needs.iter().any(|other| {
                other.operation == need.operation && other.situation.variants.contains(&variant.key)
            });
            let mut situation = need.situation.clone();
            situation.variants.insert(variant.key.clone());
            let requirement = match variant.effect {
                Effect::Credential => Requirement::of_variant(variant, options.floor),
                _ => Requirement::of(
                    catalog,
                    &Need { operation: need.operation, situation: situation.clone() },
                    options.floor,
                ),
            };
            let clause = rights.clause(operation, &situation, &requirement, options);
            let mut one = Conditional {
                operation: need.operation,
                variant: position,
                included,
                permissions: Vec::new(),
                standard_roles: Vec::new(),
                beside_custom_role: Vec::new(),
            };
            let known = !variant.any_of.is_empty();
            if known && !included {
                one.standard_roles = roles_of(catalog, added(standard.0, standard.1, &clause).as_deref());
                let more = added(custom.0, custom.1, &clause);
                one.permissions = more.iter().flatten().copied().filter_map(permission).collect();
                one.beside_custom_role = roles_of(catalog, more.as_deref());
            }
            let adds = !(one.permissions.is_empty()
                && one.standard_roles.is_empty()
                && one.beside_custom_role.is_empty());
            if included || adds || !known {
                found.push(one);
            }
        }
    }
    found
}

/// The roles among what is added; where nothing known is enough, those that hold everything.
fn roles_of(catalog: &Catalog, added: Option<&[Grantable]>) -> Vec<RoleKey> {
    match added {
        Some(added) => added.iter().copied().filter_map(role).collect(),
        None => catalog.roles().filter(|(_, role)| role.holds_all.is_some()).map(|(key, _)| key).collect(),
    }
}

/// What must be granted besides so that one more clause holds; none when nothing known makes it hold.
fn added(layer: &Layer<'_, Grantable>, granted: &[Grantable], clause: &Clause) -> Option<Vec<Grantable>> {
    if clause.holds(&layer.covered(granted, None)) {
        return Some(Vec::new());
    }
    let clauses = [clause.clone()];
    let (keys, items) = (layer.keys.clone(), layer.items.clone());
    let more = Layer { keys, items, clauses: &clauses, price: layer.price };
    let found = more.least_beside(granted)?;
    Some(found.granted.into_iter().filter(|key| !granted.contains(key)).collect())
}

/// What limits and conditions exclude, by what would suffice and when.
pub(super) fn would_suffice(
    catalog: &Catalog,
    rights: Rights<'_>,
    needs: &RoleNeeds<'_>,
    options: &Options,
) -> BTreeMap<Sufficient, BTreeSet<OperationKey>> {
    let mut found: BTreeMap<Sufficient, BTreeSet<OperationKey>> = BTreeMap::new();
    let operations: Vec<_> = needs.needs.iter().map(|need| need.operation).collect();
    let candidates = rights.candidate_roles(&operations);
    let grantable = rights.candidate_permissions();
    for (need, requirement) in needs.needs.iter().zip(&needs.requirements) {
        let mut note = |grant: Grant, when: Vec<String>| {
            found.entry(Sufficient { grant, when }).or_default().insert(need.operation);
        };
        for role in &candidates {
            let ways = catalog.ways(*role, need.operation, &need.situation, options.floor);
            if ways.iter().any(|way| way.verdict == Verdict::Yes) {
                continue;
            }
            for way in ways {
                note(Grant::Role(*role), way.when().into_iter().map(str::to_owned).collect());
            }
        }
        for (terms, alternative) in &requirement.open {
            if alternative.all_of.iter().all(|key| grantable.contains(key)) {
                note(Grant::Permissions(alternative.all_of.clone()), terms.clone());
            }
        }
    }
    found
}
