//! Records of requests: maps with a path that a program keeps, hands back or writes down, and that nothing in it sends.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::bindings::Names;
use super::program::Program;
use super::token::{Kind, Piece, Token};
use super::vocabulary::{KEEPS, WRITES, has as listed};
use super::words;

/// How many brackets are followed outwards, and how many names.
const DEEPEST: usize = 6;

/// How many places of a name are looked at.
const MOST: usize = 200;

/// A map that may be a record of a request.
struct Record<'k> {
    /// The member of it that holds a path.
    key: &'k str,
    /// How many places of names may still be looked at.
    left: Cell<usize>,
}

impl Names<'_> {
    /// Whether a map is only a record of the request that an entry of it spells.
    pub(super) fn is_record(&self, open: usize, entry: usize) -> bool {
        let program = self.program;
        let is_map = program.is(open, "{") || program.is(open, "[");
        let is_keyed = program.before(entry).is_some_and(|token| token.is(":") || token.is("=>"));
        let key = entry.checked_sub(2).and_then(|at| program.token(at));
        let key = key.and_then(|key| key.plain().or(key.word())).filter(|_| is_map && is_keyed);
        key.is_some_and(|key| self.is_kept(open, &Record { key, left: Cell::new(MOST) }, 0))
    }

    /// Whether a value that begins at a place is kept in a list, written down or handed back, and not given to anything
    /// that may send it.
    fn is_kept(&self, start: usize, record: &Record<'_>, depth: usize) -> bool {
        let program = self.program;
        let mut at = program.without_leads(start);
        for _ in 0..DEEPEST {
            if program.before(at).is_some_and(|token| token.is_word("return") || token.is_word("yield")) {
                return self.is_return_kept(at, record, depth);
            }
            let open = program.within(at);
            let callee = open.filter(|open| program.is(*open, "(")).and_then(|open| program.callee(open));
            let is_given = ["=", ":=", "+="].iter().any(|sign| program.is_before(at, sign));
            if is_given && callee.is_none() {
                // `rollback["undo"] = {…}` keeps it; `step = {…}` names it.
                let is_put = program.is_before(at - 1, "]") || program.is_before(at, "+=");
                return if is_put { self.stays(record) } else { self.is_local_kept(at, record, depth) };
            }
            let Some(open) = open else { return false };
            let is_result = program.is_before(at, "=>") && !matches!(program.language.name, "php" | "ruby");
            if is_result || (program.is(open, "{") && !is_map(program, open)) {
                return false;
            }
            let Some((first, words)) = callee else {
                at = program.without_leads(open);
                continue;
            };
            let name = words.last().copied().unwrap_or_default();
            if keeps(&words) {
                return self.stays(record);
            }
            if !is_written(name) {
                let asks = listed("len bool isinstance typeof count", name);
                return asks || writes(name) || words::is_log(&words) || words::is_check(&words);
            }
            // What is made of it is no request any more, and may be what a request sends.
            at = program.without_leads(first);
        }
        false
    }

    /// Whether what is put into a list stays there: the program takes no requests out of such records and sends them.
    fn stays(&self, record: &Record<'_>) -> bool {
        let replayed = self.replayed.get_or_init(|| replayed(self.program));
        !replayed.contains(record.key) && !replayed.contains("*")
    }

    /// Whether what a function hands back is given to nothing here that may send it.
    fn is_return_kept(&self, at: usize, record: &Record<'_>, depth: usize) -> bool {
        let program = self.program;
        let Some(block) = program.blocks.get(program.function(program.block(at))) else { return false };
        // A function that is itself given to something answers that: `builder.query({ query() { return {…} } })`.
        let is_given = std::iter::successors(program.within(block.start), |open| program.within(*open))
            .take(DEEPEST)
            .any(|open| program.is(open, "(") && program.callee(open).is_some());
        let name = block.name.filter(|_| !is_given && depth < DEEPEST);
        name.is_some_and(|name| self.is_name_kept(name, 0..program.tokens.len(), record, depth))
    }

    /// Whether what a variable of a function holds is given to nothing that may send it.
    fn is_local_kept(&self, at: usize, record: &Record<'_>, depth: usize) -> bool {
        let program = self.program;
        let function = program.function(program.block(at));
        let binding = self.bindings_around(at).filter(|one| one.is.start + 2 >= at).last();
        let local = binding.filter(|one| !one.is_wide() && function != 0 && depth < DEEPEST);
        let until = program.blocks.get(function).map_or(program.tokens.len(), |block| block.end);
        local.is_some_and(|local| self.is_name_kept(local.name, local.is.end..until, record, depth))
    }

    /// The same by the places at which its name stands.
    fn is_name_kept(&self, name: &str, range: Range<usize>, record: &Record<'_>, depth: usize) -> bool {
        let places = self.places().get(name).map(Vec::as_slice).unwrap_or_default();
        let first = places.partition_point(|(at, _)| *at < range.start);
        let mut places = places.iter().skip(first).take_while(|(at, _)| range.contains(at)).peekable();
        let is_named = places.peek().is_some();
        is_named
            && places.all(|(at, is_in_text)| {
                let left = record.left.get();
                record.left.set(left.saturating_sub(1));
                left > 0 && !is_in_text && self.is_kept_at(*at, record, depth)
            })
    }

    /// The same for one of those places.
    fn is_kept_at(&self, at: usize, record: &Record<'_>, depth: usize) -> bool {
        // What defines it, or asks whether there is one.
        const ASKS: [&str; 11] =
            ["def", "func", "fn", "fun", "function", "async", "if", "not", "and", "or", "while"];
        let program = self.program;
        if program.before(at).is_some_and(|token| ASKS.contains(&token.text)) || program.is(at + 1, "=") {
            return true;
        }
        if program.is(at + 1, "[") {
            let read = program.token(at + 2).and_then(Token::plain);
            return read.is_some_and(|read| read != record.key);
        }
        if program.is_member_sign(at + 1) {
            let member = program.token(at + 2).and_then(Token::word).unwrap_or_default();
            return listed("update setdefault pop copy length", member)
                || (!program.is(at + 3, "(") && member != record.key);
        }
        // The name of a function with what it is given.
        let called = program.is(at + 1, "(").then(|| program.callee(at + 1)).flatten();
        let head = called.map_or(at, |(first, _)| first);
        let is_spread = ["**", "*", "..."].iter().any(|sign| program.is_before(head, sign));
        !is_spread && self.is_kept(head, record, depth + 1)
    }
}

/// Whether a brace holds a map rather than statements, by what stands before it.
fn is_map(program: &Program<'_>, open: usize) -> bool {
    let Some(before) = program.before(open) else { return program.language.name == "python" };
    let sign =
        matches!(before.text, "=" | ":" | "(" | "," | "[" | ":=" | "??" | "||" | "?" | "{" | "]" | "+=")
            && before.kind == Kind::Sign;
    let word = before.word().is_some_and(|word| {
        matches!(word, "return" | "yield" | "await" | "default")
            || word.starts_with(|c: char| c.is_ascii_uppercase())
    });
    program.language.name == "python" || sign || word
}

/// Whether a call puts what it is given into a list.
fn keeps(words: &[&str]) -> bool {
    let name = words.last().copied().unwrap_or_default();
    listed(KEEPS, name) && (words.len() > 1 || matches!(name, "append" | "array_push"))
}

/// Whether a function makes a text of what it is given.
fn is_written(name: &str) -> bool {
    matches!(
        name,
        "dumps" | "stringify" | "json_encode" | "Marshal" | "MarshalIndent" | "to_json" | "str" | "dict"
    )
}

/// Whether a function writes what it is given somewhere, by its name.
fn writes(name: &str) -> bool {
    words::parts(name).first().is_some_and(|first| listed(WRITES, first))
}

/// The keys by which a program takes something out of a record and hands it to what sends; `*` where it hands over whole
/// records.
fn replayed(program: &Program<'_>) -> BTreeSet<String> {
    let taken = taken(program);
    let mut found = BTreeSet::new();
    for open in (0..program.tokens.len()).filter(|at| program.is(*at, "(")) {
        let Some((first, words)) = program.callee(open) else { continue };
        let name = words.last().copied().unwrap_or_default();
        let before = program.before(first).and_then(Token::word).unwrap_or_default();
        let stores = words::is_lookup(&words) || words::is_log(&words) || words::is_check(&words);
        let is_call = !listed("def func function fn fun", before) && !stores;
        if !is_call || !(words::sends(name).is_some() || speaks(name)) {
            continue;
        }
        for at in open + 1..program.partner(open).min(open + MOST) {
            let Some(token) = program.token(at) else { break };
            let inner = token.pieces().unwrap_or_default().iter().flat_map(|piece| match piece {
                Piece::Hole(tokens) => &tokens[..],
                Piece::Plain(_) => &[],
            });
            let words: Vec<&str> = inner.chain([token]).filter_map(Token::word).collect();
            let named = words.iter().filter_map(|word| taken.get(word)).flatten().copied();
            found.extend(named.chain(looked_up(program, at)).map(str::to_owned));
            // `f"{base}{step['path']}"`
            let keys = token.pieces().unwrap_or_default().iter().filter_map(|piece| match piece {
                Piece::Hole(tokens) => tokens.get(1..),
                Piece::Plain(_) => None,
            });
            let keys = keys.flatten().filter_map(|token| token.plain().or(token.word()));
            found.extend(keys.map(str::to_owned));
            if token.is("**") || token.is("...") {
                found.insert("*".to_owned());
            }
        }
    }
    found
}

/// The names of a program that are given what is looked up by a key, each with a few of those keys:
/// `path = step["path"]`.
fn taken<'t>(program: &'t Program<'_>) -> BTreeMap<&'t str, BTreeSet<&'t str>> {
    const FAR: usize = 30;
    const FEW: usize = 8;
    let mut taken: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for at in (0..program.tokens.len()).filter(|at| program.is(*at, "=") || program.is(*at, ":=")) {
        let Some(name) = program.before(at).and_then(Token::word) else { continue };
        let ends = |at: &usize| program.starts_line(*at) || program.is(*at, ";");
        let value = (at + 1..program.tokens.len().min(at + FAR)).take_while(|at| !ends(at));
        let keys = taken.entry(name).or_default();
        keys.extend(value.filter_map(|at| looked_up(program, at)));
        while keys.len() > FEW {
            keys.pop_last();
        }
    }
    taken
}

/// The key of a lookup that ends at a place: `["path"]`, `.path`, `.get("path"`.
fn looked_up<'t>(program: &'t Program<'_>, at: usize) -> Option<&'t str> {
    let token = program.token(at)?;
    let read = program.is_before(at, "[")
        || (program.is_before(at, "(") && at > 1 && program.is_word(at - 2, "get"));
    let member =
        || token.word().filter(|_| at > 0 && program.is_member_sign(at - 1) && !program.is(at + 1, "("));
    token.plain().filter(|_| read).or_else(member)
}

/// Whether a function sends something, by the words of its name.
fn speaks(name: &str) -> bool {
    let sends = |part: &String| {
        listed("request fetch call send api invoke exec execute replay perform undo revert", part)
    };
    words::parts(name).iter().any(sends)
}
