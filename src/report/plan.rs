//! The plan as renderers see it and as JSON carries it: schema `leastwise.plan/1`. Field names are a promise.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::operation::OperationView;
use crate::model::{Credential, Engine, Evidence, Method, Tally};

/// The least grants for some calls.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PlanReport {
    /// `leastwise.plan/1`.
    pub schema: String,
    /// The catalog behind it.
    pub catalog: CatalogView,
    /// What it takes for granted.
    pub assumptions: Assumptions,
    /// How the calls ended.
    pub summary: Summary,
    /// Every call, in order.
    pub calls: Vec<CallView>,
    /// Every operation that a call names.
    pub operations: Vec<OperationView>,
    /// The plans, by credential.
    pub plans: PlansView,
    /// The credential to take.
    pub recommended_credential: CredentialChoice,
    /// Operations that add nothing to any grant.
    pub no_grant_needed: Vec<NoGrant>,
    /// What the keys of sources stand for.
    pub sources: BTreeMap<String, SourceView>,
}

impl PlanReport {
    /// Whether the calls come from more than one place.
    pub fn has_several_sources(&self) -> bool {
        self.calls.iter().any(|call| call.source != self.calls[0].source)
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
    /// Nothing that can be analysed.
    pub unknown: usize,
    /// No calls to Okta's API.
    pub ignored: usize,
    /// Distinct operations that any call names.
    pub operations: usize,
}

/// One call.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CallView {
    /// The file, `-` for stdin, `argument` for the command line.
    pub source: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
    /// What stands there: label, method, path, names of query parameters.
    pub text: String,
    /// The method, when one is given.
    pub method: Option<Method>,
    /// The path, when one is given.
    pub path: Option<String>,
    /// `matched`, `corrected`, `ambiguous`, `unknown` or `ignored`.
    pub status: String,
    /// The operations that it is or may be.
    pub operations: Vec<String>,
    /// What is wrong with it.
    pub diagnosis: Option<DiagnosisView>,
}

/// What is wrong with a call.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DiagnosisView {
    /// A stable code.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What may be meant.
    pub suggestions: Vec<String>,
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
    /// The weakest evidence that the recommended grant rests on; null when nothing is granted.
    pub evidence: Option<Evidence>,
}

impl PlanView {
    /// Every item that the plan offers, in one choice or the other.
    pub fn items(&self) -> impl Iterator<Item = GrantedItem<'_>> {
        let scopes = self.scopes.iter().flatten();
        let permissions = self.custom_role.iter().flat_map(|role| &role.permissions);
        let roles = self.standard_roles.iter().chain(&self.beside_custom_role);
        let scopes = scopes.map(|item| GrantedItem::new(ItemKind::Scope, item));
        let permissions = permissions.map(|item| GrantedItem::new(ItemKind::Permission, item));
        scopes.chain(permissions).chain(roles.map(GrantedItem::from))
    }
}

/// A scope, permission or role of a plan, whichever it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GrantedItem<'a> {
    /// Which of the three it is; names alone do not tell.
    pub kind: ItemKind,
    /// Its name.
    pub name: &'a str,
    /// The operations that fail without it.
    pub because: &'a [String],
    /// The weakest evidence.
    pub evidence: Evidence,
    /// Those for which it is no surer than that.
    pub weakest: &'a [String],
    /// Keys of sources.
    pub sources: &'a [String],
}

impl PlanView {
    /// The items of the scopes and of the recommended roles.
    pub fn chosen_items(&self) -> impl Iterator<Item = GrantedItem<'_>> {
        let beside = self.recommended.choice == "custom_role";
        let roles = if beside { &self.beside_custom_role } else { &self.standard_roles };
        let others = self.items().filter(move |item| match item.kind {
            ItemKind::Scope => true,
            ItemKind::Permission => beside,
            ItemKind::Role => false,
        });
        others.chain(roles.iter().map(GrantedItem::from))
    }
}

/// A kind of granted thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ItemKind {
    /// An OAuth scope.
    Scope,
    /// A permission of a custom role.
    Permission,
    /// A standard role.
    Role,
}

impl ItemKind {
    /// The word in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scope => "scope",
            Self::Permission => "permission",
            Self::Role => "role",
        }
    }
}

impl<'a> GrantedItem<'a> {
    fn new(kind: ItemKind, item: &'a Item) -> Self {
        let Item { name, because, evidence, weakest, sources } = item;
        Self { kind, name, because, evidence: *evidence, weakest, sources }
    }
}

impl<'a> From<&'a RoleItem> for GrantedItem<'a> {
    fn from(item: &'a RoleItem) -> Self {
        let RoleItem { name, because, evidence, weakest, sources, .. } = item;
        Self { kind: ItemKind::Role, name, because, evidence: *evidence, weakest, sources }
    }
}

/// One granted thing and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Item {
    /// Its name.
    pub name: String,
    /// The operations that fail without it.
    pub because: Vec<String>,
    /// The weakest evidence.
    pub evidence: Evidence,
    /// Those of `because` for which it is no surer than that.
    pub weakest: Vec<String>,
    /// Keys of sources.
    pub sources: Vec<String>,
}

/// A standard role and why.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RoleItem {
    /// Its type.
    pub name: String,
    /// The operations that fail without it.
    pub because: Vec<String>,
    /// To what its assignment should be narrowed.
    pub targets: Vec<TargetView>,
    /// The weakest evidence.
    pub evidence: Evidence,
    /// Those of `because` for which it is no surer than that.
    pub weakest: Vec<String>,
    /// Keys of sources.
    pub sources: Vec<String>,
}

/// A target of a role assignment.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TargetView {
    /// `groups` or `apps`.
    pub kind: String,
    /// Why to set it.
    pub why: String,
}

/// A custom role.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CustomRoleView {
    /// Its permissions.
    pub permissions: Vec<Item>,
    /// The kinds of resources that its resource set holds.
    pub resources: Vec<String>,
}

/// Which roles to take.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RoleChoice {
    /// `standard_roles`, `custom_role` or `none`.
    pub choice: String,
    /// Whether to try it before relying on it.
    pub verify_first: bool,
    /// Why.
    pub why: String,
}

/// Which credential to take.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CredentialChoice {
    /// The credential.
    pub choice: Credential,
    /// Why.
    pub why: String,
}

/// What the grants reach beyond the calls.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct ExcessView {
    /// The scopes, as if the roles allowed everything; absent for an API token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Tally>,
    /// The standard roles.
    pub standard_roles: RoleExcessView,
    /// The custom role with what stands beside it.
    pub custom_role: RoleExcessView,
}

impl ExcessView {
    /// What one choice of roles reaches.
    pub fn of(&self, choice: &str) -> RoleExcessView {
        if choice == "custom_role" { self.custom_role } else { self.standard_roles }
    }
}

/// What roles reach beyond the calls.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct RoleExcessView {
    /// As if the scopes allowed everything; this is what is made least.
    pub alone: Tally,
    /// Together with the scopes: what the principal can really do.
    pub effective: Tally,
}

/// The few operations that force a large role.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DriverView {
    /// The operations.
    pub operations: Vec<String>,
    /// The roles that they force.
    pub forces: Vec<String>,
    /// What does without them.
    pub without: WithoutView,
    /// What does with them, when a custom role stands beside smaller roles.
    pub instead: Vec<OfferView>,
}

/// What does without some operations.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WithoutView {
    /// The standard roles.
    pub standard_roles: Vec<String>,
    /// What they reach beyond the remaining calls.
    pub excess: Tally,
}

/// Standard roles with a custom role beside them.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OfferView {
    /// The standard roles.
    pub standard_roles: Vec<String>,
    /// The custom role.
    pub custom_role: OfferedRole,
}

/// A custom role by its permissions.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OfferedRole {
    /// The permissions.
    pub permissions: Vec<String>,
}

/// An operation that the credential does not get through to.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct NotPossible {
    /// The operation.
    pub operation: String,
    /// A stable name of the reason.
    pub reason: String,
    /// The reason, with what would do instead.
    pub message: String,
}

/// An operation of which nobody knows what it needs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UnknownNeed {
    /// The operation.
    pub operation: String,
    /// What is not known.
    pub message: String,
    /// The roles that are known to work.
    pub known_to_work: Vec<String>,
}

/// A smaller set of roles to try.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ToTryView {
    /// The roles.
    pub standard_roles: Vec<String>,
    /// The operations to test with them.
    #[serde(rename = "if")]
    pub operations: Vec<String>,
}

/// What a special case adds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ConditionalView {
    /// The operation.
    pub operation: String,
    /// When it applies.
    pub when: String,
    /// Its name, as `--assume` takes it.
    pub assume: String,
    /// Whether the plan counts it already.
    pub included: bool,
    /// What it adds to the plan.
    pub adds: Additions,
    /// How it is known; null when nobody knows what it needs.
    pub evidence: Option<Evidence>,
}

/// What a special case adds to a plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Additions {
    /// To the custom role.
    pub permissions: Vec<String>,
    /// To the standard roles.
    pub standard_roles: Vec<String>,
    /// To the standard roles beside the custom role.
    pub beside_custom_role: Vec<String>,
}

/// What would suffice for some operations if something were the case.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SufficientView {
    /// A standard role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Or the permissions of a custom role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Vec<String>>,
    /// What must be the case, as `--assume` takes it; several are joined by ` & `.
    pub when: String,
    /// For which operations.
    pub operations: Vec<String>,
}

/// What to know before relying on the plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CaveatView {
    /// A stable name.
    pub code: String,
    /// What to know.
    pub message: String,
    /// The operations that it is about; empty when it is about the plan.
    pub operations: Vec<String>,
    /// Keys of sources.
    pub sources: Vec<String>,
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
