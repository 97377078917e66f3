//! The formats that calls are read from: what each reader makes of real, nasty inputs, and what holds for all of them.

mod accounted;
mod all;
mod attribution;
mod clients;
mod code;
mod collections;
mod commands;
mod described;
mod edges;
mod log_operations;
mod logs;
mod packed;
mod programs;
mod readings;
mod recordings;
mod shown;
mod snippets;
mod tables;
mod traffic;
mod without_okta;

use leastwise::intake::{Input, ReadOptions, Reading, read};
use leastwise::matching::Status;
use leastwise::model::{Asked, Call, Says, Seen};

use crate::support::{catalog, matcher, project};

/// What is read from a fixture below `tests/fixtures/intake`.
fn reading(fixture: &str) -> Reading {
    let path = project().join("tests/fixtures/intake").join(fixture);
    read(&[Input::Path(path)], &ReadOptions::default(), matcher()).unwrap()
}

/// A call in one line: place, what is asked for, how it ended and as which operations, what was seen and answered.
fn told(call: &Call) -> String {
    let asked = match &call.asked {
        Asked::Name(name) => format!("name {name}"),
        Asked::Sdk(method) => format!("{}.{}", method.receiver, method.name),
        Asked::Event(event) => format!("{} {}", event.types.join("+"), event.path),
        Asked::Provision(one) => format!("{} {}", one.address, one.phase),
        Asked::Http(request) => {
            let method = request.method.map_or_else(|| "?".to_owned(), |method| method.to_string());
            let names = request.query.names.join("&");
            let query = if names.is_empty() { names } else { format!("?{names}") };
            let body = request.body.join(",");
            let body = if body.is_empty() { body } else { format!(" body {body}") };
            format!("{method} {}{query}{body}", request.path)
        }
    };
    let found = matcher().resolve(call);
    let operations: Vec<_> = found.operations.iter().map(|key| catalog().operation_name(*key)).collect();
    let ended = match (found.status, found.diagnosis) {
        (Status::Matched, _) => operations.join(" + "),
        (status, diagnosis) => {
            format!(
                "{} {} {}",
                status.name(),
                diagnosis.map_or("", |one| one.code.name()),
                operations.join(" + ")
            )
        }
    };
    let mut told = format!("{}:{} {asked} = {}", call.origin.line, call.origin.column, ended.trim());
    if call.seen != Seen::NoEvidence {
        told.push_str(&format!(" | {}", call.seen.name()));
    }
    if let Some(answer) = &call.answer {
        let says = match &answer.says {
            None => String::new(),
            Some(Says::MissingScope(scopes)) => format!(" lacks {}", scopes.join(" ")),
            Some(says) => format!(" {says:?}"),
        };
        told.push_str(&format!(" | {}{says}", answer.status));
    }
    if call.times > 1 {
        told.push_str(&format!(" | {} times", call.times));
    }
    told
}

/// Checks every call of a fixture.
#[track_caller]
fn check(fixture: &str, expected: &[&str]) {
    let found: Vec<_> = reading(fixture).calls.iter().map(told).collect();
    assert_eq!(found, expected, "{fixture}");
}

/// A file that a wildcard of its folder found.
pub(super) fn found_by_wildcard(file: std::path::PathBuf) -> Input {
    let below = file.parent().map(std::path::Path::to_owned).unwrap_or_default();
    Input::Found { file, below }
}
