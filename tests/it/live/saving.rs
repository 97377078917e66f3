//! Where a snapshot and its journal are saved: nothing that is there is touched, and nothing is asked when they cannot be.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use super::fake::{Fake, Setup, error};
use super::program::program;

/// What the program wrote to stderr, after it ended with 2.
#[track_caller]
fn refused(output: &Output) -> String {
    let told = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(output.stdout.is_empty());
    told
}

/// The files in a folder but for the key.
fn names(folder: &Path) -> Vec<String> {
    let entries =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = entries.filter(|name| name != "key.pem").collect();
    names.sort();
    names
}

#[test]
fn a_file_that_is_there_is_not_replaced_and_nothing_is_asked() {
    let fake = Fake::new(Setup::default());
    let folder = TempDir::new().unwrap();
    for content in ["mine", "", "{\"schema\": \"leastwise.org/1\"}"] {
        fs::write(folder.path().join("org.json"), content).unwrap();
        let told = refused(&program(&fake, folder.path(), &["--save", "org.json"]).output().unwrap());
        assert!(told.contains("cannot save to `org.json`: it exists already"), "{told}");
        assert!(told.contains("name a file that does not exist, or move the old one away first"), "{told}");
        assert_eq!(fs::read_to_string(folder.path().join("org.json")).unwrap(), content);
    }
    fs::remove_file(folder.path().join("org.json")).unwrap();
    fs::create_dir(folder.path().join("org.json")).unwrap();
    refused(&program(&fake, folder.path(), &["--save", "org.json"]).output().unwrap());
    assert_eq!(names(folder.path()), ["org.json"]);
    assert_eq!(fake.requests().len(), 0);
}

#[test]
fn a_foreign_file_with_the_name_of_the_journal_stays_as_it_is() {
    let fake = Fake::new(Setup::default());
    let folder = TempDir::new().unwrap();
    let journal = folder.path().join("org.json.journal");
    for content in ["GET /api/v1/users", "GET /api/v1/users\n", "", "{\"schema\":\"leastwise.journal/"] {
        fs::write(&journal, content).unwrap();
        let told = refused(&program(&fake, folder.path(), &["--save", "org.json"]).output().unwrap());
        assert!(told.contains("cannot use the journal `org.json.journal`: it is a file of yours"), "{told}");
        assert!(told.contains("choose another name for the snapshot with --save"), "{told}");
        assert!(!told.contains("is kept in"), "{told}");
        assert_eq!(fs::read_to_string(&journal).unwrap(), content);
    }
    // Errors before the journal is looked at do not call it one either.
    let mut command = program(&fake, folder.path(), &["--save", "org.json"]);
    let told = refused(&command.env_remove("OKTA_CLIENT_PRIVATEKEY").output().unwrap());
    assert!(!told.contains("is kept in"), "{told}");
    assert_eq!((fake.requests().len(), names(folder.path())), (0, vec!["org.json.journal".to_owned()]));
}

/// Names that other tools would take for a temporary file of this one.
#[test]
fn no_other_name_is_taken() {
    let fake = Fake::new(Setup::default());
    let folder = TempDir::new().unwrap();
    let taken = ["org.json.part", "org.json.tmp", ".org.json.part", "org.json~"];
    for name in taken {
        fs::write(folder.path().join(name), name).unwrap();
    }
    let output = program(&fake, folder.path(), &["--save", "org.json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    for name in taken {
        assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), name);
    }
    let mut expected: Vec<_> = taken.into_iter().chain(["org.json"]).map(str::to_owned).collect();
    expected.sort();
    assert_eq!(names(folder.path()), expected);
}

#[test]
fn a_folder_that_is_not_there_is_told_before_anything_is_asked() {
    let fake = Fake::new(Setup::default());
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("file"), "mine").unwrap();
    for path in ["missing/org.json", "file/org.json"] {
        let told = refused(&program(&fake, folder.path(), &["--save", path]).output().unwrap());
        assert!(told.contains(path) && told.contains("who may write there"), "{told}");
    }
    assert_eq!((fake.requests().len(), names(folder.path())), (0, vec!["file".to_owned()]));
}

#[test]
fn the_report_cannot_take_the_place_of_the_snapshot_or_of_the_journal() {
    let fake = Fake::new(Setup::default());
    let folder = TempDir::new().unwrap();
    for output in ["org.json", "./org.json", "org.json.journal"] {
        let arguments = ["--save", "org.json", "--format", "json", "--output", output];
        let told = refused(&program(&fake, folder.path(), &arguments).output().unwrap());
        assert!(told.contains("--output"), "{told}");
    }
    assert_eq!((fake.requests().len(), names(folder.path())), (0, Vec::new()));
}

#[test]
fn only_the_url_of_a_host_is_asked() {
    let fake = Fake::new(Setup::default());
    let folder = TempDir::new().unwrap();
    let url = fake.url();
    let host = url.trim_start_matches("http://");
    for (org, why) in [
        (format!("{url}/#s3cr3t"), "it has a fragment"),
        (format!("{url}?x=s3cr3t"), "it has a query"),
        (format!("{url}/s3cr3t"), "it has a path"),
        (format!("http://s3cr3t:s3cr3t@{host}"), "a user name or password"),
        (format!("{url}s3cr3t"), "its port"),
        (format!(" {url}"), "a blank"),
    ] {
        let told = refused(&program(&fake, folder.path(), &["--org", &org]).output().unwrap());
        assert!(told.contains(why) && !told.contains("s3cr3t"), "{told}");
    }
    assert_eq!(fake.requests().len(), 0);
}

#[test]
fn how_old_a_journal_may_be_is_a_duration() {
    let fake = Fake::new(Setup::default());
    let folder = TempDir::new().unwrap();
    for text in ["24", "-1h", "s3cr3t", "1 month", ""] {
        let told =
            refused(&program(&fake, folder.path(), &[&format!("--resume-within={text}")]).output().unwrap());
        assert!(told.contains("expected a duration such as 90m, 24h or 2d"), "{text}: {told}");
    }
    for text in ["90m", "24h", "2d", "1h30m", "0s"] {
        let arguments = ["--resume-within", text, "--exit-zero"];
        let output = program(&fake, folder.path(), &arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{text}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    /// The program behind a shell that sets something up.
    fn shell(fake: &Fake, folder: &Path, setup: &str, arguments: &[&str]) -> Command {
        let inner = program(fake, folder, arguments);
        let mut command = Command::new("sh");
        command.env_clear().current_dir(folder);
        command.envs(inner.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command.arg("-c").arg(format!("{setup}; exec \"$0\" \"$@\"")).arg(inner.get_program());
        command.args(inner.get_args());
        command
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn only_the_owner_may_read_what_is_saved_whatever_the_umask() {
        for umask in ["umask 0", "umask 022", "umask 077"] {
            let folder = TempDir::new().unwrap();
            let fake = Fake::troubled(|number, _| (40..60).contains(&number).then(|| error(502, "x")));
            let mut run = shell(&fake, folder.path(), umask, &["--save", "org.json", "--rate-share", "100"]);
            let mut child =
                run.stderr(std::process::Stdio::null()).stdout(std::process::Stdio::null()).spawn().unwrap();
            let journal = folder.path().join("org.json.journal");
            while !journal.exists() && child.try_wait().unwrap().is_none() {
                std::thread::yield_now();
            }
            assert_eq!(mode(&journal), 0o600, "{umask}");
            child.kill().unwrap();
            child.wait().unwrap();
            let other = Fake::new(Setup::default());
            fs::remove_file(&journal).unwrap();
            shell(&other, folder.path(), umask, &["--save", "org.json"]).output().unwrap();
            assert_eq!(mode(&folder.path().join("org.json")), 0o600, "{umask}");
        }
    }

    #[test]
    fn links_are_not_followed() {
        let fake = Fake::new(Setup::default());
        let folder = TempDir::new().unwrap();
        for name in ["org.json", "org.json.journal"] {
            for target in ["there", "nowhere"] {
                fs::write(folder.path().join("there"), "mine").unwrap();
                symlink(target, folder.path().join(name)).unwrap();
                refused(&program(&fake, folder.path(), &["--save", "org.json"]).output().unwrap());
                assert_eq!(fs::read_to_string(folder.path().join("there")).unwrap(), "mine");
                assert_eq!(fs::read_link(folder.path().join(name)).unwrap(), Path::new(target));
                fs::remove_file(folder.path().join(name)).unwrap();
                assert_eq!(names(folder.path()), ["there"]);
            }
        }
        assert_eq!(fake.requests().len(), 0);
    }

    /// A file may grow to so many blocks and no further, as on a disk that is full.
    #[test]
    fn a_disk_that_is_full_is_told_and_what_was_read_stays() {
        let fake = Fake::new(Setup::default());
        let folder = TempDir::new().unwrap();
        let arguments = ["--save", "org.json", "--with-grants"];
        let full = "trap '' XFSZ; ulimit -f 32";
        let told = refused(&shell(&fake, folder.path(), full, &arguments).output().unwrap());
        assert!(told.contains("cannot use the journal `org.json.journal`: File too large"), "{told}");
        assert!(
            told.contains("whether the disk is full; what was read is kept in `org.json.journal`"),
            "{told}"
        );
        assert_eq!(names(folder.path()), ["org.json.journal"]);
        let asked = fake.requests().len();
        let output = program(&fake, folder.path(), &arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(names(folder.path()), ["org.json"]);
        let again = fake.paths("GET").into_iter().skip(asked).filter(|path| path == "/api/v1/apps");
        assert_eq!(again.count(), 0, "what is in the journal is not asked for again");
    }
}
