//! `leastwise catalog evidence`: the map of what is known and what is not.

use clap::ArgMatches;

use super::{age, load, shown_if_near};
use crate::catalog::names::nearest;
use crate::cli::args::Global;
use crate::cli::catalog_args::EvidenceArgs;
use crate::cli::complaint::{Complaint, Complaints};
use crate::cli::{Exit, output, terminal};
use crate::model::did_you_mean;
use crate::render;
use crate::report::evidence_report;

/// Counts the operations by evidence and writes the tables.
pub(super) fn run(args: &EvidenceArgs, global: &Global, matches: &ArgMatches) -> Result<Exit, Complaints> {
    let outputs = output::outputs(&args.output, matches)?;
    let catalog = load(global)?;
    let age_days = age(catalog, global, terminal::today())?;
    let apis = &catalog.names().apis;
    if let Some(unknown) = args.api.as_ref().filter(|api| !apis.contains_key(*api)) {
        let near = nearest(unknown, apis.keys().map(String::as_str));
        return Err(Complaint::new(format!("the catalog has no API `{}`", shown_if_near(unknown, near)))
            .help(near.map(|near| did_you_mean(unknown, near)))
            .into());
    }
    let report = evidence_report(catalog, age_days, args.api.as_deref());
    let look = terminal::look(global.verbose);
    for one in &outputs {
        output::write(one, |out| render::evidence(&report, one.format, look, out))?;
    }
    Ok(Exit::Success)
}
