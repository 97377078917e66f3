//! Methods that stand on lines of their own: above their path, below it, as a heading, or as `method: GET`.

use std::ops::Range;

use super::clean::Line;
use super::scan::Token;
use super::verb::method;
use crate::model::Method;

/// How many lines of other things may stand between `method: GET` and `path: /api/v1/users`.
const KEYED_REACH: usize = 5;

/// How many words may stand behind a method below a path.
const MAX_WORDS: usize = 6;

/// A line that holds methods and nothing else, or what they are for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Lone {
    methods: Vec<Method>,
    /// Whether a key stands before it, as in `method: GET`.
    keyed: bool,
    /// Whether it is itself a key, as in `get:`.
    key: bool,
    /// Whether other words stand behind it, as in `POST  creates one`.
    is_labelled: bool,
    indent: usize,
}

/// The methods of a line that holds nothing else.
pub(super) fn lone(line: &Line, start: usize, tokens: &[Token]) -> Option<Lone> {
    const KEYS: [&str; 8] =
        ["method", "methods", "verb", "httpmethod", "http_method", "requestmethod", "type", "request"];
    let mut methods = Vec::new();
    for token in tokens {
        let Token::Method { method, .. } = token else { return None };
        methods.push(*method);
    }
    if methods.is_empty() {
        return None;
    }
    let content = line.text(start..line.chars.len());
    // Slashes without a segment are a broken path of the line's own.
    if content.contains("///") {
        return None;
    }
    let words = content.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let is_method = |word: &str| method(&word.trim_matches('_').chars().collect::<Vec<_>>()).is_some();
    let others: Vec<_> = words.filter(|word| !is_method(word)).collect();
    let keyed = matches!(others[..], [key] if KEYS.contains(&key.to_ascii_lowercase().as_str()));
    let key = !keyed && content.trim_end().ends_with(':');
    let plain = others.iter().all(|word| matches!(*word, "and" | "or"));
    let first = tokens.first().map(|token| token.span().start);
    let strong = tokens.iter().all(|token| matches!(token, Token::Method { weak: false, .. }));
    let opens = first.is_some_and(|first| !line.text(start..first).contains(char::is_alphanumeric));
    let is_labelled = !plain && !keyed;
    let indent = indent(line);
    let is_lone = plain || keyed || (strong && opens && others.len() <= MAX_WORDS && !content.contains(". "));
    is_lone.then_some(Lone { methods, keyed, key, is_labelled, indent })
}

/// How far the content of a line is indented.
fn indent(line: &Line) -> usize {
    line.chars.iter().take_while(|c| c.is_whitespace()).count()
}

/// Whether a record ends or begins with a line, or a call of code begins: what is above belongs to something else.
fn is_boundary(line: &Line) -> bool {
    let text = line.text(0..line.chars.len());
    let text = text.trim();
    text.is_empty()
        || text.starts_with(['}', ')', ']', '{'])
        || text.starts_with("- ")
        || text.ends_with(['(', '{', '['])
}

/// The path of a line that has no method.
#[derive(Clone, Copy, Debug)]
struct Bare {
    /// The position of its call.
    position: usize,
    /// How many other lines came since.
    between: usize,
    /// The indentation, when the path is a key: what stands deeper belongs to it.
    key: Option<usize>,
    indent: usize,
    /// Whether it has got a method from a line below.
    given: bool,
}

/// A path with its methods, to which further methods may stand below.
#[derive(Clone, Copy, Debug)]
struct Whole {
    /// The position of its call.
    position: usize,
    indent: usize,
}

/// To what the methods of a line belong.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Belonging {
    /// To the call at this position; whether it has got methods before.
    Above(usize, bool, Vec<Method>),
    /// To the paths below.
    Below,
    /// To nothing: the line is another one.
    Nothing,
}

/// What lines of methods and paths wait for.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    /// Methods for the paths below, until something else comes.
    methods: Vec<Method>,
    /// Whether a path has got them.
    used: bool,
    /// How many other lines they outlast.
    reach: usize,
    path: Option<Bare>,
    /// The path right above, with its methods.
    whole: Option<Whole>,
}

impl Waiting {
    /// The methods for a path that has none of its own.
    pub(super) fn methods(&self) -> &[Method] {
        &self.methods
    }

    /// Takes in a line of methods, and says to what they belong; `leads` when a path without a method follows.
    pub(super) fn announce(&mut self, line: &Line, lone: Lone, leads: bool) -> Belonging {
        let begins = line.text(0..line.chars.len()).trim_start().starts_with("- ");
        if lone.is_labelled {
            let bare = self.path.filter(|bare| lone.indent > bare.indent);
            let whole = self.whole.filter(|whole| lone.indent > whole.indent && !leads);
            return match (bare, whole) {
                (Some(_), _) => self.give(lone.methods),
                (None, Some(whole)) => Belonging::Above(whole.position, true, lone.methods),
                (None, None) => Belonging::Nothing,
            };
        }
        if let Some(bare) = self.path {
            let below_key = lone.key && bare.key.is_some_and(|key| lone.indent > key);
            if below_key || (!begins && (lone.keyed || bare.between == 0)) {
                return self.give(lone.methods);
            }
            self.path = None;
        }
        if let Some(whole) = self.whole.filter(|_| !leads && !lone.keyed) {
            return Belonging::Above(whole.position, true, lone.methods);
        }
        if self.used {
            self.methods.clear();
        }
        self.methods.extend(lone.methods);
        self.used = false;
        self.reach = if lone.keyed { KEYED_REACH } else { 0 };
        self.whole = None;
        Belonging::Below
    }

    /// Gives methods to the path that waits for them.
    fn give(&mut self, methods: Vec<Method>) -> Belonging {
        let Some(bare) = &mut self.path else { return Belonging::Nothing };
        let again = std::mem::replace(&mut bare.given, true);
        Belonging::Above(bare.position, again, methods)
    }

    /// Takes in a line that led to these calls; `bare` when they are one call without a method, `single` when they are
    /// all to one path.
    pub(super) fn passed(&mut self, line: &Line, calls: Range<usize>, bare: bool, single: bool) {
        let indent = indent(line);
        self.whole =
            (single && !bare && !calls.is_empty()).then_some(Whole { position: calls.start, indent });
        if !calls.is_empty() {
            let last = line.chars.iter().rfind(|c| !c.is_whitespace());
            let key = (last == Some(&':')).then_some(indent);
            self.path = bare.then_some(Bare { position: calls.start, between: 0, key, indent, given: false });
            self.used |= !self.methods.is_empty();
            if self.reach > 0 {
                self.methods.clear();
            }
            return;
        }
        let blank = line.chars.iter().all(|c| c.is_whitespace());
        let deeper = |bare: &Bare| bare.key.is_some_and(|key| blank || indent > key);
        self.path =
            self.path.filter(|bare| deeper(bare) || (!is_boundary(line) && bare.between < KEYED_REACH));
        if let Some(bare) = &mut self.path {
            bare.between += 1;
        }
        if blank {
            // Behind a blank line, what was a heading is over.
            if self.used {
                self.methods.clear();
            }
            return;
        }
        match self.reach.checked_sub(1) {
            Some(left) => self.reach = left,
            None => self.methods.clear(),
        }
    }
}
