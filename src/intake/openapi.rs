//! OpenAPI 3 and Swagger 2, whole or a fragment with some paths, JSON or YAML: every operation in it is a call.

use super::Context;
use super::calls::Calls;
use super::content::Content;
use super::exchange::Exchange;
use super::glimpse::{Glimpse, Shape};
use super::source::IntakeError;
use super::tree::{self, Node, Value};

/// The methods that a path item may have; whatever else stands beside them is none.
const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// How often one path item may refer to another.
const MOST_REFERENCES: usize = 16;

pub(super) fn claims(glimpse: &Glimpse<'_>) -> bool {
    let whole =
        ["openapi", "swagger"].iter().any(|key| glimpse.is_json_with(&[key]) || glimpse.is_yaml_with(&[key]));
    whole
        || match &glimpse.shape {
            Shape::Json(keys) => keys.keys().any(|key| {
                let path = key.strip_prefix("paths.").unwrap_or(key);
                let method = path.rsplit('.').next().unwrap_or_default();
                path.starts_with('/') && METHODS.contains(&method)
            }),
            Shape::Yaml(_) => glimpse.is_yaml_with(&["paths"]) && has_operation(&glimpse.text, true),
            Shape::Lines => has_operation(&glimpse.text, false),
            Shape::JsonLines(_) | Shape::Markup => false,
        }
}

/// Whether lines of YAML hold a path and a method below it; `inside` when the paths stand below another key. At the top
/// nothing but paths may stand.
fn has_operation(text: &str, inside: bool) -> bool {
    let (mut path, mut method) = (false, false);
    let text = text.trim_start_matches('\u{feff}');
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')) {
        let Some(key) = line.trim().split_once(':').map(|(key, _)| key.trim_matches(['\'', '"'])) else {
            // The second part of a text of several lines is indented.
            if line.starts_with([' ', '\t', '-']) {
                continue;
            }
            return false;
        };
        let indented = line.starts_with([' ', '\t']);
        if key.starts_with('/') && (indented == inside || inside) {
            path = true;
        } else if path && indented && METHODS.contains(&key) {
            method = true;
        } else if !indented && !inside {
            return false;
        }
    }
    method
}

/// Every operation.
pub(super) fn read(content: Content, _context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let text = content.into_text()?;
    let tree = tree::either(&text);
    for root in &tree.roots {
        let document = Document { root, server: base(root) };
        let paths = root.get("paths").unwrap_or(root);
        for (path, item) in paths.entries().filter(|(path, _)| path.starts_with('/')) {
            document.item(path, item, calls);
        }
    }
    calls.end(&tree, "OpenAPI document")
}

struct Document<'n> {
    root: &'n Node<'n>,
    /// What stands before every path, unless it names a server of its own.
    server: String,
}

impl Document<'_> {
    fn item(&self, path: &str, item: &Node<'_>, calls: &mut Calls) {
        let mut shown = item;
        for _ in 0..MOST_REFERENCES {
            let Some(reference) = shown.text_of("$ref") else { break };
            let Some(found) = self.found(reference) else {
                calls.note(Some(item.place.line), "a path item that stands elsewhere is not read");
                break;
            };
            shown = found;
        }
        self.operations(path, item, calls);
        if !std::ptr::eq(shown, item) {
            self.operations(path, shown, calls);
        }
    }

    fn operations(&self, path: &str, item: &Node<'_>, calls: &mut Calls) {
        let Value::Map(members) = &item.value else { return };
        let server = server(item);
        for (key, operation) in members {
            let Some(method) = key.text().filter(|key| METHODS.contains(key)) else { continue };
            let own = self::server(operation);
            let base = own.as_ref().or(server.as_ref()).unwrap_or(&self.server);
            let url = format!("{}{path}", base.trim_end_matches('/'));
            let exchange = Exchange { method, url: &url, ..Exchange::default() };
            calls.push(exchange.call(calls.origin(key.place)));
        }
    }

    /// What a reference inside of the document leads to, such as `#/components/pathItems/users`.
    fn found(&self, reference: &str) -> Option<&Node<'_>> {
        let steps = reference.strip_prefix("#/")?.split('/');
        steps.into_iter().try_fold(self.root, |node, step| {
            let step = step.replace("~1", "/").replace("~0", "~").replace("%7B", "{").replace("%7D", "}");
            node.get(&step)
        })
    }
}

/// What stands before the paths of a document.
fn base(root: &Node<'_>) -> String {
    let path = root.text_of("basePath").unwrap_or_default();
    match root.text_of("host") {
        Some(host) => format!("https://{host}/{}", path.trim_start_matches('/')),
        None => server(root).unwrap_or_else(|| path.to_owned()),
    }
}

/// The first server of a document, a path or an operation, with what is usual in place of its variables.
fn server(node: &Node<'_>) -> Option<String> {
    let first = node.get("servers")?.items().first()?;
    let url = first.text_of("url")?.to_owned();
    let variables = first.get("variables").map(|variables| variables.entries().collect::<Vec<_>>());
    let usual = variables
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(name, one)| Some((name, one.text_of("default")?)));
    Some(usual.fold(url, |url, (name, usual)| url.replace(&format!("{{{name}}}"), usual)))
}
