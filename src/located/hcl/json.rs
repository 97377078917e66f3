//! The notation of Terraform's language in JSON: members that stand for blocks, texts that hold expressions.

use super::{Attribute, Block, Body, Expression, template};
use crate::located::{Located, Node, Value};

/// The blocks of a file, each with how many labels it has.
const TOP: [(&str, usize); 13] = [
    ("resource", 2),
    ("data", 2),
    ("ephemeral", 2),
    ("provider", 1),
    ("variable", 1),
    ("output", 1),
    ("module", 1),
    ("check", 1),
    ("locals", 0),
    ("terraform", 0),
    ("import", 0),
    ("moved", 0),
    ("removed", 0),
];

/// The blocks inside of others that anybody asks for.
const NESTED: [(&str, usize); 4] = [("dynamic", 1), ("lifecycle", 0), ("required_providers", 0), ("data", 2)];

/// The blocks of a file in JSON.
pub fn of_node(node: &Node) -> Body {
    whole(node, &TOP)
}

/// The members of a file in JSON that holds nothing but values.
pub fn of_values(node: &Node) -> Body {
    whole(node, &[])
}

/// A whole file: an object, or a list of objects that count together.
fn whole(node: &Node, kinds: &[(&str, usize)]) -> Body {
    let Some(entries) = node.list() else { return body(node, kinds) };
    let mut found = Body::default();
    for entry in entries {
        let Body { attributes, blocks } = body(entry, kinds);
        found.attributes.extend(attributes);
        found.blocks.extend(blocks);
    }
    found
}

fn body(node: &Node, kinds: &[(&str, usize)]) -> Body {
    let mut found = Body::default();
    for (name, value) in node.map().unwrap_or_default() {
        match kinds.iter().find(|(kind, _)| *kind == name.value) {
            Some((_, labels)) => blocks(name, value, *labels, &mut Vec::new(), &mut found.blocks),
            None if name.value == "//" => {}
            None => found.attributes.push(Attribute { name: name.clone(), value: expression(value) }),
        }
    }
    found
}

/// The blocks behind a name: maps of labels, and at their end one map or a list of them.
fn blocks(
    kind: &Located<String>,
    node: &Node,
    labels: usize,
    known: &mut Vec<String>,
    found: &mut Vec<Block>,
) {
    if let Some(entries) = node.list() {
        for entry in entries {
            blocks(kind, entry, labels, known, found);
        }
    } else if labels == 0 {
        let at = if known.is_empty() { kind.at } else { node.at };
        let kind = Located::new(kind.value.clone(), at);
        found.push(Block { kind, labels: known.clone(), body: body(node, &NESTED) });
    } else {
        for (label, inner) in node.map().unwrap_or_default() {
            known.push(label.value.clone());
            let kind = Located::new(kind.value.clone(), label.at);
            blocks(&kind, inner, labels - 1, known, found);
            known.pop();
        }
    }
}

fn expression(node: &Node) -> Located<Expression> {
    let value = match &node.value {
        Value::Null => Expression::Null,
        Value::Plain(text) => match text.as_str() {
            "true" => Expression::Bool(true),
            "false" => Expression::Bool(false),
            _ => Expression::Number(text.clone()),
        },
        Value::Text(text) => template(text, node.at),
        Value::List(entries) => Expression::List(entries.iter().map(expression).collect()),
        Value::Map(members) => {
            let member = |(name, value): &(Located<String>, Node)| {
                (Located::new(template(&name.value, name.at), name.at), expression(value))
            };
            Expression::Map(members.iter().map(member).collect())
        }
    };
    Located::new(value, node.at)
}
