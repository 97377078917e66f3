//! Calls to needs: each operation that the plan must let pass, in each case in which it is called.

use std::collections::{BTreeMap, BTreeSet};

use super::Options;
use crate::catalog::Catalog;
use crate::catalog::tables::{Operation, OperationKey};
use crate::matching::{Match, Status};
use crate::model::Situation;

/// One operation in one case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// The operation.
    pub operation: OperationKey,
    /// What is known about the case: by the call, by the user, by default.
    pub situation: Situation,
}

/// The needs of all calls that count, sorted, each once.
pub(super) fn needs(catalog: &Catalog, matches: &[Match], options: &Options) -> Vec<Need> {
    let counting = matches.iter().filter(|found| counts(found.status, options));
    let needs: BTreeSet<Need> = counting
        .flat_map(|found| {
            let situations = std::iter::once(&found.situation).chain(&found.further);
            situations.flat_map(|said| {
                found.operations.iter().map(|key| Need {
                    operation: *key,
                    situation: situation(catalog.operation(*key), said, options),
                })
            })
        })
        .collect();
    needs.into_iter().collect()
}

/// Whether a call with this status is part of the plan.
pub fn counts(status: Status, options: &Options) -> bool {
    match status {
        Status::Matched | Status::Corrected => true,
        Status::Ambiguous => options.assume_all,
        Status::Unresolved | Status::Excluded => false,
    }
}

/// What the call says, completed by what the user assumes; only what matters to the operation is kept.
fn situation(operation: &Operation, said: &Situation, options: &Options) -> Situation {
    let mut parameters: BTreeMap<String, String> = options.parameters.clone();
    let counts = said.parameters_evidence.is_none_or(|evidence| evidence >= options.floor);
    let has_conditions = operation.capabilities.iter().any(|one| !one.when.parameters.is_empty());
    let mut parameters_evidence = None;
    if counts && !said.parameters.is_empty() {
        parameters.extend(said.parameters.clone());
        parameters_evidence = said.parameters_evidence;
    }
    if !has_conditions {
        parameters.clear();
        parameters_evidence = None;
    }
    let variants = operation.variants.iter().filter(|variant| {
        let known = said.variants.contains(&variant.key) || options.variants.contains(&variant.key);
        (known || variant.by_default) && variant.engine.is_none_or(|engine| engine == options.engine)
    });
    Situation {
        engine: options.engine,
        parameters,
        parameters_evidence,
        cases: options.cases.clone(),
        variants: variants.map(|variant| variant.key.clone()).collect(),
        own: said.own,
        only: said.only,
    }
}
