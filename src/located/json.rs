//! JSON to a tree with places: every value is a slice of the text, so that its place is that of its first letter.

use std::collections::BTreeSet;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::places::{Places, saturated};
use super::{Located, Node, Position, Problem, Value};
use crate::disclosure;
use crate::limits::MAX_TREE_DEPTH;

pub(super) fn parse(source: &str, text: &str) -> Result<Node, Problem> {
    let reader = Reader { source, text, places: Places::of(text) };
    let whole: &RawValue = serde_json::from_str(text).map_err(|error| reader.broken(&error))?;
    reader.node(whole, 0)
}

struct Reader<'t> {
    source: &'t str,
    text: &'t str,
    places: Places<'t>,
}

impl<'t> Reader<'t> {
    /// Where a slice of the text begins.
    fn place(&self, slice: &str) -> Position {
        self.places.place((slice.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize))
    }

    fn broken(&self, error: &serde_json::Error) -> Problem {
        let at = Position { line: saturated(error.line().max(1)), column: saturated(error.column().max(1)) };
        Problem::at(self.source, at, "the text is no JSON from here on")
            .help("it may have been cut off, or changed by hand")
    }

    fn node(&self, raw: &'t RawValue, depth: usize) -> Result<Node, Problem> {
        let text = raw.get();
        let at = self.place(text);
        if depth >= MAX_TREE_DEPTH && text.starts_with(['{', '[']) {
            return Err(Problem::at(
                self.source,
                at,
                format!("values nest deeper than {MAX_TREE_DEPTH} levels"),
            ));
        }
        let broken = |error: serde_json::Error| self.broken(&error);
        let value = match text.chars().next() {
            Some('{') => Value::Map(self.members(serde_json::from_str(text).map_err(broken)?, depth)?),
            Some('[') => {
                let entries: Vec<&RawValue> = serde_json::from_str(text).map_err(broken)?;
                let entries = entries.into_iter().map(|entry| self.node(entry, depth + 1));
                Value::List(entries.collect::<Result<_, _>>()?)
            }
            Some('"') => Value::Text(serde_json::from_str(text).map_err(broken)?),
            _ if text == "null" => Value::Null,
            _ => Value::Plain(text.to_owned()),
        };
        Ok(Located::new(value, at))
    }

    fn members(
        &self,
        Members(members): Members<'t>,
        depth: usize,
    ) -> Result<Vec<(Located<String>, Node)>, Problem> {
        let mut found: Vec<(Located<String>, Node)> = Vec::new();
        let mut names = BTreeSet::new();
        for (key, value) in members {
            let at = self.place(key.get());
            let name: String = serde_json::from_str(key.get()).map_err(|error| self.broken(&error))?;
            if !names.insert(name.clone()) {
                return Err(Problem::at(
                    self.source,
                    at,
                    format!("the key `{}` stands twice", disclosure::key(&name)),
                ));
            }
            found.push((Located::new(name, at), self.node(value, depth + 1)?));
        }
        Ok(found)
    }
}

/// The members of an object in order, keys and values as slices of the text.
struct Members<'t>(Vec<(&'t RawValue, &'t RawValue)>);

impl<'t> Deserialize<'t> for Members<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'t> Visitor<'t> for InOrder {
            type Value = Members<'t>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Members<'t>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}
