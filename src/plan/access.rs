//! Whether a credential gets through to an operation at all, before any scope or role is looked at.

use super::need::Need;
use crate::catalog::Catalog;
use crate::catalog::tables::Operation;
use crate::model::{Accepted, Credential};

/// The reason of a refusal that comes from what the plan must do without.
pub(super) const FORBIDDEN: &str = "forbidden";

/// Whether a credential gets through to an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Without any grant: the operation takes no credential, or that of the client itself.
    Free,
    /// With a grant.
    Granted,
    /// Not at all.
    Refused(Refusal),
}

/// Why a credential does not get through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// A stable name.
    pub reason: &'static str,
    /// The reason in words, with what would do instead.
    pub message: String,
    /// The call itself, when the same operation passes on others.
    pub call: Option<String>,
}

/// Whether the operation is called without any grant.
pub(super) fn is_free(operation: &Operation) -> bool {
    operation.accepts.iter().any(|accepted| matches!(accepted, Accepted::None | Accepted::ClientAuth))
}

/// Whether the credential gets through to the need.
pub(super) fn access(catalog: &Catalog, need: &Need, credential: Credential) -> Access {
    let operation = catalog.operation(need.operation);
    if is_free(operation) {
        return Access::Free;
    }
    if !operation.accepts.iter().any(|accepted| accepted.suits(credential)) {
        return Access::Refused(refusal(operation, credential));
    }
    let about_caller = need.situation.own || operation.acts_on_caller;
    if about_caller && !credential.has_user() {
        let message = "the call is about the caller's own user, and a service app has none: use an app with a \
                       signed-in user, or an API token";
        let call = need.situation.own.then(|| about_caller_itself(operation));
        return Access::Refused(Refusal { reason: "needs-user", message: message.to_owned(), call });
    }
    Access::Granted
}

/// The call of an operation about the caller: `me` in the place of the first parameter.
pub(super) fn about_caller_itself(operation: &Operation) -> String {
    let mut first = true;
    let segment = |segment: &str| {
        let is_caller = segment.starts_with('{') && std::mem::replace(&mut first, false);
        if is_caller { "me".to_owned() } else { segment.to_owned() }
    };
    let path: Vec<_> = operation.path.split('/').map(segment).collect();
    format!("{} {}", operation.method, path.join("/"))
}

fn refusal(operation: &Operation, credential: Credential) -> Refusal {
    let has = |accepted| operation.accepts.contains(&accepted);
    let (reason, message) = if has(Accepted::OpaBearer) {
        let roles = operation.opa_roles.join(", ");
        let roles = if roles.is_empty() { String::new() } else { format!(" with the role {roles}") };
        (
            "other-token",
            format!(
                "takes a token of a service user of Okta Privileged Access{roles}; no Okta admin role counts there"
            ),
        )
    } else if has(Accepted::OagJwt) {
        (
            "other-token",
            "takes a token of the Access Gateway API with scopes of its own; no Okta admin role counts there"
                .to_owned(),
        )
    } else if has(Accepted::UserToken) {
        let instead = "takes the access token of an end user; use an app with a signed-in user";
        (if credential.has_scopes() { "needs-user" } else { "needs-user-token" }, instead.to_owned())
    } else if has(Accepted::Oauth) {
        (
            "oauth-only",
            "the API document accepts OAuth only: an API token is refused; use a service app".to_owned(),
        )
    } else {
        ("no-oauth-scope", "the API document accepts an API token only: no OAuth scope reaches it".to_owned())
    };
    Refusal { reason, message, call: None }
}
