//! Functions that encode and decode: JSON, YAML, CSV, base64, URLs.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value as Json;

use super::Arguments;
use crate::intake::terraform::conversion::{map, number_text, parse_number};
use crate::intake::terraform::value::{Failure, Found, Outcome, Shape, Value};
use crate::located::{self, Node};
use crate::model::Origin;

pub(super) fn call(name: &str, arguments: &Arguments<'_>) -> Option<Outcome> {
    let outcome = match (name, arguments.len()) {
        ("jsonencode", 1) => encoded(arguments, json),
        ("yamlencode", 1) => encoded(arguments, |found, text| match found.value {
            Value::List(..) | Value::Map(_) | Value::Text(_) => yaml(found, 0, text),
            // A scalar by itself ends the document with a marker.
            _ => {
                json(found, text)?;
                text.push_str("\n...\n");
                Ok(())
            }
        }),
        ("jsondecode", 1) => json_decoded(arguments),
        ("yamldecode", 1) => yaml_decoded(arguments),
        ("csvdecode", 1) => csv_decoded(arguments),
        ("base64encode", 1) => {
            arguments.text(0).and_then(|text| arguments.budget.text(STANDARD.encode(text)))
        }
        ("base64decode", 1) => decoded(arguments).and_then(|bytes| {
            let text = String::from_utf8(bytes).map_err(|_| Failure::Error)?;
            arguments.budget.text(text)
        }),
        ("textencodebase64", 2) => text_encoded(arguments),
        ("textdecodebase64", 2) => text_decoded(arguments),
        ("urlencode", 1) => arguments.text(0).and_then(|text| arguments.budget.text(url(&text))),
        _ => return None,
    };
    Some(outcome)
}

fn encoded(arguments: &Arguments<'_>, write: impl Fn(&Found, &mut String) -> Result<(), Failure>) -> Outcome {
    let mut text = String::new();
    write(arguments.get(0)?, &mut text)?;
    arguments.budget.text(text)
}

/// A string in quotes, as Terraform writes it: also `<`, `>` and `&` are escaped.
pub(super) fn quoted(text: &str) -> String {
    let plain = Json::String(text.to_owned()).to_string();
    let escaped = plain.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    escaped.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// A value in JSON.
pub(super) fn json_text(found: &Found) -> Result<String, Failure> {
    let mut text = String::new();
    json(found, &mut text)?;
    Ok(text)
}

fn json(found: &Found, text: &mut String) -> Result<(), Failure> {
    match found.known()? {
        Value::Null => text.push_str("null"),
        Value::Bool(flag) => text.push_str(&flag.to_string()),
        Value::Number(number) => text.push_str(&number_text(*number)?),
        Value::Text(inner) => text.push_str(&quoted(inner)),
        Value::List(_, items) => {
            text.push('[');
            for (position, item) in items.iter().enumerate() {
                text.push_str(if position > 0 { "," } else { "" });
                json(item, text)?;
            }
            text.push(']');
        }
        Value::Map(members) => {
            text.push('{');
            for (position, (name, value)) in members.iter().enumerate() {
                let _ = write!(text, "{}{}:", if position > 0 { "," } else { "" }, quoted(name));
                json(value, text)?;
            }
            text.push('}');
        }
        _ => return Err(Failure::Unknown(None)),
    }
    Ok(())
}

/// A string of YAML on one line; longer ones are folded, those with line breaks are blocks.
fn yaml_quoted(text: &str) -> Result<String, Failure> {
    const MAX_CHARS: usize = 40;
    let is_plain = text.chars().all(|char| char == '\t' || !char.is_control() && char.is_ascii());
    if text.len() > MAX_CHARS || !is_plain {
        return Err(Failure::Unknown(None));
    }
    Ok(Json::String(text.to_owned()).to_string())
}

/// A value of YAML on one line.
fn yaml_scalar(found: &Found, text: &mut String) -> Result<(), Failure> {
    match found.text() {
        Some(inner) => text.push_str(&yaml_quoted(inner)?),
        None => json(found, text)?,
    }
    Ok(())
}

/// The notation that Terraform writes: everything in quotes, one element a line.
fn yaml(found: &Found, depth: usize, text: &mut String) -> Result<(), Failure> {
    let indent = "  ".repeat(depth);
    let is_block = |found: &Found| match &found.value {
        Value::List(_, items) => !items.is_empty(),
        Value::Map(members) => !members.is_empty(),
        _ => false,
    };
    match found.known()? {
        Value::List(_, items) if !items.is_empty() => {
            for item in items {
                if is_block(item) {
                    let mut inner = String::new();
                    yaml(item, depth + 1, &mut inner)?;
                    let _ = write!(text, "{indent}- {}", inner.trim_start());
                } else {
                    let _ = write!(text, "{indent}- ");
                    yaml_scalar(item, text)?;
                    text.push('\n');
                }
            }
        }
        Value::Map(members) if !members.is_empty() => {
            for (name, value) in members {
                let _ = write!(text, "{indent}{}:", yaml_quoted(name)?);
                if is_block(value) {
                    text.push('\n');
                    let is_list = matches!(value.value, Value::List(..));
                    yaml(value, if is_list { depth } else { depth + 1 }, text)?;
                } else {
                    text.push(' ');
                    yaml_scalar(value, text)?;
                    text.push('\n');
                }
            }
        }
        _ => {
            yaml_scalar(found, text)?;
            text.push('\n');
        }
    }
    Ok(())
}

fn json_decoded(arguments: &Arguments<'_>) -> Outcome {
    let text = arguments.text(0)?;
    arguments.budget.spend(text.len() / 8)?;
    let value: Json = serde_json::from_str(&text).map_err(|_| Failure::Error)?;
    Ok(of_json(value, &arguments.at).value)
}

fn of_json(value: Json, at: &Origin) -> Found {
    let value = match value {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Bool(flag),
        Json::Number(number) => number
            .as_f64()
            .filter(|number| number_text(*number).is_ok())
            .map_or(Value::Unknown, Value::Number),
        Json::String(text) => Value::Text(text),
        Json::Array(items) => {
            Value::List(Shape::Tuple, items.into_iter().map(|item| of_json(item, at)).collect())
        }
        Json::Object(members) => {
            map(members.into_iter().map(|(name, value)| (name, of_json(value, at))).collect())
        }
    };
    Found::new(value, at.clone())
}

fn yaml_decoded(arguments: &Arguments<'_>) -> Outcome {
    let text = arguments.text(0)?;
    arguments.budget.spend(text.len() / 8)?;
    if is_beyond(&text) {
        return Err(Failure::Unknown(None));
    }
    // What this parser does not read may be valid for Terraform.
    let node = located::parse_yaml("yamldecode", &text).map_err(|_| Failure::Unknown(None))?;
    // A text without a value is an error of Terraform.
    if node.value == located::Value::Null {
        return Err(Failure::Unknown(None));
    }
    Ok(of_yaml(&node, &arguments.at).value)
}

/// Whether a text may use what this parser reads in another way: tags, merged keys, tabs as indentation, and a block at
/// the end of a text without a line break.
fn is_beyond(text: &str) -> bool {
    let is_tag = |word: &str| word.trim_start_matches(['[', '{', ',']).starts_with('!');
    let is_merge = |word: &str| word.starts_with("<<");
    let has_block = || {
        text.lines().any(|line| {
            line.contains(": |") || line.contains(": >") || line.contains("- |") || line.contains("- >")
        })
    };
    text.split_whitespace().any(|word| is_tag(word) || is_merge(word))
        || text.lines().any(|line| line.starts_with('\t'))
        || (!text.ends_with('\n') && has_block())
}

fn of_yaml(node: &Node, at: &Origin) -> Found {
    let value = match &node.value {
        located::Value::Null => Value::Null,
        located::Value::Text(text) => Value::Text(text.clone()),
        located::Value::Plain(text) => plain(text),
        located::Value::List(items) => {
            Value::List(Shape::Tuple, items.iter().map(|item| of_yaml(item, at)).collect())
        }
        // A key such as `on` or `1.0` is another text, unless it stands in quotes.
        located::Value::Map(members) if members.iter().any(|(name, _)| is_converted(&name.value)) => {
            Value::Unknown
        }
        located::Value::Map(members) => {
            map(members.iter().map(|(name, value)| (name.value.clone(), of_yaml(value, at))).collect())
        }
    };
    Found::new(value, at.clone())
}

/// Whether a key without quotes has another text than the one that is written.
fn is_converted(name: &str) -> bool {
    match plain(name) {
        Value::Text(_) => false,
        Value::Number(number) => number_text(number).ok().as_deref() != Some(name),
        Value::Bool(flag) => flag.to_string() != name,
        _ => true,
    }
}

/// A scalar without quotes, as Terraform takes it: by YAML 1.1, with numbers of its own.
fn plain(text: &str) -> Value {
    let is_of = |words: &[&str]| words.contains(&text);
    if is_of(&["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"]) {
        return Value::Bool(true);
    }
    if is_of(&["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"]) {
        return Value::Bool(false);
    }
    if is_of(&["", "~", "null", "Null", "NULL"]) {
        return Value::Null;
    }
    if text.starts_with(['!', '&', '*']) {
        return Value::Unknown;
    }
    if !text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '+' | '-' | '.')) {
        return Value::Text(text.to_owned());
    }
    // Numbers and dates: only what is certain is told apart.
    let is_number =
        text.chars().all(|char| char.is_ascii_digit() || matches!(char, '+' | '-' | '.' | 'e' | 'E'));
    let is_octal = text.len() > 1 && text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    match parse_number(text).filter(|number| is_number && !is_octal && number_text(*number).is_ok()) {
        Some(number) => Value::Number(number),
        None if text.chars().any(|char| char.is_ascii_alphabetic() && !matches!(char, 'e' | 'E'))
            && !text.trim_start_matches(['+', '-']).starts_with(['0', '.']) =>
        {
            match text.split_once('-') {
                // It may be a point in time.
                Some((year, _)) if year.len() == 4 => Value::Unknown,
                _ => Value::Text(text.to_owned()),
            }
        }
        None => Value::Unknown,
    }
}

fn csv_decoded(arguments: &Arguments<'_>) -> Outcome {
    let text = arguments.text(0)?;
    arguments.budget.spend(text.len() / 8)?;
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let names: Vec<String> =
        reader.headers().map_err(|_| Failure::Error)?.iter().map(str::to_owned).collect();
    let are_unique =
        names.iter().enumerate().all(|(at, name)| !names.get(..at).unwrap_or_default().contains(name));
    if names.is_empty() || !are_unique {
        return Err(Failure::Error);
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| Failure::Error)?;
        arguments.budget.spend(names.len())?;
        let cell = |text: &str| arguments.found(Value::Text(text.to_owned()));
        let members = names.iter().cloned().zip(record.iter().map(cell)).collect();
        rows.push(arguments.found(map(members)));
    }
    Ok(Value::List(Shape::List, rows))
}

fn decoded(arguments: &Arguments<'_>) -> Result<Vec<u8>, Failure> {
    STANDARD.decode(arguments.text(0)?).map_err(|_| Failure::Error)
}

fn text_encoded(arguments: &Arguments<'_>) -> Outcome {
    let (text, name) = (arguments.text(0)?, arguments.text(1)?.to_ascii_uppercase());
    let bytes = match name.as_str() {
        "UTF-8" => text.into_bytes(),
        "UTF-16LE" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "UTF-16BE" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => return Err(Failure::Unknown(None)),
    };
    arguments.budget.text(STANDARD.encode(bytes))
}

fn text_decoded(arguments: &Arguments<'_>) -> Outcome {
    let (bytes, name) = (decoded(arguments)?, arguments.text(1)?.to_ascii_uppercase());
    let utf16 = |from: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|pair| from(*pair)).collect();
        String::from_utf16(&units).ok().filter(|_| rest.is_empty())
    };
    let text = match name.as_str() {
        "UTF-8" => String::from_utf8(bytes).ok(),
        "UTF-16LE" => utf16(u16::from_le_bytes),
        "UTF-16BE" => utf16(u16::from_be_bytes),
        _ => return Err(Failure::Unknown(None)),
    };
    arguments.budget.text(text.ok_or(Failure::Error)?)
}

fn url(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                result.push(char::from(byte));
            }
            b' ' => result.push('+'),
            _ => {
                let _ = write!(result, "%{byte:02X}");
            }
        }
    }
    result
}
