//! Work that grows with its input and not with its square: the processor time of a run against that of one with four
//! times the input. No test depends on how long a run takes.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::program::folder;

/// How much larger the larger input is.
const LARGER: usize = 4;

/// How many times the work may be: linear work is 4 times, quadratic work 16 times as much.
const MOST_TIMES: f64 = 9.0;

/// The seconds that systems count in steps of; less is noise.
const CLOCK_TICK: f64 = 0.02;

/// A run of the program, and the seconds that its processor worked for it.
pub(crate) fn worked(folder: &Path, arguments: &[&str]) -> (Output, f64) {
    let program = env!("CARGO_BIN_EXE_leastwise");
    let times = TempDir::new().unwrap();
    let file = times.path().join("times");
    let mut command = Command::new("sh");
    command.current_dir(folder).env_clear().env("SOURCE_DATE_EPOCH", "1795305600").env("TIMES", &file);
    command.args(["-c", "\"$0\" \"$@\"; code=$?; times > \"$TIMES\"; exit $code", program]).args(arguments);
    let output = command.output().unwrap();
    let told = std::fs::read_to_string(&file).unwrap();
    (output, seconds(&told))
}

/// The processor time of a run that answers.
pub(crate) fn work(folder: &TempDir, arguments: &[&str]) -> f64 {
    let (output, seconds) = worked(folder.path(), arguments);
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code().is_some_and(|code| code <= 3), "{arguments:?}: {err}");
    seconds
}

/// The seconds of children, user and system, that `times` tells in its second line: `0m0.120s 0m0.010s`.
fn seconds(told: &str) -> f64 {
    let of_children = told.lines().nth(1).unwrap();
    let one = |text: &str| {
        let (minutes, seconds) = text.trim_end_matches('s').split_once('m').unwrap();
        minutes.parse::<f64>().unwrap() * 60.0 + seconds.replace(',', ".").parse::<f64>().unwrap()
    };
    of_children.split_whitespace().map(one).sum()
}

/// Fails when four times the input is much more than four times the work, each time it is tried.
#[track_caller]
pub(crate) fn grows_with_its_input(what: &str, count: usize, work: impl Fn(usize) -> f64) {
    const TRIES: usize = 4;
    let mut seen = Vec::new();
    for _ in 0..TRIES {
        let (small, large) = (work(count), work(count * LARGER));
        if large <= small.max(CLOCK_TICK) * MOST_TIMES {
            return;
        }
        seen.push((small, large));
    }
    panic!("{what}: the work grows faster than the input: {seen:?}");
}

#[test]
fn work_that_grows_faster_is_seen() {
    let squared = |count: usize| f64::from(u32::try_from(count * count).unwrap());
    let failed = std::panic::catch_unwind(|| grows_with_its_input("squared", 10, squared));
    assert!(failed.is_err());
    grows_with_its_input("linear", 10, |count| f64::from(u32::try_from(count).unwrap()));
    assert!((seconds("0m0.001s 0m0.002s\n1m0.250s 0m0.500s\n") - 60.75).abs() < 1e-6);
}

fn repeated(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect()
}

fn list(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().join(",")
}

#[test]
fn the_work_for_misspelt_calls_grows_with_them() {
    const WORDS: [&str; 8] = ["user", "grups", "lifecycel", "polices", "horses", "roels", "factors", "xyz"];
    grows_with_its_input("misspelt calls", 300, |count| {
        let calls = repeated(count, |number| {
            let (one, other) = (WORDS[number % 8], WORDS[number / 8 % 8]);
            format!("GET /api/v1/{one}/00u{number:017}/{other}\n")
        });
        work(&folder(&[("calls.txt", calls.as_bytes())]), &["plan", "calls.txt"])
    });
}

#[test]
fn the_work_for_a_grant_grows_with_its_names() {
    let known = |_: usize| "okta.users.read".to_owned();
    let unknown = |number: usize| format!("x{number}.read");
    let misspelt = |number: usize| format!("okta.usrs{number}.read");
    for (what, scope) in
        [("known", &known as &dyn Fn(usize) -> String), ("unknown", &unknown), ("misspelt", &misspelt)]
    {
        for (kind, form) in [("scopes", "scopes"), ("roles", "roles"), ("manifest", "granted")] {
            grows_with_its_input(&format!("{what} {kind}"), 500, |count| {
                let items = list(count, |number| format!("{:?}", scope(number)));
                let grant = match form {
                    "granted" => format!(
                        "principals: [{{name: a, credential: service-app, granted: {{scopes: [{items}], roles: none}}}}]"
                    ),
                    form => format!("{{\"{form}\": [{items}]}}"),
                };
                let folder = folder(&[("grant.yaml", grant.as_bytes())]);
                work(&folder, &["check", "--grant", "grant.yaml", "listUsers", "--format", "json"])
            });
        }
    }
}

#[test]
fn the_work_for_a_check_grows_with_its_principals() {
    grows_with_its_input("principals of a manifest", 20, |count| {
        let principals = repeated(count, |number| {
            format!(
                "  - {{name: p{number}, credential: service-app, calls: [calls.txt], granted: {{scopes: [okta.users.read, okta.logs.read], roles: [READ_ONLY_ADMIN]}}}}\n"
            )
        });
        let manifest = format!("principals:\n{principals}");
        let files: [(&str, &[u8]); 2] =
            [("leastwise.yaml", manifest.as_bytes()), ("calls.txt", b"GET /api/v1/users\n")];
        work(&folder(&files), &["check", "--format", "sarif"])
    });
}

#[test]
fn the_work_for_an_audit_grows_with_its_apps() {
    for format in ["text", "json", "html", "markdown", "csv"] {
        grows_with_its_input(format, 100, |count| {
            let org = org(count);
            work(
                &folder(&[("org.json", org.as_bytes())]),
                &["audit", "--snapshot", "org.json", "--format", format],
            )
        });
    }
}

/// An org with so many apps, of which many share a name, and with as many users.
fn org(apps: usize) -> String {
    const SCOPES: [&str; 5] =
        ["okta.users.manage", "okta.groups.read", "okta.apps.manage", "okta.logs.read", "okta.policies.read"];
    let app = |number: usize| {
        let scopes = [SCOPES[number % 5], SCOPES[number / 5 % 5]];
        let grants =
            list(2, |at| format!(r#"{{"scope":"{}","status":"ACTIVE","source":"admin"}}"#, scopes[at]));
        let name = if number.is_multiple_of(2) { "Sync".to_owned() } else { format!("App {number}") };
        format!(
            r#"{{"id":"0oa{number:017}","client_id":"0oa{number:017}","label":"{name}","status":"ACTIVE","application_type":"service","grants":{{"known":[{grants}]}},"roles":{{"known":[{{"id":"ra1","role":"USER_ADMIN","label":"x","status":"ACTIVE","holder":"client"}}]}}}}"#
        )
    };
    let user = |number: usize| {
        format!(
            r#"{{"id":"00u{number:017}","login":"user{number}@acme.example","status":"ACTIVE","roles":{{"known":[]}},"groups":{{"known":[]}}}}"#
        )
    };
    let seen = |number: usize| {
        format!(
            r#"{{"actor":{{"kind":"client","id":"0oa{number:017}"}},"events":9,"first":"2026-11-14T00:00:00Z","last":"2026-11-19T00:00:00Z","requests":[{{"path":"/api/v1/users/{{id}}/sessions","types":["user.session.clear"],"times":9,"first":"2026-11-14T00:00:00Z","last":"2026-11-19T00:00:00Z"}}]}}"#
        )
    };
    format!(
        r#"{{"schema":"leastwise.org/1","org":"https://acme.okta.com","taken":"2026-11-20T00:00:00Z","client_privileges":{{"known":false}},"scopes_supported":"not_asked","groups":{{"known":[]}},"custom_roles":{{"known":[]}},"resource_sets":{{"known":[]}},"integrations":{{"known":[]}},"apps":{{"known":[{}]}},"users":{{"known":[{}]}},"api_tokens":{{"known":[]}},"log":{{"known":{{"since":"2026-11-13T00:00:00Z","until":"2026-11-20T00:00:00Z","events":9,"principals":[{}]}}}}}}"#,
        list(apps, app),
        list(apps, user),
        list(apps, seen)
    )
}

#[test]
fn the_work_for_a_block_of_a_page_grows_with_its_lines() {
    grows_with_its_input("a block that is out of date", 4_000, |count| {
        let block = repeated(count, |number| format!("| line {number} | {} |\n", number * 7919 % 1_000));
        let page = format!("<!-- leastwise: plan calls.txt -->\n{block}<!-- /leastwise -->\n");
        let files: [(&str, &[u8]); 2] =
            [("README.md", page.as_bytes()), ("calls.txt", b"GET /api/v1/users\n")];
        work(&folder(&files), &["doc", "--check", "README.md"])
    });
    grows_with_its_input("many blocks", 50, |count| {
        let page = "<!-- leastwise: plan calls.txt -->\n<!-- /leastwise -->\n".repeat(count);
        let files: [(&str, &[u8]); 2] =
            [("README.md", page.as_bytes()), ("calls.txt", b"GET /api/v1/users\n")];
        work(&folder(&files), &["doc", "--check", "README.md"])
    });
}

/// What an input has much of, the name of its file, how many of it are few, and the text with so many.
type Wide = (&'static str, &'static str, usize, fn(usize) -> String);

/// Inputs of calls with much of one thing.
fn wide() -> Vec<Wide> {
    vec![
        ("a long line", "a.txt", 2_000, |count| "GET /api/v1/users and ".repeat(count)),
        ("many columns", "a.csv", 2_000, |count| {
            let heads = list(count, |number| format!("c{number}"));
            format!(
                "method,path,{heads}\n{}",
                format!("GET,/api/v1/users,{}\n", list(count, |_| "x".to_owned())).repeat(3)
            )
        }),
        ("many rows", "a.csv", 2_000, |count| {
            format!("method,path\n{}", "GET,/api/v1/users\n".repeat(count))
        }),
        ("wide YAML", "a.yaml", 1_000, |count| {
            repeated(count, |number| {
                format!("k{number}: {{method: GET, url: 'https://acme.okta.com/api/v1/users'}}\n")
            })
        }),
        ("many headers", "a.har", 2_000, |count| {
            let headers = list(count, |number| format!(r#"{{"name":"h{number}","value":"x"}}"#));
            format!(
                r#"{{"log":{{"version":"1.2","entries":[{{"request":{{"method":"GET","url":"https://acme.okta.com/api/v1/users","headers":[{headers}]}},"response":{{"status":200}}}}]}}}}"#
            )
        }),
        ("many headers of curl", "a.sh", 1_000, |count| {
            let headers = repeated(count, |number| format!(" -H 'x-{number}: y'"));
            format!("curl{headers} https://acme.okta.com/api/v1/users\n")
        }),
        ("many query names", "a.txt", 1_000, |count| {
            format!("GET /api/v1/users?{}\n", repeated(count, |number| format!("q{number}=1&")))
        }),
        ("equal calls", "a.txt", 2_000, |count| "GET /api/v1/users\n".repeat(count)),
        ("different names", "a.txt", 500, |count| repeated(count, |number| format!("suspendUsr{number}\n"))),
        ("variables", "a.http", 1_000, |count| {
            let set = repeated(count, |number| format!("@v{number} = /api/v1/users\n"));
            format!(
                "{set}{}",
                repeated(count, |number| format!("###\nGET https://acme.okta.com{{{{v{number}}}}}\n"))
            )
        }),
        ("a long program", "a.py", 1_000, |count| {
            let body = repeated(count, |number| {
                format!(
                    "u{number} = BASE + '/api/v1/users/' + str({number})\nrequests.get(u{number}, headers=H)\n"
                )
            });
            format!("import requests\nBASE = 'https://acme.okta.com'\nH = {{}}\n{body}")
        }),
        ("one long page", "a.md", 1_000, |count| {
            repeated(count, |number| format!("## Step {number}\n\n`GET /api/v1/users` and then *that*.\n\n"))
        }),
        ("blocks of Terraform", "a.tf", 500, |count| {
            repeated(count, |number| {
                format!(
                    "resource \"okta_group\" \"g{number}\" {{\n  name = \"g${{local.n{number}}}\"\n}}\nlocals {{\n  n{number} = \"{number}\"\n}}\n"
                )
            })
        }),
    ]
}

#[test]
fn the_work_for_calls_grows_with_their_input() {
    for (what, name, few, text) in wide() {
        grows_with_its_input(what, few, |count| {
            let text = text(count);
            let folder = folder(&[(name, text.as_bytes())]);
            work(&folder, &["plan", name, "--format", "json"])
        });
    }
}

#[test]
fn the_work_for_roots_grows_with_their_number() {
    grows_with_its_input("roots of Terraform", 25, |count| {
        let folder = TempDir::new().unwrap();
        for number in 0..count {
            let root = folder.path().join(format!("root{number}"));
            std::fs::create_dir(&root).unwrap();
            let mut text = "terraform {\n  backend \"local\" {}\n}\nprovider \"okta\" {}\n".to_owned();
            writeln!(text, "resource \"okta_group\" \"g\" {{\n  name = \"g{number}\"\n}}").unwrap();
            std::fs::write(root.join("main.tf"), text).unwrap();
        }
        work(&folder, &["plan", ".", "--format", "json"])
    });
}
