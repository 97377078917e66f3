//! How a fact is known, from the weakest to the strongest.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How a fact is known. Ordered: a later variant is the stronger evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Concluded from weak hints.
    InferredLow,
    /// Concluded from good hints.
    InferredMedium,
    /// A third party says so.
    Vendor,
    /// Seen to work or to fail: in a lab, in recorded traffic, by a tested connector.
    Observed,
    /// A text of Okta says so, at times for the whole resource rather than the single operation.
    Official,
    /// Okta's API document says so.
    Spec,
}

impl Evidence {
    /// Every value, from the weakest to the strongest.
    pub const ALL: [Self; 6] =
        [Self::InferredLow, Self::InferredMedium, Self::Vendor, Self::Observed, Self::Official, Self::Spec];

    /// The name in data and output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InferredLow => "inferred-low",
            Self::InferredMedium => "inferred-medium",
            Self::Vendor => "vendor",
            Self::Observed => "observed",
            Self::Official => "official",
            Self::Spec => "spec",
        }
    }

    /// What it means, for whoever reads a plan.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::InferredLow => "concluded from weak hints",
            Self::InferredMedium => "concluded from good hints",
            Self::Vendor => "a third party says so",
            Self::Observed => "it was seen to work or to fail",
            Self::Official => {
                "a text of Okta says so, at times of the whole resource rather than of the single operation"
            }
            Self::Spec => "Okta's API document says so",
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
