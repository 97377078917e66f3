//! `leastwise catalog diff`: what differs between two catalogs or OpenAPI documents.

use std::path::Path;

use clap::ArgMatches;

use super::{load, specs};
use crate::catalog::compare::Side;
use crate::catalog::{Catalog, LoadError};
use crate::cli::args::Global;
use crate::cli::catalog_args::CatalogDiffArgs;
use crate::cli::complaint::Complaints;
use crate::cli::{Exit, output, terminal};
use crate::render;
use crate::report::DiffReport;

/// Compares the two sides and writes what differs.
pub(super) fn run(args: &CatalogDiffArgs, global: &Global, matches: &ArgMatches) -> Result<Exit, Complaints> {
    let outputs = output::outputs(&args.output, matches)?;
    let catalog = load(global)?;
    let (before, after) = match (side(&args.before, catalog), side(&args.after, catalog)) {
        (Ok(before), Ok(after)) => (before, after),
        (before, after) => {
            let complaints =
                [before.err(), after.err()].into_iter().flatten().flat_map(|Complaints(one)| one);
            return Err(Complaints(complaints.collect()));
        }
    };
    let report = DiffReport::new((&args.before, &before), (&args.after, &after));
    let look = terminal::look(global.verbose);
    for one in &outputs {
        output::write(one, |out| render::catalog_diff(&report, one.format, look, out))?;
    }
    Ok(Exit::Success)
}

/// The catalog inside the program, a catalog folder, or documents.
fn side(name: &str, catalog: &Catalog) -> Result<Side, Complaints> {
    let path = Path::new(name);
    if name == "embedded" {
        return Ok(Side::of_catalog(Catalog::embedded()?.tables()));
    }
    if path.join("catalog.yaml").is_file() {
        return Ok(Side::of_catalog(Catalog::from_folder(path)?.tables()));
    }
    let documents = specs::read(&[name.to_owned()])?;
    Side::of_documents(&documents, catalog.tables())
        .map_err(|problems| LoadError::Broken { path: path.to_owned(), problems }.into())
}
