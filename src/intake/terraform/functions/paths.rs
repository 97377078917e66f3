//! Functions of paths and of files of the configuration.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::Arguments;
use crate::intake::terraform::kinds::set;
use crate::intake::terraform::value::{Failure, Outcome, Value};

pub(super) fn call(name: &str, arguments: &Arguments<'_>) -> Option<Outcome> {
    let outcome = match (name, arguments.len()) {
        ("file", 1) => read(arguments).and_then(|text| arguments.budget.text(text)),
        ("filebase64", 1) => read(arguments).and_then(|text| arguments.budget.text(STANDARD.encode(text))),
        ("fileexists", 1) => exists(arguments),
        ("fileset", 2) => listed(arguments),
        ("basename", 1) => arguments.text(0).and_then(|path| arguments.budget.text(base_name(&path))),
        ("dirname", 1) => arguments.text(0).and_then(|path| arguments.budget.text(folder_name(&path))),
        ("pathexpand", 1) => match arguments.text(0) {
            Ok(path) if path.starts_with('~') => Err(Failure::Unknown(None)),
            other => other.and_then(|path| arguments.budget.text(path)),
        },
        _ => return None,
    };
    Some(outcome)
}

fn read(arguments: &Arguments<'_>) -> Result<String, Failure> {
    let path = arguments.text(0)?;
    let text = arguments.place.and_then(|place| place.read(&path));
    text.ok_or(Failure::Unknown(None))
}

fn exists(arguments: &Arguments<'_>) -> Outcome {
    let path = arguments.text(0)?;
    let found = arguments.place.and_then(|place| place.is_file(&path));
    found.map(Value::Bool).ok_or(Failure::Unknown(None))
}

fn listed(arguments: &Arguments<'_>) -> Outcome {
    const EXACT: glob::MatchOptions = glob::MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: false,
    };
    let (folder, pattern) = (arguments.text(0)?, arguments.text(1)?);
    // Alternatives in braces are unknown to this matcher.
    let pattern = glob::Pattern::new(&pattern).ok().filter(|_| !pattern.contains(['{', '\\']));
    let pattern = pattern.ok_or(Failure::Unknown(None))?;
    let files = arguments.place.and_then(|place| place.files(&folder)).ok_or(Failure::Unknown(None))?;
    let matching = files.into_iter().filter(|file| pattern.matches_with(file, EXACT));
    set(matching.map(|file| arguments.found(Value::Text(file))).collect())
}

fn base_name(path: &str) -> String {
    let trimmed = path.trim_end_matches('/');
    match trimmed.rsplit('/').next() {
        _ if path.is_empty() => ".".to_owned(),
        Some("") | None => "/".to_owned(),
        Some(name) => name.to_owned(),
    }
}

fn folder_name(path: &str) -> String {
    let Some((folder, _)) = path.rsplit_once('/') else { return ".".to_owned() };
    let mut parts: Vec<&str> = Vec::new();
    let is_absolute = folder.starts_with('/') || (folder.is_empty() && path.starts_with('/'));
    for part in folder.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if is_absolute => {}
            part => parts.push(part),
        }
    }
    match (is_absolute, parts.join("/")) {
        (true, rest) => format!("/{rest}"),
        (false, rest) if rest.is_empty() => ".".to_owned(),
        (false, rest) => rest,
    }
}
