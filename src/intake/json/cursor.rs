//! A walk through one JSON text in memory: values are handed out where they stand, the others are skipped.

use std::borrow::Cow;

use super::Broken;
use super::text::{past_text, unescaped};
use crate::limits::MAX_VALUE_DEPTH;

/// What kind of value comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::intake) enum Kind {
    Map,
    List,
    Text,
    /// A number, `true`, `false` or `null`.
    Scalar,
}

/// A place in a JSON text.
#[derive(Clone, Debug)]
pub(in crate::intake) struct Cursor<'t> {
    bytes: &'t [u8],
    at: usize,
    depth: u32,
}

impl<'t> Cursor<'t> {
    pub(in crate::intake) const fn new(bytes: &'t [u8]) -> Self {
        Self { bytes, at: 0, depth: 0 }
    }

    /// The byte at which the next value begins, from 0.
    pub(in crate::intake) fn offset(&mut self) -> usize {
        self.skip_space();
        self.at
    }

    /// Whether nothing but space is left.
    pub(in crate::intake) fn is_at_end(&mut self) -> bool {
        self.skip_space();
        self.at >= self.bytes.len()
    }

    /// The kind of the next value.
    pub(in crate::intake) fn kind(&mut self) -> Result<Kind, Broken> {
        self.skip_space();
        match self.bytes.get(self.at) {
            Some(b'{') => Ok(Kind::Map),
            Some(b'[') => Ok(Kind::List),
            Some(b'"') => Ok(Kind::Text),
            Some(b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => Ok(Kind::Scalar),
            _ => self.broken("a value is missing"),
        }
    }

    /// Walks the members of an object; `each` takes or skips the value of its key.
    pub(in crate::intake) fn map(
        &mut self,
        mut each: impl FnMut(&mut Self, Cow<'t, str>) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        self.open(b'{', "an object is missing")?;
        while !self.closes(b'}')? {
            let key = self.text()?;
            self.skip_space();
            self.take(b':', "a colon is missing")?;
            each(self, key)?;
            self.separate(b'}')?;
        }
        Ok(())
    }

    /// Walks the items of an array; `each` takes or skips one.
    pub(in crate::intake) fn list(
        &mut self,
        mut each: impl FnMut(&mut Self) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        self.open(b'[', "an array is missing")?;
        while !self.closes(b']')? {
            each(self)?;
            self.separate(b']')?;
        }
        Ok(())
    }

    /// The next value when it is a text; any other is skipped.
    pub(in crate::intake) fn text_or_skip(&mut self) -> Result<Option<Cow<'t, str>>, Broken> {
        if self.kind()? == Kind::Text {
            return self.text().map(Some);
        }
        self.skip().map(|()| None)
    }

    /// Walks the next value when it is an object; any other is skipped.
    pub(in crate::intake) fn map_or_skip(
        &mut self,
        each: impl FnMut(&mut Self, Cow<'t, str>) -> Result<(), Broken>,
    ) -> Result<(), Broken> {
        if self.kind()? == Kind::Map { self.map(each) } else { self.skip() }
    }

    /// The next value as a small number, spelt as one or as a text; 0 for any other.
    pub(in crate::intake) fn number_or_skip(&mut self) -> Result<u16, Broken> {
        let text = match self.kind()? {
            Kind::Text => self.text()?,
            Kind::Scalar => Cow::Borrowed(self.scalar()?),
            Kind::Map | Kind::List => return self.skip().map(|()| 0),
        };
        Ok(text.trim().parse().unwrap_or(0))
    }

    /// A text, its escapes undone; broken UTF-8 is replaced.
    pub(in crate::intake) fn text(&mut self) -> Result<Cow<'t, str>, Broken> {
        self.skip_space();
        let start = self.at;
        let escaped = self.skip_text()?;
        let raw = self.bytes.get(start + 1..self.at - 1).unwrap_or_default();
        if escaped {
            return Ok(Cow::Owned(unescaped(raw)));
        }
        // Sound texts are by far the most, and the quicker check is for them.
        Ok(std::str::from_utf8(raw).map_or_else(|_| String::from_utf8_lossy(raw), Cow::Borrowed))
    }

    /// A number, `true`, `false` or `null`, as it stands.
    pub(in crate::intake) fn scalar(&mut self) -> Result<&'t str, Broken> {
        self.skip_space();
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let in_scalar = |c: &u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'+' | b'.');
        let length = rest.iter().take_while(|c| in_scalar(c)).count();
        let text = std::str::from_utf8(rest.get(..length).unwrap_or_default()).unwrap_or_default();
        if !matches!(text, "true" | "false" | "null") && text.parse::<f64>().is_err() {
            return self.broken("a value is missing");
        }
        self.at += length;
        Ok(text)
    }

    /// Passes over the next value, whatever it holds.
    pub(in crate::intake) fn skip(&mut self) -> Result<(), Broken> {
        match self.kind()? {
            Kind::Text => self.skip_text().map(|_| ()),
            Kind::Scalar => self.scalar().map(|_| ()),
            Kind::Map | Kind::List => self.skip_brackets(),
        }
    }

    fn skip_brackets(&mut self) -> Result<(), Broken> {
        let mut rest = self.bytes.get(self.at..).unwrap_or_default().iter();
        let mut open = 0_usize;
        let mut what = "it ends in the middle of a value";
        while let Some(c) = rest.next() {
            if *c == b'"' {
                if past_text(&mut rest).is_none() {
                    what = "it ends in the middle of a text";
                    break;
                }
            } else if matches!(c, b'{' | b'[') {
                open += 1;
            } else if matches!(c, b'}' | b']') {
                open -= 1;
                if open == 0 {
                    self.at = self.bytes.len() - rest.len();
                    return Ok(());
                }
            }
        }
        self.at = self.bytes.len();
        self.broken(what)
    }

    /// Passes over a text; says whether it holds escapes.
    fn skip_text(&mut self) -> Result<bool, Broken> {
        self.take(b'"', "a text in quotes is missing")?;
        let mut rest = self.bytes.get(self.at..).unwrap_or_default().iter();
        let escaped = past_text(&mut rest);
        self.at = if escaped.is_some() { self.bytes.len() - rest.len() } else { self.bytes.len() };
        escaped.map_or_else(|| self.broken("it ends in the middle of a text"), Ok)
    }

    fn open(&mut self, bracket: u8, missing: &'static str) -> Result<(), Broken> {
        self.skip_space();
        self.take(bracket, missing)?;
        self.depth += 1;
        if self.depth > MAX_VALUE_DEPTH { self.broken("values nest too deeply") } else { Ok(()) }
    }

    /// Whether the bracket closes here; then it is taken.
    fn closes(&mut self, bracket: u8) -> Result<bool, Broken> {
        self.skip_space();
        match self.bytes.get(self.at) {
            Some(c) if *c == bracket => {
                self.at += 1;
                self.depth -= 1;
                Ok(true)
            }
            Some(_) => Ok(false),
            None => self.broken("it ends before it is complete"),
        }
    }

    /// Takes a comma, unless the bracket closes.
    fn separate(&mut self, bracket: u8) -> Result<(), Broken> {
        self.skip_space();
        match self.bytes.get(self.at) {
            Some(b',') => {
                self.at += 1;
                Ok(())
            }
            Some(c) if *c == bracket => Ok(()),
            Some(_) => self.broken("a comma is missing"),
            None => self.broken("it ends before it is complete"),
        }
    }

    fn take(&mut self, wanted: u8, missing: &'static str) -> Result<(), Broken> {
        match self.bytes.get(self.at) {
            Some(c) if *c == wanted => {
                self.at += 1;
                Ok(())
            }
            Some(_) => self.broken(missing),
            None => self.broken("it ends before it is complete"),
        }
    }

    fn skip_space(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at += rest.iter().take_while(|c| matches!(c, b' ' | b'\n' | b'\r' | b'\t')).count();
    }

    const fn broken<T>(&self, what: &'static str) -> Result<T, Broken> {
        Err(Broken { at: self.at, what })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The value, written anew.
    fn told(cursor: &mut Cursor<'_>) -> Result<String, Broken> {
        let mut parts = Vec::new();
        match cursor.kind()? {
            Kind::Text => cursor.text().map(|text| format!("{text:?}")),
            Kind::Scalar => cursor.scalar().map(str::to_owned),
            Kind::List => {
                cursor.list(|cursor| told(cursor).map(|item| parts.push(item)))?;
                Ok(format!("[{}]", parts.join(",")))
            }
            Kind::Map => {
                cursor.map(|cursor, key| told(cursor).map(|value| parts.push(format!("{key}:{value}"))))?;
                Ok(format!("{{{}}}", parts.join(",")))
            }
        }
    }

    #[test]
    fn values_are_read_as_they_stand() {
        for (text, expected) in [
            (
                r#" {"a": [1, -2.5e3, true, null], "b": {"c": ""}, "d": []} "#,
                r#"{a:[1,-2.5e3,true,null],b:{c:""},d:[]}"#,
            ),
            (r#""a\n\"\\\/\u00e4\ud83e\udd80\ud800x""#, "\"a\\n\\\"\\\\/ä🦀\u{fffd}x\""),
            ("{}", "{}"),
        ] {
            let mut cursor = Cursor::new(text.as_bytes());
            assert_eq!(told(&mut cursor).unwrap(), expected, "{text}");
            assert!(cursor.is_at_end());
            let mut cursor = Cursor::new(text.as_bytes());
            cursor.skip().unwrap();
            assert!(cursor.is_at_end(), "skipping {text}");
        }
    }

    #[test]
    fn what_is_broken_says_where() {
        for (text, at) in [
            ("", 0),
            ("{", 1),
            (r#"{"a""#, 4),
            (r#"{"a":"#, 5),
            (r#"{"a": 1 "b": 2}"#, 8),
            (r#"{"a": "b"#, 8),
            (r#"{"a": "b\"#, 9),
            ("[1, 2", 5),
            ("[1 2]", 3),
            ("[nul]", 1),
            ("{a: 1}", 1),
        ] {
            let broken = told(&mut Cursor::new(text.as_bytes())).unwrap_err();
            assert_eq!(broken.at, at, "{text}: {}", broken.what);
        }
        let deep = "[".repeat(100_000);
        assert_eq!(told(&mut Cursor::new(deep.as_bytes())).unwrap_err().what, "values nest too deeply");
    }
}
