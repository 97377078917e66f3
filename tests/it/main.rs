//! The integration tests, in one binary.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod architecture;
mod bad_input;
mod care;
mod catalog;
mod caveats;
mod cli;
mod compare;
mod docs;
mod documents;
mod entries;
mod explain;
mod import;
mod matching;
mod oracle;
mod pictures;
mod plans;
mod program;
mod properties;
mod reading;
mod reasons;
mod robust;
mod schema;
mod setup;
mod solver;
mod spec_documents;
mod support;
mod text;
mod trials;
mod wording;
