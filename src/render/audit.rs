//! What all formats say of an audit in the same words.

use super::credentials::{authentication, network_of};
use crate::grants::fleet::PrincipalKind;
use crate::model::{Severity, Tally, listed, plural};
use crate::report::{
    ActsAsView, AuditView, CheckReport, FindingView, LogView, OrgView, PrincipalView, TokenView, UsageView,
};

/// What is looked at, and how much of it there is.
pub(super) fn about(org: &OrgView) -> String {
    let count = |kind: PrincipalKind| {
        let count = org.counts.get(kind.name()).copied().unwrap_or_default();
        (count > 0).then(|| plural(count, kind.title()))
    };
    let counts: Vec<_> = PrincipalKind::ALL.into_iter().filter_map(count).collect();
    let counts = if counts.is_empty() { "nothing that could be seen".to_owned() } else { listed(&counts) };
    format!("{} as of {}: {counts}", host(org), day(&org.taken))
}

/// The host of the org.
pub(super) fn host(org: &OrgView) -> &str {
    org.url.trim_start_matches("https://").trim_end_matches('/')
}

/// What logs cover, and what they cannot tell.
pub(super) fn coverage(org: &OrgView) -> String {
    let Some(LogView { from, until, events, logs }) = &org.log else {
        return "no log was read: what is in use is known only where calls were given".to_owned();
    };
    let span = match (from, until) {
        (Some(from), Some(until)) if *logs > 1 => {
            format!("in {logs} parts between {} and {}", day(from), day(until))
        }
        (Some(from), Some(until)) => format!("from {} to {}", day(from), day(until)),
        _ => "of a time that is not told".to_owned(),
    };
    let events = plural(whole(*events), "event");
    format!(
        "System Log {span}, {events}; calls that only read are not in it, so what it does not show may be in use all \
         the same"
    )
}

fn whole(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn times(count: u64) -> String {
    plural(whole(count), "time")
}

/// The day of a moment.
pub(super) fn day(moment: &str) -> &str {
    moment.split('T').next().unwrap_or(moment)
}

/// What people call a kind of principal.
pub(super) fn kind(audit: &AuditView) -> &'static str {
    let kind = PrincipalKind::ALL.into_iter().find(|kind| kind.name() == audit.kind);
    kind.map_or("principal", PrincipalKind::title)
}

/// The same in a word, for tables.
pub(super) fn short_kind(audit: &AuditView) -> &'static str {
    let kind = kind(audit);
    kind.rsplit(' ').next().unwrap_or(kind)
}

/// What a principal can do beyond its known use, by impact. A question mark where not all that it holds is known: then from
/// at least to at most, where that may be more.
pub(super) fn numbers(principal: &PrincipalView) -> [String; 3] {
    let Some(audit) = &principal.audit else { return Default::default() };
    let mark = if audit.unknown.is_empty() { "" } else { "?" };
    let Some(most) = audit.at_most.or(audit.beyond) else { return ["?"; 3].map(str::to_owned) };
    let least = audit.beyond.unwrap_or_default();
    let number = |of: fn(Tally) -> u32| match (of(least), of(most)) {
        (least, most) if least < most => format!("{least}–{most}{mark}"),
        (least, _) => format!("{least}{mark}"),
    };
    [number(|tally| tally.control), number(|tally| tally.write), number(|tally| tally.read)]
}

/// What a question mark behind a number means; nothing where there is none.
pub(super) fn question_mark(report: &CheckReport) -> Option<&'static str> {
    let is_marked = |one: &PrincipalView| one.audit.as_ref().is_some_and(|audit| !audit.unknown.is_empty());
    report.principals.iter().any(is_marked).then_some(
        "?: not all that it holds is known; 2–40? is at least 2 and at most 40, and the second number decides the rank",
    )
}

/// What a principal can do at most, where that is more than its numbers.
pub(super) fn at_most(audit: &AuditView) -> Option<String> {
    let at_most = audit.at_most.filter(|at_most| audit.beyond != Some(*at_most))?;
    Some(format!("{at_most}, as not all that it holds is known"))
}

/// How many findings there are of each severity, the worst first; those that are none left out.
pub(super) fn counts(findings: &[&FindingView]) -> Vec<(Severity, usize)> {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let counts = Severity::ALL.into_iter().rev().map(|severity| (severity, count(severity)));
    counts.filter(|(_, count)| *count > 0).collect()
}

/// The rules of findings, each once, in the order of the findings.
pub(super) fn rules<'r>(findings: &[&'r FindingView]) -> Vec<&'r str> {
    let mut rules: Vec<&str> = Vec::new();
    for finding in findings {
        if !rules.contains(&finding.rule.as_str()) {
            rules.push(&finding.rule);
        }
    }
    rules
}

/// The same in words: `1 error, 2 warnings`.
pub(super) fn counted(findings: &[&FindingView]) -> String {
    let counts = counts(findings).into_iter().map(|(severity, count)| plural(count, severity.name()));
    let counts: Vec<_> = counts.collect();
    if counts.is_empty() { "–".to_owned() } else { counts.join(", ") }
}

/// The same in letters: `1e 2w`.
pub(super) fn lettered(findings: &[&FindingView]) -> String {
    let letter = |severity: Severity| severity.name().chars().take(1).collect::<String>();
    let counts = counts(findings).into_iter().map(|(severity, count)| format!("{count}{}", letter(severity)));
    let counts: Vec<_> = counts.collect();
    if counts.is_empty() { "–".to_owned() } else { counts.join(" ") }
}

/// The verdict on the use of a principal: by its calls, where they were given, else by logs.
pub(super) fn verdict(principal: &PrincipalView) -> String {
    if principal.calls.is_some() {
        return "calls given".to_owned();
    }
    let usage = principal.audit.as_ref().and_then(|audit| audit.usage.as_ref());
    usage.map_or_else(|| "–".to_owned(), |usage| usage.seen.clone())
}

/// What there is to know of a token in a line.
pub(super) fn token(token: &TokenView) -> String {
    let status = token.owner_status.as_ref().map(|status| format!(" ({status})")).unwrap_or_default();
    let last = token.last_used.as_ref().map(|last| format!("; last used {} by its dates", day(last)));
    format!("{}{status}{}", token.owner, last.unwrap_or_default())
}

/// As whom an OAuth client acts at most, in a line.
pub(super) fn acts_as(acts_as: &ActsAsView) -> String {
    let ActsAsView { user, roles, any_admin, complete } = acts_as;
    let roles = if roles.is_empty() { "no admin role".to_owned() } else { roles.join(", ") };
    let most = if *complete { "at most" } else { "at least" };
    let who = if *any_admin {
        "any admin may be behind it, as it was not read to whom the app is assigned"
    } else {
        "it acts for the users who granted scopes to it"
    };
    let others = if *complete { "" } else { "; not everybody that may be behind it is known" };
    format!("{most} {user} ({roles}); {who}{others}")
}

/// What the org tells of a principal beside its grant, each with a label.
pub(super) fn facts(principal: &PrincipalView) -> Vec<(&'static str, String)> {
    let Some(audit) = &principal.audit else { return Vec::new() };
    let owner = audit.token.as_ref().map(token);
    let created = audit.created.as_deref().map(|moment| day(moment).to_owned());
    let parts = [
        ("id", Some(audit.id.clone())),
        ("status", audit.status.clone()),
        ("may reach at most", at_most(audit)),
        ("owner", owner),
        ("acts as", audit.acts_as.as_ref().map(acts_as)),
        ("authentication", audit.authentication.as_ref().map(authentication)),
        ("network", network_of(audit)),
        ("made", created),
    ];
    parts.into_iter().filter_map(|(label, value)| Some((label, value?))).collect()
}

/// What logs show in sentences; `name` shows the name of an operation.
pub(super) fn usage(usage: &UsageView, name: impl Fn(&str) -> String) -> Vec<String> {
    const NAMED: usize = 6;
    let mut lines = Vec::new();
    let used: Vec<_> =
        usage.used.iter().map(|one| format!("{} ({})", name(&one.id), times(one.times))).collect();
    if !used.is_empty() {
        lines.push(format!("used: {}", some(&used, NAMED)));
    }
    if !usage.requested.is_empty() {
        let scopes: Vec<_> =
            usage.requested.iter().map(|(scope, count)| format!("{scope} ({})", times(*count))).collect();
        lines.push(format!("tokens were asked for: {}", some(&scopes, NAMED)));
    }
    if usage.unclear > 0 {
        lines.push(format!("{} could not be told for sure", plural(whole(usage.unclear), "request")));
    }
    if lines.is_empty() {
        lines.push("no evidence of use, which is no proof that it is not used".to_owned());
    }
    lines
}

/// What would do for what logs show, as far as that says, and what it would take away.
pub(super) fn saving(usage: &UsageView) -> Option<String> {
    let saves = usage.saves.filter(|saves| saves.total() > 0)?;
    Some(format!("takes away {saves}; what only reads is not judged, as logs do not show it"))
}

fn some(names: &[String], most: usize) -> String {
    let shown = if names.len() <= most + 1 { names } else { names.get(..most).unwrap_or_default() };
    match names.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The notes of a report, each message once with the principals that it is about.
pub(super) fn notes(report: &CheckReport) -> Vec<(String, Vec<&str>)> {
    let mut notes: Vec<(String, Vec<&str>)> = Vec::new();
    let mut places = std::collections::BTreeMap::new();
    for note in &report.notes {
        let at = *places.entry(&note.message).or_insert_with(|| {
            notes.push((note.message.clone(), Vec::new()));
            notes.len() - 1
        });
        if let Some((_, names)) = notes.get_mut(at) {
            names.extend(note.principal.as_deref());
        }
    }
    notes
}
