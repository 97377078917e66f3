//! What a principal can do at most, where not all that it holds is known.

use crate::catalog::Catalog;
use crate::catalog::schema::Known;
use crate::catalog::tables::OperationKey;
use crate::check::resolve;
use crate::grants::fleet::{Opens, OrgPrincipal, Unknown};
use crate::model::{Credential, Grant, HeldRole};
use crate::plan::{Holding, Reachable};

use std::collections::BTreeSet;

/// What a grant holds and the catalog does not list: it may allow anything.
pub(super) fn unlisted(catalog: &Catalog, grant: &Grant, credential: Credential) -> Vec<Unknown> {
    let names = catalog.names();
    let scopes = grant.scopes.iter().flatten().filter(|_| credential.has_scopes());
    let scopes = scopes.filter(|scope| !names.scopes.contains_key(&scope.name));
    let scopes = scopes
        .map(|scope| Unknown::unlisted(format!("what the scope `{}` allows", scope.name), Opens::Scopes));
    let can_hold = |name: &str| {
        let key = names.capabilities.get(name);
        key.is_some_and(|key| catalog.capability(*key).custom_role != Known::No)
    };
    let roles = grant.roles.iter().flatten().flat_map(|role| match role {
        HeldRole::Standard(held) => {
            let name = held.role.name.as_str();
            let is_listed = catalog.role_called(name).is_some();
            if is_listed { Vec::new() } else { vec![format!("what the role `{name}` allows")] }
        }
        HeldRole::Custom(held) => {
            let permissions = held.permissions.iter().flatten().map(|permission| permission.name.as_str());
            let unlisted = permissions.filter(|name| !can_hold(name));
            unlisted.map(|name| format!("what the permission `{name}` allows in a custom role")).collect()
        }
    });
    scopes.chain(roles.map(|what| Unknown::unlisted(what, Opens::Roles))).collect()
}

/// The operations that a principal reaches at most: what is not known of a layer allows everything that the other layer
/// does. None where both layers are known.
pub(super) fn at_most(
    reachable: &Reachable<'_>,
    principal: &OrgPrincipal,
    credential: Credential,
) -> Option<BTreeSet<OperationKey>> {
    let holding = resolve(reachable.catalog(), &principal.principal.grant).holding;
    let (more_scopes, more_roles) = principal.open_layers();
    let scopes = holding.scopes.filter(|_| !more_scopes);
    let roles = holding.roles.filter(|_| !more_roles);
    if roles.is_some() && (scopes.is_some() || !credential.has_scopes()) {
        return None;
    }
    Some(reachable.at_most(&Holding { scopes, roles }, credential))
}
