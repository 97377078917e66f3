//! The exit codes, the same for every command and every format.

use std::process::{ExitCode, Termination};

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: nothing to report.
    Success,
    /// 1: findings.
    Findings,
    /// 2: usage, unreadable input, broken catalog, network.
    Failure,
    /// 3: incomplete, with `--strict`.
    Incomplete,
}

impl Termination for Exit {
    fn report(self) -> ExitCode {
        ExitCode::from(match self {
            Self::Success => 0,
            Self::Findings => 1,
            Self::Failure => 2,
            Self::Incomplete => 3,
        })
    }
}
