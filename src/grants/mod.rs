//! Bytes to grants: tokens, manifests, answers of the Okta API, Terraform, plans. Detected by content.
//!
//! A reader keeps names, ids and places, and nothing else; nothing that could be a secret leaves it.

mod export;
mod flags;
pub mod fleet;
mod join;
mod manifest;
mod name;
pub mod org;
mod plan;
mod shape;
mod terraform;
mod token;

use jiff::Timestamp;

pub use flags::{ARGUMENT, of_flags};
pub use join::{Several, join};
pub use manifest::{Granted, granted, role};
pub use plan::FROM_A_PLAN;
pub use terraform::{Declared, declared};

use crate::located::{self, Node, Problem, Problems};
use crate::model::{Credential, Principal};

/// Reads one file: the principals that it names, and what it says without a name.
///
/// # Errors
///
/// Everything that is wrong with it.
pub fn read(source: &str, text: &str, now: Timestamp) -> Result<Vec<Principal>, Vec<Problem>> {
    if token::looks_like_one(text) {
        return token::read(source, text, now).map(|one| vec![one]).map_err(|problem| vec![problem]);
    }
    let node = located::parse(source, text).map_err(|problem| vec![problem])?;
    let mut problems = Problems::new(source);
    if let Some(token) = node.text_of("access_token") {
        return token::read(source, token, now).map(|one| vec![one]).map_err(|problem| vec![problem]);
    }
    let found = of_node(&node, &mut problems);
    problems.unless_any(found)
}

/// Reads an access token or recognises an API token.
///
/// # Errors
///
/// What is wrong with it, without showing any of it.
pub fn read_token(source: &str, text: &str, now: Timestamp) -> Result<Principal, Problem> {
    token::read(source, text, now)
}

fn of_node(node: &Node, problems: &mut Problems) -> Vec<Principal> {
    if plan::is_one(node) {
        return plan::read(node, problems);
    }
    if terraform::is_one(node) {
        return terraform::read(node, problems);
    }
    if manifest::is_one(node) {
        return manifest::read(node, problems);
    }
    export::read(node, problems)
}

/// The credential that a word names, as flags and manifests write it.
pub fn credential(word: &str) -> Option<Credential> {
    let word = word.replace('-', "_");
    Credential::ALL.into_iter().find(|credential| credential.name() == word)
}
