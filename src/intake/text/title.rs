//! Titles of operations, as people copy them from the API reference: `Suspend a user` on a line of its own.

use std::ops::Range;

use super::clean::{Line, STRIKE};
use super::lines::is_bullet;

/// How many lines of a section are looked at for calls.
const MAX_SECTION: usize = 50;

/// How many words a title has.
const WORDS: std::ops::RangeInclusive<usize> = 2..=14;

/// A text of a line that may be a title, with the character where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) text: String,
    pub(super) at: usize,
    /// Where its cell ends, remarks included.
    pub(super) end: usize,
}

/// The texts of a line that may be titles: its cells, without frames and remarks.
pub(super) fn candidates(line: &Line, start: usize) -> Vec<Candidate> {
    cells(line, start).into_iter().filter_map(|cell| candidate(line, cell)).collect()
}

/// The cells of a line: what bars, tabs, semicolons and wide gaps divide.
pub(super) fn cells(line: &Line, start: usize) -> Vec<Range<usize>> {
    let chars = &line.chars;
    let mut cells = Vec::new();
    let mut from = start;
    let mut at = start;
    while at <= chars.len() {
        let divides = match chars.get(at) {
            None | Some('|' | '\t') => true,
            Some(';') => at > 0 && chars.get(at - 1) == Some(&' '),
            Some(' ') => chars.get(at + 1) == Some(&' '),
            Some(_) => false,
        };
        if divides {
            if chars.get(from..at).is_some_and(|cell| cell.iter().any(|c| c.is_alphanumeric())) {
                cells.push(from..at);
            }
            from = at + 1;
        }
        at += 1;
    }
    cells
}

fn candidate(line: &Line, cell: Range<usize>) -> Option<Candidate> {
    let is_frame =
        |c: char| matches!(c, '*' | '_' | '`' | '"' | '\'' | '~' | '#' | STRIKE) || c.is_whitespace();
    let (at, end) =
        (cell.start + line.chars[cell.clone()].iter().take_while(|c| is_frame(**c)).count(), cell.end);
    let all = line.text(at..end);
    let text = [" (", " - ", " – ", " — ", ": ", " // ", " # ", " ["]
        .iter()
        .fold(all.as_str(), |text, sign| text.split(sign).next().unwrap_or(text));
    let text = text.trim_end_matches(|c: char| is_frame(c) || matches!(c, '.' | ':' | '!' | ',' | ';'));
    let words = text.split(' ').count();
    let begins = text.starts_with(char::is_alphabetic);
    (begins && WORDS.contains(&words)).then(|| Candidate { text: text.to_owned(), at, end })
}

/// What a title on a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// An entry of the list: the operation is called.
    Entry,
    /// The heading of what stands below.
    Heading,
    /// One of both.
    Unclear,
}

/// What a title on the first of some lines is. `starts` says whether no path stands right above; `fits` says whether a
/// line has a path, and whether the title is that of its operation.
pub(super) fn standing(
    title: &str,
    lines: &[&str],
    starts: bool,
    fits: &dyn Fn(&str) -> Option<bool>,
) -> Standing {
    let raw = lines.first().copied().unwrap_or_default();
    let margin = |line: &str| line.chars().take_while(|c| c.is_whitespace()).count();
    let is_bullet = |line: &str| is_bullet(line.trim_start());
    if raw.trim_start().starts_with('#') {
        let section = lines.iter().skip(1).take_while(|line| !line.starts_with('#')).take(MAX_SECTION);
        let has_calls = section.into_iter().any(|line| fits(line).is_some());
        return if has_calls { Standing::Heading } else { Standing::Unclear };
    }
    let mut below = lines.iter().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty());
    let Some((distance, next)) = below.next() else { return Standing::Entry };
    let title_bullet = is_bullet(raw);
    let nested = margin(next) > margin(raw) || next.trim_start().starts_with("--");
    match fits(next) {
        Some(_) if raw.trim_end().trim_end_matches(['*', '_']).ends_with(':') => Standing::Heading,
        Some(_) if distance == 1 && nested => Standing::Heading,
        Some(_) if title_bullet == is_bullet(next) && title_bullet => Standing::Entry,
        Some(_) if !title_bullet && is_bullet(next) => Standing::Heading,
        Some(true) => Standing::Heading,
        Some(false) if starts && is_about(title, next) => Standing::Unclear,
        Some(false) | None => Standing::Entry,
    }
}

/// A title as it is kept: words in lower case.
pub(super) fn kept(text: &str) -> String {
    text.to_lowercase()
}

/// Whether words of a text stand in another one, such as those of a title in the path below it.
pub(super) fn is_about(title: &str, other: &str) -> bool {
    const SHORTEST: usize = 4;
    let other = other.to_lowercase();
    let lower = title.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).skip(1).filter(|word| word.len() >= SHORTEST);
    words.into_iter().any(|word| other.contains(word.trim_end_matches('s')))
}

/// Whether a text is a sentence rather than a title.
pub(super) fn is_sentence(raw: &str) -> bool {
    const LONG: usize = 9;
    let text = raw.trim();
    text.ends_with('.') || text.contains(". ") || text.split_whitespace().count() >= LONG
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_cells_of_their_own() {
        for (text, expected) in [
            ("Suspend a user", vec!["Suspend a user"]),
            ("**Suspend a user**", vec!["Suspend a user"]),
            ("Suspend a user (leavers)", vec!["Suspend a user"]),
            ("Suspend a user - leavers", vec!["Suspend a user"]),
            ("Suspend a user: leavers", vec!["Suspend a user"]),
            ("| Suspend a user | at night |", vec!["Suspend a user", "at night"]),
            ("Suspend a user     okta.users.manage", vec!["Suspend a user"]),
            ("Suspend", vec![]),
            ("---", vec![]),
        ] {
            let line = Line::new(text);
            let found: Vec<_> = candidates(&line, 0).into_iter().map(|one| one.text).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn titles_are_told_from_headings() {
        let fits = |line: &str| line.contains('/').then(|| line.contains("suspend"));
        for (text, starts, expected) in [
            ("Suspend a user", true, Standing::Entry),
            ("Suspend a user\nPOST /users/1/suspend", true, Standing::Heading),
            ("Suspend a user\nGET /users", true, Standing::Unclear),
            ("Suspend a user\nGET /groups", true, Standing::Entry),
            ("Suspend a user\nGET /users", false, Standing::Entry),
            ("Suspend a user:\nGET /groups", false, Standing::Heading),
            ("Suspend a user\n- GET /groups", true, Standing::Heading),
            ("- Suspend a user\n- GET /users", true, Standing::Entry),
            ("- Suspend a user\n  - GET /users", true, Standing::Heading),
            ("## Suspend a user\n\nPOST /x", true, Standing::Heading),
            ("## Suspend a user\n\nwords", true, Standing::Unclear),
            ("- Suspend a user\n- List users", true, Standing::Entry),
        ] {
            let lines: Vec<&str> = text.lines().collect();
            assert_eq!(standing("Suspend a user", &lines, starts, &fits), expected, "{text}");
        }
    }

    #[test]
    fn titles_share_words_with_their_paths() {
        assert!(is_about("Suspend a user", "POST /api/v1/users/{id}/lifecycle/suspend"));
        assert!(!is_about("Suspend a user", "GET /api/v1/groups"));
    }
}
