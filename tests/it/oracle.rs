//! A second opinion: who may call what, and what a grant reaches, straight from the tables, with no solver, no graph and
//! no code of the planner.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use fixedbitset::FixedBitSet;
use leastwise::catalog::schema::{Effect, Known, LimitKind, RoleStatus};
use leastwise::catalog::tables::{Alternative, CapabilityKey, Operation, OperationKey, RoleKey};
use leastwise::model::{Accepted, Credential, Engine, Tally};

use crate::support::catalog;

/// Roles and permissions, held together.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Held {
    pub(crate) roles: BTreeSet<RoleKey>,
    pub(crate) permissions: BTreeSet<CapabilityKey>,
}

/// How strictly to judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    /// Only what is sure: for passing.
    Sure,
    /// Whatever may be: for what can be reached.
    Possible,
}

/// What permissions contain, and what roles hold in either view.
struct Facts {
    contents: Vec<BTreeSet<CapabilityKey>>,
    sure: BTreeMap<RoleKey, BTreeSet<CapabilityKey>>,
    possible: BTreeMap<RoleKey, BTreeSet<CapabilityKey>>,
}

fn facts() -> &'static Facts {
    static FACTS: OnceLock<Facts> = OnceLock::new();
    FACTS.get_or_init(|| {
        let tables = catalog().tables();
        let keys: Vec<_> = (0..tables.capabilities.len()).map(CapabilityKey::new).collect();
        let contents: Vec<BTreeSet<_>> = keys.iter().map(|key| closure(*key)).collect();
        let contents = &contents;
        let hold = |view| {
            catalog().roles().map(move |(role, entry)| {
                let counting = entry.holds.iter().filter(move |held| {
                    let engine = held.engine.is_none_or(|engine| engine == Engine::IdentityEngine);
                    let kind = held.limit.map(|limit| catalog().limit(limit).kind);
                    engine
                        && match view {
                            View::Sure => matches!(kind, None | Some(LimitKind::Target)),
                            View::Possible => kind != Some(LimitKind::Own),
                        }
                });
                let all = counting.flat_map(|held| contents[held.capability.index()].iter().copied());
                (role, all.collect::<BTreeSet<_>>())
            })
        };
        let (sure, possible) = (hold(View::Sure).collect(), hold(View::Possible).collect());
        Facts { contents: contents.clone(), sure, possible }
    })
}

fn closure(key: CapabilityKey) -> BTreeSet<CapabilityKey> {
    let mut found = BTreeSet::from([key]);
    let mut open = vec![key];
    while let Some(next) = open.pop() {
        for edge in &catalog().capability(next).includes {
            if found.insert(edge.to) {
                open.push(edge.to);
            }
        }
    }
    found
}

fn is_super(role: RoleKey) -> bool {
    catalog().role(role).holds_all.is_some()
}

/// The standard roles that a plan for these operations may use.
pub(crate) fn candidates(operations: &[OperationKey]) -> Vec<RoleKey> {
    let product_asked = |product: &String| operations.iter().any(|key| api(*key) == *product);
    let fits = |role: RoleKey| {
        let entry = catalog().role(role);
        let served = entry.product.as_ref().is_none_or(product_asked);
        entry.status == RoleStatus::Current && entry.type_confirmed && served
    };
    catalog().roles().map(|(role, _)| role).filter(|role| fits(*role)).collect()
}

/// The permissions that a custom role may have.
pub(crate) fn grantable() -> Vec<CapabilityKey> {
    let capabilities = catalog().tables().capabilities.iter().enumerate();
    capabilities
        .filter(|(_, one)| one.custom_role == Known::Yes)
        .map(|(position, _)| CapabilityKey::new(position))
        .collect()
}

fn api(key: OperationKey) -> &'static str {
    &catalog().api(catalog().operation(key).api).name
}

/// Whether an operation needs a right of an administrator at all.
pub(crate) fn needs_right(operation: &Operation) -> bool {
    !operation.capabilities.iter().any(|one| one.all_of.is_empty())
}

/// Whether the grant lets an operation pass, called without saying anything about the case.
pub(crate) fn passes(key: OperationKey, held: &Held) -> bool {
    let operation = catalog().operation(key);
    if !needs_right(operation) || held.roles.iter().any(|role| is_super(*role)) {
        return true;
    }
    let unconditional = operation.capabilities.iter().filter(|one| {
        one.when.parameters.is_empty()
            && one.when.engine.is_none_or(|engine| engine == Engine::IdentityEngine)
    });
    let normal = any(unconditional, key, held, View::Sure);
    let added = operation.variants.iter().filter(|variant| {
        variant.by_default
            && variant.effect == Effect::Adds
            && variant.engine.is_none_or(|engine| engine == Engine::IdentityEngine)
    });
    let mut added =
        added.map(|variant| variant.any_of.iter().any(|all_of| all(all_of, key, held, View::Sure)));
    normal && added.all(|met| met)
}

fn any<'a>(
    mut alternatives: impl Iterator<Item = &'a Alternative>,
    key: OperationKey,
    held: &Held,
    view: View,
) -> bool {
    alternatives.any(|one| all(&one.all_of, key, held, view))
}

/// Whether all capabilities are held, by roles that may call it or by permissions.
fn all(all_of: &[CapabilityKey], key: OperationKey, held: &Held, view: View) -> bool {
    let operation = catalog().operation(key);
    let by_permissions = |capability: &CapabilityKey| {
        held.permissions.iter().any(|one| facts().contents[one.index()].contains(capability))
    };
    let counts = |role: &&RoleKey| operation.roles_only.as_ref().is_none_or(|roles| roles.contains(*role));
    let by_roles = |capability: &CapabilityKey| {
        held.roles.iter().filter(counts).any(|role| gives(*role, *capability, key, view))
    };
    let together = |first: CapabilityKey| {
        held.roles.iter().filter(counts).any(|role| {
            catalog().role(*role).holds.iter().any(|one| {
                let with = one.limit.and_then(|limit| catalog().limit(limit).with);
                let contains = facts().contents[one.capability.index()].contains(&first);
                contains
                    && with.is_some_and(|other| held.roles.iter().filter(counts).any(|role| *role == other))
            })
        })
    };
    let sums_up = all_of.iter().all(|capability| by_permissions(capability) || by_roles(capability));
    sums_up || (all_of.len() == 1 && together(all_of[0]))
}

fn gives(role: RoleKey, capability: CapabilityKey, key: OperationKey, view: View) -> bool {
    let product = catalog().role(role).product.as_deref();
    let hand = if view == View::Sure { &facts().sure } else { &facts().possible };
    (view == View::Possible || product.is_none_or(|product| product == api(key)))
        && hand[&role].contains(&capability)
}

/// The operations that need a right and that the grant reaches, conditions and cases taken as met.
pub(crate) fn reach(held: &Held) -> FixedBitSet {
    let mut reached = FixedBitSet::with_capacity(catalog().tables().operations.len());
    let everything = held.roles.iter().any(|role| is_super(*role));
    for (key, operation) in catalog().operations().filter(|(_, operation)| needs_right(operation)) {
        if everything || any(operation.capabilities.iter(), key, held, View::Possible) {
            reached.insert(key.index());
        }
    }
    reached
}

/// What can be done with operations, of those that accept the credential and that nobody asked for.
pub(crate) fn tally(reached: &FixedBitSet, asked: &[OperationKey], credential: Credential) -> Tally {
    let beyond = reached.ones().map(OperationKey::new).filter(|key| !asked.contains(key));
    let suiting = beyond.map(|key| catalog().operation(key)).filter(|one| suits(one, credential));
    suiting.fold(Tally::default(), |sum, operation| sum + Tally::one(operation.impact))
}

pub(crate) fn suits(operation: &Operation, credential: Credential) -> bool {
    operation.accepts.iter().any(|accepted| match accepted {
        Accepted::None | Accepted::ClientAuth => true,
        Accepted::Oauth => credential != Credential::ApiToken,
        Accepted::UserToken => credential == Credential::UserApp,
        Accepted::ApiToken => credential == Credential::ApiToken,
        Accepted::OpaBearer | Accepted::OagJwt => false,
    })
}

/// Whether scopes let an operation pass; `okta.X.manage` covers `okta.X.read`.
pub(crate) fn scopes_pass(key: OperationKey, scopes: &BTreeSet<String>) -> bool {
    let held = |wanted: &str| {
        let manage = wanted.strip_suffix(".read").map(|prefix| format!("{prefix}.manage"));
        scopes.contains(wanted) || manage.is_some_and(|manage| scopes.contains(&manage))
    };
    let alternatives = &catalog().operation(key).scopes;
    alternatives.iter().any(|all_of| all_of.iter().all(|scope| held(&catalog().scope(*scope).name)))
}
