//! How apps authenticate, from where tokens are accepted, and what is said where that could not be seen.

use leastwise::check::Log;
use leastwise::grants::org::{Gap, GapReason, Known, Needs, Network, Org, Refusal};
use leastwise::intake::{Format as Input, ReadOptions, read};
use leastwise::render::Format;

use super::{principal, report, report_of, written};
use crate::orgs::example;
use crate::program::folder;
use crate::support::matcher;

fn refused<T>(operation: &str) -> Known<T> {
    let needs = Needs { scope: Some("okta.networkZones.read".to_owned()), ..Needs::default() };
    Known::Refused(Refusal {
        operation: format!("management:{operation}"),
        status: 403,
        needs,
        ..Refusal::default()
    })
}

fn partial<T>(value: T, operation: &str) -> Known<T> {
    Known::Partial { value, gap: Gap::new(format!("management:{operation}"), GapReason::Failed) }
}

fn message(org: &Org, name: &str, rule: &str) -> Option<String> {
    report(org, &[]).of(Some(name)).find(|one| one.rule == rule).map(|one| one.message.clone())
}

#[test]
fn the_example_is_seen_whole() {
    assert!(report(&example(), &[]).summary.complete);
}

#[test]
fn zones_that_were_not_read_are_said_and_never_complete() {
    for zones in [refused("listNetworkZones"), partial(Vec::new(), "listNetworkZones"), Known::NotAsked] {
        let org = Org { zones, ..example() };
        let report = report(&org, &[]);
        assert!(!report.summary.complete, "{:?}", org.zones);
        let text = written(&report, Format::Text);
        assert!(text.contains("the network zones of the org could"), "{:?}: {text}", org.zones);
        let inventory = principal(&report, "inventory").audit.as_ref().unwrap();
        let restricted = inventory.network.as_ref().unwrap().restricted;
        assert_eq!(restricted, None, "a zone that was not read is neither missing nor a limit");
    }
}

#[test]
fn keys_and_secrets_that_were_not_read_are_said_and_never_complete() {
    for (keys, secrets) in [
        (refused("listJwk"), Known::NotAsked),
        (partial(Vec::new(), "listJwk"), Known::NotAsked),
        (Known::NotAsked, Known::NotAsked),
        (Known::Known(Vec::new()), refused("listOAuth2ClientSecrets")),
        (Known::Known(Vec::new()), partial(Vec::new(), "listOAuth2ClientSecrets")),
    ] {
        let mut org = example();
        let app = org.apps.seen_mut().unwrap().iter_mut().find(|app| app.label == "Hr sync").unwrap();
        (app.keys_seen, app.secrets) = (keys, secrets);
        let report = report(&org, &[]);
        assert!(!report.summary.complete);
        let view = principal(&report, "Hr sync").audit.as_ref().unwrap();
        assert_eq!(view.unseen.len(), 1, "{:?}", view.unseen);
        assert!(view.unknown.is_empty(), "what it holds is known all the same");
        for format in [Format::Text, Format::Json, Format::Markdown, Format::Html] {
            assert!(written(&report, format).contains("were made could"), "{format:?}");
        }
    }
}

#[test]
fn secrets_that_were_not_asked_for_are_said_of_apps_that_use_them() {
    let mut org = example();
    for app in org.apps.seen_mut().unwrap() {
        app.secrets = Known::NotAsked;
    }
    let report = report(&org, &[]);
    assert!(report.summary.complete, "they are asked for on demand");
    let text = written(&report, Format::Markdown);
    assert_eq!(text.matches("number and age of its secrets not read").count(), 2, "{text}");
}

#[test]
fn a_token_says_why_it_may_be_used_from_anywhere() {
    const RULE: &str = "token-unrestricted-network";
    let own = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    for (include, exclude, expected) in [
        (&["nzo1office00000000h8"][..], &[][..], None),
        (&[], &["nzo1office00000000h8"], Some("it only excludes the network zone `Office`")),
        (&[], &[], Some("its list of network zones is empty")),
        (&["ALL_IP_ZONES"], &[], Some("it includes every network zone")),
        (&["nzo1blocked0000000h8"], &[], Some("its network zone `BlockedIpZone` is a blocklist")),
        (&["nzo1gone"], &[], Some("its network zone `nzo1gone` does not exist")),
    ] {
        let mut org = example();
        let token =
            org.api_tokens.seen_mut().unwrap().iter_mut().find(|one| one.name == "inventory").unwrap();
        token.network = Some(Network {
            connection: "ZONE".into(),
            include: own(include),
            exclude: own(exclude),
            ..Network::default()
        });
        let found = message(&org, "inventory", RULE);
        let expected = expected.map(|why| format!("it may be used from anywhere: {why}"));
        assert_eq!(found, expected, "{include:?} {exclude:?}");
    }
}

#[test]
fn methods_are_judged_by_what_they_rest_on() {
    let with = |method: &str| {
        let mut org = example();
        let app = org.apps.seen_mut().unwrap().iter_mut().find(|app| app.label == "Hr sync").unwrap();
        app.authentication = Some(method.to_owned());
        org
    };
    for (method, secret, none) in
        [("private_key_jwt", false, false), ("client_secret_jwt", true, false), ("none", false, true)]
    {
        let org = with(method);
        assert_eq!(message(&org, "Hr sync", "client-secret").is_some(), secret, "{method}");
        assert_eq!(message(&org, "Hr sync", "client-unauthenticated").is_some(), none, "{method}");
    }
}

#[test]
fn a_log_of_another_org_is_said_to_be_one() {
    let event = |token: &str| {
        format!(
            r#"{{"eventType":"zone.create","published":"2026-11-19T08:00:00.000Z","outcome":{{"result":"SUCCESS"}},"actor":{{"id":"00u9","type":"User"}},"transaction":{{"id":"t","detail":{{"requestApiTokenId":"{token}"}}}},"debugContext":{{"debugData":{{"requestUri":"/api/v1/zones"}}}}}}"#
        )
    };
    let org = example();
    let known = org.api_tokens.entries()[0].id.clone();
    for (token, is_said) in [("00T9elsewhere", true), (known.as_str(), false)] {
        let folder = folder(&[("log.json", event(token).as_bytes())]);
        let options =
            ReadOptions { from: Input::named("system-log"), by_caller: true, ..ReadOptions::default() };
        let input = leastwise::intake::Input::Path(folder.path().join("log.json"));
        let reading = read(&[input], &options, matcher()).unwrap();
        let log = Log::of(&org, Some((reading.calls, reading.window)));
        let report = report_of(&org, &[], log.as_ref());
        let note = report.notes.iter().find(|note| note.code == "log-of-others");
        assert_eq!(note.is_some(), is_said, "{token}");
        assert!(note.is_none_or(|note| note.message.starts_with("the only caller in the files")), "{note:?}");
    }
}
