//! Why a custom role does not do, or does not do alone: what none can hold, what nobody knows, what would reach more.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::layer::Layer;
use super::outcome::RoleGrant;
use super::requirement::{Alternative, Requirement};
use super::rights::{Grantable, Rights};
use super::roles::RoleNeeds;
use crate::catalog::schema::Known;
use crate::catalog::tables::{CapabilityKey, OperationKey};
use crate::model::{either, listed};

/// Looks for the reasons.
pub(super) struct Reasons<'a> {
    pub(super) rights: Rights<'a>,
    /// What a custom role, and roles beside it, can be made of, and what must hold.
    pub(super) custom: &'a Layer<'a, Grantable>,
    pub(super) needs: &'a RoleNeeds<'a>,
}

/// Why a custom role by itself does not let a call pass. Ordered: the most definite first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reason {
    /// Each alternative has a capability that no custom role can hold.
    CannotHold(BTreeSet<CapabilityKey>),
    /// Of an alternative, nobody says whether a custom role can hold these.
    NotSaid(BTreeSet<CapabilityKey>),
    /// Nobody says which capability the call needs.
    NoPermission,
    /// What it needs hangs on a case that is not known.
    OpenCase,
    /// It would, and it would not reach less.
    ReachesNoLess,
}

impl Reasons<'_> {
    /// Why no custom role does, whatever stands beside it but a role that holds everything.
    pub(super) fn of_none(&self) -> String {
        let unmet = self.custom.unmet(&self.custom.stock.keys);
        let names: Vec<_> = self.needs.operations(&unmet).into_iter().map(|key| self.name(key)).collect();
        let catalog = self.rights.catalog;
        let holders = self.rights.holders_of_everything().map(|key| catalog.role(key).name.as_str());
        let holders = listed(&holders.collect::<Vec<_>>());
        format!("{holders} would have to stand beside it for {}: {}", listed(&names), self.said(&unmet))
    }

    /// Why standard roles do instead, or must stand beside a custom role.
    pub(super) fn of_roles(&self, grant: &RoleGrant) -> String {
        let things = grant.things();
        let depending =
            grant.role_keys().flat_map(|role| self.custom.depending(&things, Grantable::Role(role)));
        let positions: BTreeSet<_> = depending.collect();
        self.said(&positions.into_iter().collect::<Vec<_>>())
    }

    /// The reasons of some needs, each with the operations that it is about where there are several.
    fn said(&self, positions: &[usize]) -> String {
        let permitted = self.permitted();
        let mut by_reason: BTreeMap<Reason, BTreeSet<OperationKey>> = BTreeMap::new();
        for position in positions {
            let reason = self.of(&permitted, &self.needs.requirements[*position]);
            by_reason.entry(reason).or_default().insert(self.needs.needs[*position].operation);
        }
        let several = by_reason.len() > 1;
        let parts = by_reason.iter().map(|(reason, operations)| {
            let names: Vec<_> = operations.iter().map(|key| self.name(*key)).collect();
            let about = if several { format!(" ({})", names.join(", ")) } else { String::new() };
            format!("{}{about}", self.in_words(reason))
        });
        parts.collect::<Vec<_>>().join("; ")
    }

    fn of(&self, permitted: &FixedBitSet, requirement: &Requirement) -> Reason {
        let is_no = |key: &CapabilityKey| self.rights.catalog.capability(*key).custom_role == Known::No;
        let lacking = |alternative: &Alternative| -> BTreeSet<CapabilityKey> {
            let needed = alternative.all_of.iter().copied();
            needed.filter(|key| !permitted.contains(self.rights.permitted(*key))).collect()
        };
        let lacking: Vec<_> = requirement.any_of.iter().map(lacking).collect();
        if lacking.iter().any(BTreeSet::is_empty) {
            Reason::ReachesNoLess
        } else if let Some(unsaid) = lacking.iter().find(|one| !one.iter().any(is_no)) {
            Reason::NotSaid(unsaid.clone())
        } else if !lacking.is_empty() {
            Reason::CannotHold(lacking.into_iter().flatten().filter(is_no).collect())
        } else if requirement.open.is_empty() {
            Reason::NoPermission
        } else {
            Reason::OpenCase
        }
    }

    /// The rights that some permission of a custom role gives.
    fn permitted(&self) -> FixedBitSet {
        let mut all = FixedBitSet::with_capacity(self.rights.len());
        let permissions = self.custom.stock.keys.iter().zip(&self.custom.stock.items);
        permissions
            .filter(|(key, _)| key.permission().is_some())
            .for_each(|(_, item)| all.union_with(&item.covers));
        all
    }

    fn in_words(&self, reason: &Reason) -> String {
        let names = |keys: &BTreeSet<CapabilityKey>| {
            let names = keys.iter().map(|key| format!("`{}`", self.rights.catalog.capability(*key).name));
            names.collect::<Vec<_>>()
        };
        match reason {
            Reason::CannotHold(keys) => format!("no custom role can hold {}", either(&names(keys))),
            Reason::NotSaid(keys) => {
                format!("no source says that a custom role can hold {}", listed(&names(keys)))
            }
            Reason::NoPermission => "no source names a permission that would do".to_owned(),
            Reason::OpenCase => "what is needed hangs on a case that nothing here decides".to_owned(),
            Reason::ReachesNoLess => "a custom role would do, and would not reach less".to_owned(),
        }
    }

    fn name(&self, key: OperationKey) -> String {
        self.rights.catalog.short_name(key)
    }
}
