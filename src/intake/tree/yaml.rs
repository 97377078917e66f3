//! YAML to a tree, with the nodes that aliases stand for.

use std::borrow::Cow;
use std::collections::BTreeSet;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::{Node, Place, Tree, Value};
use crate::limits::{MAX_VALUE_DEPTH, MAX_YAML_COPIES};

/// The trees of a text, one for each of its documents.
pub(in crate::intake) fn read(text: &str) -> Tree<'_> {
    read_within(text, MAX_YAML_COPIES)
}

fn read_within(text: &str, max_copies: usize) -> Tree<'_> {
    let mut builder = Builder { max_copies, ..Builder::default() };
    let mut broken = None;
    for event in Parser::new_from_str(text.trim_start_matches('\u{feff}')) {
        let result = match event {
            Ok((event, span)) => {
                builder.take(event, place(&span)).map_err(|what| (place(&span), Cow::Borrowed(what)))
            }
            Err(error) => {
                let marker = error.marker();
                Err((place(&Span::new(*marker, *marker)), Cow::Owned(error.info().to_owned())))
            }
        };
        if let Err(stop) = result {
            broken = Some(stop);
            break;
        }
    }
    while builder.close() {}
    Tree { roots: builder.roots, broken }
}

fn place(span: &Span) -> Place {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Place { line: number(span.start.line()), column: number(span.start.col() + 1) }
}

#[derive(Default)]
struct Builder<'t> {
    roots: Vec<Node<'t>>,
    /// The containers that are open, outermost first.
    open: Vec<Container<'t>>,
    anchors: Vec<(usize, Node<'t>)>,
    copies: usize,
    max_copies: usize,
}

struct Container<'t> {
    node: Node<'t>,
    anchor: usize,
    /// The key whose value comes next.
    key: Option<Node<'t>>,
}

impl<'t> Builder<'t> {
    fn take(&mut self, event: Event<'t>, place: Place) -> Result<(), &'static str> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                let value = if plain { Value::Plain(text) } else { Value::Text(text) };
                self.give(Node { place, value }, anchor);
            }
            Event::SequenceStart(anchor, _) => return self.open(place, Value::List(Vec::new()), anchor),
            Event::MappingStart(anchor, _) => return self.open(place, Value::Map(Vec::new()), anchor),
            Event::SequenceEnd | Event::MappingEnd => {
                self.close();
            }
            Event::Alias(anchor) => {
                let known = self.anchors.iter().rev().find(|(known, _)| *known == anchor);
                let node = known.map(|(_, node)| Node { place, ..node.clone() });
                self.copies += node.as_ref().map_or(0, size);
                if self.copies > self.max_copies {
                    return Err("its aliases stand for too much");
                }
                self.give(node.unwrap_or(Node { place, value: Value::Plain(Cow::Borrowed("null")) }), 0);
            }
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, place: Place, value: Value<'t>, anchor: usize) -> Result<(), &'static str> {
        self.open.push(Container { node: Node { place, value }, anchor, key: None });
        if self.open.len() > MAX_VALUE_DEPTH as usize { Err("values nest too deeply") } else { Ok(()) }
    }

    /// Closes the innermost container; false when none is open.
    fn close(&mut self) -> bool {
        let Some(mut container) = self.open.pop() else { return false };
        merge(&mut container.node);
        self.give(container.node, container.anchor);
        true
    }

    /// Puts a value where it belongs.
    fn give(&mut self, node: Node<'t>, anchor: usize) {
        if anchor > 0 {
            self.anchors.push((anchor, node.clone()));
        }
        let Some(container) = self.open.last_mut() else {
            self.roots.push(node);
            return;
        };
        match (&mut container.node.value, container.key.take()) {
            (Value::List(items), _) => items.push(node),
            (Value::Map(entries), Some(key)) => entries.push((key, node)),
            (_, _) => container.key = Some(node),
        }
    }
}

/// Puts the members in that `<<: *default` merges into a map, where it has none of the same name.
fn merge(map: &mut Node<'_>) {
    let Value::Map(entries) = &mut map.value else { return };
    let is_merge = |key: &Node<'_>| matches!(&key.value, Value::Plain(text) if text == "<<");
    let Some(position) = entries.iter().position(|(key, _)| is_merge(key)) else { return };
    let maps = match entries.remove(position).1.value {
        Value::List(maps) => maps.into_iter().map(|node| node.value).collect(),
        other => vec![other],
    };
    let name = |key: &Node<'_>| key.text().map(str::to_owned);
    let mut names: BTreeSet<Option<String>> = entries.iter().map(|(key, _)| name(key)).collect();
    for map in maps {
        let Value::Map(merged) = map else { continue };
        entries.extend(merged.into_iter().filter(|(key, _)| names.insert(name(key))));
    }
}

/// How many values a tree holds.
fn size(node: &Node<'_>) -> usize {
    1 + match &node.value {
        Value::List(items) => items.iter().map(size).sum(),
        Value::Map(entries) => entries.iter().map(|(_, value)| 1 + size(value)).sum(),
        Value::Plain(_) | Value::Text(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_where_they_stand() {
        let tree =
            read("---\na: &x\n  - b: 'true'\n    c: true\n  - |\n    two\n    lines\nd: *x\n---\ne: 1\n");
        assert_eq!(tree.broken, None);
        let [first, second] = &tree.roots[..] else { panic!("{:?}", tree.roots) };
        let items = first.get("a").unwrap().items();
        assert_eq!((items[0].place, items[0].text_of("b")), (Place { line: 3, column: 5 }, Some("true")));
        assert!(items[0].get("c").unwrap().is_true() && !items[0].get("b").unwrap().is_true());
        assert_eq!(items[1].text(), Some("two\nlines\n"));
        assert_eq!(first.get("d").unwrap().items().len(), 2);
        assert_eq!(second.text_of("e"), Some("1"));
    }

    #[test]
    fn members_are_merged_in_where_a_map_has_none_of_its_own() {
        let tree = read("- &a {x: 1, y: 2}\n- {<<: *a, y: 3}\n- {<<: [{z: 4}, *a]}\n- {'<<': 5}\n");
        let [_, second, third, fourth] = tree.roots[0].items() else { panic!("{:?}", tree.roots) };
        assert_eq!((second.text_of("x"), second.text_of("y")), (Some("1"), Some("3")));
        assert_eq!((third.text_of("x"), third.text_of("z")), (Some("1"), Some("4")));
        assert_eq!(fourth.text_of("<<"), Some("5"));
    }

    #[test]
    fn what_aliases_stand_for_is_bounded() {
        // Ten values, eleven with the list, for which an alias stands that many times.
        let text = |aliases: usize| format!("- &a [{}]\n{}", ["x"; 10].join(", "), "- *a\n".repeat(aliases));
        for (max_copies, is_whole) in [(34, true), (33, true), (32, false)] {
            let text = text(3);
            let tree = read_within(&text, max_copies);
            assert_eq!(tree.broken.is_none(), is_whole, "{max_copies}");
            assert_eq!(
                tree.roots[0].items().len(),
                if is_whole { 4 } else { 3 },
                "what stands before is kept"
            );
        }
        // 999 aliases for 1,001 values are one value less than a million.
        let values = ["x"; 1_000].join(", ");
        let text = |last: &str| format!("- &a [{values}]\n- &b x\n- &c [x]\n{}{last}", "- *a\n".repeat(999));
        for (last, is_whole) in [("", true), ("- *b\n", true), ("- *c\n", false)] {
            assert_eq!(read(&text(last)).broken.is_none(), is_whole, "{MAX_YAML_COPIES}: {last}");
        }
    }

    #[test]
    fn what_stands_before_a_break_is_kept() {
        let tree = read("a:\n  - b: 1\n  - c: 'x\n");
        assert_eq!(tree.roots[0].get("a").unwrap().items()[0].text_of("b"), Some("1"));
        assert!(tree.broken.is_some());
        assert!(read(&"[".repeat(100_000)).broken.is_some());
        let laugh = |n: u32| format!("a{n}: &a{n} [*a{0}, *a{0}, *a{0}]\n", n - 1);
        let laughs = (1..30).map(laugh).collect::<Vec<_>>().concat();
        assert_eq!(read(&format!("a0: &a0 x\n{laughs}")).broken.unwrap().1, "its aliases stand for too much");
    }
}
