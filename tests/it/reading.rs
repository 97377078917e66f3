//! The free-form list: what a reader makes of real lines, tidy and messy.

use leastwise::model::{Asked, Call, SetAside};
use rstest::rstest;

use crate::support::calls;

/// A call in one line: place, method, host, path, query names, label, body members, why it is none.
fn told(call: &Call) -> String {
    let place = format!("{}:{}", call.origin.line, call.origin.column);
    let mut told = match &call.asked {
        Asked::Name(name) => format!("{place} name {name}"),
        Asked::Sdk(method) => format!("{place} method {}", method.name),
        Asked::Event(event) => format!("{place} event {}", event.path),
        Asked::Provision(one) => format!("{place} {} {}", one.address, one.phase),
        Asked::Http(request) => {
            let method = request.method.map_or_else(|| "?".to_owned(), |method| method.to_string());
            let host = request.host.as_deref().map(|host| format!("//{host}")).unwrap_or_default();
            let mut told = format!("{place} {method} {host}{}", request.path);
            let mut names = request.query.names.clone();
            names.extend(request.query.kind.iter().map(|kind| format!("type={kind}")));
            let parts = [
                ("?", names.join(",")),
                ("label ", request.label.clone()),
                ("body ", request.body.join(",")),
            ];
            for (mark, text) in parts.iter().filter(|(_, text)| !text.is_empty()) {
                told.push_str(&format!(" | {mark}{text}"));
            }
            told
        }
    };
    told.push_str(match call.set_aside {
        None => "",
        Some(SetAside::CommentedOut) => " | comment",
        Some(SetAside::Negated) => " | negated",
        Some(SetAside::Remark) => " | remark",
        Some(_) => " | set aside",
    });
    told
}

#[rstest]
// Method and path in every order and decoration.
#[case::plain("GET /api/v1/users", &["1:1 GET /api/v1/users"])]
#[case::reversed("/api/v1/users GET", &["1:1 GET /api/v1/users"])]
#[case::lower_case("delete /api/v1/zones/{zoneId}", &["1:1 DELETE /api/v1/zones/{zoneId}"])]
#[case::labelled("suspend user POST: /api/v1/users/{id}/lifecycle/suspend", &[
    "1:1 POST /api/v1/users/{id}/lifecycle/suspend | label suspend user"
])]
#[case::colon_after_label("list groups: GET /api/v1/groups", &["1:1 GET /api/v1/groups | label list groups"])]
#[case::bullet("- GET /api/v1/users", &["1:3 GET /api/v1/users"])]
#[case::star("* `GET /api/v1/users`", &["1:4 GET /api/v1/users"])]
#[case::number("12. GET /api/v1/users", &["1:5 GET /api/v1/users"])]
#[case::parenthesised_number("(3) GET /api/v1/users", &["1:5 GET /api/v1/users"])]
#[case::bold("**GET** `/api/v1/users`", &["1:3 GET /api/v1/users"])]
#[case::quoted("\"GET /api/v1/users\"", &["1:2 GET /api/v1/users"])]
#[case::typographic_quotes("“GET /api/v1/users”", &["1:2 GET /api/v1/users"])]
#[case::arrow("GET → /api/v1/users", &["1:1 GET /api/v1/users"])]
#[case::checkbox("- [x] GET /api/v1/users", &["1:7 GET /api/v1/users"])]
#[case::remark_in_parentheses("GET /api/v1/users (nightly)", &["1:1 GET /api/v1/users"])]
#[case::dash_remark("GET /api/v1/users – list everybody", &["1:1 GET /api/v1/users | label list everybody"])]
#[case::full_stop("We call GET /api/v1/users.", &["1:1 GET /api/v1/users | label We call"])]
// Tables.
#[case::markdown_table("| Method | Path |\n|---|---|\n| GET | /api/v1/apps |", &["3:3 GET /api/v1/apps"])]
#[case::reversed_table("| `/api/v1/apps/{appId}` | reads one | **GET** |", &["1:4 GET /api/v1/apps/{appId}"])]
#[case::csv("method,path,why\nGET,/api/v1/logs,\"the log, polled\"", &["2:1 GET /api/v1/logs | label the log, polled"])]
#[case::quoted_csv("\"POST\",\"/api/v1/groups\"", &["1:2 POST /api/v1/groups"])]
#[case::semicolons("GET;/api/v1/groups;list", &["1:1 GET /api/v1/groups | label list"])]
#[case::tabs("GET\t/api/v1/groups\tlist", &["1:1 GET /api/v1/groups | label list"])]
#[case::html("<tr><td>DELETE</td><td>/api/v1/groups/&lt;groupId&gt;</td></tr>", &[
    "1:9 DELETE /api/v1/groups/{groupId}"
])]
// URLs.
#[case::url("GET https://acme.okta.com/api/v1/users?limit=200&after=x", &[
    "1:1 GET //acme.okta.com/api/v1/users | ?limit,after"
])]
#[case::placeholder_host("GET https://{yourOktaDomain}/api/v1/users", &["1:1 GET /api/v1/users"])]
#[case::variable_host("GET ${OKTA_ORG}/api/v1/users", &["1:1 GET /api/v1/users"])]
#[case::postman_host("GET {{url}}/api/v1/users", &["1:1 GET /api/v1/users"])]
#[case::port("GET https://acme.okta.com:443/api/v1/users", &["1:1 GET //acme.okta.com/api/v1/users"])]
#[case::entity_in_query("GET https://acme.okta.com/api/v1/users?limit=1&amp;after=x", &[
    "1:1 GET //acme.okta.com/api/v1/users | ?limit,after"
])]
#[case::policy_type("GET /api/v1/policies?type=ACCESS_POLICY", &["1:1 GET /api/v1/policies | ?type,type=ACCESS_POLICY"])]
#[case::link("[list users](https://acme.okta.com/api/v1/users)", &["1:2 ? //acme.okta.com/api/v1/users | label list users"])]
// Several calls in one line.
#[case::two_methods("GET/DELETE /api/v1/zones/{zoneId}", &[
    "1:1 GET /api/v1/zones/{zoneId}", "1:1 DELETE /api/v1/zones/{zoneId}"
])]
#[case::two_calls("GET /api/v1/users, POST /api/v1/groups", &[
    "1:1 GET /api/v1/users", "1:20 POST /api/v1/groups"
])]
#[case::one_method_for_several("GET /api/v1/users and /api/v1/groups", &[
    "1:1 GET /api/v1/users", "1:19 GET /api/v1/groups"
])]
#[case::method_on_its_own_line("GET\n/api/v1/domains", &["2:1 GET /api/v1/domains"])]
#[case::path_above_its_method("/api/v1/zones\nDELETE\n/api/v1/domains\nGET", &[
    "1:1 DELETE /api/v1/zones", "3:1 GET /api/v1/domains"
])]
#[case::blank_line_begins_anew("/api/v1/zones\nGET\n\nPOST\n/api/v1/domains", &[
    "1:1 GET /api/v1/zones", "5:1 POST /api/v1/domains"
])]
#[case::several_methods_below("/api/v1/zones:\n  get:\n  post:", &["1:1 GET /api/v1/zones", "1:1 POST /api/v1/zones"])]
#[case::several_methods_above("GET\nPOST\n/api/v1/domains", &["3:1 GET /api/v1/domains", "3:1 POST /api/v1/domains"])]
#[case::heading("GET:\n- /api/v1/zones\n- /api/v1/logs", &["2:3 GET /api/v1/zones", "3:3 GET /api/v1/logs"])]
#[case::record("\"method\": \"DELETE\",\n\"headers\": {},\n\"url\": \"/api/v1/zones\"", &[
    "3:2 DELETE /api/v1/zones | label url"
])]
#[case::record_path_first("url: /api/v1/zones\nwhy: none\nmethod: post", &["1:1 POST /api/v1/zones | label url"])]
#[case::documentation_takes_no_method(
    "See https://developer.okta.com/docs/ - GET /api/v1/zones, DELETE /api/v1/domains/{id}",
    &["1:1 GET /api/v1/zones | label See", "1:59 DELETE /api/v1/domains/{id}"]
)]
#[case::base_url_takes_no_method("Base https://acme.okta.com: GET /api/v1/zones, DELETE /api/v1/logs", &[
    "1:1 GET /api/v1/zones | label Base", "1:48 DELETE /api/v1/logs"
])]
#[case::calls_in_parentheses("zones (GET /api/v1/zones), logs (GET /api/v1/logs)", &[
    "1:1 GET /api/v1/zones | label zones", "1:28 GET /api/v1/logs | label logs"
])]
#[case::methods_as_headings("## GET\n/api/v1/zones\n/api/v1/logs\n\n## DELETE\n/api/v1/domains/{id}", &[
    "2:1 GET /api/v1/zones", "3:1 GET /api/v1/logs", "6:1 DELETE /api/v1/domains/{id}"
])]
#[case::records_end("- url: /api/v1/zones\n- method: DELETE\n  url: /api/v1/logs", &[
    "1:3 ? /api/v1/zones | label url", "3:3 DELETE /api/v1/logs | label url"
])]
#[case::calls_of_code_end("a = \"/api/v1/zones\"\nr = call(\n  method=\"DELETE\",\n  url=\"/api/v1/logs\",", &[
    "1:1 ? /api/v1/zones | label a", "4:3 DELETE /api/v1/logs | label url"
])]
#[case::openapi("/api/v1/zones:\n  get:\n    summary: x\n  post:\n    summary: y", &[
    "1:1 GET /api/v1/zones", "1:1 POST /api/v1/zones"
])]
#[case::alternatives("POST /api/v1/users/{id}/lifecycle/suspend|unsuspend", &[
    "1:1 POST /api/v1/users/{id}/lifecycle/suspend", "1:1 POST /api/v1/users/{id}/lifecycle/unsuspend"
])]
#[case::tight_table("|GET|/api/v1/zones|list|", &["1:2 GET /api/v1/zones | label list"])]
#[case::star("GET /api/v1/users/*", &["1:1 GET /api/v1/users/*"])]
#[case::several_annotated("/api/v1/zones: GET (list), POST (create)", &[
    "1:1 GET /api/v1/zones", "1:1 POST /api/v1/zones"
])]
#[case::section_not_called("Not used:\n- GET /api/v1/zones\n\nUsed:\n- GET /api/v1/logs", &[
    "2:3 GET /api/v1/zones | negated", "5:3 GET /api/v1/logs"
])]
#[case::section_of_commands_ends("Not used:\ncurl $o/api/v1/zones\n\nGET /api/v1/logs", &[
    "2:1 GET /api/v1/zones | negated", "4:1 GET /api/v1/logs"
])]
#[case::numbered_with_hash("#1 GET /api/v1/zones", &["1:2 GET /api/v1/zones | label 1"])]
#[case::no_blank_behind("ＧＥＴ /api/v1/zonesを呼び出す", &["1:1 GET /api/v1/zones | label を呼び出す"])]
#[case::keys_are_no_names("\"groupIds\": [", &[])]
#[case::sdk_call("resp, err := client.UserAPI.DeleteUser(ctx, id)", &["1:14 name client.UserAPI.DeleteUser"])]
#[case::whole_word("GET users", &["1:1 GET /users"])]
#[case::backslashes("DELETE \\api\\v1\\users\\1", &["1:1 DELETE /api/v1/users/***"])]
#[case::format_host("PUT \"%s/api/v1/groups/%s\"", &["1:1 PUT /api/v1/groups/{…}"])]
#[case::powershell("Invoke-RestMethod -Method Delete -Uri \"$org/api/v1/groups/1\"", &[
    "1:1 DELETE /api/v1/groups/***"
])]
#[case::wide_signs("POST：/api/v1/zones、zone", &["1:1 POST /api/v1/zones | label zone"])]
#[case::jira("{code}GET /api/v1/zones{code}", &["1:7 GET /api/v1/zones"])]
// Names.
#[case::name("suspendUser", &["1:1 name suspendUser"])]
#[case::full_name("management:suspendUser", &["1:1 name management:suspendUser"])]
#[case::several_names("suspendUser, listUsers", &["1:1 name suspendUser", "1:14 name listUsers"])]
#[case::name_in_prose("We call suspendUser nightly.", &[])]
#[case::title("- Suspend a user", &["1:3 name suspend a user"])]
#[case::dictionary_word("token", &[])]
#[case::hyphenated_word("list-users", &[])]
#[case::known_word_in_prose("please authorize the app", &[])]
// What is none.
#[case::slashes("// GET /api/v1/zones", &["1:4 GET /api/v1/zones | comment"])]
#[case::hash("# GET /api/v1/zones", &["1:3 GET /api/v1/zones | comment"])]
#[case::html_comment("<!-- GET /api/v1/zones -->", &["1:6 GET /api/v1/zones | comment"])]
#[case::negated("we never call DELETE /api/v1/users/{id}", &[
    "1:1 DELETE /api/v1/users/{id} | label we never call | negated"
])]
#[case::struck_out("~~POST /api/v1/zones~~", &["1:3 POST /api/v1/zones | negated"])]
#[case::struck_out_in_html("<del>POST /api/v1/zones</del>", &["1:6 POST /api/v1/zones | negated"])]
#[case::crossed_out("❌ GET /api/v1/zones", &["1:3 GET /api/v1/zones | label ❌ | negated"])]
#[case::slashes_at_once("//GET /api/v1/zones", &["1:7 ? /api/v1/zones | comment"])]
#[case::denied_in_a_cell("| GET | /api/v1/zones | we do not use this |", &[
    "1:3 GET /api/v1/zones | label we do not use this | negated"
])]
#[case::denied_command("Do not use `curl -X DELETE https://acme.okta.com/api/v1/groups/1`", &[
    "1:13 DELETE //acme.okta.com/api/v1/groups/*** | negated"
])]
#[case::files("Edit /etc/okta/config.yaml and POST the result", &[])]
#[case::prose("Please read the documentation first.", &[])]
#[case::dates("on 2026/11/22 we met", &[])]
fn a_text_is_read(#[case] text: &str, #[case] expected: &[&str]) {
    let mut text = text.to_owned();
    // An input without any call is an error of its own: one that is always there keeps the others comparable.
    text.push_str("\nGET /api/v1/brands\n");
    let mut found: Vec<_> = calls(&text).iter().map(told).collect();
    let last = found.pop().unwrap();
    assert!(last.ends_with("GET /api/v1/brands"), "{last}");
    assert_eq!(found, expected);
}

#[rstest]
#[case::several_lines(
    "curl -X POST \\\n  -H 'Authorization: SSWS 00Secret' \\\n  -d '{\"profile\": {}, \"groupIds\": []}' \\\n  \"https://acme.okta.com/api/v1/users?activate=true\"",
    "1:1 POST //acme.okta.com/api/v1/users | ?activate | body profile,groupIds"
)]
#[case::data_means_post(
    "curl https://acme.okta.com/api/v1/groups --data '{\"profile\":{}}'",
    "1:1 POST //acme.okta.com/api/v1/groups | body profile"
)]
#[case::plain_means_get(
    "curl -s https://acme.okta.com/api/v1/groups",
    "1:1 GET //acme.okta.com/api/v1/groups"
)]
#[case::long_flag(
    "curl --request=DELETE https://acme.okta.com/api/v1/groups/00g1",
    "1:1 DELETE //acme.okta.com/api/v1/groups/***"
)]
#[case::head("curl -I https://acme.okta.com/api/v1/users", "1:1 HEAD //acme.okta.com/api/v1/users")]
#[case::prompt(
    "$ curl -XPUT \"https://acme.okta.com/api/v1/groups/00g1\"",
    "1:3 PUT //acme.okta.com/api/v1/groups/***"
)]
#[case::continued_by_caret(
    "curl -X POST ^\n https://acme.okta.com/api/v1/groups",
    "1:1 POST //acme.okta.com/api/v1/groups"
)]
#[case::smart_signs(
    "curl –X POST “https://acme.okta.com/api/v1/groups”",
    "1:1 POST //acme.okta.com/api/v1/groups"
)]
#[case::quoted_reply(
    "> curl -X DELETE \\\n>   https://acme.okta.com/api/v1/groups/1",
    "1:3 DELETE //acme.okta.com/api/v1/groups/***"
)]
#[case::escaped_placeholder(
    "curl -X DELETE https://acme.okta.com/api/v1/users/&lt;user id&gt;/sessions",
    "1:1 DELETE //acme.okta.com/api/v1/users/{user id}/sessions"
)]
fn a_curl_command_is_read(#[case] text: &str, #[case] expected: &str) {
    assert_eq!(calls(text).iter().map(told).collect::<Vec<_>>(), [expected]);
}

#[rstest]
#[case::then(
    "curl -XDELETE https://acme.okta.com/api/v1/groups/1; curl https://acme.okta.com/api/v1/users",
    2
)]
#[case::before("GET /api/v1/users, then curl -X POST https://acme.okta.com/api/v1/groups", 2)]
#[case::prose("make it via curl -X POST https://acme.okta.com/api/v1/users and then GET /api/v1/groups", 2)]
#[case::in_a_cell("| list | `curl https://acme.okta.com/api/v1/users` | GET /api/v1/apps |", 2)]
#[case::open_quote(
    "curl https://acme.okta.com/api/v1/users/1 -d 'x\nGET /api/v1/groups\nDELETE /api/v1/apps/1\nit's",
    3
)]
#[case::loops("do curl -s $o/api/v1/users/$u && curl -X DELETE $o/api/v1/users/$u/sessions; done", 2)]
fn what_stands_beside_a_command_is_read_too(#[case] text: &str, #[case] expected: usize) {
    let found: Vec<_> = calls(text).iter().map(told).collect();
    assert_eq!(found.len(), expected, "{found:?}");
}

#[rstest]
#[case("{id}")]
#[case("${id}")]
#[case("$id")]
#[case(":id")]
#[case("<id>")]
#[case("[id]")]
#[case("%7Bid%7D")]
#[case("{{id}}")]
#[case("%s")]
#[case("*")]
#[case("...")]
#[case("00u1abcdefGHIJKLM0h8")]
#[case("'+userId+'")]
#[case("#{user_id}")]
#[case("(id)")]
#[case("$($user.id)")]
#[case("${users[0].id}")]
#[case("o'neil@acme.example")]
#[case("%(id)s")]
#[case("${user[\"id\"]}")]
#[case(":userId(\\d+)")]
#[case(":id?")]
#[case("ACME\\jdoe")]
#[case("`id`")]
#[case("\"id\"")]
#[case("<%= id %>")]
#[case("{user['id']}")]
#[case("{{$json[\"id\"]}}")]
#[case("{id + 1}")]
#[case("{id:[a-z0-9]+}")]
#[case("{the id of the somebody whose groups are asked for, as it came in the list}")]
#[case("{id")]
#[case("<i>id</i>")]
#[case("&lt;id&gt;")]
#[case("&amp;lt;id&amp;gt;")]
#[case("<span class=\"p\">{id}</span>")]
fn a_placeholder_of_any_notation_is_one_segment(#[case] placeholder: &str) {
    let text = format!("GET /api/v1/users/{placeholder}/groups");
    let found = crate::support::matches(&text);
    let names: Vec<_> = found
        .iter()
        .flat_map(|(_, one)| &one.operations)
        .map(|key| crate::support::catalog().operation_name(*key))
        .collect();
    assert_eq!(
        names,
        ["management:listUserGroups"],
        "{:?}",
        calls(&text).iter().map(told).collect::<Vec<_>>()
    );
}

#[test]
fn lines_of_any_ending_and_encoding_are_read() {
    let windows = calls("GET /api/v1/users\r\nGET /api/v1/groups\r\n");
    assert_eq!(
        windows.iter().map(told).collect::<Vec<_>>(),
        ["1:1 GET /api/v1/users", "2:1 GET /api/v1/groups"]
    );
    let marked = calls("\u{feff}GET /api/v1/users");
    assert_eq!(marked.iter().map(told).collect::<Vec<_>>(), ["1:1 GET /api/v1/users"]);
}

#[test]
fn text_keeps_names_and_no_values() {
    let calls = calls("fetch POST https://acme.okta.com/api/v1/users?activate=true&token=s3cr3t#frag");
    assert_eq!(calls[0].text(), "POST /api/v1/users?activate&***");
}
