//! What a plan must say beside its answer: the caveats of the catalog that fit it, and what it rests on.

use std::collections::BTreeSet;

use super::need::Need;
use super::outcome::{Plan, RoleGrant};
use crate::catalog::Catalog;
use crate::catalog::tables::{CREDENTIAL_NAMES, Caveat, OperationKey, RoleKey, SourceKey};
use crate::model::{Credential, listed};

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
    warnings.extend(covered(catalog, plan));
    warnings
}

/// What nobody knows does not matter to whoever holds everything.
fn covered(catalog: &Catalog, plan: &Plan) -> Option<Warning> {
    let mut chosen = plan.chosen().into_iter().flat_map(RoleGrant::role_keys).map(|role| catalog.role(role));
    let (role, fact) = chosen.find_map(|role| Some((role, role.holds_all?)))?;
    (!plan.covered.is_empty()).then(|| Warning {
        code: "covered-by-everything".to_owned(),
        message: format!(
            "nothing that counts here says which admin right is needed for {}; {}, which other calls of this plan need, holds \
             everything and covers them",
            listed(&plan.covered.iter().map(|key| catalog.short_name(*key)).collect::<Vec<_>>()),
            role.name
        ),
        operations: plan.covered.clone(),
        sources: catalog.sources_of([fact.cites]),
    })
}

fn fitting(catalog: &Catalog, plan: &Plan, needs: &[&Need], caveat: &Caveat) -> Option<Warning> {
    let credential = match plan.credential {
        Credential::ServiceApp => CREDENTIAL_NAMES[0],
        Credential::UserApp => CREDENTIAL_NAMES[1],
        Credential::ApiToken => CREDENTIAL_NAMES[2],
    };
    let operations: BTreeSet<_> =
        needs.iter().filter(|need| is_about(catalog, caveat, need)).map(|need| need.operation).collect();
    let fits = !operations.is_empty()
        && (caveat.credentials.is_empty() || caveat.credentials.iter().any(|name| name == credential))
        && (!caveat.needs_role || plan.needs_role())
        && (!caveat.two_scopes || plan.credential.has_scopes());
    let specific = !caveat.operations.is_empty() || caveat.two_scopes || caveat.own;
    let message = if fits { message(catalog, plan, caveat) } else { None };
    message.map(|message| Warning {
        code: caveat.code.clone(),
        message,
        operations: if specific { operations } else { BTreeSet::new() },
        sources: catalog.sources_of([caveat.cites]),
    })
}

/// Whether a caveat is about a call.
fn is_about(catalog: &Catalog, caveat: &Caveat, need: &Need) -> bool {
    let two = || catalog.operation(need.operation).scopes.iter().any(|all_of| all_of.len() > 1);
    let named = caveat.operations.is_empty() || caveat.operations.contains(&need.operation);
    let on_whom =
        if caveat.own { need.situation.own } else { caveat.operations.is_empty() || !need.situation.own };
    named && on_whom && (!caveat.two_scopes || two())
}

/// What to know, with the roles that it is about; none when the plan has none of them.
fn message(catalog: &Catalog, plan: &Plan, caveat: &Caveat) -> Option<String> {
    if caveat.roles.is_empty() {
        return Some(caveat.message.clone());
    }
    let among = |roles: BTreeSet<RoleKey>| {
        let named = caveat.roles.iter().filter(|role| roles.contains(role));
        listed(&named.map(|role| &catalog.role(*role).name).collect::<Vec<_>>())
    };
    let chosen = among(plan.chosen().into_iter().flat_map(RoleGrant::role_keys).collect());
    let offered = among(plan.roles_offered());
    match () {
        () if !chosen.is_empty() => Some(format!("{chosen}: {}", caveat.message)),
        () if !offered.is_empty() => Some(format!("{offered}, if you take it instead: {}", caveat.message)),
        () => None,
    }
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
