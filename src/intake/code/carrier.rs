//! Functions of the program that send what they are given: which method `self.fetch(path)` stands for.

use std::collections::BTreeSet;

use super::bindings::Names;
use super::climb::Span;
use super::sibling;
use super::token::{Kind, Token};
use super::words;
use crate::model::Method;

/// The longest function that is looked into, in tokens.
const LONGEST: usize = 600;

impl<'p> Names<'p> {
    /// The one method that a function of this file sends with what it is given, if it sends one.
    pub(super) fn carried(&self, name: &str) -> Option<Method> {
        if let Some(known) = self.carriers.borrow().get(name) {
            return *known;
        }
        let mut found = BTreeSet::new();
        for block in self.program.blocks.iter().filter(|block| block.name == Some(name)) {
            found.extend(self.sent_in(block.start, block.end.min(block.start + LONGEST), name));
        }
        let mut found = found.into_iter();
        let one = found.next().filter(|_| found.next().is_none());
        self.carriers.borrow_mut().insert(name.to_owned(), one);
        one
    }

    fn sent_in(&self, start: usize, end: usize, name: &str) -> BTreeSet<Method> {
        let program = self.program;
        let mut given = self.parameters(start, name);
        let mut found = BTreeSet::new();
        for at in start..end {
            if program.is(at, "=") || program.is(at, ":=") {
                let stop =
                    (at + 1..end).find(|at| program.starts_line(*at) || program.is(*at, ";")).unwrap_or(end);
                let target = program.before(at).and_then(Token::word);
                if self.has_any(at + 1, stop, &given) {
                    given.extend(target);
                }
            }
            if !program.is(at, "(") {
                continue;
            }
            let Some((_, words)) = program.callee(at) else { continue };
            let last = words.last().copied().unwrap_or_default();
            let speaks = words::is_lookup(&words) || words::is_log(&words) || words::is_url_made(&words, 1);
            let first =
                program.arguments(at).into_iter().find(|part| self.has_any(part.start, part.end, &given));
            let Some(first) = first.filter(|_| !speaks && last != name) else { continue };
            let span = Span { start: first.start, end: first.end };
            found.extend(words::sends(last).or_else(|| sibling::method(self, at, span)));
        }
        found
    }

    /// The names of what a function is given.
    fn parameters(&self, start: usize, name: &str) -> BTreeSet<&str> {
        let Some(open) = self.parameters_at(start, name) else { return BTreeSet::new() };
        let inside = self.program.tokens.get(open + 1..self.program.partner(open)).unwrap_or_default();
        inside.iter().filter_map(Token::word).filter(|word| !is_self(word)).collect()
    }

    /// The function that a place stands in, by its name, with the names of its parameters in order.
    pub(super) fn enclosing(&self, at: usize) -> Option<(&'p str, Vec<&'p str>)> {
        let program = self.program;
        let block = program.blocks.get(program.function(program.block(at)))?;
        let of_block = block.name.and_then(|name| Some((name, self.parameters_at(block.start, name)?)));
        // `const get = (path) => …`: what it gives stands in no block.
        let arrow = self.bindings_around(at).find(|binding| binding.called).and_then(|binding| {
            let sign = binding.is.start.checked_sub(1)?;
            program.is_before(sign, ")").then(|| (binding.name, program.partner(sign - 1)))
        });
        let (name, open) = arrow.or(of_block)?;
        Some((name, self.parameter_list(open)))
    }

    /// The names of the parameters in a bracket, in order.
    fn parameter_list(&self, open: usize) -> Vec<&'p str> {
        let program = self.program;
        // `path: string`, `path string` and `String path = "/"`: types stand behind or before.
        let first = matches!(
            program.language.name,
            "python" | "javascript" | "kotlin" | "rust" | "go" | "scala" | "swift"
        );
        let named = program.arguments(open).into_iter().filter_map(|part| {
            let tokens = program.tokens.get(part)?;
            let tokens = tokens.split(|token| token.is("=")).next()?;
            let mut words = tokens.iter().filter_map(Token::word).filter(|word| *word != "mut");
            let name = if first { words.next() } else { words.next_back() };
            name.filter(|name| !is_self(name)).map(|name| name.trim_start_matches('$'))
        });
        named.collect()
    }

    /// Where the parameters of a function stand.
    fn parameters_at(&self, start: usize, name: &str) -> Option<usize> {
        const FAR: usize = 60;
        let program = self.program;
        let head = (start.saturating_sub(FAR)..start).rev().find(|at| program.is_word(*at, name))?;
        (head + 1..start).find(|at| program.is(*at, "("))
    }

    fn has_any(&self, start: usize, end: usize, names: &BTreeSet<&str>) -> bool {
        let tokens = self.program.tokens.get(start..end).unwrap_or_default();
        tokens.iter().any(|token| match &token.kind {
            Kind::Word => names.contains(token.text),
            Kind::Text(pieces) => pieces.iter().any(|piece| match piece {
                super::token::Piece::Plain(_) => false,
                super::token::Piece::Hole(inner) => {
                    inner.iter().any(|token| token.word().is_some_and(|word| names.contains(word)))
                }
            }),
            _ => false,
        })
    }
}

fn is_self(word: &str) -> bool {
    matches!(word, "self" | "this" | "cls")
}
