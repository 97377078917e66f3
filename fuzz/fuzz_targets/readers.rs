//! Any bytes as an input of one format: they are read or refused, and whatever is read can be planned and written.
//!
//! The format is named in `LEASTWISE_FORMAT`; without it each input is told by its content, as people give it.
#![no_main]

use std::sync::OnceLock;

use leastwise::catalog::Catalog;
use leastwise::intake::{Format, Input, ReadOptions, read};
use leastwise::matching::{Match, Matcher};
use leastwise::plan::{Options, plan};
use libfuzzer_sys::fuzz_target;

struct World {
    catalog: &'static Catalog,
    matcher: Matcher<'static>,
    format: Option<Format>,
}

fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let catalog = Box::leak(Box::new(Catalog::embedded().expect("the catalog loads")));
        let format = std::env::var("LEASTWISE_FORMAT").ok();
        let format = format.map(|name| Format::named(&name).expect("a format of that name"));
        World { catalog, matcher: Matcher::new(catalog), format }
    })
}

fuzz_target!(|bytes: &[u8]| {
    let World { catalog, matcher, format } = world();
    let Ok(reading) = read(&[Input::Bytes("fuzzed".to_owned(), bytes.to_owned())], &ReadOptions::of_format(*format), matcher) else { return };
    let matches: Vec<Match> = reading.calls.iter().map(|call| matcher.resolve(call)).collect();
    let _ = plan(catalog, &matches, &Options::default());
});
