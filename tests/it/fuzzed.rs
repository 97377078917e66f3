//! Inputs that fuzzing grew, of whatever takes text beside the readers of calls: each is read or refused.

use jiff::Timestamp;
use leastwise::catalog::{documents, openapi};
use leastwise::check::{RULES, resolve};
use leastwise::config::{Vocabulary, read as read_manifest};
use leastwise::grants::org::Org;
use leastwise::grants::{granted, join, read as read_grants, read_token};
use leastwise::model::{Asked, Call, Origin, Request};
use rstest::rstest;

use crate::support::{catalog, matcher, project};

/// A method and a path, or a name: an operation, or a diagnosis.
fn matched(text: &str) {
    let (method, path) = text.split_once(' ').unwrap_or(("", text));
    let request = Request { method: method.parse().ok(), path: path.to_owned(), ..Request::default() };
    for asked in [Asked::Http(request), Asked::Name(text.to_owned())] {
        let origin = Origin { source: "fuzzed".into(), line: 1, column: 1 };
        let found = matcher().resolve(&Call::new(origin, text.to_owned(), asked));
        assert!(found.diagnosis.is_some() || !found.operations.is_empty(), "{text:?}");
    }
}

fn held(text: &str) {
    let _ = read_token("fuzzed", text, Timestamp::UNIX_EPOCH);
    for principal in read_grants("fuzzed", text, Timestamp::UNIX_EPOCH).into_iter().flat_map(join).flatten() {
        resolve(catalog(), &principal.grant);
    }
}

fn configured(text: &str) {
    let rules: Vec<_> = RULES.iter().map(|rule| rule.id).collect();
    let vocabulary = Vocabulary { granted: &|node, problems| drop(granted(node, problems)), rules: &rules };
    if let Err(problems) = read_manifest("leastwise.yaml", text, vocabulary) {
        assert!(!problems.is_empty(), "{text:?}");
    }
}

/// The first line names the file.
fn recorded(text: &str) {
    let (file, text) = text.split_once('\n').unwrap_or_default();
    let _ = documents::parse(&[(file.to_owned(), text.to_owned())]);
    if let Err(problems) = openapi::read(file, text) {
        assert!(!problems.is_empty(), "{text:?}");
    }
}

fn saved(text: &str) {
    let Ok(org) = Org::read("fuzzed", text.as_bytes()) else { return };
    let mut written = Vec::new();
    org.write(&mut written, false).unwrap();
    assert_eq!(Org::read("written", &written[..]).ok(), Some(org));
}

#[rstest]
#[case("matcher", matched)]
#[case("grants", held)]
#[case("manifest", configured)]
#[case("facts", recorded)]
#[case("snapshot", saved)]
fn the_corpus_is_read_or_refused(#[case] target: &str, #[case] replay: fn(&str)) {
    let mut seen = 0;
    for entry in std::fs::read_dir(project().join("fuzz/corpus").join(target)).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        // Fuzzing makes bytes, of which these take text.
        replay(&String::from_utf8_lossy(&bytes));
        seen += 1;
    }
    assert!(seen > 0, "nothing for `{target}`");
}

/// What a target is seeded with gets past the first check of its reader: else nothing behind it would be fuzzed.
#[test]
fn seeds_are_what_they_stand_for() {
    let seed = |name: &str| std::fs::read_to_string(project().join("fuzz/corpus").join(name)).unwrap();
    assert!(Org::read("org", seed("snapshot/org").as_bytes()).is_ok());
    for name in ["grants", "roles", "permissions", "state", "plan", "terraform-plan"] {
        let read = read_grants(name, &seed(&format!("grants/{name}")), Timestamp::UNIX_EPOCH);
        assert!(read.is_ok(), "{name}: {:?}", read.err());
    }
    assert!(read_token("token", &seed("grants/token"), Timestamp::UNIX_EPOCH).is_ok());
    let fact = |name: &str| {
        let text = seed(&format!("facts/{name}"));
        text.split_once('\n').map(|(file, text)| (file.to_owned(), text.to_owned())).unwrap()
    };
    for name in
        ["catalog", "sources", "limits", "impact", "caveats", "operations", "scopes", "capabilities", "role"]
    {
        let written = fact(name);
        let (_, problems) = documents::parse(std::slice::from_ref(&written));
        assert!(problems.iter().all(|problem| problem.file != written.0), "{name}: {problems:?}");
    }
    let (file, text) = fact("openapi");
    let read = openapi::read(&file, &text);
    assert!(read.is_ok(), "{:?}", read.err());
}
