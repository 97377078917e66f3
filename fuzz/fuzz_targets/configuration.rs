//! Any text as a file that configures: the first line says which, the rest is the file. It is answered or refused.
//!
//! What `manifest` and `snapshot` only read goes through to the answer here: a manifest to its check, a snapshot to its
//! audit, an overlay to a plan.
#![no_main]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

use leastwise::catalog::Catalog;
use leastwise::check::{Case, Evidence, Log, RULES, audit, check};
use leastwise::config::{Vocabulary, read};
use leastwise::grants::org::Org;
use leastwise::grants::granted;
use leastwise::intake::{Input, ReadOptions, read as read_calls};
use leastwise::matching::Matcher;
use leastwise::plan::{Options, Reachable, plan};
use libfuzzer_sys::fuzz_target;

const CALLS: &str = "GET https://acme.okta.com/api/v1/users\nPOST /api/v1/users/{userId}/lifecycle/suspend\n";

fn catalog() -> &'static Catalog {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    CATALOG.get_or_init(|| Catalog::embedded().expect("the catalog loads"))
}

fn today() -> jiff::civil::Date {
    jiff::civil::date(2026, 11, 26)
}

fuzz_target!(|text: &str| {
    let (kind, text) = text.split_once('\n').unwrap_or_default();
    match kind {
        "overlay" => overlaid(text),
        "snapshot" => audited(text),
        _ => checked(text),
    }
});

fn overlaid(text: &str) {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    let file = FILE.get_or_init(|| {
        std::env::temp_dir().join(format!("leastwise-fuzz-{}.yaml", std::process::id()))
    });
    std::fs::write(file, text).expect("the file can be written");
    let catalog = Catalog::embedded().expect("the catalog loads");
    let Ok(catalog) = catalog.with_overlay(file) else { return };
    let matcher = Matcher::new(&catalog);
    let input = Input::Bytes("calls.txt".to_owned(), CALLS.into());
    let reading = read_calls(&[input], &ReadOptions::default(), &matcher).expect("the calls are in order");
    let matches: Vec<_> = reading.calls.iter().map(|call| matcher.resolve(call)).collect();
    let _ = plan(&catalog, &matches, &Options::default());
}

fn audited(text: &str) {
    let Ok(org) = Org::read("fuzzed", text.as_bytes()) else { return };
    let options = Options::default();
    let matcher = Matcher::new(catalog());
    let log = Log::of(&org, None);
    let (calls, open) = (BTreeMap::new(), BTreeMap::new());
    let evidence = Evidence { org: &org, log: log.as_ref(), calls: &calls, open: &open, unused_days: 90 };
    let reachable = Reachable::new(catalog(), &options);
    let found = audit(&reachable, &evidence, today(), |call| matcher.resolve(call));
    assert!(found.principals.len() <= text.len(), "more principals than bytes");
}

fn checked(text: &str) {
    let rules: Vec<_> = RULES.iter().map(|rule| rule.id).collect();
    let vocabulary = Vocabulary { granted: &|node, problems| drop(granted(node, problems)), rules: &rules };
    if let Err(problems) = read("leastwise.yaml", text, vocabulary) {
        assert!(!problems.is_empty(), "refused without a reason");
    }
    let Ok(pieces) = leastwise::grants::read("fuzzed", text, jiff::Timestamp::UNIX_EPOCH) else { return };
    let matcher = Matcher::new(catalog());
    let input = Input::Bytes("calls.txt".to_owned(), CALLS.into());
    let reading = read_calls(&[input], &ReadOptions::default(), &matcher).expect("the calls are in order");
    for principal in leastwise::grants::join(pieces).into_iter().flatten() {
        let case = Case { principal, calls: Some(reading.calls.clone()), ..Case::default() };
        let _ = check(catalog(), &case, &Options::default(), today(), |call| matcher.resolve(call));
    }
}
