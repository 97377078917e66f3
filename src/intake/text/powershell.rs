//! A command of PowerShell: `Invoke-RestMethod -Method Post -Uri "$base/api/v1/users"`.

use super::shell::Word;
use super::tool;
use crate::model::{Method, Request};

/// Parameters without a value, as far as something else may follow them than another parameter.
const SWITCHES: [&str; 8] = [
    "-usebasicparsing",
    "-usedefaultcredentials",
    "-skipcertificatecheck",
    "-skiphttperrorcheck",
    "-skipheadervalidation",
    "-followrellink",
    "-passthru",
    "-disablekeepalive",
];

/// The request that the command makes; what it takes from a table of parameters stands in that.
pub(super) fn requests(words: &[Word]) -> (Vec<Request>, Option<&Word>) {
    let mut method = Some(Method::Get);
    let mut url = None;
    let mut body = Vec::new();
    let mut stray = None;
    let mut words = words.iter().skip(1).peekable();
    while let Some(word) = words.next() {
        let text = word.text.to_ascii_lowercase();
        if !text.starts_with('-') && url.is_some() {
            stray = Some(word);
            break;
        }
        if !text.starts_with('-') {
            url = Some(expression(&word.text)).filter(|url| tool::is_url(url));
            continue;
        }
        if SWITCHES.contains(&text.as_str()) {
            continue;
        }
        let name = text.split(':').next().unwrap_or_default();
        let attached = word.text.split_once(':').map(|(_, value)| value).filter(|value| !value.is_empty());
        let value = match attached {
            Some(value) => value.to_owned(),
            None => match words.next_if(|word| !word.text.starts_with('-')) {
                Some(word) => expression(&word.text),
                None => String::new(),
            },
        };
        match name {
            "-method" | "-custommethod" => method = tool::method(&value),
            "-uri" => url = Some(value),
            "-body" => body = crate::intake::exchange::members(&value),
            _ => {}
        }
    }
    (url.map(|url| tool::request(method, &url, body)).into_iter().collect(), stray)
}

/// A value; of one that is worked out in parentheses, its parts joined: `($base + '/api/v1/users')`, and of one that is
/// formatted, the format: `("{0}/api/v1/users" -f $base)`.
fn expression(text: &str) -> String {
    let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) else {
        return text.to_owned();
    };
    let format = inner.split(" -f ").next().unwrap_or(inner);
    format.split('+').map(str::trim).collect()
}
