//! Requests that are alike, counted.

use std::collections::BTreeMap;

use crate::grants::org::{Activity, Actor, SeenRequest};
use crate::limits::MAX_LIVE_CALLS;

/// Requests that are alike, counted.
#[derive(Default)]
pub(super) struct Fold {
    requests: BTreeMap<Key, (Actor, SeenRequest, u64)>,
    /// Whether there were more than are told apart.
    pub(super) full: bool,
}

/// What makes requests alike.
type Key = (Actor, String, Vec<String>, Vec<String>, Vec<String>, Vec<String>, bool);

impl Fold {
    /// Counts requests of which so many events tell.
    pub(super) fn add(&mut self, actor: Actor, request: SeenRequest, events: u64) {
        let one = request.clone();
        let key = (actor.clone(), one.path, one.query, one.types, one.requested, one.granted, one.denied);
        if let Some((_, known, count)) = self.requests.get_mut(&key) {
            known.times += request.times;
            known.first = known.first.min(request.first);
            known.last = known.last.max(request.last);
            *count += events;
        } else if self.requests.len() < MAX_LIVE_CALLS {
            self.requests.insert(key, (actor, request, events));
        } else {
            self.full = true;
        }
    }

    /// The requests, with who made them and how many events tell of them.
    pub(super) fn requests(self) -> Vec<(Actor, SeenRequest, u64)> {
        self.requests.into_values().collect()
    }

    /// What each principal did.
    pub(super) fn end(self) -> Vec<Activity> {
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
