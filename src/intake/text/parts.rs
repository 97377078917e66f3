//! Long plain lists in parts, so that only the calls of one part are held at a time.
//!
//! A list is cut between two lines that have nothing to do with each other. One with code, tables, variables or comments
//! of several lines is not cut: what stands far above may be about any line of it.

use super::assigned::Assigned;
use super::{blocks, table};
use crate::model::Method;

/// How many lines a part has at least; reading one takes some 3 KB a line for a while.
const MIN_LINES: usize = 2_000;

/// How many lines are tried for the end of a part.
const MAX_TRIED: usize = 2_000;

/// What begins a comment of several lines, or data of a command.
const OPENING: [&str; 4] = ["<!--", "/*", "<#", "<<"];

/// The parts of a list, each with the number of lines before it; nothing when it is short or cannot be cut.
pub(super) fn parts(text: &str) -> Option<Vec<(u32, &str)>> {
    cut(text, MIN_LINES)
}

fn cut(text: &str, min_lines: usize) -> Option<Vec<(u32, &str)>> {
    if text.starts_with("#!") || text.lines().nth(2 * min_lines).is_none() {
        return None;
    }
    let mut parts = Vec::new();
    let (mut rest, mut before) = (text, 0);
    while !rest.is_empty() {
        let (lines, length) = first(rest, min_lines)?;
        let part = rest.get(..length)?;
        if !is_plain(part) {
            return None;
        }
        parts.push((before, part));
        before = u32::try_from(lines).ok()?.checked_add(before)?;
        rest = rest.get(length..)?;
    }
    Some(parts)
}

/// How many lines and bytes the first part of a text has.
fn first(text: &str, min_lines: usize) -> Option<(usize, usize)> {
    let mut lines = text.split_inclusive('\n').enumerate().peekable();
    let mut length = 0;
    while let Some((at, line)) = lines.next() {
        length += line.len();
        let Some((_, next)) = lines.peek() else { return Some((at + 1, length)) };
        if at + 1 >= min_lines && are_apart(line, next) {
            return Some((at + 1, length));
        }
        if at > min_lines + MAX_TRIED {
            return None;
        }
    }
    None
}

/// Whether a line ends and the next begins something that stands by itself.
fn are_apart(line: &str, next: &str) -> bool {
    let (line, next) = (line.trim_end(), next.trim_end());
    match (is_blank(line), is_blank(next)) {
        (true, true) => true,
        // A heading may be above a blank line, and a path goes on behind none.
        (true, false) => is_request(next) || is_word(next),
        (false, true) => is_request(line) || is_word(line),
        (false, false) => (is_request(line) && is_request(next)) || (is_word(line) && is_word(next)),
    }
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

/// Whether a line is a method and a path or a URL, maybe as a bullet, and does not break off.
fn is_request(line: &str) -> bool {
    let content = line.strip_prefix(['-', '*', '•']).map_or(line, str::trim_start);
    let (first, rest) = content.split_once([' ', '\t', ',']).unwrap_or(("", content));
    let is_whole = !content.ends_with(['\\', '/', '-', '_', ',', '{', '(', '[', ':', '|']);
    let is_target = |text: &str| text.trim_start().starts_with('/') || text.trim_start().starts_with("http");
    is_whole && ((first.parse::<Method>().is_ok() && is_target(rest)) || content.starts_with("http"))
}

/// Whether a line is one word, such as the name of an operation.
fn is_word(line: &str) -> bool {
    line.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':'))
        && line.starts_with(|c: char| c.is_ascii_lowercase())
        && line.ends_with(|c: char| c.is_ascii_alphanumeric())
}

/// Whether nothing in a part is about lines in another.
fn is_plain(part: &str) -> bool {
    let lines: Vec<&str> = part.lines().collect();
    !OPENING.iter().any(|sign| part.contains(sign))
        && !lines.iter().any(|line| blocks::opens_fence(line))
        && blocks::cut(&lines).is_empty()
        && !table::has_header(&lines)
        && Assigned::of(&lines).is_nothing()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Option<Vec<(u32, usize)>> {
        let parts = cut(text, 3)?;
        assert_eq!(parts.iter().map(|(_, part)| *part).collect::<String>(), text);
        Some(parts.into_iter().map(|(before, part)| (before, part.lines().count())).collect())
    }

    #[test]
    fn a_long_plain_list_is_cut_between_its_requests() {
        let line = "GET /api/v1/users\n";
        assert_eq!(told(&line.repeat(6)), None, "it is short");
        assert_eq!(told(&line.repeat(7)), Some(vec![(0, 3), (3, 3), (6, 1)]));
        let wrapped = line.repeat(2) + "GET /api/v1/users/\n{id}\n" + &line.repeat(5);
        assert_eq!(told(&wrapped), Some(vec![(0, 5), (5, 3), (8, 1)]));
        assert_eq!(told(&"suspendUser\n".repeat(8)), Some(vec![(0, 3), (3, 3), (6, 2)]));
        let parted = "a heading\n\n".to_owned() + &line.repeat(3) + "\n" + &line.repeat(3);
        assert_eq!(told(&parted), Some(vec![(0, 3), (3, 3), (6, 3)]));
    }

    #[test]
    fn what_may_be_about_lines_far_below_is_not_cut() {
        let line = "GET /api/v1/users\n";
        for first in ["BASE=https://acme.okta.com\n", "<!-- a\n", "```\n", "| method | path |\n|---|---|\n"] {
            assert_eq!(told(&(line.repeat(3) + first + &line.repeat(6))), None, "{first}");
        }
        assert_eq!(told(&("#!/bin/sh\n".to_owned() + &line.repeat(9))), None);
    }
}
