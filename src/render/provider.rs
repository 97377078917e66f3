//! The `scopes` of provider blocks as they should be, in the language of Terraform.

use std::io::{self, Write};

use super::visible;
use crate::model::Credential;
use crate::report::{CheckReport, Item, PlanReport, PlanView};

/// How many resources are named for a scope.
const SHOWN: usize = 3;

/// A provider block with what it lists and what it should list.
struct Block<'r> {
    /// Its address, such as `okta.second`.
    name: &'r str,
    /// Where it stands, or where its list does.
    place: Option<String>,
    held: Option<Vec<&'r str>>,
    needed: &'r [Item],
}

/// The provider blocks of the configuration that a plan is about.
pub(super) fn plan(report: &PlanReport, out: &mut dyn Write) -> io::Result<()> {
    for (position, root) in report.terraform.iter().enumerate() {
        if position > 0 {
            writeln!(out)?;
        }
        let place = root.source.as_ref().zip(root.line).map(|(source, line)| format!("{source}:{line}"));
        let held = root.scopes.as_ref().map(|scopes| scopes.iter().map(String::as_str).collect());
        let needed = scopes(root.phases.apply.of(Credential::ServiceApp));
        block(&Block { name: &root.provider, place, held, needed }, out)?;
    }
    Ok(())
}

fn scopes(plan: &PlanView) -> &[Item] {
    plan.scopes.as_deref().unwrap_or_default()
}

/// The provider blocks of the principals that a check knows the calls of.
pub(super) fn check(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let mut first = true;
    for principal in &report.principals {
        let Some(needed) = principal.least.as_ref().and_then(|least| least.scopes.as_ref()) else { continue };
        let listed = principal.scopes.as_ref();
        let origin = listed.and_then(|scopes| scopes.iter().find_map(|one| one.origin.as_ref()));
        let place = origin.map(|origin| format!("{}:{}", origin.file, origin.line));
        let held = listed.map(|scopes| scopes.iter().map(|one| one.name.as_str()).collect());
        if !first {
            writeln!(out)?;
        }
        first = false;
        block(&Block { name: &principal.name, place, held, needed }, out)?;
    }
    Ok(())
}

fn block(block: &Block<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (module, local) = match block.name.rsplit_once("okta") {
        Some((module, _)) if module.starts_with("module.") => (module, block.name.get(module.len()..)),
        _ => ("", Some(block.name)),
    };
    let local = local.unwrap_or(block.name);
    let (kind, alias) = local.split_once('.').map_or((local, None), |(kind, alias)| (kind, Some(alias)));
    let place = block.place.as_ref().map(|place| format!(" of {place}")).unwrap_or_default();
    let inside =
        if module.is_empty() { String::new() } else { format!(" in {}", module.trim_end_matches('.')) };
    writeln!(
        out,
        "# The scopes{}{}; the other settings of the block stay as they are.",
        line(&place),
        line(&inside)
    )?;
    writeln!(out, "provider {} {{", quoted(kind))?;
    if let Some(alias) = alias {
        writeln!(out, "  alias = {}", quoted(alias))?;
    }
    writeln!(out, "  scopes = [")?;
    for item in block.needed {
        writeln!(out, "    {},{}", quoted(&item.name), remark(block, item))?;
    }
    writeln!(out, "  ]\n}}")?;
    let needed = |name: &&&str| block.needed.iter().any(|item| item.name == **name);
    let out_of_it: Vec<_> = block.held.iter().flatten().filter(|name| !needed(name)).copied().collect();
    if out_of_it.is_empty() { Ok(()) } else { writeln!(out, "# Taken out: {}", line(&out_of_it.join(", "))) }
}

/// That a scope is new, and what needs it.
fn remark(block: &Block<'_>, item: &Item) -> String {
    let is_new = block.held.as_ref().is_some_and(|held| !held.contains(&item.name.as_str()));
    let mut names: Vec<_> = item.needed_by.iter().take(SHOWN).map(|one| one.address.clone()).collect();
    if item.needed_by.len() > SHOWN {
        names.push("…".to_owned());
    }
    let names = names.join(", ");
    match (is_new, names.is_empty()) {
        (false, true) => String::new(),
        (true, true) => " # added".to_owned(),
        (false, false) => format!(" # {}", line(&names)),
        (true, false) => format!(" # added: {}", line(&names)),
    }
}

/// A text of one line.
fn line(text: &str) -> String {
    visible::line(text).into_owned()
}

/// A text in quotes, in which nothing is an expression.
fn quoted(text: &str) -> String {
    let inner =
        line(text).replace('\\', "\\\\").replace('"', "\\\"").replace("${", "$${").replace("%{", "%%{");
    format!("\"{inner}\"")
}
