//! What the report of an audit tells besides that of a check: the org, what kind a principal is, what logs show.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::check::LeastView;
use super::credentials::{AuthenticationView, NetworkView};
use crate::model::{Impact, Tally};

/// The org that was audited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OrgView {
    /// Its URL.
    pub url: String,
    /// When it was looked at.
    pub taken: String,
    /// Whether ids and names are hashes.
    pub redacted: bool,
    /// How many principals of each kind there are, whether or not all of them are shown.
    pub counts: BTreeMap<String, usize>,
    /// The time that logs cover; absent when there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log: Option<LogView>,
}

/// The time that logs cover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LogView {
    /// The beginning, where it is known.
    pub from: Option<String>,
    /// The end, where it is known.
    pub until: Option<String>,
    /// How many events there are.
    pub events: u64,
    /// How many logs these are of; between several there may be gaps.
    pub logs: u32,
}

/// What an audit tells of a principal.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AuditView {
    /// `service-app`, `api-service-integration`, `oauth-client`, `api-token`, `admin` or `admin-group`.
    pub kind: String,
    /// Its id in the org.
    pub id: String,
    /// Its place, from 1, when those come first that can do the worst beyond their known use: what is not known counts as
    /// the worst that it may be, and what cannot act comes last.
    pub rank: usize,
    /// `ACTIVE` or another word of the API, `UNKNOWN` for any other word; none where the org does not tell it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Set where that status means that it cannot act: it ranks after all that can.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub inactive: bool,
    /// When it was made, where the org tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// What there is to know about an API token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<TokenView>,
    /// As whom an OAuth client acts at most; absent for other kinds, and where no user is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acts_as: Option<ActsAsView>,
    /// How an app authenticates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authentication: Option<AuthenticationView>,
    /// From where a token or an app may be used, where the org tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<NetworkView>,
    /// What could not be seen of it beside what it holds, such as how it authenticates.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unseen: Vec<String>,
    /// What it can do beyond what its calls and logs show; absent when nothing is known of what it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub beyond: Option<Tally>,
    /// What it can do at most beyond that, by which it ranks; absent when all that it holds is known. What is not known may
    /// allow everything that the other layer, scopes or roles, lets pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_most: Option<Tally>,
    /// What of it could not be seen, each with what would be needed to see it, and what it holds that the catalog does not
    /// list. While this is not empty, it may hold more than is told.
    pub unknown: Vec<String>,
    /// What logs show of its use; absent when there are none. What they do not show may be used all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usage: Option<UsageView>,
}

/// What there is to know about an API token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TokenView {
    /// The login of its owner, or the id.
    pub owner: String,
    /// The status of its owner in the same words.
    pub owner_status: Option<String>,
    /// Whether it may be used from anywhere, where the org tells.
    pub anywhere: Option<bool>,
    /// When it was used last, as far as its dates tell.
    pub last_used: Option<String>,
}

/// The most powerful user that can be behind an OAuth client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ActsAsView {
    /// The login of the user, or the id.
    pub user: String,
    /// The roles of the user, by type or label.
    pub roles: Vec<String>,
    /// Whether any admin of the org may be behind the client. To whom the app is assigned is not read. Otherwise only
    /// users who granted scopes to it can be behind it.
    pub any_admin: bool,
    /// Whether every user that can be behind it is known with all roles; else another may be more powerful.
    pub complete: bool,
}

/// What logs show of the use of a principal.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UsageView {
    /// `used`, `requested` or `no evidence`. Calls that only read are not in the System Log.
    pub seen: String,
    /// The operations that it used, the worst first.
    pub used: Vec<UsedView>,
    /// The scopes that its tokens were asked for, each with how often.
    pub requested: BTreeMap<String, u64>,
    /// How many of its requests could be several operations, or none that is known.
    pub unclear: u64,
    /// When it was seen last, where that is known.
    pub last: Option<String>,
    /// What would do for the operations and scopes that logs show: calls that only read come on top. Absent when they
    /// show no operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<LeastView>,
    /// What that would take away, of what changes things; what only reads is not judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub saves: Option<Tally>,
}

/// An operation that was used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UsedView {
    /// Its id.
    pub id: String,
    /// What it can do at worst.
    pub impact: Impact,
    /// How often logs show it.
    pub times: u64,
}
