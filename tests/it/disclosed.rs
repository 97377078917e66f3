//! Secrets in arguments, configuration, grants, overlays and marked blocks: no answer and no error repeats one, and none
//! depends on which it is.

use tempfile::TempDir;

use crate::program::{Ran, folder, run};

/// What stands for the secret.
const SECRET: &str = "@SECRET@";

/// Pairs of secrets of one length, one of letters alone and one with digits.
const SECRETS: [(&str, &str); 2] = [
    ("QwXbZkVj", "Qw7bZ4Vj"),
    ("QAvstqVVPqzPptEJQzhkPkenGZFJoCvWCBiJmpflvJ", "QfupxqZKm4bV3AyAVHnyrvWdFrK9xiRGHOY32nfr7x"),
];

const MANIFEST: &str = "principals:\n  - name: nightly\n    calls: [GET /api/v1/users]\n    granted: {scopes: \
                        [okta.users.read], roles: [READ_ONLY_ADMIN]}\n";

/// Runs a command with each secret in place, and compares.
#[track_caller]
fn assert_hidden(arguments: &[&str], files: &[(&str, String)]) {
    for (letters, mixed) in SECRETS {
        let [one, other] = [letters, mixed].map(|secret| with(secret, arguments, files));
        for (secret, ran) in [(letters, &one), (mixed, &other)] {
            let output = format!("{}{}", ran.out, ran.err).to_lowercase();
            assert!(!output.contains(&secret.to_lowercase()), "{arguments:?} {files:?}: {output}");
        }
        let all = |ran: &Ran| (ran.code, ran.out.clone(), ran.err.clone());
        assert_eq!(all(&one), all(&other), "{arguments:?} {files:?}");
    }
}

fn with(secret: &str, arguments: &[&str], files: &[(&str, String)]) -> Ran {
    let folder: TempDir = folder(&[("ops.txt", b"GET /api/v1/users\n")]);
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text.replace(SECRET, secret)).unwrap();
    }
    let arguments: Vec<_> = arguments.iter().map(|argument| argument.replace(SECRET, secret)).collect();
    run(&folder, &arguments.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn values_of_options_are_hidden() {
    for (command, options) in [
        (
            &["check", "ops.txt", "--scopes", "okta.users.read"][..],
            &[
                "--scopes",
                "--role",
                "--permission",
                "--grant",
                "--token",
                "--credential",
                "--config",
                "--baseline",
                "--against",
                "--fail-on",
                "--judge",
                "--from",
                "--include",
                "--format",
                "--evidence",
                "--engine",
                "--assume",
                "--catalog",
                "--overlay",
                "--require-fresh",
                "--output",
                "--okta-host",
            ][..],
        ),
        (
            &["plan", "ops.txt"],
            &[
                "--without",
                "--with",
                "--role",
                "--forbid",
                "--assume",
                "--format",
                "--credential",
                "--okta-host",
            ],
        ),
        (
            &["catalog", "list"],
            &["--api", "--role", "--scope", "--capability", "--impact", "--evidence", "--format"],
        ),
        (&["catalog", "evidence"], &["--api"]),
        (&["explain", "okta.users.read"], &["--calls", "--format"]),
        (&["audit"], &["--snapshot", "--fail-on", "--unused-days", "--calls", "--logs"]),
        (&["init", "ops.txt"], &["--credential"]),
        (&["man"], &["--outptu"]),
    ] {
        for option in options {
            assert_hidden(&[command, &[option, SECRET]].concat(), &[]);
            assert_hidden(&[command, &[&format!("{option}={SECRET}")]].concat(), &[]);
        }
    }
}

#[test]
fn parts_of_values_are_hidden() {
    for (option, value) in [
        ("--assume", "engine=@SECRET@"),
        ("--assume", "policy-type=@SECRET@"),
        ("--assume", "@SECRET@=ACCESS_POLICY"),
        ("--forbid", "scope:@SECRET@"),
        ("--forbid", "okta.@SECRET@.read"),
        ("--role", "HELP_DESK_ADMIN@@SECRET@"),
        ("--without", "GET /api/v1/users/@SECRET@"),
        ("--with", "GET /api/v1/@SECRET@/@SECRET@"),
        ("--with", "@SECRET@ @SECRET@"),
    ] {
        assert_hidden(&["plan", "ops.txt", option, value], &[]);
    }
    for (option, value) in [
        ("--token", "env:@SECRET@"),
        ("--role", "HELP_DESK_ADMIN@@SECRET@"),
        ("--role", "@SECRET@@group:00g1abcdefGHIJKLM0h8"),
    ] {
        assert_hidden(&["check", "ops.txt", option, value], &[]);
    }
}

#[test]
fn names_and_calls_as_arguments_are_hidden() {
    for value in [
        "@SECRET@",
        "okta_@SECRET@",
        "GET @SECRET@",
        "GET /api/v1/@SECRET@",
        "/@SECRET@",
        "okta.@SECRET@.read",
        "management:@SECRET@",
        "std.@SECRET@",
        "user.@SECRET@(x)",
    ] {
        for command in [
            &["explain", value][..],
            &["catalog", "show", value],
            &["plan", value],
            &["diff", value, "ops.txt"],
            &["diff", "ops.txt", value],
            &["init", value, "--output", "-"],
            &["plan", "ops.txt", "--format", "json", "--without", value],
            &["plan", "ops.txt", "--format", "json", "--with", value],
        ] {
            assert_hidden(command, &[]);
        }
    }
    for command in [
        &[SECRET][..],
        &["--@SECRET@"],
        &["-@SECRET@"],
        &["plan", "--@SECRET@=@SECRET@"],
        &["plan", "--format@SECRET@"],
        &["catalog", SECRET],
        &["catalog", "lint", SECRET],
        &["catalog", "import", SECRET],
        &["catalog", "diff", SECRET, "embedded"],
        &["completions", SECRET],
        &["doc", SECRET],
        &["plan", "ops.txt", "--output", SECRET],
    ] {
        assert_hidden(command, &[]);
    }
}

#[test]
fn a_token_is_no_name_of_a_principal() {
    let token = "00aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2yZ3a";
    let folder = folder(&[("ops.txt", b"GET /api/v1/users\n")]);
    for arguments in [
        &["init", "ops.txt", "--output", "-", "--name", token][..],
        &["check", "ops.txt", "--scopes", "okta.users.read", "--principal", token],
    ] {
        let ran = run(&folder, arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains("looks like a token") && !ran.err.contains(token), "{}", ran.err);
    }
    let ran = run(&folder, &["init", "ops.txt", "--output", "-", "--name", "nightly-sync-of-groups-2026"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
}

#[test]
fn what_is_misspelt_is_shown_with_what_may_be_meant() {
    let folder = folder(&[("ops.txt", b"GET /api/v1/users\n")]);
    for (arguments, shown) in [
        (&["plam", "ops.txt"][..], "'plam'"),
        (&["plan", "ops.txt", "--formt", "json"], "'--formt'"),
        (&["plan", "ops.txt", "--format", "jsn"], "'jsn'"),
        (&["audit", "--log-days", "300"], "300"),
        (&["explain", "okta.users.raed"], "`okta.users.raed`"),
        (&["check", "ops.txt", "--role", "HELP_DESK_ADMN"], "`HELP_DESK_ADMN`"),
        (&["check", "ops.txt", "--grant", "grnat.json"], "`grnat.json`"),
        (&["plan", "ops.txt", "--forbid", "okta.users.managee"], "`okta.users.managee`"),
    ] {
        let ran = run(&folder, arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains(shown), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn values_and_unknown_keys_of_a_manifest_are_hidden() {
    for line in [
        "fail_on: @SECRET@",
        "judge: @SECRET@",
        "minimum_evidence: @SECRET@",
        "engine: @SECRET@",
        "overlay: [@SECRET@]",
        "okta_hosts: [@SECRET@]",
        "deny: [@SECRET@]",
        "deny: [scope:@SECRET@]",
        "allow: [{grant: @SECRET@, reason: because}]",
        "allow: [{grant: okta.users.read, reason: because, rules: [@SECRET@]}]",
        "allow: [{grant: okta.users.read, reason: because, until: @SECRET@}]",
        "resolved: [{at: @SECRET@, operations: [listUsers], reason: because}]",
        "resolved: [{at: 'a.py:1', operations: [@SECRET@], reason: because}]",
        "allow: @SECRET@",
        "api_token: @SECRET@",
        "@SECRET@: x",
        "'@SECRET@': [",
        "x: {@SECRET@}",
        "a: &@SECRET@ x",
        "a: *@SECRET@",
        "%@SECRET@",
        "\"@SECRET@",
        "- @SECRET@",
        "a: @SECRET@: b",
        "`@SECRET@`: b",
    ] {
        for text in [format!("{line}\n{MANIFEST}"), format!("{MANIFEST}{line}\n"), line.to_owned()] {
            assert_hidden(&["check"], &[("leastwise.yaml", text)]);
        }
    }
}

#[test]
fn grants_in_a_manifest_and_alone_are_hidden() {
    for granted in [
        "scopes: [@SECRET@]",
        "scopes: @SECRET@",
        "scopes: [okta.@SECRET@.read]",
        "roles: [@SECRET@]",
        "roles: ['HELP_DESK_ADMIN@@SECRET@']",
        "roles: [{role: USER_ADMIN, @SECRET@: x}]",
        "permissions: [@SECRET@]",
        "custom_roles: [{name: x, permissions: [@SECRET@]}]",
        "custom_roles: [{name: x, permissions: [okta.users.read], @SECRET@: 1}]",
        "files: [@SECRET@]",
        "token: @SECRET@",
        "custom_roles: @SECRET@",
    ] {
        let manifest = format!("principals:\n  - {{name: a, calls: [listUsers], granted: {{{granted}}}}}\n");
        assert_hidden(&["check"], &[("leastwise.yaml", manifest)]);
        assert_hidden(
            &["check", "ops.txt", "--grant", "g.yaml", "--format", "json"],
            &[("g.yaml", granted.to_owned())],
        );
    }
    for text in [
        r#"[{"status":"ACTIVE","clientId":"0oa1","scopeId":"@SECRET@"}]"#,
        r#"[{"id":"r","label":"x","type":"@SECRET@","status":"ACTIVE","assignmentType":"CLIENT"}]"#,
        r#"{"errorCode":"@SECRET@"}"#,
        r#"{"@SECRET@":1,"@SECRET@":2}"#,
        r#"{"schema":"leastwise.@SECRET@"}"#,
        r#"{"schema":"leastwise.org/@SECRET@"}"#,
        r#"{"client_id":"0oa1","client_secret":"@SECRET@","scope":"okta.users.read"}"#,
        r#"{"access_token":"@SECRET@"}"#,
        r#"{"a": @SECRET@}"#,
        "@SECRET@",
        "provider \"okta\" {\n  api_token = \"@SECRET@\"\n}\n",
    ] {
        for name in ["g.json", "g.yaml", "g.tf"] {
            let files = [(name, text.to_owned())];
            for command in [
                &["check", "ops.txt", "--grant", name][..],
                &["check", "ops.txt", "--token", name],
                &["check", "ops.txt", "--scopes", "okta.users.read", "--baseline", name],
                &["check", "--config", name],
                &["audit", "--snapshot", name],
                &["plan", "ops.txt", "--overlay", name],
                &["catalog", "import", "--dry-run", name],
                &["catalog", "diff", name, "embedded"],
            ] {
                assert_hidden(command, &files);
            }
        }
    }
}

#[test]
fn overlays_are_hidden() {
    let of_users = "overlay: x\noperations:\n  - id: management:listUsers\n    reason: x\n    ";
    for text in [
        "overlay: x\noperations: [{id: '@SECRET@', reason: x}]".to_owned(),
        format!("{of_users}scopes: [['@SECRET@']]"),
        format!("{of_users}scopes: [['`@SECRET@`']]"),
        format!("{of_users}scopes_evidence: '@SECRET@'"),
        format!("{of_users}sources: ['@SECRET@']"),
        format!("{of_users}'@SECRET@': y"),
        "overlay: x\nscopes: '@SECRET@'".to_owned(),
        "overlay: x\nroles: [{type: '@SECRET@', reason: x}]".to_owned(),
        "overlay: x\n'@SECRET@': y".to_owned(),
        "overlay: x\nscopes: [{name: '@SECRET@'".to_owned(),
    ] {
        assert_hidden(&["plan", "ops.txt", "--overlay", "o.yaml"], &[("o.yaml", text)]);
    }
}

#[test]
fn commands_of_marked_blocks_are_hidden() {
    for command in [
        "plan @SECRET@",
        "plan ops.txt --@SECRET@",
        "plan ops.txt --format @SECRET@",
        "plan ops.txt --forbid @SECRET@",
        "plan 'GET /api/v1/users' --with 'GET /api/v1/@SECRET@'",
        "@SECRET@",
        "plan \"@SECRET@",
        "check @SECRET@",
        "plan - @SECRET@",
    ] {
        let text = format!("<!-- leastwise: {command} -->\n<!-- /leastwise -->\n");
        assert_hidden(&["doc", "d.md"], &[("d.md", text.clone())]);
        assert_hidden(&["doc", "--check", "d.md"], &[("d.md", text)]);
    }
}

#[test]
fn reasons_are_printed_without_tokens() {
    let token = "00aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV1wX2yZ3a";
    let allow =
        format!("allow: [{{grant: okta.users.read, reason: 'agreed, {token} see OPS-12', owner: ann}}]\n");
    let manifest = allow + &MANIFEST.replace("GET /api/v1/users", "GET /api/v1/groups");
    let folder = folder(&[("leastwise.yaml", manifest.as_bytes())]);
    for format in ["text", "json", "markdown", "html", "sarif", "junit", "gitlab"] {
        let ran = run(&folder, &["check", "--format", format, "--verbose"]);
        assert!(!format!("{}{}", ran.out, ran.err).contains(token), "{format}: {}", ran.out);
    }
    let ran = run(&folder, &["check", "--format", "json"]);
    assert!(ran.out.contains("agreed, *** see OPS-12"), "{}", ran.out);
}

#[test]
fn logins_are_printed_only_where_they_are_asked_for() {
    let folder = folder(&[("ops.txt", b"GET /api/v1/users/ann@acme.example\n")]);
    for command in [&["plan"][..], &["check", "--scopes", "okta.users.read"]] {
        for format in ["text", "json"] {
            let usual = run(&folder, &[command, &["ops.txt", "--format", format, "--verbose"]].concat());
            assert!(!format!("{}{}", usual.out, usual.err).contains("ann@"), "{}", usual.out);
            assert!(usual.code < 2, "{}", usual.err);
        }
    }
    let asked = run(&folder, &["plan", "ops.txt", "--format", "json", "--show-names"]);
    assert!(asked.out.contains("/users/ann@acme.example"), "{}", asked.out);
}

#[test]
fn letters_that_deceive_are_escaped_in_names() {
    for (name, shown) in [
        ("helpd\u{435}sk", "helpd\\u{435}sk"),
        ("help\u{200b}desk", "help\\u{200b}desk"),
        ("a\u{202e}b", "a\\u{202e}b"),
        ("Админ", "Админ"),
        ("ヘルプデスク", "ヘルプデスク"),
    ] {
        let manifest = MANIFEST.replace("nightly", name);
        let folder = folder(&[("leastwise.yaml", manifest.as_bytes())]);
        for format in ["text", "markdown", "html", "sarif", "junit", "github", "gitlab"] {
            let ran = run(&folder, &["check", "--format", format, "--exit-zero", "--verbose"]);
            assert_eq!(ran.out.contains(name), name == shown, "{format}: {}", ran.out);
        }
        let json = run(&folder, &["check", "--format", "json", "--exit-zero"]);
        assert_eq!(json.out.contains(name), name == shown, "{}", json.out);
        let report: serde_json::Value = serde_json::from_str(&json.out).unwrap();
        assert_eq!(report["principals"][0]["name"], name);
        let written = run(&folder, &["init", "listUsers", "--name", name, "--output", "-"]);
        assert_eq!(written.out.contains(name), name == shown, "{}", written.out);
    }
}
