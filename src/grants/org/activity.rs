//! What the System Log tells of each principal: requests that are alike, counted.
//!
//! Okta's log tells of writes, of tokens that are granted and of limits that are reached; plain reads leave no trace. What
//! is not here is never proof that it is not used.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What was read of the System Log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// The beginning of the time that was asked for.
    #[schemars(with = "String")]
    pub since: Timestamp,
    /// Its end.
    #[schemars(with = "String")]
    pub until: Timestamp,
    /// How many events were read.
    pub events: u64,
    /// What each principal did, sorted.
    pub principals: Vec<Activity>,
}

/// What one principal did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// Who.
    pub actor: Actor,
    /// How many events tell of it.
    pub events: u64,
    /// The first of them.
    #[schemars(with = "String")]
    pub first: Timestamp,
    /// The last.
    #[schemars(with = "String")]
    pub last: Timestamp,
    /// Its requests, sorted.
    pub requests: Vec<SeenRequest>,
}

/// Who makes a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Actor {
    /// By what it is known.
    pub kind: ActorKind,
    /// Its id: that of an API token, of an OAuth client or of a user.
    pub id: String,
}

/// By what a principal is known in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActorKind {
    /// The API token that was presented.
    ApiToken,
    /// The OAuth client.
    Client,
    /// A user, with neither of the two.
    User,
}

/// Requests that are alike.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenRequest {
    /// The path, with `{id}` in place of ids.
    pub path: String,
    /// The names in the query, and the value of `type` where it is a constant, as in `type=ACCESS_POLICY`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub query: Vec<String>,
    /// The types of the events that one such request gave rise to, sorted.
    pub types: Vec<String>,
    /// The scopes that a token was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requested: Vec<String>,
    /// The scopes that it was given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub granted: Vec<String>,
    /// Whether it was refused.
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub denied: bool,
    /// How often.
    pub times: u64,
    /// When first.
    #[schemars(with = "String")]
    pub first: Timestamp,
    /// When last.
    #[schemars(with = "String")]
    pub last: Timestamp,
}
