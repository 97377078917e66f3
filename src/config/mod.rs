//! `leastwise.yaml`: the principals of a project, what they call, hold and may hold. Every value knows its place.

mod entry;
mod files;
mod form;
mod read;

pub use files::{Source, no_file, source};
pub use form::{AllowEntry, Config, PrincipalEntry};
pub use read::{Vocabulary, read};

/// The name that is looked for when none is given.
pub const FILE: &str = "leastwise.yaml";
