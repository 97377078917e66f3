//! `leastwise check`: what principals hold against what their calls need.

mod case;
mod granted;
mod manifest;
mod names;
mod terraform;

use std::fs;
use std::path::Path;

use clap::ArgMatches;

use super::calls::Reader;
use super::{age, assume, load};
use crate::catalog::{Catalog, STALE_DAYS};
use crate::check::{Baseline, Case, Checked, Finding, Note, check, distinct, stale_catalog, stale_of_all};
use crate::cli::args::Global;
use crate::cli::check_args::CheckArgs;
use crate::cli::complaint::{Complaint, Complaints};
use crate::cli::{Exit, files, output, terminal};
use crate::disclosure::AllowList;
use crate::located::decode;
use crate::matching::Matcher;
use crate::model::{Judge, Severity, plural};
use crate::plan::Options;
use crate::render::{self, Look};
use crate::report::{CheckMaterial, CheckReport, check_report};
use case::Cases;
use manifest::Manifest;

/// Reads grants and calls, judges them and writes the findings.
pub(super) fn run(args: &CheckArgs, global: &Global, matches: &ArgMatches) -> Result<Exit, Complaints> {
    let outputs = output::outputs(&args.output, matches)?;
    let manifest = manifest::of(args)?;
    let catalog = load(&manifest.as_ref().map_or_else(|| global.clone(), |one| one.with_overlays(global)))?;
    let age_days = age(catalog, global, terminal::today())?;
    let mut options = assume::options(catalog, &args.assumptions)?;
    let matcher = Matcher::new(catalog).on(options.engine);
    let read_args = manifest.as_ref().map_or_else(|| args.read.clone(), |one| one.with_hosts(&args.read));
    let reader = Reader::new(&read_args, global, &matcher);
    let Cases { all: cases, failed, is_unread, unread_files, fail_on, judge, terraform } = match &manifest {
        Some(manifest) => manifest.cases(args, catalog, &mut options, &reader)?,
        None => case::of_flags(args, catalog, &reader)?,
    };
    if cases.is_empty() {
        let found = failed.into_iter().chain(unread_files).flat_map(|(_, Complaints(found))| found);
        return Err(Complaints(found.collect()));
    }
    let judge = args.judge.map(Judge::from).or(judge).unwrap_or_default();
    let fail_on = args.fail_on.map(Severity::from).or(fail_on).unwrap_or(Severity::Warning);
    let today = terminal::today();
    let mut checked: Vec<Checked> = cases
        .iter()
        .map(|case| check(catalog, case, &options, today, |call| matcher.resolve(call)))
        .collect();
    if let Some(configuration) = &terraform {
        terraform::place(catalog, configuration, &cases, &mut checked, options.engine);
    }
    let mut general = stale(catalog, age_days);
    // What a principal that cannot be checked would have used is not stale.
    if failed.is_empty() {
        if args.principal.is_none() {
            general.extend(manifest.iter().flat_map(Manifest::stale_resolutions));
        }
        general.extend(stale_of_all(checked.iter().map(|one| one.unused.as_slice())));
    }
    let mut general = distinct(general);
    let mut notes = baseline(args, catalog, &mut checked, &mut general)?;
    notes.extend(terraform::notes(catalog, terraform.as_ref(), &cases, &options));
    notes.extend(failed.iter().chain(&unread_files).map(|(name, _)| not_checked(name)));
    let mut report = check_report(&CheckMaterial {
        catalog,
        age_days,
        options: &options,
        assume: &args.assumptions.assume,
        checked: &checked.iter().collect::<Vec<_>>(),
        general: &general,
        notes: &notes,
        fail_on,
        judge: Some(judge),
        listed: usize::MAX,
    });
    report.summary.leave_unjudged(failed.len() + unread_files.len(), is_unread);
    report.has_roots = terraform.is_some();
    report.read_file = read_file(args, manifest.as_ref(), &cases);
    write(&report, &outputs, terminal::look(global.verbose))?;
    for (_, complaints) in failed.iter().chain(&unread_files) {
        complaints.warn();
    }
    Ok(exit(args, &report, !failed.is_empty(), is_unread || !unread_files.is_empty()))
}

/// Writes every output.
fn write(report: &CheckReport, outputs: &[output::Output], look: Look) -> Result<(), Complaints> {
    let root = std::env::current_dir().unwrap_or_default();
    outputs
        .iter()
        .try_for_each(|one| output::write(one, |out| render::check(report, one.format, look, &root, out)))
}

/// A file that was read: the manifest, or the first that calls or grants come from.
fn read_file(args: &CheckArgs, manifest: Option<&Manifest>, cases: &[Case]) -> Option<String> {
    let calls = cases.iter().flat_map(|case| case.calls.iter().flatten());
    let calls = calls.map(|call| call.origin.source.to_string());
    let manifest = manifest.map(|manifest| manifest.source().to_owned());
    let grants = args.grant.iter().map(|path| path.to_string_lossy().into_owned());
    let named = manifest.into_iter().chain(args.inputs.iter().cloned()).chain(calls);
    let mut all = named.chain(grants).chain(args.token.clone());
    all.find(|file| Path::new(file).is_file())
}

/// How the check ends. An input that the user named and that cannot be read never passes.
fn exit(args: &CheckArgs, report: &CheckReport, has_failed: bool, is_unread: bool) -> Exit {
    let summary = &report.summary;
    let is_described = summary.verdict.is_none();
    match () {
        () if has_failed => Exit::Failure,
        () if args.ending.exit_zero => Exit::Success,
        () if summary.failing > 0 => Exit::Findings,
        () if is_described => Exit::Success,
        () if is_unread || summary.not_judged > 0 => Exit::Incomplete,
        () if args.ending.strict && !(summary.complete && summary.judged) => Exit::Incomplete,
        () => Exit::Success,
    }
}

/// The note that a principal of the manifest, or a file of Terraform, cannot be checked.
fn not_checked(name: &str) -> Note {
    Note::new("not-checked", format!("`{name}` cannot be checked: see what was printed about it"))
}

fn stale(catalog: &Catalog, age_days: i32) -> Vec<Finding> {
    let stale = (age_days > STALE_DAYS).then(|| stale_catalog(&catalog.tables().date, age_days));
    stale.into_iter().collect()
}

/// Writes the baseline, or reads one; marks what stands in it.
fn baseline(
    args: &CheckArgs,
    catalog: &Catalog,
    checked: &mut [Checked],
    general: &mut [Finding],
) -> Result<Vec<Note>, Complaints> {
    let baseline = if let Some(path) = &args.write_baseline {
        let every = checked.iter().flat_map(|one| &one.findings).chain(&*general);
        let baseline = Baseline::of(catalog, every);
        write_baseline(path, &baseline)?;
        baseline
    } else if let Some(path) = &args.baseline {
        read_baseline(path)?
    } else {
        return Ok(Vec::new());
    };
    let gone = baseline.mark(catalog, checked.iter_mut().flat_map(|one| &mut one.findings).chain(general));
    let note = (gone > 0).then(|| {
        let message = format!(
            "{} of the baseline {} gone: write it anew",
            plural(gone, "finding"),
            if gone == 1 { "is" } else { "are" }
        );
        Note::new("baseline-gone", message)
    });
    Ok(note.into_iter().collect())
}

fn write_baseline(path: &Path, baseline: &Baseline) -> Result<(), Complaints> {
    let text = serde_json::to_string_pretty(baseline).map_err(|error| Complaint::new(error.to_string()))?;
    fs::write(path, text + "\n").map_err(|error| files::cannot_write(path, &error).into())
}

fn read_baseline(path: &Path) -> Result<Baseline, Complaints> {
    let text = read(path)?;
    let name = path.display();
    let help = format!(
        "run `leastwise check` with the same arguments and `--write-baseline {name}` in place of `--baseline {name}`"
    );
    let broken = |error| Complaint::new(format!("cannot read `{name}`: {error}"));
    Baseline::read(&text).map_err(|error| broken(error).help(Some(help)).into())
}

/// The text of a file.
fn read(path: &Path) -> Result<String, Complaint> {
    decoded(&path.to_string_lossy(), &files::bytes(path)?)
}

/// The text of bytes; `name` is the file that they are from.
fn decoded(name: &str, bytes: &[u8]) -> Result<String, Complaint> {
    decode(bytes).ok_or_else(|| {
        Complaint::new(format!("cannot read `{name}`: it is neither UTF-8 nor UTF-16"))
            .help(Some("save it as UTF-8".to_owned()))
    })
}

/// What a reference for `--against` must be judged by.
fn reference(
    args: &CheckArgs,
    name: &str,
    allowed: &AllowList,
) -> Result<Option<crate::model::Grant>, Complaints> {
    let mut grant = args.against.as_deref().map(|path| granted::reference(path, name)).transpose()?;
    if let Some(grant) = &mut grant {
        allowed.clean_grant(grant);
    }
    Ok(grant)
}

/// The complaint that nothing says what is held.
fn no_grant() -> Complaint {
    Complaint::new("no grant is given")
        .help(Some("say what is held with --scopes, --role, --permission, --token or --grant".to_owned()))
}

/// The options of a manifest on top of those of the flags.
fn narrow(options: &mut Options, config: &crate::config::Config) {
    options.floor = config.minimum_evidence.map_or(options.floor, |floor| floor.max(options.floor));
    options.engine = config.engine.unwrap_or(options.engine);
}
