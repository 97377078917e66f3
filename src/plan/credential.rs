//! The plan for one credential, and the choices between roles and between credentials.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::access::{Access, access};
use super::drivers::{permission, role};
use super::layer::{Layer, Least};
use super::need::Need;
use super::reach::{Reach, tally};
use super::rights::{Grantable, Rights};
use super::roles::{RoleNeeds, custom_layer, explained, standard_layer, targets};
use super::{
    Choice, CustomRole, Excesses, Granted, GrantedRole, Options, Plan, Recommended, RoleExcess, beyond,
    caveats, drivers, requirement, scopes, setup,
};
use crate::catalog::Catalog;
use crate::catalog::schema::Known;
use crate::catalog::tables::RoleKey;
use crate::model::{Credential, Evidence, Tally};

/// What plans for all credentials share.
#[derive(Debug)]
pub(super) struct Planner<'c> {
    catalog: &'c Catalog,
    options: &'c Options,
    needs: &'c [Need],
    rights: Rights<'c>,
    role_reach: Reach,
    scope_reach: Reach,
    asked: FixedBitSet,
}

impl<'c> Planner<'c> {
    pub(super) fn new(catalog: &'c Catalog, options: &'c Options, needs: &'c [Need]) -> Self {
        let rights = Rights::new(catalog);
        let mut asked = FixedBitSet::with_capacity(catalog.tables().operations.len());
        asked.extend(needs.iter().map(|need| need.operation.index()));
        let role_reach = Reach::of_roles(catalog, rights);
        Self { catalog, options, needs, rights, role_reach, scope_reach: Reach::of_scopes(catalog), asked }
    }

    /// The least grant for a credential; `certain` says whether every call is one operation.
    pub(super) fn plan(&self, credential: Credential, certain: bool) -> Plan {
        let mut granted = Vec::new();
        let mut not_possible = BTreeMap::new();
        for need in self.needs {
            match access(self.catalog, need, credential) {
                Access::Free => {}
                Access::Granted => granted.push(need),
                Access::Refused(refusal) => drop(not_possible.insert(need.operation, refusal)),
            }
        }
        let has_scopes = credential.has_scopes();
        let scoped: Vec<_> = granted
            .iter()
            .copied()
            .filter(|need| scopes::is_known(self.catalog, need, self.options))
            .collect();
        let unknown = granted.iter().filter(|need| {
            self.is_unknown(need) || (has_scopes && !scopes::is_known(self.catalog, need, self.options))
        });
        let unknown: BTreeSet<_> = unknown.map(|need| need.operation).collect();
        let mut plan = empty(credential);
        plan.complete = certain && not_possible.is_empty() && unknown.is_empty();
        plan.not_possible = not_possible;
        if !unknown.is_empty() {
            plan.known_to_work = self.holders_of_everything();
        }
        plan.unknown = unknown;
        let scopes_reach = self.scope_layer(&mut plan, &scoped);
        self.role_layer(&mut plan, &granted, &scopes_reach);
        plan.warnings = caveats::warnings(self.catalog, &plan, &granted);
        plan.setup = setup::steps(self.catalog, &plan);
        plan
    }

    fn is_unknown(&self, need: &Need) -> bool {
        let requirement = requirement::Requirement::of(self.catalog, need, self.options.floor);
        let operation = self.catalog.operation(need.operation);
        requirement.is_unknown()
            && self.rights.clause(operation, &need.situation, &requirement, self.options).any_of.is_empty()
    }

    fn holders_of_everything(&self) -> Vec<RoleKey> {
        self.catalog.roles().filter(|(_, role)| role.holds_all.is_some()).map(|(key, _)| key).collect()
    }

    /// Fills in the scopes; returns the operations that they reach.
    fn scope_layer(&self, plan: &mut Plan, needs: &[&Need]) -> FixedBitSet {
        let count = self.catalog.tables().operations.len();
        if !plan.credential.has_scopes() {
            let mut all = FixedBitSet::with_capacity(count);
            all.insert_range(..);
            return all;
        }
        let clauses = scopes::clauses(self.catalog, needs);
        let price = self.scope_reach.price(self.catalog, plan.credential, &self.asked);
        let layer = scopes::layer(self.catalog, &clauses, &price, plan.credential, self.options);
        let Some(least) = layer.least() else { return FixedBitSet::with_capacity(count) };
        plan.scopes = scopes::explained(self.catalog, &layer, &least.granted, needs, self.options);
        plan.excess.scopes = least.excess;
        self.scope_reach.operations(&layer.opened(&least.granted), count)
    }

    /// Fills in the roles and everything around them.
    fn role_layer(&self, plan: &mut Plan, needs: &[&Need], scopes_reach: &FixedBitSet) {
        let asking = RoleNeeds::new(self.catalog, self.rights, needs, self.options);
        let price = self.role_reach.price(self.catalog, plan.credential, &self.asked);
        let standard = standard_layer(self.rights, &asking, &asking.clauses, &price, self.options);
        let custom = custom_layer(self.catalog, self.rights, &asking, &asking.clauses, &price, self.options);
        let least = standard.least();
        let least_custom = custom.least();
        if let Some(least) = &least {
            plan.standard_roles = self.granted_roles(&standard, least, &asking);
            plan.excess.standard_roles = self.excess(plan.credential, &standard, least, scopes_reach);
            let holds_all = |role: RoleKey| self.catalog.role(role).holds_all.is_some();
            plan.drivers = drivers::drivers(&standard, &custom, &asking, least, holds_all);
        }
        self.custom_role(plan, &custom, least_custom.as_ref(), &asking, scopes_reach);
        plan.recommended = recommended_roles(plan);
        plan.evidence = weakest(plan);
        plan.to_try =
            beyond::to_try(self.catalog, self.rights, &standard, &asking, least.as_ref(), self.options);
        let granted = least.map(|least| least.granted).unwrap_or_default();
        let granted_custom = least_custom.map(|least| least.granted).unwrap_or_default();
        let concerned: Vec<_> =
            self.needs.iter().filter(|need| !plan.not_possible.contains_key(&need.operation)).collect();
        plan.conditional = beyond::conditional(
            self.catalog,
            self.rights,
            if plan.credential.has_scopes() { needs } else { &concerned },
            (&standard, &granted),
            (&custom, &granted_custom),
            self.options,
        );
        plan.would_suffice = beyond::would_suffice(self.catalog, self.rights, &asking, self.options);
    }

    fn granted_roles(
        &self,
        layer: &Layer<'_, Grantable>,
        least: &Least<Grantable>,
        needs: &RoleNeeds<'_>,
    ) -> Vec<GrantedRole> {
        let all = explained(self.catalog, layer, &least.granted, needs, self.options);
        let roles = all.into_iter().filter_map(|granted| {
            let key = role(granted.key)?;
            let targets = targets(self.catalog, key, &least.granted, needs, self.options);
            let Granted { because, evidence, sources, .. } = granted;
            Some(GrantedRole { granted: Granted { key, because, evidence, sources }, targets })
        });
        roles.collect()
    }

    fn custom_role(
        &self,
        plan: &mut Plan,
        layer: &Layer<'_, Grantable>,
        least: Option<&Least<Grantable>>,
        needs: &RoleNeeds<'_>,
        scopes_reach: &FixedBitSet,
    ) {
        let Some(least) = least else {
            plan.custom_role_impossible = Some(self.why_no_custom_role(layer, needs));
            return;
        };
        let all = explained(self.catalog, layer, &least.granted, needs, self.options);
        let permissions: Vec<_> = all
            .into_iter()
            .filter_map(|granted| {
                let Granted { because, evidence, sources, .. } = granted;
                permission(granted.key).map(|key| Granted { key, because, evidence, sources })
            })
            .collect();
        plan.beside_custom_role = self.granted_roles(layer, least, needs);
        plan.excess.custom_role = self.excess(plan.credential, layer, least, scopes_reach);
        if permissions.is_empty() {
            if !plan.beside_custom_role.is_empty() {
                plan.custom_role_impossible = Some(self.why_no_permission(plan));
            }
            return;
        }
        let kinds = permissions.iter().flat_map(|one| &self.catalog.capability(one.key).resources);
        let resources = kinds.cloned().collect();
        plan.custom_role = Some(CustomRole { permissions, resources });
    }

    /// The operations that no custom role and no standard role but the one that holds everything can do.
    fn why_no_custom_role(&self, layer: &Layer<'_, Grantable>, needs: &RoleNeeds<'_>) -> String {
        let everything = layer.unmet(&layer.keys);
        let names: Vec<_> =
            needs.operations(&everything).into_iter().map(|key| self.catalog.operation_name(key)).collect();
        let holders: Vec<_> =
            self.holders_of_everything().iter().map(|key| self.catalog.role(*key).name.clone()).collect();
        format!("{} would have to stand beside it for {}", holders.join(", "), names.join(", "))
    }

    fn why_no_permission(&self, plan: &Plan) -> String {
        let needed: BTreeSet<_> = plan
            .beside_custom_role
            .iter()
            .flat_map(|role| &role.granted.because)
            .flat_map(|key| &self.catalog.operation(*key).capabilities)
            .flat_map(|alternative| &alternative.all_of)
            .collect();
        let with = |known: Known| {
            let of = needed
                .iter()
                .map(|key| self.catalog.capability(**key))
                .filter(|one| one.custom_role == known);
            of.map(|one| format!("`{}`", one.name)).collect::<Vec<_>>().join(", ")
        };
        match (with(Known::No), with(Known::Unknown)) {
            (no, _) if !no.is_empty() => format!("no custom role can hold {no}"),
            (_, unknown) if !unknown.is_empty() => {
                format!("nobody says whether a custom role can hold {unknown}")
            }
            _ => "no custom role reaches less than the standard roles".to_owned(),
        }
    }

    fn excess(
        &self,
        credential: Credential,
        layer: &Layer<'_, Grantable>,
        least: &Least<Grantable>,
        scopes_reach: &FixedBitSet,
    ) -> RoleExcess {
        let mut both = self.role_reach.operations(&layer.opened(&least.granted), self.asked.len());
        both.intersect_with(scopes_reach);
        RoleExcess { alone: least.excess, effective: tally(self.catalog, credential, &both, &self.asked) }
    }
}

fn empty(credential: Credential) -> Plan {
    Plan {
        credential,
        complete: false,
        scopes: Vec::new(),
        standard_roles: Vec::new(),
        custom_role: None,
        custom_role_impossible: None,
        beside_custom_role: Vec::new(),
        recommended: Recommended { choice: Choice::None, verify_first: false, why: String::new() },
        excess: Excesses::default(),
        drivers: Vec::new(),
        not_possible: BTreeMap::new(),
        unknown: BTreeSet::new(),
        known_to_work: Vec::new(),
        to_try: None,
        conditional: Vec::new(),
        would_suffice: BTreeMap::new(),
        warnings: Vec::new(),
        setup: Vec::new(),
        evidence: None,
    }
}

/// How sure one choice is, and how many items it has.
fn strength(plan: &Plan, choice: Choice) -> (Evidence, usize) {
    let roles = match choice {
        Choice::CustomRole => &plan.beside_custom_role,
        _ => &plan.standard_roles,
    };
    let permissions =
        plan.custom_role.iter().filter(|_| choice == Choice::CustomRole).flat_map(|one| &one.permissions);
    let evidence: Vec<_> =
        roles.iter().map(|role| role.granted.evidence).chain(permissions.map(|one| one.evidence)).collect();
    (evidence.iter().copied().min().unwrap_or(Evidence::Spec), evidence.len())
}

/// The smaller excess; then the stronger evidence; then fewer items.
fn recommended_roles(plan: &Plan) -> Recommended {
    let none = |why: &str| Recommended { choice: Choice::None, verify_first: false, why: why.to_owned() };
    match (plan.standard_roles.is_empty(), plan.custom_role.is_some()) {
        (true, false) if plan.unknown.is_empty() => return none("no call of this plan needs an admin role"),
        (true, false) => return none("nobody says which admin role the calls need; see what is unknown"),
        (false, false) => {
            let why = "no custom role does better".to_owned();
            return Recommended { choice: Choice::StandardRoles, verify_first: false, why };
        }
        _ => {}
    }
    let standard = (plan.excess.standard_roles.alone, strength(plan, Choice::StandardRoles));
    let custom = (plan.excess.custom_role.alone, strength(plan, Choice::CustomRole));
    let rank = |(excess, (evidence, items)): (Tally, (Evidence, usize))| {
        (excess, std::cmp::Reverse(evidence), items)
    };
    let custom_wins = plan.standard_roles.is_empty() || rank(custom) < rank(standard);
    let (choice, smaller, larger) = if custom_wins {
        (Choice::CustomRole, custom, standard)
    } else {
        (Choice::StandardRoles, standard, custom)
    };
    let verify_first = smaller.1.0 < Evidence::Official
        && larger.1.0 >= Evidence::Official
        && !plan.standard_roles.is_empty();
    Recommended { choice, verify_first, why: why(smaller, larger, verify_first) }
}

fn why(
    smaller: (Tally, (Evidence, usize)),
    larger: (Tally, (Evidence, usize)),
    verify_first: bool,
) -> String {
    let mut why = if smaller.0 < larger.0 {
        let (control, total) = (
            larger.0.control - smaller.0.control.min(larger.0.control),
            larger.0.total() - smaller.0.total().min(larger.0.total()),
        );
        match (control, total) {
            (0, total) => format!("it reaches {total} fewer operations beyond the calls"),
            (control, _) => {
                format!("it reaches {control} fewer operations beyond the calls that change who may do what")
            }
        }
    } else if smaller.1.0 > larger.1.0 {
        "it reaches as little and rests on stronger evidence".to_owned()
    } else {
        "it reaches as little and is no larger".to_owned()
    };
    if verify_first {
        why.push_str("; verify first: it rests on ");
        why.push_str(smaller.1.0.name());
        why.push_str(" evidence, the other on Okta's own word");
    }
    why
}

/// The weakest evidence of the scopes and of the recommended roles.
fn weakest(plan: &Plan) -> Option<Evidence> {
    let scopes = plan.scopes.iter().map(|scope| scope.evidence);
    let roles = (plan.recommended.choice != Choice::None).then(|| strength(plan, plan.recommended.choice).0);
    scopes.chain(roles).min()
}

/// The credential to take, and why: the first that gets most of the calls through.
///
/// A service app comes first: scopes and a role both limit it, and it borrows nobody's rights.
pub(super) fn recommended(plans: &[Plan], needed: usize) -> (Credential, String) {
    let mostly_refused = |plan: &Plan| plan.not_possible.len() * 2 > needed;
    let best = plans.iter().min_by_key(|plan| (mostly_refused(plan), plan.credential));
    let Some(best) = best else { return (Credential::ServiceApp, String::new()) };
    let mut why = match best.credential {
        Credential::ServiceApp => "scopes and a role both limit it, and no user's rights come with it",
        Credential::UserApp => {
            "most calls need a user; the scopes still limit what that user's rights can be used for"
        }
        Credential::ApiToken => {
            "most calls accept nothing else; no scope limits it, only the roles of its owner"
        }
    }
    .to_owned();
    match best.not_possible.len() {
        0 => {}
        1 => why.push_str("; one operation is not possible with it"),
        count => why.push_str(&format!("; {count} operations are not possible with it")),
    }
    (best.credential, why)
}
