//! `leastwise catalog`: look at the facts, and check them.

use clap::ArgMatches;

use super::explain::nothing;
use super::{age, catalog_diff, evidence, import, load, shown_if_near};
use crate::catalog::names::nearest;
use crate::catalog::{Catalog, LoadError};
use crate::cli::args::Global;
use crate::cli::catalog_args::{CatalogCommand, LintArgs, ListArgs, ShowArgs};
use crate::cli::complaint::{Complaint, Complaints};
use crate::cli::{Exit, output, terminal};
use crate::model::did_you_mean;
use crate::render::{self, Format};
use crate::report::{EntryReport, Selection, catalog_report, entries};

/// Runs one of the commands that look at the facts.
pub(super) fn run(
    command: &CatalogCommand,
    global: &Global,
    matches: &ArgMatches,
) -> Result<Exit, Complaints> {
    match command {
        CatalogCommand::List(args) => list(args, global, matches),
        CatalogCommand::Show(args) => show(args, global, matches),
        CatalogCommand::Evidence(args) => evidence::run(args, global, matches),
        CatalogCommand::Lint(args) => lint(args),
        CatalogCommand::Import(args) => import::run(args, global, matches),
        CatalogCommand::Diff(args) => catalog_diff::run(args, global, matches),
    }
}

fn list(args: &ListArgs, global: &Global, matches: &ArgMatches) -> Result<Exit, Complaints> {
    let outputs = output::outputs(&args.output, matches)?;
    let catalog = load(global)?;
    let age_days = age(catalog, global, terminal::today())?;
    let names = catalog.names();
    let mut complaints = Vec::new();
    let called = args.role.as_deref().and_then(|role| catalog.role_called(role));
    let role = called.map(|key| catalog.role(key).name.clone()).or_else(|| args.role.clone());
    let mut check = |kind: &str, wanted: &Option<String>, known: Vec<&str>| {
        let unknown = wanted.as_ref().filter(|wanted| !known.contains(&wanted.as_str()));
        complaints.extend(unknown.map(|wanted| {
            let near = nearest(wanted, known.iter().copied());
            let shown = shown_if_near(wanted, near);
            let help = near.map(|near| did_you_mean(wanted, near));
            Complaint::new(format!("the catalog has no {kind} `{shown}`")).help(help)
        }));
    };
    check("API", &args.api, names.apis.keys().map(String::as_str).collect());
    check("role", &role, names.roles.keys().map(String::as_str).collect());
    check("scope", &args.scope, names.scopes.keys().map(String::as_str).collect());
    check("capability", &args.capability, names.capabilities.keys().map(String::as_str).collect());
    if !complaints.is_empty() {
        return Err(Complaints(complaints));
    }
    let selection = Selection {
        api: args.api.clone(),
        role,
        scope: args.scope.clone(),
        capability: args.capability.clone(),
        impact: args.impact.map(Into::into),
        evidence: args.evidence.map(Into::into),
    };
    let report = catalog_report(catalog, age_days, &selection);
    let look = terminal::look(global.verbose);
    for one in &outputs {
        output::write(one, |out| render::catalog(&report, one.format, look, out))?;
    }
    Ok(Exit::Success)
}

fn show(args: &ShowArgs, global: &Global, matches: &ArgMatches) -> Result<Exit, Complaints> {
    let outputs = output::outputs(&args.output, matches)?;
    let catalog = load(global)?;
    age(catalog, global, terminal::today())?;
    let mut found = entries(catalog, &args.id);
    if args.history {
        found = found.into_iter().map(EntryReport::only_history).collect();
    }
    if found.is_empty() {
        return Err(nothing(&args.id, catalog).into());
    }
    let look = terminal::look(global.verbose);
    for one in &outputs {
        output::write(one, |out| match one.format {
            Format::Json => {
                serde_json::to_writer_pretty(&mut *out, &found)?;
                writeln!(out)
            }
            format => found.iter().try_for_each(|entry| {
                render::entry(entry, format, look, out)?;
                writeln!(out)
            }),
        })?;
    }
    Ok(Exit::Success)
}

fn lint(args: &LintArgs) -> Result<Exit, Complaints> {
    let stdout = output::Output { format: Format::Text, file: None };
    match Catalog::from_folder(&args.folder) {
        Ok(catalog) => {
            let count = catalog.tables().operations.len();
            let folder = args.folder.display();
            output::write(&stdout, |out| writeln!(out, "`{folder}` is in order: {count} operations"))?;
            Ok(Exit::Success)
        }
        Err(error @ LoadError::Broken { .. }) => {
            let count = if let LoadError::Broken { problems, .. } = &error { problems.len() } else { 0 };
            let mut complaints = Complaints::from(error);
            let problems = if count == 1 { "1 problem".to_owned() } else { format!("{count} problems") };
            complaints.0.push(Complaint::new(format!("`{}` has {problems}", args.folder.display())));
            Err(complaints)
        }
        Err(error) => Err(error.into()),
    }
}
