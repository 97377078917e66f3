//! What a grant leads to: chains of escalation whose first step it reaches.

use std::collections::BTreeSet;

use super::bench::Bench;
use super::finding::{Finding, Kind};
use super::rule::ESCALATION;
use super::words;
use crate::catalog::tables::{Escalation, OperationKey};
use crate::model::Severity;

/// One finding for each chain that the grant opens.
pub(super) fn findings(bench: &Bench<'_>) -> Vec<Finding> {
    bench.catalog.tables().escalations.iter().filter_map(|chain| chain_finding(bench, chain)).collect()
}

fn chain_finding(bench: &Bench<'_>, chain: &Escalation) -> Option<Finding> {
    let catalog = bench.catalog;
    let steps: BTreeSet<_> = chain.operations.iter().copied().collect();
    let open: BTreeSet<OperationKey> = &steps & &bench.reached.effective;
    if open.is_empty() {
        return None;
    }
    let asked: BTreeSet<OperationKey> =
        bench.calls.iter().flat_map(|needs| &open & &needs.judgement.asked).collect();
    let least_opens = bench.calls.iter().any(|needs| !open.is_disjoint(&needs.least_reached.effective));
    let half_known =
        bench.credential.has_scopes() && (bench.reached.scopes.is_none() || bench.reached.roles.is_none());
    let (severity, why) = match () {
        () if !asked.is_empty() => {
            (Severity::Note, format!("; the calls need {}", words::operations(catalog, &asked)))
        }
        () if least_opens => (Severity::Note, "; the least grant for the calls opens this too".to_owned()),
        () if bench.reached.roles.is_none() && half_known => {
            (Severity::Note, "; its roles were not given, and may not allow it".to_owned())
        }
        () if half_known => (Severity::Note, "; as far as its scopes allow, which were not given".to_owned()),
        () => (Severity::Warning, String::new()),
    };
    let mut finding = Finding::new(
        &ESCALATION,
        Kind::Escalation.named(chain.code.as_str()),
        format!("it {} through {}{why}", chain.title, words::operations(catalog, &open)),
    )
    .at_most(severity)
    .help(format!("the chain: it {}", chain.chain.join(", then ")))
    .known_by(Some(chain.evidence))
    .about(open);
    finding.calls = asked;
    finding.sources = catalog.sources_of([chain.cites]);
    Some(finding)
}
