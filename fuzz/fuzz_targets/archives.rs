//! Archives in archives: the first bytes say how the rest is packed, layer by layer. It is read or refused.
#![no_main]

use std::sync::OnceLock;

use leastwise::catalog::Catalog;
use leastwise::intake::{Input, ReadOptions, read};
use leastwise::matching::Matcher;
use libfuzzer_sys::fuzz_target;

#[path = "../layers.rs"]
mod layers;

fn matcher() -> &'static Matcher<'static> {
    static MATCHER: OnceLock<Matcher<'static>> = OnceLock::new();
    MATCHER.get_or_init(|| Matcher::new(Box::leak(Box::new(Catalog::embedded().expect("the catalog loads")))))
}

fuzz_target!(|bytes: &[u8]| {
    let input = Input::Bytes(layers::name(bytes).to_owned(), layers::packed(bytes));
    if let Err(errors) = read(&[input], &ReadOptions::default(), matcher()) {
        assert!(!errors.to_string().is_empty(), "refused without a reason");
    }
});
