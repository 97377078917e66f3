//! What a plan shows of its inputs: which file needs what, what was used, refused and asked for.

use serde_json::Value;

use crate::program::{folder, run};
use crate::support::project;

fn fixture(name: &str) -> String {
    project().join("tests/fixtures/intake").join(name).to_string_lossy().into_owned()
}

#[test]
fn every_scope_is_traced_to_files_and_lines() {
    let folder = folder(&[
        ("b/list.txt", b"GET /api/v1/users\n\nPOST /api/v1/groups\n"),
        (
            "a.md",
            b"# Calls\n- GET /api/v1/groups\n- GET /api/v1/groups/{id}\n- `GET /api/v1/users` (not used)\n",
        ),
    ]);
    let plan: Value =
        serde_json::from_str(&run(&folder, &["plan", "a.md", "b/list.txt", "--format", "json"]).out).unwrap();
    let expected = serde_json::json!([
        {"source": "a.md", "calls": 2, "scopes": {"okta.groups.manage": [2, 3]}},
        {"source": "b/list.txt", "calls": 2, "scopes": {"okta.groups.manage": [3], "okta.users.read": [1]}},
    ]);
    assert_eq!(plan["files"], expected);
    let text = run(&folder, &["plan", "a.md", "b/list.txt"]).out;
    assert!(text.contains("a.md: okta.groups.manage (2, 3)"), "{text}");
    assert!(text.contains("b/list.txt: okta.groups.manage (3) · okta.users.read (1)"), "{text}");
}

#[test]
fn refused_calls_count_on_demand_only() {
    let folder = folder(&[]);
    let har = fixture("har/admin-session.har");
    let plan = |more: &[&str]| -> Value {
        let ran = run(&folder, &[&["plan", &har, "--format", "json"], more].concat());
        serde_json::from_str(&ran.out).unwrap()
    };
    let call = |plan: &Value| plan["calls"][3].clone();
    let without = plan(&[]);
    assert_eq!(
        (&call(&without)["status"], &call(&without)["use"]),
        (&"excluded".into(), &"no evidence".into())
    );
    assert_eq!(call(&without)["diagnosis"]["code"], "denied");
    let answer = serde_json::json!({"status": 403, "says": "missing-scope", "scopes": ["okta.users.manage"]});
    assert_eq!(call(&without)["answer"], answer);
    let with = plan(&["--with-denied"]);
    assert_eq!(
        (&call(&with)["status"], &call(&with)["operations"][0]),
        (&"matched".into(), &"management:suspendUser".into())
    );
    let used = ["management:createUser", "management:listGroups", "management:listUsers"];
    assert_eq!(with["evidence_of_use"]["used"], serde_json::json!(used));
    let rest = ["management:revokeUserSessions", "management:suspendUser"];
    assert_eq!(with["evidence_of_use"]["no_evidence"], serde_json::json!(rest));
}

#[test]
fn a_plain_list_says_nothing_of_use() {
    let ran = run(&folder(&[]), &["plan", "listUsers", "--format", "json"]);
    let plan: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((plan.get("evidence_of_use"), plan.get("files")), (None, None));
}

#[test]
fn a_broken_input_says_where_and_how_much_was_read() {
    let text = std::fs::read_to_string(fixture("har/admin-session.har")).unwrap();
    let cut = text.find("websocket").unwrap();
    let folder = folder(&[("cut.har", &text.as_bytes()[..cut])]);
    let ran = run(&folder, &["plan", "cut.har"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("`cut.har`, line 27"), "{}", ran.err);
    assert!(ran.err.contains("2 calls stood before that place"), "{}", ran.err);
    assert!(!ran.err.contains("s3cr3t"), "{}", ran.err);
}
