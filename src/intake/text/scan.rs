//! Finds the methods and the targets (URLs and paths) on a line, in whatever notation they stand there.

use std::ops::Range;

use super::clean::Line;
use super::run::{closing, run_end, trim_end};
use super::verb::{method, misspelled, spoken_method};
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

    /// Whether it is a method that is misspelled on its line.
    pub(super) fn is_misspelled(&self, line: &Line) -> bool {
        let Self::Method { span, .. } = self else { return false };
        line.chars.get(span.clone()).is_some_and(|word| method(word).is_none() && misspelled(word).is_some())
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
            let method = spoken_method(chars, at, end).or_else(|| misspelled_method(chars, at, end));
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

/// The method that is meant by a misspelled word right before a path.
fn misspelled_method(chars: &[char], at: usize, end: usize) -> Option<(Method, bool)> {
    let method = misspelled(&chars[at..end])?;
    let gap = |c: &&char| matches!(c, ' ' | '\t' | ':' | '`' | '"' | '\'' | '|' | '*');
    let next = end + chars[end..].iter().take_while(gap).count();
    let leads = next > end && next < chars.len() && target_end(chars, next).is_some();
    leads.then_some((method, false))
}

fn starts_token(chars: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| chars[before]);
    let first = at.checked_sub(2).is_none_or(|first| !chars[first].is_alphanumeric());
    match before {
        // An arrow, emphasis, a variable: `=>/api`, `_/api_`, `@base/api`. And what only Okta's paths begin with.
        Some('>') if at > 1 && matches!(chars[at - 2], '=' | '-') => return true,
        Some('_' | '@') if first => return true,
        Some(c) if c.is_alphanumeric() || c == '-' => {
            return chars[at] == '/' && chars[at..].starts_with(&['/', 'a', 'p', 'i', '/', 'v']);
        }
        _ => {}
    }
    before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '_' | '.' | '-' | '\\' | '@' | '}' | '>'))
        && !(before == Some('/') || (before == Some('<') && chars[at] == '/'))
}

fn starts_word(chars: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| chars[before]);
    let called = before == Some('.') && at > 1 && chars[at - 2].is_alphanumeric();
    let emphasised = chars[at] == '_' && chars.get(at + 1) == Some(&'_');
    (chars[at].is_alphabetic() || emphasised)
        && (called || before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '_' | '.' | '$' | '-')))
}

fn word_end(chars: &[char], at: usize) -> usize {
    let rest = chars[at..].iter();
    at + rest.take_while(|c| c.is_alphanumeric() || **c == '_').count()
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
        '{' | '$' | '<' | '[' | '%' | '@' => placeholder_host_end(chars, at)?,
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
    let quoted = between.iter().any(|c| matches!(c, '"' | '\''));
    let whole_line = span.start == 0 && slash == chars.len() && word > 3 && !quoted;
    // The words of a ditto mark stand for the path above.
    let is_ditto = || matches!(chars[at..slash].iter().collect::<String>().as_str(), "ditto" | "dto");
    if whole_line && !weak && chars[at..].iter().all(char::is_ascii_lowercase) && !is_ditto() {
        return Some(slash);
    }
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
    let variable = chars.get(at + 1).is_some_and(|c| c.is_alphabetic() || *c == '_');
    let end = if matches!(chars[at], '$' | '@') && variable {
        word_end(chars, at + 1)
    } else if chars[at] == '%'
        && matches!(chars.get(at + 1), Some('s' | 'v'))
        && chars.get(at + 2) == Some(&'/')
    {
        at + 2
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
    const LONGEST: usize = 253;
    let in_host = |c: &&char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    let length = chars[at..].iter().take(LONGEST).take_while(in_host).count();
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
            ("PUT \"%s/api/v1/groups/%s/users/%s\"", vec!["PUT", "%s/api/v1/groups/%s/users/%s"]),
            ("*GET* _/api/v1/apps_", vec!["GET", "/api/v1/apps"]),
            ("GET=>/api/v1/apps", vec!["GET", "/api/v1/apps"]),
            ("GET->/api/v1/apps", vec!["GET", "/api/v1/apps"]),
            ("GET-/api/v1/apps", vec!["GET", "/api/v1/apps"]),
            ("GET @base/api/v1/users", vec!["GET", "@base/api/v1/users"]),
            ("x/api/v1/users GET", vec!["/api/v1/users", "GET"]),
            ("-Method Delete -Uri \"$u/api/v1/users/1\"", vec!["DELETE", "$u/api/v1/users/1"]),
            ("requests.delete(f\"{base}/api/v1/users/{id}\")", vec!["DELETE", "{base}/api/v1/users/{id}"]),
            ("axios.get(`${base}/api/v1/users`)", vec!["GET", "${base}/api/v1/users"]),
            ("fetch('/api/v1/users', {method:\"delete\"})", vec!["/api/v1/users", "DELETE"]),
            (
                "http.NewRequest(http.MethodDelete, url+\"/api/v1/users/1\")",
                vec!["DELETE", "/api/v1/users/1"],
            ),
            ("__POST__ /api/v1/users", vec!["POST", "/api/v1/users"]),
            ("wget https://acme.okta.com/api/v1/users", vec!["GET", "https://acme.okta.com/api/v1/users"]),
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
