//! What is wrong with a catalog: where it stands and what to do about it.
//!
//! Shared with `build.rs`.

use std::fmt;

use crate::disclosure::{self, AllowList};

/// One thing that is wrong with the files of a catalog or an overlay.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, relative to the folder of the catalog.
    pub file: String,
    /// The line and column, where the parser knows them.
    pub position: Option<(usize, usize)>,
    /// The record, such as an operation id.
    pub record: Option<String>,
    /// What is wrong; names are in backticks.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Problem {
    /// A problem of a whole file.
    pub fn file(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), position: None, record: None, message: message.into(), help: None }
    }

    /// A problem of one record of a file.
    pub fn record(file: &str, record: &str, message: impl Into<String>) -> Self {
        Self { record: Some(record.to_owned()), ..Self::file(file, message) }
    }

    /// The same with what to do about it.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

impl Problem {
    /// The same without names that may be secrets: those in backticks, and that of the record.
    ///
    /// The message must have no other backticks than those of its names.
    #[must_use]
    pub fn disclosed(&self, allowed: &AllowList) -> Self {
        let help = self.help.clone();
        let near = help.as_deref().and_then(|help| help.split('`').nth(1));
        let shown = |name: &str| match name {
            _ if disclosure::key(name) == name => name.to_owned(),
            _ if name.contains([' ', '/']) => disclosure::argument(name, allowed).into_owned(),
            _ => allowed.unknown_name(name, near).to_owned(),
        };
        let parts = self.message.split('`').enumerate();
        let parts: Vec<_> =
            parts.map(|(at, part)| if at % 2 == 0 { part.to_owned() } else { shown(part) }).collect();
        let record = self.record.as_deref().map(shown);
        Self { message: parts.join("`"), record, help, ..self.clone() }
    }

    /// What is wrong and with which record, without the file.
    pub fn what(&self) -> String {
        match &self.record {
            Some(record) => format!("`{record}`: {}", self.message),
            None => self.message.clone(),
        }
    }

    /// The line and column in the text of the file: where the parser stopped, or else where the name that the message
    /// quotes stands after the record, or else where the record stands.
    pub fn position_in(&self, text: &str) -> Option<(usize, usize)> {
        let record = self.record.as_deref().map(|record| record.rsplit(':').next().unwrap_or(record));
        let at = record.and_then(|record| word(text, record, 0));
        let quoted = self.message.split('`').nth(1);
        let name = quoted.zip(at).and_then(|(name, from)| word(text, name, from));
        self.position.or_else(|| name.or(at).map(|offset| line_and_column(text, offset)))
    }
}

/// Where a word stands in a text from an offset on, alone and not as part of a longer name.
fn word(text: &str, word: &str, from: usize) -> Option<usize> {
    let part_of_name = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | '_' | '-');
    let found = text.get(from..)?.match_indices(word).map(|(offset, _)| from + offset);
    let mut alone = found.filter(|offset| {
        let before = text.get(..*offset).and_then(|before| before.chars().next_back());
        let after = text.get(offset + word.len()..).and_then(|after| after.chars().next());
        !word.is_empty() && !before.is_some_and(part_of_name) && !after.is_some_and(part_of_name)
    });
    alone.next()
}

fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    (line, before.chars().rev().take_while(|letter| *letter != '\n').count() + 1)
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some((line, column)) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.what())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_found_where_its_name_stands_after_its_record() {
        let text =
            "- id: listUsers\n  scopes: [[okta.users.rea]]\n- id: getUser\n  scopes: [[okta.users.rea]]\n";
        let unknown = |record| Problem::record("a.yaml", record, "names the unknown scope `okta.users.rea`");
        assert_eq!(unknown("listUsers").position_in(text), Some((2, 13)));
        assert_eq!(unknown("management:getUser").position_in(text), Some((4, 13)));
        assert_eq!(
            Problem::record("a.yaml", "getUser", "accepts no credential").position_in(text),
            Some((3, 7))
        );
        assert_eq!(Problem::record("a.yaml", "user", "is missing").position_in(text), None);
        assert_eq!(Problem::file("a.yaml", "is missing").position_in(text), None);
    }
}
