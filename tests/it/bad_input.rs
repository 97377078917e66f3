//! Bad input: each a clear error with its place and with help, and exit code 2.

use rstest::rstest;

use crate::program::{folder, ran, run, run_with, with_bounded_memory};

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
#[case::no_call_in_folder("", "plan letters", "no file below `letters` refers to Okta", "name the file")]
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
    "invalid value '***'",
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
    "`policy-type` has no value `***`",
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
    "`--output ***` has no format of its own",
    "--format before each --output"
)]
#[case::no_such_folder_for_output(
    "",
    "plan --output no/such/folder.json listUsers",
    "cannot write `no/such/folder.json`",
    ""
)]
#[case::no_catalog("", "plan --catalog nowhere listUsers", "cannot read the catalog `***`", "data/")]
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
fn everything_wrong_is_said_at_once_and_the_rest_is_answered() {
    let folder = folder(&[("empty.txt", b""), ("good.txt", b"listUsers\n"), ("prose.txt", b"Dear all,\n")]);
    let ran = run(&folder, &["plan", "empty.txt", "good.txt", "prose.txt", "suspendUsr"]);
    assert!(ran.err.contains("error: `suspendUsr` is no file and no call"), "{}", ran.err);
    assert!(ran.err.contains("note: `empty.txt` is empty"), "{}", ran.err);
    assert!(ran.err.contains("note: nothing in `prose.txt` looks like a call"), "{}", ran.err);
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("okta.users.read"), "{}", ran.out);
    let strict = run(&folder, &["plan", "--strict", "good.txt", "suspendUsr"]);
    assert_eq!(strict.code, 3, "{}", strict.err);
    let none = run(&folder, &["plan", "empty.txt", "prose.txt", "suspendUsr"]);
    assert_eq!(none.err.matches("error").count(), 3, "{}", none.err);
    assert_eq!((none.code, none.out.as_str()), (2, ""));
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
fn a_line_of_a_hundred_megabytes_is_refused() {
    let folder = folder(&[("long.txt", &b"GET /api/v1/users ".repeat(100 * 1024 * 1024 / 18))]);
    let ran = ran(with_bounded_memory(folder.path(), &["plan", "long.txt"]));
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("`long.txt`, line 1, is longer than 1 MiB"), "{}", ran.err);
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

#[cfg(unix)]
#[test]
fn a_file_without_an_end_is_refused() {
    let folder = folder(&[]);
    for arguments in [
        &["check", "--config", "/dev/zero"][..],
        &["check", "listUsers", "--token", "/dev/zero"],
        &["check", "listUsers", "--grant", "/dev/zero"],
        &["check", "listUsers", "--scopes", "none", "--baseline", "/dev/zero"],
        &["plan", "listUsers", "--overlay", "/dev/zero"],
        &["doc", "/dev/zero"],
    ] {
        let ran = ran(with_bounded_memory(folder.path(), arguments));
        assert_eq!(ran.code, 2, "{arguments:?}");
        assert!(ran.err.contains("larger than 64 MiB"), "{arguments:?}: {}", ran.err);
    }
}
