//! How an audit is told: the same findings in every format, the same bytes every time, and names that stay names.

use leastwise::grants::org::{Known, Org};
use leastwise::render::{self, Format, Look};

use super::{principal, report, written};
use crate::orgs::example;
use crate::program::{folder, run};
use crate::schema::misfits_in;
use crate::support::project;
use crate::written::{count, elements_of};

/// Every format of an audit.
const FORMATS: [Format; 9] = [
    Format::Text,
    Format::Json,
    Format::Csv,
    Format::Html,
    Format::Markdown,
    Format::Sarif,
    Format::Junit,
    Format::Github,
    Format::Gitlab,
];

/// How many findings a reader of a format counts.
fn findings_in(text: &str, format: Format) -> usize {
    match format {
        Format::Html => text.matches("<li class=\"finding ").count(),
        Format::Markdown => {
            let marks = ["- **error** `", "- **warning** `", "- *note* `"];
            text.lines().filter(|line| marks.iter().any(|mark| line.starts_with(mark))).count()
        }
        other => count(text, other).0,
    }
}

#[test]
fn every_format_has_the_same_findings_and_is_the_same_every_time() {
    let empty = Org::new("https://acme.okta.com", "2026-11-20T08:00:00Z".parse().unwrap());
    for org in [example(), empty] {
        let report = report(&org, &[]);
        for format in FORMATS {
            let text = written(&report, format);
            assert_eq!(findings_in(&text, format), report.findings.len(), "{}", format.name());
            assert_eq!(text, written(&super::report(&org, &[]), format), "{}", format.name());
        }
    }
}

#[test]
fn what_is_written_fits_its_schema() {
    let none: [String; 0] = [];
    let report = report(&example(), &[("jenkins", "POST /api/v1/apps\n")]);
    for (schema, format) in
        [("docs/schema/check.json", Format::Json), ("tests/fixtures/schema/sarif-2.1.0.json", Format::Sarif)]
    {
        let value = serde_json::from_str(&written(&report, format)).unwrap();
        assert_eq!(misfits_in(&project().join(schema), &value), none, "{}", format.name());
    }
    assert!(!elements_of(&written(&report, Format::Junit)).is_empty());
}

/// A snapshot that was written and read again, packed or not, is told in the same bytes.
#[test]
fn a_snapshot_gives_the_same_report_however_it_is_kept() {
    let (mut plain, mut packed) = (Vec::new(), Vec::new());
    example().write(&mut plain, false).unwrap();
    example().write(&mut packed, true).unwrap();
    let folder = folder(&[("a.json", &plain), ("b.json.zst", &packed)]);
    for format in FORMATS {
        let tell = |file: &str| run(&folder, &["audit", "--snapshot", file, "--format", format.name()]).out;
        let (one, other) = (tell("a.json"), tell("b.json.zst"));
        assert!(!one.is_empty());
        assert_eq!(one, other, "{}", format.name());
    }
}

#[test]
fn one_principal_is_told_alone_and_whole() {
    let folder = folder(&[("a.json", crate::orgs::example_text().as_bytes())]);
    let tell = |name: &str| {
        run(&folder, &["audit", "--snapshot", "a.json", "--principal", name, "--format", "json"])
    };
    let value: serde_json::Value = serde_json::from_str(&tell("jenkins").out).unwrap();
    assert_eq!(value["principals"].as_array().unwrap().len(), 1);
    let reach = &value["reach"]["jenkins"];
    let total: u64 =
        ["control", "write", "read"].iter().map(|name| reach["effective"][name].as_u64().unwrap()).sum();
    assert_eq!(reach["operations"].as_array().unwrap().len() as u64, total);
    let by_id = principal(&report(&example(), &[]), "jenkins").audit.as_ref().unwrap().id.clone();
    assert_eq!(tell(&by_id).out, tell("jenkins").out);
}

/// The log of a file counts like that of the snapshot, by who made the call.
#[test]
fn logs_in_files_show_use_too() {
    let line = |token: &str, kind: &str, uri: &str| {
        format!(
            r#"{{"eventType":"{kind}","outcome":{{"result":"SUCCESS"}},"published":"2026-11-19T08:00:00.000Z","actor":{{"id":"00u1x","type":"User"}},"client":{{"id":null}},"debugContext":{{"debugData":{{"requestUri":"{uri}","url":"{uri}?"}}}},"transaction":{{"id":"t{token}{}","detail":{{"requestApiTokenId":"{token}"}}}},"uuid":"1"}}"#,
            kind.len()
        )
    };
    let org = example();
    let token = |name: &str| org.api_tokens.entries().iter().find(|one| one.name == name).unwrap().id.clone();
    let log = [
        line(
            &token("migration-2026"),
            "user.lifecycle.suspend",
            "/api/v1/users/00u1abcdefGHIJKLM0h8/lifecycle/suspend",
        ),
        line("00Tnobody", "group.lifecycle.create", "/api/v1/groups"),
    ];
    let folder = folder(&[
        ("a.json", crate::orgs::example_text().as_bytes()),
        ("log.ndjson", log.join("\n").as_bytes()),
    ]);
    let arguments = ["audit", "--snapshot", "a.json", "--principal", "migration-2026", "--format", "json"];
    let ran = run(&folder, &[&arguments[..], &["--logs", "log.ndjson"]].concat());
    let value: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("{}", ran.err));
    let usage = &value["principals"][0]["audit"]["usage"];
    assert_eq!(usage["seen"], "used", "{usage}");
    assert_eq!(usage["used"][0]["id"], "management:suspendUser");
    let rules: Vec<_> = value["findings"].as_array().unwrap().iter().map(|one| one["rule"].clone()).collect();
    assert!(!rules.contains(&"token-unused".into()), "it was seen at work: {rules:?}");
}

/// An org in which everything that somebody may name has this name.
fn made_of(text: &str) -> Org {
    let mut org = example();
    fn keep<T>(known: &mut Known<Vec<T>>) {
        known.seen_mut().unwrap().truncate(5);
    }
    keep(&mut org.apps);
    keep(&mut org.users);
    keep(&mut org.api_tokens);
    for app in org.apps.seen_mut().unwrap() {
        text.clone_into(&mut app.label);
    }
    for token in org.api_tokens.seen_mut().unwrap() {
        text.clone_into(&mut token.name);
    }
    for user in org.users.seen_mut().unwrap() {
        user.login = Some(text.to_owned());
        user.status = Some(text.to_owned());
    }
    for group in org.groups.seen_mut().unwrap() {
        group.name = Some(text.to_owned());
    }
    for role in org.custom_roles.seen_mut().unwrap() {
        text.clone_into(&mut role.label);
    }
    for set in org.resource_sets.seen_mut().unwrap() {
        text.clone_into(&mut set.label);
    }
    for one in org.integrations.seen_mut().unwrap() {
        text.clone_into(&mut one.name);
    }
    org.org = format!("https://{text}.okta.com");
    org
}

#[test]
fn nasty_names_stay_names() {
    for text in [
        "\u{1b}[2Jgone\u{7}",
        "</script><script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\" onmouseover=\"alert(1)",
        "a\n::error::stopped\n| x | y |\n## Heading\n- **error** `x`",
        "`` ` ```",
        "]]>&amp;<!--",
        "\u{202e}live\u{2066}\u{2028}",
        "{{ 7*7 }}",
        "=HYPERLINK(\"https://evil.example\")",
        "[click](javascript:alert(1)) ![p](https://evil.example/p.png)",
        "\u{0}\u{ffff}",
        "  ",
        "",
    ] {
        let report = report(&made_of(text), &[]);
        let names: std::collections::BTreeSet<_> = report.principals.iter().map(|one| &one.name).collect();
        assert_eq!(names.len(), report.principals.len(), "two principals share a name: {text:?}");
        for format in FORMATS {
            let mut raw = Vec::new();
            let look = Look { width: 100, verbose: false, credential: None };
            render::audit(&report, format, look, &mut raw).unwrap();
            let raw = String::from_utf8(raw).unwrap();
            let obeyed = |letter: char| letter.is_control() && letter != '\n' && letter != '\u{1b}';
            assert!(!raw.contains(obeyed), "{} of {text:?}", format.name());
            assert!(!raw.contains(['\u{202e}', '\u{2028}', '\u{2066}']), "{} of {text:?}", format.name());
            let shown = written(&report, format);
            assert_eq!(findings_in(&shown, format), report.findings.len(), "{} of {text:?}", format.name());
            let is_formula = format == Format::Csv && (shown.contains("\n=") || shown.contains(",="));
            assert!(!is_formula, "{text:?}");
        }
        let page = written(&report, Format::Html);
        assert_eq!(page.matches("<script").count(), 1, "{text:?}");
        assert!(!page.contains("<img") && !page.contains("href=\"javascript:"), "{text:?}");
        for outside in [" src=", "@import", "url(", "<link", "<iframe"] {
            assert!(!page.contains(outside) || text.contains("src="), "{outside} of {text:?}");
        }
    }
}
