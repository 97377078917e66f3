//! Audits: what is judged of every principal of an org, and how it is told.

mod alone;
mod clients;
mod credentials;
mod degraded;
mod expected;
mod held;
mod judged;
mod monotone;
mod redacted;
mod shown;
mod unclear;

use std::collections::BTreeMap;

use leastwise::check::{Evidence, Log, audit};
use leastwise::grants::fleet::principals;
use leastwise::grants::org::{Consent, ConsentSource, Org};
use leastwise::model::{Call, Severity};
use leastwise::plan::{Options, Reachable};
use leastwise::render::{self, Format, Look};
use leastwise::report::{CheckMaterial, CheckReport, PrincipalView, audit_report};

use crate::support::{calls, catalog, matcher};

/// The report of an org; `told` are all calls of principals, by their names.
pub(crate) fn report(org: &Org, told: &[(&str, &str)]) -> CheckReport {
    report_of(org, told, Log::of(org, None).as_ref())
}

/// The same with the log that counts.
pub(crate) fn report_of(org: &Org, told: &[(&str, &str)], log: Option<&Log>) -> CheckReport {
    let known = principals(org);
    let id = |name: &str| known.iter().find(|one| one.name == name).unwrap().id.clone();
    let told: BTreeMap<String, Vec<Call>> = told.iter().map(|(name, text)| (id(name), calls(text))).collect();
    let options = Options::default();
    let reachable = Reachable::new(catalog(), &options);
    let open = BTreeMap::new();
    let evidence = Evidence { org, log, calls: &told, open: &open, unused_days: 90, key_days: 365 };
    let today = "2026-11-26".parse().unwrap();
    let found = audit(&reachable, &evidence, today, |call| matcher().resolve(call));
    let material = CheckMaterial {
        catalog: catalog(),
        age_days: 4,
        options: &options,
        assume: &[],
        checked: &[],
        general: &[],
        notes: &[],
        judge: None,
        fail_on: Severity::Warning,
        listed: 0,
    };
    audit_report(&material, org, found, None)
}

/// A report as it is written.
pub(crate) fn written(report: &CheckReport, format: Format) -> String {
    let look = Look { width: 100, verbose: false, credential: None };
    let mut out = Vec::new();
    render::audit(report, format, look, &mut out).unwrap();
    String::from_utf8(anstream::adapter::strip_bytes(&out).into_vec()).unwrap()
}

/// A principal of a report.
pub(crate) fn principal<'r>(report: &'r CheckReport, name: &str) -> &'r PrincipalView {
    report.principals.iter().find(|one| one.name == name).unwrap_or_else(|| panic!("{name} is not there"))
}

/// The findings of a principal: rules, and what they are about.
pub(crate) fn found(report: &CheckReport, name: &str) -> Vec<String> {
    let findings = report.of(Some(name));
    findings.map(|one| format!("{} {} {}", one.severity, one.rule, one.subject)).collect()
}

/// A scope that an admin granted.
pub(crate) fn consent(scope: &str) -> Consent {
    Consent {
        scope: scope.to_owned(),
        status: "ACTIVE".to_owned(),
        source: ConsentSource::Admin,
        client_id: None,
        user: None,
        issuer: None,
        created: None,
    }
}
