//! Converts the value of a variable to its type constraint.

use super::conversion::{bool_of, items_of, map, number_of, text_of};
use super::kinds::set;
use super::value::{Failure, Found, Outcome, Shape, Value};
use crate::located::Located;
use crate::located::hcl::Expression;

/// Evaluates the default of an optional attribute.
type Default<'d> = dyn Fn(&Located<Expression>) -> Found + 'd;

/// A value as a type constraint has it; an error where it does not fit.
pub(super) fn convert(found: Found, constraint: &Expression, default: &Default<'_>) -> Found {
    if !found.value.is_known() || found.value == Value::Null {
        return found;
    }
    let at = found.at.clone();
    Found::from_outcome(converted(found, constraint, default), at)
}

fn converted(found: Found, constraint: &Expression, default: &Default<'_>) -> Outcome {
    match constraint {
        Expression::Reference(names) => match names.as_slice() {
            [name] => simple(found, name),
            _ => Err(Failure::Unknown(None)),
        },
        // The notation of old versions.
        Expression::Text(name) => simple(found, name),
        Expression::Call(name, arguments, _) => match (name.as_str(), arguments.as_slice()) {
            ("optional", [inner, ..]) => converted(found, &inner.value, default),
            ("list" | "set", [inner]) => {
                let each = |item: &Found| convert(item.clone(), &inner.value, default);
                let items = items_of(&found)?.iter().map(each).collect();
                if name == "set" { set(items) } else { Ok(Value::List(Shape::List, items)) }
            }
            ("map", [inner]) => {
                let Value::Map(members) = found.value else { return Err(Failure::Error) };
                let each = |(name, one)| (name, convert(one, &inner.value, default));
                Ok(Value::Map(members.into_iter().map(each).collect()))
            }
            ("tuple", [Located { value: Expression::List(kinds), .. }]) => {
                let items = items_of(&found)?;
                if items.len() != kinds.len() {
                    return Err(Failure::Error);
                }
                let each = items.iter().zip(kinds);
                let each = each.map(|(item, kind)| convert(item.clone(), &kind.value, default));
                Ok(Value::List(Shape::Tuple, each.collect()))
            }
            ("object", [Located { value: Expression::Map(kinds), .. }]) => object(&found, kinds, default),
            _ => Err(Failure::Unknown(None)),
        },
        _ => Err(Failure::Unknown(None)),
    }
}

fn simple(found: Found, name: &str) -> Outcome {
    match name {
        "string" => text_of(&found).map(Value::Text),
        "number" => number_of(&found).map(Value::Number),
        "bool" => bool_of(&found).map(Value::Bool),
        "any" => Ok(found.value),
        "list" => Ok(Value::List(Shape::List, items_of(&found)?.to_vec())),
        "map" if matches!(found.value, Value::Map(_)) => Ok(found.value),
        "map" => Err(Failure::Error),
        _ => Err(Failure::Unknown(None)),
    }
}

fn object(
    found: &Found,
    kinds: &[(Located<Expression>, Located<Expression>)],
    default: &Default<'_>,
) -> Outcome {
    let Value::Map(members) = &found.value else { return Err(Failure::Error) };
    let mut result = Vec::new();
    for (name, kind) in kinds {
        let Expression::Text(name) = &name.value else { return Err(Failure::Unknown(None)) };
        let given = members.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        let optional = match &kind.value {
            Expression::Call(called, arguments, _) if called == "optional" => Some(arguments.get(1)),
            _ => None,
        };
        let is_null = given.as_ref().is_none_or(|given| given.value == Value::Null);
        let value = match (given, optional) {
            (given, Some(fallback)) if is_null => match fallback {
                Some(fallback) => default(fallback),
                None => given.unwrap_or_else(|| Found::new(Value::Null, found.at.clone())),
            },
            (Some(given), _) => given,
            (None, _) => return Err(Failure::Error),
        };
        result.push((name.clone(), convert(value, &kind.value, default)));
    }
    Ok(map(result))
}
