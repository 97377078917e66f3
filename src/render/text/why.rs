//! Why each item of the answer is there: the operations that fail without it, the evidence, and how to set it up.

use std::io;

use super::layout::Page;
use crate::report::{PlanReport, PlanView};

pub(super) fn write(report: &PlanReport, page: &mut Page<'_>) -> io::Result<()> {
    let plan = report.plans.of(report.recommended_credential.choice);
    let rows = rows(plan, page.look.verbose);
    if !rows.is_empty() {
        page.heading("Why")?;
        page.table(&["item", "evidence", "needed by"], &rows)?;
    }
    if !plan.setup.is_empty() {
        page.heading("How to set it up")?;
        for (number, step) in plan.setup.iter().enumerate() {
            page.hanging(2, &format!("{}. ", number + 1), step)?;
        }
    }
    if page.look.verbose {
        sources(report, page)?;
    }
    Ok(())
}

fn rows(plan: &PlanView, verbose: bool) -> Vec<Vec<String>> {
    let scopes = plan.scopes.iter().flatten();
    let permissions = plan.custom_role.iter().flat_map(|role| &role.permissions);
    let roles = plan.standard_roles.iter().chain(&plan.beside_custom_role);
    let mut rows: Vec<Vec<String>> = Vec::new();
    for item in scopes {
        rows.push(row(&item.name, item.evidence.name(), &item.because, verbose));
    }
    for item in permissions {
        rows.push(row(&item.name, item.evidence.name(), &item.because, verbose));
    }
    for role in roles {
        let row = row(&role.name, role.evidence.name(), &role.because, verbose);
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    rows
}

fn row(name: &str, evidence: &str, because: &[String], verbose: bool) -> Vec<String> {
    const SHOWN: usize = 3;
    let bare = |id: &String| id.split_once(':').map_or(id.clone(), |(_, id)| id.to_owned());
    let needed = if verbose || because.len() <= SHOWN + 1 {
        because.iter().map(bare).collect::<Vec<_>>().join(", ")
    } else {
        let shown: Vec<_> = because.iter().take(SHOWN).map(bare).collect();
        format!("{} and {} more", shown.join(", "), because.len() - SHOWN)
    };
    vec![name.to_owned(), evidence.to_owned(), needed]
}

fn sources(report: &PlanReport, page: &mut Page<'_>) -> io::Result<()> {
    page.heading("Sources")?;
    for (key, source) in &report.sources {
        let at =
            source.url.as_ref().or(source.place.as_ref()).map(|at| format!(": {at}")).unwrap_or_default();
        page.hanging(2, &format!("{key}  "), &format!("{}{at}", source.title))?;
    }
    Ok(())
}
