//! What a plan must say beside its answer: the caveats of the catalog that fit it, and what it rests on.

use std::collections::BTreeSet;

use super::need::Need;
use super::outcome::Plan;
use crate::catalog::Catalog;
use crate::catalog::tables::{CREDENTIAL_NAMES, Caveat, OperationKey, SourceKey};
use crate::model::Credential;

/// Something to know before relying on the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// A stable name.
    pub code: String,
    /// What to know.
    pub message: String,
    /// The operations that it is about.
    pub operations: BTreeSet<OperationKey>,
    /// Where it is said.
    pub sources: BTreeSet<SourceKey>,
}

/// The warnings of a plan for these needs.
pub(super) fn warnings(catalog: &Catalog, plan: &Plan, needs: &[&Need]) -> Vec<Warning> {
    let mut warnings: Vec<_> =
        catalog.tables().caveats.iter().filter_map(|caveat| fitting(catalog, plan, needs, caveat)).collect();
    warnings.extend(by_state(
        catalog,
        needs,
        "not-generally-available",
        "not generally available in every org: the document calls them early access, beta or limited",
        |one| matches!(one.lifecycle.as_deref(), Some("EA" | "BETA" | "LIMITED_GA")),
    ));
    warnings.extend(by_state(catalog, needs, "deprecated", "the document calls them deprecated", |one| {
        one.deprecated
    }));
    warnings
}

fn fitting(catalog: &Catalog, plan: &Plan, needs: &[&Need], caveat: &Caveat) -> Option<Warning> {
    let credential = match plan.credential {
        Credential::ServiceApp => CREDENTIAL_NAMES[0],
        Credential::UserApp => CREDENTIAL_NAMES[1],
        Credential::ApiToken => CREDENTIAL_NAMES[2],
    };
    let about = |need: &&&Need| {
        let listed = caveat.operations.is_empty() || caveat.operations.contains(&need.operation);
        let operation = catalog.operation(need.operation);
        let two = !caveat.two_scopes || operation.scopes.iter().any(|all_of| all_of.len() > 1);
        listed && two && (!caveat.own || need.situation.own)
    };
    let operations: BTreeSet<_> = needs.iter().filter(about).map(|need| need.operation).collect();
    let roles = plan.roles_offered();
    let fits = !operations.is_empty()
        && (caveat.credentials.is_empty() || caveat.credentials.iter().any(|name| name == credential))
        && (caveat.roles.is_empty() || caveat.roles.iter().any(|role| roles.contains(role)))
        && (!caveat.needs_role || plan.needs_role())
        && (!caveat.two_scopes || plan.credential.has_scopes());
    let specific = !caveat.operations.is_empty() || caveat.two_scopes || caveat.own;
    fits.then(|| Warning {
        code: caveat.code.clone(),
        message: caveat.message.clone(),
        operations: if specific { operations } else { BTreeSet::new() },
        sources: catalog.sources_of([caveat.cites]),
    })
}

fn by_state(
    catalog: &Catalog,
    needs: &[&Need],
    code: &str,
    message: &str,
    is: impl Fn(&crate::catalog::tables::Operation) -> bool,
) -> Option<Warning> {
    let operations: BTreeSet<_> =
        needs.iter().map(|need| need.operation).filter(|key| is(catalog.operation(*key))).collect();
    let cites = operations.iter().map(|key| catalog.operation(*key).scopes_fact.cites);
    let sources = catalog.sources_of(cites);
    (!operations.is_empty()).then(|| Warning {
        code: code.to_owned(),
        message: message.to_owned(),
        operations,
        sources,
    })
}
