//! An org: every principal with what it can do, what is known of its use, and the findings; the worst first.
//!
//! Each principal is judged like one of a check. To that come what an org tells besides (`rules`) and what logs show of
//! use (`usage`), which is never proof that something is not needed.

mod behind;
mod bound;
mod credentials;
mod rules;
mod usage;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Note;
use super::finding::{Finding, distinct};
use super::judge::{Case, Checked, check_by, sort};
use super::words::tally;
use crate::catalog::tables::OperationKey;
use crate::grants::fleet::{OrgPrincipal, PrincipalKind, principals, unseen};
use crate::grants::org::{Known, Org};
use crate::intake::OpenPlace;
use crate::matching::Match;
use crate::model::{Call, Credential, Tally, Window};
use crate::plan::Reachable;

pub use behind::ActsAs;
use usage::Reader;
pub use usage::{Log, Use};

/// What an audit goes by.
#[derive(Clone, Copy, Debug)]
pub struct Evidence<'a> {
    /// What was seen of the org.
    pub org: &'a Org,
    /// What logs show; none when there is none.
    pub log: Option<&'a Log>,
    /// All calls of principals, by their ids, as far as anybody has told.
    pub calls: &'a BTreeMap<String, Vec<Call>>,
    /// The unresolved places of the inputs of these calls, by the ids of the principals.
    pub open: &'a BTreeMap<String, Vec<OpenPlace>>,
    /// After how many days without use a token is reported.
    pub unused_days: i64,
    /// After how many days the key or secret of an app is reported.
    pub key_days: i64,
}

/// An org that was judged.
#[derive(Clone, Debug)]
pub struct Audit {
    /// The principals, those that can do the worst beyond their known use first.
    pub principals: Vec<Audited>,
    /// Findings about none of them.
    pub general: Vec<Finding>,
    /// What to know about none of them.
    pub notes: Vec<Note>,
    /// The time that logs cover.
    pub window: Option<Window>,
    /// Whether everything that was asked for was seen.
    pub complete: bool,
    /// The same of what concerns no principal by itself: the lists of the org and its log.
    pub lists_are_complete: bool,
}

/// A principal of an org that was judged.
#[derive(Clone, Debug)]
pub struct Audited {
    /// What the org tells of it.
    pub principal: OrgPrincipal,
    /// As whom an OAuth client acts at most.
    pub acts_as: Option<ActsAs>,
    /// What was found about it.
    pub checked: Checked,
    /// What logs show of its use; none when there is no log.
    pub usage: Option<Use>,
    /// What it can do beyond its known use; none when nothing is known of what it holds.
    pub beyond: Option<Tally>,
    /// What it can do at most beyond its known use; none where all that it holds is known.
    pub at_most: Option<Tally>,
}

/// Judges an org; `resolve_call` says what becomes of a call.
pub fn audit(
    reachable: &Reachable<'_>,
    evidence: &Evidence<'_>,
    today: Date,
    resolve_call: impl Fn(&Call) -> Match,
) -> Audit {
    let mut usage = Reader::new(reachable, evidence.log, &resolve_call);
    let allowed = reachable.catalog().allow_list();
    let judge = |mut principal: OrgPrincipal| {
        let acts_as = behind::choose(reachable, &mut principal);
        allowed.clean_grant_apart(&mut principal.principal.grant);
        let credential = principal.principal.credential.unwrap_or(Credential::ServiceApp);
        let unlisted = bound::unlisted(reachable.catalog(), &principal.principal.grant, credential);
        principal.unknown.extend(unlisted);
        principal.unknown.sort();
        principal.unknown.dedup();
        let case = Case {
            name: principal.name.clone(),
            principal: principal.principal.clone(),
            calls: evidence.calls.get(&principal.id).cloned(),
            open: evidence.open.get(&principal.id).cloned().unwrap_or_default(),
            ..Case::default()
        };
        let checked = check_by(reachable, &case, today, &resolve_call);
        let is_seen = principal.kind != PrincipalKind::AdminGroup;
        // Logs know the members of a group, and not the group.
        let usage = if is_seen { usage.of(&principal, &checked) } else { None };
        Audited { acts_as, ..judged(reachable, evidence, principal, checked, usage) }
    };
    let mut audited: Vec<_> = principals(evidence.org).into_iter().map(judge).collect();
    audited.sort_by_cached_key(rank);
    let (general, mut notes) = rules::of_org(evidence.org);
    let unseen = unseen(evidence.org);
    let lists_are_complete =
        unseen.is_empty() && !matches!(evidence.org.log, Known::Refused(_) | Known::Partial { .. });
    let complete = lists_are_complete
        && audited.iter().all(|one| one.principal.unknown.is_empty() && one.principal.unseen.is_empty());
    notes.extend(evidence.log.and_then(|log| {
        let is_known = |id: &str| audited.iter().any(|one| one.principal.is_known_as(id));
        log.of_others(is_known, evidence.org.redacted)
    }));
    notes.extend(
        unseen
            .into_iter()
            .map(|one| Note { about: one.about.clone(), ..Note::new("unknown", one.sentence()) }),
    );
    Audit {
        principals: audited,
        general,
        notes,
        window: evidence.log.map(|log| log.window.clone()),
        complete,
        lists_are_complete,
    }
}

fn judged(
    reachable: &Reachable<'_>,
    evidence: &Evidence<'_>,
    principal: OrgPrincipal,
    mut checked: Checked,
    usage: Option<Use>,
) -> Audited {
    let found = std::mem::take(&mut checked.findings);
    let mut findings = rules::fitted(reachable.catalog(), found, &principal, &checked, evidence.org);
    findings.extend(rules::of_principal(&principal, evidence, usage.as_ref()));
    if let Some(stopped) = &principal.stopped {
        findings = vec![rules::stopped(&principal, stopped)];
    }
    for finding in &mut findings {
        finding.principal = Some(principal.name.clone());
    }
    checked.findings = distinct(findings);
    sort(reachable.catalog(), &mut checked.findings);
    checked.notes.retain(|note| !rules::TOLD_OTHERWISE.contains(&note.code));
    let unknown = principal.unknown.iter().map(|unknown| Note::new("unknown", unknown.sentence()));
    checked.notes.extend(unknown);
    let unseen = principal.unseen.iter().map(|unseen| Note::new("unknown", unseen.sentence()));
    checked.notes.extend(unseen);
    checked.notes.extend(credentials::zones_without_effect(&principal));
    checked.notes.extend(usage.as_ref().and_then(|usage| rules::beyond_reach(reachable, usage, &checked)));
    let catalog = reachable.catalog();
    let beyond = |operations: &BTreeSet<OperationKey>| {
        let is_used = |key: &OperationKey| {
            checked.needs.as_ref().is_some_and(|needs| needs.asked.contains(key))
                || usage.as_ref().is_some_and(|usage| usage.used.contains_key(key))
        };
        tally(catalog, &operations.iter().filter(|key| !is_used(key)).copied().collect())
    };
    let is_told = checked.reached.scopes.is_some() || checked.reached.roles.is_some();
    let at_most = bound::at_most(reachable, &principal, checked.credential);
    let at_most = at_most.map(|operations| beyond(&operations));
    let beyond = is_told.then(|| beyond(&checked.reached.effective));
    Audited { principal, acts_as: None, checked, usage, beyond, at_most }
}

/// What decides which principal stands before which: those that can act first, then by what each can do at most. Neither
/// gets smaller by anything that is held more.
fn rank(one: &Audited) -> impl Ord + use<> {
    let at_most = one.at_most.or(one.beyond).unwrap_or_default();
    (!one.principal.works(), std::cmp::Reverse(at_most), one.principal.kind, one.principal.name.clone())
}

impl Audit {
    /// How many principals of a kind there are.
    pub fn count(&self, kind: PrincipalKind) -> usize {
        self.principals.iter().filter(|one| one.principal.kind == kind).count()
    }
}
