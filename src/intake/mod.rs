//! Bytes to calls: one reader per format, and no knowledge of what the calls need.
//!
//! ```text
//! inputs ─ source ─▶ bytes ─ unpack ─▶ content ─ glimpse, format ─▶ the reader that claims it ─▶ calls
//! ```
//!
//! [`read`] opens the inputs (`source`), unpacks what is compressed (`unpack`), looks at the beginning of each
//! (`glimpse`) to tell its format ([`Format`]), hands it to the reader of that, and reports everything that went wrong
//! together. Readers of documents walk a tree (`tree`); those of long recordings stream (`json`); what was sent and
//! answered becomes a call in one place (`exchange`).

mod argument;
mod bruno;
mod calls;
mod content;
mod described;
mod environments;
mod exchange;
mod format;
mod glimpse;
mod har;
mod http;
mod insomnia;
mod json;
mod openapi;
mod placeholder;
mod postman;
mod script;
pub mod source;
mod target;
mod text;
mod tree;
mod unpack;
mod variables;

use std::path::Path;

pub use calls::{Note, Reading};
pub use format::Format;
pub use source::{Input, IntakeError, IntakeErrors};

use calls::Calls;
use content::Content;
use environments::Environments;
use unpack::Unpacked;

/// The names of operations, as far as a reader must tell a name from any other word.
pub trait KnownNames {
    /// Whether some operation goes by this name, in whatever spelling.
    fn knows(&self, name: &str) -> bool;

    /// The name that is spelt most alike, for a suggestion.
    fn nearest(&self, name: &str) -> Option<String>;
}

/// What readers know beyond the input at hand.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    /// The names of operations.
    names: &'a dyn KnownNames,
    /// The format that every input is said to be of.
    from: Option<Format>,
    /// What the environments among and beside the inputs say.
    environments: &'a Environments,
}

/// Every call in the inputs, in order; each is read as what it looks like, or as `from` says.
///
/// # Errors
///
/// Everything that is wrong with the inputs: what cannot be read, is too large, is broken, or holds nothing like a
/// call.
pub fn read(inputs: &[Input], from: Option<Format>, names: &dyn KnownNames) -> Result<Reading, IntakeErrors> {
    let environments = Environments::of(inputs);
    let context = Context { names, from, environments: &environments };
    let none_completed = inputs.iter().all(only_completes);
    let mut reading = Reading::default();
    let mut errors = Vec::new();
    let mut arguments = 0;
    for input in inputs {
        let result = match input {
            Input::Argument(argument) => {
                arguments += 1;
                argument::read(argument, arguments, names)
                    .map(|calls| Reading { calls, notes: Vec::new() })
                    .map_err(|error| vec![error])
            }
            Input::Stdin => one(source::stdin(), &context),
            Input::Path(path) if path.is_dir() => folder(path, &context),
            Input::Path(path) => one(source::file(path), &context),
        };
        match result {
            Ok(found) => {
                reading.calls.extend(found.calls);
                reading.notes.extend(found.notes);
            }
            Err(found) if only_completes(input) && !none_completed => {
                errors.extend(found.into_iter().filter(|error| !error.is_nothing()));
            }
            Err(found) => errors.extend(found),
        }
    }
    if errors.is_empty() { Ok(reading) } else { Err(IntakeErrors(errors)) }
}

/// Whether an input is an environment, which holds no call and completes those of others.
fn only_completes(input: &Input) -> bool {
    matches!(input, Input::Path(path) if environments::is_environment(&path.to_string_lossy()))
}

/// The calls of one input, which must hold something that looks like one.
fn one(content: Result<Content, IntakeError>, context: &Context<'_>) -> Result<Reading, Vec<IntakeError>> {
    let unpacked = content.and_then(unpack::unpack).map_err(|error| vec![error])?;
    match unpacked {
        Unpacked::One(content) => single(content, context).map_err(|error| vec![error]),
        Unpacked::Archive(members) => several(members, context),
    }
}

/// The calls of an input that is not packed.
fn single(content: Content, context: &Context<'_>) -> Result<Reading, IntakeError> {
    let format = context.from.unwrap_or_else(|| {
        Format::claiming(&content.name, content.head()).first().copied().unwrap_or(Format::Text)
    });
    let name = content.name.clone();
    let mut calls = Calls::of(&name);
    if content.head().is_empty() {
        return Err(IntakeError::Empty { input: source::in_words(&name) });
    }
    if let Some(reader) = format.reader() {
        (reader.read)(content, context, &mut calls)?;
    }
    if calls.found.calls.is_empty() {
        return Err(IntakeError::NothingFound { input: source::in_words(&name) });
    }
    Ok(calls.found)
}

/// The calls of many inputs; those without any are passed over, binary ones too.
fn several(
    contents: impl IntoIterator<Item = Result<Content, IntakeError>>,
    context: &Context<'_>,
) -> Result<Reading, Vec<IntakeError>> {
    let mut reading = Reading::default();
    let mut errors = Vec::new();
    for content in contents {
        match one(content, context) {
            Ok(found) => {
                reading.calls.extend(found.calls);
                reading.notes.extend(found.notes);
            }
            Err(found) => errors.extend(found.into_iter().filter(|error| !error.is_nothing())),
        }
    }
    if errors.is_empty() { Ok(reading) } else { Err(errors) }
}

/// The calls of the files below a folder.
fn folder(path: &Path, context: &Context<'_>) -> Result<Reading, Vec<IntakeError>> {
    let files = source::files_below(path).map_err(|error| vec![error])?;
    let reading = several(files.iter().map(|path| source::file(path)), context)?;
    if reading.calls.is_empty() {
        return Err(vec![IntakeError::NothingFound { input: path.to_string_lossy().into_owned() }]);
    }
    Ok(reading)
}
