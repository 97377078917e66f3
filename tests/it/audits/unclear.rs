//! What was read of networks, keys and methods and is not understood: it is said, the report is not complete, and
//! `--strict` ends with 3.

use std::collections::BTreeSet;

use leastwise::grants::org::{
    ApiToken, App, Gap, GapReason, Group, KeySeen, Known, Network, Org, Redaction, Refusal, Zone,
};
use leastwise::render::Format;
use leastwise::report::AuditView;

use super::{principal, report, written};
use crate::orgs::example;
use crate::program::{folder, run};

const OFFICE: &str = "nzo1office00000000h8";

const MADE: &str = "2026-01-01T00:00:00Z";

fn own(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn zones(include: &[&str]) -> Network {
    Network { connection: "ZONE".to_owned(), include: own(include), ..Network::default() }
}

/// The example with one token and one app.
fn small() -> Org {
    let mut org = example();
    org.api_tokens.seen_mut().unwrap().retain(|token| token.name == "inventory");
    org.apps.seen_mut().unwrap().retain(|app| app.label == "Hr sync");
    org.clients = Known::Known(Vec::new());
    org.integrations = Known::Known(Vec::new());
    org
}

/// The example with this network of the token `inventory`, and these zones besides its own.
fn with_network(network: impl Into<Option<Network>>, zones: Vec<Zone>) -> Org {
    let mut org = small();
    let token = org.api_tokens.seen_mut().unwrap().iter_mut().find(|one| one.name == "inventory").unwrap();
    token.network = network.into();
    org.zones.seen_mut().unwrap().extend(zones);
    org
}

/// The example with a change of the app `Hr sync`.
fn with_app(change: impl Fn(&mut App)) -> Org {
    let mut org = small();
    change(org.apps.seen_mut().unwrap().iter_mut().find(|app| app.label == "Hr sync").unwrap());
    org
}

fn zone(id: &str, gateways: &[&str]) -> Zone {
    Zone {
        id: id.to_owned(),
        name: id.to_owned(),
        kind: "IP".to_owned(),
        status: Some("ACTIVE".to_owned()),
        usage: Some("POLICY".to_owned()),
        gateways: own(gateways),
        ..Zone::default()
    }
}

fn view(org: &Org, name: &str) -> AuditView {
    principal(&report(org, &[]), name).audit.clone().unwrap()
}

fn restricted(org: &Org) -> Option<bool> {
    view(org, "inventory").network.and_then(|network| network.restricted)
}

/// The report names what is not understood in every format, is not complete, and does not pass with `--strict`.
#[track_caller]
fn assert_said(org: &Org, name: &str, said: &str) {
    let report = report(org, &[]);
    assert!(!report.summary.complete, "{said}");
    let view = principal(&report, name).audit.as_ref().unwrap();
    assert!(view.unseen.iter().any(|unseen| unseen.contains(said)), "{said}: {:?}", view.unseen);
    assert!(view.unknown.is_empty(), "what it holds is known all the same: {:?}", view.unknown);
    for format in [Format::Text, Format::Json, Format::Markdown, Format::Html] {
        let text = written(&report, format).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(said), "{}: {said}", format.name());
    }
    let mut text = Vec::new();
    org.write(&mut text, false).unwrap();
    let folder = folder(&[("org.json", &text)]);
    let arguments = ["audit", "--snapshot", "org.json", "--strict", "--principal", name];
    let arguments: Vec<_> = arguments.into_iter().chain(["--fail-on", "error"]).collect();
    let ran = run(&folder, &arguments);
    assert_eq!(ran.code, 3, "{said}\n{}{}", ran.out, ran.err);
}

#[test]
fn a_network_that_is_not_understood_is_said() {
    let connection = |connection: &str| {
        Some(Network { connection: connection.to_owned(), include: own(&[OFFICE]), ..Network::default() })
    };
    let unread =
        |include_unread, exclude_unread| Some(Network { include_unread, exclude_unread, ..zones(&[OFFICE]) });
    for (network, limited, said) in [
        (None, None, "where it may be used could not be seen"),
        (connection("zone"), None, "its connection is not one that is known"),
        (connection("anywhere"), None, "its connection is not one that is known"),
        (connection(""), None, "its connection is not told"),
        (unread(2, 0), None, "2 entries of its lists of network zones could not be read"),
        (unread(0, 1), Some(true), "1 entry of its lists of network zones could not be read"),
        (Some(zones(&[""])), None, "1 entry of its lists of network zones could not be read"),
        (Some(zones(&[OFFICE, "nzo1gone"])), None, "is not one of those that the org tells of"),
        (Some(zones(&["nzo1gone"])), Some(false), "is not one of those that the org tells of"),
    ] {
        let org = with_network(network, Vec::new());
        assert_eq!(restricted(&org), limited, "{said}");
        assert_said(&org, "inventory", said);
    }
}

#[test]
fn a_zone_that_is_not_understood_is_said() {
    let base = || zone("z", &["203.0.113.0/24"]);
    for (zone, said) in [
        (Zone { kind: "IP_V3".to_owned(), ..base() }, "is of a type that is not known"),
        (Zone { status: Some("active".to_owned()), ..base() }, "has a status that is not known"),
        (Zone { usage: None, ..base() }, "has a usage that is not known"),
        (Zone { unread: 1, ..base() }, "has 1 entry that could not be read"),
        (zone("z", &["203.0.113.0/24", "10.0.0.0/255.0.255.0"]), "has 1 entry that could not be read"),
    ] {
        let org = with_network(zones(&["z"]), vec![zone]);
        assert_eq!(restricted(&org), None, "{said}");
        assert_said(&org, "inventory", said);
    }
}

#[test]
fn zones_that_let_in_everything_are_found_however_they_are_written() {
    let wide = |gateways: &[&str]| vec![zone("z", gateways)];
    let proxies = Zone { proxies: own(&["0.0.0.0/0"]), ..zone("z", &["203.0.113.0/24"]) };
    let eighths = (1..=17).map(|number| zone(&format!("z{number}"), &[&format!("{}.0.0.0/8", 2 * number)]));
    for (zones, message) in [
        (wide(&["0.0.0.0/0.0.0.0"]), "`z` holds a large part of all addresses"),
        (wide(&["0.0.0.0-255.255.255.255"]), "`z` holds a large part of all addresses"),
        (wide(&["::/0"]), "`z` holds a large part of all addresses"),
        (wide(&["::ffff:0:0/96"]), "`z` holds a large part of all addresses"),
        (wide(&["0.0.0.0/1", "128.0.0.0/1"]), "`z` holds a large part of all addresses"),
        (vec![zone("a", &["0.0.0.0/1"]), zone("b", &["128.0.0.0/1"])], "`a` holds a large part"),
        (vec![Zone { kind: "NEW".to_owned(), ..zone("z", &["0.0.0.0/0"]) }], "`z` holds a large part"),
        (vec![proxies], "`z` trusts a large part of all addresses as proxies"),
        (eighths.collect(), "its network zones together hold a large part of all addresses"),
    ] {
        let ids: Vec<&str> = zones.iter().map(|zone| zone.id.as_str()).collect();
        let org = with_network(self::zones(&ids), zones.clone());
        assert_eq!(restricted(&org), Some(false), "{message}");
        let report = report(&org, &[]);
        let found = report.of(Some("inventory")).find(|one| one.rule == "token-unrestricted-network");
        assert!(found.is_some_and(|found| found.message.contains(message)), "{message}: {found:?}");
        let mut redacted = org;
        Redaction::new("salt").apply(&mut redacted);
        let count = |org: &Org| {
            let report = self::report(org, &[]);
            let network = |one: &leastwise::report::PrincipalView| {
                one.audit
                    .as_ref()
                    .and_then(|audit| audit.network.as_ref())
                    .and_then(|network| network.restricted)
            };
            report.principals.iter().filter(|one| network(one) == Some(false)).count()
        };
        let before = with_network(self::zones(&ids), zones);
        assert_eq!(count(&redacted), count(&before), "redacted: {message}");
    }
}

#[test]
fn a_key_or_secret_that_is_not_understood_may_be_active_and_is_said() {
    let key = |status: &str, created: &str| KeySeen {
        id: "k".to_owned(),
        status: status.to_owned(),
        created: created.parse().ok(),
        ..KeySeen::default()
    };
    for (status, created, said) in [
        ("active", MADE, "are active could be seen in part only: 1 of them with a status that is not known"),
        (
            "Inactive",
            MADE,
            "are active could be seen in part only: 1 of them with a status that is not known",
        ),
        ("", MADE, "are active could be seen in part only: 1 of them with a status that is not known"),
        ("ACTIVE", "", "were made could be seen in part only: 1 of them without a date"),
        ("ACTIVE", "2031-01-01T00:00:00Z", "were made could be seen in part only: 1 of them without a date"),
    ] {
        for is_secret in [false, true] {
            let org = with_app(|app| {
                let keys =
                    Known::Known(vec![key(status, created), key("ACTIVE", MADE), key("INACTIVE", MADE)]);
                if is_secret { app.secrets = keys } else { app.keys_seen = keys }
            });
            let view = view(&org, "Hr sync").authentication.unwrap();
            let counts = if is_secret { view.secrets } else { view.keys }.unwrap();
            assert_eq!((counts.active, counts.inactive), (2, 1), "{status} {created}");
            assert_said(&org, "Hr sync", said);
        }
    }
}

#[test]
fn an_old_key_of_unknown_status_is_found() {
    let old = |status: &str| {
        let key = KeySeen {
            status: status.to_owned(),
            created: "2020-01-01T00:00:00Z".parse().ok(),
            ..KeySeen::default()
        };
        let org = with_app(|app| app.keys_seen = Known::Known(vec![key.clone()]));
        report(&org, &[]).of(Some("Hr sync")).any(|one| one.rule == "old-key")
    };
    let found = ["ACTIVE", "active", "inactive", "ROTATING", "", "INACTIVE"].map(old);
    assert_eq!(found, [true, true, true, true, true, false]);
}

#[test]
fn a_method_that_is_not_understood_is_said() {
    for (method, said) in [
        (None, "it authenticates could not be seen"),
        (Some("PRIVATE_KEY_JWT"), "its method is not one that is known"),
        (Some("Client_Secret_Basic"), "its method is not one that is known"),
        (Some("tls_client_auth"), "its method is not one that is known"),
        (Some(""), "its method is not one that is known"),
    ] {
        let org = with_app(|app| app.authentication = method.map(str::to_owned));
        assert_said(&org, "Hr sync", said);
    }
}

/// Words that the API does not describe count as active and are printed in no format.
#[test]
fn a_status_that_is_not_understood_is_said_and_not_printed() {
    let with_user = |status: Option<&str>| {
        let mut org = small();
        let owner = org.api_tokens.entries()[0].owner.clone();
        for user in org.users.seen_mut().unwrap().iter_mut().filter(|user| user.id == owner) {
            user.status = status.map(str::to_owned);
        }
        org
    };
    let with_status = |status: &str| with_app(|app| status.clone_into(&mut app.status));
    for (org, name, said) in [
        (with_status("s3cr3t"), "Hr sync", "its status is not one that is known"),
        (with_status("inactive"), "Hr sync", "its status is not one that is known"),
        (with_status(""), "Hr sync", "`listApplications` does not tell its status"),
        (with_user(None), "inventory", "the status of its owner could not be seen"),
        (with_user(Some("s3cr3t")), "inventory", "the status of its owner could be seen in part only"),
        (with_user(Some("")), "inventory", "the status of its owner could be seen in part only"),
    ] {
        let report = report(&org, &[]);
        assert!(!report.summary.complete, "{said}");
        let audit = principal(&report, name).audit.as_ref().unwrap();
        assert!(!audit.inactive, "{said}");
        for format in [Format::Text, Format::Json, Format::Markdown, Format::Html, Format::Csv, Format::Sarif]
        {
            let text = written(&report, format);
            assert!(!text.contains("s3cr3t"), "{}: {text}", format.name());
        }
        let text = written(&report, Format::Text).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(said), "{said}\n{text}");
    }
    let odd = report(&with_user(Some("s3cr3t")), &[]);
    let finding = odd.of(Some("inventory")).find(|one| one.rule == "token-owner-inactive");
    assert!(finding.unwrap().message.ends_with("has a status that is not known"), "{finding:?}");
    let connection = Network { connection: "s3cr3t".to_owned(), ..Network::default() };
    let odd = with_network(Some(connection), Vec::new());
    assert!(!written(&report(&odd, &[]), Format::Json).contains("s3cr3t"));
}

#[test]
fn keys_of_which_only_the_number_is_known_or_nothing_are_said() {
    for (method, keys, jwks_uri, is_said) in [
        ("private_key_jwt", Some(3), false, true),
        ("private_key_jwt", None, false, true),
        ("tls_client_auth", None, false, true),
        ("client_secret_basic", Some(1), false, true),
        ("private_key_jwt", Some(0), false, false),
        ("private_key_jwt", None, true, false),
        ("client_secret_basic", None, false, false),
    ] {
        let org = with_app(|app| {
            app.authentication = Some(method.to_owned());
            (app.keys, app.jwks_uri, app.keys_seen) = (keys, jwks_uri, Known::NotAsked);
        });
        let said = "keys were made could not be seen: the org was not asked";
        let view = view(&org, "Hr sync");
        assert_eq!(view.unseen.iter().any(|unseen| unseen.contains(said)), is_said, "{method} {keys:?}");
        if is_said {
            assert_said(&org, "Hr sync", said);
        }
    }
}

#[test]
fn groups_that_were_not_read_are_said() {
    let gap = |operation: &str| Gap::new(format!("management:{operation}"), GapReason::Refused);
    let groups = small().groups.entries().to_vec();
    for groups in [
        Known::Partial { value: groups, gap: gap("listUserGroups") },
        Known::Refused(Refusal {
            operation: "management:listUserGroups".to_owned(),
            status: 403,
            ..Refusal::default()
        }),
        Known::NotAsked,
    ] {
        let org = Org { groups, ..small() };
        let report = report(&org, &[]);
        assert!(!report.summary.complete, "{:?}", org.groups);
        let said = "the groups of the admins of the org";
        assert!(report.notes.iter().any(|note| note.message.starts_with(said)), "{:?}", report.notes);
    }
}

#[test]
fn members_of_a_group_are_asked_for_with_the_groups() {
    let refused = Known::Refused(Refusal {
        operation: "management:listGroups".to_owned(),
        status: 403,
        ..Refusal::default()
    });
    for (all_groups, said) in [
        (Known::NotAsked, "the org was not asked; `--with-groups` asks"),
        (refused, "`listGroups` was refused (403)"),
        (Known::Known(9), "the org was not asked"),
    ] {
        let mut org = Org { all_groups, ..small() };
        let roles =
            org.users.entries().iter().find(|user| !user.roles.entries().is_empty()).unwrap().roles.clone();
        let (id, name) = ("00g1desk".to_owned(), Some("Desk".to_owned()));
        org.groups.seen_mut().unwrap().push(Group { id, name, roles, ..Group::default() });
        let unknown = view(&org, "Desk").unknown;
        let said = format!("its members could not be seen: {said}");
        assert!(unknown.contains(&said), "{said}: {unknown:?}");
    }
}

#[test]
fn no_two_principals_share_a_name() {
    let mut org = small();
    let token = org.api_tokens.entries()[0].clone();
    let named = |(id, name): &(&str, &str)| ApiToken {
        id: (*id).to_owned(),
        name: (*name).to_owned(),
        ..token.clone()
    };
    for names in [
        [("x", "n"), ("x2", "n"), ("y", "n (x) #2"), ("z", "n (x)")],
        [("z", "n (x)"), ("y", "n (x) #2"), ("x", "n"), ("x2", "n")],
        [("a", "n #2"), ("b", "n"), ("c", "n (b)"), ("d", "n (b) #2")],
    ] {
        org.api_tokens = Known::Known(names.iter().map(named).collect());
        for user in org.users.seen_mut().unwrap().iter_mut().take(2) {
            user.login = Some("n (x) #2".to_owned());
        }
        let report = report(&org, &[]);
        let distinct: BTreeSet<&str> = report.principals.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(distinct.len(), report.principals.len(), "{names:?}");
    }
}
