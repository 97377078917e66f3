//! What was checked to the report.

use std::collections::{BTreeMap, BTreeSet};

use super::build::{assumptions, catalog_view, plan_view, sources, summary};
use super::check::{
    AllowedView, CheckReport, CheckSummary, FindingView, HeldRoleView, HeldView, LayerView, LayersView,
    LeastView, NoteView, OperationBrief, OriginView, PrincipalView, ReachView, ReachedView, RuleView,
};
use super::names;
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
    let mut sections = Sections::new(material);
    for one in material.checked {
        sections.add(one);
    }
    sections.finish()
}

/// The parts of a report that grow with each principal: what was found about one is not needed once it is added.
pub(super) struct Sections<'m> {
    material: &'m CheckMaterial<'m>,
    /// All operations, the worst first.
    order: Vec<OperationKey>,
    pub(super) principals: Vec<PrincipalView>,
    findings: Vec<FindingView>,
    allowed: Vec<AllowedView>,
    notes: Vec<NoteView>,
    reach: BTreeMap<String, ReachView>,
    /// The sources of the least grants.
    sources: BTreeSet<String>,
    verdicts: Vec<Verdicts>,
    is_complete: bool,
}

impl<'m> Sections<'m> {
    pub(super) fn new(material: &'m CheckMaterial<'m>) -> Self {
        let catalog = material.catalog;
        let all: Vec<_> = catalog.operations().map(|(key, _)| key).collect();
        Self {
            material,
            order: worst_first(catalog, &all),
            principals: Vec::new(),
            findings: Vec::new(),
            allowed: Vec::new(),
            notes: material.notes.iter().map(|note| note_view(catalog, None, note)).collect(),
            reach: BTreeMap::new(),
            sources: BTreeSet::new(),
            verdicts: Vec::new(),
            is_complete: true,
        }
    }

    pub(super) fn add(&mut self, one: &Checked) {
        let CheckMaterial { catalog, listed, .. } = *self.material;
        let needs = one.needs.as_ref();
        self.principals.push(principal_view(self.material, one));
        self.findings.extend(one.findings.iter().map(|finding| finding_view(catalog, finding)));
        let allowed = one.allowed.iter();
        self.allowed.extend(allowed.map(|(finding, allowance)| allowed_view(catalog, finding, allowance)));
        self.notes.extend(one.notes.iter().map(|note| note_view(catalog, Some(&one.name), note)));
        self.reach.insert(one.name.clone(), reach_view(catalog, one, &self.order, listed));
        if let Some(least) = needs.and_then(|needs| needs.least(one.credential)) {
            let view = plan_view(catalog, least);
            self.sources.extend(view.items().flat_map(|item| item.sources.iter().cloned()));
        }
        self.verdicts.extend(verdicts_of(self.material, one));
        self.is_complete &= needs.is_none_or(|needs| needs.is_complete);
    }

    pub(super) fn finish(mut self) -> CheckReport {
        let CheckMaterial { catalog, options, .. } = *self.material;
        let general = self.material.general.iter();
        self.findings.extend(general.map(|finding| finding_view(catalog, finding)));
        let summary = self.summary();
        let shown = || self.findings.iter().chain(self.allowed.iter().map(|one| &one.finding));
        let operations = named_operations(catalog, shown());
        let mut cited = self.sources;
        cited.extend(shown().flat_map(|finding| finding.sources.iter().cloned()));
        CheckReport {
            schema: "leastwise.check/1".to_owned(),
            catalog: catalog_view(catalog, self.material.age_days),
            assumptions: assumptions(options, self.material.assume),
            org: None,
            summary,
            principals: self.principals,
            findings: self.findings,
            allowed: self.allowed,
            notes: self.notes,
            reach: self.reach,
            rules: rule_views(),
            operations,
            sources: sources(catalog, &cited),
            has_roots: false,
            read_file: None,
        }
    }

    fn summary(&self) -> CheckSummary {
        let Self { material, findings, verdicts, .. } = self;
        let of = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        let fails = |finding: &&FindingView| !finding.known && finding.severity >= material.fail_on;
        let failing = findings.iter().filter(fails).count();
        let judge = material.judge.unwrap_or_default();
        let not_judged = verdicts.iter().filter(|one| one.verdict == Verdict::NotJudged).count();
        CheckSummary {
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            notes: of(Severity::Note),
            known: findings.iter().filter(|finding| finding.known).count(),
            allowed: self.allowed.len(),
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
            complete: self.is_complete,
        }
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
        about: note.about.clone(),
    }
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
