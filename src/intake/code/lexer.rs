//! A program to tokens, by the profile of its language. Never fails: what is not understood is punctuation.
//!
//! Every step takes at least one byte and none is looked at twice for the same reason: a text or an expression in a text
//! that does not end switches off what made it seem to begin.

use super::language::{Heredoc, Hole, Language};
use super::literal::Waiting;
use super::token::{Kind, Token};

/// How deep texts may stand in expressions in texts.
pub(super) const DEEPEST: usize = 8;

/// Operators of several characters, longest first.
const SIGNS: [&str; 27] = [
    "===", "!==", "<<=", ">>>", "?->", "<=>", "**=", "...", "=>", "->", "::", "?.", "&.", ":=", "==", "!=",
    "+=", "-=", ".=", "<<", ">>", "&&", "||", "??", "<=", ">=", "#[",
];

/// Words behind which a value begins, so that a slash begins a regular expression.
const BEFORE_VALUES: [&str; 18] = [
    "return",
    "typeof",
    "case",
    "in",
    "of",
    "delete",
    "void",
    "instanceof",
    "new",
    "else",
    "do",
    "yield",
    "await",
    "and",
    "or",
    "not",
    "if",
    "when",
];

/// Reads tokens.
#[derive(Debug)]
pub(super) struct Lexer<'s> {
    pub(super) source: &'s str,
    pub(super) language: &'static Language,
    pub(super) at: usize,
    pub(super) depth: usize,
    /// Whether texts may span lines; not when one was seen that never ends.
    pub(super) spanning: bool,
    /// Whether expressions in texts are read; not when one was seen that never ends.
    pub(super) holes: bool,
    /// Whether the last token ended a value, so that what follows continues the expression.
    pub(super) after_value: bool,
    pub(super) waiting: Vec<Waiting>,
}

/// The tokens of a program, comments among them.
pub(super) fn tokens<'s>(source: &'s str, language: &'static Language) -> Vec<Token<'s>> {
    let mut lexer = Lexer::new(source, language);
    let mut tokens = Vec::with_capacity(source.len() / 6);
    if language.heredoc == Heredoc::Php && source.contains("<?") {
        lexer.outside(&mut tokens);
    }
    while lexer.step(&mut tokens) {}
    tokens
}

/// The tokens of what stood in comments, where sentences have single quotation marks that close nothing.
pub(super) fn tokens_of_comments<'s>(source: &'s str, language: &'static Language) -> Vec<Token<'s>> {
    let mut lexer = Lexer::new(source, language);
    lexer.spanning = false;
    let mut tokens = Vec::new();
    while lexer.step(&mut tokens) {}
    tokens.retain(|token| !matches!(token.kind, Kind::Comment | Kind::Outside));
    tokens
}

impl<'s> Lexer<'s> {
    fn new(source: &'s str, language: &'static Language) -> Self {
        Self {
            source,
            language,
            at: 0,
            depth: 0,
            spanning: true,
            holes: true,
            after_value: false,
            waiting: Vec::new(),
        }
    }

    /// What is still to be read.
    pub(super) fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or_default()
    }

    /// The byte so far ahead.
    pub(super) fn byte(&self, ahead: usize) -> Option<u8> {
        self.source.as_bytes().get(self.at + ahead).copied()
    }

    /// Reads one token, or passes blanks; whether there is more.
    pub(super) fn step(&mut self, tokens: &mut Vec<Token<'s>>) -> bool {
        let Some(first) = self.byte(0) else { return false };
        if first == b'\n' {
            if !self.comment_after_line(tokens) {
                self.at += 1;
                self.bodies(tokens);
            }
            return true;
        }
        if first.is_ascii_whitespace() {
            self.at += 1;
            return true;
        }
        let start = self.at;
        if let Some(end) = self.comment_end() {
            self.push(tokens, start, end, Kind::Comment);
        } else if self.language.heredoc == Heredoc::Php && self.rest().starts_with("?>") {
            self.outside(tokens);
        } else if let Some(kind) = self.literal(tokens) {
            let end = self.at;
            self.push(tokens, start, end, kind);
        } else {
            self.plain_token(tokens, start);
        }
        true
    }

    pub(super) fn push(&mut self, tokens: &mut Vec<Token<'s>>, start: usize, end: usize, kind: Kind<'s>) {
        let text = self.source.get(start..end).unwrap_or_default();
        self.after_value = match kind {
            Kind::Comment | Kind::Outside => self.after_value,
            Kind::Word => !BEFORE_VALUES.contains(&text),
            Kind::Text(_) | Kind::Literal => true,
            Kind::Sign => matches!(text, ")" | "]" | "}"),
        };
        self.at = end;
        tokens.push(Token { kind, text, at: start });
    }

    /// A word, a number or a sign.
    fn plain_token(&mut self, tokens: &mut Vec<Token<'s>>, start: usize) {
        let rest = self.rest();
        let first = rest.chars().next().unwrap_or(' ');
        let in_word = |c: char| {
            c.is_alphanumeric()
                || c == '_'
                || (!c.is_ascii_alphanumeric() && self.language.in_words.contains(c))
        };
        if first.is_ascii_digit() {
            let number = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let length = rest.find(|c| !number(c)).unwrap_or(rest.len());
            self.push(tokens, start, start + length, Kind::Literal);
        } else if in_word(first) {
            let length = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
            self.push(tokens, start, start + length, Kind::Word);
        } else {
            let known = SIGNS.iter().find(|sign| rest.starts_with(**sign));
            let length = known.map_or(first.len_utf8(), |sign| sign.len());
            self.push(tokens, start, start + length, Kind::Sign);
        }
    }

    /// Where the comment that begins here ends.
    fn comment_end(&self) -> Option<usize> {
        let rest = self.rest();
        for (open, close, nested) in self.language.block_comments {
            if rest.starts_with(open) {
                return Some(self.at + block_length(rest, open, close, *nested));
            }
        }
        let mark = self.language.line_comments.iter().find(|mark| rest.starts_with(**mark))?;
        let attribute = *mark == "#" && rest.starts_with("#[") && self.language.heredoc == Heredoc::Php;
        let length = rest.find('\n').unwrap_or(rest.len());
        (!attribute).then_some(self.at + length)
    }

    /// A comment that is told by its place at the beginning of a line, as Ruby's `=begin`.
    fn comment_after_line(&mut self, tokens: &mut Vec<Token<'s>>) -> bool {
        let rest = self.rest();
        let found = self
            .language
            .block_comments
            .iter()
            .find(|(open, _, _)| open.starts_with('\n') && rest.starts_with(open));
        let Some((open, close, _)) = found else { return false };
        let start = self.at;
        let length = block_length(rest, open, close, false);
        self.push(tokens, start, start + length, Kind::Comment);
        true
    }

    /// What stands outside of a program in a page.
    fn outside(&mut self, tokens: &mut Vec<Token<'s>>) {
        let start = self.at;
        let rest = self.rest();
        let open = rest.find("<?").map(|open| {
            let mark = rest.get(open..).unwrap_or_default();
            open + ["<?php", "<?=", "<?"]
                .iter()
                .find(|one| mark.starts_with(**one))
                .map_or(2, |one| one.len())
        });
        let end = start + open.unwrap_or(rest.len());
        if end > start {
            self.push(tokens, start, end, Kind::Outside);
        }
        self.after_value = false;
    }

    /// The tokens of an expression in a text, up to the sign that closes it; the position is behind that then.
    pub(super) fn hole(&mut self, hole: Hole) -> Option<Vec<Token<'s>>> {
        if !self.holes || self.depth >= DEEPEST {
            return None;
        }
        let (start, depth) = (self.at, self.depth);
        let close = match hole {
            Hole::Paren => ")",
            Hole::TwoBraces => "}}",
            _ => "}",
        };
        self.depth += 1;
        let mut tokens: Vec<Token<'s>> = Vec::new();
        let mut open = 0_usize;
        let mut closed = false;
        while self.byte(0).is_some() {
            if open == 0 && self.rest().starts_with(close) {
                self.at += close.len();
                closed = true;
                break;
            }
            let format = matches!(hole, Hole::Brace | Hole::TwoBraces) && self.byte(0) == Some(b':');
            if open == 0 && format && !self.rest().starts_with("::") {
                // A format such as `:>10` is no expression.
                self.at += self.rest().find(['}', '\n']).unwrap_or(self.rest().len());
                continue;
            }
            let before = tokens.len();
            self.step(&mut tokens);
            for token in tokens.get(before..).unwrap_or_default() {
                match token.text {
                    "(" | "[" | "{" if token.kind == Kind::Sign => open += 1,
                    ")" | "]" | "}" if token.kind == Kind::Sign => open = open.saturating_sub(1),
                    _ => {}
                }
            }
        }
        self.depth = depth;
        if closed {
            return Some(tokens);
        }
        self.holes = false;
        self.at = start;
        None
    }
}

/// How long the comment is with which a text begins; one that does not end goes to the end.
fn block_length(text: &str, open: &str, close: &str, nested: bool) -> usize {
    let mut at = open.len();
    let mut depth = 1_usize;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let Some(end) = rest.find(close) else { return text.len() };
        let inner = rest.get(..end).filter(|_| nested).and_then(|inside| inside.find(open));
        if let Some(inner) = inner {
            depth += 1;
            at += inner + open.len();
        } else {
            depth -= 1;
            at += end + close.len();
        }
        if depth == 0 {
            return at;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::language::LANGUAGES;
    use super::super::token::Piece;
    use super::*;

    /// The texts of a program, with a dot for each expression in them.
    fn texts(name: &str, source: &str) -> Vec<String> {
        let piece = |piece: &Piece<'_>| match piece {
            Piece::Plain(text) => text.clone(),
            Piece::Hole(_) => "•".to_owned(),
        };
        let language = LANGUAGES.iter().find(|language| language.name == name).unwrap_or(&LANGUAGES[0]);
        let tokens = tokens(source, language);
        let texts = tokens.iter().filter_map(Token::pieces);
        texts.map(|pieces| pieces.iter().map(piece).collect()).collect()
    }

    #[test]
    fn texts_are_read_as_each_language_writes_them() {
        for (name, source, expected) in [
            ("python", r#"a = rf'\d{x}' + "b\"c" + 'd' # 'e'"#, vec![r"\d•", "b\"c", "d"]),
            ("python", r#"f"{{a}} {b!r:>10} {c['d']}""#, vec!["{a} • •"]),
            ("python", "x = 'never ends\ny = 'ends'", vec!["never ends", "ends"]),
            ("python", "'''a\nb''' 'c'", vec!["a\nb", "c"]),
            ("javascript", "`a ${b ? `c ${d}` : '}'} e` // `f`", vec!["a • e"]),
            ("javascript", r#"x = /[/'"]/g; y = a / 'b' / c"#, vec!["b"]),
            ("javascript", "<p>Don't</p>; f('a')", vec!["a"]),
            ("javascript", "return'a'", vec!["a"]),
            ("go", r#"`a"\` + "b\"c" + string('d')"#, vec![r#"a"\"#, "b\"c", "d"]),
            ("java", r#"char c = '"'; s = """ a "b" """; t = '\'';"#, vec!["\"", " a \"b\" ", "'"]),
            ("kotlin", r#""$a.b ${c["d"]} \$e" + """f"g $h""""#, vec!["•.b • $e", "f\"g •"]),
            ("kotlin", r#"/* a /* 'b' */ "c" */ "d""#, vec!["d"]),
            ("csharp", r#"@"a\" + $"{b:N2}{{c}}" + $@"d""{e}" + @class"#, vec![r"a\", "•{c}", "d\"•"]),
            ("csharp", r#"$$"""{a} {{b}} "c" """ + """"d"""e"""" "#, vec!["{a} • \"c\" ", "d\"\"\"e"]),
            ("ruby", r#"%q(a#{b}) + %Q[c#{d}] + "e#{f("g")}" if h == ?" "#, vec!["a#{b}", "c•", "e•"]),
            ("ruby", "f(<<~A, 'b')\n  it's #{c}\n  A\n'd'", vec!["  it's •\n", "b", "d"]),
            ("ruby", "x = a / b; y = c / 'd'", vec!["d"]),
            ("php", r#"it's <?php $a = "{$b['c']} $d->e $f[g]"; ?> don't <?= 'h' ?>"#, vec!["• • •", "h"]),
            ("php", "<?php $x = <<<END\n  a $b\n  END; #[Attr('c')]\n# 'd'", vec!["  a •\n", "c"]),
            ("rust", r##"r#"a"b"# + 'c' + fn<'d>(&'d str) + b"e\"""##, vec!["a\"b", "c", "e\""]),
            ("rust", "/* /* \"a\" */ */ \"b\nc\"", vec!["b\nc"]),
            ("scala", r#"s"$a ${b}" + "c" + 'd'"#, vec!["• •", "c", "d"]),
            ("swift", r##""\(a("b")) c" + #"d\(e)"#"##, vec!["• c", r"d\(e)"]),
        ] {
            assert_eq!(texts(name, source), expected, "{name}: {source}");
        }
    }

    #[test]
    fn what_never_ends_does_not_take_long() {
        const PIECES: [&str; 14] = [
            "\"${", "\"#{", "%(", "<<~A\n", "f\"{", "`${", "\"\\\"", "/*", "$\"{", "\"{$", "'''", "r#\"",
            "(((", "<?php ",
        ];
        for piece in PIECES {
            let source = piece.repeat(20_000);
            for language in &LANGUAGES {
                assert!(!tokens(&source, language).is_empty(), "{piece}");
            }
        }
    }

    proptest! {
        #[test]
        fn tokens_stand_in_order_and_leave_only_blanks_between(
            source in r#"([a-z $#@{}()\[\]<>~%?:.,;=+/*\\'"`é\n\t-]|/\*|\*/|<<~A|"""|\$\{|#\{|f"|r#"|<\?php|\?>){0,80}"#,
        ) {
            for language in &LANGUAGES {
                let mut end = 0;
                for token in tokens(&source, language) {
                    prop_assert!(token.at >= end, "{}: {:?} begins before {end}", language.name, token);
                    let between = source.get(end..token.at).unwrap_or("?");
                    prop_assert!(between.trim().is_empty(), "{}: {between:?} is no token", language.name);
                    prop_assert_eq!(source.get(token.at..token.end()), Some(token.text));
                    end = token.end();
                }
                prop_assert!(source.get(end..).is_some_and(|rest| rest.trim().is_empty()), "{}", language.name);
            }
        }
    }
}
