//! How a call ended, and what was found to be wrong with it.

/// How a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It is an operation as it stands.
    Matched,
    /// It is not as it stands, and exactly one operation is meant; used in plans.
    Corrected,
    /// Several operations may be meant; used in plans only when asked for.
    Ambiguous,
    /// No operation fits; never part of a grant.
    Unresolved,
    /// Not a call to Okta's API, or not made.
    Excluded,
}

impl Status {
    /// The word in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Corrected => "corrected",
            Self::Ambiguous => "ambiguous",
            Self::Unresolved => "unresolved",
            Self::Excluded => "excluded",
        }
    }
}

/// What is wrong with a call, or what it is instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// The path exists, the method does not.
    WrongMethod,
    /// The method is misspelled.
    MisspelledMethod,
    /// A path parameter is left out.
    MissingId,
    /// There is a path parameter too many.
    ExtraId,
    /// A segment is misspelt.
    PathTypo,
    /// The first segments, such as `/api/v1`, are left out.
    MissingPrefix,
    /// A query parameter or the label belongs to a neighbour.
    OtherOperationMeant,
    /// It stood in an earlier release.
    Removed,
    /// A private endpoint of the Admin Console.
    PrivateEndpoint,
    /// A page or redirect of a browser session.
    BrowserFlow,
    /// It works and stands in no document.
    Undocumented,
    /// There is no such operation.
    NoSuchOperation,
    /// A name or placeholder stands for several operations.
    SeveralOperations,
    /// A URL of somebody else.
    ForeignHost,
    /// Only the path looks like Okta's.
    NotAttributed,
    /// Another product of Okta.
    OtherOktaProduct,
    /// A comment.
    CommentedOut,
    /// The sentence says that it is not called.
    Negated,
    /// The answer was a refusal.
    Denied,
    /// It only looks like a call.
    NotACall,
    /// No method is given.
    NoMethod,
    /// The provider of Terraform has no such type.
    NoSuchType,
    /// A type of Terraform that earlier releases of the provider had.
    RemovedType,
    /// A module of Terraform that was not read.
    ModuleNotRead,
    /// It is left out by the question.
    LeftOut,
}

impl Code {
    /// Every code.
    pub const ALL: [Self; 25] = [
        Self::WrongMethod,
        Self::MisspelledMethod,
        Self::MissingId,
        Self::ExtraId,
        Self::PathTypo,
        Self::MissingPrefix,
        Self::OtherOperationMeant,
        Self::Removed,
        Self::PrivateEndpoint,
        Self::BrowserFlow,
        Self::Undocumented,
        Self::NoSuchOperation,
        Self::SeveralOperations,
        Self::ForeignHost,
        Self::NotAttributed,
        Self::OtherOktaProduct,
        Self::CommentedOut,
        Self::Negated,
        Self::Denied,
        Self::NotACall,
        Self::NoMethod,
        Self::NoSuchType,
        Self::RemovedType,
        Self::ModuleNotRead,
        Self::LeftOut,
    ];

    /// The code in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::WrongMethod => "wrong-method",
            Self::MisspelledMethod => "misspelled-method",
            Self::MissingId => "missing-id",
            Self::ExtraId => "extra-id",
            Self::PathTypo => "path-typo",
            Self::MissingPrefix => "missing-prefix",
            Self::OtherOperationMeant => "other-operation-meant",
            Self::Removed => "removed",
            Self::PrivateEndpoint => "private-endpoint",
            Self::BrowserFlow => "browser-flow",
            Self::Undocumented => "undocumented",
            Self::NoSuchOperation => "no-such-operation",
            Self::SeveralOperations => "several-operations",
            Self::ForeignHost => "foreign-host",
            Self::NotAttributed => "not-attributed",
            Self::OtherOktaProduct => "other-okta-product",
            Self::CommentedOut => "commented-out",
            Self::Negated => "negated",
            Self::Denied => "denied",
            Self::NotACall => "not-a-call",
            Self::NoMethod => "no-method",
            Self::NoSuchType => "no-such-type",
            Self::RemovedType => "removed-type",
            Self::ModuleNotRead => "module-not-read",
            Self::LeftOut => "left-out",
        }
    }

    /// The code of a surface as the catalog names it.
    pub(super) fn of_surface(name: &str) -> Self {
        Self::ALL.into_iter().find(|code| code.name() == name).unwrap_or(Self::Undocumented)
    }
}

/// What is wrong with a call, in words, and what it may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// The kind.
    pub code: Code,
    /// What is wrong.
    pub message: String,
    /// What may be meant, as `METHOD path`.
    pub suggestions: Vec<String>,
}
