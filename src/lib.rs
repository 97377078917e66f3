//! The least privilege for software that calls the Okta API: exact, explained, cited.
//!
//! Give it the calls that a program makes; it answers which OAuth scopes and which admin role or custom role they
//! need, no more and no less, how sure that is, and where it is written.
//!
//! ```text
//! bytes ─ intake ─▶ calls ─ matching ─▶ operations ─ catalog ─▶ needs ─ plan, solver ─▶ least grants ─┐
//! bytes ─ grants ─▶ what principals hold ──────────────────────────────── check ─▶ findings ──────────┴▶ report ─ render ─▶ text
//! ```
//!
//! A module imports only from those above it in this list:
//!
//! - [`limits`]: how large what is read may be;
//! - [`model`]: the words, with no input or output; [`solver`]: the exact search for the cheapest cover;
//! - [`disclosure`]: what may be printed of an input;
//! - [`located`]: texts to trees whose values know where they stand;
//! - [`catalog`]: the facts about Okta; [`intake`]: bytes to calls; [`grants`]: bytes to grants; [`config`]:
//!   `leastwise.yaml`;
//! - [`matching`]: calls to operations; `live`: an org over HTTPS;
//! - [`plan`]: operations to the least grant, and why;
//! - [`check`]: what is held against what is needed;
//! - [`report`]: what a renderer may see; [`render`]: one format per file;
//! - [`cli`]: the command line.
//!
//! The whole way, from a text to the scopes of a service app:
//!
//! ```
//! use leastwise::catalog::Catalog;
//! use leastwise::intake::{Input, ReadOptions, read};
//! use leastwise::matching::Matcher;
//! use leastwise::plan::{Options, plan};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let catalog = Catalog::embedded()?;
//! let matcher = Matcher::new(&catalog);
//! let inputs = [Input::Argument("GET /api/v1/users".to_owned()), Input::Argument("suspendUser".to_owned())];
//! let calls = read(&inputs, &ReadOptions::default(), &matcher)?.calls;
//! let matches: Vec<_> = calls.iter().map(|call| matcher.resolve(call)).collect();
//!
//! let plans = plan(&catalog, &matches, &Options::default());
//! let service_app = &plans.plans[0];
//! let scopes: Vec<_> = service_app.scopes.iter().map(|scope| &catalog.scope(scope.key).name).collect();
//! assert_eq!(scopes, ["okta.users.manage"]);
//! # Ok(())
//! # }
//! ```

pub mod catalog;
pub mod check;
pub mod cli;
pub mod config;
pub mod disclosure;
pub mod grants;
pub mod intake;
pub mod limits;
#[cfg(feature = "live")]
pub mod live;
pub mod located;
pub mod matching;
pub mod model;
pub mod plan;
pub mod render;
pub mod report;
pub mod solver;
