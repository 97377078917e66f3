//! The account of lists: what each line is, and that none is lost.

use leastwise::intake::{Format, Input, LineKind, ListLine, ReadOptions, Reading, read_all};
use leastwise::matching::Status;
use leastwise::model::Asked;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use rstest::rstest;

use crate::support::{catalog, matcher};

/// The reading of a text of which the name and the format are given.
fn reading(name: &str, text: &str, from: Option<Format>) -> Reading {
    let inputs = [Input::Bytes(name.into(), text.as_bytes().to_vec())];
    read_all(&inputs, &ReadOptions { from, ..ReadOptions::default() }, matcher())
}

/// One letter for each non-empty line: a call, a line that continues one, prose, excluded, or not understood.
fn letters(reading: &Reading) -> String {
    let letter = |line: ListLine| match line.kind {
        LineKind::Call { of } if of == line.line => 'C',
        LineKind::Call { .. } => 'c',
        LineKind::Prose => 'p',
        LineKind::Excluded => 'x',
        LineKind::NotUnderstood => '?',
    };
    reading.account.lists.iter().flat_map(|list| list.lines.iter()).map(letter).collect()
}

/// The operations of a reading, each with a mark when the call is not simply matched.
fn operations(reading: &Reading) -> String {
    let name = |key| catalog().operation(key).id.clone();
    let mut told = Vec::new();
    for call in &reading.calls {
        let found = matcher().resolve(call);
        let names: Vec<_> = found.operations.into_iter().map(name).collect();
        match found.status {
            Status::Matched => told.extend(names),
            Status::Corrected => told.extend(names.iter().map(|name| format!("~{name}"))),
            Status::Ambiguous => told.push(format!("?{}", names.join("/"))),
            Status::Unresolved => told.push("?".to_owned()),
            Status::Excluded => told.push("-".to_owned()),
        }
    }
    told.join(" ")
}

#[rstest]
// Methods below a path.
#[case::method_below("Users:\n GET /api/v1/users\n POST\n", "pCc", "listUsers createUser")]
#[case::several_below(
    "GET /api/v1/users\n  POST\nGET /api/v1/groups",
    "CcC",
    "listUsers createUser listGroups"
)]
#[case::labelled_below("/api/v1/users\n  GET   reads them\n  POST  makes one", "Ccc", "listUsers createUser")]
#[case::method_of_the_next("GET /api/v1/users\nPOST\n/api/v1/groups", "CcC", "listUsers addGroup")]
#[case::method_alone("GET /api/v1/users\n\nDELETE\n", "C?", "listUsers")]
// Signs that repeat.
#[case::ditto("GET     /api/v1/users\nPOST    〃", "CC", "listUsers createUser")]
#[case::ditto_quotes("GET   /api/v1/users   a\nPOST  \"      b", "CC", "listUsers createUser")]
#[case::ditto_method(
    "GET  /api/v1/users\n\"    /api/v1/groups\ndo.  /api/v1/apps",
    "CCC",
    "listUsers listGroups listApplications"
)]
#[case::ditto_in_a_table(
    "| Method | Path |\n|---|---|\n| GET | /api/v1/users |\n| POST | 〃 |\n| 〃 | /api/v1/groups |",
    "ppCCC",
    "listUsers createUser addGroup"
)]
#[case::ditto_of_nothing("- POST  〃\n- GET /api/v1/users", "?C", "listUsers")]
// Paths over several lines.
#[case::wrapped("GET : /api/v1/groups/{groupId}\n        /users", "Cc", "listGroupUsers")]
#[case::wrapped_cell(
    "Get roles    GET   /api/v1/users/{userId}/\n                   roles      okta.roles.read",
    "Cc",
    "listAssignedRolesForUser"
)]
#[case::hyphen(
    "Disable   POST   /api/v1/users/{userId}/lifecy-\n                 cle/suspend      okta.users.manage",
    "Cc",
    "suspendUser"
)]
#[case::broken_word(
    "POST   /api/v1/users/{userId}/lifecycle/reset_pass\n       word?sendEmail=false",
    "Cc",
    "resetPassword"
)]
#[case::over_a_page(
    "GET  /api/v1/groups/{groupId}/\n© 2026 Acme   17\n\nTable 4 (continued)\n     users",
    "Cppc",
    "listGroupUsers"
)]
#[case::filter("GET  /api/v1/users?filter=status eq\n     \"ACTIVE\"   okta.users.read", "Cc", "listUsers")]
#[case::both_readings("GET /api/v1/groups/{groupId}\n      /people", "Cc", "?getGroup")]
#[case::row_of_a_table(
    "| Method | Path |\n|---|---|\n| GET | /api/v1/groups/{groupId}/ |\n| | users |",
    "ppCc",
    "listGroupUsers"
)]
#[case::break_in_a_cell(
    "| Method | Path |\n|---|---|\n| GET | /api/v1/groups/{groupId}/<br>users |",
    "ppC",
    "listGroupUsers"
)]
#[case::paths_of_their_own("GET /api/v1/users\n/api/v1/groups", "CC", "listUsers ?listGroups/addGroup")]
// Titles.
#[case::titles(
    "- List all users\n- Get a user\n- Assign a user to a group",
    "CCC",
    "listUsers getUser assignUserToGroup"
)]
#[case::titles_between(
    "- GET /api/v1/users\n- Suspend a user\n- Reset factors",
    "CCC",
    "listUsers suspendUser resetFactors"
)]
#[case::title_above_its_path(
    "Suspend a user\nPOST /api/v1/users/{id}/lifecycle/suspend",
    "pC",
    "suspendUser"
)]
#[case::title_of_another("- GET /api/v1/users\n- Suspend a horse", "C?", "listUsers")]
#[case::title_not_used("- GET /api/v1/users\n- Suspend a user (not used)", "CC", "listUsers -")]
#[case::titles_in_cells(
    "| Call | Why |\n|---|---|\n| GET /api/v1/users | x |\n| Suspend a user | y |",
    "ppCC",
    "listUsers suspendUser"
)]
#[case::title_in_prose(
    "GET /api/v1/users\n\nSuspend a user only when the manager asks for it.",
    "Cp",
    "listUsers"
)]
// Comments.
#[case::comments(
    "GET /api/v1/users\n; DELETE /api/v1/users/{id}\n-- POST /api/v1/groups\n/* POST /api/v1/apps */\nPUT /api/v1/idps/{id}  (commented out)",
    "CCCCC",
    "listUsers - - - -"
)]
#[case::nested_bullets(
    "- People\n-- GET /api/v1/users\n- Teams\n-- GET /api/v1/groups",
    "pCpC",
    "listUsers listGroups"
)]
#[case::comment_of_words("GET /api/v1/users\n# reads everybody", "Cp", "listUsers")]
// Commands.
#[case::curl(
    "curl -X POST https://acme.okta.com/api/v1/groups \\\n  -d @- <<EOF\n{\"profile\": {}}\nEOF\n",
    "Cccc",
    "addGroup"
)]
// Sentences.
#[case::verb_carries_on(
    "it calls GET /api/v1/groups/{id}/users, and, only if \"owners\" is ticked, /api/v1/groups/{id}/owners as well.",
    "C",
    "listGroupUsers listGroupOwners"
)]
#[case::denial_carries_on(
    "It never calls DELETE /api/v1/users/{id} or POST /api/v1/groups.\nGET /api/v1/apps",
    "CC",
    "- - listApplications"
)]
#[case::method_without_path("GET /api/v1/users\nThen DELETE the session.", "C?", "listUsers")]
#[case::methods_in_general("GET /api/v1/users\nAll of them are GET requests.", "Cp", "listUsers")]
// Misspelled methods.
#[case::misspelled(
    "GTE /api/v1/users\nDELTE /api/v1/users/{id}\nPSOT /api/v1/users",
    "CCC",
    "~listUsers ~deleteUser ~createUser"
)]
#[case::path_is_no_method("GET /api/v1/users\nPATH: /api/v1/groups", "CC", "listUsers ?listGroups/addGroup")]
// Names.
#[case::names("GET /api/v1/users\n- suspendUser\n- oauth:token", "CCC", "listUsers suspendUser token")]
#[case::dictionary_words(
    "GET /api/v1/users\ntoken\npar\nrevoke\nopt-in\n.list-group-rules",
    "Cppppp",
    "listUsers"
)]
#[case::unknown_name("GET /api/v1/users\nfrobnicateUser\nhunter\n12345678", "C???", "listUsers")]
#[case::unknown_names("frobnicateUser\nlistUsers", "?C", "listUsers")]
#[case::headings(
    "Onboarding\nGET /api/v1/users\n\nLeavers:\nGET /api/v1/groups\n\nNotes",
    "pCpC?",
    "listUsers listGroups"
)]
#[case::name_in_prose("GET /api/v1/users\nwe call suspendUser nightly.", "C?", "listUsers")]
#[case::secrets("GET /api/v1/users\nTOKEN=00abcdefghij\nlistGroups=x", "Cpp", "listUsers")]
// Bullets and rows among calls.
#[case::bullet("- GET /api/v1/users\n- who is new\n\nNotes\n\n- at night", "C?pp", "listUsers")]
#[case::row(
    "| Method | Path | Why |\n|---|---|---|\n| GET | /api/v1/users | x |\n| later | | who knows |",
    "ppC?",
    "listUsers"
)]
fn each_line_is_accounted_for(#[case] text: &str, #[case] lines: &str, #[case] expected: &str) {
    let reading = reading("calls.txt", text, None);
    assert_eq!((letters(&reading).as_str(), operations(&reading).as_str()), (lines, expected));
}

#[test]
fn tables_of_other_formats_are_accounted_for() {
    let csv = "method,path,why\nGET,/api/v1/users,\"all\nof them\"\nlater,,unclear\n,,\nGET,\"/api/v1/groups/{groupId}/\nusers\",x\n";
    let found = reading("calls.csv", csv, None);
    assert_eq!(
        (letters(&found).as_str(), operations(&found).as_str()),
        ("pCc?pCc", "listUsers listGroupUsers")
    );
    let page = "<table>\n<tr><th>Method</th><th>Path</th></tr>\n<tr><td>GET</td>\n<td>/api/v1/users</td></tr>\n</table>\n<p>words</p>\n";
    let found = reading("page.html", page, None);
    assert_eq!((letters(&found).as_str(), operations(&found).as_str()), ("ppCcp?", "listUsers"));
}

#[test]
fn what_is_found_in_a_folder_is_no_list() {
    let folder = tempfile::TempDir::new().unwrap();
    let text = "GET https://acme.okta.com/api/v1/users\nsuspendUser\nReset factors\n";
    std::fs::write(folder.path().join("calls.txt"), text).unwrap();
    let reading = read_all(&[Input::Path(folder.path().to_owned())], &ReadOptions::default(), matcher());
    assert_eq!(letters(&reading), "");
    assert!(!reading.calls.iter().any(|call| matches!(call.asked, Asked::Name(_))), "{:?}", reading.calls);
}

/// Lines of every shape, to be mixed.
fn line() -> impl Strategy<Value = String> {
    let shapes = [
        "GET /api/v1/users",
        "- GET /api/v1/groups/{groupId}/",
        "        users",
        "  /users",
        "cle/suspend",
        "POST   /api/v1/users/{id}/lifecy-",
        "POST  〃",
        "  POST",
        "DELETE",
        "- Suspend a user",
        "Reset factors",
        "suspendUser",
        "- token",
        "; DELETE /api/v1/users/{id}",
        "# GET /api/v1/zones",
        "-- POST /api/v1/groups",
        "/* open",
        "close */",
        "curl -X POST https://acme.okta.com/api/v1/groups \\",
        "  -d '{\"a\": 1}",
        "curl https://acme.okta.com/api/v1/users <<EOF",
        "EOF",
        "| Method | Path |",
        "|---|---|",
        "| GET | /api/v1/apps |",
        "| PUT | |",
        "||#||Verb||",
        "© 2026 Acme   17",
        "Page 3 of 4",
        "## Not used:",
        "We never call DELETE /api/v1/users/{id}.",
        "GTE /api/v1/users?filter=status eq",
        "BASE=https://acme.okta.com",
        "```",
        "<!-- x",
        "method: GET",
        "path: /api/v1/logs",
        "~~GET /api/v1/apps~~",
        "",
        "   ",
    ];
    prop_oneof![
        8 => select(shapes.to_vec()).prop_map(str::to_owned),
        1 => "[ -~]{0,30}",
        1 => "\\PC{0,12}",
        1 => "[|;\"' /A-Z<>-]{0,16}",
    ]
}

/// That each non-empty line of a text is in the account once, and that each call stands on one of them.
fn is_complete(text: &str, reading: &Reading) -> Result<(), TestCaseError> {
    let expected: Vec<u32> = text
        .lines()
        .zip(1_u32..)
        .filter(|(line, _)| !line.trim().is_empty())
        .map(|(_, number)| number)
        .collect();
    let lines: Vec<ListLine> = reading.account.lists.iter().flat_map(|list| list.lines.iter()).collect();
    prop_assert_eq!(lines.iter().map(|line| line.line).collect::<Vec<_>>(), expected);
    for call in &reading.calls {
        let here = lines.iter().find(|line| line.line == call.origin.line);
        let is_call = here.is_some_and(|line| matches!(line.kind, LineKind::Call { .. }));
        prop_assert!(is_call, "{} {:?}", call.text(), here);
    }
    for line in &lines {
        if let LineKind::Call { of } = line.kind {
            prop_assert!(reading.calls.iter().any(|call| call.origin.line == of), "{line:?}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn no_line_of_a_list_is_lost(lines in vec(line(), 0..24), windows in any::<bool>(), markdown in any::<bool>()) {
        let text = format!("GET /api/v1/brands\n{}", lines.join("\n"));
        let text = if windows { text.replace('\n', "\r\n") } else { text };
        let name = if markdown { "calls.md" } else { "calls.txt" };
        is_complete(&text, &reading(name, &text, Some(Format::Text)))?;
    }

    #[test]
    fn no_row_of_a_table_is_lost(rows in vec(vec("[ -~&&[^\"]]{0,12}|/api/v1/users\n?|GET|POST", 1..4), 0..12)) {
        let quoted = |cell: &String| format!("\"{cell}\"");
        let row = |cells: &Vec<String>| cells.iter().map(quoted).collect::<Vec<_>>().join(",");
        let rows: Vec<_> = rows.iter().map(row).collect();
        let text = format!("Method,Path,Why\nGET,/api/v1/brands,x\n{}\n", rows.join("\n"));
        is_complete(&text, &reading("calls.csv", &text, Some(Format::Csv)))?;
    }
}
