//! Every list that can be refused or partial: the report names the call, is not complete, and `--strict` does not pass.

use leastwise::grants::org::Org;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::fake::{Fake, error, json_of};
use super::{Run, shapes};
use crate::audits::{report, written};
use crate::program::{folder, run};
use leastwise::render::Format;

/// The lists that are read, each with the member that holds it, and the operation that the report must name.
const LISTS: [(&str, Option<&str>, &str); 25] = [
    ("/api/v1/apps", None, "listApplications"),
    ("/api/v1/apps/0oa1app/grants", None, "listScopeConsentGrants"),
    ("/api/v1/apps/0oa1cli/grants", None, "listScopeConsentGrants"),
    ("/oauth2/v1/clients/0oa1app/roles", None, "listRolesForClient"),
    ("/oauth2/v1/clients/0oa1app/roles/ra1/targets/groups", None, "listGroupTargetRoleForClient"),
    ("/integrations/api/v1/api-services", None, "listApiServiceIntegrationInstances"),
    ("/oauth2/v1/clients/0oa1int/roles", None, "listRolesForClient"),
    ("/api/v1/api-tokens", None, "listApiTokens"),
    ("/api/v1/zones", None, "listNetworkZones"),
    ("/api/v1/iam/roles", Some("roles"), "listRoles"),
    ("/api/v1/iam/roles/cr01/permissions", Some("permissions"), "listRolePermissions"),
    ("/api/v1/iam/resource-sets", Some("resource-sets"), "listResourceSets"),
    ("/api/v1/iam/resource-sets/iam1/resources", Some("resources"), "listResourceSetResources"),
    ("/api/v1/iam/resource-sets/iam1/bindings", Some("roles"), "listBindings"),
    ("/api/v1/iam/resource-sets/iam1/bindings/cr01/members", Some("members"), "listMembersOfBinding"),
    ("/api/v1/iam/assignees/users", Some("value"), "listUsersWithRoleAssignments"),
    ("/api/v1/users/00u1root/roles", None, "listAssignedRolesForUser"),
    ("/api/v1/users/00u1root/roles/ra1/targets/groups", None, "listGroupTargetsForRole"),
    ("/api/v1/users/00u1root/groups", None, "listUserGroups"),
    ("/api/v1/users/00u1root/grants", None, "listUserGrants"),
    ("/api/v1/groups", None, "listGroups"),
    ("/api/v1/groups/00g1desk/roles", None, "listGroupAssignedRoles"),
    (
        "/api/v1/groups/00g1desk/roles/ra1/targets/catalog/apps",
        None,
        "listApplicationTargetsForApplicationAdministratorRoleForGroup",
    ),
    ("/api/v1/groups/00g1desk/users", None, "listGroupUsers"),
    ("/api/v1/logs", None, "System Log"),
];

/// Objects that can be refused.
const OBJECTS: [(&str, &str); 2] = [
    ("/api/v1/org/settings/clientPrivilegesSetting", "getClientPrivilegesSetting"),
    ("/api/v1/users/00u1root", "getUser"),
];

/// A small org in which every list has an entry, and nothing is found that fails an audit.
fn org() -> Value {
    let role = |kind: &str, holder: &str| json!({"id": "ra1", "type": kind, "status": "ACTIVE", "assignmentType": holder});
    let custom = json!({"id": "ra2", "type": "CUSTOM", "status": "ACTIVE", "assignmentType": "USER", "role": "cr01",
        "resource-set": "iam1"});
    let app = |id: &str, kind: &str| {
        json!({"id": id, "label": id, "status": "ACTIVE", "signOnMode": "OPENID_CONNECT",
        "credentials": {"oauthClient": {"token_endpoint_auth_method": "private_key_jwt"}},
        "settings": {"oauthClient": {"application_type": kind}}})
    };
    let grant = json!([{"id": "oag1", "status": "ACTIVE", "scopeId": "okta.groups.read", "source": "ADMIN"}]);
    let group = json!({"id": "00g1desk", "type": "OKTA_GROUP", "profile": {"name": "Desk"}});
    let target = json!([{"id": "00g1desk", "profile": {"name": "Desk"}}]);
    json!({
        "/api/v1/apps": [app("0oa1app", "service"), app("0oa1cli", "native")],
        "/api/v1/apps/0oa1app/grants": grant,
        "/api/v1/apps/0oa1cli/grants": grant,
        "/oauth2/v1/clients/0oa1app/roles": [role("GROUP_MEMBERSHIP_ADMIN", "CLIENT")],
        "/oauth2/v1/clients/0oa1app/roles/ra1/targets/groups": target,
        "/integrations/api/v1/api-services":
            [{"id": "0oa1int", "name": "Int", "type": "int", "grantedScopes": ["okta.groups.read"]}],
        "/api/v1/api-tokens": [{"id": "00T1", "name": "token", "userId": "00u1root",
            "network": {"connection": "ZONE", "include": ["nzo1"]}}],
        "/api/v1/zones": [{"id": "nzo1", "name": "Office", "type": "IP", "status": "ACTIVE", "usage": "POLICY",
            "gateways": [{"type": "CIDR", "value": "203.0.113.0/24"}]}],
        "/api/v1/iam/roles": {"roles": [{"id": "cr01", "label": "Reader"}]},
        "/api/v1/iam/roles/cr01/permissions": {"permissions": [{"label": "okta.groups.read"}]},
        "/api/v1/iam/resource-sets": {"resource-sets": [{"id": "iam1", "label": "All groups"}]},
        "/api/v1/iam/resource-sets/iam1/resources": {"resources": [{"id": "ire1", "orn": "orn:okta:directory:00o1:groups"}]},
        "/api/v1/iam/resource-sets/iam1/bindings": {"roles": [{"id": "cr01"}]},
        "/api/v1/iam/resource-sets/iam1/bindings/cr01/members": {"members":
            [{"id": "irb1", "_links": {"self": {"href": "https://acme.okta.com/api/v1/users/00u1root"}}}]},
        "/api/v1/iam/assignees/users": {"value": [{"id": "00u1root"}]},
        "/api/v1/users/00u1root": {"id": "00u1root", "status": "ACTIVE", "profile": {"login": "root@acme.example"}},
        "/api/v1/users/00u1root/roles": [role("GROUP_MEMBERSHIP_ADMIN", "USER"), custom],
        "/api/v1/users/00u1root/roles/ra1/targets/groups": target,
        "/api/v1/users/00u1root/groups": [group],
        "/api/v1/groups": [group],
        "/api/v1/groups/00g1desk": group,
        "/api/v1/groups/00g1desk/roles": [role("APP_ADMIN", "GROUP")],
        "/api/v1/groups/00g1desk/roles/ra1/targets/catalog/apps": [{"name": "wiki", "status": "ACTIVE"}],
        "/api/v1/groups/00g1desk/users": [{"id": "00u1root"}],
    })
}

/// The org as it is read while one path answers otherwise.
fn read(path: &'static str, answer: impl Fn() -> ResponseTemplate + Send + Sync + 'static) -> Org {
    Run::of(&shapes::serving_but(org(), path, answer)).go().unwrap()
}

/// An answer with one more entry, which cannot be decoded.
fn with_odd_entry(path: &str, member: Option<&str>) -> Value {
    let mut body = org().get(path).cloned().unwrap_or_else(|| json!([]));
    let list = match member {
        Some(member) => body.get_mut(member),
        None => Some(&mut body),
    };
    list.and_then(Value::as_array_mut).unwrap().push(json!(7));
    body
}

#[track_caller]
fn assert_told(org: &Org, operation: &str, path: &str) {
    let report = report(org, &[]);
    assert!(!report.summary.complete, "{path} is not whole, and the report says that it is complete");
    for format in [Format::Text, Format::Json, Format::Html, Format::Markdown] {
        let text = written(&report, format).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(operation), "{path}: {} does not name {operation}", format.name());
    }
}

#[test]
fn the_org_without_trouble_is_complete() {
    let fake: Fake = shapes::serving(org());
    let report = report(&Run::of(&fake).go().unwrap(), &[]);
    assert!(report.summary.complete, "{:?}", report.notes);
}

#[test]
fn a_refused_list_is_named_and_strict_does_not_pass() {
    let lists = LISTS.iter().map(|(path, _, operation)| (*path, *operation));
    let mut files = Vec::new();
    for (path, operation) in lists.chain(OBJECTS) {
        let org = read(path, || error(403, "E0000006"));
        assert_told(&org, operation, path);
        let mut text = Vec::new();
        org.write(&mut text, false).unwrap();
        files.push((format!("{}.json", files.len()), text, path));
    }
    let named: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text, _)| (name.as_str(), text.as_slice())).collect();
    let folder = folder(&named);
    for (name, _, path) in &files {
        let ran = run(&folder, &["audit", "--snapshot", name, "--strict", "--fail-on", "error"]);
        assert_eq!(ran.code, 3, "{path}\n{}{}", ran.out, ran.err);
    }
}

#[test]
fn a_partial_list_is_named() {
    // Of the log, which tells of others too, an odd event costs nothing.
    for (path, member, operation) in LISTS.iter().filter(|(path, ..)| !path.ends_with("/logs")) {
        let body = with_odd_entry(path, *member);
        let org = read(path, move || json_of(&body));
        assert_told(&org, operation, path);
    }
}

#[test]
fn a_list_whose_next_page_is_lost_is_named() {
    for (path, member, operation) in LISTS {
        let mut body = org().get(path).cloned().unwrap_or_else(|| json!([{"eventType": "x"}]));
        let lost = "https://acme.okta.com/api/v1/elsewhere?after=x";
        if member.is_some() {
            body["_links"] = json!({"next": {"href": lost}});
        }
        let org = read(path, move || {
            json_of(&body).append_header("link", format!("<{lost}>; rel=\"next\"").as_str())
        });
        assert_told(&org, operation, path);
    }
}

#[test]
fn refused_grants_of_clients_and_users_are_named() {
    let fake = Fake::troubled(|_, request| {
        let path = request.url.path();
        if path.ends_with("/grants") {
            return Some(error(403, "E0000006"));
        }
        shapes::answer(&org(), request)
    });
    let org = Run::of(&fake).go().unwrap();
    assert_told(&org, "listUserGrants", "/api/v1/users/00u1root/grants");
    assert_told(&org, "listScopeConsentGrants", "/api/v1/apps/0oa1cli/grants");
}
