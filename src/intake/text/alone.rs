//! Methods that stand on lines of their own: above their path, below it, as a heading, or as `method: GET`.

use std::ops::Range;

use super::clean::Line;
use super::scan::Token;
use super::verb::method;
use crate::model::Method;

/// How many lines of other things may stand between `method: GET` and `path: /api/v1/users`.
const KEYED_REACH: usize = 5;

/// A line that holds methods and nothing else.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Lone {
    methods: Vec<Method>,
    /// Whether a key stands before it, as in `method: GET`.
    keyed: bool,
    /// Whether it is itself a key, as in `get:`.
    key: bool,
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
    let words = content.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let is_method = |word: &str| method(&word.trim_matches('_').chars().collect::<Vec<_>>()).is_some();
    let others: Vec<_> = words.filter(|word| !is_method(word)).collect();
    let keyed = matches!(others[..], [key] if KEYS.contains(&key.to_ascii_lowercase().as_str()));
    let key = !keyed && content.trim_end().ends_with(':');
    let plain = others.iter().all(|word| matches!(*word, "and" | "or"));
    let indent = indent(line);
    (plain || keyed).then_some(Lone { methods, keyed, key, indent })
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
    /// Whether it has got a method from a line below.
    given: bool,
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
}

impl Waiting {
    /// The methods for a path that has none of its own.
    pub(super) fn methods(&self) -> &[Method] {
        &self.methods
    }

    /// Takes in a line of methods. When they belong to the path above, gives the position of its call, whether it has
    /// got methods before, and the methods.
    pub(super) fn announce(&mut self, line: &Line, lone: Lone) -> Option<(usize, bool, Vec<Method>)> {
        let begins = line.text(0..line.chars.len()).trim_start().starts_with("- ");
        if let Some(bare) = &mut self.path {
            let below_key = lone.key && bare.key.is_some_and(|key| lone.indent > key);
            if below_key || (!begins && (lone.keyed || bare.between == 0)) {
                let again = std::mem::replace(&mut bare.given, true);
                return Some((bare.position, again, lone.methods));
            }
            self.path = None;
        }
        if self.used {
            self.methods.clear();
        }
        self.methods.extend(lone.methods);
        self.used = false;
        self.reach = if lone.keyed { KEYED_REACH } else { 0 };
        None
    }

    /// Takes in a line that led to these calls; `bare` when they are one call without a method.
    pub(super) fn passed(&mut self, line: &Line, calls: Range<usize>, bare: bool) {
        if !calls.is_empty() {
            let last = line.chars.iter().rfind(|c| !c.is_whitespace());
            let key = (last == Some(&':')).then(|| indent(line));
            self.path = bare.then_some(Bare { position: calls.start, between: 0, key, given: false });
            self.used |= !self.methods.is_empty();
            if self.reach > 0 {
                self.methods.clear();
            }
            return;
        }
        let blank = line.chars.iter().all(|c| c.is_whitespace());
        let deeper = |bare: &Bare| bare.key.is_some_and(|key| blank || indent(line) > key);
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
