//! What the beginning of an input shows, for detectors to tell its format by.

use std::collections::BTreeMap;

use super::json::{Broken, Cursor, Kind};

/// How deep keys are looked at.
const DEPTH: usize = 5;

/// How much of a text is remembered, in characters.
const LONGEST: usize = 200;

/// How many keys are looked at.
const MOST_KEYS: usize = 2_000;

/// What the beginning of an input shows.
#[derive(Debug)]
pub(super) struct Glimpse<'a> {
    /// The name of the input, in lower case and without an ending that only says how it is packed.
    pub(super) name: String,
    /// How it is laid out.
    pub(super) shape: Shape,
    /// Its text, as far as it was looked at.
    pub(super) text: std::borrow::Cow<'a, str>,
}

/// How an input is laid out.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One JSON value. The keys as paths, such as `log.entries` or `[].eventType`, each with its first text.
    Json(BTreeMap<String, String>),
    /// JSON values one after the other, as in NDJSON, with the keys of the first.
    JsonLines(BTreeMap<String, String>),
    /// Lines that look like YAML, with the keys at its top.
    Yaml(Vec<String>),
    /// HTML or XML.
    Markup,
    /// Any other text.
    Lines,
}

impl<'a> Glimpse<'a> {
    /// A look at the first bytes of an input.
    pub(super) fn of(name: &str, head: &'a [u8]) -> Self {
        let name = name.to_lowercase();
        let name = [".gz", ".zst", ".zstd"]
            .iter()
            .find_map(|end| name.strip_suffix(end))
            .unwrap_or(&name)
            .to_owned();
        let text = String::from_utf8_lossy(head);
        let shape = shape(text.trim_start_matches('\u{feff}').trim_start());
        Self { name, shape, text }
    }

    /// The ending of the name, such as `json`.
    pub(super) fn ending(&self) -> &str {
        let file = self.name.rsplit(['/', '\\']).next().unwrap_or_default();
        file.rsplit_once('.').map_or("", |(_, ending)| ending)
    }

    /// Whether it is one JSON value that has all these keys.
    pub(super) fn is_json_with(&self, keys: &[&str]) -> bool {
        matches!(&self.shape, Shape::Json(known) if keys.iter().all(|key| known.contains_key(*key)))
    }

    /// The first text behind a key of JSON.
    pub(super) fn text_at(&self, key: &str) -> Option<&str> {
        match &self.shape {
            Shape::Json(known) | Shape::JsonLines(known) => known.get(key).map(String::as_str),
            _ => None,
        }
    }

    /// Whether it is YAML that has all these keys at its top.
    pub(super) fn is_yaml_with(&self, keys: &[&str]) -> bool {
        matches!(&self.shape, Shape::Yaml(known) if keys.iter().all(|key| known.iter().any(|known| known == key)))
    }
}

fn shape(text: &str) -> Shape {
    match text.as_bytes() {
        [b'{' | b'[', ..] => {
            let mut keys = BTreeMap::new();
            let mut cursor = Cursor::new(text.as_bytes());
            let whole = collect(&mut cursor, &mut String::new(), 0, &mut keys).is_ok();
            if keys.is_empty() && !whole {
                return Shape::Lines;
            }
            if whole && matches!(cursor.kind(), Ok(Kind::Map | Kind::List)) {
                return Shape::JsonLines(keys);
            }
            Shape::Json(keys)
        }
        // Lines of syslog begin with a number in such brackets.
        [b'<', next, ..] if !next.is_ascii_digit() => Shape::Markup,
        _ => match top_keys(text) {
            keys if keys.is_empty() => Shape::Lines,
            keys => Shape::Yaml(keys),
        },
    }
}

/// The keys of a JSON value, as far as it goes.
fn collect(
    cursor: &mut Cursor<'_>,
    path: &mut String,
    depth: usize,
    keys: &mut BTreeMap<String, String>,
) -> Result<(), Broken> {
    if depth > DEPTH || keys.len() > MOST_KEYS {
        return cursor.skip();
    }
    let length = path.len();
    match cursor.kind()? {
        Kind::Map => cursor.map(|cursor, key| {
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(&key);
            keys.entry(path.clone()).or_default();
            let result = collect(cursor, path, depth + 1, keys);
            path.truncate(length);
            result
        }),
        Kind::List => cursor.list(|cursor| {
            path.push_str("[]");
            let result = collect(cursor, path, depth + 1, keys);
            path.truncate(length);
            result
        }),
        Kind::Text => {
            let text = cursor.text()?;
            if let Some(known) = keys.get_mut(path.as_str()).filter(|known| known.is_empty()) {
                *known = text.chars().take(LONGEST).collect();
            }
            Ok(())
        }
        Kind::Scalar => cursor.scalar().map(|_| ()),
    }
}

/// The keys at the top of what looks like YAML: words before a colon, at the beginning of a line.
fn top_keys(text: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let meaningful = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    for line in text.lines().filter(meaningful).take(5_000) {
        let indented = line.starts_with([' ', '\t', '-', '.']) || line.starts_with("%YAML");
        let key = line.split_once(':').filter(|(_, rest)| rest.is_empty() || rest.starts_with([' ', '\r']));
        let is_word = |key: &str| {
            key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$' | '"' | '\''))
        };
        match key {
            _ if indented => {}
            Some((key, _)) if is_word(key) => keys.push(key.trim_matches(['"', '\'']).to_owned()),
            // A line that no YAML map has at its top, outside of a text of several lines.
            _ if keys.is_empty() => return Vec::new(),
            _ => {}
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_told_apart() {
        let shape = |text: &str| Glimpse::of("x", text.as_bytes()).shape;
        let keys = |keys: &[(&str, &str)]| {
            keys.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
        };
        assert_eq!(
            shape("\u{feff}{\"log\": {\"version\": \"1.2\", \"entries\": [{\"a\": 1}, {\"a\""),
            Shape::Json(keys(&[
                ("log", ""),
                ("log.version", "1.2"),
                ("log.entries", ""),
                ("log.entries[].a", "")
            ]))
        );
        assert_eq!(shape("{\"a\": 1}\n{\"b\": 2}\n"), Shape::JsonLines(keys(&[("a", "")])));
        assert_eq!(shape("[{\"a\": 1}]\n"), Shape::Json(keys(&[("[].a", "")])));
        assert_eq!(shape("[GET] /api/v1/users"), Shape::Lines);
        assert_eq!(shape("{id} is a placeholder"), Shape::Lines);
        assert_eq!(shape("<html>"), Shape::Markup);
        assert_eq!(
            shape("# x\n---\nopenapi: 3.0.3\npaths:\n  /a:\n    get:\n"),
            Shape::Yaml(vec!["openapi".into(), "paths".into()])
        );
        assert_eq!(shape("GET /api/v1/users\nnote: x"), Shape::Lines);
    }
}
