//! An operation as reports show it: what it is, what it needs, which standard roles give that.

use schemars::JsonSchema;
use serde::Serialize;

use super::names;
use crate::catalog::Catalog;
use crate::catalog::answer::{Answer, Verdict};
use crate::catalog::schema::RoleStatus;
use crate::catalog::tables::{OperationKey, RoleKey};
use crate::model::{Accepted, Evidence, Impact, Method, Situation};

/// An operation and what it needs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OperationView {
    /// API, colon, Okta's operation id.
    pub id: String,
    /// The method.
    pub method: Method,
    /// The path template.
    pub path: String,
    /// Okta's tag of the resource.
    pub tag: String,
    /// Whether the plan counts it; absent outside of plans.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_plan: Option<bool>,
    /// What it can do at worst.
    pub impact: Impact,
    /// The credentials that it accepts.
    pub credentials: Vec<Accepted>,
    /// Alternatives of scopes, each a list of which all are needed; `[[]]` none needed, `[]` not applicable.
    pub scopes: Vec<Vec<String>>,
    /// Alternatives of capabilities; `[[]]` none needed, `[]` unknown.
    pub capabilities: Vec<Vec<String>>,
    /// For each alternative, under which condition it holds; null when always.
    pub capabilities_when: Vec<Option<String>>,
    /// Whether an admin right is needed.
    pub admin_right: AdminRight,
    /// The standard roles that may call it, in the case at hand.
    pub roles: Vec<String>,
    /// What is known of each standard role.
    pub role_answers: Vec<RoleAnswer>,
    /// The strongest evidence among the alternatives that hold in the case at hand; null when nothing is known.
    pub evidence: Option<Evidence>,
    /// Keys of sources.
    pub sources: Vec<String>,
    /// Anything else worth knowing.
    pub notes: Vec<String>,
    /// The state that the document gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lifecycle: Option<String>,
    /// The first release of the document that has it; `2024.06.1` means then or earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Products or engines that it is limited to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub skus: Vec<String>,
    /// Whether the document calls it deprecated.
    pub deprecated: bool,
    /// Special cases that need something else or more.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<VariantView>,
    /// Roles of Okta Privileged Access that may call it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub opa_roles: Vec<String>,
}

/// Whether an operation needs an admin right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AdminRight {
    /// It does.
    Required,
    /// It does not.
    None,
    /// Nobody says what it needs.
    Unknown,
}

impl AdminRight {
    /// The word in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::None => "none",
            Self::Unknown => "unknown",
        }
    }
}

/// What is known of one standard role and one operation.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RoleAnswer {
    /// The role.
    pub name: String,
    /// Whether the role can no longer be assigned; such roles stand last.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
    /// `yes`, `no`, `unknown`, or `limited`: yes in some cases only.
    pub answer: String,
    /// What limits it; a limit of kind `target` is a lever of the assignment and keeps the answer a yes.
    pub limits: Vec<LimitView>,
    /// The weakest link; null for an unknown.
    pub evidence: Option<Evidence>,
    /// Keys of sources.
    pub sources: Vec<String>,
}

/// What limits an answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LimitView {
    /// `target`, `case`, `condition` or `self`.
    pub kind: String,
    /// Its name, as `--assume` takes it.
    pub limit: String,
    /// What it means, where the name does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
}

/// A special case of an operation.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct VariantView {
    /// Its name, as `--assume` takes it.
    pub name: String,
    /// When it applies.
    pub when: String,
    /// Alternatives of capabilities that it asks for; empty when unknown.
    pub capabilities: Vec<Vec<String>>,
    /// How it is known; null when nothing is.
    pub evidence: Option<Evidence>,
}

impl OperationView {
    /// The view of an operation in the cases at hand; `in_plan` is left out outside of plans.
    pub fn new(
        catalog: &Catalog,
        key: OperationKey,
        situations: &[&Situation],
        floor: Evidence,
        in_plan: Option<bool>,
    ) -> Self {
        let operation = catalog.operation(key);
        let usual = Situation::default();
        let situations = if situations.is_empty() { &[&usual][..] } else { situations };
        let admin_right = admin_right(catalog, key);
        let answers = if admin_right == AdminRight::None {
            Vec::new()
        } else {
            answers(catalog, key, situations[0], floor)
        };
        let may = |role: &RoleKey| {
            let yes = |one: &&Situation| catalog.answer(*role, key, one, floor).verdict == Verdict::Yes;
            catalog.role(*role).status == RoleStatus::Current && situations.iter().all(yes)
        };
        let roles = answers
            .iter()
            .map(|(role, _)| *role)
            .filter(may)
            .map(|role| catalog.role(role).name.clone())
            .collect();
        let holding = operation
            .capabilities
            .iter()
            .filter(|one| catalog.met(&one.when, situations[0]) == crate::catalog::answer::Met::Fully);
        Self {
            id: catalog.operation_name(key),
            method: operation.method,
            path: operation.path.clone(),
            tag: operation.tag.clone(),
            in_plan,
            impact: operation.impact,
            credentials: operation.accepts.clone(),
            scopes: operation.scopes.iter().map(|all_of| names::scopes(catalog, all_of)).collect(),
            capabilities: operation
                .capabilities
                .iter()
                .map(|one| names::capabilities(catalog, &one.all_of))
                .collect(),
            capabilities_when: operation
                .capabilities
                .iter()
                .map(|one| names::condition(catalog, &one.when))
                .collect(),
            admin_right,
            roles,
            role_answers: answers
                .iter()
                .map(|(role, answer)| RoleAnswer::new(catalog, *role, answer))
                .collect(),
            evidence: holding.map(|one| one.evidence).max(),
            sources: names::sources(catalog, &catalog.sources_of([operation.cites])),
            notes: notes(catalog, key),
            lifecycle: operation.lifecycle.clone(),
            since: operation.since.clone(),
            skus: operation.skus.clone(),
            deprecated: operation.deprecated,
            variants: operation.variants.iter().map(|variant| VariantView::new(catalog, variant)).collect(),
            opa_roles: operation.opa_roles.clone(),
        }
    }
}

impl RoleAnswer {
    fn new(catalog: &Catalog, role: RoleKey, answer: &Answer) -> Self {
        let limit = |limit: &crate::catalog::answer::Limitation| LimitView {
            kind: limit.kind.name().to_owned(),
            limit: limit.name.clone(),
            meaning: names::meaning(catalog, &limit.name),
        };
        Self {
            name: catalog.role(role).name.clone(),
            retired: catalog.role(role).is_retired(),
            answer: answer.verdict.name().to_owned(),
            limits: answer.limits.iter().map(limit).collect(),
            evidence: answer.evidence,
            sources: names::sources(catalog, &answer.sources),
        }
    }
}

impl VariantView {
    fn new(catalog: &Catalog, variant: &crate::catalog::tables::Variant) -> Self {
        Self {
            name: variant.key.clone(),
            when: variant.when.clone(),
            capabilities: variant.any_of.iter().map(|all_of| names::capabilities(catalog, all_of)).collect(),
            evidence: variant.evidence,
        }
    }
}

/// The note of an operation, and what every plan with it must say.
fn notes(catalog: &Catalog, key: OperationKey) -> Vec<String> {
    let caveats = catalog.tables().caveats.iter();
    let always = caveats.filter(|caveat| caveat.roles.is_empty() && caveat.credentials.is_empty());
    let about = always.filter(|caveat| caveat.operations.contains(&key)).map(|caveat| caveat.message.clone());
    catalog.operation(key).note.iter().cloned().chain(about).collect()
}

/// Whether an operation needs an admin right.
fn admin_right(catalog: &Catalog, key: OperationKey) -> AdminRight {
    let capabilities = &catalog.operation(key).capabilities;
    match () {
        () if capabilities.is_empty() => AdminRight::Unknown,
        () if capabilities.iter().any(|one| one.all_of.is_empty()) => AdminRight::None,
        () => AdminRight::Required,
    }
}

/// What is known of every standard role whose type is confirmed.
fn answers(
    catalog: &Catalog,
    key: OperationKey,
    situation: &Situation,
    floor: Evidence,
) -> Vec<(RoleKey, Answer)> {
    let roles = catalog.roles().filter(|(_, role)| role.type_confirmed);
    roles.map(|(role, _)| (role, catalog.answer(role, key, situation, floor))).collect()
}
