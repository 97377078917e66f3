//! `leastwise audit --org`: an org as it is now, saved if that is wished.

use std::io::ErrorKind;
use std::path::{Path, PathBuf, absolute};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;

use super::needs;
use crate::catalog::Catalog;
use crate::cli::args::Global;
use crate::cli::audit_args::CollectArgs;
use crate::cli::commands::load;
use crate::cli::complaint::{Complaint, Complaints};
use crate::cli::environment::environment;
use crate::cli::output::Output;
use crate::grants::org::{Org, Redaction};
use crate::live::{
    Collected, Credentials, Limits, LiveError, Options, Progress, Site, Unusable, World, chance, collect,
    is_journal, is_taken, write_new,
};

/// Reads the org, and saves it.
pub(super) fn run(args: &CollectArgs, global: &Global) -> Result<Org, Complaints> {
    let catalog = load(global)?;
    let each = needs::each(catalog);
    let scopes = needs::scopes(&each, args.extras());
    let journal = args.save.as_deref().map(journal_of);
    let options = Options {
        scopes: &scopes,
        rate_share: args.rate_share,
        log_days: args.log_days,
        all_groups: args.with_groups,
        with_secrets: args.with_secrets,
        resume_within: args.resume_within,
        journal: journal.as_deref(),
        limits: Limits::default(),
        needs: &|operation| each.get(operation).cloned().unwrap_or_default(),
    };
    let read = read(args, &options, global).and_then(|mut collected| {
        if args.redact {
            redaction(catalog)?.apply(&mut collected.org);
        }
        if let Some(path) = &args.save {
            save(&collected.org, path)?;
        }
        collected.forget()
    });
    read.map_err(|error| complaint(&error, journal.as_deref()).into())
}

/// A redaction that keeps the words of the catalog's paths, which name no one.
fn redaction(catalog: &Catalog) -> Result<Redaction, LiveError> {
    let paths = catalog.operations().map(|(_, operation)| operation.path.as_str());
    let words = paths.flat_map(|path| path.split('/')).filter(|word| !word.starts_with('{'));
    Ok(Redaction::new(chance::<32>()?).keeping(words))
}

fn read(args: &CollectArgs, options: &Options<'_>, global: &Global) -> Result<Collected, LiveError> {
    if let Some(path) = &args.save {
        free(path)?;
    }
    let environment = environment();
    let credentials = Credentials::find(&environment)?;
    let Some(url) = args.org.as_deref().or_else(|| credentials.org()) else {
        return Err(LiveError::Credentials(
            "no org is named, neither by --org nor beside the credentials".to_owned(),
        ));
    };
    let site = Site::parse(url)?;
    let bar = bar(global);
    let world = World {
        now: &Timestamp::now,
        sleep: &std::thread::sleep,
        chance: &spread,
        progress: &|progress| show(&bar, progress),
    };
    let collected = collect(site, &environment, credentials, options, &world);
    bar.finish_and_clear();
    collected
}

/// Refuses to write a report where the org is saved.
pub(super) fn keep_apart(args: &CollectArgs, outputs: &[Output]) -> Result<(), Complaint> {
    let Some(save) = &args.save else { return Ok(()) };
    let taken = [absolute(save).ok(), absolute(journal_of(save)).ok()];
    let is_taken = |file: &PathBuf| absolute(file).is_ok_and(|file| taken.contains(&Some(file)));
    let Some(file) = outputs.iter().filter_map(|output| output.file.as_ref()).find(|file| is_taken(file))
    else {
        return Ok(());
    };
    let message = format!("cannot write the report to `{}`: --save writes there", file.display());
    Err(Complaint::new(message).help(Some("give --output another name".to_owned())))
}

/// The file that remembers what was read until all of it is saved.
fn journal_of(save: &Path) -> PathBuf {
    let mut name = save.as_os_str().to_owned();
    name.push(".journal");
    name.into()
}

/// A number between 0 and 1; half where there is no chance to be had.
fn spread() -> f64 {
    chance::<2>().map_or(0.5, |bytes| f64::from(u16::from_le_bytes(bytes)) / f64::from(u16::MAX))
}

/// Refuses a file that is there already, before anything is read.
fn free(path: &Path) -> Result<(), LiveError> {
    let path = path.to_path_buf();
    match is_taken(&path) {
        Ok(false) => Ok(()),
        Ok(true) => Err(LiveError::Exists { path }),
        Err(error) => Err(LiveError::Save { path, error }),
    }
}

/// Writes the snapshot, so that it is whole or not there.
fn save(org: &Org, path: &Path) -> Result<(), LiveError> {
    let packed = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zst"));
    let written = write_new(path, |file| org.write(file, packed));
    let path = path.to_path_buf();
    written.map(|_| ()).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => LiveError::Exists { path },
        _ => LiveError::Save { path, error },
    })
}

/// A line on stderr that tells how far it is; nothing where stderr is no terminal.
fn bar(global: &Global) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    if global.quiet {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {prefix}") {
        bar.set_style(style);
    }
    bar
}

fn show(bar: &ProgressBar, progress: Progress<'_>) {
    match progress {
        Progress::Step { what, done, all } => {
            let all = all.map(|all| format!(" of {all}")).unwrap_or_default();
            bar.set_prefix("");
            bar.set_message(format!("{what}: {done}{all}"));
        }
        Progress::Waiting(time) => bar.set_prefix(format!("(waiting for {} s)", time.as_secs().max(1))),
    }
    bar.tick();
}

fn complaint(error: &LiveError, journal: Option<&Path>) -> Complaint {
    let is_refused =
        matches!(error, LiveError::Journal { why, .. } if !matches!(why, Unusable::Unwritten(_)));
    let kept = match journal {
        Some(path) if !is_refused && is_journal(path) => {
            format!(
                "; what was read is kept in `{}`, and the same command goes on from there",
                path.display()
            )
        }
        _ => String::new(),
    };
    Complaint::new(error.to_string()).help(Some(format!("{}{kept}", error.help())))
}
