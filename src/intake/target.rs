//! A URL or path as somebody wrote it, taken apart: host, path, names of query parameters.

use std::borrow::Cow;

use super::placeholder;
use crate::disclosure::{AllowList, HIDDEN};
use crate::model::{Query, names_okta};

/// The parts of a URL or path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Target {
    /// The host in lower case, unless it is a placeholder or absent.
    pub(super) host: Option<String>,
    /// The path: decoded, single slashes, none at the end.
    pub(super) path: String,
    /// The query.
    pub(super) query: Query,
    /// Whether a placeholder for the host contains the word `okta`: `{{oktaUrl}}`, `https://${yourOktaDomain}`.
    pub(super) names_okta: bool,
}

impl Target {
    /// Takes a URL, a path, or a path behind a placeholder for the host apart.
    pub(super) fn parse(raw: &str) -> Self {
        let raw = placeholder::tidy(raw);
        let (host, rest) = split_host(&raw);
        let before = raw.get(..raw.len() - rest.len()).unwrap_or_default();
        let names_okta = host.is_none() && names_okta(before);
        let (path, query) = split_query(rest);
        let segments = path.split('/').map(|segment| segment.split(';').next().unwrap_or(segment));
        let segments = segments.filter(|segment| !segment.is_empty() && *segment != ".");
        let mut path = String::with_capacity(rest.len() + 1);
        for segment in segments {
            path.push('/');
            path.push_str(&kept(decoded(segment)));
        }
        if path.is_empty() {
            path.push('/');
        }
        Self { host, path, query, names_okta }
    }

    /// The paths that the path stands for: one, or several when a segment names alternatives of Okta's words, as in
    /// `/lifecycle/{suspend|unsuspend}`.
    pub(super) fn paths(&self, allowed: &AllowList) -> Vec<String> {
        let is_word = |part: &str| allowed.is_segment(part);
        let mut joined = self.path.split('/').filter(|segment| segment.contains('|'));
        let alternatives = joined.find_map(|segment| {
            let inner = segment.trim_start_matches(['{', '(']).trim_end_matches(['}', ')']);
            inner.split('|').all(is_word).then_some((segment, inner))
        });
        match alternatives {
            Some((segment, inner)) => {
                inner.split('|').map(|word| self.path.replacen(segment, word, 1)).collect()
            }
            None => vec![self.path.clone()],
        }
    }

    /// Whether a path, or the path of a URL, begins like one of Okta's.
    pub(super) fn is_of_okta(text: &str) -> bool {
        const ROOTS: [&str; 9] = [
            "/api/",
            "/oauth2/",
            "/.well-known/",
            "/idp/",
            "/governance/",
            "/scim/",
            "/v1/teams/",
            "/login/",
            "/integrations/api",
        ];
        let path = Self::parse(text).path;
        path.contains("/api/v") || ROOTS.iter().any(|root| path.starts_with(root))
    }
}

/// The host, if it is a real one, and what follows it.
fn split_host(raw: &str) -> (Option<String>, &str) {
    let lower = raw.get(..8).unwrap_or(raw).to_ascii_lowercase();
    let authority = raw.strip_prefix("//").and_then(|rest| rest.split('/').next());
    let named = authority.is_some_and(|authority| authority.contains(['@', '.']));
    let scheme = ["https://", "http://", "//"]
        .into_iter()
        .find(|scheme| lower.starts_with(scheme) && (*scheme != "//" || named));
    let after = scheme.map_or(raw, |scheme| raw.get(scheme.len()..).unwrap_or_default());
    if scheme.is_none() && raw.starts_with('/') {
        return (None, raw);
    }
    let end = host_end(after);
    let (authority, rest) = after.split_at_checked(end).unwrap_or((after, ""));
    if scheme.is_none() && !looks_like_host(authority) {
        return (None, raw);
    }
    let host = authority.rsplit('@').next().unwrap_or(authority);
    let host = if is_placeholder(host) { host } else { host.split(':').next().unwrap_or(host) };
    let host = match () {
        () if is_placeholder(host) => None,
        () if is_host(host) => Some(host.to_ascii_lowercase()),
        // What is broken in its host can hold anything there.
        () => Some(HIDDEN.to_owned()),
    };
    (host, rest)
}

/// Whether a text is made of what hosts are made of; names may be of any script.
fn is_host(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

/// Where the host ends: at a slash, question mark or hash outside of brackets.
fn host_end(text: &str) -> usize {
    let mut depth = 0_u32;
    for (position, character) in text.char_indices() {
        match character {
            '{' | '<' | '[' => depth += 1,
            '}' | '>' | ']' => depth = depth.saturating_sub(1),
            '/' | '?' | '#' if depth == 0 => return position,
            _ => {}
        }
    }
    text.len()
}

/// Whether something without a scheme is a host or a placeholder for one, rather than the first segment.
fn looks_like_host(text: &str) -> bool {
    let name = text.rsplit('@').next().unwrap_or(text).split(':').next().unwrap_or(text);
    let dotted = name.contains('.') && !name.starts_with('.') && name.split('.').all(|part| !part.is_empty());
    is_placeholder(text) || dotted || name == "localhost"
}

/// Whether the text holds a placeholder in some notation.
fn is_placeholder(text: &str) -> bool {
    text.contains(['{', '}', '<', '>', '$', '%', '[', ']', '*']) || text.starts_with('@')
}

/// The path and the query; a template such as `{?activate,provider}` counts as a query.
fn split_query(rest: &str) -> (&str, Query) {
    let mut hashes = rest.match_indices('#').map(|(position, _)| position);
    let fragment = hashes.find(|at| !rest.get(at + 1..).is_some_and(|after| after.starts_with('{')));
    let rest = fragment.and_then(|position| rest.get(..position)).unwrap_or(rest);
    let template = || rest.find("{?").or_else(|| rest.find("{&"));
    if let Some(start) = rest.contains('{').then(template).flatten() {
        let template = rest.get(start + 2..).unwrap_or_default();
        let names = template.trim_end_matches('}').split(',').map(|name| name.trim_end_matches('*'));
        let names = names.filter(|name| is_name(name)).map(str::to_owned).collect();
        return (rest.get(..start).unwrap_or(rest), Query { names, kind: None });
    }
    // A query behind an encoded question mark, or behind none, is one too.
    let marks = ["%3F", "%3f"].iter().filter(|_| rest.contains('%'));
    let encoded = marks.into_iter().find_map(|mark| rest.split_once(mark));
    let bare = rest.split_once('&').filter(|(path, query)| !path.contains('?') && query.contains('='));
    match rest.split_once('?').or(encoded).or(bare) {
        Some((path, query)) => (path, parse_query(query)),
        None => (rest, Query::default()),
    }
}

fn parse_query(text: &str) -> Query {
    let mut query = Query::default();
    for pair in text.replace("&amp;", "&").split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = decoded(name.trim_matches(['[', ']']));
        if !is_name(&name) {
            continue;
        }
        if name == "type" && is_constant(value) {
            query.kind = Some(value.to_owned());
        }
        query.names.push(name.into_owned());
    }
    query
}

/// Whether a value is a constant such as `ACCESS_POLICY`.
pub(super) fn is_constant(value: &str) -> bool {
    value.len() > 2 && value.chars().all(|c| c.is_ascii_uppercase() || c == '_')
}

/// Whether the text can be the name of a query parameter and nothing else.
pub(super) fn is_name(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']');
    !text.is_empty() && text.len() <= 40 && text.chars().all(allowed)
}

/// Percent-decodes a segment; an encoded slash stays encoded, it is no separator. A variable such as `%DEC%` is not encoded.
fn decoded(segment: &str) -> Cow<'_, str> {
    let inner = segment.strip_prefix('%').and_then(|rest| rest.strip_suffix('%'));
    let is_variable = inner.is_some_and(|name| !name.is_empty() && !name.contains('%'));
    if is_variable || !segment.contains('%') {
        return Cow::Borrowed(segment);
    }
    let bytes = segment.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut position = 0;
    while position < bytes.len() {
        let code = segment.get(position + 1..position + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (bytes[position], code) {
            (b'%', Some(code)) if code != b'/' && !code.is_ascii_control() => {
                out.push(code);
                position += 3;
            }
            (byte, _) => {
                out.push(byte);
                position += 1;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&out).into_owned())
}

/// A segment as it is kept: what code joins in is a placeholder.
fn kept(segment: Cow<'_, str>) -> Cow<'_, str> {
    if segment.starts_with(['"', '\'', '`']) {
        let name = segment.trim_matches(|c: char| matches!(c, '"' | '\'' | '`' | '+' | '.' | ' ' | '$'));
        return Cow::Owned(format!("{{{name}}}"));
    }
    segment
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(raw: &str) -> (Option<String>, String, Vec<String>) {
        let target = Target::parse(raw);
        (target.host, target.path, target.query.names)
    }

    #[test]
    fn hosts_and_placeholders_for_hosts_are_told_from_paths() {
        let path = "/api/v1/users".to_owned();
        for raw in [
            "/api/v1/users",
            "//api//v1/users/",
            "{{baseUrl}}/api/v1/users",
            "${OKTA_URL}/api/v1/users#top",
            "$base/api/v1/users",
            "https://{yourOktaDomain}/api/v1/users",
            "https://${yourOktaDomain}:443/api/v1/users/",
            "<your-org>/api/v1/users",
            "https://<your okta/domain>/api/v1/users",
            "%BASE%/api/v1/users",
            "api/v1/users",
            "/api/v1/users;jsessionid=abc",
        ] {
            assert_eq!(parts(raw), (None, path.clone(), vec![]), "{raw}");
        }
        for (raw, host) in [
            ("https://acme.okta.com/api/v1/users", "acme.okta.com"),
            ("HTTPS://Acme-Admin.Okta.com:8443/api/v1/users", "acme-admin.okta.com"),
            ("https://jane:secret@acme.okta.com/api/v1/users", "acme.okta.com"),
            ("acme.oktapreview.com/api/v1/users", "acme.oktapreview.com"),
            ("localhost:8080/api/v1/users", "localhost"),
            ("//jane:secret@acme.okta.com/api/v1/users", "acme.okta.com"),
        ] {
            assert_eq!(parts(raw), (Some(host.to_owned()), path.clone(), vec![]), "{raw}");
        }
    }

    #[test]
    fn variables_between_percent_signs_are_not_encoded() {
        for (raw, path) in [
            ("/api/v1/users/%DEC_ID%", "/api/v1/users/%DEC_ID%"),
            ("/api/v1/users/%64%65", "/api/v1/users/de"),
            ("/api/v1/users/a%20b", "/api/v1/users/a b"),
        ] {
            assert_eq!(parts(raw), (None, path.to_owned(), vec![]), "{raw}");
        }
    }

    #[test]
    fn alternatives_are_paths_of_their_own() {
        let mut allowed = AllowList::default();
        allowed.add_path("/users/{userId}/suspend");
        allowed.add_segment("unsuspend");
        let paths = |raw| Target::parse(raw).paths(&allowed);
        assert_eq!(paths("/users/1/{suspend|unsuspend}"), ["/users/1/suspend", "/users/1/unsuspend"]);
        assert_eq!(paths("/users/suspend|unsuspend"), ["/users/suspend", "/users/unsuspend"]);
        assert_eq!(paths("/users/{userId|login}/x"), ["/users/{userId|login}/x"]);
        assert_eq!(paths("/users/suspend|hunter"), ["/users/suspend|hunter"]);
        assert_eq!(paths("/users"), ["/users"]);
    }

    #[test]
    fn of_a_broken_host_nothing_is_kept() {
        for raw in ["https://acme.o=1&q=hunter2/x", "https://acme.okta.com=hunter2/x", "//acme okta.com/x"] {
            assert_eq!(Target::parse(raw).host.as_deref(), Some(HIDDEN), "{raw}");
        }
        assert_eq!(Target::parse("https://bücher.example/x").host.as_deref(), Some("bücher.example"));
    }

    #[test]
    fn queries_keep_names_and_the_value_of_a_constant_type_only() {
        let target = Target::parse("/api/v1/policies?type=ACCESS_POLICY&limit=20&q=secret");
        assert_eq!(target.query.names, ["type", "limit", "q"]);
        assert_eq!(target.query.kind.as_deref(), Some("ACCESS_POLICY"));
        assert_eq!(Target::parse("/a?type=hunter2Hunter").query.kind, None);
        assert_eq!(Target::parse("/a{?activate,provider}").query.names, ["activate", "provider"]);
        assert_eq!(Target::parse("/a?x=1&amp;y=2").query.names, ["x", "y"]);
        assert_eq!(Target::parse("/a?next=/api/v1/users").path, "/a");
    }

    #[test]
    fn placeholders_survive_and_escapes_are_undone() {
        assert_eq!(Target::parse("/users/%7BuserId%7D/x").path, "/users/{userId}/x");
        assert_eq!(Target::parse("/users/#{id}/x#frag").path, "/users/#{id}/x");
        assert_eq!(Target::parse("/users/jane%40acme.com").path, "/users/jane@acme.com");
        assert_eq!(Target::parse("/users/a%2Fb").path, "/users/a%2Fb");
        assert_eq!(Target::parse("/users/%").path, "/users/%");
        assert_eq!(Target::parse("/users/' + user.id + '/groups").path, "/users/{user.id}/groups");
        assert_eq!(Target::parse("https://acme.okta.com").path, "/");
    }
}
