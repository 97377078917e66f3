//! The list of scopes of a provider block.

use std::sync::Arc;

use super::conversion::text_of;
use super::expression::Instance;
use super::names::Names;
use super::value::{Found, Value, origin};
use crate::located::Located;
use crate::located::hcl::Expression;
use crate::model::{Named, Origin, ScopeList};

/// What is shown in place of a text that could be a secret.
const HIDDEN: &str = "***";

/// The scopes of a list; none when the list is null.
pub(super) fn listed(
    list: &Located<Expression>,
    source: &Arc<str>,
    names: &Names,
    instance: Option<&Instance>,
) -> Option<ScopeList> {
    let found = names.value(source, list, instance);
    let place = origin(source, list.at);
    match found.value {
        Value::Null => None,
        Value::List(_, items) => {
            Some(of_items(place, items.iter().map(|item| (name(item), item.at.clone()))))
        }
        // That there is a list and nobody knows what it holds is another thing than no list.
        _ => Some(ScopeList { origin: place, names: Vec::new(), open: vec![found.at] }),
    }
}

/// A list of items, each with its name; an item without a name leaves the list open.
pub(in crate::intake) fn of_items(
    place: Origin,
    items: impl Iterator<Item = (Option<String>, Origin)>,
) -> ScopeList {
    let mut list = ScopeList { origin: place, names: Vec::new(), open: Vec::new() };
    for (name, origin) in items {
        match name {
            Some(name) if name != HIDDEN && list.names.iter().any(|known| known.name == name) => {}
            Some(name) => list.names.push(Named { name, origin }),
            None if list.open.contains(&origin) => {}
            None => list.open.push(origin),
        }
    }
    list
}

fn name(item: &Found) -> Option<String> {
    scope_name(&text_of(item).ok()?)
}

/// An item of a list of scopes as it may be shown; none for an empty one.
pub(in crate::intake) fn scope_name(text: &str) -> Option<String> {
    const MAX_BYTES: usize = 400;
    let is_separator = |char: char| char == ',' || char.is_ascii_whitespace();
    let mut words = text.split(is_separator).filter(|word| !word.is_empty()).peekable();
    words.peek()?;
    let is_shown = text.len() <= MAX_BYTES && words.all(could_be_scope);
    Some(if is_shown { text.to_owned() } else { HIDDEN.to_owned() })
}

/// Whether a text could be the name of a scope; what could be a token instead is not kept.
fn could_be_scope(text: &str) -> bool {
    const MAX_BYTES: usize = 80;
    text.len() <= MAX_BYTES && text.chars().all(|char| char.is_ascii_alphabetic() || "._:-".contains(char))
}
