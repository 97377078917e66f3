//! Terraform's conversions between the kinds of values, and how values are compared.

use super::value::{Failure, Found, Shape, Value};
use crate::model::Origin;

/// The largest whole number that is exact.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

/// How many digits of a fraction are certain.
const DIGITS: usize = 14;

/// How many digits a rounded fraction may have to be the exact one.
const CERTAIN_DIGITS: usize = 10;

/// A number in decimal notation, as Terraform writes it; unknown where too many digits matter.
pub(super) fn number_text(number: f64) -> Result<String, Failure> {
    if !number.is_finite() || number.abs() > MAX_EXACT {
        return Err(Failure::Unknown(None));
    }
    if number.fract() == 0.0 {
        return Ok(format!("{number:.0}"));
    }
    let text = format!("{number}");
    let is_short = |text: &str| text.chars().filter(char::is_ascii_digit).count() <= DIGITS;
    if is_short(&text) {
        return Ok(text);
    }
    // What a sum of decimal fractions misses in binary is no digit of it.
    let whole_digits = format!("{:.0}", number.trunc().abs()).len();
    let rounded = format!("{number:.*}", DIGITS.saturating_sub(whole_digits));
    let rounded = rounded.trim_end_matches('0').trim_end_matches('.').to_owned();
    let digits = rounded.chars().filter(char::is_ascii_digit).count();
    if digits <= CERTAIN_DIGITS { Ok(rounded) } else { Err(Failure::Unknown(None)) }
}

/// The string that a scalar converts to.
pub(super) fn text_of(found: &Found) -> Result<String, Failure> {
    match found.known()? {
        Value::Text(text) => Ok(text.clone()),
        Value::Bool(flag) => Ok(flag.to_string()),
        Value::Number(number) => number_text(*number),
        _ => Err(Failure::Error),
    }
}

/// The number that a scalar converts to.
pub(super) fn number_of(found: &Found) -> Result<f64, Failure> {
    match found.known()? {
        Value::Number(number) => Ok(*number),
        Value::Text(text) => parse_number(text).ok_or(Failure::Error),
        _ => Err(Failure::Error),
    }
}

/// A number in decimal notation.
pub(super) fn parse_number(text: &str) -> Option<f64> {
    let is_plain = text.chars().all(|char| char.is_ascii_digit() || "+-.eE".contains(char));
    text.parse::<f64>().ok().filter(|number| is_plain && number.is_finite())
}

/// A whole number.
pub(super) fn integer_of(found: &Found) -> Result<i64, Failure> {
    let number = number_of(found)?;
    if number.fract() != 0.0 {
        return Err(Failure::Error);
    }
    if number.abs() > MAX_EXACT {
        return Err(Failure::Unknown(None));
    }
    format!("{number:.0}").parse().map_err(|_| Failure::Error)
}

/// The truth value that a scalar converts to.
pub(super) fn bool_of(found: &Found) -> Result<bool, Failure> {
    match found.known()? {
        Value::Bool(flag) => Ok(*flag),
        Value::Text(text) => match text.as_str() {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(Failure::Error),
        },
        _ => Err(Failure::Error),
    }
}

/// Whether two values are equal; none when that depends on something unknown.
pub(super) fn equal(one: &Found, other: &Found) -> Option<bool> {
    match (&one.value, &other.value) {
        (Value::Null, Value::Null) => Some(true),
        // The id of an object is never null; of its other attributes that is not known.
        (Value::Null, Value::Attribute(_, name)) | (Value::Attribute(_, name), Value::Null) => {
            (name == "id").then_some(false)
        }
        (one, other) if !one.is_known() || !other.is_known() => None,
        (Value::Bool(one), Value::Bool(other)) => Some(one == other),
        (Value::Number(one), Value::Number(other)) => {
            if one.fract() == 0.0 || other.fract() == 0.0 || number_text(*one) == number_text(*other) {
                Some((one - other).abs() == 0.0 || number_text(*one) == number_text(*other))
            } else {
                number_text(*one).is_ok().then_some(false)
            }
        }
        (Value::Text(one), Value::Text(other)) => Some(one == other),
        (Value::List(shape, items), Value::List(other_shape, others)) => {
            same_items(items, others, shape == other_shape)
        }
        (Value::Map(members), Value::Map(others)) => {
            let same_names = members.len() == others.len()
                && members.iter().zip(others).all(|((name, _), (other, _))| name == other);
            if !same_names {
                return Some(false);
            }
            all(members.iter().zip(others).map(|((_, one), (_, other))| equal(one, other)))
        }
        _ => Some(false),
    }
}

fn same_items(items: &[Found], others: &[Found], same_shape: bool) -> Option<bool> {
    let is_open = |items: &[Found]| items.iter().any(|item| item.value == Value::Rest);
    if is_open(items) || is_open(others) {
        return None;
    }
    if items.len() != others.len() {
        return Some(false);
    }
    let same = all(items.iter().zip(others).map(|(one, other)| equal(one, other)));
    // A tuple, a list and a set with the same elements are not equal.
    if same == Some(true) && !same_shape { Some(false) } else { same }
}

fn all(found: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut is_certain = true;
    for one in found {
        match one {
            Some(false) => return Some(false),
            Some(true) => {}
            None => is_certain = false,
        }
    }
    is_certain.then_some(true)
}

/// A map with sorted keys, of which the last counts.
pub(super) fn map(members: Vec<(String, Found)>) -> Value {
    let mut sorted: Vec<(String, Found)> = members;
    sorted.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut found: Vec<(String, Found)> = Vec::with_capacity(sorted.len());
    for member in sorted {
        match found.last_mut() {
            Some(last) if last.0 == member.0 => *last = member,
            _ => found.push(member),
        }
    }
    Value::Map(found)
}

/// What two values have in common, one of which it is.
pub(super) fn either(one: Found, other: Found, at: &Origin) -> Found {
    let unknown =
        |of: Option<&Found>| Found::new(Value::Unknown, of.map_or_else(|| at.clone(), |of| of.at.clone()));
    match (one.value, other.value) {
        (Value::List(shape, items), Value::List(other_shape, others)) => {
            let shape = if shape == other_shape { shape } else { Shape::List };
            let same = items.len() == others.len()
                && items.iter().zip(&others).all(|(one, other)| equal(one, other) == Some(true));
            if same {
                return Found::new(Value::List(shape, items), one.at);
            }
            let is_common = |item: &Found| others.iter().any(|other| equal(item, other) == Some(true));
            let mut common: Vec<_> = items.into_iter().filter(is_common).collect();
            common.push(Found::new(Value::Rest, at.clone()));
            Found::new(Value::List(shape, common), one.at)
        }
        (Value::Map(members), Value::Map(others)) => {
            let same_names = members.len() == others.len()
                && members.iter().zip(&others).all(|((name, _), (other, _))| name == other);
            if !same_names {
                return unknown(None);
            }
            let both = members.into_iter().zip(others);
            let merged = both.map(|((name, one), (_, other))| (name, either(one, other, at))).collect();
            Found::new(Value::Map(merged), one.at)
        }
        (first, second) => {
            let (one, other) = (Found::new(first, one.at), Found::new(second, other.at));
            let same_attribute = one.value == other.value && matches!(one.value, Value::Attribute(..));
            if same_attribute || equal(&one, &other) == Some(true) {
                return one;
            }
            unknown([&one, &other].into_iter().find(|found| found.value == Value::Unknown))
        }
    }
}

/// The elements of a list, tuple or set.
pub(super) fn items_of(found: &Found) -> Result<&[Found], Failure> {
    match found.known()? {
        Value::List(_, items) => Ok(items),
        _ => Err(Failure::Error),
    }
}

/// The members of a map or object.
pub(super) fn members_of(found: &Found) -> Result<&[(String, Found)], Failure> {
    match found.known()? {
        Value::Map(members) => Ok(members),
        _ => Err(Failure::Error),
    }
}

/// A member by its key or index.
pub(super) fn member(found: &Found, key: &Found) -> Result<Found, Failure> {
    match found.known()? {
        Value::Map(members) => {
            let key = text_of(key)?;
            let found = members.iter().find(|(name, _)| *name == key);
            found.map(|(_, value)| value.clone()).ok_or(Failure::Error)
        }
        Value::List(Shape::Tuple | Shape::List, items) => {
            let index = usize::try_from(integer_of(key)?).map_err(|_| Failure::Error)?;
            if let Some(rest) = items.iter().find(|item| item.value == Value::Rest) {
                return Err(Failure::Unknown(Some(rest.at.clone())));
            }
            items.get(index).cloned().ok_or(Failure::Error)
        }
        _ => Err(Failure::Error),
    }
}

/// An attribute of an object. The elements of lists have no names.
pub(super) fn attribute(found: &Found, name: &str) -> Result<Found, Failure> {
    let members = members_of(found)?;
    let found = members.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.clone()).ok_or(Failure::Error)
}

/// An outcome without a value of its own: the failure at a position, or the value.
pub(super) fn settle(outcome: Result<Found, Failure>, at: &Origin) -> Found {
    outcome.unwrap_or_else(|failure| Found::from_outcome(Err(failure), at.clone()))
}
