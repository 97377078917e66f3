//! Recordings of traffic: requests with their answers.

use super::check;

#[test]
fn har() {
    check(
        "har/admin-session.har",
        &[
            "12:18 GET /api/v1/users?limit&search = management:listUsers | used | 200",
            "23:49 OPTIONS /api/v1/groups = excluded not-a-call | used | 204",
            "29:45 GET /api/v1/stream = excluded not-a-call | used | 101",
            "35:18 POST /api/v1/users/00u1abcdefGHIJKLM0h8/lifecycle/suspend = excluded denied | 403 lacks okta.users.manage",
            "47:36 POST /api/v1/users?activate body profile,groupIds,credentials = management:createUser | used | 200",
            "53:45 GET /api/v1/groups?q = management:listGroups | used | 200 EmptyList",
            "57:45 GET /app.js?*** = excluded foreign-host | used | 200",
            "61:48 DELETE /api/v1/users/00u1abcdefGHIJKLM0h8/sessions = management:revokeUserSessions",
        ],
    );
}
