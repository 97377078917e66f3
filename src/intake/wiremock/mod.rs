//! `WireMock`: mappings, which describe the calls that a program makes under test, and journals, which record them.
//!
//! What is answered is what the test pretends, whatever its status: a stub that answers 403 is no denial by Okta, and
//! the program makes that call. A journal shows that it was made.

mod pattern;

use std::collections::BTreeSet;

use super::Context;
use super::calls::Calls;
use super::cassette::written;
use super::content::Content;
use super::exchange::Exchange;
use super::glimpse::Glimpse;
use super::signs;
use super::source::IntakeError;
use super::target::Target;
use super::tree::{self, Node};
use crate::model::{Call, Seen};

/// Members that hold a path or URL as it is.
const EXACT: [&str; 4] = ["url", "urlPath", "urlPathTemplate", "absoluteUrl"];

/// Members that hold a regular expression.
const PATTERNS: [&str; 2] = ["urlPattern", "urlPathPattern"];

pub(super) fn claims(glimpse: &Glimpse<'_>) -> bool {
    let stub = |below: &str| {
        EXACT.iter().chain(&PATTERNS).any(|key| glimpse.is_json_with(&[&format!("{below}request.{key}")]))
    };
    let one = stub("") && ["response", "responseDefinition"].iter().any(|key| glimpse.is_json_with(&[key]));
    let unmatched = glimpse.is_json_with(&["requests[].url", "requests[].absoluteUrl"]);
    one || stub("mappings[].") || stub("requests[].") || unmatched
}

/// Whether a file of a folder holds what a mock server answers or a contract asks for, rather than requests that were
/// made.
pub(super) fn is_mock(name: &str, head: &[u8]) -> bool {
    let has = |key: &[u8]| memchr::memmem::find(head, key).is_some();
    if !(has(b"\"request") || has(b"\"interactions\"")) || !has(b"\"response") {
        return false;
    }
    let glimpse = Glimpse::of(name, head);
    let is_contract = glimpse.is_json_with(&["consumer", "provider", "interactions"]);
    let is_journal = ["request", "requests[]", "requests[].request"]
        .iter()
        .any(|below| glimpse.is_json_with(&[&format!("{below}.absoluteUrl")]));
    is_contract || (claims(&glimpse) && !is_journal)
}

/// Every stub and every request of a journal.
pub(super) fn read(content: Content, _context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let text = content.into_text()?;
    let tree = tree::json(&text);
    for root in &tree.roots {
        let lists: Vec<_> = ["mappings", "requests"].into_iter().filter_map(|key| root.get(key)).collect();
        for item in lists.iter().flat_map(|list| list.items()) {
            entry(item, calls);
        }
        if lists.is_empty() {
            entry(root, calls);
        }
    }
    calls.end(&tree, "WireMock file")
}

/// One stub, or one request of a journal.
fn entry(node: &Node<'_>, calls: &mut Calls) {
    let request = node.get("request").unwrap_or(node);
    // A journal knows the whole URL.
    let is_made = request.get("absoluteUrl").is_some();
    let exact = EXACT.into_iter().find_map(|key| request.get(key));
    let Some(target) = exact.or_else(|| PATTERNS.into_iter().find_map(|key| request.get(key))) else {
        return calls.note(Some(node.place.line), "this stub answers every path, which names no call");
    };
    let answers =
        ["response", "responseDefinition"].into_iter().filter_map(|key| node.get(key)?.get("headers"));
    let is_oktas = answers.into_iter().any(|headers| signs::in_headers(headers, signs::in_answer_header))
        || request.get("headers").is_some_and(|headers| signs::in_headers(headers, signs::in_request_header));
    let text = target.text().unwrap_or_default();
    let urls = if exact.is_some() { vec![text.to_owned()] } else { pattern(target, text, calls) };
    let query = query(request, &urls);
    let method = request.text_of("method").filter(|method| !method.eq_ignore_ascii_case("any"));
    let sent = sent(request);
    for url in urls {
        let url = if query.is_empty() {
            url
        } else {
            format!("{url}{}{query}", if url.contains('?') { '&' } else { '?' })
        };
        let method = method.unwrap_or_default();
        let exchange = Exchange { method, url: &url, sent: sent.as_deref(), received: None, is_oktas };
        let call = exchange.call(calls.origin(target.place));
        calls.push(if is_made { Call { seen: Seen::Used, ..call } } else { call });
    }
}

/// The paths that a regular expression stands for; says so where it stands for more.
fn pattern(target: &Node<'_>, text: &str, calls: &mut Calls) -> Vec<String> {
    let pattern::Paths { path, is_open } = pattern::paths(text);
    if path.trim_matches('/').chars().all(|c| matches!(c, '{' | '}' | '_')) {
        calls.note(Some(target.place.line), "this stub answers every path, which names no call");
        return Vec::new();
    }
    if is_open {
        let message =
            "this pattern fits longer paths too; it is read as the shortest, with one segment for `.*`";
        calls.note(Some(target.place.line), message);
    }
    let (path, query) = path.split_once('?').unwrap_or((&path, ""));
    let query = if query.is_empty() { String::new() } else { format!("?{query}") };
    Target::parse(path).paths(calls.allowed()).into_iter().map(|path| format!("{path}{query}")).collect()
}

/// The query parameters that a stub asks for and its URL does not show, as a query.
fn query(request: &Node<'_>, urls: &[String]) -> String {
    let shown: BTreeSet<_> = urls.iter().flat_map(|url| Target::parse(url).query.names).collect();
    let parameters = request.get("queryParameters").into_iter().flat_map(Node::entries);
    let parameters = parameters.filter(|(name, _)| !shown.contains(*name));
    let pairs = parameters.map(|(name, wanted)| match wanted.text_of("equalTo") {
        Some(value) => format!("{name}={value}"),
        None => format!("{name}="),
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// A body that a stub asks for, or that a journal has.
fn sent(request: &Node<'_>) -> Option<String> {
    let patterns = request.get("bodyPatterns").map(Node::items).unwrap_or_default();
    let equal = patterns.iter().find_map(|pattern| pattern.get("equalToJson"));
    equal.or_else(|| request.get("body")).map(|body| written(body).into_owned())
}
