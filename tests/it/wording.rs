//! What plans say in text and Markdown: nothing that is false, and everything that matters to whoever relies on them.

use std::collections::BTreeSet;

use leastwise::catalog::Catalog;
use leastwise::model::{Engine, Evidence};
use leastwise::plan::Options;
use leastwise::render::{Format, Look, plan};

use crate::support::{catalog, from_overlay, report_with};

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
            &["all groups, all identity and access management resources, and the users concerned"],
        );
        does_not_say(&printed, &["holds only", "the groups"]);
    }
    let apps = "POST /api/v1/apps";
    for printed in [text_of(apps), markdown_of(apps)] {
        says(&printed, &["all apps (or all apps of the type that is created)"]);
        does_not_say(&printed, &["narrowed to the apps", "Limit `APP_ADMIN`"]);
    }
}

/// Whoever reads an answer must see under which conditions it holds.
#[test]
fn what_is_not_taken_for_granted_usually_is_said() {
    let calls = "GET /api/v1/users\nPOST /api/v1/users/{id}/lifecycle/suspend";
    let covers = "okta.users.manage covers okta.users.read";
    let overlay = from_overlay("overlay: acme\noperations:\n  - {id: management:listFeatures, reason: r}\n");
    for format in [Format::Text, Format::Markdown] {
        let usual = printed(catalog(), calls, &Options::default(), format);
        assert_eq!(usual.matches(covers).count(), 1, "{usual}");
        does_not_say(&printed(catalog(), "GET /api/v1/users", &Options::default(), format), &["covers"]);
        let changed = Options {
            floor: Evidence::Official,
            engine: Engine::Classic,
            manage_implies_read: false,
            assume_all: true,
            ..Options::default()
        };
        let changed = printed(&overlay, calls, &changed, format);
        says(
            &changed,
            &["at least `official` count", "Classic Engine", "ambiguous calls count", "overlay acme"],
        );
        says(&changed, &["no manage scope is taken to cover its read scope"]);
        does_not_say(&changed, &[covers]);
    }
}

#[test]
fn an_incomplete_plan_claims_nothing_that_is_false() {
    let markdown = markdown_of("GET /api/v1/features\nGET /api/v1/users/me");
    says(
        &markdown,
        &["It does not cover every call", "only SUPER_ADMIN is known to work", "`GET /api/v1/users/me` is"],
    );
    does_not_say(
        &markdown,
        &["exactly these calls pass", "No smaller access", "every operation that it reaches"],
    );
    let complete = markdown_of("GET /api/v1/logs");
    says(&complete, &["Why this is no custom role: no custom role can hold `std.systemLog.read`."]);
    let tried = "overlay: acme\noperations:\n  - {id: management:listFeatures, reason: r, tried: [{role: READ_ONLY_ADMIN, works: true}]}\n";
    let mixed = "GET /api/v1/features\nGET /api/v1/iam/roles";
    let markdown = printed(&from_overlay(tried), mixed, &Options::default(), Format::Markdown);
    says(&markdown, &["And beside it, because no source names a permission that would do:"]);
    does_not_say(&markdown, &["no custom role can hold"]);
}

/// What a customer is sent holds what bears on the decision.
#[test]
fn markdown_shows_drivers_alternatives_special_cases_and_corrections() {
    let markdown = markdown_of(
        "GET /api/v1/users\nGET /api/v1/iam/roles\nPOST /api/v1/users/{id}\nPUT /api/v1/users/{id}/lifecycle/suspend",
    );
    says(
        &markdown,
        &[
            "## What makes the standard roles this large",
            "`GET /api/v1/iam/roles` forces SUPER_ADMIN; without it",
            "Where custom roles cannot be used, instead of that:",
            "That reaches ",
            "when the user type changes: ",
            "`PUT /api/v1/users/{id}/lifecycle/suspend` → `POST /api/v1/users/{id}/lifecycle/suspend`",
        ],
    );
}

#[test]
fn what_is_narrowed_and_what_is_added_reads_well() {
    let text = text_of("POST /api/v1/users\nPUT /api/v1/groups/g1/users/u1\nPOST /api/v1/users/{id}");
    says(&text, &["the groups and users concerned"]);
    does_not_say(&text, &["groups, users", "beside it beside it"]);
    let pending = text_of("POST /api/v1/users/{id}/credentials/change_password");
    says(&pending, &["only users in a pending status [pending-users-in-managed-groups-only]"]);
}

/// What the plan grants anyway is no news.
#[test]
fn what_would_be_enough_is_not_what_is_granted() {
    let cases = BTreeSet::from(["pending-users-in-managed-groups-only".to_owned()]);
    let options = Options { cases, ..Options::default() };
    let calls = "POST /api/v1/users/{id}/credentials/change_password\nPOST /api/v1/users/{id}/factors";
    let report = report_with(catalog(), calls, &options);
    let plan = report.plans.service_app;
    let granted: Vec<_> = plan.standard_roles.iter().map(|role| Some(role.name.clone())).collect();
    assert!(plan.would_suffice_if.iter().all(|one| one.role.is_none() || !granted.contains(&one.role)));
}

#[test]
fn a_credential_that_gets_through_to_nothing_needs_more_than_no_role() {
    let text = text_of("GET /v1/teams/{team_name}/users");
    says(&text, &["No grant helps: a service app gets through to none of these calls."]);
    does_not_say(&text, &["is needed", "admin role     none"]);
    let markdown = markdown_of("GET /v1/teams/{team_name}/users");
    says(&markdown, &["**No grant helps:**", "What this does not cover"]);
    does_not_say(&markdown, &["None.", "Nothing"]);
}

#[test]
fn one_is_one() {
    let text = text_of("GET /api/v1/users\nGET https://api.github.com/users/octocat");
    says(&text, &["1 line is no call to Okta's API"]);
    let markdown = markdown_of("POST /api/v1/users/{id}/lifecycle/unlock");
    does_not_say(&markdown, &["1 that read data", "1 that can reads"]);
}

#[test]
fn what_is_assumed_to_be_meant_is_in_the_answer() {
    let options = Options { assume_all: true, ..Options::default() };
    for format in [Format::Text, Format::Markdown] {
        let all = printed(catalog(), "PATCH /api/v1/users/{id}", &options, format);
        does_not_say(&all, &["is not in this answer", "What this does not cover"]);
    }
}

/// The paths whose method is not given are answered for each method.
#[test]
fn a_path_without_a_method_says_what_each_method_would_need() {
    let wanted = [
        "GET /api/v1/apps needs the scope okta.apps.read, and a custom role with okta.apps.read",
        "POST /api/v1/apps needs the scope okta.apps.manage, and a custom role with okta.apps.manage",
    ];
    says(&text_of("/api/v1/apps"), &wanted);
    let markdown = markdown_of("/api/v1/apps").replace('`', "");
    says(&markdown, &wanted);
    let report = report_with(catalog(), "/api/v1/users/me\nGET /api/v1/users", &Options::default());
    let [ambiguous, matched] = &report.calls[..] else { panic!("two calls") };
    assert!(matched.would_need.is_empty());
    for one in &ambiguous.would_need {
        assert_eq!(one.credential.name(), "user_app", "{}: it is about the caller", one.operation);
        assert!(!one.scopes.is_empty(), "{}", one.operation);
    }
    let all = Options { assume_all: true, ..Options::default() };
    let report = report_with(catalog(), "/api/v1/apps", &all);
    assert!(report.calls[0].would_need.is_empty(), "the plan holds them all");
}

/// What is open may need something, so nothing is said to be needed.
#[test]
fn nothing_is_said_to_be_needed_while_a_call_is_open() {
    for open in ["GET /api/v1/nothing/like/this", "/api/v1/apps"] {
        let text = text_of(&format!("POST /api/v1/authn\n{open}"));
        does_not_say(&text, &["No scope and no admin role is needed"]);
        says(&text, &["The recognized calls need no scope and no admin role."]);
    }
    says(&text_of("POST /api/v1/authn"), &["No scope and no admin role is needed."]);
}

/// A label with nothing behind it, and nothing further in below it. What stands deeper is the rest of a long line.
fn empty_fields(text: &str) -> Vec<&str> {
    const DEEPEST_LABEL: usize = 12;
    let lines: Vec<_> = text.lines().collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let is_label = |line: &str| {
        let label = line.trim().strip_suffix(':');
        label.is_some_and(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_ascii_lowercase() || c == ' ')
        })
    };
    let next = lines.iter().skip(1).chain([&""]);
    let fields = lines.iter().zip(next).filter(|(line, next)| {
        is_label(line) && indent(line) <= DEEPEST_LABEL && indent(next) <= indent(line)
    });
    fields.map(|(line, _)| *line).collect()
}

#[test]
fn no_field_is_printed_empty() {
    let empty: [&str; 0] = [];
    for calls in [
        "GET /api/v1/users",
        "/api/v1/apps\nGET /api/v1/foo\nlistRoles",
        "POST /api/v1/policies\nlistFeatures",
    ] {
        let report = report_with(catalog(), calls, &Options::default());
        let look = Look { width: 100, verbose: true, credential: None };
        let mut out = Vec::new();
        plan(&report, Format::Text, look, &mut out).unwrap();
        let text = String::from_utf8(anstream::adapter::strip_bytes(&out).into_vec()).unwrap();
        assert_eq!(empty_fields(&text), empty, "{text}");
    }
    for arguments in [
        &["check", "-v", "listUsers", "--role", "SUPER_ADMIN"][..],
        &["check", "-v", "listUsers", "--scopes", "okta.users.manage okta.logs.read"],
        &["explain", "-v", "listUsers"],
        &["explain", "MOBILE_ADMIN"],
        &["catalog", "show", "-v", "okta.users.read"],
    ] {
        let ran = crate::program::run(&crate::program::folder(&[]), arguments);
        assert_eq!(empty_fields(&ran.out), empty, "{arguments:?}");
    }
}
