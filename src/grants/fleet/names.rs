//! Names by which the principals of an org are told apart.

use std::collections::{BTreeMap, BTreeSet};

use super::OrgPrincipal;

/// Makes sure that every principal has a name and that no two share one: where names are the same, the id is added.
pub(super) fn distinct(principals: &mut [OrgPrincipal]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for principal in &mut *principals {
        if principal.name.trim().is_empty() {
            principal.name.clone_from(&principal.id);
        }
        *counts.entry(principal.name.clone()).or_default() += 1;
    }
    for principal in &mut *principals {
        if counts.get(&principal.name).is_some_and(|count| *count > 1) {
            principal.name = format!("{} ({})", principal.name, principal.id);
        }
    }
    // Whoever names a principal like the name and the id of another one is told apart too.
    let mut taken = BTreeSet::new();
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    for principal in principals {
        let name = principal.name.clone();
        while !taken.insert(principal.name.clone()) {
            let number = numbers.entry(name.clone()).or_insert(1);
            *number += 1;
            principal.name = format!("{name} #{number}");
        }
    }
}
