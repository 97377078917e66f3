//! What `catalog list` and `catalog show` say: in every format, of every holder, with the reasons of overlays.

use std::fs;

use leastwise::catalog::{Catalog, LoadError};
use leastwise::render::{self, Format, Look};
use leastwise::report::{EntryReport, Selection, catalog_report, entries};
use tempfile::TempDir;

use crate::support::{catalog, from_overlay};

const LOOK: Look = Look { width: 200, verbose: false, credential: None };

/// The only entry of a name and kind.
fn entry(catalog: &Catalog, name: &str, kind: &str) -> EntryReport {
    entries(catalog, name).into_iter().find(|one| one.kind == kind).unwrap()
}

fn listed(api: &str, format: Format) -> String {
    let selection = Selection { api: Some(api.to_owned()), ..Selection::default() };
    let mut out = Vec::new();
    render::catalog(&catalog_report(catalog(), 0, &selection), format, LOOK, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn every_holder_of_a_capability_is_named_with_how_it_holds_it() {
    let held = &entry(catalog(), "okta.users.lifecycle.suspend", "capability").facts["held by"];
    assert!(held.contains(&"SUPER_ADMIN (official, everything)".to_owned()), "{held:#?}");
    let own = entry(catalog(), "okta.users.userprofile.read", "capability");
    let through = own.facts["held by"].iter().filter(|line| line.contains("through okta."));
    assert!(through.count() > 0, "{:#?}", own.facts["held by"]);
}

#[test]
fn limits_are_told_in_words() {
    let roles =
        &entry(catalog(), "management:changePassword", "operation").facts["standard roles, least first"];
    let help_desk = roles.iter().find(|line| line.starts_with("HELP_DESK_ADMIN")).unwrap();
    assert!(
        help_desk.contains("only users in a pending status [pending-users-in-managed-groups-only]"),
        "{help_desk}"
    );
}

#[test]
fn markdown_is_markdown() {
    let list = listed("authn", Format::Markdown);
    assert!(
        list.starts_with("| Operation | Endpoint | Impact | Evidence | Scope | Right |\n| --- |"),
        "{list}"
    );
    let mut out = Vec::new();
    render::entry(&entry(catalog(), "USER_ADMIN", "role"), Format::Markdown, LOOK, &mut out).unwrap();
    let shown = String::from_utf8(out).unwrap();
    assert!(shown.starts_with("## `USER_ADMIN`\n") && shown.contains("\n### holds\n\n- "), "{shown}");
}

#[test]
fn one_operation_is_not_several() {
    let selection =
        Selection { capability: Some("okta.users.lifecycle.suspend".to_owned()), ..Selection::default() };
    let mut out = Vec::new();
    render::catalog(&catalog_report(catalog(), 0, &selection), Format::Text, LOOK, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(text.contains("\n1 operation, "), "{text}");
}

#[test]
fn the_reason_of_an_overlay_is_kept() {
    let overlay = "\
overlay: acme
scopes:
  - {name: okta.users.read, status: current, reason: our own scope}
capabilities:
  - {name: okta.users.create, title: Create users, custom_role: 'yes', name_evidence: official, reason: our own right}
";
    let catalog = from_overlay(overlay);
    assert_eq!(entry(&catalog, "okta.users.read", "scope").facts["notes"], ["our own scope"]);
    assert_eq!(entry(&catalog, "okta.users.create", "capability").facts["notes"], ["our own right"]);
}

/// An overlay may close a cycle of scopes that neither it nor the catalog has alone.
#[test]
fn an_overlay_cannot_make_scopes_cover_themselves() {
    let overlay = "\
overlay: acme
scopes:
  - name: okta.users.read
    status: current
    implies: [{name: okta.users.manage, evidence: observed, sources: [spec-management]}]
";
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("overlay.yaml");
    fs::write(&path, overlay).unwrap();
    let Err(LoadError::Broken { problems, .. }) = Catalog::embedded().unwrap().with_overlay(&path) else {
        panic!("the cycle is not seen");
    };
    assert!(problems[0].message.starts_with("implies itself in a cycle: okta.users.manage"), "{problems:?}");
}
