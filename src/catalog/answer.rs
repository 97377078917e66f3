//! Whether a standard role may call an operation: derived from what the role holds, never looked up.

use std::collections::BTreeSet;

use super::Catalog;
use super::hands::Held;
use super::schema::LimitKind;
use super::tables::{
    Alternative, CapabilityKey, Condition, Fact, Operation, OperationKey, RoleKey, SourceKey,
};
use crate::model::{Evidence, Situation};

/// Whether a role may call an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// A source says that it may not.
    No,
    /// No source says.
    Unknown,
    /// It may in some cases, and nothing says that this is one of them.
    Limited,
    /// It may.
    Yes,
}

impl Verdict {
    /// The word in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Unknown => "unknown",
            Self::Limited => "limited",
            Self::Yes => "yes",
        }
    }
}

/// The kinds of limits of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LimitationKind {
    /// A lever of the assignment.
    Target,
    /// Only some calls or objects.
    Case,
    /// Only under a condition.
    Condition,
    /// Only the principal's own things.
    Own,
}

impl LimitationKind {
    /// The word in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Target => "target",
            Self::Case => "case",
            Self::Condition => "condition",
            Self::Own => "self",
        }
    }
}

/// One limit of an answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Limitation {
    /// Its kind.
    pub kind: LimitationKind,
    /// Its name, as `--assume` takes it, such as `policy-type=ACCESS_POLICY`.
    pub name: String,
}

/// Whether a role may call an operation, how that is known and where it is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The answer.
    pub verdict: Verdict,
    /// What limits it; targets do not keep it from being a yes.
    pub limits: Vec<Limitation>,
    /// The weakest link; none for an unknown.
    pub evidence: Option<Evidence>,
    /// The sources.
    pub sources: BTreeSet<SourceKey>,
}

impl Answer {
    const fn unknown() -> Self {
        Self { verdict: Verdict::Unknown, limits: Vec::new(), evidence: None, sources: BTreeSet::new() }
    }

    /// What would have to be the case, in the words of `--assume`; empty for a yes.
    pub fn when(&self) -> Vec<&str> {
        let blocking = self.limits.iter().filter(|limit| limit.kind != LimitationKind::Target);
        blocking.map(|limit| limit.name.as_str()).collect()
    }
}

/// How far a condition is met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Met {
    /// Every term is.
    Fully,
    /// These terms are not known, in the words of `--assume`.
    Unless(Vec<String>),
    /// The call says something else.
    Never,
}

impl Catalog {
    /// Whether a role may call an operation in a situation, by facts that are at least as sure as `floor`.
    pub fn answer(&self, role: RoleKey, key: OperationKey, situation: &Situation, floor: Evidence) -> Answer {
        let operation = self.operation(key);
        if let Some(trial) = operation.tried.iter().rfind(|trial| trial.role == role)
            && floor <= Evidence::Observed
        {
            let verdict = if trial.works { Verdict::Yes } else { Verdict::No };
            let fact = Fact { evidence: Evidence::Observed, cites: trial.cites };
            return self.plain(verdict, fact, operation);
        }
        if let Some(fact) = self.role(role).holds_all {
            return self.plain(Verdict::Yes, fact, operation);
        }
        if operation.roles_only.as_ref().is_some_and(|roles| !roles.contains(&role)) {
            return self.plain(Verdict::No, operation.scopes_fact, operation);
        }
        let ways = self.ways(role, key, situation, floor);
        let best = ways
            .into_iter()
            .max_by_key(|way| (way.verdict, std::cmp::Reverse(way.limits.len()), way.evidence));
        best.unwrap_or_else(|| {
            self.refused(role, operation, situation, floor).unwrap_or_else(Answer::unknown)
        })
    }

    /// Each way in which what the role holds lets it call the operation, in whatever limits; one per alternative.
    pub fn ways(
        &self,
        role: RoleKey,
        key: OperationKey,
        situation: &Situation,
        floor: Evidence,
    ) -> Vec<Answer> {
        let operation = self.operation(key);
        let refused = floor <= Evidence::Observed && operation.refuses(role);
        if refused || operation.roles_only.as_ref().is_some_and(|roles| !roles.contains(&role)) {
            return Vec::new();
        }
        let alternatives = operation.capabilities.iter().filter(|alternative| alternative.evidence >= floor);
        alternatives.filter_map(|one| self.held(role, operation, one, situation, floor)).collect()
    }

    fn plain(&self, verdict: Verdict, fact: Fact, operation: &Operation) -> Answer {
        let sources = self.sources_of([fact.cites, operation.cites]);
        Answer { verdict, limits: Vec::new(), evidence: Some(fact.evidence), sources }
    }

    /// The answer by one alternative, when the role holds all of it, in whatever limits.
    fn held(
        &self,
        role: RoleKey,
        operation: &Operation,
        alternative: &Alternative,
        situation: &Situation,
        floor: Evidence,
    ) -> Option<Answer> {
        let mut limits = match self.met(&alternative.when, situation) {
            Met::Fully => Vec::new(),
            Met::Unless(terms) => {
                terms.into_iter().map(|name| Limitation { kind: LimitationKind::Condition, name }).collect()
            }
            Met::Never => return None,
        };
        let mut evidence = alternative.evidence_in(situation);
        let mut cites = vec![operation.cites];
        for capability in &alternative.all_of {
            let (held, limit) = self.best_holding(role, *capability, situation, floor)?;
            evidence = evidence.min(held.evidence);
            cites.push(held.cites);
            limits.extend(limit);
        }
        limits.sort();
        limits.dedup();
        let blocked = limits.iter().any(|limit| limit.kind != LimitationKind::Target);
        let verdict = if blocked { Verdict::Limited } else { Verdict::Yes };
        Some(Answer { verdict, limits, evidence: Some(evidence), sources: self.sources_of(cites) })
    }

    /// The least limited way in which the role holds the capability, with the limit that remains.
    fn best_holding(
        &self,
        role: RoleKey,
        capability: CapabilityKey,
        situation: &Situation,
        floor: Evidence,
    ) -> Option<(Held, Option<Limitation>)> {
        let ways = self.hands().of(role).holds(capability).iter();
        let ways = ways.filter(|held| held.evidence >= floor);
        let ways = ways.filter(|held| held.engine.is_none_or(|engine| engine == situation.engine));
        let limited = ways.map(|held| (*held, self.remaining_limit(held, situation)));
        limited.min_by_key(|(held, limit)| {
            (limit.as_ref().map(|limit| limit.kind), std::cmp::Reverse(held.evidence), held.through)
        })
    }

    /// The limit of a holding, unless the situation says that it is met.
    pub(crate) fn remaining_limit(&self, held: &Held, situation: &Situation) -> Option<Limitation> {
        let limit = self.limit(held.limit?);
        let kind = match limit.kind {
            LimitKind::Target => LimitationKind::Target,
            LimitKind::Case | LimitKind::Together => LimitationKind::Case,
            LimitKind::Own if situation.own => return None,
            LimitKind::Own => LimitationKind::Own,
        };
        let met = kind != LimitationKind::Target && situation.cases.contains(&limit.name);
        (!met).then(|| Limitation { kind, name: limit.name.clone() })
    }

    /// The refusal, when every alternative has a part that the role is known not to hold.
    fn refused(
        &self,
        role: RoleKey,
        operation: &Operation,
        situation: &Situation,
        floor: Evidence,
    ) -> Option<Answer> {
        let hand = self.hands().of(role);
        let exhaustive = self.role(role).exhaustive;
        let mut evidence = Evidence::Spec;
        let mut cites = vec![operation.cites];
        for alternative in &operation.capabilities {
            let denials = alternative.all_of.iter().flat_map(|part| {
                let denied = hand.denied(*part).iter();
                let denied = denied.filter(|one| one.engine.is_none_or(|engine| engine == situation.engine));
                let unlisted = exhaustive.filter(|_| hand.holds(*part).is_empty());
                denied.map(|one| one.fact).chain(unlisted)
            });
            let surest = denials.filter(|fact| fact.evidence >= floor).max_by_key(|fact| fact.evidence)?;
            evidence = evidence.min(surest.evidence);
            cites.push(surest.cites);
        }
        (!operation.capabilities.is_empty()).then(|| Answer {
            verdict: Verdict::No,
            limits: Vec::new(),
            evidence: Some(evidence),
            sources: self.sources_of(cites),
        })
    }

    /// How far the situation meets a condition.
    pub fn met(&self, condition: &Condition, situation: &Situation) -> Met {
        let mut open = Vec::new();
        for (key, wanted) in &condition.parameters {
            let name = &self.parameter(*key).name;
            match situation.parameters.get(name) {
                Some(value) if wanted.contains(value) => {}
                Some(_) => return Met::Never,
                None => open.push(format!("{name}={}", wanted.join("|"))),
            }
        }
        if let Some(engine) = condition.engine.filter(|engine| *engine != situation.engine) {
            open.push(format!("engine={engine}"));
        }
        if open.is_empty() { Met::Fully } else { Met::Unless(open) }
    }
}
