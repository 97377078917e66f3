//! Where a URL or path ends: at a blank, a quote, a sign that no path has; never inside of a placeholder.

use super::clean::STRIKE;
use crate::intake::placeholder;

/// The position of the bracket that closes the one here, when it closes a placeholder: what stands inside is a name, or
/// what follows goes on like a path or ends it.
pub(super) fn closing(chars: &[char], open: usize) -> Option<usize> {
    let close = placeholder::closing(chars, open)?;
    let ends = chars.get(close + 1).is_none_or(|c| !c.is_alphanumeric() || chars[open] == '(');
    (placeholder::is_plain(&chars[open + 1..close]) || ends).then_some(close)
}

/// Where the run of characters of a target ends; placeholders may hold anything.
pub(super) fn run_end(chars: &[char], from: usize) -> usize {
    let mut at = from;
    while let Some(&c) = chars.get(at) {
        let before = at.checked_sub(1).filter(|before| *before >= from).map(|before| chars[before]);
        let inside_word = before.is_some_and(char::is_alphanumeric)
            && chars.get(at + 1).is_some_and(|next| next.is_alphanumeric());
        let next = match c {
            '{' | '<' | '[' => closing(chars, at).or_else(|| unclosed(chars, at, before)),
            '(' if before.is_some_and(|c| matches!(c, '/' | '$' | '%')) || in_pattern(chars, from, at) => {
                closing(chars, at)
            }
            '"' | '\'' if at > from => joined_end(chars, at)
                .map(|end| end - 1)
                .or_else(|| quoted_name(chars, at, before))
                .or_else(|| apostrophe(chars, from, at, inside_word)),
            '`' => quoted_name(chars, at, before),
            '\\' => inside_word.then_some(at),
            '|' if inside_word && is_only_bar(chars) => Some(at),
            '"' | '\'' | '|' | ',' | ';' | '(' | ')' | '}' | '>' | ']' | '”' | '→' | STRIKE => None,
            c if c.is_whitespace() || is_ideographic(c) => None,
            _ => Some(at),
        };
        match next {
            Some(last) => at = last + 1,
            None => return at,
        }
    }
    at
}

/// Whether a line has one bar only, so that it is no table.
fn is_only_bar(chars: &[char]) -> bool {
    chars.iter().filter(|c| **c == '|').take(2).count() == 1
}

/// Whether a character is of a script that puts no blank between a path and what follows it.
fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// A placeholder that nobody closed takes its segment.
fn unclosed(chars: &[char], open: usize, before: Option<char>) -> Option<usize> {
    let rest = chars[open + 1..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').count();
    (before.is_some_and(|c| matches!(c, '/' | '$')) && rest > 0).then_some(open + rest)
}

/// Whether a parenthesis restricts a parameter, as in `:id(\\d+)`.
fn in_pattern(chars: &[char], from: usize, at: usize) -> bool {
    let segment = chars[from..at].iter().rposition(|c| *c == '/').map(|slash| from + slash + 1);
    segment.is_some_and(|start| chars.get(start) == Some(&':') && start + 1 < at)
}

/// Where a name in quotes ends that stands for a segment: `/users/"id"/groups`.
fn quoted_name(chars: &[char], quote: usize, before: Option<char>) -> Option<usize> {
    const LONGEST: usize = 40;
    let rest = chars.get(quote + 1..)?;
    let length = rest.iter().take(LONGEST).position(|c| *c == chars[quote])?;
    let name = rest[..length].iter().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let goes_on = rest.get(length + 1) == Some(&'/');
    (before == Some('/') && length > 0 && name && goes_on).then_some(quote + length + 1)
}

/// An apostrophe inside of a word, where no quote stands before the target.
fn apostrophe(chars: &[char], from: usize, at: usize, inside_word: bool) -> Option<usize> {
    let quoted = from.checked_sub(1).is_some_and(|before| chars[before] == chars[at]);
    (inside_word && chars[at] == '\'' && !quoted).then_some(at)
}

/// Where an expression ends that code joins to the path in quotes: `/users/' + id + '/groups`, `/users/" . $id`.
fn joined_end(chars: &[char], quote: usize) -> Option<usize> {
    let past_spaces = |at: usize| at + chars[at.min(chars.len())..].iter().take_while(|c| **c == ' ').count();
    let operator = |at: usize| matches!(chars.get(at), Some('+' | '.')).then(|| past_spaces(at + 1));
    let start = operator(past_spaces(quote + 1))?;
    // A full stop joins in one language only, in which names begin with a dollar; elsewhere it ends a sentence.
    let dotted = chars.get(past_spaces(quote + 1)) == Some(&'.');
    let mut depth = 0_i32;
    let in_expression = |c: &&char| {
        depth += i32::from(matches!(c, '(' | '[')) - i32::from(matches!(c, ')' | ']'));
        depth >= 0
            && (c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '(' | ')' | '[' | ']' | '-' | '>'))
    };
    let length = chars[start.min(chars.len())..].iter().take_while(in_expression).count();
    let begins = chars.get(start).is_some_and(|c| *c == '$' || (!dotted && (c.is_alphabetic() || *c == '_')));
    if !begins || chars.get(quote.checked_sub(1)?) != Some(&'/') {
        return None;
    }
    let end = start + length;
    let closing = operator(past_spaces(end)).filter(|at| chars.get(*at) == chars.get(quote));
    Some(closing.map_or(end, |at| at + 1))
}

/// The end without punctuation and emphasis that belongs to the sentence.
pub(super) fn trim_end(chars: &[char], from: usize, end: usize) -> usize {
    let trailing = chars[from..end]
        .iter()
        .rev()
        .take_while(|c| matches!(c, '.' | ':' | '!' | '?' | '*' | '_' | '~' | '='));
    let mut trailing = trailing.count();
    // A star or dots in the place of a segment stand for an id; behind emphasis they close it.
    let whole_segment =
        chars[..end - trailing].ends_with(&['/']) && matches!(chars.get(end - trailing), Some('*' | '.'));
    if whole_segment && from.checked_sub(1).is_none_or(|before| chars[before] != '*') {
        trailing = 0;
    }
    end - trailing
}
