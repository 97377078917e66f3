//! What a call would need that may be any of several operations: the least grant for each of them by itself.

use std::collections::BTreeMap;

use super::build::Material;
use super::call::{CallView, WouldNeed};
use super::names;
use crate::catalog::Catalog;
use crate::catalog::tables::OperationKey;
use crate::matching::{Match, Status};
use crate::model::Situation;
use crate::plan::{Choice, Plan, Plans, RoleGrant, plan_each};

/// For how many operations a grant is worked out; a list of a thousand paths without methods is no list of calls.
const MAX_OPERATIONS: usize = 200;

/// Adds to each ambiguous call what each of its operations would need.
pub(super) fn add(views: &mut [CallView], material: &Material<'_>) {
    let Material { catalog, matches, options, .. } = *material;
    if options.assume_all {
        return;
    }
    let mut single: BTreeMap<(OperationKey, &Situation), Match> = BTreeMap::new();
    for found in matches.iter().filter(|found| found.status == Status::Ambiguous) {
        for key in &found.operations {
            let is_known = single.contains_key(&(*key, &found.situation));
            if !is_known && single.len() < MAX_OPERATIONS {
                let one = Match { status: Status::Matched, operations: vec![*key], ..found.clone() };
                single.insert((*key, &found.situation), one);
            }
        }
    }
    let plans = plan_each(catalog, single.values(), options);
    let known: BTreeMap<_, _> = single.keys().zip(&plans).collect();
    for (view, found) in views.iter_mut().zip(matches).filter(|(_, one)| one.status == Status::Ambiguous) {
        let plans = found.operations.iter().map(|key| Some((*key, known.get(&(*key, &found.situation))?)));
        // Half a list would look like all that there is.
        let all: Option<Vec<_>> = plans.collect();
        let needs = all.into_iter().flatten().filter_map(|(key, plans)| would_need(catalog, key, plans));
        view.would_need = needs.collect();
    }
}

fn would_need(catalog: &Catalog, key: OperationKey, plans: &Plans) -> Option<WouldNeed> {
    let plan = plans.plans.iter().find(|plan| plan.credential == plans.recommended)?;
    let operation = catalog.operation(key);
    let roles = plan.chosen().filter(|_| plan.recommended.choice != Choice::None);
    let standard: Vec<_> = roles.iter().flat_map(|grant| grant.role_keys()).collect();
    Some(WouldNeed {
        operation: catalog.operation_name(key),
        method: operation.method,
        path: operation.path.clone(),
        credential: plan.credential,
        scopes: names::scopes(catalog, &plan.scopes.iter().map(|one| one.key).collect::<Vec<_>>()),
        standard_roles: names::roles(catalog, &standard),
        permissions: roles.map(|grant| permissions(catalog, grant)).unwrap_or_default(),
        message: message(plan, key),
    })
}

fn permissions(catalog: &Catalog, grant: &RoleGrant) -> Vec<String> {
    names::capabilities(catalog, &grant.permissions.iter().map(|one| one.key).collect::<Vec<_>>())
}

fn message(plan: &Plan, key: OperationKey) -> Option<String> {
    let refused = plan.not_possible.get(&key).map(|refusal| refusal.message.clone());
    refused.or_else(|| plan.unknown.get(&key).cloned())
}
