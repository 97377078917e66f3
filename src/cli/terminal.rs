//! The terminal and the clock: looked at once, and handed on as values.

use std::env;
use std::io::IsTerminal as _;

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

use crate::render::Look;

/// The width when nobody says.
const USUAL: usize = 80;

/// The widest that text is read with comfort.
const WIDEST: usize = 160;

/// How output to stdout should look.
pub(super) fn look(verbose: bool) -> Look {
    let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    let width: usize = columns.or_else(terminal).unwrap_or(USUAL);
    Look { width: width.clamp(40, WIDEST), verbose, credential: None }
}

/// Whether somebody would have to type what is read from stdin.
pub(super) fn stdin_is_typed() -> bool {
    std::io::stdin().is_terminal()
}

/// Now; `SOURCE_DATE_EPOCH` stands in for the clock where results must not change.
pub(super) fn now() -> Timestamp {
    let fixed = env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.parse().ok());
    fixed.and_then(|seconds| Timestamp::from_second(seconds).ok()).unwrap_or_else(Timestamp::now)
}

/// Today, by the same clock.
pub(super) fn today() -> Date {
    now().to_zoned(TimeZone::UTC).date()
}
