//! Comments: lines that are one, blocks of several lines, and comments at the end of a line.

use std::ops::Range;

use super::clean::{Line, STRIKE};
use super::scan::{self, Token};
use super::tool;
use crate::model::Method;

/// Signs that open and close a comment.
const BLOCKS: [(&str, &str); 3] = [("<!--", "-->"), ("/*", "*/"), ("<#", "#>")];

/// Which lines of a text are comments.
#[derive(Debug)]
pub(super) struct Comments<'a> {
    lines: &'a [&'a str],
    /// Whether number signs begin headings.
    markdown: bool,
    /// Whether number signs always mark a comment: in a script.
    script: bool,
    /// What closes the comment that is open.
    open: Option<&'static str>,
    /// Whether a block of code is open.
    in_fence: bool,
    /// Whether calls stand in the text without any mark, once that is asked.
    has_unmarked: Option<bool>,
}

impl<'a> Comments<'a> {
    pub(super) fn new(lines: &'a [&'a str], markdown: bool, script: bool) -> Self {
        let script = script || lines.first().is_some_and(|line| line.starts_with("#!"));
        Self { lines, markdown, script, open: None, in_fence: false, has_unmarked: None }
    }

    /// Whether the line is a comment; lines are asked in order.
    pub(super) fn holds(&mut self, at: usize) -> bool {
        let raw = self.lines.get(at).copied().unwrap_or_default();
        if is_fence(raw) {
            self.in_fence = !self.in_fence;
        }
        self.in_block(raw) || is_marked(raw) || (may_be_marked(raw) && self.is_beside_calls(at))
    }

    /// Whether the line stands in a comment of several lines; keeps track of where those open and close.
    fn in_block(&mut self, raw: &str) -> bool {
        if let Some(close) = self.open {
            if raw.contains(close) {
                self.open = None;
            }
            return true;
        }
        for (open, close) in BLOCKS {
            let Some(rest) = raw.trim_start().strip_prefix(open) else { continue };
            let Some((_, after)) = rest.split_once(close) else {
                self.open = Some(close);
                return true;
            };
            return !after.contains('/');
        }
        false
    }

    /// Whether a number sign or two hyphens mark a comment here: where calls of the same list have no such mark, where
    /// it is no heading, and where no bullet stands above.
    fn is_beside_calls(&mut self, at: usize) -> bool {
        let raw = self.lines.get(at).copied().unwrap_or_default().trim_start();
        let refuted = match raw.starts_with('#') {
            true if self.script => return true,
            true => (self.markdown && !self.in_fence) || self.is_heading(at),
            false => self.is_below_bullet(at),
        };
        !refuted && self.has_unmarked_calls()
    }

    fn has_unmarked_calls(&mut self) -> bool {
        let lines = self.lines;
        *self.has_unmarked.get_or_insert_with(|| {
            let unmarked = |raw: &&&str| !is_marked(raw) && !may_be_marked(raw) && raw.contains('/');
            lines.iter().filter(unmarked).any(|raw| {
                let tokens = scan::tokens(&Line::new(raw));
                let is_method = |token: &Token| matches!(token, Token::Method { .. });
                raw.contains("/api/")
                    || tool::begins(&Line::new(raw).chars).is_some()
                    || (tokens.iter().any(is_method) && tokens.iter().any(|one| one.target().is_some()))
            })
        })
    }

    /// Whether a line is a heading of Markdown in a file of another name: alone between blank lines, in a text that has
    /// headings of lower levels.
    fn is_heading(&self, at: usize) -> bool {
        let is_blank = |at: Option<usize>| {
            at.and_then(|at| self.lines.get(at)).is_none_or(|line| line.trim().is_empty())
        };
        !self.in_fence
            && is_blank(at.checked_sub(1))
            && is_blank(at.checked_add(1))
            && self.lines.iter().any(|line| line.starts_with("## ") || is_fence(line))
    }

    /// Whether the nearest line above without hyphens of this kind is a bullet.
    fn is_below_bullet(&self, at: usize) -> bool {
        let above = self.lines.get(..at).unwrap_or_default().iter().rev();
        let mut above =
            above.map(|line| line.trim_start()).filter(|line| !line.is_empty() && !line.starts_with("--"));
        above.next().is_some_and(|line| line.starts_with(['-', '*', '+', '•']))
    }
}

/// Whether a line begins with a mark that is a comment everywhere.
fn is_marked(raw: &str) -> bool {
    let line = raw.trim_start();
    let slashes = line.strip_prefix("//").is_some_and(|rest| {
        let word = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        rest.starts_with(' ') || is_method(word)
    });
    let semicolon = line.strip_prefix(';').is_some_and(|rest| {
        let word = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        rest.starts_with([' ', '\t', ';', '/']) || is_method(word)
    });
    slashes || semicolon || line.starts_with("REM ")
}

/// Whether a line begins with a mark that is a comment in some lists, and a heading or a bullet in others.
fn may_be_marked(raw: &str) -> bool {
    let line = raw.trim_start();
    let hash =
        line.starts_with('#') && !is_list_number(line) && !line.starts_with("##") && !line.starts_with("#{");
    let dashes = line.strip_prefix("--").is_some_and(|rest| {
        let word = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        rest.starts_with([' ', '\t', '/']) || is_method(word)
    });
    hash || dashes
}

fn is_method(word: &str) -> bool {
    word.parse::<Method>().is_ok() && word.chars().all(char::is_uppercase)
}

/// Whether a hash stands before a number, as in `#1 GET /api/v1/users`.
fn is_list_number(line: &str) -> bool {
    line.trim_start_matches(['#', ' ']).starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a line opens or closes a block of code in Markdown.
pub(super) fn is_fence(raw: &str) -> bool {
    let line = raw.trim_start();
    line.starts_with("```") || line.starts_with("~~~")
}

/// Two slashes behind a path begin a comment; those of a URL have no blanks around them.
const SLASHES: &str = " // ";

/// What of a line is commented out or struck through, found in one pass, so that a long line with many calls costs no more
/// than its length.
#[derive(Debug, Default)]
pub(super) struct Covered {
    /// Comments that begin on the line behind something else: sorted, apart from each other.
    comments: Vec<Range<usize>>,
    /// The positions of the marks around text that is struck through, sorted.
    strikes: Vec<usize>,
}

impl Covered {
    pub(super) fn of(line: &Line) -> Self {
        let chars = &line.chars[..];
        let mut comments: Vec<Range<usize>> = Vec::new();
        for (open, close) in BLOCKS {
            let ends: Vec<usize> = positions(chars, close).map(|at| at + close.len()).collect();
            comments.extend(positions(chars, open).map(|at| {
                let start = at + open.len();
                let end = ends.partition_point(|end| *end < start + close.len());
                start..ends.get(end).copied().unwrap_or(usize::MAX)
            }));
        }
        if let Some(at) = positions(chars, SLASHES).next()
            && chars[..at].contains(&'/')
        {
            comments.push(at + SLASHES.len()..usize::MAX);
        }
        comments.sort_by_key(|range| range.start);
        let mut merged: Vec<Range<usize>> = Vec::new();
        for range in comments {
            match merged.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        let strikes = chars.iter().enumerate().filter(|(_, c)| **c == STRIKE).map(|(at, _)| at);
        Self { comments: merged, strikes: strikes.collect() }
    }

    /// Whether a position stands in a comment.
    pub(super) fn is_comment(&self, at: usize) -> bool {
        let behind = self.comments.partition_point(|range| range.start <= at);
        behind.checked_sub(1).and_then(|last| self.comments.get(last)).is_some_and(|range| at < range.end)
    }

    /// Whether a part of the line is struck through: `~~GET /api/v1/users~~`, `<del>GET /api/v1/users</del>`.
    pub(super) fn is_struck(&self, span: &Range<usize>) -> bool {
        let opened = self.strikes.partition_point(|at| *at < span.start) % 2 == 1;
        opened && self.strikes.last().is_some_and(|last| *last >= span.end)
    }
}

/// Where an ASCII mark stands on a line.
fn positions<'a>(chars: &'a [char], mark: &'a str) -> impl Iterator<Item = usize> + 'a {
    let is_here = move |window: &[char]| mark.chars().eq(window.iter().copied());
    chars.windows(mark.len()).enumerate().filter(move |(_, window)| is_here(window)).map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, markdown: bool) -> Vec<usize> {
        let lines: Vec<&str> = text.lines().collect();
        let mut comments = Comments::new(&lines, markdown, false);
        (0..lines.len()).filter(|at| comments.holds(*at)).map(|at| at + 1).collect()
    }

    #[test]
    fn comments_are_told_from_headings_and_bullets() {
        for (text, expected) in [
            ("GET /api/v1/users\n; DELETE /x\n;GET /y\n-- POST /z\n--PUT /z", vec![2, 3, 4, 5]),
            ("# GET /api/v1/users\nGET /api/v1/groups", vec![1]),
            ("# GET /api/v1/users\n# GET /api/v1/groups", vec![]),
            ("- People\n-- GET /api/v1/users\n-- GET /x\nGET /y", vec![]),
            ("/* GET /x\nPUT /y */\nGET /z", vec![1, 2]),
            ("/* old */ GET /x", vec![]),
            ("// GET /x\n//GET /y\n//host/z", vec![1, 2]),
            ("# Calls\n\n## Users\n\nGET /api/v1/users", vec![]),
            ("#1 GET /x\nGET /y", vec![]),
        ] {
            assert_eq!(marked(text, false), expected, "{text}");
        }
        assert_eq!(marked("# GET /api/v1/users\nGET /x", true), [0_usize; 0]);
        assert_eq!(marked("```\n# GET /api/v1/users\nGET /api/v1/x\n```", true), [2]);
    }

    #[test]
    fn comments_at_the_end_of_a_line_are_known() {
        let line = Line::new("GET /a /* GET /b */ GET /c // GET /d");
        let at = |text: &str| {
            let all: String = line.chars.iter().collect();
            all.find(text).expect("it stands there")
        };
        let covered = Covered::of(&line);
        let inside: Vec<_> =
            ["/a", "/b", "/c", "/d"].iter().filter(|one| covered.is_comment(at(one))).collect();
        assert_eq!(inside, [&"/b", &"/d"]);
    }
}
