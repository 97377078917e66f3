//! The requirement algebra: alternatives, each a set of which all is needed.
//!
//! No alternative at all means that nobody knows what is needed; an empty alternative means that nothing is.

use super::need::Need;
use crate::catalog::Catalog;
use crate::catalog::answer::Met;
use crate::catalog::schema::Effect;
use crate::catalog::tables::{CapabilityKey, Operation, Variant};
use crate::model::Evidence;

/// What a need asks of the roles of the principal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirement {
    /// The alternatives that count.
    pub any_of: Vec<Alternative>,
    /// Alternatives that would count if something were the case that is not known to be.
    pub open: Vec<(Vec<String>, Alternative)>,
}

/// A set of capabilities of which all are needed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alternative {
    /// The capabilities, sorted.
    pub all_of: Vec<CapabilityKey>,
    /// How the alternative is known.
    pub evidence: Evidence,
}

impl Alternative {
    fn new(all_of: &[CapabilityKey], evidence: Evidence) -> Self {
        let mut all_of = all_of.to_vec();
        all_of.sort_unstable();
        all_of.dedup();
        Self { all_of, evidence }
    }

    /// Both together.
    fn and(&self, other: &Self) -> Self {
        let all_of: Vec<_> = self.all_of.iter().chain(&other.all_of).copied().collect();
        Self::new(&all_of, self.evidence.min(other.evidence))
    }
}

impl Requirement {
    /// Nothing is needed.
    fn nothing(evidence: Evidence) -> Self {
        Self { any_of: vec![Alternative::new(&[], evidence)], open: Vec::new() }
    }

    /// Whether nobody knows what is needed.
    pub fn is_unknown(&self) -> bool {
        self.any_of.is_empty() && self.open.is_empty()
    }

    /// Whether nothing is needed.
    pub fn is_nothing(&self) -> bool {
        self.any_of.iter().any(|alternative| alternative.all_of.is_empty())
    }

    /// What a need asks for, by facts at least as sure as `floor`.
    pub fn of(catalog: &Catalog, need: &Need, floor: Evidence) -> Self {
        let operation = catalog.operation(need.operation);
        if need.situation.own
            && let Some(fact) = operation.own.filter(|fact| fact.evidence >= floor)
        {
            return Self::nothing(fact.evidence);
        }
        let mut requirement = Self::base(catalog, operation, need, floor);
        let active =
            operation.variants.iter().filter(|variant| need.situation.variants.contains(&variant.key));
        let mut replaced = false;
        for variant in active.filter(|variant| variant.effect != Effect::Credential) {
            let special = Self::of_variant(variant, floor);
            if variant.effect == Effect::Adds || replaced {
                requirement = requirement.and(&special.any_of);
            } else {
                requirement = special;
                replaced = true;
            }
        }
        requirement
    }

    /// The alternatives that the catalog gives the operation, without its special cases.
    fn base(catalog: &Catalog, operation: &Operation, need: &Need, floor: Evidence) -> Self {
        let mut requirement = Self::default();
        for written in operation.capabilities.iter().filter(|written| written.evidence >= floor) {
            let evidence = written.evidence_in(&need.situation);
            let alternative = Alternative::new(&written.all_of, evidence);
            match catalog.met(&written.when, &need.situation) {
                Met::Fully => requirement.any_of.push(alternative),
                Met::Unless(terms) => requirement.open.push((terms, alternative)),
                Met::Never => {}
            }
        }
        requirement
    }

    /// What a special case asks for by itself.
    pub fn of_variant(variant: &Variant, floor: Evidence) -> Self {
        let any_of = match variant.evidence.filter(|evidence| *evidence >= floor) {
            Some(evidence) => {
                variant.any_of.iter().map(|all_of| Alternative::new(all_of, evidence)).collect()
            }
            None => Vec::new(),
        };
        Self { any_of, open: Vec::new() }
    }

    fn and(&self, more: &[Alternative]) -> Self {
        let with = |one: &Alternative| more.iter().map(|other| one.and(other)).collect::<Vec<_>>();
        Self {
            any_of: self.any_of.iter().flat_map(with).collect(),
            open: self
                .open
                .iter()
                .flat_map(|(terms, one)| with(one).into_iter().map(|both| (terms.clone(), both)))
                .collect(),
        }
    }
}
