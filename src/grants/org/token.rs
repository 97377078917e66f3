//! API tokens: they may do what their owners may.

use jiff::{Span, Timestamp, Zoned, tz::TimeZone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::is_zero;

/// An API token; never its value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiToken {
    /// Its id, such as `00T1abcdefGHIJKLM0h8`.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// The id of the user that owns it.
    pub owner: String,
    /// What made it, such as `Okta API` or an agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    /// When it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub created: Option<Timestamp>,
    /// When its record was changed last, which use does too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub updated: Option<Timestamp>,
    /// When it ends unless it is used before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub expires: Option<Timestamp>,
    /// For how long it lives after each use, as an ISO 8601 duration such as `P30D`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<String>,
    /// From where it may be used; none when the org does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub network: Option<Network>,
}

/// From where a token may be used.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// `ANYWHERE` or `ZONE`; empty when the org does not tell it.
    pub connection: String,
    /// The ids of the zones from which it may be used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// The ids of the zones from which it may not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
    /// How many entries of `include` could not be read.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub include_unread: u64,
    /// How many entries of `exclude` could not be read.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub exclude_unread: u64,
}

impl ApiToken {
    /// When it was used last: its end without its window, else when its record was changed last.
    ///
    /// Okta gives no such date; that an unused token has the date of its making here is an inference from the
    /// examples in the API description.
    pub fn last_used(&self) -> Option<Timestamp> {
        let before = |expires: Timestamp| {
            let window: Span = self.window.as_ref()?.parse().ok()?;
            let expires: Zoned = expires.to_zoned(TimeZone::UTC);
            expires.checked_sub(window).ok().map(|moment| moment.timestamp())
        };
        self.expires.and_then(before).or(self.updated)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_use_is_the_end_without_the_window() {
        let token = |expires: Option<&str>, window: Option<&str>| ApiToken {
            expires: expires.map(|text| text.parse().unwrap()),
            window: window.map(str::to_owned),
            updated: Some("2026-01-31T00:00:00Z".parse().unwrap()),
            ..ApiToken::default()
        };
        for (expires, window, expected) in [
            (Some("2026-03-02T10:00:00Z"), Some("P30D"), "2026-01-31T10:00:00Z"),
            (Some("2026-03-02T10:00:00Z"), Some("PT5M"), "2026-03-02T09:55:00Z"),
            (Some("2026-03-02T10:00:00Z"), Some("a month"), "2026-01-31T00:00:00Z"),
            (None, Some("P30D"), "2026-01-31T00:00:00Z"),
        ] {
            assert_eq!(
                token(expires, window).last_used(),
                Some(expected.parse().unwrap()),
                "{expires:?} {window:?}"
            );
        }
        assert_eq!(ApiToken::default().last_used(), None);
    }
}
