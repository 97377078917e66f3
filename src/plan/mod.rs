//! Needs to the least grant, and why.
//!
//! The calls become [`need`]s. For each credential, those that it gets through to at all ([`access`]) are met layer by
//! layer: scopes as if the roles allowed everything, roles as if the scopes did, because each must hold if the other
//! fails. A layer is a problem for the exact solver ([`layer`]); what it costs is what it can do beyond the calls
//! ([`reach`]). Around the answer stand its reasons, what drives it up ([`drivers`]), what is not known, and what would
//! change it ([`beyond`]).

mod access;
mod beyond;
mod caveats;
mod credential;
mod drivers;
mod layer;
mod need;
mod reach;
mod requirement;
mod rights;
mod roles;
mod scopes;
mod setup;

use std::collections::{BTreeMap, BTreeSet};

pub use access::Refusal;
pub use beyond::{Conditional, Grant, Sufficient, ToTry};
pub use caveats::Warning;
pub use drivers::{Driver, Offer};
pub use need::Need;
pub use requirement::{Alternative, Requirement};
pub use rights::Grantable;

use crate::catalog::Catalog;
use crate::catalog::tables::{CapabilityKey, OperationKey, RoleKey, ScopeKey, SourceKey};
use crate::matching::{Match, Status};
use crate::model::{Credential, Engine, Evidence, Tally};

/// What a plan takes for granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// Facts that are less sure than this do not count.
    pub floor: Evidence,
    /// Whether `okta.X.manage` covers `okta.X.read`.
    pub manage_implies_read: bool,
    /// The engine of the org.
    pub engine: Engine,
    /// Values of condition parameters that hold for all calls that do not say otherwise.
    pub parameters: BTreeMap<String, String>,
    /// Limits of roles that are known to be met.
    pub cases: BTreeSet<String>,
    /// Special cases of operations that are known to apply.
    pub variants: BTreeSet<String>,
    /// Whether ambiguous calls count, as everything that they may mean.
    pub assume_all: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            floor: Evidence::InferredLow,
            manage_implies_read: true,
            engine: Engine::default(),
            parameters: BTreeMap::new(),
            cases: BTreeSet::new(),
            variants: BTreeSet::new(),
            assume_all: false,
        }
    }
}

/// The least grants for some calls, one plan per credential.
#[derive(Clone, Debug)]
pub struct Plans {
    /// What must pass: each operation in each case.
    pub needs: Vec<Need>,
    /// The plans, in the order of [`Credential::ALL`].
    pub plans: Vec<Plan>,
    /// The credential that does the most with the least.
    pub recommended: Credential,
    /// Why.
    pub recommended_why: String,
    /// The operations that need no grant at all.
    pub free: BTreeSet<OperationKey>,
}

/// The least grant for one credential.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The credential.
    pub credential: Credential,
    /// Whether every call is known and passes.
    pub complete: bool,
    /// The least scopes.
    pub scopes: Vec<Granted<ScopeKey>>,
    /// The least standard roles.
    pub standard_roles: Vec<GrantedRole>,
    /// The least custom role.
    pub custom_role: Option<CustomRole>,
    /// Why there is no custom role, or what none can hold.
    pub custom_role_impossible: Option<String>,
    /// The standard roles that must stand beside the custom role.
    pub beside_custom_role: Vec<GrantedRole>,
    /// Which of the two to take.
    pub recommended: Recommended,
    /// What the grants reach beyond the calls.
    pub excess: Excesses,
    /// What drives the answer up.
    pub drivers: Vec<Driver>,
    /// The operations that the credential does not get through to.
    pub not_possible: BTreeMap<OperationKey, Refusal>,
    /// The operations of which nobody knows what they need.
    pub unknown: BTreeSet<OperationKey>,
    /// The role that is known to work for those.
    pub known_to_work: Vec<RoleKey>,
    /// A smaller set to try.
    pub to_try: Option<ToTry>,
    /// What special cases add.
    pub conditional: Vec<Conditional>,
    /// What would suffice if something were the case.
    pub would_suffice: BTreeMap<Sufficient, BTreeSet<OperationKey>>,
    /// What to know besides.
    pub warnings: Vec<Warning>,
    /// Who must do what.
    pub setup: Vec<String>,
    /// The weakest evidence that the recommended grant rests on.
    pub evidence: Option<Evidence>,
}

/// One granted thing and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted<Key> {
    /// What is granted.
    pub key: Key,
    /// The operations that fail without it.
    pub because: BTreeSet<OperationKey>,
    /// The weakest evidence that they need it and that it is enough.
    pub evidence: Evidence,
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
}

/// A custom role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CustomRole {
    /// Its permissions.
    pub permissions: Vec<Granted<CapabilityKey>>,
    /// The kinds of resources that its resource set holds.
    pub resources: BTreeSet<String>,
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

impl Plan {
    /// Every standard role that the plan offers, in either choice.
    pub fn roles_offered(&self) -> Vec<RoleKey> {
        let offered = self.standard_roles.iter().chain(&self.beside_custom_role);
        offered.map(|role| role.granted.key).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The standard roles of the recommended choice.
    pub fn chosen_roles(&self) -> Vec<RoleKey> {
        let roles = match self.recommended.choice {
            Choice::None => return Vec::new(),
            Choice::StandardRoles => &self.standard_roles,
            Choice::CustomRole => &self.beside_custom_role,
        };
        roles.iter().map(|role| role.granted.key).collect()
    }

    /// Whether any role is needed.
    pub fn needs_role(&self) -> bool {
        self.recommended.choice != Choice::None || !self.unknown.is_empty()
    }
}

/// The least grants that let the calls pass, for each credential.
pub fn plan(catalog: &Catalog, matches: &[Match], options: &Options) -> Plans {
    let needs = need::needs(catalog, matches, options);
    let certain = matches.iter().all(|found| match found.status {
        Status::Matched | Status::Corrected | Status::Ignored => true,
        Status::Ambiguous => options.assume_all,
        Status::Unknown => false,
    });
    let planner = credential::Planner::new(catalog, options, &needs);
    let plans: Vec<_> = Credential::ALL.into_iter().map(|one| planner.plan(one, certain)).collect();
    let operations: BTreeSet<_> = needs.iter().map(|need| need.operation).collect();
    let (free, needed): (BTreeSet<_>, BTreeSet<_>) =
        operations.into_iter().partition(|key| access::is_free(catalog.operation(*key)));
    let (recommended, recommended_why) = credential::recommended(&plans, needed.len());
    Plans { needs, plans, recommended, recommended_why, free }
}
