//! Markdown for whoever must grant the access: what is needed, why, and what it can do.

mod around;
mod audit;
mod catalog;
mod check;
mod evidence;
mod layout;
mod rule;
mod terraform;
mod what_if;

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{Look, phrases};
use crate::model::{listed, plural};
use crate::report::{GrantedItem, ItemKind, PlanReport, PlanView, RoleExcessView, RoleItem};
use layout::table;

pub(super) use audit::audit;
pub(super) use catalog::{entry, list};
pub(super) use check::check;
pub(super) use evidence::evidence;
pub(super) use layout::{code, prose, sentence};
pub(super) use rule::write as rule;

pub(super) fn write(report: &PlanReport, look: Look, out: &mut dyn Write) -> io::Result<()> {
    let credential = look.credential.unwrap_or(report.recommended_credential.choice);
    let plan = report.plans.of(credential);
    let apart = terraform::apart(report, credential);
    let numbers = numbers(apart.iter().map(|(_, plan)| *plan).chain([plan]));
    let page = Page { report, plan, numbers: numbers.clone() };
    writeln!(out, "# The access that we need in Okta, and why\n")?;
    let counted = report.operations.iter().filter(|operation| operation.in_plan == Some(true)).count();
    let nowhere = report.gets_nowhere(plan);
    let least = if nowhere {
        "**No grant helps:** it gets through to none of these calls."
    } else if plan.complete {
        "This is the least access that is known to let these calls pass."
    } else {
        "**It does not cover every call:** see *What this does not cover* below. For the others it is the least access \
         that is known to let them pass."
    };
    let operations = plural(counted, "operation");
    writeln!(
        out,
        "For {operations} of the Okta API, called with credentials of the kind *{credential}*. {least}\n"
    )?;
    if !nowhere {
        page.in_short(out)?;
    }
    page.assumptions(out)?;
    page.what_if(credential, out)?;
    for (name, plan) in &apart {
        writeln!(out, "# {name}\n")?;
        let page = Page { report, plan, numbers: numbers.clone() };
        page.scopes(out)?;
        page.roles(out)?;
        page.reach(out)?;
    }
    if !nowhere && apart.is_empty() {
        page.scopes(out)?;
        page.roles(out)?;
        page.reach(out)?;
    }
    if !report.terraform.is_empty() {
        terraform::write(report, credential, out)?;
    }
    page.around(out)?;
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

fn numbers<'r>(plans: impl Iterator<Item = &'r PlanView>) -> BTreeMap<&'r str, usize> {
    let cited = plans.flat_map(|plan| {
        let items = plan.items().flat_map(|item| item.sources);
        items.chain(plan.caveats.iter().flat_map(|caveat| &caveat.sources))
    });
    let mut numbers: BTreeMap<&str, usize> = cited.map(|key| (key.as_str(), 0)).collect();
    for (position, number) in numbers.values_mut().enumerate() {
        *number = position + 1;
    }
    numbers
}

impl Page<'_> {
    /// What to grant, at one glance.
    fn in_short(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "In short:\n")?;
        if let Some(scopes) = &self.plan.scopes {
            let names: Vec<_> = scopes.iter().map(|scope| code(&scope.name)).collect();
            let names = if names.is_empty() { "none".to_owned() } else { listed(&names) };
            writeln!(out, "- OAuth scopes: {names}")?;
        }
        writeln!(out, "- admin role: {}\n", phrases::roles_in_short(self.plan))
    }

    fn assumptions(&self, out: &mut dyn Write) -> io::Result<()> {
        let lines = phrases::assumptions(self.report, self.plan);
        if lines.is_empty() {
            return Ok(());
        }
        writeln!(out, "It takes for granted:\n")?;
        for line in lines {
            writeln!(out, "- {line}")?;
        }
        writeln!(out)
    }

    fn scopes(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.plan.scopes.is_none() {
            return Ok(());
        }
        writeln!(out, "## OAuth scopes\n")?;
        let scopes: Vec<_> = self.plan.items().filter(|item| item.kind == ItemKind::Scope).collect();
        if scopes.is_empty() { writeln!(out, "None.\n") } else { self.items("Scope", &scopes, out) }
    }

    fn roles(&self, out: &mut dyn Write) -> io::Result<()> {
        let plan = self.plan;
        writeln!(out, "## Admin role\n")?;
        match plan.recommended.choice.as_str() {
            "custom_role" => {
                self.custom_role(out)?;
                if plan.standard_roles.is_empty() {
                    return Ok(());
                }
                writeln!(out, "Where custom roles cannot be used, instead of that:\n")?;
                self.standard_roles(&plan.standard_roles, out)?;
                reaches(plan.excess.standard_roles, out)
            }
            "standard_roles" => {
                self.standard_roles(&plan.standard_roles, out)?;
                if plan.custom_role.is_some() {
                    writeln!(out, "Or instead of that:\n")?;
                    self.custom_role(out)?;
                    return reaches(plan.excess.custom_role, out);
                }
                let because = plan.custom_role_impossible_because.iter();
                because
                    .into_iter()
                    .try_for_each(|because| writeln!(out, "Why this is no custom role: {because}.\n"))
            }
            _ if plan.unknown.is_empty() => writeln!(out, "None.\n"),
            _ => writeln!(out, "Not known: nothing that counts here says which role is enough.\n"),
        }
    }

    fn custom_role(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(role) = &self.plan.custom_role else { return Ok(()) };
        writeln!(
            out,
            "A custom role with these permissions, bound to a resource set that holds {}.\n",
            role.resource_set
        )?;
        if self.plan.recommended.choice == "custom_role" && self.plan.recommended.verify_first {
            writeln!(out, "Try it before you rely on it: it rests on less than Okta's own word.\n")?;
        }
        let permissions: Vec<_> =
            self.plan.items().filter(|item| item.kind == ItemKind::Permission).collect();
        self.items("Permission", &permissions, out)?;
        if self.plan.beside_custom_role.is_empty() {
            return Ok(());
        }
        let because = self.plan.beside_custom_role_because.as_ref();
        let because = because.map(|because| format!(", because {because}")).unwrap_or_default();
        writeln!(out, "And beside it{because}:\n")?;
        self.standard_roles(&self.plan.beside_custom_role, out)
    }

    fn standard_roles(&self, roles: &[RoleItem], out: &mut dyn Write) -> io::Result<()> {
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
                    self.endpoints(&whole.because).join(", ")
                )?;
            }
        }
        Ok(())
    }

    fn items(&self, title: &str, items: &[GrantedItem<'_>], out: &mut dyn Write) -> io::Result<()> {
        let row = |item: &GrantedItem<'_>| {
            let mut evidence = item.evidence.to_string();
            if item.weakest.len() < item.because.len() {
                evidence.push_str(&format!(", surer for all but {}", listed(&self.endpoints(item.weakest))));
            }
            evidence.push_str(&self.references(item.sources));
            let title = item.title.map(|title| format!("<br>{title}")).unwrap_or_default();
            vec![format!("`{}`{title}", item.name), self.endpoints(item.because).join("<br>"), evidence]
        };
        table(out, &[title, "Needed for", "Evidence"], items.iter().map(row))
    }

    /// Operations as whoever reads API documents knows them.
    fn endpoints(&self, ids: &[String]) -> Vec<String> {
        ids.iter().map(|id| self.endpoint(id)).collect()
    }

    fn endpoint(&self, id: &str) -> String {
        let operation = self.report.operations.iter().find(|operation| operation.id == id);
        operation.map_or_else(|| id.to_owned(), |one| format!("`{} {}`", one.method, one.path))
    }

    fn references(&self, keys: &[String]) -> String {
        let numbers = keys.iter().filter_map(|key| self.numbers.get(key.as_str()));
        let numbers = numbers.map(usize::to_string).collect::<Vec<_>>().join(", ");
        if numbers.is_empty() { numbers } else { format!(" [{numbers}]") }
    }

    fn sources(&self, out: &mut dyn Write) -> io::Result<()> {
        if self.numbers.is_empty() {
            return Ok(());
        }
        writeln!(out, "## How sure this is\n")?;
        let mut levels: Vec<_> = self.plan.items().map(|item| item.evidence).collect();
        levels.sort();
        levels.dedup();
        for level in levels.iter().rev() {
            writeln!(out, "- {level}: {}", level.meaning())?;
        }
        writeln!(out, "\n## Sources\n")?;
        for (key, number) in &self.numbers {
            let Some(source) = self.report.sources.get(*key) else { continue };
            let title = &source.title;
            let linked = source.url.as_ref().map_or_else(|| title.clone(), |url| format!("[{title}]({url})"));
            writeln!(out, "{number}. {linked}")?;
        }
        writeln!(out)
    }
}

/// What the alternative reaches.
fn reaches(excess: RoleExcessView, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{}\n",
        sentence(&format!("that reaches {} beyond these calls", phrases::tally(excess.effective)))
    )
}
