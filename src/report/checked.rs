//! What was checked to the report.

use std::collections::{BTreeMap, BTreeSet};

use super::build::{assumptions, catalog_view, plan_view, sources, summary};
use super::check::{
    AllowedView, CheckReport, CheckSummary, FindingView, HeldRoleView, HeldView, LayerView, LayersView,
    LeastView, NoteView, OperationBrief, OriginView, PrincipalView, ReachView, ReachedView, RuleView,
};
use super::names;
use super::plan::PlanView;
use crate::catalog::Catalog;
use crate::catalog::tables::OperationKey;
use crate::check::{
    Allowance, Checked, Finding, LayerVerdict, Note, RULES, Rule, Verdicts, tally, worst_first,
};
use crate::model::{HeldRole, Judge, Named, Origin, Severity, Tally, Verdict};
use crate::plan::{Options, Plan};

/// How many operations a finding lists.
const LISTED: usize = 50;

/// What a report of a check is made of.
#[derive(Clone, Copy, Debug)]
pub struct CheckMaterial<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// How many days ago its facts were reviewed.
    pub age_days: i32,
    /// What is taken for granted.
    pub options: &'a Options,
    /// What the user said, as given to `--assume`.
    pub assume: &'a [String],
    /// What was found about each principal.
    pub checked: &'a [&'a Checked],
    /// Findings about none of them.
    pub general: &'a [Finding],
    /// Notes about none of them.
    pub notes: &'a [Note],
    /// From which severity on a finding fails the check.
    pub fail_on: Severity,
    /// What must be judged; none in an audit, which judges nobody's gate.
    pub judge: Option<Judge>,
    /// How many of the operations that a principal reaches are listed.
    pub listed: usize,
}

/// The report of a check.
pub fn check_report(material: &CheckMaterial<'_>) -> CheckReport {
    let CheckMaterial { catalog, options, checked, .. } = *material;
    let every = || checked.iter().flat_map(|one| &one.findings).chain(material.general);
    let findings: Vec<_> = every().map(|finding| finding_view(catalog, finding)).collect();
    let allowed: Vec<_> = checked
        .iter()
        .flat_map(|one| &one.allowed)
        .map(|(finding, allowance)| allowed_view(catalog, finding, allowance))
        .collect();
    let shown = findings.iter().chain(allowed.iter().map(|one| &one.finding));
    let operations = named_operations(catalog, shown.clone());
    let cited = cited(shown, checked, catalog);
    let mut notes: Vec<_> = material.notes.iter().map(|note| note_view(catalog, None, note)).collect();
    for one in checked {
        notes.extend(one.notes.iter().map(|note| note_view(catalog, Some(&one.name), note)));
    }
    CheckReport {
        schema: "leastwise.check/1".to_owned(),
        catalog: catalog_view(catalog, material.age_days),
        assumptions: assumptions(options, material.assume),
        org: None,
        summary: check_summary(&findings, allowed.len(), material),
        principals: checked.iter().map(|one| principal_view(material, one)).collect(),
        findings,
        allowed,
        notes,
        reach: reach_views(material),
        rules: rule_views(),
        operations,
        sources: sources(catalog, &cited),
        has_roots: false,
        read_file: None,
    }
}

fn check_summary(findings: &[FindingView], allowed: usize, material: &CheckMaterial<'_>) -> CheckSummary {
    let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let failing = findings.iter().filter(|finding| !finding.known && finding.severity >= material.fail_on);
    let failing = failing.count();
    let judge = material.judge.unwrap_or_default();
    let verdicts: Vec<_> = material.checked.iter().filter_map(|one| verdicts_of(material, one)).collect();
    let not_judged = verdicts.iter().filter(|one| one.verdict == Verdict::NotJudged).count();
    CheckSummary {
        errors: of(Severity::Error),
        warnings: of(Severity::Warning),
        notes: of(Severity::Note),
        known: findings.iter().filter(|finding| finding.known).count(),
        allowed,
        fail_on: material.fail_on,
        failing,
        verdict: (!verdicts.is_empty()).then_some(match (failing, not_judged) {
            (0, 0) => Verdict::Pass,
            (0, _) => Verdict::NotJudged,
            _ => Verdict::Fail,
        }),
        judge: material.judge,
        not_judged,
        judged: !verdicts.iter().any(|one| one.lacks(judge)),
        complete: material.checked.iter().filter_map(|one| one.needs.as_ref()).all(|needs| needs.is_complete),
    }
}

/// How the check of a principal ends; none in an audit, and without calls.
fn verdicts_of(material: &CheckMaterial<'_>, checked: &Checked) -> Option<Verdicts> {
    checked.verdicts(material.fail_on, material.judge?)
}

fn layer_views(verdicts: Verdicts) -> LayersView {
    let view = |layer: LayerVerdict| LayerView { verdict: layer.verdict, reason: layer.reason };
    LayersView { scopes: verdicts.scopes.map(view), roles: verdicts.roles.map(view) }
}

fn principal_view(material: &CheckMaterial<'_>, checked: &Checked) -> PrincipalView {
    let catalog = material.catalog;
    let verdicts = verdicts_of(material, checked);
    let needs = checked.needs.as_ref();
    let asked = needs.map(|needs| &needs.asked);
    let operations = |matches: &[crate::matching::Match]| {
        matches.iter().flat_map(|one| one.operations.iter().copied()).collect::<BTreeSet<_>>().len()
    };
    let grant = &checked.grant;
    PrincipalView {
        name: checked.name.clone(),
        credential: checked.credential,
        verdict: verdicts.as_ref().map(|one| one.verdict),
        reason: verdicts.as_ref().and_then(|one| one.reason.clone()),
        layers: verdicts.map(layer_views),
        scopes: grant.scopes.as_ref().map(|scopes| scopes.iter().map(held_view).collect()),
        roles: grant.roles.as_ref().map(|roles| roles.iter().map(|role| role_view(catalog, role)).collect()),
        calls: needs.map(|needs| summary(&needs.matches, operations(&needs.matches))),
        least: needs.and_then(|needs| needs.least(checked.credential)).map(|plan| least_view(catalog, plan)),
        excess: asked.map(|asked| tally(catalog, &(&checked.reached.effective - asked))),
        audit: None,
    }
}

fn held_view(Named { name, origin }: &Named) -> HeldView {
    HeldView { name: name.clone(), origin: origin_view(origin) }
}

fn role_view(catalog: &Catalog, role: &HeldRole) -> HeldRoleView {
    match role {
        HeldRole::Standard(held) => HeldRoleView {
            name: catalog
                .role_called(&held.role.name)
                .map_or(&held.role.name, |key| &catalog.role(key).name)
                .clone(),
            custom: false,
            targets: held.targets.iter().map(ToString::to_string).collect(),
            permissions: None,
            resources: Vec::new(),
            through: Vec::new(),
            origin: origin_view(&held.role.origin),
        },
        HeldRole::Custom(held) => HeldRoleView {
            name: held.role.name.clone(),
            custom: true,
            targets: Vec::new(),
            permissions: held.permissions.as_ref().map(|all| all.iter().map(held_view).collect()),
            resources: held.resources.clone(),
            through: Vec::new(),
            origin: origin_view(&held.role.origin),
        },
    }
}

/// A place in a file; the command line has none.
fn origin_view(origin: &Origin) -> Option<OriginView> {
    const ARGUMENT: &str = "argument";
    let Origin { source, line, column } = origin;
    (&**source != ARGUMENT).then(|| OriginView { file: source.to_string(), line: *line, column: *column })
}

pub(super) fn least_view(catalog: &Catalog, plan: &Plan) -> LeastView {
    let view = plan_view(catalog, plan);
    let choice = view.recommended.choice;
    let is_custom = choice == "custom_role";
    let excess = match choice.as_str() {
        "none" => Tally::default(),
        choice => view.excess.of(choice).effective,
    };
    LeastView {
        scopes: view.scopes,
        standard_roles: if is_custom { view.beside_custom_role } else { view.standard_roles },
        custom_role: view.custom_role.filter(|_| is_custom),
        choice,
        excess,
    }
}

fn finding_view(catalog: &Catalog, finding: &Finding) -> FindingView {
    let operations = worst_first(catalog, &finding.operations);
    FindingView {
        rule: finding.rule.id.to_owned(),
        severity: finding.severity,
        principal: finding.principal.clone(),
        subject: finding.subject.name.clone(),
        subject_kind: finding.subject.kind.name().to_owned(),
        message: finding.message.clone(),
        help: finding.help.clone(),
        evidence: finding.evidence,
        doubted: finding.doubted,
        operation_count: operations.len(),
        operations: names::operations(catalog, operations.iter().take(LISTED)),
        origins: finding.origins.iter().filter_map(origin_view).collect(),
        fingerprint: finding.fingerprint(),
        known: finding.known,
        sources: names::sources(catalog, &finding.sources),
    }
}

fn allowed_view(catalog: &Catalog, finding: &Finding, allowance: &Allowance) -> AllowedView {
    AllowedView {
        finding: finding_view(catalog, finding),
        reason: allowance.reason.clone(),
        owner: allowance.owner.clone(),
        until: allowance.until.map(|until| until.to_string()),
    }
}

fn note_view(catalog: &Catalog, principal: Option<&String>, note: &Note) -> NoteView {
    NoteView {
        code: note.code.to_owned(),
        principal: principal.cloned(),
        message: note.message.clone(),
        operations: names::operations(catalog, &note.operations),
    }
}

fn reach_views(material: &CheckMaterial<'_>) -> BTreeMap<String, ReachView> {
    let CheckMaterial { catalog, checked, listed, .. } = *material;
    // All operations are put in order once: there may be thousands of principals.
    let order = worst_first(catalog, catalog.operations().map(|(key, _)| key).collect::<Vec<_>>().iter());
    checked.iter().map(|one| (one.name.clone(), reach_view(catalog, one, &order, listed))).collect()
}

fn reach_view(catalog: &Catalog, checked: &Checked, order: &[OperationKey], listed: usize) -> ReachView {
    let reached = &checked.reached;
    let asked = |key: &OperationKey| checked.needs.as_ref().is_some_and(|needs| needs.asked.contains(key));
    let mut by_api: BTreeMap<String, Tally> = BTreeMap::new();
    for key in &reached.effective {
        let operation = catalog.operation(*key);
        *by_api.entry(catalog.api(operation.api).name.clone()).or_default() += Tally::one(operation.impact);
    }
    let view = |key: OperationKey| ReachedView {
        id: catalog.operation_name(key),
        impact: catalog.operation(key).impact,
        asked: asked(&key),
    };
    ReachView {
        effective: tally(catalog, &reached.effective),
        scopes: reached.scopes.as_ref().map(|keys| tally(catalog, keys)),
        roles: reached.roles.as_ref().map(|keys| tally(catalog, keys)),
        by_api,
        operations: order
            .iter()
            .filter(|key| reached.effective.contains(key))
            .take(listed)
            .map(|key| view(*key))
            .collect(),
    }
}

/// The operations that findings list.
fn named_operations<'f>(
    catalog: &Catalog,
    findings: impl Iterator<Item = &'f FindingView>,
) -> BTreeMap<String, OperationBrief> {
    let ids: BTreeSet<&String> = findings.flat_map(|finding| &finding.operations).collect();
    briefs(catalog, ids)
}

/// Operations in short, by id.
pub(super) fn briefs<'i>(
    catalog: &Catalog,
    ids: impl IntoIterator<Item = &'i String>,
) -> BTreeMap<String, OperationBrief> {
    let brief = |id: &String| {
        let operation = catalog.operation(*catalog.names().operations.get(id)?);
        let (method, path, impact) = (operation.method, operation.path.clone(), operation.impact);
        Some((id.clone(), OperationBrief { method, path, impact }))
    };
    ids.into_iter().filter_map(brief).collect()
}

/// Every key of a source that the report cites.
fn cited<'f>(
    findings: impl Iterator<Item = &'f FindingView>,
    checked: &[&Checked],
    catalog: &Catalog,
) -> BTreeSet<String> {
    let mut keys: BTreeSet<String> = findings.flat_map(|finding| finding.sources.iter().cloned()).collect();
    for one in checked {
        let least = one.needs.as_ref().and_then(|needs| needs.least(one.credential));
        let items = least.map(|plan| plan_view(catalog, plan));
        keys.extend(items.iter().flat_map(PlanView::items).flat_map(|item| item.sources.iter().cloned()));
    }
    keys
}

/// Every rule.
pub fn rule_views() -> Vec<RuleView> {
    RULES.iter().map(|rule| rule_view(rule)).collect()
}

/// A rule.
pub fn rule_view(rule: &Rule) -> RuleView {
    RuleView {
        id: rule.id.to_owned(),
        severity: rule.severity,
        title: rule.title.to_owned(),
        explanation: rule.explanation.to_owned(),
        fix: rule.fix.to_owned(),
        allowable: rule.allowable,
        page: format!("docs/rules/{}.md", rule.id),
    }
}
