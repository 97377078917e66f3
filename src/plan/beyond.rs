//! What stands beside the answer: what to try, what special cases add, what would suffice under conditions.

use std::collections::{BTreeMap, BTreeSet};

use super::layer::{Layer, Least, Stock};
use super::need::Need;
use super::requirement::Requirement;
use super::rights::{Grantable, Rights};
use super::roles::RoleNeeds;
use crate::catalog::answer::Verdict;
use crate::catalog::schema::Effect;
use crate::catalog::tables::{CapabilityKey, OperationKey, RoleKey, Variant};
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

impl Grant {
    fn parts(&self) -> Vec<Grantable> {
        match self {
            Self::Role(role) => vec![Grantable::Role(*role)],
            Self::Permissions(keys) => keys.iter().copied().map(Grantable::Permission).collect(),
        }
    }
}

/// The smaller set of roles that would do if unknown answers were yes, where that is smaller at all.
pub(super) fn to_try(
    rights: Rights<'_>,
    standard: &Layer<'_, Grantable>,
    needs: &RoleNeeds<'_>,
    least: Option<&Least<Grantable>>,
) -> Option<ToTry> {
    let hopeful = |(need, clause): (&&Need, &Clause)| {
        let mut clause = clause.clone();
        for role in standard.stock.keys.iter().copied().filter_map(Grantable::role) {
            if is_worth_trying(rights, role, need) {
                clause.any_of.push(rights.role_alone(role));
            }
        }
        clause
    };
    let clauses: Vec<Clause> = needs.needs.iter().zip(&needs.clauses).map(hopeful).collect();
    let found = Layer { clauses: &clauses, ..*standard }.least()?;
    if least.is_some_and(|least| found.excess >= least.excess) {
        return None;
    }
    let operations = needs.operations(&standard.unmet(&found.granted));
    Some(ToTry {
        standard_roles: found.granted.into_iter().filter_map(Grantable::role).collect(),
        operations,
    })
}

/// Whether nobody knows if a role may, and it can do something of the kind with the same resource.
fn is_worth_trying(rights: Rights<'_>, role: RoleKey, need: &Need) -> bool {
    let Rights { catalog, options, .. } = rights;
    if catalog.answer(role, need.operation, &need.situation, options.floor).verdict != Verdict::Unknown {
        return false;
    }
    let wanted = catalog.operation(need.operation);
    let mut alike = catalog.operations().filter(|(_, other)| {
        other.api == wanted.api
            && other.tag == wanted.tag
            && (other.impact == Impact::Read) == (wanted.impact == Impact::Read)
    });
    alike.any(|(key, _)| !catalog.ways(role, key, &need.situation, options.floor).is_empty())
}

/// A layer with its least set.
pub(super) type Solved<'a> = (Layer<'a, Grantable>, Option<&'a Least<Grantable>>);

/// The special cases of the operations of a plan, with what each would add to the standard roles and to the custom
/// role that are granted.
pub(super) fn conditional(
    rights: Rights<'_>,
    needs: &[&Need],
    [standard, custom]: [Solved<'_>; 2],
) -> Vec<Conditional> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for need in needs {
        let operation = rights.catalog.operation(need.operation);
        for (position, variant) in operation.variants.iter().enumerate() {
            let applies = variant.engine.is_none_or(|engine| engine == rights.options.engine);
            if !applies || !seen.insert((need.operation, position)) {
                continue;
            }
            let included = needs.iter().any(|other| {
                other.operation == need.operation && other.situation.variants.contains(&variant.key)
            });
            let known = !variant.any_of.is_empty();
            let clause = clause_of_variant(rights, need, variant);
            let (more, more_custom) = if known && !included {
                (added(rights, standard, &clause), added(rights, custom, &clause))
            } else {
                (Vec::new(), Vec::new())
            };
            if included || !known || !(more.is_empty() && more_custom.is_empty()) {
                found.push(Conditional {
                    operation: need.operation,
                    variant: position,
                    included,
                    permissions: more_custom.iter().copied().filter_map(Grantable::permission).collect(),
                    standard_roles: more.into_iter().filter_map(Grantable::role).collect(),
                    beside_custom_role: more_custom.into_iter().filter_map(Grantable::role).collect(),
                });
            }
        }
    }
    found
}

/// What must hold for a need when one special case more applies to it.
fn clause_of_variant(rights: Rights<'_>, need: &Need, variant: &Variant) -> Clause {
    let mut special = need.clone();
    special.situation.variants.insert(variant.key.clone());
    let requirement = match variant.effect {
        Effect::Credential => Requirement::of_variant(variant, rights.options.floor),
        Effect::Adds | Effect::Replaces => Requirement::of(rights.catalog, &special, rights.options.floor),
    };
    rights.clause(&special, &requirement)
}

/// What must be granted besides so that one more clause holds; what holds everything when nothing else does.
fn added(rights: Rights<'_>, (layer, least): Solved<'_>, clause: &Clause) -> Vec<Grantable> {
    let granted = least.map_or(&[][..], |least| &least.granted);
    if clause.holds(&layer.covered(granted, None)) {
        return Vec::new();
    }
    let more = Layer { clauses: std::slice::from_ref(clause), ..layer };
    match more.least_beside(granted) {
        Some(found) => found.granted.into_iter().filter(|key| !granted.contains(key)).collect(),
        None => rights.holders_of_everything().map(Grantable::Role).collect(),
    }
}

/// What limits and conditions exclude, by what would suffice and when.
pub(super) fn would_suffice(
    rights: Rights<'_>,
    custom: &Stock<Grantable>,
    needs: &RoleNeeds<'_>,
    granted: &[Grantable],
) -> BTreeMap<Sufficient, BTreeSet<OperationKey>> {
    let mut found: BTreeMap<Sufficient, BTreeSet<OperationKey>> = BTreeMap::new();
    for (need, requirement) in needs.needs.iter().zip(&needs.requirements) {
        let mut note = |grant: Grant, when: Vec<String>| {
            // What is granted anyway would save nothing.
            if grant.parts().iter().all(|part| granted.contains(part)) {
                return;
            }
            found.entry(Sufficient { grant, when }).or_default().insert(need.operation);
        };
        for role in custom.keys.iter().copied().filter_map(Grantable::role) {
            let ways = rights.catalog.ways(role, need.operation, &need.situation, rights.options.floor);
            if ways.iter().any(|way| way.verdict == Verdict::Yes) {
                continue;
            }
            for way in ways {
                note(Grant::Role(role), way.when().into_iter().map(str::to_owned).collect());
            }
        }
        for (terms, alternative) in &requirement.open {
            if alternative.all_of.iter().all(|key| custom.keys.contains(&Grantable::Permission(*key))) {
                note(Grant::Permissions(alternative.all_of.clone()), terms.clone());
            }
        }
    }
    found
}
