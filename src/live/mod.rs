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
mod log;
mod pace;
mod pages;
mod renew;
mod session;
mod site;
mod transport;
mod wire;
mod world;

use ring::rand::{SecureRandom as _, SystemRandom};

pub use calls::{Ask, Form, Row};
pub use collect::{Collected, Options, collect};
pub use credentials::{Credentials, Environment};
pub use document::document;
pub use error::LiveError;
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
}

impl Default for Limits {
    fn default() -> Self {
        Self { pages: 10_000 }
    }
}
