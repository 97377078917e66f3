//! Commands that send requests: where one begins on a line, and which tool it is.

use super::shell::{Command, Word};
use super::{curl, httpie, powershell, wget};
use crate::intake::target::Target;
use crate::model::{Method, Request};

/// A tool of the command line that sends requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tool {
    Curl,
    /// HTTPie, and `xh`, which takes the same words.
    Httpie,
    /// The commands of PowerShell.
    PowerShell,
    Wget,
}

/// The names of the tools.
const NAMES: [(&str, Tool); 11] = [
    ("curl", Tool::Curl),
    ("curl.exe", Tool::Curl),
    ("http", Tool::Httpie),
    ("https", Tool::Httpie),
    ("xh", Tool::Httpie),
    ("xhs", Tool::Httpie),
    ("irm", Tool::PowerShell),
    ("iwr", Tool::PowerShell),
    ("Invoke-RestMethod", Tool::PowerShell),
    ("Invoke-WebRequest", Tool::PowerShell),
    ("wget", Tool::Wget),
];

/// Where a command begins on a line, and its tool.
pub(super) fn begins(chars: &[char]) -> Option<(usize, Tool)> {
    let starts = |at: &usize| {
        matches!(chars[*at], 'c' | 'h' | 'x' | 'i' | 'I' | 'w')
            && at
                .checked_sub(1)
                .is_none_or(|before| chars[before].is_whitespace() || "`$>(;|&\"'{=".contains(chars[before]))
    };
    (0..chars.len()).filter(starts).find_map(|at| {
        let length = chars[at..].iter().take(20).take_while(|c| !c.is_whitespace()).count();
        let word: String = chars[at..at + length].iter().collect();
        let (_, tool) = NAMES.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(&word))?;
        let rest = &chars[at + length..];
        let argument = &rest[rest.iter().take_while(|c| c.is_whitespace()).count()..];
        let argument: String = argument.iter().take_while(|c| !c.is_whitespace()).collect();
        let fits = match tool {
            Tool::Curl | Tool::Wget => is_argument(&argument) || is_url(&argument),
            Tool::PowerShell => {
                is_argument(&argument) || argument.starts_with(['@', '(']) || is_url(&argument)
            }
            Tool::Httpie => stands_first(chars, at) && httpie::is_argument(&argument),
        };
        (fits && length < 20).then_some((at, tool))
    })
}

/// Whether a command can go on like this: with a flag, a quote, or in the next line.
fn is_argument(word: &str) -> bool {
    word.starts_with(['-', '–', '—', '\'', '"', '\\', '^', '`'])
}

/// Whether nothing stands before a command but signs, a word of the shell or a prompt: `http` is a word of prose too.
fn stands_first(chars: &[char], at: usize) -> bool {
    const WORDS: [&str; 6] = ["do", "then", "else", "sudo", "time", "watch"];
    const NEAR: usize = 20;
    let before: String = chars[at.saturating_sub(NEAR)..at].iter().collect();
    let before = before.trim_end();
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    word.is_empty() || WORDS.contains(&word)
}

/// Whether a word can be the URL of a call; the words of a sentence that follows cannot.
pub(super) fn is_url(word: &str) -> bool {
    !is_redirection(word) && (word.contains(['/', '$', '{', '<', '%']) || word.contains(".okta"))
}

/// Whether a word says where output goes or where input comes from: `2>/dev/null`, `<<EOF`, `<(…)`.
pub(super) fn is_redirection(word: &str) -> bool {
    let sign = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '&');
    sign.starts_with('>') || sign.starts_with("<<") || sign.starts_with("<(") || word == "<"
}

/// The request to a URL.
pub(super) fn request(method: Option<Method>, url: &str, body: Vec<String>) -> Request {
    let Target { host, path, query, .. } = Target::parse(url);
    // Of an address that a variable holds and nothing sets, only the name is known.
    let path = lone_variable(url).map_or(path, |name| format!("/{{{name}}}"));
    Request { method, host, path, query, label: String::new(), body, doubt: None }
}

/// The name of the variable that an address consists of: `$URL`, `${URL}`. What a function is given has no name.
fn lone_variable(url: &str) -> Option<&str> {
    let name = url.strip_prefix('$')?;
    let name = name.strip_prefix('{').and_then(|name| name.strip_suffix('}')).unwrap_or(name);
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then_some(name)
}

/// The method by its name; nothing when it is worked out.
pub(super) fn method(name: &str) -> Option<Method> {
    name.trim_matches(['"', '\'']).parse().ok()
}

impl Tool {
    /// The requests that a command makes, and the character of its last line at which it gives way to other words.
    pub(super) fn requests(self, command: &Command) -> (Vec<Request>, Option<usize>) {
        let words = without_redirections(&command.words);
        let (requests, stray) = match self {
            Self::Curl => curl::requests(&words),
            Self::Httpie => httpie::requests(&words),
            Self::PowerShell => powershell::requests(&words),
            Self::Wget => wget::requests(&words),
        };
        let here = stray.filter(|stray| stray.line + 1 == command.lines);
        (requests, here.map(|stray| stray.start))
    }
}

/// The words without those that say where input comes from or where output goes.
fn without_redirections(words: &[Word]) -> Vec<Word> {
    let mut kept = Vec::with_capacity(words.len());
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.text.as_str() {
            text if is_redirection(text) => {
                if text.ends_with(['<', '>', '-']) {
                    words.next();
                }
            }
            _ => kept.push(word.clone()),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_told_from_prose() {
        for (line, expected) in [
            ("curl -v https://x", Some((0, Tool::Curl))),
            ("$ curl https://x", Some((2, Tool::Curl))),
            ("use `curl -X POST https://x` here", Some((5, Tool::Curl))),
            ("we use curl for GET /api/v1/users", None),
            ("libcurl https://x", None),
            ("With curl you can test it (https://acme.okta.com): GET /x", None),
            ("curl –X POST https://x", Some((0, Tool::Curl))),
            ("http POST :/api/v1/users", Some((0, Tool::Httpie))),
            ("  do xh acme.okta.com/api", Some((5, Tool::Httpie))),
            ("over http GET /api/v1/users", None),
            ("https 2026-11-22T10:00:00.000000Z app/lb 1.2.3.4:80", None),
            ("http and https", None),
            ("$r = irm \"$base/api/v1/users\"", Some((5, Tool::PowerShell))),
            ("Invoke-RestMethod `", Some((0, Tool::PowerShell))),
            ("Invoke-RestMethod is a command", None),
            ("wget -q https://x", Some((0, Tool::Wget))),
            ("we wget the file", None),
        ] {
            assert_eq!(begins(&line.chars().collect::<Vec<_>>()), expected, "{line}");
        }
    }
}
