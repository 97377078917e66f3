//! The integration tests, in one binary.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod architecture;
mod bad_input;
mod catalog;
mod cli;
mod docs;
mod matching;
mod oracle;
mod plans;
mod program;
mod properties;
mod reading;
mod robust;
mod schema;
mod solver;
mod support;
