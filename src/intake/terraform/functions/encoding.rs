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
        ("yamlencode", 1) => encoded(arguments, |found, text| yaml(found, 0, text)),
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
fn quoted(text: &str) -> String {
    let plain = Json::String(text.to_owned()).to_string();
    let escaped = plain.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026");
    escaped.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
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
                    json(item, text)?;
                    text.push('\n');
                }
            }
        }
        Value::Map(members) if !members.is_empty() => {
            for (name, value) in members {
                let _ = write!(text, "{indent}{}:", quoted(name));
                if is_block(value) {
                    text.push('\n');
                    let is_list = matches!(value.value, Value::List(..));
                    yaml(value, if is_list { depth } else { depth + 1 }, text)?;
                } else {
                    text.push(' ');
                    json(value, text)?;
                    text.push('\n');
                }
            }
        }
        _ => {
            json(found, text)?;
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
    // What this parser does not read may be valid for Terraform.
    let node = located::parse("yamldecode", &text).map_err(|_| Failure::Unknown(None))?;
    Ok(of_yaml(&node, &arguments.at).value)
}

fn of_yaml(node: &Node, at: &Origin) -> Found {
    let value = match &node.value {
        located::Value::Null => Value::Null,
        located::Value::Text(text) => Value::Text(text.clone()),
        located::Value::Plain(text) => plain(text),
        located::Value::List(items) => {
            Value::List(Shape::Tuple, items.iter().map(|item| of_yaml(item, at)).collect())
        }
        located::Value::Map(members) => {
            map(members.iter().map(|(name, value)| (name.value.clone(), of_yaml(value, at))).collect())
        }
    };
    Found::new(value, at.clone())
}

/// A scalar without quotes. Versions of YAML differ in what some words mean.
fn plain(text: &str) -> Value {
    const DISPUTED: [&str; 8] = ["y", "n", "yes", "no", "on", "off", "true", "false"];
    let starts_like_a_number =
        text.trim_start_matches(['+', '-', '.']).starts_with(|c: char| c.is_ascii_digit());
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "~" | "null" | "Null" | "NULL" | "" => Value::Null,
        _ if DISPUTED.contains(&text.to_ascii_lowercase().as_str()) => Value::Unknown,
        _ if text.starts_with(['!', '&', '*', '.']) => Value::Unknown,
        _ if starts_like_a_number => {
            let is_simple = text.len() == 1 || !text.starts_with('0');
            let number = parse_number(text).filter(|number| is_simple && number_text(*number).is_ok());
            number.map_or(Value::Unknown, Value::Number)
        }
        _ => Value::Text(text.to_owned()),
    }
}

fn csv_decoded(arguments: &Arguments<'_>) -> Outcome {
    let text = arguments.text(0)?;
    arguments.budget.spend(text.len() / 8)?;
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let names: Vec<String> =
        reader.headers().map_err(|_| Failure::Error)?.iter().map(str::to_owned).collect();
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
