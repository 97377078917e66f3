//! Paths that go on in the next line: cells of tables that were wrapped, words that were broken at the end of a line.
//!
//! Whether two parts are one path is known only from the paths that exist. Where neither reading exists, or both may be
//! meant, the call carries both.

use std::ops::Range;

use super::clean::Line;
use super::lines::is_header;
use super::scan::{self, ROOTS, Token};
use super::tool;
use crate::disclosure::HIDDEN;
use crate::intake::KnownNames;
use crate::intake::target::Target;
use crate::model::{Doubt, Method};

/// How many parts a path may have.
const MAX_PARTS: usize = 4;

/// How many lines of headers and footers of a page may stand between two parts.
const MAX_BETWEEN: usize = 8;

/// The longest part, in characters.
const MAX_PART: usize = 200;

/// A line whose last path goes on in the lines below.
#[derive(Debug)]
pub(super) struct Joined {
    /// The line with the whole path.
    pub(super) line: Line,
    /// The lines that it takes up, as offsets below.
    pub(super) taken: Vec<usize>,
    /// Whether the path may as well end with its line.
    pub(super) doubt: Option<Doubt>,
}

/// The start of a path that may go on.
struct Start<'a> {
    line: &'a Line,
    target: Range<usize>,
    text: String,
    method: Option<Method>,
    known: &'a dyn KnownNames,
}

/// A part of a path in a line below.
#[derive(Debug)]
struct Part {
    text: String,
    /// Whether it stands in the column of the path.
    is_aligned: bool,
    /// Whether it is further to the right than its line above begins.
    is_deeper: bool,
    /// How far below its line is.
    below: usize,
}

/// Joins the last path of a line with what the lines below add to it.
pub(super) fn join(
    line: &Line,
    tokens: &[Token],
    following: &[&str],
    known: &dyn KnownNames,
) -> Option<Joined> {
    let mut target = tokens.iter().filter_map(Token::target).next_back()?.clone();
    // An underscore at the end may join two parts of a word.
    let emphasized = target.start.checked_sub(1).is_some_and(|before| line.chars.get(before) == Some(&'_'));
    if line.chars.get(target.end) == Some(&'_') && !emphasized {
        target.end += 1;
    }
    let text = line.text(target.clone());
    if !may_go_on(line, &target, &text) {
        return None;
    }
    let strong = |token: &&Token| matches!(token, Token::Method { weak: false, .. });
    let method = tokens.iter().filter(strong).find_map(|token| match token {
        Token::Method { method, .. } => Some(*method),
        Token::Target { .. } => None,
    });
    let start = Start { line, target, text, method, known };
    let parts = start.parts(following);
    start.joined(&parts)
}

/// Whether a path may go on below its line: nothing closes it, and no sentence goes on behind it.
fn may_go_on(line: &Line, target: &Range<usize>, text: &str) -> bool {
    let rest = line.chars.get(target.end..).unwrap_or_default();
    let opened = target.start.checked_sub(1).and_then(|before| line.chars.get(before));
    let closed = matches!(rest.first(), Some('"' | '\'' | '`' | ')' | ']' | ',' | '.' | ';'))
        || (opened.is_some_and(|c| matches!(c, '"' | '\'' | '`')) && rest.first() == opened);
    let column = rest.starts_with(&[' ', ' '])
        || rest.starts_with(&['\t'])
        || rest.starts_with(&[' ', '|'])
        || rest.starts_with(&['|'])
        || rest.starts_with(&[' ', ';'])
        || rest.starts_with(&[' ', 'o', 'k', 't', 'a', '.']);
    let blank = rest.iter().all(|c| c.is_whitespace());
    let filter = text.contains('?') && rest.len() < MAX_PART && ends_with_operator(rest);
    !closed && (blank || column || filter)
}

/// Whether a filter ends before its value: `filter=status eq`.
fn ends_with_operator(rest: &[char]) -> bool {
    let text: String = rest.iter().collect();
    matches!(
        text.split_whitespace().last(),
        Some("eq" | "ne" | "co" | "sw" | "ew" | "gt" | "ge" | "lt" | "le" | "and" | "or")
    )
}

impl Start<'_> {
    /// The parts that the lines below may add.
    fn parts(&self, following: &[&str]) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut between = 0;
        for (below, raw) in following.iter().enumerate() {
            if is_of_page(raw)
                || is_header(raw)
                || (raw.trim().is_empty() && (between > 0 || leads_to_page(following.get(below + 1..))))
            {
                between += 1;
                if between > MAX_BETWEEN {
                    break;
                }
                continue;
            }
            let Some(part) = self.part(raw, below).filter(|_| parts.len() < MAX_PARTS) else { break };
            parts.push(part);
        }
        parts
    }

    /// The part in a line, when there is one and no call of its own.
    fn part(&self, raw: &str, below: usize) -> Option<Part> {
        if begins_anew(raw) {
            return None;
        }
        let line = Line::new(raw);
        let words = words(&line);
        let column = self.line.column(self.target.start);
        let aligned = |span: &&Range<usize>| line.column(span.start).abs_diff(column) <= 1;
        let alone = |span: &&Range<usize>| {
            let next = words.iter().find(|next| next.start > span.start);
            next.is_none_or(|next| {
                is_column(&line, span.end..next.start) || is_name(&line.text(next.clone()))
            })
        };
        let aligned = words.iter().find(aligned).filter(alone);
        let span = aligned.or_else(|| words.first().filter(alone))?;
        let text = line.text(span.clone());
        let is_part = text.len() <= MAX_PART && text.chars().all(in_path) && !is_name(&text);
        let margin = |line: &Line| line.chars.iter().take_while(|c| c.is_whitespace() || **c == '|').count();
        is_part.then(|| Part {
            text,
            is_aligned: aligned.is_some(),
            is_deeper: margin(&line) > margin(self.line),
            below,
        })
    }

    /// The path with its parts, as many as make one that exists; with both readings where that is uncertain.
    fn joined(&self, parts: &[Part]) -> Option<Joined> {
        let first = parts.first()?;
        let is_open = self.text.ends_with(['/', '-', '?', '&', '=']);
        if !is_open && !first.is_aligned && !first.is_deeper {
            return None;
        }
        let mut readings = vec![vec![self.text.clone()]];
        for part in parts {
            let last = readings.last().map(Vec::as_slice).unwrap_or_default();
            let longer = last.iter().flat_map(|text| ways(text, &part.text)).collect();
            readings.push(longer);
        }
        let is_one = |text: &&String| self.exists(text) && !self.joins_unknown(text, parts);
        let existing = |texts: &Vec<String>| texts.iter().find(is_one).cloned();
        let mut longest = readings.iter().enumerate().skip(1).rev();
        if let Some((count, text)) = longest.find_map(|(count, texts)| Some((count, existing(texts)?))) {
            return Some(self.with(&text, parts.get(..count)?, None));
        }
        let text = readings.get(1)?.first()?.clone();
        let only = parts.get(..1)?;
        if self.text.contains('?') {
            return (first.text.contains(['=', '&', '"']) || is_open).then(|| self.with(&text, only, None));
        }
        let own = Target::parse(&self.text).path;
        let doubt = || Some(Doubt::Wrapped(own.clone()));
        let word = first.text.starts_with(|c: char| c.is_ascii_lowercase() || c == '{')
            && !self.path(&first.text).contains(HIDDEN);
        match () {
            // A path of its own, which has no method.
            () if first.text.starts_with('/')
                && self.known.knows_path(None, &format!("/api/v1{}", first.text)) =>
            {
                None
            }
            () if first.text.starts_with('/') || (is_open && word) => Some(self.with(&text, only, doubt())),
            () if first.is_aligned && word && self.exists(&format!("{}/{}", self.text, first.text)) => {
                Some(self.with(&format!("{}/{}", self.text, first.text), only, doubt()))
            }
            () => None,
        }
    }

    /// Whether a path exists, with the method or with any other; as it stands, or below `/api/v1`.
    ///
    /// A segment that is not known stands for an id, whatever it looks like.
    fn exists(&self, text: &str) -> bool {
        let path = self.path(text).replace(HIDDEN, "{id}");
        let below = format!("/api/v1{path}");
        let paths = [path.as_str(), below.as_str()];
        let with = |method| paths.iter().any(|path| self.known.knows_path(method, path));
        with(self.method) || with(None)
    }

    /// Whether a segment of the joined path is made of two parts and not known: nothing shows that it is one word.
    fn joins_unknown(&self, text: &str, parts: &[Part]) -> bool {
        let path = Target::parse(text).path;
        let shown = self.path(text);
        let is_whole = |segment: &str| {
            let mut texts =
                [self.text.as_str()].into_iter().chain(parts.iter().map(|part| part.text.as_str()));
            texts.any(|text| text.split(['/', '?']).any(|known| known == segment))
        };
        path.split('/').zip(shown.split('/')).any(|(segment, shown)| shown == HIDDEN && !is_whole(segment))
    }

    /// The path of a target, with everything hidden that is not known.
    fn path(&self, text: &str) -> String {
        self.known.allow_list().path(&Target::parse(text).path).into_owned()
    }

    fn with(&self, text: &str, parts: &[Part], doubt: Option<Doubt>) -> Joined {
        let line = self.line.with(self.target.clone(), text);
        Joined { line, taken: parts.iter().map(|part| part.below).collect(), doubt }
    }
}

/// The ways to join two parts: a hyphen at the end of a line breaks a word, or belongs to it.
fn ways(text: &str, part: &str) -> Vec<String> {
    if text.ends_with('/') && part.starts_with('/') {
        return vec![format!("{}{part}", text.trim_end_matches('/'))];
    }
    match text.strip_suffix('-') {
        Some(word) => vec![format!("{word}{part}"), format!("{text}{part}")],
        None => vec![format!("{text}{part}")],
    }
}

/// Whether a line is an entry of its own, and goes on with nothing.
fn begins_anew(raw: &str) -> bool {
    let line = raw.trim_start();
    let bullet = line.starts_with(['-', '*', '+', '•', '#', '–', '—', '>'])
        && line.chars().nth(1).is_none_or(|c| !c.is_alphanumeric());
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = digits.len() < line.len() && digits.starts_with(['.', ')']);
    if bullet || numbered || ROOTS.iter().any(|root| line.contains(root)) || line.contains("://") {
        return true;
    }
    let line = Line::new(raw);
    let strong = |token: &Token| matches!(token, Token::Method { weak: false, .. });
    tool::begins(&line.chars).is_some() || scan::tokens(&line).iter().any(strong)
}

/// The words of a line; bars and signs between cells stand between them.
fn words(line: &Line) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = 0;
    while at < line.chars.len() {
        let is_apart = |c: char| c.is_whitespace() || c == '|';
        let length = line.chars[at..].iter().take_while(|c| !is_apart(**c)).count();
        if length > 0 && line.chars[at..at + length] != [';'] {
            words.push(at..at + length);
        }
        at += length.max(1);
    }
    words
}

/// Whether a gap stands between two columns.
fn is_column(line: &Line, gap: Range<usize>) -> bool {
    let gap = line.chars.get(gap).unwrap_or_default();
    gap.len() > 1 || gap.contains(&'\t')
}

/// Whether a word is the name of a scope or of a role, in a column beside the calls.
fn is_name(word: &str) -> bool {
    word.starts_with("okta.")
        || (word.contains('_') && word.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
}

fn in_path(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_-./{}:$<>?=&%~*@+\"[]".contains(c)
}

/// Whether the next line with anything in it belongs to the frame of a page.
fn leads_to_page(following: Option<&[&str]>) -> bool {
    following
        .and_then(|lines| lines.iter().find(|line| !line.trim().is_empty()))
        .is_some_and(|line| is_of_page(line))
}

/// Whether a line is the header or the footer of a page, rather than of the list.
pub(super) fn is_of_page(raw: &str) -> bool {
    let line = raw.trim().to_lowercase();
    let numbered = || {
        // A longer number can be a value.
        const MAX_DIGITS: usize = 5;
        let mut words = line.split_whitespace().rev();
        let is_number = |word: &str| word.len() <= MAX_DIGITS && word.chars().all(|c| c.is_ascii_digit());
        let number = |word: Option<&str>| word.is_some_and(is_number);
        match (words.next(), words.next(), words.next(), words.next()) {
            (last, Some("page") | None, ..) => number(last),
            (last, Some("of" | "/"), first, Some("page")) => number(last) && number(first),
            _ => false,
        }
    };
    !line.is_empty()
        && (line.starts_with(['©', '\u{c}'])
            || line.starts_with("(c) ")
            || line.starts_with("copyright")
            || line.contains("(continued)")
            || line.contains("confidential")
            || raw.contains('\u{c}')
            || numbered())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Few;

    impl KnownNames for Few {
        fn allow_list(&self) -> std::sync::Arc<crate::disclosure::AllowList> {
            std::sync::Arc::new(crate::disclosure::AllowList::open())
        }

        fn knows(&self, _name: &str) -> bool {
            false
        }

        fn nearest(&self, _name: &str) -> Option<String> {
            None
        }

        fn knows_path(&self, _method: Option<Method>, path: &str) -> bool {
            [
                "/api/v1/users",
                "/api/v1/groups",
                "/api/v1/groups/{id}",
                "/api/v1/groups/{id}/users",
                "/api/v1/users/{id}/lifecycle/suspend",
                "/api/v1/users/{id}/lifecycle/reset_password",
                "/api/v1/device-assurances",
            ]
            .contains(&path)
        }
    }

    fn joined(text: &str) -> String {
        let lines: Vec<&str> = text.lines().collect();
        let line = Line::new(lines[0]);
        match join(&line, &scan::tokens(&line), &lines[1..], &Few) {
            None => "none".to_owned(),
            Some(Joined { line, taken, doubt }) => {
                let tokens = scan::tokens(&line);
                let target = tokens.iter().find_map(Token::target).expect("it has a path");
                let doubt = if doubt.is_some() { " ?" } else { "" };
                format!("{} +{}{doubt}", line.text(target.clone()), taken.len())
            }
        }
    }

    #[test]
    fn paths_go_on_in_the_next_line() {
        for (text, expected) in [
            ("GET /api/v1/groups/{id}/\nusers", "/api/v1/groups/{id}/users +1"),
            ("GET /api/v1/groups/{id}\n      /users", "/api/v1/groups/{id}/users +1"),
            ("GET /api/v1/groups/{id}/   okta.groups.read\n    users", "/api/v1/groups/{id}/users +1"),
            ("GET /api/v1/groups/{id}/\n    users     okta.groups.read", "/api/v1/groups/{id}/users +1"),
            ("all  GET  /api/v1/groups/{id}/\nmembers   users   x", "/api/v1/groups/{id}/users +1"),
            ("GET /api/v1/users/{id}/lifecy-\n    cle/suspend", "/api/v1/users/{id}/lifecycle/suspend +1"),
            (
                "GET /api/v1/users/{id}/lifecy-\n    cle/\n    suspend",
                "/api/v1/users/{id}/lifecycle/suspend +2",
            ),
            ("GET /api/v1/device-\n    assurances", "/api/v1/device-assurances +1"),
            (
                "PUT /api/v1/users/{id}/lifecycle/reset_pass\n    word?sendEmail=x",
                "/api/v1/users/{id}/lifecycle/reset_password?sendEmail=x +1",
            ),
            ("GET /api/v1/groups/{id}/\n© 2026 Acme   17\n\n    users", "/api/v1/groups/{id}/users +1"),
            ("GET /api/v1/groups/{id}\n    /people", "/api/v1/groups/{id}/people +1 ?"),
            (
                "PUT /api/v1/users/{id}/lifecycle/reset_\n    password",
                "/api/v1/users/{id}/lifecycle/reset_password +1",
            ),
            (
                "GET /api/v1/groups/{id}/\nPage 3 of 4\nMethod   Path\n    users",
                "/api/v1/groups/{id}/users +1",
            ),
            ("GET /api/v1/groups/{id}/\n    people", "/api/v1/groups/{id}/people +1 ?"),
            ("GET /api/v1/users\n    ?limit=200", "/api/v1/users?limit=200 +1"),
            ("GET /api/v1/users\n/api/v1/groups", "none"),
            ("GET /api/v1/users\n    /groups", "none"),
            ("GET /api/v1/users\nPOST", "none"),
            ("GET /api/v1/users\n- groups", "none"),
            ("GET /api/v1/users\nreads them all", "none"),
            ("GET /api/v1/users\n    reads them all", "none"),
            ("GET /api/v1/users\n    nightly", "none"),
            ("GET /api/v1/users/\n\nusers", "none"),
            ("GET /api/v1/users to\n  /x", "none"),
            ("`GET /api/v1/users`\n  /x", "none"),
        ] {
            assert_eq!(joined(text), expected, "{text}");
        }
    }
}
