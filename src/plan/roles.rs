//! The role layer: the least standard roles, and the least custom role with what must stand beside it.

use std::collections::BTreeSet;

use super::drivers::role;
use super::layer::Layer;
use super::need::Need;
use super::reach::Excess;
use super::requirement::Requirement;
use super::rights::{Grantable, Rights};
use super::{Granted, Options};
use crate::catalog::Catalog;
use crate::catalog::schema::{LimitKind, NameEvidence};
use crate::catalog::tables::{CapabilityKey, OperationKey, RoleKey, SourceKey};
use crate::model::{Evidence, Situation};
use crate::solver::Clause;

/// The needs that ask something of a role, with what they ask.
#[derive(Debug)]
pub(super) struct RoleNeeds<'n> {
    pub(super) needs: Vec<&'n Need>,
    pub(super) requirements: Vec<Requirement>,
    pub(super) clauses: Vec<Clause>,
}

impl<'n> RoleNeeds<'n> {
    /// What the needs ask of a role; those that ask nothing, and those that nobody knows, are left out.
    pub(super) fn new(catalog: &Catalog, rights: Rights<'_>, needs: &[&'n Need], options: &Options) -> Self {
        let mut asked = Self { needs: Vec::new(), requirements: Vec::new(), clauses: Vec::new() };
        for need in needs {
            let requirement = Requirement::of(catalog, need, options.floor);
            let operation = catalog.operation(need.operation);
            let clause = rights.clause(operation, &need.situation, &requirement, options);
            let unknown = requirement.is_unknown() && clause.any_of.is_empty();
            if !unknown && !requirement.is_nothing() {
                asked.needs.push(need);
                asked.requirements.push(requirement);
                asked.clauses.push(clause);
            }
        }
        asked
    }

    /// The operations at these positions.
    pub(super) fn operations(&self, positions: &[usize]) -> BTreeSet<OperationKey> {
        positions.iter().map(|position| self.needs[*position].operation).collect()
    }
}

/// The layer of standard roles.
pub(super) fn standard_layer<'a>(
    rights: Rights<'_>,
    needs: &RoleNeeds<'_>,
    clauses: &'a [Clause],
    price: &'a Excess<'a>,
    options: &Options,
) -> Layer<'a, Grantable> {
    let operations: Vec<_> = needs.needs.iter().map(|need| need.operation).collect();
    let roles = rights.candidate_roles(&operations).into_iter();
    layer(rights, roles.map(Grantable::Role).collect(), clauses, price, options)
}

/// The layer of a custom role: permissions, and the standard roles that may stand beside it.
pub(super) fn custom_layer<'a>(
    catalog: &Catalog,
    rights: Rights<'_>,
    needs: &RoleNeeds<'_>,
    clauses: &'a [Clause],
    price: &'a Excess<'a>,
    options: &Options,
) -> Layer<'a, Grantable> {
    let operations: Vec<_> = needs.needs.iter().map(|need| need.operation).collect();
    let roles = rights.candidate_roles(&operations).into_iter();
    let roles = roles.filter(|role| catalog.role(*role).holds_all.is_none());
    let permissions = rights.candidate_permissions().into_iter().map(Grantable::Permission);
    layer(rights, permissions.chain(roles.map(Grantable::Role)).collect(), clauses, price, options)
}

fn layer<'a>(
    rights: Rights<'_>,
    keys: Vec<Grantable>,
    clauses: &'a [Clause],
    price: &'a Excess<'a>,
    options: &Options,
) -> Layer<'a, Grantable> {
    let items = keys.iter().map(|key| rights.item(*key, options)).collect();
    Layer { keys, items, clauses, price }
}

/// How it is known that a need is met by what is granted.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Proof {
    evidence: Evidence,
    /// What each granted thing contributes.
    parts: Vec<(Grantable, BTreeSet<SourceKey>, Option<String>)>,
}

/// The granted things with the operations that fail without each, how that is known, and the targets to set.
pub(super) fn explained(
    catalog: &Catalog,
    layer: &Layer<'_, Grantable>,
    granted: &[Grantable],
    needs: &RoleNeeds<'_>,
    options: &Options,
) -> Vec<Granted<Grantable>> {
    let proofs: Vec<_> =
        (0..needs.needs.len()).map(|position| proof(catalog, granted, needs, position, options)).collect();
    let explain = |&key: &Grantable| {
        let positions = layer.depending(granted, key);
        let mut evidence = Evidence::Spec;
        let mut sources = BTreeSet::new();
        for position in &positions {
            sources.extend(catalog.sources_of([catalog.operation(needs.needs[*position].operation).cites]));
            if let Some(proof) = &proofs[*position] {
                evidence = evidence.min(proof.evidence);
                let own = proof.parts.iter().filter(|(part, _, _)| *part == key);
                sources.extend(own.flat_map(|(_, sources, _)| sources.iter().copied()));
            }
        }
        Granted { key, because: needs.operations(&positions), evidence, sources }
    };
    granted.iter().map(explain).collect()
}

/// The kinds of targets to which the granted role should be narrowed: those of the holdings that the needs rest on.
pub(super) fn targets(
    catalog: &Catalog,
    role: RoleKey,
    granted: &[Grantable],
    needs: &RoleNeeds<'_>,
    options: &Options,
) -> BTreeSet<String> {
    let proofs =
        (0..needs.needs.len()).filter_map(|position| proof(catalog, granted, needs, position, options));
    let parts = proofs.flat_map(|proof| proof.parts);
    parts.filter(|(part, _, _)| *part == Grantable::Role(role)).filter_map(|(_, _, target)| target).collect()
}

/// The surest way in which the granted things meet a need.
fn proof(
    catalog: &Catalog,
    granted: &[Grantable],
    needs: &RoleNeeds<'_>,
    position: usize,
    options: &Options,
) -> Option<Proof> {
    let need = needs.needs[position];
    let operation = catalog.operation(need.operation);
    let trial = operation.tried.iter().find(|trial| {
        trial.works && options.floor <= Evidence::Observed && granted.contains(&Grantable::Role(trial.role))
    });
    if let Some(trial) = trial {
        let parts = vec![(Grantable::Role(trial.role), catalog.sources_of([trial.cites]), None)];
        return Some(Proof { evidence: Evidence::Observed, parts });
    }
    let all =
        granted.iter().copied().filter_map(role).find_map(|role| Some((role, catalog.role(role).holds_all?)));
    if let Some((role, fact)) = all {
        // Whoever holds everything passes whatever the operation needs.
        let parts = vec![(Grantable::Role(role), catalog.sources_of([fact.cites]), None)];
        return Some(Proof { evidence: fact.evidence, parts });
    }
    let by_alternative = needs.requirements[position].any_of.iter().filter_map(|alternative| {
        let mut proof = Proof { evidence: alternative.evidence, parts: Vec::new() };
        for capability in &alternative.all_of {
            let (evidence, part) = granted
                .iter()
                .filter_map(|key| gives(catalog, *key, *capability, &need.situation, options))
                .max_by_key(|(evidence, _)| *evidence)?;
            proof.evidence = proof.evidence.min(evidence);
            proof.parts.push(part);
        }
        Some(proof)
    });
    by_alternative.max_by_key(|proof| proof.evidence)
}

type Part = (Grantable, BTreeSet<SourceKey>, Option<String>);

/// How surely a granted thing gives a capability, with its sources and the target that limits it.
fn gives(
    catalog: &Catalog,
    key: Grantable,
    capability: CapabilityKey,
    situation: &Situation,
    options: &Options,
) -> Option<(Evidence, Part)> {
    match key {
        Grantable::Permission(permission) => {
            let contents = catalog.hands().contents(permission);
            let (_, evidence) =
                contents.iter().find(|(part, evidence)| *part == capability && *evidence >= options.floor)?;
            let entry = catalog.capability(permission);
            let name =
                if entry.name_evidence == NameEvidence::Vendor { Evidence::Vendor } else { Evidence::Spec };
            Some(((*evidence).min(name), (key, catalog.sources_of([entry.cites]), None)))
        }
        Grantable::Role(role) => {
            let ways = catalog.hands().of(role).holds(capability).iter();
            let usable = ways.filter(|held| {
                let engine = held.engine.is_none_or(|engine| engine == situation.engine);
                let limit = held.limit.map(|limit| catalog.limit(limit));
                let met = limit.is_none_or(|limit| match limit.kind {
                    LimitKind::Target | LimitKind::Together => true,
                    LimitKind::Own => situation.own || situation.cases.contains(&limit.name),
                    LimitKind::Case => situation.cases.contains(&limit.name),
                });
                engine && met && held.evidence >= options.floor
            });
            let best = usable.max_by_key(|held| held.evidence)?;
            let target = best.limit.and_then(|limit| catalog.limit(limit).target.clone());
            Some((best.evidence, (key, catalog.sources_of([best.cites]), target)))
        }
    }
}
