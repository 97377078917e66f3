//! Classes of files that a folder or archive holds and that are passed over.
//!
//! The name tells most of them ([`path`]), the first bytes the others ([`content`]). A class is judged below the folder
//! or archive that the user named, so that naming a folder of tests reads it.

mod content;
mod path;

pub(super) use content::of_content;
pub(super) use path::{is_configuration, is_pipeline, is_recording, of_path, test_environments};

/// Why a file of a folder or archive is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileClass {
    /// Tests, mocks and fixtures.
    Tests,
    /// Documentation.
    Docs,
    /// Code of others that lies in the project.
    Vendored,
    /// Code that a program wrote.
    Generated,
    /// Lock files of package managers.
    LockFiles,
    /// Texts of the user interface in several languages.
    Translations,
    /// Style sheets.
    StyleSheets,
    /// Images, fonts, sound and other media.
    Images,
    /// Minified code.
    Minified,
    /// Files without text.
    Binary,
    /// Files of a kind that holds no calls.
    Other,
    /// Pipes, sockets and devices.
    Special,
}

impl FileClass {
    /// Every class that can be read all the same.
    pub const ALL: [Self; 11] = [
        Self::Tests,
        Self::Docs,
        Self::Vendored,
        Self::Generated,
        Self::LockFiles,
        Self::Translations,
        Self::StyleSheets,
        Self::Images,
        Self::Minified,
        Self::Binary,
        Self::Other,
    ];

    /// The name in output and for `--include`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tests => "tests",
            Self::Docs => "docs",
            Self::Vendored => "vendored",
            Self::Generated => "generated",
            Self::LockFiles => "lock-files",
            Self::Translations => "translations",
            Self::StyleSheets => "style-sheets",
            Self::Images => "images",
            Self::Minified => "minified",
            Self::Binary => "binary",
            Self::Other => "other",
            Self::Special => "special",
        }
    }
}
