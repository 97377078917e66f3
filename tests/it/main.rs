//! The integration tests, in one binary.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod architecture;
mod audits;
mod bad_input;
mod catalog;
mod caveats;
mod check_formats;
mod checking;
mod ci;
mod cli;
mod docs;
mod entries;
mod fixture;
mod formats;
mod holding;
mod judging;
#[cfg(feature = "live")]
mod live;
mod manifests;
mod matching;
mod oracle;
mod orgs;
mod plans;
mod program;
mod properties;
mod reading;
mod reasons;
mod robust;
mod rules;
mod schema;
mod setup;
mod solver;
mod support;
mod text;
mod trials;
mod wording;
mod written;
