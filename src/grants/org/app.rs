//! OAuth clients that use Okta's APIs: service apps and API service integrations.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Assignment, Known, Network, is_false};

/// A service app, as far as it matters who may do what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct App {
    /// The id of the app.
    pub id: String,
    /// The id of its OAuth client, nearly always the same.
    pub client_id: String,
    /// What it is called in the org.
    pub label: String,
    /// `ACTIVE`, `INACTIVE` or another word of the API.
    pub status: String,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub created: Option<Timestamp>,
    /// When it was changed last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub updated: Option<Timestamp>,
    /// `service` and the other types of the API.
    pub application_type: String,
    /// How it may ask for tokens, such as `client_credentials`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grant_types: Vec<String>,
    /// How it proves to be itself, such as `private_key_jwt`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authentication: Option<String>,
    /// Whether its tokens are bound to a key of their own (`DPoP`).
    #[serde(default, skip_serializing_if = "is_false")]
    pub dpop: bool,
    /// How many public keys are registered for it; none when they stand at a URL or it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<u32>,
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
    /// The roles that are assigned to its client, where the org tells.
    #[serde(default, skip_serializing_if = "Known::is_not_asked")]
    pub roles: Known<Vec<Assignment>>,
}
