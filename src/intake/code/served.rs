//! What answers a path, fakes the answer, or only tells of it, although it is written like a request.

use super::bindings::Names;
use super::climb::Span;
use super::token::{Kind, Token};
use super::vocabulary::{FAKES, ROUTERS, TELLS, has as listed};
use super::words;

impl Names<'_> {
    /// Whether a call answers the path that it is given: a route of a server, or a fake of one.
    pub(super) fn serves(&self, open: usize, words: &[&str]) -> bool {
        let language = self.program.language.name;
        words::is_served(words, language == "go")
            || is_framework(words, language)
            || words.iter().any(|word| is_fake(word))
            || words.first().is_some_and(|first| self.is_made_by_fake(first, open))
            || self.is_handled(open, words)
    }

    /// Whether something is made by what fakes servers: `scope = nock("https://…")`, `with requests_mock.Mocker() as m`.
    fn is_made_by_fake(&self, name: &str, here: usize) -> bool {
        const FAR: usize = 8;
        let program = self.program;
        let made = |start: usize| {
            let near = program.tokens.get(start..(start + FAR).min(program.tokens.len())).unwrap_or_default();
            near.iter().filter_map(Token::word).any(is_fake)
        };
        let bound = self.visible(name, here, false, false).into_iter();
        let mut bound = bound.filter_map(|at| self.bindings.get(at)).map(|binding| binding.is.start);
        if bound.any(made) {
            return true;
        }
        let opened = || {
            (1..here).rev().take(200).find(|at| program.is_word(*at, name) && program.is_word(at - 1, "as"))
        };
        program.language.name == "python" && opened().is_some_and(|at| made(at.saturating_sub(FAR)))
    }

    /// Whether a call is given a function that answers: `get("/users", (req, res) => …)`, `r.Get("/users", list)`.
    fn is_handled(&self, open: usize, words: &[&str]) -> bool {
        let program = self.program;
        let name = words.last().copied().unwrap_or_default();
        if words::sends(name).is_none() && name != "all" {
            return false;
        }
        let arguments = program.arguments(open);
        match program.language.name {
            "javascript" => arguments.iter().skip(1).any(|part| self.answers(part.start, part.end)),
            "go" => {
                const ROUTERS: &str = "r e g v1 v2 api group rg srv engine";
                let router = words.len() > 1 && words.iter().rev().skip(1).any(|word| listed(ROUTERS, word));
                let handler = arguments.last().filter(|_| arguments.len() > 1).is_some_and(|part| {
                    let tokens = program.tokens.get(part.clone()).unwrap_or_default();
                    tokens.first().is_some_and(|first| first.is_word("func"))
                        || tokens
                            .iter()
                            .all(|token| token.is(".") || token.word().is_some_and(|word| word != "nil"))
                });
                router && handler
            }
            _ => false,
        }
    }

    /// Whether a function takes a request and gives an answer.
    fn answers(&self, start: usize, end: usize) -> bool {
        let program = self.program;
        let at = start + usize::from(program.is_word(start, "async"));
        let open = at + usize::from(program.is_word(at, "function"));
        let function = program.is_word(at, "function")
            || program.is(program.partner(open).max(open) + 1, "=>")
            || program.is(open + 1, "=>");
        if !function {
            return false;
        }
        let bracket = program.is(open, "(");
        let first = if bracket { open + 1 } else { open };
        let word = program.token(first).and_then(Token::word).unwrap_or_default();
        let second = program.token(first + 2).and_then(Token::word).unwrap_or_default();
        let takes = listed("req _req request ctx context c", word)
            || (listed("_ __", word) && listed("res reply response ctx", second));
        let body = program.tokens.get(open..end).unwrap_or_default();
        let gives = body.iter().any(|token| token.is_word("HttpResponse") || token.is_word("respondWith"));
        takes || gives
    }

    /// Whether a text of a method and a path is handed to something that sends it, rather than a label.
    pub(super) fn is_sent_whole(&self, span: Span) -> bool {
        let program = self.program;
        let open = program.within(program.without_leads(span.start)).filter(|open| program.is(*open, "("));
        let name = open.and_then(|open| program.callee(open)).and_then(|(_, words)| words.last().copied());
        name.is_some_and(|name| {
            let parts = words::parts(name);
            let sends = |part: &String| {
                listed("request fetch call send api invoke exec execute do http req query rest", part)
            };
            words::sends(name).is_some() || parts.iter().any(sends)
        })
    }

    /// Whether an entry or argument goes by a name of what only tells of a URL: `aud`, `description`.
    pub(super) fn is_told(&self, start: usize) -> bool {
        let program = self.program;
        let Some(sign) = start.checked_sub(1).and_then(|at| program.token(at)) else { return false };
        if sign.kind != Kind::Sign || !matches!(sign.text, ":" | "=" | "=>" | ":=") {
            return false;
        }
        let key = start.checked_sub(2).and_then(|at| program.token(at));
        key.and_then(|key| key.plain().or(key.word())).is_some_and(tells)
    }
}

/// Whether a name is one of what only tells of a URL.
pub(super) fn tells(name: &str) -> bool {
    listed(TELLS, &name.trim_start_matches(['$', '@', '_']).to_ascii_lowercase())
}

/// Whether a name is of what fakes servers.
fn is_fake(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let parts = words::parts(&word);
    word.contains("mock") || parts.iter().any(|part| listed(FAKES, part))
}

/// Whether a call groups routes.
fn is_framework(words: &[&str], language: &str) -> bool {
    const GROUPS: &str = "resource resources scope prefix group mount nest namespace match root";
    let Some((name, owners)) = words.split_last() else { return false };
    let name = name.to_ascii_lowercase();
    let router = owners.last().is_some_and(|owner| {
        let owner = owner.trim_start_matches(['$', '@', '_']).to_ascii_lowercase();
        listed(ROUTERS, &owner) || listed("web r e g v1 v2", &owner) || owner.ends_with("router")
    });
    listed(GROUPS, &name) && (router || (owners.is_empty() && language == "ruby"))
}
