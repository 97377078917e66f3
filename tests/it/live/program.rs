//! The program itself against a fake org: it saves, goes on after a kill, and says the same offline.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use leastwise::grants::org::Org;
use tempfile::TempDir;

use super::fake::{Fake, Setup, error};
use super::{AUDITOR, expected, key};

/// The program with nothing around it but what authenticates it.
pub(super) fn program(fake: &Fake, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("leastwise"));
    command
        .env_clear()
        .env("HOME", folder)
        .env("OKTA_CLIENT_CLIENTID", AUDITOR)
        .env("OKTA_CLIENT_PRIVATEKEY", folder.join("key.pem"));
    if !folder.join("key.pem").exists() {
        fs::write(folder.join("key.pem"), key()).unwrap();
    }
    command.current_dir(folder).arg("audit").args(arguments);
    if !arguments.contains(&"--org") {
        command.args(["--org", &fake.url()]);
    }
    command
}

fn saved(path: &Path) -> Org {
    Org::read("saved", fs::File::open(path).unwrap()).unwrap()
}

#[test]
fn the_report_of_an_org_is_that_of_its_snapshot_byte_for_byte() {
    let fake = Fake::new(Setup::default());
    let folder = TempDir::new().unwrap();
    for (name, format) in [("org.json.zst", "json"), ("org.json", "text"), ("again.json.zst", "html")] {
        let live = program(&fake, folder.path(), &["--save", name, "--format", format]).output().unwrap();
        assert_eq!(live.status.code(), Some(1), "{}", String::from_utf8_lossy(&live.stderr));
        assert!(live.stderr.is_empty(), "{}", String::from_utf8_lossy(&live.stderr));
        let mut offline = Command::new(assert_cmd::cargo::cargo_bin!("leastwise"));
        let offline = offline.env_clear().current_dir(folder.path()).args([
            "audit",
            "--snapshot",
            name,
            "--format",
            format,
        ]);
        assert!(offline.output().unwrap().stdout == live.stdout, "{format}");
        assert!(!folder.path().join(format!("{name}.journal")).exists());
    }
    let org = saved(&folder.path().join("org.json.zst"));
    let consents: usize = org.users.entries().iter().map(|user| user.consents.entries().len()).sum();
    assert_eq!(consents, 2, "without the lists of the clients, the users tell what they granted");
    assert_eq!((&org.users, &org.api_tokens), (&expected(&fake).users, &expected(&fake).api_tokens));
    assert!(org.apps.entries().iter().all(|app| app.grants.seen().is_none()), "they need --with-grants");
}

#[test]
fn a_redacted_snapshot_names_nothing() {
    let fake = Fake::new(Setup::default());
    let folder = TempDir::new().unwrap();
    let arguments = ["--save", "org.json", "--redact", "--with-grants", "--format", "json"];
    let output = program(&fake, folder.path(), &arguments).output().unwrap();
    for text in [fs::read(folder.path().join("org.json")).unwrap(), output.stdout] {
        let text = String::from_utf8(text).unwrap();
        assert!(text.len() > 50_000 && text.contains("redacted"));
        for name in ["acme", "0h8", "amelia", "Hr sync", "127.0.0.1"] {
            assert!(!text.contains(name), "{name}");
        }
    }
}

#[test]
fn a_program_that_is_killed_goes_on() {
    let fake = Fake::troubled(|_, _| {
        thread::sleep(Duration::from_millis(2));
        None
    });
    let folder = TempDir::new().unwrap();
    let arguments =
        ["--save", "org.json.zst", "--with-grants", "--with-groups", "--with-secrets", "--format", "json"];
    for milliseconds in [150, 310, 270] {
        let mut child = program(&fake, folder.path(), &arguments).stdout(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_millis(milliseconds));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    program(&fake, folder.path(), &arguments).output().unwrap();
    let org = saved(&folder.path().join("org.json.zst"));
    let expected = expected(&fake);
    // The log is asked for by the clock of the machine; the fake org has one week whenever it is asked.
    assert_eq!((org.apps, org.users, org.groups), (expected.apps, expected.users, expected.groups));
    assert_eq!(org.log.seen().unwrap().principals, expected.log.seen().unwrap().principals);
}

#[test]
fn what_stops_it_is_told_with_what_was_kept() {
    let fake = Fake::troubled(|number, request| {
        let path = request.url.path();
        (number > 40 && path != "/oauth2/v1/token")
            .then(|| error(301, "x").insert_header("location", "https://x.example/"))
    });
    let folder = TempDir::new().unwrap();
    let output = program(&fake, folder.path(), &["--save", "org.json"]).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("has moved to `x.example`"), "{told}");
    assert!(
        told.contains("what was read is kept in `org.json.journal`, and the same command goes on"),
        "{told}"
    );
    assert!(output.stdout.is_empty() && !folder.path().join("org.json").exists());
}
