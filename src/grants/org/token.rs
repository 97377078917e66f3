//! API tokens: they may do what their owners may.

use jiff::{SignedDuration, Span, Timestamp, Zoned, tz::TimeZone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::is_zero;

/// How far behind the moment at which reading began a date may lie: reading an org takes hours, and clocks differ.
const TOLERANCE: SignedDuration = SignedDuration::from_hours(24);

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
    /// When it was used last: its end without its window, else when its record was changed last. A date behind the
    /// moment at which the org was read (`taken`) is none of use.
    ///
    /// Okta gives no such date; that an unused token has the date of its making here is an inference from the
    /// examples in the API description.
    pub fn last_used(&self, taken: Timestamp) -> LastUse {
        let latest = taken.saturating_add(TOLERANCE).unwrap_or(Timestamp::MAX);
        let by_end = self.expires.and_then(|expires| Some((expires, self.window.as_ref()?)));
        let by_end = by_end.map(|(expires, window)| before(expires, window));
        let candidates = [by_end, self.updated.map(Some)];
        let is_past = |moment: &Timestamp| *moment <= latest;
        let odd = |one: &Option<Timestamp>| !one.is_some_and(|moment| is_past(&moment));
        LastUse {
            moment: candidates.into_iter().flatten().flatten().find(is_past),
            unclear: candidates.iter().flatten().any(odd),
        }
    }
}

/// When a token was used last, as far as its dates tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LastUse {
    /// The moment; none where no date tells it.
    pub moment: Option<Timestamp>,
    /// Whether one of the dates or the window is not one that can be right.
    pub unclear: bool,
}

/// The moment that lies a window before an end; none where the window is no span of time, or a negative one.
fn before(expires: Timestamp, window: &str) -> Option<Timestamp> {
    let window: Span = window.parse().ok()?;
    let expires: Zoned = expires.to_zoned(TimeZone::UTC);
    expires.checked_sub(window).ok().filter(|_| !window.is_negative()).map(|moment| moment.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_use_is_the_end_without_the_window_and_never_later_than_the_snapshot() {
        let taken = "2026-11-20T08:00:00Z".parse().unwrap();
        let (changed, soon) = ("2026-01-31T00:00:00Z", "2026-12-20T09:00:00Z");
        for (expires, window, updated, expected, unclear) in [
            ("2026-03-02T10:00:00Z", "P30D", changed, "2026-01-31T10:00:00Z", false),
            ("2026-03-02T10:00:00Z", "PT5M", changed, "2026-03-02T09:55:00Z", false),
            ("2026-03-02T10:00:00Z", "a month", changed, changed, true),
            ("2026-03-02T10:00:00Z", "", changed, changed, true),
            (soon, "P30D", changed, "2026-11-20T09:00:00Z", false),
            ("2099-01-01T00:00:00Z", "P30D", changed, changed, true),
            ("2026-03-02T10:00:00Z", "-P9999D", changed, changed, true),
            ("2026-03-02T10:00:00Z", "-P1D", changed, changed, true),
            ("2099-01-01T00:00:00Z", "P30D", "2099-01-01T00:00:00Z", "", true),
            (soon, "P30D", "2099-01-01T00:00:00Z", "2026-11-20T09:00:00Z", true),
            ("", "P30D", changed, changed, false),
            ("", "", "2099-01-01T00:00:00Z", "", true),
            ("", "", "", "", false),
        ] {
            let moment = |text: &str| text.parse::<Timestamp>().ok();
            let window = (!window.is_empty() || !expires.is_empty()).then(|| window.to_owned());
            let (expires, updated) = (moment(expires), moment(updated));
            let token = ApiToken { updated, expires, window, ..ApiToken::default() };
            let expected = LastUse { moment: moment(expected), unclear };
            assert_eq!(token.last_used(taken), expected, "{token:?}");
        }
    }
}
