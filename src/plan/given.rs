//! What standard roles let pass that somebody was given, whether or not they are the least: call by call, and why.

use std::collections::BTreeSet;

use fixedbitset::FixedBitSet;

use super::Options;
use super::access::{Access, about_caller_itself, access};
use super::need::Need;
use super::proof::{Proof, proof_of};
use super::requirement::Requirement;
use super::rights::{Grantable, Rights};
use crate::catalog::Catalog;
use crate::catalog::answer::Verdict;
use crate::catalog::tables::{CapabilityKey, OperationKey, RoleKey, SourceKey};
use crate::model::{Credential, Evidence, either, listed};

/// Whether an operation passes with some roles, as far as roles go: the scopes are taken to be there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passing {
    /// The operation.
    pub operation: OperationKey,
    /// The call itself, when it is one about the caller and the operation has others.
    pub call: Option<String>,
    /// Whether it passes; [`Verdict::Limited`] when only in cases of which nothing says that this is one.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// How that is known; none when it is not.
    pub evidence: Option<Evidence>,
    /// Where it is said.
    pub sources: BTreeSet<SourceKey>,
}

/// Which needs pass when the principal holds exactly these standard roles.
pub fn passing(
    catalog: &Catalog,
    needs: &[Need],
    credential: Credential,
    roles: &BTreeSet<RoleKey>,
    options: &Options,
) -> Vec<Passing> {
    let given = Given::new(Rights::new(catalog, options), roles);
    needs.iter().map(|need| given.judge(need, credential)).collect()
}

/// What somebody was given.
struct Given<'c> {
    rights: Rights<'c>,
    roles: Vec<RoleKey>,
    granted: Vec<Grantable>,
    covered: FixedBitSet,
}

impl<'c> Given<'c> {
    fn new(rights: Rights<'c>, roles: &BTreeSet<RoleKey>) -> Self {
        let roles: Vec<_> = roles.iter().copied().collect();
        let granted: Vec<_> = roles.iter().copied().map(Grantable::Role).collect();
        let mut covered = FixedBitSet::with_capacity(rights.len());
        for role in &granted {
            covered.union_with(&rights.item(*role).covers);
        }
        Self { rights, roles, granted, covered }
    }

    fn judge(&self, need: &Need, credential: Credential) -> Passing {
        let Rights { catalog, options, .. } = self.rights;
        let operation = catalog.operation(need.operation);
        let call = need.situation.own.then(|| about_caller_itself(operation));
        let plain = |verdict, reason: String, evidence| Passing {
            operation: need.operation,
            call: call.clone(),
            verdict,
            reason,
            evidence,
            sources: catalog.sources_of([operation.cites]),
        };
        let by_document = Some(operation.scopes_fact.evidence);
        match access(catalog, need, credential) {
            Access::Free => return plain(Verdict::Yes, "it needs no grant".to_owned(), by_document),
            Access::Refused(refusal) => return plain(Verdict::No, refusal.message, by_document),
            Access::Granted => {}
        }
        let requirement = Requirement::of(catalog, need, options.floor);
        if requirement.is_nothing() {
            let known = requirement.any_of.iter().map(|one| one.evidence).max();
            return plain(Verdict::Yes, "it needs no admin role".to_owned(), known);
        }
        if self.rights.clause(need, &requirement).holds(&self.covered) {
            let proof = proof_of(self.rights, &self.granted, need, &requirement);
            return self.passes(proof, plain(Verdict::Yes, String::new(), None));
        }
        self.by_role(need, plain(Verdict::Unknown, String::new(), None))
    }

    /// Which of the roles lets it pass, and within which targets.
    fn passes(&self, proof: Option<Proof>, passing: Passing) -> Passing {
        let Some(Proof { evidence, parts }) = proof else {
            let reason = format!("{} let it pass", self.names());
            return Passing { reason, ..passing };
        };
        let roles: BTreeSet<_> = parts.iter().filter_map(|part| part.from.role()).collect();
        let names: Vec<_> = roles.iter().map(|role| self.name(*role)).collect();
        let targets: BTreeSet<_> = parts.iter().filter_map(|part| part.target.as_deref()).collect();
        let targets: Vec<_> = targets.into_iter().collect();
        let within = if targets.is_empty() {
            String::new()
        } else {
            format!(", for the {} of its assignment", listed(&targets))
        };
        let mut sources = passing.sources;
        sources.extend(parts.iter().flat_map(|part| part.sources.iter().copied()));
        let lets = if names.len() == 1 { "lets" } else { "let" };
        let reason = format!("{} {lets} it pass{within}", listed(&names));
        Passing { reason, evidence: Some(evidence), sources, ..passing }
    }

    /// Why it does not pass by what is known of its right: a role lets it pass all the same, or does not, or nobody knows.
    fn by_role(&self, need: &Need, passing: Passing) -> Passing {
        let Rights { catalog, options, .. } = self.rights;
        let answers: Vec<_> = self
            .roles
            .iter()
            .map(|role| (*role, catalog.answer(*role, need.operation, &need.situation, options.floor)))
            .collect();
        let best = answers.iter().map(|(_, answer)| answer.verdict).max().unwrap_or(Verdict::No);
        let of_best: Vec<_> = answers.iter().filter(|(_, answer)| answer.verdict == best).collect();
        let names: Vec<_> = of_best.iter().map(|(role, _)| self.name(*role)).collect();
        let unknown_need = Requirement::of(catalog, need, options.floor).is_unknown();
        let (verdict, reason) = match best {
            Verdict::Limited => {
                let when: BTreeSet<_> = of_best.iter().flat_map(|(_, answer)| answer.when()).collect();
                let when: Vec<_> = when.into_iter().map(|name| self.case(name)).collect();
                (Verdict::Limited, format!("{} may in some cases: {}", listed(&names), either(&when)))
            }
            Verdict::No if self.is_refused(need) => {
                let are = if names.len() == 1 { "is" } else { "are" };
                (Verdict::No, format!("{} {are} known not to let it pass", listed(&names)))
            }
            Verdict::No => {
                (Verdict::Unknown, format!("no source says what {} let pass together", self.names()))
            }
            // Only a role that may do everything, or one that was tried.
            Verdict::Yes if unknown_need => {
                let lets = if names.len() == 1 { "lets" } else { "let" };
                (Verdict::Yes, format!("{} {lets} it pass", listed(&names)))
            }
            Verdict::Yes => {
                let reason = format!("{} may, but not in every case that counts here", listed(&names));
                (Verdict::Unknown, reason)
            }
            Verdict::Unknown if unknown_need => {
                (Verdict::Unknown, "no source that counts says which right it needs".to_owned())
            }
            Verdict::Unknown => (Verdict::Unknown, format!("no source says whether {} may", either(&names))),
        };
        let known = of_best.iter().filter_map(|(_, answer)| answer.evidence).min();
        let mut sources = passing.sources;
        sources.extend(of_best.iter().flat_map(|(_, answer)| answer.sources.iter().copied()));
        Passing {
            verdict,
            reason,
            evidence: known.filter(|_| verdict != Verdict::Unknown),
            sources,
            ..passing
        }
    }

    /// Whether every alternative has a part that each of the roles is known not to give.
    fn is_refused(&self, need: &Need) -> bool {
        let catalog = self.rights.catalog;
        let operation = catalog.operation(need.operation);
        let lacks = |role: &RoleKey, part: CapabilityKey| {
            let hand = catalog.hands().of(*role);
            let exhaustive = catalog.role(*role).exhaustive.is_some() && hand.holds(part).is_empty();
            let denied = hand.denied(part).iter().any(|one| {
                let engine = one.engine.is_none_or(|engine| engine == self.rights.options.engine);
                engine && one.fact.evidence >= self.rights.options.floor
            });
            exhaustive || denied || !self.rights.may_call(operation, *role)
        };
        let lacking = |part: &CapabilityKey| self.roles.iter().all(|role| lacks(role, *part));
        self.roles.len() == 1 || operation.capabilities.iter().all(|one| one.all_of.iter().any(lacking))
    }

    /// A case in words, with its name as `--assume` takes it.
    fn case(&self, name: &str) -> String {
        let limits = &self.rights.catalog.tables().limits;
        let meaning = limits.iter().find(|limit| limit.name == name).and_then(|limit| limit.meaning.as_ref());
        meaning.map_or_else(|| format!("if {name}"), |meaning| format!("{meaning} [{name}]"))
    }

    fn name(&self, role: RoleKey) -> &'c str {
        &self.rights.catalog.role(role).name
    }

    fn names(&self) -> String {
        listed(&self.roles.iter().map(|role| self.name(*role)).collect::<Vec<_>>())
    }
}
