//! The role layer: the least standard roles, the least custom role with what must stand beside it, and what stands
//! around both.

use std::collections::BTreeSet;

use fixedbitset::FixedBitSet;

use super::beyond;
use super::drivers::{Rest, drivers};
use super::layer::{Layer, Stock};
use super::need::Need;
use super::outcome::RoleAnswer;
use super::proof::proven;
use super::reach::Excess;
use super::reason::Reasons;
use super::requirement::Requirement;
use super::rights::{Grantable, Rights};
use crate::catalog::tables::OperationKey;
use crate::solver::Clause;

/// What can be granted in the role layer.
#[derive(Debug)]
pub(super) struct Roles<'c> {
    rights: Rights<'c>,
    /// The operations that are called.
    operations: Vec<OperationKey>,
    /// Standard roles.
    pub(super) standard: Stock<Grantable>,
    /// Permissions, and the standard roles that may stand beside a custom role.
    pub(super) custom: Stock<Grantable>,
    /// Everything that any of them covers, forbidden or not.
    able: FixedBitSet,
    /// Everything that any of them covers that is not forbidden.
    left: FixedBitSet,
}

impl<'c> Roles<'c> {
    /// The roles and permissions that a plan for these needs may use.
    pub(super) fn new(rights: Rights<'c>, needs: &[Need]) -> Self {
        Self::of(rights, needs.iter().map(|need| need.operation).collect())
    }

    fn of(rights: Rights<'c>, operations: Vec<OperationKey>) -> Self {
        let roles = rights.candidate_roles(&operations).into_iter();
        let roles: Vec<_> = roles.map(Grantable::Role).collect();
        let beside = roles.iter().copied().filter(|key| !rights.holds_everything(*key));
        let permissions = rights.candidate_permissions().into_iter().map(Grantable::Permission);
        let custom = Stock::new(permissions.chain(beside).collect(), |key| rights.item(key));
        let standard = Stock::new(roles, |key| rights.item(key));
        let able = covered(&[&standard, &custom]);
        let taken_out = |key| rights.options.forbidden.takes_out(rights.catalog, key);
        let (standard, custom) = (standard.without(taken_out), custom.without(taken_out));
        let left = covered(&[&standard, &custom]);
        Self { rights, operations, standard, custom, able, left }
    }

    /// Whether a need passes with what can be granted, and not with what is left of that.
    pub(super) fn is_forbidden(&self, need: &Need) -> bool {
        if self.rights.options.forbidden.is_empty() {
            return false;
        }
        let requirement = Requirement::of(self.rights.catalog, need, self.rights.options.floor);
        let clause = self.rights.clause(need, &requirement);
        clause.holds(&self.able) && !clause.holds(&self.left)
    }

    /// What the needs ask of a role; those that ask nothing are left out.
    pub(super) fn asked<'n>(&self, needs: &[&'n Need]) -> RoleNeeds<'n> {
        let mut asked = RoleNeeds::default();
        for need in needs {
            let requirement = Requirement::of(self.rights.catalog, need, self.rights.options.floor);
            let clause = self.rights.clause(need, &requirement);
            if !clause.holds(&self.able) {
                asked.unknown.insert(need.operation);
            } else if !requirement.is_nothing() {
                asked.needs.push(*need);
                asked.requirements.push(requirement);
                asked.clauses.push(clause);
            }
        }
        asked
    }

    /// The least roles for the needs; `concerned` are the needs whose special cases matter, asking or not, and
    /// `price_without` says what roles cost when some operations are not called.
    pub(super) fn answer<'r>(
        &self,
        needs: &RoleNeeds<'_>,
        concerned: &[&Need],
        price: &Excess<'_>,
        price_without: impl Fn(&BTreeSet<OperationKey>) -> Excess<'r>,
    ) -> RoleAnswer {
        let rights = self.rights;
        let standard = Layer { stock: &self.standard, clauses: &needs.clauses, price };
        let custom = Layer { stock: &self.custom, clauses: &needs.clauses, price };
        let (least, least_custom) = (standard.least(), custom.least());
        let granted: Vec<_> =
            [&least, &least_custom].into_iter().flatten().flat_map(|one| one.granted.clone()).collect();
        let around = [(standard, least.as_ref()), (custom, least_custom.as_ref())];
        let without =
            |operations: &BTreeSet<OperationKey>| self.rest(needs, operations, &price_without(operations));
        let drivers = least.iter().flat_map(|least| drivers(&standard, &custom, needs, least, without));
        let mut answer = RoleAnswer {
            standard: least.as_ref().map(|least| proven(rights, &standard, least, needs)),
            custom: least_custom.as_ref().map(|least| proven(rights, &custom, least, needs)),
            custom_impossible: None,
            beside_because: None,
            drivers: drivers.collect(),
            to_try: beyond::to_try(rights, &standard, needs, least.as_ref()),
            conditional: beyond::conditional(rights, concerned, around),
            would_suffice: beyond::would_suffice(rights, &self.custom, needs, &granted),
        };
        let reasons = Reasons { rights, custom: &custom, needs };
        match &answer.custom {
            None => answer.custom_impossible = Some(reasons.of_none()),
            Some(grant) if grant.permissions.is_empty() && !grant.roles.is_empty() => {
                answer.custom_impossible = Some(reasons.of_roles(grant));
            }
            Some(grant) if !grant.roles.is_empty() => answer.beside_because = Some(reasons.of_roles(grant)),
            Some(_) => {}
        }
        answer
    }

    /// The least standard roles without some operations: what a plan without them holds.
    fn rest(
        &self,
        needs: &RoleNeeds<'_>,
        without: &BTreeSet<OperationKey>,
        price: &Excess<'_>,
    ) -> Option<Rest> {
        let stays = |key: &OperationKey| !without.contains(key);
        let roles = Self::of(self.rights, self.operations.iter().copied().filter(stays).collect());
        let others: Vec<_> = needs.needs.iter().copied().filter(|need| stays(&need.operation)).collect();
        let RoleNeeds { clauses, unknown, .. } = roles.asked(&others);
        let least = Layer { stock: &roles.standard, clauses: &clauses, price }.least()?;
        let unknown = needs.unknown.iter().copied().filter(stays).chain(unknown).collect();
        Some(Rest { roles: least.granted, excess: least.excess, unknown })
    }
}

/// Everything that something of the stocks covers.
fn covered(stocks: &[&Stock<Grantable>]) -> FixedBitSet {
    let mut covered = FixedBitSet::new();
    for item in stocks.iter().flat_map(|stock| &stock.items) {
        covered.grow(item.covers.len());
        covered.union_with(&item.covers);
    }
    covered
}

/// The needs that ask something of a role, with what they ask.
#[derive(Debug, Default)]
pub(super) struct RoleNeeds<'n> {
    pub(super) needs: Vec<&'n Need>,
    pub(super) requirements: Vec<Requirement>,
    pub(super) clauses: Vec<Clause>,
    /// The operations of which nobody knows what lets them pass.
    pub(super) unknown: BTreeSet<OperationKey>,
}

impl RoleNeeds<'_> {
    /// The operations at these positions.
    pub(super) fn operations(&self, positions: &[usize]) -> BTreeSet<OperationKey> {
        positions.iter().map(|position| self.needs[*position].operation).collect()
    }
}
