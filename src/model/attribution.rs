//! Why a call is taken for a call to Okta.

/// Why a call is taken for a call to Okta, weakest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attribution {
    /// Only the path looks like Okta's.
    #[default]
    Weak,
    /// The user named the input as one that calls Okta.
    Stated,
    /// The input itself shows it: an Okta host, an `SSWS` header, an Okta SDK, a name with the word `okta`.
    Explicit,
}

impl Attribution {
    /// The value in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Weak => "weak",
            Self::Stated => "stated",
            Self::Explicit => "explicit",
        }
    }
}
