//! Recorded and pretended traffic: cassettes, stubs, and HAR as different tools write it.

use super::check;

#[test]
fn cassettes_of_others_are_read() {
    check(
        "cassette/betamax.json",
        &[
            "1:213 PUT /api/v1/users/00u1abcdefGHIJKLM0h8 body credentials = management:replaceUser | used | 200",
        ],
    );
    check(
        "cassette/go-vcr-v1.yaml",
        &[
            "11:10 GET /api/v1/groups?q&limit = management:listGroups | used | 200 EmptyList",
            "27:10 POST /api/v1/groups body profile = management:addGroup | used | 200",
            "36:7 DELETE /api/v1/apps = excluded commented-out",
            "42:10 GET /api/v1/iam/assignees/users = excluded denied | 403 MissingRole",
        ],
    );
    check(
        "cassette/go-vcr-v3.yaml",
        &[
            "20:14 GET /api/v1/policies?type = excluded denied | 403 lacks okta.policies.read",
            "39:14 POST /api/v1/policies body type,name = management:createPolicy | used | 200",
            "48:14 GET /api/v1/logs?since = management:listLogEvents",
        ],
    );
    check(
        "cassette/go-vcr.json",
        &[
            "4:13 GET /api/v1/users/me = management:getUser | used | 200",
            "7:50 DELETE /api/v1/users/00u1abcdefGHIJKLM0h8 = management:deleteUser | used | 503",
        ],
    );
    check(
        "cassette/nock.json",
        &[
            "5:13 GET /api/v1/users/00u1abcdefGHIJKLM0h8/roles?expand = excluded denied | 403 MissingRole",
            "15:13 POST /api/v1/users?activate body profile,groupIds = management:createUser | used | 200",
            "24:13 GET /api/v1/groups = management:listGroups | used | 200 EmptyList",
            "33:13 DELETE /api/v1/groups/00g1abcdefGHIJKLM0h8 = excluded denied | 403 lacks okta.groups.manage",
        ],
    );
}

#[test]
fn cassettes_of_vcr_are_read() {
    check(
        "cassette/php-vcr.yml",
        &[
            "5:14 GET /api/v1/groups/00g1abcdefGHIJKLM0h8/users = management:listGroupUsers | used | 200 EmptyList",
            "19:14 PATCH /api/v1/realms body name = excluded denied | 405",
        ],
    );
    check(
        "cassette/vcr-ruby.json",
        &[
            "1:59 DELETE /api/v1/users/00u1abcdefGHIJKLM0h8/sessions?oauthTokens = excluded denied | 403 MissingRole",
        ],
    );
    check(
        "cassette/vcr-ruby.yml",
        &[
            "5:10 GET /api/v1/users?search = management:listUsers | used | 200",
            "28:10 POST /api/v1/users/00u1abcdefGHIJKLM0h8/lifecycle/suspend = excluded denied | 403 lacks okta.users.manage",
            "44:10 PUT /api/v1/groups/00g1abcdefGHIJKLM0h8/users/00u1abcdefGHIJKLM0h8 = management:assignUserToGroup | used | 200",
        ],
    );
    check(
        "cassette/vcrpy.json",
        &[
            "2:40 GET /v1/people?*** = excluded foreign-host | used | 200 EmptyList",
            "4:40 GET /api/v1/devices = excluded denied | 429",
        ],
    );
    check(
        "cassette/vcrpy.yaml",
        &[
            "7:10 GET /api/v1/apps?limit&filter = management:listApplications | used | 200",
            "18:10 POST /oauth2/v1/token = excluded denied | 401",
            "32:10 POST /api/v1/users/00u1abcdefGHIJKLM0h8 body profile = excluded denied | 401 InvalidCredential",
        ],
    );
}

#[test]
fn mappings_and_journals_of_wiremock_are_read() {
    check(
        "wiremock/journal.json",
        &[
            "5:26 GET /api/v1/users/00u1abcdefGHIJKLM0h8?expand = management:getUser | used",
            "13:26 POST /api/v1/groups body profile = management:addGroup | used",
            "20:26 GET /api/v1/brands = management:listBrands | used",
        ],
    );
    check(
        "wiremock/mappings.json",
        &[
            "2:61 GET /api/v1/users?search&limit = management:listUsers",
            "6:34 POST /api/v1/users/{…}/lifecycle/suspend = management:suspendUser",
            "6:34 POST /api/v1/users/{…}/lifecycle/unsuspend = management:unsuspendUser",
            "7:30 GET /api/v1/groups/{…}/users = management:listGroupUsers",
            "8:30 POST /api/v1/users?activate body profile = management:createUser",
            "9:35 DELETE /api/v1/apps/{appId}/users/{userId} = management:unassignUserFromApplication",
            "10:23 ? /api/v1/policies?type = ambiguous no-method management:listPolicies + management:createPolicy",
            "11:34 GET /api/v1/logs = management:listLogEvents",
        ],
    );
    check("wiremock/stub.json", &["5:16 GET /api/v1/policies?type = management:listPolicies"]);
}

#[test]
fn har_of_other_tools_are_read() {
    check(
        "har/bare.har",
        &[
            "6:42 GET /api/v1/groups = excluded denied | 403 lacks okta.groups.read",
            "8:43 POST /oauth2/v1/token = oauth:token",
            "10:45 DELETE /api/v1/groups/00g1abcdefGHIJKLM0h8 = excluded denied | 403 MissingRole",
            "12:42 GET /api/v1/apps = management:listApplications",
        ],
    );
    check("har/polly.har", &["18:18 GET /api/v1/users?limit = management:listUsers | used | 200 EmptyList"]);
}
