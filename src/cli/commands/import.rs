//! `leastwise catalog import`: newer OpenAPI documents into a catalog folder.

use std::fs;
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::specs;
use crate::catalog::import::{Texts, import};
use crate::catalog::{Catalog, LoadError, folder};
use crate::cli::args::Global;
use crate::cli::catalog_args::ImportArgs;
use crate::cli::complaint::{Complaint, Complaints};
use crate::cli::{Exit, output, terminal};
use crate::render;
use crate::report::ImportReport;

/// Takes the documents in, writes the files that change, and says what was done.
pub(super) fn run(args: &ImportArgs, global: &Global, matches: &ArgMatches) -> Result<Exit, Complaints> {
    let outputs = output::outputs(&args.output, matches)?;
    let folder = global.catalog.clone().unwrap_or_else(|| PathBuf::from("data"));
    let files = folder::read(&folder)
        .map_err(|(path, reason)| Complaints::from(LoadError::Unreadable { path, reason }))?;
    let before: Texts = files.into_iter().collect();
    let documents = specs::fetch(&args.specs)?;
    let known = Catalog::embedded()?;
    let (after, outcome) = import(&before, &documents, known.tables()).map_err(|problems| {
        let place = |problem: &crate::catalog::problem::Problem| {
            if before.contains_key(&problem.file) { folder.clone() } else { PathBuf::from(&problem.file) }
        };
        let each = problems.into_iter().flat_map(|problem| {
            Complaints::from(LoadError::Broken { path: place(&problem), problems: vec![problem] }).0
        });
        Complaints(each.collect())
    })?;
    if !args.dry_run {
        write(&folder, &outcome.files, &after)?;
    }
    let report = ImportReport::new(outcome, &folder.to_string_lossy(), args.dry_run);
    let look = terminal::look(global.verbose);
    for one in &outputs {
        output::write(one, |out| render::import(&report, one.format, look, out))?;
    }
    Ok(Exit::Success)
}

/// Writes the files that differ; one that is no longer there goes.
fn write(folder: &Path, files: &[String], after: &Texts) -> Result<(), Complaints> {
    for file in files {
        let path = folder.join(file);
        let written = match after.get(file) {
            Some(text) => {
                path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, text))
            }
            None => fs::remove_file(&path),
        };
        written.map_err(|error| Complaint::new(format!("cannot write `{}`: {error}", path.display())))?;
    }
    Ok(())
}
