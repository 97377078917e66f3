//! Answers in shapes that orgs were recorded with, or that Okta's API description allows: nothing that can act is lost.

use leastwise::grants::org::{GapReason, Known, Org};
use leastwise::report::{CheckReport, PrincipalView};
use serde_json::{Value, json};
use wiremock::{Request, ResponseTemplate};

use super::Run;
use super::fake::{Fake, error, json_of};
use crate::audits::{principal, report};

/// An org that answers out of an object of paths. What is not in it is an empty list, or 404 for one object.
pub(super) fn serving(answers: Value) -> Fake {
    Fake::troubled(move |_, request| answer(&answers, request))
}

/// The same, but for one path.
pub(super) fn serving_but(
    answers: Value,
    path: &'static str,
    instead: impl Fn() -> ResponseTemplate + Send + Sync + 'static,
) -> Fake {
    Fake::troubled(
        move |_, request| {
            if request.url.path() == path { Some(instead()) } else { answer(&answers, request) }
        },
    )
}

/// The answer for a request; none for what every fake org answers.
pub(super) fn answer(answers: &Value, request: &Request) -> Option<ResponseTemplate> {
    let path = request.url.path();
    let is_served = request.method.as_str() == "GET" && !path.starts_with("/.well-known/");
    is_served.then(|| answers.get(path).map_or_else(|| other(path), json_of))
}

/// The answer for what an org does not have.
fn other(path: &str) -> ResponseTemplate {
    let last = path.rsplit('/').next().unwrap_or_default();
    let members = [
        ("/api/v1/iam/roles", "roles"),
        ("/api/v1/iam/resource-sets", "resource-sets"),
        ("/api/v1/iam/assignees/users", "value"),
    ];
    let member = members.into_iter().find(|(whole, _)| *whole == path).map(|(_, member)| member);
    let member = member.or_else(|| match last {
        "permissions" | "resources" | "members" if path.contains("/iam/") => Some(last),
        "bindings" => Some("roles"),
        "governance" => Some("grants"),
        _ => None,
    });
    match (member, last) {
        (Some(member), _) => json_of(&json!({member: []})),
        (None, "clientPrivilegesSetting") => json_of(&json!({"clientPrivilegesSetting": false})),
        (None, "apps" | "roles" | "groups" | "grants" | "users" | "api-services" | "api-tokens" | "logs") => {
            json_of(&json!([]))
        }
        _ => error(404, "E0000007"),
    }
}

fn read(answers: Value) -> Org {
    Run::of(&serving(answers)).go().unwrap()
}

fn shape(text: &str) -> Org {
    read(serde_json::from_str(text).unwrap())
}

fn names<'r>(report: &'r CheckReport, kind: &str) -> Vec<&'r str> {
    let of_kind = report.principals.iter().filter(|one| one.audit.as_ref().unwrap().kind == kind);
    let mut names: Vec<&str> = of_kind.map(|one| one.name.as_str()).collect();
    names.sort_unstable();
    names
}

fn scopes(principal: &PrincipalView) -> Vec<&str> {
    principal.scopes.iter().flatten().map(|scope| scope.name.as_str()).collect()
}

/// What the report says of the org itself.
fn general(report: &CheckReport) -> String {
    let notes = report.notes.iter().filter(|note| note.principal.is_none());
    notes.map(|note| note.message.as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn apps_that_act_for_users_are_principals() {
    let report = report(&shape(include_str!("shapes/delegated-apps.json")), &[]);
    assert_eq!(names(&report, "oauth-client"), ["Okta Workflows OAuth", "mcp-server"]);
    assert_eq!(names(&report, "service-app"), ["reports-sync"]);
    let server = principal(&report, "mcp-server");
    assert_eq!(scopes(server), ["okta.roles.manage", "okta.users.manage"]);
    for name in ["mcp-server", "Okta Workflows OAuth"] {
        let acts_as = principal(&report, name).audit.as_ref().unwrap().acts_as.clone().unwrap();
        assert_eq!(
            (acts_as.user.as_str(), acts_as.any_admin, acts_as.complete),
            ("root@acme.example", true, true)
        );
        assert_eq!(acts_as.roles, ["SUPER_ADMIN"]);
    }
    assert!(report.summary.complete);
}

#[test]
fn null_absent_and_odd_members_cost_only_themselves() {
    let org = shape(include_str!("shapes/nulls.json"));
    let labels: Vec<&str> = org.apps.entries().iter().map(|app| app.label.as_str()).collect();
    assert_eq!(
        labels,
        ["eight", "five", "four", "0oa1nine00000000000h8", "seven", "six", "reports-sync", "three", "two"]
    );
    assert!(org.apps.is_complete(), "{:?}", org.apps);
    assert!(org.apps.entries().iter().all(|app| ["ACTIVE", ""].contains(&app.status.as_str())));
    assert_eq!(org.apps.entries()[4].client_id, "0oa1seven0000000000h8");
}

#[test]
fn scopes_of_an_integration_that_are_not_told_are_unknown() {
    let odd = json!({"/integrations/api/v1/api-services": [
        {"id": "0oa1odd", "name": "Odd", "type": "odd", "grantedScopes": ["okta.users.read", null]}]});
    for (org, name) in
        [(shape(include_str!("shapes/integration-no-scopes.json")), "Acme Logs"), (read(odd), "Odd")]
    {
        let report = report(&org, &[]);
        let integration = principal(&report, name);
        assert!(integration.scopes.is_none());
        assert!(integration.audit.as_ref().unwrap().unknown[0].starts_with("its scopes could"), "{name}");
        assert!(integration.audit.as_ref().unwrap().beyond.unwrap().control > 0);
        assert!(!report.summary.complete);
    }
}

#[test]
fn entries_that_cannot_be_decoded_are_named() {
    let app = |id: &str| {
        json!({"id": id, "label": id, "signOnMode": "OPENID_CONNECT",
        "settings": {"oauthClient": {"application_type": "service"}}})
    };
    let org = read(json!({
        "/api/v1/apps": [app("0oa1a"), {"id": 7}, null],
        "/oauth2/v1/clients/0oa1a/roles": [
            {"id": "ra1odd", "status": "ACTIVE"}, {"id": "../evil", "status": "ACTIVE"},
            {"id": "ra1good", "type": "ORG_ADMIN", "status": null, "label": []}],
    }));
    let Known::Partial { gap, .. } = &org.apps else { panic!("{:?}", org.apps) };
    assert_eq!((gap.reason, gap.unread.count, gap.unread.ids.len()), (GapReason::Unreadable, 2, 0));
    let Known::Partial { value, gap } = &org.apps.entries()[0].roles else { panic!("{:?}", org.apps) };
    assert_eq!((value[0].role.as_str(), value[0].status.as_str()), ("ORG_ADMIN", "ACTIVE"));
    assert_eq!((gap.unread.count, &*gap.unread.ids), (2, &["ra1odd".to_owned()][..]), "no path is repeated");
    let report = report(&org, &[]);
    assert!(general(&report).contains("`listApplications`: 2 entries could not be read, without ids"));
    let unknown = &principal(&report, "0oa1a").audit.as_ref().unwrap().unknown;
    assert_eq!(
        unknown,
        &["its admin roles could be seen in part only: `listRolesForClient`: 2 entries could not be read: \
           `ra1odd` and 1 more"]
    );
    assert!(!report.summary.complete);
}

#[test]
fn client_ids_may_have_the_signs_of_the_api_description() {
    const ID: &str = "my.app_1-$+!*'(),";
    let answers = json!({
        "/api/v1/apps": [{"id": "0oa1a", "label": "own id", "credentials": {"oauthClient": {"client_id": ID}},
            "settings": {"oauthClient": {"application_type": "service"}}}],
        format!("/oauth2/v1/clients/{ID}/roles"): [{"id": "ra1", "type": "ORG_ADMIN", "assignmentType": "CLIENT"}],
    });
    let org = read(answers);
    assert_eq!(org.apps.entries()[0].roles.entries()[0].role, "ORG_ADMIN");
}

/// An org with one known admin, and a group through which another user is one.
fn with_group_admin() -> Value {
    let role = |kind: &str, holder: &str| json!([{"id": "ra1", "type": kind, "status": "ACTIVE", "assignmentType": holder}]);
    json!({
        "/api/v1/iam/assignees/users": {"value": [{"id": "00u1root"}]},
        "/api/v1/users/00u1root": {"id": "00u1root", "status": "ACTIVE", "profile": {"login": "root@acme.example"}},
        "/api/v1/users/00u1root/roles": role("REPORT_ADMIN", "USER"),
        "/api/v1/users/00u1hidden": {"id": "00u1hidden", "status": "ACTIVE", "profile": {"login": "hidden@acme.example"}},
        "/api/v1/groups": [
            {"id": "00g1admins", "profile": {"name": "Night shift"}}, {"id": "00g1plain", "profile": {"name": "Everyone"}}],
        "/api/v1/groups/00g1admins/roles": role("SUPER_ADMIN", "GROUP"),
        "/api/v1/groups/00g1admins/users": [{"id": "00u1hidden"}],
    })
}

#[test]
fn admins_by_a_group_alone_are_found_when_all_groups_are_asked() {
    let fake = serving(with_group_admin());
    let org = Run::of(&fake).go().unwrap();
    assert_eq!(org.all_groups, Known::Known(2));
    assert_eq!(org.groups.entries().len(), 1, "a group without roles and admins is not kept");
    let found = report(&org, &[]);
    let hidden = principal(&found, "hidden@acme.example");
    assert_eq!(hidden.roles.as_ref().unwrap()[0].through, ["the group `Night shift`"]);
    assert!(names(&found, "admin-group").is_empty() && !general(&found).contains("--with-groups"));
    assert!(!fake.paths("GET").contains(&"/api/v1/groups/00g1plain/users".to_owned()));

    let fake = serving(with_group_admin());
    let found = report(&Run { all_groups: false, ..Run::of(&fake) }.go().unwrap(), &[]);
    assert_eq!(names(&found, "admin"), ["root@acme.example"]);
    assert!(general(&found).contains("the groups of the org that hold roles could be seen in part only"));
    assert!(general(&found).contains("`--with-groups` asks") && !found.summary.complete);
    assert!(!fake.paths("GET").contains(&"/api/v1/groups".to_owned()));
}

#[test]
fn a_group_that_holds_a_role_counts_without_known_members() {
    let mut answers = with_group_admin();
    answers["/api/v1/groups/00g1admins/users"] = json!({"errorCode": "E0000006"});
    let found = report(&read(answers), &[]);
    assert_eq!(names(&found, "admin-group"), ["Night shift"]);
    let group = principal(&found, "Night shift").audit.as_ref().unwrap();
    assert!(
        group.unknown[0].starts_with("its members could not be seen: `listGroupUsers`"),
        "{:?}",
        group.unknown
    );
    assert!(group.beyond.unwrap().control > 300 && group.usage.is_none());
    assert_eq!(group.rank, 1);

    let mut answers = with_group_admin();
    answers["/api/v1/groups/00g1admins/users"] = json!([]);
    let found = report(&read(answers), &[]);
    let group = principal(&found, "Night shift").audit.as_ref().unwrap();
    assert!(group.unknown.is_empty() && group.inactive, "nobody is in it: {:?}", group.unknown);
    assert_eq!(group.rank, found.principals.len(), "it ranks after what works");
}

/// A member of a resource set that is none of the principals, and one that cannot be decoded.
#[test]
fn members_that_are_no_known_principal_are_named() {
    let org = read(json!({
        "/api/v1/iam/resource-sets": {"resource-sets": [{"id": "iam1", "label": "All users"}]},
        "/api/v1/iam/resource-sets/iam1/bindings": {"roles": [{"id": "cr01"}]},
        "/api/v1/iam/resource-sets/iam1/bindings/cr01/members": {"members": [
            {"id": "irb1", "_links": {"self": {"href": "https://acme.okta.com/api/v1/agents/agt1"}}},
            {"id": "irb2", "_links": {"self": {"href": "https://acme.okta.com/oauth2/v1/clients/0oa1gone"}}},
            {"id": 3}]},
    }));
    let found = report(&org, &[]);
    let told = general(&found);
    assert!(
        told.contains("`agt1`, of which the org does not tell what it is, the client `0oa1gone`"),
        "{told}"
    );
    assert!(
        told.contains(
            "who holds the role `cr01` for the resource set `All users` could be seen in part only"
        )
    );
    assert!(told.contains("`listMembersOfBinding`: 1 entry could not be read, without an id"), "{told}");
    assert!(!found.summary.complete);
}

/// An org of two admins, one of whom granted a scope to a client.
fn with_consents() -> Value {
    let user =
        |id: &str| json!({"id": id, "status": "ACTIVE", "profile": {"login": format!("{id}@acme.example")}});
    let role =
        |kind: &str| json!([{"id": "ra1", "type": kind, "status": "ACTIVE", "assignmentType": "USER"}]);
    let consent = json!([
        {"id": "oag1", "status": "ACTIVE", "scopeId": "okta.users.manage", "source": "END_USER", "userId": "00u1help",
         "clientId": "0oa1cli"},
        {"id": "oag2", "status": "REVOKED", "scopeId": "okta.apps.manage", "source": "END_USER", "userId": "00u1help",
         "clientId": "0oa1cli"}]);
    let app = |id: &str, label: &str, kind: &str| {
        json!({"id": id, "label": label, "status": "ACTIVE",
        "settings": {"oauthClient": {"application_type": kind, "grant_types": ["authorization_code"]}}})
    };
    json!({
        "/api/v1/apps": [app("0oa1cli", "cli", "native"), app("0oa1wiki", "wiki", "web"),
            {"id": "0oa1saml", "label": "saml", "signOnMode": "SAML_2_0", "settings": {"app": {}}}],
        "/api/v1/apps/0oa1cli/grants": consent,
        "/api/v1/users/00u1help/grants": consent,
        "/api/v1/iam/assignees/users": {"value": [{"id": "00u1root"}, {"id": "00u1help"}]},
        "/api/v1/users/00u1root": user("00u1root"),
        "/api/v1/users/00u1root/roles": role("SUPER_ADMIN"),
        "/api/v1/users/00u1help": user("00u1help"),
        "/api/v1/users/00u1help/roles": role("HELP_DESK_ADMIN"),
    })
}

#[test]
fn consents_are_told_by_clients_and_by_users() {
    let fake = serving(with_consents());
    let by_client = report(&Run::of(&fake).go().unwrap(), &[]);
    assert!(!fake.paths("GET").contains(&"/api/v1/apps/0oa1saml/grants".to_owned()));
    assert!(by_client.summary.complete);

    let mut answers = with_consents();
    for id in ["0oa1cli", "0oa1wiki"] {
        answers[format!("/api/v1/apps/{id}/grants")] = json!({"errorCode": "E0000006"});
    }
    let fake = serving(answers);
    let by_user = report(&Run::of(&fake).go().unwrap(), &[]);
    assert!(general(&by_user).contains("the scopes of 2 OAuth clients that act for users could not be seen"));
    assert!(!by_user.summary.complete);
    for report in [by_client, by_user] {
        assert_eq!(names(&report, "oauth-client"), ["cli"], "`wiki` holds no scope of Okta's");
        let client = principal(&report, "cli");
        assert_eq!(scopes(client), ["okta.users.manage"]);
        let acts_as = client.audit.as_ref().unwrap().acts_as.clone().unwrap();
        assert_eq!((acts_as.user.as_str(), acts_as.any_admin), ("00u1help@acme.example", false));
        assert_eq!(acts_as.roles, ["HELP_DESK_ADMIN"]);
    }
}

/// The list of apps leaves out clients of Okta's own and those that were deleted.
#[test]
fn a_client_that_is_none_of_the_apps_is_found_by_the_grants_of_users() {
    for apps in [json!([]), with_consents()["/api/v1/apps"].clone()] {
        let mut answers = with_consents();
        let is_whole = apps != json!([]);
        answers["/api/v1/apps"] = apps;
        answers["/api/v1/users/00u1root/grants"] = json!([
            {"id": "oag3", "status": "ACTIVE", "scopeId": "okta.roles.manage", "source": "END_USER",
             "userId": "00u1root", "clientId": "okta.elsewhere"}]);
        let found = report(&read(answers), &[]);
        assert!(
            names(&found, "oauth-client").contains(&"okta.elsewhere"),
            "{:?}",
            names(&found, "oauth-client")
        );
        let client = principal(&found, "okta.elsewhere");
        assert_eq!(scopes(client), ["okta.roles.manage"]);
        assert_eq!(found.summary.complete, is_whole, "no app at all may be a filtered list");
        assert_eq!(client.audit.as_ref().unwrap().acts_as.as_ref().unwrap().user, "00u1root@acme.example");
    }
}

#[test]
fn scopes_of_clients_that_were_not_asked_for_are_said_once() {
    let fake = Fake::new(super::fake::Setup { ungranted: vec!["okta.appGrants.read"], ..Default::default() });
    let found = report(&Run::of(&fake).go().unwrap(), &[]);
    let told = general(&found);
    assert_eq!(told.matches("OAuth clients that act for users").count(), 1, "{told}");
    assert!(told.contains("the scopes of 2 OAuth clients that act for users could not be seen"), "{told}");
    assert_eq!(names(&found, "oauth-client"), ["Okta cli"], "the user tells of it");
}
