//! Small inputs at the edges of formats: what a reader claims, what it sets aside, and how it ends when one is broken.

use leastwise::intake::{Format, Input, IntakeErrors, ReadOptions, Reading, read};
use leastwise::model::{Asked, SetAside};
use rstest::rstest;

use super::told;
use crate::program::folder;
use crate::support::matcher;

/// What is read from a file of this name and content.
fn file(name: &str, content: &[u8]) -> Result<Reading, IntakeErrors> {
    let folder = folder(&[(name, content)]);
    read(&[Input::Path(folder.path().join(name))], &ReadOptions::default(), matcher())
}

/// The calls in a file, each without its place.
#[track_caller]
fn calls(name: &str, content: &str) -> Vec<String> {
    let reading = file(name, content.as_bytes()).unwrap();
    let told = reading.calls.iter().map(told);
    told.map(|told| told.split_once(' ').unwrap().1.to_owned()).collect()
}

const LIST: &str = "GET /api/v1/users = management:listUsers";
const CREATE: &str = "POST /api/v1/groups = management:addGroup";

#[rstest]
#[case::list(r#"[{"method": "GET", "path": "/api/v1/users"}]"#, &[LIST])]
#[case::other_names(r#"{"x": [{"http_method": "get", "endpoint": "https://acme.okta.com/api/v1/users"}]}"#, &[LIST])]
#[case::weak_name(r#"{"type": "GET", "url": "/api/v1/users"}"#, &[LIST])]
#[case::weak_name_that_is_none(r#"[{"type": "object", "path": "/docs/users"}, "GET /api/v1/users"]"#, &[LIST])]
#[case::nested(r#"{"a": {"b": [{"request": {"verb": "GET", "uri": "/api/v1/users"}}]}}"#, &[LIST])]
#[case::key(r#"{"GET /api/v1/users": {"scopes": []}}"#, &[LIST])]
#[case::text(r#"{"steps": ["first GET /api/v1/users"]}"#, &[LIST])]
#[case::by_path(r#"{"/api/v1/groups": {"post": {"x": 1}}, "/api/v1/users": {"GET": null}}"#, &[CREATE, LIST])]
#[case::by_path_with_texts(r#"{"/api/v1/users": "GET", "/api/v1/groups": ["POST"]}"#, &[LIST, CREATE])]
#[case::by_path_with_member(r#"{"/api/v1/groups": {"method": "POST"}}"#, &[CREATE])]
#[case::by_method(r#"{"GET": ["/api/v1/users"], "post": "/api/v1/groups"}"#, &[LIST, CREATE])]
#[case::host_beside(
    r#"[{"method": "GET", "host": "api.example.com", "path": "/people"}, {"method": "GET", "host": "acme.okta.com", "path": "/api/v1/users"}]"#,
    &["GET /people = excluded foreign-host", LIST]
)]
#[case::any_method(
    r#"{"method": "*", "path": "/api/v1/realms/{id}/x"}"#,
    &["? /api/v1/realms/{id}/*** = unresolved no-such-operation"]
)]
#[case::answered(
    r#"{"method": "GET", "path": "/api/v1/users", "status": 200}"#,
    &["GET /api/v1/users = management:listUsers | used | 200"]
)]
#[case::refused(
    r#"{"method": "GET", "path": "/api/v1/users", "statusCode": "403"}"#,
    &["GET /api/v1/users = excluded denied | 403"]
)]
#[case::unused(
    r#"[{"method": "GET", "path": "/api/v1/users", "used": false}]"#,
    &["GET /api/v1/users = excluded negated"]
)]
#[case::a_group_switched_off(
    r#"{"cleanup": {"enabled": false, "calls": [{"method": "GET", "path": "/api/v1/users"}]}}"#,
    &["GET /api/v1/users = excluded not-a-call"]
)]
#[case::one_method_of_a_path_is_not_used(
    r#"{"/api/v1/users": {"get": true, "post": false}}"#,
    &[LIST, "POST /api/v1/users = excluded negated"]
)]
#[case::links(
    r#"{"id": 1, "_links": {"self": {"href": "https://acme.okta.com/api/v1/users"}, "x": {"href": "/api/v1/groups", "method": "POST"}}}"#,
    &["? /api/v1/users = excluded not-a-call", "POST /api/v1/groups = excluded not-a-call"]
)]
#[case::related(
    r#"[{"rel": "next", "href": "/api/v1/users?after=1"}]"#,
    &["? /api/v1/users?after = excluded not-a-call"]
)]
#[case::batch(
    r#"{"method": "POST", "path": "/batch", "requests": [{"method": "GET", "url": "/api/v1/users"}]}"#,
    &["POST /batch = unresolved no-such-operation", "GET /api/v1/users = excluded not-a-call"]
)]
#[case::children_are_calls(
    r#"{"method": "GET", "path": "/api/v1/users", "then": [{"method": "POST", "path": "/api/v1/groups"}]}"#,
    &[LIST, CREATE]
)]
#[case::names(
    r#"{"operations": ["management:listUsers"], "settings": {"action": "logout", "maxRetries": "maxRetries"}}"#,
    &["name management:listUsers = management:listUsers"]
)]
#[case::contract(
    r#"{"consumer": {"name": "a"}, "provider": {"name": "b"}, "interactions": [{"request": {"method": "GET", "path": "/api/v1/users"}, "response": {"status": 200}}]}"#,
    &[LIST]
)]
#[case::lines("{\"method\": \"GET\", \"path\": \"/api/v1/users\"}\n\n{\"method\": \"POST\", \"path\": \"/api/v1/groups\"}\n", &[LIST, CREATE])]
#[case::marked("\u{feff}[{\"method\": \"GET\", \"path\": \"/api/v1/users\"}]", &[LIST])]
#[case::not_quite_json("[{\"x\": 1}, // ours\n \"GET /api/v1/users\",]", &[LIST])]
fn json_of_any_shape_is_read(#[case] text: &str, #[case] expected: &[&str]) {
    assert_eq!(calls("x.json", text), expected);
}

#[rstest]
#[case::records("- method: GET\n  path: /api/v1/users\n- {verb: post, url: /api/v1/groups}\n", &[LIST, CREATE])]
#[case::anchors("- &a {method: GET, path: /api/v1/users}\n- <<: *a\n  path: /api/v1/groups\n  method: POST\n", &[LIST, CREATE])]
#[case::documents("---\nGET: /api/v1/users\n---\n- POST /api/v1/groups\n", &[LIST, CREATE])]
#[case::script("run: |\n  curl \\\n    https://acme.okta.com/api/v1/users\n", &[LIST])]
#[case::comment("# POST /api/v1/groups\n- GET /api/v1/users\n", &["POST /api/v1/groups = excluded commented-out", LIST])]
fn yaml_of_any_shape_is_read(#[case] text: &str, #[case] expected: &[&str]) {
    assert_eq!(calls("x.yaml", text), expected);
}

#[rstest]
#[case::order("Path,Why,Verb\n/api/v1/users,x,GET\n", &[LIST])]
#[case::semicolons("sep=;\r\nmethod;url\r\nGET;https://acme.okta.com/api/v1/users?q=1,2\r\n", &["GET /api/v1/users?q = management:listUsers"])]
#[case::no_header("1,GET,/api/v1/users\n", &[LIST])]
#[case::one_cell_of_several("method,path\nGET,/api/v1/users\nPOST /api/v1/groups\n", &[LIST, CREATE])]
#[case::one_cell("what,endpoint\nall,GET /api/v1/users\n", &[LIST])]
#[case::names("operationId,description\nlistUsers,all of them\n", &["name listUsers = management:listUsers"])]
#[case::matrix("path,GET,POST\n/api/v1/groups,no,✅\n/api/v1/users,x,\n", &[CREATE, LIST])]
#[case::spanning("path,method\n/api/v1/users,GET\n,POST\n/api/v1/groups,POST\n", &[LIST, "POST /api/v1/users = management:createUser", CREATE])]
#[case::disabled("method,path,status\nGET,/api/v1/users,disabled\n", &["GET /api/v1/users = excluded not-a-call"])]
#[case::remark("method,path,notes\nGET,/api/v1/users,unlike POST /api/v1/groups\n", &[LIST, "POST /api/v1/groups = excluded not-a-call"])]
#[case::quote_not_closed("method,path\nGET,\"/api/v1/users\nPOST,/api/v1/groups\n", &[LIST, CREATE])]
#[case::section("method,path\nNot used:,\nGET,/api/v1/users\n", &["GET /api/v1/users = excluded negated"])]
fn csv_is_read_by_its_header(#[case] text: &str, #[case] expected: &[&str]) {
    assert_eq!(calls("x.csv", text), expected);
}

#[rstest]
#[case::lines("<table>\n<tr>\n<td>GET</td>\n<td>List them</td>\n<td><code>/api/v1/users</code></td>\n</tr></table>", &[LIST])]
#[case::unclosed("<table><tr><td>GET<td>/api/v1/users<tr><td>POST<td>/api/v1/groups", &[LIST, CREATE])]
#[case::spans("<table><tr><th>Verb<th>URL</tr><tr><td rowspan=2>GET<td>/api/v1/users<tr><td>/api/v1/groups</table>", &[LIST, "GET /api/v1/groups = management:listGroups"])]
#[case::placeholder("<p>DELETE /api/v1/groups/<groupId></p>", &["DELETE /api/v1/groups/{groupId} = management:deleteGroup"])]
#[case::split("<div><span>GET</span><span>/api/v1</span><b>/users</b></div>", &[LIST])]
#[case::unseen("<p>x</p><script>\"DELETE /api/v1/groups/{id}\"</script><style>/api/v1/x</style><a href='/api/v1/apps'>GET /api/v1/users</a>", &[LIST])]
#[case::storage("<table><tr><td><ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"x\">GET /api/v1/apps</ac:parameter><ac:plain-text-body><![CDATA[GET /api/v1/users]]></ac:plain-text-body></ac:structured-macro></td></tr></table>", &[LIST])]
#[case::struck_row("<table><tr style='text-decoration:line-through'><td>GET<td>/api/v1/users</table>", &["GET /api/v1/users = excluded negated"])]
fn pages_are_read_as_they_are_seen(#[case] text: &str, #[case] expected: &[&str]) {
    assert_eq!(calls("x.html", text), expected);
}

/// A text for people stays with the reader of lists, whatever it looks like.
#[rstest]
#[case("Users:\n- GET /api/v1/users\n", None)]
#[case("note: x\nGET /api/v1/users", None)]
#[case("Dear all, we call GET, POST\nGET /api/v1/users", None)]
#[case("| Method | Path |\n|---|---|\n| GET | /api/v1/users |", None)]
#[case("<!-- GET /api/v1/users -->", None)]
#[case("<your-org>/api/v1/users", None)]
#[case("- method: GET\n  path: /api/v1/users", Some("table"))]
#[case("- method: GET\n  path: /api/v1/users\nGET /api/v1/groups", None)]
#[case("Method;Endpoint;Why\nGET;/api/v1/users;x", Some("csv"))]
#[case("<tr><td>GET</td></tr>", Some("html"))]
#[case("{\"a\": 1}", Some("table"))]
fn stdin_is_told_apart(#[case] text: &str, #[case] format: Option<&str>) {
    let claiming: Vec<_> = Format::claiming("-", text.as_bytes()).into_iter().map(Format::name).collect();
    assert_eq!(claiming, format.into_iter().collect::<Vec<_>>());
}

#[rstest]
#[case::nothing("x.json", b"{\"version\": 3, \"paths\": {\"a\": \"b/c\"}}", "nothing in")]
#[case::no_values("x.json", b"[]", "nothing in")]
#[case::deployment("x.yaml", b"kind: Deployment\nspec:\n  probe: {path: /healthz, port: 80}\n", "nothing in")]
#[case::addresses(
    "x.json",
    b"{\"homepage\": \"https://acme.example/docs\", \"url\": \"git+https://x.example/y.git\"}",
    "nothing in"
)]
#[case::cut(
    "x.ndjson",
    b"{\"method\":\"GET\",\"path\":\"/api/v1/users\"}\n{\"method\":",
    "line 2, column 11, is no JSON"
)]
#[case::trailing("x.json", b"[\"GET /api/v1/users\"] x", "line 1, column 23, is no JSON")]
#[case::flows("x.mitm", b"812:7:version;2:20#4:type;4:http;", "is a flow file of mitmproxy")]
#[case::packets("x.pcap", b"\xd4\xc3\xb2\xa1\x02\x00", "is a capture of packets")]
#[case::broken_cassette("x.yaml", b"interactions:\n- request:\n    method: GET\n    url: https://acme.okta.com/api/v1/users\n  response: {code: [\n", "is no cassette")]
#[case::broken_mappings(
    "x.json",
    b"{\"mappings\": [{\"request\": {\"method\": \"GET\", \"url\": \"/api/v1/users\"}}",
    "is no WireMock file"
)]
fn what_cannot_be_read_is_said(#[case] name: &str, #[case] content: &[u8], #[case] said: &str) {
    let error = file(name, content).unwrap_err();
    assert!(error.to_string().contains(said), "{error}");
    assert!(error.0.iter().all(|error| error.help().is_some()));
}

/// A mock says what the test wants: only what the program asks for counts.
#[test]
fn what_a_mock_answers_is_no_answer() {
    let stub = r#"{"request": {"method": "GET", "urlPath": "/api/v1/users"}, "response": {"status": 403}}"#;
    assert_eq!(calls("x.json", stub), [LIST]);
    let journal = r#"{"requests": [{"request": {"method": "GET", "url": "/api/v1/users", "absoluteUrl": "http://localhost:8080/api/v1/users"}, "responseDefinition": {"status": 403}}]}"#;
    assert_eq!(calls("x.json", journal), [format!("{LIST} | used")]);
}

#[test]
fn a_plan_is_read_as_its_operations_each_once() {
    let list = "GET /api/v1/users\nGET /api/v1/users?limit=1\nPUT /api/v1/groups\n// GET /api/v1/apps\n/api/v1/zones\n";
    let plan = crate::support::plan_of(list);
    let reading = file("plan.json", serde_json::to_string(&plan).unwrap().as_bytes()).unwrap();
    let found: Vec<_> = reading
        .calls
        .iter()
        .map(|call| match &call.asked {
            Asked::Name(name) => name.clone(),
            _ => call.text(),
        })
        .collect();
    assert_eq!(found, ["management:listUsers", "PUT /api/v1/groups", "/api/v1/zones"]);
    assert_eq!(reading.notes.len(), 1, "{:?}", reading.notes);
}

/// What spans many rows and columns stays small.
#[test]
fn cells_that_span_everything_are_bounded() {
    let row = "<td rowspan=99999 colspan=99999>GET /api/v1/users</td>".repeat(300);
    let rows = "<tr><td>GET /api/v1/groups</td></tr>".repeat(2_000);
    let reading = file("x.html", format!("<table><tr>{row}</tr>{rows}</table>").as_bytes()).unwrap();
    assert!(reading.calls.iter().all(|call| call.set_aside != Some(SetAside::Link)));
    assert!(file("x.html", format!("<table>{}", "<".repeat(200_000)).as_bytes()).is_err());
}
