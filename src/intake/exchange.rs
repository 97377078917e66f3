//! A request and what was answered, as a recording or a description of one shows them: one way to make a call of it.
//!
//! Of all that such an input holds, method, host, path, names of query parameters and of body members, and the status
//! are kept; headers, values and bodies are looked at here and let go.

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::json::{Cursor, Kind};
use super::target::Target;
use crate::model::{Answer, Asked, Attribution, Call, Method, Origin, Request, Says, Seen, SetAside};

/// A request, and its answer where there is one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Exchange<'a> {
    /// The method as it is spelt; empty when none is given.
    pub(super) method: &'a str,
    /// The URL, or a path, with placeholders or without.
    pub(super) url: &'a str,
    /// What was sent.
    pub(super) sent: Option<&'a str>,
    /// What came back; nothing for a request that is only described.
    pub(super) received: Option<Received<'a>>,
    /// Whether something beside the URL shows that it goes to Okta, such as a header.
    pub(super) is_oktas: bool,
}

/// An answer.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Received<'a> {
    /// The status; 0 when there was no answer.
    pub(super) status: u16,
    /// The header `WWW-Authenticate`.
    pub(super) challenge: Option<&'a str>,
    /// The body.
    pub(super) body: Option<&'a str>,
}

impl Exchange<'_> {
    /// The call that was made or is described.
    pub(super) fn call(&self, origin: Origin) -> Call {
        let method: Option<Method> = self.method.trim().parse().ok();
        let Target { host, path, query, names_okta } = Target::parse(&address(self.url.trim()));
        let body = self.sent.map(members).unwrap_or_default();
        let answer =
            self.received.filter(|received| received.status > 0).map(|received| received.answer(method));
        let seen = if answer.as_ref().is_some_and(|answer| !answer.is_refusal()) {
            Seen::Used
        } else {
            Seen::NoEvidence
        };
        let set_aside = match () {
            () if other_scheme(self.url.trim()).is_some() => Some(SetAside::OtherScheme),
            () if method.is_none() && !self.method.trim().is_empty() => Some(SetAside::OtherMethod),
            () if answer.as_ref().is_some_and(Answer::is_refusal) => Some(SetAside::Denied),
            () => None,
        };
        let is_oktas = self.is_oktas || names_okta || host.as_deref().is_some_and(crate::model::names_okta);
        let asked =
            Asked::Http(Request { method, host, path, query, label: String::new(), body, doubt: None });
        let attribution = if is_oktas { Attribution::Explicit } else { Attribution::Weak };
        Call { attribution, seen, answer, ..Call::new(origin, asked).set_aside(set_aside) }
    }
}

impl Received<'_> {
    /// What it says about access to what was asked for with this method.
    pub(super) fn answer(&self, method: Option<Method>) -> Answer {
        let says = match self.status {
            401 | 403 => self.refusal(),
            200 if method == Some(Method::Get)
                && self.body.is_some_and(|body| is_empty_list(&plain(body))) =>
            {
                Some(Says::EmptyList)
            }
            _ => None,
        };
        Answer { status: self.status, says }
    }

    fn refusal(&self) -> Option<Says> {
        let scopes = self.challenge.and_then(missing_scopes);
        let code = || self.body.and_then(|body| error_code(&plain(body)));
        scopes.map(Says::MissingScope).or_else(|| match code()?.as_str() {
            "E0000006" => Some(Says::MissingRole),
            "E0000005" => Some(Says::WrongCredential),
            "E0000011" => Some(Says::InvalidCredential),
            _ => None,
        })
    }
}

/// The scopes that a header `WWW-Authenticate` names as missing.
pub(super) fn missing_scopes(challenge: &str) -> Option<Vec<String>> {
    if !challenge.contains("insufficient_scope") {
        return None;
    }
    let (_, rest) = challenge.split_once("scope=\"")?;
    let (scopes, _) = rest.split_once('"')?;
    let is_scope =
        |scope: &&str| scope.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | ':' | '-'));
    Some(scopes.split_whitespace().filter(is_scope).map(str::to_owned).collect())
}

/// A body that recorders have written as base64, as it was; any other as it is.
fn plain(body: &str) -> Cow<'_, str> {
    // Of a long one, the beginning says enough.
    const LONGEST: usize = 4 << 10;
    if body.trim_start().starts_with(['{', '[']) {
        return Cow::Borrowed(body);
    }
    let letters = body.bytes().filter(|byte| !byte.is_ascii_whitespace()).take(LONGEST);
    let bytes = STANDARD.decode(letters.collect::<Vec<_>>()).unwrap_or_default();
    let decoded = String::from_utf8_lossy(&bytes);
    if decoded.trim_start().starts_with(['{', '[']) {
        Cow::Owned(decoded.into_owned())
    } else {
        Cow::Borrowed(body)
    }
}

/// The code in an error of Okta's.
fn error_code(body: &str) -> Option<String> {
    let mut code = None;
    // What stands before a break counts: recordings cut long bodies.
    let _ = Cursor::new(body.as_bytes()).map(|cursor, key| {
        if key != "errorCode" {
            return cursor.skip();
        }
        code = cursor.text_or_skip()?.map(Cow::into_owned);
        Ok(())
    });
    code
}

fn is_empty_list(body: &str) -> bool {
    body.trim()
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .is_some_and(|inner| inner.trim().is_empty())
}

/// The names of the top-level members of a JSON body.
pub(super) fn members(body: &str) -> Vec<String> {
    let mut cursor = Cursor::new(body.as_bytes());
    let mut names = Vec::new();
    if cursor.kind() == Ok(Kind::Map) {
        // A body that is cut short has shown the members before the cut.
        let _ = cursor.map(|cursor, key| {
            names.push(key.into_owned());
            cursor.skip()
        });
    }
    names.retain(|name| name.len() <= 40 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'));
    names
}

/// The scheme of a URL that no API is called by: a socket, a data URL, a file.
fn other_scheme(url: &str) -> Option<&'static str> {
    const SCHEMES: [&str; 9] =
        ["ws", "wss", "data", "blob", "file", "about", "chrome-extension", "moz-extension", "javascript"];
    let (scheme, _) = url.split_once(':')?;
    SCHEMES.into_iter().find(|other| other.eq_ignore_ascii_case(scheme))
}

/// The URL as it may be taken apart: of one that holds data instead of a path, nothing is kept.
fn address(url: &str) -> Cow<'_, str> {
    match other_scheme(url) {
        None => Cow::Borrowed(url),
        Some("ws" | "wss") => {
            Cow::Owned(format!("https:{}", url.split_once(':').map_or("", |(_, rest)| rest)))
        }
        Some(_) => Cow::Borrowed("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(exchange: Exchange<'_>) -> Call {
        exchange.call(Origin { source: "x".into(), line: 1, column: 1 })
    }

    #[test]
    fn answers_say_what_was_missing() {
        let scope =
            "Bearer authorization_uri=\"x\", error=\"insufficient_scope\", scope=\"okta.groups.read okta.x\"";
        for (status, challenge, body, says) in [
            (
                403,
                Some(scope),
                "",
                Some(Says::MissingScope(vec!["okta.groups.read".into(), "okta.x".into()])),
            ),
            (403, None, r#"{"errorCode":"E0000006","errorSummary":"x"}"#, Some(Says::MissingRole)),
            (
                403,
                Some("Bearer"),
                r#"{"errorSummary":"x", "errorCode":"E0000005", "err"#,
                Some(Says::WrongCredential),
            ),
            (401, None, r#"{"errorCode":"E0000011"}"#, Some(Says::InvalidCredential)),
            (403, None, "<html>", None),
            (404, None, r#"{"errorCode":"E0000007"}"#, None),
            (200, None, " [ ] ", Some(Says::EmptyList)),
            (200, None, "[{}]", None),
            (403, None, "eyJlcnJvckNvZGUiOiJFMDAwMDAwNiJ9", Some(Says::MissingRole)),
            (200, None, "W10=\n", Some(Says::EmptyList)),
        ] {
            let received = Some(Received { status, challenge, body: Some(body) });
            let call =
                call(Exchange { method: "GET", url: "/api/v1/groups", received, ..Exchange::default() });
            let denied = status >= 400;
            assert_eq!(call.answer, Some(Answer { status, says }), "{body}");
            assert_eq!(call.set_aside, denied.then_some(SetAside::Denied));
            assert_eq!(call.seen, if denied { Seen::NoEvidence } else { Seen::Used });
        }
    }

    #[test]
    fn what_is_no_request_to_an_api_is_set_aside() {
        for (method, url, set_aside) in [
            ("get", "https://acme.okta.com/api/v1/users", None),
            ("", "https://acme.okta.com/api/v1/users", None),
            ("CONNECT", "acme.okta.com:443", Some(SetAside::OtherMethod)),
            ("GET", "wss://acme.okta.com/socket", Some(SetAside::OtherScheme)),
            ("GET", "data:image/png;base64,xx", Some(SetAside::OtherScheme)),
        ] {
            assert_eq!(
                call(Exchange { method, url, ..Exchange::default() }).set_aside,
                set_aside,
                "{method} {url}"
            );
        }
    }

    #[test]
    fn of_a_body_only_names_are_kept() {
        assert_eq!(
            members(r#"{"profile": {"x": "y"}, "groupIds": ["secret"], "a b": 1"#),
            ["profile", "groupIds"]
        );
        assert_eq!(members("profile=secret"), [""; 0]);
        assert_eq!(members("[1]"), [""; 0]);
    }
}
