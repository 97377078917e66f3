//! What went wrong, for people: everything at once, each with its place and with what to do.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::Exit;
use crate::catalog::LoadError;
use crate::catalog::problem::Problem;
use crate::intake::IntakeErrors;
use crate::located;

/// One thing that went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Complaint {
    message: String,
    help: Option<String>,
    /// A file with its text and the place in it.
    place: Option<(String, String, (usize, usize))>,
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

    /// A problem of a catalog, shown in its file where that can be read.
    fn problem(problem: &Problem, file: &Path) -> Self {
        let name = file.to_string_lossy().into_owned();
        let text = fs::read_to_string(file).ok();
        let position = text.as_deref().and_then(|text| problem.position_in(text));
        let place = text.zip(position).map(|(text, position)| (name.clone(), text, position));
        let message = if place.is_some() { problem.what() } else { format!("{name}: {}", problem.what()) };
        Self { message, help: problem.help.clone(), place }
    }

    fn render(&self, renderer: &Renderer) -> String {
        let mut group = Group::with_title(Level::ERROR.primary_title(self.message.as_str()));
        if let Some((file, text, position)) = &self.place {
            let span = AnnotationKind::Primary.span(span(text, *position));
            group = group.element(Snippet::source(text.as_str()).path(file.as_str()).annotation(span));
        }
        let mut text = renderer.render(&[group]);
        if let Some(help) = &self.help {
            text.push('\n');
            text.push_str(&renderer.render(&[Group::with_title(Level::HELP.secondary_title(help.as_str()))]));
        }
        text
    }
}

/// The bytes of the line from a place on, which is given as line and column from 1.
fn span(text: &str, (line, column): (usize, usize)) -> std::ops::Range<usize> {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let row = text.get(start..).unwrap_or_default().lines().next().unwrap_or_default();
    let offset = row.char_indices().nth(column.saturating_sub(1)).map_or(row.len(), |(offset, _)| offset);
    let end = (start + row.len()).max(start + offset);
    (start + offset).min(text.len())..end.min(text.len())
}

/// Everything that went wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Complaints(pub(super) Vec<Complaint>);

impl Complaints {
    /// Writes everything to stderr; the program has failed.
    pub(super) fn print(&self) -> Exit {
        let renderer = Renderer::styled();
        let mut err = anstream::stderr().lock();
        for complaint in &self.0 {
            // There is nobody left to tell when stderr is closed.
            let _ = writeln!(err, "{}", complaint.render(&renderer));
        }
        Exit::Failure
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

impl From<IntakeErrors> for Complaints {
    fn from(IntakeErrors(errors): IntakeErrors) -> Self {
        Self(errors.iter().map(|error| Complaint::new(error.to_string()).help(error.help())).collect())
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

    /// Problems of a manifest, shown where they stand in its text.
    pub(super) fn of_manifest(problems: Vec<located::Problem>, text: &str) -> Self {
        let complaint = |problem: located::Problem| {
            let place = problem.at.map(|at| {
                let position = (at.line as usize, at.column as usize);
                (problem.source.to_string(), text.to_owned(), position)
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
        Self(problems.iter().map(|problem| Complaint::problem(problem, &file(problem))).collect())
    }
}
