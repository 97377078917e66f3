//! Answers that a reader could take for smaller than they are: lists in the place of objects, keys that stand twice, entries
//! with one id, members of odd forms, and links that are not understood.

use leastwise::grants::org::{Known, Org};
use leastwise::report::CheckReport;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::Run;
use super::refused::{LISTS, assert_told, org};
use super::shapes::{serving, serving_but};
use crate::audits::{principal, report};

fn raw(body: String) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(body, "application/json")
}

fn read(path: &'static str, answer: impl Fn() -> ResponseTemplate + Send + Sync + 'static) -> Org {
    Run { with_secrets: true, ..Run::of(&serving_but(org(), path, answer)) }.go().unwrap()
}

fn saved(org: &Org) -> String {
    let mut text = Vec::new();
    org.write(&mut text, false).unwrap();
    String::from_utf8(text).unwrap()
}

/// The answer of a path with its list changed in its text.
fn with_list(path: &str, member: Option<&str>, list: &str) -> String {
    let mut body = org().get(path).cloned().unwrap_or_else(|| json!([]));
    let Some(member) = member else { return list.to_owned() };
    body[member] = json!("LIST");
    body.to_string().replace("\"LIST\"", list)
}

#[test]
fn a_list_in_the_place_of_an_entry_is_not_read_by_position() {
    for (path, member, operation) in LISTS.iter().filter(|(path, ..)| !path.ends_with("/logs")) {
        let odd = r#"[["S3CR3Tvalue", "S3CR3Tvalue", "S3CR3Tvalue", "S3CR3Tvalue"]]"#;
        let body = with_list(path, *member, odd);
        let org = read(path, move || raw(body.clone()));
        assert!(!saved(&org).contains("S3CR3T"), "{path}");
        assert_told(&org, operation, path);
    }
}

#[test]
fn an_entry_with_a_key_twice_is_unreadable_and_so_is_a_list() {
    for (path, member, operation) in LISTS.iter().filter(|(path, ..)| !path.ends_with("/logs")) {
        let entry = r#"{"id": "a", "profile": {"name": "a", "name": "b"}}"#;
        let body = with_list(path, *member, &format!("[{entry}]"));
        assert_told(&read(path, move || raw(body.clone())), operation, path);
        if let Some(member) = member {
            let body = format!(r#"{{"{member}": [], "{member}": []}}"#);
            assert_told(&read(path, move || raw(body.clone())), operation, path);
        }
    }
}

/// A role of which governance tells no source that can be read does not end.
#[test]
fn odd_ends_of_roles_end_nothing() {
    for body in [
        r#"{"grants": [["2020-01-01T00:00:00Z"]]}"#,
        r#"{"grants": [{"expirationDate": null, "expirationDate": "2020-01-01T00:00:00Z"}]}"#,
        r#"{"grants": [{"expirationDate": null}], "grants": [{"expirationDate": "2020-01-01T00:00:00Z"}]}"#,
    ] {
        let path = "/api/v1/users/00u1root/roles/ra1/governance";
        let org = read(path, move || raw(body.to_owned()));
        let roles = org.users.entries()[0].roles.entries();
        assert!(roles.iter().all(|role| role.until.is_none()), "{body} {roles:?}");
    }
}

#[test]
fn a_link_that_is_not_understood_is_a_page_that_is_lost() {
    for link in ["/api/v1/apps?after=x; rel=\"next\"", "next page please", "<a>; rel*=UTF-8''next", "next"] {
        for (path, _, operation) in &LISTS[..3] {
            let list = org()[*path].clone();
            let org = read(path, move || raw(list.to_string()).append_header("link", link));
            assert_told(&org, operation, path);
        }
    }
}

/// The org with a second entry in a list that has the id of the first, behind it and before it.
fn with_twin(path: &'static str, twin: &Value) -> [Org; 2] {
    let mut list = org()[path].as_array().unwrap().clone();
    let mut again = list[0].clone();
    again.as_object_mut().unwrap().extend(twin.as_object().unwrap().clone());
    list.push(again);
    let reversed: Vec<Value> = list.iter().rev().cloned().collect();
    [list, reversed].map(|list| read(path, move || raw(json!(list).to_string())))
}

fn view(report: &CheckReport, name: &str) -> leastwise::report::AuditView {
    principal(report, name).audit.clone().unwrap()
}

#[test]
fn of_two_entries_with_one_id_neither_hides_what_the_other_allows() {
    let (apps, tokens) = ("/api/v1/apps", "/api/v1/api-tokens");
    for org in with_twin(apps, &json!({"status": "INACTIVE"})) {
        assert_eq!(org.apps.entries()[0].status, "unknown");
    }
    let settings = json!({"oauthClient": {"application_type": "native"}});
    for org in with_twin(apps, &json!({"settings": settings})) {
        let merged = org.clients.entries().iter().find(|app| app.id == "0oa1app").unwrap();
        assert!(merged.application_type == "unknown" && merged.may_act_alone());
        assert!(!merged.roles.entries().is_empty(), "its own roles are asked for");
    }
    for org in with_twin("/integrations/api/v1/api-services", &json!({"grantedScopes": []})) {
        let integration = &org.integrations.entries()[0];
        assert_eq!((integration.granted_scopes.len(), integration.scopes_untold), (1, true));
    }
    for org in with_twin(tokens, &json!({"network": {"connection": "ANYWHERE"}})) {
        assert_eq!(view(&report(&org, &[]), "token").network.unwrap().restricted, None);
    }
    for org in with_twin(tokens, &json!({"userId": "00u1other"})) {
        assert!(!view(&report(&org, &[]), "token").unknown.is_empty(), "its roles are not known");
    }
    for org in with_twin("/api/v1/zones", &json!({"gateways": [{"value": "198.51.100.0/24"}]})) {
        assert_eq!(view(&report(&org, &[]), "token").network.unwrap().restricted, None);
    }
}

#[test]
fn a_group_with_two_names_is_said() {
    let twin = json!({"id": "00g1desk", "type": "OKTA_GROUP", "profile": {"name": "Other"}});
    let list = json!([org()["/api/v1/groups"][0], twin]);
    let org = read("/api/v1/groups", move || raw(list.to_string()));
    assert!(matches!(org.all_groups, Known::Partial { value: 1, .. }), "{:?}", org.all_groups);
    assert_told(&org, "listGroups", "/api/v1/groups");
}

/// A role of an app that is `CUSTOM`, with these members; another role has its label.
fn custom(role: &Value) -> CheckReport {
    let mut answers = org();
    answers["/api/v1/iam/roles"]["roles"] =
        json!([{"id": "cr01", "label": "Reader"}, {"id": "cr02", "label": "Writer"}]);
    answers["/api/v1/iam/roles/cr02/permissions"] = json!({"permissions": [{"label": "okta.users.manage"}]});
    let mut one = json!({"id": "ra2", "type": "CUSTOM", "label": "Reader", "status": "ACTIVE", "assignmentType": "CLIENT"});
    one.as_object_mut().unwrap().extend(role.as_object().unwrap().clone());
    answers["/oauth2/v1/clients/0oa1app/roles"] = json!([one]);
    report(&Run::of(&serving(answers)).go().unwrap(), &[])
}

#[test]
fn a_custom_role_without_a_resource_set_stays_the_role_that_it_names() {
    for (role, name, complete) in [
        (json!({"role": "cr02", "resource-set": "iam1"}), "Writer", true),
        (json!({"role": "cr02", "resource-set": null}), "Writer", false),
        (json!({"role": "cr02", "resource-set": 7}), "Writer", false),
        (json!({"role": "cr02"}), "Writer", false),
        (json!({"role": "cr02", "resource-set": ""}), "Writer", false),
        (json!({"role": null, "resource-set": "iam1"}), "Reader", false),
    ] {
        let report = custom(&role);
        let app = principal(&report, "0oa1app");
        let names: Vec<_> = app.roles.iter().flatten().map(|role| role.name.as_str()).collect();
        assert_eq!((names, report.summary.complete), (vec![name], complete), "{role} {:?}", report.notes);
    }
}

#[test]
fn an_app_of_a_sign_on_mode_that_is_not_known_is_kept() {
    for (mode, kept) in [
        (json!("OPENID_CONNECT"), true),
        (json!("openid_connect"), true),
        (json!("NEW_MODE"), true),
        (json!(7), true),
        (Value::Null, true),
        (json!("SAML_2_0"), false),
        (json!("BOOKMARK"), false),
    ] {
        let app = json!({"id": "0oa9odd", "label": "odd", "status": "ACTIVE", "signOnMode": mode});
        let list = json!([app, org()["/api/v1/apps"][0]]);
        let org = read("/api/v1/apps", move || raw(list.to_string()));
        let apps = org.apps.entries().iter().chain(org.clients.entries());
        assert_eq!(apps.filter(|app| app.id == "0oa9odd").count(), usize::from(kept), "{mode}");
    }
}

#[test]
fn an_odd_network_of_an_app_is_said() {
    for (network, unseen) in [
        (Value::Null, 0),
        (json!({}), 0),
        (json!({"connection": "ANYWHERE"}), 0),
        (json!(7), 1),
        (json!({"connection": 7}), 1),
        (json!(["ZONE", ["nzo1"], []]), 1),
    ] {
        let mut list = org()["/api/v1/apps"].clone();
        list[0]["settings"]["oauthClient"]["network"] = network.clone();
        let org = read("/api/v1/apps", move || raw(list.to_string()));
        let report = report(&org, &[]);
        let told = view(&report, "0oa1app").unseen;
        let found = told.iter().filter(|one| one.contains("from where it may be used")).count();
        assert_eq!((found, report.summary.complete), (unseen, unseen == 0), "{network} {told:?}");
    }
}

#[test]
fn an_id_that_cannot_be_asked_for_is_not_blamed_on_a_scope() {
    let mut list = org()["/api/v1/apps"].clone();
    list[0]["credentials"]["oauthClient"]["client_id"] = json!("my app é");
    let org = read("/api/v1/apps", move || raw(list.to_string()));
    let text = view(&report(&org, &[]), "0oa1app").unknown.join("\n");
    assert!(text.contains("was not called: the id is not one that can be asked for"), "{text}");
    assert!(!text.contains("scope for it"), "{text}");
}

#[test]
fn an_answer_of_another_form_is_not_called_a_refusal() {
    for body in ["null", "7", "{}"] {
        let org = read("/api/v1/apps", move || raw(body.to_owned()));
        let report = report(&org, &[]);
        let notes: Vec<_> = report.notes.iter().map(|note| note.message.as_str()).collect();
        let text = notes.join("\n");
        assert!(text.contains("`listApplications` was answered in a form that is not known (200)"), "{text}");
        assert!(!text.contains("refused (200)"), "{text}");
    }
}

/// Other apps may show their scopes, and this one is still hidden from the auditor.
#[test]
fn scopes_of_an_app_that_is_not_found_are_not_none() {
    let path = "/api/v1/apps/0oa2app/grants";
    let org = read(path, || super::fake::error(404, "E0000007"));
    assert!(org.apps.entries().iter().any(|app| !app.grants.entries().is_empty()));
    assert_told(&org, "listScopeConsentGrants", path);
}
