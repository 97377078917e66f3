//! Which calls of a document count, by where it was found, the host that it names and what else shows that it calls Okta.

use std::fs;

use super::found_by_wildcard;
use leastwise::intake::{Input, ReadOptions, Reading, read_all};
use leastwise::matching::Status;

use crate::support::matcher;

/// A document with one request to a path of a host, with a sign of Okta beside it or without.
struct Sample {
    file: &'static str,
    text: fn(host: &str, path: &str, sign: bool) -> String,
    /// Whether the format has a place for such a sign.
    has_sign: bool,
}

const SAMPLES: &[Sample] = &[
    Sample { file: "people.har", text: har, has_sign: true },
    Sample { file: "people.json", text: postman, has_sign: true },
    Sample { file: "people.bru", text: bruno, has_sign: true },
    Sample { file: "people.yml", text: open_collection, has_sign: true },
    Sample { file: "people.http", text: http, has_sign: true },
    Sample { file: "people.yaml", text: insomnia, has_sign: true },
    Sample { file: "people.yaml", text: openapi, has_sign: true },
    Sample { file: "people.log", text: access_log, has_sign: true },
    Sample { file: "people.yaml", text: cassette, has_sign: true },
    Sample { file: "people.json", text: wiremock, has_sign: true },
    Sample { file: "people.json", text: table, has_sign: true },
    Sample {
        file: "people.csv",
        text: |host, path, _| format!("method,url\nGET,https://{host}{path}\n"),
        has_sign: false,
    },
    Sample { file: "people.html", text: html, has_sign: false },
];

fn har(host: &str, path: &str, sign: bool) -> String {
    let header = if sign { "X-Okta-Request-Id" } else { "X-Request-Id" };
    format!(
        r#"{{"log": {{"version": "1.2", "creator": {{}}, "entries": [{{
            "request": {{"method": "GET", "url": "https://{host}{path}", "headers": []}},
            "response": {{"status": 200, "headers": [{{"name": "{header}", "value": "x"}}]}}}}]}}}}"#
    )
}

fn postman(host: &str, path: &str, sign: bool) -> String {
    let token = if sign { "SSWS {{apikey}}" } else { "Bearer {{apikey}}" };
    format!(
        r#"{{"info": {{"name": "People", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}},
            "auth": {{"type": "apikey", "apikey": [{{"key": "value", "value": "{token}"}}]}},
            "item": [{{"name": "All", "request": {{"method": "GET", "url": "https://{host}{path}"}}}}]}}"#
    )
}

fn bruno(host: &str, path: &str, sign: bool) -> String {
    let scheme = if sign { "SSWS" } else { "Bearer" };
    format!(
        "meta {{\n  name: All\n}}\n\nget {{\n  url: https://{host}{path}\n}}\n\nheaders {{\n  Authorization: {scheme} x\n}}\n"
    )
}

fn open_collection(host: &str, path: &str, sign: bool) -> String {
    let scheme = if sign { "SSWS" } else { "Bearer" };
    format!(
        "info:\n  name: All\nhttp:\n  method: GET\n  url: https://{host}{path}\n  headers:\n    - name: Authorization\n      \
         value: {scheme} x\n"
    )
}

fn http(host: &str, path: &str, sign: bool) -> String {
    let name = if sign { "oktaDomain" } else { "domain" };
    format!("@{name} = {host}\n\n### All\nGET https://{{{{{name}}}}}{path}\n")
}

fn insomnia(host: &str, path: &str, sign: bool) -> String {
    let scheme = if sign { "SSWS" } else { "Bearer" };
    format!(
        "type: collection.insomnia.rest/5.0\nname: People\ncollection:\n  - name: All\n    method: GET\n    \
         url: https://{host}{path}\n    authentication: {{type: apikey, key: Authorization, value: {scheme} x}}\n"
    )
}

fn openapi(host: &str, path: &str, sign: bool) -> String {
    let name = if sign { "yourOktaDomain" } else { "domain" };
    format!(
        "openapi: 3.0.3\ninfo: {{title: People}}\nservers:\n  - url: https://{{{name}}}\n    variables: {{{name}: \
         {{default: {host}}}}}\npaths:\n  {path}:\n    get: {{}}\n"
    )
}

fn access_log(host: &str, path: &str, sign: bool) -> String {
    let header = if sign { "x-okta-request-id" } else { "x-request-id" };
    format!(
        "--> GET https://{host}{path}\n--> END GET\n<-- 200 https://{host}{path} (3ms)\n{header}: x\n<-- END HTTP\n"
    )
}

fn cassette(host: &str, path: &str, sign: bool) -> String {
    let header = if sign { "X-Okta-Request-Id" } else { "X-Request-Id" };
    format!(
        "interactions:\n  - request:\n      method: GET\n      uri: https://{host}{path}\n    response:\n      \
         status: {{code: 200}}\n      headers:\n        {header}: [x]\n"
    )
}

fn wiremock(host: &str, path: &str, sign: bool) -> String {
    let scheme = if sign { "SSWS" } else { "Bearer" };
    format!(
        r#"{{"requests": [{{"request": {{"method": "GET", "absoluteUrl": "https://{host}{path}",
            "headers": {{"Authorization": "{scheme} x"}}}}}}]}}"#
    )
}

fn table(host: &str, path: &str, sign: bool) -> String {
    let service = if sign { "Okta" } else { "People" };
    format!(r#"[{{"service": "{service}", "method": "GET", "url": "https://{host}{path}"}}]"#)
}

fn html(host: &str, path: &str, _sign: bool) -> String {
    format!(
        "<table><tr><th>method</th><th>url</th></tr><tr><td>GET</td><td>https://{host}{path}</td></tr></table>"
    )
}

/// Whether a file of a folder is a list or table, which describes calls and makes none.
fn is_list(file: &str, text: &str) -> bool {
    matches!(file, "people.csv" | "people.html") || text.starts_with("[{\"service\"")
}

/// How each call of an input ended, and how it is known to go to Okta.
fn ended(reading: &Reading) -> Vec<String> {
    let ended = |call: &leastwise::model::Call| {
        let found = matcher().resolve(call);
        let code = found.diagnosis.map(|one| format!(" {}", one.code.name())).unwrap_or_default();
        let excluded = found.status == Status::Excluded;
        let code = if excluded { code } else { String::new() };
        format!("{}{code} {}", found.status.name(), call.attribution.name())
    };
    reading.calls.iter().map(ended).collect()
}

#[test]
fn what_counts_depends_on_where_a_document_was_found_and_on_its_signs() {
    let folder = tempfile::tempdir().unwrap();
    let (users, people) = ("/api/v1/users", "/v2/people");
    for Sample { file, text, has_sign } in SAMPLES {
        let path = folder.path().join(file);
        for (host, at, sign, named, found) in [
            ("acme.okta.com", users, false, "matched explicit", "matched explicit"),
            ("login.acme.example", users, true, "matched explicit", "matched explicit"),
            ("login.acme.example", users, false, "matched stated", "excluded foreign-host weak"),
            ("localhost", users, false, "matched stated", "excluded foreign-host weak"),
            (
                "people.acme.example",
                people,
                false,
                "excluded foreign-host stated",
                "excluded foreign-host weak",
            ),
        ] {
            if sign && !has_sign {
                continue;
            }
            let text = text(host, at, sign);
            fs::write(&path, &text).unwrap();
            let reading = |input| ended(&read_all(&[input], &ReadOptions::default(), matcher()));
            assert_eq!(reading(Input::Path(path.clone())), [named], "{text}");
            // A file without Okta's paths may be passed over; nothing in it may count.
            let is_description = text.starts_with("openapi") || is_list(file, &text);
            for ended in reading(found_by_wildcard(path.clone())) {
                let is_aside =
                    (is_description || found.starts_with("excluded")) && ended.starts_with("excluded");
                assert!(is_aside || ended == found, "{ended} in {text}");
            }
            let is_read = !reading(found_by_wildcard(path.clone())).is_empty();
            assert!(is_read || is_description || found.starts_with("excluded"), "{text}");
        }
    }
}

#[test]
fn a_sign_speaks_for_its_host_and_for_no_other() {
    let entry = |host: &str, header: &str| {
        format!(
            r#"{{"request": {{"method": "GET", "url": "https://{host}/api/v1/users"}},
                "response": {{"status": 200, "headers": [{{"name": "{header}", "value": "x"}}]}}}}"#
        )
    };
    let entries = [
        entry("login.acme.example", "Date"),
        entry("login.acme.example", "x-okta-request-id"),
        entry("people.acme.example", "Date"),
    ];
    let text =
        format!(r#"{{"log": {{"version": "1.2", "creator": {{}}, "entries": [{}]}}}}"#, entries.join(","));
    assert_eq!(found("x.har", &text), ["matched explicit", "matched explicit", "excluded foreign-host weak"]);
}

#[test]
fn titles_and_variables_of_collections_speak_for_their_base() {
    let collection = |title: &str, folder: &str, urls: &[&str]| {
        let request =
            |url: &&str| format!(r#"{{"name": "x", "request": {{"method": "GET", "url": "{url}"}}}}"#);
        let requests: Vec<_> = urls.iter().map(request).collect();
        format!(
            r#"{{"info": {{"name": "{title}", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/x"}},
                "variable": [{{"key": "base", "value": "https://login.acme.example"}},
                             {{"key": "oktaUrl", "value": "https://login.acme.example"}}],
                "item": [{{"name": "{folder}", "item": [{}]}}]}}"#,
            requests.join(",")
        )
    };
    let (explicit, foreign) = ("matched explicit", "excluded foreign-host weak");
    let (login, people) =
        ("https://login.acme.example/api/v1/users", "https://people.acme.example/api/v1/users");
    for (title, folder, urls, expected) in [
        ("Okta Users API", "All", &["{{base}}/api/v1/users"][..], &[explicit][..]),
        ("Okta Users API", "All", &["{{unknown}}/api/v1/users"], &[explicit]),
        ("Okta Users API", "All", &[login], &[explicit]),
        ("Okta Users API", "All", &["{{base}}/api/v1/users", people], &[explicit, foreign]),
        ("Okta Users API", "All", &["http://localhost:3000/api/v1/users"], &[foreign]),
        ("People", "Okta", &["{{base}}/api/v1/users"], &[explicit]),
        ("People", "All", &["{{oktaUrl}}/api/v1/users", people], &[explicit, foreign]),
        ("People", "All", &["{{base}}/api/v1/users"], &[foreign]),
        ("People", "All", &["{{unknown}}/api/v1/users"], &["excluded not-attributed weak"]),
        ("Okta Sync Service", "All", &["{{unknown}}/api/v1/users"], &["excluded not-attributed weak"]),
    ] {
        assert_eq!(
            found("x.json", &collection(title, folder, urls)),
            expected,
            "{title} / {folder}: {urls:?}"
        );
    }
}

#[test]
fn what_a_collection_says_in_files_of_its_own_holds_for_the_requests_below() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    };
    write("a/collection.bru", "auth:apikey {\n  key: Authorization\n  value: SSWS {{token}}\n}\n");
    write("b/bruno.json", r#"{"version": "1", "name": "Okta", "type": "collection"}"#);
    write("c/bruno.json", r#"{"version": "1", "name": "People", "type": "collection"}"#);
    write("c/environments/okta.bru", "vars {\n  base: https://login.acme.example\n}\n");
    let request = |url: &str| {
        format!("meta {{\n  name: x\n}}\n\nget {{\n  url: {url}/api/v1/users\n  auth: inherit\n}}\n")
    };
    for (name, url, expected) in [
        ("a/all.bru", "https://login.acme.example", "matched explicit"),
        ("b/all.bru", "{{base}}", "matched explicit"),
        ("b/other.bru", "https://people.acme.example", "excluded foreign-host weak"),
        ("c/all.bru", "{{base}}", "matched explicit"),
        ("c/other.bru", "{{people}}", "excluded not-attributed weak"),
    ] {
        let path = write(name, &request(url));
        let reading = read_all(&[found_by_wildcard(path)], &ReadOptions::default(), matcher());
        assert_eq!(ended(&reading), [expected], "{name}");
    }
}

#[test]
fn logs_of_clients_and_proxies_show_okta_by_headers_and_upstreams() {
    let (explicit, weak) = ("matched explicit", "excluded not-attributed weak");
    for (text, expected) in [
        (
            "2026-07-06T08:10:00Z [DEBUG] provider.terraform-provider-okta_v4.9.0: request\n\
             ---[ REQUEST ]---\nGET /api/v1/users HTTP/1.1\nHost: login.acme.example\n",
            explicit,
        ),
        (
            "2026-07-06T08:10:00Z [DEBUG] provider.terraform-provider-people_v4.9.0: request\n\
             ---[ REQUEST ]---\nGET /api/v1/users HTTP/1.1\nHost: login.acme.example\n",
            "excluded foreign-host weak",
        ),
        (
            "> GET /api/v1/users HTTP/2\n> Host: login.acme.example\n> authorization: SSWS x\n>\n< HTTP/2 200\n",
            explicit,
        ),
        (
            "Jul  6 08:10:02 edge haproxy[1]: 203.0.113.9:3 [06/Jul/2026:08:10:02.655] http-in okta/srv1 1/0/3/6/9 200 \
             27 - - ---- 1/1/1/1/0 0/0 {x} {} \"GET /api/v1/users HTTP/1.1\"\n",
            explicit,
        ),
        (
            "203.0.113.9 - - [06/Jul/2026:08:10:00 +0000] \"GET /api/v1/users HTTP/1.1\" 200 9 \"-\" \"okta\"\n",
            weak,
        ),
    ] {
        assert_eq!(found("x.log", text), [expected], "{text}");
    }
}

#[test]
fn a_recording_or_a_log_without_requests_is_an_answer() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text, expected) in [
        ("x.har", r#"{"log": {"version": "1.2", "creator": {}, "entries": []}}"#, true),
        ("x.yaml", "http_interactions: []\n", true),
        (
            "x.json",
            r#"[{"eventType": "user.session.start", "published": "2026-07-06T08:10:00Z", "transaction": {"id": "x"}}]"#,
            true,
        ),
        ("x.json", r#"{"info": {"_postman_id": "x", "name": "People"}, "item": []}"#, false),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        let reading = read_all(&[Input::Path(path)], &ReadOptions::default(), matcher());
        assert_eq!((reading.calls.len(), reading.has_answer()), (0, expected), "{text}");
    }
}

/// How the calls of a file ended that was found in a folder.
fn found(name: &str, text: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    ended(&read_all(&[found_by_wildcard(path)], &ReadOptions::default(), matcher()))
}
