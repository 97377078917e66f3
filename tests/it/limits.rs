//! The limits of inputs: just below, just there, just above.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use leastwise::intake::{Input, ReadOptions, read};
use rstest::rstest;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::program::{folder, run};
use crate::support::matcher;

const LIST: &str = "GET https://acme.okta.com/api/v1/users\n";

/// How many calls an input has, or why it cannot be read.
fn calls(name: &str, bytes: Vec<u8>) -> Result<usize, String> {
    let reading = read(&[Input::Bytes(name.to_owned(), bytes)], &ReadOptions::default(), matcher());
    reading.map(|reading| reading.calls.len()).map_err(|error| error.to_string())
}

fn refused(result: Result<usize, String>, wanted: &str) {
    let error = result.unwrap_err();
    assert!(error.contains(wanted), "{error}");
}

#[test]
fn a_line_of_a_list() {
    const MOST: usize = 1 << 20;
    let line = |length: usize| format!("{LIST}GET /api/v1/groups {}", "x".repeat(length - 19)).into_bytes();
    for length in [MOST - 1, MOST] {
        assert_eq!(calls("a.txt", line(length)), Ok(2), "{length}");
    }
    refused(calls("a.txt", line(MOST + 1)), "`a.txt`, line 2, is longer than 1 MiB");
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
fn the_files_of_an_archive() {
    const MOST: usize = 10_000;
    let archive = |files: usize| {
        let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for number in 0..files {
            writer.start_file(number.to_string(), stored).unwrap();
            if number < 2 {
                writer.write_all(LIST.as_bytes()).unwrap();
            }
        }
        writer.finish().unwrap().into_inner()
    };
    for files in [MOST - 1, MOST] {
        assert_eq!(calls("a.zip", archive(files)), Ok(2), "{files}");
    }
    refused(calls("a.zip", archive(MOST + 1)), "`a.zip` has more than 10000 files");
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
    let word = |mut number: usize| {
        let mut word = String::new();
        for _ in 0..5 {
            word.push(char::from(b'a' + u8::try_from(number % 26).unwrap()));
            number /= 26;
        }
        word
    };
    let log = |calls: usize| {
        let mut log = String::new();
        for number in 0..calls {
            let uri = word(number);
            writeln!(
                log,
                r#"{{"eventType":"a.b","debugContext":{{"debugData":{{"requestUri":"/api/v1/{uri}"}}}}}}"#
            )
            .unwrap();
        }
        log.into_bytes()
    };
    for distinct in [MOST - 1, MOST] {
        assert_eq!(calls("a.ndjson", log(distinct)), Ok(distinct));
    }
    refused(calls("a.ndjson", log(MOST + 1)), "holds more than 100000 different calls");
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
