//! The System Log to what each principal did: the events of one request become one, and requests that are alike are
//! counted, page by page, so that nothing else of the log is held.

mod event;
mod fold;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use event::{EventWire, Happened, happened};
use fold::Fold;

use super::pages::Pages;
use super::{Ask, LiveError};
use crate::grants::org::{Actor, Gap, GapReason, Known, Log, Org, SeenRequest};

/// How long after an event others of the same request may come, in milliseconds.
const SPREAD: i64 = 2_000;

/// How many events may wait for others of their request.
const WAITING: usize = 2_000;

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
            Known::Partial { value, gap: Gap::new(operation, GapReason::Bound) }
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
    fold.requests()
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
