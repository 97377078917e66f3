//! Source code: a small repository per language, with every call in it, and what of it only looks like one.

use super::{reading, told};

/// Checks every call below the folder of a language, each behind the name of its file.
#[track_caller]
fn check(language: &str, expected: &[&str]) {
    let calls = reading(&format!("code/{language}")).calls;
    let file = |source: &str| source.rsplit('/').next().unwrap_or_default().to_owned();
    let found: Vec<_> =
        calls.iter().map(|call| format!("{} {}", file(&call.origin.source), told(call))).collect();
    assert_eq!(found, expected, "{language}");
}

#[test]
fn csharp() {
    check(
        "csharp",
        &[
            "Okta.cs 13:30 GET /api/v1/users?limit&search = management:listUsers",
            "Okta.cs 14:37 POST /api/v1/groups = management:addGroup",
            "Okta.cs 15:59 DELETE /api/v1/users/{id} = management:deleteUser",
            "Okta.cs 16:96 PUT /api/v1/groups/{id} = management:replaceGroup",
            "Okta.cs 17:33 POST /api/v1/apps = management:createApplication",
            "Okta.cs 19:31 GET /api/v1/zones = management:listNetworkZones",
            "Okta.cs 20:24 _userApi.ListUsers = management:listUsers",
            "Okta.cs 21:24 _userApi.UpdateUserAsync = management:replaceUser",
            "Okta.cs 23:19 GroupApi.AssignUserToGroupAsync = management:assignUserToGroup",
            "Okta.cs 25:32 ? /api/v1/users = excluded not-a-call",
            "Okta.cs 27:36 GET /api/v1/idps = management:listIdentityProviders",
            "Okta.cs 28:20 ? /api/v1/*** = excluded not-a-call",
            "Okta.cs 29:24 GET /api/v1/devices = management:listDevices",
            "Okta.cs 30:39 POST /api/v1/brands = management:createBrand",
            "Okta.cs 31:44 GET /api/v1/users/{id}/roles = management:listAssignedRolesForUser",
            "Okta.cs 32:29 ? /api/v1/users = excluded not-a-call",
            "Okta.cs 35:14 ? /api/v1/users = excluded not-a-call",
            "Okta.cs 38:10 GET /api/v1/logs = management:listLogEvents",
        ],
    );
}

#[test]
fn go() {
    check(
        "go",
        &[
            "client.go 14:49 GET /api/v1/users/{id}/groups = management:listUserGroups",
            "client.go 16:69 POST /api/v1/users?activate = management:createUser",
            "client.go 18:48 DELETE /api/v1/groups/{…}/users/{…} = management:unassignUserFromGroup",
            "client.go 19:33 GET /api/v1/zones = management:listNetworkZones",
            "client.go 20:23 GET /api/v1/idps = excluded commented-out",
            "client.go 21:21 ? /api/v1/users/me = excluded not-a-call",
            "client.go 22:21 ? /api/v1/users/me = excluded not-a-call",
            "client.go 24:21 PUT /api/v1/users/{id} = management:replaceUser",
            "client.go 33:8 ? /api/v1/users/{id} = excluded not-a-call",
            "client.go 34:18 ? /api/v1/*** = excluded not-a-call",
            "sdk.go 11:14 client.User.ListUsers = management:listUsers",
            "sdk.go 12:9 c.User.UpdateUser = management:replaceUser",
            "sdk.go 13:15 client.Group.AddUserToGroup = management:assignUserToGroup",
            "sdk.go 14:17 client.Session.CreateSession = unresolved removed",
            "sdk.go 17:40 POST /api/v1/apps = management:createApplication",
        ],
    );
}

#[test]
fn java() {
    check(
        "java",
        &[
            "Okta.java 11:72 DELETE /api/v1/users/{id}/sessions = management:revokeUserSessions",
            "Okta.java 12:66 POST /api/v1/users = management:createUser",
            "Okta.java 17:43 PUT /api/v1/groups/{id} = management:replaceGroup",
            "Okta.java 20:72 GET /api/v1/zones = management:listNetworkZones",
            "Okta.java 21:54 DELETE /api/v1/apps/{id} = management:deleteApplication",
            "Okta.java 22:38 GET /api/v1/logs = management:listLogEvents",
            "Okta.java 23:42 GET /api/v1/groups/{id} = management:getGroup",
            "Okta.java 24:29 GET /api/v1/users/{id}/groups = management:listUserGroups",
            "Okta.java 25:42 POST /api/v1/groups = management:addGroup",
            "Okta.java 27:60 POST /api/v1/policies = management:createPolicy",
            "Okta.java 29:45 POST /api/v1/eventHooks = management:createEventHook",
            "Okta.java 30:16 client.listUsers = management:listUsers",
            "Okta.java 31:16 client.getUser = management:getUser",
            "Okta.java 32:14 <User>.suspend = management:suspendUser",
            "Okta.java 33:14 <User>.delete = management:deleteUser",
            "Okta.java 35:19 ? /api/v1/users = excluded not-a-call",
            "Okta.java 36:29 ? /api/v1/users = excluded not-a-call",
            "Okta.java 38:23 ? /api/v1/*** = excluded not-a-call",
            "Okta.java 41:17 ? /api/v1/users = excluded not-a-call",
            "OktaApi.java 6:10 GET /api/v1/users/{id} = management:getUser",
            "OktaApi.java 9:37 DELETE /api/v1/groups/{id} = management:deleteGroup",
            "OktaApi.java 12:18 POST /api/v1/users/{id}/lifecycle/suspend = management:suspendUser",
        ],
    );
}

#[test]
fn javascript() {
    check(
        "javascript",
        &[
            "raw.ts 10:17 DELETE /api/v1/users/{id}/sessions = management:revokeUserSessions",
            "raw.ts 11:22 GET /api/v1/users?limit = management:listUsers",
            "raw.ts 12:27 POST /api/v1/groups = management:addGroup",
            "raw.ts 13:39 PUT /api/v1/groups/{id} = management:replaceGroup",
            "raw.ts 14:19 PUT /api/v1/users/{id} = management:replaceUser",
            "raw.ts 16:17 POST /api/v1/users/{id}/lifecycle/unlock = management:unlockUser",
            "raw.ts 17:17 ? /api/v1/authenticators = ambiguous no-method management:listAuthenticators + management:createAuthenticator",
            "raw.ts 18:23 DELETE /api/v1/groups/{id} = management:deleteGroup",
            "raw.ts 19:19 GET /api/v1/users/{id}/roles = management:listAssignedRolesForUser",
            "raw.ts 20:19 GET /api/v1/apps = management:listApplications",
            "raw.ts 21:54 GET /api/v1/logs = management:listLogEvents",
            "raw.ts 25:22 POST /api/v1/users/{id}/lifecycle/activate = management:activateUser",
            "raw.ts 25:22 POST /api/v1/users/{id}/lifecycle/deactivate = management:deactivateUser",
            "raw.ts 26:25 GET /api/v1/idps = management:listIdentityProviders",
            "raw.ts 27:14 DELETE /api/v1/groups/rules/{id} = management:deleteGroupRule",
            "raw.ts 28:25 POST /api/v1/groups = excluded commented-out",
            "raw.ts 29:17 ? /api/v1/users = excluded not-a-call",
            "raw.ts 35:9 ? /api/v1/users = excluded not-a-call",
            "raw.ts 36:16 ? /api/v1/users = excluded not-a-call",
            "raw.ts 37:36 ? /api/v1/users = excluded not-a-call",
            "sdk.js 5:24 client.userApi.updateUser = management:updateUser",
            "sdk.js 6:24 client.userApi.replaceUser = management:replaceUser",
            "sdk.js 7:51 client.groupApi.listGroups = management:listGroups",
            "sdk.js 8:43 client.groupApi.getGroup = management:getGroup",
            "sdk.js 10:26 GET /api/v1/brands = management:listBrands",
            "sdk.js 11:27 client.userApi.deleteUser = excluded commented-out",
        ],
    );
}

#[test]
fn kotlin() {
    check(
        "kotlin",
        &[
            "Okta.kt 9:20 GET /api/v1/users/{id}/groups = management:listUserGroups",
            "Okta.kt 10:21 POST /api/v1/users = management:createUser",
            "Okta.kt 11:24 DELETE /api/v1/groups/{id} = management:deleteGroup",
            "Okta.kt 12:19 ? /api/v1/*** = excluded not-a-call",
            "Okta.kt 13:45 GET /api/v1/zones = management:listNetworkZones",
            "Okta.kt 14:17 UserApi.updateUser = management:updateUser",
            "Okta.kt 15:17 GET /api/v1/users = excluded not-a-call",
            "Okta.kt 16:52 GET /api/v1/apps = excluded commented-out",
            "Okta.kt 21:19 ? /api/v1/users = excluded not-a-call",
        ],
    );
}

#[test]
fn php() {
    check(
        "php",
        &[
            "Okta.php 12:36 POST /api/v1/users/{id}/lifecycle/activate = management:activateUser",
            "Okta.php 13:32 GET /api/v1/users/{id}/groups = management:listUserGroups",
            "Okta.php 14:18 PUT /api/v1/groups/{id} = management:replaceGroup",
            "Okta.php 15:27 DELETE /api/v1/groups/{id} = management:deleteGroup",
            "Okta.php 16:18 GET /api/v1/users = management:listUsers",
            "Okta.php 18:21 DELETE /api/v1/apps/{id} = management:deleteApplication",
            "Okta.php 22:52 GET /api/v1/zones = management:listNetworkZones",
            "Okta.php 24:35 POST /api/v1/idps = management:createIdentityProvider",
            "Okta.php 25:16 ? /api/v1/users = excluded not-a-call",
            "Okta.php 26:15 GET /api/v1/users = excluded not-a-call",
            "Okta.php 27:23 DELETE /api/v1/zones/*** = excluded commented-out",
            "Okta.php 31:18 GET /api/v1/brands = management:listBrands",
        ],
    );
}

#[test]
fn powershell() {
    check(
        "powershell",
        &[
            "sync.ps1 1:3 .Invoke-OktaListUsers = excluded commented-out",
            "sync.ps1 3:10 .Invoke-OktaListUsers = management:listUsers",
            "sync.ps1 4:1 .Update-OktaUser = management:replaceUser",
            "sync.ps1 5:1 .Add-OktaUserToGroup = management:assignUserToGroup",
            "sync.ps1 6:1 DELETE /api/v1/groups/{id} = excluded not-attributed",
        ],
    );
}

#[test]
fn python() {
    check(
        "python",
        &[
            "raw.py 1:1 ? /api/v1/users = excluded not-a-call",
            "raw.py 12:9 ? /api/v1/zones = excluded not-a-call",
            "raw.py 34:33 GET /api/v1/users?limit&search = management:listUsers",
            "raw.py 39:32 POST /api/v1/users/{user_id}/lifecycle/suspend = management:suspendUser",
            "raw.py 40:26 ? /api/v1/users/me = excluded not-a-call",
            "raw.py 41:30 ? /api/v1/users/{user_id}/lifecycle/suspend = excluded not-a-call",
            "raw.py 44:30 DELETE /api/v1/groups/{…}/users/{…} = management:unassignUserFromGroup",
            "raw.py 45:21 GET /api/v1/groups = management:listGroups",
            "raw.py 46:20 GET /api/v1/logs = management:listLogEvents",
            "raw.py 47:33 PUT /api/v1/groups/{…}/users/{…} = management:assignUserToGroup",
            "raw.py 50:15 DELETE /api/v1/apps/{app_id} = management:deleteApplication",
            "raw.py 53:32 GET /api/v1/users/{…}/factors = management:listFactors",
            "raw.py 54:31 POST /api/v1/users = management:createUser",
            "raw.py 55:25 POST /api/v1/users/{id}/lifecycle/deactivate = excluded commented-out",
            "raw.py 60:22 GET /api/v1/policies?type = management:listPolicies",
            "raw.py 61:22 ? /api/v1/domains = ambiguous no-method management:listCustomDomains + management:createCustomDomain",
            "raw.py 66:22 GET /api/v1/eventHooks = management:listEventHooks",
            "raw.py 66:22 GET /api/v1/inlineHooks = management:listInlineHooks",
            "raw.py 67:38 GET /api/v1/brands = management:listBrands",
            "raw.py 67:66 POST /api/v1/brands = management:createBrand",
            "raw.py 72:29 POST /api/v1/groups/rules/{…}/lifecycle/activate = management:activateGroupRule",
            "raw.py 76:10 ? /api/v1/users = excluded not-a-call",
            "raw.py 82:23 ? /api/v1/users = excluded not-a-call",
            "raw.py 83:15 ? /api/v1/users = excluded not-attributed",
            "raw.py 84:25 ? /api/v1/users = excluded not-a-call",
            "sdk.py 7:43 client.list_users = management:listUsers",
            "sdk.py 8:18 client.update_user = management:replaceUser",
            "sdk.py 9:18 client.partial_update_user = management:updateUser",
            "sdk.py 10:18 client.create_session = unresolved removed",
            "sdk.py 12:20 client.delete_group = excluded commented-out",
            "sdk.py 17:23 client.get_user = management:getUser",
        ],
    );
}

#[test]
fn ruby() {
    check(
        "ruby",
        &[
            "okta.rb 15:35 POST /api/v1/users/{id}/lifecycle/suspend = management:suspendUser",
            "okta.rb 17:34 GET /api/v1/groups = management:listGroups",
            "okta.rb 18:20 DELETE /api/v1/users/{id} = management:deleteUser",
            "okta.rb 19:19 POST /api/v1/users?activate = management:createUser",
            "okta.rb 20:52 PUT /api/v1/groups/{id} = management:replaceGroup",
            "okta.rb 21:20 GET /api/v1/zones = management:listNetworkZones",
            "okta.rb 23:23 DELETE /api/v1/apps/{id} = management:deleteApplication",
            "okta.rb 25:20 GET /api/v1/eventHooks = management:listEventHooks",
            "okta.rb 26:12 ? /api/v1/*** = excluded not-a-call",
            "okta.rb 29:20 PUT /api/v1/brands/{id} = management:replaceBrand",
            "okta.rb 30:11 ? /api/v1/users = excluded not-a-call",
            "okta.rb 31:10 ? /api/v1/users = excluded not-a-call",
            "okta.rb 35:5 ? /api/v1/users = excluded not-a-call",
            "okta.rb 38:20 ? /api/v1/users = excluded not-a-call",
            "okta.rb 40:19 DELETE /api/v1/zones/*** = excluded commented-out",
        ],
    );
}

#[test]
fn rust() {
    check(
        "rust",
        &[
            "okta.rs 10:31 DELETE /api/v1/users/{id} = management:deleteUser",
            "okta.rs 11:31 GET /api/v1/users = management:listUsers",
            "okta.rs 12:50 PUT /api/v1/groups/{id} = management:replaceGroup",
            "okta.rs 13:31 ? /api/v1/zones = ambiguous no-method management:listNetworkZones + management:createNetworkZone",
            "okta.rs 14:29 POST /api/v1/apps = management:createApplication",
            "okta.rs 15:18 GET /api/v1/users = excluded not-a-call",
            "okta.rs 17:19 ? /api/v1/*** = excluded not-a-call",
            "okta.rs 18:29 GET /api/v1/idps = excluded commented-out",
            "okta.rs 18:62 GET /api/v1/brands = excluded commented-out",
            "okta.rs 19:29 ? /api/v1/users = excluded not-a-call",
        ],
    );
}
