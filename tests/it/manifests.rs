//! `leastwise.yaml`: everything that is wrong with it at once; allowances, denials, baselines, no new access.

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{folder, leastwise, ran, run};
use crate::schema::misfits;
use crate::support::catalog;

const MANIFEST: &str = "\
deny: ['role:SUPER_ADMIN', okta.roles.manage]
principals:
  - name: nightly
    credential: service-app
    calls: [GET /api/v1/users, calls.txt]
    granted:
      scopes: [okta.users.read, okta.logs.read, okta.apps.manage]
      permissions: [okta.users.userprofile.read]
    allow:
      - grant: okta.logs.read
        reason: the report of March needs it
        owner: team-iam
        until: 2027-01-31
";

fn project(manifest: &str) -> TempDir {
    folder(&[("leastwise.yaml", manifest.as_bytes()), ("calls.txt", b"GET /api/v1/users/{id}\n")])
}

/// How a check ended, and its findings as `rule severity subject`.
fn findings(folder: &TempDir, arguments: &[&str]) -> (i32, Vec<String>) {
    let ran = run(folder, &[&["check", "--format", "json"], arguments].concat());
    assert!(ran.code != 2, "{}", ran.err);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    let line = |one: &Value| {
        let text = |name: &str| one[name].as_str().unwrap();
        format!("{} {} {}", text("rule"), text("severity"), text("subject"))
    };
    (ran.code, report["findings"].as_array().unwrap().iter().map(line).collect())
}

#[test]
fn a_manifest_is_checked_without_arguments() {
    let folder = project(MANIFEST);
    let (code, found) = findings(&folder, &[]);
    assert_eq!((code, found), (1, vec!["excess-scope warning okta.apps.manage".to_owned()]));
    let text = run(&folder, &["check"]);
    assert!(text.out.contains("at leastwise.yaml:7:49"), "{}", text.out);
    assert!(text.out.contains("the report of March needs it, team-iam, until"), "{}", text.out);
}

#[test]
fn an_allowance_ends_and_says_why_it_was_there() {
    let folder = project(MANIFEST);
    let on = |seconds: &str| {
        let mut command = leastwise(folder.path(), &["check"]);
        command.env("SOURCE_DATE_EPOCH", seconds);
        ran(command).out
    };
    // The last day counts, the next does not; the last two weeks are said.
    let early = on("1800057600");
    assert!(!early.contains("-allowance"), "{early}");
    for soon in ["1800144000", "1801396799"] {
        let soon = on(soon);
        assert!(soon.contains("ends on 2027-01-31") && soon.contains("[ending-allowance]"), "{soon}");
        assert!(
            !soon.contains("expired-allowance") && !soon.contains("no call needs `okta.logs.read`"),
            "{soon}"
        );
    }
    let next_day = on("1801440000");
    assert!(next_day.contains("no call needs `okta.logs.read`"), "{next_day}");
    assert!(next_day.contains("ended on 2027-01-31") && next_day.contains("team-iam"), "{next_day}");
    assert!(!next_day.contains("ending-allowance"), "{next_day}");
}

#[test]
fn an_allowance_that_nothing_uses_is_reported() {
    let unused = MANIFEST.replace("grant: okta.logs.read", "grant: okta.logs.raed");
    let (code, found) = findings(&project(&unused), &[]);
    assert_eq!(code, 1);
    assert!(found.contains(&"stale-allowance note okta.logs.raed".to_owned()), "{found:?}");
    assert!(found.contains(&"excess-scope warning okta.logs.read".to_owned()), "{found:?}");
    // One for all principals is stale only when none uses it.
    let shared = format!(
        "{MANIFEST}  - {{name: other, calls: [listUsers], granted: {{scopes: [okta.users.read]}}}}\nallow:\n  - {{grant: okta.apps.*, reason: migration}}\n"
    );
    let (code, found) = findings(&project(&shared), &[]);
    assert_eq!((code, found), (0, Vec::new()));
}

#[test]
fn what_is_denied_is_found_where_it_is_held_and_where_it_is_wanted() {
    let wanted = MANIFEST.replace("calls.txt]", "calls.txt, assignRoleToUser]");
    let folder = project(&wanted);
    let (code, found) = findings(&folder, &[]);
    assert_eq!(code, 1);
    assert!(found.contains(&"denied-grant error okta.roles.manage".to_owned()), "{found:?}");
    let text = run(&folder, &["check"]).out;
    assert!(text.contains("wanted by `assignRoleToUser`"), "{text}");
    let held = MANIFEST.replace("okta.roles.manage]\np", "okta.apps.read]\np");
    let text = run(&project(&held), &["check"]).out;
    assert!(text.contains("`okta.apps.read` is denied, and held within `okta.apps.manage`"), "{text}");
    // Nothing allows what is denied.
    let allowed = MANIFEST.replace("okta.roles.manage]", "okta.logs.read]");
    let (_, found) = findings(&project(&allowed), &[]);
    assert!(found.contains(&"denied-grant error okta.logs.read".to_owned()), "{found:?}");
}

#[test]
fn a_baseline_lets_old_findings_pass_and_new_ones_fail() {
    let folder = project(MANIFEST);
    let written = run(&folder, &["check", "--write-baseline", "baseline.json"]);
    assert_eq!((written.code, written.err.as_str()), (0, ""));
    assert_eq!(findings(&folder, &["--baseline", "baseline.json"]).0, 0);
    // Lines move, findings stay known.
    std::fs::write(folder.path().join("leastwise.yaml"), format!("# moved\n\n{MANIFEST}")).unwrap();
    assert_eq!(findings(&folder, &["--baseline", "baseline.json"]).0, 0);
    let more = MANIFEST.replace("okta.apps.manage]", "okta.apps.manage, okta.groups.manage]");
    std::fs::write(folder.path().join("leastwise.yaml"), more).unwrap();
    let text = run(&folder, &["check", "--baseline", "baseline.json"]);
    assert_eq!(text.code, 1);
    assert!(text.out.contains("fails: 1 finding") && text.out.contains("1 in the baseline"), "{}", text.out);
    let fewer = MANIFEST.replace(", okta.apps.manage]", "]");
    std::fs::write(folder.path().join("leastwise.yaml"), fewer).unwrap();
    let text = run(&folder, &["check", "--baseline", "baseline.json"]);
    assert!(text.code == 0 && text.out.contains("1 finding of the baseline is gone"), "{}", text.out);
    std::fs::write(folder.path().join("baseline.json"), "{\"schema\": \"x\", \"findings\": []}").unwrap();
    let broken = run(&folder, &["check", "--baseline", "baseline.json"]);
    assert!(broken.code == 2 && broken.err.contains("help:"), "{}", broken.err);
}

#[test]
fn new_access_is_found_against_a_grant_and_against_a_plan() {
    let folder = folder(&[("before.yaml", b"scopes: [okta.users.read, okta.groups.manage]\n")]);
    let plan = run(&folder, &["plan", "listUsers", "--format", "json", "--output", "plan.json"]);
    assert_eq!(plan.code, 0, "{}", plan.err);
    let new = |scopes: &str, against: &str| {
        let (code, found) = findings(&folder, &["--scopes", scopes, "--against", against]);
        (code, found.into_iter().filter(|line| line.starts_with("new-access")).collect::<Vec<_>>())
    };
    assert_eq!(new("okta.users.read okta.groups.read", "before.yaml"), (0, Vec::new()), "less is not new");
    assert_eq!(
        new("okta.users.read okta.apps.read", "before.yaml"),
        (1, vec!["new-access error okta.apps.read".to_owned()])
    );
    assert_eq!(
        new("okta.users.read okta.groups.read", "plan.json"),
        (1, vec!["new-access error okta.groups.read".to_owned()])
    );
    let (_, found) = findings(&folder, &["--role", "READ_ONLY_ADMIN", "--against", "before.yaml"]);
    assert!(found.iter().all(|line| !line.starts_with("new-access")), "{found:?}");
}

#[test]
fn a_plan_is_a_grant_without_excess() {
    let folder = folder(&[]);
    let calls = ["suspendUser", "listGroupUsers", "GET /api/v1/logs"];
    let made = run(&folder, &[&["plan", "--format", "json", "--output", "plan.json"], &calls[..]].concat());
    assert_eq!(made.code, 0);
    let (code, found) = findings(&folder, &[&calls[..], &["--grant", "plan.json"]].concat());
    assert_eq!((code, found), (0, Vec::new()));
}

const MISTAKES: &str = "\
fail_onn: warning
minimum_evidence: sure
engine: classical
principals:
  - credential: robot
    calls: {a: b}
    granted:
      scops: [okta.users.read]
      roles: [HELP_DESK_ADMIN@team:x]
  - name: two
    allow:
      - grant: okta.logs.read
        untill: tomorrow
      - grant: okta.apps.read
        rules: [missing-scope]
        reason: x
        until: tomorrow
  - name: two
";

/// Every mistake with its line.
const MISTAKES_FOUND: [(u32, &str); 13] = [
    (1, "`fail_onn` means nothing"),
    (2, "this value is not possible"),
    (3, "this value is not possible"),
    (5, "`name` is missing"),
    (5, "expected a credential type"),
    (6, "`calls` must be a text"),
    (8, "`scops` means nothing"),
    (9, "expected `group:ID` or `app:NAME`"),
    (12, "`reason` is missing"),
    (13, "`untill` means nothing"),
    (15, "expected a rule whose findings can be allowed"),
    (17, "expected a date"),
    (18, "two principals are called `two`"),
];

#[test]
fn every_mistake_of_a_manifest_is_reported_at_once_with_line_and_help() {
    let ran = run(&project(MISTAKES), &["check"]);
    assert_eq!(ran.code, 2);
    assert_eq!(ran.err.matches("error: ").count(), MISTAKES_FOUND.len(), "{}", ran.err);
    assert_eq!(ran.err.matches("help: ").count(), MISTAKES_FOUND.len(), "{}", ran.err);
    let mut rest = ran.err.as_str();
    for (line, message) in MISTAKES_FOUND {
        let (_, after) = rest.split_once(message).unwrap_or_else(|| panic!("no {message}: {}", ran.err));
        let place = format!("leastwise.yaml:{line}:");
        let near = after.lines().take(3).any(|shown| shown.contains(&place));
        assert!(near, "{message} is not shown at line {line}: {}", ran.err);
        rest = after;
    }
    assert!(
        ran.err.contains("did you mean `fail_on`?") && ran.err.contains("did you mean `scopes`?"),
        "{}",
        ran.err
    );
}

#[test]
fn files_that_are_not_there_are_reported_where_they_are_named() {
    let text = MANIFEST.replace("calls.txt]", "'src/**/*.ts', gone.txt]");
    let ran = run(&project(&text), &["check"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.err.contains("`src/**/*.ts` names no file") && ran.err.contains("`gone.txt` names no file"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("leastwise.yaml:5:"), "{}", ran.err);
}

#[test]
fn the_schema_takes_what_the_program_takes() {
    let none: [String; 0] = [];
    let json = |text: &str| serde_yaml::from_str::<Value>(text).unwrap();
    assert_eq!(misfits("manifest.json", &json(MANIFEST)), none);
    assert!(!misfits("manifest.json", &json(MISTAKES)).is_empty());
}

#[test]
fn init_writes_a_manifest_that_passes() {
    let folder = folder(&[("calls.txt", b"GET /api/v1/users\nsuspendUser\n"), ("sub/leastwise.yaml", b"")]);
    let first = run(&folder, &["init", "calls.txt", "GET /api/v1/groups/{id}", "--name", "it's: nightly"]);
    assert_eq!((first.code, first.err.as_str()), (0, ""));
    assert_eq!(findings(&folder, &[]), (0, Vec::new()));
    let none: [String; 0] = [];
    let text = std::fs::read_to_string(folder.path().join("leastwise.yaml")).unwrap();
    assert_eq!(misfits("manifest.json", &serde_yaml::from_str(&text).unwrap()), none);
    let again = run(&folder, &["init", "calls.txt"]);
    assert!(again.code == 2 && again.err.contains("--force"), "{}", again.err);
    let shown = run(&folder, &["init", "listUsers", "--output", "-"]);
    assert!(shown.out.starts_with("# ") && shown.out.contains("okta.users.read"), "{}", shown.out);
}

/// Whatever `init` writes for a call, `check` reads as the same operation, and the grant lets all of them pass.
#[test]
fn check_reads_every_operation_that_init_writes() {
    let names: Vec<String> = catalog().operations().map(|(key, _)| catalog().operation_name(key)).collect();
    for part in names.chunks(250) {
        let folder = folder(&[]);
        let arguments: Vec<_> = ["init"].into_iter().chain(part.iter().map(String::as_str)).collect();
        let written = run(&folder, &arguments);
        assert_eq!((written.code, written.err.as_str()), (0, ""));
        let ran = run(&folder, &["check", "--format", "json"]);
        assert!(ran.code < 2, "{}", ran.err);
        let report: Value = serde_json::from_str(&ran.out).unwrap();
        let calls = &report["principals"][0]["calls"];
        assert_eq!((&calls["matched"], &calls["operations"]), (&part.len().into(), &part.len().into()));
        let missing = report["findings"].as_array().unwrap().iter().filter(|one| {
            let rule = one["rule"].as_str().unwrap();
            rule.starts_with("missing-") && one["severity"] != "note"
        });
        assert_eq!(missing.collect::<Vec<_>>(), Vec::<&Value>::new());
    }
}

/// Calls of every form, and a manifest in another folder than its inputs.
#[test]
fn init_and_check_agree_on_calls_and_paths() {
    let secret = "00Tok3nS3cretS3cretS3cretS3cretS3cretS3cre";
    let curl = format!(
        "curl -H 'Authorization: SSWS {secret}' 'https://acme.okta.com/api/v1/policies?type=ACCESS_POLICY&q={secret}'"
    );
    let folder = folder(&[
        ("in/calls.txt", b"GET /api/v1/users\n"),
        ("ci/x", b""),
        ("in/it's: #1.txt", b"listGroups\n"),
    ]);
    let calls =
        ["in/calls.txt", "in/it's: #1.txt", &curl, "authn:authn.skip", "GET /api/v1/apps\nsuspendUser"];
    let arguments = [&["init", "--output", "ci/leastwise.yaml", "--name", "no"], &calls[..]].concat();
    let written = run(&folder, &arguments);
    assert_eq!((written.code, written.err.as_str()), (0, ""));
    let text = std::fs::read_to_string(folder.path().join("ci/leastwise.yaml")).unwrap();
    assert!(!text.contains(secret) && text.contains("GET /api/v1/policies?type=ACCESS_POLICY&q"), "{text}");
    assert!(text.contains("- '../in/calls.txt'"), "{text}");
    let ran = run(&folder, &["check", "--config", "ci/leastwise.yaml", "--format", "json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["principals"][0]["calls"]["operations"], 6);
}

#[test]
fn a_name_that_is_known_nowhere_is_an_error_of_the_manifest() {
    for (from, to, line, message, help) in [
        (
            "okta.logs.read, okta",
            "okta.logs.raed, okta",
            7,
            "there is no scope `okta.logs.raed`",
            "`okta.logs.read`",
        ),
        (
            "okta.users.userprofile.read]",
            "okta.users.userprofil.read]",
            8,
            "there is no permission",
            "`okta.users.userprofile.read`",
        ),
        (
            "      permissions:",
            "      roles: [HELPDESK_ADMIN]\n      permissions:",
            8,
            "there is no role `HELPDESK_ADMIN`",
            "`HELP_DESK_ADMIN`",
        ),
        (
            "okta.roles.manage]",
            "okta.role.manage]",
            1,
            "there is no scope, permission or role `okta.role.manage`",
            "`okta.roles.manage`",
        ),
        ("role:SUPER_ADMIN", "role:SUPERADMIN", 1, "there is no role `SUPERADMIN`", "`SUPER_ADMIN`"),
        (
            "    calls:",
            "    deny: ['scope:okta.appz.read']\n    calls:",
            5,
            "there is no scope `okta.appz.read`",
            "`okta.apps.read`",
        ),
    ] {
        assert!(MANIFEST.contains(from), "{from}");
        let ran = run(&project(&MANIFEST.replacen(from, to, 1)), &["check", "--fail-on", "error"]);
        assert_eq!(ran.code, 2, "{to}: {}", ran.err);
        assert_eq!(ran.err.matches("error: ").count(), 1, "{to}: {}", ran.err);
        let place = format!("leastwise.yaml:{line}:");
        assert!([message, help, &place].iter().all(|part| ran.err.contains(part)), "{to}: {}", ran.err);
    }
    // A name of another kind is a finding, as on the command line, and so is a name in an export.
    let scope = MANIFEST.replacen("okta.logs.read, okta", "okta.users.userprofile.read, okta", 1);
    let (_, found) = findings(&project(&scope), &[]);
    assert!(found.iter().any(|line| line.starts_with("permission-used-as-scope ")), "{found:?}");
    let export = folder(&[(
        "grant.json",
        br#"[{"status": "ACTIVE", "clientId": "0oa1", "scopeId": "okta.logs.raed"}]"#,
    )]);
    let (_, found) = findings(&export, &["--grant", "grant.json"]);
    assert!(found.iter().any(|line| line == "unknown-scope warning okta.logs.raed"), "{found:?}");
}

/// Takes a field out of every object of a list.
fn without(list: &mut [Value], field: &str) {
    for one in list {
        one.as_object_mut().unwrap().remove(field);
    }
}

/// A label of the Admin Console is the role, wherever a role is written.
#[test]
fn roles_go_by_their_labels() {
    for (_, role) in catalog().roles().filter(|(_, role)| role.title.ends_with("Administrator")) {
        let (name, title) = (role.name.as_str(), role.title.as_str());
        for spelt in [
            name.to_owned(),
            title.to_owned(),
            title.to_uppercase(),
            title.to_lowercase().replace('-', " "),
            name.to_lowercase(),
        ] {
            let found = catalog().role_called(&spelt).map(|key| catalog().role(key).name.as_str());
            assert_eq!(found, Some(name), "{spelt}");
        }
    }
    for unknown in ["Administrator", "HELPDESK_ADMIN", "Read-Only", "Readonly Administrator", "", "admin"] {
        assert!(catalog().role_called(unknown).is_none(), "{unknown}");
    }
    let labels = "Read-Only Administrator, group membership administrator@group:00g1 APP_ADMIN";
    let types =
        ["--role", "READ_ONLY_ADMIN", "--role", "GROUP_MEMBERSHIP_ADMIN@group:00g1", "--role", "APP_ADMIN"];
    let list = "roles: ['Read-Only Administrator', 'Group Membership Administrator@group:00g1', {role: application administrator}]\n";
    let text = format!("roles: {labels}\n");
    let export = br#"[{"id": "r1", "type": "Read-Only Administrator", "status": "ACTIVE", "assignmentType": "CLIENT", "label": "x"}]"#;
    let folder =
        folder(&[("list.yaml", list.as_bytes()), ("text.yaml", text.as_bytes()), ("export.json", export)]);
    let report = |arguments: &[&str]| {
        let ran = run(&folder, &[&["check", "listUsers", "--format", "json"], arguments].concat());
        assert!(ran.code < 2, "{arguments:?}: {}", ran.err);
        let mut report: Value = serde_json::from_str(&ran.out).unwrap();
        let roles = report["principals"][0]["roles"].as_array_mut().unwrap();
        without(roles, "origin");
        let findings = report["findings"].as_array_mut().unwrap();
        without(findings, "origins");
        (report["principals"][0]["roles"].clone(), report["findings"].clone())
    };
    let wanted = report(&types);
    for arguments in [&["--role", labels][..], &["--grant", "list.yaml"], &["--grant", "text.yaml"]] {
        assert_eq!(report(arguments), wanted, "{arguments:?}");
    }
    assert_eq!(report(&["--grant", "export.json"]).0[0]["name"], "READ_ONLY_ADMIN");
    for (label, type_name) in [
        (
            &["plan", "listUsers", "--role", "Read-Only Administrator, app admin"][..],
            &["plan", "listUsers", "--role", "READ_ONLY_ADMIN", "--role", "APP_ADMIN"][..],
        ),
        (
            &["plan", "listUsers", "--forbid", "group membership administrator"],
            &["plan", "listUsers", "--forbid", "GROUP_MEMBERSHIP_ADMIN"],
        ),
        (&["explain", "help-desk administrator"], &["explain", "HELP_DESK_ADMIN"]),
        (
            &["catalog", "list", "--role", "Report Administrator"],
            &["catalog", "list", "--role", "REPORT_ADMIN"],
        ),
    ] {
        let (label, by_type) = (run(&folder, label), run(&folder, type_name));
        assert_eq!((label.code, label.out), (by_type.code, by_type.out), "{type_name:?}");
    }
}

/// Lists of what is denied and allowed take labels, too.
#[test]
fn deny_and_allow_take_labels() {
    let manifest = MANIFEST
        .replace("role:SUPER_ADMIN", "role:Help Desk Administrator")
        .replace("      permissions:", "      roles: ['help desk administrator']\n      permissions:");
    let (_, found) = findings(&project(&manifest), &[]);
    assert!(found.contains(&"denied-grant error HELP_DESK_ADMIN".to_owned()), "{found:?}");
    let allowed = manifest
        .replace("role:Help Desk Administrator", "role:SUPER_ADMIN")
        .replace("grant: okta.logs.read", "grant: Help Desk Administrator");
    let (_, found) = findings(&project(&allowed), &[]);
    assert!(
        found.iter().all(|line| !line.contains("HELP_DESK_ADMIN") && !line.starts_with("stale")),
        "{found:?}"
    );
}

#[test]
fn two_principals_are_not_checked_by_the_same_calls() {
    let grants: &[u8] = br#"[{"status": "ACTIVE", "clientId": "0oa1", "scopeId": "okta.users.read"}, {"status": "ACTIVE", "clientId": "0oa2", "scopeId": "okta.groups.manage"}]"#;
    let folder = folder(&[("grants.json", grants)]);
    let both = run(&folder, &["check", "listUsers", "--grant", "grants.json"]);
    assert!(
        both.code == 2 && both.err.contains("0oa1, 0oa2") && both.err.contains("--principal"),
        "{}",
        both.err
    );
    let one = run(&folder, &["check", "listUsers", "--grant", "grants.json", "--principal", "0oa1"]);
    assert_eq!((one.code, one.err.as_str()), (0, ""));
    let reach = run(&folder, &["check", "--grant", "grants.json", "--format", "json"]);
    let report: Value = serde_json::from_str(&reach.out).unwrap();
    assert_eq!(report["principals"].as_array().unwrap().len(), 2);
    let other = run(&folder, &["check", "listUsers", "--grant", "grants.json", "--principal", "0oa3"]);
    assert!(other.code == 2 && other.err.contains("0oa1, 0oa2"), "{}", other.err);
}
