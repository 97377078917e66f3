//! What is known, and why the rest is not: a refusal is never an empty list.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Something that was asked of an org.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Known<T> {
    /// All of it was seen.
    Known(T),
    /// Some of it was seen, and there is or may be more.
    Partial {
        /// What was seen.
        value: T,
        /// Why that is not all.
        gap: Gap,
    },
    /// Nothing of it was seen, because the org refused.
    Refused(Refusal),
    /// It was not asked for.
    #[default]
    NotAsked,
}

/// Why an answer is not complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// The operation that was called, such as `management:listApplications`.
    pub operation: String,
    /// What is wrong with its answer.
    pub reason: GapReason,
    /// What would let it answer in full, where that is known.
    #[serde(default, skip_serializing_if = "Needs::is_nothing")]
    pub needs: Needs,
    /// The entries that could not be decoded.
    #[serde(default, skip_serializing_if = "Unread::is_nothing")]
    pub unread: Unread,
}

/// Entries of a list that could not be decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unread {
    /// The number of such entries.
    pub count: u64,
    /// The ids of the first ones that have an id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<String>,
}

/// What is wrong with an answer that is not complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GapReason {
    /// There are more pages than are read.
    Bound,
    /// A later page could not be read.
    Failed,
    /// A call that would tell of more was refused.
    Refused,
    /// A page names itself or an earlier one as the next.
    PageLoop,
    /// The list is empty, or holds the auditor alone: that is also what a principal without a role is shown.
    MayBeFiltered,
    /// Some entries are not of the form that is documented.
    Unreadable,
    /// The list has an id twice, with different members.
    Doubled,
}

/// An answer that refuses.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The operation that was called, such as `management:listScopeConsentGrants`.
    pub operation: String,
    /// The HTTP status of the answer; one of success when its form is not known. 0 when it was not asked for, because the token
    /// has no scope for it, or, where no scope is needed, because an id is not of the form of one.
    pub status: u16,
    /// Whether the answer is that the org does not have the feature (`E0000015`): no right would help.
    #[serde(default, skip_serializing_if = "super::is_false")]
    pub not_enabled: bool,
    /// What the operation needs, as far as the answer does not tell that it is there.
    #[serde(default, skip_serializing_if = "Needs::is_nothing")]
    pub needs: Needs,
}

/// What an operation needs of whoever calls it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Needs {
    /// The OAuth scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The standard roles, any one of which will do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// The permissions of a custom role that will do instead of those roles, all of them together.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<String>,
}

impl Refusal {
    /// Whether the answer proves that there is nothing that an operation would list: the org does not have the feature, and
    /// it is this operation that answers so.
    pub(super) fn means_none_of(&self, operation: &str) -> bool {
        self.not_enabled && self.operation == operation
    }
}

impl Gap {
    /// A gap of which nothing more is known than its reason.
    pub fn new(operation: impl Into<String>, reason: GapReason) -> Self {
        Self { operation: operation.into(), reason, needs: Needs::default(), unread: Unread::default() }
    }
}

impl Unread {
    /// The most ids that are kept.
    pub const MAX_IDS: usize = 50;

    /// Whether every entry was decoded.
    pub const fn is_nothing(&self) -> bool {
        self.count == 0
    }

    /// Counts one more entry.
    pub fn add(&mut self, id: Option<String>) {
        self.count += 1;
        self.ids.extend(id.filter(|_| self.ids.len() < Self::MAX_IDS));
    }

    /// Counts those of a further page.
    pub fn extend(&mut self, other: Self) {
        self.count += other.count;
        self.ids.extend(other.ids);
        self.ids.truncate(Self::MAX_IDS);
    }
}

/// `2 entries could not be read: 0oa1abcdefGHIJKLM0h8 and 1 more`.
impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NAMED: usize = 5;
        let entries = if self.count == 1 { "entry" } else { "entries" };
        write!(f, "{} {entries} could not be read", self.count)?;
        let named = self.ids.get(..NAMED).unwrap_or(&self.ids);
        if named.is_empty() {
            return f.write_str(if self.count == 1 { ", without an id" } else { ", without ids" });
        }
        let names: Vec<String> = named.iter().map(|id| format!("`{id}`")).collect();
        write!(f, ": {}", names.join(", "))?;
        let more = self.count.saturating_sub(named.len() as u64);
        if more == 0 { Ok(()) } else { write!(f, " and {more} more") }
    }
}

impl<T> Known<T> {
    /// What was seen, complete or not.
    pub const fn seen(&self) -> Option<&T> {
        match self {
            Self::Known(value) | Self::Partial { value, .. } => Some(value),
            Self::Refused(_) | Self::NotAsked => None,
        }
    }

    /// The same, to be changed.
    pub const fn seen_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Known(value) | Self::Partial { value, .. } => Some(value),
            Self::Refused(_) | Self::NotAsked => None,
        }
    }

    /// The refusal, where nothing was seen because of one.
    pub const fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused(refusal) => Some(refusal),
            Self::Known(_) | Self::Partial { .. } | Self::NotAsked => None,
        }
    }

    /// Whether all of it was seen.
    pub const fn is_complete(&self) -> bool {
        matches!(self, Self::Known(_))
    }

    /// Whether it was not asked for.
    pub const fn is_not_asked(&self) -> bool {
        matches!(self, Self::NotAsked)
    }

    /// The same of what the value is turned into.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Known<U> {
        match self {
            Self::Known(value) => Known::Known(change(value)),
            Self::Partial { value, gap } => Known::Partial { value: change(value), gap },
            Self::Refused(refusal) => Known::Refused(refusal),
            Self::NotAsked => Known::NotAsked,
        }
    }
}

impl<T> Known<Vec<T>> {
    /// The entries that were seen; none when nothing was.
    pub fn entries(&self) -> &[T] {
        self.seen().map(Vec::as_slice).unwrap_or_default()
    }
}

impl Needs {
    /// Whether nothing is known to be needed.
    pub const fn is_nothing(&self) -> bool {
        self.scope.is_none() && self.roles.is_empty() && self.permissions.is_empty()
    }
}

/// `the scope okta.roles.read, and the role SUPER_ADMIN or a custom role with okta.iam.read`.
impl fmt::Display for Needs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let role = (!self.roles.is_empty()).then(|| format!("the role {}", self.roles.join(" or ")));
        let custom = (!self.permissions.is_empty())
            .then(|| format!("a custom role with {}", self.permissions.join(" and ")));
        let roles: Vec<String> = role.into_iter().chain(custom).collect();
        let scope = self.scope.as_ref().map(|scope| format!("the scope {scope}"));
        let parts: Vec<String> =
            scope.into_iter().chain((!roles.is_empty()).then(|| roles.join(" or "))).collect();
        f.write_str(&parts.join(", and "))
    }
}

impl fmt::Display for GapReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bound => "there are more pages than are read",
            Self::Failed => "a later page could not be read",
            Self::Refused => "a call that would tell of more was refused",
            Self::PageLoop => "a page names itself or an earlier one as the next",
            Self::MayBeFiltered => "the list may leave out what the auditor may not see",
            Self::Unreadable => "some entries could not be read",
            Self::Doubled => "the list has an id twice, with different members",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_is_written_so_that_none_is_taken_for_another() {
        let gap = Gap::new("management:listApiTokens", GapReason::PageLoop);
        let refusal =
            Refusal { operation: "management:listApiTokens".to_owned(), status: 403, ..Refusal::default() };
        let off = Refusal { not_enabled: true, ..refusal.clone() };
        for (known, text) in [
            (Known::Known(vec![1]), r#"{"known":[1]}"#),
            (Known::Known(vec![]), r#"{"known":[]}"#),
            (
                Known::Partial { value: vec![1], gap },
                r#"{"partial":{"value":[1],"gap":{"operation":"management:listApiTokens","reason":"page-loop"}}}"#,
            ),
            (Known::Refused(refusal), r#"{"refused":{"operation":"management:listApiTokens","status":403}}"#),
            (
                Known::Refused(off),
                r#"{"refused":{"operation":"management:listApiTokens","status":403,"not_enabled":true}}"#,
            ),
            (Known::NotAsked, r#""not_asked""#),
        ] {
            assert_eq!(serde_json::to_string(&known).unwrap(), text);
            assert_eq!(serde_json::from_str::<Known<Vec<i32>>>(text).unwrap(), known);
        }
    }

    #[test]
    fn names_unread_entries_by_their_ids() {
        let text = |count, ids: &[&str]| {
            let mut unread = Unread::default();
            for at in 0..count {
                unread.add(usize::try_from(at).ok().and_then(|at| ids.get(at)).map(|id| (*id).to_owned()));
            }
            unread.to_string()
        };
        assert_eq!(text(1, &["00T1"]), "1 entry could not be read: `00T1`");
        assert_eq!(text(1, &[]), "1 entry could not be read, without an id");
        assert_eq!(text(3, &["a", "b"]), "3 entries could not be read: `a`, `b` and 1 more");
        let ids: Vec<String> = (0..90).map(|number| number.to_string()).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        assert!(text(90, &ids).ends_with("`4` and 85 more"));
    }

    #[test]
    fn needs_read_as_a_sentence() {
        let text = |scope: Option<&str>, roles: &[&str], permissions: &[&str]| {
            let own = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
            Needs { scope: scope.map(str::to_owned), roles: own(roles), permissions: own(permissions) }
                .to_string()
        };
        assert_eq!(
            text(Some("okta.roles.read"), &["SUPER_ADMIN"], &["okta.iam.read"]),
            "the scope okta.roles.read, and the role SUPER_ADMIN or a custom role with okta.iam.read"
        );
        assert_eq!(
            text(None, &["ORG_ADMIN", "READ_ONLY_ADMIN"], &[]),
            "the role ORG_ADMIN or READ_ONLY_ADMIN"
        );
        assert_eq!(text(Some("okta.logs.read"), &[], &[]), "the scope okta.logs.read");
        assert_eq!(text(None, &[], &[]), "");
    }
}
