//! Messages of parsers and free text: what of them may be printed.

use std::borrow::Cow;

use super::{HIDDEN, is_token_like, key};
use crate::model::misspelt;

/// The types of values as messages begin with them, and their names in output.
const FOUND_TYPES: [(&str, &str); 10] = [
    ("string ", "a string"),
    ("integer ", "a whole number"),
    ("floating point ", "a number"),
    ("number", "a number"),
    ("boolean ", "a boolean"),
    ("null", "`null`"),
    ("unit value", "`null`"),
    ("Option value", "`null`"),
    ("sequence", "a list"),
    ("map", "an object"),
];

/// The names of whole numbers in the program.
const WHOLE_NUMBERS: [&str; 10] = ["i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64", "usize"];

/// Words by which messages name a type of the program.
const OF_PROGRAM: [&str; 4] = ["struct", "enum", "variant", "::"];

/// How messages of YAML parsers begin that are about the syntax; they quote nothing of the text.
const SYNTAX: [&str; 12] = [
    "EOF while parsing",
    "block sequence entries are not allowed",
    "could not find expected",
    "did not find expected",
    "deserializing from YAML containing more than one document",
    "end of stream",
    "found a tab character",
    "found character that cannot start any token",
    "found unexpected",
    "found unknown escape character",
    "mapping values are not allowed",
    "recursion limit exceeded",
];

/// Kinds of messages that name a key.
const OF_KEYS: [&str; 3] = ["missing field ", "unknown field ", "duplicate field "];

/// Kinds of messages that quote a value and then say what is expected.
const OF_VALUES: [&str; 4] = ["invalid type: ", "invalid value: ", "invalid length ", "unknown variant "];

/// What a parser says, without the values that it quotes and without the place, which is shown apart.
///
/// What is not known to quote nothing is replaced.
pub fn parse_error(said: &str) -> String {
    let is_place = |text: &str| text.chars().all(|c| c.is_ascii_digit() || " column".contains(c));
    let said =
        said.rsplit_once(" at line ").filter(|(_, place)| is_place(place)).map_or(said, |(before, _)| before);
    let syntax = SYNTAX.iter().any(|start| said.starts_with(start));
    if syntax {
        return said.split(" at line ").next().unwrap_or(said).to_owned();
    }
    let of_key = OF_KEYS.iter().find_map(|kind| Some((*kind, said.split_once(kind)?.1)));
    if let Some((kind, rest)) = of_key {
        let name = rest.split('`').nth(1).unwrap_or_default();
        // The keys of the form are listed behind the unknown one.
        let is_of_form = kind != "unknown field ";
        let expected = rest.rsplit_once(", expected ").map(|(_, expected)| expected).filter(|_| !is_of_form);
        let is_meant = |known: &str| misspelt(name, known).is_some() || is_short_of(name, known);
        let mut known = expected.unwrap_or_default().split('`').skip(1).step_by(2);
        let shown = if is_of_form || known.any(is_meant) { name } else { key(name) };
        return match expected {
            Some(expected) => format!("{kind}`{shown}`, expected {expected}"),
            None => format!("{kind}`{shown}`"),
        };
    }
    let is_of_value = OF_VALUES.iter().any(|kind| said.contains(kind));
    let Some((_, expected)) = said.rsplit_once(", expected ").filter(|_| is_of_value) else {
        return "the value here cannot be read".to_owned();
    };
    let found = found_type(said).map(|found| format!(", found {found}")).unwrap_or_default();
    format!("expected {}{found}", expected_type(expected))
}

/// The type of the value that a message quotes, without the value.
fn found_type(said: &str) -> Option<&'static str> {
    let (_, value) = said.split_once("invalid type: ")?;
    FOUND_TYPES.iter().find(|(start, _)| value.starts_with(start)).map(|(_, name)| *name)
}

/// What a message expects, without the names of types in the program.
fn expected_type(expected: &str) -> &str {
    match expected {
        "a sequence" | "sequence" => "a list",
        "a map" | "map" => "an object",
        "a boolean" => "`true` or `false`",
        "string" | "str" | "a borrowed string" => "a string",
        "f32" | "f64" => "a number",
        "unit" | "null" => "`null`",
        "string or map" | "variant identifier" => "a string or an object",
        text if WHOLE_NUMBERS.contains(&text) => "a whole number",
        text if text.starts_with("enum ") => "a string or an object",
        text if text.starts_with("struct ") => "an object",
        text if text.starts_with("a tuple") || text.starts_with("tuple ") => "a list",
        text if OF_PROGRAM.iter().any(|word| text.contains(word)) => "a value of another form",
        text => text,
    }
}

/// Whether a key is too short to be a secret and lacks a letter of another, or has one more.
fn is_short_of(name: &str, known: &str) -> bool {
    const SHORTEST: usize = 3;
    const LONGEST: usize = 7;
    (SHORTEST..=LONGEST).contains(&name.len()) && strsim::damerau_levenshtein(name, known) == 1
}

/// A text for people, such as a reason, without words in it that could be tokens.
pub fn prose(text: &str) -> Cow<'_, str> {
    let is_shown = |word: &str| !word.split(|c: char| !is_part(c)).any(is_token);
    if text.split_whitespace().all(is_shown) {
        return Cow::Borrowed(text);
    }
    let shown = |word| if is_shown(word) { word } else { HIDDEN };
    Cow::Owned(text.split(' ').map(shown).collect::<Vec<_>>().join(" "))
}

/// Whether a word is a token and not several words in one, such as `nightly-sync-of-groups-2026`.
fn is_token(word: &str) -> bool {
    const SHORTEST_RUN: usize = 12;
    let is_mixed = |run: &str| {
        run.len() >= SHORTEST_RUN
            && run.contains(|c: char| c.is_ascii_digit())
            && run.contains(|c: char| c.is_ascii_alphabetic())
    };
    is_token_like(word) && word.split(['-', '_', '.', '+', '~']).any(is_mixed)
}

/// Whether a character can be part of a token.
const fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '~' | '+')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_of_a_parse_error_is_shown() {
        for (said, wanted) in [
            (
                "invalid type: string \"S, expected S\", expected a map at line 1 column 2",
                "expected an object, found a string",
            ),
            ("a[0].S: invalid value: string \"S at line 1\", expected a date", "expected a date"),
            ("unknown variant `S`, expected one of `a`, `b` at line 1 column 2", "expected one of `a`, `b`"),
            (
                "invalid type: sequence, expected struct OrgUser at line 1 column 2",
                "expected an object, found a list",
            ),
            ("invalid type: map, expected a sequence at line 1 column 2", "expected a list, found an object"),
            ("invalid type: null, expected u16", "expected a whole number, found `null`"),
            ("invalid value: integer `-1`, expected u16", "expected a whole number"),
            (
                "invalid type: integer `7`, expected enum Known",
                "expected a string or an object, found a whole number",
            ),
            (
                "invalid length 1, expected struct variant Known::Partial with 2 elements",
                "expected an object",
            ),
            (
                "unknown field `S`, expected `a` or `b` at line 1 column 2",
                "unknown field `***`, expected `a` or `b`",
            ),
            ("unknown field `knd`, expected `kind` or `b`", "unknown field `knd`, expected `kind` or `b`"),
            ("x: unknown field `token`, there are no fields", "unknown field `token`"),
            ("missing field `name` at line 1 column 2", "missing field `name`"),
            (
                "did not find expected ',' or ']' at line 1 column 2, while parsing a flow sequence at line 1 column 1",
                "did not find expected ',' or ']'",
            ),
            ("the S is none", "the value here cannot be read"),
        ] {
            assert_eq!(parse_error(said), wanted, "{said}");
        }
    }

    #[test]
    fn a_token_in_a_reason_is_hidden() {
        let token = "00aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2yZ3a";
        assert_eq!(
            prose(&format!("rotated {token}, see OPS-12")),
            "rotated ***, see OPS-12".replace("***,", "***")
        );
        assert_eq!(prose(&format!("key={token}")), "***");
        for harmless in [
            "nightly-sync-of-groups-2026-production",
            "see https://acme.example/wiki/4711 until 2026-12-31",
            "00u1abcdefGHIJKLM0h8 is on leave",
        ] {
            assert_eq!(prose(harmless), harmless);
        }
    }
}
