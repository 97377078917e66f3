//! The requests that a program spells out: every URL of Okta's in it, and what is done with it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use super::around::Around;
use super::base;
use super::bindings::Names;
use super::climb::Span;
use super::owner::Owner;
use super::path::{self, Worth};
use super::pathless;
use super::program::Program;
use super::relative;
use super::served;
use super::signs::Signs;
use super::token::{Kind, Piece, Token};
use super::words;
use crate::intake::KnownNames;
use crate::model::{Method, SetAside};

/// A request, or what only looks like one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it stands, in bytes.
    pub(super) at: usize,
    pub(super) method: Option<Method>,
    pub(super) url: String,
    pub(super) set_aside: Option<SetAside>,
    /// Whose server it goes to.
    pub(super) owner: Owner,
}

/// What a program shows of requests.
#[derive(Debug, Default)]
pub(super) struct Requests {
    /// Those that it spells out, in order.
    pub(super) found: Vec<Found>,
    /// The places where one is put together that cannot be read, and whose server it goes to.
    pub(super) open: Vec<(usize, Owner)>,
    /// The places of paths that would be Okta's below a base that another file sets.
    pub(super) based: Vec<usize>,
    /// Whether it has a base of Okta's.
    pub(super) base: bool,
}

/// What of a URL is no request when it is asked for by name: `uri.host`.
const PARTS: [&str; 16] = [
    "host",
    "port",
    "hostname",
    "scheme",
    "origin",
    "searchParams",
    "query",
    "split",
    "length",
    "getHost",
    "Host",
    "Scheme",
    "netloc",
    "startsWith",
    "includes",
    "strip",
];

/// The requests of a program; `clients` are the variables that are clients of SDKs.
pub(super) fn requests<'p>(
    program: &'p Program<'p>,
    clients: BTreeSet<&'p str>,
    known: &dyn KnownNames,
) -> Requests {
    let names = Names::of(program);
    let signs = Signs::of(&names, clients);
    let paths = names.paths();
    let reader = Reader { program, paths, names, signs, open: RefCell::default(), base: Cell::new(false) };
    let mut found = Vec::new();
    let mut done = 0;
    for (at, token) in program.tokens.iter().enumerate() {
        if at < done {
            continue;
        }
        match &token.kind {
            Kind::Text(pieces) if reader.tells(pieces) => done = reader.text(at, &mut found),
            Kind::Word if reader.paths.contains(token.text) => done = reader.name(at, &mut found),
            _ => {}
        }
    }
    let base::Joined { found: joined, answered } =
        base::requests(&reader.names, &reader.signs, &reader.paths);
    let mut open = reader.open.take();
    open.retain(|(at, _)| !answered.iter().any(|range| range.contains(at)));
    open.extend(pathless::places(&reader.names, &reader.signs).into_iter().map(|at| (at, Owner::Okta)));
    found.extend(joined);
    reader.unused(&mut found);
    found.sort_by_key(|one| one.at);
    found.dedup();
    let based = relative::places(&reader.names, &reader.signs, known);
    if found.is_empty() && open.is_empty() && based.is_empty() && !reader.base.get() {
        reader.base.set(reader.sends_to_okta());
    }
    Requests { found, open, based, base: reader.base.get() }
}

struct Reader<'p> {
    program: &'p Program<'p>,
    names: Names<'p>,
    signs: Signs<'p>,
    /// The names that stand for URLs somewhere.
    paths: BTreeSet<&'p str>,
    /// Where a path begins as Okta's do and goes on with what is not known, and whose server it goes to.
    open: RefCell<Vec<(usize, Owner)>>,
    /// Whether a base of Okta's was seen.
    base: Cell<bool>,
}

impl Reader<'_> {
    /// Whether anything is sent to a base of Okta's, wherever below it.
    fn sends_to_okta(&self) -> bool {
        const FEW: usize = 2;
        let program = self.program;
        (0..program.tokens.len()).filter(|at| program.is(*at, "(")).any(|open| {
            let sends = program.callee(open).is_some_and(|(_, words)| {
                let name = words.last().copied().unwrap_or_default();
                let sends = words::sends(name).is_some() || matches!(name, "fetch" | "request" | "urlopen");
                sends && !words::is_lookup(&words)
            });
            sends
                && program.arguments(open).into_iter().take(FEW).any(|part| {
                    let tokens = program.tokens.get(part.clone()).unwrap_or_default();
                    let hole = |piece: &Piece<'_>| matches!(piece, Piece::Hole(_));
                    let filled =
                        |token: &Token<'_>| token.pieces().is_some_and(|pieces| pieces.iter().any(hole));
                    let joined = tokens.iter().any(|token| token.is("+") || filled(token));
                    joined && self.names.front(tokens, part.start) == Owner::Okta
                })
        })
    }

    /// Whether a text may be a URL or part of one.
    fn tells(&self, pieces: &[Piece<'_>]) -> bool {
        pieces.iter().any(|piece| match piece {
            Piece::Plain(text) => path::may_be(text) || self.names_path(text),
            Piece::Hole(tokens) => {
                tokens.iter().any(|token| token.word().is_some_and(|word| self.paths.contains(word)))
            }
        })
    }

    /// Whether a text names a URL in braces, as in Rust's `format!("{BASE}/users")`.
    fn names_path(&self, text: &str) -> bool {
        self.program.language.name == "rust"
            && super::format::names(text).iter().any(|name| self.paths.contains(name))
    }

    /// A text that may be a URL or part of one; returns where the expression ends that it is part of.
    fn text(&self, at: usize, found: &mut Vec<Found>) -> usize {
        let span = self.program.climb(at);
        let place = self.program.token(at).map_or(0, |token| token.at);
        let values = self.values(span);
        if values.iter().any(|value| matches!(value, Worth::Url(..))) {
            let around = self.names.around(span);
            let set_aside = match around {
                Around::Bound | Around::Call(_) => None,
                Around::Served => Some(SetAside::Served),
                Around::Mentioned => Some(SetAside::Mentioned),
                Around::Recorded => Some(SetAside::Recorded),
            };
            if set_aside.is_none() {
                self.rests(span);
            }
            for value in &values {
                if let (Worth::Url(own, url), false) = (value, around == Around::Bound) {
                    let known = if let Around::Call(method) = around { method } else { None };
                    let owner = self.names.owner(span, &self.signs);
                    let label = own.is_some() && !self.names.is_sent_whole(span);
                    let set_aside = set_aside.or(label.then_some(SetAside::Mentioned));
                    found.push(Found {
                        at: place,
                        method: own.or(known),
                        url: url.clone(),
                        set_aside,
                        owner,
                    });
                }
            }
        }
        for value in values {
            match value {
                Worth::Mention(url) => {
                    let owner = self.names.base_owner(span);
                    let set_aside = Some(SetAside::Mentioned);
                    found.push(Found { at: place, method: None, url, set_aside, owner });
                }
                Worth::Open => {
                    let owner = self.names.owner(span, &self.signs);
                    self.open.borrow_mut().push((place, owner));
                }
                Worth::Base => {
                    let sent = matches!(self.names.around(span), Around::Call(Some(_)));
                    let used = sent && self.names.base_owner(span) == Owner::Okta;
                    self.base.set(self.base.get() || used);
                }
                Worth::Url(..) | Worth::Nothing => {}
            }
        }
        span.end.max(at + 1)
    }

    fn values(&self, span: Span) -> Vec<Worth> {
        let tokens = self.program.tokens.get(span.start..span.end).unwrap_or_default();
        self.names.values(tokens, span.start, 0).iter().map(|value| path::worth(value)).collect()
    }

    /// A name that stands for URLs where it is used; returns where the expression ends that it is part of.
    fn name(&self, at: usize, found: &mut Vec<Found>) -> usize {
        let (program, next) = (self.program, at + 1);
        let Some(token) = program.token(at) else { return next };
        let member = at > 0 && program.is_member_sign(at - 1);
        let called = program.is(next, "(");
        let assigned = [":=", "=", ":"].iter().any(|sign| program.is(next, sign));
        let part = program.is_member_sign(next)
            && program.token(at + 2).is_some_and(|token| PARTS.contains(&token.text));
        let mut known = self.names.visible(token.text, at, member, called).into_iter();
        if assigned || part || !known.any(|at| self.names.is_path(at)) {
            return next;
        }
        let last = if called { program.partner(next) } else { at };
        let span = program.climb_from(at, last);
        // What is asked of a URL by name may send it, or is no use of it.
        let asked = program.is_member_sign(span.end) && self.names.asked_of(span).is_none();
        if asked {
            return next;
        }
        let alone = last + 1 == span.end;
        let around = self.names.around(span);
        match around {
            Around::Bound => self.rests(span),
            // That it is handed on says nothing yet; another place may tell more.
            Around::Call(None) if alone => return next,
            Around::Served | Around::Mentioned | Around::Recorded => return next,
            Around::Call(method) => {
                for value in self.values(span) {
                    if let Worth::Url(own, url) = value {
                        self.rests(span);
                        let owner = self.names.owner(span, &self.signs);
                        found.push(Found {
                            at: token.at,
                            method: own.or(method),
                            url,
                            set_aside: None,
                            owner,
                        });
                    }
                }
            }
        }
        span.end.max(next)
    }

    /// What a call or another binding rests on is no call of its own.
    fn rests(&self, span: Span) {
        for at in span.start..span.end {
            let member = at > 0 && self.program.is_member_sign(at - 1);
            let called = self.program.is(at + 1, "(");
            match self.program.token(at).map(|token| (&token.kind, token.text)) {
                Some((Kind::Word, name)) => self.rests_on(name, at, member, called),
                Some((Kind::Text(pieces), _)) => {
                    let holes = pieces.iter().filter_map(|piece| match piece {
                        Piece::Hole(tokens) => Some(tokens),
                        Piece::Plain(_) => None,
                    });
                    let plain = pieces.iter().filter_map(|piece| match piece {
                        Piece::Plain(text) if self.names_path(text) => Some(super::format::names(text)),
                        _ => None,
                    });
                    plain.flatten().for_each(|name| self.rests_on(name, at, false, false));
                    for tokens in holes {
                        let called = tokens.iter().any(|token| token.is("("));
                        for word in tokens.iter().filter_map(Token::word) {
                            self.rests_on(word, at, tokens.len() > 1, called);
                            self.rests_on(word, at, false, false);
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn rests_on(&self, name: &str, at: usize, member: bool, called: bool) {
        for at in self.names.visible(name, at, member, called) {
            if let Some(binding) = self.names.bindings.get(at) {
                binding.used.set(true);
            }
        }
    }

    /// What is bound to a name and not seen to be sent: a call whose method cannot be read.
    fn unused(&self, found: &mut Vec<Found>) {
        let names = &self.names;
        let mut seen = BTreeSet::new();
        for (at, _) in names.bindings.iter().enumerate().filter(|(_, binding)| !binding.used.get()) {
            let place = names.place(at);
            let Some(binding) = names.bindings.get(at) else { continue };
            let span = Span { start: binding.is.start, end: binding.is.end };
            for value in names.values_of(at, 0) {
                if let Worth::Url(method, url) = path::worth(&value)
                    && seen.insert((place, url.clone()))
                {
                    let unused = !names.is_mentioned(binding) || served::tells(binding.name);
                    let set_aside = unused.then_some(SetAside::Mentioned);
                    let owner = names.base_owner(span).or(|| names.around_owner(span.start, &self.signs));
                    found.push(Found { at: place, method, url, set_aside, owner });
                }
            }
        }
    }
}

impl Names<'_> {
    /// Where the value of a binding stands, in bytes: at its first text that may be of a path.
    fn place(&self, at: usize) -> usize {
        let tokens = self.bindings.get(at).and_then(|binding| self.program.tokens.get(binding.is.clone()));
        let tokens = tokens.unwrap_or_default();
        let plain = |piece: &Piece<'_>| matches!(piece, Piece::Plain(text) if path::may_be(text));
        let telling =
            tokens.iter().find(|token| token.pieces().is_some_and(|pieces| pieces.iter().any(plain)));
        telling.or(tokens.first()).map_or(0, |token| token.at)
    }
}
