//! How far the expression goes that a text or name is part of, as long as all of it makes one URL.

use super::program::{LONGEST_CHAIN, Program};
use super::token::{Kind, Token};
use super::words;

/// A part of a program, from its first token to behind its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Methods of texts and URLs that leave a URL what it is, or add to it.
const OF_TEXTS: [&str; 44] = [
    "format",
    "formatted",
    "replace",
    "replaceAll",
    "toString",
    "to_string",
    "trim",
    "concat",
    "join",
    "into",
    "to_owned",
    "as_str",
    "as_ref",
    "rstrip",
    "strip",
    "lstrip",
    "trimEnd",
    "trim_end_matches",
    "toURI",
    "toURL",
    "toHttpUrl",
    "toHttpUrlOrNull",
    "unwrap",
    "freeze",
    "resolve",
    "plus",
    "clone",
    "path",
    "request_uri",
    "to_s",
    "String",
    "href",
    "pathname",
    "AbsoluteUri",
    "ToString",
    "TrimEnd",
    "encode",
    "decode",
    "appendingPathComponent",
    "appending",
    "AppendPathSegment",
    "addPathSegments",
    "addPathSegment",
    "absoluteString",
];

impl Program<'_> {
    /// The whole expression that a text or name makes a URL with.
    pub(super) fn climb(&self, at: usize) -> Span {
        self.climb_from(at, at)
    }

    /// The same for a call, of which the name and the bracket that closes it are given.
    pub(super) fn climb_from(&self, at: usize, last: usize) -> Span {
        const DEEPEST: usize = 12;
        let start = self.head_of(at);
        let mut span = self.widened(Span { start, end: self.behind(last, true) });
        for _ in 0..DEEPEST {
            match self.climbed(span) {
                Some(wider) if wider.start < span.start || wider.end > span.end => span = self.widened(wider),
                _ => break,
            }
        }
        span
    }

    /// The expression around one, if that makes a URL of it.
    fn climbed(&self, span: Span) -> Option<Span> {
        let open = self.within(span.start)?;
        let close = self.partner(open);
        let alone = open + 1 == self.without_leads(span.start) && close == span.end;
        if self.is(open, "[") {
            // [base, "users"].join("/"), and "/".join([base, "users"])
            let joins = self.is_member_sign(close + 1)
                && self.token(close + 2).is_some_and(|token| token.text == "join");
            if joins {
                return Some(Span { start: open, end: self.behind(close, true) });
            }
            let outer = self.within(open).filter(|outer| self.is(*outer, "("))?;
            let (start, words) = self.callee(outer)?;
            let joined = words == ["join"] && outer + 1 == open;
            return joined.then(|| Span { start, end: self.behind(self.partner(outer), true) });
        }
        if !self.is(open, "(") {
            return None;
        }
        match self.callee(open) {
            None if alone && !self.is_before(open, "@") => {
                Some(Span { start: open, end: self.behind(close, true) })
            }
            None => None,
            Some((start, words)) => {
                let arguments = self.arguments(open).len();
                let of_text = self.token(start).is_some_and(|token| token.pieces().is_some());
                let makes = words::is_format(&words)
                    || words::is_join(&words)
                    || (words::resolves(&words) && arguments <= 2)
                    || words::is_url_made(&words, arguments)
                    || (of_text && words.last().is_some_and(|word| OF_TEXTS.contains(word)));
                (makes && !self.is_before(start, "@")).then(|| Span { start, end: self.behind(close, true) })
            }
        }
    }

    /// An expression with everything that is joined to it.
    fn widened(&self, span: Span) -> Span {
        let Span { mut start, mut end } = span;
        loop {
            if self.is_join(end) || self.is(end, "%") {
                let next = self.operand(end + 1);
                if next <= end + 1 {
                    break;
                }
                end = next;
            } else if self.joins_text(end) {
                end = self.behind(end, true);
            } else {
                break;
            }
        }
        loop {
            let before = self.without_leads(start);
            if before >= 2 && self.is_join(before - 1) {
                let first = self.head_of(before - 2);
                // A sign in front of the first operand joins nothing.
                if first + 1 > before - 1 || !self.is_value(before - 2) {
                    break;
                }
                start = first;
            } else if before >= 1 && self.joins_text(before) && self.tokens[before - 1].pieces().is_some() {
                start = before - 1;
            } else {
                break;
            }
        }
        Span { start, end }
    }

    /// Whether a token is a text that is one with the text before it.
    fn joins_text(&self, at: usize) -> bool {
        let text = |at: usize| self.token(at).is_some_and(|token| token.pieces().is_some());
        self.language.adjacent
            && at > 0
            && text(at)
            && text(at - 1)
            && (!self.starts_line(at) || self.within(at).is_some())
    }

    fn is_value(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| match token.kind {
            Kind::Word => {
                !matches!(token.text, "return" | "await" | "new" | "case" | "in" | "puts" | "echo" | "yield")
            }
            Kind::Text(_) | Kind::Literal => true,
            Kind::Sign => matches!(token.text, ")" | "]" | "}"),
            Kind::Comment | Kind::Outside => false,
        })
    }

    /// Where an expression begins when what stands before it is left out that makes nothing else of it: `await`, `&`.
    pub(super) fn without_leads(&self, start: usize) -> usize {
        let mut at = start;
        while self.before(at).is_some_and(|token| match token.kind {
            Kind::Word => matches!(token.text, "await" | "new" | "mut"),
            Kind::Sign => matches!(token.text, "&" | "*" | "@" | "!") && self.language.name != "ruby",
            _ => false,
        }) {
            at -= 1;
        }
        at
    }

    /// Where the operand begins that ends with a token.
    fn head_of(&self, last: usize) -> usize {
        let mut at = last;
        for _ in 0..LONGEST_CHAIN {
            let Some(token) = self.token(at) else { return last };
            let bracket = token.kind == Kind::Sign && matches!(token.text, ")" | "]" | "}");
            if bracket {
                let open = self.partner(at);
                if open >= at {
                    return at;
                }
                at = open;
                let called = self.before(at).is_some_and(|token| {
                    token.kind == Kind::Word || token.is("!") || token.is(")") || token.is("]")
                });
                if called && !self.starts_line(at) && !self.is_keyword_before(at) {
                    at -= 1;
                    if self.is(at, "!") && at > 0 {
                        at -= 1;
                    }
                    continue;
                }
            }
            if at == 0 || !self.is_member_sign(at - 1) || at < 2 {
                return at;
            }
            at -= 2;
        }
        at
    }

    fn is_keyword_before(&self, at: usize) -> bool {
        self.before(at).and_then(Token::word).is_some_and(|word| {
            matches!(
                word,
                "return" | "if" | "in" | "and" | "or" | "not" | "await" | "while" | "case" | "else" | "yield"
            )
        })
    }

    /// Where the operand ends that begins with a token.
    pub(super) fn operand(&self, start: usize) -> usize {
        let mut at = start;
        while self.token(at).is_some_and(|token| {
            matches!(token.text, "await" | "new" | "&" | "*" | "-" | "!" | "@") && token.pieces().is_none()
        }) {
            at += 1;
        }
        match self.token(at) {
            Some(token) if token.kind == Kind::Sign && matches!(token.text, "(" | "[" | "{") => {
                self.behind(self.partner(at), false)
            }
            Some(token) if token.kind != Kind::Sign => self.behind(at, false),
            _ => start,
        }
    }

    /// Where an operand ends of which a token is the last of its beginning: behind its members and calls, or with
    /// `of_text` behind those that leave a URL what it is.
    pub(super) fn behind(&self, last: usize, of_text: bool) -> usize {
        let mut at = last + 1;
        if self.is(at, "!") && self.is(at + 1, "(") {
            at += 1;
        }
        for _ in 0..LONGEST_CHAIN {
            if self.is_member_sign(at) && self.token(at + 1).and_then(Token::word).is_some() {
                let name = self.tokens[at + 1].text;
                let property =
                    of_text && name == "path" && self.is(at + 2, "(") && self.language.name != "ruby";
                if of_text && (!OF_TEXTS.contains(&name) || property) {
                    return at;
                }
                at += 2;
            } else if (self.is(at, "(") || self.is(at, "["))
                && !self.starts_line(at)
                && self.can_be_called(at - 1)
            {
                at = self.partner(at) + 1;
            } else {
                break;
            }
        }
        at.min(self.tokens.len())
    }

    fn can_be_called(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| {
            token.kind == Kind::Word || (token.kind == Kind::Sign && matches!(token.text, ")" | "]" | "!"))
        })
    }
}
