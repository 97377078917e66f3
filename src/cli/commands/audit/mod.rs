//! `leastwise audit`: every principal of an org, with what it holds beyond need.

#[cfg(feature = "live")]
mod collect;
#[cfg(feature = "live")]
mod needs;
mod report;

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use clap::ArgMatches;

use crate::cli::args::Global;
use crate::cli::audit_args::AuditArgs;
use crate::cli::complaint::{Complaint, Complaints};
use crate::cli::{Exit, files, output, terminal};
use crate::grants::{self, org::Org};
use crate::located::decode;

/// Takes the org from a snapshot and writes what there is to say of it.
pub(super) fn run(args: &AuditArgs, global: &Global, matches: &ArgMatches) -> Result<Exit, Complaints> {
    let outputs = output::outputs(&args.report.output, matches)?;
    #[cfg(feature = "live")]
    if args.collect.needs {
        return needs::run(&args.collect, global, &outputs);
    }
    #[cfg(feature = "live")]
    collect::keep_apart(&args.collect, &outputs)?;
    let org = match &args.snapshot {
        Some(path) => snapshot(path)?,
        None => read(args, global)?,
    };
    report::run(&args.report, global, org, &outputs)
}

/// The org as it is now.
#[cfg(feature = "live")]
fn read(args: &AuditArgs, global: &Global) -> Result<Org, Complaints> {
    collect::run(&args.collect, global)
}

/// That an org cannot be read as it is now.
#[cfg(not(feature = "live"))]
fn read(_args: &AuditArgs, _global: &Global) -> Result<Org, Complaints> {
    let help = "name a snapshot with --snapshot FILE; this leastwise was built without the feature `live`";
    Err(Complaint::new("no org is given").help(Some(help.to_owned())).into())
}

/// The org in a file.
fn snapshot(path: &Path) -> Result<Org, Complaints> {
    let name = path.to_string_lossy();
    let file = File::open(path).map_err(|error| files::cannot_open(path, &error))?;
    Org::read(&name, BufReader::new(file)).map_err(|problem| match grant(path, &name) {
        Some(complaint) => complaint.into(),
        None => Complaints::of_grants(vec![problem]),
    })
}

/// That a file that is no snapshot tells of a grant, where it does.
fn grant(path: &Path, name: &str) -> Option<Complaint> {
    // What a pipe holds can be read only once.
    let text = decode(&path.is_file().then(|| files::bytes(path).ok()).flatten()?)?;
    let found = grants::read(name, &text, terminal::now()).ok()?;
    found.iter().find(|one| !one.grant.is_silent() || !one.remarks.is_empty())?;
    let (what, option) = if grants::is_token(&text) {
        ("a token", "--token")
    } else {
        ("the grant of a principal", "--grant")
    };
    let help = format!(
        "give it to `leastwise check {option} FILE`; an org is saved with `leastwise audit --org URL --save FILE`"
    );
    Some(Complaint::new(format!("`{name}` is {what}, not a snapshot of an org")).help(Some(help)))
}
