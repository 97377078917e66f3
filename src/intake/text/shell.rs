//! The words of a shell command, whatever its quotes and however many lines it takes.

use crate::intake::placeholder;

/// A word of a command, with the place where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    /// The line of the command, from 0.
    pub(super) line: usize,
    /// The character in that line.
    pub(super) start: usize,
}

/// A command that is read line by line, as a shell would read it.
#[derive(Debug, Default)]
pub(super) struct Command {
    /// The words so far, quotes undone.
    pub(super) words: Vec<Word>,
    word: Option<Word>,
    quote: Option<char>,
    /// Whether brackets hold together what stands in them, as in PowerShell; and how many are open.
    nests: bool,
    open: usize,
    /// How many lines were read.
    pub(super) lines: usize,
}

/// Whether a command goes on behind a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// It ends in this line, at this character.
    To(usize),
    /// A quote is open.
    InQuote,
    /// The line ends with a sign that it goes on.
    Continued,
}

impl Command {
    /// A command of a shell whose brackets may hold anything, over several lines too.
    pub(super) fn nesting(nests: bool) -> Self {
        Self { nests, ..Self::default() }
    }

    /// Reads the next line, from a character on.
    pub(super) fn line(&mut self, chars: &[char], from: usize) -> Read {
        self.lines += 1;
        let mut at = from;
        while at < chars.len() {
            match self.step(chars, at) {
                Step::Go(next) => at = next,
                Step::End => {
                    self.end_word();
                    return Read::To(at);
                }
                Step::Continue => {
                    self.end_word();
                    return Read::Continued;
                }
            }
        }
        if self.quote.is_some() || self.open > 0 {
            self.push('\n', at);
            return Read::InQuote;
        }
        self.end_word();
        Read::To(at)
    }

    fn step(&mut self, chars: &[char], at: usize) -> Step {
        let (c, next) = (chars[at], chars.get(at + 1).copied());
        let before = at.checked_sub(1).map_or(' ', |before| chars[before]);
        let last = || chars[at + 1..].iter().all(|c| c.is_whitespace());
        let placeholder = || match c {
            '{' => placeholder::closing(chars, at),
            '<' if before == '/' => placeholder::closing(chars, at),
            '(' if before == '$' => placeholder::closing(chars, at),
            _ => None,
        };
        match (self.quote, c) {
            (Some('"'), '\\') if matches!(next, Some('"' | '\\' | '$' | '`')) => {
                self.push(next.unwrap_or_default(), at);
                return Step::Go(at + 2);
            }
            (Some(quote), c) if c == quote => self.quote = None,
            (None, '\'' | '"') => {
                self.quote = Some(c);
                self.open_word(at);
            }
            (None, '(' | '{' | '[') if self.nests => {
                self.open += 1;
                self.push(c, at);
            }
            (None, ')' | '}' | ']') if self.nests && self.open == 0 => return Step::End,
            (None, ')' | '}' | ']') if self.nests => {
                self.open -= 1;
                self.push(c, at);
            }
            (None, c) if self.open > 0 => self.push(c, at),
            (None, '\\' | '^' | '`') if last() => return Step::Continue,
            (None, '\\') => {
                self.push(next.unwrap_or_default(), at);
                return Step::Go(at + 2);
            }
            (None, '|' | ';' | '`') => return Step::End,
            (None, '&') if matches!(next, None | Some('&' | ' ')) => return Step::End,
            (None, '>' | '#') if self.word.is_none() => return Step::End,
            (None, ')') if self.word.is_none() || next.is_none() => return Step::End,
            (None, c) if c.is_whitespace() => self.end_word(),
            (None, _) if let Some(close) = placeholder() => {
                chars[at..=close].iter().for_each(|c| self.push(*c, at));
                return Step::Go(close + 1);
            }
            (_, c) => self.push(c, at),
        }
        Step::Go(at + 1)
    }

    /// Ends the command here, whatever is open.
    pub(super) fn close(&mut self) {
        self.quote = None;
        self.open = 0;
        self.end_word();
    }

    fn open_word(&mut self, at: usize) -> &mut Word {
        let line = self.lines - 1;
        self.word.get_or_insert_with(|| Word { text: String::new(), line, start: at })
    }

    fn push(&mut self, c: char, at: usize) {
        self.open_word(at).text.push(c);
    }

    fn end_word(&mut self) {
        self.words.extend(self.word.take());
    }
}

enum Step {
    Go(usize),
    End,
    Continue,
}
