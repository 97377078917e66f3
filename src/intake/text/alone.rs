//! Methods that stand on lines of their own: above their path, below it, as a heading, or as `method: GET`.

use std::ops::Range;

use super::clean::Line;
use super::scan::Token;
use crate::model::Method;

/// How many lines of other things may stand between `method: GET` and `path: /api/v1/users`.
const KEYED_REACH: usize = 5;

/// A line that holds methods and nothing else.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Lone {
    methods: Vec<Method>,
    /// Whether a key stands before it, as in `method: GET`.
    keyed: bool,
    /// Whether it announces several paths: `GET:`.
    heading: bool,
}

/// The methods of a line that holds nothing else.
pub(super) fn lone(line: &Line, start: usize, tokens: &[Token]) -> Option<Lone> {
    const KEYS: [&str; 7] =
        ["method", "verb", "httpmethod", "http_method", "requestmethod", "type", "request"];
    let mut methods = Vec::new();
    for token in tokens {
        let Token::Method { method, .. } = token else { return None };
        methods.push(*method);
    }
    let content = line.text(start..line.chars.len());
    let words = content.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let others: Vec<_> = words.filter(|word| word.trim_matches('_').parse::<Method>().is_err()).collect();
    let keyed = matches!(others[..], [key] if KEYS.contains(&key.to_ascii_lowercase().as_str()));
    let heading = !keyed && content.trim_end().trim_end_matches(['*', '`', '_']).ends_with(':');
    let plain = others.iter().all(|word| matches!(*word, "and" | "or"));
    (!methods.is_empty() && (plain || keyed)).then_some(Lone { methods, keyed, heading })
}

/// What lines of methods and paths wait for.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    /// Methods without a path so far.
    methods: Vec<Method>,
    heading: bool,
    /// How many other lines they outlast.
    reach: usize,
    /// The last call, when it has no method, by its position; and how many other lines came after it.
    path: Option<(usize, usize)>,
    /// Whether that path has got a method from a line below it.
    given: bool,
}

impl Waiting {
    /// The methods for a path that has none of its own.
    pub(super) fn methods(&self) -> &[Method] {
        &self.methods
    }

    /// Takes in a line of methods. When they belong to the path above, gives its position and whether it has got
    /// methods before.
    pub(super) fn announce(&mut self, lone: Lone) -> Option<(usize, bool, Vec<Method>)> {
        if let Some((position, between)) = self.path
            && (lone.keyed || between == 0)
        {
            let again = std::mem::replace(&mut self.given, true);
            return Some((position, again, lone.methods));
        }
        if self.heading {
            self.methods.clear();
        }
        self.methods.extend(lone.methods);
        self.heading = lone.heading;
        self.reach = if lone.keyed { KEYED_REACH } else { 0 };
        None
    }

    /// Takes in a line that led to these calls; `bare` when they are one call without a method.
    pub(super) fn passed(&mut self, blank: bool, calls: Range<usize>, bare: bool) {
        if !calls.is_empty() {
            self.path = bare.then_some((calls.start, 0));
            self.given = false;
            if !self.heading {
                self.methods.clear();
            }
            return;
        }
        if blank {
            // Behind a blank line, methods begin something new.
            self.path = self.path.filter(|_| !self.given);
            return;
        }
        self.path = self
            .path
            .map(|(path, between)| (path, between + 1))
            .filter(|(_, between)| *between <= KEYED_REACH);
        match self.reach.checked_sub(1) {
            Some(left) => self.reach = left,
            None => self.methods.clear(),
        }
    }
}
