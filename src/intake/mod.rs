//! Bytes to calls: one reader per format, and no knowledge of what the calls need.
//!
//! ```text
//! inputs ─ source ─▶ bytes ─ unpack ─▶ content ─ glimpse, format ─▶ the reader that claims it ─▶ calls
//!   └─ folder: walk ─ class ─ filter ─┘
//! ```
//!
//! [`read`] opens the inputs (`source`), walks folders (`walk`) and reads of them what may call Okta (`folder`), unpacks what is compressed (`unpack`), looks at the beginning of each
//! (`glimpse`) to tell its format ([`Format`]), hands it to the reader of that, and reports everything that went wrong
//! together. Readers of documents walk a tree (`tree`); those of long recordings stream (`json`); what was sent and
//! answered becomes a call in one place (`exchange`).

mod account;
mod argument;
mod bruno;
mod calls;
mod cassette;
mod class;
mod code;
mod columns;
mod content;
mod csv;
mod described;
mod directory;
mod documents;
mod environments;
mod exchange;
mod filter;
mod fold;
mod folder;
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
mod neighbors;
mod openapi;
mod options;
mod packing;
mod placeholder;
mod postman;
pub mod pulumi;
mod rows;
mod script;
mod signs;
pub mod source;
mod statements;
mod table;
mod target;
pub mod terraform;
mod text;
mod tree;
mod unpack;
mod variables;
mod walk;
mod wiremock;
mod woven;

pub use account::{
    Account, LineKind, List, ListLine, ListLines, OpenPlace, Refusal, StatedCredential, StatedScope,
};
pub use calls::{Note, Reading};
pub use class::FileClass;
pub use fold::{Moved, MovedLines};
pub use format::Format;
pub use options::ReadOptions;
pub use source::{Input, IntakeError, IntakeErrors};

use std::collections::BTreeSet;
use std::sync::Arc;

use calls::Calls;
use content::Content;
use environments::Environments;
use fold::Fold;
use manifest::Manifests;
use options::Standing;
use statements::Statements;
use unpack::Unpacked;
use walk::Walks;

use crate::disclosure::AllowList;
use crate::limits::MAX_CALL_PLACES;
use crate::model::{Attribution, BlockKind, Call, Majors, Method, SdkMethod, plural};

/// The names of operations, as far as a reader must tell a name from any other word.
pub trait KnownNames {
    /// What may be printed of an input.
    fn allow_list(&self) -> Arc<AllowList>;

    /// Whether some operation goes by this name, in whatever spelling.
    fn knows(&self, name: &str) -> bool;

    /// The name that is spelt most alike, for a suggestion.
    fn nearest(&self, name: &str) -> Option<String>;

    /// What a word is that is no call, though Okta has something of this name.
    fn no_call(&self, _word: &str) -> Option<NoCall> {
        None
    }

    /// Whether a request with this path exists, with the method where one is given. Words stand for themselves in it, and
    /// for no id.
    fn knows_path(&self, _method: Option<Method>, _path: &str) -> bool {
        false
    }

    /// What a text is as the title of an operation, such as `Suspend a user`.
    fn title(&self, _text: &str) -> TitleKind {
        TitleKind::Other
    }

    /// Whether a text is the title of the operation with this method and path.
    fn is_title_of(&self, _text: &str, _method: Option<Method>, _path: &str) -> bool {
        false
    }

    /// Whether it may be a method of one of Okta's SDKs.
    fn knows_method(&self, _method: &SdkMethod) -> bool {
        false
    }

    /// Whether an SDK has a method behind exactly this receiver, or on objects of this type, in these versions.
    fn knows_method_exactly(&self, _method: &SdkMethod) -> bool {
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

    /// The resource or function of Pulumi's package for Okta with this name in this module.
    fn pulumi_member(&self, _module: &str, _member: &str) -> Option<PulumiMember> {
        None
    }

    /// Whether Pulumi's package for Okta has a module of this name, in whatever case.
    fn is_pulumi_module(&self, _name: &str) -> bool {
        false
    }

    /// The packages in manifests that are SDKs of Okta's, each with the SDK.
    fn sdk_packages(&self) -> Vec<(String, String)> {
        Vec::new()
    }
}

/// A resource or a function of Pulumi's package for Okta.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PulumiMember {
    /// What it is in Terraform.
    pub kind: BlockKind,
    /// Its module, such as `app`.
    pub module: String,
    /// Its name in the package, such as `OAuth` or `getGroup`.
    pub member: String,
    /// Its type in Terraform.
    pub name: String,
}

/// A word that names something of Okta's and no call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoCall {
    /// What it is, such as `a scope`.
    pub what: String,
    /// What to do with it.
    pub help: String,
}

/// What a text is as the title of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TitleKind {
    /// The title of one operation or of several.
    Known,
    /// It begins with the verb of a title, and no operation goes by it.
    Imperative,
    /// No title.
    Other,
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
    /// What the user says about how inputs are read.
    options: &'a ReadOptions,
    /// Whether the user named the input as one that calls Okta.
    standing: Standing,
    /// Whether lists and data in the input only describe calls, as in what was found in a folder.
    describes: bool,
    /// Whether the input lies in a folder with a configuration of Terraform: text in it is about that.
    is_beside_terraform: bool,
    /// The folder or archive that the user named, as its files are named; empty for a file.
    root: &'a str,
    /// What the environments among and beside the inputs say.
    environments: &'a Environments<'a>,
    /// The manifests around the input.
    manifests: &'a Manifests,
    /// The walks through folders.
    walks: &'a Walks,
    /// The files among the inputs that set variables of Terraform.
    variables: &'a [std::path::PathBuf],
}

/// Every call in the inputs, in order; each is read as what it looks like, or as the options say.
///
/// What cannot be read takes nothing else away: it is among [`Reading::failed`].
pub fn read_all(inputs: &[Input], options: &ReadOptions, names: &dyn KnownNames) -> Reading {
    let walks = Walks::default();
    let environments = Environments::of(inputs, &walks);
    let variables = terraform::variables(inputs);
    let none_completed = inputs.iter().all(only_completes);
    let several_programs = inputs.iter().filter(|input| is_program(input)).count() > 1;
    let (projects, no_projects) = (Manifests::of_projects(), Manifests::default());
    let context = Context {
        names,
        options,
        standing: Standing::Named,
        describes: false,
        is_beside_terraform: false,
        root: "",
        environments: &environments,
        manifests: &no_projects,
        walks: &walks,
        variables: &variables,
    };
    let around = Context { manifests: &projects, ..context };
    let mut reading = Reading { fold: Fold::of_inputs(), ..Reading::default() };
    let mut arguments = 0;
    let mut found_files = Vec::new();
    for input in inputs {
        let found = match input {
            Input::Argument(argument) => {
                arguments += 1;
                argument::read(argument, arguments, &context)
            }
            Input::Stdin => one(source::stdin(), &context),
            Input::Bytes(name, bytes) => one(source::bytes(name, bytes), &context),
            Input::Path(path) if path.is_dir() => folder::folder(path, &around),
            Input::Path(path) if several_programs && is_program(input) => {
                found_files.push(path);
                folder::found(path, None, &around)
            }
            Input::Path(path) => one(source::file(path), &around),
            Input::Found { file, below } => {
                found_files.push(file);
                let root = below.to_string_lossy();
                folder::found(file, Some(below), &Context { root: &root, ..around })
            }
        };
        let passes = only_completes(input) && !none_completed;
        reading.extend(if passes { Reading { empty: Vec::new(), ..found } } else { found });
    }
    if let [first, more @ ..] = &found_files[..]
        && reading.failed.is_empty()
        && reading.empty.is_empty()
        && !reading.has_answer()
    {
        let nothing = nothing_in(&first.to_string_lossy(), more.len(), &reading);
        reading.empty.push(nothing);
    }
    reading.fold_calls();
    reading.hide_unknown(&names.allow_list());
    pulumi::settle(&mut reading);
    terraform::name_roots(&mut reading, &names.allow_list());
    reading
}

/// That no file among several refers to Okta.
fn nothing_in(first: &str, more: usize, reading: &Reading) -> IntakeError {
    let files = match more {
        0 => format!("`{first}`"),
        more => format!("`{first}` and {}", plural(more, "more file")),
    };
    folder::nothing(&format!("among {files}"), first, reading)
}

/// Every call in the inputs, in order.
///
/// # Errors
///
/// Everything that is wrong with the inputs, where no call was found in any of them.
pub fn read(
    inputs: &[Input],
    options: &ReadOptions,
    names: &dyn KnownNames,
) -> Result<Reading, IntakeErrors> {
    read_all(inputs, options, names).into_result()
}

/// Whether an input is an environment, which holds no call and completes those of others.
fn only_completes(input: &Input) -> bool {
    let completes = |name: &str| environments::is_environment(name) || terraform::is_variables(name);
    matches!(input, Input::Path(path) | Input::Found { file: path, .. } if completes(&path.to_string_lossy()))
}

/// Whether an input is a file of source code, by its name.
fn is_program(input: &Input) -> bool {
    matches!(input, Input::Path(path) if code::is_program(&path.to_string_lossy()))
}

/// The calls of one input.
fn one(content: Result<Content, IntakeError>, context: &Context<'_>) -> Reading {
    match content.and_then(unpack::unpack) {
        Ok(Unpacked::One(content)) => single(content, context),
        Ok(Unpacked::Archive(archive)) => {
            let name = archive.name.clone();
            folder::archive(archive, &Context { root: &name, ..*context })
        }
        Err(error) => failure(error),
    }
}

/// The calls of an input that is not packed.
fn single(content: Content, context: &Context<'_>) -> Reading {
    let name = content.name.clone();
    let mut calls = Calls::new(&name, context);
    calls.found.account.files_read = 1;
    if content.head().is_empty() {
        return failure(IntakeError::Empty { input: source::in_words(&name) });
    }
    if let Err(error) = foreign::refused(content.head(), &name) {
        return failure(error);
    }
    let format = context.options.from.unwrap_or_else(|| {
        Format::claiming(&content.name, content.head()).first().copied().unwrap_or(Format::Text)
    });
    let stated = Statements::at_beginning(content.head(), context.standing);
    let lines = Lines::of(content.head());
    if let Some(reader) = format.reader()
        && let Err(error) = (reader.read)(content, context, &mut calls)
    {
        if !error.is_limit() {
            return failure(error);
        }
        calls.found.failed.push(error);
    }
    let is_list = || !context.is_beside_terraform && lines.list_okta(&calls.found.calls);
    if context.describes && describes(format, &name) && !is_list() {
        calls.describe_from(0);
    }
    calls.settle();
    let mut found = calls.found;
    stated.give(&name, format, context.standing, &mut found);
    let is_empty = found.calls.is_empty() && found.failed.is_empty() && !found.is_answer;
    if is_empty && context.standing == Standing::Named {
        found.empty.push(nothing(&name, &found));
    }
    found
}

/// The lines at the beginning of an input.
#[derive(Clone, Copy)]
struct Lines {
    /// How many there are.
    all: usize,
    /// How many of them are not empty.
    written: usize,
}

impl Lines {
    fn of(head: &[u8]) -> Self {
        // Calls of lines further down may share an entry.
        const LOOKED_AT: usize = MAX_CALL_PLACES / 2;
        let lines = || head.split(|byte| *byte == b'\n').take(LOOKED_AT);
        let is_written = |line: &&[u8]| !line.trim_ascii().is_empty();
        Self { all: lines().count(), written: lines().filter(is_written).count() }
    }

    /// Whether at least three of four are calls that say by themselves that they go to Okta: a list of calls, not a text
    /// that speaks of some.
    fn list_okta(self, calls: &[Call]) -> bool {
        let explicit = calls.iter().filter(|call| {
            call.attribution == Attribution::Explicit
                && call.set_aside.is_none()
                && call.origin.line as usize <= self.all
        });
        let lines: BTreeSet<u32> = explicit.map(|call| call.origin.line).collect();
        !lines.is_empty() && lines.len() * 4 >= self.written * 3
    }
}

/// Whether what an input of a folder holds is text or a table for people, which runs nothing: prompts, notes, lists.
fn describes(format: Format, name: &str) -> bool {
    const FREE: [&str; 8] = ["txt", "text", "prompt", "lst", "list", "rtf", "tsv", "psv"];
    match format {
        Format::Csv | Format::Html => true,
        Format::Text => {
            let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
            file.rsplit_once('.').is_some_and(|(_, ending)| FREE.contains(&&*ending.to_ascii_lowercase()))
        }
        _ => false,
    }
}

/// The reading of an input that could not be read.
fn failure(error: IntakeError) -> Reading {
    let mut reading = Reading::default();
    if error.is_nothing() {
        reading.account.files_read = 1;
        reading.empty.push(error);
    } else {
        reading.failed.push(error);
    }
    reading
}

/// That an input holds no call, and what was seen of it that could not be read.
fn nothing(name: &str, found: &Reading) -> IntakeError {
    let why = found.notes.first().map(|note| match note.line {
        Some(line) => format!("line {line}: {}", note.message),
        None => note.message.clone(),
    });
    IntakeError::NothingFound { input: source::in_words(name), why }
}
