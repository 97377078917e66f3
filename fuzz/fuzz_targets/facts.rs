//! Any text as a file of a catalog, and as an OpenAPI document: it is read or refused with what is wrong with it.
//!
//! The first line names the file.
#![no_main]

use leastwise::catalog::{documents, openapi};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &str| {
    let (file, text) = input.split_once('\n').unwrap_or_default();
    let _ = documents::parse(&[(file.to_owned(), text.to_owned())]);
    if let Err(problems) = openapi::read(file, text) {
        assert!(!problems.is_empty(), "refused without a reason");
    }
});
