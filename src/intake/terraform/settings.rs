//! What a block sets, for each of its instances.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::conversion::{number_of, number_text};
use super::expression::Instance;
use super::names::Names;
use super::value::{Found, Shape, UNKNOWN_PART, Value, origin};
use crate::located::hcl::{Attribute, Block, Body, Expression};
use crate::located::{Located, Node, Position, Value as Plain};
use crate::model::{Origin, Setting, Settings};

/// The most instances that are told apart; those of more are taken as one whose settings are not known.
const MAX_INSTANCES: u32 = crate::limits::MAX_TERRAFORM_INSTANCES;

/// What names of a block are no settings.
const META: [&str; 6] = ["count", "for_each", "provider", "depends_on", "lifecycle", "dynamic"];

/// The lists whose entries name other blocks by id or URL: there, the address of the block stands for its id.
const NAMING: [&str; 5] = ["members", "resources", "resources_orn", "target_app_list", "target_group_list"];

/// The instances of a block.
#[derive(Clone)]
pub(super) enum Instances {
    /// None: it is switched off where it stands.
    Off,
    /// One, or any number of which nothing is known.
    One,
    /// These.
    Each(Vec<Instance>),
}

/// What the `lifecycle` block of a resource forbids.
#[derive(Default)]
pub(super) struct Lifecycle {
    /// Terraform refuses to delete the object.
    pub(super) prevents_destroy: bool,
    /// No change causes an update.
    pub(super) ignores_all: bool,
    /// The attributes of which a change causes no update.
    pub(super) ignored: Vec<String>,
}

impl Instances {
    pub(super) fn of(body: &Body, source: &Arc<str>, names: &Names) -> Self {
        if let Some(count) = body.get("count") {
            let (found, is_fixed) = names.fixed_value(source, count, None);
            return match number_of(&found) {
                // A default may be replaced when it runs.
                Ok(count) if count <= 0.0 => {
                    if is_fixed {
                        Self::Off
                    } else {
                        Self::One
                    }
                }
                Ok(count) if count <= f64::from(MAX_INSTANCES) => {
                    let indexes = (0..MAX_INSTANCES).take_while(|index| f64::from(*index) < count);
                    Self::Each(
                        indexes.map(|index| Instance { index: Some(index), ..Instance::default() }).collect(),
                    )
                }
                _ => Self::One,
            };
        }
        let Some(each) = body.get("for_each") else { return Self::One };
        let (found, is_fixed) = names.fixed_value(source, each, None);
        let members = match found.value {
            Value::Map(members) => Some(members),
            Value::List(_, items) => {
                items.into_iter().map(|item| Some((item.text()?.to_owned(), item))).collect()
            }
            _ => None,
        };
        let instance = |each| Instance { each: Some(each), ..Instance::default() };
        if members.is_none()
            && let Some(of) = block_of(&each.value)
        {
            return Self::Each(vec![Instance { each_of: Some(of), ..Instance::default() }]);
        }
        match members {
            Some(members) if members.is_empty() && is_fixed => Self::Off,
            Some(members) if (1..=MAX_INSTANCES as usize).contains(&members.len()) => {
                Self::Each(members.into_iter().map(instance).collect())
            }
            _ => Self::One,
        }
    }

    /// Each of them; one none for an instance of which nothing is known.
    pub(super) fn each(&self) -> Vec<Option<&Instance>> {
        match self {
            Self::Off => Vec::new(),
            Self::One => vec![None],
            Self::Each(all) => all.iter().map(Some).collect(),
        }
    }
}

/// The address of the block that an expression names as a whole.
fn block_of(expression: &Expression) -> Option<String> {
    match expression.names()?.as_slice() {
        [kind, name] if kind.contains('_') => Some(format!("{kind}.{name}")),
        ["data", kind, name] => Some(format!("data.{kind}.{name}")),
        _ => None,
    }
}

impl Lifecycle {
    pub(super) fn of(body: &Body) -> Self {
        let mut found = Self::default();
        for block in body.blocks_of("lifecycle") {
            let is_true = |name| block.body.get(name).is_some_and(|one| one.value == Expression::Bool(true));
            found.prevents_destroy |= is_true("prevent_destroy");
            let name = |expression: &Expression| match expression {
                // The JSON notation and old versions have names in quotes.
                Expression::Text(text) => Some(text.clone()),
                Expression::Reference(parts) => match parts.as_slice() {
                    [name] => Some(name.clone()),
                    _ => None,
                },
                _ => None,
            };
            match block.body.get("ignore_changes").map(|ignored| &ignored.value) {
                Some(Expression::List(entries)) => {
                    found.ignored.extend(entries.iter().filter_map(|entry| name(&entry.value)));
                }
                Some(other) => found.ignores_all |= name(other).as_deref() == Some("all"),
                None => {}
            }
        }
        found.ignores_all |= found.ignored.iter().any(|name| name == "*");
        found
    }
}

/// The settings of a block, each case once.
pub(super) fn cases(
    body: &Body,
    source: &Arc<str>,
    names: &Names,
    instances: &Instances,
    ignored: &[String],
) -> Vec<Settings> {
    let mut cases = Vec::new();
    for each in instances.each() {
        let values = values(body, source, names, each);
        let case = Settings { values, is_whole: true, changed: None, ignored: ignored.to_vec() };
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
    instance: Option<&Instance>,
) -> BTreeMap<String, Setting> {
    let mut values = BTreeMap::new();
    for attribute in body.attributes.iter().filter(|one| !META.contains(&one.name.value.as_str())) {
        let found = names.value(source, &attribute.value, instance);
        values.insert(attribute.name.value.clone(), setting(&found));
    }
    for block in &body.blocks {
        match (block.kind.value.as_str(), block.labels.first()) {
            ("dynamic", Some(name)) => {
                let list = block.body.get("for_each").map(|each_of| names.value(source, each_of, instance));
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
        Value::Bool(flag) => Setting::Value(flag.to_string()),
        Value::Number(number) => number_text(*number).map_or(Setting::Unknown, Setting::Value),
        Value::Text(text) => Setting::Value(text.clone()),
        Value::List(_, items) if items.is_empty() => Setting::Absent,
        Value::List(_, items) if items.iter().all(|item| item.value == Value::Rest) => Setting::Unknown,
        Value::Map(members) if members.is_empty() => Setting::Absent,
        Value::List(..) | Value::Map(_) => Setting::Present,
        // An object that is there has an id; of its other attributes nobody knows.
        Value::Attribute(_, name) if name == "id" => Setting::Present,
        Value::Unknown | Value::Error | Value::Rest | Value::Attribute(..) => Setting::Unknown,
    }
}

/// The attributes of a block as a tree.
pub(super) struct Attributes {
    /// What is known of them.
    pub(super) known: Node,
    /// The attributes that come from other blocks, each with the address of that.
    pub(super) references: Vec<(String, String)>,
    /// The attributes with a part that is not known, each with the position of that.
    pub(super) open: Vec<(String, Origin)>,
}

impl Attributes {
    pub(super) fn of(block: &Block, source: &Arc<str>, names: &Names, instance: Option<&Instance>) -> Self {
        let mut reading = Reading { source, names, references: Vec::new(), open: Vec::new() };
        let known = reading.body(&block.body, block.kind.at, instance, None);
        let Reading { mut references, open, .. } = reading;
        references.dedup();
        Self { known, references, open }
    }
}

struct Reading<'r> {
    source: &'r Arc<str>,
    names: &'r Names,
    references: Vec<(String, String)>,
    open: Vec<(String, Origin)>,
}

impl Reading<'_> {
    /// The attributes and blocks of a body; `of` is the name of the block that it belongs to.
    fn body(&mut self, body: &Body, at: Position, instance: Option<&Instance>, of: Option<&str>) -> Node {
        let mut members = Vec::new();
        for attribute in &body.attributes {
            let name = &attribute.name;
            if NAMING.contains(&name.value.as_str()) {
                members.extend(self.naming(attribute, instance).map(|node| (name.clone(), node)));
                continue;
            }
            let found = self.names.value(self.source, &attribute.value, instance);
            if let Some(unknown) = found.first_unknown() {
                self.open.push((of.unwrap_or(&name.value).to_owned(), unknown.at.clone()));
            }
            if let Value::Attribute(address, _) = &found.value {
                if of.is_none() {
                    self.references.push((name.value.clone(), address.clone()));
                }
            } else if let Some(node) = node(&found, self.source, attribute.value.at) {
                members.push((name.clone(), node));
            }
        }
        let mut blocks: Vec<(Located<String>, Vec<Node>)> = Vec::new();
        for block in &body.blocks {
            let (name, nodes) = match (block.kind.value.as_str(), block.labels.first()) {
                ("dynamic", Some(name)) => (name.clone(), self.dynamic(block, name, instance, of)),
                (kind, _) if META.contains(&kind) => continue,
                (kind, _) => {
                    let node = self.body(&block.body, block.kind.at, instance, Some(of.unwrap_or(kind)));
                    (kind.to_owned(), vec![node])
                }
            };
            match blocks.iter_mut().find(|(known, _)| known.value == name) {
                Some((_, known)) => known.extend(nodes),
                None => blocks.push((Located::new(name, block.kind.at), nodes)),
            }
        }
        blocks.retain(|(name, _)| body.get(&name.value).is_none());
        members.extend(blocks.into_iter().map(|(name, nodes)| {
            let at = name.at;
            (name, Located::new(Plain::List(nodes), at))
        }));
        Located::new(Plain::Map(members), at)
    }

    /// A list that names other blocks. An entry whose block is not known stays as a sign among members, where it is
    /// somebody, and goes elsewhere.
    fn naming(&mut self, attribute: &Attribute, instance: Option<&Instance>) -> Option<Node> {
        let name = attribute.name.value.as_str();
        let mut found = self.names.naming_value(self.source, &attribute.value, instance);
        let Value::List(_, entries) = &mut found.value else {
            self.open.extend(found.first_unknown().map(|unknown| (name.to_owned(), unknown.at.clone())));
            return node(&found, self.source, attribute.value.at);
        };
        for entry in entries.iter_mut() {
            let is_known = match &entry.value {
                Value::Text(text) => !text.rsplit('/').next().is_some_and(|last| last.contains(UNKNOWN_PART)),
                value => value.is_known(),
            };
            if !is_known {
                self.open.push((name.to_owned(), entry.at.clone()));
                let sign = Value::Text(UNKNOWN_PART.to_owned());
                entry.value = if name == "members" { sign } else { Value::Unknown };
            }
        }
        node(&found, self.source, attribute.value.at)
    }

    /// The blocks that a `dynamic` block makes.
    fn dynamic(
        &mut self,
        block: &Block,
        name: &str,
        instance: Option<&Instance>,
        of: Option<&str>,
    ) -> Vec<Node> {
        let top = of.unwrap_or(name);
        let list = block.body.get("for_each").map(|list| self.names.value(self.source, list, instance));
        let entries: Vec<(Found, Found)> = match list.as_ref().map(|list| (&list.value, &list.at)) {
            Some((Value::Map(members), at)) => members
                .iter()
                .map(|(key, value)| (Found::new(Value::Text(key.clone()), at.clone()), value.clone()))
                .collect(),
            Some((Value::List(shape, items), at)) => {
                let key = |index: usize, item: &Found| {
                    if *shape == Shape::Set {
                        return item.clone();
                    }
                    let index = f64::from(u32::try_from(index).unwrap_or(u32::MAX));
                    Found::new(Value::Number(index), at.clone())
                };
                items.iter().enumerate().map(|(index, item)| (key(index, item), item.clone())).collect()
            }
            Some((Value::Null, _)) => Vec::new(),
            Some((_, at)) => {
                self.open.push((top.to_owned(), at.clone()));
                Vec::new()
            }
            None => {
                self.open.push((top.to_owned(), origin(self.source, block.kind.at)));
                Vec::new()
            }
        };
        let iterator = match block.body.get("iterator").map(|iterator| &iterator.value) {
            Some(Expression::Reference(parts)) => parts.first().cloned(),
            Some(Expression::Text(text)) => Some(text.clone()),
            _ => None,
        };
        let iterator = iterator.unwrap_or_else(|| name.to_owned());
        let mut nodes = Vec::new();
        if entries.len() > MAX_INSTANCES as usize {
            self.open.push((top.to_owned(), origin(self.source, block.kind.at)));
        }
        for (key, value) in entries.into_iter().take(MAX_INSTANCES as usize) {
            if value.value == Value::Rest {
                self.open.push((top.to_owned(), value.at));
                continue;
            }
            let at = value.at.clone();
            let bound = Value::Map(vec![("key".to_owned(), key), ("value".to_owned(), value)]);
            let mut inner = instance.cloned().unwrap_or_default();
            inner.iterators.push((iterator.clone(), Found::new(bound, at)));
            for content in block.body.blocks_of("content") {
                nodes.push(self.body(&content.body, block.kind.at, Some(&inner), Some(top)));
            }
        }
        nodes
    }
}

/// A known value as a tree; what stands in another file stands where it is used.
fn node(found: &Found, source: &Arc<str>, used: Position) -> Option<Node> {
    let at = if found.at.source == *source {
        Position { line: found.at.line, column: found.at.column }
    } else {
        used
    };
    let value = match &found.value {
        Value::Unknown | Value::Error | Value::Rest | Value::Attribute(..) => return None,
        Value::Null => Plain::Null,
        Value::Bool(flag) => Plain::Plain(flag.to_string()),
        Value::Number(number) => Plain::Plain(number_text(*number).ok()?),
        Value::Text(text) => Plain::Text(text.clone()),
        Value::List(_, entries) => {
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
