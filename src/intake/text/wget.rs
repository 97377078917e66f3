//! A command of wget: `wget --method=POST --body-data='{}' https://acme.okta.com/api/v1/users`.

use super::shell::Word;
use super::tool;
use crate::intake::exchange::members;
use crate::model::{Method, Request};

/// Flags that take a value in a word of its own; long ones may also have it behind an equals sign.
const WITH_VALUE: [&str; 22] = [
    "-O",
    "-o",
    "-a",
    "-P",
    "-U",
    "-e",
    "-t",
    "-T",
    "-w",
    "-i",
    "--method",
    "--post-data",
    "--post-file",
    "--body-data",
    "--body-file",
    "--header",
    "--user",
    "--password",
    "--output-document",
    "--user-agent",
    "--load-cookies",
    "--input-file",
];

/// The requests that the command makes, one to a URL.
pub(super) fn requests(words: &[Word]) -> (Vec<Request>, Option<&Word>) {
    let mut method = Some(Method::Get);
    let mut body = Vec::new();
    let mut urls: Vec<&str> = Vec::new();
    let mut stray = None;
    let mut words = words.iter().skip(1);
    while let Some(word) = words.next() {
        let text = word.text.as_str();
        let (flag, given) = text.split_once('=').map_or((text, None), |(flag, value)| (flag, Some(value)));
        if !text.starts_with('-') {
            if tool::is_url(text) {
                urls.push(text);
            } else if !urls.is_empty() {
                stray = Some(word);
                break;
            }
            continue;
        }
        let taken = given.is_none() && WITH_VALUE.contains(&flag);
        let value = if taken { words.next().map(|word| word.text.as_str()) } else { given };
        match flag {
            "--method" => method = value.and_then(tool::method),
            "--spider" => method = Some(Method::Head),
            "--post-data" | "--post-file" => {
                method = Some(Method::Post);
                body = value.map(members).unwrap_or_default();
            }
            "--body-data" => body = value.map(members).unwrap_or_default(),
            _ => {}
        }
    }
    (urls.into_iter().map(|url| tool::request(method, url, body.clone())).collect(), stray)
}
