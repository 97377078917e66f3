//! What holds for every format: one detector claims each fixture, no secret comes out, a cut is never silent.
//!
//! The fixtures of a format stand in the folder of its name, and each holds secrets, which are spelt with `s3cr3t`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use leastwise::intake::{Format, Input, ReadOptions, read};

use crate::program::{folder, run};
use crate::support::{matcher, project};

/// The fixtures, each with the format that it is of.
fn fixtures() -> Vec<(Format, PathBuf)> {
    let root = project().join("tests/fixtures/intake");
    let mut found = Vec::new();
    for format in Format::all() {
        for entry in std::fs::read_dir(root.join(format.name())).into_iter().flatten() {
            found.push((format, entry.unwrap().path()));
        }
    }
    found.sort();
    found
}

/// The files of a fixture: itself, or those below it, manifests of projects among them.
fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return vec![path.to_owned()];
    }
    let entries = std::fs::read_dir(path).unwrap();
    let mut found: Vec<_> = entries.flat_map(|entry| files(&entry.unwrap().path())).collect();
    found.sort();
    found
}

#[test]
fn every_format_has_fixtures() {
    let covered: BTreeSet<_> = fixtures().into_iter().map(|(format, _)| format).collect();
    let missing: Vec<_> = Format::all().filter(|format| !covered.contains(format)).collect();
    assert_eq!(missing, []);
}

#[test]
fn exactly_one_detector_claims_a_fixture() {
    for (format, path) in fixtures() {
        let claiming =
            |file: &PathBuf| Format::claiming(&file.to_string_lossy(), &std::fs::read(file).unwrap());
        let expected = if format == Format::Text { vec![] } else { vec![format] };
        let files = files(&path);
        assert!(files.iter().any(|file| claiming(file) == expected), "{}", path.display());
        for file in files {
            let beside = path.is_dir() && matches!(claiming(&file)[..], [] | [Format::Table]);
            assert!(beside || claiming(&file) == expected, "{}: {:?}", file.display(), claiming(&file));
        }
    }
}

#[test]
fn no_secret_comes_out() {
    let empty = folder(&[]);
    for (_, path) in fixtures() {
        for file in files(&path) {
            let text = std::fs::read(&file).unwrap();
            assert!(text.windows(6).any(|six| six == b"s3cr3t"), "{} holds no secret", file.display());
        }
        let path = path.to_string_lossy();
        let plans = [
            &["plan", "-v"][..],
            &["plan", "-v", "--with-denied"],
            &["plan", "--format", "json"],
            &["plan", "--format", "markdown"],
            &["plan", "--format", "html"],
            &["plan", "--from", "text"],
        ];
        let formats = ["text", "json", "sarif", "junit", "github", "gitlab", "markdown", "html"];
        let checks = formats.map(|format| ["check", "--scopes", "okta.users.read", "--format", format]);
        for arguments in plans.into_iter().chain(checks.iter().map(|check| &check[..])) {
            let ran = run(&empty, &[arguments, &[&*path]].concat());
            let usual = if arguments[0] == "check" { [0, 1, 3].contains(&ran.code) } else { ran.code == 0 };
            assert!(usual || arguments.contains(&"--from"), "{path} {arguments:?}: {}", ran.err);
            let both = format!("{}{}", ran.out, ran.err).to_lowercase();
            let shown = both.find("s3cr3t").and_then(|at| both.get(at.saturating_sub(40)..at + 20));
            assert_eq!(shown, None, "{path} {arguments:?}");
        }
    }
}

/// Of a document that is cut short, either the calls before the cut and an error come out, or nothing and an error.
#[test]
fn a_cut_is_never_silent() {
    for (format, path) in fixtures()
        .into_iter()
        .flat_map(|(format, path)| files(&path).into_iter().map(move |file| (format, file)))
    {
        let bytes = std::fs::read(&path).unwrap();
        let is_json = serde_json::from_slice::<serde_json::Value>(&bytes).is_ok();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let ended = bytes.iter().rposition(|c| !c.is_ascii_whitespace()).unwrap_or(0);
        for part in 1..60 {
            let cut = ended * part / 60;
            let folder = folder(&[(&name, &bytes[..cut])]);
            let read = read(
                &[Input::Path(folder.path().join(&name))],
                &ReadOptions::of_format(Some(format)),
                matcher(),
            );
            if is_json && format != Format::Code {
                let silent = read.as_ref().is_ok_and(|reading| reading.notes.is_empty());
                assert!(!silent, "{} cut at {cut}", path.display());
            }
        }
    }
}

/// Inputs that fuzzing grew, nasty in ways that nobody thinks of: each is read or refused, and what is read resolves.
#[test]
fn the_corpus_is_read_or_refused() {
    let root = project().join("fuzz/corpus");
    let mut seen = BTreeSet::new();
    for format in Format::all() {
        for entry in std::fs::read_dir(root.join(format.name())).into_iter().flatten() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            let reading = read(
                &[Input::Bytes("fuzzed".to_owned(), bytes)],
                &ReadOptions::of_format(Some(format)),
                matcher(),
            );
            for call in reading.map(|reading| reading.calls).unwrap_or_default() {
                matcher().resolve(&call);
            }
            seen.insert(format);
        }
    }
    let missing: Vec<_> = Format::all().filter(|format| !seen.contains(format)).collect();
    assert_eq!(missing, [], "formats without a corpus");
}
