//! `explain`: every name has an answer, and everything that a plan grants leads back to a call, a fact and a source.

use leastwise::catalog::graph::Node;
use leastwise::intake::{Account, Input, ReadOptions, read};
use leastwise::matching::Matcher;
use leastwise::model::{Asked, Call, Origin, Request};
use leastwise::plan::{Options, plan};
use leastwise::report::{
    ExplainReport, ItemKind, Material, NodeKind, Question, chains, explain, known_names, plan_report,
};
use rstest::rstest;
use serde_json::Value;

use crate::program::{folder, run};
use crate::support::{calls, catalog, matcher};

fn explained(name: &str) -> ExplainReport {
    let question = Question { asked: name.to_owned(), understood: None, operations: Vec::new() };
    explain(catalog(), 0, &question, None).unwrap_or_else(|| panic!("`{name}` is not explained"))
}

#[test]
fn every_name_of_the_catalog_is_explained() {
    let names = known_names(catalog());
    assert!(names.len() > 2500, "{}", names.len());
    for name in names.into_iter().filter(|name| !name.contains(':')) {
        let report = explained(name);
        assert!(!report.entries.is_empty());
        for entry in &report.entries {
            assert!(!entry.title.is_empty(), "{name}");
            // A limit says what a word means, and of a role that was only seen nothing is known.
            let says_nothing =
                entry.kind == "limit" || (entry.kind == "role" && !entry.facts.contains_key("holds"));
            let cited = says_nothing || !entry.sources.is_empty();
            assert!(cited, "{name}, the {}, names no source", entry.kind);
        }
        for edge in &report.edges {
            for end in [&edge.from, &edge.to] {
                assert!(report.nodes.iter().any(|node| node.id == *end), "{name}: {end} is no node");
            }
            assert!(edge.sources.iter().all(|key| report.sources.contains_key(key)), "{name}: {edge:?}");
        }
    }
}

/// Each operation alone: every scope, permission and role of its three plans has a chain from it, and each step of the
/// chain says how it is known and where.
#[test]
fn everything_that_a_plan_grants_leads_back_to_a_call_a_fact_and_a_source() {
    let options = Options::default();
    let mut seen = 0;
    for (key, operation) in catalog().operations() {
        let request =
            Request { method: Some(operation.method), path: operation.path.clone(), ..Request::default() };
        let origin = Origin { source: "test".into(), line: 1, column: 1 };
        let call = Call::new(origin, Asked::Http(request));
        let matches = [matcher().resolve(&call)];
        let plans = plan(catalog(), &matches, &options);
        let report = plan_report(&Material {
            account: &Account::default(),
            failed: &[],
            catalog: catalog(),
            age_days: 0,
            calls: &[call],
            matches: &matches,
            plans: &plans,
            options: &options,
            assume: &[],
            terraform: None,
        });
        let plans = [&report.plans.service_app, &report.plans.user_app, &report.plans.api_token];
        for item in plans.iter().flat_map(|plan| plan.items()) {
            let names = catalog().names();
            let node = match item.kind {
                ItemKind::Scope => Node::Scope(names.scopes[item.name]),
                ItemKind::Permission => Node::Capability(names.capabilities[item.name]),
                ItemKind::Role => Node::Role(names.roles[item.name]),
            };
            let chain = chains(catalog(), key, node);
            let last = chain.last().unwrap_or_else(|| panic!("no chain to {item:?} from {}", operation.id));
            assert_eq!(last.name, item.name);
            for step in &chain {
                assert!(step.evidence.is_some() && !step.sources.is_empty(), "{}: {step:?}", operation.id);
            }
            seen += 1;
        }
    }
    assert!(seen > 3000, "{seen}");
}

#[test]
fn an_operation_is_explained_with_the_least_first() {
    let entry = &explained("management:listPolicies").entries[0];
    let rights = &entry.facts["rights, any of, least first"];
    assert!(rights.len() > 3);
    let headings: Vec<_> = entry.facts.keys().map(String::as_str).collect();
    assert_eq!(headings[..3], ["accepts", "scopes, any of, least first", "rights, any of, least first"]);
    let roles = &explained("management:suspendUser").entries[0].facts["standard roles, least first"];
    let names: Vec<_> =
        roles.iter().filter_map(|line| line.split_once(": yes")).map(|(name, _)| name).collect();
    assert_eq!(names, ["USER_ADMIN", "ORG_ADMIN", "SUPER_ADMIN"]);
}

#[test]
fn a_scope_and_a_permission_of_one_name_are_both_explained() {
    let report = explained("okta.users.read");
    let kinds: Vec<_> = report.entries.iter().map(|entry| entry.kind.as_str()).collect();
    assert_eq!(kinds, ["scope", "capability"]);
    assert_eq!(report.entries[0].facts["covered by"], ["okta.users.manage (official)"]);
    assert!(report.entries[1].facts["contained in"].contains(&"okta.users.manage (official)".to_owned()));
    assert!(
        report.entries[0].facts["gives"]
            .contains(&"read · User: listUsers, getUser, listUserBlocks".to_owned())
    );
}

#[test]
fn calls_are_followed_to_what_is_asked_for() {
    let calls = calls(
        "GET /api/v1/users\nGET /api/v1/logs\nPOST /api/v1/users/{id}/lifecycle/suspnd\nGET /nowhere/at/all\n",
    );
    let matches: Vec<_> = calls.iter().map(|call| matcher().resolve(call)).collect();
    let question = Question { asked: "USER_ADMIN".to_owned(), understood: None, operations: Vec::new() };
    let report = explain(catalog(), 0, &question, Some((&calls, &matches))).unwrap();
    let chains = report.calls.as_ref().unwrap();
    let found: Vec<_> = chains.iter().map(|call| call.chains.len()).collect();
    assert_eq!(found, [1, 0, 1, 0]);
    let steps: Vec<_> =
        chains[0].chains[0].iter().map(|step| (step.relation.as_str(), step.name.as_str())).collect();
    assert_eq!(steps[0], ("is", "management:listUsers"));
    assert_eq!(steps.last(), Some(&("held-by", "USER_ADMIN")));
    assert_eq!(report.nodes.iter().filter(|node| node.kind == NodeKind::Call).count(), 2);
}

/// Deleting an active user deactivates it first, and that right is none of the usual ones.
#[test]
fn special_cases_are_followed_too() {
    let delete = catalog().names().operations["management:deleteUser"];
    let deactivate = Node::Capability(catalog().names().capabilities["okta.users.lifecycle.deactivate"]);
    let chain = chains(catalog(), delete, deactivate);
    assert_eq!(chain[0].relation, "in-case");
    assert_eq!(chain[0].name, "active-user");
}

#[rstest]
#[case("suspendUsr", "did you mean `suspendUser`?")]
#[case("okta.user.read", "did you mean `okta.users.read`?")]
#[case("HELPDESK_ADMIN", "did you mean `HELP_DESK_ADMIN`?")]
#[case("std.users.password.sett", "did you mean `std.users.password.set`?")]
#[case("exces-scope", "did you mean `excess-scope`?")]
#[case("resetpasword", "did you mean `resetPassword`?")]
#[case(
    "DELETE /api/v1/nothing/of/the/kind",
    "the catalog has no operation for `DELETE /api/v1/***/of/***/kind`"
)]
#[case("xyzzy", "`leastwise catalog list` shows the operations")]
fn a_misspelt_name_is_answered_with_the_right_one(#[case] name: &str, #[case] expected: &str) {
    let done = run(&folder(&[]), &["explain", name]);
    assert_eq!(done.code, 2);
    assert!(done.err.contains(expected), "{}", done.err);
}

#[rstest]
#[case("GET /api/v1/users", "management:listUsers  GET /api/v1/users")]
#[case("user_admin", "USER_ADMIN  Group Administrator")]
#[case("Group Administrator", "USER_ADMIN  Group Administrator")]
#[case("PUT /api/v1/users/{id}/lifecycle/suspend", "taken for management:suspendUser: the path has no PUT")]
#[case("createSession", "management:createSession  POST /api/v1/sessions · removed")]
fn other_ways_to_name_it_are_understood(#[case] name: &str, #[case] expected: &str) {
    let done = run(&folder(&[]), &["explain", name]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(done.out.starts_with(expected), "{}", done.out);
}

#[test]
fn every_rule_is_explained_and_nothing_leads_to_one() {
    for rule in leastwise::check::RULES {
        let report = explained(rule.id);
        let [entry] = &report.entries[..] else { panic!("{}", rule.id) };
        assert_eq!((entry.kind.as_str(), entry.title.as_str()), ("rule", rule.title));
        assert_eq!(entry.facts["means"], [rule.explanation]);
        assert_eq!(entry.facts["what to do"], [rule.fix]);
        assert!(crate::support::project().join(format!("docs/rules/{}.md", rule.id)).exists());
    }
    for (arguments, said) in [
        (&["--calls", "suspendUser"][..], "no call leads to it"),
        (&["--format", "dot"], "there is nothing to draw"),
    ] {
        let done = run(&folder(&[]), &[&["explain", "excess-scope"], arguments].concat());
        assert_eq!(done.code, 2, "{}", done.out);
        assert!(done.err.contains(said), "{}", done.err);
    }
}

/// What is secret in a pasted request does not come back.
#[test]
fn a_token_in_a_request_is_not_repeated() {
    for name in [
        "GET /api/v1/users?token=00s3cr3tt0k3nV4lu3",
        "GET https://acme.okta.com/nothing/here?sessionToken=00s3cr3tt0k3nV4lu3",
    ] {
        let done = run(&folder(&[]), &["explain", name, "--format", "json"]);
        assert!(
            !format!("{}{}", done.out, done.err).contains("00s3cr3tt0k3nV4lu3"),
            "{}{}",
            done.out,
            done.err
        );
    }
}

/// The same through the reader of arguments, as `--calls` takes them.
#[test]
fn a_call_can_be_given_as_an_argument() {
    let matcher = Matcher::new(catalog());
    let given =
        read(&[Input::Argument("suspendUser".to_owned())], &ReadOptions::default(), &matcher).unwrap().calls;
    let matches: Vec<_> = given.iter().map(|call| matcher.resolve(call)).collect();
    let question =
        Question { asked: "okta.users.manage".to_owned(), understood: None, operations: Vec::new() };
    let report = explain(catalog(), 0, &question, Some((&given, &matches))).unwrap();
    assert_eq!(report.calls.unwrap()[0].chains.len(), 2, "over the scope and over the permission");
}

/// Nobody can assign a retired role any more, however small it is.
#[test]
fn retired_roles_stand_last_and_are_marked() {
    let folder = folder(&[]);
    for name in ["listUsers", "listGroups", "getUserSchema"] {
        let text = run(&folder, &["explain", name]).out;
        let from = text.lines().skip_while(|line| !line.starts_with("standard roles"));
        let roles: Vec<_> = from.skip(1).take_while(|line| line.starts_with("  - ")).collect();
        let retired = roles.iter().position(|line| line.contains("MOBILE_ADMIN")).unwrap();
        assert_eq!(retired, roles.len() - 1, "{text}");
        assert!(roles[retired].contains("MOBILE_ADMIN (retired): "), "{text}");
    }
    let plan = run(&folder, &["plan", "listUsers", "--format", "json"]).out;
    let plan: Value = serde_json::from_str(&plan).unwrap();
    let answers = plan["operations"][0]["role_answers"].as_array().unwrap();
    let retired: Vec<_> = answers.iter().map(|one| one["retired"] == true).collect();
    assert!(retired.is_sorted() && retired.contains(&true), "{answers:?}");
    let held = run(&folder, &["explain", "okta.groups.read"]).out;
    assert!(held.contains("MOBILE_ADMIN (retired) ("), "{held}");
}
