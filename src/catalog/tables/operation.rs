//! Operations, packed.

use serde::{Deserialize, Serialize};

use super::{ApiKey, CapabilityKey, CitationKey, Fact, ParameterKey, RoleKey, ScopeKey};
use crate::catalog::schema::Effect;
use crate::model::{Accepted, Engine, Evidence, Impact, Method, Situation};

/// One operation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Operation {
    /// Okta's operation id.
    pub id: String,
    /// Its API.
    pub api: ApiKey,
    /// The method.
    pub method: Method,
    /// The path template.
    pub path: String,
    /// Okta's tag.
    pub tag: String,
    /// The state that the document gives.
    pub lifecycle: Option<String>,
    /// The first release that has it.
    pub since: Option<String>,
    /// Products or engines that it is limited to.
    pub skus: Vec<String>,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// What it can do at worst.
    pub impact: Impact,
    /// The credentials that it accepts.
    pub accepts: Vec<Accepted>,
    /// Names of its query parameters.
    pub query: Vec<String>,
    /// Alternatives of scopes.
    pub scopes: Vec<Vec<ScopeKey>>,
    /// How the scopes are known, and where it is said.
    pub scopes_fact: Fact,
    /// Alternatives of capabilities; empty when nobody has documented them.
    pub capabilities: Vec<Alternative>,
    /// The kinds of resources that the assignment must cover whole.
    pub whole: Vec<Whole>,
    /// Acts on the caller itself.
    pub acts_on_caller: bool,
    /// Set when no admin right is needed for a call about the caller itself.
    pub own: Option<Fact>,
    /// The complete list of standard roles.
    pub roles_only: Option<Vec<RoleKey>>,
    /// Roles of Okta Privileged Access.
    pub opa_roles: Vec<String>,
    /// Special cases.
    pub variants: Vec<Variant>,
    /// Other ways to write it.
    pub also_written: Vec<String>,
    /// Results of trying single roles on it.
    pub tried: Vec<Trial>,
    /// Anything else.
    pub note: Option<String>,
    /// Where its facts come from.
    pub cites: CitationKey,
}

impl Operation {
    /// Whether somebody saw a role refused.
    pub fn refuses(&self, role: RoleKey) -> bool {
        self.tried.iter().any(|trial| trial.role == role && !trial.works)
    }
}

/// A set of capabilities of which all are needed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Alternative {
    /// The capabilities.
    pub all_of: Vec<CapabilityKey>,
    /// Under which conditions it holds.
    pub when: Condition,
    /// How it is known.
    pub evidence: Evidence,
}

impl Alternative {
    /// How it is known in a situation: a condition that is met by a conclusion is as sure as that.
    pub fn evidence_in(&self, situation: &Situation) -> Evidence {
        let concluded = situation.parameters_evidence.filter(|_| !self.when.parameters.is_empty());
        concluded.map_or(self.evidence, |concluded| concluded.min(self.evidence))
    }
}

/// A kind of resource of which the assignment must cover everything, or the call does nothing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Whole {
    /// The kind, as capabilities name it.
    pub kind: String,
    /// What does as well.
    pub instead: Option<String>,
    /// How it is known, and where it is said.
    pub fact: Fact,
}

/// Under which conditions an alternative holds: every term must be met.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Condition {
    /// The engine that it needs.
    pub engine: Option<Engine>,
    /// Parameters, each with the values of which one is needed.
    pub parameters: Vec<(ParameterKey, Vec<String>)>,
}

/// A special case of an operation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Variant {
    /// Its name for `--assume`.
    pub key: String,
    /// When it applies.
    pub when: String,
    /// What it does to the normal requirement.
    pub effect: Effect,
    /// Whether it counts unless somebody says otherwise.
    pub by_default: bool,
    /// The engine for which it holds.
    pub engine: Option<Engine>,
    /// What in a call shows that it applies.
    pub shown_by: Signs,
    /// Alternatives of capabilities; empty when nobody has documented them.
    pub any_of: Vec<Vec<CapabilityKey>>,
    /// How it is known.
    pub evidence: Option<Evidence>,
    /// Where it is said.
    pub cites: CitationKey,
}

/// What in a call shows that a variant applies.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Signs {
    /// Names of top-level members of the body.
    pub body: Vec<String>,
    /// A segment of the path.
    pub segment: Option<String>,
    /// Words of the label before the call.
    pub words: Vec<String>,
}

/// That somebody tried an operation with one role.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Trial {
    /// The role.
    pub role: RoleKey,
    /// Whether the call was let through.
    pub works: bool,
    /// Where it is recorded.
    pub cites: CitationKey,
}
