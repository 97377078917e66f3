//! What roles and permissions give, as sets of rights that the solver can work with.
//!
//! A capability is not one right but several, because it counts differently from where it comes: from anything, from
//! a custom role only, for calls of one product only, for calls about the principal itself only. Besides, each role
//! is a right of its own, for operations that name the roles that may call them.

use fixedbitset::FixedBitSet;

use super::Options;
use super::need::Need;
use super::requirement::Requirement;
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

/// How a role gives a capability.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Given {
    /// Where it counts for sure.
    sure: Vec<Space>,
    /// Whether it may be able to use it anywhere.
    possible: bool,
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
        for capability in (0..self.capabilities).map(CapabilityKey::new) {
            let given = self.given(role, capability);
            covers.extend(given.sure.iter().map(|space| self.capability(*space, capability)));
            if given.possible {
                opens.insert(self.capability(Space::Any, capability));
            }
        }
        Item::new(covers, opens)
    }

    /// How a role that does not hold everything gives a capability.
    fn given(self, role: RoleKey, capability: CapabilityKey) -> Given {
        let of_product = self.catalog.role(role).product.is_some();
        let usual: &[Space] =
            if of_product { &[Space::Product] } else { &[Space::Any, Space::Product, Space::Own] };
        let mut given = Given::default();
        let ways = self.catalog.hands().of(role).holds(capability).iter();
        for held in ways.filter(|held| held.engine.is_none_or(|one| one == self.options.engine)) {
            let limit = held.limit.map(|limit| self.catalog.limit(limit));
            let met = limit.is_none_or(|limit| self.options.cases.contains(&limit.name));
            let kind = limit.filter(|_| !met).map(|limit| limit.kind);
            given.possible |= kind != Some(LimitKind::Own);
            if held.evidence >= self.options.floor {
                given.sure.extend(match kind {
                    None | Some(LimitKind::Target) => usual,
                    Some(LimitKind::Own) => &[Space::Own],
                    Some(LimitKind::Case | LimitKind::Together) => &[],
                });
            }
        }
        given
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

    /// The right that a permission of a custom role gives with a capability.
    pub(super) fn permitted(self, capability: CapabilityKey) -> usize {
        self.capability(Space::Permission, capability)
    }

    /// The clause of a need: its alternatives, with the roles that alone may call it where the document names them.
    pub(super) fn clause(self, need: &Need, requirement: &Requirement) -> Clause {
        let operation = self.catalog.operation(need.operation);
        let space = match () {
            () if need.situation.own => Space::Own,
            () if self.is_product(operation) => Space::Product,
            () => Space::Any,
        };
        let sure = |role, capability| self.given(role, capability).sure.contains(&space);
        let mut any_of = Vec::new();
        for alternative in &requirement.any_of {
            any_of.extend(self.alternative(operation, &alternative.all_of, space, sure));
        }
        let trusted = self.trusts_trials();
        let tried = operation.tried.iter().filter(|trial| trial.works && trusted);
        any_of.extend(tried.map(|trial| self.set([self.role(trial.role)])));
        if any_of.is_empty() && !requirement.is_unknown() {
            // Every alternative hangs on something that is not known to be the case.
            any_of.push(self.set([self.everything()]));
        }
        Clause { any_of }
    }

    /// The ways to meet one alternative; `gives` says what roles give.
    fn alternative(
        self,
        operation: &Operation,
        all_of: &[CapabilityKey],
        space: Space,
        gives: impl Fn(RoleKey, CapabilityKey) -> bool,
    ) -> Vec<FixedBitSet> {
        let mut ways = if self.catalog.roles().all(|(role, _)| self.may_call(operation, role)) {
            vec![self.set(all_of.iter().map(|one| self.capability(space, *one)))]
        } else {
            self.by_some_roles(operation, all_of, gives)
        };
        if let [only] = *all_of {
            ways.extend(self.together(operation, only));
        }
        ways
    }

    /// The ways to meet an alternative where what some roles give does not count: each capability comes from a
    /// custom role, or from a named role that counts.
    fn by_some_roles(
        self,
        operation: &Operation,
        all_of: &[CapabilityKey],
        gives: impl Fn(RoleKey, CapabilityKey) -> bool,
    ) -> Vec<FixedBitSet> {
        let roles = self.catalog.roles().map(|(role, _)| role).filter(|role| self.may_call(operation, *role));
        let roles: Vec<_> = roles.collect();
        let mut ways = vec![self.set([])];
        for capability in all_of {
            let givers = roles.iter().filter(|role| gives(**role, *capability)).map(|role| self.role(*role));
            let from: Vec<_> = givers.chain([self.capability(Space::Permission, *capability)]).collect();
            let with = |way: &FixedBitSet| from.iter().map(|right| with(way, *right)).collect::<Vec<_>>();
            ways = minimal(ways.iter().flat_map(with).collect());
        }
        ways
    }

    /// Pairs of roles that hold a capability only together.
    fn together<'o>(
        self,
        operation: &'o Operation,
        capability: CapabilityKey,
    ) -> impl Iterator<Item = FixedBitSet> + use<'c, 'o> {
        let limited = self.catalog.tables().limits.iter().any(|limit| limit.kind == LimitKind::Together);
        let roles = self.catalog.roles().filter(move |(role, _)| limited && self.may_call(operation, *role));
        roles.flat_map(move |(role, _)| {
            let held = self.catalog.hands().of(role).holds(capability).iter();
            let others = held.filter_map(move |held| self.catalog.limit(held.limit?).with);
            let others = others.filter(move |other| self.may_call(operation, *other));
            others.map(move |other| self.set([self.role(role), self.role(other)]))
        })
    }

    /// Whether what a role holds counts for an operation: the document does not name others, and nobody saw the role
    /// refused.
    pub(super) fn may_call(self, operation: &Operation, role: RoleKey) -> bool {
        let named = operation.roles_only.as_ref().is_none_or(|roles| roles.contains(&role));
        named && !(self.trusts_trials() && operation.refuses(role))
    }

    /// Whether the options let results of trials count.
    fn trusts_trials(self) -> bool {
        self.options.floor <= Evidence::Observed
    }

    /// What reaches an operation, for counting what a grant can do: conditions and cases count as met.
    pub(super) fn reached_by(self, operation: &Operation) -> Vec<FixedBitSet> {
        let possible = |role, capability| self.given(role, capability).possible;
        let mut ways = vec![self.set([self.everything()])];
        for written in &operation.capabilities {
            ways.extend(self.alternative(operation, &written.all_of, Space::Any, possible));
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

/// A way that takes one right more.
fn with(way: &FixedBitSet, right: usize) -> FixedBitSet {
    let mut way = way.clone();
    way.insert(right);
    way
}

/// The ways that contain no other of them.
fn minimal(mut ways: Vec<FixedBitSet>) -> Vec<FixedBitSet> {
    ways.sort_by_key(|way| way.count_ones(..));
    let mut kept: Vec<FixedBitSet> = Vec::new();
    for way in ways {
        if !kept.iter().any(|less| less.is_subset(&way)) {
            kept.push(way);
        }
    }
    kept
}
