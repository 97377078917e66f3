//! The shape of the source: layers import downwards only, files are small and say what they are for.

use std::path::{Path, PathBuf};

use crate::support::project;

/// The layers, lowest first; modules of one row do not know each other.
const LAYERS: [&[&str]; 11] = [
    &["limits"],
    &["model", "solver"],
    &["disclosure"],
    &["located"],
    &["catalog", "config", "grants", "intake"],
    &["live", "matching"],
    &["plan"],
    &["check"],
    &["report"],
    &["render"],
    &["cli"],
];

/// The longest that a file may be, in lines.
const LONGEST: usize = 800;

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

fn row(module: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&module))
}

/// The modules of the crate that a text names with `crate::`, outside of comments.
fn named(text: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let paths = code.flat_map(|line| line.split("crate::").skip(1));
    let word = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    paths.map(word).filter(|name| !name.is_empty()).collect()
}

#[test]
fn modules_import_downwards_only() {
    let root = project().join("src");
    let mut seen = 0;
    for file in sources(&root) {
        let relative = file.strip_prefix(&root).unwrap().to_path_buf();
        let module = relative.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
        let Some(own) = row(&module) else {
            assert!(matches!(module.as_str(), "lib.rs" | "main.rs"), "`{module}` stands in no layer");
            continue;
        };
        for other in named(&std::fs::read_to_string(&file).unwrap()).iter().filter(|other| **other != module)
        {
            let below = row(other).is_some_and(|other| other < own);
            assert!(below, "{} imports `{other}`, which is not below `{module}`", relative.display());
            seen += 1;
        }
    }
    assert!(seen > 50, "only {seen} imports were found: the test looks in the wrong place");
}

#[test]
fn a_file_is_short_and_says_what_it_is_for() {
    for folder in ["src", "tests/it", "benches", "fuzz/fuzz_targets"] {
        for file in sources(&project().join(folder)) {
            let text = std::fs::read_to_string(&file).unwrap();
            assert!(text.starts_with("//! "), "{} does not say what it is for", file.display());
            let lines = text.lines().count();
            assert!(lines <= LONGEST, "{} has {lines} lines", file.display());
        }
    }
}

#[test]
fn only_the_outer_layers_touch_the_outside_world() {
    let root = project().join("src");
    let outside = ["std::fs", "std::env", "std::process", "std::net", "io::stdin", "Timestamp::now"];
    let allowed = [
        "cli/",
        "catalog/load.rs",
        "catalog/folder.rs",
        "intake/manifest.rs",
        "intake/source.rs",
        "intake/argument.rs",
        "live/credentials.rs",
        "live/journal.rs",
        "live/new_file.rs",
        "main.rs",
    ];
    for file in sources(&root) {
        let relative = file.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        let found = outside.iter().find(|name| text.contains(**name));
        let fine = found.is_none() || allowed.iter().any(|allowed| relative.starts_with(allowed));
        assert!(fine, "{relative} uses {}", found.unwrap_or(&""));
    }
}
