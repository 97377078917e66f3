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
}

/// An answer that refuses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The operation that was called, such as `management:listScopeConsentGrants`.
    pub operation: String,
    /// The HTTP status of the answer; 0 when it was not asked for, because the token has no scope for it.
    pub status: u16,
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
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_case_is_written_so_that_none_is_taken_for_another() {
        let gap = Gap {
            operation: "management:listApiTokens".to_owned(),
            reason: GapReason::PageLoop,
            needs: Needs::default(),
        };
        let refusal = Refusal {
            operation: "management:listApiTokens".to_owned(),
            status: 403,
            needs: Needs::default(),
        };
        for (known, text) in [
            (Known::Known(vec![1]), r#"{"known":[1]}"#),
            (Known::Known(vec![]), r#"{"known":[]}"#),
            (
                Known::Partial { value: vec![1], gap },
                r#"{"partial":{"value":[1],"gap":{"operation":"management:listApiTokens","reason":"page-loop"}}}"#,
            ),
            (Known::Refused(refusal), r#"{"refused":{"operation":"management:listApiTokens","status":403}}"#),
            (Known::NotAsked, r#""not_asked""#),
        ] {
            assert_eq!(serde_json::to_string(&known).unwrap(), text);
            assert_eq!(serde_json::from_str::<Known<Vec<i32>>>(text).unwrap(), known);
        }
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
