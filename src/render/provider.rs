//! The `scopes` of provider blocks as they should be, in the language of Terraform.

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::visible;
use crate::model::Credential;
use crate::report::{CheckReport, Item, PlanReport, PlanView};

/// How many resources are named for a scope.
const SHOWN: usize = 3;

/// How a note begins that says of a list that it cannot be evaluated.
const NOT_EVALUATED: &str = "scopes cannot be evaluated";

/// A provider block with what it lists and what it should list.
struct Block<'r> {
    /// Its address, such as `okta.second`.
    name: &'r str,
    /// Where it stands, or where its list does.
    place: Option<String>,
    held: Held<'r>,
    needed: &'r [Item],
    /// Whether the list has items that cannot be evaluated, so that any scope may be in it.
    is_list_open: bool,
    /// Whether something was not recognized, so that a scope that nothing needs may be needed all the same.
    is_open: bool,
}

/// What is known of the list of a block.
enum Held<'r> {
    /// There is no list.
    None,
    /// Not every name of it is known.
    Open,
    /// These names.
    Names(Vec<&'r str>),
}

/// The provider blocks of the configuration that a plan is about.
pub(super) fn plan(report: &PlanReport, out: &mut dyn Write) -> io::Result<()> {
    for (position, root) in report.terraform.iter().enumerate() {
        if position > 0 {
            writeln!(out)?;
        }
        let place = root.source.as_ref().zip(root.line).map(|(source, line)| format!("{source}:{line}"));
        if root.credential == Some(Credential::ApiToken) {
            without_scopes(&root.provider, place.as_deref(), out)?;
            continue;
        }
        let held = match &root.scopes {
            Some(scopes) if root.scopes_known => Held::Names(scopes.iter().map(String::as_str).collect()),
            Some(_) => Held::Open,
            None => Held::None,
        };
        let needed = root.phases.apply.of(Credential::ServiceApp);
        let unknown =
            root.calls.iter().any(|call| matches!(call.status.as_str(), "unresolved" | "ambiguous"));
        let is_open = report.inputs.is_open() || unknown;
        let is_list_open = matches!(held, Held::Open);
        let needed = scopes(needed);
        block(&Block { name: &root.provider, place, held, needed, is_list_open, is_open }, out)?;
    }
    Ok(())
}

fn scopes(plan: &PlanView) -> &[Item] {
    plan.scopes.as_deref().unwrap_or_default()
}

/// The provider blocks of the principals that a check knows the calls of.
pub(super) fn check(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let found = report.by_principal();
    let open_lists: BTreeSet<&str> = report
        .notes
        .iter()
        .filter(|note| note.message.starts_with(NOT_EVALUATED))
        .filter_map(|note| note.principal.as_deref())
        .collect();
    let mut first = true;
    for principal in report.principals.iter().filter(|one| one.least.is_some()) {
        let Some(least) = &principal.least else { continue };
        let listed = principal.scopes.as_ref();
        let origin = listed.and_then(|scopes| scopes.iter().find_map(|one| one.origin.as_ref()));
        let place = origin.map(|origin| format!("{}:{}", origin.file, origin.line));
        if !first {
            writeln!(out)?;
        }
        first = false;
        let name = without_root(&principal.name);
        let Some(needed) = &least.scopes else {
            without_scopes(name, place.as_deref(), out)?;
            continue;
        };
        let held = match listed {
            Some(scopes) => Held::Names(scopes.iter().map(|one| one.name.as_str()).collect()),
            None => Held::Open,
        };
        let mut found = found.of(Some(&principal.name)).iter();
        let is_open = found.any(|found| found.rule == "excess-scope" && found.doubted);
        let is_list_open = open_lists.contains(principal.name.as_str());
        block(&Block { name, place, held, needed, is_list_open, is_open }, out)?;
    }
    Ok(())
}

/// A block that lists no scopes, because an API token has none.
fn without_scopes(name: &str, place: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let place = place.map(|place| format!(" ({place})")).unwrap_or_default();
    writeln!(out, "# {}{} authenticates with an API token, which has no scopes.", line(name), line(&place))
}

/// The address in the name of a principal, which begins with the root where there are several.
fn without_root(name: &str) -> &str {
    let end = name.find("[\"").unwrap_or(name.len());
    let colon = name.get(..end).and_then(|plain| plain.rfind(':'));
    colon.and_then(|colon| name.get(colon + 1..)).unwrap_or(name)
}

/// The parts of an address: the modules that it is in, the local name, and the alias, without the key of an instance.
fn parts(address: &str) -> (&str, &str, Option<&str>) {
    let plain = address.split("[\"").next().unwrap_or(address);
    let mut rest = plain;
    while let Some((_, inner)) = rest.strip_prefix("module.").and_then(|inner| inner.split_once('.')) {
        rest = inner;
    }
    let module = plain.strip_suffix(rest).unwrap_or_default().trim_end_matches('.');
    let (local, alias) = rest.split_once('.').map_or((rest, None), |(local, alias)| (local, Some(alias)));
    (module, local, alias)
}

fn block(block: &Block<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (module, local, alias) = parts(block.name);
    let key = block
        .name
        .split_once("[\"")
        .map(|(_, key)| format!(" for the instance [\"{key}"))
        .unwrap_or_default();
    let place = block.place.as_ref().map(|place| format!(" of {place}")).unwrap_or_default();
    let inside = if module.is_empty() { String::new() } else { format!(" in {module}") };
    let rest = match block.place {
        Some(_) => "; the other settings of the block stay as they are",
        None => "",
    };
    writeln!(out, "# The scopes{}{}{}{rest}.", line(&place), line(&inside), line(&key))?;
    writeln!(out, "provider {} {{", quoted(local))?;
    if let Some(alias) = alias {
        writeln!(out, "  alias = {}", quoted(alias))?;
    }
    let is_needed = |name: &str| block.needed.iter().any(|item| item.name == name);
    let held = match &block.held {
        Held::Names(names) => names.as_slice(),
        Held::None | Held::Open => &[],
    };
    let mut unneeded: Vec<&str> = held.iter().filter(|name| !is_needed(name)).copied().collect();
    unneeded.dedup();
    let mut rows: Vec<(String, String)> =
        block.needed.iter().map(|item| (quoted(&item.name), remark(block, item))).collect();
    if block.is_open {
        let kept = "kept: no block that was recognized needs it";
        rows.extend(unneeded.iter().map(|name| (quoted(name), kept.to_owned())));
    }
    list(&rows, out)?;
    writeln!(out, "}}")?;
    if block.is_list_open {
        writeln!(
            out,
            "# The list of the block has items that cannot be evaluated. They are not in this one."
        )?;
    }
    if unneeded.is_empty() || block.is_open {
        return Ok(());
    }
    writeln!(out, "# Taken out: {}", line(&unneeded.join(", ")))
}

/// The list, its comments under each other as `terraform fmt` puts them.
fn list(rows: &[(String, String)], out: &mut dyn Write) -> io::Result<()> {
    if rows.is_empty() {
        return writeln!(out, "  scopes = []");
    }
    writeln!(out, "  scopes = [")?;
    for row in rows.chunk_by(|(_, one), (_, other)| one.is_empty() == other.is_empty()) {
        let width = row.iter().map(|(name, _)| name.chars().count() + 1).max().unwrap_or_default();
        for (name, comment) in row {
            match comment.as_str() {
                "" => writeln!(out, "    {name},")?,
                comment => writeln!(out, "    {:width$} # {}", format!("{name},"), line(comment))?,
            }
        }
    }
    writeln!(out, "  ]")
}

/// That a scope is new, and what needs it.
fn remark(block: &Block<'_>, item: &Item) -> String {
    let is_new = match &block.held {
        Held::Names(held) => !block.is_list_open && !held.contains(&item.name.as_str()),
        Held::None | Held::Open => false,
    };
    let mut names: Vec<_> = item.needed_by.iter().take(SHOWN).map(|one| one.address.clone()).collect();
    if item.needed_by.len() > SHOWN {
        names.push("…".to_owned());
    }
    let names = names.join(", ");
    match (is_new, names.is_empty()) {
        (false, _) => names,
        (true, true) => "added".to_owned(),
        (true, false) => format!("added: {names}"),
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
