//! JSON to a tree.

use std::borrow::Cow;

use super::{Node, Place, Tree, Value};
use crate::intake::json::{Broken, Cursor, Kind};

/// The tree of a text; what stands behind the first value is an error.
pub(in crate::intake) fn read(text: &str) -> Tree<'_> {
    let text = text.trim_start_matches('\u{feff}');
    let mut cursor = Cursor::new(text.as_bytes());
    let (root, mut result) = node(&mut cursor, &mut Places::new(text));
    if result.is_ok() && !cursor.is_at_end() {
        result = Err(Broken { at: cursor.offset(), what: "something stands behind its end" });
    }
    let broken = result.err().map(|broken| (Places::new(text).of(broken.at), Cow::Borrowed(broken.what)));
    Tree { roots: root.into_iter().collect(), broken }
}

/// The next value, or what there is of it before the text breaks.
fn node<'t>(cursor: &mut Cursor<'t>, places: &mut Places<'t>) -> (Option<Node<'t>>, Result<(), Broken>) {
    let place = places.of(cursor.offset());
    let (value, result) = match cursor.kind() {
        Err(broken) => return (None, Err(broken)),
        Ok(Kind::Text) => match cursor.text() {
            Ok(text) => (Value::Text(text), Ok(())),
            Err(broken) => return (None, Err(broken)),
        },
        Ok(Kind::Scalar) => match cursor.scalar() {
            Ok(text) => (Value::Plain(Cow::Borrowed(text)), Ok(())),
            Err(broken) => return (None, Err(broken)),
        },
        Ok(Kind::List) => {
            let mut items = Vec::new();
            let result = cursor.list(|cursor| {
                let (item, result) = node(cursor, places);
                items.extend(item);
                result
            });
            (Value::List(items), result)
        }
        Ok(Kind::Map) => {
            let mut entries = Vec::new();
            let result = cursor.map(|cursor, key| {
                let (value, result) = node(cursor, places);
                entries
                    .extend(value.map(|value| (Node { place: value.place, value: Value::Text(key) }, value)));
                result
            });
            (Value::Map(entries), result)
        }
    };
    (Some(Node { place, value }), result)
}

/// Bytes to lines and columns; asked in order, it goes through the text once.
pub(in crate::intake) struct Places<'t> {
    text: &'t str,
    at: usize,
    place: Place,
}

impl<'t> Places<'t> {
    pub(in crate::intake) const fn new(text: &'t str) -> Self {
        Self { text, at: 0, place: Place { line: 1, column: 1 } }
    }

    /// The place of a byte that stands behind those asked for before.
    pub(in crate::intake) fn of(&mut self, at: usize) -> Place {
        let passed = self.text.get(self.at..at).unwrap_or_default();
        let lines = memchr::memchr_iter(b'\n', passed.as_bytes()).count();
        let last = passed.rsplit('\n').next().unwrap_or_default();
        let columns = u32::try_from(last.chars().count()).unwrap_or(u32::MAX);
        let before = if lines > 0 { 1 } else { self.place.column };
        self.place.line += u32::try_from(lines).unwrap_or(u32::MAX);
        self.place.column = before.saturating_add(columns);
        self.at = at.max(self.at);
        self.place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_where_they_stand() {
        let tree = read("{\n  \"ä\": 1, \"b\": [true,\n    {\"c\": \"d\"}]\n}");
        assert_eq!(tree.broken, None);
        let root = &tree.roots[0];
        let list = root.get("b").unwrap();
        assert_eq!(root.text_of("ä"), Some("1"));
        assert_eq!(list.place, Place { line: 2, column: 16 });
        assert!(list.items()[0].is_true());
        assert_eq!(list.items()[1].get("c").unwrap().place, Place { line: 3, column: 11 });
        assert_eq!(list.items()[1].text_of("c"), Some("d"));
    }

    #[test]
    fn what_stands_before_a_break_is_kept() {
        let tree = read("{\"a\": [1, {\"b\": 2}, {\"c\"\n: ");
        let root = &tree.roots[0];
        assert_eq!(root.get("a").unwrap().items().len(), 3);
        assert_eq!(root.get("a").unwrap().items()[1].text_of("b"), Some("2"));
        assert_eq!(tree.broken.unwrap().0, Place { line: 2, column: 3 });
        assert_eq!(read("{} {}").broken.unwrap().0, Place { line: 1, column: 4 });
        assert!(read("").roots.is_empty());
        let deep = read(&"[".repeat(100_000)).broken.unwrap();
        assert_eq!(deep.1, "values nest too deeply");
    }
}
