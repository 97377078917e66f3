//! A curl command: its method and URL, whatever the flags and however many lines it takes.

use super::shell::Word;
use super::tool::{self, is_url};
use crate::intake::exchange::members;
use crate::model::{Method, Request};

/// Short flags that take a value.
const SHORT_WITH_VALUE: &str = "AbcCdDeEFhHKmoPQrtTuUwxXyYz";

/// Long flags that take a value.
const LONG_WITH_VALUE: [&str; 44] = [
    "aws-sigv4",
    "cacert",
    "capath",
    "cert",
    "cert-type",
    "config",
    "connect-timeout",
    "connect-to",
    "cookie",
    "cookie-jar",
    "data",
    "data-ascii",
    "data-binary",
    "data-raw",
    "data-urlencode",
    "dump-header",
    "form",
    "form-string",
    "header",
    "interface",
    "json",
    "key",
    "key-type",
    "limit-rate",
    "max-time",
    "oauth2-bearer",
    "output",
    "pass",
    "proxy",
    "proxy-header",
    "proxy-user",
    "range",
    "referer",
    "request",
    "resolve",
    "retry",
    "retry-delay",
    "retry-max-time",
    "unix-socket",
    "upload-file",
    "url",
    "url-query",
    "user",
    "user-agent",
];

/// The requests that the command makes, and the word at which it gives way to others.
pub(super) fn requests(words: &[Word]) -> (Vec<Request>, Option<&Word>) {
    let mut requests = Vec::new();
    for words in words.split(|word| word.text == "--next") {
        let (options, stray) = options(words);
        requests.extend(options.requests());
        if stray.is_some() {
            return (requests, stray);
        }
    }
    (requests, None)
}

#[derive(Default)]
struct Options {
    method: Option<String>,
    urls: Vec<String>,
    data: Vec<String>,
    sends: bool,
    get: bool,
    head: bool,
    upload: bool,
}

/// What the words between `--next` ask for, and the first word that belongs to no command: prose goes on there.
fn options(words: &[Word]) -> (Options, Option<&Word>) {
    let mut options = Options::default();
    let mut words = words.iter().filter(|word| !matches!(word.text.as_str(), "curl" | "curl.exe"));
    while let Some(word) = words.next() {
        let text = dashes(&word.text);
        let mut value = || words.next().map(|word| word.text.clone());
        if let Some(long) = text.strip_prefix("--") {
            let (name, given) =
                long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value.to_owned())));
            let taken = LONG_WITH_VALUE.contains(&name);
            let value = given.or_else(|| if taken { value() } else { None });
            options.long(name, value);
        } else if let Some(short) = text.strip_prefix('-').filter(|short| !short.is_empty()) {
            let taken = short.char_indices().find(|(_, flag)| SHORT_WITH_VALUE.contains(*flag));
            let plain = short.get(..taken.map_or(short.len(), |(position, _)| position)).unwrap_or_default();
            plain.chars().for_each(|flag| options.short(flag, None));
            if let Some((position, flag)) = taken {
                let attached = short.get(position + 1..).filter(|value| !value.is_empty()).map(str::to_owned);
                options.short(flag, attached.or_else(value));
            }
        } else if is_url(&text) {
            options.urls.push(text);
        } else if !options.urls.is_empty() {
            return (options, Some(word));
        }
    }
    (options, None)
}

/// A flag with the hyphens that a word processor made a dash of.
fn dashes(word: &str) -> String {
    match word.strip_prefix(['–', '—']) {
        Some(flag) if flag.chars().count() > 1 => format!("--{flag}"),
        Some(flag) => format!("-{flag}"),
        None => word.to_owned(),
    }
}

impl Options {
    fn long(&mut self, name: &str, value: Option<String>) {
        match name {
            "request" => self.method = value,
            "url" => self.urls.extend(value),
            "get" => self.get = true,
            "head" => self.head = true,
            "upload-file" => self.upload = true,
            "form" | "form-string" => self.sends = true,
            "json" | "data" | "data-raw" | "data-binary" | "data-ascii" | "data-urlencode" => {
                self.sends = true;
                self.data.extend(value);
            }
            _ => {}
        }
    }

    fn short(&mut self, flag: char, value: Option<String>) {
        match flag {
            'X' => self.method = value,
            'G' => self.get = true,
            'I' => self.head = true,
            'T' => self.upload = true,
            'F' => self.sends = true,
            'd' => {
                self.sends = true;
                self.data.extend(value);
            }
            _ => {}
        }
    }

    fn requests(self) -> Vec<Request> {
        let implied = match () {
            () if self.head => Method::Head,
            () if self.get => Method::Get,
            () if self.upload => Method::Put,
            () if self.sends => Method::Post,
            () => Method::Get,
        };
        let method = match &self.method {
            Some(name) => name.parse().ok(),
            None => Some(implied),
        };
        let body: Vec<String> = self.data.iter().flat_map(|data| members(data)).collect();
        // A variable alone may hold flags as well.
        let has_path = |url: &&String| url.contains('/');
        let bare = self.urls.iter().any(|url| has_path(&url));
        let urls = self.urls.iter().filter(|url| !bare || has_path(url));
        urls.map(|url| tool::request(method, url, body.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::shell::{Command, Read};
    use super::*;

    fn requests(text: &str) -> Vec<String> {
        let show = |request: Request| {
            let method = request.method.map_or("?".to_owned(), |method| method.to_string());
            format!("{method} {} {:?} {:?}", request.path, request.query.names, request.body)
        };
        let mut command = Command::default();
        for line in text.lines() {
            if matches!(command.line(&line.chars().collect::<Vec<_>>(), 0), Read::To(_)) {
                break;
            }
        }
        super::requests(&command.words).0.into_iter().map(show).collect()
    }

    fn read(line: &str) -> Read {
        Command::default().line(&line.chars().collect::<Vec<_>>(), 0)
    }

    #[test]
    fn flags_decide_the_method() {
        for (command, expected) in [
            ("curl https://acme.okta.com/api/v1/users", "GET /api/v1/users [] []"),
            (
                "curl -XPOST 'https://acme.okta.com/api/v1/users?activate=false'",
                r#"POST /api/v1/users ["activate"] []"#,
            ),
            ("curl -sSLX PUT \"${BASE}/api/v1/groups/$g/users/$u\"", "PUT /api/v1/groups/$g/users/$u [] []"),
            (
                "curl --request=DELETE --url https://acme.okta.com/api/v1/users/{id}",
                "DELETE /api/v1/users/{id} [] []",
            ),
            (
                r#"curl -H "Authorization: SSWS $T" -d '{"profile":{"a":1},"groupIds":["x"]}' https://acme.okta.com/api/v1/users"#,
                r#"POST /api/v1/users [] ["profile", "groupIds"]"#,
            ),
            ("curl -G -d limit=2 https://acme.okta.com/api/v1/users", "GET /api/v1/users [] []"),
            ("curl -I https://acme.okta.com/api/v1/users | jq .", "HEAD /api/v1/users [] []"),
            (
                "curl -u jane:pw -T file https://acme.okta.com/api/v1/apps/x/logo",
                "PUT /api/v1/apps/x/logo [] []",
            ),
            ("curl.exe -k https://acme.okta.com/api/v1/users && echo POST /x", "GET /api/v1/users [] []"),
            ("curl -X PURGE https://acme.okta.com/api/v1/users", "? /api/v1/users [] []"),
            ("curl –X POST —url https://acme.okta.com/api/v1/users", "POST /api/v1/users [] []"),
            (
                "curl -XDELETE https://acme.okta.com/api/v1/users/<user id>/x",
                "DELETE /api/v1/users/<user id>/x [] []",
            ),
            ("curl -XDELETE $base/api/v1/users/$(jq -r .id f)/x", "DELETE /api/v1/users/{jqr.idf}/x [] []"),
            ("curl -X POST https://acme.okta.com/api/v1/users and then GET it", "POST /api/v1/users [] []"),
        ] {
            assert_eq!(requests(command), [expected], "{command}");
        }
        assert_eq!(
            requests("curl https://a.okta.com/api/v1/users --next -X POST https://a.okta.com/api/v1/groups")
                .len(),
            2
        );
        assert_eq!(requests("curl --version"), [""; 0]);
    }

    #[test]
    fn open_quotes_and_continuations_go_on() {
        assert_eq!(read("curl -d '{"), Read::InQuote);
        assert_eq!(read("curl https://x \\"), Read::Continued);
        assert_eq!(read("curl https://x \\  "), Read::Continued);
        assert_eq!(read("curl https://x ^"), Read::Continued);
        assert_eq!(read("curl https://x"), Read::To(14));
        assert_eq!(read("curl https://x; curl https://y"), Read::To(14));
        assert_eq!(read("curl https://x # why"), Read::To(15));
        assert_eq!(
            requests("curl \\\n  -X POST \\\n  https://acme.okta.com/api/v1/users"),
            ["POST /api/v1/users [] []"]
        );
    }
}
