//! Whose server a request goes to, as the names around it tell: Okta's, another one, or nobody can say.
//!
//! What stands nearest to the URL counts most: its base, then the headers of the request, then what sends it, then the
//! function and the class around. A base of another product is never overruled by what stands further away.

use super::bindings::Names;
use super::climb::Span;
use super::path;
use super::program::BlockKind;
use super::signs::Signs;
use super::token::{Kind, Piece, Token};
use super::vocabulary::{LIBRARIES, NEUTRAL, RESOURCES, has as listed};
use super::words;
use crate::model::{is_okta_host, names_okta};

/// Whose server a request goes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Owner {
    /// Nothing tells.
    #[default]
    Nobody,
    /// Okta's.
    Okta,
    /// That of another product, whose name its base or its client has.
    Other,
    /// A host that is written out and is not Okta's.
    Host,
}

impl Owner {
    /// The first of two that says something; Okta's name says more than any other.
    pub(super) fn or(self, other: impl FnOnce() -> Self) -> Self {
        if self == Self::Nobody { other() } else { self }
    }

    fn add(&mut self, other: Self) {
        if *self == Self::Nobody || other == Self::Okta {
            *self = other;
        }
    }
}

/// Whose a name is, by its words alone.
pub(super) fn of_name(name: &str) -> Owner {
    if names_okta(name) {
        return Owner::Okta;
    }
    let known = |word: &String| {
        let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
        bare.len() < 3 || listed(NEUTRAL, bare) || listed(RESOURCES, bare) || listed(LIBRARIES, bare)
    };
    if words::parts(name).iter().all(known) { Owner::Nobody } else { Owner::Other }
}

/// Whose a written text is that stands in front of a path.
fn of_text(text: &str) -> Owner {
    if names_okta_host(text) {
        return Owner::Okta;
    }
    let host = text.split_once("://").map(|(_, rest)| rest.split(['/', '?', ':']).next().unwrap_or(rest));
    let host = host.map(|host| host.rsplit('@').next().unwrap_or(host));
    match host {
        Some(host) if host == "localhost" || (host.contains('.') && !host.starts_with('.')) => {
            if host.contains(['{', '<', '$', '%']) { Owner::Nobody } else { Owner::Host }
        }
        _ => Owner::Nobody,
    }
}

/// Whether a text holds a host of Okta's, or a placeholder that names one.
fn names_okta_host(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let hosts = lower.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-'));
    // `https://{org}.okta.com`: what stands before is another piece of the text.
    hosts.into_iter().any(|host| is_okta_host(host) || is_okta_host(&format!("x{host}")))
        || (names_okta(text) && text.contains(['{', '<', '$', '%']))
}

/// How deep names are followed.
const DEEPEST: usize = 6;

/// How many tokens are looked at for one base.
const MOST: usize = 400;

/// A walk along the front of a URL, up to where its path begins.
struct Walk {
    owner: Owner,
    left: usize,
    /// Whether the path was reached behind a place that what follows is filled in.
    filled: bool,
}

impl<'p> Names<'p> {
    /// Whose server the request goes to that an expression is the URL of.
    pub(super) fn owner(&self, span: Span, signs: &Signs<'p>) -> Owner {
        let base = self.base_owner(span);
        let shown = signs.in_statement(self, span.start);
        if base == Owner::Okta || shown == Some(true) {
            return Owner::Okta;
        }
        if base == Owner::Host && signs.is_only_host(self, span.start) {
            return Owner::Okta;
        }
        let beside = || if shown.is_some() { Owner::Okta } else { Owner::Nobody };
        let sender = || self.sender_owner(span.start, signs);
        base.or(sender).or(beside).or(|| self.around_owner(span.start, signs))
    }

    /// Whose the base is that a URL begins with.
    pub(super) fn base_owner(&self, span: Span) -> Owner {
        let program = self.program;
        let tokens = program.tokens.get(span.start..span.end).unwrap_or_default();
        let owner = self.front(tokens, span.start);
        // new URL(path, base)
        let last = || {
            let open = (span.start..span.end).find(|at| program.is(*at, "("))?;
            let (_, words) = program.callee(open)?;
            let part = program.arguments(open).into_iter().nth(1)?;
            let script = words.last() == Some(&"URL");
            script.then(|| self.front(program.tokens.get(part.clone()).unwrap_or_default(), part.start))
        };
        owner.or(|| last().unwrap_or_default())
    }

    /// Whose the base is of an expression that makes a URL.
    pub(super) fn front(&self, tokens: &[Token<'_>], here: usize) -> Owner {
        let mut walk = Walk { owner: Owner::Nobody, left: MOST, filled: false };
        self.walk(tokens, here, 0, &mut walk);
        walk.owner
    }

    /// Goes along an expression; whether its path was reached.
    fn walk(&self, tokens: &[Token<'_>], here: usize, depth: usize, walk: &mut Walk) -> bool {
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            if walk.filled && token.is(",") && at > 1 && !tokens[at - 1].kind.is_text() {
                return true;
            }
            if walk.left == 0 || walk.owner == Owner::Okta {
                return true;
            }
            walk.left -= 1;
            let done = match &token.kind {
                Kind::Text(pieces) => {
                    let key = at > 0 && Self::is_lookup(tokens, at);
                    self.walk_text(pieces, key, here, depth, walk)
                }
                Kind::Word => {
                    let end = self.chain_end(tokens, at);
                    let done = self.walk_chain(
                        tokens.get(at..end).unwrap_or_default(),
                        tokens.get(end),
                        here,
                        depth,
                        walk,
                    );
                    at = end - 1;
                    let format =
                        walk.filled && tokens.get(end).is_some_and(|next| next.is("(") || next.is("["));
                    done || (walk.filled && !format)
                }
                _ => false,
            };
            if done {
                return true;
            }
            at += 1;
        }
        false
    }

    /// Where a chain of names ends that are members of each other.
    fn chain_end(&self, tokens: &[Token<'_>], start: usize) -> usize {
        let dot = if self.program.language.name == "php" { "->" } else { "." };
        let mut end = start + 1;
        while let [sign, word, ..] = tokens.get(end..).unwrap_or_default()
            && (sign.is(dot) || sign.is("::") || sign.is("?.") || sign.is("&.") || sign.is("?->"))
            && word.kind == Kind::Word
        {
            end += 2;
        }
        end
    }

    /// Whether a text is what a setting is looked up by: `os.environ["OKTA_URL"]`, `env("API_URL")`.
    fn is_lookup(tokens: &[Token<'_>], at: usize) -> bool {
        let opens = tokens.get(at - 1).is_some_and(|token| token.is("(") || token.is("["));
        let looked = |token: &Token<'_>| {
            let word = token.text.to_ascii_lowercase();
            token.kind == Kind::Word
                && ["env", "config", "conf", "setting", "secret", "option", "param", "prop"]
                    .iter()
                    .any(|part| word.contains(part))
        };
        opens && tokens.get(at.saturating_sub(5)..at).unwrap_or_default().iter().any(looked)
    }

    fn walk_text(&self, pieces: &[Piece<'_>], key: bool, here: usize, depth: usize, walk: &mut Walk) -> bool {
        for piece in pieces {
            match piece {
                Piece::Plain(text) if key && !text.contains('/') => {
                    walk.owner.add(if names_okta(text) { Owner::Okta } else { of_name(text) });
                }
                Piece::Plain(text) => {
                    let end = path::starts(text);
                    walk.owner.add(of_text(text.get(..end.unwrap_or(text.len())).unwrap_or(text)));
                    if self.program.language.name == "rust" {
                        for name in &super::format::names(text) {
                            walk.owner.add(Self::of_names(&[name]));
                        }
                    }
                    if end.is_some() {
                        let front = text.get(..end.unwrap_or_default()).unwrap_or_default();
                        walk.filled = walk.owner == Owner::Nobody
                            && pieces.len() == 1
                            && (front.contains(['%', '{']) && !front.contains("{{"));
                        return !walk.filled;
                    }
                }
                Piece::Hole(tokens) => {
                    if self.walk(tokens, here, depth, walk) {
                        return true;
                    }
                }
            }
        }
        false
    }

    /// A chain of names: what it is called, or else what it stands for.
    fn walk_chain(
        &self,
        chain: &[Token<'_>],
        next: Option<&Token<'_>>,
        here: usize,
        depth: usize,
        walk: &mut Walk,
    ) -> bool {
        let words: Vec<&str> = chain.iter().filter_map(Token::word).collect();
        if words.iter().any(|word| names_okta(word)) {
            walk.owner.add(Owner::Okta);
            return false;
        }
        let called = next.is_some_and(|next| next.is("("));
        let Some(name) = words.last() else { return false };
        let mut told = Owner::Nobody;
        let mut done = false;
        if depth < DEEPEST {
            for binding in self.visible(name, here, words.len() > 1, called) {
                let Some(is) = self.bindings.get(binding).map(|binding| binding.is.clone()) else { continue };
                if is.contains(&here) {
                    continue;
                }
                let tokens = self.program.tokens.get(is.clone()).unwrap_or_default();
                // What is left is shared, so that names that rest on each other take no more time.
                let mut inner = Walk { owner: Owner::Nobody, left: walk.left, filled: false };
                done |= self.walk(tokens, is.start, depth + 1, &mut inner);
                walk.left = inner.left;
                told.add(inner.owner);
            }
        }
        if told == Owner::Nobody && !called && !done {
            told = Self::of_names(&words);
        }
        walk.owner.add(told);
        done
    }

    /// Whose a chain of names is by its words.
    fn of_names(words: &[&str]) -> Owner {
        const KEYWORDS: &str = "new await return yield mut String string format urllib parse fmt url path";
        let owners = words.iter().filter(|word| !listed(KEYWORDS, word)).map(|word| of_name(word));
        owners.fold(Owner::Nobody, |mut owner, one| {
            owner.add(one);
            owner
        })
    }

    /// Whose the client or function is that a URL is handed to.
    fn sender_owner(&self, start: usize, signs: &Signs<'p>) -> Owner {
        const DEEPEST: usize = 4;
        let program = self.program;
        let mut owner = Owner::Nobody;
        let mut at = start;
        for _ in 0..DEEPEST {
            let Some(open) = program.within(at) else { break };
            let of_body = program.is(open, "{")
                && !matches!(
                    program.blocks.get(program.block(at)).map(|block| block.kind),
                    Some(BlockKind::Value) | None
                );
            if of_body {
                break;
            }
            if program.is(open, "(")
                && let Some((first, words)) = program.callee(open)
            {
                owner = owner.or(|| signs.of_sender(self, &words, first));
                if owner != Owner::Nobody {
                    return owner;
                }
            }
            at = open;
        }
        // Ruby calls without brackets.
        let bare = || program.callee(program.without_leads(start)).filter(|_| !program.starts_line(start));
        match bare() {
            Some((first, words)) if program.language.name == "ruby" => signs.of_sender(self, &words, first),
            _ => owner,
        }
    }

    /// Whose the function and the class are that a place stands in.
    pub(super) fn around_owner(&self, at: usize, signs: &Signs<'p>) -> Owner {
        let program = self.program;
        for block in program.blocks_around(at) {
            let Some(one) = program.blocks.get(block) else { continue };
            let owner = match one.kind {
                BlockKind::Function => signs.of_function(self, block),
                BlockKind::Type | BlockKind::Value => signs.of_type(self, block),
                _ => Owner::Nobody,
            };
            if owner != Owner::Nobody {
                return owner;
            }
        }
        signs.of_file()
    }
}

/// Whose a class, an interface or a client is, by its name: `JiraClient` is another's, `UserService` may be anyone's.
pub(super) fn of_client(name: &str) -> Owner {
    const CLIENTS: [&str; 6] = ["client", "api", "sdk", "connector", "http", "rest"];
    if names_okta(name) {
        return Owner::Okta;
    }
    let parts = words::parts(name);
    let client = parts.iter().any(|word| CLIENTS.contains(&word.as_str()));
    if client { of_name(name) } else { Owner::Nobody }
}
