//! Grants: their scopes, types of roles and permissions, cleaned when they are read. Labels of roles stay.

use std::collections::BTreeMap;

use super::AllowList;
use crate::model::{Grant, HeldRole, Named};

impl AllowList {
    /// Hides of a grant what is neither the name of anything known nor one that is misspelt.
    pub fn clean_grant(&self, grant: &mut Grant) {
        for named in names(grant) {
            named.name = self.parts(&named.name).into_owned();
        }
    }

    /// The same, where different names stay different: those that are hidden alike are numbered, as `***` and `***#2`.
    pub fn clean_grant_apart(&self, grant: &mut Grant) {
        let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for named in names(grant) {
            let shown = self.parts(&named.name).into_owned();
            let originals = known.entry(shown.clone()).or_default();
            let at = originals.iter().position(|original| *original == named.name).unwrap_or_else(|| {
                originals.push(named.name.clone());
                originals.len() - 1
            });
            named.name = if at == 0 { shown } else { format!("{shown}#{}", at + 1) };
        }
    }
}

/// The names of a grant that may be hidden.
fn names(grant: &mut Grant) -> Vec<&mut Named> {
    let mut found: Vec<&mut Named> = grant.scopes.iter_mut().flatten().collect();
    for role in grant.roles.iter_mut().flatten() {
        match role {
            HeldRole::Standard(standard) => found.push(&mut standard.role),
            HeldRole::Custom(custom) => found.extend(custom.permissions.iter_mut().flatten()),
        }
    }
    found
}
