//! Bytes to calls: one reader per format, and no knowledge of what the calls need.
//!
//! [`read`] opens the inputs ([`source`]), hands each to a reader, and reports everything that went wrong together.

mod argument;
mod placeholder;
pub mod source;
mod target;
mod text;

use std::path::Path;
use std::sync::Arc;

use crate::model::Call;

pub use source::{Input, IntakeError, IntakeErrors};

/// The names of operations, as far as a reader must tell a name from any other word.
pub trait KnownNames {
    /// Whether some operation goes by this name, in whatever spelling.
    fn knows(&self, name: &str) -> bool;

    /// The name that is spelt most alike, for a suggestion.
    fn nearest(&self, name: &str) -> Option<String>;
}

/// Every call in the inputs, in order.
///
/// # Errors
///
/// Everything that is wrong with the inputs: what cannot be read, is too large, or holds nothing like a call.
pub fn read(inputs: &[Input], names: &dyn KnownNames) -> Result<Vec<Call>, IntakeErrors> {
    let mut calls = Vec::new();
    let mut errors = Vec::new();
    let mut arguments = 0;
    for input in inputs {
        let result = match input {
            Input::Argument(argument) => {
                arguments += 1;
                argument::read(argument, arguments, names).map_err(|error| vec![error])
            }
            Input::Stdin => source::stdin()
                .and_then(|bytes| content(&bytes, source::STDIN, names))
                .map_err(|error| vec![error]),
            Input::Path(path) if path.is_dir() => folder(path, names),
            Input::Path(path) => file(path, names).map_err(|error| vec![error]),
        };
        match result {
            Ok(found) => calls.extend(found),
            Err(found) => errors.extend(found),
        }
    }
    if errors.is_empty() { Ok(calls) } else { Err(IntakeErrors(errors)) }
}

/// The calls of one file.
fn file(path: &Path, names: &dyn KnownNames) -> Result<Vec<Call>, IntakeError> {
    content(&source::file(path)?, &path.to_string_lossy(), names)
}

/// The calls of one input, which must hold something that looks like one.
fn content(bytes: &[u8], name: &str, names: &dyn KnownNames) -> Result<Vec<Call>, IntakeError> {
    let calls = text::read(&source::decode(bytes, name)?, &Arc::from(name), names)?;
    if calls.is_empty() {
        Err(IntakeError::NothingFound { input: source::in_words(name) })
    } else {
        Ok(calls)
    }
}

/// The calls of the files below a folder; files without any are passed over, binary ones too.
fn folder(path: &Path, names: &dyn KnownNames) -> Result<Vec<Call>, Vec<IntakeError>> {
    let mut calls = Vec::new();
    let mut errors = Vec::new();
    for path in source::files_below(path).map_err(|error| vec![error])? {
        match file(&path, names) {
            Ok(found) => calls.extend(found),
            Err(
                IntakeError::NothingFound { .. } | IntakeError::Empty { .. } | IntakeError::Binary { .. },
            ) => {}
            Err(error) => errors.push(error),
        }
    }
    if calls.is_empty() && errors.is_empty() {
        errors.push(IntakeError::NothingFound { input: path.to_string_lossy().into_owned() });
    }
    if errors.is_empty() { Ok(calls) } else { Err(errors) }
}
