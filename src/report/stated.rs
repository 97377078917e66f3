//! What inputs state beside their calls: refusals that were pasted, scopes that do not fit their calls, a credential.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::build::Material;
use super::plan::{CredentialChoice, PlansView};
use crate::catalog::Catalog;
use crate::intake::{Account, LineKind, Refusal};
use crate::matching::{Match, Status};
use crate::model::{Call, Credential, Says, either};

/// Something about a line of an input that may show that it was misread.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct HintView {
    /// The input.
    pub source: String,
    /// The line, from 1.
    pub line: u32,
    /// What does not fit.
    pub message: String,
}

/// A refusal that was pasted, and what was missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DenialView {
    /// The input.
    pub source: String,
    /// The line at which it begins, from 1.
    pub line: u32,
    /// `scope`, `role` (an admin role, a permission or a target) or `credential`.
    pub missing: String,
    /// The scopes that it names as missing; one of them is enough.
    pub missing_scopes: Vec<String>,
    /// The code in the answer, such as `E0000006`.
    pub code: String,
    /// The same in words.
    pub message: String,
    /// The line of the request that was refused, where one stands above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<u32>,
}

/// The refusals of the inputs.
pub(super) fn denials(catalog: &Catalog, account: &Account) -> Vec<DenialView> {
    account.refusals.iter().filter_map(|refusal| denial(catalog, refusal)).collect()
}

fn denial(catalog: &Catalog, refusal: &Refusal) -> Option<DenialView> {
    let known = known_scopes(catalog);
    let (missing, code, scopes) = match &refusal.says {
        Says::MissingScope(scopes) => ("scope", "insufficient_scope", scopes.as_slice()),
        Says::MissingRole => ("role", "E0000006", &[][..]),
        Says::WrongCredential => ("credential", "E0000005", &[][..]),
        Says::InvalidCredential => ("credential", "E0000011", &[][..]),
        Says::EmptyList => return None,
    };
    let scopes: Vec<String> = scopes.iter().filter(|scope| known.contains(scope.as_str())).cloned().collect();
    let message = match &refusal.says {
        Says::MissingScope(_) if scopes.is_empty() => "the token lacks a scope that the answer does not name".to_owned(),
        Says::MissingScope(_) => format!("the token lacks the scope {}", either(&scopes)),
        Says::MissingRole => {
            "an admin role, a permission or a target is missing; where it is a scope, the header WWW-Authenticate names it"
                .to_owned()
        }
        Says::WrongCredential => "a credential of this kind is not accepted there".to_owned(),
        _ => "the credential is not valid or has expired".to_owned(),
    };
    Some(DenialView {
        source: refusal.source.to_string(),
        line: refusal.line,
        missing: missing.to_owned(),
        missing_scopes: scopes,
        code: code.to_owned(),
        message,
        request: refusal.request,
    })
}

fn known_scopes(catalog: &Catalog) -> BTreeSet<&str> {
    catalog.tables().scopes.iter().map(|scope| scope.name.as_str()).collect()
}

/// The scopes beside calls of lists that none of the calls of their line needs.
pub(super) fn hints(material: &Material<'_>) -> Vec<HintView> {
    let Material { catalog, account, calls, matches, .. } = *material;
    if account.stated_scopes.is_empty() {
        return Vec::new();
    }
    let known = known_scopes(catalog);
    let first = first_lines(account);
    let by_line = by_line(calls, matches);
    let mut hints = Vec::new();
    for stated in account.stated_scopes.iter().filter(|stated| known.contains(stated.scope.as_str())) {
        let line = first.get(&(&*stated.source, stated.line)).copied().unwrap_or(stated.line);
        let Some(found) = by_line.get(&(&*stated.source, line)) else { continue };
        let Some(needed) = needed_scopes(catalog, found) else { continue };
        if needed.is_empty() || needed.contains(without_self(&stated.scope)) {
            continue;
        }
        let needs = either(&needed.into_iter().collect::<Vec<_>>());
        hints.push(HintView {
            source: stated.source.to_string(),
            line: stated.line,
            message: format!(
                "the scope {} stands beside this call, which needs {needs}: check that the call is read right",
                stated.scope
            ),
        });
    }
    hints.sort();
    hints.dedup();
    hints
}

/// The name of the scope for everybody of one that is about the user alone.
fn without_self(scope: &str) -> &str {
    scope.strip_suffix(".self").unwrap_or(scope)
}

/// The line at which the calls of a line of a list begin.
fn first_lines(account: &Account) -> BTreeMap<(&str, u32), u32> {
    let lines = account.lists.iter().flat_map(|list| list.lines.iter().map(|line| (&*list.source, line)));
    let begun = lines.filter_map(|(source, line)| match line.kind {
        LineKind::Call { of } => Some(((source, line.line), of)),
        _ => None,
    });
    begun.collect()
}

type ByLine<'a> = BTreeMap<(&'a str, u32), Vec<&'a Match>>;

fn by_line<'a>(calls: &'a [Call], matches: &'a [Match]) -> ByLine<'a> {
    let mut found = ByLine::new();
    for (call, one) in calls.iter().zip(matches).filter(|(_, one)| one.status != Status::Excluded) {
        found.entry((&*call.origin.source, call.origin.line)).or_default().push(one);
    }
    found
}

/// The scopes that some of the operations of a line need; nothing where it is open which those are.
fn needed_scopes<'a>(catalog: &'a Catalog, matches: &[&Match]) -> Option<BTreeSet<&'a str>> {
    let known = |one: &&Match| matches!(one.status, Status::Matched | Status::Corrected);
    if matches.is_empty() || !matches.iter().all(known) {
        return None;
    }
    let operations = matches.iter().flat_map(|one| &one.operations);
    let scopes = operations.flat_map(|key| catalog.operation(*key).scopes.iter().flatten());
    Some(scopes.map(|scope| without_self(&catalog.scope(*scope).name)).collect())
}

/// The credential to take: the one that the inputs speak of comes before the one that is best.
pub(super) fn credential(material: &Material<'_>, views: &PlansView) -> CredentialChoice {
    let Material { account, matches, plans, .. } = *material;
    let best =
        CredentialChoice { choice: plans.recommended, why: plans.recommended_why.clone(), better: None };
    let Some(stated) = account.credentials.first().filter(|stated| stated.credential != best.choice) else {
        return best;
    };
    let counted: BTreeSet<String> = matches
        .iter()
        .filter(|one| matches!(one.status, Status::Matched | Status::Corrected))
        .flat_map(|one| &one.operations)
        .map(|key| material.catalog.operation_name(*key))
        .collect();
    let plan = views.of(stated.credential);
    let refused = |id: &String| plan.not_possible.iter().any(|one| one.operation == *id);
    if counted.is_empty() || counted.iter().all(refused) {
        return best;
    }
    let place = format!("{}:{}", stated.source, stated.line);
    let better = (best.choice == Credential::ServiceApp).then_some(best.choice);
    CredentialChoice {
        choice: stated.credential,
        why: format!("the input names it ({place}: {})", stated.word),
        better,
    }
}
