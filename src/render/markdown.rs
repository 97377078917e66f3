//! Markdown for whoever must grant the access: what is needed, why, and what it can do.

use std::io::{self, Write};

use crate::model::{Credential, Tally};
use crate::report::{Item, PlanReport, PlanView, RoleItem};

pub(super) fn write(report: &PlanReport, out: &mut dyn Write) -> io::Result<()> {
    let credential = report.recommended_credential.choice;
    let plan = report.plans.of(credential);
    writeln!(out, "# The access that we need in Okta, and why\n")?;
    summary(report, credential, plan, out)?;
    scopes(report, plan, out)?;
    roles(report, plan, out)?;
    reach(plan, out)?;
    limits(plan, out)?;
    setup(plan, out)?;
    calls(report, out)?;
    sources(report, out)
}

fn summary(
    report: &PlanReport,
    credential: Credential,
    plan: &PlanView,
    out: &mut dyn Write,
) -> io::Result<()> {
    let summary = report.summary;
    writeln!(
        out,
        "For {} calls to {} operations of the Okta API, as {}. This is the least access that lets exactly these calls \
         pass, computed from catalog {} of {}.\n",
        summary.calls - summary.ignored,
        summary.operations,
        with_article(credential),
        report.catalog.version,
        report.catalog.date
    )?;
    if !plan.complete {
        writeln!(out, "**Not everything is covered:** see *What this does not cover* below.\n")?;
    }
    Ok(())
}

fn with_article(credential: Credential) -> String {
    match credential {
        Credential::ServiceApp => format!("a {credential}"),
        Credential::UserApp | Credential::ApiToken => format!("an {credential}"),
    }
}

fn scopes(report: &PlanReport, plan: &PlanView, out: &mut dyn Write) -> io::Result<()> {
    let Some(scopes) = &plan.scopes else { return Ok(()) };
    writeln!(out, "## OAuth scopes\n")?;
    if scopes.is_empty() {
        return writeln!(out, "None.\n");
    }
    table(out, &["Scope", "Needed for", "Evidence"], scopes.iter().map(|scope| item_row(report, scope)))
}

fn item_row(report: &PlanReport, item: &Item) -> Vec<String> {
    vec![format!("`{}`", item.name), endpoints(report, &item.because), item.evidence.to_string()]
}

fn endpoints(report: &PlanReport, ids: &[String]) -> String {
    let endpoint = |id: &String| {
        let operation = report.operations.iter().find(|operation| operation.id == *id);
        operation.map_or_else(|| id.clone(), |one| format!("`{} {}`", one.method, one.path))
    };
    ids.iter().map(endpoint).collect::<Vec<_>>().join("<br>")
}

fn roles(report: &PlanReport, plan: &PlanView, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "## Admin role\n")?;
    let standard = |out: &mut dyn Write| {
        table(
            out,
            &["Standard role", "Targets", "Needed for", "Evidence"],
            plan.standard_roles.iter().map(|role| role_row(report, role)),
        )
    };
    match plan.recommended.choice.as_str() {
        "custom_role" => {
            custom_role(report, plan, out)?;
            if !plan.standard_roles.is_empty() {
                writeln!(out, "Instead of the custom role, where custom roles cannot be used:\n")?;
                standard(out)?;
            }
            Ok(())
        }
        "standard_roles" => standard(out),
        _ if plan.unknown.is_empty() => writeln!(out, "None.\n"),
        _ => writeln!(out, "No source says which role is enough.\n"),
    }
}

fn custom_role(report: &PlanReport, plan: &PlanView, out: &mut dyn Write) -> io::Result<()> {
    let Some(role) = &plan.custom_role else { return Ok(()) };
    let verify = if plan.recommended.verify_first {
        " Try it before you rely on it: it rests on less than Okta's own word."
    } else {
        ""
    };
    writeln!(
        out,
        "A custom role with these permissions, bound to a resource set that holds only the {} concerned.{verify}\n",
        role.resources.join(", ")
    )?;
    table(
        out,
        &["Permission", "Needed for", "Evidence"],
        role.permissions.iter().map(|one| item_row(report, one)),
    )?;
    if !plan.beside_custom_role.is_empty() {
        writeln!(out, "And beside it, because no custom role can hold what these calls need:\n")?;
        let rows = plan.beside_custom_role.iter().map(|role| role_row(report, role));
        table(out, &["Standard role", "Targets", "Needed for", "Evidence"], rows)?;
    }
    Ok(())
}

fn role_row(report: &PlanReport, role: &RoleItem) -> Vec<String> {
    let targets: Vec<_> = role.targets.iter().map(|target| target.kind.as_str()).collect();
    let targets = if targets.is_empty() { "-".to_owned() } else { targets.join(", ") };
    vec![format!("`{}`", role.name), targets, endpoints(report, &role.because), role.evidence.to_string()]
}

fn reach(plan: &PlanView, out: &mut dyn Write) -> io::Result<()> {
    let excess = match plan.recommended.choice.as_str() {
        "custom_role" => plan.excess.custom_role.effective,
        _ => plan.excess.standard_roles.effective,
    };
    writeln!(out, "## What it can do beyond these calls\n")?;
    if excess == Tally::default() {
        return writeln!(out, "Nothing: every operation that this access reaches is one of the calls.\n");
    }
    writeln!(
        out,
        "{} operations: {} that can change who may do what, {} that change other data, {} that read. No smaller access \
         lets the calls pass.\n",
        excess.total(),
        excess.control,
        excess.write,
        excess.read
    )
}

fn limits(plan: &PlanView, out: &mut dyn Write) -> io::Result<()> {
    if !plan.not_possible.is_empty() || !plan.unknown.is_empty() {
        writeln!(out, "## What this does not cover\n")?;
        for refused in &plan.not_possible {
            writeln!(out, "- `{}` is not possible: {}", refused.operation, refused.message)?;
        }
        for unknown in &plan.unknown {
            writeln!(out, "- `{}`: {}", unknown.operation, unknown.message)?;
        }
        writeln!(out)?;
    }
    if !plan.caveats.is_empty() {
        writeln!(out, "## To know\n")?;
        for caveat in &plan.caveats {
            writeln!(out, "- {}", caveat.message)?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn setup(plan: &PlanView, out: &mut dyn Write) -> io::Result<()> {
    if plan.setup.is_empty() {
        return Ok(());
    }
    writeln!(out, "## How to set it up\n")?;
    for (number, step) in plan.setup.iter().enumerate() {
        writeln!(out, "{}. {step}", number + 1)?;
    }
    writeln!(out)
}

fn calls(report: &PlanReport, out: &mut dyn Write) -> io::Result<()> {
    let operations: Vec<_> =
        report.operations.iter().filter(|operation| operation.in_plan == Some(true)).collect();
    if operations.is_empty() {
        return Ok(());
    }
    writeln!(out, "## The operations\n")?;
    let rows = operations.iter().map(|operation| {
        vec![
            format!("`{} {}`", operation.method, operation.path),
            operation.id.clone(),
            operation.impact.to_string(),
        ]
    });
    table(out, &["Operation", "Id", "At worst"], rows)
}

fn sources(report: &PlanReport, out: &mut dyn Write) -> io::Result<()> {
    if report.sources.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Sources\n")?;
    for (key, source) in &report.sources {
        let title = source
            .url
            .as_ref()
            .map_or_else(|| source.title.clone(), |url| format!("[{}]({url})", source.title));
        writeln!(out, "- {key}: {title}")?;
    }
    Ok(())
}

/// A table; bars inside of cells are escaped.
fn table(out: &mut dyn Write, head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> io::Result<()> {
    writeln!(out, "| {} |", head.join(" | "))?;
    writeln!(out, "|{}", " --- |".repeat(head.len()))?;
    for row in rows {
        let cells: Vec<_> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    writeln!(out)
}
