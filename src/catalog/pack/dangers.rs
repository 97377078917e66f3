//! Chains of escalation and wrong names: what they name must exist, and a wrong name must be one.

use super::Packer;
use crate::catalog::documents::Documents;
use crate::catalog::names::{Names, Place};
use crate::catalog::schema::{Misnomer as Written, Namespace, ScopeStatus};
use crate::catalog::tables::{Escalation, Misnomer};

impl Packer {
    pub(super) fn escalations(&mut self, documents: &Documents) {
        for written in &documents.escalations {
            let place = Place { file: "escalations.yaml", record: &written.code };
            if written.operations.is_empty() || written.chain.is_empty() {
                self.problems.push(place.problem("needs operations and a chain"));
            }
            let operations = self.resolve(&written.operations, &place, Names::operation);
            let cites = self.cite(&written.sources, &place);
            self.tables.escalations.push(Escalation {
                code: written.code.clone(),
                title: written.title.clone(),
                operations,
                chain: written.chain.clone(),
                evidence: written.evidence,
                cites,
            });
        }
    }

    pub(super) fn misnomers(&mut self, documents: &Documents) {
        for written in &documents.misnomers {
            let place = Place { file: "misnomers.yaml", record: &written.name };
            if self.is_right(written) {
                self.problems.push(place.problem("is a current name and no wrong one"));
            }
            match written.used_as {
                Namespace::Scope => drop(self.resolve(&written.instead, &place, Names::scope)),
                Namespace::Permission => drop(self.resolve(&written.instead, &place, Names::capability)),
            }
            let cites = self.cite(&written.sources, &place);
            self.tables.misnomers.push(Misnomer {
                name: written.name.clone(),
                used_as: written.used_as,
                instead: written.instead.clone(),
                message: written.message.clone(),
                cites,
            });
        }
    }

    /// Whether the name is in use in the namespace in which it is said to be wrong.
    fn is_right(&self, written: &Written) -> bool {
        match written.used_as {
            Namespace::Scope => self.names.scopes.get(&written.name).is_some_and(|key| {
                self.tables.scopes.get(key.index()).is_some_and(|scope| scope.status == ScopeStatus::Current)
            }),
            Namespace::Permission => self.names.capabilities.contains_key(&written.name),
        }
    }
}
