//! A curl command: its method and URL, whatever the flags and however many lines it takes.

use crate::intake::target::Target;
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

/// The position in the line at which a curl command begins, if the line holds one.
pub(super) fn begins(line: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(offset) = line.get(from..)?.find("curl") {
        let at = from + offset;
        let before = line.get(..at)?.chars().next_back();
        let after = line.get(at + 4..)?;
        let after = after.strip_prefix(".exe").unwrap_or(after);
        let command =
            before.is_none_or(|c| matches!(c, ' ' | '\t' | '`' | '$' | '>' | '(' | ';' | '|' | '&'));
        let arguments = after.trim_start();
        let calls = arguments.starts_with(['-', '\'', '"', '\\', '$', '{', '<', '`', '^'])
            || arguments.contains("http://")
            || arguments.contains("https://")
            || arguments.contains(".okta");
        if command && after.starts_with([' ', '\t', '\\', '^']) && calls {
            return Some(at);
        }
        from = at + 4;
    }
    None
}

/// The words of a shell command up to its end, and whether it goes on in the next line.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Command {
    /// The words, quotes undone.
    words: Vec<String>,
    /// Whether a quote is open or the line ends with a continuation.
    pub(super) open: bool,
}

impl Command {
    /// Splits a command into words, as a shell would.
    pub(super) fn split(text: &str) -> Self {
        let mut splitter = Splitter::default();
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let next = chars.peek().copied();
            if splitter.step(c, next) == Step::End {
                break;
            }
            if splitter.skip_next {
                splitter.skip_next = false;
                chars.next();
            }
        }
        splitter.finish()
    }

    /// The requests that the command makes, with the text of each.
    pub(super) fn requests(&self) -> Vec<Request> {
        self.words.split(|word| word == "--next").filter_map(one_request).flatten().collect()
    }
}

#[derive(PartialEq, Eq)]
enum Step {
    Go,
    End,
}

#[derive(Default)]
struct Splitter {
    words: Vec<String>,
    word: Option<String>,
    quote: Option<char>,
    skip_next: bool,
    continues: bool,
}

impl Splitter {
    fn step(&mut self, c: char, next: Option<char>) -> Step {
        self.continues = false;
        match (self.quote, c) {
            (Some('"'), '\\') if matches!(next, Some('"' | '\\' | '$' | '`')) => {
                self.push(next.unwrap_or_default());
                self.skip_next = true;
            }
            (Some(quote), c) if c == quote => self.quote = None,
            (None, '\'' | '"') => {
                self.quote = Some(c);
                self.word.get_or_insert_default();
            }
            (None, '\\' | '^' | '`') if matches!(next, None | Some('\n')) => {
                self.continues = next.is_none();
                self.skip_next = next.is_some();
                self.end_word();
            }
            (None, '\\') => {
                self.push(next.unwrap_or_default());
                self.skip_next = true;
            }
            (None, '|' | ';' | '\n' | '`') => return Step::End,
            (None, '&') if matches!(next, Some('&' | ' ')) => return Step::End,
            (None, '>') if self.word.is_none() => return Step::End,
            (None, ')') if self.word.is_none() || next.is_none() => return Step::End,
            (None, c) if c.is_whitespace() => self.end_word(),
            (_, c) => self.push(c),
        }
        Step::Go
    }

    fn push(&mut self, c: char) {
        self.word.get_or_insert_default().push(c);
    }

    fn end_word(&mut self) {
        self.words.extend(self.word.take());
    }

    fn finish(mut self) -> Command {
        self.end_word();
        Command { words: self.words, open: self.quote.is_some() || self.continues }
    }
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

/// The requests of one command between `--next`.
fn one_request(words: &[String]) -> Option<Vec<Request>> {
    let mut options = Options::default();
    let mut words = words.iter().filter(|word| !matches!(word.as_str(), "curl" | "curl.exe")).peekable();
    while let Some(word) = words.next() {
        if let Some(long) = word.strip_prefix("--") {
            let (name, value) =
                long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value.to_owned())));
            let value =
                value.or_else(|| if LONG_WITH_VALUE.contains(&name) { words.next().cloned() } else { None });
            options.long(name, value);
        } else if let Some(short) = word.strip_prefix('-').filter(|short| !short.is_empty()) {
            let taken = short.char_indices().find(|(_, flag)| SHORT_WITH_VALUE.contains(*flag));
            let plain = short.get(..taken.map_or(short.len(), |(position, _)| position)).unwrap_or_default();
            plain.chars().for_each(|flag| options.short(flag, None));
            if let Some((position, flag)) = taken {
                let attached = short.get(position + 1..).filter(|value| !value.is_empty()).map(str::to_owned);
                options.short(flag, attached.or_else(|| words.next().cloned()));
            }
        } else {
            options.urls.extend(Some(word).filter(|word| is_url(word)).cloned());
        }
    }
    options.requests()
}

/// Whether a word can be the URL of a call; the words of a sentence that follows cannot.
fn is_url(word: &str) -> bool {
    word.contains(['/', '$', '{', '<', '%'])
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

    fn requests(self) -> Option<Vec<Request>> {
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
        let request = |url: &String| {
            let Target { host, path, query } = Target::parse(url);
            Request { method, host, path, query, label: String::new(), body: body.clone() }
        };
        (!self.urls.is_empty()).then(|| self.urls.iter().map(request).collect())
    }
}

/// The names of the top-level members of a JSON body; values are not kept.
fn members(data: &str) -> Vec<String> {
    let parsed: Result<serde_json::Map<String, serde_json::Value>, _> = serde_json::from_str(data);
    parsed.map(|object| object.into_iter().map(|(name, _)| name).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn requests(text: &str) -> Vec<String> {
        let show = |request: Request| {
            let method = request.method.map_or("?".to_owned(), |method| method.to_string());
            format!("{method} {} {:?} {:?}", request.path, request.query.names, request.body)
        };
        Command::split(text).requests().into_iter().map(show).collect()
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
                r#"POST /api/v1/users [] ["groupIds", "profile"]"#,
            ),
            ("curl -G -d limit=2 https://acme.okta.com/api/v1/users", "GET /api/v1/users [] []"),
            ("curl -I https://acme.okta.com/api/v1/users | jq .", "HEAD /api/v1/users [] []"),
            (
                "curl -u jane:pw -T file https://acme.okta.com/api/v1/apps/x/logo",
                "PUT /api/v1/apps/x/logo [] []",
            ),
            ("curl.exe -k https://acme.okta.com/api/v1/users && echo POST /x", "GET /api/v1/users [] []"),
            ("curl -X PURGE https://acme.okta.com/api/v1/users", "? /api/v1/users [] []"),
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
        assert!(Command::split("curl -d '{").open);
        assert!(Command::split("curl https://x \\").open);
        assert!(Command::split("curl https://x ^").open);
        assert!(!Command::split("curl https://x").open);
        assert_eq!(
            requests("curl \\\n  -X POST \\\n  https://acme.okta.com/api/v1/users"),
            ["POST /api/v1/users [] []"]
        );
    }

    #[test]
    fn commands_are_told_from_prose() {
        for (line, expected) in [
            ("curl -v https://x", Some(0)),
            ("$ curl https://x", Some(2)),
            ("use `curl -X POST https://x` here", Some(5)),
            ("we use curl for GET /api/v1/users", None),
            ("libcurl https://x", None),
        ] {
            assert_eq!(begins(line), expected, "{line}");
        }
    }
}
