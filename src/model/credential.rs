//! How a principal authenticates, and what an operation accepts.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How a principal authenticates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Credential {
    /// An OAuth client of its own (client credentials): scopes and a role, no user.
    ServiceApp,
    /// An OAuth client that acts for a signed-in user: scopes, and the roles of that user.
    UserApp,
    /// An API token (SSWS): no scopes, the roles of its owner.
    ApiToken,
}

impl Credential {
    /// Every credential, in the order in which plans show them.
    pub const ALL: [Self; 3] = [Self::ServiceApp, Self::UserApp, Self::ApiToken];

    /// The name in data and in the JSON of a plan.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ServiceApp => "service_app",
            Self::UserApp => "user_app",
            Self::ApiToken => "api_token",
        }
    }

    /// What people call it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::ServiceApp => "service app",
            Self::UserApp => "app with a signed-in user",
            Self::ApiToken => "API token",
        }
    }

    /// Whether OAuth scopes narrow it.
    pub const fn has_scopes(self) -> bool {
        !matches!(self, Self::ApiToken)
    }

    /// Whether there is a user behind it.
    pub const fn has_user(self) -> bool {
        !matches!(self, Self::ServiceApp)
    }
}

impl fmt::Display for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.title())
    }
}

/// One kind of credential that an operation accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Accepted {
    /// No credential at all.
    None,
    /// An API token (SSWS) of an administrator.
    ApiToken,
    /// An OAuth access token of the org authorization server.
    Oauth,
    /// An OAuth access token of an end user; a service app cannot get one.
    UserToken,
    /// The client authenticates itself; a public client sends only its id.
    ClientAuth,
    /// A bearer token of Okta Privileged Access.
    OpaBearer,
    /// A token of the Access Gateway API.
    OagJwt,
}

impl Accepted {
    /// The name in data and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ApiToken => "api-token",
            Self::Oauth => "oauth",
            Self::UserToken => "user-token",
            Self::ClientAuth => "client-auth",
            Self::OpaBearer => "opa-bearer",
            Self::OagJwt => "oag-jwt",
        }
    }

    /// Whether a principal with this credential can present it.
    pub const fn suits(self, credential: Credential) -> bool {
        match self {
            Self::Oauth => credential.has_scopes(),
            Self::UserToken => matches!(credential, Credential::UserApp),
            Self::ApiToken => matches!(credential, Credential::ApiToken),
            Self::None | Self::ClientAuth => true,
            Self::OpaBearer | Self::OagJwt => false,
        }
    }
}
