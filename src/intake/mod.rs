//! Bytes to calls: one reader per format, and no knowledge of what the calls need.
//!
//! [`read`] opens the inputs ([`source`]), hands each to a reader, and reports everything that went wrong together.

mod argument;
pub mod source;
mod target;
mod text;

use std::sync::Arc;

use crate::model::Call;

pub use source::{Input, IntakeError};

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
pub fn read(inputs: &[Input], names: &dyn KnownNames) -> Result<Vec<Call>, Vec<IntakeError>> {
    let mut calls = Vec::new();
    let mut errors = Vec::new();
    for input in inputs {
        let result = match input {
            Input::Argument(argument) => argument::read(argument, names),
            Input::Stdin => source::stdin().and_then(|bytes| content(&bytes, "-", names)),
            Input::Path(path) if path.is_dir() => folder(path, names),
            Input::Path(path) => {
                source::file(path).and_then(|bytes| content(&bytes, &path.to_string_lossy(), names))
            }
        };
        match result {
            Ok(found) => calls.extend(found),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(calls) } else { Err(errors) }
}

/// The calls of one input, which must hold something that looks like one.
fn content(bytes: &[u8], name: &str, names: &dyn KnownNames) -> Result<Vec<Call>, IntakeError> {
    let calls = text::read(&source::decode(bytes, name)?, &Arc::from(name), names)?;
    if calls.is_empty() { Err(IntakeError::NothingFound { input: name.to_owned() }) } else { Ok(calls) }
}

/// The calls of the files below a folder; files without any are passed over, binary ones too.
fn folder(path: &std::path::Path, names: &dyn KnownNames) -> Result<Vec<Call>, IntakeError> {
    let mut calls = Vec::new();
    for file in source::files_below(path)? {
        let bytes = source::file(&file)?;
        match content(&bytes, &file.to_string_lossy(), names) {
            Ok(found) => calls.extend(found),
            Err(
                IntakeError::NothingFound { .. } | IntakeError::Empty { .. } | IntakeError::Binary { .. },
            ) => {}
            Err(error) => return Err(error),
        }
    }
    let name = path.to_string_lossy().into_owned();
    if calls.is_empty() { Err(IntakeError::NothingFound { input: name }) } else { Ok(calls) }
}
