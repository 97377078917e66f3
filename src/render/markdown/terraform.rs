//! What Terraform adds to the page: the two runs, the resources behind every scope, what the provider does by itself.

use std::io::{self, Write};

use super::around::bullets;
use super::layout::{code, prose, sentence, table};
use crate::model::{BlockKind, Credential};
use crate::render::phrases;
use crate::report::terraform::{NeededBy, PhasesView, RootView};
use crate::report::{PlanReport, PlanView};

/// From how many providers on a table of all of them goes first.
const MIN_SUMMARY: usize = 4;

pub(super) fn write(report: &PlanReport, chosen: Credential, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## Terraform\n\n{}.\n", phrases::terraform(report))?;
    if !report.is_terraform_alone() {
        writeln!(out, "Whoever runs Terraform needs this, and the application does not.\n")?;
    }
    if report.terraform.len() >= MIN_SUMMARY {
        summary(report, chosen, out)?;
    }
    let has_headings = report.terraform.len() > 1 || !report.is_terraform_alone();
    for root in &report.terraform {
        if has_headings {
            writeln!(out, "### {}\n", sentence(&phrases::provider(root)).trim_end_matches('.'))?;
        }
        runs(&root.phases, chosen, out)?;
        resources(root.phases.apply.of(chosen), out)?;
    }
    let told = phrases::assumed(report);
    let lines = told
        .iter()
        .map(|(condition, addresses)| format!("{}: {}", prose(condition), names(addresses.iter().copied())));
    bullets("Taken to be so, because the input does not tell", lines, out)?;
    let lines = report.terraform_facts.iter().flat_map(|facts| &facts.caveats).map(|caveat| {
        let about = names(caveat.addresses.iter().map(String::as_str));
        let about = if about.is_empty() { about } else { format!(" {about}") };
        format!("{}{about}", sentence(&caveat.message))
    });
    bullets("To know of Terraform", lines, out)
}

/// One line for each provider of each root.
fn summary(report: &PlanReport, chosen: Credential, out: &mut dyn Write) -> io::Result<()> {
    let row = |root: &RootView| {
        let plan = root.phases.apply.of(chosen);
        let blocks = root.resources.iter().filter(|one| one.kind != BlockKind::Provider).count();
        let scopes = plan.scopes.as_ref().map_or_else(|| "-".to_owned(), |scopes| scopes.len().to_string());
        let role = prose(&phrases::roles_in_short(plan));
        vec![code(&root.root), code(&root.provider), blocks.to_string(), scopes, role]
    };
    let head = ["Root", "Provider", "Blocks", "Scopes", "Admin role or permissions"];
    table(out, &head, report.terraform.iter().map(row))
}

/// The providers that have plans of their own, where nothing but Terraform is read: each with what it needs to apply.
pub(super) fn apart(report: &PlanReport, credential: Credential) -> Vec<(String, &PlanView)> {
    if report.terraform.len() < 2 || !report.is_terraform_alone() {
        return Vec::new();
    }
    let name = |one| sentence(&phrases::provider(one)).trim_end_matches('.').to_owned();
    report.terraform.iter().map(|root| (name(root), root.phases.apply.of(credential))).collect()
}

fn names<'a>(addresses: impl Iterator<Item = &'a str>) -> String {
    addresses.map(code).collect::<Vec<_>>().join(", ")
}

/// What each run needs, side by side.
fn runs(phases: &PhasesView, credential: Credential, out: &mut dyn Write) -> io::Result<()> {
    let row = |name: &str, plan: &PlanView| {
        let scopes = plan.scopes.iter().flatten().map(|item| item.name.as_str());
        let roles = plan.chosen_items().filter(|item| item.kind != crate::report::ItemKind::Scope);
        let roles: Vec<_> = roles.map(|item| code(item.name)).collect();
        let cell = |names: String| if names.is_empty() { "none".to_owned() } else { names };
        vec![name.to_owned(), cell(names(scopes).replace(", ", "<br>")), cell(roles.join("<br>"))]
    };
    let rows = [
        row("`terraform plan`", phases.refresh.of(credential)),
        row("`terraform apply`", phases.apply.of(credential)),
    ];
    table(out, &["Run", "Scopes", "Admin role or permissions"], rows.into_iter())
}

/// The resources behind each scope, or behind each item of the roles where there are no scopes.
fn resources(plan: &PlanView, out: &mut dyn Write) -> io::Result<()> {
    let by = |one: &NeededBy| {
        let phases = one.phases.iter().map(|phase| phase.name()).collect::<Vec<_>>().join(", ");
        let why = one.why.as_ref().map(|why| format!(": {}", prose(why))).unwrap_or_default();
        format!("{} ({phases}){why}", code(&one.address))
    };
    let row = |(name, needed_by): (&str, &[NeededBy])| {
        vec![code(name), needed_by.iter().map(by).collect::<Vec<_>>().join("<br>")]
    };
    let rows: Vec<_> = phrases::needed(plan).into_iter().map(row).collect();
    let what = if plan.scopes.is_some() { "Scope" } else { "Role or permission" };
    if rows.is_empty() { Ok(()) } else { table(out, &[what, "Needed by"], rows.into_iter()) }
}
