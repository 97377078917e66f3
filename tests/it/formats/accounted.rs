//! Rows and requests that are no calls although they ought to be: none of them disappears.

use std::fs;

use super::found_by_wildcard;
use leastwise::intake::{Input, LineKind, ReadOptions, Reading, read_all};

use crate::support::matcher;

/// What is read of a file that the user names.
fn named(name: &str, text: &str) -> Reading {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    read_all(&[Input::Path(path)], &ReadOptions::default(), matcher())
}

#[test]
fn each_line_of_a_csv_is_accounted_for() {
    let text = "sep=;\nMethod;Path;Why\nGET;/api/v1/users;all\n\nUsers;;\nDELETE;;the user\n;trouble the user;x\n\
                POST;\"/api/v1/users/{id}\n/lifecycle/suspend\";x\n;;\nGET;/api/v1/zones;\"two\nlines\"\n";
    let reading = named("x.csv", text);
    let [list] = &reading.account.lists[..] else { panic!("one list: {:?}", reading.account.lists) };
    let kinds: Vec<_> = list
        .lines
        .iter()
        .map(|line| match line.kind {
            LineKind::Call { of } => format!("{} of {of}", line.line),
            LineKind::Prose => format!("{} prose", line.line),
            LineKind::Excluded => format!("{} excluded", line.line),
            LineKind::NotUnderstood => format!("{} not understood", line.line),
        })
        .collect();
    let non_empty = text.lines().filter(|line| !line.trim().is_empty()).count();
    assert_eq!(kinds.len(), non_empty, "{kinds:?}");
    assert!(kinds.contains(&"3 of 3".to_owned()), "{kinds:?}");
    assert!(kinds.contains(&"5 prose".to_owned()), "{kinds:?}");
    assert!(kinds.contains(&"7 not understood".to_owned()), "{kinds:?}");
    assert!(kinds.contains(&"8 of 8".to_owned()) && kinds.contains(&"9 of 8".to_owned()), "{kinds:?}");
}

#[test]
fn rows_and_objects_that_ought_to_be_calls_are_open_places() {
    for (name, text, places) in [
        (
            "x.json",
            r#"[{"method": "GET", "path": "/api/v1/users"}, {"method": "POST", "note": "x"}]"#,
            &[(1, 46)][..],
        ),
        ("x.json", r#"[{"method": "GET", "path": "/api/v1/users"}, {"type": "GET"}]"#, &[]),
        ("x.yaml", "- listUsers\n- suspendUser\n- frobnicate the thing\n", &[(3, 3)]),
        ("x.json", "[\"listUsers\", \"suspendUser\", \"something else\"]", &[(1, 30)]),
    ] {
        let reading = named(name, text);
        assert!(!reading.calls.is_empty(), "{text}");
        let open: Vec<_> =
            reading.account.unresolved.iter().map(|place| (place.line, place.column)).collect();
        assert_eq!(open, places, "{text}");
    }
}

#[test]
fn rows_of_a_page_are_accounted_for_on_one_line_and_on_several() {
    let rows = [
        "<table><tr><th>Method</th><th>Path</th></tr>",
        "<tr><td>GET</td><td>/api/v1/users</td></tr>",
        "<tr><td>POST</td><td>the user is suspended</td></tr></table>",
    ];
    for (text, open, not_understood) in [(rows.concat(), 1, 0), (rows.join("\n"), 0, 1)] {
        let reading = named("x.html", &text);
        let lines = reading.account.lists.iter().flat_map(|list| list.lines.iter());
        let lines = lines.filter(|line| line.kind == LineKind::NotUnderstood).count();
        assert_eq!(reading.calls.len(), 1, "{text}");
        assert_eq!((reading.account.unresolved.len(), lines), (open, not_understood), "{text}");
    }
}

#[test]
fn requests_without_a_url_are_told() {
    for (name, text) in [
        (
            "x.har",
            r#"{"log": {"version": "1.2", "creator": {}, "entries": [{"request": {"method": "GET"}}]}}"#,
        ),
        (
            "x.json",
            r#"{"info": {"_postman_id": "x"}, "item": [{"name": "x", "request": {"method": "GET"}}]}"#,
        ),
        ("x.bru", "meta {\n  name: x\n}\n\nget {\n  body: none\n}\n"),
        ("x.yaml", "type: collection.insomnia.rest/5.0\ncollection:\n  - name: x\n    method: GET\n"),
        ("x.yaml", "interactions:\n  - request: {method: GET}\n    response: {status: 200}\n"),
    ] {
        let reading = named(name, text);
        assert!(reading.notes.iter().any(|note| note.message.contains("without a URL")), "{text}");
    }
}

#[test]
fn names_count_only_where_a_stated_list_holds_them() {
    for (text, count) in [
        ("[\"listUsers\", \"suspendUser\"]", 2),
        ("[\"token\", \"users\", \"groups\"]", 0),
        ("{\"labels\": {\"token\": \"Token\", \"revoke\": \"Revoke\", \"listUsers\": \"All users\"}}", 0),
        ("{\"operation\": \"listUsers\"}", 1),
        ("{\"operation\": \"token\"}", 0),
    ] {
        assert_eq!(named("x.json", text).calls.len(), count, "{text}");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.json");
        fs::write(&path, text).unwrap();
        let found = read_all(&[found_by_wildcard(path)], &ReadOptions::default(), matcher());
        assert_eq!(found.calls.len(), 0, "{text}");
    }
}
