//! The rules: their pages say what the program says, and their names do not change.

use leastwise::check::RULES;
use leastwise::render;
use leastwise::report::rule_views;

use crate::support::project;

/// `UPDATE=1 cargo test rules` writes the pages anew.
#[test]
fn every_rule_has_its_page_and_every_page_its_rule() {
    let folder = project().join("docs/rules");
    let update = std::env::var_os("UPDATE").is_some();
    if update {
        std::fs::create_dir_all(&folder).unwrap();
    }
    for rule in rule_views() {
        let mut page = Vec::new();
        render::rule(&rule, &mut page).unwrap();
        let path = project().join(&rule.page);
        if update {
            std::fs::write(&path, &page).unwrap();
        }
        let written = std::fs::read(&path).unwrap_or_default();
        assert!(written == page, "{} is out of date: UPDATE=1 cargo test rules", rule.page);
    }
    let pages = std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(pages, RULES.len(), "docs/rules holds a page of no rule");
}

#[test]
fn rules_are_told_apart_and_say_everything() {
    let mut ids: Vec<_> = RULES.iter().map(|rule| rule.id).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "two rules share an id");
    for rule in RULES {
        let kebab = rule.id.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-');
        assert!(kebab, "{} is not in kebab case", rule.id);
        assert!(
            !rule.title.ends_with('.') && rule.explanation.ends_with('.') && rule.fix.ends_with('.'),
            "{}",
            rule.id
        );
    }
    for promised in [
        "excess-scope",
        "excess-role",
        "excess-permission",
        "missing-scope",
        "missing-role",
        "missing-permission",
        "redundant-scope",
        "read-suffices",
        "super-admin",
        "denied-grant",
        "new-access",
        "unknown-scope",
        "retired-scope",
        "permission-used-as-scope",
        "unsupported-credential",
        "unknown-call",
        "corrected-call",
        "removed-operation",
        "deprecated-operation",
        "escalation",
        "expired-allowance",
        "ending-allowance",
        "scope-needs-user",
        "stale-allowance",
        "stale-catalog",
        "token-owner-over-privileged",
        "token-unrestricted-network",
        "token-unused",
        "client-secret",
        "client-unauthenticated",
        "old-key",
        "token-owner-inactive",
        "app-without-role",
        "inactive-principal",
        "scope-never-used",
        "public-client-super-admin",
    ] {
        assert!(ids.contains(&promised), "the rule {promised} is gone");
    }
}
