//! How an audit is told: the same findings in every format, the same bytes every time, and names that stay names.

use leastwise::grants::org::{Known, Org};
use leastwise::render::{self, Format, Look};

use super::{principal, report, written};
use crate::orgs::example;
use crate::program::{folder, run};
use crate::schema::misfits_in;
use crate::support::project;
use crate::written::{count, elements_of, unseen_in};

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
        // What could not be seen has elements of its own beside the findings.
        Format::Csv | Format::Junit | Format::Github | Format::Gitlab => {
            count(text, format).0 - unseen_in(text, format).len()
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

/// A row of the table names the rules of its findings, and each leads to a finding of the principal.
#[test]
fn every_row_of_the_table_is_traced_to_its_findings() {
    let report = report(&example(), &[]);
    let text = written(&report, Format::Html);
    let (markdown, plain) = (written(&report, Format::Markdown), written(&report, Format::Text));
    let mut traced = 0;
    for principal in &report.principals {
        let rank = principal.audit.as_ref().unwrap().rank;
        let own: Vec<_> = report.of(Some(&principal.name)).collect();
        let row = text.split(&format!("data-rank=\"{rank}\" data-name")).nth(1).unwrap();
        let row = row.split("</tr>").next().unwrap();
        let start = format!("| {rank} | ");
        let line = markdown.lines().find(|line| line.starts_with(&start)).unwrap();
        let rules: std::collections::BTreeSet<_> = own.iter().map(|one| one.rule.as_str()).collect();
        for rule in &rules {
            assert!(line.contains(&format!("`{rule}`")), "{line}");
        }
        assert_eq!(row.matches("href=\"#f-").count(), rules.len(), "{row}");
        let block = plain.split(&format!("\n{rank}. {} (", principal.name)).nth(1);
        let block = block.and_then(|rest| rest.split("\n\n\n").next()).unwrap_or_default();
        let block = block.split(&format!("\n{}. ", rank + 1)).next().unwrap();
        assert!(findings_in(block, Format::Text) >= own.len(), "{rank} {block}");
        for link in row.split("href=\"#f-").skip(1) {
            let print = link.split('"').next().unwrap();
            assert!(own.iter().any(|one| one.fingerprint == print), "{print} of {}", principal.name);
            assert_eq!(text.matches(&format!("id=\"f-{print}\"")).count(), 1, "{print}");
            traced += 1;
        }
    }
    assert!(traced > 50, "{traced}");
}

#[test]
fn messages_of_an_audit_name_the_principal() {
    let report = report(&example(), &[]);
    let log: serde_json::Value = serde_json::from_str(&written(&report, Format::Sarif)).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), report.findings.len());
    for (result, finding) in results.iter().zip(&report.findings) {
        let text = result["message"]["text"].as_str().unwrap();
        let begins = finding.principal.as_ref().is_none_or(|name| text.starts_with(&format!("{name}: ")));
        assert!(begins, "{text}");
    }
}

/// "At worst" ranks by what an operation leads to, and not by its name.
#[test]
fn at_worst_begins_with_the_worst_chain() {
    let report = report(&example(), &[]);
    let chains = &crate::support::catalog().tables().escalations;
    let rank = |id: &str| {
        let key = crate::support::catalog().names().operations[id];
        chains.iter().position(|chain| chain.operations.contains(&key)).unwrap_or(usize::MAX)
    };
    assert_eq!(chains[0].code, "assign-roles");
    let codes: Vec<_> = chains.iter().map(|chain| chain.code.as_str()).collect();
    let order =
        ["assign-roles", "grant-scopes", "app-keys", "reset-factors", "set-passwords", "group-membership"];
    assert!(order.is_sorted_by_key(|code| codes.iter().position(|one| one == code)), "{codes:?}");
    for (name, reach) in &report.reach {
        let ranks: Vec<_> =
            reach.operations.iter().map(|one| (std::cmp::Reverse(one.impact), rank(&one.id))).collect();
        assert!(ranks.is_sorted(), "{name}");
    }
}

/// Keeps the first few.
fn keep<T>(known: &mut Known<Vec<T>>) {
    known.seen_mut().unwrap().truncate(5);
}

/// An org in which everything that somebody may name has this name.
fn made_of(text: &str) -> Org {
    let mut org = example();
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
        "help\u{200b}desk\u{200d}-\u{2060}bot\u{feff}",
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
            let unseen = ['\u{202e}', '\u{2028}', '\u{2066}', '\u{200b}', '\u{200d}', '\u{2060}', '\u{feff}'];
            assert!(!raw.contains(unseen), "{} of {text:?}", format.name());
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
