//! Calls to operations: what is matched, corrected, ambiguous, unknown and ignored, and why.

use leastwise::matching::{Code, Match};
use rstest::rstest;

use crate::support::{catalog, matches};

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
#[case("POST /api/v1/users/credentials/change_password", "corrected [missing-id] changePassword")]
#[case("create group POST /api/v1/groups/{groupId}", "corrected [extra-id] addGroup")]
#[case("GET /api/v1/user/{id}", "corrected [path-typo] getUser")]
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
#[case("POST /api/v1/users/search", "unknown [no-such-operation]")]
#[case("DELETE /api/v1/users/{id}/groups", "unknown [wrong-method]")]
#[case("DELETE /api/v1/groups/{id}/members", "unknown [no-such-operation]")]
#[case("DELETE /api/v1/users/{id}/factor", "unknown [no-such-operation]")]
#[case("GET /governance/api/v1/campaigns/{id}/reviewz", "unknown [no-such-operation]")]
#[case("DELETE /api/v1/groups/users", "unknown [no-such-operation]")]
#[case("DELETE /api/v1/policies/rules", "unknown [no-such-operation]")]
#[case("GET /API/V1/Users/{id}/Groups", "corrected [path-typo] listUserGroups")]
#[case("GET /api/v2/users", "corrected [path-typo] listUsers")]
#[case("GET /API/INTERNAL/orgs", "unknown [private-endpoint]")]
#[case("GET /api/v1/session/me", "unknown [no-such-operation]")]
#[case("client.users.listUsers()", "matched listUsers")]
#[case("Management:suspendUser", "matched suspendUser")]
// Ambiguous.
#[case("PATCH /api/v1/users/{id}", "ambiguous [wrong-method] updateUser replaceUser")]
#[case("POST /api/v1/groups/{groupId}", "ambiguous [extra-id] addGroup replaceGroup")]
#[case("getOrgSettings", "ambiguous [several-operations] getOrgSettings governance:getOrgSettings")]
// Unknown.
#[case("PUT /api/v1/users/{id}/factors/{factorId}", "unknown [undocumented]")]
#[case("DELETE /api/v1/sessions/me", "unknown [removed]")]
#[case("GET /api/v1/sessions/me", "unknown [removed]")]
#[case("POST /api/internal/administrators", "unknown [private-endpoint]")]
#[case("GET /api/v1/internal/x", "unknown [private-endpoint]")]
#[case("GET /api/v1/foo/bar", "unknown [no-such-operation]")]
#[case("suspnedUser", "unknown [no-such-operation]")]
#[case("POST /api/v1/users/{id}/lifecycle/explode", "unknown [no-such-operation]")]
#[case("PATCH /api/v1/logs", "unknown [wrong-method]")]
// Ignored.
#[case("GET https://api.github.com/users/octocat", "ignored [foreign-host]")]
#[case("GET https://acme.okta.com/admin/dashboard", "ignored [browser-flow]")]
#[case("https://acme.okta.com/login/login.htm?fromURI=/api/v1/users", "ignored [browser-flow]")]
#[case("POST https://acme.workflows.okta.com/api/flo/abc/invoke", "ignored [other-okta-product]")]
#[case("# GET /api/v1/zones", "ignored [commented-out]")]
#[case("we never call DELETE /api/v1/users/{id}", "ignored [negated]")]
#[case("OPTIONS /api/v1/users", "ignored [not-a-call]")]
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
                && !["denied", "left-out", "no-such-type", "module-not-read"].contains(name)
        })
        .collect();
    assert_eq!(missing, [""; 0], "no case of the table ends so");
}
