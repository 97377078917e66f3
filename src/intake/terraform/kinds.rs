//! The kind that several values have in common, to which Terraform converts them; sets, whose elements have one kind.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::conversion::{equal, number_text, text_of};
use super::value::{Failure, Found, Outcome, Shape, Value};

/// The kind of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// Any: null, or not known.
    Any,
    Bool,
    Number,
    Text,
    /// Truth values and numbers, which only strings can have in common.
    Mixed,
    List(Box<Self>),
    Set(Box<Self>),
    Tuple(Vec<Self>),
    Map(Box<Self>),
    Object(BTreeMap<String, Self>),
}

/// The values, each converted to what all have in common; a failure where they have nothing in common.
pub(super) fn unified(items: Vec<Found>) -> Result<Vec<Found>, Failure> {
    let kind = all(items.iter().map(Kind::of))?;
    Ok(items.into_iter().map(|item| kind.convert(item)).collect())
}

/// The first of the values, converted to what all have in common.
pub(super) fn first_unified(first: Found, others: &[Found]) -> Result<Found, Failure> {
    let kind = all(std::iter::once(&first).chain(others).map(Kind::of))?;
    Ok(kind.convert(first))
}

/// The order of a set: strings by bytes, numbers, false before true, then everything else by its text; null comes after
/// that, and what is not known last.
fn order(one: &Found, other: &Found) -> Ordering {
    let rank = |found: &Found| match found.value {
        Value::Null => 1,
        ref value if !value.is_known() => 2,
        _ => 0,
    };
    match (&one.value, &other.value) {
        (Value::Text(one), Value::Text(other)) => one.cmp(other),
        (Value::Number(one), Value::Number(other)) => one.total_cmp(other),
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        _ => rank(one).cmp(&rank(other)).then_with(|| order_text(one).cmp(&order_text(other))),
    }
}

/// The text by which lists, maps and objects are ordered in a set; it is the same for equal values only.
pub(super) fn order_text(found: &Found) -> String {
    match &found.value {
        Value::Null => "~".to_owned(),
        Value::Bool(flag) => if *flag { "T" } else { "F" }.to_owned(),
        Value::Number(number) => number_text(*number).unwrap_or_default(),
        Value::Text(text) => format!("{text:?}"),
        Value::List(_, items) => {
            format!("[{}]", items.iter().map(|item| order_text(item) + ";").collect::<String>())
        }
        Value::Map(members) => {
            let member = |(name, member): &(String, Found)| format!("{name:?}:{};", order_text(member));
            format!("{{{}}}", members.iter().map(member).collect::<String>())
        }
        _ => "?".to_owned(),
    }
}

/// A set of elements.
pub(super) fn set(items: Vec<Found>) -> Outcome {
    let mut items = unified(items)?;
    items.sort_by(order);
    let mut found: Vec<Found> = Vec::with_capacity(items.len());
    for item in items {
        let is_scalar = matches!(item.value, Value::Text(_) | Value::Number(_) | Value::Bool(_));
        let is_double = if is_scalar {
            found.last().is_some_and(|last| equal(last, &item) == Some(true))
        } else {
            found.iter().any(|known| equal(known, &item) == Some(true))
        };
        if !is_double {
            found.push(item);
        }
    }
    Ok(Value::List(Shape::Set, found))
}

fn all(kinds: impl Iterator<Item = Kind>) -> Result<Kind, Failure> {
    let mut found = Kind::Any;
    for kind in kinds {
        found = found.with(kind)?;
    }
    if found.is_mixed() { Err(Failure::Error) } else { Ok(found) }
}

impl Kind {
    fn of(found: &Found) -> Self {
        let inner = |items: &[Found]| items.iter().map(Self::of).collect::<Vec<_>>();
        // The elements of a list or set have one kind already.
        let common = |items: &[Found]| {
            let mut kinds = items.iter().map(Self::of);
            Box::new(kinds.try_fold(Self::Any, Self::with).unwrap_or(Self::Any))
        };
        match &found.value {
            Value::Unknown | Value::Error | Value::Rest | Value::Null | Value::Attribute(..) => Self::Any,
            Value::Bool(_) => Self::Bool,
            Value::Number(_) => Self::Number,
            Value::Text(_) => Self::Text,
            Value::List(Shape::Tuple, items) if items.iter().all(|item| item.value != Value::Rest) => {
                Self::Tuple(inner(items))
            }
            Value::List(Shape::Tuple | Shape::List, items) => Self::List(common(items)),
            Value::List(Shape::Set, items) => Self::Set(common(items)),
            Value::Map(members) => {
                Self::Object(members.iter().map(|(name, one)| (name.clone(), Self::of(one))).collect())
            }
        }
    }

    /// What this kind and another one have in common.
    fn with(self, other: Self) -> Result<Self, Failure> {
        let list = |one: Vec<Self>, more: Self| one.into_iter().try_fold(more, Self::with).map(Box::new);
        Ok(match (self, other) {
            (one, other) if one == other => one,
            (Self::Any, one) | (one, Self::Any) => one,
            (Self::Text, Self::Bool | Self::Number | Self::Mixed)
            | (Self::Bool | Self::Number | Self::Mixed, Self::Text) => Self::Text,
            (Self::Bool | Self::Number | Self::Mixed, Self::Bool | Self::Number | Self::Mixed) => Self::Mixed,
            (Self::Tuple(one), Self::Tuple(other)) if one.len() == other.len() => {
                let both = one.into_iter().zip(other).map(|(one, other)| one.with(other));
                Self::Tuple(both.collect::<Result<_, _>>()?)
            }
            (Self::Tuple(one), Self::Tuple(other)) => Self::List(list(one, *list(other, Self::Any)?)?),
            (Self::List(inner), Self::Tuple(items)) | (Self::Tuple(items), Self::List(inner)) => {
                Self::List(list(items, *inner)?)
            }
            (Self::Set(inner), Self::Tuple(items)) | (Self::Tuple(items), Self::Set(inner)) => {
                Self::Set(list(items, *inner)?)
            }
            (Self::List(one), Self::List(other) | Self::Set(other)) | (Self::Set(one), Self::List(other)) => {
                Self::List(Box::new(one.with(*other)?))
            }
            (Self::Set(one), Self::Set(other)) => Self::Set(Box::new(one.with(*other)?)),
            (Self::Object(mut one), Self::Object(other)) => {
                if one.len() == other.len() && other.keys().all(|name| one.contains_key(name)) {
                    for (name, kind) in other {
                        let known = one.remove(&name).unwrap_or(Self::Any);
                        one.insert(name, known.with(kind)?);
                    }
                    Self::Object(one)
                } else {
                    Self::Map(list(one.into_values().chain(other.into_values()).collect(), Self::Any)?)
                }
            }
            (Self::Map(inner), Self::Object(members)) | (Self::Object(members), Self::Map(inner)) => {
                Self::Map(list(members.into_values().collect(), *inner)?)
            }
            (Self::Map(one), Self::Map(other)) => Self::Map(Box::new(one.with(*other)?)),
            _ => return Err(Failure::Error),
        })
    }

    /// Whether truth values and numbers would have to be one kind.
    fn is_mixed(&self) -> bool {
        match self {
            Self::Mixed => true,
            Self::List(inner) | Self::Set(inner) | Self::Map(inner) => inner.is_mixed(),
            Self::Tuple(kinds) => kinds.iter().any(Self::is_mixed),
            Self::Object(members) => members.values().any(Self::is_mixed),
            _ => false,
        }
    }

    fn convert(&self, found: Found) -> Found {
        let Found { value, at } = found;
        let value = match (self, value) {
            (Self::Text, value @ (Value::Bool(_) | Value::Number(_))) => {
                let outcome = text_of(&Found::new(value, at.clone())).map(Value::Text);
                return Found::from_outcome(outcome, at);
            }
            (Self::List(inner), Value::List(_, items)) => {
                Value::List(Shape::List, items.into_iter().map(|item| inner.convert(item)).collect())
            }
            (Self::Set(inner), Value::List(_, items)) => {
                match set(items.into_iter().map(|item| inner.convert(item)).collect()) {
                    Ok(value) => value,
                    Err(failure) => return Found::from_outcome(Err(failure), at),
                }
            }
            (Self::Tuple(kinds), Value::List(shape, items)) if kinds.len() == items.len() => {
                let each = items.into_iter().zip(kinds).map(|(item, kind)| kind.convert(item));
                Value::List(shape, each.collect())
            }
            (Self::Map(inner), Value::Map(members)) => {
                let each = |(name, member)| (name, inner.convert(member));
                Value::Map(members.into_iter().map(each).collect())
            }
            (Self::Object(kinds), Value::Map(members)) => {
                let each = |(name, member): (String, Found)| {
                    let member =
                        kinds.get(&name).map_or_else(|| member.clone(), |kind| kind.convert(member.clone()));
                    (name, member)
                };
                Value::Map(members.into_iter().map(each).collect())
            }
            (_, value) => value,
        };
        Found::new(value, at)
    }
}
