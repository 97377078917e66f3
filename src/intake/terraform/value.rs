//! What expressions come to, as far as the files alone tell.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::located::hcl::Expression;
use crate::located::{Located, Position};
use crate::model::Origin;

/// How many steps one value may take to be worked out; what takes more is not known.
const MOST_STEPS: u32 = 20_000;

/// How deep names may lead to other names.
const DEEPEST: u32 = 48;

/// What an expression comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Not to be told from here.
    Unknown,
    /// Nothing.
    Null,
    /// A truth value, a number or a text.
    Text(String),
    /// A list.
    List(Vec<Found>),
    /// A mapping.
    Map(Vec<(String, Found)>),
    /// An attribute of another block: the address of that, and the name.
    Attribute(String, String),
}

/// A value with the place where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) value: Value,
    pub(super) at: Origin,
}

/// An expression with the file that it stands in.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) source: Arc<str>,
    pub(super) expression: Located<Expression>,
}

/// What names mean in a module.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// The variables; one without a value is not known.
    pub(super) variables: BTreeMap<String, Option<Found>>,
    /// The locals.
    pub(super) locals: BTreeMap<String, Written>,
    /// The address of the module with a dot behind it; empty for the root.
    pub(super) prefix: String,
}

/// One evaluation: the names, what `each` is, and how much was done.
pub(super) struct Evaluation<'n> {
    names: &'n Names,
    each: Option<&'n (String, Found)>,
    steps: Cell<u32>,
}

impl Found {
    /// The text, where it is one.
    pub(super) fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }
}

pub(super) fn origin(source: &Arc<str>, at: Position) -> Origin {
    Origin { source: Arc::clone(source), line: at.line, column: at.column }
}

impl Names {
    /// What an expression comes to; `each` is the key and value of an instance.
    pub(super) fn value(
        &self,
        source: &Arc<str>,
        expression: &Located<Expression>,
        each: Option<&(String, Found)>,
    ) -> Found {
        Evaluation { names: self, each, steps: Cell::new(0) }.of(source, expression, 0)
    }
}

impl Evaluation<'_> {
    fn of(&self, source: &Arc<str>, written: &Located<Expression>, depth: u32) -> Found {
        let at = origin(source, written.at);
        self.steps.set(self.steps.get() + 1);
        if depth > DEEPEST || self.steps.get() > MOST_STEPS {
            return Found { value: Value::Unknown, at };
        }
        let inner = |one: &Located<Expression>| self.of(source, one, depth + 1);
        let value = match &written.value {
            Expression::Null => Value::Null,
            Expression::Text(text) => Value::Text(text.clone()),
            Expression::List(entries) => Value::List(entries.iter().map(inner).collect()),
            Expression::Map(members) => {
                let member = |(name, value): &(Located<Expression>, Located<Expression>)| {
                    Some((inner(name).text()?.to_owned(), inner(value)))
                };
                let members: Option<Vec<_>> = members.iter().map(member).collect();
                members.map_or(Value::Unknown, Value::Map)
            }
            Expression::Reference(parts) => return self.reference(parts, at, depth),
            Expression::Conditional(parts) => {
                let [condition, then, otherwise] = &**parts;
                return match truth(&inner(condition)) {
                    Some(true) => inner(then),
                    Some(false) => inner(otherwise),
                    None => either(inner(then), &inner(otherwise), at),
                };
            }
            Expression::Call(name, arguments) => {
                return call(name, arguments.iter().map(inner).collect(), at);
            }
            Expression::Equal(both, wanted) => match both.each_ref().map(inner) {
                [Found { value: Value::Text(one), .. }, Found { value: Value::Text(other), .. }] => {
                    flag((one == other) == *wanted)
                }
                [Found { value: Value::Null, .. }, Found { value: Value::Null, .. }] => flag(*wanted),
                [Found { value: Value::Null, .. }, Found { value: Value::Text(_) | Value::List(_), .. }]
                | [Found { value: Value::Text(_) | Value::List(_), .. }, Found { value: Value::Null, .. }] => {
                    flag(!*wanted)
                }
                _ => Value::Unknown,
            },
            Expression::Both(both, all) => match both.each_ref().map(|one| truth(&inner(one))) {
                [Some(one), Some(other)] => flag(if *all { one && other } else { one || other }),
                [one, other] if one == Some(!*all) || other == Some(!*all) => flag(!*all),
                _ => Value::Unknown,
            },
            Expression::Not(one) => truth(&inner(one)).map_or(Value::Unknown, |holds| flag(!holds)),
            Expression::Template(parts) => {
                let texts: Option<String> =
                    parts.iter().map(|part| inner(part).text().map(str::to_owned)).collect();
                texts.map_or(Value::Unknown, Value::Text)
            }
            Expression::Opaque => Value::Unknown,
        };
        Found { value, at }
    }

    fn reference(&self, parts: &[Option<String>], at: Origin, depth: u32) -> Found {
        let unknown = Found { value: Value::Unknown, at: at.clone() };
        let known: Vec<_> = parts.iter().map_while(Option::as_deref).collect();
        let (found, rest) = match known[..] {
            ["var", name, ..] => {
                let Some(Some(found)) = self.names.variables.get(name) else { return unknown };
                (found.clone(), 2)
            }
            ["local", name, ..] => {
                let Some(local) = self.names.locals.get(name) else { return unknown };
                (self.of(&local.source, &local.expression, depth + 1), 2)
            }
            ["each", which @ ("key" | "value"), ..] => {
                let Some((key, value)) = self.each else { return unknown };
                let key = || Found { value: Value::Text(key.clone()), at: at.clone() };
                (if which == "key" { key() } else { value.clone() }, 2)
            }
            ["data", kind, name, ..] => return self.attribute(&["data", kind, name], parts, at),
            [kind, name, ..] if kind.contains('_') => return self.attribute(&[kind, name], parts, at),
            _ => return unknown,
        };
        let mut found = found;
        for part in parts.iter().skip(rest) {
            let Some(part) = part else { return unknown };
            let Some(next) = member(&found, part) else { return unknown };
            found = next;
        }
        found
    }

    /// An attribute of another block, whatever the instance.
    fn attribute(&self, block: &[&str], parts: &[Option<String>], at: Origin) -> Found {
        let address = format!("{}{}", self.names.prefix, block.join("."));
        let name = parts.iter().skip(block.len()).flatten().next_back();
        let value = name.map_or(Value::Unknown, |name| Value::Attribute(address, name.clone()));
        Found { value, at }
    }
}

fn flag(holds: bool) -> Value {
    Value::Text(holds.to_string())
}

fn truth(found: &Found) -> Option<bool> {
    match found.text()? {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// One of two values, nobody knows which.
fn either(one: Found, other: &Found, at: Origin) -> Found {
    if one.value == other.value { one } else { Found { value: Value::Unknown, at } }
}

fn member(found: &Found, name: &str) -> Option<Found> {
    match &found.value {
        Value::Map(members) => {
            members.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
        }
        Value::List(entries) => entries.get(name.parse::<usize>().ok()?).cloned(),
        _ => None,
    }
}

/// The functions that change nothing that matters here, and some that are simple.
fn call(name: &str, mut arguments: Vec<Found>, at: Origin) -> Found {
    let is_null = |one: &Found| one.value == Value::Null || one.text() == Some("");
    let value = match (name, arguments.len()) {
        (
            "toset" | "tolist" | "tomap" | "tostring" | "tobool" | "tonumber" | "sensitive" | "nonsensitive"
            | "distinct" | "sort" | "reverse" | "trimspace" | "try",
            1..,
        ) => return arguments.remove(0),
        ("coalesce", 1..) => {
            let first = arguments.into_iter().find(|one| !is_null(one));
            return first.unwrap_or(Found { value: Value::Null, at });
        }
        ("concat" | "setunion", _) => joined(arguments),
        ("compact", 1) => match arguments.remove(0).value {
            Value::List(entries) => Value::List(entries.into_iter().filter(|one| !is_null(one)).collect()),
            other => other,
        },
        ("merge", _) => merged(arguments),
        ("lower", 1) => arguments[0].text().map_or(Value::Unknown, |text| Value::Text(text.to_lowercase())),
        ("upper", 1) => arguments[0].text().map_or(Value::Unknown, |text| Value::Text(text.to_uppercase())),
        _ => Value::Unknown,
    };
    Found { value, at }
}

fn joined(lists: Vec<Found>) -> Value {
    let mut all = Vec::new();
    for list in lists {
        let Value::List(entries) = list.value else { return Value::Unknown };
        all.extend(entries);
    }
    Value::List(all)
}

fn merged(maps: Vec<Found>) -> Value {
    let mut all: Vec<(String, Found)> = Vec::new();
    for map in maps {
        let Value::Map(members) = map.value else { return Value::Unknown };
        for (name, value) in members {
            all.retain(|(known, _)| *known != name);
            all.push((name, value));
        }
    }
    Value::Map(all)
}
