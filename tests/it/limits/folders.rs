//! Folders, and the files that stand beside what is read.

use leastwise::intake::{Input, ReadOptions, read_all};
use leastwise::limits::{MAX_FOLDER_DEPTH, MAX_IGNORE_FILE_BYTES, MAX_PROJECT_FILE_BYTES};

use super::{LIST, padded};
use crate::program::{folder, run};
use crate::support::matcher;

#[test]
fn a_file_that_says_what_to_ignore() {
    for (size, fits) in
        [(MAX_IGNORE_FILE_BYTES - 1, true), (MAX_IGNORE_FILE_BYTES, true), (MAX_IGNORE_FILE_BYTES + 1, false)]
    {
        let ignored = format!("{}\n", "x".repeat(usize::try_from(size).unwrap() - 1));
        for inner in ["", "inner/"] {
            let folder = folder(&[
                (&format!("top/{inner}.gitignore"), ignored.as_bytes()),
                (&format!("top/{inner}a.sh"), b"curl https://acme.okta.com/api/v1/users\n"),
                ("top/b/b.sh", b"curl https://acme.okta.com/api/v1/users\n"),
            ]);
            let ran = run(&folder, &["plan", "top", "--format", "json"]);
            assert_eq!(
                ran.err.contains(".gitignore` is larger than 1 MiB")
                    || ran.out.contains(".gitignore` is larger than 1 MiB"),
                !fits,
                "{size}: {}",
                ran.err
            );
            assert_eq!(ran.code, if fits || inner == "inner/" { 0 } else { 2 }, "{size}: {}", ran.err);
        }
    }
}

#[test]
fn the_depth_of_folders() {
    const MOST: usize = MAX_FOLDER_DEPTH;
    for (depth, fits) in [(MOST - 1, true), (MOST, true), (MOST + 1, false)] {
        let path = format!("top/{}list.txt", "d/".repeat(depth - 1));
        let folder = folder(&[(&path, b"GET https://acme.okta.com/api/v1/users\n")]);
        let ran = run(&folder, &["plan", "top"]);
        assert_eq!(ran.code, if fits { 0 } else { 2 }, "{depth}: {}", ran.err);
        assert_eq!(ran.err.contains("nests more than 64 levels deep"), !fits, "{depth}: {}", ran.err);
    }
}

#[test]
fn files_without_an_end_are_refused() {
    if !std::path::Path::new("/dev/zero").exists() {
        return;
    }
    let folder = folder(&[("README.md", b"x"), ("calls.txt", LIST.as_bytes())]);
    for arguments in [
        &["check", "calls.txt", "--token", "/dev/zero"][..],
        &["check", "calls.txt", "--grant", "/dev/zero"],
        &["check", "calls.txt", "--against", "/dev/zero"],
        &["check", "--config", "/dev/zero"],
        &["plan", "calls.txt", "--overlay", "/dev/zero"],
        &["audit", "--snapshot", "/dev/zero"],
        &["doc", "--check", "/dev/zero"],
        &["catalog", "diff", "/dev/zero", "embedded"],
        &["diff", "/dev/zero", "calls.txt"],
        &["plan", "/dev/zero"],
    ] {
        let ran = run(&folder, arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.err);
    }
}

#[cfg(unix)]
#[test]
fn pipes_and_sockets_in_folders_and_wildcards_are_skipped_and_counted() {
    let manifest =
        "principals:\n  - name: job\n    calls: ['top/*.sh']\n    granted: {scopes: [okta.users.read]}\n";
    let folder = folder(&[
        ("top/a.sh", b"curl https://acme.okta.com/api/v1/users\n"),
        ("leastwise.yaml", manifest.as_bytes()),
    ]);
    let socket = std::os::unix::net::UnixListener::bind(folder.path().join("top/b.sh")).unwrap();
    let pipe = std::process::Command::new("mkfifo").arg(folder.path().join("top/c.sh")).status().unwrap();
    assert!(pipe.success());
    let ran = run(&folder, &["plan", "top", "--format", "json"]);
    let plan: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(plan["inputs"]["files"]["skipped"]["special"], 2, "{}", ran.err);
    assert_eq!(plan["summary"]["matched"], 1);
    let ran = run(&folder, &["check", "--format", "json"]);
    assert!(matches!(ran.code, 0 | 1), "{}", ran.err);
    drop(socket);
}

/// How many calls of a program go to Okta by what the files around it show.
fn calls_among(program: &str, files: &[(&str, &str)]) -> usize {
    let files: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let folder = folder(&files);
    let reading = read_all(&[Input::Path(folder.path().join(program))], &ReadOptions::default(), matcher());
    reading.calls.iter().filter(|call| call.set_aside.is_none()).count()
}

#[test]
fn the_files_of_a_project() {
    const PYTHON: (&str, &str) = (
        "a.py",
        "from .clients import get_okta_client\nclient = get_okta_client()\nclient.list_policies()\n",
    );
    const GO: (&str, &str) = ("a.go", "package x\nfunc (p *P) f() { p.client.User.SuspendUser(ctx, id) }\n");
    const GO_MOD: (&str, &str) = ("go.mod", "module x\nrequire github.com/okta/okta-sdk-golang/v2 v2.20.0\n");
    const FIELDS: &str = "package x\nimport \"github.com/okta/okta-sdk-golang/v2/okta\"\ntype P struct { client *okta.Client }\n";
    for (program, other, name, text) in
        [(PYTHON, ("notes.txt", ""), "requirements.txt", "okta==2.9.13\n"), (GO, GO_MOD, "b.go", FIELDS)]
    {
        assert_eq!(calls_among(program.0, &[program, other]), 0, "without {name} nothing shows");
        for (size, is_read) in [
            (MAX_PROJECT_FILE_BYTES - 1, true),
            (MAX_PROJECT_FILE_BYTES, true),
            (MAX_PROJECT_FILE_BYTES + 1, false),
        ] {
            let found = calls_among(program.0, &[program, other, (name, &padded(text, size))]);
            assert_eq!(found, usize::from(is_read), "{name}, {size}");
        }
    }
}
