//! Every list that can be refused or partial: the report names the call, is not complete, and `--strict` does not pass.

use leastwise::grants::org::Org;
use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use super::fake::{Fake, error, json_of};
use super::{Run, shapes};
use crate::audits::{report, written};
use crate::program::{folder, run};
use crate::written::unseen_in;
use leastwise::render::Format;

/// The lists that are read, each with the member that holds it, and the operation that the report must name.
pub(super) const LISTS: [(&str, Option<&str>, &str); 30] = [
    ("/api/v1/apps", None, "listApplications"),
    ("/api/v1/apps/0oa1app/grants", None, "listScopeConsentGrants"),
    ("/api/v1/apps/0oa1cli/grants", None, "listScopeConsentGrants"),
    ("/api/v1/apps/0oa1app/credentials/jwks", None, "listJwk"),
    ("/api/v1/apps/0oa2app/credentials/secrets", None, "listOAuth2ClientSecrets"),
    ("/oauth2/v1/clients/0oa1app/roles", None, "listRolesForClient"),
    ("/oauth2/v1/clients/0oa1app/roles/ra1/targets/groups", None, "listGroupTargetRoleForClient"),
    ("/oauth2/v1/clients/0oa1app/roles/ra3/targets/catalog/apps", None, "listAppTargetRoleToClient"),
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
    (
        "/api/v1/users/00u1root/roles/ra3/targets/catalog/apps",
        None,
        "listApplicationTargetsForApplicationAdministratorRoleForUser",
    ),
    ("/api/v1/users/00u1root/groups", None, "listUserGroups"),
    ("/api/v1/users/00u1root/grants", None, "listUserGrants"),
    ("/api/v1/groups", None, "listGroups"),
    ("/api/v1/groups/00g1desk/roles", None, "listGroupAssignedRoles"),
    (
        "/api/v1/groups/00g1desk/roles/ra1/targets/catalog/apps",
        None,
        "listApplicationTargetsForApplicationAdministratorRoleForGroup",
    ),
    ("/api/v1/groups/00g1desk/roles/ra3/targets/groups", None, "listGroupTargetsForGroupRole"),
    ("/api/v1/groups/00g1desk/users", None, "listGroupUsers"),
    ("/api/v1/logs", None, "System Log"),
];

/// Every format of an audit.
const FORMATS: [Format; 9] = [
    Format::Text,
    Format::Json,
    Format::Csv,
    Format::Html,
    Format::Markdown,
    Format::Sarif,
    Format::Junit,
    Format::Github,
    Format::Gitlab,
];

/// Objects that can be refused.
const OBJECTS: [(&str, &str); 2] = [
    ("/api/v1/org/settings/clientPrivilegesSetting", "getClientPrivilegesSetting"),
    ("/api/v1/users/00u1root", "getUser"),
];

/// A small org in which every list has an entry, and nothing is found that fails an audit.
pub(super) fn org() -> Value {
    let one = |id: &str, kind: &str, holder: &str| json!({"id": id, "type": kind, "status": "ACTIVE", "assignmentType": holder});
    let role = |kind: &str, holder: &str| one("ra1", kind, holder);
    let custom = json!({"id": "ra2", "type": "CUSTOM", "status": "ACTIVE", "assignmentType": "USER", "role": "cr01",
        "resource-set": "iam1"});
    let app = |id: &str, kind: &str| {
        json!({"id": id, "label": id, "status": "ACTIVE", "signOnMode": "OPENID_CONNECT",
        "credentials": {"oauthClient": {"token_endpoint_auth_method": "private_key_jwt"}},
        "settings": {"oauthClient": {"application_type": kind, "grant_types": ["authorization_code"],
            "jwks": {"keys": []}}}})
    };
    let with_key = |mut app: Value| {
        app["settings"]["oauthClient"]["jwks"] = json!({"keys": [{"kid": "key1", "kty": "RSA"}]});
        app
    };
    let with_secret = |mut app: Value| {
        app["credentials"] = json!({"oauthClient": {"token_endpoint_auth_method": "client_secret_basic"}});
        app
    };
    let made = json!([{"id": "key1", "status": "ACTIVE", "created": "2026-11-01T00:00:00.000Z"}]);
    let targets = json!([{"name": "wiki", "status": "ACTIVE"}]);
    let grant = json!([{"id": "oag1", "status": "ACTIVE", "scopeId": "okta.groups.read", "source": "ADMIN"}]);
    let group = json!({"id": "00g1desk", "type": "OKTA_GROUP", "profile": {"name": "Desk"}});
    let target = json!([{"id": "00g1desk", "profile": {"name": "Desk"}}]);
    json!({
        "/api/v1/apps": [with_key(app("0oa1app", "service")), app("0oa1cli", "native"), with_secret(app("0oa2app", "service"))],
        "/api/v1/apps/0oa1app/credentials/jwks": made,
        "/api/v1/apps/0oa2app/credentials/secrets": made,
        "/api/v1/apps/0oa1app/grants": grant,
        "/api/v1/apps/0oa1cli/grants": grant,
        "/oauth2/v1/clients/0oa1app/roles": [role("GROUP_MEMBERSHIP_ADMIN", "CLIENT"), one("ra3", "APP_ADMIN", "CLIENT")],
        "/oauth2/v1/clients/0oa1app/roles/ra3/targets/catalog/apps": targets,
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
        "/api/v1/users/00u1root/roles": [role("GROUP_MEMBERSHIP_ADMIN", "USER"), custom, one("ra3", "APP_ADMIN", "USER")],
        "/api/v1/users/00u1root/roles/ra3/targets/catalog/apps": targets,
        "/api/v1/users/00u1root/roles/ra1/targets/groups": target,
        "/api/v1/users/00u1root/groups": [group],
        "/api/v1/groups": [group],
        "/api/v1/groups/00g1desk": group,
        "/api/v1/groups/00g1desk/roles": [role("APP_ADMIN", "GROUP"), one("ra3", "GROUP_MEMBERSHIP_ADMIN", "GROUP")],
        "/api/v1/groups/00g1desk/roles/ra3/targets/groups": target,
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
pub(super) fn assert_told(org: &Org, operation: &str, path: &str) {
    let report = report(org, &[]);
    assert!(!report.summary.complete, "{path} is not whole, and the report says that it is complete");
    for format in FORMATS {
        let text = written(&report, format);
        let is_told = match format {
            // What the elements of these formats hold is what their readers show.
            Format::Csv | Format::Junit | Format::Github | Format::Gitlab | Format::Sarif => {
                unseen_in(&text, format).iter().any(|one| one.contains(operation))
            }
            _ => text.split_whitespace().collect::<Vec<_>>().join(" ").contains(operation),
        };
        assert!(is_told, "{path}: {} does not name {operation}", format.name());
    }
}

/// A run with `--strict` over each of these orgs, as a snapshot, ends with 3.
#[track_caller]
pub(super) fn assert_strict_ends_with_3(orgs: &[(&str, Org)]) {
    let files = orgs.iter().enumerate().map(|(at, (_, org))| {
        let mut text = Vec::new();
        org.write(&mut text, false).unwrap();
        (format!("{at}.json"), text)
    });
    let files: Vec<_> = files.collect();
    let named: Vec<(&str, &[u8])> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_slice())).collect();
    let folder = folder(&named);
    for ((name, _), (path, _)) in files.iter().zip(orgs) {
        let ran = run(&folder, &["audit", "--snapshot", name, "--strict", "--fail-on", "error"]);
        assert_eq!(ran.code, 3, "{path}\n{}{}", ran.out, ran.err);
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
    let mut orgs = Vec::new();
    for (path, operation) in lists.chain(OBJECTS) {
        let org = read(path, || error(403, "E0000006"));
        assert_told(&org, operation, path);
        orgs.push((path, org));
    }
    assert_strict_ends_with_3(&orgs);
}

/// Pages overlap when an org changes meanwhile.
#[test]
fn an_entry_that_is_listed_twice_counts_once_and_one_that_differs_is_named() {
    let ids = ["/api/v1/apps", "/integrations/api/v1/api-services", "/api/v1/api-tokens", "/api/v1/zones"];
    let members = ["/api/v1/iam/roles", "/api/v1/iam/resource-sets"];
    let whole = Run::of(&shapes::serving(org())).go().unwrap();
    for (path, member, operation) in
        LISTS.iter().filter(|(path, ..)| ids.contains(path) || members.contains(path))
    {
        let doubled = |differs: bool| {
            let mut body = org()[*path].clone();
            let list = match member {
                Some(member) => body.get_mut(*member),
                None => Some(&mut body),
            };
            let list = list.and_then(Value::as_array_mut).unwrap();
            let mut again = list.first().unwrap().clone();
            if differs {
                let name = if again.get("name").is_some() { "name" } else { "label" };
                again[name] = json!("Another");
            }
            list.push(again);
            body
        };
        let (same, other) = (doubled(false), doubled(true));
        let mut once = read(path, move || json_of(&same));
        once.org.clone_from(&whole.org);
        assert_eq!(once, whole, "{path}");
        let org = read(path, move || json_of(&other));
        assert_told(&org, operation, path);
        let mut text = Vec::new();
        org.write(&mut text, false).unwrap();
        assert_eq!(Org::read("a.json", text.as_slice()), Ok(org), "{path}");
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
