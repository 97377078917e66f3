//! Why each item of the answer is there: the operations that need it, the evidence, and how to set it up.

use std::io;

use super::layout::Page;
use super::some;
use crate::report::{GrantedItem, PlanReport, PlanView};

pub(super) fn write(report: &PlanReport, plan: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
    let most = if page.look.verbose { usize::MAX - 1 } else { 3 };
    let mut rows: Vec<Vec<String>> = Vec::new();
    for row in plan.items().map(|item| row(&item, most)) {
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    if !rows.is_empty() {
        page.heading("Why")?;
        page.table(&["what", "name", "evidence", "required by"], &rows)?;
    }
    setup(plan, page)?;
    if page.look.verbose { sources(report, page) } else { Ok(()) }
}

/// Who must do what.
pub(super) fn setup(plan: &PlanView, page: &mut Page<'_>) -> io::Result<()> {
    if plan.setup.is_empty() {
        return Ok(());
    }
    page.heading("How to set it up")?;
    for (number, step) in plan.setup.iter().enumerate() {
        page.hanging(2, &format!("{}. ", number + 1), step)?;
    }
    Ok(())
}

fn row(item: &GrantedItem<'_>, most: usize) -> Vec<String> {
    let mut needed = some(item.because, most);
    if item.weakest.len() < item.because.len() {
        needed.push_str(&format!("; surer for all but {}", some(item.weakest, most)));
    }
    vec![item.kind.name().to_owned(), item.name.to_owned(), item.evidence.to_string(), needed]
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
