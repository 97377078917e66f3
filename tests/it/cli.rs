//! The program as people run it: inputs, outputs, exit codes, and what it says when something is wrong.

use std::fmt::Write as _;
use std::path::Path;

use assert_cmd::Command;
use rstest::rstest;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::project;

/// The program in an empty folder, on a day on which the facts are fresh.
fn leastwise(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leastwise"));
    command.current_dir(folder).env_clear().env("SOURCE_DATE_EPOCH", "1795305600").args(arguments);
    command
}

/// What a run ended with and wrote.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

fn ran(mut command: Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

fn run(folder: &TempDir, arguments: &[&str]) -> Ran {
    ran(leastwise(folder.path(), arguments))
}

fn run_with(folder: &TempDir, stdin: &str, arguments: &[&str]) -> Ran {
    let mut command = leastwise(folder.path(), arguments);
    command.write_stdin(stdin);
    ran(command)
}

/// A folder with files.
fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    folder
}

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
    let folder = folder(&[("ops.txt", list), ("more.txt", more), ("all/a.txt", list), ("all/b/c.md", more)]);
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

/// Every error names its place, says what to do, and ends with 2; nothing goes to stdout.
#[rstest]
#[case::empty_file("", "plan empty.txt", "`empty.txt` is empty", "one call per line")]
#[case::only_blanks("", "plan blank.txt", "`blank.txt` is empty", "one call per line")]
#[case::empty_stdin("", "plan", "`standard input` is empty", "one call per line")]
#[case::empty_stdin_by_name("", "plan -", "`standard input` is empty", "one call per line")]
#[case::binary("", "plan image.png", "`image.png` is binary: byte 4 is zero", "give text")]
#[case::dangling_link("", "plan gone.txt", "cannot read `gone.txt`", "check that it exists")]
#[case::empty_folder("", "plan hollow", "the folder `hollow` has no files", "files that hold calls")]
#[case::no_call("", "plan prose.txt", "nothing in `prose.txt` looks like a call", "one call per line")]
#[case::no_call_in_folder("", "plan letters", "nothing in `letters` looks like a call", "one call per line")]
#[case::no_call_in_stdin("dear all,\n", "plan", "nothing in `standard input` looks like a call", "one call")]
#[case::misspelt_file(
    "",
    "plan prosa.txt",
    "`prosa.txt` is no file and no call",
    "did you mean `prose.txt`?"
)]
#[case::misspelt_operation(
    "",
    "plan suspendUsr",
    "`suspendUsr` is no file and no call",
    "did you mean `suspendUser`?"
)]
#[case::missing_file(
    "",
    "plan nothing/like/that.txt",
    "`nothing/like/that.txt` is no file and no call",
    "give a file"
)]
#[case::unknown_flag("", "plan --evidense spec", "--evidense", "--evidence")]
#[case::unknown_level(
    "",
    "plan --evidence sure listUsers",
    "invalid value 'sure'",
    "spec, official, observed"
)]
#[case::unknown_case(
    "",
    "plan --assume own-onli listUsers",
    "nothing goes by the name `own-onli`",
    "`own-only`"
)]
#[case::unknown_parameter(
    "",
    "plan --assume policy=X listUsers",
    "nothing depends on `policy`",
    "policy-type"
)]
#[case::unknown_value(
    "",
    "plan --assume policy-type=X listUsers",
    "`policy-type` has no value `X`",
    "ACCESS_POLICY"
)]
#[case::contradiction(
    "",
    "plan --assume policy-type=PASSWORD --assume policy-type=MFA_ENROLL listUsers",
    "cannot hold together",
    "one plan for each"
)]
#[case::two_to_stdout(
    "",
    "plan --format json --format text listUsers",
    "two formats would both go to stdout",
    "--output"
)]
#[case::output_without_format(
    "",
    "plan --format json --output a --output b listUsers",
    "`--output b` has no format of its own",
    "--format before each --output"
)]
#[case::no_such_folder_for_output(
    "",
    "plan --output no/such/folder.json listUsers",
    "cannot write `no/such/folder.json`",
    ""
)]
#[case::no_catalog("", "plan --catalog nowhere listUsers", "nowhere", "")]
#[case::broken_catalog("", "catalog lint broken", "broken/catalog.yaml", "")]
#[case::no_overlay("", "plan --overlay nowhere.yaml listUsers", "nowhere.yaml", "")]
#[case::overlay_with_unknown_scope(
    "",
    "plan --overlay overlay.yaml listUsers",
    "names the unknown scope `okta.user.read`",
    "did you mean `okta.users.read`?"
)]
#[case::overlay_that_is_no_yaml("", "plan --overlay prose.txt listUsers", "prose.txt", "")]
#[case::unknown_entry(
    "",
    "catalog show okta.users.raed",
    "the catalog has nothing by the name `okta.users.raed`",
    "`okta.users.read`"
)]
#[case::unknown_filter(
    "",
    "catalog list --role USER_ADMNI --api managment",
    "the catalog has no role `USER_ADMNI`",
    "`management`"
)]
#[case::no_command("", "", "Usage: leastwise", "plan")]
fn bad_input_is_said_with_place_and_help(
    #[case] stdin: &str,
    #[case] arguments: &str,
    #[case] said: &str,
    #[case] help: &str,
) {
    let folder = folder(&[
        ("empty.txt", b""),
        ("blank.txt", b"\xef\xbb\xbf \n\t\n"),
        ("image.png", b"\x89PNG\0\x1a\n\0\0\0\rIHDR"),
        ("prose.txt", b"Dear all,\nplease get in touch before you post or delete anything.\n"),
        ("letters/one.txt", b"Dear all,\n"),
        ("letters/two.bin", b"\0\x01"),
        ("broken/catalog.yaml", b"version: [\n"),
        ("overlay.yaml", OVERLAY.as_bytes()),
    ]);
    std::fs::create_dir(folder.path().join("hollow")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("away.txt", folder.path().join("gone.txt")).unwrap();
    let arguments: Vec<_> = arguments.split(' ').filter(|argument| !argument.is_empty()).collect();
    let ran = run_with(&folder, stdin, &arguments);
    assert!(ran.err.contains(said), "{}", ran.err);
    assert!(ran.err.contains(help), "{}", ran.err);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
}

const OVERLAY: &str = "\
overlay: acme
operations:
  - id: management:listUsers
    reason: seen in our org
    scopes: [[okta.user.read]]
";

#[test]
fn everything_wrong_is_said_at_once() {
    let folder = folder(&[("empty.txt", b""), ("good.txt", b"listUsers\n"), ("prose.txt", b"Dear all,\n")]);
    let ran = run(&folder, &["plan", "empty.txt", "good.txt", "prose.txt", "suspendUsr"]);
    assert_eq!(ran.err.matches("error").count(), 3, "{}", ran.err);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    let filters =
        run(&folder, &["catalog", "list", "--role", "NOBODY", "--api", "nothing", "--scope", "none"]);
    assert_eq!(filters.err.matches("error").count(), 3, "{}", filters.err);
}

#[test]
fn an_overlay_that_is_wrong_is_shown_where_it_is_wrong() {
    let folder = folder(&[("overlay.yaml", OVERLAY.as_bytes())]);
    let ran = run(&folder, &["plan", "--overlay", "overlay.yaml", "listUsers"]);
    assert!(ran.err.contains("overlay.yaml:5:15"), "{}", ran.err);
    assert!(ran.err.contains("management:listUsers"), "{}", ran.err);
}

#[test]
fn a_line_of_a_hundred_megabytes_is_refused_quickly() {
    let folder = folder(&[("long.txt", &b"GET /api/v1/users ".repeat(100 * 1024 * 1024 / 18))]);
    let started = std::time::Instant::now();
    let ran = run(&folder, &["plan", "long.txt"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("`long.txt`, line 1, is longer than 1 MiB"), "{}", ran.err);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
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
fn an_argument_that_is_no_call_shows_no_token() {
    let folder = folder(&[]);
    let token = "00Tok3nS3cretS3cretS3cretS3cretS3cretS3cre";
    for argument in
        [token, &format!("curl -H 'Authorization: SSWS {token}' -d pass=Summer2026! and so on and on")]
    {
        let ran = run(&folder, &["plan", argument]);
        assert_eq!(ran.code, 2);
        assert!(ran.err.contains("is no file and no call"), "{}", ran.err);
        assert!(!ran.err.contains("S3cret") && !ran.err.contains("Summer"), "{}", ran.err);
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
