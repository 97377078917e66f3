//! What if: calls left out and added, things forbidden, roles given, a split.

use std::collections::BTreeSet;

use leastwise::catalog::answer::Verdict;
use leastwise::catalog::tables::{CapabilityKey, OperationKey, RoleKey, ScopeKey};
use leastwise::model::Credential;
use leastwise::plan::{Forbidden, Grantable, Options, Plan, passing, plan};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use crate::oracle::{self, Held};
use crate::program::{Ran, folder, run};
use crate::properties::{called, config, held, lists};
use crate::support::{catalog, matcher, names};

fn asked(arguments: &[&str]) -> Ran {
    run(&folder(&[]), arguments)
}

fn json(arguments: &[&str]) -> Value {
    let ran = asked(&[&["plan", "--format", "json"], arguments].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{arguments:?}");
    serde_json::from_str(&ran.out).unwrap()
}

/// What a usage error says.
fn refused(arguments: &[&str]) -> String {
    let ran = asked(&[&["plan", "listUsers"], arguments].concat());
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
    ran.err
}

#[test]
fn calls_are_left_out_by_whatever_name() {
    for (name, calls) in [
        ("suspendUser", 1),
        ("management:suspendUser", 1),
        ("POST /api/v1/users/{id}/lifecycle/suspend", 1),
        ("client.SuspendUser", 1),
        ("deleteGroup", 0),
    ] {
        let plan = json(&["listUsers", "suspendUser", "--without", name]);
        let left_out = &plan["what_if"]["without"][0];
        assert_eq!((&left_out["asked"], &left_out["calls"]), (&name.into(), &calls.into()), "{name}");
        let scopes = names(&plan["plans"]["service_app"]["scopes"]);
        assert_eq!(scopes, [if calls == 1 { "okta.users.read" } else { "okta.users.manage" }], "{name}");
        let call = &plan["calls"][1];
        let status = if calls == 1 { ("excluded", "left-out") } else { ("matched", "") };
        assert_eq!(call["status"], status.0);
        assert_eq!(call["diagnosis"]["code"].as_str().unwrap_or_default(), status.1);
    }
}

#[test]
fn calls_are_added_to_those_of_the_inputs() {
    let plan = json(&["listUsers", "--with", "GET /api/v1/groups", "--with", "suspendUser"]);
    assert_eq!(plan["summary"]["matched"], 3);
    assert_eq!(names(&plan["plans"]["service_app"]["scopes"]), ["okta.groups.read", "okta.users.manage"]);
    assert_eq!(names(&plan["what_if"]["with"]), ["GET /api/v1/groups", "suspendUser"]);
}

#[test]
fn a_question_that_is_not_asked_leaves_no_trace() {
    assert_eq!(json(&["listUsers"]).get("what_if"), None);
}

#[test]
fn what_is_forbidden_is_ruled_out_with_what_contains_it() {
    let plan = json(&["listUsers", "listGroups", "--forbid", "scope:okta.users.read"]);
    let app = &plan["plans"]["service_app"];
    assert_eq!(names(&app["scopes"]), ["okta.groups.read"], "manage would contain it");
    assert_eq!(app["not_possible"][0]["reason"], "forbidden");
    assert_eq!(app["complete"], false);
    assert_eq!(names(&plan["what_if"]["forbidden"][0]["contained_in"]), ["okta.users.manage"]);
    assert_eq!(names(&plan["plans"]["api_token"]["not_possible"]), [""; 0], "it has no scopes");
    assert_eq!(plan["recommended_credential"]["choice"], "service_app", "no way around it is recommended");
}

#[test]
fn the_least_grant_does_without_a_forbidden_role() {
    let usual = json(&["suspendUser", "--credential", "service-app"]);
    assert_eq!(names(&usual["plans"]["service_app"]["standard_roles"]), ["USER_ADMIN"]);
    let plan = json(&["suspendUser", "--forbid", "USER_ADMIN"]);
    let app = &plan["plans"]["service_app"];
    assert_eq!(app["complete"], true);
    assert_eq!(names(&app["custom_role"]["permissions"]), ["okta.users.lifecycle.suspend"]);
    assert!(!names(&app["standard_roles"]).contains(&"USER_ADMIN"));
}

/// A name that is a scope and a permission rules out both, unless it says which.
#[test]
fn a_name_in_two_namespaces_can_say_which() {
    let kinds = |name: &str| -> Vec<String> {
        let plan = json(&["listUsers", "--forbid", name]);
        let items = plan["what_if"]["forbidden"].as_array().unwrap().clone();
        items.iter().map(|one| one["kind"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(kinds("okta.users.manage"), ["scope", "permission"]);
    assert_eq!(kinds("scope:okta.users.manage"), ["scope"]);
    assert_eq!(kinds("permission:okta.users.manage"), ["permission"]);
    assert_eq!(kinds("role:SUPER_ADMIN"), ["role"]);
}

#[test]
fn names_of_the_wrong_kind_are_refused_with_a_suggestion() {
    for (arguments, wanted) in [
        (
            &["--forbid", "permission:okta.authorizationServers.read"][..],
            "scope:okta.authorizationServers.read",
        ),
        (&["--forbid", "okta.user.manage"], "okta.users.manage"),
        (&["--forbid", "std.apiTokens.create"], "forbid the roles that hold it"),
        (&["--forbid", "suspendUser"], "--without suspendUser"),
        (&["--forbid", "SUPERADMIN"], "SUPER_ADMIN"),
        (&["--forbid", ""], "there is no scope, permission or role"),
        (&["--role", "okta.users.read"], "is a scope and a permission, no standard role"),
        (&["--role", "Help Desk Admin1strator"], "did you mean `HELP_DESK_ADMIN`?"),
        (&["--role", "HELP_DESK_ADMIN@group:00g1"], "write HELP_DESK_ADMIN"),
        (&["--role", "help_desk_admn"], "did you mean `HELP_DESK_ADMIN`?"),
        (&["--split", "--format", "terraform"], "`--split` makes two"),
        (&["--without", "suspendUsr"], "suspendUser"),
        (&["--without", "GET /api/v1/nothing/at/all"], "cannot leave out"),
    ] {
        let said = refused(arguments);
        assert!(said.contains(wanted), "{arguments:?}: {said}");
    }
    let both = refused(&["--forbid", "nothing", "--role", "nobody"]);
    assert!(
        both.contains("there is no scope, permission or role") && both.contains("no standard role"),
        "{both}"
    );
    assert!(!both.contains("nothing") && !both.contains("nobody"), "{both}");
}

#[test]
fn each_call_gets_an_answer_for_the_roles_that_are_given() {
    let arguments =
        ["listUsers", "suspendUser", "GET /api/v1/users/me", "listRoles", "--role", "HELP_DESK_ADMIN"];
    let plan = json(&arguments);
    let given = &plan["what_if"]["roles"];
    assert_eq!(names(&given["roles"]), ["HELP_DESK_ADMIN"]);
    let of = |credential: &str, operation: &str| -> Vec<String> {
        let answers = given[credential].as_array().unwrap();
        let found = answers.iter().filter(|one| one["operation"] == operation);
        found.map(|one| one["answer"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(of("service_app", "management:suspendUser"), ["no"]);
    assert_eq!(of("service_app", "management:listUsers"), ["yes"]);
    assert_eq!(of("service_app", "management:getUser"), ["no"], "it has no user to be `me`");
    assert_eq!(of("api_token", "management:getUser"), ["yes"]);
    for answer in given["service_app"].as_array().unwrap() {
        assert!(!answer["reason"].as_str().unwrap().is_empty());
        assert_eq!(answer["evidence"].is_null(), answer["answer"] == "unknown", "{answer}");
        for source in answer["sources"].as_array().unwrap() {
            assert!(plan["sources"].get(source.as_str().unwrap()).is_some(), "{source} stands for nothing");
        }
    }
}

#[test]
fn a_split_shares_the_operations_between_two_apps() {
    let plan = json(&["listUsers", "suspendUser", "listGroups", "--split"]);
    let split = &plan["what_if"]["split"];
    assert_eq!(names(&split["reading"]["operations"]), ["management:listGroups", "management:listUsers"]);
    assert_eq!(names(&split["writing"]["operations"]), ["management:suspendUser"]);
    let scopes = |half: &str| names(&split[half]["plans"]["service_app"]["scopes"]).join(" ");
    assert_eq!(scopes("reading"), "okta.groups.read okta.users.read");
    assert_eq!(scopes("writing"), "okta.users.manage");
}

#[test]
fn text_and_markdown_show_the_questions_and_their_answers() {
    let questions = [
        "--without",
        "deleteUser",
        "--with",
        "listGroups",
        "--forbid",
        "ORG_ADMIN",
        "--role",
        "HELP_DESK_ADMIN",
        "--split",
    ];
    for format in ["text", "markdown"] {
        let ran =
            asked(&[&["plan", "suspendUser", "deleteUser", "--format", format], &questions[..]].concat());
        assert_eq!(ran.code, 0);
        for wanted in [
            "without deleteUser (1 call)",
            "the calls and listGroups",
            "the role ORG_ADMIN",
            "HELP_DESK_ADMIN",
            "known not to",
        ] {
            assert!(ran.out.contains(wanted), "{format}: {wanted} is not in\n{}", ran.out);
        }
        assert!(ran.out.to_lowercase().contains("split into"), "{format}");
    }
}

/// What a plan must do without, chosen at random from what plans usually hold.
fn forbidden() -> impl Strategy<Value = Forbidden> {
    let scopes: Vec<_> = (0..catalog().tables().scopes.len()).map(ScopeKey::new).collect();
    let roles: Vec<_> = catalog().roles().map(|(key, _)| key).collect();
    let sets = (
        prop::collection::btree_set(select(scopes), 0..8),
        prop::collection::btree_set(select(oracle::grantable()), 0..8),
        prop::collection::btree_set(select(roles), 0..4),
    );
    sets.prop_map(|(scopes, permissions, roles)| Forbidden { scopes, permissions, roles })
}

fn plans(keys: &[OperationKey], forbidden: &Forbidden) -> Vec<Plan> {
    let matches: Vec<_> = keys.iter().map(|key| called(matcher(), *key)).collect();
    plan(catalog(), &matches, &Options { forbidden: forbidden.clone(), ..Options::default() }).plans
}

/// The parts of a permission, found without the graph of the catalog.
fn contains(whole: CapabilityKey, part: CapabilityKey) -> bool {
    whole == part || catalog().capability(whole).includes.iter().any(|edge| contains(edge.to, part))
}

proptest! {
    #![proptest_config(config(1_500))]

    /// Nothing forbidden, and nothing that contains it, is in a plan; whatever is not refused passes by the
    /// independent judge; and what is refused for that reason does pass when nothing is forbidden.
    #[test]
    fn a_plan_does_without_what_is_forbidden_and_lets_the_rest_pass(keys in lists(), forbidden in forbidden()) {
        let usual = plans(&keys, &Forbidden::default());
        for (plan, usual) in plans(&keys, &forbidden).iter().zip(&usual) {
            let scopes: BTreeSet<_> = plan.scopes.iter().map(|one| one.key).collect();
            for scope in &scopes {
                prop_assert!(!forbidden.scopes.contains(scope));
                let mut parts = catalog().scope(*scope).implies.iter();
                prop_assert!(parts.all(|edge| !forbidden.scopes.contains(&edge.to)));
            }
            let owed: Vec<_> = keys.iter().copied().filter(|key| {
                let known = !plan.unknown.contains_key(key) && !plan.covered.contains(key);
                known && !plan.not_possible.contains_key(key)
            }).collect();
            for grant in plan.roles.standard.iter().chain(&plan.roles.custom) {
                let held = held(grant);
                prop_assert!(held.roles.is_disjoint(&forbidden.roles));
                for permission in &held.permissions {
                    prop_assert!(forbidden.permissions.iter().all(|part| !contains(*permission, *part)));
                }
                if !forbidden.permissions.is_empty() {
                    prop_assert!(held.roles.iter().all(|role| catalog().role(*role).holds_all.is_none()));
                }
                for key in &owed {
                    prop_assert!(oracle::passes(*key, &held), "{} with {held:?}", catalog().operation_name(*key));
                }
            }
            let some_grant = plan.roles.standard.is_some() || plan.roles.custom.is_some();
            let needing = owed.iter().filter(|key| oracle::needs_right(catalog().operation(**key)));
            prop_assert!(some_grant || needing.count() == 0);
            for (key, refusal) in &plan.not_possible {
                prop_assert_eq!(refusal.reason == "forbidden", !usual.not_possible.contains_key(key));
            }
        }
    }

    /// What is refused because of what is forbidden could not pass with anything that is left.
    #[test]
    fn nothing_is_refused_that_could_pass(keys in lists(), forbidden in forbidden()) {
        let plan = &plans(&keys, &forbidden)[2];
        prop_assert_eq!(plan.credential, Credential::ApiToken);
        let left = |one: &Grantable| !forbidden.takes_out(catalog(), *one);
        let roles = oracle::candidates(&keys).into_iter().filter(|role| left(&Grantable::Role(*role)));
        let permissions = oracle::grantable().into_iter().filter(|one| left(&Grantable::Permission(*one)));
        let everything = Held { roles: roles.collect(), permissions: permissions.collect() };
        for (key, _) in plan.not_possible.iter().filter(|(_, refusal)| refusal.reason == "forbidden") {
            prop_assert!(!oracle::passes(*key, &everything), "{}", catalog().operation_name(*key));
        }
    }

    /// The answer for given roles is yes exactly when the independent judge lets the call pass.
    #[test]
    fn given_roles_let_pass_what_the_judge_lets_pass(keys in lists(), roles in prop::collection::btree_set(select(current_roles()), 1..4)) {
        let matches: Vec<_> = keys.iter().map(|key| called(matcher(), *key)).collect();
        let needs = plan(catalog(), &matches, &Options::default()).needs;
        let held = Held { roles: roles.clone(), permissions: BTreeSet::new() };
        for one in passing(catalog(), &needs, Credential::ApiToken, &roles, &Options::default()) {
            let operation = catalog().operation(one.operation);
            let accepted = operation.accepts.iter().any(|accepted| accepted.suits(Credential::ApiToken));
            let passes = accepted && oracle::passes(one.operation, &held);
            prop_assert_eq!(one.verdict == Verdict::Yes, passes, "{} {}", catalog().operation_name(one.operation), one.reason);
        }
    }
}

fn current_roles() -> Vec<RoleKey> {
    let confirmed = catalog().roles().filter(|(_, role)| role.type_confirmed);
    confirmed.map(|(key, _)| key).collect()
}
