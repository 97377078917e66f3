//! Tables in every notation: JSON, NDJSON, YAML, CSV, TSV, HTML, Markdown.

use super::check;

#[test]
fn json_and_yaml_are_read() {
    check(
        "table/calls.ndjson",
        &[
            "1:82 GET /api/v1/users/00u1abcdefGHIJKLM0h8 = management:getUser",
            "2:59 DELETE /api/v1/users/00u1abcdefGHIJKLM0h8/sessions = management:revokeUserSessions | used | 204",
            "3:62 POST /api/v1/groups = excluded denied | 403",
            "5:56 GET /api/v1/apps?q = management:listApplications",
            "6:2 PUT /api/v1/groups/{groupId}/users/{userId} = management:assignUserToGroup",
        ],
    );
    check(
        "table/inventory.json",
        &[
            "7:33 GET /api/v1/users?search = management:listUsers",
            "7:75 GET /api/v1/groups = excluded not-a-call",
            "8:61 POST /api/v1/users/{userId}/lifecycle/suspend = management:suspendUser",
            "9:42 GET /api/v1/users/{id} = management:getUser",
            "9:42 PUT /api/v1/users/{id} = management:replaceUser",
            "10:36 GET /api/v1/groups = management:listGroups",
            "10:36 POST /api/v1/groups = management:addGroup",
            "11:29 PUT /api/v1/groups/00g1abcdefGHIJKLM0h8/users/00u1abcdefGHIJKLM0h8 = management:assignUserToGroup",
            "12:34 DELETE /api/v1/groups/{groupId} = excluded negated",
            "13:34 DELETE /api/v1/apps/{appId} = excluded not-a-call",
            "14:35 ? / = excluded not-a-call",
            "15:30 GET /v1/people?*** = excluded foreign-host",
            "16:14 ? /api/v1/zones = ambiguous no-method management:listNetworkZones + management:createNetworkZone",
            "19:25 GET /api/v1/logs = management:listLogEvents",
            "20:32 GET /api/v1/devices = management:listDevices",
            "20:62 DELETE /api/v1/devices = corrected missing-id management:deleteDevice",
            "21:24 GET /api/v1/realms = management:listRealms",
            "21:31 POST /api/v1/realms = management:createRealm",
            "22:23 GET /api/v1/brands = management:listBrands",
            "23:16 DELETE /api/v1/zones/{zoneId} = management:deleteNetworkZone",
            "25:13 PATCH /api/v1/realms/{id} = corrected wrong-method management:replaceRealm",
            "25:73 DELETE /api/v1/realms/{id} = excluded negated",
            "26:72 ? /api/v1/users/00u1abcdefGHIJKLM0h8 = excluded not-a-call",
            "26:155 POST /api/v1/users/00u1abcdefGHIJKLM0h8/lifecycle/deactivate = excluded not-a-call",
            "27:39 POST /batch = unresolved no-such-operation",
            "27:90 DELETE /api/v1/users/00u1abcdefGHIJKLM0h8 = excluded not-a-call",
            "28:18 name management:unlockUser = management:unlockUser",
            "28:43 name listLogEvents = management:listLogEvents",
        ],
    );
    check(
        "table/routes.yaml",
        &[
            "8:11 GET /api/v1/users = management:listUsers",
            "9:23 POST /api/v1/users/{id}/lifecycle/unlock = management:unlockUser",
            "11:7 DELETE /api/v1/users/{userId} = excluded commented-out",
            "14:11 GET /api/v1/groups = management:listGroups",
            "14:11 POST /api/v1/groups = management:addGroup",
            "18:11 DELETE /api/v1/groups/{groupId} = excluded not-a-call",
            "21:5 name suspendUser = management:suspendUser",
            "22:5 name management:listApplications = management:listApplications",
            "25:3 POST /api/v1/users/00u1abcdefGHIJKLM0h8/lifecycle/suspend = management:suspendUser",
            "27:3 GET /api/v1/logs = excluded commented-out",
        ],
    );
}

#[test]
fn csv_and_tsv_are_read() {
    check(
        "csv/bare.csv",
        &[
            "1:2 GET /api/v1/users = management:listUsers",
            "2:2 PUT /api/v1/groups/{groupId}/users/{userId} = management:assignUserToGroup",
            "3:3 DELETE /api/v1/groups/{groupId}/users/{userId} = excluded commented-out",
        ],
    );
    check(
        "csv/export.tsv",
        &[
            "2:1 GET /api/v1/apps?after = management:listApplications | used | 200",
            "3:1 POST /api/v1/apps = excluded denied | 403",
            "4:1 GET /api/v1/apps = management:listApplications | used | 200",
        ],
    );
    check(
        "csv/matrix.csv",
        &[
            "2:16 GET /api/v1/groups = management:listGroups",
            "2:16 POST /api/v1/groups = management:addGroup",
            "3:26 GET /api/v1/groups/{groupId} = management:getGroup",
            "3:26 PUT /api/v1/groups/{groupId} = management:replaceGroup",
            "3:38 GET /api/v1/users = excluded not-a-call",
        ],
    );
    check(
        "csv/spreadsheet.csv",
        &[
            "4:18 GET /api/v1/users?search = management:listUsers",
            "5:23 POST /api/v1/users/{userId}/lifecycle/suspend = management:suspendUser",
            "6:1 POST /api/v1/users/{userId}/lifecycle/unsuspend = management:unsuspendUser",
            "7:20 GET /api/v1/users/{userId}/sessions = unresolved wrong-method",
            "7:20 DELETE /api/v1/users/{userId}/sessions = management:revokeUserSessions",
            "8:16 DELETE /api/v1/groups/{groupId} = excluded negated",
            "9:2 PUT /api/v1/groups/{groupId} = management:replaceGroup",
        ],
    );
}

#[test]
fn html_are_read() {
    check(
        "html/confluence.html",
        &[
            "10:6 DELETE /api/v1/apps/{appId} = excluded commented-out",
            "21:35 GET /api/v1/users/{userId} = management:getUser",
            "26:35 POST /api/v1/users/{userId} = management:updateUser",
            "26:35 DELETE /api/v1/users/{userId} = management:deleteUser",
            "32:42 GET /api/v1/groups/***/users = management:listGroupUsers",
            "32:42 GET /api/v1/groups = management:listGroups",
            "42:35 GET /api/v1/zones = excluded negated",
            "49:10 DELETE /api/v1/groups/{groupId} = excluded negated",
            "51:4 POST /api/v1/groups = management:addGroup",
            "53:1 GET /api/v1/logs?since = management:listLogEvents",
            "54:1 POST /api/v1/users = management:createUser",
        ],
    );
    check(
        "html/word.htm",
        &[
            "19:53 GET /api/v1/users/{userId}/factors?expand = management:listFactors",
            "25:26 DELETE /api/v1/users/{userId}/factors/{factorId} = excluded negated",
        ],
    );
}

#[test]
fn markdown_are_read() {
    check(
        "text/wiki.md",
        &[
            "5:4 POST /api/v1/users/{userId}/lifecycle/suspend = management:suspendUser",
            "5:4 POST /api/v1/users/{userId}/lifecycle/unsuspend = management:unsuspendUser",
            "6:3 GET /api/v1/groups = management:listGroups",
            "7:3 POST /api/v1/groups = management:addGroup",
            "8:3 DELETE /api/v1/groups/{groupId} = excluded negated",
            "14:27 GET /api/v1/zones/{zoneId} = management:getNetworkZone",
            "15:33 DELETE /api/v1/devices/{deviceId} = management:deleteDevice",
            "17:3 GET /api/v1/logs?since = management:listLogEvents",
        ],
    );
}
