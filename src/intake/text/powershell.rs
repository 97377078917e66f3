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
        if matches!(text.as_str(), "}" | "{") || (!text.starts_with('-') && url.is_some()) {
            stray = Some(word);
            break;
        }
        if !text.starts_with('-') {
            url = Some(expression(word, &mut words)).filter(|url| tool::is_url(url));
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
                Some(word) => expression(word, &mut words),
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

/// A value: one word, or what stands in parentheses, its parts joined: `($base + '/api/v1/users')`.
fn expression<'w>(first: &Word, words: &mut (impl Iterator<Item = &'w Word> + Clone)) -> String {
    let opens = |text: &str| text.matches('(').count();
    let closes = |text: &str| text.matches(')').count();
    if !first.text.starts_with('(') && !first.text.starts_with("@{") {
        return first.text.clone();
    }
    let mut out = first.text.trim_start_matches('(').to_owned();
    let mut depth = opens(&first.text).saturating_sub(closes(&first.text));
    let table = first.text.starts_with("@{");
    let mut ended = if table { first.text.contains('}') } else { depth == 0 };
    // What a format puts in comes behind it.
    let mut formatted = false;
    while !ended {
        let Some(word) = words.next() else { break };
        depth = (depth + opens(&word.text)).saturating_sub(closes(&word.text));
        ended = if table { word.text.ends_with('}') } else { depth == 0 };
        formatted |= word.text == "-f";
        if word.text != "+" && !formatted {
            out.push_str(word.text.trim_end_matches(')'));
        }
    }
    out.trim_end_matches(')').to_owned()
}
