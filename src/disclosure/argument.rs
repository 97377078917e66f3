//! Arguments of the command line and names of files: what an error may repeat of them.

use std::borrow::Cow;

use super::{AllowList, HIDDEN, is_okta_id};
use crate::model::Method;

/// What an error may repeat of an argument that is neither a file nor anything that is known.
///
/// Of several words those are printed that the catalog has; a single word is printed like the name of a file, if it has
/// the form of one.
pub fn argument<'t>(text: &'t str, allowed: &AllowList) -> Cow<'t, str> {
    const MOST_WORDS: usize = 8;
    if !text.contains(char::is_whitespace) {
        return match word(text, allowed) {
            Cow::Borrowed(HIDDEN) => Cow::Borrowed(file(text)),
            shown => shown,
        };
    }
    let mut words = text.split_whitespace();
    let shown = words.by_ref().take(MOST_WORDS).map(|one| word(one, allowed));
    let mut shown = shown.collect::<Vec<_>>().join(" ");
    if words.next().is_some() {
        shown.push_str(" …");
    }
    Cow::Owned(shown)
}

/// One word of an argument: a method, a path, a name of the catalog.
fn word<'t>(word: &'t str, allowed: &AllowList) -> Cow<'t, str> {
    match () {
        () if word.starts_with('/') => allowed.path(word.split(['?', '#']).next().unwrap_or(word)),
        () if word.parse::<Method>().is_ok() || allowed.knows_name(word) || allowed.is_segment(word) => {
            Cow::Borrowed(word)
        }
        () => Cow::Borrowed(HIDDEN),
    }
}

/// The name of a file that cannot be found, or [`HIDDEN`] for what is more likely a pasted secret: a word without an
/// extension and without a separator, or one that looks like a token.
pub fn file(name: &str) -> &str {
    let has_form = name.contains(['/', '\\']) || has_extension(name);
    let mut parts = name.split(['/', '\\', '.', ' ', ':', '=', '@', ',']);
    if has_form && !name.contains('=') && !parts.any(is_token_like) && !is_token_like(name) {
        name
    } else {
        HIDDEN
    }
}

/// Whether a name ends like that of a file: a secret behind a dot is longer than most extensions.
fn has_extension(name: &str) -> bool {
    const LONGEST: usize = 7;
    const LONG: [&str; 4] = ["markdown", "properties", "terraform", "graphqls"];
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_short = (1..=LONGEST).contains(&extension.len());
    LONG.contains(&extension) || (is_short && extension.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Whether a word is long and mixed enough to be a secret, and is not an id of Okta's.
pub fn is_token_like(word: &str) -> bool {
    const SHORTEST: usize = 20;
    if word.len() < SHORTEST {
        return false;
    }
    let is_uuid = word.len() == 36
        && word.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && word.chars().all(|c| c == '-' || c.is_ascii_hexdigit());
    let allowed =
        word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '~' | '+' | '='));
    let digit = word.contains(|c: char| c.is_ascii_digit());
    let letter = word.contains(|c: char| c.is_ascii_alphabetic());
    allowed && digit && letter && !is_okta_id(word) && !is_uuid
}
