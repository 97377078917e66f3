//! What the paste-ready formats share: the recommended grant of one credential, and what to say on top of it.
//!
//! `terraform`, `api` and `console` write nothing but what the plan holds. What it leaves out stands in the lines on
//! top, and what only the customer knows is a variable.

mod address;

use crate::model::{Credential, listed, plural};
use crate::render::{Look, account, phrases};
use crate::report::{CustomRoleView, PlanReport, PlanView, RoleItem};

pub(super) use address::{Address, Chosen};

/// Where a super admin sees whether apps get the largest role by themselves.
pub(super) const PUBLIC_CLIENT_ADMINS: &str = "Settings > Account > Public client app admins";

/// The recommended grant of one credential.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paste<'r> {
    report: &'r PlanReport,
    /// The plan.
    pub(super) plan: &'r PlanView,
    /// The credential.
    pub(super) credential: Credential,
}

/// A kind of resource that a resource set holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Resource<'r> {
    /// The kind, in the words of the catalog.
    pub(super) kind: &'r str,
    /// How it is addressed; none when no public source says.
    pub(super) address: Option<&'static Address>,
    /// Whether the set must hold all of them.
    pub(super) whole: bool,
}

impl Resource<'_> {
    /// How single ones are addressed, when the customer can and must choose.
    pub(super) fn chosen(&self) -> Option<&'static Chosen> {
        self.address?.chosen.as_ref().filter(|_| !self.whole)
    }
}

impl<'r> Paste<'r> {
    /// The grant that a page shows.
    pub(super) fn new(report: &'r PlanReport, look: Look) -> Self {
        let credential = look.credential.unwrap_or(report.recommended_credential.choice);
        Self { report, plan: report.plans.of(credential), credential }
    }

    /// The scopes that a super admin grants.
    pub(super) fn granted_scopes(&self) -> Vec<&'r str> {
        self.scopes().filter(|name| name.contains('.')).collect()
    }

    /// The scopes that an app just asks for, such as `openid`: nobody grants them.
    pub(super) fn asked_scopes(&self) -> Vec<&'r str> {
        self.scopes().filter(|name| !name.contains('.')).collect()
    }

    fn scopes(&self) -> impl Iterator<Item = &'r str> + use<'r> {
        self.plan.scopes.iter().flatten().map(|scope| scope.name.as_str())
    }

    /// The standard roles to assign.
    pub(super) fn roles(&self) -> &'r [RoleItem] {
        match self.plan.recommended.choice.as_str() {
            "custom_role" => &self.plan.beside_custom_role,
            "standard_roles" => &self.plan.standard_roles,
            _ => &[],
        }
    }

    /// The custom role to create.
    pub(super) fn custom(&self) -> Option<&'r CustomRoleView> {
        self.plan.custom_role.as_ref().filter(|_| self.plan.recommended.choice == "custom_role")
    }

    /// What the resource set of the custom role holds.
    pub(super) fn resources(&self) -> Vec<Resource<'r>> {
        let custom = self.custom().into_iter();
        let resources = custom.flat_map(|custom| {
            custom.resources.iter().map(|kind| Resource {
                kind,
                address: Address::of(kind),
                whole: custom.whole.iter().any(|whole| whole.kind == *kind),
            })
        });
        resources.collect()
    }

    /// The kinds of resources of which no public source says how they are addressed, each as a choice.
    pub(super) fn without_address(&self) -> Vec<String> {
        let resources = self.resources().into_iter().filter(|one| one.address.is_none());
        let in_words = |one: Resource<'_>| {
            if one.whole { format!("all {}", one.kind) } else { format!("the {} concerned", one.kind) }
        };
        resources.map(in_words).collect()
    }

    /// Whether any role narrows to this kind of targets.
    pub(super) fn narrows_to(&self, kind: &str) -> bool {
        self.roles().iter().any(|role| has_target(role, kind))
    }

    /// Whether there is nothing to grant or create.
    pub(super) fn is_nothing(&self) -> bool {
        self.granted_scopes().is_empty() && self.roles().is_empty() && self.custom().is_none()
    }

    /// How an API token comes about, as comment lines; nothing for apps.
    pub(super) fn token_steps(&self) -> Vec<String> {
        if self.credential != Credential::ApiToken || self.plan.setup.is_empty() {
            return Vec::new();
        }
        let note =
            "The whole way to the token; what follows here assigns the roles and is no more than that:";
        let steps = self.plan.setup.iter().enumerate();
        let steps = steps.map(|(number, step)| format!("{}. {step}", number + 1));
        [note.to_owned()].into_iter().chain(steps).flat_map(|line| comment(&line)).collect()
    }

    /// What to know before anything else: for whom it is, what it leaves out, how sure it is.
    pub(super) fn head(&self) -> Vec<String> {
        let counted = self.report.operations.iter().filter(|operation| operation.in_plan == Some(true));
        let operations = plural(counted.count(), "operation");
        let catalog = &self.report.catalog;
        let mut lines = vec![format!(
            "The least access for {operations} of the Okta API, with a credential of the kind {}.",
            self.credential
        )];
        lines.push(format!(
            "Computed from catalog {}, reviewed {} (SHA-256 {}).",
            catalog.version, catalog.date, catalog.sha256
        ));
        let changes = self.report.what_if.iter().flat_map(phrases::changes);
        lines.extend(changes.map(|change| format!("It is for {change}.")));
        if !self.plan.complete {
            lines.push("INCOMPLETE: it does not let every call pass.".to_owned());
            lines.extend(self.left_out().into_iter().map(|line| format!("- {line}")));
        }
        if self.plan.recommended.verify_first {
            lines.push("Try it before you rely on it: it rests on less than Okta's own word.".to_owned());
        }
        lines.extend(self.plan.evidence.map(|evidence| format!("Evidence at its weakest: {evidence}.")));
        lines
    }

    /// What the grant leaves out. Calls that fit no operation are only counted.
    fn left_out(&self) -> Vec<String> {
        let refused = phrases::refusals(self.plan, |one| {
            one.call.clone().unwrap_or_else(|| self.endpoint(&one.operation))
        });
        let mut lines: Vec<_> = refused.into_iter().map(|(what, why)| format!("{what}: {why}")).collect();
        lines.extend(self.plan.unknown.iter().map(|unknown| {
            let works = listed(&unknown.known_to_work);
            format!(
                "{}: {}; only {works} is known to work",
                self.endpoint(&unknown.operation),
                unknown.message
            )
        }));
        let summary = self.report.summary;
        let ambiguous = if self.report.assumptions.assume_all { 0 } else { summary.ambiguous };
        let unclear = summary.unresolved + ambiguous;
        if unclear > 0 {
            let is = if unclear == 1 { "is" } else { "are" };
            lines.push(format!(
                "{} {is} unresolved or ambiguous and {is} not covered",
                plural(unclear, "call")
            ));
        }
        lines.extend(account::open(&self.report.inputs, 5));
        lines
    }

    fn endpoint(&self, id: &str) -> String {
        let operation = self.report.operations.iter().find(|operation| operation.id == id);
        operation.map_or_else(|| id.to_owned(), |one| format!("{} {}", one.method, one.path))
    }
}

/// Whether the assignment of a role should be narrowed to a kind of targets.
pub(super) fn has_target(role: &RoleItem, kind: &str) -> bool {
    role.targets.iter().any(|target| target.kind == kind)
}

/// A text as comment lines of a script or of HCL, whatever is in it.
pub(super) fn comment(text: &str) -> Vec<String> {
    const WIDTH: usize = 100;
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let lines = textwrap::wrap(&plain, textwrap::Options::new(WIDTH).break_words(false));
    lines.iter().map(|line| format!("# {line}")).collect()
}
