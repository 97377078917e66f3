//! What holds for every plan, on thousands of random lists of calls.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, OnceLock};

use fixedbitset::FixedBitSet;
use leastwise::catalog::tables::{OperationKey, RoleKey};
use leastwise::matching::{Match, Matcher};
use leastwise::model::{Asked, Call, Credential, Origin, Tally};
use leastwise::plan::{Grantable, Options, Plan, RoleGrant, plan};
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
    matcher.resolve(&Call::new(origin, asked))
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

/// The operations that need an item: there is a part of the grant with which they fail, and with the item added they
/// pass.
fn needing<Item: Clone + Ord>(
    owed: &BTreeSet<OperationKey>,
    items: &[Item],
    item: &Item,
    passes: impl Fn(OperationKey, &BTreeSet<Item>) -> bool,
) -> BTreeSet<OperationKey> {
    let others: Vec<_> = items.iter().filter(|other| *other != item).cloned().collect();
    let parts: Vec<BTreeSet<Item>> = (0..(1_u32 << others.len()))
        .map(|bits| {
            others
                .iter()
                .enumerate()
                .filter(|(at, _)| (bits >> at) & 1 == 1)
                .map(|(_, one)| one.clone())
                .collect()
        })
        .collect();
    let needs = |key: &OperationKey| {
        parts.iter().any(|part| {
            let mut with = part.clone();
            with.insert(item.clone());
            !passes(*key, part) && passes(*key, &with)
        })
    };
    owed.iter().copied().filter(needs).collect()
}

/// Of how many items every part is looked at.
const MAX_ITEMS: usize = 5;

fn of_things(things: &BTreeSet<Grantable>) -> Held {
    Held {
        roles: things.iter().filter_map(|one| one.role()).collect(),
        permissions: things.iter().filter_map(|one| one.permission()).collect(),
    }
}

fn failing(owed: &BTreeSet<OperationKey>, held: &Held) -> BTreeSet<OperationKey> {
    owed.iter().copied().filter(|key| !oracle::passes(*key, held)).collect()
}

proptest! {
    #![proptest_config(config(10_000))]

    /// Every call passes; each item names all operations that need it, also when two could each serve; without any
    /// one item something fails, and that is named by it.
    #[test]
    fn a_plan_lets_every_call_pass_and_holds_nothing_that_is_not_needed(keys in lists()) {
        for plan in plans(&keys) {
            let owed = owed(&plan, &keys);
            for grant in plan.roles.standard.iter().chain(&plan.roles.custom) {
                let held = held(grant);
                prop_assert_eq!(failing(&owed, &held), BTreeSet::new(), "{:?} with {:?}", plan.credential, held);
                let things = grant.things();
                let roles = grant.roles.iter().map(|one| (Grantable::Role(one.granted.key), &one.granted.because));
                let permissions = grant.permissions.iter().map(|one| (Grantable::Permission(one.key), &one.because));
                let items: Vec<_> = roles.chain(permissions).collect();
                for (item, because) in &items {
                    let mut less: BTreeSet<_> = things.iter().copied().collect();
                    less.remove(item);
                    let lost = failing(&owed, &of_things(&less));
                    prop_assert!(!lost.is_empty());
                    prop_assert!(lost.is_subset(because), "{:?} names {:?}, not {:?}", item, because, lost);
                    if things.len() <= MAX_ITEMS {
                        let passes = |key, things: &BTreeSet<_>| oracle::passes(key, &of_things(things));
                        prop_assert_eq!(&needing(&owed, &things, item, passes), *because);
                    }
                }
                for key in owed.iter().filter(|key| oracle::needs_right(catalog().operation(**key))) {
                    let named = items.iter().any(|(_, because)| because.contains(key));
                    prop_assert!(named, "no item names {}", catalog().operation_name(*key));
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
    let all: Vec<_> = names.iter().cloned().collect();
    let owed: BTreeSet<_> = owed.iter().copied().collect();
    for scope in &plan.scopes {
        let name = &catalog().scope(scope.key).name;
        let mut less = names.clone();
        less.remove(name);
        let lost = failing(&less);
        prop_assert!(!lost.is_empty() && lost.is_subset(&scope.because));
        if all.len() <= MAX_ITEMS {
            prop_assert_eq!(&needing(&owed, &all, name, oracle::scopes_pass), &scope.because);
        }
    }
    for key in &owed {
        let named = plan.scopes.iter().any(|scope| scope.because.contains(key));
        prop_assert!(named || oracle::scopes_pass(*key, &BTreeSet::new()));
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
