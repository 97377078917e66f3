//! The program as people run it: inputs, outputs, exit codes.

use std::fmt::Write as _;

use serde_json::Value;

use crate::program::{folder, leastwise, ran, run, run_with};
use crate::support::project;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn scopes(plan: &Value) -> Vec<&str> {
    crate::support::names(&plan["plans"]["service_app"]["scopes"])
}

#[test]
fn calls_come_from_arguments_stdin_files_and_folders() {
    let list: &[u8] = b"GET /api/v1/users\n";
    let more: &[u8] = b"PUT /api/v1/groups/{id}/users/{userId}\n";
    // In a folder only what shows that it goes to Okta counts.
    let script: &[u8] = b"curl $OKTA_URL/api/v1/users\n";
    let org: &[u8] = b"PUT https://acme.okta.com/api/v1/groups/{id}/users/{userId}\n";
    let folder = folder(&[("ops.txt", list), ("more.txt", more), ("all/a.sh", script), ("all/b/c.txt", org)]);
    for (arguments, stdin, calls, wanted) in [
        (&["GET /api/v1/users", "suspendUser"][..], "", 2, &["okta.users.manage"][..]),
        (&["ops.txt", "more.txt"], "", 2, &["okta.groups.manage", "okta.users.read"]),
        (&["all"], "", 2, &["okta.groups.manage", "okta.users.read"]),
        (&[], "GET /api/v1/users\n", 1, &["okta.users.read"]),
        (&["-"], "GET /api/v1/users\r\nDELETE /api/v1/users/{id}", 2, &["okta.users.manage"]),
        (
            &["-", "ops.txt", "GET /api/v1/apps"],
            "GET /api/v1/groups",
            3,
            &["okta.apps.read", "okta.groups.read", "okta.users.read"],
        ),
    ] {
        let ran = run_with(&folder, stdin, &[&["plan", "--format", "json"], arguments].concat());
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{arguments:?}");
        let plan = json(&ran.out);
        assert_eq!(plan["summary"]["calls"], calls, "{arguments:?}");
        assert_eq!(scopes(&plan), wanted, "{arguments:?}");
    }
}

#[test]
fn several_formats_go_to_several_files() {
    let folder = folder(&[]);
    let arguments = [
        "plan",
        "listUsers",
        "--format",
        "json",
        "--output",
        "plan.json",
        "--format",
        "markdown",
        "--output",
        "plan.md",
        "--format",
        "text",
    ];
    let ran = run(&folder, &arguments);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(ran.out.contains("The least access for a service app"));
    assert_eq!(scopes(&json(&read("plan.json"))), ["okta.users.read"]);
    assert!(read("plan.md").starts_with("# "));
    let by_ending = run(&folder, &["plan", "listUsers", "--output", "other.json"]);
    assert_eq!((by_ending.code, by_ending.out.as_str()), (0, ""));
    assert_eq!(read("other.json"), read("plan.json"));
}

#[test]
fn strict_ends_with_three_when_something_is_not_known() {
    let folder = folder(&[]);
    for (call, code) in [
        ("GET /api/v1/users", 0),
        ("PUT /api/v1/users/u1/lifecycle/suspend", 3),
        ("GET /api/v1/nothing/like/this", 3),
        ("listPrincipalRateLimitEntities", 3),
    ] {
        assert_eq!(run(&folder, &["plan", call]).code, 0, "{call}");
        assert_eq!(run(&folder, &["plan", "--strict", call]).code, code, "{call}");
        assert_eq!(run(&folder, &["plan", "--strict", "--exit-zero", call]).code, 0, "{call}");
    }
}

#[test]
fn old_facts_are_said_and_refused_on_demand() {
    let folder = folder(&[]);
    let later = |arguments: &[&str]| {
        let mut command = leastwise(folder.path(), arguments);
        command.env("SOURCE_DATE_EPOCH", "1830000000");
        ran(command)
    };
    let noted = later(&["plan", "listUsers"]);
    assert_eq!(noted.code, 0);
    assert!(noted.err.starts_with("note: the facts were last reviewed 4"), "{}", noted.err);
    assert_eq!(later(&["plan", "-q", "listUsers"]).err, "");
    let refused = later(&["plan", "--require-fresh", "90", "listUsers"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("at most 90 are allowed"), "{}", refused.err);
    assert_eq!(run(&folder, &["plan", "--require-fresh", "90", "listUsers"]).code, 0);
}

#[test]
fn the_version_names_the_catalog_when_asked() {
    let folder = folder(&[]);
    let brief = run(&folder, &["--version"]);
    assert_eq!((brief.code, brief.out), (0, format!("leastwise {}\n", env!("CARGO_PKG_VERSION"))));
    let long = run(&folder, &["--version", "--verbose"]).out;
    let lines: Vec<_> = long.lines().collect();
    assert!(lines[1].starts_with("catalog 2026.06.3-1 of 2026-11-22 ("), "{long}");
    assert_eq!(lines[2].len(), "sha256 ".len() + 64, "{long}");
}

/// The catalog from its files answers as the one inside the program does, to the byte.
#[test]
fn the_catalog_of_a_folder_is_the_one_inside() {
    let data = project().join("data").to_string_lossy().into_owned();
    let folder = folder(&[]);
    let inside = run(&folder, &["plan", "--format", "json", "listUsers", "createPolicy"]);
    let outside =
        run(&folder, &["plan", "--format", "json", "--catalog", &data, "listUsers", "createPolicy"]);
    assert_eq!(inside.out, outside.out);
    let lint = run(&folder, &["catalog", "lint", &data]);
    assert_eq!((lint.code, lint.err.as_str()), (0, ""));
    assert!(lint.out.ends_with("is in order: 1250 operations\n"), "{}", lint.out);
}

/// Whatever a list holds beside its calls, no secret of it comes out in any format, nor in an error.
#[test]
fn secrets_do_not_come_out() {
    let user = "00u1abcdefGHIJKLM0h8";
    let secrets = [
        "jane.doe",
        "00Tok3nS3cretS3cretS3cretS3cretS3cretS3cre",
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhY21lIn0.c2lnbmF0dXJl",
        "hunter2",
        "Summer2026!",
    ];
    let [mail, token, bearer, password, fresh] = secrets;
    let list = format!(
        "curl -X POST -H 'Authorization: SSWS {token}' 'https://acme.okta.com/api/v1/users/{user}/lifecycle/suspend'\n\
         curl -H \"Authorization: Bearer {bearer}\" https://acme.okta.com/api/v1/users/{user}?q={mail}\n\
         curl -u admin:{password} -d '{{\"password\":\"{fresh}\"}}' https://acme.okta.com/api/v1/users/{user}\n\
         GET https://admin:{password}@acme.okta.com/api/v1/users?search=profile.email+eq+{mail}&token={token}#{bearer}\n\
         GET /api/v1/nothing/{user}/like/{token}/that?secret={password}\n\
         PUT /api/v1/users/{user}/lifecycle/suspend?key={token}\n"
    );
    let folder = folder(&[("list.txt", list.as_bytes())]);
    for arguments in [
        &["plan", "list.txt"][..],
        &["plan", "list.txt", "--verbose"],
        &["plan", "list.txt", "--format", "json"],
        &["plan", "list.txt", "--format", "markdown"],
    ] {
        let ran = run(&folder, arguments);
        assert_eq!(ran.code, 0);
        assert!(ran.out.len() > 500);
        for secret in secrets {
            assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "{arguments:?} shows {secret}");
        }
    }
}

#[test]
fn a_long_list_is_read_whole() {
    let mut list = String::new();
    for number in 0..10_000 {
        writeln!(
            list,
            "{number}. GET https://acme.okta.com/api/v1/users/00u{number:017}/groups?limit={number}"
        )
        .unwrap();
    }
    let folder = folder(&[("long.txt", list.as_bytes())]);
    let ran = run(&folder, &["plan", "--format", "json", "long.txt"]);
    let plan = json(&ran.out);
    assert_eq!(plan["summary"]["matched"], 10_000);
    assert_eq!(plan["summary"]["operations"], 1);
    assert_eq!(plan["calls"][9_999]["line"], 10_000);
}
