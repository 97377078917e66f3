//! What may be printed of an input: the one place that decides it.
//!
//! An input can hold a secret anywhere: in a path, behind a query parameter, in a comment, as a bare word. No mask by
//! shape finds all of them. So this is an allow-list: a word is printed only if it is known to be harmless, because the
//! catalog has it. Everything else becomes [`HIDDEN`], before a call is resolved, so that neither an output nor a
//! decision behind this point depends on it.
//!
//! Names that a report is about (files, principals, labels of roles, addresses of Terraform) are not the business of
//! this module: they are printed, with escapes for signs that would be obeyed.

mod argument;
mod call;
mod grant;
mod key;
mod message;
mod name;
mod path;
#[cfg(test)]
mod table;
mod words;

use std::borrow::Cow;
use std::collections::BTreeSet;

pub use argument::{argument, file, is_token_like};
pub use key::key;
pub use message::{parse_error, prose};
pub use path::{Logins, is_okta_id};

use crate::model::bare;
use words::Words;

/// What is printed in place of a word that may be a secret.
pub const HIDDEN: &str = "***";

/// What is printed in place of a placeholder whose name the catalog does not have.
pub const PLACEHOLDER: &str = "{…}";

/// The words that may be printed.
///
/// Without any word it hides everything.
#[derive(Clone, Debug, Default)]
pub struct AllowList {
    /// Literal segments of paths.
    segments: Words,
    /// Names of path parameters, without case and separators.
    placeholders: BTreeSet<String>,
    /// Names of query parameters.
    parameters: BTreeSet<String>,
    /// Values of the query parameter `type`.
    kinds: BTreeSet<String>,
    /// The words that all of these and the names of scopes, roles, permissions and operations are made of.
    words: Words,
    /// The names of scopes, roles, permissions and operations.
    names: Words,
    /// Whether logins in paths are printed.
    logins: Logins,
    /// Whether everything is printed, for tests of what comes before.
    #[cfg(test)]
    is_open: bool,
}

impl AllowList {
    /// An allow-list that hides nothing, for tests of readers.
    #[cfg(test)]
    pub fn open() -> Self {
        Self { is_open: true, ..Self::default() }
    }

    /// Whether it hides nothing.
    #[cfg(test)]
    const fn is_open(&self) -> bool {
        self.is_open
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, reason = "the allow-list of tests has the same method")]
    const fn is_open(&self) -> bool {
        false
    }

    /// The same with logins printed or not.
    #[must_use]
    pub fn with_logins(self, logins: Logins) -> Self {
        Self { logins, ..self }
    }

    /// Allows the literal segments and the parameters of the template of a path.
    pub fn add_path(&mut self, template: &str) {
        for segment in template.split('/').filter(|segment| !segment.is_empty()) {
            match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
                Some(name) => self.add_placeholder(name),
                None => self.add_segment(segment),
            }
        }
    }

    /// Allows a literal segment.
    pub fn add_segment(&mut self, word: &str) {
        if self.segments.insert(word) {
            self.add_words(word);
        }
    }

    /// Allows the name of a path parameter.
    fn add_placeholder(&mut self, name: &str) {
        if self.placeholders.insert(bare(name)) {
            self.add_words(name);
        }
    }

    /// Allows the name of a query parameter.
    pub fn add_parameter(&mut self, name: &str) {
        if self.parameters.insert(name.to_owned()) {
            self.add_words(name);
        }
    }

    /// Allows a value of the query parameter `type`.
    pub fn add_kind(&mut self, value: &str) {
        self.kinds.insert(value.to_owned());
    }

    /// Allows a name and its words.
    pub fn add_name(&mut self, name: &str) {
        self.names.insert(name);
        self.add_words(name);
    }

    fn add_words(&mut self, name: &str) {
        for word in words(name) {
            self.words.insert(&lower(word));
        }
    }

    /// The name of an operation, a scope, a role or a permission, where the catalog has every word of it.
    pub fn name<'t>(&self, name: &'t str) -> &'t str {
        if self.is_open() || self.knows_name(name) { name } else { HIDDEN }
    }

    /// Whether every word of a name is one of the catalog's: `userId`, `user_id`, `okta.users.read`.
    pub fn knows_name(&self, name: &str) -> bool {
        let is_sign = |c: char| matches!(c, '.' | '_' | '-' | ':');
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || is_sign(c));
        let mut words = words(name).peekable();
        plain && words.peek().is_some() && words.all(|word| self.has_word(word))
    }

    fn has_word(&self, word: &str) -> bool {
        self.words.has(&lower(word))
    }

    /// The name of a query parameter.
    pub fn parameter<'t>(&self, name: &'t str) -> &'t str {
        if self.is_open() || self.parameters.contains(name) { name } else { HIDDEN }
    }

    /// Whether a word is a literal segment of some path, or one that is misspelt.
    pub fn is_segment(&self, word: &str) -> bool {
        self.is_open() || self.segments.has(word) || self.names.has(word) || self.segments.has_near(word)
    }
}

fn lower(word: &str) -> Cow<'_, str> {
    if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(word.to_ascii_lowercase())
    } else {
        Cow::Borrowed(word)
    }
}

/// The words that a name is made of: `listUserFactors`, `list_user_factors` and `LIST-USER-FACTORS` have the same.
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_ascii_alphanumeric()).flat_map(humps).filter(|word| !word.is_empty())
}

/// The parts of a word in camel case: `userId` has two, `OAuth2` and `ID` have one each.
fn humps(word: &str) -> impl Iterator<Item = &str> {
    let bytes = word.as_bytes();
    let begins = move |at: &usize| {
        let is_capital = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_uppercase);
        let is_small = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
        let after_small = is_capital(*at) && is_small(at - 1);
        let before_small = is_capital(*at) && is_capital(at - 1) && is_small(at + 1) && *at > 1;
        after_small || before_small
    };
    let starts = (1..bytes.len()).filter(begins).chain([bytes.len()]);
    starts.scan(0, move |from, to| {
        let part = word.get(*from..to);
        *from = to;
        part
    })
}
