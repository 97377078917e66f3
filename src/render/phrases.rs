//! What text and Markdown say in the same words; each shows the names of operations in its own way.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::model::{BlockKind, Credential, Engine, Evidence, Tally, either, listed, plural};
use crate::report::terraform::{NeededBy, RootView};
use crate::report::{
    ConditionalView, DriverView, GivenRoles, HeldRoleView, NotPossible, PlanReport, PlanView, RoleItem,
    SufficientView, WhatIf, WouldNeed,
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

/// What drives the standard roles up, and what would do without it or beside it: for the other calls of which it is
/// known what they need; the rest are named.
pub(super) fn driver(report: &PlanReport, driver: &DriverView, name: impl Fn(&str) -> String) -> String {
    let (force, them) = if driver.operations.len() == 1 { ("forces", "it") } else { ("force", "them") };
    let operations: Vec<_> = driver.operations.iter().map(|id| name(id)).collect();
    let without = match &driver.without.standard_roles[..] {
        [] => "no standard role is needed".to_owned(),
        [role] => format!("{role} is enough"),
        roles => format!("{} are enough", listed(roles)),
    };
    let unknown: Vec<_> = driver.without.unknown.iter().map(|id| name(id)).collect();
    let rights = (!unknown.is_empty()).then(|| format!("which right {} needs is unknown", either(&unknown)));
    let open = report.open_calls();
    let open = (!open.is_empty()).then(|| format!("{} not counted", in_count(&open)));
    let doubts: Vec<_> = rights.into_iter().chain(open).collect();
    let (rest, doubts) = match doubts.is_empty() {
        true if report.is_open() => (" for the other recognized calls", String::new()),
        true => ("", String::new()),
        false => (" for the other recognized calls", format!("; {}", doubts.join("; "))),
    };
    let offers = driver.instead.iter().map(|offer| {
        let custom = format!("a custom role with {}", listed(&offer.custom_role.permissions));
        let all: Vec<_> = offer.standard_roles.iter().cloned().chain([custom]).collect();
        listed(&all)
    });
    let offers = offers.collect::<Vec<_>>().join("; or ");
    let kept = if offers.is_empty() { String::new() } else { format!("; with {them}: {offers}") };
    format!(
        "{} {force} {}; without {them} {without}{rest}{kept}{doubts}",
        listed(&operations),
        listed(&driver.forces)
    )
}

/// Some texts, the first few of them when there are many, with the verb that fits.
fn in_count(texts: &[&str]) -> String {
    const NAMED: usize = 3;
    let shown = if texts.len() <= NAMED + 1 { texts.len() } else { NAMED };
    let mut named: Vec<_> = texts.iter().take(shown).map(|text| (*text).to_owned()).collect();
    if texts.len() > shown {
        named.push(format!("{} more", texts.len() - shown));
    }
    format!("{} {}", listed(&named), if texts.len() == 1 { "is" } else { "are" })
}

/// What one of the operations that a call may be would need.
pub(super) fn would_need(one: &WouldNeed, name: impl Fn(&str) -> String) -> String {
    let endpoint = name(&format!("{} {}", one.method, one.path));
    let scopes = (!one.scopes.is_empty()).then(|| {
        let scope = if one.scopes.len() == 1 { "the scope" } else { "the scopes" };
        format!("{scope} {}", listed(&one.scopes))
    });
    let custom =
        (!one.permissions.is_empty()).then(|| format!("a custom role with {}", listed(&one.permissions)));
    let roles = (!one.standard_roles.is_empty()).then(|| format!("the role {}", listed(&one.standard_roles)));
    let parts: Vec<_> = scopes.into_iter().chain(custom).chain(roles).collect();
    let message = one.message.as_ref();
    match (parts.is_empty(), message) {
        (true, Some(message)) => format!("{endpoint}: {message}"),
        (true, None) => format!("{endpoint} needs no scope and no admin role"),
        (false, _) => {
            let message = message.map(|message| format!("; {message}")).unwrap_or_default();
            let with = match one.credential {
                Credential::ServiceApp => String::new(),
                other => format!(", with an {other}"),
            };
            format!("{endpoint} needs {}{with}{message}", parts.join(", and "))
        }
    }
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

/// What the configurations hold, in a line.
pub(super) fn terraform(report: &PlanReport) -> String {
    let resources = || report.terraform.iter().flat_map(|root| &root.resources);
    let count = |kind: BlockKind| resources().filter(|one| one.kind == kind).count();
    let parts = [
        plural(count(BlockKind::Resource), "resource"),
        plural(count(BlockKind::DataSource), "data source"),
        plural(report.terraform.len(), "provider"),
    ];
    let facts = report.terraform_facts.as_ref();
    let facts = facts.map(|facts| format!(" · facts of {} {}", facts.provider, facts.version));
    format!("Terraform: {}{}", parts.join(", "), facts.unwrap_or_default())
}

/// The scopes with the resources behind them; where there are none, the items of the recommended roles.
pub(super) fn needed(plan: &PlanView) -> Vec<(&str, &[NeededBy])> {
    let of_custom = plan.recommended.choice == "custom_role";
    let permissions = plan.custom_role.iter().flat_map(|role| &role.permissions).filter(|_| of_custom);
    let permissions = permissions.map(|item| (item.name.as_str(), item.needed_by.as_slice()));
    let roles = if of_custom { &plan.beside_custom_role } else { &plan.standard_roles };
    let roles = roles.iter().map(|item| (item.name.as_str(), item.needed_by.as_slice()));
    let items: Vec<_> = match &plan.scopes {
        Some(scopes) => scopes.iter().map(|item| (item.name.as_str(), item.needed_by.as_slice())).collect(),
        None => permissions.chain(roles).collect(),
    };
    items.into_iter().filter(|(_, needed_by)| !needed_by.is_empty()).collect()
}

/// A configuration of the provider with its place.
pub(super) fn provider(one: &RootView) -> String {
    match (&one.source, one.line) {
        (Some(source), Some(line)) => format!("the provider {} ({source}:{line})", one.provider),
        _ if one.root == "." => format!("the provider {}", one.provider),
        _ => format!("the provider {} of {}", one.provider, one.root),
    }
}

/// The credential to show for a provider: its own, or the one to take.
pub(super) fn credential_of(report: &PlanReport, provider: &RootView) -> Credential {
    provider.credential.unwrap_or(report.recommended_credential.choice)
}

/// The conditions that nobody can tell from the input, each with the resources that it is about.
pub(super) fn assumed(report: &PlanReport) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for resource in report.terraform.iter().flat_map(|root| &root.resources) {
        for one in resource.phases.iter().flat_map(|phase| &phase.calls).flat_map(|one| &one.assumed) {
            found.entry(one).or_default().insert(&resource.address);
        }
    }
    found
}

/// The folder that all names begin with, with its slash; empty for fewer than two names.
pub(super) fn common_folder(names: &[&str]) -> String {
    let [first, rest @ ..] = names else { return String::new() };
    let is_common = |folder: &str| !rest.is_empty() && rest.iter().all(|name| name.starts_with(folder));
    let ends = first.match_indices('/').rev().filter_map(|(at, _)| first.get(..=at));
    ends.into_iter().find(|folder| is_common(folder)).unwrap_or_default().to_owned()
}

/// Where something stands; the file is named when there are several.
pub(super) fn place(source: &str, line: u32, several: bool) -> String {
    if several { format!("{source}:{line}") } else { format!("line {line}") }
}

/// What a grant reaches beyond the calls of its plan.
pub(super) fn effective(plan: &PlanView) -> Tally {
    plan.excess.of(&plan.recommended.choice).effective
}

/// The recommended roles in a few words.
pub(super) fn chosen_roles(plan: &PlanView) -> String {
    let roles = |roles: &[RoleItem]| roles.iter().map(role).collect::<Vec<_>>();
    let parts = match (plan.recommended.choice.as_str(), &plan.custom_role) {
        ("custom_role", Some(custom)) => {
            let names: Vec<_> = custom.permissions.iter().map(|one| one.name.as_str()).collect();
            let custom = format!("a custom role on {}, with {}", custom.resource_set, listed(&names));
            [vec![custom], roles(&plan.beside_custom_role)].concat()
        }
        ("standard_roles", _) => roles(&plan.standard_roles),
        _ if plan.unknown.is_empty() => vec!["none".to_owned()],
        _ => vec!["not known".to_owned()],
    };
    parts.join(" and ")
}

/// The recommended roles without their parts.
pub(super) fn roles_in_short(plan: &PlanView) -> String {
    match (plan.recommended.choice.as_str(), &plan.custom_role) {
        ("custom_role", Some(custom)) => {
            let permissions = plural(custom.permissions.len(), "permission");
            let beside = plan.beside_custom_role.iter().map(role).map(|one| format!(" and {one}"));
            format!(
                "a custom role with {permissions} on {}{}",
                custom.resource_set,
                beside.collect::<String>()
            )
        }
        _ => chosen_roles(plan),
    }
}

/// What a question changes about the calls or the grant, line by line.
pub(super) fn changes(what_if: &WhatIf) -> Vec<String> {
    let without = what_if.without.iter().map(|one| match one.calls {
        0 => format!("the calls without {}, which none of them is", one.asked),
        calls => format!("the calls without {} ({})", one.asked, plural(calls, "call")),
    });
    let with = what_if.with.iter().map(|call| format!("the calls and {call}"));
    let forbidden = what_if.forbidden.iter().map(|one| {
        let also = match &one.contained_in[..] {
            [] => String::new(),
            contained => format!("; what contains it is ruled out, too: {}", listed(contained)),
        };
        format!("a grant that does without the {} {}{also}", one.kind, one.name)
    });
    without.chain(with).chain(forbidden).collect()
}

/// The question which calls pass with some roles.
pub(super) fn given_title(given: &GivenRoles) -> String {
    format!("With {} and no other admin role", listed(&given.roles))
}

/// How many calls pass with the roles that were given.
pub(super) fn given_counts(given: &GivenRoles, credential: Credential) -> String {
    let answers = given.of(credential);
    let count = |wanted: &str| answers.iter().filter(|one| one.answer == wanted).count();
    let scopes = if credential.has_scopes() { ", given the scopes that they take" } else { "" };
    format!(
        "{}: {} pass, {} fail, {} not known{scopes}",
        plural(answers.len(), "operation"),
        count("yes"),
        count("no"),
        count("unknown")
    )
}

/// What the credential does not get through to, those together that fail for the same reason.
pub(super) fn refusals(plan: &PlanView, name: impl Fn(&NotPossible) -> String) -> Vec<(String, String)> {
    let mut calls: IndexMap<&str, Vec<String>> = IndexMap::new();
    for refused in &plan.not_possible {
        calls.entry(&refused.message).or_default().push(name(refused));
    }
    let in_words = |(message, calls): (&str, Vec<String>)| {
        let are = if calls.len() == 1 { "is" } else { "are" };
        (format!("{} {are} not possible", listed(&calls)), message.to_owned())
    };
    calls.into_iter().map(in_words).collect()
}
