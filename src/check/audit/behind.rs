//! The most powerful user behind an OAuth client.

use super::bound;
use crate::catalog::Catalog;
use crate::check::resolve::resolve;
use crate::check::words::tally;
use crate::grants::fleet::{BehindUser, OrgPrincipal};
use crate::model::{Credential, Grant, HeldRole};
use crate::plan::Reachable;

/// As whom an OAuth client acts at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActsAs {
    /// The login or id of the user.
    pub user: String,
    /// The roles of the user, by type or label.
    pub roles: Vec<String>,
    /// Whether any admin of the org may be behind the client, and not only users who granted scopes to it.
    pub any_admin: bool,
    /// Whether every user that can be behind it is known with all roles.
    pub complete: bool,
}

/// Finds the user that can do the most through the scopes of a client, and gives the client the roles of that user. Where
/// others may be able to do more, its roles stay unknown: not all of their roles were read, or the catalog does not list one.
pub(super) fn choose(reachable: &Reachable<'_>, principal: &mut OrgPrincipal) -> Option<ActsAs> {
    let behind = principal.behind.as_ref()?;
    let (catalog, scopes) = (reachable.catalog(), &principal.principal.grant.scopes);
    let allowed = catalog.allow_list();
    let mut unlisted = Vec::new();
    let mut best: Option<(_, &BehindUser, Grant)> = None;
    for user in &behind.users {
        let mut grant = Grant { roles: Some(user.roles.clone()), scopes: scopes.clone() };
        let holding = resolve(catalog, &grant).holding;
        allowed.clean_grant(&mut grant);
        let roles = Grant { scopes: None, ..grant.clone() };
        unlisted.extend(bound::unlisted(catalog, &roles, Credential::UserApp));
        let power = tally(catalog, &reachable.by(&holding, Credential::UserApp).effective);
        if best.as_ref().is_none_or(|(most, ..)| power > *most) {
            best = Some((power, user, grant));
        }
    }
    let Some((_, user, grant)) = best else {
        // Where all users are known, no user who can sign in holds a role.
        principal.principal.grant.roles = behind.complete.then(Vec::new);
        return None;
    };
    let complete = behind.complete && unlisted.is_empty();
    let acts_as = ActsAs {
        user: user.name.clone(),
        roles: grant.roles.iter().flatten().map(|role| name(catalog, role)).collect(),
        any_admin: behind.any_admin,
        complete,
    };
    principal.unknown.extend(unlisted);
    if complete {
        principal.principal.grant.roles = Some(user.roles.clone());
        principal.through.clone_from(&user.through);
    }
    Some(acts_as)
}

/// The type of a standard role, or the label of a custom one; a label that is taken for a standard role says what it is.
fn name(catalog: &Catalog, role: &HeldRole) -> String {
    match role {
        HeldRole::Standard(role) => role.role.name.clone(),
        HeldRole::Custom(role) if catalog.role_called(&role.role.name).is_some() => {
            format!("custom role {}", role.role.name)
        }
        HeldRole::Custom(role) => role.role.name.clone(),
    }
}
