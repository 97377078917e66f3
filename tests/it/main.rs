//! The integration tests, in one binary.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod catalog;
mod matching;
mod plans;
mod reading;
mod scratch;
mod solver;
mod support;
