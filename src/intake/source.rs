//! Opens what the user named: files, folders, stdin. Says what is wrong with it, and how large it may be.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::content::Content;
use super::packing::{self, Packing};
use crate::limits::read::{size, text_within};
use crate::limits::{
    MAX_ARCHIVE_ENTRIES, MAX_ARCHIVE_FILES, MAX_FOLDER_DEPTH, MAX_HELD_BYTES, MAX_IGNORE_FILE_BYTES,
    MAX_INPUT_BYTES, MAX_LAYERS, MAX_LIST_LINE_BYTES, MAX_UNPACKED_BYTES,
};
use crate::located::Problem;
use crate::model::{did_you_mean, plural};

/// The name of standard input among the sources of calls.
pub(super) const STDIN: &str = "-";

/// Something to read calls from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file or a folder.
    Path(PathBuf),
    /// A file that a wildcard found.
    Found {
        /// The file.
        file: PathBuf,
        /// The folder that the wildcard names: classes of files are judged below it.
        below: PathBuf,
    },
    /// A call itself, given on the command line.
    Argument(String),
    /// Bytes at hand, with the name that they go by: its ending helps to tell the format.
    Bytes(String, Vec<u8>),
}

impl Input {
    /// What an argument of the command line means: `-`, a path that exists, or else a call.
    pub fn from_argument(argument: &str) -> Self {
        match argument {
            STDIN => Self::Stdin,
            // A link that leads nowhere is a file that cannot be read, not a call.
            path if fs::symlink_metadata(path).is_ok() => Self::Path(PathBuf::from(path)),
            call => Self::Argument(call.to_owned()),
        }
    }
}

/// Why calls could not be read from an input.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The argument names no file and is no call.
    #[error("`{argument}` is no file and no call")]
    NotFound {
        /// The argument.
        argument: String,
        /// What may have been meant.
        suggestion: Option<String>,
    },
    /// The argument names something of Okta's that is no call.
    #[error("`{argument}` is {what}, not a call")]
    NotACall {
        /// The argument.
        argument: String,
        /// What it is.
        what: String,
        /// What to do with it.
        help: String,
    },
    /// The operating system says no.
    #[error("cannot read `{input}`: {reason}")]
    Unreadable {
        /// The input.
        input: String,
        /// Why.
        reason: io::Error,
    },
    /// There is nothing in it.
    #[error("`{input}` is empty")]
    Empty {
        /// The input.
        input: String,
    },
    /// It is a folder without files.
    #[error("the folder `{input}` has no files")]
    EmptyFolder {
        /// The input.
        input: String,
    },
    /// It is no text.
    #[error("`{input}` is binary: byte {offset} is zero")]
    Binary {
        /// The input.
        input: String,
        /// Where the first zero stands, from 0.
        offset: usize,
    },
    /// It is a recording in the format of one tool, which can write it in one that everybody reads.
    #[error("`{input}` is {what}, which only its own tool reads")]
    Foreign {
        /// The input.
        input: String,
        /// What it is.
        what: &'static str,
        /// How its tool exports it.
        help: &'static str,
    },
    /// It is larger than an input may be.
    #[error("`{input}` is larger than {}", size(MAX_INPUT_BYTES))]
    TooLarge {
        /// The input.
        input: String,
    },
    /// It and the archives that it lies in are larger than an input may be.
    #[error("`{input}` and the archives that it lies in are larger than {} together", size(MAX_HELD_BYTES))]
    TooLargeInside {
        /// The input.
        input: String,
    },
    /// What is packed unpacks to more than it may.
    #[error(
        "`{input}`{} not read to the end: what is packed unpacks to more than {}",
        match left { 0 => " is".to_owned(), left => format!(" and {} behind it are", plural(*left, "file")) },
        size(MAX_UNPACKED_BYTES)
    )]
    UnpacksToTooMuch {
        /// The input at which the limit was reached.
        input: String,
        /// How many files of its archive are not read, besides.
        left: usize,
    },
    /// A part of it is larger than it may be, or nests too deeply.
    #[error("`{input}`, line {line}, column {column}: {what}; the rest of the input is not read")]
    Beyond {
        /// The input.
        input: String,
        /// The line, from 1.
        line: u32,
        /// The column, from 1, in characters.
        column: u32,
        /// What is beyond the limit.
        what: String,
    },
    /// It has more lines than are read.
    #[error("`{input}`, from line {line} on, is not read: {most} lines may be {}", if *is_mixed { "where code, tables or variables stand between calls" } else { "in the lists and tables of an input" })]
    TooManyLines {
        /// The input.
        input: String,
        /// The first line that is not read, from 1.
        line: u32,
        /// How many may be read.
        most: u64,
        /// Whether code, tables or variables stand in it, so that it must be held whole.
        is_mixed: bool,
    },
    /// One line is longer than a line may be.
    #[error("`{input}`, line {line}, is longer than {}{}", size(MAX_LIST_LINE_BYTES as u64), match more { 0 => String::new(), more => format!(", and so are {}", plural(*more, "further line")) })]
    LineTooLong {
        /// The input.
        input: String,
        /// The line, from 1.
        line: u32,
        /// How many further lines are too long.
        more: usize,
    },
    /// Folders nest too deeply.
    #[error("the folder `{input}` nests more than {MAX_FOLDER_DEPTH} levels deep")]
    TooDeep {
        /// The input.
        input: String,
    },
    /// A file that says what to ignore cannot be used.
    #[error(
        "`{input}` is larger than {} or no file, and its folder is not read",
        size(MAX_IGNORE_FILE_BYTES)
    )]
    IgnoreFile {
        /// The file.
        input: String,
    },
    /// It is packed in too many layers.
    #[error("`{input}` is compressed more than {MAX_LAYERS} times over")]
    TooPacked {
        /// The input.
        input: String,
    },
    /// An archive has more members than are read.
    #[error(
        "`{input}`{} not read: an archive may hold {MAX_ARCHIVE_FILES} files, those of archives in it included",
        match left { 0 => " is".to_owned(), left => format!(" and {} behind it are", plural(*left, "file")) }
    )]
    TooManyMembers {
        /// The first file that is not read.
        input: String,
        /// How many others of its archive are not read.
        left: usize,
    },
    /// An archive has more entries than are looked at.
    #[error("`{input}` has more than {MAX_ARCHIVE_ENTRIES} entries")]
    TooManyEntries {
        /// The archive.
        input: String,
    },
    /// Several entries of an archive have one name.
    #[error("`{input}` stands in its archive {count} times, and only the last of them is read")]
    Repeated {
        /// The entry.
        input: String,
        /// How many entries have its name.
        count: usize,
    },
    /// An input holds more different calls than are kept.
    #[error("`{input}`, line {line}: different calls from here on are not read; an input may hold {most}")]
    TooManyCalls {
        /// The input.
        input: String,
        /// Where the first that is not kept stands, from 1.
        line: u32,
        /// How many would be told apart.
        most: usize,
    },
    /// It is not what it looks like.
    #[error("`{input}`, line {line}, column {column}, is no {format}: {what}")]
    Broken {
        /// The input.
        input: String,
        /// The line, from 1.
        line: u32,
        /// The column, from 1, in characters.
        column: u32,
        /// What it looks like.
        format: &'static str,
        /// What is wrong.
        what: String,
        /// How many calls were read before that place.
        before: usize,
    },
    /// A configuration of Terraform that cannot be read whole.
    #[error("`{input}`, line {line}, column {column}: {what}")]
    Terraform {
        /// The file.
        input: String,
        /// The line, from 1.
        line: u32,
        /// The column, from 1, in characters.
        column: u32,
        /// What is wrong.
        what: String,
        /// What to do about it.
        help: String,
    },
    /// Everything in the inputs that looks like a call has only a path like Okta's.
    #[error("cannot attribute any call to Okta: {count} found, and nothing shows that they go there")]
    NotAttributed {
        /// Where the first of them stands.
        first: String,
        /// How many there are.
        count: usize,
    },
    /// Nothing in it looks like a call.
    #[error("nothing in `{input}` looks like a call{}", why.as_ref().map(|why| format!("; {why}")).unwrap_or_default())]
    NothingFound {
        /// The input.
        input: String,
        /// What was seen of it and could not be read, where anything was.
        why: Option<String>,
    },
    /// No file of many refers to Okta.
    #[error("no file {place} refers to Okta: {}, {skipped} skipped", plural(*read, "file") + " read")]
    NoReference {
        /// Which files, in words: "below `src`".
        place: String,
        /// How many were read.
        read: usize,
        /// How many were passed over.
        skipped: usize,
        /// How many of those are tests.
        tests: usize,
        /// How many calls in them have paths like Okta's.
        calls: usize,
    },
}

/// Everything that is wrong with the inputs; at least one thing is.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct IntakeErrors(pub Vec<IntakeError>);

impl IntakeError {
    /// Whether it says only that there is nothing to read; among many inputs that is no failure.
    pub(super) const fn is_nothing(&self) -> bool {
        matches!(
            self,
            Self::NothingFound { .. } | Self::NoReference { .. } | Self::Empty { .. } | Self::Binary { .. }
        )
    }

    /// The error of a file of Terraform or Pulumi that cannot be read; `help` where the problem has none of its own.
    pub(super) fn of_terraform(name: &str, problem: &Problem, help: &str) -> Self {
        let at = problem.at.unwrap_or_default();
        Self::Terraform {
            input: in_words(name),
            line: at.line.max(1),
            column: at.column.max(1),
            what: problem.message.clone(),
            help: problem.help.clone().unwrap_or_else(|| help.to_owned()),
        }
    }

    /// Whether it is about a limit that was reached while an input was read: what was read before counts.
    pub(super) const fn is_limit(&self) -> bool {
        matches!(self, Self::UnpacksToTooMuch { .. } | Self::Beyond { .. })
    }

    /// Whether it says that no file of many refers to Okta.
    pub const fn is_no_reference(&self) -> bool {
        matches!(self, Self::NoReference { .. })
    }

    /// The input that it is about.
    pub fn input(&self) -> &str {
        match self {
            Self::NotFound { argument: input, .. }
            | Self::NotACall { argument: input, .. }
            | Self::NotAttributed { first: input, .. }
            | Self::Unreadable { input, .. }
            | Self::Empty { input }
            | Self::EmptyFolder { input }
            | Self::Binary { input, .. }
            | Self::Foreign { input, .. }
            | Self::TooLarge { input }
            | Self::LineTooLong { input, .. }
            | Self::TooDeep { input }
            | Self::TooPacked { input }
            | Self::TooManyMembers { input, .. }
            | Self::TooManyEntries { input }
            | Self::IgnoreFile { input }
            | Self::Repeated { input, .. }
            | Self::TooLargeInside { input }
            | Self::UnpacksToTooMuch { input, .. }
            | Self::Beyond { input, .. }
            | Self::TooManyLines { input, .. }
            | Self::TooManyCalls { input, .. }
            | Self::Broken { input, .. }
            | Self::Terraform { input, .. }
            | Self::NothingFound { input, .. }
            | Self::NoReference { place: input, .. } => input,
        }
    }

    /// Line and column, where it is about a place in the input.
    pub const fn position(&self) -> Option<(u32, u32)> {
        match self {
            Self::Broken { line, column, .. }
            | Self::Terraform { line, column, .. }
            | Self::Beyond { line, column, .. } => Some((*line, *column)),
            Self::LineTooLong { line, .. }
            | Self::TooManyLines { line, .. }
            | Self::TooManyCalls { line, .. } => Some((*line, 1)),
            _ => None,
        }
    }

    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        let help = match self {
            Self::NotFound { argument, suggestion: Some(near) } => {
                return Some(did_you_mean(argument, near));
            }
            Self::NotFound { suggestion: None, .. } => {
                "give a file, a folder, `-`, or a call such as 'GET /api/v1/users' or suspendUser"
            }
            Self::Unreadable { .. } => "check that it exists and that you may read it",
            Self::EmptyFolder { .. } => "give a folder with files that hold calls",
            Self::Empty { .. } | Self::NothingFound { .. } => {
                "write one call per line, such as `GET /api/v1/users`, `suspendUser` or a curl command"
            }
            Self::NotAttributed { first, .. } => {
                return Some(format!(
                    "the first is at {first}; name the file itself, give the host of the org with --okta-host, or count \
                     them with --include unattributed"
                ));
            }
            Self::NoReference { tests, calls, .. } => {
                let mut help =
                    "name the file that calls Okta by itself, or its host with --okta-host".to_owned();
                if *calls > 0 {
                    let calls = plural(*calls, "call");
                    help.push_str(&format!("; --include unattributed counts {calls} with paths like Okta's"));
                }
                if *tests > 0 {
                    help.push_str(&format!("; --include tests reads {} among tests", plural(*tests, "file")));
                }
                return Some(help);
            }
            Self::Binary { .. } => "give text, for example a list of calls",
            Self::Foreign { help, .. } => help,
            Self::Terraform { help, .. } | Self::NotACall { help, .. } => return Some(help.clone()),
            Self::TooLarge { .. } | Self::TooManyLines { .. } => "split it, and give the parts",
            Self::TooLargeInside { .. } | Self::UnpacksToTooMuch { .. } => {
                "unpack it, and give the files that hold calls"
            }
            Self::Beyond { .. } => "take that value out, or give the rest in a file of its own",
            Self::Repeated { .. } => "give each entry a name of its own",
            Self::LineTooLong { .. } => "break the line, or give the file in the format that it was made in",
            Self::IgnoreFile { .. } => "shorten that file, or take it away",
            Self::TooDeep { .. } => "name the folder that holds the calls",
            Self::TooPacked { .. } => "unpack it first",
            Self::TooManyMembers { .. } | Self::TooManyEntries { .. } => {
                "unpack it, and name the files that hold calls"
            }
            Self::TooManyCalls { .. } => "keep the lines about Okta only, for example with grep, or split it",
            Self::Broken { before, .. } => {
                let before = plural(*before, "call");
                return Some(format!(
                    "{before} stood before that place; repair the file, or have it read as a plain list with --from text"
                ));
            }
        };
        Some(help.to_owned())
    }
}

/// Opens a file.
pub(super) fn file(path: &Path) -> Result<Content, IntakeError> {
    let name = path.to_string_lossy();
    let file = File::open(path).map_err(|reason| unreadable(&name, reason))?;
    let expected = file.metadata().map_or(0, |found| found.len());
    Ok(Content::new(&name, file)?.expecting(expected))
}

/// Opens bytes at hand.
pub(super) fn bytes(name: &str, bytes: &[u8]) -> Result<Content, IntakeError> {
    Content::new(name, io::Cursor::new(bytes.to_owned()))
}

/// Opens bytes that were unpacked.
pub(super) fn packed(name: &str, bytes: &[u8], packing: Packing) -> Result<Content, IntakeError> {
    Content::packed(name, io::Cursor::new(bytes.to_owned()), packing)
}

/// Opens standard input.
pub(super) fn stdin() -> Result<Content, IntakeError> {
    Content::new(STDIN, io::stdin())
}

/// What the operating system says about an input.
pub(super) fn unreadable(name: &str, reason: io::Error) -> IntakeError {
    if packing::is_too_much(&reason) {
        return packing::too_much(in_words(name), 0);
    }
    IntakeError::Unreadable { input: in_words(name), reason }
}

/// The name of an input in errors.
pub(super) fn in_words(name: &str) -> String {
    if name == STDIN { "standard input".to_owned() } else { name.to_owned() }
}

/// How much of a found file is held at once, in bytes.
const MAX_HELD: usize = 16 << 20;

/// How much of it is asked for at first, in bytes.
const FIRST_HELD: usize = 256 << 10;

/// Reads the beginning of a file into a buffer that is used again; what is left of a large one comes back as a file.
pub(super) fn load<'b>(
    path: &Path,
    buffer: &'b mut Vec<u8>,
) -> Result<(&'b [u8], Option<File>), IntakeError> {
    let failed = |reason| unreadable(&path.to_string_lossy(), reason);
    let mut file = File::open(path).map_err(failed)?;
    let mut length = 0;
    loop {
        if length == buffer.len() {
            if length >= MAX_HELD {
                return Ok((buffer, Some(file)));
            }
            buffer.resize((length * 4).clamp(FIRST_HELD, MAX_HELD), 0);
        }
        let wanted = buffer.get_mut(length..).unwrap_or_default();
        let asked = wanted.len();
        let read = match file.read(wanted) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read.map_err(failed)?,
        };
        length += read;
        // A file hands out all that it is asked for, up to its end.
        if read == 0 || read < asked {
            return Ok((buffer.get(..length).unwrap_or_default(), None));
        }
    }
}

/// Whether something is in what is left of a file, which is looked at a part at a time; `overlap` bytes of each part are
/// looked at again with the next.
pub(super) fn any_part(
    mut file: File,
    name: &str,
    overlap: usize,
    mut is_in: impl FnMut(&[u8]) -> bool,
) -> Result<bool, IntakeError> {
    const PART: usize = 1 << 20;
    let mut part = vec![0; overlap + PART];
    let mut kept = 0;
    loop {
        let wanted = part.get_mut(kept..).unwrap_or_default();
        let read = match file.read(wanted) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read.map_err(|reason| unreadable(name, reason))?,
        };
        let filled = kept + read;
        if read == 0 {
            return Ok(false);
        }
        if is_in(part.get(..filled).unwrap_or_default()) {
            return Ok(true);
        }
        kept = overlap.min(filled);
        part.copy_within(filled - kept..filled, 0);
    }
}

/// The name of the file that stands at the top of a folder of requests, in either spelling.
const TOPS: [&str; 2] = ["bruno.json", "opencollection.yml"];

/// A file and those beside it: in its folder and in `environments` below; where its folder lies inside of a folder of
/// requests, also in those above, up to the top of that.
pub(super) fn files_around(path: &Path) -> Vec<PathBuf> {
    const HIGHEST: usize = 16;
    let here =
        |folder: &Path| if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() };
    let mut folders: Vec<PathBuf> = path.ancestors().skip(1).take(HIGHEST).map(here).collect();
    let is_top = |folder: &PathBuf| TOPS.iter().any(|top| folder.join(top).is_file());
    folders.truncate(folders.iter().position(is_top).map_or(1, |top| top + 1));
    let mut files = vec![path.to_owned()];
    for folder in folders.iter().flat_map(|folder| [folder.clone(), folder.join("environments")]) {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        files.extend(entries.map(|entry| entry.path()).filter(|path| path.is_file()));
    }
    files
}

/// Whether there is a file of this name.
pub(super) fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether there is something of this name that is neither a file nor a folder: a pipe, a socket, a device.
pub(super) fn is_special(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// Whether there is a file of this name with more bytes.
pub(super) fn is_larger(path: &Path, most: u64) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() > most)
}

/// Whether there is a folder of this name.
pub(super) fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// The path without links; none when it leads nowhere.
pub(super) fn real(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok()
}

/// The files in a folder itself, sorted.
pub(super) fn files_in(folder: &Path) -> Vec<PathBuf> {
    entries_in(folder, |_| false)
}

/// The files in a folder itself, sorted, with the links of a wanted name that lead nowhere.
pub(super) fn entries_in(folder: &Path, is_wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_file =
        |path: &PathBuf| path.is_file() || (is_wanted(&path.to_string_lossy()) && is_broken_link(path));
    let mut files: Vec<_> = entries.map(|entry| entry.path()).filter(is_file).collect();
    files.sort();
    files
}

/// The folders in a folder itself, without links, sorted.
pub(super) fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let is_folder = |entry: &fs::DirEntry| entry.file_type().is_ok_and(|kind| kind.is_dir());
    let mut folders: Vec<_> = entries.filter(is_folder).map(|entry| entry.path()).collect();
    folders.sort();
    folders
}

/// The text of a file of at most so many bytes; none for any other.
pub(super) fn small_text(path: &Path, most: u64) -> Option<String> {
    // A pipe would be waited for.
    let file = path.is_file().then(|| File::open(path).ok()).flatten()?;
    text_within(file, most).ok()
}

/// Whether a path is a link that leads nowhere, or in a circle.
pub(super) fn is_broken_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink()) && fs::metadata(path).is_err()
}

/// The text in bytes: UTF-8, or UTF-16 with a byte order mark; single bytes that are neither are replaced.
pub(super) fn decode(bytes: Vec<u8>, name: &str) -> Result<String, IntakeError> {
    let input = || in_words(name);
    let utf16 = |from: fn([u8; 2]) -> u16| {
        let (pairs, _) = bytes.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().skip(1).map(|pair| from(*pair)).collect();
        String::from_utf16_lossy(&units)
    };
    let text = match bytes.as_slice() {
        [0xff, 0xfe, ..] => utf16(u16::from_le_bytes),
        [0xfe, 0xff, ..] => utf16(u16::from_be_bytes),
        _ => {
            if let Some(offset) = memchr::memchr(0, &bytes) {
                return Err(IntakeError::Binary { input: input(), offset });
            }
            String::from_utf8(bytes)
                .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
        }
    };
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        return Err(IntakeError::Empty { input: input() });
    }
    Ok(text)
}
