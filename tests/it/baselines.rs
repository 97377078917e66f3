//! What a baseline hides, and that no two findings share a fingerprint.

use std::collections::BTreeSet;

use jiff::civil::date;
use leastwise::catalog::tables::OperationKey;
use leastwise::check::{
    Allowance, Baseline, Case, Finding, Kind, Pattern, RULES, Subject, check, distinct, rule,
};
use leastwise::model::{Credential, Principal, Severity};
use leastwise::plan::Options;
use leastwise::render::Format;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::Value;

use crate::judging::{Item, called, credentials, items, least, lists, nowhere, reported};
use crate::program::{folder, run};
use crate::support::{calls, catalog, matcher};
use crate::written::json;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// The operations that findings of these tests are about.
fn pool() -> Vec<OperationKey> {
    ["listUsers", "createUser", "deleteGroup", "listGroups"]
        .iter()
        .map(|name| catalog().names().operations[&format!("management:{name}")])
        .collect()
}

/// The identity of a finding.
#[derive(Clone, Debug, PartialEq)]
struct Identity {
    rule: &'static str,
    principal: Option<String>,
    subject: Subject,
}

fn identities() -> impl Strategy<Value = Identity> {
    let rules = select(vec!["missing-role", "missing-scope", "super-admin", "excess-role"]);
    let principals = select(vec![None, Some("one".to_owned()), Some("other".to_owned())]);
    let kinds = select(vec![Kind::Scope, Kind::Role]);
    let names = select(vec!["SUPER_ADMIN", "okta.users.read"]);
    (rules, principals, kinds, names).prop_map(|(rule, principal, kind, name)| Identity {
        rule,
        principal,
        subject: kind.named(name),
    })
}

fn severities() -> impl Strategy<Value = Severity> {
    select(Severity::ALL.to_vec())
}

fn operations() -> impl Strategy<Value = BTreeSet<OperationKey>> {
    subsequence(pool(), 0..=4).prop_map(|keys| keys.into_iter().collect())
}

fn finding(identity: &Identity, severity: Severity, calls: BTreeSet<OperationKey>) -> Finding {
    let rule = rule::rule(identity.rule).unwrap();
    let found = Finding::new(rule, identity.subject.clone(), "text").about_calls(calls);
    Finding { severity, principal: identity.principal.clone(), ..found }
}

/// Whether a baseline of some findings hides another, written and read in between.
fn hides(before: &[Finding], after: Finding) -> bool {
    let written = serde_json::to_string(&Baseline::of(catalog(), before)).unwrap();
    let mut after = [after];
    Baseline::read(&written).unwrap().mark(catalog(), &mut after);
    after[0].known
}

proptest! {
    #![proptest_config(config(10_000))]

    #[test]
    fn a_baseline_hides_what_is_not_more_severe_and_not_wider(
        (identity, other) in (identities(), identities()),
        (before, after) in (severities(), severities()),
        (known, now) in (operations(), operations()),
    ) {
        let is_same = identity == other;
        let expected = is_same && after <= before && now.is_subset(&known);
        prop_assert_eq!(hides(&[finding(&identity, before, known)], finding(&other, after, now)), expected);
    }

    #[test]
    fn narrower_and_milder_findings_stay_hidden_and_others_never(
        identity in identities(),
        (low, high) in (severities(), severities()),
        known in operations(),
        now in operations(),
    ) {
        let (low, high) = (low.min(high), low.max(high));
        let narrower: BTreeSet<_> = &known & &now;
        let accepted = [finding(&identity, high, known.clone())];
        prop_assert!(hides(&accepted, finding(&identity, low, narrower.clone())));
        if low < high {
            prop_assert!(!hides(&[finding(&identity, low, known.clone())], finding(&identity, high, narrower)));
        }
        let wider: BTreeSet<_> = &known | &now;
        prop_assert_eq!(hides(&accepted, finding(&identity, low, wider.clone())), wider == known);
    }

    /// Several findings with one identity are accepted together; what moves from one to the other stays hidden.
    #[test]
    fn findings_with_one_identity_are_accepted_together(
        identity in identities(),
        accepted in prop::collection::vec((severities(), operations()), 1..4),
        (severity, now) in (severities(), operations()),
    ) {
        let before: Vec<_> =
            accepted.iter().map(|(severity, calls)| finding(&identity, *severity, calls.clone())).collect();
        let severe = || accepted.iter().filter(|(one, _)| *one >= severity);
        let known: BTreeSet<_> = severe().flat_map(|(_, calls)| calls).copied().collect();
        let expected = severe().next().is_some() && now.is_subset(&known);
        prop_assert_eq!(hides(&before, finding(&identity, severity, now)), expected);
    }

    #[test]
    fn distinct_findings_share_no_fingerprint_and_lose_no_operation(
        found in prop::collection::vec((identities(), severities(), operations()), 0..6),
    ) {
        let found: Vec<_> = found.into_iter().map(|(identity, severity, calls)| finding(&identity, severity, calls)).collect();
        let kept = distinct(found.clone());
        let prints: BTreeSet<_> = kept.iter().map(Finding::fingerprint).collect();
        prop_assert_eq!(prints.len(), kept.len());
        for one in &found {
            let same = kept.iter().find(|other| other.fingerprint() == one.fingerprint()).unwrap();
            prop_assert!(one.calls.is_subset(&same.calls) && same.severity == one.severity);
        }
    }
}

/// The fingerprints that a format shows.
fn fingerprints(value: &Value, format: Format) -> Vec<String> {
    let (list, path) = match format {
        Format::Json => (&value["findings"], "/fingerprint"),
        Format::Sarif => (&value["runs"][0]["results"], "/partialFingerprints/leastwise~1v1"),
        _ => (value, "/fingerprint"),
    };
    let print = |one: &Value| one.pointer(path).unwrap().as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(print).collect()
}

fn lines() -> impl Strategy<Value = Vec<&'static str>> {
    let lines = [
        "POST /api/v1/users/{userId}/lifecy-",
        "POST /api/v1/users/{id}/lifecy-",
        "GET /api/v1/sessions/me",
        "PUT /api/v1/users/u1/lifecycle/suspend",
        "POST /api/v1/policies",
    ];
    subsequence(lines.to_vec(), 0..=lines.len())
}

proptest! {
    #![proptest_config(config(64))]

    /// Whatever is checked: no two findings share a fingerprint, and a baseline of them hides all of them.
    #[test]
    fn fingerprints_are_unique_in_every_output(
        keys in lists(),
        more in lists(),
        lines in lines(),
        credential in credentials(),
        added in prop::collection::vec(items(), 0..4),
        allowed in prop::collection::vec(select(vec!["okta.users.*", "role:SUPER_ADMIN", "okta.nothing"]), 0..4),
    ) {
        let mut grant = least(&called(&keys), credential);
        for item in added.iter().filter(|item| credential.has_scopes() || !matches!(item, Item::Scope(_))) {
            grant = item.added_to(&grant);
        }
        let mut asked = called(&more);
        asked.extend(calls(&format!("GET /api/v1/users\n{}", lines.join("\n"))));
        let allowance = |(line, pattern): (u32, &&str)| Allowance {
            pattern: Pattern::new(pattern),
            shown: (*pattern).to_owned(),
            rules: Vec::new(),
            reason: "agreed".to_owned(),
            owner: None,
            until: Some(date(2026, 11, 1)),
            origin: leastwise::model::Origin { line, ..nowhere() },
            shared: false,
        };
        let case = Case {
            name: "one".to_owned(),
            principal: Principal { credential: Some(credential), grant, ..Principal::default() },
            calls: Some(asked),
            allowances: (1..).zip(&allowed).map(allowance).collect(),
            ..Case::default()
        };
        let mut checked =
            check(catalog(), &case, &Options::default(), date(2026, 11, 25), |call| matcher().resolve(call));
        let report = reported(&checked);
        for format in [Format::Json, Format::Sarif, Format::Gitlab] {
            let prints = fingerprints(&json(&report, format), format);
            let different: BTreeSet<_> = prints.iter().collect();
            prop_assert_eq!(different.len(), prints.len(), "{}", format.name());
            prop_assert_eq!(prints.len(), checked.findings.len());
        }
        let baseline = Baseline::of(catalog(), &checked.findings);
        prop_assert_eq!(baseline.mark(catalog(), &mut checked.findings), 0);
        prop_assert!(checked.findings.iter().all(|one| one.known));
    }
}

/// An excess is matched without the operations that the grant adds, so that a new catalog does not make it new.
#[test]
fn an_excess_is_about_no_call() {
    let asked = calls("listUsers\n");
    let mut grant = least(&asked, Credential::ServiceApp);
    for item in [
        Item::Scope("okta.users.manage".to_owned()),
        Item::Role("SUPER_ADMIN".to_owned()),
        Item::Permission("okta.groups.manage".to_owned()),
    ] {
        grant = item.added_to(&grant);
    }
    let checked = crate::judging::judged(&asked, Credential::ServiceApp, grant);
    let excess: Vec<_> = checked.findings.iter().filter(|one| !one.operations.is_empty()).collect();
    assert!(excess.len() >= 3, "{:?}", checked.findings);
    for one in excess {
        assert!(one.calls.is_empty(), "{}: {:?}", one.rule.id, one.calls);
    }
    assert!(RULES.len() > 30);
}

#[test]
fn a_baseline_of_the_old_form_is_refused_with_the_command_that_writes_a_new_one() {
    let old = r#"{"schema": "leastwise.baseline/1", "findings": [{"principal": "principal", "rule": "excess-scope", "subject": "okta.logs.read", "fingerprint": "00ff"}]}"#;
    let folder = folder(&[
        ("old.json", old.as_bytes()),
        ("broken.json", b"{\"schema\": 1}"),
        ("other.json", br#"{"schema": "leastwise.baseline/7", "findings": []}"#),
    ]);
    let arguments = ["check", "listUsers", "--scopes", "okta.users.read okta.logs.read"];
    for (file, said) in
        [("old.json", "old form"), ("broken.json", "line 1"), ("other.json", "found another form")]
    {
        let ran = run(&folder, &[&arguments[..], &["--baseline", file]].concat());
        assert_eq!(ran.code, 2, "{}", ran.err);
        assert!(ran.err.contains(said), "{}", ran.err);
        let shown: Vec<_> = ran.err.split_whitespace().collect();
        assert!(shown.join(" ").contains(&format!("`--write-baseline {file}`")), "{}", ran.err);
    }
    let written = run(&folder, &[&arguments[..], &["--write-baseline", "old.json"]].concat());
    assert_eq!(written.code, 0, "{}", written.err);
    assert_eq!(run(&folder, &[&arguments[..], &["--baseline", "old.json"]].concat()).code, 0);
}

/// A role that was narrowed to some groups is not the same role for the whole org.
#[test]
fn a_role_that_is_narrowed_less_is_not_hidden() {
    let manifest = |target: &str| {
        format!(
            "principals:\n  - name: desk\n    credential: api-token\n    calls: [listUsers]\n    granted:\n      \
             roles: ['HELP_DESK_ADMIN{target}']\n"
        )
    };
    let folder = folder(&[]);
    let check = |target: &str, arguments: &[&str]| {
        std::fs::write(folder.path().join("leastwise.yaml"), manifest(target)).unwrap();
        run(&folder, &[&["check"], arguments].concat()).code
    };
    let (narrow, wide, other) = ("@group:00gsmallgroup0000h8", "", "@group:00gothergroup0000h8");
    assert_eq!(check(narrow, &["--write-baseline", "narrow.json"]), 0);
    assert_eq!(check(narrow, &["--baseline", "narrow.json"]), 0);
    assert_eq!(check(wide, &["--baseline", "narrow.json"]), 1);
    assert_eq!(check(other, &["--baseline", "narrow.json"]), 1);
    assert_eq!(check(wide, &["--write-baseline", "wide.json"]), 0);
    assert_eq!(check(narrow, &["--baseline", "wide.json"]), 0);
    std::fs::write(
        folder.path().join("reference.yaml"),
        "roles: ['HELP_DESK_ADMIN@group:00gsmallgroup0000h8']\n",
    )
    .unwrap();
    let new_access = |target: &str| {
        std::fs::write(folder.path().join("leastwise.yaml"), manifest(target)).unwrap();
        run(&folder, &["check", "--against", "reference.yaml"]).out.contains("[new-access]")
    };
    assert_eq!([narrow, wide, other].map(new_access), [false, true, true]);
}
