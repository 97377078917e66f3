//! A grant against what calls need, layer by layer.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::access::Refusal;
use super::credential::{Admitted, Planner, Reaches};
use super::holding::{Holding, scope_stock};
use super::judge::{Bench, Judged};
use super::layer::{Layer, Least, Stock};
use super::need::{self, Need};
use super::proof::proven;
use super::rights::{Grantable, Rights};
use super::{Options, Requirement, scopes};
use crate::catalog::Catalog;
use crate::catalog::answer::Verdict;
use crate::catalog::tables::{CapabilityKey, OperationKey, ScopeKey};
use crate::matching::Match;
use crate::model::{Credential, Evidence};

/// A grant against what calls need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The scopes; none when they were not given or the credential has none.
    pub scopes: Option<Judged<ScopeKey>>,
    /// The roles and permissions; none when they were not given.
    pub roles: Option<Judged<Grantable>>,
    /// The operations that the credential does not get through to.
    pub refused: BTreeMap<OperationKey, Refusal>,
    /// The operations of which nobody knows which scopes they take.
    pub without_scope: BTreeSet<OperationKey>,
    /// The operations of which nobody knows which admin right they need.
    pub without_right: BTreeSet<OperationKey>,
    /// The operations that some call asks for, and that may pass.
    pub asked: BTreeSet<OperationKey>,
}

/// Judges what is held against what the calls need.
///
/// What is missing is judged by the calls that are clear; what is spare also by those that may mean several
/// operations.
pub fn judge(
    catalog: &Catalog,
    matches: &[Match],
    options: &Options,
    credential: Credential,
    holding: &Holding,
) -> Judgement {
    let rights = Rights::new(catalog, options);
    let certain = need::needs(catalog, matches, options);
    let possible = need::needs(catalog, matches, &Options { assume_all: true, ..options.clone() });
    let judge = Judge { rights, credential, holding };
    let reaches = Reaches::new(rights);
    let mut judgement = judge.by(&Planner::new(rights, &possible, &reaches));
    if certain != possible {
        let strict = judge.by(&Planner::new(rights, &certain, &reaches));
        replace_missing(&mut judgement.scopes, strict.scopes);
        replace_missing(&mut judgement.roles, strict.roles);
        judgement.refused = strict.refused;
    }
    judgement
}

fn replace_missing<Key>(judged: &mut Option<Judged<Key>>, by: Option<Judged<Key>>) {
    if let (Some(judged), Some(by)) = (judged, by) {
        judged.missing = by.missing;
    }
}

struct Judge<'a> {
    rights: Rights<'a>,
    credential: Credential,
    holding: &'a Holding,
}

impl Judge<'_> {
    fn by(&self, planner: &Planner<'_>) -> Judgement {
        let admitted = planner.admitted(self.credential);
        let scopes = self.holding.scopes.as_ref().filter(|_| self.credential.has_scopes());
        let asked_roles = planner.roles.asked(&admitted.granted);
        Judgement {
            scopes: scopes.map(|held| self.scopes(planner, &admitted, held)),
            roles: self.holding.roles.as_ref().map(|held| self.roles(planner, &admitted, held)),
            without_scope: planner.without_scope(self.credential, &admitted),
            without_right: asked_roles.unknown,
            asked: admitted.called.iter().map(|need| need.operation).collect(),
            refused: admitted.refused,
        }
    }

    /// The operations that are no excess: asked for, or refused to the credential whatever it holds.
    fn settled(&self, admitted: &Admitted<'_>) -> FixedBitSet {
        let refused = self.rights.catalog.operations().filter(|(_, operation)| {
            !operation.accepts.iter().any(|accepted| accepted.suits(self.credential))
        });
        let mut settled = admitted.asked.clone();
        settled.extend(refused.map(|(key, _)| key.index()));
        settled
    }

    fn scopes(&self, planner: &Planner<'_>, admitted: &Admitted<'_>, held: &[ScopeKey]) -> Judged<ScopeKey> {
        let known: Vec<_> =
            admitted.granted.iter().copied().filter(|need| scopes::is_known(self.rights, need)).collect();
        let clauses = scopes::clauses(self.rights.catalog, &known);
        let operations: Vec<_> = known.iter().map(|need| need.operation).collect();
        let price = planner.reaches.scopes.price(self.rights.catalog, self.credential, &admitted.asked);
        let stock = scopes::stock(self.rights, &clauses, self.credential);
        let stock = stock.with(&scope_stock(self.rights, held));
        let bench = Bench {
            stocks: vec![&stock],
            clauses: &clauses,
            operations: &operations,
            price: &price,
            settled: &self.settled(admitted),
            held,
        };
        bench.judged(|position| self.own_twins(held, known[position]))
    }

    /// The held scopes that act on the caller only, for a call about the caller: no document says that they still do.
    fn own_twins(&self, held: &[ScopeKey], need: &Need) -> Vec<ScopeKey> {
        let catalog = self.rights.catalog;
        let named = catalog.operation(need.operation).scopes.iter().flatten();
        let twins: Vec<_> = named.map(|key| format!("{}.self", catalog.scope(*key).name)).collect();
        let is_twin = |key: &&ScopeKey| need.situation.own && twins.contains(&catalog.scope(**key).name);
        held.iter().filter(is_twin).copied().collect()
    }

    fn roles(&self, planner: &Planner<'_>, admitted: &Admitted<'_>, held: &[Grantable]) -> Judged<Grantable> {
        let needs = planner.roles.asked(&admitted.granted);
        let operations: Vec<_> = needs.needs.iter().map(|need| need.operation).collect();
        let price = planner.reaches.roles.price(self.rights.catalog, self.credential, &admitted.asked);
        let own = Stock::new(held.to_vec(), |key| self.rights.item(key));
        let (standard, custom) = (planner.roles.standard.with(&own), planner.roles.custom.with(&own));
        // Whoever holds permissions is offered permissions first.
        let holds_permission = held.iter().any(|key| key.permission().is_some());
        let stocks = if holds_permission { vec![&custom, &standard] } else { vec![&standard, &custom] };
        let bench = Bench {
            stocks,
            clauses: &needs.clauses,
            operations: &operations,
            price: &price,
            settled: &self.settled(admitted),
            held,
        };
        let mut judged = bench.judged(|position| self.perhaps(held, needs.needs[position]));
        self.sure_enough(
            &mut judged,
            &Layer { stock: &custom, clauses: &needs.clauses, price: &price },
            &needs,
        );
        judged
    }

    /// The held things by which a need may pass although no source that counts says so: weaker facts count, and
    /// conditions and cases that are not known to be met.
    fn perhaps(&self, held: &[Grantable], need: &Need) -> Vec<Grantable> {
        let catalog = self.rights.catalog;
        let weakest = Evidence::InferredLow;
        let answer = |role| catalog.answer(role, need.operation, &need.situation, weakest).verdict;
        let roles = held.iter().filter(|key| key.role().is_some_and(|role| answer(role) != Verdict::No));
        let gives = |key: &Grantable, capability: CapabilityKey| {
            let contents = key.permission().map(|permission| catalog.hands().contents(permission));
            contents.into_iter().flatten().any(|(part, _)| *part == capability)
        };
        let requirement = Requirement::of(catalog, need, weakest);
        let open = requirement.open.iter().map(|(_, alternative)| alternative);
        let met = requirement.any_of.iter().chain(open).filter(|alternative| {
            alternative.all_of.iter().all(|part| held.iter().any(|key| gives(key, *part)))
        });
        let parts: Vec<_> = met.flat_map(|alternative| &alternative.all_of).collect();
        let permissions = held.iter().filter(|key| parts.iter().any(|part| gives(key, **part)));
        roles.chain(permissions).copied().collect()
    }

    /// The way to do with less that rests on Okta's own word comes first; a way that rests on weaker evidence than
    /// what is held is no certain excess.
    fn sure_enough(
        &self,
        judged: &mut Judged<Grantable>,
        layer: &Layer<'_, Grantable>,
        needs: &super::roles::RoleNeeds<'_>,
    ) {
        let evidence = |granted: Vec<Grantable>| {
            let least = Least { granted, excess: crate::model::Tally::default() };
            proven(self.rights, layer, &least, needs).evidence()
        };
        let now = evidence(judged.kept.clone());
        for larger in &mut judged.larger {
            let rest = judged.kept.iter().copied().filter(|key| *key != larger.key);
            let with = |way: &[Grantable]| rest.clone().chain(way.iter().copied()).collect::<Vec<_>>();
            larger.evidence = larger.instead.iter().map(|way| evidence(with(way))).next();
            larger.verify_first =
                larger.evidence.is_some_and(|then| then < Evidence::Official && now >= Evidence::Official);
        }
    }
}
