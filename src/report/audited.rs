//! An org that was judged to the report.

use super::audit::{ActsAsView, AuditView, LogView, OrgView, TokenView, UsageView, UsedView};
use super::check::{CheckReport, LeastView, NoteView};
use super::checked::{CheckMaterial, Sections, least_view};
use super::credentials::{authentication_view, network_view};
use super::grant::Item;
use crate::catalog::Catalog;
use crate::catalog::tables::ScopeKey;
use crate::check::{Audit, Audited, Use, worst_first};
use crate::grants::fleet::PrincipalKind;
use crate::grants::org::Org;
use crate::model::{Evidence, Window};
use crate::plan::Plan;

/// How many of the operations that a principal reaches are listed when the whole org is shown.
const LISTED: usize = 50;

/// The report of an audit: that of a check, and what the org tells besides. `only` is the id of the one principal that is
/// told of. Of the org itself it is said then what could not be seen, and no finding.
///
/// Each principal is given up once it is told of: an org has thousands, and both forms of all of them take much memory.
pub fn audit_report(
    material: &CheckMaterial<'_>,
    org: &Org,
    audit: Audit,
    only: Option<&str>,
) -> CheckReport {
    let catalog = material.catalog;
    let whole = only.is_none();
    let org_view = org_view(org, &audit);
    let (general, mut notes) = if whole { (&*audit.general, audit.notes) } else { (&[][..], audit.notes) };
    notes.retain(|note| whole || NoteView::UNSEEN.contains(&note.code));
    let listed = if whole { LISTED } else { usize::MAX };
    let material = CheckMaterial { checked: &[], general, notes: &notes, listed, ..*material };
    let mut sections = Sections::new(&material);
    let mut complete = if whole { audit.complete } else { audit.lists_are_complete };
    for (one, rank) in audit.principals.into_iter().zip(1..) {
        if only.is_some_and(|id| id != one.principal.id) {
            continue;
        }
        complete &= whole || (one.principal.unknown.is_empty() && one.principal.unseen.is_empty());
        sections.add(&one.checked);
        if let Some(view) = sections.principals.last_mut() {
            for (role, through) in view.roles.iter_mut().flatten().zip(&one.principal.through) {
                role.through.clone_from(through);
            }
            view.audit = Some(audit_view(catalog, org, &one, rank));
        }
    }
    let mut report = sections.finish();
    report.summary.complete &= complete;
    report.org = Some(org_view);
    report
}

fn org_view(org: &Org, audit: &Audit) -> OrgView {
    let count = |kind: PrincipalKind| (kind.name().to_owned(), audit.count(kind));
    OrgView {
        url: org.org.clone(),
        taken: org.taken.to_string(),
        redacted: org.redacted,
        counts: PrincipalKind::ALL.into_iter().map(count).collect(),
        log: audit.window.as_ref().map(log_view),
    }
}

fn log_view(window: &Window) -> LogView {
    let Window { from, until, events, logs } = window.clone();
    LogView { from, until, events, logs }
}

fn audit_view(catalog: &Catalog, org: &Org, one: &Audited, rank: usize) -> AuditView {
    let principal = &one.principal;
    AuditView {
        kind: principal.kind.name().to_owned(),
        id: principal.id.clone(),
        rank,
        status: principal.status.clone(),
        inactive: !principal.works(),
        created: principal.created.map(|moment| moment.to_string()),
        token: principal.token.as_ref().map(|token| TokenView {
            owner: token.owner.clone(),
            owner_status: token.owner_status.clone(),
            anywhere: token.anywhere,
            last_used: token.last_used.map(|moment| moment.to_string()),
        }),
        acts_as: one.acts_as.as_ref().map(|acts_as| ActsAsView {
            user: acts_as.user.clone(),
            roles: acts_as.roles.clone(),
            any_admin: acts_as.any_admin,
            complete: acts_as.complete,
        }),
        authentication: principal.authentication.as_ref().map(|one| authentication_view(one, org)),
        network: principal.network.as_ref().map(network_view),
        unseen: principal.unseen.iter().map(crate::grants::fleet::Unknown::sentence).collect(),
        beyond: one.beyond,
        at_most: one.at_most,
        unknown: principal.unknown.iter().map(crate::grants::fleet::Unknown::sentence).collect(),
        usage: one.usage.as_ref().map(|usage| usage_view(catalog, usage)),
    }
}

fn usage_view(catalog: &Catalog, usage: &Use) -> UsageView {
    let used = worst_first(catalog, usage.used.keys()).into_iter().map(|key| UsedView {
        id: catalog.operation_name(key),
        impact: catalog.operation(key).impact,
        times: usage.used.get(&key).copied().unwrap_or_default(),
    });
    UsageView {
        seen: usage.seen().name().to_owned(),
        used: used.collect(),
        requested: usage.requested.clone(),
        unclear: usage.unclear,
        last: usage.last.clone(),
        least: usage.least.as_ref().map(|plan| least_of_log(catalog, plan, &usage.asked_besides)),
        saves: usage.least.is_some().then_some(usage.saves),
    }
}

/// The least grant for what logs show: the scopes that tokens were asked for belong to it, whatever they are for.
fn least_of_log(catalog: &Catalog, plan: &Plan, besides: &[ScopeKey]) -> LeastView {
    let mut view = least_view(catalog, plan);
    let asked = |key: &ScopeKey| Item {
        name: catalog.scope(*key).name.clone(),
        title: None,
        because: Vec::new(),
        evidence: Evidence::Observed,
        weakest: Vec::new(),
        sources: Vec::new(),
        needed_by: Vec::new(),
    };
    if let Some(scopes) = &mut view.scopes {
        scopes.extend(besides.iter().map(asked));
        scopes.sort_by(|one, other| one.name.cmp(&other.name));
    }
    view
}
