//! Source code: a small repository per language, and tables of what is easily misread.

use leastwise::intake::{Input, read};
use leastwise::model::Call;

use super::{reading, told};
use crate::support::matcher;

/// Every call below a folder of fixtures, each behind the name of its file.
fn found(fixture: &str) -> Vec<String> {
    let file = |call: &Call| call.origin.source.rsplit('/').next().unwrap_or_default().to_owned();
    reading(fixture).calls.iter().map(|call| format!("{} {}", file(call), told(call))).collect()
}

/// The calls of one file, without their places.
fn calls(name: &str, text: &str) -> Vec<String> {
    let input = Input::Bytes(name.to_owned(), text.as_bytes().to_vec());
    let calls = read(&[input], None, matcher()).map(|reading| reading.calls).unwrap_or_default();
    calls.iter().map(|call| told(call).split_once(' ').unwrap().1.to_owned()).collect()
}

#[test]
fn dump() {
    for language in ["python", "go", "javascript", "java", "kotlin", "csharp", "ruby", "php", "rust", "powershell"] {
        println!("=={language}");
        for line in found(&format!("code/{language}")) {
            println!("{line}");
        }
    }
}
