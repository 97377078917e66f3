//! The plan for one credential: what it gets through to, then scopes, then roles, then what to say besides.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::access::{Access, FORBIDDEN, Refusal, access};
use super::layer::Layer;
use super::need::Need;
use super::outcome::{Choice, Excesses, Granted, Plan, RoleAnswer, RoleExcess, RoleGrant};
use super::reach::{Excess, Reach, tally};
use super::rights::{Grantable, Rights};
use super::roles::Roles;
use super::{caveats, choice, scopes, setup, unknown};
use crate::catalog::tables::{OperationKey, ScopeKey};
use crate::model::{Credential, Tally};

/// What plans for all credentials share.
#[derive(Debug)]
pub(super) struct Planner<'c> {
    rights: Rights<'c>,
    needs: &'c [Need],
    pub(super) roles: Roles<'c>,
    pub(super) reaches: &'c Reaches,
}

/// What roles and scopes reach, whatever is called: made once for many plans.
#[derive(Debug)]
pub(super) struct Reaches {
    pub(super) roles: Reach,
    pub(super) scopes: Reach,
}

impl Reaches {
    pub(super) fn new(rights: Rights<'_>) -> Self {
        Self { roles: Reach::of_roles(rights), scopes: Reach::of_scopes(rights.catalog) }
    }
}

/// What a credential gets through to.
#[derive(Debug)]
pub(super) struct Admitted<'n> {
    /// The needs that take a grant.
    pub(super) granted: Vec<&'n Need>,
    /// The needs of operations that take none, too, where a grant may matter in some special case.
    passing: Vec<&'n Need>,
    /// Everything that is called and not refused.
    pub(super) called: Vec<&'n Need>,
    pub(super) refused: BTreeMap<OperationKey, Refusal>,
    /// The operations that pass and so are no excess, as a set of keys. A call about the caller itself does not make
    /// the same operation on everybody else one that was asked for.
    pub(super) asked: FixedBitSet,
}

/// The least scopes and what they reach.
struct ScopeAnswer {
    scopes: Vec<Granted<ScopeKey>>,
    excess: Tally,
    reach: FixedBitSet,
}

impl<'c> Planner<'c> {
    pub(super) fn new(rights: Rights<'c>, needs: &'c [Need], reaches: &'c Reaches) -> Self {
        Self { rights, needs, roles: Roles::new(rights, needs), reaches }
    }

    /// The least grant for each credential; `certain` says whether every call is one operation.
    pub(super) fn plans(&self, certain: bool) -> Vec<Plan> {
        let mut answered: Vec<(Admitted<'_>, Excess<'_>, RoleAnswer)> = Vec::new();
        let plan = |credential| {
            let admitted = self.admitted(credential);
            let price_of =
                |asked: &FixedBitSet| self.reaches.roles.price(self.rights.catalog, credential, asked);
            let price = price_of(&admitted.asked);
            // Two credentials that get through to the same need the same roles, which are worth working out once.
            let known = answered.iter().find(|(known, same_price, _)| {
                known.granted == admitted.granted
                    && known.passing == admitted.passing
                    && price.is_same(same_price)
            });
            let roles = if let Some((_, _, roles)) = known {
                roles.clone()
            } else {
                let asked = self.roles.asked(&admitted.granted);
                self.roles.answer(&asked, &admitted.passing, &price, |without| {
                    let mut rest = admitted.asked.clone();
                    for key in without {
                        rest.remove(key.index());
                    }
                    price_of(&rest)
                })
            };
            let plan = self.plan(credential, &admitted, roles.clone(), certain);
            answered.push((admitted, price, roles));
            plan
        };
        Credential::ALL.into_iter().map(plan).collect()
    }

    /// What the credential gets through to.
    pub(super) fn admitted(&self, credential: Credential) -> Admitted<'c> {
        let (mut granted, mut passing, mut refused) = (Vec::new(), Vec::new(), BTreeMap::new());
        let mut called = Vec::new();
        let made = |need: &&Need| need.situation.only.is_none_or(|only| only == credential);
        for need in self.needs.iter().filter(made) {
            let access = self.access(need, credential);
            called.extend((!matches!(access, Access::Refused(_))).then_some(need));
            match access {
                // No OAuth token stands in for the API token that some special cases of free operations want.
                Access::Free if credential.has_scopes() => {}
                Access::Free => passing.push(need),
                Access::Granted => {
                    granted.push(need);
                    passing.push(need);
                }
                Access::Refused(refusal) => refuse(&mut refused, need.operation, refusal),
            }
        }
        let mut asked = FixedBitSet::with_capacity(self.rights.catalog.tables().operations.len());
        asked.extend(granted.iter().filter(|need| !need.situation.own).map(|need| need.operation.index()));
        Admitted { granted, passing, called, refused, asked }
    }

    /// Whether the credential gets through to the need with what is not forbidden.
    fn access(&self, need: &Need, credential: Credential) -> Access {
        let Rights { catalog, options, .. } = self.rights;
        let access = access(catalog, need, credential);
        if access != Access::Granted || options.forbidden.is_empty() {
            return access;
        }
        let scopes = scopes::forbidden(self.rights, need).filter(|_| credential.has_scopes());
        let message = match scopes {
            Some(scopes) => options.forbidden.scopes_missing(catalog, &scopes),
            None if self.roles.is_forbidden(need) => options.forbidden.roles_missing(catalog),
            None => return Access::Granted,
        };
        Access::Refused(Refusal { reason: FORBIDDEN, message, call: None })
    }

    fn plan(
        &self,
        credential: Credential,
        admitted: &Admitted<'_>,
        roles: RoleAnswer,
        certain: bool,
    ) -> Plan {
        let ScopeAnswer { scopes, excess, reach } = self.scopes(credential, admitted);
        let without_right = self.roles.asked(&admitted.granted).unknown;
        let without_scope = self.without_scope(credential, admitted);
        let recommended = choice::roles(&roles, !without_right.is_empty());
        let (covered, without_right) = if self.holds_everything(roles.of(recommended.choice)) {
            (without_right, BTreeSet::new())
        } else {
            (BTreeSet::new(), without_right)
        };
        let unknown = unknown::messages(self.rights, &without_scope, &without_right);
        let effective = |grant: &Option<RoleGrant>| {
            grant.as_ref().map_or_else(RoleExcess::default, |grant| {
                self.excess(credential, grant, &reach, &admitted.asked)
            })
        };
        let excess = Excesses {
            scopes: excess,
            standard_roles: effective(&roles.standard),
            custom_role: effective(&roles.custom),
        };
        let holders = self.rights.holders_of_everything();
        let mut plan = Plan {
            credential,
            complete: certain && admitted.refused.is_empty() && unknown.is_empty(),
            scopes,
            recommended,
            roles,
            excess,
            not_possible: admitted.refused.clone(),
            known_to_work: if unknown.is_empty() { Vec::new() } else { holders.collect() },
            unknown,
            covered,
            warnings: Vec::new(),
            setup: Vec::new(),
            raise: None,
            evidence: None,
        };
        let scopes = plan.scopes.iter().map(|scope| scope.evidence);
        let chosen = plan.chosen().filter(|_| plan.recommended.choice != Choice::None);
        plan.evidence = scopes.chain(chosen.map(RoleGrant::evidence)).min();
        plan.warnings = caveats::warnings(self.rights.catalog, &plan, &admitted.called);
        let calls_something = !admitted.granted.is_empty();
        plan.raise = setup::raise(self.rights.catalog, &plan).filter(|_| calls_something);
        plan.setup = setup::steps(self.rights.catalog, &plan, calls_something);
        plan
    }

    fn holds_everything(&self, grant: Option<&RoleGrant>) -> bool {
        let mut roles = grant.into_iter().flat_map(RoleGrant::role_keys);
        roles.any(|role| self.rights.holds_everything(Grantable::Role(role)))
    }

    /// The operations of which nobody knows which scopes they take.
    pub(super) fn without_scope(
        &self,
        credential: Credential,
        admitted: &Admitted<'_>,
    ) -> BTreeSet<OperationKey> {
        let granted = admitted.granted.iter().filter(|_| credential.has_scopes());
        granted.filter(|need| !scopes::is_known(self.rights, need)).map(|need| need.operation).collect()
    }

    /// The least scopes; with a credential that has none, everything is reached.
    fn scopes(&self, credential: Credential, admitted: &Admitted<'_>) -> ScopeAnswer {
        let Admitted { granted, asked, .. } = admitted;
        let mut answer = ScopeAnswer {
            scopes: Vec::new(),
            excess: Tally::default(),
            reach: FixedBitSet::with_capacity(asked.len()),
        };
        if !credential.has_scopes() {
            answer.reach.insert_range(..);
            return answer;
        }
        let known: Vec<_> =
            granted.iter().copied().filter(|need| scopes::is_known(self.rights, need)).collect();
        let clauses = scopes::clauses(self.rights.catalog, &known);
        let price = self.reaches.scopes.price(self.rights.catalog, credential, asked);
        let stock = scopes::stock(self.rights, &clauses, credential);
        let layer = Layer { stock: &stock, clauses: &clauses, price: &price };
        if let Some(least) = layer.least() {
            answer.scopes = scopes::explained(self.rights, &layer, &least.granted, &known);
            answer.reach = price.reached(&layer.opened(&least.granted));
            answer.excess = least.excess;
        }
        answer
    }

    /// What roles reach that nobody asked for: by themselves, and as far as the scopes let them.
    fn excess(
        &self,
        credential: Credential,
        grant: &RoleGrant,
        scopes: &FixedBitSet,
        asked: &FixedBitSet,
    ) -> RoleExcess {
        let both = grant.reach.ones().filter(|position| scopes.contains(*position));
        let beyond: Vec<_> =
            both.filter(|position| !asked.contains(*position)).map(OperationKey::new).collect();
        RoleExcess { alone: grant.excess, effective: tally(self.rights.catalog, credential, &beyond) }
    }
}

/// Notes a refusal; that of every call of the operation goes before that of its calls about the caller alone.
fn refuse(refused: &mut BTreeMap<OperationKey, Refusal>, operation: OperationKey, refusal: Refusal) {
    if refused.get(&operation).is_none_or(|known| known.call.is_some()) {
        refused.insert(operation, refusal);
    }
}
