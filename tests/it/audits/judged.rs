//! What is judged of the principals of the example org.

use std::collections::BTreeSet;

use leastwise::check::rule;
use leastwise::grants::fleet::principals;
use leastwise::model::{HeldRole, Severity};
use leastwise::plan::{Options, Reachable};
use leastwise::report::{CheckReport, FindingView, HeldRoleView, PrincipalView};

use super::expected::{EXPECTED, Expected};
use super::{found, principal, report};
use crate::orgs::example;
use crate::support::catalog;

fn named(one: &Expected) -> String {
    if one.kind == "admin" { format!("{}@acme.example", one.name) } else { one.name.to_owned() }
}

fn role(role: &HeldRoleView) -> String {
    let part = |mark: &str, parts: &[String], between: &str| match parts {
        [] => String::new(),
        parts => format!("{mark}{}", parts.join(between)),
    };
    let targets = part("@", &role.targets, ",");
    format!("{}{targets}{}{}", role.name, part(" on ", &role.resources, ","), part(" < ", &role.through, ","))
}

fn scopes(principal: &PrincipalView) -> Option<BTreeSet<String>> {
    let scopes = principal.scopes.as_ref()?.iter();
    Some(scopes.map(|scope| scope.name.strip_prefix("okta.").unwrap().to_owned()).collect())
}

/// A finding as the table writes it.
fn mark(finding: &FindingView) -> String {
    match finding.rule.as_str() {
        "escalation" => format!(">{}", finding.subject),
        "scope-never-used" if finding.subject_kind == "principal" => "?*".to_owned(),
        "scope-never-used" => format!("?{}", finding.subject.strip_prefix("okta.").unwrap()),
        rule => rule.to_owned(),
    }
}

fn words(text: &str) -> BTreeSet<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// What is wrong with one row of the table.
fn misfits(report: &CheckReport, one: &Expected) -> Vec<String> {
    let name = named(one);
    let principal = principal(report, &name);
    let mut wrong = Vec::new();
    let mut expect = |what: &str, told: String, expected: String| {
        if told != expected {
            wrong.push(format!("{name}: {what}\n      told {told}\n  expected {expected}"));
        }
    };
    expect("kind", principal.audit.as_ref().unwrap().kind.clone(), one.kind.to_owned());
    expect("scopes", format!("{:?}", scopes(principal)), format!("{:?}", one.scopes.map(words)));
    let roles: Vec<_> = principal.roles.as_ref().unwrap().iter().map(role).collect();
    expect("roles", roles.join("; "), one.roles.to_owned());
    let findings: BTreeSet<_> = report.of(Some(&name)).map(mark).collect();
    expect("findings", format!("{findings:?}"), format!("{:?}", words(one.findings)));
    let reached = reached(&name);
    let has = |id: &&str| reached.contains(&format!("management:{id}"));
    let (reaches, misses) = (one.reaches.split_whitespace(), one.misses.split_whitespace());
    let none = "[]".to_owned();
    expect("not reached", format!("{:?}", reaches.filter(|id| !has(id)).collect::<Vec<_>>()), none.clone());
    expect("reached", format!("{:?}", misses.filter(has).collect::<Vec<_>>()), none);
    wrong
}

/// Every operation that a principal of the example reaches.
fn reached(name: &str) -> BTreeSet<String> {
    let org = example();
    let known = principals(&org);
    let one = known.iter().find(|one| one.name == name).unwrap();
    let options = Options::default();
    let holding = leastwise::check::resolve(catalog(), &one.principal.grant).holding;
    let reached = Reachable::new(catalog(), &options).by(&holding, one.principal.credential.unwrap());
    reached.effective.iter().map(|key| catalog().operation_name(*key)).collect()
}

#[test]
fn every_principal_of_the_example_is_judged_as_expected() {
    let report = report(&example(), &[]);
    let wrong: Vec<_> = EXPECTED.iter().flat_map(|one| misfits(&report, one)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let expected: BTreeSet<_> = EXPECTED.iter().map(named).collect();
    let told: BTreeSet<_> = report.principals.iter().map(|one| one.name.clone()).collect();
    assert_eq!(told, expected, "a principal is missing, or one too many");
    let general: Vec<_> = report.of(None).map(|one| format!("{} {}", one.rule, one.subject)).collect();
    assert_eq!(general, ["public-client-super-admin clientPrivilegesSetting"]);
    assert!(report.summary.complete, "everything of the example was seen");
}

/// The table names operations; one that is misspelt would never be reached.
#[test]
fn the_operations_of_the_table_are_known() {
    let names = &catalog().names().operations;
    for id in
        EXPECTED.iter().flat_map(|one| one.reaches.split_whitespace().chain(one.misses.split_whitespace()))
    {
        assert!(names.contains_key(&format!("management:{id}")), "{id}");
    }
}

#[test]
fn the_worst_come_first_and_severities_fit_what_is_known() {
    let report = report(&example(), &[]);
    let audits = || report.principals.iter().map(|one| one.audit.as_ref().unwrap());
    let beyond: Vec<_> = audits().map(|audit| (!audit.inactive, audit.beyond.unwrap())).collect();
    assert!(beyond.is_sorted_by(|one, other| one >= other));
    assert!(audits().all(|audit| audit.at_most.is_none()), "everything of the example is known");
    let ranks: Vec<_> = report.principals.iter().map(|one| one.audit.as_ref().unwrap().rank).collect();
    assert_eq!(ranks, (1..=report.principals.len()).collect::<Vec<_>>());
    for finding in &report.findings {
        assert!(finding.severity <= rule::rule(&finding.rule).unwrap().severity, "{}", finding.rule);
        let principal = finding.principal.as_deref().map(|name| principal(&report, name));
        let kind = principal.map(|one| one.audit.as_ref().unwrap().kind.as_str());
        match (finding.rule.as_str(), kind) {
            ("escalation", Some("admin"))
            | ("scope-never-used", _)
            | ("super-admin", Some("api-service-integration" | "oauth-client")) => {
                assert_eq!(finding.severity, Severity::Note, "{finding:?}");
            }
            ("escalation" | "super-admin" | "app-without-role" | "token-unused", _) => {
                assert_eq!(finding.severity, Severity::Warning, "{finding:?}");
            }
            _ => {}
        }
    }
}

#[test]
fn logs_show_use_and_never_that_something_is_not_used() {
    let report = report(&example(), &[]);
    let usage = |name: &str| principal(&report, name).audit.as_ref().unwrap().usage.as_ref().unwrap();
    let used = |name: &str| -> Vec<String> {
        usage(name)
            .used
            .iter()
            .map(|one| format!("{} {}", one.id.replace("management:", ""), one.times))
            .collect()
    };
    assert_eq!(used("helpdesk-bot"), ["suspendUser 2", "unlockUser 17"]);
    assert_eq!(used("Contractor offboarding"), ["unlockUser 3"], "what was refused is no use");
    assert_eq!(used("inventory"), ["listUsers 6"], "a limit shows a call that only reads");
    assert_eq!(usage("Status page").seen, "requested");
    assert_eq!(usage("Status page").requested["okta.apps.read"], 336);
    assert_eq!(
        usage("Mail gateway").seen,
        "no evidence",
        "a token that was refused is not asked for in earnest"
    );
    assert_eq!(usage("migration-2026").seen, "no evidence");
    for finding in report.findings.iter().filter(|one| one.rule == "scope-never-used") {
        assert_eq!(finding.severity, Severity::Note);
        assert!(!finding.message.contains("unused") && finding.message.contains("2026-11-13"), "{finding:?}");
    }
    let least = usage("onboarding").least.as_ref().unwrap();
    let permissions: Vec<_> =
        least.custom_role.iter().flat_map(|role| &role.permissions).map(|one| one.name.as_str()).collect();
    assert_eq!(permissions, ["okta.users.create", "okta.users.lifecycle.activate"]);
    let saves = usage("onboarding").saves.unwrap();
    assert!(saves.control > 0 && saves.read == 0, "what only reads is not judged by a log: {saves:?}");
    let beyond = report.notes.iter().filter(|note| note.code == "used-beyond-reach");
    let names: BTreeSet<_> = beyond.filter_map(|note| note.principal.as_deref()).collect();
    assert!(names.contains("Group bot") && names.contains("membership"), "{names:?}");
    assert!(names.contains("helpdesk-bot"), "a help desk admin suspends nobody: {names:?}");
}

/// With all calls, needs are judged: what is spare is a finding, and what a token does not need is its owner's.
#[test]
fn calls_say_what_is_spare() {
    let report = report(
        &example(),
        &[
            ("Hr sync", "POST /api/v1/users\nPOST /api/v1/users/{id}/lifecycle/deactivate\n"),
            ("jenkins", "GET /api/v1/apps\nPOST /api/v1/apps\n"),
            ("inventory", "GET /api/v1/users\n"),
            ("wiki-lookup", "GET /api/v1/users\n"),
        ],
    );
    let hr = found(&report, "Hr sync");
    assert!(hr.contains(&"warning excess-scope okta.groups.manage".to_owned()), "{hr:?}");
    assert!(!hr.iter().any(|one| one.contains("scope-never-used")), "{hr:?}");
    let jenkins = found(&report, "jenkins");
    assert!(jenkins.contains(&"error token-owner-over-privileged SUPER_ADMIN".to_owned()), "{jenkins:?}");
    assert!(!jenkins.iter().any(|one| one.contains(" super-admin ")), "said once: {jenkins:?}");
    let least = principal(&report, "jenkins").least.as_ref().unwrap();
    assert!(!least.standard_roles.iter().any(|role| role.name == "SUPER_ADMIN"));
    let inventory = found(&report, "inventory");
    assert!(
        inventory.iter().any(|one| one.contains("token-owner-over-privileged READ_ONLY_ADMIN")),
        "{inventory:?}"
    );
    let (before, after) = (super::report(&example(), &[]), &report);
    let beyond = |report: &CheckReport, name: &str| principal(report, name).audit.as_ref().unwrap().beyond;
    assert!(beyond(after, "wiki-lookup") < beyond(&before, "wiki-lookup"));
    assert_eq!(
        beyond(after, "inventory"),
        beyond(&before, "inventory"),
        "the log had shown that call already"
    );
}

/// Whatever is taken away from whomever, nobody reaches more.
#[test]
fn taking_a_grant_away_never_adds_reach() {
    let org = example();
    let options = Options::default();
    let reachable = Reachable::new(catalog(), &options);
    let mut tried = 0;
    for one in principals(&org) {
        let credential = one.principal.credential.unwrap();
        let reach = |grant: &leastwise::model::Grant| {
            reachable.by(&leastwise::check::resolve(catalog(), grant).holding, credential).effective
        };
        let whole = reach(&one.principal.grant);
        let mut smaller = Vec::new();
        for at in 0..one.principal.grant.scopes.iter().flatten().count() {
            let mut grant = one.principal.grant.clone();
            grant.scopes.as_mut().unwrap().remove(at);
            smaller.push(grant);
        }
        for (at, role) in one.principal.grant.roles.iter().flatten().enumerate() {
            let mut grant = one.principal.grant.clone();
            grant.roles.as_mut().unwrap().remove(at);
            smaller.push(grant);
            let HeldRole::Custom(custom) = role else { continue };
            for position in 0..custom.permissions.iter().flatten().count() {
                let mut grant = one.principal.grant.clone();
                let HeldRole::Custom(custom) = &mut grant.roles.as_mut().unwrap()[at] else { continue };
                custom.permissions.as_mut().unwrap().remove(position);
                smaller.push(grant);
            }
        }
        tried += smaller.len();
        for grant in smaller {
            assert!(reach(&grant).is_subset(&whole), "{}: {grant:?}", one.name);
        }
    }
    assert!(tried > 150, "{tried}");
}
