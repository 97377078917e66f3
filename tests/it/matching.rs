//! Calls to operations: what is matched, corrected, ambiguous, unknown and ignored, and why.

use leastwise::intake::KnownNames as _;
use leastwise::matching::{Code, Match};
use leastwise::model::{Asked, Attribution, Call, Method, Origin, Request, SetAside};
use rstest::rstest;

use crate::support::{catalog, matcher, matches};

/// How one line ended: status, code, operations without the name of the management API.
fn told(found: &Match) -> String {
    let code = found.diagnosis.as_ref().map(|one| format!(" [{}]", one.code.name())).unwrap_or_default();
    let names: Vec<_> = found.operations.iter().map(|key| catalog().operation_name(*key)).collect();
    let names: Vec<_> = names.iter().map(|name| name.strip_prefix("management:").unwrap_or(name)).collect();
    format!("{}{code} {}", found.status.name(), names.join(" ")).trim_end().to_owned()
}

fn one(line: &str) -> Match {
    let mut found = matches(line);
    assert_eq!(found.len(), 1, "{line}: {found:#?}");
    found.remove(0).1
}

#[rstest]
// Matched: literal before parameter, hosts, prefixes, concrete ids.
#[case("GET /api/v1/users", "matched listUsers")]
#[case("GET https://acme-admin.okta.com//api/v1/users/?limit=1#x", "matched listUsers")]
#[case("GET https://login.acme.example/api/v1/users", "matched listUsers")]
#[case("GET https://acme.okta.mil/api/v1/users", "matched listUsers")]
#[case("GET /api/v1/users/jane.doe@acme.example", "matched getUser")]
#[case("GET /api/v1/meta/schemas/user/linkedObjects", "matched listLinkedObjectDefinitions")]
#[case("GET /api/v1/meta/schemas/user/osc1abcdefGHIJKLM0h8", "matched getUserSchema")]
#[case("POST /api/v1/policies/simulate", "matched createPolicySimulation")]
#[case("GET /api/v1/groups/rules", "matched listGroupRules")]
#[case("GET /api/v1/groups/rules/users", "matched getGroupRule")]
#[case("GET /idp/myaccount/profile", "matched myaccount:getProfile")]
#[case("POST /oauth2/v1/token", "matched oauth:token")]
#[case("POST /api/v1/authn/recovery/factors/SMS/verify", "matched authn:authn.recovery_verify_sms")]
#[case(
    "POST /api/v1/authn/recovery/factors/{factorType}/verify",
    "matched authn:authn.recovery_verify_call authn:authn.recovery_verify_sms"
)]
#[case("GET /governance/api/v1/campaigns", "matched governance:listCampaigns")]
// Corrected.
#[case("create user POST: /api/v1/users/{userId}?activate", "corrected [other-operation-meant] createUser")]
#[case(
    "expire password POST: /api/v1/users/{id}/lifecycle/expire_password?tempPassword",
    "corrected [other-operation-meant] expirePasswordWithTempPassword"
)]
#[case("PUT /api/v1/users/{id}/lifecycle/reset_password", "corrected [wrong-method] resetPassword")]
#[case("GET /api/v1/users/{id}/lifecycle/suspend", "corrected [wrong-method] suspendUser")]
#[case("HEAD /api/v1/users", "corrected [wrong-method] listUsers")]
#[case("GTE /api/v1/users", "corrected [misspelled-method] listUsers")]
#[case("POST /api/v1/users/credentials/change_password", "corrected [missing-id] changePassword")]
#[case("create group POST /api/v1/groups/{groupId}", "corrected [extra-id] addGroup")]
#[case("GET /api/v1/user/{id}", "corrected [path-typo] getUser")]
#[case("GET /api/v1/user/types", "unresolved [no-such-operation]")]
#[case("GET /api/v1/apps/{id}/user/schemas", "unresolved [no-such-operation]")]
#[case("GET /api/v1/authorization-servers", "corrected [path-typo] listAuthorizationServers")]
#[case("GET /okta/proxy/api/v1/users", "corrected [path-typo] listUsers")]
#[case("GET users/{id}", "corrected [missing-prefix] getUser")]
#[case("GET /v1/users/{id}", "corrected [missing-prefix] getUser")]
// A word of Okta's paths, or of other APIs, is no id; an id is never dropped so that a word takes its place.
#[case("DELETE /api/v1/users/sessions", "corrected [missing-id] revokeUserSessions")]
#[case("DELETE /api/v1/users//sessions", "corrected [missing-id] revokeUserSessions")]
#[case("GET /api/v1/users/groups", "corrected [missing-id] listUserGroups")]
#[case("GET /api/v1/groups/rule", "corrected [path-typo] listGroupRules")]
#[case("GET /api/v1/groups/rule/0pr1abcdefGHIJKLM0h8", "corrected [path-typo] getGroupRule")]
#[case("POST /api/v1/users/{id}/suspend", "corrected [path-typo] suspendUser")]
#[case("POST /api/v1/users/00u1abcdefGHIJKLM0h8/reset_password", "corrected [path-typo] resetPassword")]
#[case("POST /api/v1/users/search", "unresolved [no-such-operation]")]
#[case("DELETE /api/v1/users/{id}/groups", "unresolved [wrong-method]")]
#[case("DELETE /api/v1/groups/{id}/members", "unresolved [no-such-operation]")]
#[case("DELETE /api/v1/users/{id}/factor", "unresolved [no-such-operation]")]
#[case("GET /governance/api/v1/campaigns/{id}/reviewz", "unresolved [no-such-operation]")]
#[case("DELETE /api/v1/groups/users", "unresolved [no-such-operation]")]
#[case("DELETE /api/v1/policies/rules", "unresolved [no-such-operation]")]
#[case("GET /API/V1/Users/{id}/Groups", "corrected [path-typo] listUserGroups")]
#[case("GET /api/v2/users", "corrected [path-typo] listUsers")]
#[case("GET /api/v1/networkZones/{zoneId}", "corrected [path-typo] getNetworkZone")]
#[case("GET /api/v1/network-zones", "corrected [path-typo] listNetworkZones")]
#[case("GET /api/v1/applications/{appId}/users", "corrected [path-typo] listApplicationUsers")]
#[case("GET /api/v1/identityProviders", "corrected [path-typo] listIdentityProviders")]
#[case("GET /api/v1/trusted-origins", "corrected [path-typo] listTrustedOrigins")]
#[case("GET /api/v1/authServers/{id}/scopes", "corrected [path-typo] listOAuth2Scopes")]
#[case("GET /api/v1/groups/{id}/members", "corrected [path-typo] listGroupUsers")]
#[case("GET /api/v1/policy/{id}", "corrected [path-typo] getPolicy")]
// Two segments that differ, a segment too many and a misspelt one, a word in place of one that is not there.
#[case("GET /api/v1/application/{id}/user", "unresolved [no-such-operation]")]
#[case("GET /applications", "unresolved [no-such-operation]")]
#[case("POST /api/v1/user/lifecycle/suspend", "unresolved [no-such-operation]")]
#[case("GET /api/v1/events", "unresolved [no-such-operation]")]
#[case("GET /api/v1/members", "unresolved [no-such-operation]")]
#[case("GET /api/v1/contacts", "unresolved [no-such-operation]")]
#[case("GET /api/v2/groups/{{ id }}/users.json", "unresolved [no-such-operation]")]
#[case("GET /api/v2/apps/{id}/users", "unresolved [no-such-operation]")]
#[case("GET /api/v1/idps/0oa1/metadata.xml", "unresolved [no-such-operation]")]
#[case("DELETE /api/v1/templates/flow/x", "unresolved [no-such-operation]")]
#[case("POST /api/v1/org/acme/repos", "unresolved [no-such-operation]")]
#[case("PUT /api/v1/{kind}/{id}/reactions", "unresolved [no-such-operation]")]
#[case("POST /api/v1/user/settings/token", "unresolved [no-such-operation]")]
#[case("GET /api/v1/teams/{id}/members", "unresolved [no-such-operation]")]
#[case("GET /API/INTERNAL/orgs", "unresolved [private-endpoint]")]
#[case("GET /api/v1/session/me", "unresolved [no-such-operation]")]
#[case("client.users.listUsers()", "matched listUsers")]
#[case("getOrgSettings", "matched [several-operations] getOrgSettings")]
#[case("Management:suspendUser", "matched suspendUser")]
// Ambiguous.
#[case("PATCH /api/v1/users/{id}", "ambiguous [wrong-method] updateUser replaceUser")]
#[case("POST /api/v1/groups/{groupId}", "ambiguous [extra-id] addGroup replaceGroup")]
#[case("UpdateUser", "ambiguous [several-operations] updateUser replaceUser")]
// Unknown.
#[case("PUT /api/v1/users/{id}/factors/{factorId}", "unresolved [undocumented]")]
#[case("DELETE /api/v1/sessions/me", "unresolved [removed]")]
#[case("GET /api/v1/sessions/me", "unresolved [removed]")]
#[case("POST /api/internal/administrators", "unresolved [private-endpoint]")]
#[case("GET /api/v1/internal/x", "unresolved [private-endpoint]")]
#[case("GET /api/v1/foo/bar", "unresolved [no-such-operation]")]
#[case("suspnedUser", "unresolved [no-such-operation]")]
#[case("POST /api/v1/users/{id}/lifecycle/explode", "unresolved [no-such-operation]")]
#[case("PATCH /api/v1/logs", "unresolved [wrong-method]")]
// Ignored.
#[case("GET https://api.github.com/users/octocat", "excluded [foreign-host]")]
#[case("GET https://acme.okta.com/admin/dashboard", "excluded [browser-flow]")]
#[case("https://acme.okta.com/login/login.htm?fromURI=/api/v1/users", "excluded [browser-flow]")]
#[case("POST https://acme.workflows.okta.com/api/flo/abc/invoke", "excluded [other-okta-product]")]
#[case("; GET /api/v1/zones", "excluded [commented-out]")]
#[case("we never call DELETE /api/v1/users/{id}", "excluded [negated]")]
#[case("OPTIONS /api/v1/users", "excluded [not-a-call]")]
fn a_call_ends_as(#[case] line: &str, #[case] expected: &str) {
    assert_eq!(told(&one(line)), expected);
}

#[test]
fn a_path_without_method_is_no_operation_unless_only_one_can_be_meant() {
    assert_eq!(
        told(&one("https://acme.okta.com/api/v1/users/{id}/lifecycle/suspend")),
        "corrected [no-method] suspendUser"
    );
    let users = one("https://acme.okta.com/api/v1/users");
    assert_eq!(told(&users), "ambiguous [no-method] listUsers createUser");
}

/// A wrong method must not become a deletion, and a change must not become a read.
#[test]
fn no_method_is_corrected_to_a_deletion_or_from_a_change_to_a_read() {
    for (_, operation) in catalog().operations() {
        for method in ["PUT", "PATCH", "POST", "DELETE", "GET"] {
            for (_, found) in matches(&format!("{method} {}", operation.path)) {
                let Some(diagnosis) = &found.diagnosis else { continue };
                if diagnosis.code != Code::WrongMethod || found.status.name() != "corrected" {
                    continue;
                }
                let taken = catalog().operation(found.operations[0]);
                assert_ne!(taken.method.name(), "DELETE", "{method} {}", operation.path);
                assert!(method == "GET" || taken.method.name() != "GET", "{method} {}", operation.path);
            }
        }
    }
}

fn asked(asked: Asked, attribution: Attribution) -> Match {
    let origin = Origin { source: "calls.txt".into(), line: 1, column: 1 };
    matcher().resolve(&Call::new(origin, asked).attributed(attribution))
}

fn named(name: &str) -> Match {
    asked(Asked::Name(name.to_owned()), Attribution::Stated)
}

fn requested(method: Option<Method>, host: Option<&str>, path: &str, attribution: Attribution) -> Match {
    let host = host.map(str::to_owned);
    asked(Asked::Http(Request { method, host, path: path.to_owned(), ..Request::default() }), attribution)
}

#[rstest]
// The ids of Okta's documents, in every spelling.
#[case("listUsers", "matched listUsers")]
#[case("updateUser", "matched updateUser")]
#[case("list_users", "matched [several-operations] listUsers")]
#[case("ListUsers", "matched [several-operations] listUsers")]
#[case("ListUsersAsync", "matched [several-operations] listUsers")]
#[case("ListUsersWithHttpInfoAsync", "matched [several-operations] listUsers")]
#[case("listUsersExecute", "matched [several-operations] listUsers")]
#[case("SuspendUserExecute", "matched suspendUser")]
#[case("suspendUserWithHttpInfo", "matched suspendUser")]
#[case("authn.primary", "matched authn:authn.primary")]
// Older generations of the SDKs.
#[case("client.Group.UpdateGroup", "matched replaceGroup")]
#[case("client.Group.AddUserToGroup", "matched assignUserToGroup")]
#[case("client.User.ClearUserSessions", "matched revokeUserSessions")]
#[case("client.TrustedOrigin.UpdateOrigin", "matched replaceTrustedOrigin")]
#[case("Group.UpdateGroup", "matched [several-operations] replaceGroup")]
#[case("okta.UpdateGroup", "matched [several-operations] replaceGroup")]
#[case("AddUserToGroup", "matched [several-operations] assignUserToGroup")]
#[case("createGroup", "matched [several-operations] addGroup")]
#[case("update_group", "matched [several-operations] replaceGroup")]
#[case("ClearUserSessions", "matched revokeUserSessions")]
#[case("clear_user_sessions", "matched revokeUserSessions")]
#[case("client.userApi.suspendUser", "matched suspendUser")]
#[case("oktaClient.listUsers", "matched listUsers")]
#[case("self.okta.users.list_users", "matched listUsers")]
// The receiver tells generations apart; without one, what differs between them is ambiguous.
#[case("client.updateUser", "matched replaceUser")]
#[case("client.userApi.updateUser", "matched updateUser")]
#[case("client.User.UpdateUser", "matched replaceUser")]
#[case("client.UserAPI.UpdateUser", "matched updateUser")]
#[case("UpdateUser", "ambiguous [several-operations] updateUser replaceUser")]
#[case("GetRole", "ambiguous [several-operations] getGroupAssignedRole getRole")]
// The receiver or the API decides between APIs, else the management API does.
#[case("getGroup", "matched getGroup")]
#[case("GetGroup", "matched [several-operations] getGroup")]
#[case("privileged-access:GetGroup", "matched privileged-access:GetGroup")]
#[case("opa.GetGroup", "matched privileged-access:GetGroup")]
#[case("accessGateway.createApplication", "matched access-gateway:createApplication")]
#[case("governanceClient.getOrgSettings", "matched governance:getOrgSettings")]
#[case("listCampaigns", "matched governance:listCampaigns")]
#[case("listClients", "matched oauth:listClients")]
// Plain words and names of other things are none.
#[case("token", "unresolved [no-such-operation]")]
#[case("Token", "unresolved [no-such-operation]")]
#[case("session.token", "unresolved [no-such-operation]")]
#[case("oauth:token", "matched oauth:token")]
#[case("deletejwk", "matched deletejwk")]
#[case("opt-in", "unresolved [no-such-operation]")]
#[case("list-group-rules", "unresolved [no-such-operation]")]
#[case(".list-group-rules", "unresolved [no-such-operation]")]
#[case("list.users", "unresolved [no-such-operation]")]
#[case("auth0.users.getUser", "unresolved [no-such-operation]")]
#[case("cognito.listUsers", "unresolved [no-such-operation]")]
#[case("okta.apps.read", "unresolved [no-such-operation]")]
fn a_name_means(#[case] name: &str, #[case] expected: &str) {
    assert_eq!(told(&named(name)), expected);
    assert_eq!(matcher().knows(name), !expected.starts_with("unresolved"), "{name}");
}

#[test]
fn a_name_of_two_apis_says_so() {
    let diagnosis = named("createGroup").diagnosis.unwrap();
    assert_eq!(diagnosis.suggestions, ["privileged-access:CreateGroup"]);
    assert!(diagnosis.message.contains("`addGroup`"), "{}", diagnosis.message);
    assert!(named("listUsers").diagnosis.is_none());
}

#[test]
fn a_plain_word_leads_to_its_full_name() {
    for word in ["token", "par", "revoke", "challenge", "userinfo", "introspect", "logout", "authorize"] {
        assert!(!matcher().knows(word), "{word}");
        assert!(matcher().knows(&format!("oauth:{word}")), "{word}");
        let suggestions = named(word).diagnosis.unwrap().suggestions;
        assert!(suggestions.contains(&format!("oauth:{word}")), "{word}: {suggestions:?}");
        let help = matcher().no_call(word).unwrap().help;
        assert!(help.contains(&format!("`oauth:{word}`")), "{help}");
    }
}

#[test]
fn scopes_permissions_and_roles_lead_to_other_commands() {
    for (word, what, flag) in [
        ("okta.apps.read", "a scope and a permission", "--scopes okta.apps.read"),
        ("okta.groups.manage", "a scope and a permission", "--scopes okta.groups.manage"),
        ("okta.users.userprofile.manage", "a permission", "--permission okta.users.userprofile.manage"),
        ("READ_ONLY_ADMIN", "a role", "--role READ_ONLY_ADMIN"),
        ("Read-only Administrator", "a role", "--role READ_ONLY_ADMIN"),
        ("okta.zones.read", "like the name of a scope or permission", "explain okta.zones.read"),
    ] {
        let found = matcher().no_call(word).unwrap();
        assert_eq!(found.what, what, "{word}");
        assert!(found.help.contains("leastwise explain"), "{word}: {}", found.help);
        assert!(found.help.contains(flag), "{word}: {}", found.help);
    }
    assert_eq!(matcher().no_call("suspendUser"), None);
}

/// Every operation of the management API whose path is written without `/api/v1`.
#[test]
fn short_paths_are_the_operations_of_the_management_api() {
    for (key, operation) in catalog().operations() {
        let Some(short) = operation.path.strip_prefix("/api/v1") else { continue };
        if catalog().api(operation.api).name != "management" {
            continue;
        }
        for path in [short.to_owned(), format!("/v1{short}")] {
            let found = requested(Some(operation.method), None, &path, Attribution::Stated);
            let expected = (vec![key], "corrected");
            assert_eq!((found.operations.clone(), found.status.name()), expected, "{path}: {found:?}");
            assert_eq!(found.diagnosis.unwrap().code, Code::MissingPrefix, "{path}");
        }
    }
}

#[rstest]
#[case(None, Attribution::Stated, "corrected [path-typo] listApplications")]
#[case(None, Attribution::Weak, "unresolved [path-typo]")]
#[case(Some("acme.okta.com"), Attribution::Explicit, "corrected [path-typo] listApplications")]
#[case(Some("login.acme.example"), Attribution::Explicit, "corrected [path-typo] listApplications")]
fn corrects_only_what_is_shown_or_said_to_go_to_okta(
    #[case] host: Option<&str>,
    #[case] attribution: Attribution,
    #[case] expected: &str,
) {
    let found = requested(Some(Method::Get), host, "/api/v1/applications", attribution);
    assert_eq!(told(&found), expected);
}

#[rstest]
#[case("login.acme.example", "/api/v1/users", Attribution::Stated, "matched listUsers")]
#[case("localhost", "/api/v1/users/{id}", Attribution::Stated, "matched getUser")]
#[case("127.0.0.1", "/oauth2/default/v1/token", Attribution::Stated, "matched oauth:tokenCustomAS")]
#[case("127.0.0.1", "/api/v1/users/{id}/bogus", Attribution::Stated, "unresolved [no-such-operation]")]
#[case("localhost", "/health", Attribution::Stated, "excluded [foreign-host]")]
#[case("api.example.com", "/v1/teams/a/b/c/d", Attribution::Stated, "excluded [foreign-host]")]
#[case("api.example.com", "/api/v4/users", Attribution::Stated, "excluded [foreign-host]")]
#[case("login.acme.example", "/health", Attribution::Explicit, "unresolved [no-such-operation]")]
#[case("acme.okta.com", "/api/v1/unheard/of", Attribution::Stated, "unresolved [no-such-operation]")]
fn a_host_of_ones_own_counts_with_a_path_of_oktas(
    #[case] host: &str,
    #[case] path: &str,
    #[case] attribution: Attribution,
    #[case] expected: &str,
) {
    let method = if path.ends_with("token") { Method::Post } else { Method::Get };
    assert_eq!(told(&requested(Some(method), Some(host), path, attribution)), expected);
}

#[rstest]
#[case(SetAside::NotAttributed, "excluded [not-attributed]")]
#[case(SetAside::ForeignHost, "excluded [foreign-host]")]
fn what_nothing_shows_to_go_to_okta_is_excluded(#[case] reason: SetAside, #[case] expected: &str) {
    let request =
        Request { method: Some(Method::Get), path: "/api/v1/users".to_owned(), ..Request::default() };
    let origin = Origin { source: "app/users.ts".into(), line: 1, column: 1 };
    let call = Call::new(origin, Asked::Http(request)).set_aside(Some(reason));
    assert_eq!(told(&matcher().resolve(&call)), expected);
}

#[test]
fn a_path_without_method_says_what_each_method_needs() {
    let message = requested(None, None, "/api/v1/apps", Attribution::Stated).diagnosis.unwrap().message;
    assert!(message.contains("GET listApplications (okta.apps.read)"), "{message}");
    assert!(message.contains("POST createApplication (okta.apps.manage)"), "{message}");
}

#[test]
fn words_of_other_apis_only_suggest() {
    let found = requested(Some(Method::Get), None, "/api/v1/events", Attribution::Stated);
    assert_eq!(found.diagnosis.unwrap().suggestions, ["GET /api/v1/logs"]);
}

#[test]
fn a_removed_operation_says_when_it_went_and_what_it_needed() {
    let found = one("GET /api/v1/sessions/me");
    let message = found.diagnosis.unwrap().message;
    assert!(message.contains("2025.08.0"), "{message}");
}

#[test]
fn an_unknown_call_names_the_nearest_operations() {
    let found = one("POST /api/v1/users/{id}/lifecycle/suspendUser");
    let suggestions = found.diagnosis.unwrap().suggestions;
    assert_eq!(suggestions[0], "POST /api/v1/users/{id}/lifecycle/suspend");
}

#[test]
fn me_is_the_caller_itself() {
    assert!(one("GET /api/v1/users/me").situation.own);
    assert!(!one("GET /api/v1/users/memory").situation.own);
}

#[test]
fn one_bad_line_spoils_no_other() {
    let text = "GET /api/v1/users\n\u{1b}[31mGET \u{0000}/////\n{{{{{\nGET %%%%%\nGET /api/v1/groups\n"
        .replace('\0', "");
    let found = matches(&text);
    let certain = found.iter().filter(|(_, one)| one.status.name() == "matched").count();
    assert_eq!(certain, 2, "{found:#?}");
}

#[test]
fn every_code_but_those_that_others_set_is_reached() {
    let text = include_str!("matching.rs");
    let missing: Vec<_> = Code::ALL
        .iter()
        .map(|code| code.name())
        .filter(|name| {
            !text.contains(&format!("[{name}]"))
                && !["denied", "left-out", "no-such-type", "removed-type", "module-not-read"].contains(name)
        })
        .collect();
    assert_eq!(missing, [""; 0], "no case of the table ends so");
}
