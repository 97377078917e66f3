//! An org over HTTPS, to a snapshot of it. It reads, and nothing else: no other request than GET can be expressed, the
//! one that asks for a token aside.
//!
//! ```text
//! credentials ─ session ─▶ client ─ transport ─▶ org ─▶ pages ─ wire ─▶ collect ─▶ snapshot
//!                            ▲ pace                     ▲ journal        ▲ calls: what is asked, one table
//! ```

mod calls;
mod client;
mod collect;
mod credentials;
mod document;
mod error;
mod journal;
mod key;
mod links;
mod log;
mod new_file;
mod pace;
mod pages;
mod renew;
mod seal;
mod session;
mod site;
mod transport;
mod wire;
mod world;

use std::time::Duration;

use ring::rand::{SecureRandom as _, SystemRandom};

use crate::limits;

pub use calls::{Ask, Extras, Form, Row};
pub use collect::{Collected, Options, collect};
pub use credentials::{Credentials, Environment};
pub use document::document;
pub use error::{LiveError, Slowness, Unusable};
pub use journal::is_journal;
pub use new_file::{is_taken, write_new};
pub use site::Site;
pub use world::{Progress, World};

/// Bytes that nobody can foresee.
///
/// # Errors
///
/// The machine has none.
pub fn chance<const N: usize>() -> Result<[u8; N], LiveError> {
    let mut bytes = [0; N];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.map(|()| bytes).map_err(|_| LiveError::Machine("it has no source of chance"))
}

/// What bounds collecting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most pages of one list.
    pub pages: usize,
    /// The most bytes of one answer.
    pub answer_bytes: usize,
    /// The longest that one answer may take, from the connection to its last byte.
    pub answer: Duration,
    /// The longest that a host may send nothing, and that a connection may take.
    pub silence: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            pages: limits::MAX_PAGES,
            answer_bytes: limits::MAX_ANSWER_BYTES,
            answer: Duration::from_secs(limits::MAX_ANSWER_SECONDS),
            silence: Duration::from_secs(limits::MAX_SILENCE_SECONDS),
        }
    }
}
