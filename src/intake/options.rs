//! What the user says about how inputs are read.

use super::class::FileClass;
use super::format::Format;

/// How inputs are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// The format of every input; told by name and content when none is given.
    pub from: Option<Format>,
    /// Classes of files to read although they are usually passed over.
    pub include: Vec<FileClass>,
    /// Whether calls count of which only the path looks like Okta's.
    pub unattributed: bool,
    /// Hosts that belong to the org, in lower case: custom domains, gateways.
    pub okta_hosts: Vec<String>,
    /// Whether logs tell the calls of one caller from those of another.
    pub by_caller: bool,
    /// Whether logins and e-mail addresses in paths are kept.
    pub show_names: bool,
}

impl ReadOptions {
    /// Options for inputs of one format.
    pub fn of_format(from: Option<Format>) -> Self {
        Self { from, ..Self::default() }
    }
}

/// Whether the user named an input as one that calls Okta.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It is named, by itself and without a wildcard.
    Named,
    /// It was found in a folder, in an archive or by a wildcard, or it is one of several programs.
    Found,
}
