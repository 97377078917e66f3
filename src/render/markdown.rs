//! Markdown for whoever must grant the access: what is needed, why, and what it can do.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Look;
use crate::model::{Tally, listed, plural};
use crate::report::{GrantedItem, ItemKind, PlanReport, PlanView};

pub(super) fn write(report: &PlanReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let credential = look.credential.unwrap_or(report.recommended_credential.choice);
    let plan = report.plans.of(credential);
    let page = Page { report, plan, numbers: numbers(plan) };
    writeln!(out, "# The access that we need in Okta, and why\n")?;
    writeln!(
        out,
        "For {} of the Okta API, called with credentials of the kind *{credential}*. This is the least access with \
         which exactly these calls pass.\n",
        plural(report.operations.len(), "operation")
    )?;
    if !plan.complete {
        writeln!(out, "**Not everything is covered:** see *What this does not cover* below.\n")?;
    }
    page.scopes(out)?;
    page.roles(out)?;
    reach(plan, out)?;
    page.not_covered(out)?;
    page.to_know(out)?;
    setup(plan, out)?;
    page.operations(out)?;
    page.sources(out)?;
    let catalog = &report.catalog;
    writeln!(
        out,
        "Computed from catalog {}, reviewed {} (SHA-256 `{}`).",
        catalog.version, catalog.date, catalog.sha256
    )
}

/// What every part of the page looks at.
struct Page<'r> {
    report: &'r PlanReport,
    plan: &'r PlanView,
    /// The sources that the plan cites, numbered.
    numbers: BTreeMap<&'r str, usize>,
}

fn numbers(plan: &PlanView) -> BTreeMap<&str, usize> {
    let items = plan.items().flat_map(|item| item.sources);
    let cited = items.chain(plan.caveats.iter().flat_map(|caveat| &caveat.sources));
    let mut numbers: BTreeMap<&str, usize> = cited.map(|key| (key.as_str(), 0)).collect();
    for (position, number) in numbers.values_mut().enumerate() {
        *number = position + 1;
    }
    numbers
}

impl Page<'_> {
    fn scopes(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.plan.scopes.is_none() {
            return Ok(());
        }
        writeln!(out, "## OAuth scopes\n")?;
        let scopes: Vec<_> = self.plan.items().filter(|item| item.kind == ItemKind::Scope).collect();
        if scopes.is_empty() { writeln!(out, "None.\n") } else { self.items("Scope", &scopes, out) }
    }

    fn roles(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "## Admin role\n")?;
        match self.plan.recommended.choice.as_str() {
            "custom_role" => {
                self.custom_role(out)?;
                if self.plan.standard_roles.is_empty() {
                    return Ok(());
                }
                writeln!(out, "Where custom roles cannot be used, instead of that:\n")?;
                self.standard_roles(&self.plan.standard_roles, out)
            }
            "standard_roles" => self.standard_roles(&self.plan.standard_roles, out),
            _ if self.plan.unknown.is_empty() => writeln!(out, "None.\n"),
            _ => writeln!(out, "No source says which role is enough.\n"),
        }
    }

    fn custom_role(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(role) = &self.plan.custom_role else { return Ok(()) };
        writeln!(
            out,
            "A custom role with these permissions, bound to a resource set that holds {}.\n",
            role.resource_set
        )?;
        if self.plan.recommended.verify_first {
            writeln!(out, "Try it before you rely on it: it rests on less than Okta's own word.\n")?;
        }
        let permissions: Vec<_> =
            self.plan.items().filter(|item| item.kind == ItemKind::Permission).collect();
        self.items("Permission", &permissions, out)?;
        if self.plan.beside_custom_role.is_empty() {
            return Ok(());
        }
        writeln!(out, "And beside it, because no custom role can hold what these calls need:\n")?;
        self.standard_roles(&self.plan.beside_custom_role, out)
    }

    fn standard_roles(&self, roles: &[crate::report::RoleItem], out: &mut dyn Write) -> io::Result<()> {
        self.items("Standard role", &roles.iter().map(GrantedItem::from).collect::<Vec<_>>(), out)?;
        for role in roles {
            let name = &role.name;
            let kinds: Vec<_> = role.targets.iter().map(|target| target.kind.as_str()).collect();
            if !kinds.is_empty() {
                writeln!(out, "Limit `{name}` to the {} concerned when you assign it.\n", listed(&kinds))?;
            }
            for whole in &role.whole {
                writeln!(
                    out,
                    "Do not limit `{name}` to {}: {} would do nothing then.\n",
                    whole.kind,
                    self.endpoints(&whole.because)
                )?;
            }
        }
        Ok(())
    }

    fn items(&self, title: &str, items: &[GrantedItem<'_>], out: &mut dyn Write) -> io::Result<()> {
        let row = |item: &GrantedItem<'_>| {
            let evidence = format!("{}{}", item.evidence, self.references(item.sources));
            vec![format!("`{}`", item.name), self.endpoints(item.because), evidence]
        };
        table(out, &[title, "Needed for", "Evidence"], items.iter().map(row))
    }

    fn endpoints(&self, ids: &[String]) -> String {
        let endpoint = |id: &String| {
            let operation = self.report.operations.iter().find(|operation| operation.id == *id);
            operation.map_or_else(|| id.clone(), |one| format!("`{} {}`", one.method, one.path))
        };
        ids.iter().map(endpoint).collect::<Vec<_>>().join("<br>")
    }

    fn references(&self, keys: &[String]) -> String {
        let numbers = keys.iter().filter_map(|key| self.numbers.get(key.as_str()));
        let numbers = numbers.map(usize::to_string).collect::<Vec<_>>().join(", ");
        if numbers.is_empty() { numbers } else { format!(" [{numbers}]") }
    }

    fn not_covered(&self, out: &mut dyn Write) -> io::Result<()> {
        let certain = |status: &str| matches!(status, "matched" | "corrected" | "ignored");
        let uncertain: Vec<_> = self.report.calls.iter().filter(|call| !certain(&call.status)).collect();
        if self.plan.not_possible.is_empty() && self.plan.unknown.is_empty() && uncertain.is_empty() {
            return Ok(());
        }
        writeln!(out, "## What this does not cover\n")?;
        for refused in &self.plan.not_possible {
            let endpoint = self.endpoints(std::slice::from_ref(&refused.operation));
            writeln!(out, "- {endpoint} is not possible: {}", refused.message)?;
        }
        for unknown in &self.plan.unknown {
            let endpoint = self.endpoints(std::slice::from_ref(&unknown.operation));
            writeln!(out, "- {endpoint}: {}", unknown.message)?;
        }
        for call in uncertain {
            let why = call.diagnosis.as_ref().map(|diagnosis| diagnosis.message.as_str()).unwrap_or_default();
            writeln!(out, "- `{}` ({}): {why}", call.text.replace('`', "'"), call.status)?;
        }
        writeln!(out)
    }

    fn to_know(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.plan.caveats.is_empty() {
            return Ok(());
        }
        writeln!(out, "## To know\n")?;
        for caveat in &self.plan.caveats {
            writeln!(out, "- {}{}", sentence(&caveat.message), self.references(&caveat.sources))?;
        }
        writeln!(out)
    }

    fn operations(&self, out: &mut dyn Write) -> io::Result<()> {
        let counted = self.report.operations.iter().filter(|operation| operation.in_plan == Some(true));
        let rows: Vec<_> = counted
            .map(|one| vec![format!("`{} {}`", one.method, one.path), one.id.clone(), one.impact.to_string()])
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(out, "## The operations\n")?;
        table(out, &["Operation", "Id", "At worst"], rows.into_iter())
    }

    fn sources(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.numbers.is_empty() {
            return Ok(());
        }
        writeln!(out, "## Sources\n")?;
        for (key, number) in &self.numbers {
            let Some(source) = self.report.sources.get(*key) else { continue };
            let title = &source.title;
            let linked = source.url.as_ref().map_or_else(|| title.clone(), |url| format!("[{title}]({url})"));
            writeln!(out, "{number}. {linked}")?;
        }
        writeln!(out)
    }
}

fn reach(plan: &PlanView, out: &mut dyn Write) -> io::Result<()> {
    let excess = plan.excess.of(&plan.recommended.choice).effective;
    writeln!(out, "## What it can do beyond these calls\n")?;
    if excess == Tally::default() {
        return writeln!(out, "Nothing: every operation that this access reaches is one of the calls.\n");
    }
    let parts = [
        (excess.control, "can change who may do what"),
        (excess.write, "can change other data"),
        (excess.read, "read data"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<_> = parts.map(|(count, what)| format!("{count} that {what}")).collect();
    let total = plural(usize::try_from(excess.total()).unwrap_or(usize::MAX), "more operation");
    writeln!(out, "{total}: {}. No smaller access lets the calls pass.\n", parts.join(", "))
}

fn setup(plan: &PlanView, out: &mut dyn Write) -> io::Result<()> {
    if plan.setup.is_empty() {
        return Ok(());
    }
    writeln!(out, "## How to set it up\n")?;
    for (number, step) in plan.setup.iter().enumerate() {
        writeln!(out, "{}. {}", number + 1, sentence(step))?;
    }
    writeln!(out)
}

/// A text that begins with a capital and ends with a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().map(char::to_uppercase).into_iter().flatten().collect();
    format!("{first}{}.", letters.as_str())
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
