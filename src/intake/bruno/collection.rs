//! OpenCollection: Bruno's requests in YAML, one to a file or bundled in one.

use crate::intake::calls::Calls;
use crate::intake::described::{Described, Parameter, with_query, without_query};
use crate::intake::glimpse::Glimpse;
use crate::intake::signs;
use crate::intake::source::IntakeError;
use crate::intake::tree::{self, Node};
use crate::intake::variables::{Collection, Variables};
use crate::model::SetAside;

/// The members that hold a request, each of a protocol of its own.
const PROTOCOLS: [&str; 4] = ["http", "graphql", "grpc", "websocket"];

pub(super) fn claims(glimpse: &Glimpse<'_>) -> bool {
    glimpse.is_yaml_with(&["opencollection"])
        || PROTOCOLS.iter().any(|protocol| glimpse.is_yaml_with(&["info", protocol]))
}

/// Whether a text without a name is YAML rather than a `.bru` file.
pub(super) fn begins(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines.next().is_some_and(|line| line.starts_with("info:") || line.starts_with("opencollection:"))
}

/// The variables of an environment, a folder or a collection, and of the environments that a collection holds.
pub(super) fn variables(node: &Node<'_>, variables: &mut Variables) {
    let environments = node.at(&["config", "environments"]).map(Node::items).unwrap_or_default();
    for node in environments.iter().chain([node]).chain(node.get("request")) {
        for one in node.items_of("variables") {
            let off = one.says("disabled") || one.says("secret");
            if let (Some(name), Some(value), false) = (one.text_of("name"), one.text_of("value"), off) {
                variables.set(name, value);
            }
        }
    }
}

pub(super) fn read(text: &str, environment: &Variables, calls: &mut Calls) -> Result<(), IntakeError> {
    let tree = tree::yaml(text);
    for root in &tree.roots {
        item(root, environment, Collection::default(), calls);
    }
    calls.end(&tree, "Bruno collection")
}

/// A request, or a folder with more.
fn item(node: &Node<'_>, outer: &Variables, signs: Collection, calls: &mut Calls) {
    let mut own = Variables::default();
    variables(node, &mut own);
    let variables = own.over(outer);
    let name = node.at(&["info", "name"]).and_then(Node::text).unwrap_or_default();
    let is_titled = node.get("items").is_some() && signs::is_title(name);
    let own = sends_token(node);
    let inner =
        Collection { is_titled: signs.is_titled || is_titled, sends_token: own.unwrap_or(signs.sends_token) };
    let first = calls.found.calls.len();
    for protocol in PROTOCOLS {
        if let Some(request) = node.get(protocol) {
            push(request, protocol, &variables, (own == Some(true), inner), calls);
        }
    }
    for child in node.items_of("items") {
        item(child, &variables, inner, calls);
    }
    if node.get("items").is_some() && inner.shows_okta() && !signs.shows_okta() {
        signs::attribute_single_host(calls, first);
    }
}

/// Whether a collection, a folder or a request sends an API token of Okta's; nothing where it leaves that to what it
/// lies in.
pub(super) fn sends_token(node: &Node<'_>) -> Option<bool> {
    let parts = || [node.get("http"), node.get("request"), Some(node)].into_iter().flatten();
    let headers = parts().filter_map(|part| part.get("headers"));
    if headers.into_iter().any(|headers| signs::in_headers(headers, signs::in_request_header)) {
        return Some(true);
    }
    let own = parts().find_map(|part| part.get("auth")).filter(|auth| auth.text() != Some("inherit"));
    own.map(signs::holds_api_token)
}

fn push(
    request: &Node<'_>,
    protocol: &str,
    variables: &Variables,
    (sends_token, signs): (bool, Collection),
    calls: &mut Calls,
) {
    let Some(url) = request.get("url").filter(|url| url.text().is_some_and(|url| !url.is_empty())) else {
        return calls.note(Some(request.place.line), "a request without a URL is passed over");
    };
    let parameters = request.items_of("params");
    let of_query = |one: &&Node<'_>| one.text_of("type") == Some("query");
    let raw = url.text().unwrap_or_default();
    let shown = parameters.iter().filter(of_query).map(|one| Parameter::of(one, "name"));
    let address = if parameters.iter().any(|one| of_query(&one)) {
        with_query(without_query(raw), shown)
    } else {
        raw.to_owned()
    };
    let described = Described {
        method: request.text_of("method").filter(|_| protocol == "http").unwrap_or_default(),
        url: &address,
        sent: request.at(&["body", "data"]).and_then(Node::text),
        aside: (protocol != "http").then_some(SetAside::OtherProtocol),
        sends_token,
        signs,
    };
    calls.push(described.call(calls.origin(url.place), variables));
}
