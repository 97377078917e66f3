//! How fast an org may be asked: its limits are kept before they are reached, and others keep their part of them.
//!
//! Okta tells the limit, what is left of it and when it begins anew in `X-Rate-Limit-*`; a limit of 0 tells of too many
//! requests at once. Times are those of the org's own clock, against its `Date`.

use std::collections::BTreeMap;
use std::time::Duration;

use super::Ask;

/// The longest to wait at once.
const LONGEST: u64 = crate::limits::MAX_WAIT_SECONDS;

/// How often a call that meets a limit is tried.
pub(super) const LIMITED: u32 = crate::limits::MAX_LIMITED_TRIES;

/// How often a call that fails is tried.
pub(super) const BROKEN: u32 = crate::limits::MAX_FAILED_TRIES;

/// What an answer says of a limit; times in seconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Allowance {
    pub(super) limit: Option<u64>,
    pub(super) remaining: Option<u64>,
    pub(super) reset: Option<i64>,
    /// Seconds.
    pub(super) retry_after: Option<u64>,
    /// The time of the org.
    pub(super) date: Option<i64>,
}

impl Allowance {
    /// The seconds until the limit begins anew.
    fn until_reset(&self, now: i64) -> Option<u64> {
        let left = self.reset? - self.date.unwrap_or(now);
        Some(u64::try_from(left).unwrap_or(0).saturating_add(1).min(LONGEST))
    }
}

/// What is left, call by call.
#[derive(Debug)]
pub(super) struct Pace {
    /// The share of each limit that may be used, in percent.
    share: u8,
    /// Until when to wait before a call, by our own clock.
    until: BTreeMap<Ask, i64>,
}

impl Pace {
    pub(super) fn new(share: u8) -> Self {
        Self { share: share.clamp(1, 100), until: BTreeMap::new() }
    }

    /// How long to wait before a call. One call is let through after that, whatever others have used up by then.
    pub(super) fn before(&mut self, ask: Ask, now: i64) -> Option<Duration> {
        let until = self.until.remove(&ask)?;
        let left = u64::try_from(until - now).ok().filter(|left| *left > 0)?;
        Some(Duration::from_secs(left.min(LONGEST)))
    }

    /// Takes in what an answer says.
    pub(super) fn note(&mut self, ask: Ask, allowance: &Allowance, now: i64) {
        let (Some(limit @ 1..), Some(remaining)) = (allowance.limit, allowance.remaining) else { return };
        let others = limit.saturating_mul(u64::from(100 - self.share)).div_ceil(100);
        if remaining > others {
            return;
        }
        if let Some(left) = allowance.until_reset(now) {
            self.until.insert(ask, now.saturating_add_unsigned(left));
        }
    }
}

/// How long to wait after an answer of 429, the `tries`th; `chance` spreads it.
pub(super) fn after_limit(allowance: &Allowance, tries: u32, chance: f64, now: i64) -> Duration {
    let told = allowance.retry_after.or_else(|| {
        let concurrent = allowance.limit.is_none_or(|limit| limit == 0);
        if concurrent { None } else { allowance.until_reset(now) }
    });
    match told {
        Some(seconds) => {
            let longest = Duration::from_secs(LONGEST);
            (Duration::from_secs(seconds.min(LONGEST)) + Duration::from_secs_f64(chance)).min(longest)
        }
        None => after_failure(tries, chance),
    }
}

/// How long to wait after a failure, the `tries`th: twice as long each time, half of it by chance.
pub(super) fn after_failure(tries: u32, chance: f64) -> Duration {
    let whole = f64::from(1_u32 << tries.min(5));
    Duration::from_secs_f64(whole / 2.0 * (1.0 + chance.clamp(0.0, 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::MAX_WAIT_SECONDS;

    fn allowance(limit: u64, remaining: u64, reset: i64) -> Allowance {
        Allowance {
            limit: Some(limit),
            remaining: Some(remaining),
            reset: Some(reset),
            date: Some(1_000),
            retry_after: None,
        }
    }

    #[test]
    fn a_call_waits_when_the_share_is_used_up() {
        for (share, limit, remaining, waits) in [
            (50, 100, 51, None),
            (50, 100, 50, Some(31)),
            (50, 5, 3, Some(31)),
            (50, 5, 4, None),
            (100, 100, 1, None),
            (100, 100, 0, Some(31)),
            (1, 100, 99, Some(31)),
            (50, 0, 0, None),
        ] {
            let mut pace = Pace::new(share);
            // Our own clock is an hour behind.
            pace.note(Ask::Apps, &allowance(limit, remaining, 1_030), -2_600);
            assert_eq!(pace.before(Ask::Log, -2_600), None);
            let told = pace.before(Ask::Apps, -2_600).map(|wait| wait.as_secs());
            assert_eq!(told, waits, "{share} % of {limit}, {remaining} left");
            assert_eq!(pace.before(Ask::Apps, -2_600), None, "one call is let through");
        }
    }

    #[test]
    fn no_wait_is_longer_than_the_limit() {
        for (asked, waited) in [
            (MAX_WAIT_SECONDS - 1, MAX_WAIT_SECONDS - 1),
            (MAX_WAIT_SECONDS, MAX_WAIT_SECONDS),
            (MAX_WAIT_SECONDS + 1, MAX_WAIT_SECONDS),
        ] {
            let waited = Duration::from_secs(waited);
            let retry = Allowance { retry_after: Some(asked), ..Allowance::default() };
            assert_eq!(after_limit(&retry, 1, 0.0, 1_000), waited, "{asked}");
            assert!(after_limit(&retry, 1, 0.5, 1_000) <= Duration::from_secs(MAX_WAIT_SECONDS), "{asked}");
            // The limit begins anew within the second after the one that is told.
            let reset = allowance(100, 0, 1_000 + i64::try_from(asked).unwrap() - 1);
            assert_eq!(after_limit(&reset, 1, 0.0, 1_000), waited, "{asked}");
            let mut pace = Pace::new(50);
            pace.note(Ask::Apps, &reset, 1_000);
            assert_eq!(pace.before(Ask::Apps, 1_000), Some(waited), "{asked}");
            // A clock that is put back makes no wait longer.
            pace.note(Ask::Apps, &allowance(100, 0, 1_000), 1_000 + i64::try_from(asked).unwrap() - 1);
            assert_eq!(pace.before(Ask::Apps, 1_000), Some(waited), "{asked}");
        }
    }

    #[test]
    fn what_the_org_asks_is_done_and_bounded() {
        let told = |allowance: Allowance, tries| after_limit(&allowance, tries, 0.0, 1_000).as_secs();
        assert_eq!(told(Allowance { retry_after: Some(7), ..allowance(100, 0, 1_030) }, 1), 7);
        assert_eq!(told(allowance(100, 0, 1_030), 1), 31);
        assert_eq!(told(allowance(100, 0, 900), 1), 1);
        assert_eq!(told(allowance(100, 0, i64::MAX - 2_000), 1), LONGEST);
        assert_eq!(told(allowance(0, 0, 1_030), 3), 4);
        assert_eq!(told(Allowance::default(), 99), 16);
        assert_eq!(told(Allowance { retry_after: Some(u64::MAX), ..Allowance::default() }, 1), LONGEST);
    }
}
