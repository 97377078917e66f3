//! YAML to a tree with places. Anchors are refused: a manifest reads like what it says.

use std::collections::BTreeSet;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span};

use super::{Located, Node, Position, Problem, Value};
use crate::disclosure;
use crate::limits::MAX_TREE_DEPTH;

pub(super) fn parse(source: &str, text: &str) -> Result<Node, Problem> {
    let mut builder = Builder { source, open: Vec::new(), root: None };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| {
            let message = format!("the text is no YAML from here on{}", reason(error.info()));
            Problem::at(source, position(error.marker()), message)
        })?;
        builder.take(event, span)?;
    }
    let start = Position { line: 1, column: 1 };
    Ok(builder.root.unwrap_or_else(|| Located::new(Value::Null, start)))
}

/// What the parser says of the syntax, unless it quotes the text.
fn reason(info: &str) -> String {
    let quotes = info.contains("unexpected character");
    if quotes { String::new() } else { format!(": {info}") }
}

/// A collection that is not yet closed.
struct Open {
    at: Position,
    /// The key whose value comes next, in a mapping.
    key: Option<Located<String>>,
    /// The keys so far.
    names: BTreeSet<String>,
    value: Value,
}

struct Builder<'s> {
    source: &'s str,
    open: Vec<Open>,
    root: Option<Node>,
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Problem> {
        let at = position(&span.start);
        match event {
            Event::DocumentStart(_) if self.root.is_some() => {
                Err(self.problem(at, "the file holds more than one document"))
            }
            Event::Alias(_) => Err(self.problem(at, "aliases are not supported")),
            Event::Scalar(_, _, anchor, _)
            | Event::SequenceStart(anchor, _)
            | Event::MappingStart(anchor, _)
                if anchor > 0 =>
            {
                Err(self.problem(at, "anchors are not supported"))
            }
            Event::Scalar(text, style, _, _) => self.put(Located::new(scalar(&text, style), at)),
            Event::SequenceStart(..) => self.begin(at, Value::List(Vec::new())),
            Event::MappingStart(..) => self.begin(at, Value::Map(Vec::new())),
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open { at, value, .. }) => self.put(Located::new(value, at)),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn problem(&self, at: Position, message: &str) -> Problem {
        Problem::at(self.source, at, message).help("write it out, in one document")
    }

    fn begin(&mut self, at: Position, value: Value) -> Result<(), Problem> {
        if self.open.len() >= MAX_TREE_DEPTH {
            return Err(Problem::at(
                self.source,
                at,
                format!("values nest deeper than {MAX_TREE_DEPTH} levels"),
            ));
        }
        self.open.push(Open { at, key: None, names: BTreeSet::new(), value });
        Ok(())
    }

    /// Puts a finished value where it belongs.
    fn put(&mut self, node: Node) -> Result<(), Problem> {
        let Some(Open { key, names, value, .. }) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        match value {
            Value::List(entries) => entries.push(node),
            Value::Map(members) => {
                if let Some(key) = key.take() {
                    members.push((key, node));
                } else {
                    *key = Some(named(self.source, node, names)?);
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// The key that a node is, unless there is one like it already.
fn named(source: &str, node: Node, names: &mut BTreeSet<String>) -> Result<Located<String>, Problem> {
    let name = match node.value {
        Value::Plain(text) | Value::Text(text) => text,
        Value::Null => String::new(),
        Value::List(_) | Value::Map(_) => {
            return Err(Problem::at(source, node.at, "a key must be a plain text"));
        }
    };
    if !names.insert(name.clone()) {
        return Err(Problem::at(
            source,
            node.at,
            format!("the key `{}` stands twice", disclosure::key(&name)),
        ));
    }
    Ok(Located::new(name, node.at))
}

fn scalar(text: &str, style: ScalarStyle) -> Value {
    match style {
        ScalarStyle::Plain if matches!(text, "" | "~" | "null" | "Null" | "NULL") => Value::Null,
        ScalarStyle::Plain => Value::Plain(text.to_owned()),
        _ => Value::Text(text.to_owned()),
    }
}

fn position(marker: &Marker) -> Position {
    let saturated = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Position { line: saturated(marker.line().max(1)), column: saturated(marker.col()).saturating_add(1) }
}
