//! The integration tests, in one binary.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod catalog;
mod cli;
mod matching;
mod oracle;
mod plans;
mod properties;
mod reading;
mod robust;
mod schema;
mod solver;
mod support;
mod wording;
