//! Calls that are alike become one that is counted: ids are replaced by a placeholder, and values go.

use std::borrow::Cow;

use indexmap::IndexMap;

use crate::disclosure::{AllowList, is_okta_id};
use crate::intake::calls::Calls;
use crate::intake::source::{IntakeError, in_words};
use crate::intake::target::{is_constant, is_name};
use crate::limits::MAX_DIFFERENT_CALLS;
use crate::model::{Attribution, Call, Origin};

/// What stands in place of an id.
const ID: &str = "{id}";

/// Writes the path and query of a URL so that calls that are alike read the same: its path, then the names in its query, without what may not
/// be printed.
pub(super) fn alike((path, query): (&str, &str), allowed: &AllowList, out: &mut String) {
    alike_path(path, |segment, parent| allowed.without_ids(segment, parent), out);
    alike_query(query, |name| allowed.parameter(name), out);
}

/// A segment of a path, or a placeholder where the form of the segment is that of an id.
pub(crate) fn without_ids_by_form<'s>(segment: &'s str, _parent: &str) -> Cow<'s, str> {
    Cow::Borrowed(if is_id(segment) { ID } else { segment })
}

/// Writes the path of a URL, with its host where it has one; `shown` gives what stands for a segment behind its parent.
pub(crate) fn alike_path<'p>(
    path: &'p str,
    shown: impl Fn(&'p str, &'p str) -> Cow<'p, str>,
    out: &mut String,
) {
    let host = if path.starts_with('/') { None } else { path.split_once("://") };
    let host = host.map_or(0, |(scheme, rest)| {
        scheme.len() + "://".len() + rest.split('/').next().unwrap_or_default().len()
    });
    let (host, path) = path.split_at_checked(host).unwrap_or(("", path));
    // Of a URL that is broken in its host, the host may hold anything.
    let named = host.rsplit('@').next().unwrap_or(host);
    if named.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '/')) {
        out.push_str(host);
    }
    let mut parent = "";
    for segment in path.split('/') {
        let segment = segment.split(';').next().unwrap_or(segment);
        if segment.is_empty() {
            continue;
        }
        out.push('/');
        out.push_str(&shown(segment, parent));
        parent = segment;
    }
}

/// Writes the names in a query, in order, and the one value that matters; `shown` gives what stands for a name.
pub(crate) fn alike_query<'q>(query: &'q str, shown: impl Fn(&'q str) -> &'q str, out: &mut String) {
    if query.is_empty() {
        return;
    }
    let mut pairs: Vec<_> = query
        .split('&')
        .filter_map(|pair| {
            pair.split_once('=').or_else(|| pair.contains(char::is_alphabetic).then_some((pair, "")))
        })
        .filter(|(name, _)| is_name(name))
        .map(|(name, value)| (shown(name), if name == "type" && is_constant(value) { value } else { "" }))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    for (position, (name, value)) in pairs.into_iter().enumerate() {
        out.push(if position == 0 { '?' } else { '&' });
        out.push_str(name);
        out.push('=');
        out.push_str(value);
    }
}

/// Whether a segment is an id, a login, a token or a number rather than a word of a path.
fn is_id(segment: &str) -> bool {
    const SHORTEST: usize = 8;
    let (mut digits, mut letters) = (0, 0);
    for c in segment.bytes() {
        match c {
            b'0'..=b'9' => digits += 1,
            b'a'..=b'z' | b'A'..=b'Z' => letters += 1,
            b'@' | b'%' => return true,
            _ => {}
        }
    }
    let mixed = segment.len() >= SHORTEST && digits > 0 && letters > 0;
    mixed || digits == segment.len() || is_okta_id(segment)
}

/// The calls of a log so far.
#[derive(Debug, Default)]
pub(super) struct Fold {
    calls: IndexMap<String, Call>,
    /// The first call that is not kept, because it is one too many.
    left_out: Option<Origin>,
}

impl Fold {
    /// Counts a call that stands at a place; of those that have the same key one is kept, at the first place.
    pub(super) fn count(&mut self, key: &str, origin: Origin, call: impl FnOnce(Origin) -> Call) {
        if let Some(known) = self.calls.get_mut(key) {
            known.times = known.times.saturating_add(1);
            if origin < known.origin {
                known.origin = origin;
            }
        } else if self.calls.len() < MAX_DIFFERENT_CALLS {
            self.calls.insert(key.to_owned(), call(origin));
        } else {
            self.left_out.get_or_insert(origin);
        }
    }

    /// Says that the call of a key is shown to go to Okta.
    pub(super) fn attribute(&mut self, key: &str) {
        if let Some(call) = self.calls.get_mut(key) {
            call.attribution = Attribution::Explicit;
        }
    }

    /// Hands out the calls in the order in which they first stand in the log; says when there are more of them than are
    /// told apart.
    pub(super) fn end(self, calls: &mut Calls) {
        if let Some(Origin { line, .. }) = self.left_out {
            let input = in_words(calls.source());
            calls.found.failed.push(IntakeError::TooManyCalls { input, line, most: MAX_DIFFERENT_CALLS });
        }
        let mut found: Vec<Call> = self.calls.into_values().collect();
        found.sort_by(|a, b| a.origin.cmp(&b.origin));
        for call in found {
            calls.push(call);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_a_placeholder_and_words_stay() {
        for (url, expected) in [
            ("/api/v1/users/00u1abcdefGHIJKLM0h8/lifecycle/suspend", "/api/v1/users/{id}/lifecycle/suspend"),
            ("/api/v1/users/jane.doe@acme.example?x=1&a=2&x=3", "/api/v1/users/{id}?a=&x="),
            ("/api/v1/users/jane%40acme.example/factors#top", "/api/v1/users/{id}/factors"),
            ("//api/v1//users/me/", "/api/v1/users/me"),
            ("/oauth2/ausAbCdEfGhIjKlMnOpQ/v1/token", "/oauth2/{id}/v1/token"),
            ("/oauth2/default/v1/token", "/oauth2/default/v1/token"),
            ("/api/v1/idps/2b1959c8-bcc0-56eb-a589-cfcfb7422f26/users/123", "/api/v1/idps/{id}/users/{id}"),
            ("/api/v1/sessions/101W_juydrDRByB7fUdRyE2JQ;v=1", "/api/v1/sessions/{id}"),
            (
                "https://acme.okta.com:443/api/v1/policies?type=ACCESS_POLICY&q=secret",
                "https://acme.okta.com:443/api/v1/policies?q=&type=ACCESS_POLICY",
            ),
            ("https://acme.okta.com?a=b", "https://acme.okta.com?a="),
            ("https://acme.okta.co=s3cr3t/api/v1/users", "/api/v1/users"),
            ("/a?00QbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCd", "/a"),
            ("/a?type=s3cr3t&&=", "/a?type="),
            ("", ""),
        ] {
            let mut out = String::new();
            let url = url.split('#').next().unwrap();
            let (path, query) = url.split_once('?').unwrap_or((url, ""));
            alike_path(path, without_ids_by_form, &mut out);
            alike_query(query, |name| name, &mut out);
            assert_eq!(out, expected, "{url}");
        }
    }
}
