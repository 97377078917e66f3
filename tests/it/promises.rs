//! What findings and drivers promise, carried out: every call that fails is named, what is offered instead lets the
//! calls pass, and what is said of doing without a call is what a plan without it says.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use leastwise::catalog::tables::{Operation, OperationKey, ScopeKey};
use leastwise::check::Finding;
use leastwise::matching::Match;
use leastwise::model::{Credential, CustomRole, Grant, HeldRole, StandardRole};
use leastwise::plan::{Driver, Grantable, Holding, Judgement, Options, Plan, judge, plan};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

use crate::judging::{self, credentials, judged, named};
use crate::oracle::{self, Held};
use crate::program::{folder, run};
use crate::properties::{called, config, lists};
use crate::support::{catalog, matcher};

/// What somebody holds, and for whom some of it was picked: parts of what the calls take, and anything else.
#[derive(Clone, Debug)]
struct Random {
    fitting: Vec<Index>,
    roles: BTreeSet<leastwise::catalog::tables::RoleKey>,
    others: Vec<Index>,
}

fn grants() -> impl Strategy<Value = Random> {
    let roles: Vec<_> =
        catalog().roles().filter(|(_, role)| role.type_confirmed).map(|(key, _)| key).collect();
    let picks = || prop::collection::vec(any::<Index>(), 0..4);
    (picks(), prop::collection::btree_set(select(roles), 0..3), picks())
        .prop_map(|(fitting, roles, others)| Random { fitting, roles, others })
}

impl Random {
    fn holding(&self, keys: &[OperationKey]) -> Holding {
        let operations = || keys.iter().map(|key| catalog().operation(*key));
        let scopes: Vec<ScopeKey> =
            operations().flat_map(|one| one.scopes.iter().flatten().copied()).collect();
        let all_scopes: Vec<ScopeKey> = (0..catalog().tables().scopes.len()).map(ScopeKey::new).collect();
        let able = oracle::grantable();
        let rights = operations().flat_map(|one| one.capabilities.iter().flat_map(|way| way.all_of.clone()));
        let rights: Vec<_> = rights.filter(|key| able.contains(key)).collect();
        let scopes = self.of(&scopes, &all_scopes);
        let permissions = self.of(&rights, &able).into_iter().map(Grantable::Permission);
        let roles = self.roles.iter().copied().map(Grantable::Role);
        Holding { scopes: Some(scopes), roles: Some(roles.chain(permissions).collect()) }
    }

    fn of<Key: Copy + Ord>(&self, fitting: &[Key], any: &[Key]) -> Vec<Key> {
        let from = |picks: &[Index], keys: &[Key]| -> Vec<Key> {
            if keys.is_empty() { Vec::new() } else { picks.iter().map(|pick| *pick.get(keys)).collect() }
        };
        let found: BTreeSet<_> =
            from(&self.fitting, fitting).into_iter().chain(from(&self.others, any)).collect();
        found.into_iter().collect()
    }
}

fn held(things: impl IntoIterator<Item = Grantable>) -> Held {
    let things: Vec<_> = things.into_iter().collect();
    Held {
        roles: things.iter().filter_map(|one| one.role()).collect(),
        permissions: things.iter().filter_map(|one| one.permission()).collect(),
    }
}

fn is_free(operation: &Operation) -> bool {
    operation.accepts.iter().any(|one| matches!(one.name(), "none" | "client-auth"))
}

/// Whether a source says which right an operation needs, by default.
fn is_right_known(operation: &Operation) -> bool {
    let mut added = operation.variants.iter().filter(|variant| variant.by_default);
    !operation.capabilities.is_empty() && added.all(|variant| !variant.any_of.is_empty())
}

/// Whether a call fails with what is held, by the tables alone: nothing of the planner is asked.
fn fails(key: OperationKey, credential: Credential, holding: &Holding) -> bool {
    let operation = catalog().operation(key);
    if is_free(operation) {
        return false;
    }
    let names: BTreeSet<_> =
        holding.scopes.iter().flatten().map(|scope| catalog().scope(*scope).name.clone()).collect();
    let without_user = operation.acts_on_caller && !credential.has_user();
    let refused = without_user || !oracle::suits(operation, credential);
    let scoped = credential.has_scopes() && !operation.scopes.is_empty();
    let of_roles =
        is_right_known(operation) && !oracle::passes(key, &held(holding.roles.iter().flatten().copied()));
    refused || (scoped && !oracle::scopes_pass(key, &names)) || of_roles
}

fn matches(keys: &[OperationKey]) -> Vec<Match> {
    keys.iter().map(|key| called(matcher(), *key)).collect()
}

fn named_by(judgement: &Judgement) -> BTreeSet<OperationKey> {
    let scopes = judgement.scopes.iter().flat_map(|scopes| &scopes.missing).flat_map(|one| &one.operations);
    let roles = judgement.roles.iter().flat_map(|roles| &roles.missing).flat_map(|one| &one.operations);
    scopes.chain(roles).chain(judgement.refused.keys()).copied().collect()
}

fn names_a_failure(finding: &Finding) -> bool {
    finding.rule.id.starts_with("missing-") || finding.rule.id == "unsupported-credential"
}

fn grant(holding: &Holding) -> Grant {
    let things = || holding.roles.iter().flatten().copied();
    let standard = things().filter_map(Grantable::role).map(|key| {
        let role = named(&catalog().role(key).name);
        HeldRole::Standard(StandardRole { role, targets: Vec::new(), built_in: false })
    });
    let permissions: Vec<_> = things()
        .filter_map(Grantable::permission)
        .map(|key| named(&catalog().capability(key).name))
        .collect();
    let custom = (!permissions.is_empty()).then(|| {
        let role = named("custom");
        HeldRole::Custom(CustomRole { role, permissions: Some(permissions), resources: Vec::new() })
    });
    let scopes = holding.scopes.iter().flatten().map(|key| named(&catalog().scope(*key).name));
    Grant { scopes: Some(scopes.collect()), roles: Some(standard.chain(custom).collect()) }
}

proptest! {
    #![proptest_config(config(3_000))]

    /// Random calls against random grants: what fails by the tables is named, nothing that is offered instead holds
    /// what it is offered for, and with it the calls pass.
    #[test]
    fn every_failing_call_is_named(keys in lists(), grants in prop::collection::vec(grants(), 2), credential in credentials()) {
        let matches = matches(&keys);
        for random in grants {
            let holding = random.holding(&keys);
            let judgement = judge(catalog(), &matches, &Options::default(), credential, &holding);
            let named = named_by(&judgement);
            for key in keys.iter().filter(|key| fails(**key, credential, &holding)) {
                prop_assert!(named.contains(key), "{} fails with {holding:?} and is not named", catalog().operation_name(*key));
            }
            let Some(roles) = &judgement.roles else { continue };
            for larger in &roles.larger {
                for way in &larger.instead {
                    let within = |other: &Vec<Grantable>| {
                        !std::ptr::eq(other, way) && other.iter().all(|one| way.contains(one))
                    };
                    prop_assert!(!larger.instead.iter().any(within), "{:?}", larger.instead);
                }
            }
            let certain: Vec<_> = roles.missing.iter().filter(|one| one.certain).collect();
            for missing in &certain {
                prop_assert!(!missing.instead.contains(&missing.add), "{missing:?}");
                let others = certain.iter().map(|one| one.add).filter(|add| *add != missing.add);
                let rest: Vec<_> = holding.roles.iter().flatten().copied().chain(others).collect();
                for way in [vec![missing.add], missing.instead.clone()].into_iter().filter(|way| !way.is_empty()) {
                    let with = held(rest.iter().copied().chain(way));
                    for key in &missing.operations {
                        prop_assert!(oracle::passes(*key, &with), "{} with {with:?}", catalog().operation_name(*key));
                    }
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(config(150))]

    /// The same for the findings that people see.
    #[test]
    fn a_finding_names_every_failing_call(keys in lists(), random in grants(), credential in credentials()) {
        let holding = random.holding(&keys);
        let checked = judged(&judging::called(&keys), credential, grant(&holding));
        let named: BTreeSet<_> =
            checked.findings.iter().filter(|one| names_a_failure(one)).flat_map(|one| one.operations.clone()).collect();
        for key in keys.iter().filter(|key| fails(**key, credential, &holding)) {
            prop_assert!(named.contains(key), "{} is not named", catalog().operation_name(*key));
        }
    }
}

/// Operations that only a role that holds everything lets pass.
fn of_super_admins() -> Vec<OperationKey> {
    static KNOWN: OnceLock<Vec<OperationKey>> = OnceLock::new();
    let others = || {
        let roles = catalog().roles().filter(|(_, role)| role.holds_all.is_none()).map(|(key, _)| key);
        Held { roles: roles.collect(), permissions: BTreeSet::new() }
    };
    let needed = KNOWN.get_or_init(|| {
        let others = others();
        let known = catalog().operations().filter(|(_, one)| is_right_known(one) && oracle::needs_right(one));
        known.map(|(key, _)| key).filter(|key| !oracle::passes(*key, &others)).collect()
    });
    needed.clone()
}

fn plans(matches: &[Match]) -> Vec<Plan> {
    plan(catalog(), matches, &Options::default()).plans
}

/// Carries out what a driver says: the plan without its operations.
fn keeps_its_word(driver: &Driver, plan: &Plan, keys: &[OperationKey]) -> Result<(), TestCaseError> {
    let mut matches = matches(keys);
    for found in &mut matches {
        found.left_out(&driver.operations, "left out");
    }
    let without = plans(&matches).into_iter().find(|one| one.credential == plan.credential).unwrap();
    let standard = without.roles.standard.as_ref().unwrap();
    prop_assert_eq!(standard.role_keys().collect::<Vec<_>>(), driver.without.clone());
    prop_assert_eq!(without.excess.standard_roles.alone, driver.excess);
    let asked =
        |key: &&OperationKey| !plan.not_possible.contains_key(key) && !is_free(catalog().operation(**key));
    let enough = held(driver.without.iter().copied().map(Grantable::Role));
    for key in keys.iter().filter(asked).filter(|key| !driver.operations.contains(key)) {
        let known = is_right_known(catalog().operation(*key));
        prop_assert_eq!(driver.unknown.contains(key), !known, "{}", catalog().operation_name(*key));
        prop_assert!(!known || oracle::passes(*key, &enough), "{}", catalog().operation_name(*key));
    }
    for offer in &driver.instead {
        let roles = offer.standard_roles.iter().copied().map(Grantable::Role);
        let offered = held(roles.chain(offer.permissions.iter().copied().map(Grantable::Permission)));
        for key in keys.iter().filter(asked).filter(|key| is_right_known(catalog().operation(**key))) {
            prop_assert!(oracle::passes(*key, &offered), "{offer:?} for {}", catalog().operation_name(*key));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(1_000))]

    #[test]
    fn drivers_keep_their_word(keys in lists(), forcing in select(of_super_admins())) {
        let keys = [&keys[..], &[forcing]].concat();
        let matches = matches(&keys);
        for plan in plans(&matches) {
            for driver in &plan.roles.drivers {
                keeps_its_word(driver, &plan, &keys)?;
            }
        }
    }
}

fn report(arguments: &[&str]) -> Value {
    let ran = run(&folder(&[]), &[&["plan", "--format", "json"], arguments].concat());
    serde_json::from_str(&ran.out).unwrap()
}

/// The same from outside: the question is asked on the command line.
#[test]
fn what_a_driver_says_is_what_the_program_answers_without_it() {
    for calls in [
        &["listUsers", "listRoles", "suspendUser"][..],
        &["management:getUISchema", "management:listLogStreams", "management:listUsers"],
        &["management:updateCaptchaInstance", "management:deactivateOAuth2ClientJsonWebKey", "listGroups"],
    ] {
        let plan = report(calls);
        let drivers = plan["plans"]["service_app"]["drivers"].as_array().unwrap();
        assert!(!drivers.is_empty(), "{calls:?}");
        for driver in drivers {
            let left_out = driver["operations"].as_array().unwrap().iter().map(|one| one.as_str().unwrap());
            let question: Vec<_> = left_out.flat_map(|one| ["--without", one]).collect();
            let answer = report(&[calls, &question[..]].concat())["plans"]["service_app"].clone();
            let roles: Vec<_> =
                answer["standard_roles"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
            assert_eq!(driver["without"]["excess"], answer["excess"]["standard_roles"]["alone"], "{driver}");
            assert_eq!(driver["without"]["standard_roles"], Value::Array(roles), "{driver}");
        }
    }
}

/// An operation of which nobody knows the right is named where a role is said to be enough.
#[test]
fn a_driver_names_what_is_unknown() {
    let calls = ["management:getUISchema", "management:listLogStreams", "management:listUsers"];
    let driver = report(&calls)["plans"]["service_app"]["drivers"][0].clone();
    assert_eq!(driver["without"]["unknown"], json!(["management:getUISchema"]));
    for format in ["text", "markdown"] {
        let ran = run(&folder(&[]), &[&["plan", "--format", format], &calls[..]].concat());
        let text = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("is enough for the other recognized calls; which right"), "{text}");
    }
    let open = ["management:listLogStreams", "management:listUsers", "GET /api/v1/nothing/like/this"];
    let text = run(&folder(&[]), &[&["plan"], &open[..]].concat()).out;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        text.contains("for the other recognized calls; GET /api/v1/***/***/*** is not counted"),
        "{text}"
    );
}
