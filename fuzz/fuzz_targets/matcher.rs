//! Any text as a call: a method and a path, a name, a path alone. It becomes an operation or a diagnosis.
#![no_main]

use std::sync::OnceLock;

use leastwise::catalog::Catalog;
use leastwise::matching::Matcher;
use leastwise::model::{Asked, Call, Method, Origin, Request};
use libfuzzer_sys::fuzz_target;

fn matcher() -> &'static Matcher<'static> {
    static MATCHER: OnceLock<Matcher<'static>> = OnceLock::new();
    MATCHER.get_or_init(|| {
        Matcher::new(Box::leak(Box::new(Catalog::embedded().expect("the catalog loads"))))
    })
}

fuzz_target!(|text: &str| {
    let origin = Origin { source: "fuzzed".into(), line: 1, column: 1 };
    let (method, path) = text.split_once(' ').unwrap_or(("", text));
    let method: Option<Method> = method.parse().ok();
    let request = Request { method, path: path.to_owned(), ..Request::default() };
    for asked in [Asked::Http(request), Asked::Name(text.to_owned())] {
        let found = matcher().resolve(&Call::new(origin.clone(), asked));
        assert!(found.diagnosis.is_some() || !found.operations.is_empty(), "neither one nor the other");
    }
});
