//! A report of a check with everything that may stand in one, made by hand.

use std::collections::BTreeMap;

use leastwise::model::{Credential, Engine, Evidence, Impact, Judge, Method, Severity, Tally, Verdict};
use leastwise::report::{
    AllowedView, Assumptions, CatalogView, CheckReport, CheckSummary, FindingView, HeldRoleView, HeldView,
    LayerView, LayersView, NoteView, OperationBrief, OriginView, PrincipalView, ReachView, ReachedView,
    SourceView, rule_views,
};

/// A place in a file.
pub(crate) fn origin(file: &str, line: u32) -> OriginView {
    OriginView { file: file.to_owned(), line, column: 3 }
}

/// A finding of a rule about a principal and a scope.
pub(crate) fn finding(number: usize, rule: &str, severity: Severity, subject: &str) -> FindingView {
    FindingView {
        rule: rule.to_owned(),
        severity,
        principal: Some("nightly".to_owned()),
        subject: subject.to_owned(),
        subject_kind: "scope".to_owned(),
        message: format!("no call needs `{subject}`"),
        help: Some(format!("take the scope `{subject}` away")),
        evidence: Some(Evidence::Official),
        operations: vec!["management:listUsers".to_owned()],
        operation_count: 1,
        origins: vec![origin("ci/grants.yaml", 4), origin("ci/more grants.yaml", 2)],
        doubted: false,
        fingerprint: format!("{number:032x}"),
        known: false,
        sources: vec!["api-docs".to_owned()],
    }
}

/// A report with these findings and allowed findings.
pub(crate) fn report(findings: Vec<FindingView>, allowed: Vec<AllowedView>) -> CheckReport {
    let count = |severity| findings.iter().filter(|one| one.severity == severity).count();
    let known = findings.iter().filter(|one| one.known).count();
    let failing = findings.iter().filter(|one| !one.known && one.severity >= Severity::Warning).count();
    CheckReport {
        schema: "leastwise.check/1".to_owned(),
        catalog: CatalogView {
            version: "2026.06.3-1".to_owned(),
            date: "2026-11-22".to_owned(),
            age_days: 4,
            sha256: "0".repeat(64),
            overlays: Vec::new(),
        },
        assumptions: Assumptions {
            manage_implies_read: true,
            minimum_evidence: Evidence::InferredLow,
            engine: Engine::IdentityEngine,
            assume: Vec::new(),
            assume_all: false,
        },
        org: None,
        summary: CheckSummary {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
            known,
            allowed: allowed.len(),
            fail_on: Severity::Warning,
            failing,
            verdict: Some(if failing > 0 { Verdict::Fail } else { Verdict::Pass }),
            judge: Some(Judge::All),
            not_judged: 0,
            judged: false,
            complete: true,
        },
        principals: vec![principal(if failing > 0 { Verdict::Fail } else { Verdict::Pass })],
        findings,
        allowed,
        notes: vec![NoteView {
            code: "roles-not-given".to_owned(),
            principal: Some("nightly".to_owned()),
            message: "no role was given: `scopes` alone are judged".to_owned(),
            operations: Vec::new(),
            about: Vec::new(),
        }],
        reach: BTreeMap::from([("nightly".to_owned(), reach())]),
        rules: rule_views(),
        operations: BTreeMap::from([(
            "management:listUsers".to_owned(),
            OperationBrief { method: Method::Get, path: "/api/v1/users".to_owned(), impact: Impact::Read },
        )]),
        sources: BTreeMap::from([("api-docs".to_owned(), source())]),
        has_roots: false,
        read_file: None,
    }
}

fn principal(verdict: Verdict) -> PrincipalView {
    let held = |name: &str| HeldView { name: name.to_owned(), origin: Some(origin("ci/grants.yaml", 2)) };
    let role = HeldRoleView {
        name: "Night shift".to_owned(),
        custom: true,
        targets: Vec::new(),
        permissions: Some(vec![held("okta.users.read")]),
        resources: vec!["users".to_owned()],
        through: Vec::new(),
        origin: None,
    };
    PrincipalView {
        name: "nightly".to_owned(),
        credential: Credential::ServiceApp,
        verdict: Some(verdict),
        reason: None,
        layers: Some(LayersView {
            scopes: Some(LayerView { verdict, reason: None }),
            roles: Some(LayerView {
                verdict: Verdict::NotJudged,
                reason: Some("nothing says which permissions the custom role `Night shift` has".to_owned()),
            }),
        }),
        scopes: Some(vec![held("okta.users.manage"), held("okta.logs.read")]),
        roles: Some(vec![role]),
        calls: None,
        least: None,
        excess: Some(Tally { control: 12, write: 3, read: 4 }),
        audit: None,
    }
}

fn reach() -> ReachView {
    let tally = Tally { control: 12, write: 3, read: 5 };
    let reached = |id: &str, impact, asked| ReachedView { id: id.to_owned(), impact, asked };
    ReachView {
        effective: tally,
        scopes: Some(tally),
        roles: None,
        by_api: BTreeMap::from([("management".to_owned(), tally)]),
        operations: vec![
            reached("management:createUser", Impact::Control, false),
            reached("management:listUsers", Impact::Read, true),
        ],
    }
}

fn source() -> SourceView {
    SourceView {
        title: "The API document".to_owned(),
        url: Some("https://developer.okta.com/docs/api/".to_owned()),
        place: None,
        date: None,
    }
}

/// A report with a finding of every severity and standing.
pub(crate) fn varied() -> CheckReport {
    let known =
        FindingView { known: true, ..finding(4, "excess-scope", Severity::Warning, "okta.groups.read") };
    let from_flag = FindingView {
        origins: Vec::new(),
        operations: Vec::new(),
        operation_count: 40,
        ..finding(5, "super-admin", Severity::Error, "SUPER_ADMIN")
    };
    let general = FindingView {
        principal: None,
        origins: Vec::new(),
        evidence: None,
        help: None,
        ..finding(6, "stale-catalog", Severity::Note, "catalog")
    };
    let from_stdin = FindingView {
        origins: vec![origin("-", 7)],
        ..finding(7, "unknown-call", Severity::Note, "GET /api/v1/nothing")
    };
    let allowed = AllowedView {
        finding: finding(8, "excess-scope", Severity::Warning, "okta.apps.read"),
        reason: "the app moves in spring".to_owned(),
        owner: Some("identity team".to_owned()),
        until: Some("2027-03-31".to_owned()),
    };
    let findings = vec![
        finding(1, "missing-scope", Severity::Error, "okta.users.read"),
        finding(2, "excess-scope", Severity::Warning, "okta.logs.read"),
        finding(3, "redundant-scope", Severity::Note, "okta.users.read"),
        known,
        from_flag,
        general,
        from_stdin,
    ];
    report(findings, vec![allowed])
}
