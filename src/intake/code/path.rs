//! Whether a text is a path of Okta's, speaks of one, or neither.

use std::borrow::Cow;

use crate::model::Method;

/// How Okta's paths begin. Where others begin theirs so too, the host must speak of Okta.
const ROOTS: [(&str, bool); 15] = [
    ("/api/v1", false),
    ("/oauth2/v1", false),
    ("/oauth2/default", false),
    ("/oauth2/{", false),
    ("/oauth2/aus", false),
    ("/governance/api/", false),
    ("/idp/myaccount", false),
    ("/integrations/api/v1", false),
    ("/device-access/api/", false),
    ("/privileged-access/api/", false),
    ("/attack-protection/api/", false),
    ("/webauthn-registration/api/", false),
    ("/.well-known/", true),
    ("/api/v2", true),
    ("/v1/teams", true),
];

/// What a text is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Worth {
    /// A URL or path of Okta's, with the method when that stands before it.
    Url(Option<Method>, String),
    /// The beginning of one.
    Base,
    /// The beginning of one, with something behind it of which nothing is known.
    Open,
    /// A sentence or pattern that has one in it.
    Mention(String),
    /// Nothing of that kind.
    Nothing,
}

/// Whether a piece of a text may be part of a path of Okta's; cheap, and often wrong.
pub(super) fn may_be(text: &str) -> bool {
    matches!(text, "api" | "/api" | "api/" | "/api/" | "oauth2" | "/oauth2" | "governance" | "/governance")
        || ROOTS.iter().any(|(root, _)| text.contains(root.trim_matches(['/', '{'])))
}

/// The same for a whole file.
pub(super) fn may_be_in(text: &str) -> bool {
    let has = |word: &str| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some();
    ROOTS.iter().any(|(root, _)| has(root.trim_matches(['/', '{']))) || (has("\"api\"") && has("\"v1\""))
}

/// Whether a value is a path of Okta's, or the beginning of one.
pub(super) fn begins(value: &str) -> bool {
    matches!(worth(value), Worth::Url(..) | Worth::Base | Worth::Open)
}

/// Whether a path of Okta's may begin so: with a part of how they all begin.
pub(super) fn may_begin(text: &str) -> bool {
    ROOTS.iter().any(|(root, _)| root.starts_with(text))
}

/// What a value is worth.
pub(super) fn worth(value: &str) -> Worth {
    let value = slashed(value.trim());
    let (method, url) = match value.split_once(' ') {
        Some((word, rest)) => match word.parse::<Method>() {
            Ok(method) if word.chars().all(char::is_uppercase) => (Some(method), rest.trim_start()),
            _ => (None, &*value),
        },
        None => (None, &*value),
    };
    let Some((at, root)) = root(url) else { return Worth::Nothing };
    let (before, path) = url.split_at_checked(at).unwrap_or(("", url));
    let address = path.split(['?', '#']).next().unwrap_or(path);
    let sentence = |text: &str| text.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '|'));
    if outside_braces(before, sentence) || outside_braces(address, sentence) || is_pattern(address) {
        let end =
            path.find(|c: char| c.is_whitespace() || "\"'`<>,;)(|*^$\\".contains(c)).unwrap_or(path.len());
        let path = path.get(..end).unwrap_or(path).trim_end_matches(['.', ':', '/', '!']);
        let more =
            path.len() > root.len() && path.get(root.len()..).is_some_and(|more| more.starts_with('/'));
        return if more { Worth::Mention(path.to_owned()) } else { Worth::Nothing };
    }
    let after = address.get(root.len()..).unwrap_or_default();
    let version = root.ends_with(char::is_numeric);
    if version && !after.is_empty() && !after.starts_with(['/', '{']) {
        return Worth::Nothing;
    }
    if version && after.trim_start_matches('/').starts_with('{') {
        return Worth::Open;
    }
    let segments = address.split('/').filter(|segment| !segment.is_empty()).count();
    if segments < if root.contains("well-known") { 2 } else { 3 } {
        return Worth::Base;
    }
    let known_host = before.contains("://") || (!before.is_empty() && !before.contains(['{', '}']));
    let url = if known_host { url } else { path };
    Worth::Url(method, without_query_hole(url).into_owned())
}

/// Where a path of Okta's begins in a text, if one does.
pub(super) fn starts(text: &str) -> Option<usize> {
    let text = text.trim_start();
    let bare = ROOTS.iter().any(|(root, _)| text.starts_with(root.trim_start_matches('/')));
    if bare { Some(0) } else { root(text).map(|(at, _)| at) }
}

/// Where a path of Okta's begins in a text, and how.
fn root(url: &str) -> Option<(usize, &'static str)> {
    let fitting = ROOTS.iter().filter_map(|(root, shared)| {
        let at = url.find(root)?;
        let host = url.get(..at).unwrap_or_default().to_ascii_lowercase();
        let telling =
            !shared || ["okta", "oauth2", "gateway", "scaleft"].iter().any(|word| host.contains(word));
        telling.then_some((at, *root))
    });
    fitting.min_by_key(|(at, _)| *at)
}

/// The text with a slash before the first segment: `api/v1/users`, `{base}api/v1/users`.
fn slashed(value: &str) -> Cow<'_, str> {
    for (root, _) in ROOTS {
        let bare = root.trim_start_matches('/');
        if value.starts_with(bare) && !bare.starts_with("v1") {
            return Cow::Owned(format!("/{value}"));
        }
        let glued = format!("}}{bare}");
        if let Some(at) = value.find(&glued) {
            let (before, after) = value.split_at_checked(at + 1).unwrap_or((value, ""));
            return Cow::Owned(format!("{before}/{after}"));
        }
    }
    Cow::Borrowed(value)
}

/// Whether something holds for what a text has outside of placeholders.
fn outside_braces(text: &str, holds: impl Fn(&str) -> bool) -> bool {
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        if holds(before) {
            return true;
        }
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    holds(rest)
}

/// Whether a path is a pattern for paths: a regular expression, or one with stars.
fn is_pattern(path: &str) -> bool {
    outside_braces(path, |text| text.contains(['*', '^', '\\', '(', ')', '[', '+']))
}

/// The URL without a value at its end that can only be a query: `/users{query}`.
fn without_query_hole(url: &str) -> Cow<'_, str> {
    const QUERIES: [&str; 13] = [
        "query", "param", "qs", "search", "filter", "page", "after", "cursor", "limit", "option", "args",
        "suffix", "q",
    ];
    let Some(open) = url.rfind('{').filter(|_| url.ends_with('}')) else { return Cow::Borrowed(url) };
    let (before, hole) = url.split_at_checked(open).unwrap_or((url, ""));
    let name = hole.trim_matches(['{', '}']).to_ascii_lowercase();
    let glued = before.ends_with(|c: char| c.is_alphanumeric());
    let query = QUERIES.iter().any(|word| if word.len() < 3 { name == *word } else { name.contains(word) });
    if glued && query { Cow::Owned(before.to_owned()) } else { Cow::Borrowed(url) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_from_what_speaks_of_them() {
        let url = |url: &str| Worth::Url(None, url.to_owned());
        for (value, expected) in [
            ("/api/v1/users", url("/api/v1/users")),
            ("api/v1/users", url("/api/v1/users")),
            ("{base}api/v1/users", url("/api/v1/users")),
            ("{base}/api/v1/users/{id}/groups", url("/api/v1/users/{id}/groups")),
            ("https://acme.okta.com/api/v1/users", url("https://acme.okta.com/api/v1/users")),
            ("https://{org}/api/v1/users", url("https://{org}/api/v1/users")),
            ("/api/v1/users{query}", url("/api/v1/users")),
            ("/api/v1/users{kind}", url("/api/v1/users{kind}")),
            ("/api/v1/users?search=profile eq \"x\"", url("/api/v1/users?search=profile eq \"x\"")),
            ("/oauth2/v1/token", url("/oauth2/v1/token")),
            ("GET /api/v1/users", Worth::Url(Some(Method::Get), "/api/v1/users".to_owned())),
            ("/api/v1", Worth::Base),
            ("https://acme.okta.com/api/v1/", Worth::Base),
            ("{base}/api/v1{path}", Worth::Open),
            ("{base}/api/v1/{path}", Worth::Open),
            ("https://acme.okta.com/oauth2/{server}", Worth::Base),
            ("failed to call /api/v1/users: {err}", Worth::Mention("/api/v1/users".to_owned())),
            ("/api/v1/users was called", Worth::Mention("/api/v1/users".to_owned())),
            ("^/api/v1/users/.*$", Worth::Mention("/api/v1/users".to_owned())),
            ("/api/v1/**", Worth::Nothing),
            ("/api/v10/users", Worth::Nothing),
            ("https://example.com/.well-known/jwks.json", Worth::Nothing),
            ("/users", Worth::Nothing),
        ] {
            assert_eq!(worth(value), expected, "{value}");
        }
    }
}
