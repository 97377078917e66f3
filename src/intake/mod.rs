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
mod cassette;
mod code;
mod columns;
mod content;
mod csv;
mod described;
mod environments;
mod exchange;
mod foreign;
mod format;
mod glimpse;
mod har;
mod html;
mod http;
mod insomnia;
mod json;
pub(crate) mod log;
mod manifest;
mod openapi;
mod placeholder;
mod postman;
mod rows;
mod script;
pub mod source;
mod table;
mod target;
pub mod terraform;
mod text;
mod tree;
mod unpack;
mod variables;
mod wiremock;
mod woven;

use std::path::Path;

pub use calls::{Note, Reading};
pub use format::Format;
pub use source::{Input, IntakeError, IntakeErrors};

use calls::Calls;
use content::Content;
use environments::Environments;
use manifest::Manifests;
use unpack::Unpacked;

use crate::model::{Majors, SdkMethod};

/// The names of operations, as far as a reader must tell a name from any other word.
pub trait KnownNames {
    /// Whether some operation goes by this name, in whatever spelling.
    fn knows(&self, name: &str) -> bool;

    /// The name that is spelt most alike, for a suggestion.
    fn nearest(&self, name: &str) -> Option<String>;

    /// Whether it may be a method of one of Okta's SDKs.
    fn knows_method(&self, _method: &SdkMethod) -> bool {
        false
    }

    /// Whether the methods of an SDK stand behind something of this name, such as `userApi`.
    fn knows_receiver(&self, _name: &str) -> bool {
        false
    }

    /// The SDK of which an import such as `okta.client` shows the use.
    fn sdk_of_import(&self, _import: &str) -> Option<SdkUse> {
        None
    }

    /// The packages in manifests that are SDKs of Okta's, each with the SDK.
    fn sdk_packages(&self) -> Vec<(String, String)> {
        Vec::new()
    }
}

/// An SDK that a program is seen to use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SdkUse {
    /// Its short name, such as `go`.
    pub sdk: String,
    /// The major versions that it may be of, where that is known.
    pub majors: Option<Majors>,
}

/// What readers know beyond the input at hand.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    /// The names of operations.
    names: &'a dyn KnownNames,
    /// The format that every input is said to be of.
    from: Option<Format>,
    /// What the environments among and beside the inputs say.
    environments: &'a Environments<'a>,
    /// The manifests around the input.
    manifests: &'a Manifests,
    /// The files among the inputs that set variables of Terraform.
    variables: &'a [std::path::PathBuf],
    /// Whether logs tell the calls of one caller from those of another.
    by_caller: bool,
}

/// Every call in the inputs, in order; each is read as what it looks like, or as `from` says.
///
/// # Errors
///
/// Everything that is wrong with the inputs: what cannot be read, is too large, is broken, or holds nothing like a
/// call.
pub fn read(inputs: &[Input], from: Option<Format>, names: &dyn KnownNames) -> Result<Reading, IntakeErrors> {
    every(inputs, from, names, false)
}

/// The same of Okta's System Log, where every call says who made it.
///
/// # Errors
///
/// Everything that is wrong with the inputs.
pub fn read_log(inputs: &[Input], names: &dyn KnownNames) -> Result<Reading, IntakeErrors> {
    every(inputs, Format::named("system-log"), names, true)
}

fn every(
    inputs: &[Input],
    from: Option<Format>,
    names: &dyn KnownNames,
    by_caller: bool,
) -> Result<Reading, IntakeErrors> {
    let environments = Environments::of(inputs);
    let variables = terraform::variables(inputs);
    let none_completed = inputs.iter().all(only_completes);
    let mut reading = Reading::default();
    let mut errors = Vec::new();
    let mut arguments = 0;
    for input in inputs {
        let manifests = match input {
            Input::Path(path) if path.is_dir() => Manifests::below(path),
            Input::Path(path) => Manifests::around(path),
            _ => Manifests::default(),
        };
        let context = Context {
            names,
            from,
            environments: &environments,
            manifests: &manifests,
            variables: &variables,
            by_caller,
        };
        let result = match input {
            Input::Argument(argument) => {
                arguments += 1;
                argument::read(argument, arguments, names)
                    .map(|calls| Reading { calls, ..Reading::default() })
                    .map_err(|error| vec![error])
            }
            Input::Stdin => one(source::stdin(), &context, false),
            Input::Bytes(name, bytes) => one(source::bytes(name, bytes), &context, false),
            Input::Path(path) if path.is_dir() => folder(path, &context),
            Input::Path(path) => one(source::file(path), &context, false),
        };
        match result {
            Ok(found) => {
                reading.extend(found);
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
    let completes = |name: &str| environments::is_environment(name) || terraform::is_variables(name);
    matches!(input, Input::Path(path) if completes(&path.to_string_lossy()))
}

/// The calls of one input, which must hold something that looks like one, or be passed over among others.
fn one(
    content: Result<Content, IntakeError>,
    context: &Context<'_>,
    among_others: bool,
) -> Result<Reading, Vec<IntakeError>> {
    let unpacked = content.and_then(unpack::unpack).map_err(|error| vec![error])?;
    match unpacked {
        Unpacked::One(content) => single(content, context, among_others).map_err(|error| vec![error]),
        Unpacked::Archive(archive) => several(&archive.name.clone(), archive, context),
    }
}

/// The calls of an input that is not packed.
fn single(content: Content, context: &Context<'_>, among_others: bool) -> Result<Reading, IntakeError> {
    let format = context.from.unwrap_or_else(|| {
        Format::claiming(&content.name, content.head()).first().copied().unwrap_or(Format::Text)
    });
    let name = content.name.clone();
    let mut calls = Calls::of(&name);
    if content.head().is_empty() {
        return Err(IntakeError::Empty { input: source::in_words(&name) });
    }
    foreign::refused(content.head(), &name)?;
    if let Some(reader) = format.reader() {
        (reader.read)(content, context, &mut calls)?;
    }
    // What is passed over is worth a word, unless it is all there is.
    if calls.found.calls.is_empty() && (!among_others || calls.found.notes.is_empty()) {
        return Err(nothing(&name, &calls.found));
    }
    Ok(calls.found)
}

/// That an input holds no call, and what was seen of it that could not be read.
fn nothing(name: &str, found: &Reading) -> IntakeError {
    let why = found.notes.first().map(|note| match note.line {
        Some(line) => format!("line {line}: {}", note.message),
        None => note.message.clone(),
    });
    IntakeError::NothingFound { input: source::in_words(name), why }
}

/// The calls of many inputs that go by one name; those without any are passed over, binary ones too.
fn several(
    name: &str,
    contents: impl IntoIterator<Item = Result<Content, IntakeError>>,
    context: &Context<'_>,
) -> Result<Reading, Vec<IntakeError>> {
    let mut reading = Reading::default();
    let mut errors = Vec::new();
    for content in contents {
        match one(content, context, true) {
            Ok(found) => {
                reading.extend(found);
            }
            Err(found) => errors.extend(found.into_iter().filter(|error| !error.is_nothing())),
        }
    }
    if errors.is_empty() && reading.calls.is_empty() {
        errors.push(nothing(name, &reading));
    }
    if errors.is_empty() { Ok(reading) } else { Err(errors) }
}

/// The calls of the files below a folder.
fn folder(path: &Path, context: &Context<'_>) -> Result<Reading, Vec<IntakeError>> {
    let files = source::files_below(path).map_err(|error| vec![error])?;
    if context.from.is_some_and(|from| from != Format::Terraform) {
        return several(&path.to_string_lossy(), files.iter().map(|path| source::file(path)), context);
    }
    if terraform::is_one(path) {
        return terraform::folder(path, context);
    }
    let (roots, files) = terraform::roots(files);
    let others = (!files.is_empty())
        .then(|| several(&path.to_string_lossy(), files.iter().map(|path| source::file(path)), context));
    terraform::with_roots(path, &roots, context, others)
}
