//! Names that the catalog does not have: what an error or a finding repeats of them.

use std::borrow::Cow;

use super::{AllowList, HIDDEN};
use crate::model::misspelt;

impl AllowList {
    /// A name, where it is another one misspelt or every word of it is known.
    pub fn unknown_name<'t>(&self, name: &'t str, near: Option<&str>) -> &'t str {
        if near.is_some_and(|near| is_spelling_of(name, near)) || self.knows_words(name) {
            name
        } else {
            HIDDEN
        }
    }

    /// A scope, the type of an event or of a role, or the like, with the parts between dots hidden one by one:
    /// `okta.***.read`.
    pub fn parts<'t>(&self, name: &'t str) -> Cow<'t, str> {
        if self.is_open() || self.knows_words(name) || self.names.has_near(name) {
            return Cow::Borrowed(name);
        }
        let is_shown = |part: &str| self.knows_name(part) || self.words.has_near(part);
        let shown = |part| if is_shown(part) { part } else { HIDDEN };
        let is_separator = [',', ' '];
        // An item may hold several names by mistake.
        let words = name.split_inclusive(is_separator).map(|word| {
            let (word, separator) = word.split_at(word.trim_end_matches(is_separator).len());
            let parts: Vec<_> = word.split('.').map(shown).collect();
            format!("{}{separator}", if word.is_empty() { String::new() } else { parts.join(".") })
        });
        Cow::Owned(words.collect())
    }

    /// Whether every word of a text is known, such as one of the label of a role.
    fn knows_words(&self, text: &str) -> bool {
        let mut words = text.split_whitespace().peekable();
        words.peek().is_some() && words.all(|word| self.knows_name(word))
    }
}

/// Whether a name is another one as it is, or misspelt.
fn is_spelling_of(name: &str, near: &str) -> bool {
    name == near || misspelt(name, near).is_some()
}
