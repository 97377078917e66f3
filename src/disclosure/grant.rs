//! Grants: their scopes, types of roles and permissions, cleaned when they are read. Labels of roles stay.

use super::AllowList;
use crate::model::{Grant, HeldRole, Named};

impl AllowList {
    /// Hides of a grant what is neither the name of anything known nor one that is misspelt.
    pub fn clean_grant(&self, grant: &mut Grant) {
        for scope in grant.scopes.iter_mut().flatten() {
            self.clean_name(scope);
        }
        for role in grant.roles.iter_mut().flatten() {
            match role {
                HeldRole::Standard(standard) => self.clean_name(&mut standard.role),
                HeldRole::Custom(custom) => {
                    custom
                        .permissions
                        .iter_mut()
                        .flatten()
                        .for_each(|permission| self.clean_name(permission));
                }
            }
        }
    }

    fn clean_name(&self, named: &mut Named) {
        named.name = self.parts(&named.name).into_owned();
    }
}
