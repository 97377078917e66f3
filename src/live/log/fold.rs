//! Requests that are alike, counted.

use std::collections::BTreeMap;

use crate::grants::org::{Activity, Actor, SeenRequest};
use crate::limits::MAX_LIVE_CALLS;

/// Requests that are alike, counted.
pub(super) struct Fold {
    /// How many are told apart.
    max_different: usize,
    requests: BTreeMap<Key, (Actor, SeenRequest, u64)>,
    /// Whether there were more than are told apart.
    pub(super) full: bool,
}

/// What makes requests alike.
type Key = (Actor, String, Vec<String>, Vec<String>, Vec<String>, Vec<String>, bool);

impl Default for Fold {
    fn default() -> Self {
        Self::within(MAX_LIVE_CALLS)
    }
}

impl Fold {
    const fn within(max_different: usize) -> Self {
        Self { max_different, requests: BTreeMap::new(), full: false }
    }

    /// Counts requests of which so many events tell.
    pub(super) fn add(&mut self, actor: Actor, request: SeenRequest, events: u64) {
        let one = request.clone();
        let key = (actor.clone(), one.path, one.query, one.types, one.requested, one.granted, one.denied);
        if let Some((_, known, count)) = self.requests.get_mut(&key) {
            known.times += request.times;
            known.first = known.first.min(request.first);
            known.last = known.last.max(request.last);
            *count += events;
        } else if self.requests.len() < self.max_different {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grants::org::ActorKind;

    fn request(path: String) -> SeenRequest {
        let at = "2026-11-20T08:00:00Z".parse().unwrap();
        let (query, types, requested, granted) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        SeenRequest { path, query, types, requested, granted, denied: false, times: 1, first: at, last: at }
    }

    #[test]
    fn requests_are_told_apart_up_to_the_limit() {
        const MAX: usize = 5;
        let actor = Actor { kind: ActorKind::Client, id: "0oa1".to_owned() };
        for (different, is_full) in [(MAX - 1, false), (MAX, false), (MAX + 1, true)] {
            let mut fold = Fold::within(MAX);
            for number in (0..different).chain(0..different) {
                fold.add(actor.clone(), request(format!("/api/v1/x{number}")), 1);
            }
            assert_eq!(fold.full, is_full, "{different}");
            let requests = fold.requests();
            assert_eq!(requests.len(), different.min(MAX), "{different}");
            assert!(requests.iter().all(|(_, request, events)| request.times == 2 && *events == 2));
        }
        assert_eq!(Fold::default().max_different, MAX_LIVE_CALLS);
    }
}
