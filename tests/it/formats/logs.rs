//! Logs: what servers, proxies and clients write about requests, and Okta's System Log.

use leastwise::intake::{Format, Input, ReadOptions, Reading, read};
use leastwise::model::{Asked, Call, Seen};

use super::{check, reading};
use crate::program::folder;
use crate::support::matcher;

#[test]
fn a_virtual_host_tells_the_host_and_a_name_of_a_client_does_not() {
    check(
        "access-log/apache-vhost.log",
        &[
            "1:65 GET /api/v1/groups = management:listGroups | used | 200",
            "2:64 GET /***/*** = excluded foreign-host | used | 200",
            "3:50 PATCH /api/v1/policies/{id} = excluded denied | 405",
            "4:80 HEAD /api/v1/users = corrected wrong-method management:listUsers | used | 200",
            "5:47 ? /api/v1/users = excluded not-a-call | used | 501",
        ],
    );
}

#[test]
fn clients_write_a_line_or_two_for_a_request() {
    check(
        "access-log/clients.log",
        &[
            "1:82 GET /api/v1/users?after&limit = management:listUsers | used | 200",
            "3:57 DELETE /api/v1/users/{id}/sessions = excluded denied | 403",
            "4:5 POST /api/v1/apps = management:createApplication | used | 200",
            "7:5 GET /api/v1/idps?q = excluded denied | 401",
            "11:55 GET /api/v1/groups?q = management:listGroups | used | 200",
            "13:29 POST /api/v1/users/{id}/lifecycle/deactivate?sendEmail = excluded denied | 404",
            "15:28 GET /api/v1/trustedOrigins = management:listTrustedOrigins",
            "16:36 PUT /api/v1/trustedOrigins/*** = management:replaceTrustedOrigin | used | 200",
        ],
    );
}

#[test]
fn w3c_columns_are_named_in_the_log() {
    check(
        "access-log/cloudfront.log",
        &[
            "3:61 GET /api/v1/users?limit&q = management:listUsers | used | 200",
            "4:62 POST /api/v1/users = excluded denied | 429",
        ],
    );
}

#[test]
fn envoy_writes_the_host_behind_the_request() {
    check(
        "access-log/envoy.log",
        &[
            "2:29 POST /api/v1/groups/rules = management:createGroupRule | used | 200",
            "3:29 GET /***/*** = excluded foreign-host | used | 200",
            "4:29 DELETE /api/v1/groups/rules/{id} = management:deleteGroupRule",
        ],
    );
}

#[test]
fn json_lines_of_many_servers_name_the_parts_alike() {
    check(
        "access-log/json-lines.log",
        &[
            "1:70 GET /api/v1/users?q = management:listUsers | used | 200",
            "2:62 POST /api/v1/groups = management:addGroup | used | 201",
            "3:60 GET /api/v1/apps?limit = excluded denied | 403",
            "4:29 DELETE /api/v1/groups/{id} = management:deleteGroup | used | 204",
            "5:167 PUT /api/v1/groups/{id}/users/{id} = management:assignUserToGroup | used | 204",
            "6:38 GET /api/v1/zones = management:listNetworkZones | used | 502",
            "7:1 GET /api/v1/logs?since = management:listLogEvents | used | 200",
            "8:70 GET /api/v1/idps = management:listIdentityProviders | used | 200",
        ],
    );
}

#[test]
fn load_balancers_write_the_status_first() {
    check(
        "access-log/load-balancers.log",
        &[
            "1:124 GET /api/v1/users/{id}/factors = management:listFactors | used | 200",
            "2:107 POST /api/v1/users/{id}/factors = excluded denied | 403",
            "3:161 GET /api/v1/users = management:listUsers | used | 200",
            "5:47 GET /api/v1/devices = management:listDevices | used | 200",
        ],
    );
}

#[test]
fn what_a_client_says_about_itself_is_no_request() {
    check(
        "access-log/nginx-combined.log",
        &[
            "1:50 GET /api/v1/users?limit&search = management:listUsers | used | 200 | 2 times",
            "3:47 POST /api/v1/users/{id}/lifecycle/suspend = excluded denied | 403",
            "6:47 DELETE /api/v1/users/{id} = management:deleteUser | used | 204",
            "7:47 GET /api/v1/groups = management:listGroups",
            "8:141 PUT /api/v1/groups/{id} = management:replaceGroup",
            "9:47 GET /api/v1/sessions/*** = management:getSession | used | 200",
        ],
    );
}

#[test]
fn answers_find_their_requests_by_transaction() {
    check(
        "access-log/terraform-json.log",
        &[
            "2:241 GET /api/v1/users/{id} = management:getUser | used | 200",
            "3:242 POST /api/v1/users/{id} = excluded denied | 403 MissingRole",
            "6:1 GET /api/v1/meta/schemas/user/default = management:getUserSchema",
        ],
    );
}

#[test]
fn an_answer_to_one_of_several_requests_is_nobodys() {
    check(
        "access-log/terraform-text.log",
        &[
            "4:1 GET /api/v1/groups/{id} = management:getGroup | used | 200",
            "23:1 POST /api/v1/groups = excluded denied | 403 lacks okta.groups.manage",
            "33:1 PUT /api/v1/zones/*** = management:replaceNetworkZone",
            "36:1 GET /api/v1/zones = management:listNetworkZones",
            "42:160 GET /api/v1/policies?q&type = excluded denied | 404",
        ],
    );
}

#[test]
fn events_in_elastic_are_read_once() {
    check(
        "system-log/elastic.json",
        &[
            "13:25 system.api_token.revoke /api/v1/api-tokens/{id} = management:revokeApiToken | used",
            "33:32 iam.role.create /api/v1/iam/roles = management:createRole | used",
        ],
    );
}

#[test]
fn an_event_bridge_event_over_many_lines() {
    check(
        "system-log/event-bridge.json",
        &["39:23 policy.lifecycle.create /api/v1/policies = management:createPolicy | used"],
    );
}

#[test]
fn pages_of_an_exporter() {
    check(
        "system-log/exporter.json",
        &[
            "35:20 user.mfa.factor.deactivate /api/v1/users/{id}/factors/{id} = management:unenrollFactor | used | 2 times",
            "162:20 user.account.privilege.grant /api/v1/users/{id}/roles = management:assignRoleToUser | used",
            "223:20 ***.resource.*** /api/internal/***/*** = unresolved private-endpoint | used",
        ],
    );
}

#[test]
fn events_behind_a_syslog_header() {
    check(
        "system-log/forwarded.log",
        &[
            "1:639 group.lifecycle.delete+group.user_membership.remove /api/v1/groups/{id} = management:deleteGroup | used",
        ],
    );
}

#[test]
fn interleaved_transactions_become_calls() {
    check(
        "system-log/interleaved.ndjson",
        &[
            "1:594 user.lifecycle.suspend+user.session.clear /api/v1/users/{id}/lifecycle/suspend = management:suspendUser | used | 2 times",
            "2:597 group.user_membership.add /api/v1/groups/{id}/users/{id} = management:assignUserToGroup | used",
            "4:600 group.user_membership.remove /api/v1/groups/{id}/users/{id} = management:unassignUserFromGroup | used",
            "5:597 application.user_membership.remove+user.lifecycle.deactivate /api/v1/users/{id} = management:deleteUser | used",
            "10:599 group.user_membership.remove+user.account.update_profile /api/v1/users/{id} = management:updateUser + management:replaceUser | used",
            "12:601 system.org.rate_limit.warning /api/v1/users = management:listUsers | used",
            "13:600 system.org.rate_limit.violation /api/v1/groups/{id} = ambiguous no-method management:deleteGroup + management:getGroup + management:replaceGroup | used",
            "14:591 zone.make_blacklist /api/v1/zones/*** = ambiguous no-method management:deleteNetworkZone + management:replaceNetworkZone | used",
            "15:590 policy.rule.update /api/v1/policies/{id}/rules/{id} = management:replacePolicyRule | used",
            "16:591 user.session.start /login/signout = excluded browser-flow | used",
        ],
    );
}

#[test]
fn token_grants_ask_for_scopes() {
    check(
        "system-log/pages.json",
        &[
            "34:23 app.oauth2.token.grant.access_token /oauth2/v1/token = oauth:token | requested",
            "96:23 app.oauth2.token.grant /oauth2/v1/token = excluded denied",
            "156:23 app.oauth2.as.token.grant.access_token /oauth2/{id}/v1/token = oauth:tokenCustomAS | used",
            "219:19 group.user_membership.add /api/v1/groups/{id}/users/{id} = management:assignUserToGroup | used",
            "278:19 group.user_membership.add /api/v1/groups/{id}/users/{id} = excluded denied",
            "337:19 app.oauth2.token.grant.access_token /oauth2/v1/token = oauth:token | requested",
            "429:19 app.oauth2.client.read_client_secret /api/v1/apps/{id}/credentials/secrets/*** = management:getOAuth2ClientSecret | used",
        ],
    );
}

#[test]
fn splunk_rows_hold_the_text_or_the_columns() {
    check(
        "system-log/splunk.json",
        &[
            "1:35 application.lifecycle.update /api/v1/apps/{id} = management:replaceApplication | used",
            "2:139 application.lifecycle.delete /api/v1/apps/{id} = management:deleteApplication | used",
        ],
    );
}

/// What is read of a text, as a format or as what it looks like.
pub(super) fn of(name: &str, text: &str, from: Option<Format>) -> Result<Reading, String> {
    let folder = folder(&[(name, text.as_bytes())]);
    read(&[Input::Path(folder.path().join(name))], &ReadOptions::of_format(from), matcher())
        .map_err(|errors| errors.to_string())
}

/// The notes on a fixture.
fn notes(fixture: &str) -> Vec<(Option<u32>, String)> {
    reading(fixture).notes.into_iter().map(|note| (note.line, note.message)).collect()
}

#[test]
fn lines_that_cannot_be_read_are_counted_and_named() {
    let several = "the calls are those of several callers, the plan is for all of them together: for one, take its \
                   events only, by `transaction.detail.requestApiTokenId`, `client.id` or `actor.id`";
    assert_eq!(
        notes("system-log/interleaved.ndjson"),
        [
            (Some(7), "3 lines are no JSON and passed over; the others: 8, 20".to_owned()),
            (None, several.to_owned())
        ]
    );
    let cut = "1 line is cut off or broken and passed over".to_owned();
    assert_eq!(notes("access-log/nginx-combined.log"), [(Some(10), cut.clone())]);
    assert_eq!(notes("access-log/json-lines.log"), [(Some(10), cut)]);
    assert_eq!(notes("access-log/clients.log"), []);
}

#[test]
fn a_broken_page_names_the_place() {
    let page =
        "[{\"eventType\": \"a.b\", \"uuid\": \"1\",\n\"debugContext\": {\"debugData\": {\"requestUri\": ";
    for (text, place) in [
        (format!("{page}\"/api/v1/groups\"}}}}}},\n{{\"a\" 1}}]"), "line 3, column 6"),
        (format!("{page}\"/api/v1/gro"), "line 2, column 58"),
        (format!("{page}\"/api/v1/groups\"}}}}}}]\n[{{\"a\": 1"), "line 3, column 9"),
    ] {
        let error = of("log.json", &text, Some(Format::SystemLog)).unwrap_err();
        assert!(error.contains(place) && error.contains("is no System Log"), "{text}: {error}");
    }
}

#[test]
fn requested_scopes_are_told_in_full() {
    let calls = reading("system-log/pages.json").calls;
    let scopes = |call: &Call| match &call.asked {
        Asked::Event(event) => event.scopes.clone(),
        _ => Vec::new(),
    };
    let requested: Vec<_> = calls.iter().filter(|call| call.seen == Seen::Requested).map(scopes).collect();
    assert_eq!(requested, [vec!["okta.groups.manage", "okta.users.read"], vec!["***", "okta.users.read"]]);
    assert_eq!(scopes(&calls[1]), ["okta.policies.manage"]);
    assert_eq!(scopes(&calls[2]), [""; 0], "those of a server of the customer are none of Okta's APIs");
}

#[test]
fn what_is_no_log_is_not_taken_for_one() {
    for text in [
        "curl -X POST https://acme.okta.com/api/v1/users -d '{}'\n",
        "# Calls\n\n- GET /api/v1/users\n- POST /api/v1/groups\n",
        "GET https://acme.okta.com/api/v1/users HTTP/1.1\nAuthorization: SSWS x\n\n###\nPOST https://acme.okta.com/api/v1/groups\n",
        "method\tpath\tstatus\nGET\t/api/v1/users\t200\n",
        "{\"method\":\"GET\",\"path\":\"/api/v1/users\"}\n{\"method\":\"GET\",\"path\":\"/api/v1/groups\"}\n",
        "[{\"method\":\"GET\",\"path\":\"/api/v1/users\",\"status\":200}]",
        "{\"request\":{\"method\":\"GET\",\"url\":\"/api/v1/users\"},\"response\":{\"status\":200}}",
        "print('203.0.113.9 \"GET /api/v1/users HTTP/1.1\" 200')\n# a\n# b\n# c\n",
        "openapi: 3.0.3\ncomponents:\n  eventType: x\n  published: x\n",
        "{\"components\":{\"LogEvent\":{\"eventType\":\"x\",\"published\":\"y\"}}}",
        "{\"log\":{\"version\":\"1.2\",\"entries\":[{\"response\":{\"content\":{\"text\":\"[{\\\"eventType\\\":\\\"x\\\"}]\"}}}]}}",
        "2026-07-06 notes of the meeting\n2026-07-07 more notes\n",
        "",
    ] {
        let claimed = Format::claiming("x", text.as_bytes());
        let logs: Vec<_> =
            claimed.into_iter().filter(|one| matches!(one, Format::AccessLog | Format::SystemLog)).collect();
        assert_eq!(logs, [], "{text}");
    }
}

#[test]
fn a_log_with_a_mark_before_it_is_read() {
    let event = "{\"eventType\":\"a.b\",\"uuid\":\"1\",\"debugContext\":{\"debugData\":{\"requestUri\":\"/api/v1/groups\"}}}";
    for text in [format!("\u{feff}{event}\n{event}"), format!("\u{feff}[{event},\n{event}]")] {
        let reading = of("x.json", &text, None).unwrap();
        assert_eq!(reading.calls.iter().map(|call| call.times).collect::<Vec<_>>(), [2], "{text}");
        assert_eq!(reading.notes, []);
    }
}

#[test]
fn more_different_calls_than_are_told_apart_are_an_error() {
    let line = |number: u32| {
        const WORDS: [&str; 10] = [
            "users", "groups", "apps", "zones", "logs", "domains", "devices", "brands", "realms", "policies",
        ];
        let digits = number.to_string();
        let path: Vec<_> = digits.bytes().map(|digit| WORDS[usize::from(digit - b'0')]).collect();
        let path = path.join("/");
        format!("203.0.113.9 - - [06/Jul/2026:08:10:00 +0000] \"GET /{path} HTTP/1.1\" 200 5\n")
    };
    let at_limit: String = (0..100_000).map(line).collect();
    assert_eq!(of("access.log", &at_limit, None).unwrap().calls.len(), 100_000);
    let reading = of("access.log", &(at_limit + &line(100_000)), None).unwrap();
    let failed: Vec<_> = reading.failed.iter().map(ToString::to_string).collect();
    assert!(
        matches!(&failed[..], [one] if one.contains("different calls from here on are not read")),
        "{failed:?}"
    );
}
