//! Cassettes, as test suites record them: go-vcr, VCR for Ruby and PHP, vcrpy, Betamax, nock; in YAML or JSON.
//!
//! All of them hold requests with their answers and differ in the names of members, so one reader takes them all.

use std::borrow::Cow;

use super::Context;
use super::calls::Calls;
use super::content::Content;
use super::exchange::{Exchange, Received};
use super::glimpse::{Glimpse, Shape};
use super::options::Standing;
use super::signs;
use super::source::IntakeError;
use super::text;
use super::tree::{self, Node, Value};

/// Keys of JSON that only cassettes have together, one row per kind.
const MARKS: [&[&str]; 7] = [
    &["interactions[].request", "interactions[].response"],
    &["Interactions[].Request", "Interactions[].Response"],
    &["http_interactions"],
    &["[].request.method", "[].request.uri", "[].response"],
    &["[].request.method", "[].request.url", "[].response"],
    &["[].scope", "[].method", "[].path", "[].status"],
    &["scope", "method", "path", "status"],
];

pub(super) fn claims(glimpse: &Glimpse<'_>) -> bool {
    // A contract of Pact has interactions too, but nobody has made them.
    if glimpse.is_json_with(&["consumer", "provider"]) {
        return false;
    }
    let begins =
        |mark: &str| glimpse.text.lines().any(|line| line.trim_start_matches([' ', '-']).starts_with(mark));
    match &glimpse.shape {
        Shape::Json(_) => MARKS.iter().any(|keys| glimpse.is_json_with(keys)),
        Shape::Yaml(_) => {
            (glimpse.is_yaml_with(&["interactions"]) && begins("request:"))
                || glimpse.is_yaml_with(&["http_interactions"])
        }
        Shape::Lines => is_yaml_list(&glimpse.text) && begins("request:") && begins("response:"),
        _ => false,
    }
}

/// Whether the first line that says something is an item of a list.
fn is_yaml_list(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end);
    lines.find(|line| !matches!(*line, "" | "---")).is_some_and(|line| line == "-" || line.starts_with("- "))
}

/// Every interaction, in order.
pub(super) fn read(content: Content, context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let text = content.into_text()?;
    let tree = tree::either(&text);
    for root in &tree.roots {
        let list = member(root, "interactions").or_else(|| root.get("http_interactions")).unwrap_or(root);
        match &list.value {
            Value::List(items) => {
                // A recording without requests is an answer, where somebody asks for that recording.
                calls.found.is_answer |= items.is_empty() && context.standing == Standing::Named;
                for item in items {
                    interaction(item, calls);
                }
            }
            _ => interaction(list, calls),
        }
    }
    calls.end(&tree, "cassette")?;
    if tree::is_json(&text) { Ok(()) } else { text::comments(&text, context, calls) }
}

/// One request with its answer; in recordings of nock both stand side by side.
fn interaction(node: &Node<'_>, calls: &mut Calls) {
    let request = member(node, "request").unwrap_or(node);
    let response = member(node, "response").unwrap_or(node);
    let nock = node.get("scope").and_then(Node::text);
    let target = ["uri", "url", "path"].into_iter().find_map(|key| member(request, key));
    let Some(target) = target.filter(|target| target.text().is_some_and(|url| !url.is_empty())) else {
        return calls.note(Some(node.place.line), "a recorded request without a URL is passed over");
    };
    let url = target.text().unwrap_or_default();
    let answered = if nock.is_some() { node } else { response };
    let headers = ["headers", "rawHeaders"].into_iter().find_map(|key| member(answered, key));
    let body = if nock.is_some() { member(node, "response") } else { member(response, "body") };
    let body = body.map(written);
    let sent = member(request, "body").map(written);
    let received = Received {
        status: status(answered),
        challenge: headers.and_then(|headers| header(headers, "www-authenticate")),
        body: body.as_deref(),
    };
    let exchange = Exchange {
        method: member(request, "method").and_then(Node::text).unwrap_or_default().trim_start_matches(':'),
        url: &format!("{}{url}", nock.unwrap_or_default()),
        sent: sent.as_deref(),
        received: Some(received),
        is_oktas: is_sent_to_okta(request)
            || headers.is_some_and(|one| signs::in_headers(one, signs::in_answer_header)),
    };
    calls.push(exchange.call(calls.origin(target.place)));
}

/// Whether a header of a request shows that it goes to Okta.
fn is_sent_to_okta(request: &Node<'_>) -> bool {
    let headers = ["headers", "reqheaders"].into_iter().filter_map(|key| member(request, key));
    headers.into_iter().any(|headers| signs::in_headers(headers, signs::in_request_header))
}

/// A member, whatever the case of its name.
fn member<'n, 't>(node: &'n Node<'t>, name: &str) -> Option<&'n Node<'t>> {
    node.get(name)
        .or_else(|| node.entries().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, node)| node))
}

/// The status of an answer, in whichever of its members it stands: `code: 200`, `status: {code: 200}`, `200 OK`.
fn status(response: &Node<'_>) -> u16 {
    let status = member(response, "status");
    let nested = status.and_then(|status| member(status, "code"));
    let all = [member(response, "code"), nested, status, member(response, "status_code")];
    let number = |node: &Node<'_>| node.text()?.split_whitespace().next()?.parse().ok();
    all.into_iter().flatten().filter_map(number).find(|status| *status > 0).unwrap_or(0)
}

/// The value of a header: headers are a map, a list of pairs, a list of names and values, or a list of both by turns.
fn header<'n>(headers: &'n Node<'_>, wanted: &str) -> Option<&'n str> {
    let is_wanted = |name: &str| name.eq_ignore_ascii_case(wanted);
    let first = |node: &'n Node<'_>| node.text().or_else(|| node.items().first().and_then(Node::text));
    if let Some((_, value)) = headers.entries().find(|(name, _)| is_wanted(name)) {
        return first(value);
    }
    let items = headers.items();
    let pair = items.iter().find_map(|item| match item.items() {
        [name, value] if name.text().is_some_and(is_wanted) => first(value),
        _ => item.text_of("name").filter(|name| is_wanted(name)).and_then(|_| item.text_of("value")),
    });
    let by_turns = || items.chunks(2).find(|two| two[0].text().is_some_and(is_wanted))?.get(1)?.text();
    pair.or_else(by_turns)
}

/// A body as text. Of one that was taken apart, what decides what it says is written anew: the names of its members.
pub(super) fn written<'n>(body: &'n Node<'_>) -> Cow<'n, str> {
    let is_name = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    match &body.value {
        Value::Text(text) | Value::Plain(text) => Cow::Borrowed(text),
        Value::List(items) => Cow::Borrowed(if items.is_empty() { "[]" } else { "[0]" }),
        Value::Map(_) => {
            if let Some(text) = ["string", "base64_string"].into_iter().find_map(|key| body.text_of(key)) {
                return Cow::Borrowed(text);
            }
            let code = body.text_of("errorCode").filter(|code| is_name(code)).unwrap_or_default();
            let names = body.entries().map(|(name, _)| name).filter(|name| is_name(name));
            let members: Vec<_> = names.map(|name| format!("\"{name}\":\"{code}\"")).collect();
            Cow::Owned(format!("{{{}}}", members.join(",")))
        }
    }
}
