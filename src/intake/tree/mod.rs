//! A document as a tree of values that know where they stand, whether it was written as JSON or as YAML.
//!
//! A broken document still gives what stands before the break; [`Tree::broken`] says where that is.

mod json;
mod yaml;

use std::borrow::Cow;

pub(super) use json::{Places, read as json};
pub(super) use yaml::read as yaml;

/// Whether a text is JSON rather than YAML: a bracket opens it.
pub(super) fn is_json(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '['])
}

/// The tree of a text in either notation.
pub(super) fn either(text: &str) -> Tree<'_> {
    if is_json(text) { json(text) } else { yaml(text) }
}

/// A line and a column, from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: u32,
    pub(super) column: u32,
}

/// How many characters the bytes of a text are.
pub(super) fn characters(bytes: &[u8]) -> u32 {
    let continued = |byte: &&u8| matches!(byte, 0x80..=0xbf);
    let more = if bytes.is_ascii() { 0 } else { bytes.iter().filter(continued).count() };
    u32::try_from(bytes.len() - more).unwrap_or(u32::MAX)
}

/// A document.
#[derive(Clone, Debug)]
pub(super) struct Tree<'t> {
    /// The values at the top: one, or as many as the documents of a YAML file.
    pub(super) roots: Vec<Node<'t>>,
    /// Where and why the text is no such document.
    pub(super) broken: Option<(Place, Cow<'static, str>)>,
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node<'t> {
    pub(super) place: Place,
    pub(super) value: Value<'t>,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value<'t> {
    /// A number, `true`, `false`, `null`, or a YAML scalar without quotes, as it is spelt.
    Plain(Cow<'t, str>),
    /// A text.
    Text(Cow<'t, str>),
    List(Vec<Node<'t>>),
    Map(Vec<(Node<'t>, Node<'t>)>),
}

impl Node<'_> {
    /// The value of a member, or nothing when this is no map or has no such member.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        self.entries().find(|(name, _)| *name == key).map(|(_, node)| node)
    }

    /// The value behind several members, one inside the other.
    pub(super) fn at(&self, keys: &[&str]) -> Option<&Self> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The text, or what is spelt without quotes.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Plain(text) => Some(text),
            Value::List(_) | Value::Map(_) => None,
        }
    }

    /// The text of a member.
    pub(super) fn text_of(&self, key: &str) -> Option<&str> {
        self.get(key).and_then(Node::text)
    }

    /// The items of a list; none when this is no list.
    pub(super) fn items(&self) -> &[Self] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The items of the list that a member is.
    pub(super) fn items_of(&self, key: &str) -> &[Self] {
        self.get(key).map(Node::items).unwrap_or_default()
    }

    /// Whether a member is spelt `true`.
    pub(super) fn says(&self, key: &str) -> bool {
        self.get(key).is_some_and(Node::is_true)
    }

    /// The members of a map whose keys are texts; none when this is no map.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, &Self)> {
        let entries = match &self.value {
            Value::Map(entries) => entries.as_slice(),
            _ => &[],
        };
        entries.iter().filter_map(|(key, node)| Some((key.text()?, node)))
    }

    /// Whether this is spelt `true` and no text.
    pub(super) fn is_true(&self) -> bool {
        matches!(&self.value, Value::Plain(text) if text.eq_ignore_ascii_case("true"))
    }
}
