//! `leastwise catalog diff`: what differs between two catalogs or OpenAPI documents.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use clap::ArgMatches;

use super::{both, load, specs};
use crate::catalog::compare::Side;
use crate::catalog::{Catalog, LoadError};
use crate::cli::args::Global;
use crate::cli::catalog_args::CatalogDiffArgs;
use crate::cli::complaint::Complaints;
use crate::cli::{Exit, output, terminal};
use crate::render;
use crate::report::CatalogDiffReport;

/// The name of the catalog inside the program.
const EMBEDDED: &str = "embedded";

/// Compares the two sides and writes what differs.
pub(super) fn run(args: &CatalogDiffArgs, global: &Global, matches: &ArgMatches) -> Result<Exit, Complaints> {
    let outputs = output::outputs(&args.output, matches)?;
    let report = report(&args.before, &args.after, load(global)?)?;
    let look = terminal::look(global.verbose);
    for one in &outputs {
        output::write(one, |out| render::catalog_diff(&report, one.format, look, out))?;
    }
    Ok(Exit::Success)
}

/// What differs between two sides; whatever is wrong with either is told.
pub(super) fn report(before: &str, after: &str, catalog: &Catalog) -> Result<CatalogDiffReport, Complaints> {
    let (was, is) = both(side(before, catalog), side(after, catalog))?;
    Ok(CatalogDiffReport::new((before, &was), (after, &is)))
}

/// Whether a name is that of a catalog.
pub(super) fn is_catalog(name: &str) -> bool {
    name == EMBEDDED || Path::new(name).join("catalog.yaml").is_file()
}

/// Whether a name is that of a catalog, or of a document of one of its APIs: not of calls, not of a grant.
pub(super) fn is_side(name: &str, catalog: &Catalog) -> bool {
    let is_document = || {
        let documents = specs::read(&[name.to_owned()]).ok()?;
        Side::of_documents(&documents, catalog.tables()).ok()
    };
    is_catalog(name) || (begins_like_a_document(Path::new(name)) && is_document().is_some())
}

/// Whether the word stands near the beginning, of a file or of all those of a folder: nothing else is worth parsing.
fn begins_like_a_document(path: &Path) -> bool {
    const BEGINNING: u64 = 1 << 12;
    if path.is_dir() {
        return specs::files(&path.to_string_lossy())
            .is_ok_and(|files| files.iter().all(|file| begins_like_a_document(file)));
    }
    if !path.is_file() {
        // What a pipe holds can be read only once.
        return false;
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(BEGINNING).read_to_end(&mut bytes));
    read.is_ok() && String::from_utf8_lossy(&bytes).contains("openapi")
}

/// The catalog inside the program, a catalog folder, or documents.
fn side(name: &str, catalog: &Catalog) -> Result<Side, Complaints> {
    let path = Path::new(name);
    if name == EMBEDDED {
        return Ok(Side::of_catalog(Catalog::embedded()?.tables()));
    }
    if path.join("catalog.yaml").is_file() {
        return Ok(Side::of_catalog(Catalog::from_folder(path)?.tables()));
    }
    let documents = specs::read(&[name.to_owned()])?;
    Side::of_documents(&documents, catalog.tables())
        .map_err(|problems| LoadError::Broken { path: path.to_owned(), problems }.into())
}
