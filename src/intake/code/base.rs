//! Requests whose path is joined to a base elsewhere: by a client that is made with one, or by a function of the program.

use std::collections::BTreeSet;
use std::ops::Range;

use super::around::Around;
use super::bindings::Names;
use super::climb::Span;
use super::owner::Owner;
use super::path::{self, Worth};
use super::sibling;
use super::signs::Signs;
use super::token::{Piece, Token};
use super::urls::Found;
use super::words;
use crate::model::Method;

/// What joins a path to a base.
#[derive(Debug)]
struct Joiner<'p> {
    /// The client, or the function.
    name: &'p str,
    client: bool,
    /// What stands before the path.
    base: String,
    /// Which argument the path is.
    argument: usize,
    /// The method that the function sends.
    method: Option<Method>,
    /// Whose the base is.
    owner: Owner,
    /// Where the function joins the path to it, in bytes.
    place: Range<usize>,
}

/// The requests that are joined from a base and a path.
#[derive(Debug, Default)]
pub(super) struct Joined {
    pub(super) found: Vec<Found>,
    /// The places of which they tell how the path goes on, in bytes.
    pub(super) answered: Vec<Range<usize>>,
}

/// The requests that a program makes through such clients and functions.
pub(super) fn requests<'p>(names: &Names<'p>, signs: &Signs<'p>, paths: &BTreeSet<&str>) -> Joined {
    let mut joiners = functions(names, signs, paths);
    joiners.extend(clients(names));
    if joiners.is_empty() {
        return Joined::default();
    }
    let program = names.program;
    let mut all = Joined::default();
    for open in (0..program.tokens.len()).filter(|at| program.is(*at, "(")) {
        let Some((joiner, found)) = joined(names, signs, &joiners, open) else { continue };
        if !found.is_empty() {
            all.answered.push(joiner.place.clone());
            all.found.extend(found);
        }
    }
    all.answered.sort_by_key(|place| place.start);
    all.answered.dedup();
    all
}

/// The requests of one call.
fn joined<'j, 'p>(
    names: &Names<'p>,
    signs: &Signs<'p>,
    joiners: &'j [Joiner<'p>],
    open: usize,
) -> Option<(&'j Joiner<'p>, Vec<Found>)> {
    let program = names.program;
    let (start, called) = program.callee(open)?;
    let (name, owners) = called.split_last()?;
    let defined = program
        .before(start)
        .is_some_and(|token| matches!(token.text, "def" | "func" | "fn" | "fun" | "function"));
    let method = words::sends(name);
    let fits = |joiner: &&Joiner<'_>| {
        if joiner.client {
            owners.last() == Some(&joiner.name) && (method.is_some() || *name == "request")
        } else {
            *name == joiner.name && !defined
        }
    };
    let joiner = joiners.iter().find(fits)?;
    let arguments = program.arguments(open);
    let own = |part: &Range<usize>| {
        let tokens = program.tokens.get(part.clone()).unwrap_or_default();
        let values = names.values(tokens, part.start, 0);
        let path = |value: &&String| value.starts_with('/') && !path::begins(value);
        values.iter().filter(path).cloned().collect::<Vec<_>>()
    };
    // A client takes the path first, or behind the method.
    let places = if joiner.client { vec![0, 1] } else { vec![joiner.argument] };
    let part = places.iter().filter_map(|place| arguments.get(*place)).find(|part| !own(part).is_empty())?;
    let span = Span { start: part.start, end: part.end };
    let spelt = sibling::literal(names, open, span);
    let method = spelt.or(joiner.method).or(method).or_else(|| sibling::method(names, open, span));
    let at = program.token(part.start).map_or(0, |token| token.at);
    let urls = own(part).into_iter().map(|value| format!("{}{value}", joiner.base.trim_end_matches('/')));
    let owner = joiner.owner.or(|| names.owner(span, signs));
    let found = urls.filter_map(|url| match path::worth(&url) {
        Worth::Url(_, url) => Some(Found { at, method, url, set_aside: None, owner }),
        _ => None,
    });
    Some((joiner, found.collect()))
}

/// The functions that join what they are given to a base: `def get(self, path): … f"{self.org}/api/v1{path}"`.
fn functions<'p>(names: &Names<'p>, signs: &Signs<'p>, paths: &BTreeSet<&str>) -> Vec<Joiner<'p>> {
    let program = names.program;
    let mut found = Vec::new();
    for (at, token) in program.tokens.iter().enumerate() {
        let telling = token.word().is_some_and(|word| paths.contains(word))
            || token.pieces().is_some_and(|pieces| {
                pieces.iter().any(|piece| {
                    matches!(piece, Piece::Hole(_))
                        || matches!(piece, Piece::Plain(text) if path::may_be(text))
                })
            });
        let Some((name, parameters)) = telling.then(|| names.enclosing(at)).flatten() else { continue };
        let span = program.climb(at);
        let tokens = program.tokens.get(span.start..span.end).unwrap_or_default();
        for value in names.values(tokens, span.start, 0) {
            let hole = value.rfind('{').and_then(|open| value.split_at_checked(open));
            let Some((base, hole)) = hole.filter(|_| path::worth(&value) == Worth::Open) else { continue };
            let hole = hole.trim_matches(['{', '}']);
            let argument = parameters.iter().position(|parameter| *parameter == hole);
            if let Some(argument) = argument.filter(|_| path::begins(base)) {
                let sent = match names.around(span) {
                    Around::Call(method) => method,
                    _ => None,
                };
                let method = sent.or_else(|| names.carried(name)).or_else(|| words::sends(name));
                let owner = names.owner(span, signs);
                let byte = |at: usize| program.token(at).map_or(0, Token::end);
                let place =
                    program.token(span.start).map_or(0, |token| token.at)..byte(span.end.saturating_sub(1));
                let base = base.to_owned();
                found.push(Joiner { name, client: false, base, argument, method, owner, place });
                break;
            }
        }
    }
    found.dedup_by(|one, other| one.name == other.name);
    found
}

/// The clients that are made with a base: `axios.create({ baseURL: … })`.
fn clients<'p>(names: &Names<'p>) -> Vec<Joiner<'p>> {
    const KEYS: [&str; 8] = [
        "baseURL",
        "baseUrl",
        "base_url",
        "base_uri",
        "prefixUrl",
        "BaseAddress",
        "prefix_url",
        "baseAddress",
    ];
    const FAR: usize = 12;
    let program = names.program;
    let mut found = Vec::new();
    for (at, token) in program.tokens.iter().enumerate() {
        let key = token.word().or_else(|| token.plain()).is_some_and(|key| KEYS.contains(&key));
        let assigns = [":", "=", "=>"].iter().any(|sign| program.is(at + 1, sign));
        let Some(mut open) = program.within(at).filter(|_| key && assigns) else { continue };
        let entry = program.arguments(open).into_iter().find(|part| part.contains(&at));
        let Some(entry) = entry else { continue };
        let value = program.tokens.get(at + 2..entry.end).unwrap_or_default();
        let bases = names.values(value, at, 0);
        let Some(base) = bases.first().filter(|base| path::worth(base) == Worth::Base) else { continue };
        while let Some(outer) = program.within(open).filter(|outer| !program.is(*outer, "{")) {
            open = outer;
        }
        let sign =
            (open.saturating_sub(FAR)..open).rev().find(|at| program.is(*at, "=") || program.is(*at, ":="));
        if let Some(name) = sign.and_then(|sign| program.before(sign)).and_then(Token::word) {
            let owner = names.front(value, at + 2);
            let (base, place) = (base.clone(), 0..0);
            found.push(Joiner { name, client: true, base, argument: 0, method: None, owner, place });
        }
    }
    found
}
