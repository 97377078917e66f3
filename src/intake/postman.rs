//! Postman collections, v1 to v2.1, and the environments beside them: every request that is set up is a call.

use super::Context;
use super::calls::Calls;
use super::content::Content;
use super::described::{Described, Parameter, with_own, with_query, without_query};
use super::glimpse::Glimpse;
use super::script;
use super::signs;
use super::source::IntakeError;
use super::tree::{self, Node, Place};
use super::variables::{Collection, Variables};
use crate::model::SetAside;

/// Keys by which an export is known: a collection by itself or in the wrapper of the API, a dump of all, of any
/// version; an environment.
const TELLING: [&str; 14] = [
    "info._postman_id",
    "collection.info._postman_id",
    "item[].request",
    "item[].item",
    "collection.item[].request",
    "collection.item[].item",
    "collections[].item",
    "collections[].requests",
    "requests[].collectionId",
    "requests[].rawModeData",
    "requests[].dataMode",
    "_postman_variable_scope",
    "environment.values[].key",
    "collection.requests[].url",
];

pub(super) fn claims(glimpse: &Glimpse<'_>) -> bool {
    let schema = ["info.schema", "collection.info.schema"];
    schema.iter().any(|key| glimpse.text_at(key).is_some_and(|schema| schema.contains("postman")))
        || glimpse.is_json_with(&["values[].key", "values[].value", "values[].enabled"])
        || (is_environment(&glimpse.name) && glimpse.is_json_with(&["values[].key"]))
        || TELLING.iter().any(|key| glimpse.is_json_with(&[key]))
}

/// Whether a file is an environment or holds the global variables, by its name.
pub(super) fn is_environment(path: &str) -> bool {
    let path = path.to_lowercase();
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    name.rsplit('.').next() == Some("json") && (name.contains("environment") || name.contains("globals"))
}

/// The variables of an environment.
pub(super) fn variables(text: &str, variables: &mut Variables) {
    for root in &tree::json(text).roots {
        let environment = root.get("environment").or_else(|| root.get("globals")).unwrap_or(root);
        values(environment, variables);
        variables.named(environment.text_of("name").unwrap_or_default());
    }
}

fn values(environment: &Node<'_>, variables: &mut Variables) {
    for one in environment.items_of("values") {
        let off = one.text_of("enabled") == Some("false") || one.text_of("type") == Some("secret");
        if let (Some(name), Some(value), false) = (one.text_of("key"), one.text_of("value"), off) {
            variables.set(name, value);
        }
    }
}

/// Every request of every collection.
pub(super) fn read(content: Content, context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let text = content.into_text()?;
    let tree = tree::json(&text);
    for root in &tree.roots {
        let mut environment = context.environments.near(calls.source());
        let mut among = Variables::default();
        for one in root.items_of("environments") {
            let mut own = Variables::default();
            values(one, &mut own);
            own.named(one.text_of("name").unwrap_or_default());
            among.merge(&own);
        }
        environment = environment.over(&among);
        let collections = match root.get("collection") {
            Some(collection) => std::slice::from_ref(collection),
            None if root.get("collections").is_some() => root.items_of("collections"),
            None => std::slice::from_ref(root),
        };
        for collection in collections {
            let mut own = Variables::default();
            for variable in collection.items_of("variable").iter().chain(collection.items_of("variables")) {
                let name = variable.text_of("key").or_else(|| variable.text_of("id")).unwrap_or_default();
                own.set(name, variable.text_of("value").unwrap_or_default());
            }
            let variables = environment.clone().over(&own);
            let first = calls.found.calls.len();
            let mut walk = Walk { variables, signs: Collection::default(), calls };
            let title =
                collection.at(&["info", "name"]).or_else(|| collection.get("name")).and_then(Node::text);
            walk.signs = Collection {
                is_titled: signs::is_title(title.unwrap_or_default()),
                sends_token: sends_token(collection).unwrap_or_default(),
            };
            let shows_okta = walk.signs.shows_okta();
            walk.item(collection, false);
            collection.items_of("requests").iter().for_each(|request| walk.first_version(request));
            if shows_okta {
                signs::attribute_single_host(calls, first);
            }
        }
    }
    calls.end(&tree, "Postman collection")
}

/// A walk through the folders of a collection.
struct Walk<'c> {
    variables: Variables,
    /// What the collection and the folders on the way show.
    signs: Collection,
    calls: &'c mut Calls,
}

impl Walk<'_> {
    /// A folder, or a request; its saved answers are no calls.
    fn item(&mut self, item: &Node<'_>, off: bool) {
        let off = off || item.says("disabled");
        let name = item.text_of("name").unwrap_or_default();
        let (outer, first) = (self.signs, self.calls.found.calls.len());
        self.signs.is_titled |= item.get("item").is_some() && signs::is_title(name);
        self.signs.sends_token = sends_token(item).unwrap_or(self.signs.sends_token);
        let shows_okta = self.signs.shows_okta() && !outer.shows_okta();
        item.items_of("event").iter().for_each(|event| self.event(event, off));
        if let Some(request) = item.get("request") {
            let answers = item.items_of("response").iter().filter_map(|answer| answer.get("header"));
            let is_answered =
                answers.into_iter().any(|headers| signs::in_headers(headers, signs::in_answer_header));
            self.request(request, off, is_answered);
        }
        item.items_of("item").iter().for_each(|item| self.item(item, off));
        self.signs = outer;
        if shows_okta {
            signs::attribute_single_host(self.calls, first);
        }
    }

    /// A request; one that is a mere text is the URL of a GET. Whether a saved answer of it shows that Okta gave it.
    fn request(&mut self, request: &Node<'_>, off: bool, is_answered: bool) {
        let whole = request.text().map(|_| request);
        let Some(url) = request.get("url").or(whole) else { return self.without_url(request.place) };
        let own = if is_answered { Some(true) } else { sends_token(request) };
        let place = url.get("raw").unwrap_or(url).place;
        let body = request.get("body").filter(|body| !body.says("disabled"));
        let sent = body.and_then(|body| body.text_of("raw"));
        self.push(place, request.text_of("method"), &address(url), (sent, own), off);
    }

    /// A request that is not set up yet.
    fn without_url(&mut self, place: Place) {
        self.calls.note(Some(place.line), "a request without a URL is passed over");
    }

    /// A request of a collection v1.
    fn first_version(&mut self, request: &Node<'_>) {
        if let Some(url) = request.get("url") {
            let sent = request.text_of("rawModeData");
            let (method, address) = (request.text_of("method"), url.text().unwrap_or_default());
            self.push(url.place, method, address, (sent, sends_token(request)), false);
        } else {
            self.without_url(request.place);
        }
    }

    /// A request with what it sends, and whether that is an API token of Okta's, where it says so itself.
    fn push(
        &mut self,
        place: Place,
        method: Option<&str>,
        url: &str,
        (sent, token): (Option<&str>, Option<bool>),
        off: bool,
    ) {
        if url.trim().is_empty() {
            return self.without_url(place);
        }
        let aside = off.then_some(SetAside::Disabled);
        let method = method.unwrap_or_default();
        let sends_token = token == Some(true);
        let signs = Collection { sends_token: token.unwrap_or(self.signs.sends_token), ..self.signs };
        let described = Described { method, url, sent, aside, sends_token, signs };
        self.calls.push(described.call(self.calls.origin(place), &self.variables));
    }

    /// The requests that a script sends; its lines are the items of a list, or one text.
    fn event(&mut self, event: &Node<'_>, off: bool) {
        let Some(script) = event.get("script") else { return };
        let exec = script.get("exec").unwrap_or(script);
        let lines = if exec.text().is_some() { std::slice::from_ref(exec) } else { exec.items() };
        let text: Vec<_> = lines.iter().map(|line| line.text().unwrap_or_default()).collect();
        for sent in script::requests(&text.join("\n")) {
            let place =
                lines.get(sent.line.min(lines.len().saturating_sub(1))).map_or(exec.place, |line| line.place);
            let Some(url) = sent.url else {
                self.calls.note(Some(place.line), "a script sends a request that cannot be read here");
                continue;
            };
            let off = off || event.says("disabled");
            let commented = sent.commented.then_some(SetAside::CommentedOut);
            let aside = commented.or(off.then_some(SetAside::Disabled));
            let described = Described {
                method: &sent.method,
                url: &url,
                sent: None,
                aside,
                sends_token: sent.is_oktas,
                // What a collection sends by itself, a script does not.
                signs: Collection { sends_token: false, ..self.signs },
            };
            self.calls.push(described.call(self.calls.origin(place), &self.variables));
        }
    }
}

/// Whether a collection, a folder or a request sends an API token of Okta's; nothing where it leaves that to what it
/// lies in.
fn sends_token(node: &Node<'_>) -> Option<bool> {
    let headers = ["header", "headerData", "headers"].into_iter().filter_map(|key| node.get(key));
    if headers.into_iter().any(|headers| signs::in_headers(headers, signs::in_request_header)) {
        return Some(true);
    }
    let own = node.get("auth").filter(|auth| auth.entries().next().is_some());
    own.map(signs::holds_api_token)
}

/// The URL as it is sent: put together from its parts where it is not given whole, without what is switched off.
fn address(url: &Node<'_>) -> String {
    let whole = url.text().or_else(|| url.text_of("raw")).filter(|raw| !raw.is_empty());
    let mut address = whole.map_or_else(|| assembled(url), str::to_owned);
    let parameters = url.items_of("query");
    if !parameters.is_empty() {
        address = with_query(without_query(&address), parameters.iter().map(|one| Parameter::of(one, "key")));
    }
    let own = url.items_of("variable").iter().filter(|variable| variable.text_of("value") == Some("me"));
    with_own(address, own.filter_map(|variable| variable.text_of("key").or_else(|| variable.text_of("id"))))
}

fn assembled(url: &Node<'_>) -> String {
    let joined = |key: &str, by: &str| -> String {
        let Some(node) = url.get(key) else { return String::new() };
        let part =
            |part: &Node<'_>| part.text().or_else(|| part.text_of("value")).unwrap_or_default().to_owned();
        node.text().map_or_else(|| node.items().iter().map(part).collect::<Vec<_>>().join(by), str::to_owned)
    };
    if url.entries().next().is_none() {
        return String::new();
    }
    let protocol = url.text_of("protocol").map_or_else(String::new, |protocol| format!("{protocol}://"));
    let path = joined("path", "/");
    format!("{protocol}{}/{}", joined("host", "."), path.trim_start_matches('/'))
}
