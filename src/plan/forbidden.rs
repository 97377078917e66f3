//! What a plan must do without: scopes, permissions and standard roles, and whatever contains one of them.

use std::collections::BTreeSet;

use super::rights::Grantable;
use crate::catalog::Catalog;
use crate::catalog::schema::LimitKind;
use crate::catalog::tables::{CapabilityKey, RoleKey, ScopeKey};
use crate::model::{either, listed};

/// What a plan must do without. It is taken out of what can be granted before the least grant is searched, so that
/// the answer is still the least of all that are left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forbidden {
    /// OAuth scopes: a `manage` scope contains its `read` twin.
    pub scopes: BTreeSet<ScopeKey>,
    /// Permissions: other permissions and standard roles can contain them.
    pub permissions: BTreeSet<CapabilityKey>,
    /// Standard roles, by themselves.
    pub roles: BTreeSet<RoleKey>,
}

impl Forbidden {
    /// Whether nothing is forbidden.
    pub fn is_empty(&self) -> bool {
        self.scopes.is_empty() && self.permissions.is_empty() && self.roles.is_empty()
    }

    /// Whether a scope is forbidden, or contains one that is. Any source that says so is enough.
    pub fn takes_out_scope(&self, catalog: &Catalog, scope: ScopeKey) -> bool {
        let mut parts = catalog.scope(scope).implies.iter();
        self.scopes.contains(&scope) || parts.any(|edge| self.scopes.contains(&edge.to))
    }

    /// Whether a role or permission is forbidden, or contains a permission that is. Any source that says so is
    /// enough.
    pub fn takes_out(&self, catalog: &Catalog, grantable: Grantable) -> bool {
        match grantable {
            Grantable::Permission(permission) => {
                let mut parts = catalog.hands().contents(permission).iter();
                parts.any(|(part, _)| self.permissions.contains(part))
            }
            Grantable::Role(role) => {
                let holds_all = catalog.role(role).holds_all.is_some() && !self.permissions.is_empty();
                let holds = |one: &CapabilityKey| {
                    let limits = catalog.hands().of(role).holds(*one).iter().map(|held| held.limit);
                    let kinds = limits.map(|limit| limit.map(|limit| catalog.limit(limit).kind));
                    kinds.into_iter().any(|kind| kind != Some(LimitKind::Own))
                };
                self.roles.contains(&role) || holds_all || self.permissions.iter().any(holds)
            }
        }
    }

    /// Why a call fails that takes one of these scopes.
    pub(super) fn scopes_missing(&self, catalog: &Catalog, scopes: &BTreeSet<ScopeKey>) -> String {
        let named = |scope: &ScopeKey| {
            let name = &catalog.scope(*scope).name;
            let parts = catalog.scope(*scope).implies.iter().map(|edge| edge.to);
            let parts: Vec<_> = parts.filter(|part| self.scopes.contains(part)).collect();
            match parts.first().filter(|_| !self.scopes.contains(scope)) {
                Some(part) => format!("{name} (which contains {})", catalog.scope(*part).name),
                None => name.clone(),
            }
        };
        let named: Vec<_> = scopes.iter().map(named).collect();
        format!("it takes the scope {}, which the plan must do without", either(&named))
    }

    /// Why a call fails that needs a role or permission that is taken out.
    pub(super) fn roles_missing(&self, catalog: &Catalog) -> String {
        let roles = self.roles.iter().map(|key| catalog.role(*key).name.as_str());
        let permissions = self.permissions.iter().map(|key| catalog.capability(*key).name.as_str());
        let names: Vec<_> = roles.chain(permissions).collect();
        format!("no admin role or permission is known that lets it pass and does without {}", listed(&names))
    }
}
