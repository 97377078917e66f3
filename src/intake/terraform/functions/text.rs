//! Functions of strings.

use regex::{Captures, Regex, RegexBuilder};

use super::Arguments;
use crate::intake::terraform::conversion::{map, text_of};
use crate::intake::terraform::value::{Failure, Found, Outcome, Shape, Value};

/// How large a compiled pattern may be, in bytes.
const MAX_PATTERN_BYTES: usize = 1 << 20;

/// How many elements a string may be split into.
const MAX_PIECES: usize = 20_000;

pub(super) fn call(name: &str, arguments: &Arguments<'_>) -> Option<Outcome> {
    let outcome = match (name, arguments.len()) {
        ("chomp" | "lower" | "strrev" | "title" | "trimspace" | "upper", 1) => of_one(name, arguments),
        ("endswith" | "startswith" | "strcontains", 2) => tested(name, arguments),
        ("trim" | "trimprefix" | "trimsuffix", 2) => trimmed(name, arguments),
        ("indent", 2) => indented(arguments),
        ("join", 1..) => joined(arguments),
        ("split", 2) => split(arguments),
        ("substr", 3) => substring(arguments),
        ("replace", 3) => replaced(arguments),
        ("regex" | "regexall", 2) => matched(name, arguments),
        _ => return None,
    };
    Some(outcome)
}

/// A string of which every character is a byte; in others, characters may consist of several code points.
fn simple(text: String) -> Result<String, Failure> {
    if text.is_ascii() && !text.contains('\r') { Ok(text) } else { Err(Failure::Unknown(None)) }
}

fn of_one(name: &str, arguments: &Arguments<'_>) -> Outcome {
    let text = arguments.text(0)?;
    let result = match name {
        "chomp" => text.trim_end_matches(['\r', '\n']).to_owned(),
        "trimspace" => text.trim().to_owned(),
        "lower" => simple(text)?.to_lowercase(),
        "upper" => simple(text)?.to_uppercase(),
        "strrev" => simple(text)?.chars().rev().collect(),
        _ => title(&simple(text)?),
    };
    arguments.budget.text(result)
}

/// Every word with an upper-case letter at its start.
fn title(text: &str) -> String {
    let mut is_start = true;
    let mut result = String::with_capacity(text.len());
    for char in text.chars() {
        result.push(if is_start { char.to_ascii_uppercase() } else { char });
        is_start = !(char.is_ascii_alphanumeric() || char == '_');
    }
    result
}

fn tested(name: &str, arguments: &Arguments<'_>) -> Outcome {
    let (text, part) = (arguments.text(0)?, arguments.text(1)?);
    Ok(Value::Bool(match name {
        "endswith" => text.ends_with(&part),
        "startswith" => text.starts_with(&part),
        _ => text.contains(&part),
    }))
}

fn trimmed(name: &str, arguments: &Arguments<'_>) -> Outcome {
    let (text, part) = (arguments.text(0)?, arguments.text(1)?);
    let result = match name {
        "trim" => text.trim_matches(|char| part.contains(char)),
        "trimprefix" => text.strip_prefix(&part).unwrap_or(&text),
        _ => text.strip_suffix(&part).unwrap_or(&text),
    };
    arguments.budget.text(result.to_owned())
}

fn indented(arguments: &Arguments<'_>) -> Outcome {
    let (spaces, text) = (arguments.count(0)?, arguments.text(1)?);
    let lines = text.matches('\n').count();
    arguments.budget.spend(lines.saturating_mul(spaces / 64 + 1))?;
    arguments.budget.text(text.replace('\n', &format!("\n{}", " ".repeat(spaces.min(10_000)))))
}

fn joined(arguments: &Arguments<'_>) -> Outcome {
    let separator = arguments.text(0)?;
    let lists = (1..arguments.len()).map(|position| arguments.texts(position));
    let texts = lists.collect::<Result<Vec<_>, _>>()?.concat();
    arguments.budget.spend(texts.len().saturating_mul(1 + separator.len() / 64))?;
    arguments.budget.text(texts.join(&separator))
}

fn split(arguments: &Arguments<'_>) -> Outcome {
    let (separator, text) = (arguments.text(0)?, arguments.text(1)?);
    let at = &arguments.get(1)?.at;
    let item = |part: &str| Found::new(Value::Text(part.to_owned()), at.clone());
    let pieces: Vec<&str> = if separator.is_empty() {
        text.split("").filter(|part| !part.is_empty()).take(MAX_PIECES + 1).collect()
    } else {
        text.split(&separator).take(MAX_PIECES + 1).collect()
    };
    if pieces.len() > MAX_PIECES {
        return Err(Failure::Unknown(None));
    }
    Ok(Value::List(Shape::List, pieces.into_iter().map(item).collect()))
}

fn substring(arguments: &Arguments<'_>) -> Outcome {
    let (text, offset, length) = (simple(arguments.text(0)?)?, arguments.integer(1)?, arguments.integer(2)?);
    let whole = i64::try_from(text.len()).unwrap_or(i64::MAX);
    let start = if offset < 0 { (whole + offset).max(0) } else { offset.min(whole) };
    let end = if length < 0 { whole } else { start.saturating_add(length).min(whole) };
    let position = |number: i64| usize::try_from(number).unwrap_or(0);
    let part = text.get(position(start)..position(end)).unwrap_or_default();
    arguments.budget.text(part.to_owned())
}

/// A pattern in the syntax of RE2, written for this engine; unknown where the two differ in a way that is not translated.
fn pattern(text: &str) -> Result<Regex, Failure> {
    let mut written = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let (mut is_class, mut is_class_start, mut is_quantified) = (false, false, false);
    while let Some(char) = chars.next() {
        let was_quantified = std::mem::take(&mut is_quantified);
        let was_class_start = std::mem::take(&mut is_class_start);
        match char {
            '\\' => {
                let escaped = chars.next().ok_or(Failure::Unknown(None))?;
                escape(escaped, is_class, &mut written)?;
            }
            '[' if is_class && chars.peek() == Some(&':') => {
                written.push('[');
                for char in chars.by_ref() {
                    written.push(char);
                    if char == ']' {
                        break;
                    }
                }
            }
            '[' if !is_class => {
                (is_class, is_class_start) = (true, true);
                written.push('[');
            }
            '^' if is_class && was_class_start => {
                is_class_start = true;
                written.push('^');
            }
            ']' if is_class && was_class_start => written.push_str("\\]"),
            ']' if is_class => {
                is_class = false;
                written.push(']');
            }
            '-' if is_class && chars.peek() == Some(&'-') => return Err(Failure::Unknown(None)),
            // Operators of sets, which RE2 does not have.
            '[' | '&' | '~' if is_class => written.extend(['\\', char]),
            '*' | '+' | '{' if !is_class && was_quantified => return Err(Failure::Unknown(None)),
            '?' if !is_class && was_quantified => written.push('?'),
            '*' | '+' | '?' | '}' if !is_class => {
                is_quantified = true;
                written.push(char);
            }
            _ => written.push(char),
        }
    }
    let built = RegexBuilder::new(&written).size_limit(MAX_PATTERN_BYTES).build();
    built.map_err(|_| Failure::Unknown(None))
}

/// An escaped character of a pattern. Classes such as `\d` know ASCII only, as does `\b`.
fn escape(escaped: char, is_class: bool, written: &mut String) -> Result<(), Failure> {
    let inside = match escaped {
        'd' => "0-9",
        'w' => "0-9A-Za-z_",
        's' => "\\t\\n\\f\\r ",
        'D' | 'W' | 'S' if is_class => return Err(Failure::Unknown(None)),
        'D' => "^0-9",
        'W' => "^0-9A-Za-z_",
        'S' => "^\\t\\n\\f\\r ",
        'b' if !is_class => {
            written.push_str("(?-u:\\b)");
            return Ok(());
        }
        'A' | 'z' | 'n' | 't' | 'r' | 'f' | 'v' | 'a' | 'x' | 'p' | 'P' => {
            written.extend(['\\', escaped]);
            return Ok(());
        }
        other if other.is_ascii_punctuation() => {
            written.push_str(&regex::escape(&other.to_string()));
            // Between brackets more has a meaning of its own.
            if is_class && matches!(other, '&' | '~' | '-' | '^') && !written.ends_with(&format!("\\{other}"))
            {
                written.pop();
                written.extend(['\\', other]);
            }
            return Ok(());
        }
        _ => return Err(Failure::Unknown(None)),
    };
    if is_class {
        written.push_str(inside);
    } else {
        written.extend(["[", inside, "]"]);
    }
    Ok(())
}

fn replaced(arguments: &Arguments<'_>) -> Outcome {
    let [text, old, new] = [arguments.text(0)?, arguments.text(1)?, arguments.text(2)?];
    let inner = old.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
    let worst = text.len().saturating_add(1).saturating_mul(1 + new.len() / 64);
    arguments.budget.spend(worst / 16)?;
    let result = match inner {
        Some(inner) => pattern(inner)?.replace_all(&text, new.as_str()).into_owned(),
        None => text.replace(&old, &new),
    };
    arguments.budget.text(result)
}

fn matched(name: &str, arguments: &Arguments<'_>) -> Outcome {
    let (expression, text) = (pattern(&arguments.text(0)?)?, arguments.text(1)?);
    arguments.budget.spend(text.len() / 16)?;
    if name == "regex" {
        return match expression.captures(&text) {
            Some(captures) => groups(&expression, &captures, arguments),
            None => Err(Failure::Error),
        };
    }
    let mut found = Vec::new();
    for captures in expression.captures_iter(&text) {
        arguments.budget.spend(1)?;
        found.push(arguments.found(groups(&expression, &captures, arguments)?));
    }
    Ok(Value::List(Shape::List, found))
}

/// The match, or its groups: by name where they have names.
fn groups(expression: &Regex, captures: &Captures<'_>, arguments: &Arguments<'_>) -> Outcome {
    let value = |position: usize| {
        let part = captures.get(position).map(|part| Value::Text(part.as_str().to_owned()));
        arguments.found(part.unwrap_or(Value::Null))
    };
    let names: Vec<Option<&str>> = expression.capture_names().skip(1).collect();
    if names.is_empty() {
        return text_of(&value(0)).map(Value::Text);
    }
    let named: Option<Vec<&str>> = names.iter().copied().collect();
    match named {
        Some(named) => {
            let members = named.iter().enumerate().map(|(at, name)| ((*name).to_owned(), value(at + 1)));
            Ok(map(members.collect()))
        }
        None if names.iter().any(Option::is_some) => Err(Failure::Error),
        None => Ok(Value::List(Shape::Tuple, (1..=names.len()).map(value).collect())),
    }
}
