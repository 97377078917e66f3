//! The text of a plan, whole, at the widths of a narrow and a wide terminal. Read the difference before you accept it.

use leastwise::plan::Options;
use leastwise::render::{self, Format, Look};

use crate::support::{catalog, project, report_with};

/// The text without its last line, which changes with every fact.
fn text(example: &str, width: usize) -> String {
    let list = std::fs::read_to_string(project().join("examples").join(example)).unwrap();
    let report = report_with(catalog(), &list, &Options::default());
    let mut out = Vec::new();
    render::plan(&report, Format::Text, Look { width, verbose: false, credential: None }, &mut out).unwrap();
    let text = anstream::adapter::strip_bytes(&out).into_vec();
    let text = String::from_utf8(text).unwrap();
    text.lines().filter(|line| !line.starts_with("catalog ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_plan_at_80_columns() {
    insta::assert_snapshot!(text("helpdesk.txt", 80));
}

#[test]
fn a_plan_at_140_columns() {
    insta::assert_snapshot!(text("helpdesk.txt", 140));
}

/// Only what has no blank to break at, such as a URL, may stand out.
#[test]
fn no_line_is_wider_than_the_terminal() {
    for example in ["helpdesk.txt", "provisioning.md", "inventory.csv", "nightly.sh"] {
        for width in [80, 100, 140] {
            for line in text(example, width).lines() {
                assert!(line.chars().count() <= width, "{example} at {width}: {line}");
            }
        }
    }
}
