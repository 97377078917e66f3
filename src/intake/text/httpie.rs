//! A command of HTTPie or xh: `http POST :/api/v1/users name=x`.

use super::shell::Word;
use super::tool;
use crate::model::{Method, Request};

/// Flags that take a value.
const WITH_VALUE: [&str; 26] = [
    "-a",
    "--auth",
    "-A",
    "--auth-type",
    "-o",
    "--output",
    "-s",
    "--style",
    "-p",
    "--print",
    "--pretty",
    "--session",
    "--session-read-only",
    "--timeout",
    "--proxy",
    "--verify",
    "--cert",
    "--cert-key",
    "--max-redirects",
    "--bearer",
    "--boundary",
    "--response-charset",
    "--response-mime",
    "--format-options",
    "--default-scheme",
    "--ssl",
];

/// Whether a command can go on like this: with a flag, a method, a URL or a quote.
pub(super) fn is_argument(word: &str) -> bool {
    let word = word.trim_start_matches(['"', '\'']);
    let is_method = word.chars().all(|c| c.is_ascii_uppercase()) && word.parse::<Method>().is_ok();
    is_method || (word.starts_with('-') && word.len() > 1) || (word.contains('/') && !word.starts_with("//"))
}

/// The request that the command makes: a GET, or a POST when something is sent.
pub(super) fn requests(words: &[Word]) -> (Vec<Request>, Option<&Word>) {
    let mut plain: Vec<&str> = Vec::new();
    let mut raw = None;
    let mut words = words.iter().skip(1).peekable();
    while let Some(word) = words.next() {
        let text = word.text.as_str();
        match text.split_once('=') {
            Some(("--raw", value)) => raw = Some(value),
            _ if text == "--raw" => raw = words.next().map(|word| word.text.as_str()),
            _ if WITH_VALUE.contains(&text) => drop(words.next()),
            _ if text.starts_with('-') => {}
            // Behind the URL only items follow; any other word belongs to a sentence.
            _ if has_url(&plain) && !is_item(text) => return (plain_request(&plain, raw), Some(word)),
            _ => plain.push(text),
        }
    }
    (plain_request(&plain, raw), None)
}

/// Whether the URL stands among the words already: the first, or the second behind a method.
fn has_url(plain: &[&str]) -> bool {
    plain.len() > usize::from(plain.first().is_some_and(|first| is_method(first)))
}

fn is_method(word: &str) -> bool {
    let variable = word.starts_with('$') && !word.contains('/');
    variable || (!word.is_empty() && word.chars().all(|c| c.is_ascii_alphabetic()))
}

/// Whether a word is a member of the body, a parameter, a header or a file.
fn is_item(word: &str) -> bool {
    word.contains(['=', '@'])
        || word.split_once(':').is_some_and(|(name, _)| !name.is_empty() && !name.contains('/'))
}

fn plain_request(plain: &[&str], raw: Option<&str>) -> Vec<Request> {
    let (given, rest) = match plain {
        [first, rest @ ..] if is_method(first) && !rest.is_empty() => (Some(*first), rest),
        all => (None, all),
    };
    let Some((url, items)) = rest.split_first() else { return Vec::new() };
    let mut url = local(url).to_owned();
    let mut body: Vec<String> = raw.map(crate::intake::exchange::members).unwrap_or_default();
    let mut sends = raw.is_some();
    for item in items {
        if let Some((name, value)) = item.split_once("==") {
            let sign = if url.contains('?') { '&' } else { '?' };
            url.push_str(&format!("{sign}{name}={value}"));
        } else if let Some((name, _)) =
            item.split_once('=').filter(|(name, _)| !name.trim_end_matches(':').contains(':'))
        {
            sends = true;
            let name = name.trim_end_matches(':').split('[').next().unwrap_or_default();
            if !body.iter().any(|known| known == name) {
                body.push(name.to_owned());
            }
        } else if item.contains('@') {
            sends = true;
        }
    }
    let implied = if sends { Method::Post } else { Method::Get };
    let method = given.map_or(Some(implied), tool::method);
    vec![tool::request(method, &url, body)]
}

/// The path of a URL that names only a port of this machine: `:/api`, `:8080/api`.
fn local(url: &str) -> &str {
    url.strip_prefix(':').map_or(url, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()))
}
