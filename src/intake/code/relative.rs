//! Paths that would be Okta's if `/api/v1` stood before them: `f"{base_url}/users/{id}"`, where another file sets the
//! base.
//!
//! Many APIs have paths such as `/users`. They count as open only where the request shows that it goes to Okta: by a
//! header that only Okta has, or by a base with Okta's name.

use std::ops::Range;

use super::around::Around;
use super::bindings::Names;
use super::climb::Span;
use super::owner::{Owner, of_name};
use super::path::{self, Worth};
use super::signs::Signs;
use super::token::{Piece, Token};
use super::vocabulary::has as listed;
use super::words;
use crate::intake::KnownNames;

/// Functions that send what they are given, besides those with the name of a method.
const SENDS: &str =
    "fetch request send do exec execute urlopen ajax newrequest newrequestwithcontext sendasync exchange";

/// The places of such paths, in bytes.
pub(super) fn places<'p>(names: &Names<'p>, signs: &Signs<'p>, known: &dyn KnownNames) -> Vec<usize> {
    let program = names.program;
    let mut found = Vec::new();
    let mut done = 0;
    for (at, token) in program.tokens.iter().enumerate() {
        if at < done || !token.pieces().is_some_and(may_be) {
            continue;
        }
        let span = program.climb(at);
        done = span.end.max(at + 1);
        let tokens = program.tokens.get(span.start..span.end).unwrap_or_default();
        let shown = signs.has_scheme(names, span.start);
        let fits = |value: &String| {
            let Some((base, path)) = below_base(value) else { return false };
            let owner = of_base(names, token, &base, at);
            (owner == Owner::Okta || (shown && owner == Owner::Nobody)) && is_known(known, &path)
        };
        if names.values(tokens, span.start, 0).iter().any(fits) && is_sent(names, span) {
            found.push(token.at);
        }
    }
    found
}

/// Whose a base is: by its name, and by what it stands for where it is written into the text.
fn of_base(names: &Names<'_>, token: &Token<'_>, base: &str, here: usize) -> Owner {
    let by_name = || {
        let owners = base.split('.').filter(|word| !word.is_empty()).map(of_name);
        owners.max_by_key(|owner| (*owner == Owner::Okta, *owner != Owner::Nobody)).unwrap_or_default()
    };
    match token.pieces() {
        Some([Piece::Hole(tokens), ..]) => names.front(tokens, here).or(by_name),
        _ => by_name(),
    }
}

/// Whether a path is one of Okta's, or goes on from one.
fn is_known(known: &dyn KnownNames, path: &str) -> bool {
    const LEAD: usize = "/api/v1/".len();
    let ends = path.match_indices('/').map(|(at, _)| at).filter(|at| *at > LEAD);
    ends.chain([path.len()])
        .filter_map(|end| path.get(..end))
        .any(|beginning| known.knows_path(None, beginning))
}

/// Whether a text may hold such a path, with a base before it or in it; cheap, and often wrong.
fn may_be(pieces: &[Piece<'_>]) -> bool {
    pieces.iter().any(|piece| match piece {
        Piece::Plain(text) => {
            let path = text.find('/').and_then(|at| text.get(at + 1..)).unwrap_or_default();
            !path::may_be(text) && path.starts_with(|c: char| c.is_ascii_lowercase())
        }
        Piece::Hole(_) => false,
    })
}

/// The base of a value, which is not known, and the path below it with `/api/v1` before it: of `{base}/users/{id}`.
fn below_base(value: &str) -> Option<(String, String)> {
    let rest = value.strip_prefix('{')?;
    let (base, path) = rest.split_once('}')?;
    let path = path.split(['?', '#']).next()?;
    let plain = !base.contains(['/', ' ']) && path.starts_with('/') && !path.contains(char::is_whitespace);
    let path = path.trim_end_matches('/');
    (plain && path.len() > 1 && path::worth(value) == Worth::Nothing)
        .then(|| (base.to_owned(), format!("/api/v1{path}")))
}

/// Whether something is sent to a URL: where it stands, or by the name that it is bound to.
fn is_sent(names: &Names<'_>, span: Span) -> bool {
    match names.around(span) {
        Around::Call(_) => true,
        Around::Served | Around::Mentioned | Around::Recorded => false,
        Around::Bound => {
            const FAR: usize = 4_000;
            let program = names.program;
            let function = program.function(program.block(span.start));
            let whole = 0..program.tokens.len();
            let range = program.blocks.get(function).map_or(whole, |block| block.start..block.end);
            let range = range.start.max(span.start)..range.end.min(span.start + FAR);
            let bound = names.bindings_around(span.start).map(|binding| binding.name).collect::<Vec<_>>();
            bound.into_iter().any(|name| is_handed_on(names, name, range.clone()))
        }
    }
}

/// Whether a name stands among what is sent in a part of the program.
fn is_handed_on(names: &Names<'_>, name: &str, range: Range<usize>) -> bool {
    let program = names.program;
    range.filter(|at| program.is_word(*at, name)).any(|at| {
        let Some(open) = program.within(at).filter(|open| program.is(*open, "(")) else { return false };
        program.callee(open).is_some_and(|(_, words)| {
            let last = words.last().copied().unwrap_or_default();
            let sends = words::sends(last).is_some() || listed(SENDS, &last.to_ascii_lowercase());
            sends && !words::is_lookup(&words) && !words::is_log(&words)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_below_a_base_are_told() {
        for (value, expected) in [
            ("{ctx.base_url}/users/{id}", Some("/api/v1/users/{id}")),
            ("{base}/groups?limit={n}", Some("/api/v1/groups")),
            ("{base}/", None),
            ("{base}users", None),
            ("/users", None),
            ("{base}/api/v1/users", None),
            ("https://{host}/users", None),
            ("{count} users/groups", None),
        ] {
            let found = below_base(value).map(|(_, path)| path);
            assert_eq!(found.as_deref(), expected, "{value}");
        }
    }
}
