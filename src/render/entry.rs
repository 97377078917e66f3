//! The entries of a check: its findings, each with what it does to the outcome, and what all formats say of them.

use indexmap::IndexMap;

use super::markdown::sentence;
use crate::model::{Verdict, listed, plural};
use crate::report::{AllowedView, CheckReport, FindingView, NoteView, PrincipalView};

/// What a finding does to the outcome of the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing<'a> {
    /// It fails the check.
    Fails,
    /// It is milder than what fails the check.
    Told,
    /// It stands in the baseline.
    Known,
    /// An allowance covers it, so that it does not count as a finding.
    Allowed(&'a AllowedView),
}

impl Standing<'_> {
    /// What to say where a finding does not count in full; nothing for the others.
    pub(super) fn excuse(self) -> Option<String> {
        match self {
            Self::Fails | Self::Told => None,
            Self::Known => Some("stands in the baseline".to_owned()),
            Self::Allowed(allowed) => Some(allowance(allowed)),
        }
    }
}

/// A finding with its standing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub(super) finding: &'a FindingView,
    pub(super) standing: Standing<'a>,
}

impl Entry<'_> {
    /// What is wrong, and what to do about it.
    pub(super) fn text(&self) -> String {
        match &self.finding.help {
            Some(help) => format!("{} {}", sentence(&self.finding.message), sentence(help)),
            None => sentence(&self.finding.message),
        }
    }
}

/// The findings of a check, one entry for each.
pub(super) fn counted(report: &CheckReport) -> impl Iterator<Item = Entry<'_>> {
    report.findings.iter().map(|finding| {
        let standing = match () {
            () if finding.known => Standing::Known,
            () if report.fails(finding) => Standing::Fails,
            () => Standing::Told,
        };
        Entry { finding, standing }
    })
}

/// The same, and behind them what allowances cover: for formats that can say that an entry is settled.
pub(super) fn all(report: &CheckReport) -> impl Iterator<Item = Entry<'_>> {
    let allowed = report.allowed.iter();
    let allowed = allowed.map(|one| Entry { finding: &one.finding, standing: Standing::Allowed(one) });
    counted(report).chain(allowed)
}

/// Why a finding is allowed, by whom and until when.
pub(super) fn allowance(allowed: &AllowedView) -> String {
    let owner = allowed.owner.iter().map(|owner| format!("by {owner}"));
    let until = allowed.until.iter().map(|until| format!("until {until}"));
    let parts: Vec<_> = owner.chain(until).collect();
    let allowed_by = if parts.is_empty() { String::new() } else { format!(" {}", parts.join(" ")) };
    format!("allowed{allowed_by}: {}", allowed.reason)
}

/// How many principals a line names.
const NAMED: usize = 3;

/// The layers of a principal that must be judged and were not, each with the reason.
pub(super) fn not_judged<'r>(
    report: &'r CheckReport,
    principal: &'r PrincipalView,
) -> impl Iterator<Item = (&'static str, &'r str)> {
    let judge = report.summary.judge.unwrap_or_default();
    let layers = principal.layers.as_ref();
    let scopes = layers.and_then(|layers| layers.scopes.as_ref()).filter(|_| judge.asks_for_scopes());
    let roles = layers.and_then(|layers| layers.roles.as_ref()).filter(|_| judge.asks_for_roles());
    let layers = [("scopes", scopes), ("admin roles", roles)];
    layers.into_iter().filter_map(|(name, layer)| Some((name, layer?.reason.as_deref()?)))
}

/// The principals that cannot be checked, as notes.
pub(super) fn not_checked(report: &CheckReport) -> impl Iterator<Item = &NoteView> {
    report.notes.iter().filter(|note| note.code == "not-checked")
}

/// What could not be seen of an org: a note, with the principals that it is about.
pub(super) struct Unseen<'r> {
    /// The stable name of the note.
    pub(super) code: &'r str,
    pub(super) message: &'r str,
    pub(super) principals: Vec<&'r str>,
}

impl Unseen<'_> {
    /// The first principals that it is about; nothing where it is about the org.
    pub(super) fn about(&self) -> String {
        let names = self.principals.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        match self.principals.len().saturating_sub(NAMED) {
            0 => names,
            more => format!("{names} and {more} more"),
        }
    }
}

/// What could not be seen of an org, each message once: there may be thousands of principals.
pub(super) fn unseen(report: &CheckReport) -> Vec<Unseen<'_>> {
    let mut groups: IndexMap<(&str, &str), Vec<&str>> = IndexMap::new();
    for note in report.notes.iter().filter(|note| note.is_unseen()) {
        groups.entry((&note.code, &note.message)).or_default().extend(note.principal.as_deref());
    }
    let group = |((code, message), principals)| Unseen { code, message, principals };
    groups.into_iter().map(group).collect()
}

/// What was not judged although it must be: principals of which nothing was, or layers of the others.
fn unjudged(report: &CheckReport) -> Vec<String> {
    let several = report.principals.len() > 1;
    let mut found: IndexMap<String, Vec<&str>> = IndexMap::new();
    for principal in &report.principals {
        let said = match &principal.reason {
            Some(reason) => vec![format!("not judged: {reason}")],
            None if principal.verdict.is_none() && report.summary.verdict.is_some() => {
                vec!["described, not judged: no calls given".to_owned()]
            }
            None => not_judged(report, principal)
                .map(|(layer, reason)| format!("{layer} not judged: {reason}"))
                .collect(),
        };
        for one in said {
            found.entry(one).or_default().push(&principal.name);
        }
    }
    let named = |(said, names): (String, Vec<&str>)| {
        if !several {
            return said;
        }
        let more = names.len().saturating_sub(NAMED);
        let shown = names.iter().take(NAMED).map(|name| format!("`{name}`"));
        let more = (more > 0).then(|| format!("{more} more"));
        format!("{} {said}", listed(&shown.chain(more).collect::<Vec<_>>()))
    };
    found.into_iter().map(named).collect()
}

/// How the check ended, in a line.
pub(super) fn outcome(report: &CheckReport) -> String {
    let summary = &report.summary;
    let parts = [(summary.errors, "error"), (summary.warnings, "warning"), (summary.notes, "note")];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<_> = parts.map(|(count, word)| plural(*count, word)).collect();
    let found = if parts.is_empty() { "nothing to report".to_owned() } else { listed(&parts) };
    let beside = [(summary.known, "in the baseline"), (summary.allowed, "allowed")];
    let beside = beside.iter().filter(|(count, _)| *count > 0);
    let beside: Vec<_> = beside.map(|(count, what)| format!(" · {count} {what}")).collect();
    let end = match (summary.failing, summary.verdict) {
        (0, Some(Verdict::NotJudged)) => None,
        (0, None) if report.org.is_none() => None,
        (0, _) if summary.judged => Some("passes".to_owned()),
        (0, _) => Some("what was judged passes".to_owned()),
        (failing, _) => {
            Some(format!("fails: {} at `{}` or above", plural(failing, "finding"), summary.fail_on))
        }
    };
    let described = summary.verdict.is_none() && report.org.is_none();
    let described = described.then(|| "described, not judged: no calls given".to_owned());
    let is_open = summary.verdict == Some(Verdict::Pass) && !summary.complete;
    let open = is_open.then(|| "not everything was recognized".to_owned());
    let open = open.or_else(|| {
        let is_partial = report.org.is_some() && !summary.complete;
        is_partial.then(|| "not complete".to_owned())
    });
    let failed = not_checked(report).count();
    let failed = (failed > 0).then(|| format!("{} not checked", plural(failed, "principal")));
    let ends: Vec<_> =
        end.into_iter().chain(unjudged(report)).chain(described).chain(open).chain(failed).collect();
    format!("{found}{} · {}", beside.concat(), ends.join(" · "))
}
