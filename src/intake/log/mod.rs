//! Logs: long, line by line, and the same calls over and over. They are streamed, and calls that are alike become one.
//!
//! `system` reads Okta's System Log, block by block on several threads (`blocks`, `digest`), into events (`event`) and
//! what they are together (`transactions`); `access` reads what servers, proxies and HTTP clients write (`lines`,
//! `line`, `fields`, `waiting`). Both count calls (`fold`). Who made a call is told by `caller`.

pub(super) mod access;
mod blocks;
mod caller;
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
pub(crate) use caller::{CallerFacts, CallerKind, caller, is_of_an_api};
#[cfg(feature = "live")]
pub(crate) use fold::alike_query;
pub(crate) use fold::{alike_path, without_ids_by_form};
#[cfg(feature = "live")]
pub(crate) use transactions::{is_dotted, is_grant, is_org_server, is_scope_of_okta};
