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
mod token_text;
mod words;

use jiff::Timestamp;

pub use flags::{ARGUMENT, of_flags};
pub use join::{Several, join};
pub use manifest::{Granted, granted, role};
pub use plan::FROM_A_PLAN;
pub use terraform::{Declared, declared, not_evaluated};
pub use words::names;

use crate::located::{self, Node, Problem, Problems};
use crate::model::{Credential, Principal};

/// Reads one file: the principals that it names, and what it says without a name.
///
/// Names are as they were written: [`clean_grant`](crate::disclosure::AllowList::clean_grant) hides those that may be
/// secrets.
///
/// # Errors
///
/// Everything that is wrong with it.
pub fn read(source: &str, text: &str, now: Timestamp) -> Result<Vec<Principal>, Vec<Problem>> {
    if is_token(text) {
        return token::read(source, text, now).map(|one| vec![one]).map_err(|problem| vec![problem]);
    }
    if org::Org::looks_like_one(text.as_bytes()) {
        return Err(vec![snapshot(source)]);
    }
    let node = located::parse(source, text).map_err(|problem| vec![problem])?;
    let mut problems = Problems::new(source);
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

/// Whether a text is nothing but a token, in any form in which people keep one.
pub fn is_token(text: &str) -> bool {
    token_text::looks_like_one(text)
}

/// Whether a text that is typed as an argument could hold a token or another secret.
pub fn could_be_secret(text: &str) -> bool {
    name::could_be_secret(text) || token_text::begins_like_one(text)
}

/// That a file is a snapshot of an org.
pub fn snapshot(source: &str) -> Problem {
    Problem::of(source, "this is a snapshot of an org, not the grant of one principal").help(
        "judge its principals with `leastwise audit --snapshot FILE`, one of them with --principal NAME",
    )
}

fn of_node(node: &Node, problems: &mut Problems) -> Vec<Principal> {
    if plan::is_one(node) {
        return plan::read(node, problems);
    }
    if node.text_of("schema").is_some_and(|schema| schema.starts_with("leastwise.")) {
        problems.add_with_help(
            node.at,
            "this report of leastwise has no grant in it",
            "give a plan as JSON, or what the report was made from",
        );
        return Vec::new();
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
