//! Functions of lists, maps and objects. Known elements survive unknown ones where their place does not matter.

use super::Arguments;
use crate::intake::terraform::conversion::{
    bool_of, either, equal, items_of, map, member, members_of, number_of, text_of,
};
use crate::intake::terraform::kinds::{first_unified, order_text, set, unified};
use crate::intake::terraform::value::{Failure, Found, Outcome, Shape, Value};

/// How many elements `range` gives at most, in Terraform too.
const MAX_RANGE: usize = 1_024;

/// The functions that give one of their arguments or a part of it.
pub(super) fn chosen(name: &str, arguments: &Arguments<'_>) -> Option<Result<Found, Failure>> {
    let first = arguments.list.first()?;
    let outcome = match (name, arguments.len()) {
        ("sensitive" | "nonsensitive", 1) => Ok(first.clone()),
        ("tostring" | "tobool" | "tonumber", 1) => converted(name, first),
        ("coalesce", _) => coalesced(arguments),
        ("coalescelist", _) => first_filled(arguments),
        ("lookup", 2 | 3) => looked_up(arguments),
        ("element", 2) => element(arguments),
        ("one", 1) => one(arguments),
        _ => return None,
    };
    Some(outcome)
}

fn converted(name: &str, found: &Found) -> Result<Found, Failure> {
    if matches!(found.value, Value::Null | Value::Attribute(..)) {
        return Ok(found.clone());
    }
    let value = match name {
        "tostring" => text_of(found).map(Value::Text),
        "tobool" => bool_of(found).map(Value::Bool),
        _ => number_of(found).map(Value::Number),
    };
    Ok(Found::new(value?, found.at.clone()))
}

fn is_empty(found: &Found) -> bool {
    found.value == Value::Null || found.text() == Some("")
}

fn coalesced(arguments: &Arguments<'_>) -> Result<Found, Failure> {
    let found = arguments.list.iter().find(|one| !is_empty(one)).ok_or(Failure::Error)?;
    if matches!(found.value, Value::Error) {
        return Err(Failure::Error);
    }
    first_unified(found.clone(), &arguments.list)
}

fn first_filled(arguments: &Arguments<'_>) -> Result<Found, Failure> {
    for one in &arguments.list {
        let items = items_of(one)?;
        if items.iter().any(|item| item.value != Value::Rest) {
            return Ok(one.clone());
        }
        if let Some(rest) = items.first() {
            return Err(Failure::Unknown(Some(rest.at.clone())));
        }
    }
    Err(Failure::Error)
}

fn looked_up(arguments: &Arguments<'_>) -> Result<Found, Failure> {
    let (found, key) = (arguments.get(0)?, arguments.get(1)?);
    let default = arguments.list.get(2);
    let members = members_of(found)?;
    if key.value.is_known() || key.value == Value::Error {
        let found = member(found, key);
        return match (found, default) {
            (Err(Failure::Error), Some(default)) if text_of(key).is_ok() => absent(members, default),
            (found, _) => found,
        };
    }
    let mut all = members.iter().map(|(_, value)| value).chain(default).cloned();
    let first = all.next().ok_or(Failure::Error)?;
    arguments.budget.spend(first.size().saturating_mul(found.size()))?;
    Ok(all.fold(first, |one, other| either(one, other, &key.at)))
}

/// The default of a look-up. In a map it has the kind of the elements, in an object its own: where these differ, the
/// value is not known.
fn absent(members: &[(String, Found)], default: &Found) -> Result<Found, Failure> {
    let elements: Vec<Found> = members.iter().map(|(_, value)| value.clone()).collect();
    match first_unified(default.clone(), &elements) {
        Ok(converted) if order_text(&converted) != order_text(default) => {
            Err(Failure::Unknown(Some(default.at.clone())))
        }
        // Where nothing is in common, the elements are those of an object.
        _ => Ok(default.clone()),
    }
}

fn element(arguments: &Arguments<'_>) -> Result<Found, Failure> {
    let items = arguments.closed_items(0)?;
    let count = i64::try_from(items.len()).map_err(|_| Failure::Error)?;
    let index = arguments.integer(1)?.checked_rem_euclid(count).ok_or(Failure::Error)?;
    let is_set = matches!(arguments.get(0)?.value, Value::List(Shape::Set, _));
    if is_set {
        return Err(Failure::Error);
    }
    usize::try_from(index).ok().and_then(|index| items.get(index)).cloned().ok_or(Failure::Error)
}

fn one(arguments: &Arguments<'_>) -> Result<Found, Failure> {
    match arguments.closed_items(0)? {
        [] => Ok(arguments.found(Value::Null)),
        [only] => Ok(only.clone()),
        _ => Err(Failure::Error),
    }
}

/// The functions that need not know every part of their arguments.
pub(super) fn of_parts(name: &str, arguments: &Arguments<'_>) -> Option<Outcome> {
    let outcome = match (name, arguments.len()) {
        ("concat", 1..) => concatenated(arguments),
        ("compact", 1) => compacted(arguments),
        ("flatten", 1) => flattened(arguments),
        ("distinct", 1) => distinct(arguments),
        ("reverse", 1) => reversed(arguments),
        ("sort", 1) => sorted(arguments),
        ("tolist", 1) => match arguments.get(0) {
            Ok(Found { value: Value::Null, .. }) => Ok(Value::Null),
            _ => arguments.items(0).and_then(|items| Ok(Value::List(Shape::List, unified(items.to_vec())?))),
        },
        ("tomap", 1) => match arguments.get(0) {
            Ok(Found { value: Value::Null, .. }) => Ok(Value::Null),
            _ => arguments.members(0).and_then(unified_map),
        },
        ("merge", _) => merged(arguments),
        ("keys", 1) => arguments.members(0).map(|members| {
            let key =
                |(name, value): &(String, Found)| Found::new(Value::Text(name.clone()), value.at.clone());
            // Those of an object; those of a map would be a list.
            Value::List(Shape::Tuple, members.iter().map(key).collect())
        }),
        ("values", 1) => arguments.members(0).map(|members| {
            Value::List(Shape::Tuple, members.iter().map(|(_, value)| value.clone()).collect())
        }),
        ("length", 1) => length(arguments),
        ("contains", 2) => contains(arguments),
        ("index", 2) => position(arguments),
        ("slice", 3) => slice(arguments),
        ("chunklist", 2) => chunks(arguments),
        ("zipmap", 2) => zipped(arguments),
        ("alltrue" | "anytrue", 1) => every(name == "alltrue", arguments),
        _ => return None,
    };
    Some(outcome)
}

fn unified_map(members: &[(String, Found)]) -> Outcome {
    let values = unified(members.iter().map(|(_, value)| value.clone()).collect())?;
    Ok(Value::Map(members.iter().map(|(name, _)| name.clone()).zip(values).collect()))
}

fn rest(at: &Found) -> Found {
    Found::new(Value::Rest, at.at.clone())
}

fn concatenated(arguments: &Arguments<'_>) -> Outcome {
    let mut all = Vec::new();
    let mut shape = Shape::List;
    for list in &arguments.list {
        match &list.value {
            Value::List(Shape::Set, _) => return Err(Failure::Error),
            Value::List(of, items) => {
                all.extend(items.iter().cloned());
                if *of == Shape::Tuple {
                    shape = Shape::Tuple;
                }
            }
            Value::Unknown | Value::Attribute(..) => all.push(rest(list)),
            _ => return Err(Failure::Error),
        }
    }
    // Lists are one list of what they have in common.
    Ok(Value::List(shape, if shape == Shape::List { unified(all)? } else { all }))
}

fn compacted(arguments: &Arguments<'_>) -> Outcome {
    let items = arguments.items(0)?.iter().filter(|item| !is_empty(item));
    let settled = |item: &Found| match item.value {
        // It may be null or empty.
        Value::Unknown => rest(item),
        _ => item.clone(),
    };
    Ok(Value::List(Shape::List, unified(items.map(settled).collect())?))
}

fn flattened(arguments: &Arguments<'_>) -> Outcome {
    fn take(items: &[Found], all: &mut Vec<Found>) {
        for item in items {
            match &item.value {
                Value::List(_, inner) => take(inner, all),
                Value::Attribute(_, name) if name == "id" => all.push(item.clone()),
                // It may be a list.
                Value::Unknown | Value::Attribute(..) => all.push(rest(item)),
                _ => all.push(item.clone()),
            }
        }
    }
    let mut all = Vec::new();
    take(arguments.items(0)?, &mut all);
    Ok(Value::List(Shape::Tuple, all))
}

fn distinct(arguments: &Arguments<'_>) -> Outcome {
    let items = unified(arguments.items(0)?.to_vec())?;
    let mut found: Vec<Found> = Vec::new();
    for item in items {
        arguments.budget.spend(1 + found.len() / 8)?;
        if found.iter().any(|known| equal(known, &item) == Some(true)) {
            continue;
        }
        // It may be the same as another one.
        let is_unknown = item.value == Value::Unknown;
        found.push(if is_unknown { rest(&item) } else { item });
    }
    Ok(Value::List(Shape::List, found))
}

fn reversed(arguments: &Arguments<'_>) -> Outcome {
    let items = arguments.items(0)?.iter().rev().cloned().collect();
    let shape = match arguments.get(0)?.value {
        Value::List(Shape::Tuple, _) => Shape::Tuple,
        _ => Shape::List,
    };
    Ok(Value::List(shape, items))
}

fn sorted(arguments: &Arguments<'_>) -> Outcome {
    let (known, unknown): (Vec<&Found>, Vec<&Found>) =
        arguments.items(0)?.iter().partition(|item| item.value.is_known());
    let mut texts = Vec::new();
    for item in known {
        texts.push((text_of(item)?, item.at.clone()));
    }
    texts.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut items: Vec<Found> =
        texts.into_iter().map(|(text, at)| Found::new(Value::Text(text), at)).collect();
    items.extend(
        unknown.into_iter().map(|item| if item.value == Value::Error { item.clone() } else { rest(item) }),
    );
    Ok(Value::List(Shape::List, items))
}

fn merged(arguments: &Arguments<'_>) -> Outcome {
    let mut all: Vec<(String, Found)> = Vec::new();
    for one in arguments.list.iter().filter(|one| one.value != Value::Null) {
        all.extend(members_of(one)?.iter().cloned());
    }
    Ok(map(all))
}

fn length(arguments: &Arguments<'_>) -> Outcome {
    let found = arguments.get(0)?;
    let count = match found.known()? {
        Value::List(Shape::Set, items) => {
            if let Some(unknown) = items.iter().find(|item| !item.value.is_known()) {
                return Err(Failure::Unknown(Some(unknown.at.clone())));
            }
            items.len()
        }
        Value::List(..) => arguments.closed_items(0)?.len(),
        Value::Map(members) => members.len(),
        Value::Text(text) if text.is_ascii() && !text.contains('\r') => text.len(),
        Value::Text(_) => return Err(Failure::Unknown(None)),
        _ => return Err(Failure::Error),
    };
    number(count)
}

fn number(count: usize) -> Outcome {
    u32::try_from(count).map(|count| Value::Number(f64::from(count))).map_err(|_| Failure::Unknown(None))
}

fn contains(arguments: &Arguments<'_>) -> Outcome {
    let (items, wanted) = (arguments.items(0)?, arguments.get(1)?);
    let mut doubt = None;
    for item in items {
        match equal(item, wanted) {
            Some(true) => return Ok(Value::Bool(true)),
            Some(false) => {}
            None => doubt = doubt.or(Some(item.at.clone())),
        }
    }
    doubt.map_or(Ok(Value::Bool(false)), |at| Err(Failure::Unknown(Some(at))))
}

fn position(arguments: &Arguments<'_>) -> Outcome {
    let wanted = arguments.get(1)?;
    for (position, item) in arguments.closed_items(0)?.iter().enumerate() {
        match equal(item, wanted) {
            Some(true) => return number(position),
            Some(false) => {}
            None => return Err(Failure::Unknown(Some(item.at.clone()))),
        }
    }
    Err(Failure::Error)
}

fn slice(arguments: &Arguments<'_>) -> Outcome {
    let items = arguments.closed_items(0)?;
    let part = items.get(arguments.count(1)?..arguments.count(2)?).ok_or(Failure::Error)?;
    match arguments.get(0)?.value {
        Value::List(Shape::Set, _) => Err(Failure::Error),
        Value::List(shape, _) => Ok(Value::List(shape, part.to_vec())),
        _ => Err(Failure::Error),
    }
}

fn chunks(arguments: &Arguments<'_>) -> Outcome {
    let (items, size) = (unified(arguments.closed_items(0)?.to_vec())?, arguments.count(1)?);
    let size = if size == 0 { items.len().max(1) } else { size };
    let chunk = |part: &[Found]| arguments.found(Value::List(Shape::List, part.to_vec()));
    Ok(Value::List(Shape::List, items.chunks(size).map(chunk).collect()))
}

fn zipped(arguments: &Arguments<'_>) -> Outcome {
    let (names, values) = (arguments.texts(0)?, arguments.closed_items(1)?);
    if names.len() != values.len() {
        return Err(Failure::Error);
    }
    Ok(map(names.into_iter().zip(values.iter().cloned()).collect()))
}

fn every(wanted: bool, arguments: &Arguments<'_>) -> Outcome {
    arguments.items(0)?;
    let mut doubt = None;
    for flag in arguments.flags(0) {
        match flag {
            Ok(flag) if flag != wanted => return Ok(Value::Bool(!wanted)),
            Ok(_) => {}
            Err(failure) => doubt = doubt.or(Some(failure)),
        }
    }
    doubt.map_or(Ok(Value::Bool(wanted)), Err)
}

/// The functions that need every part of their arguments.
pub(super) fn of_whole(name: &str, arguments: &Arguments<'_>) -> Option<Outcome> {
    let outcome = match (name, arguments.len()) {
        ("range", 1..=3) => range(arguments),
        ("matchkeys", 3) => matching(arguments),
        ("transpose", 1) => transposed(arguments),
        _ => return None,
    };
    Some(outcome)
}

fn range(arguments: &Arguments<'_>) -> Outcome {
    let (start, limit) = match arguments.len() {
        1 => (0.0, arguments.number(0)?),
        _ => (arguments.number(0)?, arguments.number(1)?),
    };
    let step = match arguments.len() {
        3 => arguments.number(2)?,
        _ if start > limit => -1.0,
        _ => 1.0,
    };
    let goes_up = limit > start;
    if step.abs() == 0.0 || (goes_up && step < 0.0) || (limit < start && step > 0.0) {
        return Err(Failure::Error);
    }
    let mut items = Vec::new();
    let mut next = start;
    while if step > 0.0 { next < limit } else { next > limit } {
        if items.len() == MAX_RANGE {
            return Err(Failure::Error);
        }
        items.push(arguments.found(Value::Number(next)));
        next += step;
    }
    Ok(Value::List(Shape::List, items))
}

fn matching(arguments: &Arguments<'_>) -> Outcome {
    let (values, keys) = (unified(arguments.items(0)?.to_vec())?, arguments.items(1)?);
    let both = unified([keys, arguments.items(2)?].concat())?;
    let (keys, wanted) = both.split_at(keys.len());
    if values.len() != keys.len() {
        return Err(Failure::Error);
    }
    arguments.budget.spend(keys.len().saturating_mul(1 + wanted.len() / 8))?;
    let is_wanted = |key: &Found| wanted.iter().any(|one| equal(key, one) == Some(true));
    let found = values.into_iter().zip(keys).filter(|(_, key)| is_wanted(key)).map(|(value, _)| value);
    Ok(Value::List(Shape::List, found.collect()))
}

fn transposed(arguments: &Arguments<'_>) -> Outcome {
    let mut pairs: Vec<(String, Found)> = Vec::new();
    for (name, list) in arguments.members(0)? {
        for item in items_of(list)? {
            pairs.push((text_of(item)?, Found::new(Value::Text(name.clone()), list.at.clone())));
        }
    }
    pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut members: Vec<(String, Vec<Found>)> = Vec::new();
    for (name, value) in pairs {
        match members.last_mut() {
            Some((last, values)) if *last == name => values.push(value),
            _ => members.push((name, vec![value])),
        }
    }
    let member = |(name, values)| {
        let Ok(Value::List(_, values)) = set(values) else { return (name, arguments.found(Value::Null)) };
        (name, arguments.found(Value::List(Shape::List, values)))
    };
    Ok(Value::Map(members.into_iter().map(member).collect()))
}
