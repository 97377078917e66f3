//! What one line of a log shows: a request, an answer, or nothing of either.
//!
//! Formats differ in what stands around a request; how it stands there is always one of four: as named parts
//! (`fields`), as a request line in quotes, as a method before a URL, or as the first line of a message that is
//! printed whole.

use std::borrow::Cow;

use super::fields::Fields;
use crate::intake::signs;
use crate::model::{Method, names_okta};

/// What a line shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shown<'l> {
    Request(Sent<'l>),
    /// An answer, and what tells to which request: its URL, or what both have in common.
    Answer {
        status: u16,
        to: Cow<'l, str>,
    },
    /// The host of the request that was shown last.
    Host(&'l str),
    /// A request that cannot be read.
    Broken,
}

/// A request.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sent<'l> {
    pub(super) method: Cow<'l, str>,
    pub(super) url: Cow<'l, str>,
    /// The host, when the URL has none.
    pub(super) host: Cow<'l, str>,
    pub(super) status: Option<u16>,
    /// What its answer has in common with it: an id, or the way in which both are written.
    pub(super) id: Cow<'l, str>,
    /// Where it stands in the line.
    pub(super) at: usize,
    /// Whether its answer may stand in a line that follows.
    pub(super) waits: bool,
    /// Whether the line shows that it went to Okta beside the host.
    pub(super) is_oktas: bool,
}

/// A message that is printed as it was sent, over many lines.
pub(super) const PRINTED: &str = "HTTP";

/// A line of Faraday's.
const FARADAY: &str = "Faraday";

/// A line of Rails.
const RAILS: &str = "Rails";

/// Hands what a line shows to `each`; `Err` for JSON that is broken.
pub(super) fn show(text: &str, each: &mut dyn FnMut(Shown<'_>)) -> Result<(), ()> {
    let start = text.len() - text.trim_start().len();
    if text.trim_start().starts_with('{') {
        let fields = Fields::of_json(text).map_err(|_| ())?;
        let plain = fields.method.is_empty() && fields.line.is_empty() && fields.status == 0;
        if plain && !fields.message.trim_start().starts_with('{') {
            let message = fields.message;
            return show(&message, &mut |shown| each(placed(shown, start)));
        }
        if let Some(shown) = of_fields(fields) {
            each(shown);
        }
        return Ok(());
    }
    let pairs = || {
        let named = text.contains("tf_http_") || text.contains("method=");
        named.then(|| of_fields(Fields::of_pairs(text))).flatten()
    };
    if let Some(shown) = quoted(text).or_else(pairs).or_else(|| bare(text)) {
        each(shown);
    }
    Ok(())
}

/// What is shown inside a text of the line, at the place of the line.
fn placed(shown: Shown<'_>, at: usize) -> Shown<'_> {
    match shown {
        Shown::Request(sent) => Shown::Request(Sent { at, ..sent }),
        other => other,
    }
}

/// What named parts show.
pub(super) fn of_fields(fields: Fields<'_>) -> Option<Shown<'_>> {
    let status = status(fields.status);
    if !fields.line.is_empty() && fields.method.is_empty() {
        let (method, url) = request_line(&fields.line)?;
        let (method, url) = (Cow::Owned(method.to_owned()), Cow::Owned(url.to_owned()));
        return Some(Shown::Request(Sent {
            method,
            url,
            host: fields.host,
            status,
            at: fields.at,
            is_oktas: fields.is_oktas,
            ..Sent::default()
        }));
    }
    if fields.method.is_empty() {
        return status
            .filter(|_| !fields.id.is_empty())
            .map(|status| Shown::Answer { status, to: fields.id });
    }
    if !fields.url.starts_with('/') && !is_url(&fields.url) {
        return None;
    }
    let url = if fields.query.is_empty() || fields.url.contains('?') {
        fields.url
    } else {
        Cow::Owned(format!("{}?{}", fields.url, fields.query.trim_start_matches('?')))
    };
    let waits = status.is_none() && !fields.id.is_empty();
    let Fields { method, host, id, at, is_oktas, .. } = fields;
    Some(Shown::Request(Sent { method, url, host, status, id, at, waits, is_oktas }))
}

/// A request line in quotes: in the first of a line, or behind `request:`, as in the errors of nginx. The others hold
/// what a client says about itself.
fn quoted(text: &str) -> Option<Shown<'_>> {
    const REQUEST: &str = "request: \"";
    let open = text.find(REQUEST).map(|at| at + REQUEST.len() - 1).or_else(|| text.find('"'))?;
    let (before, inside) = (text.get(..open)?, text.get(open + 1..)?);
    let begins = method_of(inside).is_some_and(|(_, rest)| rest.starts_with('/') || is_url(rest));
    let Some(close) = closing(inside) else { return begins.then_some(Shown::Broken) };
    let (inside, after) = (inside.get(..close)?, inside.get(close + 1..)?);
    let (method, target) = request_line(inside)?;
    let mut sent = Sent { method: method.into(), url: target.into(), at: open + 1, ..Sent::default() };
    sent.status = match after.split_ascii_whitespace().next() {
        Some(word) if word.starts_with(',') => None,
        Some(word) if is_status(word) => status_in(word),
        // Load balancers write the status before the request.
        _ => before.split_ascii_whitespace().find(|word| is_status(word)).and_then(status_in),
    };
    let words: Vec<_> = before.split('[').next().unwrap_or_default().split_ascii_whitespace().collect();
    let base = before.split_ascii_whitespace().last().filter(|word| is_url(word));
    if let Some(base) = base {
        sent.url = format!("{base}{target}").into();
    } else if let [host, _, _, _] = words[..]
        && is_host(host)
    {
        sent.host = host.into();
    } else if text.starts_with('[') {
        // Envoy: forwarded for, user agent, id, authority.
        sent.host = after.split('"').nth(7).filter(|host| is_host(host)).unwrap_or_default().into();
    } else if let Some(host) = value_of(after, " host: \"").filter(|host| is_host(host)) {
        sent.host = host.into();
    }
    sent.is_oktas = is_handed_to_okta(before, after);
    Some(Shown::Request(sent))
}

/// The text in quotes behind a name.
fn value_of<'l>(text: &'l str, name: &str) -> Option<&'l str> {
    text.split_once(name)?.1.split('"').next()
}

/// Whether what stands around a request line names Okta as what the request was handed on to: `okta/srv1` of `HAProxy`,
/// `"okta@docker"` of Traefik, `upstream: "https://okta-api/…"` of nginx.
fn is_handed_to_okta(before: &str, after: &str) -> bool {
    let is_plain =
        |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
    let named = |word: &str, sign: char| {
        word.split_once(sign).is_some_and(|(name, rest)| is_plain(name) && is_plain(rest) && names_okta(name))
    };
    let upstream = value_of(after, " upstream: \"").map(|url| {
        let host = url.split_once("://").map_or(url, |(_, rest)| rest);
        host.split('/').next().unwrap_or(host)
    });
    before.split_ascii_whitespace().any(|word| named(word, '/'))
        || after.split('"').skip(1).step_by(2).any(|word| named(word, '@'))
        || upstream.is_some_and(names_okta)
}

/// A method before a URL, or an answer, among the words of a line; what stands in quotes is said by somebody else.
fn bare(text: &str) -> Option<Shown<'_>> {
    let words: Vec<(usize, &str)> = words(text).collect();
    let quotes = text.find('"').unwrap_or(text.len());
    let plain = words.iter().take_while(|(at, _)| *at < quotes).count();
    let word = |position: usize| words.get(position).map_or("", |(_, word)| *word);
    let answer = |at: usize, to: &'static str| {
        status_in(word(at)).map(|status| Shown::Answer { status, to: to.into() })
    };
    for position in 0..plain {
        let before = position.checked_sub(1).map_or("", word);
        match word(position) {
            "<--" => {
                let status = status_in(word(position + 1))?;
                let mut behind = words.iter().skip(position + 2).map(|(_, word)| trimmed(word));
                return behind.find(|word| is_url(word)).map(|url| Shown::Answer { status, to: url.into() });
            }
            "Status" | "Status:" if before.ends_with(':') || position == 0 => {
                return answer(position + 1, FARADAY);
            }
            // `Completed 200 OK in 17ms`
            "Completed" if (position + 2..position + 5).any(|next| word(next) == "in") => {
                return answer(position + 1, RAILS);
            }
            version if version.starts_with("HTTP/") => return answer(position + 1, PRINTED),
            header if header.eq_ignore_ascii_case("host:") => {
                let headed = position == 0 || before.ends_with([':', '>']);
                return Some(Shown::Host(word(position + 1)))
                    .filter(|_| headed && is_host(word(position + 1)));
            }
            _ => {
                if let Some(sent) = request_at(&words, position) {
                    return Some(Shown::Request(sent));
                }
            }
        }
    }
    None
}

/// The request that begins with the method at a position, if there is one.
fn request_at<'l>(words: &[(usize, &'l str)], position: usize) -> Option<Sent<'l>> {
    let word = |position: usize| words.get(position).map_or("", |(_, word)| *word);
    let before = position.checked_sub(1).map_or("", word);
    let version = word(position + 2).starts_with("HTTP/");
    let id = match before {
        ">" => PRINTED,
        "Started" => RAILS,
        _ if before.ends_with("request:") => FARADAY,
        _ if version => PRINTED,
        _ => "",
    };
    // OkHttp repeats the URL in its answers.
    let marked = before == "-->" || !id.is_empty();
    let (at, method) = *words.get(position)?;
    let method = trimmed(method);
    let known = Method::ALL.iter().any(|known| known.name() == method);
    let spelt_small = marked && method.parse::<Method>().is_ok();
    let url = trimmed(word(position + 1));
    if !(known || spelt_small) || !(is_url(url) || url.starts_with('/')) {
        return None;
    }
    let mut next = position + 2 + usize::from(version);
    next +=
        usize::from(matches!(word(next), "->" | "=>" | "-" | "|" | ":" | "status" | "status:" | "returned"));
    let answered = is_status(trimmed(word(next)));
    if !is_url(url) && !marked && !answered {
        return None;
    }
    let status = status_in(word(next));
    let waits = marked && !answered;
    Some(Sent { method: method.into(), url: url.into(), status, id: id.into(), at, waits, ..Sent::default() })
}

/// Whether a line is a header that shows that the request shown last goes to Okta: `< X-Okta-Request-Id: …`,
/// `Authorization: SSWS …`.
pub(super) fn is_okta_header(text: &str) -> bool {
    const WORDS: [&str; 5] = ["okta-", "Okta-", "OKTA-", "SSWS", "ssws"];
    if !WORDS.iter().any(|word| text.contains(word)) {
        return false;
    }
    text.match_indices(':').any(|(at, _)| {
        let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let name = before.rsplit(|c: char| !is_of_name(c)).next().unwrap_or_default();
        signs::in_request_header(name, after) || signs::in_answer_header(name, after)
    })
}

/// The method and the target of a request line, with or without the version behind them.
fn request_line(line: &str) -> Option<(&str, &str)> {
    let (method, rest) = method_of(line)?;
    let target = rest.rsplit_once(" HTTP/").map_or(rest, |(target, _)| target).trim();
    (target.starts_with('/') || is_url(target)).then_some((method, target))
}

/// The method that a line begins with, and what follows it.
fn method_of(line: &str) -> Option<(&str, &str)> {
    let (method, rest) = line.split_once(' ')?;
    Method::is_registered(method).then_some((method, rest))
}

/// Where the quotes close, outside of escapes.
fn closing(inside: &str) -> Option<usize> {
    let mut escaped = false;
    inside.char_indices().find_map(|(at, c)| {
        let closes = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        closes.then_some(at)
    })
}

/// The words of a line, each with its place.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split([' ', '\t']).filter_map(move |word| {
        let start = at;
        at += word.len() + 1;
        (!word.is_empty()).then_some((start, word))
    })
}

/// A word without the signs around it.
fn trimmed(word: &str) -> &str {
    word.trim_matches(['"', '\'', '(', ')', '[', ']', ',', ';', '<', '>'])
}

fn is_url(word: &str) -> bool {
    word.starts_with("https://") || word.starts_with("http://")
}

fn is_host(word: &str) -> bool {
    let name = word.split(':').next().unwrap_or(word);
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    name.contains('.') && name.chars().all(allowed) && name.contains(|c: char| c.is_ascii_alphabetic())
}

fn is_status(word: &str) -> bool {
    matches!(word.as_bytes(), [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'])
}

/// The status that a word is.
fn status_in(word: &str) -> Option<u16> {
    let word = trimmed(word);
    if is_status(word) { status(word.parse().ok()?) } else { None }
}

/// The status, unless it only says that the client went away before there was one.
fn status(status: u16) -> Option<u16> {
    (matches!(status, 100..=599) && !matches!(status, 444 | 460 | 499)).then_some(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a line shows, in words.
    fn told(line: &str) -> String {
        let mut told = String::new();
        let read = show(line, &mut |shown| {
            told = match shown {
                Shown::Request(Sent { method, url, host, status, id, waits, .. }) => {
                    let status = status.map_or_else(String::new, |status| format!(" {status}"));
                    let rest = [host, id].concat();
                    format!("{method} {url}{status} {rest}{}", if waits { " waits" } else { "" })
                }
                Shown::Answer { status, to } => format!("answer {status} to {to}"),
                Shown::Host(host) => format!("host {host}"),
                Shown::Broken => "broken".to_owned(),
            };
        });
        if read.is_err() { "no JSON".to_owned() } else { told.trim_end().to_owned() }
    }

    #[test]
    fn names_around_a_request_show_okta() {
        for (line, expected) in [
            (r#"x haproxy[1]: 1.2.3.4:5 [x] http-in okta/srv1 1/2 200 5 {x} {} "GET /a HTTP/1.1""#, true),
            (r#"x haproxy[1]: 1.2.3.4:5 [x] http-in people/srv1 1/2 200 5 {x} {} "GET /a HTTP/1.1""#, false),
            (
                r#"1.2.3.4 - - [x] "GET /a HTTP/2.0" 200 9 "-" "-" 17 "okta@docker" "https://1.2.3.4" 10ms"#,
                true,
            ),
            (
                r#"x [error] x, request: "GET /a HTTP/1.1", upstream: "https://okta-api/a", host: "x.example""#,
                true,
            ),
            (
                r#"x [error] x, request: "GET /a HTTP/1.1", upstream: "https://1.2.3.4/okta", host: "x.example""#,
                false,
            ),
            (r#"1.2.3.4 - - [x] "GET /a HTTP/1.1" 200 5 "https://x.example/okta" "okta-sdk-java/8""#, false),
            (r#"{"method":"GET","path":"/a","status":200,"upstream_cluster":"okta_org"}"#, true),
            (r#"{"method":"GET","path":"/a","status":200,"headers":{"X-Okta-Request-Id":["x"]}}"#, true),
            (
                r#"{"req":{"method":"GET","url":"/a","headers":{"authorization":"SSWS x"}},"status":200}"#,
                true,
            ),
            (
                r#"{"req":{"method":"GET","url":"/a","headers":{"authorization":"Bearer x"}},"status":200}"#,
                false,
            ),
        ] {
            let mut found = None;
            let read = show(line, &mut |shown| {
                if let Shown::Request(sent) = shown {
                    found = Some(sent.is_oktas);
                }
            });
            assert_eq!((read, found), (Ok(()), Some(expected)), "{line}");
        }
    }

    #[test]
    fn headers_of_okta_are_told_from_other_lines() {
        for (line, expected) in [
            ("< X-Okta-Request-Id: s3cr3t", true),
            ("authorization: SSWS s3cr3t", true),
            ("I, [x #7]  INFO -- response: x-okta-request-id: \"s3cr3t\"", true),
            ("header: X-Okta-Request-Id: s3cr3t", true),
            ("Authorization: Bearer s3cr3t", false),
            ("User-Agent: okta-terraform/4.9.0", false),
            ("the SSWS token: none", false),
        ] {
            assert_eq!(is_okta_header(line), expected, "{line}");
        }
    }

    #[test]
    fn lines_show_requests_and_answers() {
        for (line, expected) in [
            (r#"1.2.3.4 - - [x] "GET /a HTTP/1.1" 200 5"#, "GET /a 200"),
            (r#"1.2.3.4 - - [x] "GET /a" 200 5"#, "GET /a 200"),
            (r#"1.2.3.4 - - [x] "GET /a\"b HTTP/1.1" 200 5"#, r#"GET /a\"b 200"#),
            (r#"1.2.3.4 - - [x] "GET /a b HTTP/1.1" 200 5"#, "GET /a b 200"),
            (r#"1.2.3.4 - - [x] "GET /a HTTP/1.1" - 5"#, "GET /a"),
            (r#"1.2.3.4 - - [x] "GET /a HTTP/1.1" 499 5"#, "GET /a"),
            (r#"1.2.3.4 - - [x] "GET /a"#, "broken"),
            (r#"1.2.3.4 - - [x] "PRI * HTTP/2.0" 400 5"#, ""),
            (r#"1.2.3.4 - - [x] "-" 408 0 "-" "x method=DELETE path=/a status=200""#, ""),
            (r#"1.2.3.4 - - [x] "-" 408 0 "-" "x DELETE https://acme.okta.com/a 200""#, ""),
            (
                r#"1.2.3.4 - - [x] "GET /a?method=PUT&path=/b HTTP/1.1" 200 5"#,
                "GET /a?method=PUT&path=/b 200",
            ),
            (r#"x.example:443 1.2.3.4 - - [x] "GET /a HTTP/1.1" 200 5"#, "GET /a 200 x.example:443"),
            (r#"at=info method=GET path="/a b" host=x.example status=200"#, "GET /a b 200 x.example"),
            ("level=info msg=\"sent DELETE /b\" method=GET path=/a", "GET /a"),
            ("x GET https://acme.okta.com/a -> 403", "GET https://acme.okta.com/a 403"),
            ("x GET https://acme.okta.com/a took 350 ms", "GET https://acme.okta.com/a"),
            ("x GET /a 200 12 ms", "GET /a 200"),
            ("x call GET /a when ready", ""),
            ("> GET /a HTTP/2", "GET /a HTTP waits"),
            ("< HTTP/2 403", "answer 403 to HTTP"),
            ("> Host: acme.okta.com", "host acme.okta.com"),
            ("the Host: acme.okta.com", ""),
            ("INFO -- request: get https://acme.okta.com/a", "get https://acme.okta.com/a Faraday waits"),
            ("INFO -- response: Status 200", "answer 200 to Faraday"),
            ("INFO Completed 200 OK in 17ms", "answer 200 to Rails"),
            ("INFO Completed 200 users", ""),
            ("<-- 200 https://acme.okta.com/a (3ms)", "answer 200 to https://acme.okta.com/a"),
            ("Referer: https://acme.okta.com/a", ""),
            ("", ""),
            ("{", "no JSON"),
            (r#"{"method":"GET","path":"/a"} {}"#, "no JSON"),
            (r#"{"request":null,"status":null,"method":7}"#, ""),
            (r#"{"message":"{\"message\":\"GET https://acme.okta.com/a\"}"}"#, ""),
            (r#"{"method":"GET","url":"relative","status":200}"#, ""),
            (r#"{"tf_http_res_status_code":200,"tf_http_trans_id":"7"}"#, "answer 200 to 7"),
        ] {
            assert_eq!(told(line), expected, "{line}");
        }
    }
}
