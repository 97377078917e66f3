//! What was asked beyond the calls as they stand: calls left out and added, things forbidden, roles given, a split.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::build::{cited, plans_view, sources};
use super::names;
use super::plan::{PlanReport, PlansView};
use crate::catalog::Catalog;
use crate::catalog::answer::Verdict;
use crate::catalog::tables::{CapabilityKey, OperationKey, RoleKey, ScopeKey};
use crate::model::{Credential, Evidence};
use crate::plan::{Forbidden, Grantable, Passing, Plans};

/// What was asked beyond the calls as they stand, and the answers that are not the plan itself.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct WhatIf {
    /// The calls that do not count.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<LeftOut>,
    /// The calls that were added, as they were given.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<String>,
    /// What the plan must do without.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub forbidden: Vec<ForbiddenItem>,
    /// Which calls pass when the principal is given exactly some standard roles.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub roles: Option<GivenRoles>,
    /// The plans of a reading and a writing app.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub split: Option<Split>,
}

/// Calls that do not count.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LeftOut {
    /// What was asked to be left out, as it was given.
    pub asked: String,
    /// The operations that it is.
    pub operations: Vec<String>,
    /// How many calls of the inputs it was.
    pub calls: usize,
}

/// Something that the plan must do without.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ForbiddenItem {
    /// `scope`, `permission` or `role`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What contains it and is ruled out for that reason: scopes for a scope, permissions and roles for a permission.
    pub contained_in: Vec<String>,
}

/// Which calls pass when the principal is given exactly some standard roles.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GivenRoles {
    /// The roles, held together.
    pub roles: Vec<String>,
    /// With a service app.
    pub service_app: Vec<GivenAnswer>,
    /// With an app with a signed-in user who holds the roles.
    pub user_app: Vec<GivenAnswer>,
    /// With an API token of a user who holds the roles.
    pub api_token: Vec<GivenAnswer>,
}

/// Whether a call passes, as far as roles go: the scopes are taken to be there.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GivenAnswer {
    /// The operation.
    pub operation: String,
    /// The call, when it is one about the caller: `GET /api/v1/users/me`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub call: Option<String>,
    /// `yes`, `no` or `unknown`.
    pub answer: String,
    /// Why; for an unknown, what it depends on or that no source says.
    pub reason: String,
    /// How the answer is known; null for an unknown.
    pub evidence: Option<Evidence>,
    /// Keys of sources.
    pub sources: Vec<String>,
}

/// The plans of two apps that share the calls.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Split {
    /// The app for the operations that only read.
    pub reading: Half,
    /// The app for the others.
    pub writing: Half,
}

/// One of two apps.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Half {
    /// The operations that it calls.
    pub operations: Vec<String>,
    /// Its plans; their excess is what this app reaches beyond its own calls.
    pub plans: PlansView,
}

impl WhatIf {
    /// Whether nothing was asked.
    pub fn is_nothing(&self) -> bool {
        let Self { without, with, forbidden, roles, split } = self;
        without.is_empty() && with.is_empty() && forbidden.is_empty() && roles.is_none() && split.is_none()
    }

    /// The plans beside that of the report.
    pub(super) fn plans(&self) -> impl Iterator<Item = &PlansView> {
        self.split.iter().flat_map(|split| [&split.reading.plans, &split.writing.plans])
    }

    /// The sources that its own answers cite.
    pub(super) fn sources(&self) -> impl Iterator<Item = &String> {
        let answers = self.roles.iter().flat_map(|given| Credential::ALL.map(|one| given.of(one)));
        answers.flatten().flat_map(|answer| &answer.sources)
    }
}

impl GivenRoles {
    /// The answers for a credential.
    pub fn of(&self, credential: Credential) -> &[GivenAnswer] {
        match credential {
            Credential::ServiceApp => &self.service_app,
            Credential::UserApp => &self.user_app,
            Credential::ApiToken => &self.api_token,
        }
    }

    /// The answers that `judge` gives for each credential.
    pub fn new(
        catalog: &Catalog,
        roles: &BTreeSet<RoleKey>,
        judge: impl Fn(Credential) -> Vec<Passing>,
    ) -> Self {
        let answers = |credential| judge(credential).iter().map(|passing| answer(catalog, passing)).collect();
        Self {
            roles: names::roles(catalog, &roles.iter().copied().collect::<Vec<_>>()),
            service_app: answers(Credential::ServiceApp),
            user_app: answers(Credential::UserApp),
            api_token: answers(Credential::ApiToken),
        }
    }
}

impl Half {
    /// The view of the plans of one app.
    pub fn new(catalog: &Catalog, plans: &Plans) -> Self {
        let operations: BTreeSet<OperationKey> = plans.needs.iter().map(|need| need.operation).collect();
        Self { operations: names::operations(catalog, &operations), plans: plans_view(catalog, plans) }
    }
}

/// Puts what was asked into a report, with the sources that its answers cite.
pub fn attach(catalog: &Catalog, report: &mut PlanReport, what_if: WhatIf) {
    if !what_if.is_nothing() {
        report.what_if = Some(what_if);
        report.sources = sources(catalog, &cited(report));
    }
}

/// What a plan must do without, name by name.
pub fn forbidden_items(catalog: &Catalog, forbidden: &Forbidden) -> Vec<ForbiddenItem> {
    let item = |kind: &str, name: &str, contained_in| ForbiddenItem {
        kind: kind.to_owned(),
        name: name.to_owned(),
        contained_in,
    };
    let scopes = forbidden.scopes.iter().map(|key| {
        let contained_in = scopes_with(catalog, *key);
        item("scope", &catalog.scope(*key).name, contained_in)
    });
    let permissions = forbidden.permissions.iter().map(|key| {
        let contained_in = rights_with(catalog, *key);
        item("permission", &catalog.capability(*key).name, contained_in)
    });
    let roles = forbidden.roles.iter().map(|key| item("role", &catalog.role(*key).name, Vec::new()));
    scopes.chain(permissions).chain(roles).collect()
}

fn scopes_with(catalog: &Catalog, scope: ScopeKey) -> Vec<String> {
    let alone = Forbidden { scopes: BTreeSet::from([scope]), ..Forbidden::default() };
    let all = (0..catalog.tables().scopes.len()).map(ScopeKey::new).filter(|other| *other != scope);
    let found: Vec<_> = all.filter(|other| alone.takes_out_scope(catalog, *other)).collect();
    names::scopes(catalog, &found)
}

fn rights_with(catalog: &Catalog, permission: CapabilityKey) -> Vec<String> {
    let alone = Forbidden { permissions: BTreeSet::from([permission]), ..Forbidden::default() };
    let all = (0..catalog.tables().capabilities.len()).map(CapabilityKey::new);
    let others = all.filter(|other| *other != permission);
    let others: Vec<_> =
        others.filter(|other| alone.takes_out(catalog, Grantable::Permission(*other))).collect();
    let roles = catalog.roles().filter(|(_, role)| !role.is_retired()).map(|(key, _)| key);
    let roles: Vec<_> = roles.filter(|role| alone.takes_out(catalog, Grantable::Role(*role))).collect();
    let mut found = names::capabilities(catalog, &others);
    found.extend(names::roles(catalog, &roles));
    found
}

fn answer(catalog: &Catalog, passing: &Passing) -> GivenAnswer {
    let answer = match passing.verdict {
        Verdict::Yes | Verdict::No => passing.verdict.name(),
        Verdict::Unknown | Verdict::Limited => Verdict::Unknown.name(),
    };
    GivenAnswer {
        operation: catalog.operation_name(passing.operation),
        call: passing.call.clone(),
        answer: answer.to_owned(),
        reason: passing.reason.clone(),
        evidence: passing.evidence.filter(|_| answer != Verdict::Unknown.name()),
        sources: names::sources(catalog, &passing.sources),
    }
}
