//! The System Log to what each principal did: the events of one request become one, and requests that are alike are
//! counted, page by page, so that nothing else of the log is held.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};

use super::pages::Pages;
use super::{Ask, LiveError};
use crate::grants::org::{Activity, Actor, ActorKind, Gap, GapReason, Known, Log, Needs, Org, SeenRequest};
use crate::intake::log::{alike_path, alike_query, is_dotted, is_grant, is_org_server};
use crate::model::Event;

/// How many different requests are told apart.
const MOST: usize = 200_000;

/// How long after an event others of the same request may come, in milliseconds.
const SPREAD: i64 = 2_000;

/// How many events may wait for others of their request.
const WAITING: usize = 2_000;

/// An event, as far as it is read.
#[derive(Default, Deserialize)]
#[serde(default)]
struct EventWire {
    #[serde(rename = "eventType")]
    kind: Text,
    published: Text,
    outcome: Option<OutcomeWire>,
    actor: Option<ActorWire>,
    client: Option<ClientWire>,
    transaction: Option<TransactionWire>,
    #[serde(rename = "debugContext")]
    debug: Option<DebugWire>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct OutcomeWire {
    result: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ActorWire {
    id: Text,
    #[serde(rename = "type")]
    kind: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct ClientWire {
    id: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct TransactionWire {
    id: Text,
    detail: Option<DetailWire>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DetailWire {
    #[serde(rename = "requestApiTokenId")]
    token: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DebugWire {
    #[serde(rename = "debugData")]
    data: Option<DataWire>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct DataWire {
    request_uri: Text,
    url: Text,
    requested_scopes: Text,
    granted_scopes: Text,
}

/// A text; whatever else stands there is nothing, since Okta promises nothing of these fields.
#[derive(Default)]
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Any {
            Text(String),
            Other(IgnoredAny),
        }
        Ok(match Any::deserialize(deserializer)? {
            Any::Text(text) => Self(text),
            Any::Other(_) => Self::default(),
        })
    }
}

/// An event of a request of somebody who matters.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Happened {
    actor: Actor,
    transaction: String,
    /// The path, with placeholders for ids.
    path: String,
    query: Vec<String>,
    kind: String,
    requested: Vec<String>,
    granted: Vec<String>,
    /// Whether it was refused; none when it says nothing of that.
    refused: Option<bool>,
    at: Timestamp,
}

/// What is kept of a page.
#[derive(Serialize, Deserialize)]
struct Slice {
    /// How many events it has.
    events: u64,
    /// The requests that are over, and how many events told of each.
    requests: Vec<(Actor, SeenRequest, u64)>,
    /// The events of those that may go on.
    waiting: Vec<Happened>,
}

/// Reads the log of some time.
pub(super) fn collect(
    pages: &mut Pages<'_>,
    org: &Org,
    since: Timestamp,
    until: Timestamp,
) -> Result<Known<Log>, LiveError> {
    let people: BTreeSet<&str> = org.users.entries().iter().map(|user| user.id.as_str()).collect();
    let url = format!("{}&since={since}&until={until}", Ask::Log.url(&[]).unwrap_or_default());
    let waiting = RefCell::new(Vec::new());
    let keep = |events: Vec<EventWire>| vec![slice(events, waiting.borrow().clone(), &people)];
    let (mut fold, mut events) = (Fold::default(), 0);
    let world = pages.world();
    let known = pages.each(Ask::Log, url, keep, |slices: Vec<Slice>| {
        for slice in slices {
            events += slice.events;
            slice.requests.into_iter().for_each(|(actor, request, events)| fold.add(actor, request, events));
            *waiting.borrow_mut() = slice.waiting;
        }
        world.step("events of the System Log", usize::try_from(events).unwrap_or(usize::MAX), None);
    })?;
    for (actor, request, events) in close(waiting.take()) {
        fold.add(actor, request, events);
    }
    let full = fold.full;
    let log = Log { since, until, events, principals: fold.end() };
    Ok(match known.map(|()| log) {
        Known::Known(value) if full => {
            let operation = Ask::Log.operation().to_owned();
            Known::Partial {
                value,
                gap: Gap { operation, reason: GapReason::Bound, needs: Needs::default() },
            }
        }
        known => known,
    })
}

/// What is kept of a page, given the events before it whose requests may go on.
fn slice(events: Vec<EventWire>, waiting: Vec<Happened>, people: &BTreeSet<&str>) -> Slice {
    let count = events.len() as u64;
    let mut all = waiting;
    all.extend(events.into_iter().filter_map(|event| happened(event, people)));
    let last = all.iter().map(|event| event.at).max().unwrap_or_default();
    let is_recent = |event: &Happened| last.as_millisecond() - event.at.as_millisecond() <= SPREAD;
    let mut open: BTreeSet<String> =
        all.iter().filter(|event| is_recent(event)).map(|one| one.transaction.clone()).collect();
    // Of an event without a transaction, no other is awaited.
    open.remove("");
    let (mut waiting, mut over): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|one| open.contains(&one.transaction));
    if waiting.len() > WAITING {
        over.append(&mut waiting);
    }
    Slice { events: count, requests: close(over), waiting }
}

/// The requests that events tell of.
fn close(events: Vec<Happened>) -> Vec<(Actor, SeenRequest, u64)> {
    let mut requests: BTreeMap<(Actor, String, String, usize), Vec<Happened>> = BTreeMap::new();
    for (position, event) in events.into_iter().enumerate() {
        let alone = if event.transaction.is_empty() { position } else { 0 };
        let key = (event.actor.clone(), event.transaction.clone(), event.path.clone(), alone);
        requests.entry(key).or_default().push(event);
    }
    let mut fold = Fold::default();
    for ((actor, ..), events) in requests {
        let count = events.len() as u64;
        if let Some(request) = request(&events) {
            fold.add(actor, request, count);
        }
    }
    fold.requests.into_values().collect()
}

/// One request, from the events that it gave rise to.
fn request(events: &[Happened]) -> Option<SeenRequest> {
    let first = events.iter().map(|event| event.at).min()?;
    let last = events.iter().map(|event| event.at).max()?;
    let passed = events.iter().any(|event| event.refused == Some(false));
    let denied = !passed && events.iter().any(|event| event.refused == Some(true));
    let words = |of: fn(&Happened) -> &[String]| -> Vec<String> {
        events.iter().flat_map(of).cloned().collect::<BTreeSet<_>>().into_iter().collect()
    };
    let types: BTreeSet<String> = events.iter().map(|event| event.kind.clone()).collect();
    Some(SeenRequest {
        path: events.first()?.path.clone(),
        query: words(|event| &event.query),
        types: types.into_iter().collect(),
        requested: words(|event| &event.requested),
        granted: words(|event| &event.granted),
        denied,
        times: 1,
        first,
        last,
    })
}

/// What an event tells, when it is one of a call to an API by a principal that matters.
fn happened(event: EventWire, people: &BTreeSet<&str>) -> Option<Happened> {
    let at: Timestamp = event.published.0.parse().ok()?;
    let kind = event.kind.0;
    let data = event.debug?.data?;
    let uri = if data.request_uri.0.is_empty() { &data.url.0 } else { &data.request_uri.0 };
    let raw = uri.split(['?', '#']).next().unwrap_or_default();
    let transaction = event.transaction.unwrap_or_default();
    let actor = actor(event.actor, event.client, transaction.detail, people)?;
    if !raw.starts_with('/') || !is_dotted(&kind) || !is_of_an_api(raw, actor.kind) {
        return None;
    }
    let mut path = String::new();
    alike_path(raw, &mut path);
    let (requested, granted) = if is_grant(&kind) {
        let scopes = |text: &Text| -> Vec<String> {
            let words = text.0.split([',', ' ']).filter(|word| !word.is_empty() && is_dotted(word));
            words.map(str::to_owned).collect()
        };
        let (requested, granted) = (scopes(&data.requested_scopes), scopes(&data.granted_scopes));
        let of_okta = requested.iter().chain(&granted).any(|scope| scope.starts_with("okta."));
        if !is_org_server(raw) || !of_okta {
            return None;
        }
        (requested, granted)
    } else {
        (Vec::new(), Vec::new())
    };
    let mut names = String::new();
    let query = data.url.0.split_once('?').or_else(|| data.request_uri.0.split_once('?'));
    alike_query(query.map_or("", |(_, query)| query), &mut names);
    let query = names.trim_start_matches('?').split('&').filter(|name| !name.is_empty());
    let result = event.outcome.unwrap_or_default().result.0;
    // What runs into a limit was let through before.
    let refused = (!Event::is_limit(&kind)).then_some(matches!(result.as_str(), "FAILURE" | "DENY"));
    let query = query.map(str::to_owned).collect();
    Some(Happened {
        actor,
        transaction: transaction.id.0,
        path,
        query,
        kind,
        requested,
        granted,
        refused,
        at,
    })
}

/// Who it was: the API token that was presented, else the OAuth client, else a user of those that matter.
fn actor(
    actor: Option<ActorWire>,
    client: Option<ClientWire>,
    detail: Option<DetailWire>,
    people: &BTreeSet<&str>,
) -> Option<Actor> {
    let token = detail.unwrap_or_default().token.0;
    let client = client.unwrap_or_default().id.0;
    let actor = actor.unwrap_or_default();
    let (kind, id) = match () {
        () if !token.is_empty() => (ActorKind::ApiToken, token),
        () if actor.kind.0 == "PublicClientApp" => (ActorKind::Client, actor.id.0),
        // Okta's own apps, such as the Admin Console, act for whoever is signed in.
        () if !client.is_empty() && !client.starts_with("okta.") => (ActorKind::Client, client),
        () if people.contains(actor.id.0.as_str()) => (ActorKind::User, actor.id.0),
        () => return None,
    };
    is_dotted(&id).then_some(Actor { kind, id })
}

/// Whether a path is one of an API: signing in, pages and private endpoints are none.
fn is_of_an_api(path: &str, kind: ActorKind) -> bool {
    let starts = |start: &&str| path.starts_with(*start);
    let other = [
        "/api/v1/authn",
        "/api/v1/internal",
        "/api/internal",
        "/login",
        "/idp/idx",
        "/sso",
        "/app/",
        "/signin",
    ];
    let own = ["/api/v1/", "/integrations/", "/governance/", "/oauth2/v1/clients"];
    !other.iter().any(starts)
        && !path.ends_with("/authorize")
        && (kind != ActorKind::User || own.iter().any(starts))
}

/// Requests that are alike, counted.
#[derive(Default)]
struct Fold {
    requests: BTreeMap<Key, (Actor, SeenRequest, u64)>,
    full: bool,
}

/// What makes requests alike.
type Key = (Actor, String, Vec<String>, Vec<String>, Vec<String>, Vec<String>, bool);

impl Fold {
    fn add(&mut self, actor: Actor, request: SeenRequest, events: u64) {
        let one = request.clone();
        let key = (actor.clone(), one.path, one.query, one.types, one.requested, one.granted, one.denied);
        if let Some((_, known, count)) = self.requests.get_mut(&key) {
            known.times += request.times;
            known.first = known.first.min(request.first);
            known.last = known.last.max(request.last);
            *count += events;
        } else if self.requests.len() < MOST {
            self.requests.insert(key, (actor, request, events));
        } else {
            self.full = true;
        }
    }

    fn end(self) -> Vec<Activity> {
        let mut principals: BTreeMap<Actor, Activity> = BTreeMap::new();
        for (actor, request, events) in self.requests.into_values() {
            let activity = principals.entry(actor.clone()).or_insert_with(|| Activity {
                actor,
                events: 0,
                first: request.first,
                last: request.last,
                requests: Vec::new(),
            });
            activity.events += events;
            activity.first = activity.first.min(request.first);
            activity.last = activity.last.max(request.last);
            activity.requests.push(request);
        }
        principals.into_values().collect()
    }
}
