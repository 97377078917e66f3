//! Arguments as a usage error may repeat them: options, commands and values that are known or misspelt; what else an
//! argument holds may be a pasted secret.

use std::collections::BTreeSet;
use std::ffi::OsString;

use clap::{Command, CommandFactory as _};

use super::Cli;
use crate::catalog::Catalog;
use crate::disclosure::{self, AllowList, HIDDEN};
use crate::model::misspelt;
use crate::render::visible;

/// The arguments, the first of which is the name of the program, without what may not be printed.
pub(super) fn arguments(arguments: &[OsString]) -> Vec<String> {
    let known = Known::of(&Cli::command());
    let name = arguments.first().map(|_| "leastwise".to_owned());
    name.into_iter()
        .chain(arguments.iter().skip(1).map(|argument| known.shown(&argument.to_string_lossy())))
        .collect()
}

/// What is wrong with arguments, the first of which is the name of the program, without what may not be printed of them.
pub(super) fn error(error: &clap::Error, given: &[OsString]) -> String {
    match Cli::command().try_get_matches_from(arguments(given)) {
        Err(harmless) => harmless.to_string(),
        Ok(_) => about(error).to_owned(),
    }
}

/// What is wrong with arguments, without any of them.
pub(super) fn about(error: &clap::Error) -> &'static str {
    error.kind().as_str().unwrap_or("the arguments cannot be read")
}

/// What may be printed of a command that an input holds.
pub(super) fn command(text: &str) -> String {
    let known = Known::of(&Cli::command());
    let words: Vec<_> = text.split_whitespace().map(|word| known.shown(word)).collect();
    words.join(" ")
}

/// The words of the command line.
struct Known {
    /// Long options, without dashes.
    options: BTreeSet<String>,
    /// Short options.
    shorts: BTreeSet<char>,
    /// Commands and values.
    words: BTreeSet<String>,
    allowed: AllowList,
}

impl Known {
    fn of(command: &Command) -> Self {
        // Without the catalog that is built in, every word is hidden.
        let allowed = Catalog::embedded().map(|catalog| catalog.allow_list()).unwrap_or_default();
        let words = BTreeSet::from(["help".to_owned()]);
        let options = BTreeSet::from(["help".to_owned()]);
        let mut known = Self { options, shorts: BTreeSet::from(['h']), words, allowed };
        known.add(command);
        known
    }

    fn add(&mut self, command: &Command) {
        for option in command.get_arguments() {
            self.options
                .extend(option.get_long_and_visible_aliases().into_iter().flatten().map(str::to_owned));
            self.shorts.extend(option.get_short());
            let values = option.get_possible_values();
            self.words.extend(values.iter().map(|value| value.get_name().to_owned()));
        }
        for nested in command.get_subcommands() {
            self.words.insert(nested.get_name().to_owned());
            self.add(nested);
        }
    }

    fn shown(&self, argument: &str) -> String {
        let shown = match argument.strip_prefix("--") {
            Some("") => argument.to_owned(),
            Some(option) => match option.split_once('=') {
                Some((option, value)) => format!("--{}={}", self.option(option), self.value(value)),
                None => format!("--{}", self.option(option)),
            },
            None => match argument.strip_prefix('-') {
                Some("") => argument.to_owned(),
                Some(shorts) if shorts.chars().all(|short| self.shorts.contains(&short)) => {
                    argument.to_owned()
                }
                Some(number) if is_small_number(number) => argument.to_owned(),
                Some(_) => format!("-{HIDDEN}"),
                None => self.value(argument),
            },
        };
        visible::line(&shown).into_owned()
    }

    fn option<'t>(&self, name: &'t str) -> &'t str {
        if is_near(&self.options, name) { name } else { HIDDEN }
    }

    fn value(&self, text: &str) -> String {
        if text.is_empty() || is_small_number(text) || is_near(&self.words, text) {
            return text.to_owned();
        }
        disclosure::argument(text, &self.allowed).into_owned()
    }
}

/// Whether a word is one of these, or one of them misspelt.
fn is_near(known: &BTreeSet<String>, word: &str) -> bool {
    const LONGEST: usize = 7;
    let is_short = word.len() <= LONGEST;
    let is_meant = |one: &str| {
        misspelt(word, one).is_some() || (is_short && strsim::damerau_levenshtein(word, one) == 1)
    };
    known.contains(word) || known.iter().any(|one| is_meant(one))
}

/// Whether a text is a number that is too short to be a secret.
fn is_small_number(text: &str) -> bool {
    const LONGEST: usize = 7;
    !text.is_empty() && text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_or_misspelt_is_shown() {
        let shown = |words: &[&str]| {
            let words = [&["leastwise"], words].concat();
            arguments(&words.iter().map(OsString::from).collect::<Vec<_>>()).split_off(1).join(" ")
        };
        for same in [
            "plan --format json -vq",
            "plam --fromat jsn ops.txt",
            "explain okta.users.read",
            "--rate-share 101",
            "check --role HELP_DESK_ADMIN -- -",
        ] {
            assert_eq!(shown(&same.split(' ').collect::<Vec<_>>()), same);
        }
        for (hidden, expected) in [
            ("correcthorse", "***"),
            ("--correcthorse", "--***"),
            ("--tokencorrecthorse", "--***"),
            ("--format=correcthorse", "--format=***"),
            ("-vcorrecthorse", "-***"),
            ("12345678", "***"),
            ("folder/00aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2yZ3a", "***"),
        ] {
            assert_eq!(shown(&[hidden]), expected);
        }
        assert_eq!(command("plan GET /api/v1/users/correcthorse"), "plan GET /api/v1/users/***");
    }
}
