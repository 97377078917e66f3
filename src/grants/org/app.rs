//! OAuth clients that use Okta's APIs: service apps, apps that act for users, and API service integrations.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Assignment, Known, Network, is_false};

/// A service app, or another app with `OpenID` Connect, as far as it matters who may do what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct App {
    /// The id of the app.
    pub id: String,
    /// The id of its OAuth client, nearly always the same.
    pub client_id: String,
    /// What it is called in the org.
    pub label: String,
    /// `ACTIVE`, `INACTIVE` or another word of the API; empty when the org does not tell it. Only one that is `INACTIVE`
    /// or `DELETED` counts as not active.
    pub status: String,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub created: Option<Timestamp>,
    /// When it was changed last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub updated: Option<Timestamp>,
    /// `service`, `native`, `web`, `browser` or another type of the API; `unknown` when the org does not tell it.
    pub application_type: String,
    /// How it may ask for tokens, such as `client_credentials`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grant_types: Vec<String>,
    /// Set when the org does not tell all of that.
    #[serde(default, skip_serializing_if = "is_false")]
    pub grant_types_untold: bool,
    /// How it proves to be itself, such as `private_key_jwt`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authentication: Option<String>,
    /// Whether its tokens are bound to a key of their own (`DPoP`).
    #[serde(default, skip_serializing_if = "is_false")]
    pub dpop: bool,
    /// How many public keys are registered for it; none when they stand at a URL or it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<u32>,
    /// Whether its public keys stand at a URL of its own.
    #[serde(default, skip_serializing_if = "is_false")]
    pub jwks_uri: bool,
    /// The public keys that are registered for it, without the keys themselves.
    #[serde(default, skip_serializing_if = "Known::is_not_asked")]
    pub keys_seen: Known<Vec<KeySeen>>,
    /// Its client secrets, without the secrets themselves and without hashes of them.
    #[serde(default, skip_serializing_if = "Known::is_not_asked")]
    pub secrets: Known<Vec<KeySeen>>,
    /// From where it may ask for tokens; none when the org does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<Network>,
    /// The scopes that were granted to it, each with who granted it.
    #[serde(default, skip_serializing_if = "Known::is_not_asked")]
    pub grants: Known<Vec<Consent>>,
    /// The admin roles that were assigned to it.
    #[serde(default, skip_serializing_if = "Known::is_not_asked")]
    pub roles: Known<Vec<Assignment>>,
}

/// The methods of authentication that the API describes.
const METHODS: [&str; 5] =
    ["client_secret_basic", "client_secret_jwt", "client_secret_post", "none", "private_key_jwt"];

/// The types of apps that the API describes and that act for users.
const USER_TYPES: [&str; 3] = ["browser", "native", "web"];

/// The type of grant with which an app gets tokens without a user.
const CLIENT_CREDENTIALS: &str = "client_credentials";

/// The types of grants that the API describes and that need a user.
const USER_GRANT_TYPES: [&str; 14] = [
    "authorization_code",
    "http://auth0.com/oauth/grant-type/mfa-oob",
    "http://auth0.com/oauth/grant-type/mfa-otp",
    "implicit",
    "interaction_code",
    "password",
    "refresh_token",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "urn:ietf:params:oauth:grant-type:saml2-bearer",
    "urn:ietf:params:oauth:grant-type:token-exchange",
    "urn:okta:params:oauth:grant-type:oob",
    "urn:okta:params:oauth:grant-type:otp",
    "urn:openid:params:grant-type:ciba",
];

impl App {
    /// Whether it authenticates with a client secret, as `client_secret_basic`, `client_secret_post` or
    /// `client_secret_jwt`, or by a method that is not known and may use one.
    pub fn may_have_secret(&self) -> bool {
        let has_secret =
            self.authentication.as_deref().is_some_and(|method| method.starts_with("client_secret"));
        has_secret || self.has_unknown_method()
    }

    /// Whether it authenticates by a method that the API does not describe; letter case counts.
    pub fn has_unknown_method(&self) -> bool {
        self.authentication.as_deref().is_some_and(|method| !METHODS.contains(&method))
    }

    /// Whether it authenticates with a key, or by a method that is not known and may use one.
    pub fn may_have_key(&self) -> bool {
        self.authentication.as_deref() == Some("private_key_jwt") || self.has_unknown_method()
    }

    /// Whether it has keys, or may have some, of which only the number is known or nothing at all.
    pub fn has_unseen_keys(&self) -> bool {
        let may_have = match self.keys {
            Some(count) => count > 0,
            None => self.may_have_key() && !self.jwks_uri,
        };
        may_have && self.keys_seen.is_not_asked()
    }

    /// Whether it can get tokens without a user, as far as the org tells. Only an app is known not to whose type and
    /// types of grants are all known to need a user.
    pub fn may_act_alone(&self) -> bool {
        let needs_user = |one: &String| USER_GRANT_TYPES.contains(&one.as_str());
        let is_user_type = USER_TYPES.contains(&self.application_type.as_str());
        !is_user_type || self.grant_types_untold || !self.grant_types.iter().all(needs_user)
    }

    /// Whether it has admin roles of its own that it can use, or may have some that were not seen.
    pub fn may_hold_roles(&self) -> bool {
        self.may_act_alone() && !(self.roles.is_complete() && self.roles.entries().is_empty())
    }

    /// Whether the API describes its type. That an app without settings, such as Okta Workflows, has none is known.
    pub fn has_known_type(&self) -> bool {
        let has_no_settings = self.grant_types.is_empty() && !self.grant_types_untold;
        match self.application_type.as_str() {
            "service" => true,
            Self::UNTOLD => has_no_settings,
            other => USER_TYPES.contains(&other),
        }
    }

    /// Whether all of its types of grants were read and the API describes each.
    pub fn has_known_grant_types(&self) -> bool {
        let is_known = |one: &String| one == CLIENT_CREDENTIALS || USER_GRANT_TYPES.contains(&one.as_str());
        !self.grant_types_untold && self.grant_types.iter().all(is_known)
    }

    /// The type of an app whose type the org does not tell.
    pub const UNTOLD: &str = "unknown";
}

/// What is kept of a public key or a client secret; never its value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeySeen {
    /// Its id, such as `pks1abcdefGHIJKLM0h8` or `ocs1abcdefGHIJKLM0h8`.
    pub id: String,
    /// `ACTIVE` or `INACTIVE`; empty when the org does not tell it. Any other word may mean that it is active.
    pub status: String,
    /// `RSA` or `EC`; none for a secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kty: Option<String>,
    /// What a key is for: `sig` or `enc`.
    #[serde(rename = "use", default, skip_serializing_if = "Option::is_none")]
    pub usage: Option<String>,
    /// The algorithm of a key, such as `RS256`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub created: Option<Timestamp>,
    /// When it was changed last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub updated: Option<Timestamp>,
}

impl KeySeen {
    /// The status of one that is not accepted any more.
    pub const INACTIVE: &str = "INACTIVE";

    /// Whether its status is one that the API describes.
    pub fn has_known_status(&self) -> bool {
        ["ACTIVE", Self::INACTIVE].contains(&self.status.as_str())
    }
}

/// A scope that was granted to a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// The scope.
    pub scope: String,
    /// `ACTIVE`, or another word of the API for one that does not count.
    pub status: String,
    /// Who granted it.
    pub source: ConsentSource,
    /// The client that it was granted to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The user that granted it for itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The authorization server that it holds for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// When it was granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub created: Option<Timestamp>,
}

/// The scopes of `OpenID` Connect: they are about the user who signs in, and open none of Okta's APIs.
const OPENID_SCOPES: [&str; 8] =
    ["address", "device_sso", "email", "groups", "offline_access", "openid", "phone", "profile"];

/// Whether a scope is one of `OpenID` Connect.
pub fn is_openid_scope(scope: &str) -> bool {
    OPENID_SCOPES.contains(&scope)
}

/// Whether a scope has the name of one of Okta's APIs.
pub fn is_okta_scope(scope: &str) -> bool {
    scope.starts_with("okta.") || scope.starts_with("ssf.")
}

impl Consent {
    /// Whether the scope may be one of Okta's APIs, known or not: all but those of `OpenID` Connect, and those of an
    /// authorization server that the org made for APIs of its own.
    pub fn may_open_apis(&self) -> bool {
        is_okta_scope(&self.scope) || (!is_openid_scope(&self.scope) && self.own_server().is_none())
    }

    /// The id of the authorization server that it holds for, where that is not the one of the org.
    pub(super) fn own_server(&self) -> Option<&str> {
        let (_, server) = self.issuer.as_deref()?.split_once("/oauth2/")?;
        Some(server.trim_end_matches('/')).filter(|server| !server.is_empty())
    }
}

/// Who granted a scope.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConsentSource {
    /// An administrator, for everybody.
    #[default]
    Admin,
    /// An end user, for itself.
    EndUser,
}

/// An API service integration: what a vendor offers in Okta's catalogue and an admin has allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Integration {
    /// Its id, which is that of its client too.
    pub id: String,
    /// Its name in the catalogue.
    pub name: String,
    /// Its type in the catalogue.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it was allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub created: Option<Timestamp>,
    /// Who allowed it: the id of a user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    /// The scopes that it was allowed.
    pub granted_scopes: Vec<String>,
    /// Set when the org does not tell which scopes it was allowed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub scopes_untold: bool,
    /// The roles that are assigned to its client, where the org tells.
    #[serde(default, skip_serializing_if = "Known::is_not_asked")]
    pub roles: Known<Vec<Assignment>>,
}
