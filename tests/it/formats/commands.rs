//! Commands that send requests, in scripts of any shell.

use rstest::rstest;

use super::{check, told};
use crate::support::calls;

#[test]
fn scripts() {
    check(
        "code/nightly.sh",
        &[
            "2:1 ? / = excluded not-a-call",
            "3:1 ? /api/v1 = excluded not-a-call",
            "5:3 DELETE /api/v1/zones/*** = excluded commented-out",
            "6:1 PUT /api/v1/groups/{…}/users/{…} = management:assignUserToGroup",
            "10:1 GET /api/v1/users = management:listUsers",
            "11:6 GET /api/v1/users?q = management:listUsers",
            "12:1 POST /api/v1/users?activate = management:createUser",
            "15:4 GET /api/v1/logs = excluded not-a-call",
            "18:13 POST /api/v1/groups = management:addGroup",
            "19:3 ? /api/v1/zones = excluded not-a-call",
            "21:1 POST /api/v1/groups body profile = management:addGroup",
            "22:1 POST /api/v1/users = management:createUser",
            "24:27 POST /api/v1/users/{…}/lifecycle/suspend = management:suspendUser",
            "25:1 ? /api/v1/users/{…} = ambiguous no-method management:deleteUser + management:getUser + management:updateUser + management:replaceUser",
            "26:10 ? / = excluded not-a-call",
            "27:1 GET /api/v1/brands = management:listBrands",
            "28:1 POST /api/v1/groups body name = management:addGroup",
            "29:1 POST /api/v1/users/***/lifecycle/activate?sendEmail = management:activateUser",
            "30:1 DELETE /api/v1/groups/*** = management:deleteGroup",
            "31:1 GET /api/v1/domains = management:listCustomDomains",
            "32:1 PUT /api/v1/domains/*** body x = management:replaceCustomDomain",
            "33:1 POST /api/v1/groups body name = management:addGroup",
            "34:1 POST /api/v1/users/***/lifecycle/unlock body x = management:unlockUser",
            "35:1 GET /api/v1/logs = management:listLogEvents",
        ],
    );
    check(
        "code/rotate.ps1",
        &[
            "1:2 ? / = excluded not-a-call",
            "3:3 DELETE /api/v1/zones/*** = excluded commented-out",
            "5:1 GET /api/v1/brands = excluded commented-out",
            "7:1 POST /api/v1/users = management:createUser",
            "8:1 PUT /api/v1/groups/{…}/users/{id} = management:assignUserToGroup",
            "12:6 GET /api/v1/apps?limit = management:listApplications",
            "13:1 GET /api/v1/logs = management:listLogEvents",
            "14:1 DELETE /api/v1/groups/{id} = management:deleteGroup",
            "16:5 POST /api/v1/users/{id}/lifecycle/suspend = management:suspendUser",
            "22:2 GET /api/v1/policies?type = management:listPolicies",
            "24:1 DELETE /api/v1/zones/{…} = management:deleteNetworkZone",
            "25:2 ? /api/v1/zones/{…} = excluded not-a-call",
            "26:1 GET /api/v1/groups/{…} = management:getGroup",
            "27:1 POST /api/v1/eventHooks = management:createEventHook",
            "28:7 GET /api/v1/idps = management:listIdentityProviders",
        ],
    );
}

/// Commands whose method or URL does not stand where one looks first.
#[rstest]
#[case::table_of_headers(
    "irm \"$b/api/v1/users\" -Headers @{ Authorization = \"SSWS $t\"; Accept = \"x\" } -Method Post",
    "1:1 POST /api/v1/users"
)]
#[case::table_of_many_lines(
    "Invoke-RestMethod -Uri \"$b/api/v1/users\" -Headers @{\n  Authorization = \"x\"\n} -Method Post",
    "1:1 POST /api/v1/users"
)]
#[case::body_in_parentheses(
    "irm $b/api/v1/users -Body (@{ a = 1 } | ConvertTo-Json) -Method Post",
    "1:1 POST /api/v1/users"
)]
#[case::block_ends(
    "try { irm \"$b/api/v1/users\" } catch { Write-Error \"DELETE failed\" }",
    "1:7 GET /api/v1/users"
)]
#[case::formatted(
    "irm (\"{0}/api/v1/groups/{1}\" -f $b, $id) -Method Delete",
    "1:1 DELETE /api/v1/groups/{…}"
)]
#[case::joined("irm -Method Put -Uri ($b + '/api/v1/groups/' + $id)", "1:1 PUT /api/v1/groups/{id}")]
#[case::worked_out("irm -Method $m -Uri $b/api/v1/groups", "1:1 ? /api/v1/groups")]
#[case::switch_before_another(
    "irm -Verbose -Uri $b/api/v1/groups -ErrorAction Stop -Method Post",
    "1:1 POST /api/v1/groups"
)]
#[case::redirected("curl -s $b/api/v1/groups 2>/dev/null -X POST", "1:1 POST /api/v1/groups")]
#[case::flags_in_a_variable(
    "curl \"${opts[@]}\" -X DELETE \"$b/api/v1/groups/$g\"",
    "1:1 DELETE /api/v1/groups/{…}"
)]
#[case::head("wget --spider $b/api/v1/logs", "1:1 HEAD /api/v1/logs")]
#[case::wget_flag_apart("wget --method DELETE -O - $b/api/v1/groups/1", "1:1 DELETE /api/v1/groups/***")]
#[case::sent_by_wget(
    "wget --post-data '{\"profile\": {}}' $b/api/v1/groups",
    "1:1 POST /api/v1/groups body profile"
)]
#[case::sent_by_httpie(
    "http acme.okta.com/api/v1/groups profile[name]=x profile:='{}' q==1 X-Y:z",
    "1:1 POST /api/v1/groups?q body profile"
)]
#[case::raw("xh --raw '{\"a\": 1}' acme.okta.com/api/v1/groups", "1:1 POST /api/v1/groups body a")]
#[case::nothing_sent("https -a x: acme.okta.com/api/v1/groups Accept:x q==1", "1:1 GET /api/v1/groups?q")]
fn a_command_is_read(#[case] text: &str, #[case] expected: &str) {
    let found: Vec<_> = calls(text).iter().map(told).collect();
    let asked: Vec<_> = found.iter().map(|told| told.split(" = ").next().unwrap()).collect();
    assert_eq!(asked, [expected]);
}
