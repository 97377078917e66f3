//! `diff`: what access appears and what goes, and that it ends with 1 exactly when access grows.

use std::collections::BTreeSet;

use leastwise::catalog::tables::{OperationKey, RoleKey, ScopeKey};
use leastwise::check::{Difference, Side, difference};
use leastwise::grants::of_flags;
use leastwise::model::{Credential, Grant};
use leastwise::plan::Options;
use proptest::prelude::*;
use proptest::sample::select;
use rstest::rstest;

use crate::oracle::{self, Held};
use crate::program::{folder, run, run_with};
use crate::properties::config;
use crate::schema::misfits;
use crate::support::catalog;

const FILES: [(&str, &[u8]); 11] = [
    ("old.txt", b"GET /api/v1/users\nGET /api/v1/groups\n"),
    ("new.txt", b"GET /api/v1/users\nsuspendUser\n"),
    ("reads.yaml", b"scopes: [okta.users.read]\n"),
    ("manages.yaml", b"scopes: [okta.users.manage]\n"),
    ("desk.yaml", b"roles: ['HELP_DESK_ADMIN@group:00g1abcdefGHIJKLM0h8']\n"),
    ("desk-all.yaml", b"roles: [HELP_DESK_ADMIN]\n"),
    (
        "two.yaml",
        b"principals:\n  - {name: a, scopes: [okta.users.read]}\n  - {name: b, scopes: [okta.logs.read]}\n",
    ),
    ("half.txt", b"GET /api/v1/users\nGET /api/v1/userz/all/that\n"),
    ("auditor.yaml", b"scopes: [okta.users.read]\nroles: [READ_ONLY_ADMIN]\n"),
    ("unsaid.yaml", b"scopes: [okta.users.read, okta.uischemas.manage]\nroles: [READ_ONLY_ADMIN]\n"),
    ("none.txt", b"nothing that is a call\n"),
];

#[rstest]
#[case(&["old.txt", "old.txt"], 0, "access stays the same")]
#[case(&["old.txt", "new.txt"], 1, "+ control: suspendUser")]
#[case(&["old.txt", "new.txt"], 1, "- called: listGroups")]
#[case(&["old.txt", "new.txt", "--exit-zero"], 0, "access grows, and some goes")]
#[case(&["new.txt", "GET /api/v1/users"], 0, "access shrinks")]
#[case(&["reads.yaml", "manages.yaml"], 1, "+ held: scope okta.users.manage")]
#[case(&["manages.yaml", "reads.yaml"], 0, "- held: scope okta.users.manage")]
#[case(&["desk.yaml", "desk-all.yaml"], 1, "for everything, not only for group:00g1abcdefGHIJKLM0h8")]
#[case(&["desk-all.yaml", "desk.yaml"], 0, "what can be reached stays the same")]
#[case(&["reads.yaml", "new.txt"], 1, "only one side tells of roles")]
#[case(&["new.txt", "half.txt"], 0, "after: 1 call fits no single operation and is not compared")]
#[case(&["half.txt", "listUISchemas"], 1, "after: 1 call needs a right that no source names")]
#[case(&["auditor.yaml", "unsaid.yaml"], 0, "no source says which right is needed: more may be reached there")]
#[case(&["two.yaml", "reads.yaml"], 1, "access grows, and some goes")]
#[case(&["embedded", "embedded"], 0, "No operation differs")]
fn what_differs_is_told_and_ends_with_one_when_access_grows(
    #[case] arguments: &[&str],
    #[case] code: i32,
    #[case] said: &str,
) {
    let done = run(&folder(&FILES), &[&["diff"], arguments].concat());
    assert_eq!(done.code, code, "{}{}", done.out, done.err);
    let text = done.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains(said), "{}", done.out);
}

#[rstest]
#[case(&["reads.yaml", "desk.yaml"], "one side tells only of scopes")]
#[case(&["old.txt", "missing.txt"], "`missing.txt` is no file and no call")]
#[case(&["old.txt", "embedded"], "`embedded` is a catalog, and the other side is none")]
#[case(&["-", "-"], "stdin cannot be both sides")]
#[case(&["none.txt", "old.txt"], "none.txt")]
#[case(&["old.txt", "new.txt", "--format", "sarif"], "invalid value 'sarif'")]
fn what_cannot_be_compared_is_refused(#[case] arguments: &[&str], #[case] said: &str) {
    let done = run(&folder(&FILES), &[&["diff"], arguments].concat());
    assert_eq!(done.code, 2, "{}{}", done.out, done.err);
    assert!(done.err.contains(said), "{}", done.err);
}

/// Each principal is compared with the one of its name; one that comes or goes is compared with nothing.
#[test]
fn principals_are_told_apart_by_their_names() {
    let done = run(&folder(&FILES), &["diff", "two.yaml", "reads.yaml", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(misfits("diff.json", &report), [""; 0]);
    let known: Vec<_> =
        report["principals"].as_array().unwrap().iter().map(|one| one["known"].clone()).collect();
    assert_eq!(known, ["after", "before", "before"]);
}

/// A plan as JSON stands for the same grant as the calls that it was made for, from stdin too.
#[test]
fn a_plan_and_its_calls_are_the_same() {
    let folder = folder(&FILES);
    let plan = run(&folder, &["plan", "new.txt", "--format", "json"]).out;
    let done = run_with(&folder, &plan, &["diff", "new.txt", "-"]);
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    let markdown = run_with(&folder, &plan, &["diff", "-", "new.txt", "--format", "markdown"]).out;
    assert!(markdown.contains("Access stays the same."), "{markdown}");
}

/// A document that asks for more is a catalog of which access grows.
#[test]
fn documents_are_compared_as_catalogs() {
    let document = crate::documents::document("oauth", crate::documents::release("oauth"));
    let more = document.to_string().replace("okta.clients.read", "okta.clients.manage");
    let folder = folder(&[("old.json", document.to_string().as_bytes()), ("new.json", more.as_bytes())]);
    let done = run(&folder, &["diff", "old.json", "new.json"]);
    assert_eq!(done.code, 1, "{}{}", done.out, done.err);
    assert!(done.out.contains("Changed, breaking"), "{}", done.out);
    assert_eq!(run(&folder, &["diff", "old.json", "old.json"]).code, 0);
}

fn compared(before: &Grant, after: &Grant, credential: Credential) -> Difference {
    let side = |grant| Side { grant, credential, names_extents: true, called: None };
    difference(catalog(), &Options::default(), side(before), side(after)).unwrap()
}

fn grant(scopes: &BTreeSet<ScopeKey>, roles: &BTreeSet<RoleKey>) -> Grant {
    let scopes: Vec<_> = scopes.iter().map(|key| catalog().scope(*key).name.clone()).collect();
    let roles: Vec<_> = roles.iter().map(|key| catalog().role(*key).name.clone()).collect();
    let mut grant = of_flags(&scopes, &roles, &[]).unwrap().grant;
    grant.scopes.get_or_insert_default();
    grant.roles.get_or_insert_default();
    grant
}

/// What scopes and roles reach together, by the independent judge.
fn reach(scopes: &BTreeSet<ScopeKey>, roles: &BTreeSet<RoleKey>) -> BTreeSet<OperationKey> {
    let names = scopes.iter().map(|key| catalog().scope(*key).name.clone()).collect();
    let by_roles = oracle::reach(&Held { roles: roles.clone(), permissions: BTreeSet::new() });
    let keys = by_roles.ones().map(OperationKey::new);
    let accepted = |key: &OperationKey| {
        let operation = catalog().operation(*key);
        operation.accepts.iter().any(|accepted| accepted.suits(Credential::ServiceApp))
    };
    keys.filter(|key| oracle::scopes_pass(*key, &names)).filter(accepted).collect()
}

fn grants() -> impl Strategy<Value = (BTreeSet<ScopeKey>, BTreeSet<RoleKey>)> {
    let scopes: Vec<_> = (0..catalog().tables().scopes.len()).map(ScopeKey::new).collect();
    let roles: Vec<_> =
        catalog().roles().filter(|(_, role)| role.type_confirmed).map(|(key, _)| key).collect();
    (prop::collection::btree_set(select(scopes), 0..12), prop::collection::btree_set(select(roles), 0..4))
}

proptest! {
    #![proptest_config(config(400))]

    /// Access grows exactly when what can be reached is no subset of what could be; what goes is the other way round.
    #[test]
    fn access_grows_exactly_when_reach_is_no_subset((old_scopes, old_roles) in grants(), (new_scopes, new_roles) in grants(), shared in any::<bool>()) {
        let new_scopes = if shared { &new_scopes | &old_scopes } else { new_scopes };
        let (was, is) = (reach(&old_scopes, &old_roles), reach(&new_scopes, &new_roles));
        let (before, after) = (grant(&old_scopes, &old_roles), grant(&new_scopes, &new_roles));
        let found = compared(&before, &after, Credential::ServiceApp);
        prop_assert_eq!(found.grows(), !is.is_subset(&was));
        prop_assert_eq!(&found.appears, &(&is - &was));
        prop_assert_eq!(&found.goes, &(&was - &is));
        let back = compared(&after, &before, Credential::ServiceApp);
        prop_assert_eq!((back.appears, back.goes, back.added), (found.goes, found.appears, found.removed));
    }
}
