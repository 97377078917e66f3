//! What a document states of an operation, in the words of the catalog.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::documents::Documents;
use crate::catalog::openapi::{Described, Scheme};
use crate::catalog::schema::{Alternative, Operation};
use crate::catalog::tables::Tables;
use crate::model::{Accepted, Evidence};

/// What a document does not say and its words rest on.
#[derive(Debug)]
pub(in crate::catalog) struct Vocabulary {
    /// What a bearer token of the API is.
    bearer: Option<Accepted>,
    user_only: BTreeSet<String>,
    roles: BTreeSet<String>,
}

impl Vocabulary {
    pub(super) fn of(documents: &Documents, api: &str) -> Self {
        let files = documents.operations.iter().filter(|placed| placed.value.api == api);
        let accepted = files.flat_map(|placed| &placed.value.operations).flat_map(|one| &one.credentials);
        let scopes = documents.scopes.iter().map(|placed| &placed.value);
        let user_only = scopes.filter(|scope| scope.user_only || scope.self_service);
        Self {
            bearer: accepted.copied().find(|one| is_bearer(*one)),
            user_only: user_only.map(|scope| scope.name.clone()).collect(),
            roles: documents.roles.iter().map(|placed| placed.value.kind_name.clone()).collect(),
        }
    }

    pub(in crate::catalog) fn of_tables(tables: &Tables, api: &str) -> Self {
        let of_api = tables.operations.iter().filter(|one| tables.apis[one.api.index()].name == api);
        let user_only = tables.scopes.iter().filter(|scope| scope.user_only || scope.self_service);
        Self {
            bearer: of_api.flat_map(|one| &one.accepts).copied().find(|one| is_bearer(*one)),
            user_only: user_only.map(|scope| scope.name.clone()).collect(),
            roles: tables.roles.iter().map(|role| role.name.clone()).collect(),
        }
    }

    /// A role as the catalog spells it; documents put some names in the singular.
    fn role(&self, name: &str) -> Option<&String> {
        let bare = |name: &str| name.replace("S_", "_");
        let exact = self.roles.get(name);
        exact.or_else(|| self.roles.iter().find(|known| bare(known) == bare(name)))
    }

    /// What the document states, as an operation of which nothing else is known.
    pub(in crate::catalog) fn operation(&self, described: &Described) -> Operation {
        let credentials = self.credentials(described);
        let roles = described.roles.as_ref().map(|roles| {
            let known = roles.iter().filter_map(|role| self.role(role).cloned());
            known.collect::<BTreeSet<_>>().into_iter().collect()
        });
        let mut opa_roles = described.opa_roles.clone().unwrap_or_default();
        opa_roles.sort();
        Operation {
            id: described.id.clone(),
            method: described.method,
            path: described.path.clone(),
            lifecycle: described.lifecycle.clone(),
            since: None,
            skus: described.skus.clone(),
            deprecated: described.deprecated,
            query: described.query.clone(),
            scopes: scopes(described, &credentials),
            scopes_evidence: None,
            capabilities: by_credential(&credentials),
            credentials,
            whole: Vec::new(),
            acts_on_caller: false,
            own: None,
            roles_only: roles,
            opa_roles,
            variants: Vec::new(),
            also_written: Vec::new(),
            tried: Vec::new(),
            note: None,
            sources: Vec::new(),
            reason: None,
        }
    }

    /// The roles that the document names and the catalog does not have.
    pub(super) fn unknown_roles<'a>(&self, described: &'a Described) -> Vec<&'a String> {
        described.roles.iter().flatten().filter(|role| self.role(role).is_none()).collect()
    }

    fn credentials(&self, described: &Described) -> Vec<Accepted> {
        let user_only = |scopes: &[String]| {
            !scopes.is_empty() && scopes.iter().all(|scope| self.user_only.contains(scope))
        };
        let accepted = described.security.iter().map(|way| match way.scheme {
            Scheme::Nothing => Accepted::None,
            Scheme::Key => Accepted::ApiToken,
            Scheme::OAuth if user_only(&way.scopes) => Accepted::UserToken,
            Scheme::OAuth => Accepted::Oauth,
            Scheme::Client => Accepted::ClientAuth,
            Scheme::Bearer => self.bearer.unwrap_or(Accepted::Oauth),
        });
        let accepted: BTreeSet<_> = accepted.collect();
        if accepted.is_empty() { vec![Accepted::None] } else { accepted.into_iter().collect() }
    }
}

fn is_bearer(accepted: Accepted) -> bool {
    matches!(accepted, Accepted::OpaBearer | Accepted::OagJwt)
}

fn scopes(described: &Described, credentials: &[Accepted]) -> Vec<Vec<String>> {
    if described.no_scope || *credentials == [Accepted::None] {
        return vec![Vec::new()];
    }
    let own = credentials.contains(&Accepted::OagJwt) || !credentials.contains(&Accepted::OpaBearer);
    let scoped = described
        .security
        .iter()
        .filter(|way| way.scheme == Scheme::OAuth || (way.scheme == Scheme::Bearer && own));
    let sets = scoped.map(|way| way.scopes.iter().cloned().collect::<BTreeSet<_>>());
    let sets: BTreeSet<Vec<_>> = sets.map(|set| set.into_iter().collect()).collect();
    sets.into_iter().collect()
}

/// Without an administrator's credential there is no admin right to need; otherwise nobody has said yet.
fn by_credential(credentials: &[Accepted]) -> Vec<Alternative> {
    if takes_an_admin(credentials) {
        return Vec::new();
    }
    vec![Alternative { all_of: Vec::new(), when: BTreeMap::default(), evidence: Evidence::Spec }]
}

/// Whether an operation takes a credential that admin rights stand behind.
pub(super) fn takes_an_admin(credentials: &[Accepted]) -> bool {
    credentials.iter().any(|one| matches!(one, Accepted::ApiToken | Accepted::Oauth))
}
