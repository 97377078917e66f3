//! A program as it hangs together: its tokens, which bracket each stands in, and which block.

use super::language::Language;
use super::token::{Kind, Token};

/// A program.
#[derive(Debug)]
pub(super) struct Program<'s> {
    pub(super) language: &'static Language,
    /// Its tokens, without comments.
    pub(super) tokens: Vec<Token<'s>>,
    /// For each token, the bracket that it stands in.
    pub(super) within: Vec<Option<usize>>,
    /// For each opening bracket the closing one, and the other way round; for other tokens themselves.
    pub(super) partner: Vec<usize>,
    /// Whether a token is the first of its line.
    pub(super) first: Vec<bool>,
    /// For each token, its block.
    pub(super) block: Vec<usize>,
    pub(super) blocks: Vec<Block<'s>>,
}

/// A block of statements; the first is the whole file.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Block<'s> {
    /// The block that it stands in; the file stands in itself.
    pub(super) parent: usize,
    /// The body of a function that it is or stands in; the file when in none.
    pub(super) body: usize,
    /// The name of that function.
    pub(super) name: Option<&'s str>,
    /// What it is for.
    pub(super) kind: BlockKind,
    /// The first token of what stands before it: `class X extends Y`, `func (c *X) f()`.
    pub(super) head: usize,
    /// Its first token, and the one behind its last.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What a block is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// The whole file.
    #[default]
    File,
    /// The body of a function.
    Function,
    /// A class, an interface, a module: what has members.
    Type,
    /// Statements that run under a condition, or several times.
    Control,
    /// A map, or what else stands in braces.
    Value,
}

/// Words before a bracket that are no function.
pub(super) const CONTROL: [&str; 33] = [
    "await",
    "yield",
    "and",
    "or",
    "not",
    "if",
    "for",
    "while",
    "switch",
    "catch",
    "foreach",
    "using",
    "lock",
    "synchronized",
    "when",
    "match",
    "with",
    "else",
    "try",
    "do",
    "select",
    "unless",
    "until",
    "elsif",
    "elseif",
    "elif",
    "guard",
    "return",
    "case",
    "const",
    "var",
    "import",
    "type",
];

/// The longest chain of members and calls that is followed.
pub(super) const LONGEST_CHAIN: usize = 60;

impl<'s> Program<'s> {
    /// A program of tokens without comments.
    pub(super) fn new(source: &str, tokens: Vec<Token<'s>>, language: &'static Language) -> Self {
        let count = tokens.len();
        let mut program = Self {
            language,
            within: vec![None; count],
            partner: (0..count).collect(),
            first: vec![false; count],
            block: vec![0; count],
            blocks: vec![Block { end: count, ..Block::default() }],
            tokens,
        };
        program.lines(source);
        program.brackets();
        if language.indented {
            program.indented_blocks(source);
        } else {
            program.braced_blocks();
        }
        program
    }

    pub(super) fn token(&self, at: usize) -> Option<&Token<'s>> {
        self.tokens.get(at)
    }

    /// The token before.
    pub(super) fn before(&self, at: usize) -> Option<&Token<'s>> {
        self.tokens.get(at.checked_sub(1)?)
    }

    pub(super) fn is(&self, at: usize, sign: &str) -> bool {
        self.token(at).is_some_and(|token| token.is(sign))
    }

    pub(super) fn is_word(&self, at: usize, word: &str) -> bool {
        self.token(at).is_some_and(|token| token.is_word(word))
    }

    pub(super) fn is_before(&self, at: usize, sign: &str) -> bool {
        self.before(at).is_some_and(|token| token.is(sign))
    }

    /// The bracket that a token stands in.
    pub(super) fn within(&self, at: usize) -> Option<usize> {
        self.within.get(at).copied().flatten()
    }

    /// The other bracket of a pair; one that is never closed goes to the end.
    pub(super) fn partner(&self, at: usize) -> usize {
        self.partner.get(at).copied().unwrap_or(at)
    }

    pub(super) fn starts_line(&self, at: usize) -> bool {
        self.first.get(at).copied().unwrap_or(true)
    }

    pub(super) fn block(&self, at: usize) -> usize {
        self.block.get(at).copied().unwrap_or(0)
    }

    /// The function that a block belongs to; the file when to none.
    pub(super) fn function(&self, block: usize) -> usize {
        self.blocks.get(block).map_or(0, |block| block.body)
    }

    /// The blocks that a token stands in, from the innermost outwards, the file last.
    pub(super) fn blocks_around(&self, at: usize) -> impl Iterator<Item = usize> {
        const DEEPEST: usize = 200;
        let parent =
            |block: &usize| (*block != 0).then(|| self.blocks.get(*block).map_or(0, |one| one.parent));
        std::iter::successors(Some(self.block(at)), parent).take(DEEPEST)
    }

    /// Whether a block is another or stands in it.
    pub(super) fn is_inside(&self, block: usize, outer: usize) -> bool {
        const DEEPEST: usize = 200;
        let mut at = block;
        for _ in 0..DEEPEST {
            if at == outer || at == 0 {
                break;
            }
            at = self.blocks.get(at).map_or(0, |one| one.parent);
        }
        at == outer
    }

    /// Whether a sign goes on with the members of what stands before it.
    pub(super) fn is_member_sign(&self, at: usize) -> bool {
        let dot = if self.language.name == "php" { "->" } else { "." };
        self.token(at).is_some_and(|token| {
            token.kind == Kind::Sign
                && (token.text == dot || matches!(token.text, "::" | "?." | "&." | "?->"))
        })
    }

    /// Whether a sign joins texts.
    pub(super) fn is_join(&self, at: usize) -> bool {
        self.token(at)
            .is_some_and(|token| token.kind == Kind::Sign && self.language.joins.contains(&token.text))
    }

    /// The words of the expression before a bracket that names what is called, and where it begins:
    /// `client.users.list` in `client.users.list(`.
    pub(super) fn callee(&self, open: usize) -> Option<(usize, Vec<&'s str>)> {
        let mut at = open;
        // A macro, or the types of a generic.
        if self.is_before(at, "!") {
            at -= 1;
        } else if self.is_before(at, ">") {
            at = self.angle(at)?;
        }
        let mut words = Vec::new();
        let mut start = at;
        for _ in 0..LONGEST_CHAIN {
            let token = self.before(at)?;
            match token.kind {
                Kind::Word if !(words.is_empty() && CONTROL.contains(&token.text)) => {
                    words.push(token.text);
                    start = at - 1;
                }
                Kind::Sign if matches!(token.text, ")" | "]" | "}") && !words.is_empty() => {
                    let inner = self.partner(at - 1);
                    match self.before(inner).map(|token| &token.kind) {
                        // What a call gives, as in `client.users().list(`.
                        Some(Kind::Word) if inner < at => {
                            at = inner;
                            continue;
                        }
                        _ => {
                            start = inner;
                            break;
                        }
                    }
                }
                Kind::Text(_) if !words.is_empty() => {
                    start = at - 1;
                    break;
                }
                _ if words.is_empty() => return None,
                _ => break,
            }
            at = start;
            if at == 0 || !self.is_member_sign(at - 1) {
                break;
            }
            at -= 1;
        }
        words.reverse();
        (!words.is_empty()).then_some((start, words))
    }

    /// Where the types of a generic begin that end before a position.
    fn angle(&self, end: usize) -> Option<usize> {
        const LONGEST: usize = 12;
        let mut depth = 0_usize;
        for at in (end.saturating_sub(LONGEST)..end).rev() {
            match self.token(at)? {
                token if token.is(">") => depth += 1,
                token if token.is("<") && depth == 1 => {
                    return Some(if self.is_before(at, "::") { at - 1 } else { at });
                }
                token if token.is("<") => depth -= 1,
                token
                    if token.kind == Kind::Word
                        || matches!(token.text, "," | "." | "[" | "]" | "?" | "::") => {}
                _ => return None,
            }
        }
        None
    }

    /// The arguments between two brackets: the ranges between commas.
    pub(super) fn arguments(&self, open: usize) -> Vec<std::ops::Range<usize>> {
        const MOST: usize = 5_000;
        let close = self.partner(open);
        let mut found = Vec::new();
        let mut start = open + 1;
        let mut at = start;
        while at < close && found.len() < MOST {
            if self.is(at, ",") || self.is(at, ";") {
                found.push(start..at);
                start = at + 1;
            }
            at = self.partner(at).max(at) + 1;
        }
        if start < close {
            found.push(start..close);
        }
        found
    }

    fn lines(&mut self, source: &str) {
        if let Some(first) = self.first.first_mut() {
            *first = true;
        }
        // A text of several lines does not begin a line where it ends.
        for at in 1..self.tokens.len() {
            let between = source.get(self.tokens[at - 1].end()..self.tokens[at].at);
            self.first[at] = between.is_some_and(|between| between.contains('\n'));
        }
    }

    fn brackets(&mut self) {
        let mut open: Vec<usize> = Vec::new();
        for (at, token) in self.tokens.iter().enumerate() {
            self.within[at] = open.last().copied();
            if token.kind != Kind::Sign {
                continue;
            }
            let opener = match token.text {
                "(" | "[" | "{" | "#[" => {
                    open.push(at);
                    continue;
                }
                ")" => "(",
                "]" => "[",
                "}" => "{",
                _ => continue,
            };
            // What is not closed in between was none of its pairs.
            let fits = |at: &usize| self.tokens[*at].text.ends_with(opener);
            if let Some(position) = open.iter().rposition(fits) {
                let partner = open[position];
                open.truncate(position);
                self.partner[at] = partner;
                self.partner[partner] = at;
                self.within[at] = open.last().copied();
            }
        }
        for at in open {
            self.partner[at] = self.tokens.len();
        }
    }
}
