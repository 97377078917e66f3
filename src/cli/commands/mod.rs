//! One file per command.

mod assume;
mod audit;
mod calls;
mod catalog;
mod catalog_diff;
mod check;
mod diff;
mod doc;
mod evidence;
mod explain;
mod import;
mod init;
mod manual;
mod plan;
mod specs;
mod what_if;

use std::io::Write as _;
use std::sync::OnceLock;

use clap::ArgMatches;
use jiff::civil::Date;

use super::args::{Cli, Command, Global};
use super::complaint::{Complaint, Complaints};
use super::{Exit, output, terminal};
use crate::catalog::Catalog;
use crate::disclosure::{self, AllowList};

/// Runs the command that was asked for.
pub(super) fn dispatch(cli: &Cli, matches: &ArgMatches) -> Result<Exit, Complaints> {
    if cli.version {
        return version(&cli.global);
    }
    let nested =
        |matches: &ArgMatches| matches.subcommand().map(|(_, nested)| nested.clone()).unwrap_or_default();
    match &cli.command {
        Some(Command::Plan(args)) => plan::run(args, &cli.global, &nested(matches)),
        Some(Command::Check(args)) => check::run(args, &cli.global, &nested(matches)),
        Some(Command::Audit(args)) => audit::run(args, &cli.global, &nested(matches)),
        Some(Command::Init(args)) => init::run(args, &cli.global),
        Some(Command::Diff(args)) => diff::run(args, &cli.global, &nested(matches)),
        Some(Command::Explain(args)) => explain::run(args, &cli.global, &nested(matches)),
        Some(Command::Completions(args)) => manual::completions(args),
        Some(Command::Man(args)) => manual::man(args),
        Some(Command::Doc(args)) => doc::run(args, &cli.global),
        Some(Command::Catalog(command)) => catalog::run(command, &cli.global, &nested(&nested(matches))),
        None => {
            Err(Complaint::new("no command is given").help(Some("see leastwise --help".to_owned())).into())
        }
    }
}

/// The catalog that the flags ask for. It lives as long as the process: taking it apart at the end helps nobody.
fn load(global: &Global) -> Result<&'static Catalog, Complaints> {
    if global.catalog.is_none() && global.overlay.is_empty() {
        return embedded();
    }
    let mut catalog = match &global.catalog {
        Some(folder) => Catalog::from_folder(folder)?,
        None => Catalog::embedded()?,
    };
    for overlay in &global.overlay {
        catalog = catalog.with_overlay(overlay)?;
    }
    Ok(Box::leak(Box::new(catalog)))
}

/// The catalog inside the program, loaded once however many commands a process runs.
fn embedded() -> Result<&'static Catalog, Complaints> {
    static EMBEDDED: OnceLock<Catalog> = OnceLock::new();
    if let Some(catalog) = EMBEDDED.get() {
        return Ok(catalog);
    }
    let catalog = Catalog::embedded()?;
    Ok(EMBEDDED.get_or_init(|| catalog))
}

/// How many days ago the facts were reviewed; says so when that is long ago, and fails when it is too long.
fn age(catalog: &Catalog, global: &Global, today: Date) -> Result<i32, Complaints> {
    let date = &catalog.tables().date;
    let reviewed: Date =
        date.parse().map_err(|_| Complaint::new(format!("the catalog's date `{date}` is no date")))?;
    let age = (today - reviewed).get_days();
    if let Some(days) = global.require_fresh.filter(|days| age > *days) {
        let message =
            format!("the facts were last reviewed {age} days ago, on {date}; at most {days} are allowed");
        return Err(Complaint::new(message)
            .help(Some("use a newer leastwise, or --catalog".to_owned()))
            .into());
    }
    if age > crate::catalog::STALE_DAYS && !global.quiet {
        // A warning that cannot be written is no reason to fail.
        let _ = writeln!(anstream::stderr(), "note: the facts were last reviewed {age} days ago, on {date}");
    }
    Ok(age)
}

fn version(global: &Global) -> Result<Exit, Complaints> {
    let mut text = format!("leastwise {}\n", env!("CARGO_PKG_VERSION"));
    if global.verbose {
        let catalog = load(global)?;
        let age = age(catalog, global, terminal::today())?;
        let tables = catalog.tables();
        text.push_str(&format!("catalog {} of {} ({age} days old)\n", tables.version, tables.date));
        text.push_str(&format!("sha256 {}\n", catalog.sha256()));
    }
    let stdout = output::Output { format: crate::render::Format::Text, file: None };
    output::write(&stdout, |out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Success)
}

/// The name of an argument, where it is that of something known that is misspelt.
fn shown_if_near<'n>(name: &'n str, near: Option<&str>) -> &'n str {
    AllowList::default().unknown_name(name, near)
}

/// Refuses a token in place of the name of a principal, which is printed.
fn is_name(option: &str, name: &str) -> Result<(), Complaint> {
    if disclosure::prose(name) == name {
        return Ok(());
    }
    Err(Complaint::new(format!("the value of `{option}` looks like a token"))
        .help(Some("give the name of a principal, such as nightly-sync".to_owned())))
}

/// Two results, or what is wrong with both.
fn both<T>(one: Result<T, Complaints>, other: Result<T, Complaints>) -> Result<(T, T), Complaints> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (one, other) => {
            let found = [one.err(), other.err()].into_iter().flatten().flat_map(|Complaints(found)| found);
            Err(Complaints(found.collect()))
        }
    }
}
