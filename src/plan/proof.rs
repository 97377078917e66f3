//! How it is known that what is granted meets each need, and which needs each part of it serves.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::extent;
use super::layer::{Layer, Least};
use super::need::Need;
use super::outcome::{Granted, GrantedRole, RoleGrant};
use super::requirement::Requirement;
use super::rights::{Grantable, Rights};
use super::roles::RoleNeeds;
use crate::catalog::hands::Held;
use crate::catalog::schema::{LimitKind, NameEvidence};
use crate::catalog::tables::{CapabilityKey, OperationKey, RoleKey, SourceKey};
use crate::model::{Evidence, Situation};

/// How it is known that a need is met by what is granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Proof {
    pub(super) evidence: Evidence,
    pub(super) parts: Vec<Part>,
}

/// What one granted thing contributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) from: Grantable,
    pub(super) sources: BTreeSet<SourceKey>,
    /// To what the assignment can be narrowed.
    pub(super) target: Option<String>,
    /// To what it must not be.
    pub(super) whole: Option<String>,
}

impl Part {
    const fn new(from: Grantable, sources: BTreeSet<SourceKey>) -> Self {
        Self { from, sources, target: None, whole: None }
    }
}

impl Proof {
    /// The surest is the best; of those, one that nothing narrows.
    fn rank(&self) -> (Evidence, Reverse<usize>) {
        (self.evidence, Reverse(self.parts.iter().filter(|part| part.target.is_some()).count()))
    }

    fn by_one(from: Grantable, evidence: Evidence, sources: BTreeSet<SourceKey>) -> Self {
        Self { evidence, parts: vec![Part::new(from, sources)] }
    }
}

/// The least set of a layer with its reasons; `reached` says which operations opened rights reach.
pub(super) fn proven(
    rights: Rights<'_>,
    layer: &Layer<'_, Grantable>,
    least: &Least<Grantable>,
    needs: &RoleNeeds<'_>,
) -> RoleGrant {
    let proofs: Vec<_> =
        (0..needs.needs.len()).map(|position| proof(rights, &least.granted, needs, position)).collect();
    let serving = layer.serving(&least.granted);
    let explain = |key: Grantable| {
        let served = (0..needs.needs.len()).filter(|position| serving[*position].contains(&key));
        explained(rights, &proofs, needs, &served.collect::<Vec<_>>(), key)
    };
    let mut grant = RoleGrant {
        roles: Vec::new(),
        permissions: Vec::new(),
        resources: BTreeSet::new(),
        whole: extent::whole(rights, needs, &proofs, |from| from.permission().is_some()),
        excess: least.excess,
        reach: layer.price.reached(&layer.opened(&least.granted)),
    };
    for key in least.granted.iter().copied() {
        match key {
            Grantable::Role(role) => {
                let mut whole = extent::whole(rights, needs, &proofs, |from| from == key);
                let narrowable = &rights.catalog.role(role).targets;
                whole.retain(|one| narrowable.contains(&one.kind));
                let targets = extent::targets(&proofs, role, &whole);
                grant.roles.push(GrantedRole { granted: explain(key).with_key(role), targets, whole });
            }
            Grantable::Permission(permission) => {
                grant.resources.extend(rights.catalog.capability(permission).resources.iter().cloned());
                grant.permissions.push(explain(key).with_key(permission));
            }
        }
    }
    grant
}

impl<Key> Granted<Key> {
    fn with_key<Other>(self, key: Other) -> Granted<Other> {
        let Self { because, evidence, weakest, sources, .. } = self;
        Granted { key, because, evidence, weakest, sources }
    }
}

fn explained(
    rights: Rights<'_>,
    proofs: &[Option<Proof>],
    needs: &RoleNeeds<'_>,
    served: &[usize],
    key: Grantable,
) -> Granted<()> {
    let mut sources = BTreeSet::new();
    let mut evidence: BTreeMap<OperationKey, Evidence> = BTreeMap::new();
    for position in served {
        let operation = needs.needs[*position].operation;
        sources.extend(rights.catalog.sources_of([rights.catalog.operation(operation).cites]));
        let Some(proof) = &proofs[*position] else { continue };
        let known = evidence.entry(operation).or_insert(proof.evidence);
        *known = proof.evidence.min(*known);
        let own = proof.parts.iter().filter(|part| part.from == key);
        sources.extend(own.flat_map(|part| part.sources.iter().copied()));
    }
    Granted { key: (), because: needs.operations(served), sources, ..weighed((), &evidence) }
}

/// The weakest of what is known of some operations, and of which it is.
pub(super) fn weighed<Key>(key: Key, evidence: &BTreeMap<OperationKey, Evidence>) -> Granted<Key> {
    let weakest = evidence.values().copied().min().unwrap_or(Evidence::Spec);
    let of = evidence.iter().filter(|(_, known)| **known == weakest);
    Granted {
        key,
        because: evidence.keys().copied().collect(),
        evidence: weakest,
        weakest: of.map(|(operation, _)| *operation).collect(),
        sources: BTreeSet::new(),
    }
}

/// The surest way in which the granted things meet a need of some.
fn proof(rights: Rights<'_>, granted: &[Grantable], needs: &RoleNeeds<'_>, position: usize) -> Option<Proof> {
    proof_of(rights, granted, needs.needs[position], &needs.requirements[position])
}

/// The surest way in which the granted things meet a need.
pub(super) fn proof_of(
    rights: Rights<'_>,
    granted: &[Grantable],
    need: &Need,
    requirement: &Requirement,
) -> Option<Proof> {
    let operation = rights.catalog.operation(need.operation);
    let counts = |key: &&Grantable| key.role().is_none_or(|role| rights.may_call(operation, role));
    by_trial(rights, granted, need.operation).or_else(|| by_holding_all(rights, granted)).or_else(|| {
        let alternatives = requirement.any_of.iter().filter_map(|alternative| {
            let mut proof = Proof { evidence: alternative.evidence, parts: Vec::new() };
            for capability in &alternative.all_of {
                let counting = granted.iter().filter(counts);
                let given = counting.filter_map(|key| gives(rights, *key, *capability, &need.situation));
                let (evidence, part) =
                    given.max_by_key(|(evidence, part)| (*evidence, part.target.is_none()))?;
                proof.evidence = proof.evidence.min(evidence);
                proof.parts.push(part);
            }
            Some(proof)
        });
        alternatives.max_by_key(Proof::rank)
    })
}

/// Somebody has tried it with one of the roles, and it worked.
fn by_trial(rights: Rights<'_>, granted: &[Grantable], operation: OperationKey) -> Option<Proof> {
    let tried = &rights.catalog.operation(operation).tried;
    let worked = tried.iter().filter(|trial| trial.works && rights.options.floor <= Evidence::Observed);
    let trial = worked.into_iter().find(|trial| granted.contains(&Grantable::Role(trial.role)))?;
    let sources = rights.catalog.sources_of([trial.cites]);
    Some(Proof::by_one(Grantable::Role(trial.role), Evidence::Observed, sources))
}

/// Whoever holds everything passes whatever the operation needs.
fn by_holding_all(rights: Rights<'_>, granted: &[Grantable]) -> Option<Proof> {
    granted.iter().copied().filter_map(Grantable::role).find_map(|role| {
        let fact = rights.catalog.role(role).holds_all?;
        Some(Proof::by_one(Grantable::Role(role), fact.evidence, rights.catalog.sources_of([fact.cites])))
    })
}

/// How surely a granted thing gives a capability.
fn gives(
    rights: Rights<'_>,
    from: Grantable,
    capability: CapabilityKey,
    situation: &Situation,
) -> Option<(Evidence, Part)> {
    match from {
        Grantable::Permission(permission) => by_permission(rights, permission, capability),
        Grantable::Role(role) => by_role(rights, role, capability, situation),
    }
}

/// A permission gives what it contains, no more surely than its name is known.
fn by_permission(
    rights: Rights<'_>,
    permission: CapabilityKey,
    capability: CapabilityKey,
) -> Option<(Evidence, Part)> {
    let contents = rights.catalog.hands().contents(permission);
    let sure = contents.iter().filter(|(_, evidence)| *evidence >= rights.options.floor);
    let (_, evidence) = sure.into_iter().find(|(part, _)| *part == capability)?;
    let entry = rights.catalog.capability(permission);
    let name = if entry.name_evidence == NameEvidence::Vendor { Evidence::Vendor } else { Evidence::Spec };
    let from = Grantable::Permission(permission);
    Some(((*evidence).min(name), Part::new(from, rights.catalog.sources_of([entry.cites]))))
}

/// A role gives what it holds, where the limits of the holding allow the case.
fn by_role(
    rights: Rights<'_>,
    role: RoleKey,
    capability: CapabilityKey,
    situation: &Situation,
) -> Option<(Evidence, Part)> {
    let catalog = rights.catalog;
    let usable = catalog.hands().of(role).holds(capability).iter().filter(|held| {
        let engine = held.engine.is_none_or(|engine| engine == situation.engine);
        let limit = held.limit.map(|limit| catalog.limit(limit));
        let met = limit.is_none_or(|limit| match limit.kind {
            LimitKind::Target | LimitKind::Together => true,
            LimitKind::Own => situation.own || situation.cases.contains(&limit.name),
            LimitKind::Case => situation.cases.contains(&limit.name),
        });
        engine && met && held.evidence >= rights.options.floor
    });
    let target = |held: &Held| held.limit.and_then(|limit| catalog.limit(limit).target.clone());
    let best = usable.max_by_key(|held| (held.evidence, target(held).is_none()))?;
    let whole = best.limit.and_then(|limit| catalog.limit(limit).whole.clone());
    let part = Part::new(Grantable::Role(role), catalog.sources_of([best.cites]));
    Some((best.evidence, Part { target: target(best), whole, ..part }))
}
