//! Texts to trees in which every value knows where it stands: YAML, JSON and the language of Terraform, with everything
//! that is wrong in them.
//!
//! Knows nothing of Okta, and nothing of what the values mean.

mod decode;
mod fields;
pub mod hcl;
mod json;
mod places;
mod problem;
mod yaml;

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};

pub use decode::decode;
pub use fields::Fields;
pub use problem::{Position, Problem, Problems};

/// A value with the place where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Where it begins.
    pub at: Position,
}

impl<T> Located<T> {
    /// A value at a place.
    pub const fn new(value: T, at: Position) -> Self {
        Self { value, at }
    }
}

impl<T: Serialize> Serialize for Located<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<T: JsonSchema> JsonSchema for Located<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// A value of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A word, a number or a truth value that stands without quotes.
    Plain(String),
    /// A text in quotes or a block.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in order; keys are distinct.
    Map(Vec<(Located<String>, Node)>),
}

/// A value with the place where it begins.
pub type Node = Located<Value>;

impl Node {
    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Plain(text) | Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The entries of a list.
    pub fn list(&self) -> Option<&[Self]> {
        if let Value::List(entries) = &self.value { Some(entries) } else { None }
    }

    /// The members of a mapping.
    pub fn map(&self) -> Option<&[(Located<String>, Self)]> {
        if let Value::Map(members) = &self.value { Some(members) } else { None }
    }

    /// The member of a mapping with this name, unless it is null.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let member = self.map()?.iter().find(|(key, _)| key.value == name);
        member.map(|(_, node)| node).filter(|node| node.value != Value::Null)
    }

    /// The member at the end of a path of names.
    pub fn at_path(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, name| node.get(name))
    }

    /// The text of a member.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name)?.text()
    }

    /// The entries of a member that is a list; nothing when it is none.
    pub fn list_of(&self, name: &str) -> &[Self] {
        self.get(name).and_then(Self::list).unwrap_or_default()
    }

    /// The value in a line, without places: equal for equal values.
    pub fn in_a_line(&self) -> String {
        match &self.value {
            Value::Null => "~".to_owned(),
            Value::Plain(text) => text.clone(),
            Value::Text(text) => format!("{text:?}"),
            Value::List(list) => {
                format!("[{}]", list.iter().map(Self::in_a_line).collect::<Vec<_>>().join(","))
            }
            Value::Map(map) => {
                map.iter().map(|(key, node)| [&key.value, "=", &node.in_a_line(), ";"].concat()).collect()
            }
        }
    }

    /// What kind of value it is, in words.
    pub const fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "nothing",
            Value::Plain(_) | Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a mapping",
        }
    }
}

/// Parses a text: JSON when it begins like JSON, else YAML.
///
/// # Errors
///
/// The text is neither, nests too deeply, names a key twice, or holds more than one document.
pub fn parse(source: &str, text: &str) -> Result<Node, Problem> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if looks_like_json(text) { json::parse(source, text) } else { yaml::parse(source, text) }
}

/// Parses a text as YAML, however it begins.
///
/// # Errors
///
/// The text is none, with the place where it stops being so.
pub fn parse_yaml(source: &str, text: &str) -> Result<Node, Problem> {
    yaml::parse(source, text)
}

/// Whether a text begins like JSON and not like a flow collection of YAML.
pub fn looks_like_json(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    text.starts_with('{') || text.starts_with('[')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_and_yaml_give_the_same_tree_and_their_own_places() {
        let yaml = parse("a.yaml", "b:\n  - x: 1\n    y: 'é \"z\"'\n  - null\n").unwrap();
        let json =
            parse("a.json", "{\"b\": [\n  {\"x\": 1, \"y\": \"\\u00e9 \\\"z\\\"\"},\n  null]}").unwrap();
        assert_eq!(yaml.in_a_line(), "b=[x=1;y=\"é \\\"z\\\"\";,~];");
        assert_eq!(json.in_a_line(), yaml.in_a_line());
        let place = |node: &Node| {
            let y = node.list_of("b").first().and_then(|first| first.get("y")).unwrap();
            (y.at.line, y.at.column)
        };
        assert_eq!((place(&yaml), place(&json)), ((3, 8), (2, 17)));
    }

    #[test]
    fn what_cannot_be_read_is_a_problem_with_a_place() {
        for (text, message, line) in [
            ("{\"name\": 1,\n \"name\": 2}", "`name` stands twice", 2),
            ("name: 1\nb: 2\nname: 3\n", "`name` stands twice", 3),
            ("{\"a\": \n", "is no JSON", 2),
            ("a: [1\nb: 2\n", "is no YAML", 2),
            ("a: 1\n---\nb: 2\n", "more than one document", 2),
            ("a: &x 1\nb: *x\n", "anchors", 1),
        ] {
            let problem = parse("f", text).expect_err(text);
            assert!(problem.message.contains(message), "{text:?}: {problem:?}");
            assert_eq!(problem.at.map(|at| at.line), Some(line), "{text:?}: {problem:?}");
        }
        let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
        assert!(parse("f", &deep).expect_err("too deep").message.contains("nest"));
        assert!(parse("f", &"- ".repeat(5000)).is_err());
    }
}
