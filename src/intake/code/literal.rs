//! Text literals, and what else is a value: numbers aside, regular expressions and lists of words.

use super::language::{Escape, Extent, Heredoc, Hole, Quote};
use super::lexer::Lexer;
use super::token::{Kind, Piece, Token};

/// A text whose body stands in the lines below.
#[derive(Debug)]
pub(super) struct Waiting {
    /// The token that it belongs to.
    token: usize,
    /// The word that ends it.
    end: String,
    /// Whether expressions stand in it.
    hole: Hole,
}

impl<'s> Lexer<'s> {
    /// The literal that begins here, if one does; the position is behind it then.
    pub(super) fn literal(&mut self, tokens: &[Token<'s>]) -> Option<Kind<'s>> {
        match self.byte(0)? {
            b'<' if self.language.heredoc != Heredoc::None => self.heredoc(tokens.len()),
            b'/' if self.language.regex => self.regex(),
            b'%' if self.language.heredoc == Heredoc::Ruby => self.percent(),
            b'?' if self.language.heredoc == Heredoc::Ruby && !self.after_value => self.ruby_character(),
            _ if self.may_be_text() => self.text(),
            _ => None,
        }
    }

    /// Whether a mark stands here, or behind letters that may stand before one.
    fn may_be_text(&self) -> bool {
        for ahead in 0..5 {
            match self.byte(ahead) {
                Some(b'"' | b'\'' | b'`') => return true,
                Some(c) if c.is_ascii_alphabetic() || matches!(c, b'@' | b'$' | b'#') => {}
                _ => return false,
            }
        }
        false
    }

    fn text(&mut self) -> Option<Kind<'s>> {
        let rest = self.rest();
        // The apostrophe of a word, in the text of a page that stands in the program.
        let before = self.source.get(..self.at).and_then(|before| before.chars().next_back());
        let inside = self.after_value && before.is_some_and(char::is_alphanumeric) && rest.starts_with('\'');
        if inside && self.language.name == "javascript" {
            return None;
        }
        for quote in self.language.quotes {
            for (prefix, mark) in
                quote.prefixes.iter().flat_map(|prefix| quote.marks.iter().map(move |mark| (prefix, mark)))
            {
                let lead = rest.get(..prefix.len()).is_some_and(|lead| lead.eq_ignore_ascii_case(prefix));
                let after = rest.get(prefix.len()..).unwrap_or_default();
                let hashes = match quote.extent {
                    Extent::Hashes => after.len() - after.trim_start_matches('#').len(),
                    _ => 0,
                };
                if !lead || !after.get(hashes..).is_some_and(|after| after.starts_with(mark)) {
                    continue;
                }
                let opening = prefix.len() + hashes + mark.len();
                let hashes = if *prefix == "#" { hashes + 1 } else { hashes };
                return self.quoted(quote, mark, opening, hashes);
            }
        }
        None
    }

    fn quoted(&mut self, quote: &Quote, mark: &str, opening: usize, hashes: usize) -> Option<Kind<'s>> {
        let rest = self.rest();
        let mut close = mark.to_owned();
        let mut opening = opening;
        match quote.extent {
            Extent::Hashes => close.push_str(&"#".repeat(hashes)),
            Extent::Run => {
                let more = rest.get(opening..).unwrap_or_default();
                let more = more.len() - more.trim_start_matches('"').len();
                close.push_str(&"\"".repeat(more));
                opening += more;
            }
            Extent::Character if !is_character(rest.get(opening..).unwrap_or_default()) => return None,
            Extent::Plain | Extent::Character => {}
        }
        self.at += opening;
        let start = self.at;
        let lines = self.spanning && (quote.lines || mark.len() > 1);
        let (pieces, ended) = self.pieces(&close, quote.escape, quote.hole, lines);
        if ended || !lines {
            return Some(Kind::Text(pieces));
        }
        // It never ends: it is taken to end with its line, and no other is expected to span any.
        self.spanning = false;
        self.at = start;
        Some(Kind::Text(self.pieces(&close, quote.escape, quote.hole, false).0))
    }

    /// The pieces of a text up to what closes it, and whether that was found. Without `lines` it ends with its line.
    fn pieces(&mut self, close: &str, escape: Escape, hole: Hole, lines: bool) -> (Vec<Piece<'s>>, bool) {
        let mut pieces = Vec::new();
        let mut plain = String::new();
        loop {
            let rest = self.rest();
            let special =
                rest.find(|c: char| matches!(c, '\\' | '\n' | '$' | '{' | '}' | '#') || close.starts_with(c));
            let Some(special) = special else {
                plain.push_str(rest);
                self.at = self.source.len();
                finish(&mut pieces, plain);
                return (pieces, false);
            };
            plain.push_str(rest.get(..special).unwrap_or_default());
            self.at += special;
            let rest = self.rest();
            if rest.starts_with(close) {
                let doubled = rest.get(close.len()..).is_some_and(|after| after.starts_with(close));
                self.at += close.len();
                if escape == Escape::Doubled && doubled {
                    plain.push_str(close);
                    self.at += close.len();
                    continue;
                }
                finish(&mut pieces, plain);
                return (pieces, true);
            }
            if rest.starts_with('\n') && !lines {
                finish(&mut pieces, plain);
                return (pieces, false);
            }
            if let Some(tokens) = self.hole_here(hole) {
                if !plain.is_empty() {
                    pieces.push(Piece::Plain(std::mem::take(&mut plain)));
                }
                pieces.push(Piece::Hole(tokens));
                continue;
            }
            self.one_character(escape, hole, &mut plain);
        }
    }

    /// Takes a character that is no mark and begins no expression.
    fn one_character(&mut self, escape: Escape, hole: Hole, plain: &mut String) {
        let mut chars = self.rest().chars();
        let first = chars.next().unwrap_or(' ');
        let second = chars.next();
        match (first, second) {
            ('\\', Some(second)) if escape == Escape::Backslash => {
                match second {
                    'n' | 'r' => plain.push('\n'),
                    't' => plain.push('\t'),
                    // A line that is continued.
                    '\n' => {}
                    other => plain.push(other),
                }
                self.at += 1 + second.len_utf8();
            }
            ('{', Some('{')) | ('}', Some('}')) if hole == Hole::Brace => {
                plain.push(first);
                self.at += 2;
            }
            _ => {
                plain.push(first);
                self.at += first.len_utf8();
            }
        }
    }

    /// The expression that begins here in a text; the position is behind it then.
    fn hole_here(&mut self, hole: Hole) -> Option<Vec<Token<'s>>> {
        let rest = self.rest();
        let openings: &[&str] = match hole {
            Hole::None => &[],
            Hole::Dollar | Hole::DollarName => &["${"],
            Hole::Php => &["${", "{$"],
            Hole::Brace if rest.starts_with("{{") => &[],
            Hole::Brace => &["{"],
            Hole::TwoBraces => &["{{"],
            Hole::Hash => &["#{"],
            Hole::Paren => &["\\("],
        };
        let Some(opening) = openings.iter().find(|opening| rest.starts_with(**opening)) else {
            return if matches!(hole, Hole::DollarName | Hole::Php) {
                self.name_hole(hole == Hole::Php)
            } else {
                None
            };
        };
        // In `{$x}` the sign belongs to the name.
        let opening = opening.trim_end_matches('$');
        let start = self.at;
        let value = self.after_value;
        self.at += opening.len();
        self.after_value = false;
        let found = self.hole(hole);
        self.after_value = value;
        if found.is_none() {
            self.at = start;
        }
        found
    }

    /// `$name`, and in PHP `$name->part` and `$name[part]`.
    fn name_hole(&mut self, parts: bool) -> Option<Vec<Token<'s>>> {
        let rest = self.rest();
        let name = rest.strip_prefix('$')?;
        let length = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
        if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            return None;
        }
        let start = self.at;
        let mut tokens = Vec::new();
        // In PHP the sign belongs to the name.
        let first = start + usize::from(!parts);
        self.push(&mut tokens, first, start + 1 + length, Kind::Word);
        let after = self.rest();
        if parts && let Some(part) = after.strip_prefix("->") {
            let length = part.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(part.len());
            if length > 0 {
                let at = self.at;
                self.push(&mut tokens, at, at + 2, Kind::Sign);
                self.push(&mut tokens, at + 2, at + 2 + length, Kind::Word);
            }
        } else if parts && after.starts_with('[') {
            let line = after.find('\n').unwrap_or(after.len());
            self.at += after.find(']').filter(|end| *end < line).map_or(0, |end| end + 1);
        }
        Some(tokens)
    }

    /// A text whose body stands below, or in PHP at once.
    fn heredoc(&mut self, token: usize) -> Option<Kind<'s>> {
        let rest = self.rest();
        let php = self.language.heredoc == Heredoc::Php;
        let after = match () {
            () if php => rest.strip_prefix("<<<")?.trim_start_matches([' ', '\t']),
            () if rest.starts_with("<<~") || rest.starts_with("<<-") => rest.get(3..)?,
            () => rest.strip_prefix("<<").filter(|after| {
                !self.after_value
                    && after.starts_with(|c: char| c.is_ascii_uppercase() || c == '"' || c == '\'')
            })?,
        };
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
        let named = after.trim_start_matches(['"', '\'']);
        let length = named.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(named.len());
        let end =
            named.get(..length).filter(|end| end.starts_with(|c: char| c.is_alphabetic() || c == '_'))?;
        let hole = match quote {
            Some('\'') => Hole::None,
            _ if php => Hole::Php,
            _ => Hole::Hash,
        };
        let quoted = usize::from(quote.is_some());
        self.at += rest.len() - named.len() + length + quoted;
        if !php {
            if self.depth == 0 {
                self.waiting.push(Waiting { token, end: end.to_owned(), hole });
            }
            return Some(Kind::Text(Vec::new()));
        }
        self.at += self.rest().find('\n').map_or(self.rest().len(), |line| line + 1);
        let pieces = self.body(end, hole);
        Some(Kind::Text(pieces))
    }

    /// Reads the bodies of the texts that were announced in the line that ended here.
    pub(super) fn bodies(&mut self, tokens: &mut Vec<Token<'s>>) {
        for Waiting { token, end, hole } in std::mem::take(&mut self.waiting) {
            let start = self.at;
            let pieces = self.body(&end, hole);
            if let Some(token) = tokens.get_mut(token) {
                token.kind = Kind::Text(pieces);
            }
            let end = self.at;
            if end > start {
                self.push(tokens, start, end, Kind::Outside);
            }
        }
    }

    /// The lines up to the one that begins with a word; the position is behind that word then.
    fn body(&mut self, end: &str, hole: Hole) -> Vec<Piece<'s>> {
        let rest = self.rest();
        let mut length = 0;
        let mut behind = rest.len();
        for line in rest.split_inclusive('\n') {
            let indent = line.len() - line.trim_start().len();
            let after = line.trim_start().strip_prefix(end);
            if after.is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric() || c == '_')) {
                behind = length + indent + end.len();
                break;
            }
            length += line.len();
        }
        let body = rest.get(..length.min(behind)).unwrap_or_default();
        let (start, source) = (self.at, self.source);
        // A mark that stands in no text: the body is read to its end.
        self.source = source.get(..start + body.len()).unwrap_or(source);
        let (pieces, _) = self.pieces("\u{0}", Escape::Backslash, hole, true);
        self.source = source;
        self.at = start + behind;
        pieces
    }

    /// A regular expression, where a value may begin.
    fn regex(&mut self) -> Option<Kind<'s>> {
        let rest = self.rest();
        let before = self.source.get(..self.at).and_then(|before| before.chars().next_back());
        // `match /x/`: Ruby calls methods without brackets.
        let called = self.language.heredoc == Heredoc::Ruby
            && before == Some(' ')
            && !rest.starts_with("/ ")
            && !rest.starts_with("/=");
        // `</p>` closes an element of a page that stands in the program.
        if (self.after_value && !called) || before == Some('<') {
            return None;
        }
        let mut class = false;
        let mut escaped = false;
        for (position, c) in rest.char_indices().skip(1) {
            match c {
                '\n' => return None,
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '[' => class = true,
                ']' => class = false,
                '/' if !class => {
                    let flags = rest.get(position + 1..).unwrap_or_default();
                    let flags = flags.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(flags.len());
                    self.at += position + 1 + flags;
                    return Some(Kind::Literal);
                }
                _ => {}
            }
        }
        None
    }

    /// `%q(…)`, `%Q(…)`, `%(…)`: texts; `%w(…)`, `%i(…)`, `%r(…)`: other values.
    fn percent(&mut self) -> Option<Kind<'s>> {
        let rest = self.rest();
        let letter = rest.chars().nth(1).filter(char::is_ascii_alphabetic);
        let length = 1 + usize::from(letter.is_some());
        let open = rest.get(length..)?.chars().next()?;
        let close = match open {
            '(' => ')',
            '[' => ']',
            '{' => '}',
            '<' => '>',
            '|' | '!' if letter.is_some() => open,
            _ => return None,
        };
        if !self.spanning
            || self.after_value
            || !matches!(letter, None | Some('q' | 'Q' | 'w' | 'W' | 'i' | 'I' | 'r' | 's' | 'x'))
        {
            return None;
        }
        let start = self.at;
        self.at += length + 1;
        let hole = if matches!(letter, None | Some('Q')) { Hole::Hash } else { Hole::None };
        let (pieces, ended) = self.pieces(&close.to_string(), Escape::Backslash, hole, true);
        if !ended {
            self.spanning = false;
            self.at = start;
            return None;
        }
        Some(if matches!(letter, None | Some('q' | 'Q')) { Kind::Text(pieces) } else { Kind::Literal })
    }

    /// `?a`, Ruby's way to write one character.
    fn ruby_character(&mut self) -> Option<Kind<'s>> {
        let mut chars = self.rest().chars().skip(1);
        let character = chars.next().filter(|c| !c.is_whitespace())?;
        let alone = chars.next().is_none_or(|c| !c.is_alphanumeric());
        alone.then(|| {
            self.at += 1 + character.len_utf8();
            Kind::Literal
        })
    }
}

/// Ends a list of pieces.
fn finish(pieces: &mut Vec<Piece<'_>>, plain: String) {
    if !plain.is_empty() {
        pieces.push(Piece::Plain(plain));
    }
}

/// Whether one character and a mark follow: `'a'`, but not the lifetime `'a`.
fn is_character(after: &str) -> bool {
    let mut chars = after.chars();
    match chars.next() {
        Some('\\') => after.chars().skip(2).take(10).any(|c| c == '\''),
        Some('\'' | '\n') | None => false,
        Some(_) => chars.next() == Some('\''),
    }
}
