//! The formats that are read: how each is called, told from the others, and read.

use std::fmt;

use super::calls::Calls;
use super::content::Content;
use super::glimpse::Glimpse;
use super::source::IntakeError;
use super::{Context, code, har, text};

/// A format that calls are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// A browser's or proxy's recording, HAR 1.2.
    Har,
    /// Source code.
    Code,
    /// A free-form list, in whatever form people paste it.
    Text,
}

/// What there is to know about a format.
pub(super) struct Reader {
    pub(super) format: Format,
    /// The name for `--from`.
    pub(super) name: &'static str,
    /// What it is, in a line.
    pub(super) title: &'static str,
    /// Whether an input looks like it. No two claim the same input; what nobody claims is a free-form list.
    pub(super) claims: fn(&Glimpse<'_>) -> bool,
    /// Reads the calls of an input.
    pub(super) read: fn(Content, &Context<'_>, &mut Calls) -> Result<(), IntakeError>,
}

/// Every format, as `--help` lists them.
pub(super) const READERS: [Reader; 3] = [
    Reader {
        format: Format::Har,
        name: "har",
        title: "a recording of a browser or proxy, HAR 1.2",
        claims: har::claims,
        read: har::read,
    },
    Reader {
        format: Format::Code,
        name: "code",
        title: "source code: URLs with the method of the call around them, calls of Okta's SDKs",
        claims: code::claims,
        read: code::read,
    },
    Reader {
        format: Format::Text,
        name: "text",
        title: "a list in any form: prose, bullets, tables, CSV, curl commands, names of operations",
        claims: |_| false,
        read: text::list,
    },
];

impl Format {
    /// Every format, in the order of `--help`.
    pub fn all() -> impl Iterator<Item = Self> {
        READERS.iter().map(|reader| reader.format)
    }

    /// The name for `--from`.
    pub fn name(self) -> &'static str {
        self.reader().map_or("", |reader| reader.name)
    }

    /// What it is, in a line.
    pub fn title(self) -> &'static str {
        self.reader().map_or("", |reader| reader.title)
    }

    /// The format of that name.
    pub fn named(name: &str) -> Option<Self> {
        READERS.iter().find(|reader| reader.name == name).map(|reader| reader.format)
    }

    /// The formats that claim an input by its name and beginning; at most one does.
    pub fn claiming(name: &str, head: &[u8]) -> Vec<Self> {
        let glimpse = Glimpse::of(name, head);
        READERS.iter().filter(|reader| (reader.claims)(&glimpse)).map(|reader| reader.format).collect()
    }

    pub(super) fn reader(self) -> Option<&'static Reader> {
        READERS.iter().find(|reader| reader.format == self)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
