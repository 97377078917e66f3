//! What the resources of a program grant to others, as Terraform's attributes are named.

use std::sync::Arc;

use super::{Found, Token, snake_case};
use crate::intake::terraform::{Declared, GRANTING, scope_name};
use crate::located::{Located, Node, Position, Value};
use crate::model::{BlockKind, Origin};

/// The attributes that say what is granted, and to whom; those that are lists come with `true`.
const ATTRIBUTES: [(&str, bool); 21] = [
    ("admin_roles", true),
    ("app_id", false),
    ("client_id", false),
    ("custom_role_id", false),
    ("granted_scopes", true),
    ("group_id", false),
    ("id", false),
    ("label", false),
    ("members", true),
    ("permissions", true),
    ("resource_set", false),
    ("resource_set_id", false),
    ("resources", true),
    ("resources_orn", true),
    ("role", false),
    ("role_id", false),
    ("role_type", false),
    ("scopes", true),
    ("target_app_list", true),
    ("target_group_list", true),
    ("type", false),
];

/// The attributes that hold names of scopes, permissions and roles; what could be a secret among them is hidden.
const GRANTS: [&str; 5] = ["admin_roles", "permissions", "role_type", "scopes", "type"];

/// The one attribute that is not in the table since its singular is another name.
const USER: &str = "user_id";

/// What is known of a value that may grant something.
#[derive(Debug)]
pub(in crate::intake) struct Granted {
    pub(in crate::intake) texts: Vec<(String, Origin)>,
    /// Whether the texts are all of it.
    pub(in crate::intake) is_whole: bool,
    /// The address of the resource that it comes from.
    pub(in crate::intake) refers_to: Option<String>,
    pub(in crate::intake) at: Origin,
}

/// The attribute of a property, and whether it is a list. Names of lists are plural in Pulumi's package where
/// Terraform's may be singular.
fn attribute(property: &str) -> Option<(String, bool)> {
    let name = snake_case(property);
    let names = [name.as_str(), name.strip_suffix('s').unwrap_or(&name)];
    if name == USER {
        return Some((name, false));
    }
    names.iter().find_map(|name| {
        let (known, is_list) = ATTRIBUTES.iter().find(|(known, _)| known == name)?;
        Some(((*known).to_owned(), *is_list))
    })
}

fn position(origin: &Origin) -> Position {
    Position { line: origin.line, column: origin.column }
}

impl Found<'_> {
    /// Keeps what a resource grants, or what another needs to tell that. `at` is where the resource stands.
    pub(in crate::intake) fn declare(
        &mut self,
        token: &Token,
        address: &str,
        values: Vec<(String, Granted)>,
        at: &Origin,
    ) {
        if token.kind != BlockKind::Resource || !GRANTING.contains(&token.name.as_str()) {
            return;
        }
        let mut members = Vec::new();
        let mut references = Vec::new();
        let mut open = Vec::new();
        for (property, value) in values {
            let Some((name, is_list)) = attribute(&property) else { continue };
            let is_granted = GRANTS.contains(&name.as_str());
            let shown = |text: String| if is_granted { scope_name(&text).unwrap_or(text) } else { text };
            let text = |(text, at): (String, Origin)| Located::new(Value::Text(shown(text)), position(&at));
            if let Some(to) = value.refers_to.filter(|_| value.texts.is_empty()) {
                references.push((name, to));
                continue;
            }
            if !value.is_whole {
                open.push((name.clone(), value.at.clone()));
            }
            let place = position(&value.at);
            let mut texts: Vec<Node> = value.texts.into_iter().map(text).collect();
            let node = match (is_list, texts.len()) {
                (true, _) => Located::new(Value::List(texts), place),
                (false, 1) if value.is_whole => texts.remove(0),
                _ => continue,
            };
            members.push((Located::new(name, place), node));
        }
        self.granting.push(Declared {
            kind: token.name.clone(),
            address: address.to_owned(),
            source: Arc::clone(&self.source),
            attributes: Located::new(Value::Map(members), position(at)),
            references,
            open,
        });
    }

    /// The same for properties in YAML or JSON.
    pub(super) fn declare_node(
        &mut self,
        token: &Token,
        address: &str,
        properties: Option<&Node>,
        refers_to: &dyn Fn(&str) -> Option<String>,
        at: &Origin,
    ) {
        let value = |node: &Node| {
            let entries = node.list().unwrap_or(std::slice::from_ref(node));
            let is_known =
                |entry: &&Node| entry.text().is_some_and(|text| !text.contains("${") && !is_unknown(text));
            let texts = entries
                .iter()
                .filter(is_known)
                .filter_map(|entry| Some((entry.text()?.to_owned(), self.at(entry))));
            Granted {
                is_whole: entries.iter().all(|entry| is_known(&entry)),
                texts: texts.collect(),
                refers_to: entries.iter().filter_map(Node::text).find_map(refers_to),
                at: self.at(node),
            }
        };
        let members = properties.and_then(Node::map).unwrap_or_default().iter();
        let values = members.map(|(name, node)| (name.value.clone(), value(node))).collect();
        self.declare(token, address, values, at);
    }
}

/// Whether a text stands for what is known after the run only.
pub(super) fn is_unknown(text: &str) -> bool {
    const UNKNOWN: [&str; 8] = [
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "4dabf18193072939515e22adb298388d",
    ];
    UNKNOWN.contains(&text)
}
