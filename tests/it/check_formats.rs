//! A check in every format: the same findings in all of them, each valid by the rules of its readers.

use std::path::Path;

use leastwise::model::Severity;
use leastwise::render::{self, Format, Look};
use leastwise::report::{CheckReport, FindingView};
use proptest::prelude::*;
use serde_json::Value;

use crate::fixture::{finding, origin, report, varied};
use crate::junit;
use crate::program::{folder, run};
use crate::schema::misfits_in;
use crate::support::project;
use crate::written::{FORMATS, counted, json, written};

#[test]
fn every_format_has_the_same_findings() {
    let clean = report(Vec::new(), Vec::new());
    for (name, report) in [("varied", varied()), ("clean", clean)] {
        for format in FORMATS {
            let (findings, allowed) = counted(&report, format);
            assert_eq!(findings, report.findings.len(), "{name} as {}", format.name());
            if let Some(allowed) = allowed {
                assert_eq!(allowed, report.allowed.len(), "allowed, {name} as {}", format.name());
            }
        }
    }
}

#[test]
fn sarif_json_and_gitlab_validate() {
    let none: [String; 0] = [];
    for report in [varied(), report(Vec::new(), Vec::new())] {
        for (schema, format) in [
            ("tests/fixtures/schema/sarif-2.1.0.json", Format::Sarif),
            ("tests/fixtures/schema/gitlab-code-quality.json", Format::Gitlab),
            ("docs/schema/check.json", Format::Json),
        ] {
            assert_eq!(
                misfits_in(&project().join(schema), &json(&report, format)),
                none,
                "{}",
                format.name()
            );
        }
    }
    let mut broken = json(&varied(), Format::Sarif);
    broken["runs"][0]["results"][0]["level"] = "critical".into();
    assert_ne!(misfits_in(&project().join("tests/fixtures/schema/sarif-2.1.0.json"), &broken), none);
}

#[test]
fn sarif_says_where_how_sure_and_what_is_settled() {
    let log = json(&varied(), Format::Sarif);
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(!rule["help"]["text"].as_str().unwrap().is_empty());
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
        assert!(!uri.contains([' ', ':', '\\']) && !uri.starts_with('/'), "{uri}");
    }
    let first = &results[0];
    assert_eq!(first["level"], "error");
    assert_eq!(first["properties"]["evidence"], "official");
    assert_eq!(first["locations"][0]["physicalLocation"]["region"]["startLine"], 4);
    let related = &first["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(related, "ci/more%20grants.yaml");
    assert_eq!(first["partialFingerprints"]["leastwise/v1"], varied().findings[0].fingerprint);
    let suppressions = |at: usize| results[at]["suppressions"].as_array().unwrap().len();
    assert_eq!((suppressions(0), suppressions(3), suppressions(7)), (0, 1, 1));
    assert_eq!(
        results[7]["suppressions"][0]["justification"],
        "allowed by identity team until 2027-03-31: the app moves in spring"
    );
    assert_eq!(run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap().len(), 2);
    // A message names the principal where there are several.
    let message = |log: &Value| log["runs"][0]["results"][0]["message"]["text"].as_str().unwrap().to_owned();
    assert!(message(&log).starts_with("No call needs"), "{}", message(&log));
    let mut two = varied();
    two.principals.push(two.principals[0].clone());
    assert!(message(&json(&two, Format::Sarif)).starts_with("nightly: No call needs"));
}

/// What stands in no file is shown where its principal is described, and what has no principal likewise.
#[test]
fn a_finding_without_a_file_gets_a_place() {
    let mut report = varied();
    let paths = |report: &CheckReport| {
        let issues = json(report, Format::Gitlab);
        let issues = issues.as_array().unwrap().iter();
        let place =
            |one: &Value| format!("{}:{}", one["location"]["path"], one["location"]["lines"]["begin"]);
        issues.map(place).collect::<Vec<_>>()
    };
    assert_eq!(paths(&report)[4..], [r#""ci/grants.yaml":2"#; 3]);
    report.principals.clear();
    report.read_file = Some("ci/leastwise.yaml".to_owned());
    assert_eq!(paths(&report)[4..], [r#""ci/leastwise.yaml":1"#; 3]);
    report.read_file = None;
    assert_eq!(paths(&report)[4..], [r#""command line":1"#; 3]);
}

/// What was typed is shown where the calls were read, or at the argument, and never at a file that is not there.
#[test]
fn what_was_typed_is_shown_at_a_file_that_was_read_or_at_the_argument() {
    let held = ["--scopes", "okta.users.manage", "--role", "Help Desk Administrator"];
    let folder = folder(&[("calls.txt", b"GET /api/v1/users\n")]);
    for (call, wanted) in [
        ("calls.txt", &["calls.txt"][..]),
        ("GET /api/v1/users", &["--role HELP_DESK_ADMIN", "--scopes okta.users.manage"]),
    ] {
        let arguments = [&["check", call], &held[..]].concat();
        let written = |format| run(&folder, &[&arguments[..], &["--format", format]].concat()).out;
        let gitlab: Value = serde_json::from_str(&written("gitlab")).unwrap();
        let places = gitlab.as_array().unwrap().iter().map(|one| one["location"]["path"].as_str().unwrap());
        let places: std::collections::BTreeSet<_> = places.collect();
        assert_eq!(places.into_iter().collect::<Vec<_>>(), wanted, "{call}");
        let sarif: Value = serde_json::from_str(&written("sarif")).unwrap();
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        let of_scope = results.iter().find(|one| one["ruleId"] == "read-suffices").unwrap();
        let location = &of_scope["locations"][0];
        assert_eq!(location["logicalLocations"][0]["fullyQualifiedName"], "--scopes okta.users.manage");
        for format in ["github", "junit", "text", "sarif", "gitlab"] {
            assert!(!written(format).contains("\"leastwise.yaml\""), "{format}");
        }
        assert!(written("github").lines().all(|line| !line.contains(" file=")), "no file is invented");
        assert!(written("junit").contains(" At --scopes okta.users.manage."));
    }
}

/// Every rule says how dangerous it is, as a number that code scanning takes, and where its page is.
#[test]
fn sarif_says_of_every_rule_how_dangerous_it_is() {
    let log = json(&varied(), Format::Sarif);
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap();
    let severity = |id: &str| {
        let rule = rules.iter().find(|rule| rule["id"] == id).unwrap();
        rule["properties"]["security-severity"].as_str().unwrap().parse::<f64>().unwrap()
    };
    for rule in rules {
        let id = rule["id"].as_str().unwrap();
        assert!((0.1..=10.0).contains(&severity(id)), "{id}");
        let uri = rule["helpUri"].as_str().unwrap();
        assert!(uri.starts_with("https://") && uri.ends_with(&format!("docs/rules/{id}.md")), "{uri}");
        if rule["defaultConfiguration"]["level"] == "note" {
            assert!(severity(id) < 4.0, "a note is not loud: {id}");
        }
    }
    assert!(severity("super-admin") > 9.0 && severity("excess-role") >= 7.0);
    assert!(severity("excess-scope") < severity("excess-role"));
    assert!(severity("missing-scope") < 4.0, "a call that fails is no danger");
}

#[test]
fn files_are_named_from_the_folder_of_the_run() {
    for (typed, uri, path) in [
        ("./ci/grants.yaml", "ci/grants.yaml", "ci/grants.yaml"),
        ("/home/jane/repo/ci/a b.yaml", "ci/a%20b.yaml", "ci/a b.yaml"),
        ("ci/../grants.yaml", "grants.yaml", "grants.yaml"),
        ("../other/grants.yaml", "file:///home/jane/other/grants.yaml", "/home/jane/other/grants.yaml"),
        ("naïve:1.yaml", "na%C3%AFve%3A1.yaml", "naïve:1.yaml"),
    ] {
        let one = FindingView {
            origins: vec![origin(typed, 1)],
            ..finding(1, "excess-scope", Severity::Warning, "x")
        };
        let report = report(vec![one], Vec::new());
        let log = json(&report, Format::Sarif);
        let location = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(location["artifactLocation"]["uri"], uri);
        assert_eq!(json(&report, Format::Gitlab)[0]["location"]["path"], path);
    }
}

#[test]
fn github_commands_say_what_fails_and_escape_the_rest() {
    let lines = written(&varied(), Format::Github);
    let lines: Vec<_> = lines.lines().collect();
    let [unjudged, lines @ ..] = lines.as_slice() else { panic!("no line") };
    assert!(
        unjudged.starts_with("::warning title=not judged · nightly::admin roles not judged: "),
        "{unjudged}"
    );
    assert_eq!(
        lines[0],
        "::error file=ci/grants.yaml,line=4,col=3,title=missing-scope · nightly::No call needs `okta.users.read`. \
         Take the scope `okta.users.read` away."
    );
    assert!(
        lines[3].starts_with("::notice ") && lines[3].ends_with("(stands in the baseline)"),
        "{}",
        lines[3]
    );
    assert!(lines[4].starts_with("::error title="), "no file is invented: {}", lines[4]);
    let nasty = FindingView {
        principal: Some("a:b,c%\n::error::x".to_owned()),
        ..finding(1, "excess-scope", Severity::Warning, "100%\r\n::warning::y")
    };
    let text = written(&report(vec![nasty], Vec::new()), Format::Github);
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(text.contains("title=excess-scope · a%3Ab%2Cc%25 %3A%3Aerror%3A%3Ax::"), "{text}");
    assert!(text.contains("`100%25  ::warning::y`"), "{text}");
}

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    let page = written(&varied(), Format::Html);
    for outside in ["src=", "@import", "url(", "<link", "<iframe"] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("default-src 'none'"));
    let mut report = varied();
    report.sources.get_mut("api-docs").unwrap().url = Some("javascript:alert(1)".to_owned());
    assert!(!written(&report, Format::Html).contains("javascript:"));
}

/// Everything that comes from an input, made of this text.
fn made_of(text: &str) -> CheckReport {
    let mut one = finding(1, "excess-scope", Severity::Warning, text);
    one.principal = Some(text.to_owned());
    one.message = format!("no call needs `{text}`: {text}");
    one.help = Some(text.to_owned());
    one.origins = vec![origin(&format!("{text}.yaml"), 1)];
    let allowed = varied().allowed;
    let allowed = allowed.into_iter().map(|mut one| {
        text.clone_into(&mut one.reason);
        one.owner = Some(text.to_owned());
        one
    });
    let mut report = report(vec![one], allowed.collect());
    text.clone_into(&mut report.principals[0].name);
    for held in report.principals[0].scopes.as_mut().unwrap() {
        text.clone_into(&mut held.name);
    }
    text.clone_into(&mut report.notes[0].message);
    report
}

fn holds_for(text: &str) {
    let report = made_of(text);
    assert_eq!(junit::misfits(&written(&report, Format::Junit)), Vec::<String>::new(), "{text:?}");
    for format in FORMATS {
        let (findings, allowed) = counted(&report, format);
        assert_eq!(findings, 1, "{} of {text:?}:\n{}", format.name(), written(&report, format));
        assert_eq!(allowed.unwrap_or(1), 1, "{} of {text:?}", format.name());
        let mut raw = Vec::new();
        let look = Look { width: 100, verbose: true, credential: None };
        render::check(&report, format, look, Path::new("/home/jane/repo"), &mut raw).unwrap();
        let raw = String::from_utf8(raw).unwrap();
        let obeyed = |letter: char| letter.is_control() && letter != '\n' && letter != '\u{1b}';
        assert!(!raw.contains(obeyed), "{} of {text:?}", format.name());
        // Text has styles of its own, and nothing else begins with an escape.
        let styles = raw.split('\u{1b}').skip(1);
        let fine = |rest: &str| format == Format::Text && rest.starts_with('[') && !rest.starts_with("[2J");
        assert!(styles.into_iter().all(fine), "{} of {text:?}", format.name());
        let unseen = ['\u{202e}', '\u{2028}', '\u{2066}', '\u{200b}', '\u{2060}', '\u{ad}', '\u{feff}'];
        assert!(!raw.contains(unseen), "{} of {text:?}", format.name());
    }
    let page = written(&report, Format::Html);
    assert_eq!(page.matches("<script").count(), 1, "{text:?}");
    assert!(!page.contains("<img"), "{text:?}");
    assert!(
        misfits_in(&project().join("tests/fixtures/schema/sarif-2.1.0.json"), &json(&report, Format::Sarif))
            .is_empty()
    );
}

#[test]
fn nasty_names_stay_names() {
    for text in [
        "\u{1b}[2Jgone\u{7}",
        "\u{9b}2J\u{90}1;2q\u{9c}",
        "</script><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\" onmouseover=\"alert(1)",
        "a\n::error::stopped\n| x | y |\n## Heading",
        "`` ` ```",
        "]]>&amp;<!--",
        "\u{202e}live\u{2066}\u{2028}",
        "{{ 7*7 }}{% raw %}",
        "help\u{200b}desk\u{2060}-\u{ad}bot\u{feff}",
        "[click](javascript:alert(1)) ![p](https://evil.example/p.png)",
        "\u{0}\u{fffe}\u{ffff}",
        "..\\..\\%2e%2e/etc",
        "",
    ] {
        holds_for(text);
    }
}

/// How a check ends does not depend on how it is written.
#[test]
fn exit_codes_are_the_same_in_every_format() {
    let folder = folder(&[
        ("ops.txt", b"GET /api/v1/users\n"),
        ("odd.txt", b"GET /api/v1/users\nGET /api/v1/no/such\n"),
    ]);
    for format in FORMATS {
        for (arguments, code) in [
            (&["ops.txt", "--scopes", "okta.users.read"][..], 0),
            (&["ops.txt", "--scopes", "okta.users.manage"], 1),
            (&["ops.txt", "--scopes", "okta.users.manage", "--exit-zero"], 0),
            (&["ops.txt", "--scopes", "okta.users.manage", "--fail-on", "error"], 0),
            (&["nowhere.txt", "--scopes", "okta.users.read"], 2),
            (&["nowhere.txt", "--scopes", "okta.users.read", "--exit-zero"], 2),
            (&["odd.txt", "--scopes", "okta.users.read", "--strict"], 3),
            (&["odd.txt", "--scopes", "okta.users.read", "--strict", "--exit-zero"], 0),
        ] {
            let arguments: Vec<_> = ["check"].iter().chain(arguments).copied().collect();
            let arguments = [&arguments[..], &["--format", format.name()]].concat();
            let ran = run(&folder, &arguments);
            assert_eq!(ran.code, code, "{arguments:?}: {}{}", ran.out, ran.err);
            let silent = code == 2 || format == Format::Github;
            assert!(silent || !ran.out.is_empty(), "{arguments:?}");
        }
    }
}

/// The endings of files say the format, and a command refuses those that it does not have.
#[test]
fn file_endings_choose_formats() {
    let folder = folder(&[("ops.txt", b"GET /api/v1/users\n")]);
    let files = ["a.json", "a.sarif", "a.xml", "a.md", "a.html", "a.txt"];
    let outputs = files.iter().flat_map(|file| ["--output", file]);
    let arguments: Vec<_> =
        ["check", "ops.txt", "--scopes", "okta.users.read"].into_iter().chain(outputs).collect();
    assert_eq!(run(&folder, &arguments).code, 0);
    let begins = [
        "{\n  \"schema\": \"leastwise.check/1\"",
        "{\n  \"$schema\"",
        "<?xml",
        "# What",
        "<!doctype html>",
        "",
    ];
    for (file, begins) in files.iter().zip(begins) {
        let text = std::fs::read_to_string(folder.path().join(file)).unwrap();
        assert!(text.starts_with(begins), "{file}: {text}");
    }
    for (arguments, said) in [
        (&["plan", "ops.txt", "--output", "a.sarif"][..], "html, terraform, api and console"),
        (
            &["plan", "ops.txt", "--format", "junit"],
            "[possible values: text, json, markdown, dot, mermaid, html, terraform, api, console]",
        ),
        (&["catalog", "list", "--output", "a.html"], "text, json and markdown"),
        (&["catalog", "list", "--format", "html"], "[possible values: text, json, markdown]"),
        (&["check", "ops.txt", "--format", "pdf"], "sarif, junit, github, gitlab"),
        (&["plan", "ops.txt", "--output", "plan.pdf"], "`plan.pdf` asks for no format"),
        (&["plan", "ops.txt", "--output", "plan.pdf"], "endings that say one are .json, .md"),
        (
            &["check", "ops.txt", "--scopes", "okta.users.read", "--output", "a.json", "--output", "a.docx"],
            "`a.docx`",
        ),
    ] {
        let ran = run(&folder, arguments);
        assert_eq!((ran.code, ran.err.contains(said)), (2, true), "{arguments:?}: {}", ran.err);
    }
    assert!(!folder.path().join("plan.pdf").exists(), "nothing is written where the format is not known");
    for arguments in
        [&["--output", "plan.JSON"][..], &["--format", "json", "--output", "plan.pdf"], &["--output", "plan"]]
    {
        let ran = run(&folder, &[&["plan", "ops.txt"], arguments].concat());
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{arguments:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_name_stays_a_name(text in "\\PC{0,20}|[\\x00-\\x9f`|<>&\"'\\[\\]()*_\u{202e}]{0,20}") {
        holds_for(&text);
    }
}
