//! Which provider serves a resource or function, by the options of the call.

use std::ops::Range;

use super::super::program::Program;
use super::super::token::{Kind, Token};
use super::{Reader, arguments};
use crate::intake::pulumi::{Found, INHERITED, UNKNOWN_PROVIDER};
use crate::model::Origin;

/// What options say of the provider.
enum Said {
    /// It is the default one.
    Default,
    /// It is this one.
    Is(String),
    /// It is another one, and which is not known.
    Unknown,
    /// It may be another one, where there are any.
    May,
}

impl Reader<'_, '_> {
    /// The provider that options name.
    pub(super) fn served(&self, options: &Range<usize>, at: &Origin, found: &mut Found<'_>) -> String {
        match self.said(options, 0) {
            Said::Is(name) => return name,
            Said::Default => {}
            Said::Unknown => found.unresolved(at, UNKNOWN_PROVIDER),
            Said::May => found.unresolved(at, INHERITED),
        }
        Found::provider_name("default")
    }

    fn said(&self, options: &Range<usize>, depth: usize) -> Said {
        const DEEPEST: usize = 4;
        let program = self.program;
        if options.is_empty() {
            return Said::Default;
        }
        if let Some(value) = arguments::named(program, options, "provider") {
            return self.named(&value);
        }
        for name in ["providers", "providermap"] {
            if let Some(value) = arguments::named(program, options, name) {
                return self.among(&value);
            }
        }
        let variable = program.token(options.start).filter(|_| options.len() == 1).and_then(Token::word);
        if let Some(variable) = variable {
            if matches!(variable, "null" | "undefined" | "nil" | "None") {
                return Said::Default;
            }
            return match self.bound_to(variable).filter(|_| depth < DEEPEST) {
                Some(value) => self.said(&value, depth + 1),
                None => Said::May,
            };
        }
        if let Some(parent) = arguments::named(program, options, "parent") {
            let made = own_variable(program, &parent).and_then(|word| self.resources.get(word));
            return made.map_or(Said::May, |made| Said::Is(made.provider.clone()));
        }
        if is_open(program, options) { Said::May } else { Said::Default }
    }

    /// The value of a variable.
    fn bound_to(&self, variable: &str) -> Option<Range<usize>> {
        let program = self.program;
        let bound = (0..program.tokens.len()).find(|at| {
            program.is_word(*at, variable) && (program.is(at + 1, "=") || program.is(at + 1, ":="))
        })?;
        let end = (bound + 2..program.tokens.len()).find(|at| {
            program.is(*at, ";")
                || (program.starts_line(*at) && program.within(*at) == program.within(bound))
                || program.within(*at) < program.within(bound)
        });
        Some(bound + 2..end.unwrap_or(program.tokens.len()))
    }

    fn named(&self, value: &Range<usize>) -> Said {
        let known = own_variable(self.program, value).and_then(|word| self.providers.get(word));
        known.map_or(Said::Unknown, |name| Said::Is(name.clone()))
    }

    /// The one provider in a list or a map.
    fn among(&self, value: &Range<usize>) -> Said {
        let words = value.clone().filter_map(|at| self.program.token(at).and_then(Token::word));
        let mut known = words.filter_map(|word| self.providers.get(word));
        match (known.next(), known.next()) {
            (Some(name), None) => Said::Is(name.clone()),
            _ => Said::Unknown,
        }
    }
}

/// The variable or the own member that a value is; none when it is anything else.
fn own_variable<'p>(program: &'p Program<'_>, value: &Range<usize>) -> Option<&'p str> {
    let words: Vec<_> = value.clone().filter_map(|at| program.token(at).and_then(Token::word)).collect();
    let is_own = matches!(words[..], [_] | ["this" | "self", _]);
    arguments::last_word(program, value).filter(|_| is_own)
}

/// Whether options may hold more than what stands in them: `...opts`, `**opts`, what a function gives.
fn is_open(program: &Program<'_>, options: &Range<usize>) -> bool {
    options.clone().any(|at| {
        let Some(token) = program.token(at) else { return false };
        let is_call = token.kind == Kind::Word
            && program.is(at + 1, "(")
            && token.text.starts_with(|letter: char| letter.is_ascii_lowercase())
            && !program.is_before(at, ".")
            && !program.before(at).is_some_and(|before| before.is_word("new"));
        matches!(token.text, "..." | "**" | "*")
            || is_call
            || token.text == "mergeOptions"
            || token.text == "merge"
    })
}
