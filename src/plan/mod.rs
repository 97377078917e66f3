//! Needs to the least grant, and why.
//!
//! The calls become `need`s. For each credential, those that it gets through to at all (`access`) are met layer by
//! layer: scopes as if the roles allowed everything, roles as if the scopes did, because each must hold if the other
//! fails. A layer is a problem for the exact solver (`layer`); what it costs is what it can do beyond the calls
//! (`reach`). What is `forbidden` is taken out before anything is searched. Around the answer stand its reasons, what drives it up (`drivers`), what is not known, and what would
//! change it (`beyond`).

mod access;
mod beyond;
mod caveats;
mod choice;
mod credential;
mod drivers;
mod extent;
mod forbidden;
mod given;
mod holding;
mod judge;
mod judgement;
mod layer;
mod need;
mod outcome;
mod proof;
mod reach;
mod reason;
mod requirement;
mod rights;
mod roles;
mod scopes;
mod setup;
mod share;
mod unknown;

use std::collections::{BTreeMap, BTreeSet};

pub use access::Refusal;
pub use beyond::{Conditional, Grant, Sufficient, ToTry};
pub use caveats::Warning;
pub use drivers::{Driver, Offer};
pub use extent::Whole;
pub use forbidden::Forbidden;
pub use given::{Passing, passing};
pub use holding::{Holding, Reachable, Reached};
pub use judge::{Judged, Larger, Missing, Spare};
pub use judgement::{Judgement, judge};
pub use need::{Need, counts};
pub use outcome::{
    Choice, Excesses, Granted, GrantedRole, Plan, Raise, Recommended, RoleAnswer, RoleExcess, RoleGrant,
};
pub use requirement::{Alternative, Requirement};
pub use rights::Grantable;
pub use share::{Share, shares};

use crate::catalog::Catalog;
use crate::catalog::tables::OperationKey;
use crate::matching::{Match, Status};
use crate::model::{Credential, Engine, Evidence};

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
    /// What the plan must do without.
    pub forbidden: Forbidden,
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
            forbidden: Forbidden::default(),
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

/// The least grants that let the calls pass, for each credential.
pub fn plan(catalog: &Catalog, matches: &[Match], options: &Options) -> Plans {
    let needs = need::needs(catalog, matches, options);
    let certain = matches.iter().all(|found| match found.status {
        Status::Matched | Status::Corrected | Status::Excluded => true,
        Status::Ambiguous => options.assume_all,
        Status::Unresolved => false,
    });
    let rights = rights::Rights::new(catalog, options);
    let reaches = credential::Reaches::new(rights);
    of_needs(rights, &reaches, needs, certain)
}

/// The least grants for single calls, each as if it were the only one.
pub fn plan_each<'m>(
    catalog: &Catalog,
    matches: impl IntoIterator<Item = &'m Match>,
    options: &Options,
) -> Vec<Plans> {
    let rights = rights::Rights::new(catalog, options);
    let reaches = credential::Reaches::new(rights);
    let of_one = |found: &Match| {
        let needs = need::needs(catalog, std::slice::from_ref(found), options);
        of_needs(rights, &reaches, needs, true)
    };
    matches.into_iter().map(of_one).collect()
}

fn of_needs(
    rights: rights::Rights<'_>,
    reaches: &credential::Reaches,
    needs: Vec<Need>,
    certain: bool,
) -> Plans {
    let catalog = rights.catalog;
    let plans = credential::Planner::new(rights, &needs, reaches).plans(certain);
    let operations: BTreeSet<_> = needs.iter().map(|need| need.operation).collect();
    let (free, needed): (BTreeSet<_>, BTreeSet<_>) =
        operations.into_iter().partition(|key| access::is_free(catalog.operation(*key)));
    let (recommended, recommended_why) = choice::credential(&plans, needed.len());
    Plans { needs, plans, recommended, recommended_why, free }
}
