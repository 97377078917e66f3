//! `catalog diff`: what came, what went, what changed, and whether a grant that was enough is enough no longer.

use leastwise::catalog::compare::{Difference, Side, compare};
use rstest::rstest;
use serde_json::{Value, json};

use crate::documents::{document, parsed};
use crate::support::{catalog, from_overlay};

fn side(document: &Value) -> Side {
    Side::of_documents(&[parsed("document.json", document)], catalog().tables()).unwrap()
}

/// What differs when a change is made to the management document.
fn difference(change: impl FnOnce(&mut serde_json::Map<String, Value>)) -> Difference {
    let before = document("management", "1.0.0");
    let mut after = document("management", "1.1.0");
    change(after["paths"].as_object_mut().unwrap());
    compare(&side(&before), &side(&after))
}

#[test]
fn what_is_the_same_does_not_differ() {
    let same = difference(|_| {});
    assert_eq!((same.additions_only, same.breaking), (true, false));
    assert_eq!((&same.added[..], &same.removed[..], &same.changed[..]), (&[][..], &[][..], &[][..]));
    let all = Side::of_catalog(catalog().tables());
    assert_eq!(compare(&all, &all), same);
    // What the catalog knows beyond the document is no difference between them.
    assert_eq!(compare(&all, &side(&document("management", "1.0.0"))).changed, []);
}

#[test]
fn operations_come_and_go() {
    let came = difference(|paths| {
        paths.insert(
            "/api/v1/badges".into(),
            json!({"get": {"operationId": "listBadges", "tags": ["B"], "security": []}}),
        );
    });
    assert_eq!(came.added[0].operation, "management:listBadges");
    assert_eq!((came.additions_only, came.breaking), (true, false));
    let went = difference(|paths| drop(paths.remove("/api/v1/logs").unwrap()));
    assert_eq!(went.removed[0].operation, "management:listLogEvents");
    assert_eq!((went.additions_only, went.breaking), (false, true));
}

#[rstest]
#[case::other_scope(json!([{"token": []}, {"oauth": ["okta.logs.read"]}]), true)]
#[case::more(json!([{"token": []}, {"oauth": ["okta.users.read", "okta.logs.read"]}]), true)]
#[case::stronger(json!([{"token": []}, {"oauth": ["okta.users.manage"]}]), true)]
#[case::alternative(json!([{"token": []}, {"oauth": ["okta.users.read"]}, {"oauth": ["okta.logs.read"]}]), false)]
#[case::no_token(json!([{"oauth": ["okta.users.read"]}]), true)]
#[case::no_oauth(json!([{"token": []}]), true)]
#[case::nothing(json!([{"token": []}, {"oauth": []}]), false)]
fn a_changed_requirement_is_breaking_when_it_asks_for_more(#[case] security: Value, #[case] breaking: bool) {
    let changed = difference(|paths| paths["/api/v1/users"]["get"]["security"] = security);
    assert_eq!(changed.changed.len(), 1, "{changed:#?}");
    assert_eq!(changed.changed[0].operation, "management:listUsers");
    assert_eq!((changed.breaking, changed.additions_only), (breaking, false), "{changed:#?}");
}

/// Whoever holds the manage scope may still read.
#[test]
fn from_manage_to_read_nobody_loses() {
    let changed = difference(|paths| {
        paths["/api/v1/users"]["post"]["security"] = json!([{"token": []}, {"oauth": ["okta.users.read"]}]);
    });
    assert_eq!((changed.changed.len(), changed.breaking), (1, false));
}

#[test]
fn a_renamed_parameter_is_harmless_and_another_path_is_not() {
    let moved = |to: &str| {
        difference(|paths| {
            let item = paths.remove("/api/v1/users/{id}").unwrap();
            paths.insert(to.to_owned(), item);
        })
    };
    let renamed = moved("/api/v1/users/{userId}");
    assert!(!renamed.breaking && renamed.changed.len() >= 4, "{renamed:#?}");
    assert!(renamed.changed.iter().all(|one| one.fields[0].field == "endpoint"));
    assert!(moved("/api/v1/people/{id}").breaking);
}

#[test]
fn another_id_at_the_same_endpoint_is_a_change() {
    let renamed = difference(|paths| paths["/api/v1/logs"]["get"]["operationId"] = "readLog".into());
    assert_eq!((renamed.added.len(), renamed.removed.len()), (0, 0));
    assert_eq!(renamed.changed[0].fields[0].before, "management:listLogEvents");
    assert!(!renamed.breaking);
}

/// Between catalogs, rights are compared too.
#[test]
fn catalogs_differ_in_rights() {
    let overlay = "\
overlay: acme
operations:
  - id: management:listUsers
    reason: tried
    capabilities: [{all_of: [okta.users.read], evidence: observed}]
";
    let laid = Side::of_catalog(from_overlay(overlay).tables());
    let found = compare(&Side::of_catalog(catalog().tables()), &laid);
    let fields: Vec<_> =
        found.changed[0].fields.iter().map(|one| (one.field.as_str(), one.breaking)).collect();
    assert_eq!(fields, [("rights", true), ("evidence", false)]);
}

/// A folder of documents need not hold every API.
#[test]
fn an_api_that_one_side_does_not_hold_is_not_gone() {
    let all = Side::of_catalog(catalog().tables());
    let found = compare(&all, &side(&document("oauth", "1.0.0")));
    assert_eq!((found.removed.len(), found.changed.len()), (0, 0));
    assert!(found.not_compared.contains(&"management".to_owned()));
}
