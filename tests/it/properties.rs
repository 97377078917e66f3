//! What holds for every plan, on thousands of random lists of calls.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, OnceLock};

use fixedbitset::FixedBitSet;
use leastwise::catalog::tables::{OperationKey, RoleKey};
use leastwise::matching::{Match, Matcher};
use leastwise::model::{Asked, Call, Credential, Origin, Tally};
use leastwise::plan::{Options, Plan, RoleGrant, plan};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::oracle::{self, Held};
use crate::support::{catalog, matcher};

pub(crate) fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        max_global_rejects: 100_000,
        ..ProptestConfig::default()
    }
}

/// What becomes of an operation that is called by its name.
pub(crate) fn called(matcher: &Matcher<'_>, key: OperationKey) -> Match {
    let origin = Origin { source: "test".into(), line: 1, column: 1 };
    let asked = Asked::Name(catalog().operation_name(key));
    matcher.resolve(&Call::new(origin, String::new(), asked))
}

fn plans(keys: &[OperationKey]) -> Vec<Plan> {
    let matches: Vec<_> = keys.iter().map(|key| called(matcher(), *key)).collect();
    plan(catalog(), &matches, &Options::default()).plans
}

/// Operations of one tag lie close together in what they need; lists mix such with any others.
pub(crate) fn lists() -> impl Strategy<Value = Vec<OperationKey>> {
    let keys: Vec<_> = catalog().operations().map(|(key, _)| key).collect();
    let wanting = keys.iter().copied().filter(|key| oracle::needs_right(catalog().operation(*key)));
    let wanting: Vec<_> = wanting.collect();
    let mut by_tag: BTreeMap<_, Vec<OperationKey>> = BTreeMap::new();
    for key in &keys {
        let operation = catalog().operation(*key);
        by_tag.entry((operation.api, &operation.tag)).or_default().push(*key);
    }
    let tags: Vec<_> = by_tag.into_values().collect();
    let some = prop::collection::vec(select(keys), 1..5);
    let rights = prop::collection::vec(select(wanting), 1..7);
    let near = (select(tags), prop::collection::vec(any::<Index>(), 1..4))
        .prop_map(|(tag, picks)| picks.iter().map(|pick| *pick.get(&tag)).collect::<Vec<_>>());
    prop_oneof![
        some,
        rights.clone(),
        near.clone(),
        (near, rights).prop_map(|(near, rights)| [near, rights].concat())
    ]
}

/// The operations of a list that a plan must let pass, by what is known of them.
fn owed(plan: &Plan, keys: &[OperationKey]) -> BTreeSet<OperationKey> {
    let known = |key: &OperationKey| !plan.unknown.contains_key(key) && !plan.covered.contains(key);
    let accepted = |key: &OperationKey| !plan.not_possible.contains_key(key) && known(key);
    keys.iter().copied().filter(accepted).collect()
}

pub(crate) fn held(grant: &RoleGrant) -> Held {
    Held {
        roles: grant.roles.iter().map(|role| role.granted.key).collect(),
        permissions: grant.permissions.iter().map(|one| one.key).collect(),
    }
}

fn failing(owed: &BTreeSet<OperationKey>, held: &Held) -> BTreeSet<OperationKey> {
    owed.iter().copied().filter(|key| !oracle::passes(*key, held)).collect()
}

proptest! {
    #![proptest_config(config(10_000))]

    /// Every call passes; without any one item, exactly the calls fail that the item is there for.
    #[test]
    fn a_plan_lets_every_call_pass_and_holds_nothing_that_is_not_needed(keys in lists()) {
        for plan in plans(&keys) {
            let owed = owed(&plan, &keys);
            for grant in plan.roles.standard.iter().chain(&plan.roles.custom) {
                let held = held(grant);
                prop_assert_eq!(failing(&owed, &held), BTreeSet::new(), "{:?} with {:?}", plan.credential, held);
                for role in &grant.roles {
                    let mut less = held.clone();
                    less.roles.remove(&role.granted.key);
                    prop_assert_eq!(failing(&owed, &less), role.granted.because.clone());
                    prop_assert!(!role.granted.because.is_empty());
                }
                for permission in &grant.permissions {
                    let mut less = held.clone();
                    less.permissions.remove(&permission.key);
                    prop_assert_eq!(failing(&owed, &less), permission.because.clone());
                    prop_assert!(!permission.because.is_empty());
                }
            }
            scopes_are_needed(&plan, &keys)?;
        }
    }

    /// What a plan says that it reaches beyond the calls is what a count over the whole catalog finds.
    #[test]
    fn the_excess_is_what_a_count_finds(keys in lists()) {
        for plan in plans(&keys) {
            let asked: Vec<_> =
                keys.iter().copied().filter(|key| !plan.not_possible.contains_key(key)).collect();
            for (grant, excess) in [
                (&plan.roles.standard, plan.excess.standard_roles),
                (&plan.roles.custom, plan.excess.custom_role),
            ] {
                let reached = grant.as_ref().map(|grant| oracle::reach(&held(grant))).unwrap_or_default();
                prop_assert_eq!(excess.alone, oracle::tally(&reached, &asked, plan.credential));
                prop_assert!(excess.effective <= excess.alone);
            }
        }
    }

    #[test]
    fn order_and_duplicates_change_nothing(keys in lists(), picks in prop::collection::vec(any::<Index>(), 1..6)) {
        let mut shuffled: Vec<_> = keys.iter().rev().copied().collect();
        for pick in picks {
            let position = pick.index(shuffled.len());
            shuffled.insert(pick.index(shuffled.len() + 1), shuffled[position]);
        }
        prop_assert_eq!(plans(&shuffled), plans(&keys));
    }

    #[test]
    fn one_call_more_never_makes_the_reach_smaller(keys in lists(), more in lists()) {
        let longer = [&keys[..], &more[..1]].concat();
        for (less, more) in plans(&keys).iter().zip(&plans(&longer)) {
            let reach = |grant: &Option<RoleGrant>| {
                let reached = grant.as_ref().map(|grant| oracle::reach(&held(grant))).unwrap_or_default();
                oracle::tally(&reached, &[], less.credential)
            };
            prop_assert!(reach(&less.roles.standard) <= reach(&more.roles.standard));
            if more.roles.custom.is_some() {
                prop_assert!(reach(&less.roles.custom) <= reach(&more.roles.custom));
            }
            prop_assert!(scope_reach(less) <= scope_reach(more));
        }
    }

    /// No set of up to three standard roles that lets the calls pass reaches less, or as much with fewer roles.
    #[test]
    fn no_other_set_of_standard_roles_is_smaller(keys in lists()) {
        let plan = &plans(&keys)[0];
        let owed = owed(plan, &keys);
        let asked: Vec<_> = keys.iter().copied().filter(|key| !plan.not_possible.contains_key(key)).collect();
        let wanting: BTreeSet<_> = owed.iter().copied().filter(|key| oracle::needs_right(catalog().operation(*key))).collect();
        prop_assume!(!wanting.is_empty());
        let chosen = plan.roles.standard.as_ref().map(|grant| (grant.excess, grant.roles.len()));
        let best = subsets(&oracle::candidates(&keys), 3).into_iter().filter_map(|roles| {
            let held = Held { roles: roles.clone(), ..Held::default() };
            let passes = wanting.iter().all(|key| oracle::passes(*key, &held));
            passes.then(|| (oracle::tally(&reach_of_roles(&roles), &asked, Credential::ServiceApp), roles.len()))
        });
        let best = best.min();
        prop_assert!(chosen <= best || best.is_none(), "{chosen:?} is chosen and {best:?} is possible");
    }
}

proptest! {
    #![proptest_config(config(1_000))]

    /// Exchanging one permission of a custom role for any other never gives a smaller one.
    #[test]
    fn no_other_permission_would_do_better(keys in lists()) {
        let plan = &plans(&keys)[0];
        let owed = owed(plan, &keys);
        let asked: Vec<_> = keys.iter().copied().filter(|key| !plan.not_possible.contains_key(key)).collect();
        let Some(grant) = &plan.roles.custom else { return Ok(()) };
        for permission in &grant.permissions {
            for other in oracle::grantable() {
                let mut changed = held(grant);
                changed.permissions.remove(&permission.key);
                changed.permissions.insert(other);
                if failing(&owed, &changed).is_empty() {
                    let excess = oracle::tally(&oracle::reach(&changed), &asked, plan.credential);
                    prop_assert!(grant.excess <= excess, "{changed:?} reaches {excess:?} only");
                }
            }
        }
    }
}

/// Operations whose admin right nobody knows take the scopes that they are known to take.
fn scopes_are_needed(plan: &Plan, keys: &[OperationKey]) -> Result<(), TestCaseError> {
    if !plan.credential.has_scopes() {
        prop_assert!(plan.scopes.is_empty());
        return Ok(());
    }
    let free = |key: &OperationKey| {
        let accepts = &catalog().operation(*key).accepts;
        accepts.iter().any(|one| matches!(one.name(), "none" | "client-auth"))
    };
    let owed = keys.iter().copied().filter(|key| !plan.not_possible.contains_key(key) && !free(key));
    let owed: Vec<_> = owed.filter(|key| !catalog().operation(*key).scopes.is_empty()).collect();
    let names: BTreeSet<_> =
        plan.scopes.iter().map(|scope| catalog().scope(scope.key).name.clone()).collect();
    let failing = |names: &BTreeSet<String>| -> BTreeSet<OperationKey> {
        owed.iter().copied().filter(|key| !oracle::scopes_pass(*key, names)).collect()
    };
    prop_assert_eq!(failing(&names), BTreeSet::new());
    for scope in &plan.scopes {
        let mut less = names.clone();
        less.remove(&catalog().scope(scope.key).name);
        prop_assert_eq!(failing(&less), scope.because.clone());
        prop_assert!(!scope.because.is_empty());
    }
    Ok(())
}

fn scope_reach(plan: &Plan) -> Tally {
    let names: BTreeSet<_> =
        plan.scopes.iter().map(|scope| catalog().scope(scope.key).name.clone()).collect();
    let mut reached = FixedBitSet::with_capacity(catalog().tables().operations.len());
    let scoped = catalog().operations().filter(|(_, one)| oracle::needs_right(one));
    reached.extend(scoped.filter(|(key, _)| oracle::scopes_pass(*key, &names)).map(|(key, _)| key.index()));
    oracle::tally(&reached, &[], plan.credential)
}

fn subsets(roles: &[RoleKey], most: usize) -> Vec<BTreeSet<RoleKey>> {
    let mut all = vec![BTreeSet::new()];
    for role in roles {
        let with = all.iter().filter(|set: &&BTreeSet<_>| set.len() < most).cloned();
        let with: Vec<_> = with
            .map(|mut set| {
                set.insert(*role);
                set
            })
            .collect();
        all.extend(with);
    }
    all
}

fn reach_of_roles(roles: &BTreeSet<RoleKey>) -> FixedBitSet {
    static KNOWN: OnceLock<Mutex<BTreeMap<BTreeSet<RoleKey>, FixedBitSet>>> = OnceLock::new();
    let mut known = KNOWN.get_or_init(Mutex::default).lock().unwrap();
    let reach = || oracle::reach(&Held { roles: roles.clone(), ..Held::default() });
    known.entry(roles.clone()).or_insert_with(reach).clone()
}
