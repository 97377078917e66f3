//! What a block sets, for each of its instances.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::value::{Found, Names, Value};
use crate::located::hcl::{Body, Expression};
use crate::located::{Located, Node, Position, Value as Plain};
use crate::model::{Setting, Settings};

/// The most instances that are told apart; those of more are taken as one whose settings are not known.
const MOST_INSTANCES: usize = 200;

/// What names of a block are no settings.
const META: [&str; 6] = ["count", "for_each", "provider", "depends_on", "lifecycle", "dynamic"];

/// The instances of a block.
pub(super) enum Instances {
    /// None: it is switched off where it stands.
    Off,
    /// One, or any number of which nothing is known.
    One,
    /// These, each with its key and value.
    Each(Vec<(String, Found)>),
}

impl Instances {
    pub(super) fn of(body: &Body, source: &Arc<str>, names: &Names) -> Self {
        let is_zero = |count: &Located<Expression>| count.value == Expression::Text("0".to_owned());
        let is_empty = |each: &Located<Expression>| {
            matches!(&each.value, Expression::List(list) if list.is_empty())
                || matches!(&each.value, Expression::Map(map) if map.is_empty())
        };
        if body.get("count").is_some_and(is_zero) || body.get("for_each").is_some_and(is_empty) {
            return Self::Off;
        }
        let Some(each) = body.get("for_each") else { return Self::One };
        match names.value(source, each, None).value {
            Value::Map(members) if (1..=MOST_INSTANCES).contains(&members.len()) => Self::Each(members),
            Value::List(entries) if (1..=MOST_INSTANCES).contains(&entries.len()) => {
                let keyed = |one: Found| Some((one.text()?.to_owned(), one));
                entries.into_iter().map(keyed).collect::<Option<_>>().map_or(Self::One, Self::Each)
            }
            _ => Self::One,
        }
    }

    /// The key and value of each; one none for an instance of which nothing is known.
    pub(super) fn each(&self) -> Vec<Option<&(String, Found)>> {
        match self {
            Self::Off => Vec::new(),
            Self::One => vec![None],
            Self::Each(all) => all.iter().map(Some).collect(),
        }
    }
}

/// The settings of a block, each case once.
pub(super) fn cases(body: &Body, source: &Arc<str>, names: &Names, instances: &Instances) -> Vec<Settings> {
    let mut cases = Vec::new();
    for each in instances.each() {
        let case = Settings { values: values(body, source, names, each), is_whole: true, changed: None };
        if !cases.contains(&case) {
            cases.push(case);
        }
    }
    cases
}

fn values(
    body: &Body,
    source: &Arc<str>,
    names: &Names,
    each: Option<&(String, Found)>,
) -> BTreeMap<String, Setting> {
    let mut values = BTreeMap::new();
    for attribute in body.attributes.iter().filter(|one| !META.contains(&one.name.value.as_str())) {
        let found = names.value(source, &attribute.value, each);
        values.insert(attribute.name.value.clone(), setting(&found));
    }
    for block in &body.blocks {
        match (block.kind.value.as_str(), block.labels.first()) {
            ("dynamic", Some(name)) => {
                let list = block.body.get("for_each").map(|each_of| names.value(source, each_of, each));
                let setting = list.map_or(Setting::Unknown, |list| setting(&list));
                // Where the same block also stands by itself, that decides.
                values.entry(name.clone()).or_insert(match setting {
                    Setting::Value(_) => Setting::Unknown,
                    other => other,
                });
            }
            (name, _) if META.contains(&name) => {}
            (name, _) => drop(values.insert(name.to_owned(), Setting::Present)),
        }
    }
    values
}

/// What is known of a value.
pub(super) fn setting(found: &Found) -> Setting {
    match &found.value {
        Value::Null => Setting::Absent,
        Value::Text(text) => Setting::Value(text.clone()),
        Value::List(entries) if entries.is_empty() => Setting::Absent,
        Value::Map(members) if members.is_empty() => Setting::Absent,
        Value::List(_) | Value::Map(_) => Setting::Present,
        // An object that is there has an id; of its other attributes nobody knows.
        Value::Attribute(_, name) if name == "id" => Setting::Present,
        Value::Unknown | Value::Attribute(..) => Setting::Unknown,
    }
}

/// The attributes of a block as a tree, without what is not known, and those that come from other blocks.
pub(super) fn attributes(
    body: &Body,
    at: Position,
    source: &Arc<str>,
    names: &Names,
    each: Option<&(String, Found)>,
) -> (Node, Vec<(String, String)>) {
    let mut members = Vec::new();
    let mut references = Vec::new();
    for attribute in &body.attributes {
        let found = names.value(source, &attribute.value, each);
        if let Value::Attribute(address, _) = &found.value {
            references.push((attribute.name.value.clone(), address.clone()));
        } else if let Some(node) = node(&found, source, attribute.value.at) {
            members.push((attribute.name.clone(), node));
        }
    }
    (Located::new(Plain::Map(members), at), references)
}

/// A known value as a tree; what stands in another file stands where it is used.
fn node(found: &Found, source: &Arc<str>, used: Position) -> Option<Node> {
    let at = if found.at.source == *source {
        Position { line: found.at.line, column: found.at.column }
    } else {
        used
    };
    let value = match &found.value {
        Value::Unknown | Value::Attribute(..) => return None,
        Value::Null => Plain::Null,
        Value::Text(text) => Plain::Text(text.clone()),
        Value::List(entries) => {
            Plain::List(entries.iter().filter_map(|entry| node(entry, source, used)).collect())
        }
        Value::Map(members) => {
            let member = |(name, value): &(String, Found)| {
                Some((Located::new(name.clone(), at), node(value, source, used)?))
            };
            Plain::Map(members.iter().filter_map(member).collect())
        }
    };
    Some(Located::new(value, at))
}
