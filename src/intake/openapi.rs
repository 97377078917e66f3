//! OpenAPI 3 and Swagger 2, whole or a fragment with some paths, JSON or YAML: every operation in it is a call.

use std::collections::BTreeMap;

use super::Context;
use super::calls::Calls;
use super::content::Content;
use super::exchange::Exchange;
use super::glimpse::{Glimpse, Shape};
use super::options::Standing;
use super::signs;
use super::source::IntakeError;
use super::target::Target;
use super::tree::{self, Node, Value};
use crate::model::{SetAside, is_okta_host};

/// The methods that a path item may have; whatever else stands beside them is none.
const METHODS: [&str; 9] = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// How often one path item may refer to another.
const MOST_REFERENCES: usize = 16;

/// How many paths one path with parameters of a few values may stand for.
const MAX_SPELT_OUT: usize = 64;

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
pub(super) fn read(content: Content, context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let text = content.into_text()?;
    let tree = tree::either(&text);
    let is_found = context.standing == Standing::Found;
    for root in &tree.roots {
        let title = root.at(&["info", "title"]).and_then(Node::text).unwrap_or_default();
        let is_titled = signs::is_title(title);
        let document = Document {
            root,
            server: base(root),
            is_titled,
            is_served: is_served_by_okta(root),
            components: components(root),
        };
        let paths = root.get("paths");
        for (path, item) in paths.unwrap_or(root).entries() {
            if path.starts_with('/') {
                document.item(path, item, calls);
            } else if paths.is_some() && !path.starts_with("x-") {
                document.item(&format!("/{path}"), item, calls);
            }
        }
    }
    if is_found {
        // A document among the files of a project describes an API; nothing shows that the project calls it.
        let described = calls.found.calls.iter_mut().filter(|call| call.set_aside.is_none());
        described.for_each(|call| call.set_aside = Some(SetAside::Described));
    }
    calls.end(&tree, "OpenAPI document")
}

struct Document<'n> {
    root: &'n Node<'n>,
    /// What stands before every path, unless it names a server of its own.
    server: String,
    /// Whether its title is one of Okta's.
    is_titled: bool,
    /// Whether one of its servers is an org.
    is_served: bool,
    /// The parameters and schemas that it names, by the references to them.
    components: BTreeMap<String, &'n Node<'n>>,
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
        let first = calls.found.calls.len();
        self.operations(path, item, calls);
        if !std::ptr::eq(shown, item) {
            self.operations(path, shown, calls);
        }
        if calls.found.calls.len() == first {
            // Some operation is meant; which of those with this path, nobody can tell.
            self.push("", path, item, calls);
        }
    }

    fn push(&self, method: &str, path: &str, item: &Node<'_>, calls: &mut Calls) {
        let url = format!("{}{path}", self.server.trim_end_matches('/'));
        let exchange = Exchange { method, url: &url, is_oktas: self.speaks_for(&url), ..Exchange::default() };
        calls.push(exchange.call(calls.origin(item.place)));
    }

    /// Whether the document shows that a URL is Okta's: its title does not speak for a host that is written out.
    fn speaks_for(&self, url: &str) -> bool {
        self.is_served || (self.is_titled && Target::parse(url).host.is_none())
    }

    fn operations(&self, path: &str, item: &Node<'_>, calls: &mut Calls) {
        let Value::Map(members) = &item.value else { return };
        let server = server(item);
        let given = if path.contains('{') { self.values(item) } else { BTreeMap::new() };
        for (key, operation) in members {
            let method = key.text().unwrap_or_default();
            if !METHODS.iter().any(|known| known.eq_ignore_ascii_case(method)) {
                continue;
            }
            // Whoever lists paths by hand also writes `post: false`.
            let off = matches!(&operation.value, Value::Plain(text) if text == "false");
            let own = self::server(operation);
            let base = own.as_ref().or(server.as_ref()).unwrap_or(&self.server);
            for path in self.spelt_out(path, &given, operation) {
                let url = format!("{}{path}", base.trim_end_matches('/'));
                let is_oktas = self.speaks_for(&url);
                let exchange = Exchange { method, url: &url, is_oktas, ..Exchange::default() };
                let call = exchange.call(calls.origin(key.place));
                calls.push(if off { call.set_aside(Some(SetAside::Negated)) } else { call });
            }
        }
    }

    /// The values of the path parameters that a path or an operation gives, as far as they have only a few.
    fn values<'d>(&'d self, place: &'d Node<'d>) -> BTreeMap<&'d str, Vec<&'d str>> {
        let mut values = BTreeMap::new();
        for given in place.items_of("parameters") {
            let parameter = self.referred(given);
            let Some(name) = parameter.text_of("name").filter(|_| parameter.text_of("in") == Some("path"))
            else {
                continue;
            };
            let schema = self.referred(parameter.get("schema").unwrap_or(parameter));
            values.insert(name, schema.items_of("enum").iter().filter_map(Node::text).collect());
        }
        values
    }

    /// A node, or the one that it refers to among the components, of which each is known by its name.
    fn referred<'d>(&'d self, node: &'d Node<'d>) -> &'d Node<'d> {
        let reference = node.text_of("$ref");
        reference.and_then(|reference| self.components.get(reference).copied()).unwrap_or(node)
    }

    /// A path with each value of its parameters that have only a few; the operation's own parameters count more than
    /// those of its path.
    fn spelt_out(&self, path: &str, given: &BTreeMap<&str, Vec<&str>>, operation: &Node<'_>) -> Vec<String> {
        let own = self.values(operation);
        let mut paths = vec![path.to_owned()];
        for hole in holes(path) {
            let name = hole.trim_matches(['{', '}']);
            let values = own.get(name).or_else(|| given.get(name)).map_or(&[][..], Vec::as_slice);
            let is_segment = |value: &&str| !value.is_empty() && !value.contains(['/', '?', '#', '{']);
            let few = !values.is_empty() && values.len() * paths.len() <= MAX_SPELT_OUT;
            if few && values.iter().all(is_segment) {
                let replaced =
                    |path: &String| values.iter().map(|value| path.replace(hole, value)).collect::<Vec<_>>();
                paths = paths.iter().flat_map(replaced).collect();
            }
        }
        paths
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

/// Whether one of the servers of a document is an org of Okta's.
fn is_served_by_okta(root: &Node<'_>) -> bool {
    let servers = root.items_of("servers").iter().filter_map(|server| server.text_of("url"));
    let shows = |url: &str| {
        let Target { host, names_okta, .. } = Target::parse(url);
        names_okta || host.is_some_and(|host| is_okta_host(&host))
    };
    servers.into_iter().any(shows)
}

/// The parameters of a path, each with its braces.
fn holes(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| segment.starts_with('{') && segment.ends_with('}'))
}

/// The parameters and schemas of a document by the references to them.
fn components<'n>(root: &'n Node<'n>) -> BTreeMap<String, &'n Node<'n>> {
    let kinds: [&[&str]; 4] =
        [&["components", "parameters"], &["components", "schemas"], &["parameters"], &["definitions"]];
    let named = kinds.into_iter().filter_map(|keys| Some((keys, root.at(keys)?)));
    let all = named.flat_map(|(keys, node)| {
        node.entries().map(move |(name, one)| (format!("#/{}/{name}", keys.join("/")), one))
    });
    all.collect()
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
