//! Logs: long, line by line, and the same calls over and over. They are streamed, and calls that are alike become one.
//!
//! `system` reads Okta's System Log, block by block on several threads (`blocks`, `digest`), into events (`event`) and
//! what they are together (`transactions`); `access` reads what servers, proxies and HTTP clients write (`lines`,
//! `line`, `fields`, `waiting`). Both count calls (`fold`).

pub(super) mod access;
mod blocks;
mod digest;
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
