//! The snapshot of an org: what was seen of every principal, and what could not be seen.
//!
//! Each type lists what is kept, and nothing else is: there is no place in it for a key, a token or a secret. What was
//! refused is told apart from what does not exist by [`Known`].

mod activity;
pub(in crate::grants) mod addresses;
mod app;
mod doubled;
mod known;
mod people;
mod read;
mod redact;
mod role;
mod token;
mod zone;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use activity::{Activity, Actor, ActorKind, Log, SeenRequest};
pub use app::{App, Consent, ConsentSource, Integration, KeySeen, is_okta_scope, is_openid_scope};
pub(crate) use doubled::distinct_keys;
pub use known::{Gap, GapReason, Known, Needs, Refusal, Unread};
pub use people::{Group, User};
pub use redact::Redaction;
pub use role::{
    AppTarget, Assignment, Binding, Conditions, CustomBinding, CustomRoleSeen, GroupTarget, Holder, Member,
    MemberKind, PermissionSeen, Resource, ResourceSet, Targets, is_id_of_typed, is_role_type,
};
pub use token::{ApiToken, LastUse, Network};
pub use zone::{Zone, ZoneMembers};

/// The version of a snapshot, by which files are told.
pub const SCHEMA: &str = "leastwise.org/1";

/// What was seen of an org.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Org {
    /// The version of the form, always `leastwise.org/1`.
    pub schema: Schema,
    /// The URL of the org, such as `https://acme.okta.com`.
    pub org: String,
    /// When collecting began.
    #[schemars(with = "String")]
    pub taken: Timestamp,
    /// Whether ids and names were replaced by hashes.
    #[serde(default, skip_serializing_if = "is_false")]
    pub redacted: bool,
    /// Who collected it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auditor: Option<Auditor>,
    /// The service apps: OAuth clients that use Okta's APIs on their own.
    pub apps: Known<Vec<App>>,
    /// The other apps with `OpenID` Connect: OAuth clients that act for users who sign in.
    #[serde(default, skip_serializing_if = "Known::is_not_asked")]
    pub clients: Known<Vec<App>>,
    /// The API service integrations.
    pub integrations: Known<Vec<Integration>>,
    /// The API tokens.
    pub api_tokens: Known<Vec<ApiToken>>,
    /// The users that hold an admin role or own an API token; no others.
    pub users: Known<Vec<User>>,
    /// The groups that those users are in, those that hold a role through a resource set, and where all groups were
    /// asked for their roles, every group that holds one or may hold one.
    pub groups: Known<Vec<Group>>,
    /// How many groups the org has, where all of them were asked for their roles.
    #[serde(default, skip_serializing_if = "Known::is_not_asked")]
    pub all_groups: Known<u64>,
    /// The custom admin roles.
    pub custom_roles: Known<Vec<CustomRoleSeen>>,
    /// The resource sets.
    pub resource_sets: Known<Vec<ResourceSet>>,
    /// Whether an app is given `SUPER_ADMIN` when a scope is granted to it (`clientPrivilegesSetting`).
    pub client_privileges: Known<bool>,
    /// The scopes that the org authorization server says it supports; the list leaves some out.
    pub scopes_supported: Known<Vec<String>>,
    /// The network zones.
    #[serde(default, skip_serializing_if = "Known::is_not_asked")]
    pub zones: Known<Vec<Zone>>,
    /// What the System Log tells of each principal.
    pub log: Known<Log>,
}

/// The version of a snapshot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Schema {
    /// The first.
    #[default]
    #[serde(rename = "leastwise.org/1")]
    One,
}

/// Who collected a snapshot: a principal of the org like others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Auditor {
    /// How it authenticated.
    pub credential: AuditorCredential,
    /// Its client id; none for an API token, whose id cannot be told from its value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The scopes that its token was given; none for an API token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<String>>,
}

/// How an auditor authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AuditorCredential {
    /// As a service app with a private key.
    ServiceApp,
    /// With an API token.
    ApiToken,
    /// With an access token that was handed over.
    AccessToken,
}

impl Org {
    /// The refusal of the list of custom roles, where it proves that there are none: the org does not have the feature.
    pub fn no_custom_roles(&self) -> Option<&Refusal> {
        self.custom_roles.refusal().filter(|refusal| refusal.means_none_of("management:listRoles"))
    }

    /// The same of the list of resource sets.
    pub fn no_resource_sets(&self) -> Option<&Refusal> {
        self.resource_sets.refusal().filter(|refusal| refusal.means_none_of("management:listResourceSets"))
    }

    /// The same org without anything that was seen of it.
    #[must_use]
    pub fn emptied(self) -> Self {
        Self { redacted: self.redacted, ..Self::new(self.org, self.taken) }
    }

    /// A snapshot in which nothing was asked for yet.
    pub fn new(org: impl Into<String>, taken: Timestamp) -> Self {
        Self {
            schema: Schema::One,
            org: org.into(),
            taken,
            redacted: false,
            auditor: None,
            apps: Known::NotAsked,
            clients: Known::NotAsked,
            integrations: Known::NotAsked,
            api_tokens: Known::NotAsked,
            users: Known::NotAsked,
            groups: Known::NotAsked,
            all_groups: Known::NotAsked,
            custom_roles: Known::NotAsked,
            resource_sets: Known::NotAsked,
            client_privileges: Known::NotAsked,
            scopes_supported: Known::NotAsked,
            zones: Known::NotAsked,
            log: Known::NotAsked,
        }
    }
}

/// An issuer or the name of a resource without what may hold a secret: the user name and password of a URL, its query and
/// its fragment.
pub fn without_secrets(name: &str) -> String {
    let end = name.find(['?', '#']).unwrap_or(name.len());
    let (name, _) = name.split_at_checked(end).unwrap_or((name, ""));
    if name.starts_with("orn:") {
        return name.to_owned();
    }
    let is_scheme = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let start = match name.split_once("//") {
        Some((before, _)) if before.is_empty() || before.strip_suffix(':').is_some_and(is_scheme) => {
            before.len() + 2
        }
        _ => 0,
    };
    let (scheme, rest) = name.split_at_checked(start).unwrap_or(("", name));
    let (authority, path) = rest.split_at_checked(rest.find('/').unwrap_or(rest.len())).unwrap_or((rest, ""));
    let host = authority.rsplit('@').next().unwrap_or(authority);
    format!("{scheme}{host}{path}")
}

/// Whether a flag is not set, and so not written.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// Whether nothing was counted, and so no number is written.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
const fn is_zero(count: &u64) -> bool {
    *count == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_without_user_names_queries_and_fragments() {
        for (name, kept) in [
            ("https://acme.okta.com/oauth2/aus1", "https://acme.okta.com/oauth2/aus1"),
            ("https://u:S3CR3T@acme.okta.com/oauth2/aus1?t=S3CR3T", "https://acme.okta.com/oauth2/aus1"),
            ("https://u:S3CR3T@acme.okta.com", "https://acme.okta.com"),
            ("https://a@S3CR3T@acme.okta.com#S3CR3T", "https://acme.okta.com"),
            ("u:S3CR3T@acme.okta.com/oauth2", "acme.okta.com/oauth2"),
            ("//u:S3CR3T@acme.okta.com", "//acme.okta.com"),
            ("u:S3CR3T@acme.okta.com/a//b", "acme.okta.com/a//b"),
            ("orn:okta:directory:00o1:users:a@b.example", "orn:okta:directory:00o1:users:a@b.example"),
            ("orn:okta:directory:00o1:groups?t=S3CR3T", "orn:okta:directory:00o1:groups"),
            ("", ""),
        ] {
            assert_eq!(without_secrets(name), kept, "{name}");
        }
    }

    /// The answer that a feature is not enabled proves something of its own list alone.
    #[test]
    fn only_the_list_of_a_feature_that_is_not_enabled_has_none() {
        let refusal = |operation: &str, not_enabled| {
            let operation = format!("management:{operation}");
            Refusal { operation, status: 401, not_enabled, ..Refusal::default() }
        };
        for (operation, not_enabled, roles, sets) in [
            ("listRoles", true, true, false),
            ("listResourceSets", true, false, true),
            ("listRoles", false, false, false),
            ("listApiTokens", true, false, false),
        ] {
            let mut org = Org::new("https://acme.okta.com", Timestamp::UNIX_EPOCH);
            org.custom_roles = Known::Refused(refusal(operation, not_enabled));
            org.resource_sets = Known::Refused(refusal(operation, not_enabled));
            let found = (org.no_custom_roles().is_some(), org.no_resource_sets().is_some());
            assert_eq!(found, (roles, sets), "{operation} {not_enabled}");
        }
    }
}
