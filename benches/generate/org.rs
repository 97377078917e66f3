//! A large org: apps, users, tokens and what the log shows of them, all made up of a few numbers.

use std::io::{self, Write};

/// Scopes that apps are granted, from one to eight of them.
const SCOPES: [&str; 16] = [
    "okta.users.read",
    "okta.users.manage",
    "okta.groups.read",
    "okta.groups.manage",
    "okta.apps.read",
    "okta.apps.manage",
    "okta.logs.read",
    "okta.policies.read",
    "okta.policies.manage",
    "okta.idps.manage",
    "okta.authorizationServers.manage",
    "okta.devices.manage",
    "okta.roles.read",
    "okta.brands.manage",
    "okta.eventHooks.manage",
    "okta.sessions.manage",
];

/// Roles that are given, from none to two of them.
const ROLES: [&str; 8] = [
    "SUPER_ADMIN",
    "ORG_ADMIN",
    "APP_ADMIN",
    "USER_ADMIN",
    "HELP_DESK_ADMIN",
    "READ_ONLY_ADMIN",
    "REPORT_ADMIN",
    "GROUP_MEMBERSHIP_ADMIN",
];

/// Requests of the log, each with the type of its event.
const REQUESTS: [(&str, &str); 8] = [
    ("/api/v1/users/{id}/lifecycle/suspend", "user.lifecycle.suspend"),
    ("/api/v1/users/{id}", "user.account.update_profile"),
    ("/api/v1/users", "user.lifecycle.create"),
    ("/api/v1/groups", "group.lifecycle.create"),
    ("/api/v1/groups/{id}/users/{id}", "group.user_membership.add"),
    ("/api/v1/apps", "application.lifecycle.create"),
    ("/api/v1/apps/{id}/lifecycle/activate", "application.lifecycle.activate"),
    ("/api/v1/users/{id}/sessions", "user.session.clear"),
];

/// How many users there are for each app, and of how many of them one is an admin.
const USERS: usize = 4;
const ADMINS: usize = 20;

/// Of how many apps each has a token beside it.
const TOKENS: usize = 10;

const SINCE: &str = "2026-11-13T00:00:00Z";
const UNTIL: &str = "2026-11-20T00:00:00Z";

pub(super) fn write(out: &mut impl Write, apps: usize) -> io::Result<()> {
    write!(
        out,
        r#"{{"schema":"leastwise.org/1","org":"https://large.okta.com","taken":"{UNTIL}","client_privileges":{{"known":false}},"scopes_supported":"not_asked","groups":{{"known":[]}},"custom_roles":{{"known":[]}},"resource_sets":{{"known":[]}},"integrations":{{"known":[]}},"apps":"#
    )?;
    list(out, apps, app)?;
    write!(out, r#","users":"#)?;
    list(out, apps * USERS, user)?;
    write!(out, r#","api_tokens":"#)?;
    list(out, apps / TOKENS, token)?;
    write!(
        out,
        r#","log":{{"known":{{"since":"{SINCE}","until":"{UNTIL}","events":{},"principals":"#,
        apps * 400
    )?;
    let activities = (0..apps).map(activity).collect::<Vec<_>>().join(",");
    writeln!(out, "[{activities}]}}}}}}")
}

fn list(out: &mut impl Write, count: usize, one: fn(usize) -> String) -> io::Result<()> {
    write!(out, r#"{{"known":["#)?;
    for number in 0..count {
        write!(out, "{}{}", if number == 0 { "" } else { ",\n" }, one(number))?;
    }
    write!(out, "]}}")
}

/// A number that depends on another one and looks like chance.
fn mixed(number: usize) -> usize {
    let mixed = (number as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    usize::try_from((mixed ^ (mixed >> 29)) >> 33).unwrap_or_default()
}

/// Some of a list: which, and how many of them, depends on the number.
fn some<T: Copy>(all: &[T], number: usize, least: usize, most: usize) -> Vec<T> {
    let count = least + mixed(number) % (most - least + 1);
    let mut found: Vec<usize> = (0..count).map(|at| mixed(number * 31 + at) % all.len()).collect();
    found.sort_unstable();
    found.dedup();
    found.iter().map(|at| all[*at]).collect()
}

fn roles(number: usize, holder: &str, least: usize) -> String {
    let role = |role: &str| {
        format!(r#"{{"id":"ra1","role":"{role}","label":"{role}","status":"ACTIVE","holder":"{holder}"}}"#)
    };
    some(&ROLES, number, least, 2).into_iter().map(role).collect::<Vec<_>>().join(",")
}

fn app(number: usize) -> String {
    let grant = |scope: &str| format!(r#"{{"scope":"{scope}","status":"ACTIVE","source":"admin"}}"#);
    let grants = some(&SCOPES, number, 1, 8).into_iter().map(grant).collect::<Vec<_>>().join(",");
    let roles = roles(number + 7, "client", 0);
    format!(
        r#"{{"id":"0oa{number:017}","client_id":"0oa{number:017}","label":"App {number}","status":"ACTIVE","application_type":"service","grants":{{"known":[{grants}]}},"roles":{{"known":[{roles}]}}}}"#
    )
}

fn user(number: usize) -> String {
    let roles = if number % ADMINS == 0 { roles(number + 13, "user", 1) } else { String::new() };
    format!(
        r#"{{"id":"00u{number:017}","login":"user{number}@large.example","status":"ACTIVE","roles":{{"known":[{roles}]}},"groups":{{"known":[]}}}}"#
    )
}

fn token(number: usize) -> String {
    let owner = number * ADMINS;
    format!(
        r#"{{"id":"00T{number:017}","name":"token {number}","owner":"00u{owner:017}","updated":"2026-11-01T00:00:00Z","expires":"2026-12-01T00:00:00Z","window":"P30D","network":{{"connection":"ANYWHERE"}}}}"#
    )
}

fn activity(number: usize) -> String {
    let times = r#""times":50,"first":"2026-11-14T00:00:00Z","last":"2026-11-19T00:00:00Z""#;
    let request = |(path, kind): (&str, &str)| format!(r#"{{"path":"{path}","types":["{kind}"],{times}}}"#);
    let asked = some(&SCOPES, number, 1, 4);
    let asked = asked.iter().map(|scope| format!(r#""{scope}""#)).collect::<Vec<_>>().join(",");
    let grant = format!(
        r#"{{"path":"/oauth2/v1/token","types":["app.oauth2.token.grant.access_token"],"requested":[{asked}],{times}}}"#
    );
    let requests = some(&REQUESTS, number + 3, 1, 4).into_iter().map(request);
    let requests = requests.chain([grant]).collect::<Vec<_>>().join(",");
    format!(
        r#"{{"actor":{{"kind":"client","id":"0oa{number:017}"}},"events":400,"first":"2026-11-14T00:00:00Z","last":"2026-11-19T00:00:00Z","requests":[{requests}]}}"#
    )
}
