//! The list of scopes of a provider block.

use std::sync::Arc;

use super::conversion::text_of;
use super::expression::Instance;
use super::names::Names;
use super::value::{Found, Value, origin};
use crate::disclosure::AllowList;
use crate::located::Located;
use crate::located::hcl::Expression;
use crate::model::{Named, Origin, ProviderBlock, ScopeList};

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
            Some(name) if list.names.iter().any(|known| known.name == name) => {}
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

/// An item of a list of scopes; none for an empty one.
pub(in crate::intake) fn scope_name(text: &str) -> Option<String> {
    let is_separator = |char: char| char == ',' || char.is_ascii_whitespace();
    text.contains(|char| !is_separator(char)).then(|| text.to_owned())
}

/// Hides what may not be printed in the scopes of provider blocks.
pub(super) fn hide_unknown(providers: &mut [ProviderBlock], allowed: &AllowList) {
    let lists = providers.iter_mut().filter_map(|provider| provider.scopes.as_mut());
    for named in lists.flat_map(|list| &mut list.names) {
        named.name = allowed.parts(&named.name).into_owned();
    }
}
