//! Descriptions of requests: collections, `.http` files, OpenAPI documents.

use leastwise::intake::{Format, Input, ReadOptions, read};
use rstest::rstest;

use super::{check, told};
use crate::program::{folder, ran, run, with_bounded_memory};
use crate::support::matcher;
#[cfg(unix)]
use crate::work::{grows_with_its_input, work};

#[test]
fn postman() {
    check(
        "postman/people.postman_collection.json",
        &[
            "21:6 GET /api/v1/zones = excluded commented-out",
            "22:6 POST /oauth2/v1/token = oauth:token",
            "49:17 POST /api/v1/users/{userId}/lifecycle/suspend = management:suspendUser",
            "81:15 POST /api/v1/users?activate body profile,credentials = management:createUser",
            "95:14 GET /api/v1/users/me = management:getUser",
            "106:46 DELETE /api/v1/users/{userId} = excluded not-a-call",
            "110:34 GET /api/v1/groups?q = management:listGroups",
            "115:13 GET /api/v1/policies?type = management:listPolicies",
            "122:51 POST /api/***?*** = excluded foreign-host",
        ],
    );
    check(
        "postman/from-the-api.json",
        &[
            "6:75 GET /api/v1/apps/{id} = excluded not-a-call",
            "10:18 ? /api/v1/apps/{appId}/credentials/keys/generate?validityYears = corrected no-method management:generateApplicationKey",
            "15:56 DELETE /api/v1/apps/{appId} = management:deleteApplication",
        ],
    );
    check(
        "postman/first-version.json",
        &[
            "11:14 GET /api/v1/users/{userId}/factors = management:listFactors",
            "21:14 POST /api/v1/users/{userId}/factors?activate body factorType,profile = management:enrollFactor",
        ],
    );
}

#[test]
fn bruno() {
    check(
        "bruno/suspend-user.bru",
        &["8:8 POST /api/v1/users/{userId}/lifecycle/suspend?*** body note,url = management:suspendUser"],
    );
    check("bruno/mine.bru", &["6:8 GET /api/v1/users/me/groups = management:listUserGroups"]);
    check(
        "bruno/bundled.yml",
        &[
            "24:16 PUT /api/v1/groups/{groupId}/users/{userId} body x = management:assignUserToGroup",
            "34:16 GET /api/v1/groups?q = management:listGroups",
            "40:12 GET /*** = excluded not-a-call",
        ],
    );
}

#[test]
fn http_files() {
    check(
        "http/admin.http",
        &[
            "7:1 GET /api/v1/users?limit&search&after = management:listUsers",
            "19:1 POST /api/v1/users?activate body profile,credentials,next = management:createUser",
            "34:1 GET /api/v1/users/{…}/groups = management:listUserGroups",
            "37:1 POST /api/v1/brands/{brandId}/themes/{themeId}/logo = management:uploadBrandThemeLogo",
            "44:3 DELETE /api/v1/users/00u1abcdefGHIJKLM0h8 = excluded commented-out",
            "46:3 PUT /api/v1/groups/{groupId} = excluded commented-out",
            "50:1 POST /stream?*** = excluded not-a-call",
            "53:1 POST /*** = excluded not-a-call",
            "58:1 DELETE /api/v1/groups/00g1abcdefGHIJKLM0h8 = management:deleteGroup",
        ],
    );
    check("http/short.rest", &["1:1 GET /api/v1/apps?limit&q = management:listApplications"]);
}

#[test]
fn insomnia() {
    check(
        "insomnia/export-v4.json",
        &[
            "9:14 POST /api/v1/users/{…}/lifecycle/deactivate?sendEmail = management:deactivateUser",
            "23:50 GET /api/v1/users?search = management:listUsers",
            "24:50 GET /api/*** = excluded foreign-host",
            "26:51 POST /api/v1/*** body query = excluded not-a-call",
            "29:51 GET / = excluded not-a-call",
            "30:49 GET /stream = excluded not-a-call",
        ],
    );
    check(
        "insomnia/collection-v5.yaml",
        &[
            "8:14 DELETE /api/v1/groups/{_.group_id}/users/{_.user_id} = management:unassignUserFromGroup",
            "16:14 POST /api/v1/groups body profile = management:addGroup",
            "31:10 GET /stream = excluded not-a-call",
            "33:10 GET /***/*** = excluded not-a-call",
        ],
    );
}

#[test]
fn openapi() {
    check(
        "openapi/fragment.yaml",
        &[
            "5:3 GET /api/v1/users/{userId} = management:getUser",
            "8:3 DELETE /api/v1/users/{userId} = management:deleteUser",
            "17:3 ? /api/v1/groups/{groupId} = excluded not-a-call",
        ],
    );
    check(
        "openapi/swagger.json",
        &[
            "9:14 GET /api/v1/groups = management:listGroups",
            "10:15 POST /api/v1/groups = management:addGroup",
            "12:40 GET /api/v1/groups/{groupId}/users = management:listGroupUsers",
        ],
    );
    check(
        "openapi/own.yaml",
        &[
            "12:5 GET /v2/people = excluded foreign-host",
            "14:5 POST /people = unresolved no-such-operation",
            "23:5 GET /api/v1/users/{id}/factors = management:listFactors",
            "35:7 DELETE /api/v1/users/{id}/factors/{factorId} = management:unenrollFactor",
        ],
    );
}

/// What is read from files; the first is the input, all others stand around it.
fn read_among(files: &[(&str, &str)]) -> Vec<String> {
    let bytes: Vec<_> = files.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    let folder = folder(&bytes);
    let reading =
        read(&[Input::Path(folder.path().join(files[0].0))], &ReadOptions::default(), matcher()).unwrap();
    reading.calls.iter().map(told).collect()
}

const COLLECTION: &str = r#"{"info": {"schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
"item": [{"name": "x", "request": {"method": "GET", "url": "{{baseUrl}}/users"}}]}"#;
const ENVIRONMENT: &str = r#"{"name": "x", "values": [{"key": "baseUrl", "value": "https://acme.okta.com/api/v1"},
{"key": "token", "value": "s3cr3t"}]}"#;
const OFF: &str = r#"{"values": [{"key": "baseUrl", "value": "https://slack.com", "enabled": false}]}"#;
const ELSEWHERE: &str = r#"{"values": [{"key": "baseUrl", "value": "https://slack.com/api"}]}"#;
const USERS: &str = "GET /api/v1/users = management:listUsers";

/// An environment beside a request completes its URL; what the nearest says counts.
#[rstest]
#[case::postman(&[("c.json", COLLECTION), ("x.postman_environment.json", ENVIRONMENT)], USERS)]
#[case::switched_off(&[("c.json", COLLECTION), ("a.postman_environment.json", OFF),
    ("x.postman_environment.json", ENVIRONMENT)], USERS)]
#[case::globals(&[("c.json", COLLECTION), ("workspace.postman_globals.json", ENVIRONMENT)], USERS)]
#[case::below(&[("c.json", COLLECTION), ("environments/prod.postman_environment.json", ENVIRONMENT)], USERS)]
#[case::elsewhere(&[("c.json", COLLECTION), ("x.postman_environment.json", ELSEWHERE)],
    "GET /api/users = excluded foreign-host")]
#[case::none(&[("c.json", COLLECTION)], "GET /users = corrected missing-prefix management:listUsers")]
#[case::two_that_differ(&[("c.json", COLLECTION), ("a.postman_environment.json", ENVIRONMENT),
    ("b.postman_environment.json", ELSEWHERE)], "GET /users = corrected missing-prefix management:listUsers")]
#[case::bruno(&[("a/b/x.bru", "get {\n  url: {{url}}/users\n}\n"), ("bruno.json", "{}"),
    ("environments/prod.bru", "vars {\n  url: https://acme.okta.com/api/v1\n}\nvars:secret [\n  token\n]\n")], USERS)]
#[case::bruno_collection(&[("a/x.bru", "get {\n  url: {{url}}/users\n}\n"), ("bruno.json", "{}"),
    ("collection.bru", "vars:pre-request {\n  url: https://acme.okta.com/api/v1\n}\n")], USERS)]
#[case::open_collection(&[("a/x.yml", "info: {name: x, type: http}\nhttp: {method: GET, url: '{{url}}/users'}\n"),
    ("opencollection.yml", "opencollection: 1.0.0\n"),
    ("environments/prod.yml", "name: p\nvariables:\n  - {name: url, value: 'https://acme.okta.com/api/v1'}\n")], USERS)]
#[case::jetbrains(&[("x.http", "GET {{host}}/users\n"),
    ("http-client.env.json", "{\"dev\": {\"host\": \"https://acme.oktapreview.com/api/v1\"}, \"prod\": {\"host\": \"https://acme.okta.com/api/v1\"}}")], USERS)]
fn environments_complete(#[case] files: &[(&str, &str)], #[case] expected: &str) {
    let found = read_among(files);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].ends_with(expected), "{}", found[0]);
}

#[test]
fn an_environment_is_no_call() {
    let folder = folder(&[
        ("a/c.json", COLLECTION.as_bytes()),
        ("b/prod.postman_environment.json", ENVIRONMENT.as_bytes()),
        ("b/broken.postman_environment.json", b"{\"values\": [{\"key\": \"s3cr3t\""),
    ]);
    let beside = run(&folder, &["plan", "a/c.json", "b/prod.postman_environment.json", "--format", "json"]);
    assert_eq!((beside.code, beside.err.as_str()), (0, ""));
    assert!(beside.out.contains("management:listUsers") && !beside.out.contains("s3cr3t"), "{}", beside.out);
    let alone = run(&folder, &["plan", "b/prod.postman_environment.json"]);
    assert!(alone.code == 2 && alone.err.contains("nothing in"), "{}", alone.err);
    let broken = run(&folder, &["plan", "a/c.json", "b/broken.postman_environment.json"]);
    assert!(broken.code == 0 && broken.err.contains("column 29"), "{}", broken.err);
    assert!(broken.out.contains("could not be read"), "{}", broken.out);
    assert!(!broken.err.contains("s3cr3t"), "{}", broken.err);
}

/// Small inputs, each read as one format.
#[rstest]
#[case::postman_script_of_many_lines(Format::Postman,
    r#"{"info": {"_postman_id": "1"}, "item": [], "event": [{"script": {"exec": ["pm.sendRequest({", "url: base + '/api/v1/logs',", "method: m})"]}}]}"#,
    &["1:75 ? /api/v1/logs = corrected no-method management:listLogEvents"])]
#[case::postman_folders_off(Format::Postman,
    r#"{"item": [{"disabled": true, "item": [{"request": "https://acme.okta.com/api/v1/logs"}]}]}"#,
    &["1:51 GET /api/v1/logs = excluded not-a-call"])]
#[case::postman_dump(Format::Postman,
    r#"{"environments": [{"values": [{"key": "u", "value": "https://acme.okta.com/api/v1"}]}],
        "collections": [{"item": [{"request": {"url": {"host": "{{u}}", "path": "logs"}}}]}]}"#,
    &["2:55 GET /api/v1/logs = management:listLogEvents"])]
#[case::bruno_by_content(Format::Bruno, "meta {\n  name: x\n}\n\ndelete {\n  url: {{u}}/api/v1/groups/1\n}\n",
    &["6:8 DELETE /api/v1/groups/*** = management:deleteGroup"])]
#[case::bruno_other_protocols(Format::Bruno, "grpc {\n  url: acme.okta.com\n}\nws {\n  url: wss://acme.okta.com/s\n}\n",
    &["2:8 POST / = excluded not-a-call", "5:8 POST /*** = excluded not-a-call"])]
#[case::bruno_parameters_only(Format::Bruno, "get {\n  url: {{u}}/api/v1/policies\n}\nparams:query {\n  type: PASSWORD\n  ~q: x\n}\n",
    &["2:8 GET /api/v1/policies?type = management:listPolicies"])]
#[case::http_without_separators(Format::Http, "get https://acme.okta.com/api/v1/logs http/1.1\n",
    &["1:1 GET /api/v1/logs = management:listLogEvents"])]
#[case::http_comment_of_prose(Format::Http, "# GET /api/v1/zones to see them\nGET /api/v1/logs\n",
    &["2:1 GET /api/v1/logs = management:listLogEvents"])]
#[case::http_body_of_requests(Format::Http, "POST /api/v1/groups\n\nGET /api/v1/logs\n@x = y\n\n# GET /api/v1/zones\n",
    &["1:1 POST /api/v1/groups = management:addGroup"])]
#[case::http_windows(Format::Http, "### x\r\nGET {{h}}/api/v1/logs\r\n\r\n###\r\nDELETE {{h}}/api/v1/groups/1\r\n",
    &["2:1 GET /api/v1/logs = management:listLogEvents", "5:1 DELETE /api/v1/groups/*** = management:deleteGroup"])]
#[case::insomnia_circle(Format::Insomnia,
    r#"{"_type": "export", "resources": [{"_id": "a", "parentId": "a", "_type": "request", "url": "/api/v1/logs"}]}"#,
    &["1:92 GET /api/v1/logs = management:listLogEvents"])]
#[case::insomnia_v4_yaml(Format::Insomnia,
    "_type: export\nresources:\n  - _type: request\n    _id: a\n    method: DELETE\n    url: https://acme.okta.com/api/v1/groups/1\n",
    &["6:10 DELETE /api/v1/groups/*** = management:deleteGroup"])]
#[case::openapi_paths_only(Format::OpenApi, "paths:\n  /api/v1/logs:\n    get:\n      responses: {}\n",
    &["3:5 GET /api/v1/logs = management:listLogEvents"])]
#[case::openapi_json_item(Format::OpenApi, r#"{"/api/v1/groups/{groupId}": {"summary": "x", "delete": {}}}"#,
    &["1:57 DELETE /api/v1/groups/{groupId} = management:deleteGroup"])]
#[case::openapi_circle(Format::OpenApi,
    "paths:\n  /a: {$ref: '#/paths/~1b'}\n  /b: {$ref: '#/paths/~1a'}\n  /api/v1/logs: {get: }\n",
    &[
        "2:7 ? /*** = unresolved no-such-operation",
        "3:7 ? /*** = unresolved no-such-operation",
        "4:18 GET /api/v1/logs = management:listLogEvents",
    ])]
#[case::openapi_base_path(Format::OpenApi, "swagger: '2.0'\nbasePath: /api/v1\npaths: {/logs: {get: {}}}\n",
    &["3:17 GET /api/v1/logs = management:listLogEvents"])]
fn a_description_is_read(#[case] format: Format, #[case] text: &str, #[case] expected: &[&str]) {
    assert_eq!(Format::claiming("x", text.as_bytes()).first().unwrap_or(&format), &format);
    let folder = folder(&[("x", text.as_bytes())]);
    let reading =
        read(&[Input::Path(folder.path().join("x"))], &ReadOptions::of_format(Some(format)), matcher())
            .unwrap();
    assert_eq!(reading.calls.iter().map(told).collect::<Vec<_>>(), expected);
}

/// What is broken says where, and how much was read before.
#[rstest]
#[case::postman(
    "c.json",
    r#"{"item": [{"request": "https://acme.okta.com/api/v1/logs"}, {"request" "#,
    "line 1, column 72",
    "1 call"
)]
#[case::bruno(
    "c.bru",
    "get {\n  url: {{u}}/api/v1/logs\n",
    "line 1, column 1, is no Bruno file: the block `get`",
    "1 call"
)]
#[case::open_collection(
    "c.yml",
    "info: {name: x}\nhttp: {url: 'https://acme.okta.com/api/v1/logs'",
    "is no Bruno collection",
    "1 call"
)]
#[case::insomnia(
    "c.yaml",
    "type: collection.insomnia.rest/5.0\ncollection:\n  - url: /api/v1/logs\n  - url: [",
    "is no Insomnia export",
    "1 call"
)]
#[case::openapi(
    "c.json",
    r#"{"openapi": "3.1.0", "paths": {"/api/v1/logs": {"get": {}}, "/x""#,
    "is no OpenAPI document",
    "1 call"
)]
fn what_is_broken_says_where(
    #[case] name: &str,
    #[case] text: &str,
    #[case] said: &str,
    #[case] before: &str,
) {
    let folder = folder(&[(name, text.as_bytes())]);
    let ran = run(&folder, &["plan", name]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains(said) && ran.err.contains(before), "{}", ran.err);
}

/// Deep folders, long lists and endless references end.
#[test]
fn no_description_is_too_deep_or_too_long() {
    for (format, text) in tiring(20_000) {
        let folder = folder(&[("x", text.as_bytes())]);
        let ran = ran(with_bounded_memory(folder.path(), &["plan", "--from", format, "x"]));
        assert!([0, 2].contains(&ran.code), "{format}: {}", ran.err);
    }
}

/// Four times the description is four times the work.
#[cfg(unix)]
#[test]
fn the_work_for_a_description_grows_with_it() {
    for number in 0..tiring(1).len() {
        let (format, _) = tiring(1).swap_remove(number);
        grows_with_its_input(format, 10_000, |count| {
            let (_, text) = tiring(count).swap_remove(number);
            work(&folder(&[("x", text.as_bytes())]), &["plan", "--from", format, "x"])
        });
    }
}

/// Descriptions of so many parts, each with its format.
fn tiring(count: usize) -> Vec<(&'static str, String)> {
    let mut doubled = String::new();
    for n in 0..60 {
        doubled.push_str(&format!("@v{n} = https://{{{{v{0}}}}}/{{{{v{0}}}}}\n", n + 1));
    }
    let scripts = format!(
        r#"{{"item": [], "event": [{{"script": {{"exec": "{}"}}}}]}}"#,
        "pm.sendRequest({".repeat(count)
    );
    vec![
        ("postman", format!("{}{}", r#"{"item": ["#.repeat(count), "]}".repeat(count))),
        ("postman", scripts),
        ("http", format!("{doubled}GET {{{{v0}}}}/api/v1/logs\n")),
        ("http", "###\n".repeat(count * 4)),
        ("bruno", "get {\n".repeat(count * 4)),
        ("openapi", format!("paths:\n  /a:\n{}", "    get: {}\n".repeat(count))),
    ]
}
