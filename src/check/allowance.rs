//! What a team has agreed to live with, why, and until when.

use jiff::civil::Date;

use super::finding::{Finding, Kind};
use super::pattern::Pattern;
use super::rule::{ENDING_ALLOWANCE, EXPIRED_ALLOWANCE, STALE_ALLOWANCE};
use crate::model::Origin;

/// How many days before its end an allowance is a finding.
const ENDS_SOON_DAYS: i32 = 14;

/// A grant that is allowed although it is a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// What is allowed.
    pub pattern: Pattern,
    /// The pattern as it is printed when it covers nothing: without what may be a secret.
    pub shown: String,
    /// The rules whose findings are meant; every rule that can be allowed when empty.
    pub rules: Vec<String>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The last day on which it holds.
    pub until: Option<Date>,
    /// Where it stands.
    pub origin: Origin,
    /// Whether it is for every principal: it is stale when it covers nothing of any.
    pub shared: bool,
}

impl Allowance {
    fn covers(&self, finding: &Finding) -> bool {
        let rule = self.rules.is_empty() || self.rules.iter().any(|rule| rule == finding.rule.id);
        finding.rule.allowable && rule && self.pattern.matches(&finding.subject)
    }

    fn has_ended(&self, today: Date) -> bool {
        self.until.is_some_and(|until| until < today)
    }
}

/// Findings as allowances leave them.
#[derive(Clone, Debug, Default)]
pub(super) struct Settled {
    /// The findings that stay, with those about the allowances themselves.
    pub(super) findings: Vec<Finding>,
    /// The findings that are allowed, each with its allowance.
    pub(super) allowed: Vec<(Finding, Allowance)>,
    /// The shared allowances that cover nothing here.
    pub(super) unused: Vec<Allowance>,
}

/// Sets aside what is allowed today.
pub(super) fn settle(findings: Vec<Finding>, allowances: &[Allowance], today: Date) -> Settled {
    let mut settled = Settled::default();
    let mut used = vec![false; allowances.len()];
    for finding in findings {
        let mut covering = None;
        for (allowance, used) in allowances.iter().zip(&mut used) {
            if allowance.covers(&finding) {
                *used = true;
                if !allowance.has_ended(today) {
                    covering = covering.or(Some(allowance));
                }
            }
        }
        match covering {
            Some(allowance) => settled.allowed.push((finding, allowance.clone())),
            None => settled.findings.push(finding),
        }
    }
    for (allowance, used) in allowances.iter().zip(used) {
        if allowance.shared && !used {
            settled.unused.push(allowance.clone());
        } else {
            settled.findings.extend(about(allowance, used, today));
        }
    }
    settled
}

/// The findings about shared allowances that cover nothing of any principal; `unused` are those of each.
pub fn stale_of_all<'a>(mut unused: impl Iterator<Item = &'a [Allowance]>) -> Vec<Finding> {
    let mut of_all = unused.next().unwrap_or_default().to_vec();
    for other in unused {
        of_all.retain(|one| other.contains(one));
    }
    of_all.iter().map(stale).collect()
}

fn stale(allowance: &Allowance) -> Finding {
    let pattern = &allowance.shown;
    let subject = Kind::Allowance.named(pattern.clone());
    Finding::new(&STALE_ALLOWANCE, subject, format!("the allowance for `{pattern}` covers nothing"))
        .help("take it out; it would allow the same again without a word")
        .standing(vec![allowance.origin.clone()])
}

/// What is to be said of an allowance itself.
fn about(allowance: &Allowance, used: bool, today: Date) -> Option<Finding> {
    if !used {
        return Some(stale(allowance));
    }
    let Allowance { pattern, reason, owner, origin, .. } = allowance;
    let until = allowance.until?;
    let owner = owner.as_ref().map(|owner| format!(" ({owner})")).unwrap_or_default();
    let (rule, verb, help) = match (until < today, days_until(today, until)) {
        (true, _) => (&EXPIRED_ALLOWANCE, "ended", "mend what it covered, or agree on a new day"),
        (false, days) if days <= ENDS_SOON_DAYS => {
            (&ENDING_ALLOWANCE, "ends", "fix what it covers, or extend `until`")
        }
        _ => return None,
    };
    let message = format!("the allowance for `{pattern}` {verb} on {until}: {reason}{owner}");
    let finding = Finding::new(rule, Kind::Allowance.named(pattern.to_string()), message);
    Some(finding.help(help).standing(vec![origin.clone()]))
}

fn days_until(today: Date, until: Date) -> i32 {
    today.until(until).map_or(i32::MAX, |span| span.get_days())
}
