//! Functions of sets.

use super::Arguments;
use crate::intake::terraform::conversion::{equal, items_of};
use crate::intake::terraform::kinds::{set, unified};
use crate::intake::terraform::value::{Failure, Found, Outcome, Shape, Value};

pub(super) fn of_parts(name: &str, arguments: &Arguments<'_>) -> Option<Outcome> {
    let outcome = match (name, arguments.len()) {
        ("toset", 1) => match arguments.get(0) {
            Ok(Found { value: Value::Null, .. }) => Ok(Value::Null),
            _ => arguments.items(0).and_then(|items| set(items.to_vec())),
        },
        ("setunion", 1..) => united(arguments),
        ("setintersection", 1..) => common(arguments),
        ("setsubtract", 2) => subtracted(arguments),
        ("setproduct", 2..) => product(arguments),
        _ => return None,
    };
    Some(outcome)
}

fn rest(at: &Found) -> Found {
    Found::new(Value::Rest, at.at.clone())
}

/// The elements of an argument; of an unknown one any number.
fn elements(argument: &Found) -> Result<Vec<Found>, Failure> {
    match argument.value {
        Value::Unknown | Value::Attribute(..) => Ok(vec![rest(argument)]),
        _ => items_of(argument).map(<[Found]>::to_vec),
    }
}

/// The elements of all arguments, as one kind.
fn all_elements(arguments: &Arguments<'_>) -> Result<Vec<Vec<Found>>, Failure> {
    let lists: Vec<Vec<Found>> = arguments.list.iter().map(elements).collect::<Result<_, _>>()?;
    let lengths: Vec<usize> = lists.iter().map(Vec::len).collect();
    let mut items = unified(lists.concat())?.into_iter();
    Ok(lengths.into_iter().map(|length| items.by_ref().take(length).collect()).collect())
}

fn united(arguments: &Arguments<'_>) -> Outcome {
    let mut all = Vec::new();
    for argument in &arguments.list {
        all.extend(elements(argument)?);
    }
    set(all)
}

/// Whether a list has an element; none when that depends on something unknown.
fn has(items: &[Found], wanted: &Found) -> Option<bool> {
    let mut is_certain = true;
    for item in items {
        match equal(item, wanted) {
            Some(true) => return Some(true),
            Some(false) => {}
            None => is_certain = false,
        }
    }
    is_certain.then_some(false)
}

fn common(arguments: &Arguments<'_>) -> Outcome {
    let lists = all_elements(arguments)?;
    let Some((first, others)) = lists.split_first() else { return Err(Failure::Error) };
    let mut found = Vec::new();
    // What one list has and another may have.
    for item in lists.iter().flatten() {
        arguments.budget.spend(1 + lists.iter().map(Vec::len).sum::<usize>() / 8)?;
        let in_all = lists.iter().map(|list| has(list, item)).collect::<Vec<_>>();
        if item.value.is_known() && in_all.iter().all(|is_in| *is_in == Some(true)) {
            found.push(item.clone());
        } else if !in_all.contains(&Some(false)) || !item.value.is_known() {
            found.push(rest(item));
        }
    }
    let is_known = first.iter().chain(others.iter().flatten()).all(|item| item.value.is_known());
    if is_known {
        found.retain(|item| item.value != Value::Rest);
    }
    set(found)
}

fn subtracted(arguments: &Arguments<'_>) -> Outcome {
    let mut lists = all_elements(arguments)?;
    let (without, items) = (lists.pop().unwrap_or_default(), lists.pop().unwrap_or_default());
    let mut found = Vec::new();
    for item in items {
        arguments.budget.spend(1 + without.len() / 8)?;
        match has(&without, &item) {
            Some(true) => {}
            Some(false) => found.push(item),
            None => found.push(rest(&item)),
        }
    }
    set(found)
}

fn product(arguments: &Arguments<'_>) -> Outcome {
    let mut tuples: Vec<Vec<Found>> = vec![Vec::new()];
    let mut is_set = false;
    for (position, argument) in arguments.list.iter().enumerate() {
        is_set |= matches!(argument.value, Value::List(Shape::Set, _));
        let items = unified(arguments.closed_items(position)?.to_vec())?;
        let count = tuples.len().saturating_mul(items.len());
        arguments.budget.spend(count.saturating_mul(position + 1))?;
        let with = |tuple: &Vec<Found>| {
            let with = |item: &Found| tuple.iter().cloned().chain([item.clone()]).collect::<Vec<_>>();
            items.iter().map(with).collect::<Vec<_>>()
        };
        tuples = tuples.iter().flat_map(with).collect();
    }
    let tuple = |items| arguments.found(Value::List(Shape::Tuple, items));
    let tuples: Vec<Found> = tuples.into_iter().map(tuple).collect();
    if is_set { set(tuples) } else { Ok(Value::List(Shape::List, tuples)) }
}
