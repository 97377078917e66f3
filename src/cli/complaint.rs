//! What went wrong, for people: everything at once, each with its place and with what to do.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use annotate_snippets::{Group, Level, Origin, Renderer};
use clap::CommandFactory as _;

use super::{Cli, Exit, shown};
use crate::catalog::problem::Problem;
use crate::catalog::{Catalog, LoadError};
use crate::disclosure::AllowList;
use crate::intake::{IntakeError, IntakeErrors, Reading};
use crate::limits::MAX_OVERLAY_BYTES;
use crate::limits::read::text_within;
use crate::located;
use crate::render::visible;

/// The most of what went wrong that is shown: who mends so much asks again.
const MOST_SHOWN: usize = 1_000;

/// One thing that went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Complaint {
    message: String,
    help: Option<String>,
    place: Option<Place>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    file: String,
    /// Line and column, from 1.
    position: (usize, usize),
}

impl Complaint {
    /// A complaint.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, place: None }
    }

    /// The same with what to do about it.
    pub(super) fn help(self, help: Option<String>) -> Self {
        Self { help, ..self }
    }

    /// The same with its place before it.
    pub(super) fn at(self, place: &str) -> Self {
        Self { message: format!("{place}{}", self.message), ..self }
    }

    /// A problem of a catalog, with its place where the text of the file can be read.
    fn problem(problem: &Problem, file: &Path, text: Option<&str>, allowed: &AllowList) -> Self {
        let name = file.to_string_lossy().into_owned();
        let position = text.and_then(|text| problem.position_in(text));
        let place = position.map(|position| Place { file: name.clone(), position });
        let problem = problem.disclosed(allowed);
        let message = if place.is_some() { problem.what() } else { format!("{name}: {}", problem.what()) };
        Self { message, help: problem.help, place }
    }

    fn render(&self, renderer: &Renderer) -> String {
        let message = visible::page(&self.message);
        let mut group = Group::with_title(Level::ERROR.primary_title(&*message));
        if let Some(Place { file, position: (line, column) }) = &self.place {
            let path = visible::line(file);
            group = group.element(Origin::path(path).line(*line).char_column(*column));
        }
        let mut text = renderer.render(&[group]);
        if let Some(help) = &self.help {
            text.push('\n');
            let help = visible::page(help);
            text.push_str(&renderer.render(&[Group::with_title(Level::HELP.secondary_title(&*help))]));
        }
        text
    }
}

/// Everything that went wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Complaints(pub(super) Vec<Complaint>);

impl Complaints {
    /// Writes everything to stderr; the program has failed.
    pub(super) fn print(&self) -> Exit {
        let renderer = Renderer::styled();
        let mut err = anstream::stderr().lock();
        // There is nobody left to tell when stderr is closed.
        for complaint in self.0.iter().take(MOST_SHOWN) {
            let _ = writeln!(err, "{}", complaint.render(&renderer));
        }
        if let Some(more) = self.0.len().checked_sub(MOST_SHOWN).filter(|more| *more > 0) {
            let _ = writeln!(err, "and {more} more");
        }
        Exit::Failure
    }
}

/// Writes what is wrong with the arguments, or what was asked for instead of a command: help, the version.
pub(super) fn usage(error: &clap::Error, arguments: &[OsString]) -> Exit {
    // The message repeats arguments: those that may be printed are read once more.
    let printed = match Cli::command().try_get_matches_from(shown::arguments(arguments)) {
        Err(harmless) => harmless.print(),
        Ok(_) => writeln!(anstream::stderr(), "error: {}", shown::about(error)),
    };
    match printed {
        Ok(()) if !error.use_stderr() => Exit::Success,
        _ => Exit::Failure,
    }
}

impl From<Complaint> for Complaints {
    fn from(complaint: Complaint) -> Self {
        Self(vec![complaint])
    }
}

impl From<clap::Error> for Complaints {
    fn from(error: clap::Error) -> Self {
        Complaint::new(shown::about(&error)).help(Some("see leastwise --help".to_owned())).into()
    }
}

impl Complaints {
    /// What could not be read of the inputs; where nothing in them is an answer, also that.
    pub(super) fn of_reading(reading: &Reading) -> Self {
        if reading.has_answer() {
            return Self(reading.failed.iter().map(of_error).collect());
        }
        let unattributed =
            reading.unattributed().filter(|_| !reading.empty.iter().any(IntakeError::is_no_reference));
        let errors = reading.failed.iter().chain(&unattributed).chain(&reading.empty);
        Self(errors.map(of_error).collect())
    }

    /// Writes what went wrong to stderr while the program goes on.
    pub(super) fn warn(&self) {
        if !self.0.is_empty() {
            let _ = self.print();
        }
    }
}

fn of_error(error: &IntakeError) -> Complaint {
    Complaint::new(error.to_string()).help(error.help())
}

impl From<IntakeErrors> for Complaints {
    fn from(IntakeErrors(errors): IntakeErrors) -> Self {
        Self(errors.iter().map(of_error).collect())
    }
}

impl Complaints {
    /// Problems of files whose lines are not shown: a secret may stand in them.
    pub(super) fn of_grants(problems: Vec<located::Problem>) -> Self {
        let complaint = |problem: located::Problem| {
            let on_command_line = &*problem.source == crate::grants::ARGUMENT;
            let message = if on_command_line { problem.message.clone() } else { problem.to_string() };
            Complaint::new(message).help(problem.help)
        };
        Self(problems.into_iter().map(complaint).collect())
    }

    /// Problems of a manifest, with their places. Its lines are not shown: a secret may stand in them.
    pub(super) fn of_manifest(problems: Vec<located::Problem>) -> Self {
        let complaint = |problem: located::Problem| {
            let place = problem.at.map(|at| {
                let position = (at.line as usize, at.column as usize);
                Place { file: problem.source.to_string(), position }
            });
            let message = if place.is_some() { problem.message.clone() } else { problem.to_string() };
            Complaint { message, help: problem.help, place }
        };
        Self(problems.into_iter().map(complaint).collect())
    }
}

impl From<LoadError> for Complaints {
    fn from(error: LoadError) -> Self {
        let LoadError::Broken { path, problems } = &error else {
            return Complaint::new(error.to_string()).help(error.help()).into();
        };
        let file = |problem: &Problem| if path.is_dir() { path.join(&problem.file) } else { path.clone() };
        // A word is known by the catalog that is built in; the broken one has none.
        let allowed = Catalog::embedded().map(|catalog| catalog.allow_list()).unwrap_or_default();
        let mut texts: BTreeMap<&str, Option<String>> = BTreeMap::new();
        let complaint = |problem| {
            let file = file(problem);
            let read = || {
                let text = file.is_file().then(|| File::open(&file).ok()).flatten()?;
                text_within(text, MAX_OVERLAY_BYTES).ok()
            };
            let text = texts.entry(&problem.file).or_insert_with(read);
            Complaint::problem(problem, &file, text.as_deref(), &allowed)
        };
        Self(problems.iter().map(complaint).collect())
    }
}
