//! A call that stands on the command line itself: `'GET /api/v1/users'`, `suspendUser`.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::calls::{Calls, Reading};
use super::format::Format;
use super::source::IntakeError;
use super::statements::Statements;
use super::{Context, NoCall, text};
use crate::disclosure;
use crate::model::{Asked, Call};

/// The calls of one argument that names no file; `number` counts such arguments.
///
/// A word that only looks like the name of an operation is an error here: it may as well be a misspelt file.
pub(super) fn read(argument: &str, number: u32, context: &Context<'_>) -> Reading {
    calls(argument, number, context).unwrap_or_else(super::failure)
}

fn calls(argument: &str, number: u32, context: &Context<'_>) -> Result<Reading, IntakeError> {
    let names = context.names;
    let allowed = names.allow_list();
    // A misspelt name is shown beside the name that may be meant.
    let shown = |argument: &str| match names.nearest(argument) {
        Some(_) if !argument.contains([':', '.', ' ']) => argument.to_owned(),
        _ => disclosure::argument(argument, &allowed).into_owned(),
    };
    if let Some(error) = no_call(argument, context) {
        return Err(error);
    }
    let mut found = Calls::new(&Arc::from("argument"), context);
    found.found.account.files_read = 1;
    text::read(argument, names, &mut found)?;
    found.settle();
    let source = Arc::clone(found.source());
    let stated = Statements::at_beginning(argument.as_bytes(), context.standing);
    stated.give(&source, Format::Text, context.standing, &mut found.found);
    let account = &mut found.found.account;
    account.credentials.iter_mut().for_each(|stated| stated.line = number);
    account.refusals.iter_mut().for_each(|refusal| refusal.line = number);
    account.stated_scopes.clear();
    let is_refusal = !account.refusals.is_empty();
    let calls = &mut found.found.calls;
    let unknown_name = |call: &Call| matches!(&call.asked, Asked::Name(name) if !names.knows(name));
    if !is_refusal && (calls.is_empty() || calls.iter().all(unknown_name)) {
        let suggestion = neighbour(argument).or_else(|| names.nearest(argument));
        return Err(IntakeError::NotFound { argument: shown(argument), suggestion });
    }
    // Arguments count like the lines of a file.
    for call in calls {
        call.origin.line = number;
    }
    Ok(found.found)
}

/// The error of an argument of nothing but scopes, roles and other words that are no calls.
fn no_call(argument: &str, context: &Context<'_>) -> Option<IntakeError> {
    let allowed = context.names.allow_list();
    let shown = |argument: &str| {
        if argument.contains(char::is_whitespace) {
            disclosure::argument(argument, &allowed).into_owned()
        } else {
            allowed.parts(argument).into_owned()
        }
    };
    if let Some(NoCall { what, help }) = context.names.no_call(argument) {
        return Some(IntakeError::NotACall { argument: shown(argument), what, help });
    }
    let is_apart = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    let mut words = argument.split(is_apart).filter(|word| !word.is_empty());
    let NoCall { what, help } = context.names.no_call(words.next()?)?;
    let rest = words.all(|word| context.names.no_call(word).is_some());
    rest.then(|| IntakeError::NotACall { argument: shown(argument), what, help })
}

/// The file in the same folder whose name is spelt most alike.
fn neighbour(argument: &str) -> Option<String> {
    const ALIKE: f64 = 0.75;
    let path = Path::new(argument);
    let name = path.file_name()?.to_string_lossy().into_owned();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let named = entries.filter_map(Result::ok).map(|entry| entry.file_name().to_string_lossy().into_owned());
    let alike = named.map(|entry| (strsim::normalized_damerau_levenshtein(&name, &entry), entry));
    let (_, nearest) = alike
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?;
    let found = folder.map_or_else(|| Path::new(&nearest).to_owned(), |folder| folder.join(&nearest));
    Some(found.to_string_lossy().into_owned())
}
