//! Scopes of `OpenID` Connect: they are about a user who signs in, so that a service app cannot be given any.

use super::bench::Bench;
use super::finding::{Finding, Kind};
use super::rule::{REDUNDANT_SCOPE, SCOPE_NEEDS_USER};
use crate::catalog::tables::Scope;
use crate::model::Credential;

/// The area of the scopes of `OpenID` Connect and OAuth.
const AREA: &str = "oidc-oauth";

/// Puts the findings about such scopes among the others. They reach no API that needs a right, and are not redundant for
/// an app that signs users in.
pub(super) fn settle(bench: &Bench<'_>, findings: &mut Vec<Finding>) {
    let held = bench.resolved.holding.scopes.iter().flatten().map(|key| bench.catalog.scope(*key));
    let scopes: Vec<&Scope> = held.filter(|scope| is_of_sign_in(scope)).collect();
    let is_about = |finding: &Finding| {
        finding.rule.id == REDUNDANT_SCOPE.id && scopes.iter().any(|scope| scope.name == finding.subject.name)
    };
    findings.retain(|finding| !is_about(finding));
    if bench.credential == Credential::ServiceApp {
        findings.extend(scopes.iter().map(|scope| refused(bench, scope)));
    }
}

fn is_of_sign_in(scope: &Scope) -> bool {
    scope.area == AREA && !scope.name.contains('.')
}

fn refused(bench: &Bench<'_>, scope: &Scope) -> Finding {
    let name = &scope.name;
    let message = format!("a service app cannot be given `{name}`: its request for a token is refused");
    let mut finding = Finding::new(&SCOPE_NEEDS_USER, Kind::Scope.named(name.as_str()), message).help(
        format!("take `{name}` out of the grant and of the request, or use an app with a signed-in user"),
    );
    finding.sources = bench.catalog.sources_of([scope.cites]);
    bench.placed(finding)
}
