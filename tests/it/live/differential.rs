//! One org as a snapshot, as a saved file, over the network and as exports of its answers: the findings are the same.

use leastwise::check::{Case, Checked, check};
use leastwise::grants::fleet::{OrgPrincipal, principals};
use leastwise::grants::org::Org;
use leastwise::grants::read;
use leastwise::model::{Credential, Grant, HeldRole, Principal};
use leastwise::plan::Options;
use leastwise::report::CheckReport;
use serde_json::Value;

use super::answers::{self, Answer};
use super::fake::{Fake, Setup};
use super::{Run, expected};
use crate::audits::report;
use crate::orgs::example;
use crate::support::{catalog, matcher};

fn findings(report: &CheckReport) -> Vec<String> {
    report.findings.iter().map(|one| format!("{one:?}")).collect()
}

#[test]
fn an_org_gives_the_same_findings_read_saved_and_live() {
    let fake = Fake::new(Setup::default());
    let live = Run::of(&fake).go().unwrap();
    let from_snapshot = report(&expected(&fake), &[]);
    assert!(from_snapshot.findings.len() > 100);
    assert_eq!(findings(&report(&live, &[])), findings(&from_snapshot));
    for packed in [false, true] {
        let mut bytes = Vec::new();
        live.write(&mut bytes, packed).unwrap();
        let saved = Org::read("org.json", bytes.as_slice()).unwrap();
        assert_eq!(findings(&report(&saved, &[])), findings(&from_snapshot), "packed: {packed}");
        assert_eq!(report(&saved, &[]).summary, from_snapshot.summary);
    }
}

/// The text of an answer.
fn exported(org: &Org, path: &str) -> String {
    match answers::of(org, path) {
        Some(Answer::List(list)) => Value::from(list).to_string(),
        Some(Answer::Object(_) | Answer::Member(..)) | None => panic!("{path} is no list"),
    }
}

/// The grant that exports of answers tell of together.
fn of_exports(org: &Org, credential: Credential, paths: &[String]) -> Principal {
    let mut whole = Principal { credential: Some(credential), ..Principal::default() };
    for path in paths {
        let text = exported(org, path);
        if text == "[]" {
            // An empty list does not tell what it is a list of: whoever exports it says so.
            let empty = if path.ends_with("/grants") {
                Grant { scopes: Some(Vec::new()), roles: None }
            } else {
                Grant { scopes: None, roles: Some(Vec::new()) }
            };
            whole.grant.merge(empty);
            continue;
        }
        for one in read("export.json", &text, org.taken).unwrap() {
            whole.merge(one);
        }
    }
    whole
}

fn checked(principal: Principal) -> Checked {
    let case = Case { name: "one".to_owned(), principal, ..Case::default() };
    check(catalog(), &case, &Options::default(), "2026-11-26".parse().unwrap(), |call| {
        matcher().resolve(call)
    })
}

/// What is found, without the places in files.
fn told(checked: &Checked) -> Vec<String> {
    let findings = checked.findings.iter();
    findings
        .map(|one| format!("{} {} {:?} {}", one.severity, one.rule.id, one.subject, one.message))
        .collect()
}

fn is_standard(principal: &OrgPrincipal) -> bool {
    principal.principal.grant.roles.iter().flatten().all(|role| matches!(role, HeldRole::Standard(_)))
}

/// Exports name no permissions of custom roles, so that principals with standard roles are compared.
#[test]
fn exports_of_an_app_give_the_findings_of_its_snapshot() {
    let org = example();
    let mut compared = 0;
    for one in principals(&org).into_iter().filter(is_standard) {
        let exports = match one.kind.name() {
            "service-app" => of_exports(
                &org,
                Credential::ServiceApp,
                &[
                    format!("/api/v1/apps/{}/grants", one.id),
                    format!("/oauth2/v1/clients/{}/roles", one.aliases[0]),
                ],
            ),
            "admin" if one.through.iter().all(Vec::is_empty) => {
                of_exports(&org, Credential::ApiToken, &[format!("/api/v1/users/{}/roles", one.id)])
            }
            _ => continue,
        };
        compared += 1;
        let (exported, seen) = (checked(exports), checked(one.principal.clone()));
        assert_eq!(told(&exported), told(&seen), "{}", one.name);
        assert_eq!(exported.reached.effective, seen.reached.effective, "{}", one.name);
    }
    assert!(compared > 30, "{compared} principals");
}
