//! What logs show of the use of each principal: operations that were used, scopes that tokens were asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::OrgPrincipal;
use crate::catalog::tables::{OperationKey, ScopeKey};
use crate::check::Note;
use crate::check::doubt::is_open;
use crate::check::judge::{Checked, least_holding};
use crate::check::words::tally;
use crate::grants::org::{Activity, Org, SeenRequest};
use crate::matching::{Match, Status};
use crate::model::{Accepted, Asked, Attribution, Call, Event, Origin, Query, Seen, SetAside, Tally, Window};
use crate::plan::{Plan, Reachable, plan};

/// The requests of every caller that logs tell of.
#[derive(Clone, Debug, Default)]
pub struct Log {
    /// The time that they cover.
    pub window: Window,
    /// The requests, by the id of the caller.
    calls: BTreeMap<String, Vec<Call>>,
    /// The last moment at which a caller was seen, where it is known.
    last: BTreeMap<String, String>,
    /// The ids of the callers in files, and how many different calls have none; none when no file was read.
    of_files: Option<(BTreeSet<String>, usize)>,
}

impl Log {
    /// What the log of a snapshot tells, and what was read of other logs; none when there is neither.
    pub fn of(org: &Org, files: Option<(Vec<Call>, Window)>) -> Option<Self> {
        let mut log = Self::default();
        if let Some(seen) = org.log.seen() {
            log.window = Window {
                from: Some(seen.since.to_string()),
                until: Some(seen.until.to_string()),
                events: seen.events,
                logs: 1,
            };
            for activity in &seen.principals {
                log.add(activity);
            }
        }
        let has_files = files.is_some();
        if let Some((calls, window)) = files {
            log.window.merge(&window);
            let (callers, nameless) = log.of_files.get_or_insert_default();
            for call in calls {
                let Some(caller) = call.caller.clone() else {
                    *nameless += 1;
                    continue;
                };
                callers.insert(caller.to_string());
                log.calls.entry(caller.to_string()).or_default().push(call);
            }
        }
        (has_files || org.log.seen().is_some()).then_some(log)
    }

    fn add(&mut self, activity: &Activity) {
        let caller: Arc<str> = Arc::from(activity.actor.id.as_str());
        let calls = self.calls.entry(activity.actor.id.clone()).or_default();
        calls.extend(activity.requests.iter().map(|request| call(request, &caller)));
        let last = self.last.entry(activity.actor.id.clone()).or_default();
        *last = activity.last.to_string().max(std::mem::take(last));
    }

    /// That no caller in the files is known in the org: they may be of another one. `is_known` tells whether an id is
    /// that of a principal.
    pub(super) fn of_others(&self, is_known: impl Fn(&str) -> bool, redacted: bool) -> Option<Note> {
        let (callers, nameless) = self.of_files.as_ref()?;
        let message = match callers.len() {
            0 if *nameless == 0 => return None,
            0 => "no event in the files of --logs names its caller, so they show no use of any principal"
                .to_owned(),
            _ if callers.iter().any(|id| is_known(id)) => return None,
            _ if redacted => {
                "the snapshot is redacted, so no caller in the files of --logs can be found in it".to_owned()
            }
            1 => "the only caller in the files of --logs is not a principal of this org: the files may be of another org"
                .to_owned(),
            count => format!(
                "none of the {count} callers in the files of --logs is a principal of this org: the files may be of another org"
            ),
        };
        Some(Note::new("log-of-others", message))
    }

    /// Everything that is told of one who is known by these ids.
    fn about<'l>(&'l self, ids: &'l [&str]) -> impl Iterator<Item = &'l Call> {
        ids.iter().filter_map(|id| self.calls.get(*id)).flatten()
    }
}

/// A request of a snapshot as a call.
fn call(seen: &SeenRequest, caller: &Arc<str>) -> Call {
    let kind = seen.query.iter().find_map(|name| name.strip_prefix("type=")).map(str::to_owned);
    let names = seen.query.iter().map(|name| name.split('=').next().unwrap_or(name).to_owned());
    let scopes = if seen.requested.is_empty() { &seen.granted } else { &seen.requested };
    let asked = Asked::Event(Event {
        path: seen.path.clone(),
        query: Query { names: names.collect(), kind },
        types: seen.types.clone(),
        scopes: scopes.clone(),
    });
    let origin = Origin { source: "log".into(), line: 1, column: 1 };
    let shown = match () {
        () if seen.denied => Seen::NoEvidence,
        () if scopes.is_empty() => Seen::Used,
        () => Seen::Requested,
    };
    let times = u32::try_from(seen.times).unwrap_or(u32::MAX);
    let call = Call::new(origin, asked).attributed(Attribution::Explicit);
    Call { seen: shown, times, caller: Some(Arc::clone(caller)), ..call }
        .set_aside(seen.denied.then_some(SetAside::Denied))
}

/// What logs show of the use of one principal. What they do not show may be used all the same.
#[derive(Clone, Debug, Default)]
pub struct Use {
    /// The operations that it used, each with how often.
    pub used: BTreeMap<OperationKey, u64>,
    /// The scopes that its tokens were asked for, each with how often.
    pub requested: BTreeMap<String, u64>,
    /// How many of its requests could be several operations, or none that is known.
    pub unclear: u64,
    /// When it was seen last, where that is known.
    pub last: Option<String>,
    /// What would do for the operations that it used; none when it used none.
    pub least: Option<Arc<Plan>>,
    /// The scopes that it holds, that tokens were asked for, and that the used operations do not need.
    pub asked_besides: Vec<ScopeKey>,
    /// What that would take away, of what changes things; what only reads is not judged, as logs do not show it.
    pub saves: Tally,
}

impl Use {
    /// The verdict: used, requested, or no evidence.
    pub fn seen(&self) -> Seen {
        match () {
            () if !self.used.is_empty() => Seen::Used,
            () if !self.requested.is_empty() => Seen::Requested,
            () => Seen::NoEvidence,
        }
    }
}

/// Reads the use of principals out of a log, and works out each least grant once.
pub(super) struct Reader<'a, R> {
    reachable: &'a Reachable<'a>,
    log: Option<&'a Log>,
    resolve: R,
    plans: BTreeMap<(Vec<String>, bool), Arc<Plan>>,
}

impl<'a, R: Fn(&Call) -> Match> Reader<'a, R> {
    pub(super) fn new(reachable: &'a Reachable<'a>, log: Option<&'a Log>, resolve: R) -> Self {
        Self { reachable, log, resolve, plans: BTreeMap::new() }
    }

    /// What the log shows of a principal; none when there is no log.
    pub(super) fn of(&mut self, principal: &OrgPrincipal, checked: &Checked) -> Option<Use> {
        let log = self.log?;
        let ids: BTreeSet<&str> =
            [principal.id.as_str()].into_iter().chain(principal.aliases.iter().map(String::as_str)).collect();
        let ids: Vec<_> = ids.into_iter().collect();
        let mut usage = Use::default();
        let mut clear: Vec<(&Call, Match)> = Vec::new();
        for call in log.about(&ids) {
            let times = u64::from(call.times);
            if let Asked::Event(event) = &call.asked {
                for scope in event.scopes.iter().filter(|_| call.seen == Seen::Requested) {
                    *usage.requested.entry(scope.clone()).or_default() += times;
                }
            }
            let found = (self.resolve)(call);
            match found.status {
                Status::Matched | Status::Corrected if call.seen == Seen::Used => {
                    let needing = found.operations.iter().filter(|key| self.is_by_grant(**key));
                    needing.for_each(|key| *usage.used.entry(*key).or_default() += times);
                    clear.push((call, found));
                }
                Status::Ambiguous => usage.unclear += times,
                Status::Unresolved if is_open(&found) => usage.unclear += times,
                _ => {}
            }
        }
        usage.last = ids.iter().filter_map(|id| log.last.get(*id)).max().cloned();
        if !usage.used.is_empty() {
            self.judge(&mut usage, checked, clear);
        }
        Some(usage)
    }

    /// Whether it is a grant that lets a call pass, and not just knowing the client.
    fn is_by_grant(&self, key: OperationKey) -> bool {
        let accepts = &self.reachable.catalog().operation(key).accepts;
        accepts.iter().any(|one| !matches!(one, Accepted::None | Accepted::ClientAuth))
    }

    fn judge(&mut self, usage: &mut Use, checked: &Checked, clear: Vec<(&Call, Match)>) {
        let catalog = self.reachable.catalog();
        let credential = checked.credential;
        let mut texts: Vec<_> = clear.iter().map(|(call, _)| call.text()).collect();
        texts.sort_unstable();
        texts.dedup();
        let key = (texts, credential.has_scopes());
        if !self.plans.contains_key(&key) {
            let matches: Vec<_> = clear.into_iter().map(|(_, found)| found).collect();
            let plans = plan(catalog, &matches, self.reachable.options());
            let Some(least) = plans.plans.into_iter().find(|plan| plan.credential == credential) else {
                return;
            };
            self.plans.insert(key.clone(), Arc::new(least));
        }
        let Some(least) = self.plans.get(&key).cloned() else { return };
        let mut holding = least_holding(&least);
        if let Some(scopes) = &mut holding.scopes {
            let held = checked.grant.scopes.iter().flatten().map(|scope| &scope.name);
            let asked = held.filter(|name| usage.requested.contains_key(*name));
            let keys = asked.filter_map(|name| catalog.names().scopes.get(name).copied());
            usage.asked_besides = keys.filter(|key| !scopes.contains(key)).collect();
            scopes.extend(&usage.asked_besides);
        }
        let reached = self.reachable.by(&holding, credential).effective;
        let spare = &checked.reached.effective - &reached;
        usage.saves = Tally { read: 0, ..tally(catalog, &spare) };
        usage.least = Some(least);
    }
}
