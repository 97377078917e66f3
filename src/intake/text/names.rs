//! Operations that are named rather than spelt out: `suspendUser`, `management:suspendUser`, `list_users`.

use std::ops::Range;

use super::clean::Line;
use crate::intake::KnownNames;
use crate::intake::target::is_token_like;
use crate::model::is_lookalike;

/// The names on a line without any path, with their spans.
///
/// On a line of nothing but names, one that nobody knows counts too; in a sentence only known ones do.
pub(super) fn names(line: &Line, from: usize, known: &dyn KnownNames) -> Vec<(String, Range<usize>)> {
    let words = words(line, from);
    let remark = words.iter().position(|(_, span)| opens_remark(line, span));
    let list = &words[..remark.unwrap_or(words.len())];
    let named = |word: &str| known.knows(word);
    // A key is no name: `groupIds: […]`.
    let is_key = |span: &Range<usize>| {
        let mut rest = line.chars[span.end..].iter().filter(|c| !matches!(c, ' ' | '"' | '\'' | '`'));
        matches!(rest.next(), Some(':' | '='))
    };
    // A word that nobody knows and that could be a secret is not repeated.
    let could_be =
        |word: &str, span: &Range<usize>| looks_like_name(word) && !is_key(span) && !is_token_like(word);
    let plausible = |(word, span): &(String, Range<usize>)| named(word) || could_be(word, span);
    let only_names = !list.is_empty() && list.iter().all(plausible);
    let called =
        |word: &str, span: &Range<usize>| word.contains('.') && line.chars.get(span.end) == Some(&'(');
    let taken = |(word, span): &&(String, Range<usize>)| {
        named(word) && (looks_like_name(last_part(word)) || called(word, span))
    };
    // A key before the name is no remark: `operationId: deleteUser`.
    let any_known = list.iter().any(|(word, _)| named(word));
    let only_names = only_names && (any_known || !words.iter().any(|(word, _)| named(word)));
    let taken = |one: &&(String, Range<usize>)| if only_names { true } else { taken(one) };
    let source = if only_names { list } else { &words[..] };
    source.iter().filter(taken).cloned().collect()
}

/// Whether a remark begins with this word: a parenthesis, a dash or a comment sign stands before it.
fn opens_remark(line: &Line, span: &Range<usize>) -> bool {
    let before = line.chars.get(..span.start).unwrap_or_default();
    let sign = before.iter().rev().find(|c| !matches!(c, ' ' | '\t' | '*' | '`' | '"' | '\''));
    let spaced = before.last().is_some_and(|c| c.is_whitespace());
    match sign {
        Some('(' | '#' | '{' | '[') => true,
        Some('-' | '–' | '—' | ':' | '=') => spaced && before.iter().any(|c| c.is_alphanumeric()),
        _ => false,
    }
}

/// The words of a line; dots, colons, dashes and underscores inside belong to them.
fn words(line: &Line, from: usize) -> Vec<(String, Range<usize>)> {
    let mut words = Vec::new();
    let mut at = from;
    while at < line.chars.len() {
        let length = line.chars[at..].iter().take_while(|c| in_word(**c)).count();
        if length == 0 {
            at += 1;
            continue;
        }
        let mut end = at + length;
        while end > at && matches!(line.chars[end - 1], '.' | ':' | '-') {
            end -= 1;
        }
        if end > at {
            words.push((line.text(at..end), at..end));
        }
        at += length;
    }
    words
}

fn in_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '-')
}

/// The method in `client.userApi.deactivateUser`.
fn last_part(word: &str) -> &str {
    word.rsplit('.').next().unwrap_or(word)
}

/// Whether a word looks like an operation id: `suspendUser`, `management:listUsers`, `authn.primary`.
fn looks_like_name(word: &str) -> bool {
    if let Some((api, id)) = word.split_once(':') {
        let api_like = !api.is_empty() && api.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        return api_like && id.starts_with(|c: char| c.is_ascii_alphabetic()) && !id.contains(':');
    }
    if word.contains('_') {
        return word.chars().all(|c| c.is_ascii_lowercase() || c == '_') && !word.starts_with('_');
    }
    let starts_small = word.starts_with(|c: char| c.is_ascii_lowercase());
    let inner_capital = word.chars().skip(1).any(|c| c.is_ascii_uppercase());
    // A name with a letter of another script is one to the eye, and is told as one that nobody knows.
    starts_small && inner_capital && word.chars().all(|c| c.is_ascii_alphanumeric() || is_lookalike(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Few;

    impl KnownNames for Few {
        fn knows(&self, name: &str) -> bool {
            ["suspendUser", "listUsers", "logout", "management:listUsers", "list_users"]
                .contains(&last_part(name))
        }

        fn nearest(&self, _name: &str) -> Option<String> {
            None
        }
    }

    #[test]
    fn names_are_told_from_other_words() {
        for (text, expected) in [
            ("suspendUser", vec!["suspendUser"]),
            ("`suspendUser()`, listUsers", vec!["suspendUser", "listUsers"]),
            ("suspnedUser", vec!["suspnedUser"]),
            ("management:listUsers (nightly job)", vec!["management:listUsers"]),
            ("operationId: suspendUser", vec!["suspendUser"]),
            ("await client.userApi.suspendUser({ userId });", vec!["client.userApi.suspendUser"]),
            ("We use list_users and then stop", vec!["list_users"]),
            ("suspendUser - blocks the login", vec!["suspendUser"]),
            ("list_users", vec!["list_users"]),
            ("logout", vec!["logout"]),
            ("then we logout and call suspendUser.", vec!["suspendUser"]),
            ("| suspendUser | okta.users.manage |", vec!["suspendUser"]),
            ("xE6wE17zmphl3KqAPFxO", vec![]),
            ("hello world", vec![]),
            ("Users", vec![]),
            ("okta.users.manage", vec![]),
            ("see https: for more", vec![]),
        ] {
            let line = Line::new(text);
            let found: Vec<_> = names(&line, 0, &Few).into_iter().map(|(name, _)| name).collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
