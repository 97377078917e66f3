//! The limits of inputs: just below, just there, just above.

mod archives;
mod folders;
mod lists;
mod options;
mod programs;
mod terraform;

use std::collections::BTreeSet;
use std::path::Path;

use leastwise::intake::{Input, ReadOptions, read, read_all};
use leastwise::limits;

use crate::program::{folder, run};
use crate::support::{matcher, project};

const LIST: &str = "GET https://acme.okta.com/api/v1/users\n";

/// How many calls an input has, or why it cannot be read.
fn calls(name: &str, bytes: Vec<u8>) -> Result<usize, String> {
    let reading = read(&[Input::Bytes(name.to_owned(), bytes)], &ReadOptions::default(), matcher());
    reading.map(|reading| reading.calls.len()).map_err(|error| error.to_string())
}

/// How many calls of an input are read, and what is not.
fn partly(name: &str, bytes: Vec<u8>) -> (usize, String) {
    let reading = read_all(&[Input::Bytes(name.to_owned(), bytes)], &ReadOptions::default(), matcher());
    let failed: Vec<_> = reading.failed.iter().map(ToString::to_string).collect();
    (reading.calls.len(), failed.join("; "))
}

fn refused(result: Result<usize, String>, wanted: &str) {
    let error = result.unwrap_err();
    assert!(error.contains(wanted), "{error}");
}

/// A text with lines of spaces behind it, so that it has so many bytes.
fn padded(text: &str, size: u64) -> String {
    let line = " ".repeat(999) + "\n";
    let rest = usize::try_from(size).unwrap() - text.len();
    text.to_owned() + &line.repeat(rest / line.len()) + &"\n".repeat(rest % line.len())
}

#[test]
fn every_limit_is_documented() {
    let page = std::fs::read_to_string(project().join("docs/limits.md")).unwrap();
    let help = run(&folder(&[]), &["--help"]).out;
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for limit in limits::ALL {
        let row = format!("| {} | {} | {} |", limit.what, limit.shown, limit.beyond);
        assert!(page.contains(&row), "docs/limits.md has no row {row}");
        assert!(help.contains(&format!("{}: {}", limit.what, limit.shown)), "--help: {}", limit.what);
    }
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| what | ")).count();
    assert_eq!(rows, limits::ALL.len(), "docs/limits.md has a row that is no limit");
}

/// The names in the sources below a folder, comments left out; of `src` only those of tests.
fn names_in_tests(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            names_in_tests(&path, names);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let is_test = path.starts_with(project().join("tests"));
            let tests = if is_test {
                Some(text.as_str())
            } else {
                text.split_once("#[cfg(test)]\nmod tests {").map(|(_, tests)| tests)
            };
            for line in tests.unwrap_or_default().lines().filter(|line| !line.trim_start().starts_with("//"))
            {
                let words = line.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
                names.extend(words.filter(|word| word.starts_with("MAX_")).map(str::to_owned));
            }
        }
    }
}

/// That a test tries a limit is not seen here, only that the code of some test names it.
#[test]
fn the_code_of_some_test_names_every_limit() {
    let mut names = BTreeSet::new();
    for folder in ["tests/it", "src"] {
        names_in_tests(&project().join(folder), &mut names);
    }
    let missing: Vec<_> =
        limits::ALL.iter().map(|limit| limit.name).filter(|name| !names.contains(*name)).collect();
    assert!(missing.is_empty(), "no test names {missing:?}");
}
