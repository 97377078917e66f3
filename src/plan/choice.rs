//! Standard roles or a custom role, and which credential: the smaller reach, then the stronger evidence.

use std::cmp::Reverse;

use super::access::FORBIDDEN;
use super::outcome::{Choice, Plan, Recommended, RoleAnswer, RoleGrant};
use crate::model::{Credential, Evidence, Tally};

/// The smaller excess; then the stronger evidence; then fewer items.
pub(super) fn roles(answer: &RoleAnswer, anything_unknown: bool) -> Recommended {
    let plain = |choice, why: &str| Recommended { choice, verify_first: false, why: why.to_owned() };
    let standard = answer.standard.as_ref().filter(|grant| grant.count() > 0);
    let custom = answer.custom.as_ref().filter(|grant| !grant.permissions.is_empty());
    match (standard, custom) {
        (None, None) if anything_unknown => {
            plain(Choice::None, "nobody says which admin role the calls need; see what is unknown")
        }
        (None, None) => plain(Choice::None, "no call of this plan needs an admin role"),
        (Some(_), None) => plain(Choice::StandardRoles, "no custom role is known to do with less"),
        (None, Some(_)) => plain(Choice::CustomRole, "no set of standard roles does"),
        (Some(standard), Some(custom)) => {
            let rank = |grant: &RoleGrant| (grant.excess, Reverse(grant.evidence()), grant.count());
            if rank(custom) < rank(standard) {
                compared(Choice::CustomRole, custom, standard)
            } else {
                compared(Choice::StandardRoles, standard, custom)
            }
        }
    }
}

fn compared(choice: Choice, better: &RoleGrant, other: &RoleGrant) -> Recommended {
    let verify_first = better.evidence() < Evidence::Official && other.evidence() >= Evidence::Official;
    let mut why = if better.excess < other.excess {
        reaches_less(better.excess, other.excess)
    } else if better.evidence() > other.evidence() {
        "by itself it reaches as little and rests on stronger evidence".to_owned()
    } else {
        "by itself it reaches as little and is no larger".to_owned()
    };
    if verify_first {
        why.push_str("; verify first: it rests on ");
        why.push_str(better.evidence().name());
        why.push_str(" evidence, the other on Okta's own word");
    }
    Recommended { choice, verify_first, why }
}

fn reaches_less(better: Tally, other: Tally) -> String {
    let fewer = |more: u32, less: u32, what: &str| {
        let count = more - less;
        format!(
            "by itself it reaches {count} fewer {what}operation{} beyond the calls",
            if count == 1 { "" } else { "s" }
        )
    };
    if better.control < other.control {
        fewer(other.control, better.control, "control ")
    } else if better.write < other.write {
        fewer(other.write, better.write, "write ")
    } else {
        fewer(other.read, better.read, "read ")
    }
}

/// The credential to take, and why: the first that gets most of the calls through.
///
/// A service app comes first: scopes and a role both limit it, and it borrows nobody's rights.
pub(super) fn credential(plans: &[Plan], needed: usize) -> (Credential, String) {
    // What is forbidden is no reason for another credential: that would only be a way around it.
    let refused = |plan: &Plan| plan.not_possible.values().filter(|one| one.reason != FORBIDDEN).count();
    let mostly_refused = |plan: &Plan| refused(plan) * 2 > needed;
    let best = plans.iter().min_by_key(|plan| (mostly_refused(plan), plan.credential));
    let Some(best) = best else { return (Credential::ServiceApp, String::new()) };
    let mut why = match best.credential {
        Credential::ServiceApp => "scopes and a role both limit it, and no user's rights come with it",
        Credential::UserApp => {
            "most calls need a user; the scopes still limit what that user's rights can be used for"
        }
        Credential::ApiToken => {
            "most calls accept nothing else; no scope limits it, only the roles of its owner"
        }
    }
    .to_owned();
    match best.not_possible.len() {
        0 => {}
        1 => why.push_str("; one operation is not possible with it"),
        count => why.push_str(&format!("; {count} operations are not possible with it")),
    }
    (best.credential, why)
}
