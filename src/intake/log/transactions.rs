//! Events to calls: the events of one request share a transaction, and together they say what it was.
//!
//! A log is nearly in the order of time, so a transaction is over when many others have begun since; only those that
//! may go on are held.

use std::mem;
use std::sync::Arc;

use indexmap::IndexMap;

use super::caller::{CallerKind, is_of_an_api};
use super::event::LogEvent;
use super::fold::{Fold, alike};
use crate::disclosure::{AllowList, is_token_like};
use crate::intake::calls::Calls;
use crate::intake::target::Target;
use crate::model::{Asked, Call, Event, Origin, Seen, SetAside, Window};

/// How many transactions must begin after one, at least, before it counts as over.
const OPEN: usize = 2_048;

/// How many types of events, or scopes, are kept of one request.
const MOST_WORDS: usize = 100;

/// The requests that a log shows so far.
#[derive(Debug, Default)]
pub(super) struct Transactions {
    /// Those that began lately, by transaction and path.
    young: IndexMap<String, Open>,
    /// Those that began before them.
    old: IndexMap<String, Open>,
    fold: Fold,
    /// What is put together to look something up.
    url: String,
    key: String,
    /// The first that called, and whether others did.
    caller: Option<String>,
    callers: bool,
    /// Whether calls are told apart by who made them.
    by_caller: bool,
    window: Window,
    /// What may be printed of an event.
    allowed: Arc<AllowList>,
}

/// A request of which more events may come.
#[derive(Debug)]
struct Open {
    origin: Origin,
    url: String,
    caller: Option<Arc<str>>,
    types: Vec<String>,
    scopes: Vec<String>,
    /// Whether some event says that it got through, and whether one says that it did not.
    passed: bool,
    refused: bool,
}

impl Transactions {
    /// Nothing yet; whether calls are to be told apart by who made them.
    pub(super) fn new(by_caller: bool, allowed: Arc<AllowList>) -> Self {
        Self { by_caller, allowed, ..Self::default() }
    }

    /// Takes an event in; `origin` tells where it stands. One without a request is none of a call.
    pub(super) fn add(&mut self, event: &LogEvent<'_>, origin: impl FnOnce() -> Origin) {
        self.window.add(if is_moment(&event.published) { &event.published } else { "" });
        let path = if event.uri.is_empty() { &event.url } else { &event.uri };
        let path = path.split(['?', '#']).next().unwrap_or_default();
        if path.is_empty() || !(path.starts_with('/') || path.contains("://")) {
            return;
        }
        if self.by_caller && !tells_use(event, path) {
            return;
        }
        // Each event of the Admin Console is an act by itself, and its path shows nothing.
        let console = console_root(event, path).filter(|_| self.by_caller);
        self.url.clear();
        if let Some(root) = console {
            self.url.push_str(root);
        } else {
            let query = event.url.split_once('?').or_else(|| event.uri.split_once('?'));
            alike((path, query.map_or("", |(_, query)| query)), &self.allowed, &mut self.url);
        }
        let caller = self.caller_of(event);
        if event.transaction.is_empty() || console.is_some() {
            let mut open = Open::new(origin(), &self.url, caller);
            open.take(event);
            return self.close(open);
        }
        self.key.clear();
        self.key.push_str(&event.transaction);
        self.key.push_str(path);
        // A job of Okta's may write events of the transaction, too.
        self.key.push_str(caller.as_deref().unwrap_or_default());
        if let Some(open) = self.young.get_mut(&self.key).or_else(|| self.old.get_mut(&self.key)) {
            return open.take(event);
        }
        let mut open = Open::new(origin(), &self.url, caller);
        open.take(event);
        self.young.insert(self.key.clone(), open);
        if self.young.len() == OPEN {
            let over = mem::replace(&mut self.old, mem::take(&mut self.young));
            over.into_values().for_each(|open| self.close(open));
        }
    }

    /// The end of the log.
    pub(super) fn end(mut self, calls: &mut Calls) {
        for open in mem::take(&mut self.old).into_values().chain(mem::take(&mut self.young).into_values()) {
            self.close(open);
        }
        calls.found.window.merge(&self.window);
        if self.callers && !self.by_caller {
            calls.note(
                None,
                "the calls are those of several callers, the plan is for all of them together: for one, take its \
                 events only, by `transaction.detail.requestApiTokenId`, `client.id` or `actor.id`",
            );
        }
        self.fold.end(calls);
    }

    fn close(&mut self, open: Open) {
        self.key.clear();
        for word in open.types.iter().chain(&open.scopes) {
            self.key.push_str(word);
            self.key.push(' ');
        }
        self.key.push_str(if open.is_denied() { "-" } else { "+" });
        self.key.push_str(open.caller.as_deref().unwrap_or_default());
        self.key.push_str(&open.url);
        let origin = open.origin.clone();
        self.fold.count(&self.key, origin, |_| open.call());
    }

    /// Who made the call, where that is asked; notes in any case whether there are several.
    fn caller_of(&mut self, event: &LogEvent<'_>) -> Option<Arc<str>> {
        if self.by_caller {
            return event.caller.as_ref().map(|caller| Arc::from(&*caller.id));
        }
        if self.callers {
            return None;
        }
        match (&event.caller, &self.caller) {
            (Some(caller), None) => self.caller = Some(caller.id.clone().into_owned()),
            (Some(caller), Some(known)) => self.callers = *known != caller.id,
            (None, _) => {}
        }
        None
    }
}

impl Open {
    fn new(origin: Origin, url: &str, caller: Option<Arc<str>>) -> Self {
        Self {
            origin,
            url: url.to_owned(),
            caller,
            types: Vec::new(),
            scopes: Vec::new(),
            passed: false,
            refused: false,
        }
    }

    fn take(&mut self, event: &LogEvent<'_>) {
        // What runs into a limit was let through before, and the limit says nothing about access.
        if !Event::is_limit(&event.kind) {
            let refused = matches!(&*event.outcome, "FAILURE" | "DENY");
            self.refused |= refused;
            self.passed |= !refused;
        }
        insert(&mut self.types, &event.kind);
        if is_grant(&event.kind) && is_org_server(&self.url) {
            let scopes = if event.requested.is_empty() { &event.granted } else { &event.requested };
            for scope in scopes.split([',', ' ']).filter(|scope| !scope.is_empty()) {
                insert(&mut self.scopes, scope);
            }
        }
    }

    /// Whether nothing of it got through.
    const fn is_denied(&self) -> bool {
        self.refused && !self.passed
    }

    /// The call, once it is over.
    fn call(self) -> Call {
        let Target { path, query, .. } = Target::parse(&self.url);
        let seen = match () {
            () if self.is_denied() => Seen::NoEvidence,
            () if self.scopes.is_empty() => Seen::Used,
            () => Seen::Requested,
        };
        let set_aside = self.is_denied().then_some(SetAside::Denied);
        let asked = Asked::Event(Event { path, query, types: self.types, scopes: self.scopes });
        let caller = self.caller;
        Call { seen, caller, ..Call::new(self.origin, asked) }.set_aside(set_aside)
    }
}

/// Whether an event tells of the use of an API by its caller, as an org is asked for it.
fn tells_use(event: &LogEvent<'_>, path: &str) -> bool {
    let path = local(path);
    let of_an_api = event.caller.as_ref().is_none_or(|caller| is_of_an_api(path, caller.kind));
    let scopes =
        || [&event.requested, &event.granted].into_iter().flat_map(|scopes| scopes.split([',', ' ']));
    of_an_api && (!is_grant(&event.kind) || (is_org_server(path) && scopes().any(is_scope_of_okta)))
}

/// The root of the path where a user acted in the Admin Console.
fn console_root(event: &LogEvent<'_>, path: &str) -> Option<&'static str> {
    let is_user = event.caller.as_ref().is_some_and(|caller| caller.kind == CallerKind::User);
    Event::console_root(local(path)).filter(|_| is_user)
}

/// The path of a URL without its host.
fn local(url: &str) -> &str {
    let Some((_, rest)) = url.split_once("://").filter(|_| !url.starts_with('/')) else { return url };
    rest.find('/').and_then(|start| rest.get(start..)).unwrap_or("/")
}

/// Whether a text is a moment as the log writes it: RFC 3339 in UTC.
fn is_moment(text: &str) -> bool {
    const LONGEST: usize = 32;
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '-' | ':' | '.' | 'T');
    text.len() <= LONGEST && text.strip_suffix('Z').is_some_and(|text| text.chars().all(is_part))
}

/// Whether a token was asked for; the servers of Okta's own and of customers have events of their own.
pub(crate) fn is_grant(kind: &str) -> bool {
    kind.starts_with("app.oauth2.token.grant") || kind.starts_with("app.oauth2.as.token.grant")
}

/// Whether the server is the one whose scopes are those of Okta's APIs: there is no id of a server in its path.
pub(crate) fn is_org_server(url: &str) -> bool {
    url.contains("/oauth2/v1/")
}

/// Whether a scope is one of Okta's APIs.
pub(crate) fn is_scope_of_okta(scope: &str) -> bool {
    scope.starts_with("okta.")
}

/// Puts a type or a scope in its place, unless it is there or has signs that such a word never has.
fn insert(words: &mut Vec<String>, word: &str) {
    let Err(position) = words.binary_search_by(|known| known.as_str().cmp(word)) else { return };
    if words.len() < MOST_WORDS && has_form_of_dotted(word) {
        words.insert(position, word.to_owned());
    }
}

/// Whether a text has the form of the type of an event, or of a scope.
fn has_form_of_dotted(word: &str) -> bool {
    const LONGEST: usize = 120;
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | ':' | '/');
    word.len() <= LONGEST && word.chars().all(allowed)
}

/// The same, where it cannot be a secret either.
pub(crate) fn is_dotted(word: &str) -> bool {
    has_form_of_dotted(word) && !word.split(['.', ':', '/']).any(is_token_like)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::log::caller::Caller;

    /// The calls of events, each given as transaction, type, outcome and path.
    fn told(events: &[(&str, &str, &str, &str)]) -> Vec<String> {
        let mut log = Transactions::new(false, Arc::new(AllowList::open()));
        let mut calls = Calls::of(&"x".into());
        for (line, (transaction, kind, outcome, uri)) in (1..).zip(events) {
            let event = LogEvent {
                kind: (*kind).into(),
                outcome: (*outcome).into(),
                uri: (*uri).into(),
                transaction: (*transaction).into(),
                ..LogEvent::default()
            };
            log.add(&event, || Origin { source: "x".into(), line, column: 1 });
        }
        log.end(&mut calls);
        let told = |call: &Call| {
            let set_aside = call.set_aside.map(|set_aside| format!(" {set_aside:?}")).unwrap_or_default();
            format!("{} {} x{} {}{set_aside}", call.origin.line, call.text(), call.times, call.seen.name())
        };
        calls.found.calls.iter().map(told).collect()
    }

    #[test]
    fn events_of_one_transaction_are_one_call_in_any_order() {
        let (suspend, other) = ("/api/v1/users/00u1abcdefGHIJKLM0h8/lifecycle/suspend", "/api/v1/groups");
        assert_eq!(
            told(&[
                ("t1", "user.session.clear", "SUCCESS", suspend),
                ("t2", "group.lifecycle.create", "SUCCESS", other),
                ("t1", "user.lifecycle.suspend", "SUCCESS", suspend),
                ("", "group.lifecycle.create", "SUCCESS", other),
                ("t3", "user.session.clear", "SUCCESS", suspend),
                ("t3", "user.lifecycle.suspend", "SUCCESS", suspend),
                ("t4", "user.session.end", "SUCCESS", ""),
            ]),
            [
                "1 user.lifecycle.suspend, user.session.clear: /api/v1/users/{id}/lifecycle/suspend x2 used",
                "2 group.lifecycle.create: /api/v1/groups x2 used",
            ]
        );
    }

    #[test]
    fn a_call_is_denied_when_no_event_of_it_got_through() {
        let path = "/api/v1/groups";
        assert_eq!(
            told(&[
                ("t1", "group.lifecycle.create", "FAILURE", path),
                ("t2", "group.lifecycle.create", "FAILURE", path),
                ("t2", "group.lifecycle.create", "SUCCESS", path),
                ("t3", "system.org.rate_limit.violation", "DENY", path),
                ("t4", "policy.x", "", path),
                ("t5", "system.org.rate_limit.warning", "SUCCESS", path),
                ("t5", "group.lifecycle.create", "FAILURE", path),
            ]),
            [
                "1 group.lifecycle.create: /api/v1/groups x1 no evidence Denied",
                "2 group.lifecycle.create: /api/v1/groups x1 used",
                "4 system.org.rate_limit.violation: /api/v1/groups x1 used",
                "5 policy.x: /api/v1/groups x1 used",
                "6 group.lifecycle.create, system.org.rate_limit.warning: /api/v1/groups x1 no evidence Denied",
            ]
        );
    }

    #[test]
    fn what_is_open_is_bounded_and_nothing_is_lost() {
        let ids: Vec<String> = (0..10 * OPEN).map(|number| format!("t{number}")).collect();
        let events: Vec<_> =
            ids.iter().map(|id| (id.as_str(), "zone.update", "SUCCESS", "/api/v1/zones/1")).collect();
        assert_eq!(told(&events), ["1 zone.update: /api/v1/zones/1 x20480 used"]);
    }

    #[test]
    fn calls_of_several_callers_stay_apart_where_that_is_asked() {
        let told = |by_caller: bool| {
            let mut log = Transactions::new(by_caller, Arc::new(AllowList::open()));
            let mut calls = Calls::of(&"x".into());
            for (line, token) in (1..).zip(["00T1a", "00T1b", "00T1a"]) {
                let event = LogEvent {
                    kind: "zone.update".into(),
                    uri: "/api/v1/zones/1".into(),
                    published: format!("2026-11-2{line}T08:00:00.000Z").into(),
                    caller: Some(Caller { kind: CallerKind::ApiToken, id: token.into() }),
                    ..LogEvent::default()
                };
                log.add(&event, || Origin { source: "x".into(), line, column: 1 });
            }
            log.end(&mut calls);
            let window = &calls.found.window;
            assert_eq!((window.events, window.from.as_deref()), (3, Some("2026-11-21T08:00:00.000Z")));
            let told =
                |call: &Call| format!("{} x{}", call.caller.as_deref().unwrap_or("anybody"), call.times);
            calls.found.calls.iter().map(told).collect::<Vec<_>>()
        };
        assert_eq!(told(true), ["00T1a x2", "00T1b x1"]);
        assert_eq!(told(false), ["anybody x3"]);
    }

    #[test]
    fn what_could_be_a_secret_is_no_type() {
        assert!(is_dotted("app.oauth2.as.token.grant.access_token"));
        assert!(is_dotted("okta.authorizationServers.read"));
        assert!(!is_dotted("00QbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCd"));
        assert!(!is_dotted("a\u{1b}[31m"));
    }
}
