//! What roles and permissions give, as sets of rights that the solver can work with.
//!
//! A capability is not one right but several, because it counts differently from where it comes: from anything, from
//! a custom role only, for calls of one product only, for calls about the principal itself only. Besides, each role
//! is a right of its own, for operations that name the roles that may call them.

use fixedbitset::FixedBitSet;

use super::Options;
use super::need::Need;
use super::requirement::{Alternative, Requirement};
use crate::catalog::Catalog;
use crate::catalog::schema::{Known, LimitKind, RoleStatus};
use crate::catalog::tables::{CapabilityKey, Operation, OperationKey, RoleKey};
use crate::model::Evidence;
use crate::solver::{Clause, Item};

/// From where a capability must come to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// From anything.
    Any,
    /// From a custom role.
    Permission,
    /// From anything, the roles of the product included.
    Product,
    /// From anything, rights over own things included.
    Own,
}

/// Something that can be granted in the role layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grantable {
    /// A standard role.
    Role(RoleKey),
    /// A permission of a custom role.
    Permission(CapabilityKey),
}

impl Grantable {
    /// The standard role that it is.
    pub fn role(self) -> Option<RoleKey> {
        if let Self::Role(key) = self { Some(key) } else { None }
    }

    /// The permission that it is.
    pub fn permission(self) -> Option<CapabilityKey> {
        if let Self::Permission(key) = self { Some(key) } else { None }
    }
}

/// The rights of a catalog, as far as the options let its facts count: where each stands in a set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rights<'c> {
    pub(super) catalog: &'c Catalog,
    pub(super) options: &'c Options,
    capabilities: usize,
}

impl<'c> Rights<'c> {
    pub(super) fn new(catalog: &'c Catalog, options: &'c Options) -> Self {
        Self { catalog, options, capabilities: catalog.tables().capabilities.len() }
    }

    /// How many rights there are.
    pub(super) fn len(self) -> usize {
        self.everything() + 1
    }

    fn capability(self, space: Space, capability: CapabilityKey) -> usize {
        let offset = match space {
            Space::Any => 0,
            Space::Permission => 1,
            Space::Product => 2,
            Space::Own => 3,
        };
        offset * self.capabilities + capability.index()
    }

    fn role(self, role: RoleKey) -> usize {
        4 * self.capabilities + role.index()
    }

    /// The right that only a role that holds everything has.
    fn everything(self) -> usize {
        4 * self.capabilities + self.catalog.tables().roles.len()
    }

    fn set(self, rights: impl IntoIterator<Item = usize>) -> FixedBitSet {
        let mut set = FixedBitSet::with_capacity(self.len());
        set.extend(rights);
        set
    }

    /// What granting it gives.
    pub(super) fn item(self, grantable: Grantable) -> Item {
        match grantable {
            Grantable::Role(role) => self.role_item(role),
            Grantable::Permission(permission) => self.permission_item(permission),
        }
    }

    fn permission_item(self, permission: CapabilityKey) -> Item {
        let contents = self.catalog.hands().contents(permission).iter();
        let rights = |capability| {
            [Space::Any, Space::Permission, Space::Product, Space::Own]
                .map(|space| self.capability(space, capability))
        };
        let sure = contents.clone().filter(|(_, evidence)| *evidence >= self.options.floor);
        Item::new(
            self.set(sure.flat_map(|(capability, _)| rights(*capability))),
            self.set(contents.flat_map(|(capability, _)| rights(*capability))),
        )
    }

    /// A role covers what it holds for sure, and opens whatever it may be able to do.
    fn role_item(self, role: RoleKey) -> Item {
        let entry = self.catalog.role(role);
        if let Some(fact) = entry.holds_all {
            let all = 0..self.len();
            let sure = if fact.evidence >= self.options.floor { all.clone() } else { 0..0 };
            return Item::new(self.set(sure), self.set(all));
        }
        let mut covers = self.set([self.role(role)]);
        let mut opens = covers.clone();
        let hand = self.catalog.hands().of(role);
        for position in 0..self.capabilities {
            let capability = CapabilityKey::new(position);
            for held in hand
                .holds(capability)
                .iter()
                .filter(|held| held.engine.is_none_or(|one| one == self.options.engine))
            {
                let limit = held.limit.map(|limit| self.catalog.limit(limit));
                let met = limit.is_none_or(|limit| self.options.cases.contains(&limit.name));
                let kind = limit.filter(|_| !met).map(|limit| limit.kind);
                if kind != Some(LimitKind::Own) {
                    opens.insert(self.capability(Space::Any, capability));
                }
                if held.evidence < self.options.floor {
                    continue;
                }
                match kind {
                    None | Some(LimitKind::Target) => {
                        let spaces: &[Space] = if entry.product.is_some() {
                            &[Space::Product]
                        } else {
                            &[Space::Any, Space::Product, Space::Own]
                        };
                        covers.extend(spaces.iter().map(|space| self.capability(*space, capability)));
                    }
                    Some(LimitKind::Own) => covers.insert(self.capability(Space::Own, capability)),
                    Some(LimitKind::Case | LimitKind::Together) => {}
                }
            }
        }
        Item::new(covers, opens)
    }

    /// The roles that hold everything.
    pub(super) fn holders_of_everything(self) -> impl Iterator<Item = RoleKey> + 'c {
        self.catalog.roles().filter(|(_, role)| role.holds_all.is_some()).map(|(key, _)| key)
    }

    /// Whether it is a role that holds everything.
    pub(super) fn holds_everything(self, grantable: Grantable) -> bool {
        grantable.role().is_some_and(|role| self.catalog.role(role).holds_all.is_some())
    }

    /// The way to meet a clause that is one role by itself.
    pub(super) fn role_alone(self, role: RoleKey) -> FixedBitSet {
        self.set([self.role(role)])
    }

    /// The clause of a need: its alternatives, with the roles that alone may call it where the document names them.
    pub(super) fn clause(self, need: &Need, requirement: &Requirement) -> Clause {
        let operation = self.catalog.operation(need.operation);
        let space = match () {
            () if need.situation.own => Space::Own,
            () if self.is_product(operation) => Space::Product,
            () => Space::Any,
        };
        let mut any_of = Vec::new();
        for alternative in &requirement.any_of {
            any_of.extend(self.alternative(operation, alternative, space));
        }
        let trusted = self.options.floor <= Evidence::Observed;
        let tried = operation.tried.iter().filter(|trial| trial.works && trusted);
        any_of.extend(tried.map(|trial| self.set([self.role(trial.role)])));
        if any_of.is_empty() && !requirement.is_unknown() {
            // Every alternative hangs on something that is not known to be the case.
            any_of.push(self.set([self.everything()]));
        }
        Clause { any_of }
    }

    /// The ways to meet one alternative.
    fn alternative(self, operation: &Operation, alternative: &Alternative, space: Space) -> Vec<FixedBitSet> {
        let capabilities = |space| alternative.all_of.iter().map(move |one| self.capability(space, *one));
        let mut ways = Vec::new();
        match self.roles_that_may(operation) {
            None => ways.push(self.set(capabilities(space))),
            Some(roles) => {
                ways.push(self.set(capabilities(Space::Permission)));
                let with_role = |role: RoleKey| self.set(capabilities(space).chain([self.role(role)]));
                ways.extend(roles.into_iter().map(with_role));
            }
        }
        if let [only] = alternative.all_of[..] {
            ways.extend(self.together(only));
        }
        ways
    }

    /// Pairs of roles that hold a capability only together.
    fn together(self, capability: CapabilityKey) -> impl Iterator<Item = FixedBitSet> {
        let limited = self.catalog.tables().limits.iter().any(|limit| limit.kind == LimitKind::Together);
        let roles = self.catalog.roles().filter(move |_| limited);
        roles.flat_map(move |(role, _)| {
            let held = self.catalog.hands().of(role).holds(capability).iter();
            let others = held.filter_map(move |held| self.catalog.limit(held.limit?).with);
            others.map(move |other| self.set([self.role(role), self.role(other)]))
        })
    }

    /// The standard roles that alone may call an operation, when that is known: named by the document, or all but
    /// those that were refused.
    pub(super) fn roles_that_may(self, operation: &Operation) -> Option<Vec<RoleKey>> {
        let refused: Vec<_> =
            operation.tried.iter().filter(|trial| !trial.works).map(|trial| trial.role).collect();
        let all = || self.catalog.roles().map(|(key, _)| key).collect::<Vec<_>>();
        let mut roles = match (&operation.roles_only, refused.is_empty()) {
            (Some(roles), _) => roles.clone(),
            (None, false) => all(),
            (None, true) => return None,
        };
        roles.retain(|role| !refused.contains(role));
        Some(roles)
    }

    /// What reaches an operation, for counting what a grant can do: conditions and cases count as met.
    pub(super) fn reached_by(self, operation: &Operation) -> Vec<FixedBitSet> {
        let mut ways = vec![self.set([self.everything()])];
        for written in &operation.capabilities {
            let alternative = Alternative { all_of: written.all_of.clone(), evidence: written.evidence };
            ways.extend(self.alternative(operation, &alternative, Space::Any));
        }
        ways.extend(
            operation.tried.iter().filter(|trial| trial.works).map(|trial| self.set([self.role(trial.role)])),
        );
        ways
    }

    /// Whether the operation belongs to a product that has roles of its own.
    pub(super) fn is_product(self, operation: &Operation) -> bool {
        let api = &self.catalog.api(operation.api).name;
        self.catalog.roles().any(|(_, role)| role.product.as_ref() == Some(api))
    }

    /// The standard roles that a plan for these operations may use, by name.
    pub(super) fn candidate_roles(self, operations: &[OperationKey]) -> Vec<RoleKey> {
        let asked = |product: &String| {
            operations.iter().any(|key| self.catalog.api(self.catalog.operation(*key).api).name == *product)
        };
        let fits = |role: &crate::catalog::tables::Role| {
            role.status == RoleStatus::Current
                && role.type_confirmed
                && role.product.as_ref().is_none_or(asked)
        };
        let mut roles: Vec<_> =
            self.catalog.roles().filter(|(_, role)| fits(role)).map(|(key, _)| key).collect();
        roles.sort_by_key(|key| &self.catalog.role(*key).name);
        roles
    }

    /// The permissions that a custom role may contain, by name.
    pub(super) fn candidate_permissions(self) -> Vec<CapabilityKey> {
        let capabilities = self.catalog.tables().capabilities.iter().enumerate();
        let grantable = capabilities.filter(|(_, capability)| capability.custom_role == Known::Yes);
        let mut permissions: Vec<_> = grantable.map(|(position, _)| CapabilityKey::new(position)).collect();
        permissions.sort_by_key(|key| &self.catalog.capability(*key).name);
        permissions
    }
}
