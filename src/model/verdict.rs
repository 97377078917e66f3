//! How the check of a principal ends, and what must be judged for it to pass.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How the check of a principal, or of one layer of its grant, ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It was judged, and nothing fails.
    Pass,
    /// A finding fails it.
    Fail,
    /// Too little is known to judge it, so it does not pass.
    NotJudged,
}

impl Verdict {
    /// Every value.
    pub const ALL: [Self; 3] = [Self::Pass, Self::Fail, Self::NotJudged];

    /// The name in data and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::NotJudged => "not-judged",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The layers of a grant that a check must judge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judge {
    /// The scopes.
    Scopes,
    /// The admin roles.
    Roles,
    /// Both.
    #[default]
    All,
}

impl Judge {
    /// Whether scopes must be judged.
    pub const fn asks_for_scopes(self) -> bool {
        matches!(self, Self::Scopes | Self::All)
    }

    /// Whether admin roles must be judged.
    pub const fn asks_for_roles(self) -> bool {
        matches!(self, Self::Roles | Self::All)
    }
}
