//! Any text as a grant: a token, a manifest, an export, Terraform state, a plan. It is read or refused.
#![no_main]

use std::sync::OnceLock;

use jiff::Timestamp;
use leastwise::catalog::Catalog;
use leastwise::check::resolve;
use leastwise::grants::{join, read, read_token};
use libfuzzer_sys::fuzz_target;

fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| Catalog::embedded().expect("the catalog loads"))
}

fuzz_target!(|text: &str| {
    let _ = read_token("fuzzed", text, Timestamp::UNIX_EPOCH);
    let Ok(pieces) = read("fuzzed", text, Timestamp::UNIX_EPOCH) else { return };
    for principal in join(pieces).into_iter().flatten() {
        resolve(catalog(), &principal.grant);
    }
});
