//! The integration tests, in one binary.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod architecture;
mod bad_input;
mod catalog;
mod caveats;
mod cli;
mod doc;
mod docs;
mod entries;
mod formats;
mod matching;
mod oracle;
mod paste;
mod plans;
mod program;
mod properties;
mod reading;
mod reasons;
mod robust;
mod schema;
mod setup;
mod solver;
mod support;
mod text;
mod trials;
mod what_if;
mod wording;
