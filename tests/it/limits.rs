//! The limits of inputs: just below, just there, just above.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use leastwise::intake::{Input, ReadOptions, read, read_all};
use leastwise::limits::{
    self, MAX_ARCHIVE_FILES, MAX_CALL_PLACES, MAX_CODE_BYTES, MAX_CODE_LINE_BYTES, MAX_DIFFERENT_CALLS,
    MAX_IGNORE_FILE_BYTES, MAX_LIST_LINE_BYTES,
};
use rstest::rstest;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::program::{folder, run};
use crate::support::{matcher, project};

const LIST: &str = "GET https://acme.okta.com/api/v1/users\n";

/// How many calls an input has, or why it cannot be read.
fn calls(name: &str, bytes: Vec<u8>) -> Result<usize, String> {
    let reading = read(&[Input::Bytes(name.to_owned(), bytes)], &ReadOptions::default(), matcher());
    reading.map(|reading| reading.calls.len()).map_err(|error| error.to_string())
}

/// How many calls of an input are read, and what is not.
fn partly(name: &str, bytes: Vec<u8>) -> (usize, String) {
    let reading = read_all(&[Input::Bytes(name.to_owned(), bytes)], &ReadOptions::default(), matcher());
    let failed: Vec<_> = reading.failed.iter().map(ToString::to_string).collect();
    (reading.calls.len(), failed.join("; "))
}

fn refused(result: Result<usize, String>, wanted: &str) {
    let error = result.unwrap_err();
    assert!(error.contains(wanted), "{error}");
}

/// A zip archive.
fn zipped<'a>(files: impl IntoIterator<Item = (String, &'a [u8])>) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in files {
        writer.start_file(name, stored).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_line_of_a_list() {
    let most = MAX_LIST_LINE_BYTES;
    let line = |length: usize| {
        format!("{LIST}GET /api/v1/groups {}\nGET /api/v1/apps\n", "x".repeat(length - 19)).into_bytes()
    };
    for length in [most - 1, most] {
        assert_eq!(partly("a.txt", line(length)), (3, String::new()), "{length}");
    }
    let said = "`a.txt`, line 2, is longer than 1 MiB".to_owned();
    assert_eq!(partly("a.txt", line(most + 1)), (2, said), "the other lines are read");
}

#[test]
fn a_line_of_a_log_that_is_too_long_is_passed_over() {
    const MOST: usize = 16 << 20;
    let event = r#"{"eventType":"a.b","debugContext":{"debugData":{"requestUri":"/api/v1/users"}},"x":""#;
    let line = |length: usize| format!("{event}{}\"}}", "x".repeat(length - event.len() - 2));
    let short = line(event.len() + 2).replace("users", "groups");
    for (length, expected) in [(MOST - 1, 2), (MOST, 2), (MOST + 1, 1)] {
        let text = format!("{short}\n{}\n", line(length));
        assert_eq!(calls("a.ndjson", text.into_bytes()), Ok(expected), "{length}");
    }
    let request = "1.2.3.4 - - [x] \"GET /api/v1/users HTTP/1.1\" 200 5 ";
    for (length, expected) in [(MOST - 1, 2), (MOST, 2), (MOST + 1, 1)] {
        let long = format!("{request}{}", "x".repeat(length - request.len()));
        let text = format!("{}\n{long}\n", request.replace("users", "groups"));
        assert_eq!(calls("access.log", text.into_bytes()), Ok(expected), "{length}");
    }
}

#[test]
fn the_nesting_of_values() {
    const MOST: usize = 128;
    let call = r#"{"method": "GET", "url": "https://acme.okta.com/api/v1/users"}"#;
    // The call is a level itself; a list whose entries are read one by one is none.
    let json = |levels: usize| format!("{}{call}{}", "[".repeat(levels), "]".repeat(levels));
    let yaml = |levels: usize| format!("{}{}", "- ".repeat(levels - 1), call.replace('"', ""));
    for (name, text) in [("a.json", &json as &dyn Fn(usize) -> String), ("a.yaml", &yaml)] {
        for levels in [MOST - 1, MOST] {
            assert_eq!(calls(name, text(levels).into_bytes()), Ok(1), "{name}, {levels}");
        }
        let above = read(
            &[Input::Bytes(name.to_owned(), text(MOST + 1).into_bytes())],
            &ReadOptions::default(),
            matcher(),
        );
        let said = match above {
            Ok(reading) => reading.notes.iter().map(|note| note.message.clone()).collect(),
            Err(error) => error.to_string(),
        };
        assert!(said.contains("values nest too deeply"), "{name}: {said}");
    }
}

#[rstest]
#[case::yaml("leastwise.yaml", "- ", "", "x")]
#[case::json("leastwise.json", "[", "]", "1")]
fn the_nesting_of_a_manifest(
    #[case] name: &str,
    #[case] open: &str,
    #[case] close: &str,
    #[case] inner: &str,
) {
    const MOST: usize = 64;
    for (levels, too_deep) in [(MOST - 1, false), (MOST, false), (MOST + 1, true)] {
        let text = format!("{}{inner}{}", open.repeat(levels), close.repeat(levels));
        let folder = folder(&[(name, text.as_bytes())]);
        let ran = run(&folder, &["check", "--config", name]);
        assert_eq!(ran.code, 2);
        assert_eq!(ran.err.contains("values nest deeper than 64 levels"), too_deep, "{levels}: {}", ran.err);
    }
}

#[test]
fn the_layers_of_what_is_packed() {
    let packed = |layers: usize| {
        (0..layers).fold(LIST.as_bytes().to_vec(), |bytes, _| {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(&bytes).unwrap();
            encoder.finish().unwrap()
        })
    };
    for layers in [3, 4] {
        assert_eq!(calls("a.gz", packed(layers)), Ok(1), "{layers}");
    }
    refused(calls("a.gz", packed(5)), "compressed more than 4 times over");
}

#[test]
fn layers_of_archives_and_of_other_packing_count_together() {
    let gzip = |bytes: Vec<u8>| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&bytes).unwrap();
        encoder.finish().unwrap()
    };
    let archive = |bytes: Vec<u8>, ending: &str| zipped([(format!("a.{ending}"), bytes.as_slice())]);
    let two = archive(gzip(LIST.into()), "txt.gz");
    for (layers, bytes, fits) in [
        (3, archive(two.clone(), "zip"), true),
        (4, archive(archive(two.clone(), "zip"), "zip"), true),
        (5, archive(archive(gzip(two), "zip.gz"), "zip"), false),
    ] {
        let (calls, failed) = partly("a.zip", bytes);
        assert_eq!(calls, usize::from(fits), "{layers}: {failed}");
        assert_eq!(failed.contains("is compressed more than 4 times over"), !fits, "{layers}: {failed}");
    }
}

#[test]
fn the_files_of_an_archive() {
    let archive = |files: usize| {
        zipped(
            (0..files)
                .map(|number| (format!("{number:05}.txt"), if number < 2 { LIST.as_bytes() } else { b"" })),
        )
    };
    for files in [MAX_ARCHIVE_FILES - 1, MAX_ARCHIVE_FILES] {
        assert_eq!(partly("a.zip", archive(files)), (2, String::new()), "{files}");
    }
    let (calls, failed) = partly("a.zip", archive(MAX_ARCHIVE_FILES + 2));
    assert_eq!(calls, 2, "the files before the limit are read");
    let said = "`a.zip/10000.txt` and 1 file behind it are not read: an archive may hold 10000 files, those of archives \
                in it included";
    assert_eq!(failed, said);
}

#[test]
fn the_files_of_archives_in_an_archive_count_together() {
    // Two archives with as many files, and the last file of the outer one.
    let inner = |files: usize| {
        zipped(
            (0..files)
                .map(|number| (format!("{number:05}.txt"), if number == 0 { LIST.as_bytes() } else { b"" })),
        )
    };
    for (files, all) in
        [(MAX_ARCHIVE_FILES - 1, true), (MAX_ARCHIVE_FILES, true), (MAX_ARCHIVE_FILES + 1, false)]
    {
        let (first, second) = (inner(5_000), inner(files - 5_000 - 3));
        let last = ("z.txt".to_owned(), LIST.as_bytes());
        let bytes = zipped([("a.zip".to_owned(), first.as_slice()), ("b.zip".to_owned(), &second), last]);
        let (calls, failed) = partly("x.zip", bytes);
        assert_eq!(calls, if all { 3 } else { 2 }, "{files}: {failed}");
        assert_eq!(failed.contains("`x.zip/z.txt` is not read"), !all, "{files}: {failed}");
    }
}

#[test]
fn entries_of_one_name_are_told() {
    let bytes = zipped([("a.txt".to_owned(), LIST.as_bytes()), ("b.txt".to_owned(), LIST.as_bytes())]);
    let renamed: Vec<u8> =
        String::from_utf8_lossy(&bytes).contains("b.txt").then(|| replaced(&bytes)).unwrap();
    let (calls, failed) = partly("x.zip", renamed);
    assert_eq!(calls, 1);
    assert_eq!(failed, "`x.zip/a.txt` stands in its archive 2 times, and only the last of them is read");
}

/// An archive in which `b.txt` goes by the name of `a.txt`.
fn replaced(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at: Vec<usize> =
        bytes.windows(5).enumerate().filter(|(_, name)| *name == b"b.txt").map(|(at, _)| at).collect();
    for at in at {
        bytes[at] = b'a';
    }
    bytes
}

#[test]
fn hostile_names_in_an_archive_are_only_names() {
    let long = "x".repeat(60_000) + ".txt";
    for name in ["../../outside.txt", "/etc/outside.txt", "a/../../outside.txt", "C:\\outside.txt", &long] {
        let bytes = zipped([(name.to_owned(), LIST.as_bytes())]);
        assert_eq!(partly("x.zip", bytes), (1, String::new()), "{name:.40}");
    }
}

#[test]
fn equal_calls_share_an_entry_behind_the_first_places() {
    let list = |calls: usize| LIST.repeat(calls);
    let csv = |calls: usize| "method,url\n".to_owned() + &LIST.replace(' ', ",").repeat(calls);
    let entry = r#"{"request":{"method":"GET","url":"https://acme.okta.com/api/v1/users"}}"#;
    let har = |calls: usize| {
        format!(r#"{{"log":{{"version":"1.2","entries":[{}]}}}}"#, vec![entry; calls].join(","))
    };
    let ndjson =
        |calls: usize| "{\"method\":\"GET\",\"url\":\"https://acme.okta.com/api/v1/users\"}\n".repeat(calls);
    let inputs: [(&str, &dyn Fn(usize) -> String); 4] =
        [("a.txt", &list), ("a.csv", &csv), ("a.har", &har), ("a.ndjson", &ndjson)];
    for (name, input) in inputs {
        for (calls, entries, last) in [
            (MAX_CALL_PLACES - 1, MAX_CALL_PLACES - 1, 1),
            (MAX_CALL_PLACES, MAX_CALL_PLACES, 1),
            (MAX_CALL_PLACES + 1, MAX_CALL_PLACES + 1, 1),
            (MAX_CALL_PLACES + 3, MAX_CALL_PLACES + 1, 3),
        ] {
            let folder = folder(&[(name, input(calls).as_bytes())]);
            let ran = run(&folder, &["plan", "--format", "json", name]);
            let plan: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
            let found = plan["calls"].as_array().unwrap();
            assert_eq!(found.len(), entries, "{name}, {calls}");
            assert_eq!(
                found.last().unwrap().get("count").map_or(1, |count| count.as_u64().unwrap()),
                last,
                "{name}"
            );
            assert_eq!(plan["summary"]["calls"], calls, "{name}");
            let lines = if name.ends_with("txt") || name.ends_with("csv") { calls } else { 0 };
            assert_eq!(plan["inputs"]["lines"]["calls"], lines, "{name}");
        }
    }
}

#[test]
fn the_account_of_lines_is_exact_whatever_shares_an_entry() {
    let rows = 30_000;
    let list = "GET https://acme.okta.com/api/v1/users\nGET https://acme.okta.com/oauth2/v1/authorize\n# GET /api/v1/groups\n\n".repeat(rows);
    let folder = folder(&[
        ("a.txt", list.as_bytes()),
        ("b.txt", list.lines().take(4).collect::<Vec<_>>().join("\n").as_bytes()),
    ]);
    let plan = |name: &str| -> serde_json::Value {
        serde_json::from_str(&run(&folder, &["plan", "--format", "json", name]).out).unwrap()
    };
    let (long, short) = (plan("a.txt"), plan("b.txt"));
    for (field, of) in [("summary", "calls"), ("summary", "matched"), ("summary", "excluded")] {
        let one = short[field][of].as_u64().unwrap();
        assert_eq!(long[field][of].as_u64().unwrap(), one * rows as u64, "{field}.{of}");
    }
    for kind in ["calls", "prose", "excluded", "not_understood"] {
        let one = short["inputs"]["lines"][kind].as_u64().unwrap();
        assert_eq!(long["inputs"]["lines"][kind].as_u64().unwrap(), one * rows as u64, "{kind}");
    }
}

/// A path of known words, another one for every number.
fn known_path(number: usize) -> String {
    const WORDS: [&str; 10] =
        ["users", "groups", "apps", "zones", "logs", "domains", "devices", "brands", "realms", "policies"];
    let digits = number.to_string();
    let words: Vec<_> = digits.bytes().map(|digit| WORDS[usize::from(digit - b'0')]).collect();
    format!("/{}", words.join("/"))
}

#[test]
fn the_different_calls_of_a_list() {
    let lines = (0..=MAX_DIFFERENT_CALLS).map(|number| format!("GET {}", known_path(number)));
    let list = lines.collect::<Vec<_>>().join("\n");
    let (calls, failed) = partly("a.txt", list.into_bytes());
    assert_eq!(calls, MAX_DIFFERENT_CALLS, "those before the limit are read");
    assert!(failed.contains("`a.txt`, line 100001: different calls from here on are not read"), "{failed}");
}

#[test]
fn the_size_of_a_program() {
    let program = |bytes: usize| {
        let call = "import requests\nrequests.get('https://acme.okta.com/api/v1/users')\n";
        let line = format!("# {}\n", "x".repeat(997));
        let mut text = call.to_owned() + &line.repeat((bytes - call.len()) / line.len() - 1);
        let rest = bytes - text.len() - 1;
        text.push_str(&"#".repeat(rest.min(200_000)));
        text.push('\n');
        assert_eq!(text.len(), bytes);
        text.into_bytes()
    };
    for bytes in [MAX_CODE_BYTES - 1, MAX_CODE_BYTES] {
        assert_eq!(calls("a.py", program(bytes)), Ok(1), "{bytes}");
    }
    refused(calls("a.py", program(MAX_CODE_BYTES + 1)), "passed over: code of more than 4 MiB");
}

#[test]
fn the_line_of_a_program() {
    let program = |bytes: usize| {
        format!("requests.get('https://acme.okta.com/api/v1/users')\n#{}\n", "x".repeat(bytes - 1))
            .into_bytes()
    };
    for bytes in [MAX_CODE_LINE_BYTES - 1, MAX_CODE_LINE_BYTES] {
        assert_eq!(calls("a.py", program(bytes)), Ok(1), "{bytes}");
    }
    refused(calls("a.py", program(MAX_CODE_LINE_BYTES + 1)), "a line of more than 256 KiB");
}

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

#[test]
fn every_limit_is_documented() {
    let page = std::fs::read_to_string(project().join("docs/limits.md")).unwrap();
    let help = run(&folder(&[]), &["--help"]).out;
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for limit in limits::ALL {
        let row = format!("| {} | {} | {} |", limit.what, limit.shown, limit.beyond);
        assert!(page.contains(&row), "docs/limits.md has no row {row}");
        assert!(help.contains(&format!("{}: {}", limit.what, limit.shown)), "--help: {}", limit.what);
    }
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| what | ")).count();
    assert_eq!(rows, limits::ALL.len(), "docs/limits.md has a row that is no limit");
}

#[test]
fn the_depth_of_folders() {
    const MOST: usize = 64;
    for (depth, fits) in [(MOST - 1, true), (MOST, true), (MOST + 1, false)] {
        let path = format!("top/{}list.txt", "d/".repeat(depth - 1));
        let folder = folder(&[(&path, b"GET https://acme.okta.com/api/v1/users\n")]);
        let ran = run(&folder, &["plan", "top"]);
        assert_eq!(ran.code, if fits { 0 } else { 2 }, "{depth}: {}", ran.err);
        assert_eq!(ran.err.contains("nests more than 64 levels deep"), !fits, "{depth}: {}", ran.err);
    }
}

#[test]
fn the_segments_of_a_path() {
    const MOST: usize = 32;
    let plan = |segments: usize| {
        let ran = run(&folder(&[]), &["plan", "--format", "json", &format!("GET {}", "/x".repeat(segments))]);
        let plan: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        plan["calls"][0]["diagnosis"]["message"].as_str().unwrap().to_owned()
    };
    for (segments, too_many) in [(MOST - 1, false), (MOST, false), (MOST + 1, true)] {
        let message = plan(segments);
        assert_eq!(message.contains("of so many segments"), too_many, "{segments}: {message}");
    }
}

#[test]
fn the_different_calls_of_a_log() {
    const MOST: usize = 100_000;
    let log = |calls: usize| {
        let mut log = String::new();
        for number in 0..calls {
            let uri = known_path(number);
            writeln!(
                log,
                r#"{{"eventType":"a.b","debugContext":{{"debugData":{{"requestUri":"/api/v1/{uri}"}}}}}}"#
            )
            .unwrap();
        }
        log.into_bytes()
    };
    for distinct in [MOST - 1, MOST] {
        assert_eq!(partly("a.ndjson", log(distinct)), (distinct, String::new()));
    }
    let (calls, failed) = partly("a.ndjson", log(MOST + 1));
    assert_eq!(calls, MOST, "those before the limit are read");
    assert!(
        failed.contains("`a.ndjson`, line 100001: different calls from here on are not read"),
        "{failed}"
    );
}

#[test]
fn the_size_of_an_openapi_document() {
    const MOST: u64 = 64 << 20;
    for (size, fits) in [(MOST - 1, true), (MOST, true), (MOST + 1, false)] {
        let folder = folder(&[("a.yaml", b"")]);
        std::fs::File::options()
            .write(true)
            .open(folder.path().join("a.yaml"))
            .unwrap()
            .set_len(size)
            .unwrap();
        let ran = run(&folder, &["catalog", "diff", "a.yaml", "embedded"]);
        assert_eq!(ran.code, 2);
        assert_eq!(ran.err.contains("larger than 64 MiB"), !fits, "{size}: {}", ran.err);
    }
}
