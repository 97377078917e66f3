//! The words of a program: what the lexer gives.

/// One piece of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'s> {
    /// What it is.
    pub(super) kind: Kind<'s>,
    /// How it is spelt.
    pub(super) text: &'s str,
    /// Where it begins, in bytes.
    pub(super) at: usize,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind<'s> {
    /// An identifier or keyword.
    Word,
    /// A text literal, in pieces.
    Text(Vec<Piece<'s>>),
    /// A number, a regular expression, a list of words: a value that holds no URL.
    Literal,
    /// Punctuation.
    Sign,
    /// A comment.
    Comment,
    /// What is no program: markup around it, the body of a text that begins elsewhere.
    Outside,
}

/// A piece of a text literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece<'s> {
    /// The characters themselves, escapes undone.
    Plain(String),
    /// An expression whose value stands there.
    Hole(Vec<Token<'s>>),
}

impl Kind<'_> {
    /// Whether it is a text literal.
    pub(super) const fn is_text(&self) -> bool {
        matches!(self, Self::Text(_))
    }
}

impl<'s> Token<'s> {
    /// Where it ends, in bytes.
    pub(super) const fn end(&self) -> usize {
        self.at + self.text.len()
    }

    /// Whether it is this sign.
    pub(super) fn is(&self, sign: &str) -> bool {
        self.kind == Kind::Sign && self.text == sign
    }

    /// Whether it is this word.
    pub(super) fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text == word
    }

    /// The word, if it is one.
    pub(super) fn word(&self) -> Option<&'s str> {
        (self.kind == Kind::Word).then_some(self.text)
    }

    /// The pieces of a text literal.
    pub(super) fn pieces(&self) -> Option<&[Piece<'s>]> {
        match &self.kind {
            Kind::Text(pieces) => Some(pieces),
            _ => None,
        }
    }

    /// The whole of a text literal without holes.
    pub(super) fn plain(&self) -> Option<&str> {
        match self.pieces()? {
            [] => Some(""),
            [Piece::Plain(text)] => Some(text),
            _ => None,
        }
    }
}
