//! Any text as a file of a catalog, and as an OpenAPI document: it is read or refused with what is wrong with it.
//!
//! The first byte chooses which file it is.
#![no_main]

use leastwise::catalog::{documents, openapi};
use libfuzzer_sys::fuzz_target;

const FILES: [&str; 9] = [
    "catalog.yaml",
    "sources.yaml",
    "limits.yaml",
    "impact.yaml",
    "caveats.yaml",
    "operations/management/user.yaml",
    "scopes/users.yaml",
    "capabilities/users.yaml",
    "roles/user-admin.yaml",
];

fuzz_target!(|input: (u8, &str)| {
    let (choice, text) = input;
    let file = FILES[usize::from(choice) % FILES.len()];
    let _ = documents::parse(&[(file.to_owned(), text.to_owned())]);
    if let Err(problems) = openapi::read("fuzzed.yaml", text) {
        assert!(!problems.is_empty(), "refused without a reason");
    }
});
