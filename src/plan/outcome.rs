//! What a plan says: the least grant for one credential, with its reasons.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::access::Refusal;
use super::beyond::{Conditional, Sufficient, ToTry};
use super::caveats::Warning;
use super::drivers::Driver;
use super::extent::{self, Whole};
use super::rights::Grantable;
use crate::catalog::tables::{CapabilityKey, OperationKey, RoleKey, ScopeKey, SourceKey};
use crate::model::{Credential, Evidence, Tally};

/// The least grant for one credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The credential.
    pub credential: Credential,
    /// Whether every call is known and passes.
    pub complete: bool,
    /// The least scopes.
    pub scopes: Vec<Granted<ScopeKey>>,
    /// The least roles.
    pub roles: RoleAnswer,
    /// Which of the roles to take.
    pub recommended: Recommended,
    /// What the grants reach beyond the calls.
    pub excess: Excesses,
    /// The operations that the credential does not get through to.
    pub not_possible: BTreeMap<OperationKey, Refusal>,
    /// The operations of which nobody knows what they need, with what is not known.
    pub unknown: BTreeMap<OperationKey, String>,
    /// The operations of which nobody knows what they need, and which a role of the recommended grant covers because
    /// it holds everything.
    pub covered: BTreeSet<OperationKey>,
    /// The roles that are known to work for those.
    pub known_to_work: Vec<RoleKey>,
    /// What to know besides.
    pub warnings: Vec<Warning>,
    /// Who must do what.
    pub setup: Vec<String>,
    /// How an API token comes about that its owner cannot create with the roles of the plan.
    pub raise: Option<Raise>,
    /// The weakest evidence that the recommended grant rests on.
    pub evidence: Option<Evidence>,
}

/// The owner of an API token is raised to a role that can create one, and lowered again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raise {
    /// The roles that can create one; any of them does.
    pub roles: Vec<RoleKey>,
    /// Why the roles of the plan do not do.
    pub why: &'static str,
}

/// The least roles for some needs, as if the scopes allowed everything, and what stands around them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleAnswer {
    /// The least standard roles; none when no set of roles does.
    pub standard: Option<RoleGrant>,
    /// The least custom role with the standard roles that must stand beside it; none when none does.
    pub custom: Option<RoleGrant>,
    /// Why there is no custom role.
    pub custom_impossible: Option<String>,
    /// Why standard roles stand beside the custom role.
    pub beside_because: Option<String>,
    /// What drives the standard roles up.
    pub drivers: Vec<Driver>,
    /// A smaller set to try.
    pub to_try: Option<ToTry>,
    /// What special cases add.
    pub conditional: Vec<Conditional>,
    /// What would suffice if something were the case.
    pub would_suffice: BTreeMap<Sufficient, BTreeSet<OperationKey>>,
}

/// Standard roles and the permissions of one custom role, held together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleGrant {
    /// The standard roles.
    pub roles: Vec<GrantedRole>,
    /// The permissions of the custom role.
    pub permissions: Vec<Granted<CapabilityKey>>,
    /// The kinds of resources that the resource set of the custom role holds.
    pub resources: BTreeSet<String>,
    /// Those of them of which it must hold everything.
    pub whole: Vec<Whole>,
    /// What it reaches beyond what was asked.
    pub excess: Tally,
    /// The operations that it reaches, asked or not, as a set of keys.
    pub reach: FixedBitSet,
}

impl RoleGrant {
    /// How many things are granted.
    pub fn count(&self) -> usize {
        self.roles.len() + self.permissions.len()
    }

    /// The weakest evidence that it rests on; the strongest there is when it is empty.
    pub fn evidence(&self) -> Evidence {
        let roles = self.roles.iter().map(|role| role.granted.evidence);
        roles.chain(self.permissions.iter().map(|one| one.evidence)).min().unwrap_or(Evidence::Spec)
    }

    /// What the resource set of the custom role must hold, in words.
    pub fn resource_set(&self) -> String {
        extent::in_words(&self.resources, &self.whole)
    }

    /// Everything that is granted.
    pub fn things(&self) -> Vec<Grantable> {
        let roles = self.role_keys().map(Grantable::Role);
        roles.chain(self.permissions.iter().map(|one| Grantable::Permission(one.key))).collect()
    }

    /// The standard roles.
    pub fn role_keys(&self) -> impl Iterator<Item = RoleKey> {
        self.roles.iter().map(|role| role.granted.key)
    }
}

/// One granted thing and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted<Key> {
    /// What is granted.
    pub key: Key,
    /// The operations that need it. An operation that two granted things could each serve is named by both.
    pub because: BTreeSet<OperationKey>,
    /// The weakest evidence that they need it and that it is enough.
    pub evidence: Evidence,
    /// Those of them for which it is no surer than that.
    pub weakest: BTreeSet<OperationKey>,
    /// Where that is said.
    pub sources: BTreeSet<SourceKey>,
}

/// A granted standard role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantedRole {
    /// The role and why.
    pub granted: Granted<RoleKey>,
    /// The kinds of targets to which its assignment should be narrowed.
    pub targets: BTreeSet<String>,
    /// The kinds of targets to which it must not be narrowed.
    pub whole: Vec<Whole>,
}

/// Standard roles or a custom role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// No role is needed.
    None,
    /// The standard roles.
    StandardRoles,
    /// The custom role, with what stands beside it.
    CustomRole,
}

impl Choice {
    /// The name in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::StandardRoles => "standard_roles",
            Self::CustomRole => "custom_role",
        }
    }
}

/// Which roles to take, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recommended {
    /// The choice.
    pub choice: Choice,
    /// Whether the smaller grant rests on less than Okta's own word, and the other does not.
    pub verify_first: bool,
    /// Why.
    pub why: String,
}

/// What a grant reaches beyond the calls: by its roles alone, and by scopes and roles together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoleExcess {
    /// As if the scopes allowed everything.
    pub alone: Tally,
    /// What the principal can really do.
    pub effective: Tally,
}

/// What the grants of a plan reach beyond the calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Excesses {
    /// The scopes, as if the roles allowed everything.
    pub scopes: Tally,
    /// The standard roles.
    pub standard_roles: RoleExcess,
    /// The custom role with what stands beside it.
    pub custom_role: RoleExcess,
}

impl RoleAnswer {
    /// The grant of a choice.
    pub fn of(&self, choice: Choice) -> Option<&RoleGrant> {
        match choice {
            Choice::None => None,
            Choice::StandardRoles => self.standard.as_ref(),
            Choice::CustomRole => self.custom.as_ref(),
        }
    }
}

impl Plan {
    /// Every standard role that the plan offers, in either choice.
    pub fn roles_offered(&self) -> BTreeSet<RoleKey> {
        let grants = self.roles.standard.iter().chain(&self.roles.custom);
        grants.flat_map(RoleGrant::role_keys).collect()
    }

    /// The recommended roles.
    pub fn chosen(&self) -> Option<&RoleGrant> {
        self.roles.of(self.recommended.choice)
    }

    /// Whether any role is needed.
    pub fn needs_role(&self) -> bool {
        self.recommended.choice != Choice::None || !self.unknown.is_empty()
    }
}
