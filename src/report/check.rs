//! A check as renderers see it and as JSON carries it: schema `leastwise.check/1`. Field names are a promise.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::audit::{AuditView, OrgView};
use super::grant::{CustomRoleView, Item, RoleItem};
use super::plan::{Assumptions, CatalogView, SourceView, Summary};
use crate::model::{Credential, Evidence, Impact, Judge, Method, Severity, Tally, Verdict};

/// What principals hold against what their calls need.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CheckReport {
    /// `leastwise.check/1`.
    #[schemars(extend("const" = "leastwise.check/1"))]
    pub schema: String,
    /// The catalog behind it.
    pub catalog: CatalogView,
    /// What it takes for granted.
    pub assumptions: Assumptions,
    /// The org that was audited; absent in a check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub org: Option<OrgView>,
    /// How it ended.
    pub summary: CheckSummary,
    /// The principals that were checked.
    pub principals: Vec<PrincipalView>,
    /// The findings: by principal, a super admin that the calls do not need first, then the most serious.
    pub findings: Vec<FindingView>,
    /// Findings that an allowance covers.
    pub allowed: Vec<AllowedView>,
    /// What to know about the judgement itself.
    pub notes: Vec<NoteView>,
    /// What each principal can do, by its name.
    pub reach: BTreeMap<String, ReachView>,
    /// Every rule that a finding can come from.
    pub rules: Vec<RuleView>,
    /// The operations that findings name, by id.
    pub operations: BTreeMap<String, OperationBrief>,
    /// What the keys of sources stand for.
    pub sources: BTreeMap<String, SourceView>,
    /// Whether its principals are the providers of Terraform configurations, and what those create.
    #[serde(skip)]
    pub has_roots: bool,
    /// A file that the check read, for formats in which every finding needs one.
    #[serde(skip)]
    pub read_file: Option<String>,
}

impl CheckReport {
    /// The rule of a finding.
    pub fn rule(&self, finding: &FindingView) -> Option<&RuleView> {
        self.rules.iter().find(|rule| rule.id == finding.rule)
    }

    /// Whether a finding fails the check.
    pub fn fails(&self, finding: &FindingView) -> bool {
        !finding.known && finding.severity >= self.summary.fail_on
    }

    /// The findings by principal, where there may be thousands of them; those of none of them under none.
    pub fn by_principal(&self) -> ByPrincipal<'_> {
        let mut found = ByPrincipal::default();
        for finding in &self.findings {
            found.0.entry(finding.principal.as_deref()).or_default().push(finding);
        }
        found
    }

    /// The findings of a principal; with none, those that belong to no principal.
    pub fn of<'a>(&'a self, principal: Option<&'a str>) -> impl Iterator<Item = &'a FindingView> {
        self.findings.iter().filter(move |finding| finding.principal.as_deref() == principal)
    }
}

/// Findings by the principal that they are about.
#[derive(Clone, Debug, Default)]
pub struct ByPrincipal<'r>(BTreeMap<Option<&'r str>, Vec<&'r FindingView>>);

impl<'r> ByPrincipal<'r> {
    /// Those of a principal, or of none.
    pub fn of<'a>(&'a self, name: Option<&'a str>) -> &'a [&'r FindingView] {
        self.0.get(&name).map(Vec::as_slice).unwrap_or_default()
    }
}

/// How a check ended, in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CheckSummary {
    /// The findings of severity `error`, those of the baseline included.
    pub errors: usize,
    /// Those of severity `warning`.
    pub warnings: usize,
    /// Those of severity `note`.
    pub notes: usize,
    /// How many findings stand in the baseline.
    pub known: usize,
    /// How many findings an allowance covers; they are not among the findings.
    pub allowed: usize,
    /// From which severity on a finding that is not in the baseline fails the check.
    pub fail_on: Severity,
    /// How many findings fail the check.
    pub failing: usize,
    /// How the check ends: `fail` when a finding fails it, else `not-judged` when nothing was judged of some principal or
    /// an input cannot be read; absent when no calls were given, and in an audit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// What must be judged; absent in an audit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judge: Option<Judge>,
    /// How many principals nothing was judged of, of what must be.
    pub not_judged: usize,
    /// Whether every layer that must be judged was, of every principal.
    pub judged: bool,
    /// Whether every call and every requirement is known, in the sense of `--strict`.
    pub complete: bool,
}

impl CheckSummary {
    /// Takes in that some principals could not be checked, or that an input could not be read: then the check does not
    /// pass.
    pub fn leave_unjudged(&mut self, principals: usize, is_unread: bool) {
        if principals == 0 && !is_unread {
            return;
        }
        self.complete = false;
        self.judged = false;
        self.not_judged += principals;
        self.verdict = self.verdict.map(|verdict| match verdict {
            Verdict::Pass => Verdict::NotJudged,
            other => other,
        });
    }
}

/// A principal: what it holds and what its calls need.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PrincipalView {
    /// What it is called.
    pub name: String,
    /// How it authenticates, or is taken to; an admin of an org, whom no scopes limit, like an API token.
    pub credential: Credential,
    /// How its check ends; absent when no calls were given, and in an audit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Why nothing was judged of what must be; absent when something was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// How the check of each layer ends; absent when no calls were given, and in an audit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layers: Option<LayersView>,
    /// The scopes that it holds; absent when nothing was said of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<HeldView>>,
    /// The roles that it holds; absent when nothing was said of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Vec<HeldRoleView>>,
    /// How the calls ended; absent when none were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls: Option<Summary>,
    /// The least grant for its calls; absent when none were given, and when none is recognized.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<LeastView>,
    /// What it reaches that no call asks for; absent when no calls were given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excess: Option<Tally>,
    /// What an audit tells of it; absent in a check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audit: Option<AuditView>,
}

/// How the check of each layer ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LayersView {
    /// OAuth scopes; absent where they do not apply: the credential has none, or no call needs one and none is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<LayerView>,
    /// Admin roles; absent where no call needs one and none is held.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<LayerView>,
}

/// How the check of a layer ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LayerView {
    /// How.
    pub verdict: Verdict,
    /// Why it was not judged; absent when it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A scope or permission that is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeldView {
    /// Its name as it was typed.
    pub name: String,
    /// Where it stands; absent when it was given on the command line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<OriginView>,
}

/// A role that is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct HeldRoleView {
    /// The type of a standard role, the label or id of a custom one.
    pub name: String,
    /// Whether it is a custom role.
    pub custom: bool,
    /// What its assignment is narrowed to, such as `group:00g1abcdefGHIJKLM0h8`.
    pub targets: Vec<String>,
    /// The permissions of a custom role; absent when nothing says which it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<HeldView>>,
    /// The resource set of a custom role.
    pub resources: Vec<String>,
    /// How its holder came to it, such as `the group Admins`; absent when it was assigned to its holder alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub through: Vec<String>,
    /// Where it stands; absent when it was given on the command line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<OriginView>,
}

/// The least grant for the calls of a principal.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LeastView {
    /// The least scopes; absent for an API token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<Item>>,
    /// `standard_roles`, `custom_role` or `none`.
    pub choice: String,
    /// The standard roles of that choice.
    pub standard_roles: Vec<RoleItem>,
    /// The custom role of that choice.
    pub custom_role: Option<CustomRoleView>,
    /// What it reaches that no call asks for.
    pub excess: Tally,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FindingView {
    /// The id of the rule.
    pub rule: String,
    /// How serious it is.
    pub severity: Severity,
    /// The principal; absent when it is about none of them.
    pub principal: Option<String>,
    /// What it is about: a scope, a permission, a role, a call, an operation, a chain, an allowance, the catalog.
    pub subject: String,
    /// Which of these it is.
    pub subject_kind: String,
    /// What is wrong, in one sentence; names the smaller grant where there is one.
    pub message: String,
    /// What exactly to change, or what to know before it is changed.
    pub help: Option<String>,
    /// The weakest evidence that it rests on; absent where it rests on no fact of the catalog.
    pub evidence: Option<Evidence>,
    /// The operations that it is about.
    pub operations: Vec<String>,
    /// Whether a call that is not recognized, or of which no source says what it needs, may need the subject: it must
    /// not be taken away before that is known. Absent when not.
    #[serde(default, skip_serializing_if = "is_false")]
    pub doubted: bool,
    /// How many operations it is about; `operations` may hold only the worst of them.
    pub operation_count: usize,
    /// Where its subject stands in files; empty when it was given on the command line.
    pub origins: Vec<OriginView>,
    /// An id that no other finding of the report has, over rule, principal, subject and severity. It stays the same when
    /// lines move, inputs are reordered or words of the message change. A baseline does not go by it.
    pub fingerprint: String,
    /// Whether it stands in the baseline; such a finding never fails a check.
    pub known: bool,
    /// Keys of sources.
    pub sources: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct OriginView {
    /// The file as it was named, `-` for stdin.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

/// A finding that an allowance covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AllowedView {
    /// The finding.
    pub finding: FindingView,
    /// Why it is allowed.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// The last day on which it is allowed, `YYYY-MM-DD`.
    pub until: Option<String>,
}

/// Something to know about the judgement itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NoteView {
    /// A stable name.
    pub code: String,
    /// The principal; absent when it is about none of them.
    pub principal: Option<String>,
    /// What to know.
    pub message: String,
    /// The operations that it is about.
    pub operations: Vec<String>,
    /// The ids of things of an org that it is about, such as groups and OAuth clients, where none of them is `principal`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
}

impl NoteView {
    /// The codes of notes about what could not be seen of an org.
    pub const UNSEEN: [&str; 3] = ["unknown", "log-not-read", "log-not-whole"];

    /// Whether it is about something that could not be seen of an org.
    pub fn is_unseen(&self) -> bool {
        Self::UNSEEN.contains(&self.code.as_str())
    }
}

/// What a grant can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReachView {
    /// How many operations it reaches, by scopes and roles together, as far as each was given.
    pub effective: Tally,
    /// How many its scopes reach, as if its roles allowed everything; absent without scopes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Tally>,
    /// How many its roles reach, as if its scopes allowed everything; absent without roles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<Tally>,
    /// How many operations of each API it reaches.
    pub by_api: BTreeMap<String, Tally>,
    /// Every operation that it reaches, the worst first: by impact, then in the order of the chains of escalation that they
    /// begin, from assigning roles on. In an audit of several principals only the first 50.
    pub operations: Vec<ReachedView>,
}

/// An operation that a grant reaches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReachedView {
    /// Its id.
    pub id: String,
    /// What it can do at worst.
    pub impact: Impact,
    /// Whether a call asks for it.
    pub asked: bool,
}

/// An operation in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct OperationBrief {
    /// The method.
    pub method: Method,
    /// The path template.
    pub path: String,
    /// What it can do at worst.
    pub impact: Impact,
}

/// A rule that findings come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RuleView {
    /// Its id.
    pub id: String,
    /// The severity of its findings, unless the case is milder.
    pub severity: Severity,
    /// What it finds, in a line.
    pub title: String,
    /// What it means and when it is said.
    pub explanation: String,
    /// What to do about it.
    pub fix: String,
    /// Whether an allowance can cover its findings.
    pub allowable: bool,
    /// Its page, relative to the root of the project.
    pub page: String,
}
