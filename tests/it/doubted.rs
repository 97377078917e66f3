//! Excess beside input that is not recognized: nothing that it could need is to be taken away.

use jiff::civil::date;
use leastwise::catalog::tables::OperationKey;
use leastwise::check::{Case, Checked, Finding, check};
use leastwise::intake::{Input, ReadOptions, read};
use leastwise::matching::Status;
use leastwise::model::{Credential, Grant, Principal, Severity};
use leastwise::plan::Options;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use rstest::rstest;
use serde_json::{Value, json};

use crate::judging::{Item, called, credentials, items, least, lists};
use crate::program::{folder, run};
use crate::support::{catalog, matcher};

/// The rules whose fix takes something away or makes it smaller.
const TAKING: [&str; 6] =
    ["excess-scope", "excess-role", "excess-permission", "read-suffices", "redundant-scope", "super-admin"];

/// Words that advise to take something away.
const REMOVAL: [&str; 6] = ["take ", "takes away", "replace `", "remove ", "leave ", "revoke "];

fn advises_removal(help: &str) -> bool {
    REMOVAL.iter().any(|word| help.contains(word))
}

/// An operation as a line of a list.
fn line(key: OperationKey) -> String {
    let operation = catalog().operation(key);
    format!("{} {}", operation.method, operation.path)
}

/// A line that was made illegible.
fn spoiled(line: &str, how: usize) -> String {
    let cut = line.rsplit_once('/').map_or(line, |(before, _)| before);
    match how {
        0 => format!("{line}/shoesize"),
        1 => format!("{cut}/xq-"),
        2 => line.split(' ').next().unwrap_or_default().to_owned() + " {url}",
        _ => line.replace("/v1/", "/v1/zzqq/"),
    }
}

/// A check of a list, with everything that its reader says.
fn judged_text(text: &str, credential: Credential, grant: Grant) -> (Checked, bool) {
    let reading = read(
        &[Input::Bytes("calls.txt".into(), text.as_bytes().to_vec())],
        &ReadOptions::default(),
        matcher(),
    );
    let reading = reading.unwrap();
    let open = reading.open_places();
    let is_unresolved = |status: Status| matches!(status, Status::Unresolved | Status::Ambiguous);
    let unresolved = reading.calls.iter().any(|call| is_unresolved(matcher().resolve(call).status));
    let is_open = unresolved || !open.is_empty();
    let case = Case {
        name: "one".to_owned(),
        principal: Principal { credential: Some(credential), grant, ..Principal::default() },
        calls: Some(reading.calls),
        open,
        ..Case::default()
    };
    let checked =
        check(catalog(), &case, &Options::default(), date(2026, 11, 25), |call| matcher().resolve(call));
    (checked, is_open)
}

/// The findings that something is held and not needed.
fn excess(checked: &Checked) -> impl Iterator<Item = &Finding> {
    let needed = |one: &Finding| one.rule.id == "super-admin" && !one.calls.is_empty();
    checked.findings.iter().filter(move |one| TAKING.contains(&one.rule.id) && !needed(one))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    /// With one line made illegible, no help advises to take away what that line could need.
    #[test]
    fn no_help_takes_away_what_an_illegible_line_could_need(
        keys in lists(),
        more in lists(),
        at in any::<Index>(),
        how in 0..4_usize,
        credential in credentials(),
        item in items(),
    ) {
        let keys = [keys, more].concat();
        let grant = least(&called(&keys), credential);
        let fits = credential.has_scopes() || !matches!(item, Item::Scope(_));
        let grant = if fits { item.added_to(&grant) } else { grant };
        let mut lines: Vec<_> = keys.iter().map(|key| line(*key)).collect();
        let hidden = at.index(lines.len());
        let others: Vec<_> = lines.iter().enumerate().filter(|(at, _)| *at != hidden).map(|(_, line)| line.clone()).collect();
        let (without, _) = judged_text(&others.join("\n"), credential, grant.clone());
        lines[hidden] = spoiled(&lines[hidden], how);
        let (checked, is_open) = judged_text(&lines.join("\n"), credential, grant);
        prop_assume!(is_open);
        for one in excess(&checked) {
            let help = one.help.as_deref().unwrap_or_default();
            prop_assert!(!advises_removal(help), "{}: {help}", lines[hidden]);
            prop_assert!(one.doubted, "{}: {}", lines[hidden], one.message);
            prop_assert!(one.message.contains("no recognized call needs"), "{}", one.message);
            prop_assert!(one.message.contains(&format!("calls.txt:{}", hidden + 1)), "{}", one.message);
        }
        // The line makes no finding milder: without it, there are the same.
        let needs = checked.needs.as_ref().unwrap();
        if needs.asked == without.needs.as_ref().unwrap().asked {
            let severities = |checked: &Checked| -> Vec<_> {
                excess(checked).map(|one| (one.rule.id, one.subject.clone(), one.severity)).collect()
            };
            prop_assert_eq!(severities(&checked), severities(&without));
        }
    }

    /// A super admin that the recognized calls do not need comes first, whatever else is not known.
    #[test]
    fn a_super_admin_leads(
        keys in lists(),
        broken in select(vec!["", "POST /api/v1/users/{userId}/lifecy-", "POST /api/v1/policies", "management:getUISchema"]),
        credential in credentials(),
        scopes in any::<bool>(),
    ) {
        let asked = called(&keys);
        let grant = least(&asked, credential);
        let mut with = Item::Role("SUPER_ADMIN".to_owned()).added_to(&grant);
        prop_assume!(with.roles.as_ref().map(Vec::len) > grant.roles.as_ref().map(Vec::len));
        if !scopes {
            with.scopes = None;
        }
        let lines: Vec<_> = keys.iter().map(|key| catalog().operation_name(*key)).collect();
        let (checked, _) = judged_text(&format!("{}\n{broken}\n", lines.join("\n")), credential, with);
        let is_needed = |one: &Finding| one.rule.id == "super-admin" && !one.calls.is_empty();
        prop_assume!(!checked.findings.iter().any(is_needed));
        let first = &checked.findings[0];
        prop_assert_eq!((first.rule.id, first.severity >= Severity::Warning), ("super-admin", true), "{}", first.message);
        let help = first.help.as_deref().unwrap_or_default();
        prop_assert!(first.doubted || !broken.contains("lifecy-"), "{}", first.message);
        prop_assert!(!first.doubted || !advises_removal(help), "{help}");
    }
}

/// A check as JSON.
fn report(files: &[(&str, &[u8])], arguments: &[&str]) -> Value {
    let ran = run(&folder(files), &[arguments, &["--format", "json"]].concat());
    assert!(ran.code != 2, "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

fn find<'r>(report: &'r Value, rule: &str, subject: &str) -> Option<&'r Value> {
    let mut findings = report["findings"].as_array().unwrap().iter();
    findings.find(|one| one["rule"] == rule && one["subject"] == subject)
}

fn about<'r>(report: &'r Value, rule: &str, subject: &str) -> &'r Value {
    find(report, rule, subject).unwrap_or_else(|| panic!("no {rule} about {subject}: {report}"))
}

const GRANT: [&str; 4] =
    ["--scopes", "okta.users.manage okta.users.read okta.logs.read okta.groups.read", "--role", "ORG_ADMIN"];

/// Each kind of input that is not recognized, and how its place is named.
#[rstest]
#[case::unresolved(&["check", "calls.txt", "GET /api/v1/users/{id}/shoesize"], "argument 1")]
#[case::ambiguous(&["check", "calls.txt", "ambiguous.txt"], "ambiguous.txt:1")]
#[case::not_understood(&["check", "calls.txt", "cut.txt"], "cut.txt:2")]
#[case::failed(&["check", "calls.txt", "broken.har"], "broken.har:1")]
#[case::in_code(&["check", "calls.txt", "job.py"], "job.py:2")]
fn what_is_not_recognized_doubts_every_excess(#[case] arguments: &[&str], #[case] place: &str) {
    let files: [(&str, &[u8]); 5] = [
        ("calls.txt", b"GET /api/v1/users\n"),
        ("ambiguous.txt", b"PATCH /api/v1/users/{id}\n"),
        ("cut.txt", b"GET /api/v1/users\nPOST suspend the user\n"),
        ("broken.har", b"{\"log\": {\"entries\": [{\"request\": "),
        ("job.py", b"import requests\nrequests.get(f'https://acme.okta.com/api/v1/{thing}')\n"),
    ];
    let certain = report(&files, &[&["check", "calls.txt"], &GRANT[..]].concat());
    let doubted = report(&files, &[arguments, &GRANT[..]].concat());
    let findings = certain["findings"].as_array().unwrap();
    let taking: Vec<_> =
        findings.iter().filter(|one| TAKING.iter().any(|rule| one["rule"] == *rule)).collect();
    assert!(taking.len() >= 4, "{taking:?}");
    for before in taking {
        let (rule, subject) = (before["rule"].as_str().unwrap(), before["subject"].as_str().unwrap());
        let Some(after) = find(&doubted, rule, subject) else {
            assert_eq!(subject, "okta.users.manage", "an ambiguous call may need it: {doubted}");
            continue;
        };
        assert_eq!(before["doubted"], Value::Null, "{before}");
        assert_eq!(after["doubted"], true, "{after}");
        // What an ambiguous call may be counts as well, and so another grant may be the smaller one.
        assert!(after["severity"] == before["severity"] || place.starts_with("ambiguous"), "{after}");
        let message = after["message"].as_str().unwrap();
        assert!(message.contains(&format!("no recognized call needs `{subject}`")), "{message}");
        assert!(message.ends_with(&format!("not recognized: {place}")), "{message}");
        assert!(!advises_removal(after["help"].as_str().unwrap()), "{after}");
        assert_ne!(before["help"], after["help"]);
    }
}

#[test]
fn the_first_five_places_are_named() {
    let calls = "GET /api/v1/users\n".to_owned() + &"GET /api/v1/users/{id}/shoesize\n".repeat(7);
    let report = report(&[("calls.txt", calls.as_bytes())], &[&["check", "calls.txt"], &GRANT[..]].concat());
    let message = about(&report, "excess-scope", "okta.logs.read")["message"].as_str().unwrap();
    let places: Vec<_> = (2..7).map(|line| format!("calls.txt:{line}")).collect();
    assert!(message.ends_with(&format!("{} and 2 more", places.join(", "))), "{message}");
}

/// What is denied is an error all the same, and its help does not take away what an unread line may need.
#[test]
fn what_is_denied_or_new_is_doubted_too() {
    let manifest = "deny: [okta.logs.read]\nprincipals:\n  - {name: one, credential: service-app, calls: [listUsers, 'GET /api/v1/users/{id}/shoesize'], granted: {scopes: [okta.users.read, okta.logs.read], roles: [READ_ONLY_ADMIN]}}\n";
    let files: [(&str, &[u8]); 2] =
        [("leastwise.yaml", manifest.as_bytes()), ("before.yaml", b"scopes: [okta.users.read]\n")];
    let report = report(&files, &["check", "--against", "before.yaml"]);
    for (rule, severity) in [("denied-grant", "error"), ("new-access", "error")] {
        let one = about(&report, rule, "okta.logs.read");
        assert_eq!((&one["severity"], &one["doubted"]), (&json!(severity), &json!(true)), "{one}");
        assert!(!advises_removal(one["help"].as_str().unwrap()), "{one}");
    }
}

#[test]
fn calls_of_an_audit_that_are_not_recognized_doubt_its_findings() {
    let org = crate::orgs::example_text();
    let files: [(&str, &[u8]); 2] = [
        ("org.json", org.as_bytes()),
        ("calls.txt", b"GET /api/v1/apps\nGET /api/v1/apps/{id}/shoesize\nPOST suspend the user\n"),
    ];
    let arguments =
        ["audit", "--snapshot", "org.json", "--principal", "jenkins", "--calls", "jenkins=calls.txt"];
    let report = report(&files, &arguments);
    let one = &report["findings"][0];
    assert_eq!(
        (&one["rule"], &one["doubted"]),
        (&json!("token-owner-over-privileged"), &json!(true)),
        "{one}"
    );
    let message = one["message"].as_str().unwrap();
    assert!(message.contains("calls.txt:2, calls.txt:3"), "{message}");
    assert!(!advises_removal(one["help"].as_str().unwrap()), "{one}");
}

/// Where none of the calls is recognized, what is denied is an error, and its help takes nothing away.
#[test]
fn what_is_denied_is_doubted_without_any_recognized_call() {
    let manifest = "deny: [okta.logs.read]\nprincipals:\n  - {name: one, credential: service-app, \
                    calls: ['GET /api/v1/users/{id}/shoesize'], granted: {scopes: [okta.logs.read], roles: []}}\n";
    let report = report(&[("leastwise.yaml", manifest.as_bytes())], &["check"]);
    let denied = about(&report, "denied-grant", "okta.logs.read");
    assert_eq!((&denied["severity"], &denied["doubted"]), (&"error".into(), &true.into()), "{denied}");
    assert!(!advises_removal(denied["help"].as_str().unwrap()), "{denied}");
}
