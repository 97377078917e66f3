//! Bruno: requests as files of their own, in its own language (`.bru`) or in YAML (OpenCollection).

mod blocks;
mod collection;

use super::Context;
use super::calls::Calls;
use super::content::Content;
use super::described::{Described, Parameter, with_own, with_query, without_query};
use super::glimpse::Glimpse;
use super::signs;
use super::source::IntakeError;
use super::tree::{self, Place};
use super::variables::{Collection, Variables};
use crate::model::SetAside;
use blocks::{Block, Document, Entry};

/// The blocks that hold a request, by its method.
const METHODS: [&str; 9] = ["get", "post", "put", "patch", "delete", "options", "head", "trace", "connect"];

/// Blocks that hold a request of another protocol.
const OTHERS: [&str; 3] = ["grpc", "ws", "graphql"];

pub(super) fn claims(glimpse: &Glimpse<'_>) -> bool {
    let language = || {
        let mut lines = glimpse.text.lines().map(str::trim_end).filter(|line| !line.is_empty());
        let begins = lines.next().is_some_and(|line| line.trim_start_matches('\u{feff}') == "meta {");
        let request = |line: &str| {
            let name = line.strip_suffix(" {").unwrap_or_default();
            METHODS.contains(&name) || OTHERS.contains(&name) || name == "http"
        };
        begins && lines.any(request)
    };
    let environment = is_environment(&glimpse.name) && glimpse.is_yaml_with(&["variables"]);
    glimpse.ending() == "bru" || language() || collection::claims(glimpse) || environment
}

/// Whether a file may hold variables of a collection, by its name.
pub(super) fn is_environment(path: &str) -> bool {
    let path = path.to_lowercase();
    let mut parts = path.rsplit(['/', '\\']);
    let name = parts.next().unwrap_or_default();
    let below = parts.next() == Some("environments");
    let kept = below && matches!(name.rsplit('.').next(), Some("bru" | "yml" | "yaml"));
    kept || is_collection(name)
}

/// Whether a file says something about all requests in its folder, by its name in lower case.
fn is_collection(name: &str) -> bool {
    matches!(name, "bruno.json" | "collection.bru" | "folder.bru" | "opencollection.yml" | "folder.yml")
}

/// The variables in an environment, or of a collection or folder.
pub(super) fn variables(name: &str, text: &str, variables: &mut Variables) {
    let ending = name.rsplit('.').next();
    let is_collection = is_collection(name.rsplit(['/', '\\']).next().unwrap_or_default());
    if ending != Some("bru") {
        let tree = tree::either(text);
        for root in &tree.roots {
            collection::variables(root, variables);
            if is_collection {
                let title = root.text_of("name").or_else(|| root.at(&["info", "name"])?.text());
                variables.collection = Collection {
                    is_titled: title.is_some_and(signs::is_title),
                    sends_token: collection::sends_token(root).unwrap_or_default(),
                };
            }
        }
        return;
    }
    let document = blocks::read(text);
    own_variables(&document, variables);
    if is_collection {
        let title = document.block("meta").and_then(|meta| meta.value("name")).unwrap_or_default();
        variables.collection =
            Collection { is_titled: signs::is_title(title), sends_token: sends_token(&document) };
    }
}

/// Whether a file sends an API token of Okta's, in a header or by its credential.
fn sends_token(document: &Document<'_>) -> bool {
    let in_headers = |entry: &Entry<'_>| entry.on && signs::in_request_header(entry.name, entry.value);
    let in_credential = |entry: &Entry<'_>| entry.on && signs::is_api_token(entry.value);
    document.blocks.iter().any(|block| match block.name {
        "headers" => block.entries().iter().any(in_headers),
        name if name.starts_with("auth:") => block.entries().iter().any(in_credential),
        _ => false,
    })
}

fn own_variables(document: &Document<'_>, variables: &mut Variables) {
    let blocks = document.blocks.iter().filter(|block| matches!(block.name, "vars" | "vars:pre-request"));
    for entry in blocks.flat_map(Block::entries).filter(|entry| entry.on) {
        variables.set(entry.name, entry.value);
    }
}

/// The request in a file, or all of a collection that is bundled in one.
pub(super) fn read(content: Content, context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let environment = context.environments.near(calls.source());
    let yaml = calls.source().ends_with(".yml") || calls.source().ends_with(".yaml");
    let text = content.into_text()?;
    if yaml || collection::begins(&text) {
        return collection::read(&text, &environment, calls);
    }
    let document = blocks::read(&text);
    let mut own = Variables::default();
    own_variables(&document, &mut own);
    let variables = own.over(&environment);
    for block in &document.blocks {
        request(&document, block, &variables, calls);
    }
    match document.open {
        None => Ok(()),
        Some((line, block)) => Err(calls.broken(
            Place { line, column: 1 },
            "Bruno file",
            format!("the block `{block}` never closes"),
        )),
    }
}

/// The call of a block that holds a request.
fn request(document: &Document<'_>, block: &Block<'_>, variables: &Variables, calls: &mut Calls) {
    let other = OTHERS.contains(&block.name);
    let method = match block.name {
        "http" => block.value("method").unwrap_or_default(),
        method if METHODS.contains(&method) || other => method,
        _ => return,
    };
    let Some(url) = block.entries().into_iter().find(|entry| entry.name == "url" && !entry.value.is_empty())
    else {
        return calls.note(Some(block.line()), "a request without a URL is passed over");
    };
    let parameters = document.block("params:query").or_else(|| document.block("query"));
    let parameters = parameters.map(Block::entries).unwrap_or_default();
    let shown = parameters.iter().map(|one| Parameter { name: one.name, value: one.value, on: one.on });
    let address = if parameters.is_empty() {
        url.value.to_owned()
    } else {
        with_query(without_query(url.value), shown)
    };
    let own = document.block("params:path").map(Block::entries).unwrap_or_default();
    let address = with_own(address, own.iter().filter(|one| one.value == "me").map(|one| one.name));
    let sent = document.block("body:json").or_else(|| document.block("body")).map(Block::text);
    let graphql = document.block("body:graphql").is_some();
    let described = Described {
        method: if other { "POST" } else { method },
        url: &address,
        sent: sent.as_deref(),
        aside: (other || graphql).then_some(SetAside::OtherProtocol),
        sends_token: sends_token(document)
            || (variables.collection.sends_token && block.value("auth") == Some("inherit")),
        signs: Collection::default(),
    };
    calls.push(described.call(calls.origin(url.place), variables));
}
