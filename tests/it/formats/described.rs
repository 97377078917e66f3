//! What lies in a folder and describes calls: catalogs, rules, prompts, samples, mocks. And data that makes requests.

use leastwise::intake::{FileClass, Input, ReadOptions, Reading, read_all};
use leastwise::matching::Status;
use leastwise::model::{Attribution, SetAside};

use crate::program::folder;
use crate::support::{catalog, matcher};

/// What is read from a file in a folder, or from the file that is named itself.
fn reading_of(file: &str, text: &str, is_named: bool, options: &ReadOptions) -> Reading {
    let folder = folder(&[(file, text.as_bytes())]);
    let path = if is_named { folder.path().join(file) } else { folder.path().to_owned() };
    read_all(&[Input::Path(path)], options, matcher())
}

/// The operations that count, in order.
fn counted(reading: &Reading) -> Vec<String> {
    let found = reading.calls.iter().map(|call| matcher().resolve(call));
    let counted = found.filter(|found| matches!(found.status, Status::Matched | Status::Corrected));
    let operations = counted.flat_map(|found| found.operations);
    operations.map(|key| catalog().operation_name(key).replace("management:", "")).collect()
}

/// An API catalog, as programs look it up and language models read it.
const CATALOG: &str = r#"{"endpoints": [
    {"id": "suspend", "method": "POST", "url_pattern": "/api/v1/users/{userId}/lifecycle/suspend", "entity": "user"},
    {"id": "zones", "method": "GET", "url_pattern": "/api/v1/zones", "depends_on": []}]}"#;

const RULE: &str = "RuleID: Okta.Reset\nTests:\n  - Name: reset\n    Log:\n      eventType: user.mfa.factor.reset_all\n      \
                    debugContext:\n        debugData:\n          requestUri: /api/v1/users/00uabc/lifecycle/reset_factors\n";

const PROMPT: &str = "You write programs that call Okta.\nTo list users, call GET https://acme.okta.com/api/v1/users\n\
                      GET https://acme.okta.com/api/v1/groups\n";

/// Files that describe calls, with the operations that count of each when it is named itself.
const DESCRIPTIONS: &[(&str, &str, &[&str])] = &[
    ("okta/catalog.json", CATALOG, &["suspendUser", "listNetworkZones"]),
    ("rules/okta_reset.yml", RULE, &["resetFactors"]),
    ("prompts/okta_agent.txt", PROMPT, &["listUsers", "listGroups"]),
    ("okta/probes.json", r#"{"probes": [{"method": "GET", "path": "/api/v1/logs"}]}"#, &["listLogEvents"]),
    ("okta/calls.csv", "method,path\nDELETE,/api/v1/users/{id}\n", &["deleteUser"]),
    (
        "okta/calls.html",
        "<table><tr><th>method</th><th>path</th></tr><tr><td>GET</td><td>/api/v1/zones</td></tr></table>",
        &["listNetworkZones"],
    ),
    (
        "okta/route.yaml",
        "functions:\n  users:\n    events:\n      - http:\n          path: /api/v1/users\n          method: get\n",
        &["listUsers"],
    ),
    (
        "okta/imposters.json",
        r#"[{"httpRequest": {"method": "GET", "path": "/api/v1/zones"}, "httpResponse": {"statusCode": 200}}]"#,
        &["listNetworkZones"],
    ),
];

/// A text of which nearly every line is a request to an org is a list of calls, and no text about some.
#[test]
fn lists_of_requests_to_an_org_count_in_a_folder() {
    let list = "Calls of the nightly job\nGET https://acme.okta.com/api/v1/users\n\n\
                DELETE https://acme.okta.com/api/v1/users/{id}\nGET https://acme.okta.com/api/v1/groups\n";
    let expected = ["listUsers", "deleteUser", "listGroups"];
    assert_eq!(counted(&reading_of("jobs/calls.txt", list, false, &ReadOptions::default())), expected);
    let table = "method,url\nGET,https://acme.okta.com/api/v1/users\nDELETE,https://acme.okta.com/api/v1/users/{id}\n\
                 GET,https://acme.okta.com/api/v1/groups\n";
    assert_eq!(counted(&reading_of("jobs/calls.csv", table, false, &ReadOptions::default())), expected);
    let of_nobody = list.replace("https://acme.okta.com", "");
    assert_eq!(
        counted(&reading_of("jobs/calls.txt", &of_nobody, false, &ReadOptions::default())),
        Vec::<String>::new()
    );
}

#[test]
fn text_and_data_in_a_folder_describe_calls() {
    for (file, text, operations) in DESCRIPTIONS {
        let found = reading_of(file, text, false, &ReadOptions::default());
        assert_eq!(counted(&found), Vec::<String>::new(), "{file}");
        let described = found.calls.iter().filter(|call| {
            call.set_aside == Some(SetAside::Described) && call.attribution == Attribution::Explicit
        });
        assert!(described.count() >= operations.len(), "each is visible: {file}: {:?}", found.calls);
        assert!(
            found.notes.iter().any(|note| note.message.contains("--include docs")),
            "{file}: {:?}",
            found.notes
        );
        let named = reading_of(file, text, true, &ReadOptions::default());
        assert_eq!(counted(&named), *operations, "{file} is named");
        let included = ReadOptions { include: vec![FileClass::Docs], ..ReadOptions::default() };
        assert_eq!(counted(&reading_of(file, text, false, &included)), *operations, "{file} is included");
    }
}

#[test]
fn data_that_makes_requests_counts_in_a_folder() {
    for (file, text) in [
        ("package.json", r#"{"scripts": {"users": "curl https://acme.okta.com/api/v1/users"}}"#),
        (
            "compose.yaml",
            "services:\n  sync:\n    image: curlimages/curl\n    command: curl https://acme.okta.com/api/v1/users\n",
        ),
        (
            "job.yaml",
            "kind: CronJob\nspec:\n  containers:\n    - name: sync\n      args:\n        - curl -X GET \
             https://acme.okta.com/api/v1/users\n",
        ),
        ("Taskfile.yml", "tasks:\n  users:\n    cmds:\n      - curl https://acme.okta.com/api/v1/users\n"),
        (
            "play.yml",
            "- name: find\n  ansible.builtin.uri:\n    url: https://acme.okta.com/api/v1/users\n    method: GET\n",
        ),
        (
            "flow.json",
            r#"{"nodes": [{"type": "n8n-nodes-base.httpRequest",
                "parameters": {"method": "GET", "url": "https://acme.okta.com/api/v1/users"}}]}"#,
        ),
        (
            "flow.yaml",
            "main:\n  steps:\n    - list:\n        call: http.get\n        args:\n          method: GET\n          url: \
             https://acme.okta.com/api/v1/users\n",
        ),
        (
            "saved.json",
            r#"{"method": "GET", "url": "https://login.acme.example/api/v1/users",
                "headers": {"Authorization": "SSWS {{token}}"}}"#,
        ),
        (
            "sent.ndjson",
            "{\"time\": \"2026-07-06T08:10:00Z\", \"method\": \"GET\", \"url\": \
             \"https://acme.okta.com/api/v1/users\", \"status\": 200}\n",
        ),
        (
            "explore.ipynb",
            r#"{"cells": [{"cell_type": "code", "source": ["curl https://acme.okta.com/api/v1/users\n"]}]}"#,
        ),
    ] {
        let found = reading_of(file, text, false, &ReadOptions::default());
        assert_eq!(counted(&found), ["listUsers"], "{file}: {:?}", found.calls);
    }
}

#[test]
fn what_a_mock_server_answers_is_of_the_tests() {
    let stub = r#"{"request": {"method": "GET", "urlPath": "/api/v1/users"},
        "response": {"status": 200, "headers": {"x-okta-request-id": "x"}}}"#;
    let pact = r#"{"consumer": {"name": "sync"}, "provider": {"name": "okta"}, "interactions": [
        {"request": {"method": "GET", "path": "/api/v1/users"}, "response": {"status": 200}}]}"#;
    let journal = r#"{"requests": [{"request": {"method": "GET", "absoluteUrl": "https://acme.okta.com/api/v1/users",
        "url": "/api/v1/users"}, "responseDefinition": {"status": 200}}]}"#;
    for (file, text, is_mock) in [
        ("dev/okta/users.json", stub, true),
        ("wiremock/stubs/mappings/okta/users.json", stub, true),
        ("dev/okta/sync.json", pact, true),
        ("dev/okta/journal.json", journal, false),
    ] {
        let found = reading_of(file, text, false, &ReadOptions::default());
        let skipped = found.account.skipped.get(&FileClass::Tests).copied().unwrap_or(0);
        assert_eq!((counted(&found).is_empty(), skipped), (is_mock, usize::from(is_mock)), "{file}");
        let hint = "1 recording among the tests passed over; --include tests reads them";
        assert_eq!(found.notes.iter().any(|note| note.message == hint), is_mock, "{file}: {:?}", found.notes);
        assert_eq!(
            counted(&reading_of(file, text, true, &ReadOptions::default())),
            ["listUsers"],
            "{file} is named"
        );
        if text == stub {
            let included = ReadOptions { include: vec![FileClass::Tests], ..ReadOptions::default() };
            assert_eq!(
                counted(&reading_of(file, text, false, &included)),
                ["listUsers"],
                "{file} is included"
            );
        }
    }
}

#[test]
fn samples_and_metadata_of_packages_are_passed_over() {
    let event = r#"[{"eventType": "user.lifecycle.suspend", "published": "2026-07-06T08:10:00Z", "actor": {"type": "User"},
        "outcome": {"result": "SUCCESS"}, "debugContext": {"debugData": {"requestUri": "/api/v1/users/00u1/lifecycle/suspend"}}}]"#;
    let metadata = "Metadata-Version: 2.1\nName: okta-sync\n\nSet OKTA_API_TOKEN.\n\n- GET https://acme.okta.com/api/v1/users\n\
                    Authorization: SSWS x\n";
    for (file, text, class) in [
        ("samples/events.json", event, Some(FileClass::Tests)),
        ("export.sample.json", event, Some(FileClass::Tests)),
        ("exports/events.json", event, None),
        ("okta_sync.egg-info/PKG-INFO", metadata, Some(FileClass::Generated)),
    ] {
        let found = reading_of(file, text, false, &ReadOptions::default());
        let skipped: Vec<_> = found.account.skipped.keys().copied().collect();
        assert_eq!(skipped, class.into_iter().collect::<Vec<_>>(), "{file}");
        assert_eq!(found.calls.is_empty(), class.is_some(), "{file}: {:?}", found.calls);
        assert!(found.account.credentials.is_empty(), "{file}: no credential is stated");
    }
}
