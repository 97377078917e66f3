//! What Terraform adds to a plan: the two runs, each provider by itself, the resources behind every item.

use std::collections::BTreeSet;
use std::io;

use super::answer::{self, list};
use super::layout::{ALERT, Page, QUIET, STRONG};
use super::{attention, calls, others, why};
use crate::model::{BlockKind, Credential, Phase, plural};
use crate::render::phrases;
use crate::report::terraform::{NeededBy, ResourceView, RootView};
use crate::report::{PlanReport, PlanView};

/// How many resources are named for an item.
const SHOWN: usize = 8;

/// From how many providers on each is one line.
const MIN_SUMMARY: usize = 4;

pub(super) fn write(report: &PlanReport, chosen: Option<Credential>, page: &mut Page<'_>) -> io::Result<()> {
    page.paragraph(0, &phrases::terraform(report))?;
    let credential = chosen.unwrap_or_else(|| match &report.terraform[..] {
        [only] => phrases::credential_of(report, only),
        _ => report.recommended_credential.choice,
    });
    if is_summary(report, page) {
        return summary(report, chosen, page);
    }
    let is_one = report.terraform.len() <= 1;
    if is_one {
        answer::write(report, credential, page)?;
        if let Some(phases) = report.phases.as_ref().filter(|_| !report.is_nothing_known()) {
            page.heading("Enough for terraform plan, which only reads")?;
            in_short(phases.refresh.of(credential), page)?;
        }
        needed(report.plans.of(credential), page)?;
        others::write(report, credential, page)?;
    } else {
        answer::account(report, page)?;
        for root in &report.terraform {
            let credential = chosen.unwrap_or_else(|| phrases::credential_of(report, root));
            principal(report, root, credential, page)?;
        }
    }
    assumed(report, page)?;
    attention::write(report, report.plans.of(credential), page)?;
    caveats(report, page)?;
    if is_one || page.look.verbose {
        why::write(report, report.plans.of(credential), page)?;
    }
    resources(report, page)?;
    let others = report.calls.iter().any(|call| call.method.is_some() || call.path.is_some());
    if others { calls::write(report, page) } else { Ok(()) }
}

/// Whether there are so many providers that each is one line.
fn is_summary(report: &PlanReport, page: &Page<'_>) -> bool {
    report.terraform.len() >= MIN_SUMMARY && !page.look.verbose
}

/// One line for each provider of each root, and what to know of all of them.
fn summary(report: &PlanReport, chosen: Option<Credential>, page: &mut Page<'_>) -> io::Result<()> {
    answer::account(report, page)?;
    table(report, chosen, page)?;
    let open: Vec<_> = report.open_calls();
    if !open.is_empty() {
        let named: BTreeSet<_> =
            open.iter().map(|text| text.rsplit_once(" (").map_or(*text, |(address, _)| address)).collect();
        let text = format!("what these need is not known: {}", some(&named, false));
        page.styled(0, "! ", &text, ALERT)?;
    }
    caveats(report, page)
}

fn table(report: &PlanReport, chosen: Option<Credential>, page: &mut Page<'_>) -> io::Result<()> {
    let names: Vec<_> = report.terraform.iter().map(|root| root.root.as_str()).collect();
    let common = phrases::common_folder(&names);
    let below = if common.is_empty() { String::new() } else { format!(" below {common}") };
    page.heading(&format!("To apply, each provider of each root{below} needs"))?;
    let row = |root: &RootView| {
        let credential = chosen.unwrap_or_else(|| phrases::credential_of(report, root));
        let plan = root.phases.apply.of(credential);
        let blocks = root.resources.iter().filter(|one| one.kind != BlockKind::Provider).count();
        let more = if is_open(report, root) { " or more" } else { "" };
        let scopes =
            plan.scopes.as_ref().map_or_else(|| "-".to_owned(), |all| format!("{}{more}", all.len()));
        vec![
            root.root.strip_prefix(&common).unwrap_or(&root.root).to_owned(),
            root.provider.clone(),
            credential.to_string(),
            blocks.to_string(),
            scopes,
            role_in_short(plan),
        ]
    };
    let rows: Vec<_> = report.terraform.iter().map(row).collect();
    page.table(&["root", "provider", "credential", "blocks", "scopes", "admin role"], &rows)?;
    page.paragraph(2, "-v shows each in full; name the folder of a root to read it alone")
}

/// Whether something of a root was not recognized or not read.
fn is_open(report: &PlanReport, root: &RootView) -> bool {
    let below = format!("{}/", root.root);
    root.calls.iter().any(|call| matches!(call.status.as_str(), "unresolved" | "ambiguous"))
        || report.inputs.unresolved.iter().any(|place| root.root == "." || place.source.starts_with(&below))
}

/// The recommended role in as few words as it takes.
fn role_in_short(plan: &PlanView) -> String {
    let names = others::role_names(plan);
    match () {
        () if plan.recommended.choice == "custom_role" => {
            let permissions = plan.custom_role.as_ref().map_or(0, |role| role.permissions.len());
            let beside = plan.beside_custom_role.iter().map(|one| one.name.clone());
            let parts: Vec<_> = std::iter::once(plural(permissions, "permission")).chain(beside).collect();
            format!("custom role, {}", parts.join(", "))
        }
        () if !names.is_empty() => names.join(", "),
        () if plan.unknown.is_empty() => "none".to_owned(),
        () => "not known".to_owned(),
    }
}

/// What whoever runs Terraform needs, beside the answer for an application.
pub(super) fn beside(report: &PlanReport, chosen: Option<Credential>, page: &mut Page<'_>) -> io::Result<()> {
    if is_summary(report, page) {
        table(report, chosen, page)?;
        return caveats(report, page);
    }
    for root in &report.terraform {
        let credential = chosen.unwrap_or_else(|| phrases::credential_of(report, root));
        page.heading(&format!(
            "Whoever runs Terraform in {} needs, as {} for the provider {}",
            root.root,
            answer::article(credential),
            root.provider
        ))?;
        in_short(root.phases.apply.of(credential), page)?;
        list(page, "terraform plan", &["is enough with less:".to_owned()])?;
        in_short(root.phases.refresh.of(credential), page)?;
    }
    if report.terraform.is_empty() { Ok(()) } else { caveats(report, page) }
}

/// A provider among several: what it needs in each run.
fn principal(
    report: &PlanReport,
    root: &RootView,
    credential: Credential,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let (plan, refresh) = (root.phases.apply.of(credential), root.phases.refresh.of(credential));
    page.heading(&format!(
        "The least access for {} as {}",
        phrases::provider(root),
        answer::article(credential)
    ))?;
    if super::is_nothing(plan) {
        let nothing = if report.is_open() {
            answer::NOTHING_FOR_RECOGNIZED
        } else {
            "No scope and no admin role is needed."
        };
        page.paragraph(2, nothing)?;
    } else {
        answer::grant(plan, page)?;
    }
    answer::not_passing(plan, page)?;
    list(page, "terraform plan", &["is enough with less:".to_owned()])?;
    in_short(refresh, page)?;
    needed(plan, page)?;
    why::setup(plan, page)
}

/// A plan in as few words as it takes.
fn in_short(plan: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
    if let Some(scopes) = &plan.scopes {
        let names: Vec<_> = scopes.iter().map(|scope| scope.name.clone()).collect();
        list(page, "OAuth scopes", &if names.is_empty() { vec!["none".to_owned()] } else { names })?;
    }
    let roles = others::role_names(plan);
    let roles = match () {
        () if plan.recommended.choice == "custom_role" => format!("a custom role with {}", roles.join(", ")),
        () if !roles.is_empty() => roles.join(", "),
        () if plan.unknown.is_empty() => "none".to_owned(),
        () => others::not_known(plan),
    };
    list(page, "admin role", &[roles])
}

/// The resources behind each scope, and behind each item of the recommended roles where there are no scopes.
fn needed(plan: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
    let items = phrases::needed(plan);
    if items.is_empty() {
        return Ok(());
    }
    page.heading("Which resources need it")?;
    for (name, needed_by) in items {
        page.styled(2, name, "", STRONG)?;
        let most = if page.look.verbose { usize::MAX } else { SHOWN };
        for one in needed_by.iter().take(most) {
            page.hanging(4, "", &by(one))?;
        }
        if needed_by.len() > most {
            let more = plural(needed_by.len() - most, "more resource");
            page.paragraph(4, &format!("and {more}; -v shows all"))?;
        }
    }
    Ok(())
}

fn by(one: &NeededBy) -> String {
    let phases = one.phases.iter().map(|phase| phase.name()).collect::<Vec<_>>().join(", ");
    let why = one.why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
    format!("{} ({phases}){why}", one.address)
}

/// What the input does not tell, and what that makes the provider call.
fn assumed(report: &PlanReport, page: &mut Page<'_>) -> io::Result<()> {
    let told = phrases::assumed(report);
    if told.is_empty() {
        return Ok(());
    }
    page.heading("Taken to be so, because the input does not tell")?;
    for (condition, addresses) in told {
        page.hanging(2, "- ", &format!("{condition}: {}", some(&addresses, page.look.verbose)))?;
    }
    Ok(())
}

fn some(addresses: &BTreeSet<&str>, all: bool) -> String {
    let most = if all { usize::MAX } else { SHOWN };
    let shown: Vec<_> = addresses.iter().copied().take(most).collect();
    match addresses.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

fn caveats(report: &PlanReport, page: &mut Page<'_>) -> io::Result<()> {
    page.heading("To know of Terraform")?;
    for caveat in report.terraform_facts.iter().flat_map(|facts| &facts.caveats) {
        let addresses: BTreeSet<_> = caveat.addresses.iter().map(String::as_str).collect();
        let about = if addresses.is_empty() {
            String::new()
        } else {
            format!(": {}", some(&addresses, page.look.verbose))
        };
        page.styled(2, "- ", &format!("{}{about} [{}]", caveat.message, caveat.code), STRONG)?;
    }
    Ok(())
}

/// Every resource with what is done with it; more of it on demand.
fn resources(report: &PlanReport, page: &mut Page<'_>) -> io::Result<()> {
    const MOST: usize = 100;
    let all = report.terraform.iter().flat_map(|root| &root.resources);
    let all: Vec<_> = all.filter(|one| one.kind != BlockKind::Provider).collect();
    if all.is_empty() {
        return Ok(());
    }
    page.heading("Resources")?;
    let several = report.has_several_sources();
    if page.look.verbose {
        return all.into_iter().try_for_each(|resource| in_full(resource, several, page));
    }
    let row = |resource: &&ResourceView| {
        let phases: BTreeSet<Phase> = resource.phases.iter().map(|phase| phase.phase).collect();
        let phases = phases.iter().map(|phase| phase.name()).collect::<Vec<_>>().join(", ");
        vec![phrases::place(&resource.source, resource.line, several), resource.address.clone(), phases]
    };
    let rows: Vec<_> = all.iter().take(MOST).map(row).collect();
    page.table(&["where", "resource", "what is done with it"], &rows)?;
    if all.len() > MOST {
        page.paragraph(2, &format!("{}; -v shows all", plural(all.len() - MOST, "more resource")))?;
    }
    Ok(())
}

/// A resource with everything that the provider calls for it.
fn in_full(resource: &ResourceView, several: bool, page: &mut Page<'_>) -> io::Result<()> {
    let place = phrases::place(&resource.source, resource.line, several);
    page.styled(2, &format!("{}  ", resource.address), &place, STRONG)?;
    for phase in &resource.phases {
        let mut lines = BTreeSet::new();
        for one in &phase.calls {
            let call =
                one.operation.as_deref().map(super::short).or(one.outside.as_deref()).unwrap_or_default();
            let when =
                if one.when.is_empty() { String::new() } else { format!(" when {}", one.when.join(" and ")) };
            let open = if one.assumed.is_empty() { "" } else { " (taken to be so)" };
            lines.insert(format!("{call}{when}{open} [{}]", one.evidence));
        }
        for line in &lines {
            page.styled(
                4,
                &format!("{}  ", phase.phase),
                line,
                if phase.phase == Phase::Read { QUIET } else { ALERT },
            )?;
        }
    }
    Ok(())
}
