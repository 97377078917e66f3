//! Lists, logs and the calls in them.

use std::fmt::Write as _;

use leastwise::intake::{Input, ReadOptions, read};
use leastwise::limits::{
    MAX_CALL_PLACES, MAX_DIFFERENT_CALLS, MAX_LIST_LINE_BYTES, MAX_LOG_LINE_BYTES, MAX_PATH_SEGMENTS,
    MAX_VALUE_DEPTH,
};

use super::{LIST, calls, partly};
use crate::program::{folder, run};
use crate::support::matcher;

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
    const MOST: usize = MAX_LOG_LINE_BYTES;
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
    const MOST: usize = MAX_VALUE_DEPTH as usize;
    let call = r#"{"method": "GET", "url": "https://acme.okta.com/api/v1/users"}"#;
    // The call is a level itself; a list whose entries are read one by one is none.
    let json = |levels: usize| format!("{}{call}{}", "[".repeat(levels), "]".repeat(levels));
    let yaml = |levels: usize| format!("{}{}", "- ".repeat(levels - 1), call.replace('"', ""));
    for (name, text) in [("a.json", &json as &dyn Fn(usize) -> String), ("a.yaml", &yaml)] {
        for (levels, fits) in [(MOST - 1, true), (MOST, true), (MOST + 1, false)] {
            let input = Input::Bytes(name.to_owned(), text(levels).into_bytes());
            let said = match read(&[input], &ReadOptions::default(), matcher()) {
                Ok(reading) => {
                    assert_eq!((reading.calls.len(), reading.failed.len()), (1, 0), "{name}, {levels}");
                    reading.notes.iter().map(|note| note.message.clone()).collect()
                }
                Err(error) => error.to_string(),
            };
            assert_eq!(said.contains("values nest too deeply"), !fits, "{name}, {levels}: {said}");
        }
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
    let list = |calls: usize| {
        let lines = (0..calls).map(|number| format!("GET {}", known_path(number)));
        lines.collect::<Vec<_>>().join("\n").into_bytes()
    };
    assert_eq!(partly("a.txt", list(MAX_DIFFERENT_CALLS)), (MAX_DIFFERENT_CALLS, String::new()));
    let (calls, failed) = partly("a.txt", list(MAX_DIFFERENT_CALLS + 1));
    assert_eq!(calls, MAX_DIFFERENT_CALLS, "those before the limit are read");
    assert!(failed.contains("`a.txt`, line 100001: different calls from here on are not read"), "{failed}");
}

#[test]
fn the_different_calls_of_a_log() {
    const MOST: usize = MAX_DIFFERENT_CALLS;
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
fn the_segments_of_a_path() {
    const MOST: usize = MAX_PATH_SEGMENTS;
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
fn what_ends_or_marks_a_line_of_a_list_does_not_count() {
    let most = MAX_LIST_LINE_BYTES;
    for (before, end) in [("", "\r\n"), ("\u{feff}", "\n")] {
        for (length, fits) in [(most - 1, true), (most, true), (most + 1, false)] {
            let call = "GET /api/v1/groups ";
            let text = format!("{before}{call}{}{end}{LIST}", "x".repeat(length - call.len()));
            let (calls, failed) = partly("a.txt", text.into_bytes());
            assert_eq!(calls, if fits { 2 } else { 1 }, "{before:?} {length} {end:?}: {failed}");
            assert_eq!(
                failed.contains("line 1, is longer than"),
                !fits,
                "{before:?} {length} {end:?}: {failed}"
            );
        }
    }
}
