//! What plans say in text and Markdown: nothing that is false, and everything that matters to whoever relies on them.

use leastwise::catalog::Catalog;
use leastwise::plan::Options;
use leastwise::render::{Format, Look, plan};

use crate::support::{catalog, report_with};

/// A plan as it is printed, in one long line per paragraph.
fn printed(catalog: &Catalog, text: &str, options: &Options, format: Format) -> String {
    let report = report_with(catalog, text, options);
    let look = Look { width: 1000, verbose: false, credential: None };
    let mut out = Vec::new();
    plan(&report, format, look, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// A plan as text.
fn text_of(text: &str) -> String {
    printed(catalog(), text, &Options::default(), Format::Text)
}

/// A plan as Markdown.
fn markdown_of(text: &str) -> String {
    printed(catalog(), text, &Options::default(), Format::Markdown)
}

/// Looks for each of some words.
fn says(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "`{word}` is not in:\n{text}");
    }
}

/// Looks for none of them.
fn does_not_say(text: &str, words: &[&str]) {
    for word in words {
        assert!(!text.contains(word), "`{word}` is in:\n{text}");
    }
}

#[test]
fn an_unknown_role_is_unknown_with_every_credential() {
    let text = text_of("listFeatures");
    assert_eq!(text.matches("not known, see below").count(), 3, "{text}");
    does_not_say(&text, &["admin role     none"]);
}

#[test]
fn what_must_be_covered_whole_is_not_narrowed() {
    let calls = "POST /api/v1/groups\nPOST /api/v1/users\nGET /api/v1/iam/roles";
    for printed in [text_of(calls), markdown_of(calls)] {
        says(
            &printed,
            &["all groups and all identity and access management resources, and the users concerned"],
        );
        does_not_say(&printed, &["holds only", "the groups"]);
    }
    let apps = "POST /api/v1/apps";
    for printed in [text_of(apps), markdown_of(apps)] {
        says(&printed, &["all apps (or all apps of the type that is created)"]);
        does_not_say(&printed, &["narrowed to the apps", "Limit `APP_ADMIN`"]);
    }
}
