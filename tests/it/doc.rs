//! `leastwise doc`: blocks of a README that are kept true.

use std::fs;

use crate::program::{folder, run};

const README: &str =
    "# Sync\n\n## Access\n\n<!-- leastwise: plan calls.txt -->\n<!-- /leastwise -->\n\nThe end\n";

#[test]
fn a_block_is_written_and_then_true() {
    let folder = folder(&[("docs/README.md", README.as_bytes()), ("docs/calls.txt", b"GET /api/v1/users\n")]);
    let check = || run(&folder, &["doc", "--check", "docs/README.md"]);
    let before = check();
    assert_eq!((before.code, before.err.as_str()), (1, ""));
    assert!(
        before.out.contains("docs/README.md:5: the block of `plan calls.txt` is out of date"),
        "{}",
        before.out
    );
    assert!(before.out.contains("  + | `okta.users.read` |"), "{}", before.out);
    let path = folder.path().join("docs/README.md");
    assert_eq!(fs::read_to_string(&path).unwrap(), README, "a check changes nothing");
    let written = run(&folder, &["doc", "docs/README.md"]);
    assert_eq!((written.code, written.out.as_str()), (0, "`docs/README.md`: 1 block, 1 written anew\n"));
    assert_eq!((check().code, check().out.as_str()), (0, ""));
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("\n### The access that we need in Okta, and why\n"), "{text}");
    assert!(text.ends_with("<!-- /leastwise -->\n\nThe end\n"), "{text}");
    assert_eq!(run(&folder, &["doc", "docs/README.md"]).out, "`docs/README.md`: 1 block, 0 written anew\n");
    // What changes the answer makes the block untrue.
    fs::write(folder.path().join("docs/calls.txt"), "POST /api/v1/users\n").unwrap();
    let after = check();
    assert_eq!(after.code, 1);
    assert!(
        after.out.contains("  - | `okta.users.read` |") && after.out.contains("  + | `okta.users.manage` |")
    );
}

#[test]
fn lines_keep_their_endings_and_code_stands_in_code() {
    let text = "<!-- leastwise: plan listUsers --format terraform -->\r\n<!-- /leastwise -->\r\n";
    let folder = folder(&[("a.md", text.as_bytes())]);
    assert_eq!(run(&folder, &["doc", "a.md"]).code, 0);
    let written = fs::read_to_string(folder.path().join("a.md")).unwrap();
    assert!(written.contains("\r\n```hcl\r\n# The least access"), "{written}");
    assert_eq!(written.matches('\n').count(), written.matches("\r\n").count());
    assert_eq!(run(&folder, &["doc", "--check", "a.md"]).code, 0);
}

#[test]
fn what_is_wrong_is_told_with_its_line_and_changes_nothing() {
    for (marker, wanted) in [
        ("catalog list", "is no plan"),
        ("doc a.md", "is no plan"),
        ("rm -rf /", "unrecognized subcommand '***'"),
        ("plan", "reads stdin"),
        ("plan -", "reads stdin"),
        ("plan 'listUsers", "never closed"),
        ("plan listUsers --format json", "would not stay the same"),
        ("plan listUsers --format text", "would not stay the same"),
        ("plan listUsers --output b.md", "writes elsewhere"),
        ("plan nothing.txt", "a.md:2: "),
        ("plan listUsers --forbid nothing", "a.md:2: there is no scope"),
        ("plan listUsers --help", "a.md:2: "),
    ] {
        let text = format!("\n<!-- leastwise: {marker} -->\nold\n<!-- /leastwise -->\n");
        let folder = folder(&[("a.md", text.as_bytes())]);
        for arguments in [&["doc", "a.md"][..], &["doc", "--check", "a.md"]] {
            let ran = run(&folder, arguments);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{marker}");
            assert!(ran.err.contains("a.md:2: ") && ran.err.contains(wanted), "{marker}: {}", ran.err);
        }
        assert_eq!(fs::read_to_string(folder.path().join("a.md")).unwrap(), text);
        assert!(!folder.path().join("b.md").exists());
    }
}

#[test]
fn markers_that_do_not_fit_are_told_all_at_once() {
    let good: &[u8] = b"<!-- leastwise: plan listUsers -->\n<!-- /leastwise -->\n";
    let nested: &[u8] = b"<!-- leastwise: plan a -->\n<!-- leastwise: plan b -->\n";
    let folder = folder(&[("good.md", good), ("nested.md", nested), ("none.md", b"text\n")]);
    let ran = run(&folder, &["doc", "good.md", "nested.md", "none.md", "missing.md"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    for wanted in [
        "nested.md:2: a block begins inside of another",
        "nested.md:1: the block is never closed",
        "`none.md` has no block",
        "cannot read `missing.md`",
    ] {
        assert!(ran.err.contains(wanted), "{wanted} is not in {}", ran.err);
    }
    assert_eq!(
        fs::read(folder.path().join("good.md")).unwrap(),
        good,
        "one that is wrong keeps all as they are"
    );
}
