//! One principal: its grant, its calls, its allowances; the findings.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use jiff::civil::Date;

use super::allowance::{Allowance, settle};
use super::bench::{Bench, Needs};
use super::denied::Denial;
use super::doubt::Open;
use super::finding::{Finding, Kind, distinct};
use super::resolve::{Resolved, narrowed, resolve};
use super::rule::{STALE_CATALOG, STALE_RESOLUTION};
use super::verdict::{Layers, Verdicts, layers, none_judged, verdicts};
use super::{access, admin, calls, dangers, denied, note, roles, scopes, sign_in, terraform};
use crate::catalog::Catalog;
use crate::catalog::tables::OperationKey;
use crate::intake::OpenPlace;
use crate::matching::{Match, Status};
use crate::model::{
    Call, Credential, Grant, HeldRole, Judge, Named, OpenLayers, Origin, Principal, ProviderRelease, Severity,
};
use crate::plan::{Holding, Judgement, Options, Plan, Plans, Reachable, Reached, counts, judge, plan};

pub use note::Note;

/// A principal with everything that it is checked by.
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// What it is called in findings.
    pub name: String,
    /// What it holds.
    pub principal: Principal,
    /// Its calls; none when nothing is said of them.
    pub calls: Option<Vec<Call>>,
    /// The unresolved places of its input.
    pub open: Vec<OpenPlace>,
    /// What it must never hold.
    pub denials: Vec<Denial>,
    /// What is allowed.
    pub allowances: Vec<Allowance>,
    /// What it may reach without that being new.
    pub reference: Option<Grant>,
    /// The releases of Terraform's provider that its configuration names.
    pub releases: Vec<ProviderRelease>,
    /// How sure facts must be to count; more than the options say, or nothing.
    pub floor: Option<crate::model::Evidence>,
}

/// What was found about one principal.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What it is called.
    pub name: String,
    /// How it authenticates, or is taken to.
    pub credential: Credential,
    /// What it holds, as it was written.
    pub grant: Grant,
    /// What it can do.
    pub reached: Reached,
    /// What its calls need.
    pub needs: Option<CheckedNeeds>,
    /// What could be judged; none without calls.
    pub layers: Option<Layers>,
    /// The findings: a super admin that the calls do not need first, then the most serious.
    pub findings: Vec<Finding>,
    /// The findings that are allowed.
    pub allowed: Vec<(Finding, Allowance)>,
    /// The shared allowances that cover nothing of it.
    pub unused: Vec<Allowance>,
    /// What to know about the judgement.
    pub notes: Vec<Note>,
}

/// What the calls of a principal need.
#[derive(Clone, Debug)]
pub struct CheckedNeeds {
    /// What became of the calls.
    pub matches: Vec<Match>,
    /// The least grants.
    pub plans: Plans,
    /// The operations that are asked for.
    pub asked: BTreeSet<OperationKey>,
    /// Whether every call and every requirement is known.
    pub is_complete: bool,
    /// Whether any call is recognized, or there are none: else nothing is known of what is needed.
    pub is_recognized: bool,
}

impl CheckedNeeds {
    /// The least grant for a credential; none where no call is recognized.
    pub fn least(&self, credential: Credential) -> Option<&Plan> {
        self.plans.plans.iter().find(|plan| plan.credential == credential && self.is_recognized)
    }
}

impl Checked {
    /// How its check ends; none when no calls were given, because then nothing is judged.
    pub fn verdicts(&self, fail_on: Severity, judge: Judge) -> Option<Verdicts> {
        let layers = self.layers.as_ref()?;
        Some(verdicts(layers, &self.findings, self.credential, fail_on, judge))
    }
}

/// Checks one principal; `resolve_call` says what becomes of a call.
pub fn check(
    catalog: &Catalog,
    case: &Case,
    options: &Options,
    today: Date,
    resolve_call: impl Fn(&Call) -> Match,
) -> Checked {
    let floor = case.floor.map_or(options.floor, |floor| floor.max(options.floor));
    let options = Options { floor, ..options.clone() };
    check_by(&Reachable::new(catalog, &options), case, today, resolve_call)
}

/// The same for one of many, by what anybody could reach.
pub(super) fn check_by(
    reachable: &Reachable<'_>,
    case: &Case,
    today: Date,
    resolve_call: impl Fn(&Call) -> Match,
) -> Checked {
    let (catalog, options) = (reachable.catalog(), reachable.options());
    let resolved = resolve(catalog, &case.principal.grant);
    let credential = credential(&case.principal);
    let reached = reachable.by(&resolved.holding, credential);
    let needs = case.calls.as_ref().map(|calls| {
        let matches: Vec<_> = calls.iter().map(&resolve_call).collect();
        let plans = plan(catalog, &matches, options);
        let judgement = judge(catalog, &matches, options, credential, &resolved.holding);
        (matches, plans, judgement)
    });
    let mut open = case.open.clone();
    open.extend(terraform::open_places(catalog, case, credential, options.engine));
    let checking = Checking {
        catalog,
        case,
        options,
        reachable,
        credential,
        resolved: &resolved,
        reached: &reached,
        open: &open,
    };
    let (findings, notes, needs, layers) = checking.run(needs);
    let settled = settle(distinct(findings), &case.allowances, today);
    let mut findings = distinct(settled.findings);
    let mut allowed = settled.allowed;
    let narrowed = narrowed(&case.principal.grant);
    for finding in findings.iter_mut().chain(allowed.iter_mut().map(|(finding, _)| finding)) {
        finding.principal = Some(case.name.clone());
        let is_role = finding.subject.kind == Kind::Role;
        finding.targets = narrowed.get(finding.subject.name.as_str()).filter(|_| is_role).cloned();
        finding.origins.sort();
        finding.origins.dedup();
    }
    sort(catalog, &mut findings);
    Checked {
        name: case.name.clone(),
        credential,
        grant: case.principal.grant.clone(),
        reached,
        needs,
        layers,
        findings,
        allowed,
        unused: settled.unused,
        notes,
    }
}

/// The finding that the facts are old.
pub fn stale_catalog(date: &str, age_days: i32) -> Finding {
    let message = format!("the facts were last reviewed {age_days} days ago, on {date}");
    Finding::new(&STALE_CATALOG, Kind::Catalog.named("catalog"), message)
        .help("use a newer leastwise, or --catalog")
}

/// The finding that an entry of `resolved` answers nothing.
pub fn stale_resolution(at: &str, origin: Origin) -> Finding {
    let message = format!("nothing is open at `{at}`: the entry of `resolved` answers nothing");
    Finding::new(&STALE_RESOLUTION, Kind::Call.named(at), message)
        .help("correct the place, or take the entry out")
        .standing(vec![origin])
}

/// A super admin that the calls do not need first, then the most serious, then in the order of the rules and
/// of the chains of escalation, then by subject.
pub(super) fn sort(catalog: &Catalog, findings: &mut [Finding]) {
    let order = |finding: &Finding| super::RULES.iter().position(|rule| rule.id == finding.rule.id);
    let chain = |finding: &Finding| {
        let mut chains = catalog.tables().escalations.iter();
        chains.position(|chain| chain.code == finding.subject.name)
    };
    findings.sort_by_cached_key(|finding| {
        let leads = admin::leads(catalog, finding);
        (Reverse((leads, finding.severity)), order(finding), chain(finding), finding.subject.clone())
    });
}

/// How a principal authenticates, when nothing says: an app when anything is said of scopes, and else too.
fn credential(principal: &Principal) -> Credential {
    principal.credential.unwrap_or(Credential::ServiceApp)
}

struct Checking<'a> {
    catalog: &'a Catalog,
    case: &'a Case,
    options: &'a Options,
    reachable: &'a Reachable<'a>,
    credential: Credential,
    resolved: &'a Resolved,
    reached: &'a Reached,
    /// The unresolved places of the input, and those where a provider calls what no document tells.
    open: &'a [OpenPlace],
}

impl Checking<'_> {
    fn run(
        &self,
        needs: Option<(Vec<Match>, Plans, Judgement)>,
    ) -> (Vec<Finding>, Vec<Note>, Option<CheckedNeeds>, Option<Layers>) {
        let Self { catalog, credential, resolved, reached, .. } = *self;
        let open_layers = &self.case.principal.open;
        let Some((matches, plans, judgement)) = needs else {
            let bench =
                Bench { catalog, credential, resolved, reached, calls: None, open: None, open_layers };
            let (findings, notes) = self.findings(&bench, &[]);
            return (findings, notes, None, None);
        };
        let calls = self.case.calls.as_deref().unwrap_or_default();
        let open = Open::new(self.open, calls, &matches, self.options.assume_all);
        let Some(least) = plans.plans.iter().find(|plan| plan.credential == credential) else {
            return (Vec::new(), Vec::new(), None, None);
        };
        let least_reached = self.reachable.by(&least_holding(least), credential);
        let needs = Needs { judgement: &judgement, least, least_reached: &least_reached };
        // Where none of the calls is recognized, nothing says what is needed: the grant is described.
        let is_recognized = is_recognized(calls, &matches, self.options, &open);
        let bench = Bench {
            catalog,
            credential,
            resolved,
            reached,
            calls: is_recognized.then_some(needs),
            open: Some(&open),
            open_layers,
        };
        let layers = if is_recognized {
            layers(&bench, &needs, &self.case.principal)
        } else {
            none_judged(credential)
        };
        let (mut findings, notes) = self.findings(&bench, &matches);
        findings.extend(calls::findings(catalog, calls, &matches, credential));
        findings.extend(terraform::findings(catalog, calls, credential, self.case.principal.credential));
        let counted = calls.iter().zip(&matches).filter(|(_, found)| counts(found.status, self.options));
        findings.extend(calls::unsupported(&bench, &counted.collect::<Vec<_>>()));
        let is_complete = self.is_complete(&matches, &judgement);
        let asked = judgement.asked.clone();
        (
            findings,
            notes,
            Some(CheckedNeeds { matches, plans, asked, is_complete, is_recognized }),
            Some(layers),
        )
    }

    /// The findings about the grant.
    fn findings(&self, bench: &Bench<'_>, matches: &[Match]) -> (Vec<Finding>, Vec<Note>) {
        let mut findings = self.resolved.findings.clone();
        findings.extend(scopes::findings(bench));
        findings.extend(roles::findings(bench));
        sign_in::settle(bench, &mut findings);
        findings.extend(dangers::findings(bench));
        findings.extend(denied::findings(bench, &self.case.denials));
        let mut notes = note::notes(bench, &self.case.principal, matches);
        notes.extend(note::of_open_places(self.open));
        if let Some(of_reference) = &self.case.reference {
            let reference = resolve(self.catalog, of_reference).holding;
            notes.extend(not_compared(bench, &reference));
            findings.extend(access::of_targets(bench, &self.case.principal.grant, of_reference));
            match access::findings(bench, self.options, &reference) {
                Some(new) => findings.extend(new),
                None => notes.push(Note::new(
                    "not-compared",
                    "the grant and the reference have no layer in common: one says nothing of scopes, the other \
                     nothing of roles",
                )),
            }
        }
        (findings.into_iter().map(|finding| bench.cited(finding)).collect(), notes)
    }

    fn is_complete(&self, matches: &[Match], judgement: &Judgement) -> bool {
        let certain = |status: Status| match status {
            Status::Matched | Status::Excluded => true,
            Status::Ambiguous => self.options.assume_all,
            Status::Corrected | Status::Unresolved => false,
        };
        let sure = judgement.roles.iter().flat_map(|roles| &roles.missing).all(|one| one.certain)
            && judgement.scopes.iter().flat_map(|scopes| &scopes.missing).all(|one| one.certain);
        matches.iter().all(|one| certain(one.status))
            && judgement.without_scope.is_empty()
            && judgement.without_right.is_empty()
            && self.resolved.closed_roles.is_empty()
            && self.case.principal.open == OpenLayers::default()
            && self.open.is_empty()
            && sure
    }
}

/// The layers of which only one of a grant and its reference says something, where they have the other in common.
fn not_compared(bench: &Bench<'_>, reference: &Holding) -> Vec<Note> {
    let held = &bench.resolved.holding;
    let scopes = bench.credential.has_scopes().then_some((held.scopes.is_some(), reference.scopes.is_some()));
    let roles = (held.roles.is_some(), reference.roles.is_some());
    let note = |name: &str| {
        let message =
            format!("{name} are not compared: only one of the grant and the reference says which are held");
        Note::new("not-compared", message)
    };
    match (scopes, roles) {
        (Some((true, true)), (one, other)) if one != other => vec![note("admin roles")],
        (Some((one, other)), (true, true)) if one != other => vec![note("scopes")],
        _ => Vec::new(),
    }
}

/// Whether any call is known to be an operation, or there is nothing to recognize. What a provider of Terraform calls at
/// its start says nothing of what is needed while blocks are not recognized.
fn is_recognized(calls: &[Call], matches: &[Match], options: &Options, open: &Open) -> bool {
    let counted = |one: &Match| !one.operations.is_empty() && counts(one.status, options);
    let mut known =
        calls.iter().zip(matches).filter(|(_, one)| counted(one)).map(|(call, _)| call).peekable();
    if open.is_empty() {
        return matches.is_empty() || known.peek().is_some();
    }
    known.any(|call| !terraform::is_start(call))
}

/// What the least grant holds.
pub(super) fn least_holding(least: &Plan) -> Holding {
    Holding {
        scopes: least.credential.has_scopes().then(|| least.scopes.iter().map(|one| one.key).collect()),
        roles: Some(least.chosen().map(crate::plan::RoleGrant::things).unwrap_or_default()),
    }
}

/// A plan as the grant that it asks for, with places that say so.
pub fn grant_of(catalog: &Catalog, plan: &Plan, origin: &Origin) -> Grant {
    let named = |name: &str| Named { name: name.to_owned(), origin: origin.clone() };
    let scopes = plan.scopes.iter().map(|one| named(&catalog.scope(one.key).name));
    let chosen = plan.chosen();
    let roles = chosen.into_iter().flat_map(|chosen| &chosen.roles).map(|role| {
        HeldRole::Standard(crate::model::StandardRole {
            role: named(&catalog.role(role.granted.key).name),
            targets: Vec::new(),
            built_in: false,
        })
    });
    let permissions: Vec<_> = chosen
        .into_iter()
        .flat_map(|chosen| &chosen.permissions)
        .map(|one| named(&catalog.capability(one.key).name))
        .collect();
    let custom = (!permissions.is_empty()).then(|| {
        HeldRole::Custom(crate::model::CustomRole {
            role: named("custom role of the plan"),
            permissions: Some(permissions),
            resources: Vec::new(),
        })
    });
    Grant {
        scopes: plan.credential.has_scopes().then(|| scopes.collect()),
        roles: Some(roles.chain(custom).collect()),
    }
}
