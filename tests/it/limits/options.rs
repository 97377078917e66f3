//! Files that options name: manifests, overlays, catalogs, documents.

use std::fs::File;
use std::io::Write as _;

use leastwise::catalog::folder as catalog_folder;
use leastwise::limits::{
    MAX_CATALOG_DEPTH, MAX_CATALOG_FILE_BYTES, MAX_FILE_BYTES, MAX_OVERLAY_BYTES, MAX_SPEC_BYTES,
    MAX_TREE_DEPTH,
};
use rstest::rstest;
use tempfile::TempDir;

use crate::program::{folder, run};

#[rstest]
#[case::yaml("leastwise.yaml", "- ", "", "x")]
#[case::json("leastwise.json", "[", "]", "1")]
fn the_nesting_of_a_manifest(
    #[case] name: &str,
    #[case] open: &str,
    #[case] close: &str,
    #[case] inner: &str,
) {
    const MOST: usize = MAX_TREE_DEPTH;
    for (levels, too_deep) in [(MOST - 1, false), (MOST, false), (MOST + 1, true)] {
        let text = format!("{}{inner}{}", open.repeat(levels), close.repeat(levels));
        let folder = folder(&[(name, text.as_bytes())]);
        let ran = run(&folder, &["check", "--config", name]);
        assert_eq!(ran.code, 2);
        assert_eq!(ran.err.contains("values nest deeper than 64 levels"), too_deep, "{levels}: {}", ran.err);
    }
}

#[test]
fn the_size_of_an_openapi_document() {
    const MOST: u64 = MAX_SPEC_BYTES;
    for (size, fits) in [(MOST - 1, true), (MOST, true), (MOST + 1, false)] {
        let folder = folder(&[("a.yaml", b"")]);
        File::options().write(true).open(folder.path().join("a.yaml")).unwrap().set_len(size).unwrap();
        let ran = run(&folder, &["catalog", "diff", "a.yaml", "embedded"]);
        assert_eq!(ran.code, 2);
        assert_eq!(ran.err.contains("larger than 64 MiB"), !fits, "{size}: {}", ran.err);
    }
}

/// A folder with one file of so many bytes: a beginning, and nothing behind it.
fn sized(name: &str, beginning: &str, size: u64) -> TempDir {
    let folder = folder(&[]);
    let mut file = File::create(folder.path().join(name)).unwrap();
    file.write_all(beginning.as_bytes()).unwrap();
    file.set_len(size).unwrap();
    folder
}

#[rstest]
#[case::manifest(&["check", "--config", "a.yaml"])]
#[case::baseline(&["check", "listUsers", "--scopes", "none", "--baseline", "a.yaml"])]
fn the_size_of_a_file_of_an_option(#[case] arguments: &[&str]) {
    for (size, fits) in [(MAX_FILE_BYTES - 1, true), (MAX_FILE_BYTES, true), (MAX_FILE_BYTES + 1, false)] {
        let ran = run(&sized("a.yaml", "", size), arguments);
        assert_eq!(ran.code, 2, "{size}");
        assert_eq!(ran.err.contains("larger than 64 MiB"), !fits, "{size}: {:.300}", ran.err);
    }
}

#[test]
fn the_size_of_an_overlay() {
    // Brackets that nest too deep end the reading at once.
    let beginning = "[".repeat(MAX_CATALOG_DEPTH + 1);
    for (size, fits) in
        [(MAX_OVERLAY_BYTES - 1, true), (MAX_OVERLAY_BYTES, true), (MAX_OVERLAY_BYTES + 1, false)]
    {
        let ran = run(&sized("a.yaml", &beginning, size), &["plan", "listUsers", "--overlay", "a.yaml"]);
        assert_eq!(ran.code, 2, "{size}");
        assert_eq!(ran.err.contains("larger than 64 MiB"), !fits, "{size}: {:.300}", ran.err);
    }
}

#[test]
fn the_size_of_a_file_of_a_catalog() {
    for (size, fits) in [
        (MAX_CATALOG_FILE_BYTES - 1, true),
        (MAX_CATALOG_FILE_BYTES, true),
        (MAX_CATALOG_FILE_BYTES + 1, false),
    ] {
        let folder = sized("a.yaml", "", size);
        match catalog_folder::read(folder.path()) {
            Ok(files) => assert!(fits && files[0].1.len() as u64 == size, "{size}"),
            Err((_, error)) => {
                assert!(!fits && error.to_string().contains("larger than 64 MiB"), "{size}: {error}");
            }
        }
    }
}
