//! Finds the methods and the targets (URLs and paths) on a line, in whatever notation they stand there.

use std::ops::Range;

use super::clean::{Line, STRIKE};
use crate::intake::placeholder;
use crate::model::Method;

/// A method or a target on a line, with its span in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A method; weak when it is not in capitals, so that it may be a word.
    Method {
        /// The method.
        method: Method,
        /// Whether it may be an ordinary word.
        weak: bool,
        /// Where it stands.
        span: Range<usize>,
    },
    /// A URL or path.
    Target {
        /// Where it stands.
        span: Range<usize>,
    },
}

impl Token {
    /// Where it stands, if it is a target.
    pub(super) fn target(&self) -> Option<&Range<usize>> {
        match self {
            Self::Target { span } => Some(span),
            Self::Method { .. } => None,
        }
    }

    /// Where it stands.
    pub(super) fn span(&self) -> &Range<usize> {
        match self {
            Self::Method { span, .. } | Self::Target { span } => span,
        }
    }
}

/// First segments of Okta's paths, by which a path is known even without a slash before it.
pub(super) const ROOTS: [&str; 9] = [
    "api/v1/",
    "api/v2/",
    "oauth2/",
    "governance/api/",
    "idp/myaccount",
    "idp/idx",
    ".well-known/",
    "scim/v2/",
    "v1/teams/",
];

/// Domains of Okta's orgs.
const DOMAINS: [&str; 5] = [".okta.com", ".oktapreview.com", ".okta-emea.com", ".okta-gov.com", ".okta.mil"];

/// The tokens of a line, in order.
pub(super) fn tokens(line: &Line) -> Vec<Token> {
    let chars = &line.chars[..];
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut glued = false;
    while at < chars.len() {
        let end = if glued || starts_token(chars, at) { target_end(chars, at) } else { None };
        if let Some(end) = end.or_else(|| relative_end(chars, at, tokens.last())) {
            tokens.push(Token::Target { span: at..end });
            at = end.max(at + 1);
            at = past_filter(chars, at);
            glued = false;
        } else if starts_word(chars, at) {
            let end = word_end(chars, at);
            let method = method(&chars[at..end]).filter(|_| !matches!(chars.get(end), Some('-' | '_')));
            glued = method.is_some();
            tokens.extend(method.map(|(method, weak)| Token::Method { method, weak, span: at..end }));
            at = end;
        } else {
            glued = false;
            at += 1;
        }
    }
    tokens
}

fn starts_token(chars: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| chars[before]);
    before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '_' | '.' | '-' | '\\' | '@' | '}' | '>'))
        && !(before == Some('/') || (before == Some('<') && chars[at] == '/'))
}

fn starts_word(chars: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| chars[before]);
    chars[at].is_alphabetic()
        && before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '_' | '.' | '$' | '-'))
}

fn word_end(chars: &[char], at: usize) -> usize {
    let rest = chars[at..].iter();
    at + rest.take_while(|c| c.is_alphanumeric() || **c == '_').count()
}

/// The method that a word is, and whether it may be an ordinary word.
fn method(word: &[char]) -> Option<(Method, bool)> {
    if word.len() > 7 {
        return None;
    }
    let word: String = word.iter().collect();
    let method = if word == "DEL" { Method::Delete } else { word.parse().ok()? };
    Some((method, !word.chars().all(|c| c.is_ascii_uppercase())))
}

/// Where the target that begins here ends, if one does.
fn target_end(chars: &[char], at: usize) -> Option<usize> {
    let begins = |text: &str| {
        let mut here = chars[at..].iter();
        text.chars().all(|expected| here.next().is_some_and(|c| c.eq_ignore_ascii_case(&expected)))
    };
    let from = match chars[at] {
        '/' => path_starts(chars, at).then_some(at)?,
        'h' | 'H' if begins("https://") || begins("http://") => {
            at + chars[at..].iter().position(|c| *c == '/')? + 2
        }
        '{' | '$' | '<' | '[' | '%' => placeholder_host_end(chars, at)?,
        c if c.is_ascii_alphanumeric() || c == '.' => {
            if ROOTS.iter().any(|root| begins(root)) {
                at
            } else {
                bare_host_end(chars, at)?
            }
        }
        _ => return None,
    };
    let end = run_end(chars, from);
    let end = trim_end(chars, at, end);
    (end > at + 1).then_some(end)
}

/// Where a path without a leading slash ends: only right behind a method, as in `GET users/{id}`.
fn relative_end(chars: &[char], at: usize, last: Option<&Token>) -> Option<usize> {
    let Some(Token::Method { weak, span, .. }) = last else { return None };
    let between = chars.get(span.end..at)?;
    if between.is_empty() || !between.iter().all(|c| matches!(c, ' ' | ':' | '\t' | '`' | '"' | '\'')) {
        return None;
    }
    let word = chars[at..].iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '-').count();
    let slash = at + word;
    if word == 0 || chars.get(slash) != Some(&'/') || !path_starts(chars, slash) {
        return None;
    }
    let end = trim_end(chars, at, run_end(chars, at));
    let placeholder = chars[at..end].iter().any(|c| matches!(c, '{' | '<' | '[' | ':' | '$'));
    (!weak || placeholder).then_some(end)
}

/// Whether a slash begins a path: something that can be a segment follows, and not just another method.
fn path_starts(chars: &[char], at: usize) -> bool {
    let word = word_end(chars, (at + 1).min(chars.len()));
    if matches!(method(&chars[(at + 1).min(word)..word]), Some((_, false)))
        && !matches!(chars.get(word), Some('-' | '.'))
    {
        return false;
    }
    let next = chars[at..].iter().find(|c| **c != '/');
    next.is_some_and(|c| {
        c.is_alphanumeric() || matches!(c, '.' | '_' | '{' | '<' | ':' | '$' | '[' | '%' | '~')
    }) && !chars[at..].starts_with(&['/', '/', ' '])
}

/// Where a placeholder for the host ends, when a path follows it: `{{base}}/api`, `$BASE/api`, `<org>/api`.
fn placeholder_host_end(chars: &[char], at: usize) -> Option<usize> {
    let end = if chars[at] == '$' && chars.get(at + 1).is_some_and(|c| c.is_alphabetic() || *c == '_') {
        word_end(chars, at + 1)
    } else if chars[at] == '%' {
        let name = word_end(chars, at + 1);
        (name > at + 1 && chars.get(name) == Some(&'%')).then_some(name + 1)?
    } else {
        let open = if chars[at] == '$' { at + 1 } else { at };
        closing(chars, open)? + 1
    };
    let inner: String = chars[at + 1..end - 1].iter().collect();
    let is_method = inner.parse::<Method>().is_ok();
    (!is_method && chars.get(end) == Some(&'/') && path_starts(chars, end)).then_some(end)
}

/// Where a host without a scheme ends, when it is one of Okta's or an Okta path follows.
fn bare_host_end(chars: &[char], at: usize) -> Option<usize> {
    let length =
        chars[at..].iter().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':')).count();
    let end = at + length;
    if chars.get(end) != Some(&'/') {
        return None;
    }
    let host: String = chars[at..end].iter().collect::<String>().to_ascii_lowercase();
    let name = host.split(':').next().unwrap_or_default();
    let rest: String = chars[end + 1..].iter().take(20).collect();
    let okta = DOMAINS.iter().any(|domain| name.ends_with(domain));
    let other =
        (name.contains('.') || name == "localhost") && ROOTS.iter().any(|root| rest.starts_with(root));
    (okta || other).then_some(end)
}

/// The position of the bracket that closes the one here, when it closes a placeholder: what stands inside is a name, or
/// what follows goes on like a path or ends it.
fn closing(chars: &[char], open: usize) -> Option<usize> {
    let close = placeholder::closing(chars, open)?;
    let ends = chars.get(close + 1).is_none_or(|c| !c.is_alphanumeric() || chars[open] == '(');
    (placeholder::is_plain(&chars[open + 1..close]) || ends).then_some(close)
}

/// Where the run of characters of a target ends; placeholders may hold anything.
fn run_end(chars: &[char], from: usize) -> usize {
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
            '"' | '\'' | '|' | ',' | ';' | '(' | ')' | '}' | '>' | ']' | '”' | '→' | STRIKE => None,
            c if c.is_whitespace() => None,
            _ => Some(at),
        };
        match next {
            Some(last) => at = last + 1,
            None => return at,
        }
    }
    at
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
fn trim_end(chars: &[char], from: usize, end: usize) -> usize {
    let trailing = chars[from..end]
        .iter()
        .rev()
        .take_while(|c| matches!(c, '.' | ':' | '!' | '?' | '*' | '_' | '~' | '='));
    let trailing = trailing.count();
    end - trailing
}

/// Past the rest of a filter expression with spaces, so that what it quotes is not taken for calls.
fn past_filter(chars: &[char], at: usize) -> usize {
    const OPERATORS: [&str; 10] = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr"];
    let word: String =
        chars[at..].iter().skip_while(|c| **c == ' ').take_while(|c| c.is_ascii_lowercase()).collect();
    if chars.get(at) == Some(&' ') && OPERATORS.contains(&word.as_str()) { chars.len() } else { at }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let line = Line::new(text);
        let show = |token: &Token| match token {
            Token::Method { method, weak: true, .. } => format!("{method}?"),
            Token::Method { method, .. } => method.to_string(),
            Token::Target { span } => line.text(span.clone()),
        };
        tokens(&line).iter().map(show).collect()
    }

    #[test]
    fn targets_are_found_in_every_notation() {
        for (text, expected) in [
            ("GET /api/v1/users", vec!["GET", "/api/v1/users"]),
            ("- `POST` **/api/v1/users**.", vec!["POST", "/api/v1/users"]),
            ("GET/api/v1/users", vec!["GET", "/api/v1/users"]),
            ("[GET]/api/v1/users", vec!["GET", "/api/v1/users"]),
            ("GET/PUT/DELETE /api/v1/users", vec!["GET", "PUT", "DELETE", "/api/v1/users"]),
            ("PUT users/{id}/x", vec!["PUT", "users/{id}/x"]),
            ("get users/{id}", vec!["GET?", "users/{id}"]),
            ("DEL api/v1/users/:id,", vec!["DELETE", "api/v1/users/:id"]),
            ("\"get\",\"/users/{user id}/x\"", vec!["GET?", "/users/{user id}/x"]),
            ("{{baseUrl}}/api/v1/users/{{userId}}", vec!["{{baseUrl}}/api/v1/users/{{userId}}"]),
            ("$BASE/api/v1/users/$id;", vec!["$BASE/api/v1/users/$id"]),
            (
                "https://{yourOktaDomain}/api/v1/users?q=a(b)",
                vec!["https://{yourOktaDomain}/api/v1/users?q=a"],
            ),
            ("acme.okta.com/api/v1/users)", vec!["acme.okta.com/api/v1/users"]),
            ("/users/<user id>/x</td>", vec!["/users/<user id>/x"]),
            ("GET /logs?filter=a eq \"/api/v1/users\" POST /x", vec!["GET", "/logs?filter=a"]),
            ("/login?fromURI=/api/v1/users", vec!["/login?fromURI=/api/v1/users"]),
            ("/users/${user.id}/factors/#{id}", vec!["/users/${user.id}/factors/#{id}"]),
            ("'/users/' + user.getId() + '/groups', x", vec!["/users/' + user.getId() + '/groups"]),
            ("\"/users/\" . $id);", vec!["/users/\" . $id"]),
            ("GET '/users', \"x\"", vec!["GET", "/users"]),
            ("GET \"/users/\". Then stop", vec!["GET", "/users/"]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn slashes_of_prose_are_no_targets() {
        let targets = |text: &str| {
            let line = Line::new(text);
            tokens(&line).into_iter().filter(|token| matches!(token, Token::Target { .. })).count()
        };
        for text in [
            "and/or",
            "w/ o",
            "24/7",
            "a // comment",
            "</foo>",
            "1 / 2",
            "N/A",
            "POST-ing GET_USERS client.get",
        ] {
            assert_eq!(targets(text), 0, "{text}");
        }
    }
}
