//! `leastwise audit --org`: an org as it is now, saved if that is wished.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use jiff::Timestamp;

use super::needs;
use crate::cli::args::Global;
use crate::cli::audit_args::CollectArgs;
use crate::cli::commands::load;
use crate::cli::complaint::{Complaint, Complaints};
use crate::cli::environment::environment;
use crate::grants::org::{Org, Redaction};
use crate::live::{Credentials, Limits, LiveError, Options, Progress, Site, World, chance, collect};

/// Reads the org, and saves it.
pub(super) fn run(args: &CollectArgs, global: &Global) -> Result<Org, Complaints> {
    let each = needs::each(load(global)?);
    let scopes = needs::scopes(&each, args.with_grants);
    let journal = args.save.as_deref().map(journal_of);
    let options = Options {
        scopes: &scopes,
        rate_share: args.rate_share,
        log_days: args.log_days,
        journal: journal.as_deref(),
        limits: Limits::default(),
        needs: &|operation| each.get(operation).cloned().unwrap_or_default(),
    };
    read(args, &options, global).map_err(|error| complaint(&error, journal.as_deref()).into())
}

fn read(args: &CollectArgs, options: &Options<'_>, global: &Global) -> Result<Org, LiveError> {
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
    let mut collected = collected?;
    if args.redact {
        Redaction::new(chance::<32>()?).apply(&mut collected.org);
    }
    if let Some(path) = &args.save {
        save(&collected.org, path).map_err(|error| LiveError::Save { path: path.clone(), error })?;
    }
    collected.forget()
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

/// Writes the file in one go, so that it is whole or not there.
fn save(org: &Org, path: &Path) -> std::io::Result<()> {
    let packed = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zst"));
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    let part = PathBuf::from(name);
    let mut file = BufWriter::new(File::create(&part)?);
    org.write(&mut file, packed)?;
    file.flush()?;
    fs::rename(&part, path)
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
    let kept = match journal {
        Some(path) if path.exists() && !matches!(error, LiveError::Journal { .. }) => {
            format!(
                "; what was read is kept in `{}`, and the same command goes on from there",
                path.display()
            )
        }
        _ => String::new(),
    };
    Complaint::new(error.to_string()).help(Some(format!("{}{kept}", error.help())))
}
