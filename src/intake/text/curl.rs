//! A curl command: its method and URL, whatever the flags and however many lines it takes.

use crate::intake::placeholder;
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
pub(super) fn begins(chars: &[char]) -> Option<usize> {
    const NAME: [char; 4] = ['c', 'u', 'r', 'l'];
    let starts = (0..chars.len()).filter(|at| chars[*at..].starts_with(&NAME));
    let mut commands = starts.filter(|at| {
        let before = at.checked_sub(1).map(|before| chars[before]);
        let name = before.is_none_or(|c| c.is_whitespace() || "`$>(;|&\"'".contains(c));
        let rest = &chars[at + NAME.len()..];
        let rest = rest.strip_prefix(&['.', 'e', 'x', 'e']).unwrap_or(rest);
        let argument = rest.iter().position(|c| !c.is_whitespace());
        let argument = argument.filter(|spaces| *spaces > 0).map(|spaces| &rest[spaces..]);
        name && argument.is_some_and(is_argument)
    });
    commands.next()
}

/// Whether a curl command can go on like this: with a flag, a quote, a variable, a URL, or in the next line.
fn is_argument(rest: &[char]) -> bool {
    let word: String = rest.iter().take_while(|c| !c.is_whitespace()).collect();
    word.starts_with(['-', '–', '—', '\'', '"', '\\', '^', '`']) || is_url(&word)
}

/// A word of a command, with the place where it begins: the line of the command and the character in it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    text: String,
    line: usize,
    start: usize,
}

/// A curl command that is read line by line, as a shell would read it.
#[derive(Debug, Default)]
pub(super) struct Command {
    words: Vec<Word>,
    word: Option<Word>,
    quote: Option<char>,
    lines: usize,
}

/// Whether a command goes on behind a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// It ends in this line, at this character.
    To(usize),
    /// A quote is open.
    InQuote,
    /// The line ends with a sign that it goes on.
    Continued,
}

impl Command {
    /// Reads the next line, from a character on.
    pub(super) fn line(&mut self, chars: &[char], from: usize) -> Read {
        self.lines += 1;
        let mut at = from;
        while at < chars.len() {
            match self.step(chars, at) {
                Step::Go(next) => at = next,
                Step::End => {
                    self.end_word();
                    return Read::To(at);
                }
                Step::Continue => {
                    self.end_word();
                    return Read::Continued;
                }
            }
        }
        if self.quote.is_some() {
            self.push('\n', at);
            return Read::InQuote;
        }
        self.end_word();
        Read::To(at)
    }

    fn step(&mut self, chars: &[char], at: usize) -> Step {
        let (c, next) = (chars[at], chars.get(at + 1).copied());
        let before = at.checked_sub(1).map_or(' ', |before| chars[before]);
        let last = || chars[at + 1..].iter().all(|c| c.is_whitespace());
        let placeholder = || match c {
            '{' => placeholder::closing(chars, at),
            '<' if before == '/' => placeholder::closing(chars, at),
            '(' if before == '$' => placeholder::closing(chars, at),
            _ => None,
        };
        match (self.quote, c) {
            (Some('"'), '\\') if matches!(next, Some('"' | '\\' | '$' | '`')) => {
                self.push(next.unwrap_or_default(), at);
                return Step::Go(at + 2);
            }
            (Some(quote), c) if c == quote => self.quote = None,
            (None, '\'' | '"') => {
                self.quote = Some(c);
                self.open_word(at);
            }
            (None, '\\' | '^' | '`') if last() => return Step::Continue,
            (None, '\\') => {
                self.push(next.unwrap_or_default(), at);
                return Step::Go(at + 2);
            }
            (None, '|' | ';' | '`') => return Step::End,
            (None, '&') if matches!(next, None | Some('&' | ' ')) => return Step::End,
            (None, '>' | '#') if self.word.is_none() => return Step::End,
            (None, ')') if self.word.is_none() || next.is_none() => return Step::End,
            (None, c) if c.is_whitespace() => self.end_word(),
            (None, _) if let Some(close) = placeholder() => {
                chars[at..=close].iter().for_each(|c| self.push(*c, at));
                return Step::Go(close + 1);
            }
            (_, c) => self.push(c, at),
        }
        Step::Go(at + 1)
    }

    /// Ends the command here, whatever is open.
    pub(super) fn close(&mut self) {
        self.quote = None;
        self.end_word();
    }

    fn open_word(&mut self, at: usize) -> &mut Word {
        let line = self.lines - 1;
        self.word.get_or_insert_with(|| Word { text: String::new(), line, start: at })
    }

    fn push(&mut self, c: char, at: usize) {
        self.open_word(at).text.push(c);
    }

    fn end_word(&mut self) {
        self.words.extend(self.word.take());
    }

    /// The requests that the command makes, and the character of its last line at which it gives way to other words.
    pub(super) fn requests(&self) -> (Vec<Request>, Option<usize>) {
        let mut requests = Vec::new();
        for words in self.words.split(|word| word.text == "--next") {
            let (options, stray) = options(words);
            requests.extend(options.requests());
            if let Some(stray) = stray {
                return (requests, (stray.line + 1 == self.lines).then_some(stray.start));
            }
        }
        (requests, None)
    }
}

enum Step {
    Go(usize),
    End,
    Continue,
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

/// Whether a word can be the URL of a call; the words of a sentence that follows cannot.
fn is_url(word: &str) -> bool {
    word.contains(['/', '$', '{', '<', '%']) || word.contains(".okta")
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
        let request = |url: &String| {
            let Target { host, path, query } = Target::parse(url);
            Request { method, host, path, query, label: String::new(), body: body.clone() }
        };
        self.urls.iter().map(request).collect()
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
        let mut command = Command::default();
        for line in text.lines() {
            if matches!(command.line(&line.chars().collect::<Vec<_>>(), 0), Read::To(_)) {
                break;
            }
        }
        command.requests().0.into_iter().map(show).collect()
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

    #[test]
    fn commands_are_told_from_prose() {
        for (line, expected) in [
            ("curl -v https://x", Some(0)),
            ("$ curl https://x", Some(2)),
            ("use `curl -X POST https://x` here", Some(5)),
            ("we use curl for GET /api/v1/users", None),
            ("libcurl https://x", None),
            ("With curl you can test it (https://acme.okta.com): GET /x", None),
            ("curl –X POST https://x", Some(0)),
        ] {
            assert_eq!(begins(&line.chars().collect::<Vec<_>>()), expected, "{line}");
        }
    }
}
