//! The method that stands beside a URL: another argument, an entry of the same map, a statement that follows.

use std::collections::BTreeSet;
use std::ops::Range;

use super::bindings::Names;
use super::climb::Span;
use super::token::{Kind, Token};
use super::words;
use crate::model::Method;

/// The method among what stands in a bracket beside an expression, if exactly one is there.
pub(super) fn method(names: &Names<'_>, open: usize, span: Span) -> Option<Method> {
    of_arguments(names, open, Some(span))
}

/// The method among the arguments of a bracket, those with the expression left out.
pub(super) fn of_arguments(names: &Names<'_>, open: usize, span: Option<Span>) -> Option<Method> {
    among(names, &names.program.arguments(open), span)
}

/// The method that an argument beside a URL spells as HTTP does: `client.Get("POST", url)`, `send(http.MethodPut, url)`.
/// What is sent in a body may spell one, too, so it must stand before the URL, or right behind it as a constant.
pub(super) fn literal(names: &Names<'_>, open: usize, span: Span) -> Option<Method> {
    let program = names.program;
    let parts = program.arguments(open);
    let own = parts.iter().position(|part| part.contains(&span.start))?;
    let of = |at: usize| program.tokens.get(parts.get(at)?.clone());
    let is_capitals = |tokens: &&[Token<'_>]| match tokens {
        [one] => one.plain().is_some_and(is_constant),
        _ => false,
    };
    let is_named =
        |tokens: &&[Token<'_>]| tokens.len() > 1 && tokens.iter().all(|token| token.pieces().is_none());
    let before = (0..own)
        .rev()
        .find_map(|at| of(at).filter(|tokens| is_capitals(tokens) || is_named(tokens)).and_then(spelt));
    before.or_else(|| of(own + 1).filter(is_named).and_then(spelt))
}

/// The method among the parts of a range that commas separate.
pub(super) fn in_range(names: &Names<'_>, range: Range<usize>, span: Span) -> Option<Method> {
    let program = names.program;
    let mut parts = Vec::new();
    let mut start = range.start;
    let mut at = start;
    while at < range.end {
        if program.is(at, ",") {
            parts.push(start..at);
            start = at + 1;
        }
        at = program.partner(at).max(at) + 1;
    }
    parts.push(start..range.end);
    among(names, &parts, Some(span))
}

fn among(names: &Names<'_>, parts: &[Range<usize>], span: Option<Span>) -> Option<Method> {
    // Of a long list the neighbours belong to the entry, if any do.
    const FEW: usize = 8;
    let own = span.and_then(|span| parts.iter().position(|part| part.contains(&span.start)));
    let mut found = BTreeSet::new();
    for (number, part) in parts.iter().enumerate() {
        let near = parts.len() <= FEW || own.is_some_and(|own| own.abs_diff(number) == 1);
        if near && Some(number) != own {
            found.extend(of_part(names, part.clone(), 0));
        }
        if Some(number) == own {
            found.extend(of_key(names, part.clone(), span));
        }
    }
    let mut found = found.into_iter();
    found.next().filter(|_| found.next().is_none())
}

/// `GET: "/api/v1/users"`, `"/api/v1/users": "GET"`: the method is the key of the path, or the other way round.
fn of_key(names: &Names<'_>, part: Range<usize>, span: Option<Span>) -> Option<Method> {
    let span = span?;
    let tokens = &names.program.tokens;
    let colon = |at: usize| names.program.is(at, ":") || names.program.is(at, "=>");
    let key = (part.start + 2 <= span.start && colon(span.start - 1))
        .then(|| tokens.get(part.start..span.start - 1));
    let value = colon(span.end).then(|| tokens.get(span.end + 1..part.end));
    let spelt = |tokens: Option<&[Token<'_>]>| match tokens? {
        [one] => one.plain().or(one.word()).and_then(words::spelt),
        _ => None,
    };
    spelt(key.flatten()).or_else(|| spelt(value.flatten()))
}

/// The method that one argument or entry is or has.
fn of_part(names: &Names<'_>, part: Range<usize>, depth: usize) -> Option<Method> {
    const DEEPEST: usize = 2;
    let program = names.program;
    let tokens = program.tokens.get(part.clone()).unwrap_or_default();
    if let Some(value) = keyed(tokens) {
        return spelt(value);
    }
    match tokens {
        // Options by name, spelt out above.
        [one] if one.kind == Kind::Word && depth < DEEPEST && !is_constant(one.text) => {
            let known = names.visible(one.text, part.start, false, false);
            let is =
                known.first().filter(|_| known.len() == 1).and_then(|at| names.bindings.get(*at))?.is.clone();
            let map = program.is(is.start, "{") || program.is(is.start, "[");
            map.then(|| of_part(names, is, depth + 1)).flatten()
        }
        [first, ..] if (first.is("{") || first.is("[")) && depth < DEEPEST => {
            let entries = program.arguments(part.start);
            let entry = |entry: &Range<usize>| keyed(program.tokens.get(entry.clone())?).and_then(spelt);
            entries.iter().find_map(entry)
        }
        _ => spelt(tokens),
    }
}

fn is_constant(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_uppercase())
}

/// The value of an entry whose key says that it is a method: `method: 'POST'`, `"type" => "PUT"`, `Method = x`.
fn keyed<'t, 's>(tokens: &'t [Token<'s>]) -> Option<&'t [Token<'s>]> {
    const KEYS: [&str; 8] = [
        "method",
        "verb",
        "http_method",
        "httpmethod",
        "request_method",
        "requestmethod",
        "curlopt_customrequest",
        "type",
    ];
    let (key, rest) = tokens.split_first()?;
    let (sign, value) = rest.split_first()?;
    let name = key.plain().or(key.word())?.trim_start_matches('$').to_ascii_lowercase();
    let assigns = [":", "=", "=>", ":="].iter().any(|one| sign.is(one));
    let text = name != "type" || value.first().is_some_and(|value| value.pieces().is_some());
    (KEYS.contains(&name.as_str()) && assigns && text).then_some(value)
}

/// The method that a value spells: `"GET"`, `http.MethodGet`, `HttpMethod.Put`, `:get`, `GET`.
fn spelt(tokens: &[Token<'_>]) -> Option<Method> {
    let (last, before) = tokens.split_last()?;
    match (before, last) {
        ([], text) if text.pieces().is_some() => text.plain().and_then(words::spelt),
        ([], word) => word.word().filter(|word| is_constant(word)).and_then(words::spelt),
        ([colon], word) if colon.is(":") => word.word().and_then(words::spelt),
        (before, word) if before.len() <= 8 => {
            let of_methods = |token: &Token<'_>| {
                token
                    .word()
                    .is_some_and(|word| word.to_ascii_lowercase().ends_with("method") || word == "http")
            };
            let telling = before.iter().any(of_methods) || word.text.starts_with("Method");
            let chain =
                before.iter().all(|token| token.kind == Kind::Word || matches!(token.text, "." | "::" | "&"));
            word.word().filter(|_| telling && chain).and_then(words::spelt)
        }
        _ => None,
    }
}

/// The method that is set in a block which is given to a call: `request(url) { method = HttpMethod.Delete }`.
pub(super) fn in_block(names: &Names<'_>, open: usize) -> Option<Method> {
    let program = names.program;
    let close = program.partner(open);
    let named = (open + 1..close).find(|at| program.is_word(*at, "method") && program.is(at + 1, "="))?;
    let end = (named + 2..close).find(|at| program.starts_line(*at) || program.is(*at, ";")).unwrap_or(close);
    program.is(open, "{").then(|| spelt(program.tokens.get(named + 2..end)?)).flatten()
}

/// What the statements below a call say about its method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Later {
    /// Nothing: it is the usual one.
    Nothing,
    /// Something that cannot be read.
    Hidden,
    /// That it is this one.
    Is(Method),
}

impl Later {
    /// The method, which is to read when nothing else is said.
    pub(super) const fn or_read(self) -> Option<Method> {
        match self {
            Self::Nothing => Some(Method::Get),
            Self::Hidden => None,
            Self::Is(method) => Some(method),
        }
    }
}

/// The method that a statement below sets for the request: `c.setRequestMethod("PUT")`, `request.httpMethod = "PUT"`,
/// `curl_setopt($ch, CURLOPT_CUSTOMREQUEST, "PUT")`.
pub(super) fn later(names: &Names<'_>, open: usize) -> Later {
    const FAR: usize = 200;
    let program = names.program;
    let function = program.function(program.block(open));
    let end = program.blocks.get(function).map_or(open, |block| block.end).min(open + FAR);
    let mut found = Later::Nothing;
    // What is set for a handle may stand before its URL.
    let before = (open.saturating_sub(FAR)..open).rev().find(|at| program.is_word(*at, "curl_init"));
    let start = before
        .filter(|_| program.is_word(open - 1, "curl_setopt"))
        .map_or(program.partner(open), |at| at + 1);
    for at in start..end {
        let Some(word) = program.token(at).and_then(Token::word) else { continue };
        let value = |from: usize| {
            let stop = (from..end).find(|at| {
                program.token(*at).is_some_and(|token| matches!(token.text, ";" | ")" | ","))
                    || (*at > from && program.starts_line(*at))
            });
            let value = spelt(program.tokens.get(from..stop.unwrap_or(end)).unwrap_or_default());
            value.map_or(Later::Hidden, Later::Is)
        };
        let on = program.token(at + 2).is_some_and(|token| matches!(token.text, "true" | "TRUE" | "1"));
        match word {
            "setRequestMethod" | "setMethod" if program.is(at + 1, "(") => return value(at + 2),
            "requestMethod" | "httpMethod" | "HTTPMethod" | "Method" if program.is(at + 1, "=") => {
                return value(at + 2);
            }
            "CURLOPT_CUSTOMREQUEST" => return value(at + 2),
            "CURLOPT_POST" | "CURLOPT_POSTFIELDS" if on || word == "CURLOPT_POSTFIELDS" => {
                found = Later::Is(Method::Post);
            }
            "CURLOPT_PUT" if on => found = Later::Is(Method::Put),
            "CURLOPT_NOBODY" if on => found = Later::Is(Method::Head),
            "setDoOutput" | "doOutput" | "httpBody" => found = Later::Hidden,
            "openConnection" | "curl_init" | "curl_exec" | "URLRequest" => break,
            _ => {}
        }
    }
    found
}
