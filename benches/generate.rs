//! Writes large inputs to measure with: `cargo run --release --example generate -- har 50 > /tmp/50.har`.
//!
//! What it knows: `list CALLS`, `har MEGABYTES`, `system-log MEGABYTES`, `org APPS` with four users for each app.

#[path = "generate/org.rs"]
mod org;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

/// Paths with their methods and the types of their events.
const CALLS: [(&str, &str, &str); 8] = [
    ("GET", "/api/v1/users/{u}", ""),
    ("POST", "/api/v1/users/{u}/lifecycle/suspend", "user.lifecycle.suspend"),
    ("PUT", "/api/v1/groups/{g}/users/{u}", "group.user_membership.add"),
    ("DELETE", "/api/v1/groups/{g}/users/{u}", "group.user_membership.remove"),
    ("GET", "/api/v1/apps?limit=200&after={u}", ""),
    ("POST", "/api/v1/users?activate=false", "user.lifecycle.create"),
    ("DELETE", "/api/v1/users/{u}/sessions", "user.session.clear"),
    ("POST", "/api/v1/groups", "group.lifecycle.create"),
];

/// How large an answer of a recording and the rest of an event are, in bytes.
const PADDING: usize = 1_500;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let amount = arguments.get(1).and_then(|amount| amount.parse::<usize>().ok());
    let mut out = BufWriter::new(io::stdout().lock());
    let written = match (arguments.first().map(String::as_str), amount) {
        (Some("list"), Some(calls)) => list(&mut out, calls),
        (Some("har"), Some(megabytes)) => har(&mut out, megabytes << 20),
        (Some("system-log"), Some(megabytes)) => system_log(&mut out, megabytes << 20),
        (Some("org"), Some(apps)) => org::write(&mut out, apps),
        _ => {
            // Nobody is left to tell when stderr is closed.
            let _ = writeln!(
                io::stderr(),
                "usage: generate list CALLS | har MEGABYTES | system-log MEGABYTES | org APPS"
            );
            return ExitCode::from(2);
        }
    };
    if written.and_then(|()| out.flush()).is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The call of a number, with ids that differ from all others.
fn call(number: usize) -> (&'static str, String, &'static str) {
    let (method, path, event) = CALLS[number % CALLS.len()];
    let path =
        path.replace("{u}", &format!("00u{number:017}")).replace("{g}", &format!("00g{:017}", number / 7));
    (method, path, event)
}

fn list(out: &mut impl Write, calls: usize) -> io::Result<()> {
    (0..calls)
        .map(call)
        .try_for_each(|(method, path, _)| writeln!(out, "{method} https://acme.okta.com{path}"))
}

fn har(out: &mut impl Write, size: usize) -> io::Result<()> {
    let body = r#"{\"id\": \"00u1abcdefGHIJKLM0h8\"}, "#.repeat(PADDING / 34);
    write!(
        out,
        r#"{{"log": {{"version": "1.2", "creator": {{"name": "generate", "version": "1"}}, "entries": ["#
    )?;
    let mut written = 0;
    let mut number = 0;
    while written < size {
        let (method, path, _) = call(number);
        let comma = if number == 0 { "" } else { ",\n" };
        let entry = format!(
            r#"{comma}{{"startedDateTime": "2026-11-02T08:00:00.000Z", "time": 12.5, "request": {{"method": "{method}", "url": "https://acme.okta.com{path}", "httpVersion": "http/2.0", "headers": [{{"name": "accept", "value": "application/json"}}, {{"name": "user-agent", "value": "generate/1"}}], "queryString": [], "cookies": []}}, "response": {{"status": 200, "statusText": "", "headers": [{{"name": "content-type", "value": "application/json"}}], "content": {{"size": {PADDING}, "mimeType": "application/json", "text": "[{body}]"}}}}, "cache": {{}}, "timings": {{"send": 0, "wait": 12, "receive": 0}}}}"#
        );
        out.write_all(entry.as_bytes())?;
        written += entry.len();
        number += 1;
    }
    writeln!(out, "]}}}}")
}

fn system_log(out: &mut impl Write, size: usize) -> io::Result<()> {
    let padding = r#"{"ip": "198.51.100.24", "version": "V4", "source": null}, "#.repeat(PADDING / 58);
    let mut written = 0;
    let mut number = 0;
    while written < size {
        let (_, path, event) = call(number);
        let path = path.split('?').next().unwrap_or_default();
        let event = if event.is_empty() { "user.session.access_admin_app" } else { event };
        let line = format!(
            r#"{{"actor": {{"id": "00u1abcdefGHIJKLM0h8", "type": "User", "alternateId": "svc@acme.example", "displayName": "Service", "detailEntry": null}}, "client": {{"userAgent": {{"rawUserAgent": "sync/1"}}, "id": null}}, "eventType": "{event}", "outcome": {{"result": "SUCCESS", "reason": null}}, "published": "2026-11-02T08:00:00.000Z", "debugContext": {{"debugData": {{"requestId": "r{number}", "requestUri": "{path}", "url": "{path}?"}}}}, "transaction": {{"type": "WEB", "id": "r{number}", "detail": {{"requestApiTokenId": "00T1abcdefGHIJKLM0h8"}}}}, "uuid": "u{number}", "version": "0", "request": {{"ipChain": [{padding}null]}}, "target": [{{"id": "00u{number:017}", "type": "User"}}]}}"#
        );
        writeln!(out, "{line}")?;
        written += line.len() + 1;
        number += 1;
    }
    Ok(())
}
