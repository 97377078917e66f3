//! Logs: long, line by line, and the same calls over and over. They are streamed, and calls that are alike become one.
//!
//! `system` reads Okta's System Log (`event`, `transactions`), `access` what servers, proxies and HTTP clients write
//! (`line`, `fields`, `waiting`). Both read lines (`lines`) and count calls (`fold`).

pub(super) mod access;
mod event;
mod fields;
mod fold;
mod line;
mod lines;
pub(super) mod system;
mod transactions;
mod waiting;

#[cfg(feature = "live")]
pub(crate) use fold::{alike_path, alike_query};
#[cfg(feature = "live")]
pub(crate) use transactions::{is_dotted, is_grant, is_org_server};
