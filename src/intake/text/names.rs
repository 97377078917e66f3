//! Operations that are named rather than spelt out: `suspendUser`, `management:suspendUser`, `list_users`.

use std::ops::Range;

use super::clean::Line;
use super::title;
use crate::disclosure::HIDDEN;
use crate::intake::KnownNames;
use crate::model::{is_lookalike, names_okta};

/// The names on a line without any path, with their spans.
///
/// A name counts in a cell that holds nothing but names, behind a key or a label too, and where a method of an SDK is
/// called. An unknown word counts as a misspelt name where it is spelt almost like one. Between commas, beside a known
/// name, it counts as [`HIDDEN`]: the word itself can be anything.
pub(super) fn names(line: &Line, from: usize, known: &dyn KnownNames) -> Vec<(String, Range<usize>)> {
    let all = words(line, from);
    let called: Vec<_> =
        all.iter().filter(|(word, span)| is_called(line, word, span, known)).cloned().collect();
    if !called.is_empty() {
        return called;
    }
    // Words and cells stand in the order of the line, so that a row of many cells costs no more than its length.
    let position = |at: usize| all.partition_point(|(_, span)| span.start < at);
    let words_of =
        |cell: &Range<usize>| all.get(position(cell.start)..position(cell.end)).unwrap_or_default();
    let cells = title::cells(line, from);
    cells.iter().flat_map(|cell| alone(line, words_of(cell), known)).collect()
}

/// The names in a cell that holds nothing else.
fn alone(
    line: &Line,
    words: &[(String, Range<usize>)],
    known: &dyn KnownNames,
) -> Vec<(String, Range<usize>)> {
    let label = words.iter().rposition(|(_, span)| is_label(line, span)).map_or(0, |last| last + 1);
    let words = words.get(label..).unwrap_or_default();
    // What stands right behind a label is what it is about.
    let behind_label = usize::from(label > 0);
    let remark = words.iter().skip(behind_label).position(|(_, span)| opens_remark(line, span));
    let remark = remark.map(|at| at + behind_label);
    let list = words.get(..remark.unwrap_or(words.len())).unwrap_or_default();
    if list.iter().any(|(_, span)| matches!(line.chars.get(span.end), Some('='))) {
        return Vec::new();
    }
    let is_name = |word: &str| is_known(word, known) || is_misspelt(word, known);
    let names = list.iter().filter(|(word, _)| is_name(word)).count();
    match names {
        0 => Vec::new(),
        _ if names == list.len() => list.to_vec(),
        _ if list.windows(2).all(|pair| has_comma_between(line, pair)) => {
            let shown = |word: &String| if is_name(word) { word.clone() } else { HIDDEN.to_owned() };
            list.iter().map(|(word, span)| (shown(word), span.clone())).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether a comma stands between two words.
fn has_comma_between(line: &Line, pair: &[(String, Range<usize>)]) -> bool {
    let [(_, one), (_, other)] = pair else { return false };
    line.chars.get(one.end..other.start).is_some_and(|between| between.contains(&','))
}

/// Whether a word is spelt almost like the name of an operation, and in the form of one.
fn is_misspelt(word: &str, known: &dyn KnownNames) -> bool {
    let before = word.rsplit_once([':', '.']).map_or("", |(before, _)| before);
    let is_shown = before.is_empty() || known.allow_list().knows_name(before);
    is_shown && looks_like_name(word) && !word.contains('_') && known.nearest(word).is_some()
}

/// Whether a line speaks of an operation by its name, in a sentence.
pub(super) fn mentions(line: &Line, known: &dyn KnownNames) -> bool {
    let plain = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric());
    words(line, 0).iter().any(|(word, _)| plain(word) && looks_like_name(word) && known.knows(word))
}

/// Whether an operation goes by a word. One plain word of lower case is any word, as is one with hyphens.
fn is_known(word: &str, known: &dyn KnownNames) -> bool {
    let id = word.split_once(':').map_or(word, |(_, id)| id);
    let name = last_part(id);
    let has_words = name.contains('_') || name.chars().skip(1).any(|c| c.is_ascii_uppercase());
    let receiver = id.rsplit_once('.').map(|(receiver, _)| receiver);
    let is_qualified = id.len() < word.len() || receiver == Some("authn");
    (is_qualified || (has_words && !id.contains('-')))
        && receiver.is_none_or(|receiver| receiver == "authn" || is_receiver(receiver, known))
        && known.knows(word)
}

/// Whether a method of an SDK is called here, as in `client.userApi.suspendUser(`.
fn is_called(line: &Line, word: &str, span: &Range<usize>, known: &dyn KnownNames) -> bool {
    line.chars.get(span.end) == Some(&'(')
        && word.rsplit_once('.').is_some_and(|(receiver, _)| is_receiver(receiver, known))
        && known.knows(word)
}

/// Whether methods of an SDK stand behind a name.
fn is_receiver(name: &str, known: &dyn KnownNames) -> bool {
    let is_client = |part: &str| part.eq_ignore_ascii_case("client") || names_okta(part);
    known.knows_receiver(last_part(name)) || name.split('.').any(is_client)
}

/// Whether a word is a key or ends a label: `operationId: …`, `block somebody: …`.
fn is_label(line: &Line, span: &Range<usize>) -> bool {
    let mut rest = line.chars.get(span.end..).unwrap_or_default().iter();
    let mut rest = rest.by_ref().skip_while(|c| matches!(c, '"' | '\'' | '`' | '*'));
    rest.next() == Some(&':') && rest.next().is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '\''))
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
        fn allow_list(&self) -> std::sync::Arc<crate::disclosure::AllowList> {
            std::sync::Arc::new(crate::disclosure::AllowList::open())
        }

        fn knows(&self, name: &str) -> bool {
            [
                "suspendUser",
                "listUsers",
                "logout",
                "management:listUsers",
                "list_users",
                "oauth:logout",
                "list-users",
                "ListUsers",
            ]
            .contains(&last_part(name))
        }

        fn nearest(&self, name: &str) -> Option<String> {
            (name == "suspnedUser").then(|| "suspendUser".to_owned())
        }

        fn knows_receiver(&self, name: &str) -> bool {
            name == "userApi"
        }
    }

    #[test]
    fn names_are_told_from_other_words() {
        for (text, expected) in [
            ("suspendUser", vec!["suspendUser"]),
            ("`suspendUser()`, listUsers", vec!["suspendUser", "listUsers"]),
            ("suspnedUser", vec!["suspnedUser"]),
            ("suspendUser, frobnicateUser, hunter", vec!["suspendUser", "***", "***"]),
            ("frobnicateUser", vec![]),
            ("suspendUser frobnicateUser", vec![]),
            ("management:listUsers (nightly job)", vec!["management:listUsers"]),
            ("operationId: suspendUser", vec!["suspendUser"]),
            ("await client.userApi.suspendUser({ userId });", vec!["client.userApi.suspendUser"]),
            ("We use list_users and then stop", vec![]),
            ("block somebody: suspendUser", vec!["suspendUser"]),
            ("ListUsers", vec!["ListUsers"]),
            ("list-users", vec![]),
            (".list-users", vec![]),
            ("theme.list_users", vec![]),
            ("TOKEN=suspendUser", vec![]),
            ("oauth:logout", vec!["oauth:logout"]),
            ("suspendUser - blocks the login", vec!["suspendUser"]),
            ("list_users", vec!["list_users"]),
            ("logout", vec![]),
            ("then we logout and call suspendUser.", vec![]),
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
