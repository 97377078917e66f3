//! The plan as renderers see it and as JSON carries it: schema `leastwise.plan/1`. Field names are a promise.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::around::{
    CaveatView, ConditionalView, DriverView, ExcessView, NotPossible, SufficientView, ToTryView, UnknownNeed,
};
use super::call::CallView;
use super::grant::{CustomRoleView, Item, RaiseView, RoleChoice, RoleItem};
use super::inputs::{FileView, InputsView, UseView};
use super::operation::OperationView;
use super::stated::DenialView;
use super::terraform::{PhasesView, RootView, TerraformFacts};
use super::what_if::WhatIf;
use crate::model::{Credential, Engine, Evidence};

/// The least grants for some calls.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PlanReport {
    /// `leastwise.plan/1`.
    #[schemars(extend("const" = "leastwise.plan/1"))]
    pub schema: String,
    /// The catalog behind it.
    pub catalog: CatalogView,
    /// What it takes for granted.
    pub assumptions: Assumptions,
    /// How the calls ended.
    pub summary: Summary,
    /// What became of every file and line of the inputs.
    pub inputs: InputsView,
    /// Refusals that were pasted, and what was missing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub denials: Vec<DenialView>,
    /// Every call, in order.
    pub calls: Vec<CallView>,
    /// What each input needs, when there are several: which of them makes a scope necessary.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileView>,
    /// What recordings and logs show of use; absent when no input is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence_of_use: Option<UseView>,
    /// Every operation that a call names.
    pub operations: Vec<OperationView>,
    /// The plans, by credential.
    pub plans: PlansView,
    /// Where nothing but Terraform is read: what is enough for `terraform plan`, and what `terraform apply` needs, which
    /// is the plan itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phases: Option<PhasesView>,
    /// For Terraform: each configuration of the provider in each root module. Whoever runs Terraform needs it; beside an
    /// application, its calls are not among those of the report, and the plans are those of the application alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub terraform: Vec<RootView>,
    /// For Terraform: what its plans rest on, and what to know of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terraform_facts: Option<TerraformFacts>,
    /// The credential to take.
    pub recommended_credential: CredentialChoice,
    /// Operations that add nothing to any grant.
    pub no_grant_needed: Vec<NoGrant>,
    /// What was asked beyond the calls as they stand; absent when nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub what_if: Option<WhatIf>,
    /// What the keys of sources stand for.
    pub sources: BTreeMap<String, SourceView>,
}

impl PlanReport {
    /// Whether nothing but Terraform was read, so that its plan is the plan.
    pub const fn is_terraform_alone(&self) -> bool {
        self.phases.is_some()
    }

    /// Whether there are blocks of Terraform, and of none of them is known what it calls.
    pub fn is_nothing_known(&self) -> bool {
        self.terraform_facts.as_ref().is_some_and(|facts| facts.is_nothing_known)
    }

    /// Whether the calls come from more than one place.
    pub fn has_several_sources(&self) -> bool {
        self.calls.iter().any(|call| call.source != self.calls[0].source)
    }

    /// Whether anything of the inputs may need more than the plans: a call that is unresolved or ambiguous, an input that
    /// was not understood or not read.
    pub fn is_open(&self) -> bool {
        let ambiguous = if self.assumptions.assume_all { 0 } else { self.summary.ambiguous };
        self.summary.unresolved + ambiguous > 0 || self.inputs.is_open()
    }

    /// The calls of which it is not clear which operation they are, as they are written.
    pub fn open_calls(&self) -> Vec<&str> {
        let is_open = |status: &str| match status {
            "ambiguous" => !self.assumptions.assume_all,
            status => status == "unresolved",
        };
        self.calls.iter().filter(|call| is_open(&call.status)).map(|call| call.text.as_str()).collect()
    }

    /// Whether the credential of a plan gets through to none of the operations that count.
    pub fn gets_nowhere(&self, plan: &PlanView) -> bool {
        let mut counted = self.operations.iter().filter(|operation| operation.in_plan == Some(true));
        !plan.not_possible.is_empty()
            && counted.all(|operation| plan.not_possible.iter().any(|one| one.operation == operation.id))
    }
}

/// The catalog behind a report.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CatalogView {
    /// Its version.
    pub version: String,
    /// The day on which its facts were last reviewed.
    pub date: String,
    /// How many days ago that was.
    pub age_days: i32,
    /// The SHA-256 of its packed form.
    pub sha256: String,
    /// Overlays on top of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub overlays: Vec<String>,
}

/// What a plan takes for granted.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Assumptions {
    /// Whether `okta.X.manage` covers `okta.X.read`.
    pub manage_implies_read: bool,
    /// Facts that are less sure do not count.
    pub minimum_evidence: Evidence,
    /// The engine of the org.
    pub engine: Engine,
    /// What the user says, as given to `--assume`.
    pub assume: Vec<String>,
    /// Whether ambiguous calls count as everything that they may mean.
    pub assume_all: bool,
}

/// How the calls ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Summary {
    /// All of them.
    pub calls: usize,
    /// Operations as they stand.
    pub matched: usize,
    /// Exactly one operation is meant.
    pub corrected: usize,
    /// Several may be meant.
    pub ambiguous: usize,
    /// No operation fits.
    pub unresolved: usize,
    /// Not calls to Okta's API, or not made.
    pub excluded: usize,
    /// Lines of lists that ought to be calls and have no path and no name of an operation.
    pub not_understood: usize,
    /// Distinct operations that any call names.
    pub operations: usize,
}

/// The plans, by credential.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PlansView {
    /// For an OAuth client of its own.
    pub service_app: PlanView,
    /// For an OAuth client that acts for a signed-in user.
    pub user_app: PlanView,
    /// For an API token.
    pub api_token: PlanView,
}

impl PlansView {
    /// Every plan, to be changed.
    pub(super) fn all_mut(&mut self) -> impl Iterator<Item = &mut PlanView> {
        [&mut self.service_app, &mut self.user_app, &mut self.api_token].into_iter()
    }

    /// The plan for a credential.
    pub const fn of(&self, credential: Credential) -> &PlanView {
        match credential {
            Credential::ServiceApp => &self.service_app,
            Credential::UserApp => &self.user_app,
            Credential::ApiToken => &self.api_token,
        }
    }
}

/// The least grant for one credential.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PlanView {
    /// Whether every call is known and passes.
    pub complete: bool,
    /// The least scopes; absent for an API token, which has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<Item>>,
    /// The least standard roles.
    pub standard_roles: Vec<RoleItem>,
    /// The least custom role.
    pub custom_role: Option<CustomRoleView>,
    /// Why there is none.
    pub custom_role_impossible_because: Option<String>,
    /// The standard roles that must stand beside the custom role.
    pub beside_custom_role: Vec<RoleItem>,
    /// Why they must.
    pub beside_custom_role_because: Option<String>,
    /// Which of the two to take.
    pub recommended: RoleChoice,
    /// What the grants reach beyond the calls.
    pub excess: ExcessView,
    /// The few operations that force a large role.
    pub drivers: Vec<DriverView>,
    /// Operations that the credential does not get through to.
    pub not_possible: Vec<NotPossible>,
    /// Operations of which nobody knows what they need.
    pub unknown: Vec<UnknownNeed>,
    /// A smaller set that does if unknown answers turn out to be yes.
    pub to_try: Vec<ToTryView>,
    /// What special cases add.
    pub conditional: Vec<ConditionalView>,
    /// What would suffice if something were the case.
    pub would_suffice_if: Vec<SufficientView>,
    /// What to know besides.
    pub caveats: Vec<CaveatView>,
    /// Who must do what.
    pub setup: Vec<String>,
    /// How an API token comes about that its owner cannot create with the roles of the plan; absent where that is not
    /// so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raise: Option<RaiseView>,
    /// The weakest evidence that the recommended grant rests on; null when nothing is granted.
    pub evidence: Option<Evidence>,
    /// The `manage` scopes that are taken to cover their `read` twins for some of the calls.
    pub manage_covers_read: Vec<String>,
}

/// Which credential to take.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CredentialChoice {
    /// The credential.
    pub choice: Credential,
    /// Why.
    pub why: String,
    /// The one that is better, where another was chosen because the inputs speak of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub better: Option<Credential>,
}

/// An operation that adds nothing to any grant.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct NoGrant {
    /// The operation.
    pub operation: String,
    /// The credential that it takes: `none`, or `client-auth`.
    pub token: String,
    /// What an administrator's API token would be wanted for.
    pub admin_token_for: Vec<String>,
}

/// A source.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SourceView {
    /// What it is.
    pub title: String,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Where in it, or where to look.
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// Its date.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}
