//! `catalog import`: what a document says arrives, what people wrote stays, and what is wrong is told.

use std::collections::BTreeMap;

use leastwise::catalog::documents::parse;
use leastwise::catalog::import::{Outcome, Texts, import};
use leastwise::catalog::lint::check;
use leastwise::catalog::openapi::Document;
use leastwise::catalog::problem::Problem;
use leastwise::catalog::schema::Operation;
use serde_json::{Value, json};

use crate::documents::{document, parsed, record, release, texts};
use crate::support::catalog;

const USERS: &str = "operations/management/user.yaml";

/// Takes documents into the files of the catalog.
fn take(before: &Texts, documents: &[Document]) -> (Texts, Outcome) {
    import(before, documents, catalog().tables()).unwrap()
}

/// The management document with a change, as a release after the catalog's.
fn newer(change: impl FnOnce(&mut Value)) -> Document {
    let mut document = document("management", "2999.01.0");
    change(&mut document["paths"]);
    parsed("management.json", &document)
}

/// The operations by full name.
fn operations(texts: &Texts) -> BTreeMap<String, Operation> {
    let files: Vec<_> = texts.clone().into_iter().collect();
    let (documents, problems) = parse(&files);
    assert!(problems.is_empty(), "{problems:?}");
    let files = documents.operations.into_iter().map(|placed| placed.value);
    let named = files.flat_map(|file| {
        let api = file.api;
        file.operations.into_iter().map(move |one| (format!("{api}:{}", one.id), one))
    });
    named.collect()
}

fn lint(texts: &Texts) -> Vec<Problem> {
    check(&texts.clone().into_iter().collect::<Vec<_>>()).err().unwrap_or_default()
}

#[test]
fn documents_that_say_what_the_catalog_says_change_no_byte() {
    let apis = ["management", "governance", "oauth", "myaccount", "privileged-access", "access-gateway"];
    let documents: Vec<_> = apis.iter().map(|api| parsed(api, &document(api, release(api)))).collect();
    assert!(documents.iter().map(|one| one.operations.len()).sum::<usize>() > 1000);
    let (after, outcome) = take(&texts(), &documents);
    assert_eq!(outcome.files, [""; 0], "{outcome:#?}");
    assert!(after == texts());
    assert_eq!(outcome.to_do, [""; 0]);
}

/// Every third operation is taken out of the files, and comes back as far as documents know it.
#[test]
fn a_deleted_operation_comes_back_with_what_documents_say_of_it() {
    let mut before = texts();
    let mut deleted = Vec::new();
    for (position, (key, operation)) in catalog().operations().enumerate() {
        let name = catalog().operation_name(key);
        if position % 3 != 0 || name.starts_with("authn:") {
            continue;
        }
        let holds = |text: &str| text.contains(&format!("  - id: {}\n    method", operation.id));
        let api = name.split(':').next().unwrap();
        let folder = format!("operations/{api}/");
        let file =
            before.iter().find(|(file, text)| file.starts_with(&folder) && holds(text)).unwrap().0.clone();
        let gone = record(&before, &file, &operation.id).to_owned();
        before.insert(file.clone(), before[&file].replace(&gone, ""));
        deleted.push((name, key));
    }
    let apis = ["management", "governance", "oauth", "myaccount", "privileged-access", "access-gateway"];
    let documents: Vec<_> = apis.iter().map(|api| parsed(api, &document(api, release(api)))).collect();
    let (after, outcome) = take(&before, &documents);
    assert_eq!(lint(&after), []);
    let (now, was) = (operations(&after), operations(&texts()));
    assert_eq!(now.keys().collect::<Vec<_>>(), was.keys().collect::<Vec<_>>());
    assert_eq!(outcome.added.len(), deleted.len());
    assert!(deleted.len() > 400);
    for (name, key) in deleted {
        let (now, was) = (&now[&name], &was[&name]);
        assert_eq!((&now.path, now.method), (&was.path, was.method), "{name}");
        assert_eq!((&now.lifecycle, &now.query), (&was.lifecycle, &was.query), "{name}");
        let admin = now.credentials.iter().any(|one| ["api-token", "oauth"].contains(&one.name()));
        assert!(!admin || now.capabilities.is_empty(), "{name}: nobody has said what right it needs");
        let mut scopes = (now.scopes.clone(), was.scopes.clone());
        scopes.0.iter_mut().chain(&mut scopes.1).for_each(|set| set.sort());
        scopes.0.sort();
        scopes.1.sort();
        assert_eq!(scopes.0, scopes.1, "{name}");
        let known = catalog().operation(key);
        let lost = outcome.lost.iter().find(|lost| lost.operation == name);
        let had_a_right = admin && !known.capabilities.is_empty();
        assert_eq!(
            lost.is_some_and(|one| one.facts.contains(&"capabilities".to_owned())),
            had_a_right,
            "{name}"
        );
        assert_eq!(now.note.is_some(), lost.is_some(), "{name}: lost facts are marked in the file too");
    }
}

#[test]
fn an_older_document_changes_nothing() {
    let mut old = document("management", "2020.01.0");
    let paths = old["paths"].as_object_mut().unwrap();
    paths.remove("/api/v1/users").unwrap();
    paths["/api/v1/groups"]["get"]["security"] = json!([{"oauth": ["okta.other.read"]}]);
    let (after, outcome) = take(&texts(), &[parsed("old.json", &old)]);
    assert!(outcome.documents[0].older);
    assert!(after == texts());
}

#[test]
fn one_release_after_the_other_gives_what_the_last_alone_gives() {
    let add = |paths: &mut Value, scope: &str| {
        paths["/api/v1/users/{id}/badges"] = json!({"get": {
            "operationId": "listUserBadges", "tags": ["UserBadges"], "security": [{"oauth": [scope]}],
        }});
    };
    let mut second = document("management", "2999.02.0");
    add(&mut second["paths"], "okta.badges.read");
    second["paths"].as_object_mut().unwrap().remove("/api/v1/users/{id}/blocks");
    let mut third = document("management", "2999.03.0");
    add(&mut third["paths"], "okta.badges.manage");
    let (second, third) = (parsed("second.json", &second), parsed("third.json", &third));
    let (between, _) = take(&texts(), std::slice::from_ref(&second));
    assert!(!operations(&between).contains_key("management:listUserBlocks"));
    let (steps, outcome) = take(&between, std::slice::from_ref(&third));
    assert_eq!(outcome.returned, ["management:listUserBlocks"]);
    let (together, _) = take(&texts(), &[third.clone(), second]);
    assert!(steps == together, "the order in which documents are given does not matter");
    let (alone, _) = take(&texts(), &[third]);
    for (file, text) in &alone {
        let other = steps.get(file).map_or("", String::as_str);
        let undated = |text: &str| text.replace("2999.02.0", "2999.03.0");
        let retired = file == "scopes/management.yaml";
        assert!(retired || undated(other) == *text, "{file}:\n{other}");
    }
    assert_eq!(lint(&steps), []);
}

#[test]
fn a_new_operation_has_scopes_and_no_right() {
    let document = newer(|paths| {
        paths["/api/v1/users/{id}/badges/{badge}"] = json!({"put": {
            "operationId": "replaceBadge", "tags": ["UserBadges"],
            "security": [{"token": []}, {"oauth": ["okta.badges.manage"]}],
            "parameters": [{"name": "strict", "in": "query"}, {"name": "badge", "in": "path"}],
            "x-okta-lifecycle": {"lifecycle": "EA", "SKUs": ["Okta Identity Engine"]},
        }});
    });
    let (after, outcome) = take(&texts(), &[document]);
    let expected = "\
# What the management operations of the resource UserBadges need.
api: management
tag: UserBadges
operations:
  - id: replaceBadge
    method: PUT
    path: /api/v1/users/{id}/badges/{badge}
    lifecycle: EA
    since: 2999.01.0
    skus: [Okta Identity Engine]
    credentials: [api-token, oauth]
    query: [strict]
    scopes: [[okta.badges.manage]]
    capabilities: []
    sources: [spec-management]
";
    assert_eq!(after["operations/management/user-badges.yaml"], expected);
    assert!(after["scopes/management.yaml"].contains(
        "- name: okta.badges.manage\n  status: current\n  sources: [spec-management]\n- name: okta.behaviors.manage\n"
    ));
    assert!(after["catalog.yaml"].contains("version: 2999.01.0-1\ndate: '2026-11-22'\n"));
    assert!(after["catalog.yaml"].contains("release: '2999.01.0', operations: 733,"));
    assert_eq!(lint(&after), []);
    assert_eq!(outcome.lost, []);
    assert!(outcome.to_do.iter().any(|line| line.contains("UserBadges")), "{:?}", outcome.to_do);
}

#[test]
fn a_removed_operation_is_remembered_and_named_nowhere_else() {
    let gone = newer(|paths| {
        let users = paths["/api/v1/users/{id}"].as_object_mut().unwrap();
        users.remove("delete").unwrap();
    });
    let (after, outcome) = take(&texts(), &[gone]);
    assert_eq!(outcome.removed, ["management:deleteUser"]);
    assert!(!after[USERS].contains("deleteUser"));
    let removed = &after["removed.yaml"];
    assert!(removed.contains("  - id: deleteUser\n    api: management\n    method: DELETE\n"), "{removed}");
    assert!(removed.contains("    last_release: 2026.06.3\n"));
    assert!(removed.contains("    facts:\n      capabilities:\n        - {all_of: [okta.users.lifecycle.delete], evidence: official}\n"));
    assert!(!after["impact.yaml"].contains("management:deleteUser"));
    let aliases = |texts: &Texts| texts["sdk/aliases/d.yaml"].clone();
    let gone = "  - gone: {method: DELETE, path: \"/api/v1/users/{id}\", last_release: '2026.06.3'}\n";
    let calls = "  - operation: management:deleteUser\n";
    assert!(aliases(&texts()).contains(calls) && !aliases(&texts()).contains(gone));
    assert_eq!(aliases(&after), aliases(&texts()).replace(calls, gone));
    // One caveat is about this operation alone: what to do with it is for people to say.
    let left: Vec<_> = lint(&after).iter().map(ToString::to_string).collect();
    assert!(
        left.iter().all(|line| line.contains("deleteUser") && line.starts_with("caveats.yaml")),
        "{left:?}"
    );
    assert!(left.iter().all(|line| outcome.to_do.contains(line)), "{:?}", outcome.to_do);
    let back = take(&after, &[parsed("later.json", &document("management", "2999.02.0"))]).0;
    assert_eq!(record(&back, USERS, "deleteUser"), record(&texts(), USERS, "deleteUser"));
    assert_eq!(aliases(&back), aliases(&texts()));
}

#[test]
fn a_renamed_parameter_or_id_keeps_what_people_wrote() {
    let document = newer(|paths| {
        let paths = paths.as_object_mut().unwrap();
        let mut users = paths.remove("/api/v1/users/{id}").unwrap();
        users["delete"]["operationId"] = "eraseUser".into();
        paths.insert("/api/v1/users/{userId}".to_owned(), users);
    });
    let (after, outcome) = take(&texts(), &[document]);
    assert_eq!((outcome.removed.len(), outcome.added.len(), outcome.lost.len()), (0, 0, 0), "{outcome:#?}");
    let was = record(&texts(), USERS, "deleteUser").to_owned();
    let expected = was.replace("id: deleteUser", "id: eraseUser").replace("/users/{id}", "/users/{userId}");
    assert_eq!(record(&after, USERS, "eraseUser"), expected);
    assert!(after["caveats.yaml"].contains("'management:eraseUser'"));
    assert!(!after["caveats.yaml"].contains("management:deleteUser'"));
    assert_eq!(lint(&after), []);
}

#[test]
fn a_changed_scope_arrives_and_nothing_gets_surer() {
    let mut before = texts();
    let marked = before[USERS].replace(
        "    scopes: [[okta.users.read]]\n    capabilities:\n      - {all_of: [okta.users.userprofile.read], evidence: official}\n    note: View",
        "    # Asked for in the autumn.\n    scopes: [[okta.users.read]] # as ever\n    capabilities:\n      # By the help page.\n      - {all_of: [okta.users.userprofile.read], evidence: official}\n    note: View",
    );
    assert_ne!(marked, before[USERS]);
    before.insert(USERS.to_owned(), format!("{marked}    # The end.\n"));
    let document = newer(|paths| {
        paths["/api/v1/users"]["get"]["security"] = json!([{"token": []}, {"oauth": ["okta.users.manage"]}]);
    });
    let (after, outcome) = take(&before, &[document]);
    let one = outcome.changed.iter().find(|one| one.name == "management:listUsers").unwrap();
    assert_eq!(one.field, "scopes");
    assert_eq!(
        (one.before.as_deref(), one.after.as_deref()),
        (Some("[[okta.users.read]]"), Some("[[okta.users.manage]]"))
    );
    let expected =
        marked.replace("[[okta.users.read]] # as ever", "[[okta.users.manage]]") + "    # The end.\n";
    assert_eq!(after[USERS], expected, "one line differs, and comments stay");
    assert!(outcome.to_do.iter().any(|line| line.starts_with("management:listUsers")), "{:?}", outcome.to_do);
    let rights = |texts: &Texts| {
        serde_json::to_value(&operations(texts)["management:listUsers"].capabilities).unwrap()
    };
    assert_eq!(rights(&after), rights(&before));
}

#[test]
fn what_people_decided_against_the_document_stays() {
    let mut before = texts();
    let decided = before[USERS].replacen(
        "scopes: [[okta.users.read]]\n",
        "scopes: [[okta.logs.read]]\n    scopes_evidence: observed\n",
        1,
    );
    before.insert(USERS.to_owned(), decided);
    let (after, outcome) =
        take(&before, &[parsed("same.json", &document("management", release("management")))]);
    assert!(after == before, "{:?}", outcome.files);
    assert_eq!(outcome.kept.len(), 1);
    assert_eq!(outcome.kept[0].after.as_deref(), Some("[[okta.users.read]]"));
}

/// A file that an edit would break is refused; one with other line ends is left alone when nothing changes.
#[test]
fn what_cannot_be_edited_is_refused() {
    let unusual = |from: &str, to: &str| {
        let mut before = texts();
        let text = before[USERS].replacen(from, to, 1);
        assert_ne!(text, before[USERS]);
        before.insert(USERS.to_owned(), text);
        let document = newer(|paths| {
            paths["/api/v1/users"]["get"]["security"] = json!([{"oauth": ["okta.users.manage"]}]);
        });
        import(&before, &[document], catalog().tables())
    };
    let scopes = "    scopes: [[okta.users.read]]\n    capabilities:";
    for (from, to) in [
        ("  - id: listUsers\n    method: GET\n", "  - method: GET\n    id: listUsers\n"),
        (scopes, "    'scopes': [[okta.users.read]]\n    capabilities:"),
        (scopes, "    scopes: [[\n# why\n      okta.users.read]]\n    capabilities:"),
    ] {
        let problems = unusual(from, to).unwrap_err();
        assert!(
            problems.iter().all(|one| one.to_string().contains("another way than import can edit")),
            "{problems:?}"
        );
    }
    let fine = unusual(scopes, "    scopes:\n    - - okta.users.read\n    capabilities:").unwrap().0;
    assert_eq!(operations(&fine)["management:listUsers"].scopes, [["okta.users.manage"]]);
    let windows: Texts = texts().into_iter().map(|(file, text)| (file, text.replace('\n', "\r\n"))).collect();
    let same = parsed("same.json", &document("management", release("management")));
    assert!(take(&windows, &[same]).0 == windows);
}

/// "Nothing needed" rests on the credential; it must not outlive it.
#[test]
fn an_operation_that_comes_to_take_an_admin_is_unknown() {
    let mut mine = document("oauth", "2999.01.0");
    mine["paths"]["/oauth2/v1/keys"]["get"]["security"] = json!([{"token": []}]);
    let (after, outcome) = take(&texts(), &[parsed("oauth.json", &mine)]);
    let name =
        outcome.changed.iter().find(|one| one.field == "capabilities").map(|one| one.name.clone()).unwrap();
    assert!(operations(&after)[&name].capabilities.is_empty());
    assert_eq!(lint(&after), []);
}
