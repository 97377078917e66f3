//! What text and Markdown say in the same words; each shows the names of operations in its own way.

use crate::model::{Engine, Evidence, Tally, either, listed};
use crate::report::{
    ConditionalView, DriverView, HeldRoleView, PlanReport, PlanView, RoleItem, SufficientView,
};

/// A tally in words: `2 control, 1 write operations`.
pub(super) fn tally(tally: Tally) -> String {
    tally.to_string()
}

/// A role with the extent of its assignment.
pub(super) fn role(role: &RoleItem) -> String {
    let mut line = role.name.clone();
    let kinds: Vec<_> = role.targets.iter().map(|target| target.kind.as_str()).collect();
    if !kinds.is_empty() {
        line.push_str(&format!(", narrowed to the {} concerned", listed(&kinds)));
    }
    let kinds: Vec<_> = role.whole.iter().map(|whole| whole.kind.as_str()).collect();
    if !kinds.is_empty() {
        line.push_str(&format!(", not narrowed to {}", either(&kinds)));
    }
    line
}

/// What a custom role is called that has no name.
const NAMELESS: &str = "custom role";

/// A role that is held, with what its assignment is narrowed to and what a custom one has.
pub(super) fn held_role(role: &HeldRoleView) -> String {
    let mut line = match role.custom {
        true if role.name == NAMELESS => "a custom role".to_owned(),
        true => format!("the custom role `{}`", role.name),
        false => role.name.clone(),
    };
    if !role.targets.is_empty() {
        line.push_str(&format!(" on {}", role.targets.join(", ")));
    }
    if let Some(permissions) = &role.permissions {
        let names: Vec<_> = permissions.iter().map(|one| one.name.as_str()).collect();
        let names = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
        line.push_str(&format!(" with {names}"));
    }
    if !role.resources.is_empty() && role.custom {
        line.push_str(&format!(" on {}", role.resources.join(", ")));
    }
    if !role.through.is_empty() {
        line.push_str(&format!(", through {}", listed(&role.through)));
    }
    line
}

/// What drives the standard roles up, and what would do without it or beside it.
pub(super) fn driver(driver: &DriverView, name: impl Fn(&str) -> String) -> String {
    let (force, them) = if driver.operations.len() == 1 { ("forces", "it") } else { ("force", "them") };
    let operations: Vec<_> = driver.operations.iter().map(|id| name(id)).collect();
    let without = match &driver.without.standard_roles[..] {
        [] => "no standard role is needed".to_owned(),
        [role] => format!("{role} is enough"),
        roles => format!("{} are enough", listed(roles)),
    };
    let offers = driver.instead.iter().map(|offer| {
        let custom = format!("a custom role with {}", listed(&offer.custom_role.permissions));
        let all: Vec<_> = offer.standard_roles.iter().cloned().chain([custom]).collect();
        listed(&all)
    });
    let offers = offers.collect::<Vec<_>>().join("; or ");
    let kept = if offers.is_empty() { String::new() } else { format!("; with {them}: {offers}") };
    format!("{} {force} {}; without {them} {without}{kept}", listed(&operations), listed(&driver.forces))
}

/// What a special case adds.
pub(super) fn special_case(case: &ConditionalView) -> String {
    if case.included {
        return "counted in this plan".to_owned();
    }
    if case.evidence.is_none() {
        return "which right it needs is not known".to_owned();
    }
    let roles = listed(&case.adds.standard_roles);
    let beside = listed(&case.adds.beside_custom_role);
    let inside = match (listed(&case.adds.permissions), beside.as_str()) {
        (permissions, "") => permissions,
        (permissions, _) if permissions.is_empty() => format!("{beside} beside it"),
        (permissions, _) => format!("{permissions}, and {beside} beside it"),
    };
    match (roles.as_str(), inside.as_str()) {
        ("", "") => "needs nothing more".to_owned(),
        (roles, _) if roles == beside && case.adds.permissions.is_empty() => format!("also needs {roles}"),
        (roles, "") => format!("the standard roles also need {roles}"),
        ("", inside) => format!("the custom role also needs {inside}"),
        (roles, inside) => format!("the standard roles also need {roles}, the custom role {inside}"),
    }
}

/// What would be enough, and for which operations.
pub(super) fn sufficient(one: &SufficientView, name: impl Fn(&str) -> String) -> String {
    let what = match (&one.role, &one.permissions) {
        (Some(role), _) => role.clone(),
        (None, permissions) => {
            format!("a custom role with {}", listed(permissions.as_deref().unwrap_or_default()))
        }
    };
    let operations: Vec<_> = one.operations.iter().map(|id| name(id)).collect();
    let case = if one.means.is_empty() { format!("if {}", one.when) } else { one.means.join(", ") };
    format!("{what} for {}, {case}", listed(&operations))
}

/// What the answer takes for granted, as far as that is not the usual, and what it relies on.
pub(super) fn assumptions(report: &PlanReport, plan: &PlanView) -> Vec<String> {
    let assumed = &report.assumptions;
    let mut lines = Vec::new();
    if assumed.minimum_evidence != Evidence::InferredLow {
        lines.push(format!("only facts that are at least `{}` count", assumed.minimum_evidence));
    }
    if assumed.engine == Engine::Classic {
        lines.push("the org runs the Classic Engine".to_owned());
    }
    if !assumed.assume.is_empty() {
        lines.push(format!("taken to be so: {}", listed(&assumed.assume)));
    }
    if assumed.assume_all {
        lines.push("ambiguous calls count as everything that they may mean".to_owned());
    }
    if !report.catalog.overlays.is_empty() {
        lines.push(format!("facts of this org count: overlay {}", listed(&report.catalog.overlays)));
    }
    if !assumed.manage_implies_read {
        lines.push("no manage scope is taken to cover its read scope".to_owned());
    } else if !plan.manage_covers_read.is_empty() {
        let twins = plan.manage_covers_read.iter().map(|name| {
            let read = name.strip_suffix(".manage").map(|prefix| format!("{prefix}.read"));
            format!("{name} covers {}", read.unwrap_or_default())
        });
        lines.push(listed(&twins.collect::<Vec<_>>()));
    }
    lines
}
