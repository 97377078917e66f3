//! Inputs that fuzzing grew, of whatever takes text beside the readers of calls: each is read or refused.

use jiff::Timestamp;
use leastwise::catalog::{documents, openapi};
use leastwise::check::{RULES, resolve};
use leastwise::config::{Vocabulary, read as read_manifest};
use leastwise::grants::org::Org;
use leastwise::grants::{granted, join, read as read_grants, read_token};
use leastwise::intake::{Input, ReadOptions};
use leastwise::model::{Asked, Call, Origin, Request};
use rstest::rstest;

use crate::program::{folder, leastwise, ran};
use crate::support::{catalog, matcher, project};

/// How a target packs its input, shared with it.
#[path = "../../fuzz/layers.rs"]
mod layers;

/// A method and a path, or a name: an operation, or a diagnosis.
fn matched(text: &str) {
    let (method, path) = text.split_once(' ').unwrap_or(("", text));
    let request = Request { method: method.parse().ok(), path: path.to_owned(), ..Request::default() };
    for asked in [Asked::Http(request), Asked::Name(text.to_owned())] {
        let origin = Origin { source: "fuzzed".into(), line: 1, column: 1 };
        let found = matcher().resolve(&Call::new(origin, asked));
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
    for bytes in corpus(target) {
        // Fuzzing makes bytes, of which these take text.
        replay(&String::from_utf8_lossy(&bytes));
    }
}

/// A command line, one argument a line: it ends with an answer or with a complaint.
#[test]
fn every_command_line_is_answered_or_refused() {
    for text in corpus("arguments").map(|bytes| String::from_utf8_lossy(&bytes).into_owned()) {
        let arguments: Vec<&str> = text.split('\n').collect();
        let ran = ran(leastwise(folder(&[]).path(), &arguments));
        assert!((0..=3).contains(&ran.code), "{arguments:?}: {}", ran.code);
        assert!(ran.code != 2 || !ran.err.is_empty(), "{arguments:?} fails without a reason");
    }
}

/// A file that configures, in its first line which: it is answered or refused.
#[test]
fn every_configuration_is_answered_or_refused() {
    for text in corpus("configuration").map(|bytes| String::from_utf8_lossy(&bytes).into_owned()) {
        let (kind, text) = text.split_once('\n').unwrap_or_default();
        let folder = folder(&[("file.yaml", text.as_bytes())]);
        let arguments = match kind {
            "overlay" => vec!["plan", "--overlay", "file.yaml", "listUsers"],
            "snapshot" => vec!["audit", "--snapshot", "file.yaml"],
            _ => vec!["check", "--config", "file.yaml"],
        };
        let ran = ran(leastwise(folder.path(), &arguments));
        assert!((0..=3).contains(&ran.code), "{arguments:?}: {}", ran.code);
        assert!(ran.code != 2 || !ran.err.is_empty(), "{arguments:?} fails without a reason: {text}");
    }
}

/// Archives in archives, as the first bytes say.
#[test]
fn every_archive_is_read_or_refused() {
    let mut read = 0;
    for bytes in corpus("archives") {
        let packed = layers::packed(&bytes);
        let input = Input::Bytes(layers::name(&bytes).to_owned(), packed);
        match leastwise::intake::read(&[input], &ReadOptions::default(), matcher()) {
            Ok(reading) => read += reading.calls.len(),
            Err(errors) => assert!(!errors.to_string().is_empty(), "refused without a reason"),
        }
    }
    assert!(read > 0, "no archive has a call");
}

/// What fuzzing grew for a target.
fn corpus(target: &str) -> impl Iterator<Item = Vec<u8>> {
    let mut entries: Vec<_> = std::fs::read_dir(project().join("fuzz/corpus").join(target))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    assert!(!entries.is_empty(), "nothing for `{target}`");
    entries.into_iter().map(|path| std::fs::read(path).unwrap())
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
