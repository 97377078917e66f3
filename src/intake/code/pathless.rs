//! Requests that show that they go to Okta, and of whose path nothing is known: `requests.post(OKTA_URL + path_for(x))`.
//!
//! A function that only passes on what it is given says nothing: those that call it have the path.

use std::collections::BTreeMap;
use std::ops::Range;

use super::around::Around;
use super::bindings::Names;
use super::climb::Span;
use super::owner::{Owner, of_name};
use super::path;
use super::signs::Signs;
use super::token::{Piece, Token};
use super::vocabulary::has as listed;
use super::words;
use crate::model::{is_okta_host, names_okta};

/// Functions that send what they are given, besides those with the name of a method.
const SENDS: &str = "fetch request send do exec execute urlopen urlretrieve ajax axios got ky superagent newrequest \
                     newrequestwithcontext urlrequest sendasync exchange file_get_contents curl_init";

/// How many of the arguments of a call may be its URL.
const FEW: usize = 4;

/// How deep names are followed.
const DEEPEST: usize = 3;

/// The longest expression that is followed, in tokens.
const LONGEST: usize = 120;

/// The places of such requests, in bytes.
pub(super) fn places<'p>(names: &Names<'p>, signs: &Signs<'p>) -> Vec<usize> {
    let program = names.program;
    let mut found = Vec::new();
    let mut passing: BTreeMap<&str, usize> = BTreeMap::new();
    for open in (0..program.tokens.len()).filter(|at| program.is(*at, "(")) {
        let sends = program.callee(open).is_some_and(|(_, words)| sends(&words));
        for part in if sends { urls(names, open) } else { Vec::new() } {
            let Some(base) = open_base(names, signs, &part) else { continue };
            let span = Span { start: part.start, end: part.end };
            if !matches!(names.around(span), Around::Call(_)) {
                continue;
            }
            match passed_on(names, &part, &base) {
                Some((name, argument)) => {
                    passing.insert(name, argument);
                }
                None => found.extend(program.token(part.start).map(|token| token.at)),
            }
        }
    }
    if !passing.is_empty() {
        found.extend(given(names, &passing));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether a call sends what it is given.
fn sends(words: &[&str]) -> bool {
    const BROWSERS: &str = "driver browser page selenium webdriver router app";
    let name = words.last().copied().unwrap_or_default();
    let sends = words::sends(name).is_some() || listed(SENDS, &name.to_ascii_lowercase());
    let browser = words
        .iter()
        .rev()
        .nth(1)
        .is_some_and(|owner| words::parts(owner).last().is_some_and(|word| listed(BROWSERS, word)));
    sends && !browser && !words::is_lookup(words) && !words::is_log(words)
}

/// The arguments of a call that may be its URL: the first few, and what options name so.
fn urls(names: &Names<'_>, open: usize) -> Vec<Range<usize>> {
    let program = names.program;
    let mut found = Vec::new();
    for part in program.arguments(open).into_iter().take(FEW) {
        let named = program.is(part.start + 1, "=") || program.is(part.start + 1, ":");
        if named && part.len() > 2 {
            found.push(part.start + 2..part.end);
        } else if program.is(part.start, "{") {
            let url = |entry: &Range<usize>| {
                program.token(entry.start).and_then(Token::word).is_some_and(|key| listed("url uri", key))
                    && program.is(entry.start + 1, ":")
                    && entry.len() > 2
            };
            let entries = program.arguments(part.start).into_iter().filter(url);
            found.extend(entries.map(|entry| entry.start + 2..entry.end));
        } else {
            found.push(part);
        }
    }
    found
}

/// The base of a URL that shows that it is Okta's, when what follows it is not known.
fn open_base<'p>(names: &Names<'p>, signs: &Signs<'p>, part: &Range<usize>) -> Option<String> {
    let tokens = names.program.tokens.get(part.clone())?;
    let telling = tokens.iter().any(|token| token.word().is_some() || token.pieces().is_some());
    if !telling || tokens.len() > LONGEST {
        return None;
    }
    let values = names.values(tokens, part.start, 0);
    if values.iter().any(|value| path::starts(value).is_some()) {
        return None;
    }
    values.iter().find_map(|value| {
        let (base, rest) = split(value)?;
        (is_open(rest) && is_oktas(names, signs, base, (part.start, value))).then(|| base.to_owned())
    })
}

/// The base of a value with what follows: a host, or what is not known and stands for one.
fn split(value: &str) -> Option<(&str, &str)> {
    let start = value.find("://").filter(|at| *at <= "https".len()).map_or(0, |at| at + "://".len());
    let host = value.get(start..)?;
    let mut end = host.find(['/', '?', '#', ' ']).unwrap_or(host.len());
    let authority = host.get(..end)?;
    // `https://{org}.okta.com{path}`: a host that is written out ends where its last letter does.
    let mut at = 0;
    while let Some(open) = authority.get(at..).and_then(|rest| rest.find('{')).map(|open| at + open) {
        let plain = authority.get(at..open).unwrap_or_default();
        if is_okta_host(&plain.to_ascii_lowercase()) {
            end = open;
            break;
        }
        at = open + authority.get(open..)?.find('}')? + 1;
        if open == 0 && authority.get(at..).is_some_and(|rest| rest.starts_with('{')) {
            end = at;
            break;
        }
    }
    value.split_at_checked(start + end)
}

/// Whether nothing is known of a path but perhaps how all of Okta's begin.
fn is_open(rest: &str) -> bool {
    const PAGES: [&str; 5] = ["/sso/saml", ".html", ".js", ".css", ".png"];
    const QUERIES: [&str; 5] = ["query", "param", "search", "filter", "qs"];
    let path = rest.split(['?', '#']).next().unwrap_or(rest);
    let Some((before, after)) = path.split_once('{') else { return false };
    let hole = after.split('}').next().unwrap_or(after).to_ascii_lowercase();
    let query = before.is_empty() && QUERIES.iter().any(|word| hole.contains(word));
    path::may_begin(before)
        && !query
        && !path.contains(char::is_whitespace)
        && !PAGES.iter().any(|page| path.ends_with(page))
}

/// Whether a base is Okta's: by its host, by its name, by what it stands for, or by the header beside it.
fn is_oktas<'p>(names: &Names<'p>, signs: &Signs<'p>, base: &str, (here, value): (usize, &str)) -> bool {
    let host = base.split_once("://").map_or(base, |(_, host)| host);
    let port = host.rsplit_once(':').filter(|(_, port)| port.chars().all(|c| c.is_ascii_digit()));
    let host = port.map_or(host, |(host, _)| host);
    if is_okta_host(&host.to_ascii_lowercase()) {
        return true;
    }
    let Some(name) = host.strip_prefix('{').and_then(|name| name.strip_suffix('}')) else { return false };
    let is_base = base.contains("://") || names_base(name) || value.starts_with(&format!("{base}/"));
    if names_okta(name) {
        return is_base;
    }
    let word = name.rsplit('.').next().unwrap_or(name);
    let bound = [false, true].into_iter().flat_map(|member| names.visible(word, here, member, false));
    let told = bound.filter_map(|at| names.bindings.get(at)).any(|binding| {
        let tokens = names.program.tokens.get(binding.is.clone()).unwrap_or_default();
        tokens.iter().take(LONGEST).any(|token| {
            let text = token.word().or_else(|| token.plain()).unwrap_or_default();
            text.len() < LONGEST && names_okta(text) && names_base(text)
        })
    });
    told || (is_base && of_name(word) == Owner::Nobody && signs.has_scheme(names, here))
}

/// Whether a name is that of an address.
fn names_base(name: &str) -> bool {
    const BASES: &str =
        "url uri host hostname domain base org endpoint server origin tenant root issuer address";
    words::parts(name).iter().any(|word| listed(BASES, word))
}

/// The function that an expression only passes a path on for, with the argument that the path is.
fn passed_on<'p>(names: &Names<'p>, part: &Range<usize>, base: &str) -> Option<(&'p str, usize)> {
    let (name, parameters) = names.enclosing(part.start)?;
    let tokens = names.program.tokens.get(part.clone())?;
    let base = base.trim_end_matches('}').rsplit(['.', '{']).next().unwrap_or(base);
    let fits = |word: &str| parameters.iter().position(|parameter| *parameter == word);
    rests_on(names, (tokens, part.start), &|word| fits(word).filter(|_| word != base), 0)
        .map(|argument| (name, argument))
}

/// The first parameter that an expression is made of, other than by a call that makes something else of it.
fn rests_on(
    names: &Names<'_>,
    (tokens, here): (&[Token<'_>], usize),
    fits: &dyn Fn(&str) -> Option<usize>,
    depth: usize,
) -> Option<usize> {
    const KEEPS: [&str; 11] =
        ["strip", "trim", "quote", "encode", "escape", "url", "format", "printf", "join", "string", "concat"];
    // How many calls are open that make something else.
    let mut made: Vec<bool> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if token.is("(") {
            let name = at.checked_sub(1).and_then(|at| tokens.get(at)).and_then(Token::word);
            let name = name.map(str::to_ascii_lowercase);
            made.push(name.is_some_and(|name| !KEEPS.iter().any(|keeps| name.contains(keeps))));
        } else if token.is(")") {
            made.pop();
        }
        if made.contains(&true) {
            continue;
        }
        let holes = token.pieces().unwrap_or_default().iter().filter_map(|piece| match piece {
            Piece::Hole(tokens) => Some(tokens.as_slice()),
            Piece::Plain(_) => None,
        });
        let found = token.word().and_then(fits).or_else(|| {
            holes
                .filter(|_| depth < DEEPEST)
                .find_map(|inner| rests_on(names, (inner, here), fits, depth + 1))
        });
        if found.is_some() {
            return found;
        }
        let Some(word) = token.word().filter(|_| depth < DEEPEST) else { continue };
        let bound =
            names.visible(word, here, false, false).into_iter().filter_map(|at| names.bindings.get(at));
        let found = bound.filter(|binding| binding.is.len() <= LONGEST && binding.is.end <= here).find_map(
            |binding| {
                let tokens = names.program.tokens.get(binding.is.clone())?;
                rests_on(names, (tokens, binding.is.start), fits, depth + 1)
            },
        );
        if found.is_some() {
            return found;
        }
    }
    None
}

/// The calls of functions that pass on a path, where nothing is known of what they are given.
fn given(names: &Names<'_>, passing: &BTreeMap<&str, usize>) -> Vec<usize> {
    const LINKS: &str = "url uri link links href next pathname settings options opts config request req";
    let program = names.program;
    let call = |open: usize| {
        let (start, words) = program.callee(open)?;
        let argument = *passing.get(words.last()?)?;
        let part = program.arguments(open).into_iter().nth(argument)?;
        let tokens = program.tokens.get(part.clone()).filter(|_| !is_defined(names, (start, open), &part))?;
        let values = names.values(tokens, part.start, 0);
        let unknown = |value: &String| {
            let path = value.strip_prefix('/').unwrap_or(value);
            let hole = path.strip_prefix('{').and_then(|path| path.strip_suffix('}'));
            // `get(links.next)`: what an answer links to goes on with a request that is known.
            hole.is_some_and(|hole| {
                !hole.contains('}') && !words::parts(hole).iter().any(|word| listed(LINKS, word))
            })
        };
        let passes = passed_on(names, &part, "").is_some();
        let open = values.iter().any(unknown) && !passes;
        program.token(part.start).filter(|_| open).map(|token| token.at)
    };
    (0..program.tokens.len()).filter(|at| program.is(*at, "(")).filter_map(call).collect()
}

/// Whether what looks like a call defines a function: `func (c *Client) get(path string)`, `get(path) {`,
/// `String get(String path) throws Failure {`.
fn is_defined(names: &Names<'_>, (start, open): (usize, usize), part: &Range<usize>) -> bool {
    const DEFINES: [&str; 5] = ["def", "func", "fn", "fun", "function"];
    let program = names.program;
    let word = |at: usize| program.token(at).and_then(Token::word);
    let behind =
        |token: &Token<'_>| DEFINES.contains(&token.text) || (token.is(")") && !program.starts_line(start));
    let typed = word(part.start).is_some_and(|first| !matches!(first, "await" | "new" | "return"))
        && part.len() > 1
        && word(part.start + 1).is_some();
    typed || program.before(start).is_some_and(behind) || program.is(program.partner(open) + 1, "{")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_of_a_url_is_told_from_what_follows() {
        for (value, expected) in [
            ("https://acme.okta.com{path}", Some(("https://acme.okta.com", "{path}"))),
            ("https://{org}.okta.com/{path}", Some(("https://{org}.okta.com", "/{path}"))),
            ("https://{org}.okta.com{path}", Some(("https://{org}.okta.com", "{path}"))),
            ("https://{domain}{path}", Some(("https://{domain}", "{path}"))),
            ("{base}{path}", Some(("{base}", "{path}"))),
            ("{base}/{path}", Some(("{base}", "/{path}"))),
        ] {
            assert_eq!(split(value), expected, "{value}");
        }
        for (rest, expected) in [
            ("{path}", true),
            ("/{path}/{id}", true),
            ("/api/{version}/users", true),
            ("", false),
            ("/home/{app}", false),
            ("/{app}/sso/saml", false),
            ("?after={cursor}", false),
            ("{query}", false),
        ] {
            assert_eq!(is_open(rest), expected, "{rest}");
        }
    }
}
