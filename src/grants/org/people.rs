//! Users and groups, as far as they hold admin roles or own tokens.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Assignment, Consent, Known};

/// A user that holds an admin role or owns an API token.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// Its id.
    pub id: String,
    /// Its login; none when the user itself could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// `ACTIVE`, `SUSPENDED`, `DEPROVISIONED` and the other words of the API; none when it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// When it signed in last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub last_login: Option<Timestamp>,
    /// The roles that it holds. Some orgs list those of its groups here too, marked as such.
    #[serde(default, skip_serializing_if = "Known::is_not_asked")]
    pub roles: Known<Vec<Assignment>>,
    /// The ids of the groups that it is in.
    #[serde(default, skip_serializing_if = "Known::is_not_asked")]
    pub groups: Known<Vec<String>>,
    /// The scopes that it has granted to clients for itself. Only they name clients that are missing in the list of apps.
    #[serde(default, skip_serializing_if = "Known::is_not_asked")]
    pub consents: Known<Vec<Consent>>,
}

/// A group, with the roles that its members have through it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its name; none when it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `OKTA_GROUP`, `BUILT_IN` or `APP_GROUP`.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The roles that it holds.
    #[serde(default, skip_serializing_if = "Known::is_not_asked")]
    pub roles: Known<Vec<Assignment>>,
    /// The ids of its members, where it was asked for them.
    #[serde(default, skip_serializing_if = "Known::is_not_asked")]
    pub members: Known<Vec<String>>,
}
