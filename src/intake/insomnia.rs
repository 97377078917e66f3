//! Insomnia: exports v4, a list of resources that name their parents, and v5, a tree in YAML.

use std::collections::BTreeMap;

use super::Context;
use super::calls::Calls;
use super::content::Content;
use super::described::{Described, Parameter, with_query};
use super::glimpse::Glimpse;
use super::signs;
use super::source::IntakeError;
use super::tree::{self, Node};
use super::variables::{Collection, Variables};
use crate::model::SetAside;

/// How deep folders may nest in an export that only names parents; those could also run in a circle.
const DEEPEST: usize = 64;

pub(super) fn claims(glimpse: &Glimpse<'_>) -> bool {
    let fifth = || glimpse.text.contains("insomnia.rest/5");
    glimpse.is_json_with(&["_type", "resources"])
        || glimpse.is_json_with(&["__export_format"])
        || glimpse.is_yaml_with(&["_type", "resources"])
        || (glimpse.is_yaml_with(&["type"]) && fifth())
        || glimpse.text_at("type").is_some_and(|kind| kind.contains("insomnia.rest/5"))
}

/// Every request.
pub(super) fn read(content: Content, context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let environment = context.environments.near(calls.source());
    let text = content.into_text()?;
    let tree = tree::either(&text);
    for root in &tree.roots {
        if root.get("resources").is_some() {
            Export::of(root).read(&environment, calls);
        }
        let mut own = Variables::default();
        if let Some(environments) = root.get("environments") {
            own = layered(environments.get("data"), environments.items_of("subEnvironments"));
        }
        let variables = own.over(&environment);
        let signs = Collection::default().below(root);
        let first = calls.found.calls.len();
        for item in root.items_of("collection") {
            branch(item, &variables, signs, calls);
        }
        if signs.shows_okta() {
            signs::attribute_single_host(calls, first);
        }
    }
    calls.end(&tree, "Insomnia export")
}

/// The variables of environments, and below those what their base says.
fn layered<'n>(base: Option<&'n Node<'n>>, above: &'n [Node<'n>]) -> Variables {
    let mut variables = Variables::default();
    for one in above {
        let mut own = Variables::default();
        one.get("data").into_iter().for_each(|data| flatten(data, "", &mut own));
        own.named(one.text_of("name").unwrap_or_default());
        variables.merge(&own);
    }
    variables.over(&base.map(said).unwrap_or_default())
}

/// What one environment says.
fn said(data: &Node<'_>) -> Variables {
    let mut variables = Variables::default();
    flatten(data, "", &mut variables);
    variables
}

/// What an environment says; of what lies deeper, the name is the way there.
fn flatten(data: &Node<'_>, way: &str, variables: &mut Variables) {
    for (name, value) in data.entries() {
        let name = if way.is_empty() { name.to_owned() } else { format!("{way}.{name}") };
        match value.text() {
            Some(text) => variables.set(&name, text),
            None => flatten(value, &name, variables),
        }
    }
}

/// A folder of an export v5, or a request.
fn branch(node: &Node<'_>, outer: &Variables, signs: Collection, calls: &mut Calls) {
    let variables = node.get("environment").map(said).unwrap_or_default().over(outer);
    let grpc = node.get("protoMethodName").is_some() || node.get("protoFileId").is_some();
    let (first, inner) = (calls.found.calls.len(), signs.below(node));
    if node.get("children").is_none() || node.get("url").is_some() {
        request(node, grpc, &variables, signs, calls);
    }
    node.items_of("children").iter().for_each(|child| branch(child, &variables, inner, calls));
    if node.get("children").is_some() && inner.shows_okta() && !signs.shows_okta() {
        signs::attribute_single_host(calls, first);
    }
}

impl Collection {
    /// What a folder or a request shows that lies below this.
    fn below(self, node: &Node<'_>) -> Self {
        let is_request = node.get("url").is_some();
        let is_titled = !is_request && signs::is_title(node.text_of("name").unwrap_or_default());
        Self {
            is_titled: self.is_titled || is_titled,
            sends_token: sends_token(node).unwrap_or(self.sends_token),
        }
    }
}

/// Whether a folder or a request sends an API token of Okta's; nothing where it leaves that to what it lies in.
fn sends_token(node: &Node<'_>) -> Option<bool> {
    if node.get("headers").is_some_and(|headers| signs::in_headers(headers, signs::in_request_header)) {
        return Some(true);
    }
    let own = node.get("authentication").filter(|own| {
        own.entries().next().is_some() && own.text_of("type") != Some("inherit") && !own.says("disabled")
    });
    own.map(signs::holds_api_token)
}

fn request(node: &Node<'_>, grpc: bool, variables: &Variables, signs: Collection, calls: &mut Calls) {
    let Some(url) = node.get("url").filter(|url| url.text().is_some_and(|url| !url.trim().is_empty())) else {
        return calls.note(Some(node.place.line), "a request without a URL is passed over");
    };
    let parameters = node.items_of("parameters").iter().map(|one| Parameter::of(one, "name"));
    let graphql = node.at(&["body", "mimeType"]).and_then(Node::text) == Some("application/graphql");
    let described = Described {
        method: node.text_of("method").filter(|_| !grpc).unwrap_or_default(),
        url: &with_query(&without_tags(url.text().unwrap_or_default()), parameters),
        sent: node.at(&["body", "text"]).and_then(Node::text),
        aside: (grpc || graphql).then_some(SetAside::OtherProtocol),
        sends_token: sends_token(node) == Some(true),
        signs: signs.below(node),
    };
    calls.push(described.call(calls.origin(url.place), variables));
}

/// The text with a placeholder for each tag such as `{% response 'body', … %}`, which may hold anything.
fn without_tags(text: &str) -> String {
    let mut parts = text.split("{%");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("{value}");
        out.push_str(part.split_once("%}").map_or("", |(_, behind)| behind));
    }
    out
}

/// An export v4.
struct Export<'n> {
    resources: &'n [Node<'n>],
    by_id: BTreeMap<&'n str, &'n Node<'n>>,
}

impl<'n> Export<'n> {
    fn of(root: &'n Node<'n>) -> Self {
        let resources = root.items_of("resources");
        let by_id = resources.iter().filter_map(|one| Some((one.text_of("_id")?, one))).collect();
        Self { resources, by_id }
    }

    /// What a resource lies in, the innermost first, and the id of the outermost.
    fn above(&self, resource: &'n Node<'n>) -> (Vec<&'n Node<'n>>, &'n str) {
        let mut above = Vec::new();
        let mut top = "";
        let mut at = resource;
        while let Some(parent) = at.text_of("parentId").filter(|_| above.len() < DEEPEST) {
            top = parent;
            let Some(next) = self.by_id.get(parent) else { break };
            above.push(*next);
            at = next;
        }
        (above, top)
    }

    /// The variables of each workspace.
    fn environments(&self) -> BTreeMap<&'n str, Variables> {
        let mut levels: [BTreeMap<&str, Variables>; 2] = Default::default();
        for resource in self.resources.iter().filter(|one| one.text_of("_type") == Some("environment")) {
            let (above, top) = self.above(resource);
            let sub = above.first().is_some_and(|parent| parent.text_of("_type") == Some("environment"));
            let level = &mut levels[usize::from(!sub)];
            let mut own = resource.get("data").map(said).unwrap_or_default();
            own.named(resource.text_of("name").unwrap_or_default());
            level.entry(top).or_default().merge(&own);
        }
        let [mut variables, base] = levels;
        for (top, below) in base {
            let own = variables.remove(top).unwrap_or_default();
            variables.insert(top, own.over(&below));
        }
        variables
    }

    fn read(&self, environment: &Variables, calls: &mut Calls) {
        let workspaces = self.environments();
        let (first, mut all_shown) = (calls.found.calls.len(), true);
        for resource in self.resources {
            let kind = resource.text_of("_type").unwrap_or_default();
            if !matches!(kind, "request" | "grpc_request" | "websocket_request" | "socketio_request") {
                continue;
            }
            let (above, top) = self.above(resource);
            let mut variables = Variables::default();
            for folder in above.iter().filter_map(|folder| folder.get("environment")) {
                variables = variables.over(&said(folder));
            }
            let variables =
                workspaces.get(top).map_or(variables.clone(), |own| variables.over(own)).over(environment);
            let signs = above.iter().rev().fold(Collection::default(), |signs, one| signs.below(one));
            request(resource, kind == "grpc_request", &variables, signs, calls);
            all_shown &= signs.shows_okta();
        }
        if all_shown {
            signs::attribute_single_host(calls, first);
        }
    }
}
