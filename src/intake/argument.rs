//! A call that stands on the command line itself: `'GET /api/v1/users'`, `suspendUser`.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::source::IntakeError;
use super::target::{MASK, is_token_like};
use super::{KnownNames, text};
use crate::model::{Asked, Call};

/// The calls of one argument that names no file; `number` counts such arguments.
///
/// A word that only looks like the name of an operation is an error here: it may as well be a misspelt file.
pub(super) fn read(argument: &str, number: u32, names: &dyn KnownNames) -> Result<Vec<Call>, IntakeError> {
    let mut calls = text::read(argument, &Arc::from("argument"), names)?;
    let unknown_name = |call: &Call| matches!(&call.asked, Asked::Name(name) if !names.knows(name));
    if calls.is_empty() || calls.iter().all(unknown_name) {
        let suggestion = neighbour(argument).or_else(|| names.nearest(argument));
        return Err(IntakeError::NotFound { argument: shown(argument), suggestion });
    }
    // Arguments count like the lines of a file.
    for call in &mut calls {
        call.origin.line = number;
    }
    Ok(calls)
}

/// The argument as an error may show it: somebody may have pasted a command with a token in it.
fn shown(argument: &str) -> String {
    const MOST_WORDS: usize = 8;
    let plain = |word: &str| word.chars().all(|c| c.is_alphabetic() || "/._-{}:,".contains(c));
    let alone = !argument.contains(char::is_whitespace);
    let mut words = argument.split_whitespace();
    let shown = |word| if (alone || plain(word)) && !is_token_like(word) { word } else { MASK };
    let mut text = words.by_ref().take(MOST_WORDS).map(shown).collect::<Vec<_>>().join(" ");
    if words.next().is_some() {
        text.push_str(" …");
    }
    text
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
