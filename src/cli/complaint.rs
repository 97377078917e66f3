//! What went wrong, for people: everything at once, each with its place and with what to do.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use clap::CommandFactory as _;

use super::{Cli, Exit};
use crate::catalog::LoadError;
use crate::catalog::problem::Problem;
use crate::intake::{IntakeError, IntakeErrors, Reading};
use crate::located;
use crate::render::visible;

/// The most of what went wrong that is shown: who mends so much asks again.
const MOST_SHOWN: usize = 1_000;

/// The longest line that is shown around what went wrong, in bytes.
const LONGEST_SHOWN: usize = 2_000;

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
    /// The text of the file, where that may be shown.
    text: Option<Arc<str>>,
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

    /// A problem of a catalog, shown in the text of its file where that can be read.
    fn problem(problem: &Problem, file: &Path, text: Option<&Arc<str>>) -> Self {
        let name = file.to_string_lossy().into_owned();
        let position = text.and_then(|text| problem.position_in(text));
        let place = text.zip(position);
        let place = place.map(|(text, position)| Place {
            file: name.clone(),
            text: Some(Arc::clone(text)),
            position,
        });
        let message = if place.is_some() { problem.what() } else { format!("{name}: {}", problem.what()) };
        Self { message, help: problem.help.clone(), place }
    }

    fn render(&self, renderer: &Renderer) -> String {
        let message = visible::page(&self.message);
        let mut group = Group::with_title(Level::ERROR.primary_title(&*message));
        if let Some(Place { file, text, position: (line, column) }) = &self.place {
            let path = visible::line(file);
            let shown = text.as_ref().and_then(|text| Some((text, span(text, (*line, *column))?)));
            group = match shown {
                Some((text, span)) => {
                    let span = AnnotationKind::Primary.span(span);
                    group.element(Snippet::source(visible::of_same_length(text)).path(path).annotation(span))
                }
                None => group.element(Origin::path(path).line(*line).char_column(*column)),
            };
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

/// The bytes of the line from a place on, which is given as line and column from 1; none of a line that is too long.
fn span(text: &str, (line, column): (usize, usize)) -> Option<std::ops::Range<usize>> {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let row = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    let offset = row.char_indices().nth(column.saturating_sub(1)).map_or(row.len(), |(offset, _)| offset);
    let end = (start + row.len()).max(start + offset);
    (row.len() <= LONGEST_SHOWN).then(|| (start + offset).min(text.len())..end.min(text.len()))
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
    // The message repeats arguments: what would be obeyed in one is shown instead.
    let shown = arguments.iter().map(|argument| visible::line(&argument.to_string_lossy()).into_owned());
    let printed = match Cli::command().try_get_matches_from(shown) {
        Err(harmless) => harmless.print(),
        Ok(_) => write!(anstream::stderr(), "{}", visible::line(&error.render().to_string())),
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
        Complaint::new(error.to_string()).into()
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
                Place { file: problem.source.to_string(), text: None, position }
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
        let mut texts: BTreeMap<&str, Option<Arc<str>>> = BTreeMap::new();
        let complaint = |problem| {
            let file = file(problem);
            let read = || fs::read_to_string(&file).ok().map(Arc::from);
            let text = texts.entry(&problem.file).or_insert_with(read);
            Complaint::problem(problem, &file, text.as_ref())
        };
        Self(problems.iter().map(complaint).collect())
    }
}
