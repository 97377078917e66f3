//! `leastwise audit`: every principal of an org, with what it holds beyond need.

mod report;

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use clap::ArgMatches;

use crate::cli::args::Global;
use crate::cli::audit_args::AuditArgs;
use crate::cli::complaint::{Complaint, Complaints};
use crate::cli::{Exit, output};
use crate::grants::org::Org;

/// Takes the org from a snapshot and writes what there is to say of it.
pub(super) fn run(args: &AuditArgs, global: &Global, matches: &ArgMatches) -> Result<Exit, Complaints> {
    let outputs = output::outputs(&args.report.output, matches)?;
    let Some(path) = &args.snapshot else {
        return Err(Complaint::new("no org is given")
            .help(Some("name a snapshot with --snapshot FILE".to_owned()))
            .into());
    };
    report::run(&args.report, global, &snapshot(path)?, &outputs)
}

/// The org in a file.
fn snapshot(path: &Path) -> Result<Org, Complaints> {
    let name = path.to_string_lossy();
    let file = File::open(path).map_err(|error| Complaint::new(format!("cannot read `{name}`: {error}")))?;
    Org::read(&name, BufReader::new(file)).map_err(|problem| Complaints::of_grants(vec![problem]))
}
