//! The files below a folder, found in one walk.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder};

use super::class;
use super::source::{self, IntakeError};
use crate::limits::{MAX_FOLDER_DEPTH, MAX_IGNORE_FILE_BYTES};

/// The files that mark a folder as written by the generator of OpenAPI clients.
const GENERATORS: [&str; 4] =
    [".openapi-generator-ignore", ".openapi-generator", ".swagger-codegen-ignore", ".swagger-codegen"];

/// What a walk found.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// The files, sorted by path; hidden ones and those that `.gitignore` names are left out.
    pub(super) files: Vec<PathBuf>,
    /// Folders below the one that was walked that a generator of clients wrote.
    pub(super) generated: Vec<PathBuf>,
    /// Pipes, sockets and devices.
    pub(super) special: Vec<PathBuf>,
    /// Links to folders, which are not followed.
    pub(super) links: Vec<PathBuf>,
    /// What could not be walked.
    pub(super) failed: Vec<Failed>,
}

/// A folder that could not be walked.
#[derive(Debug)]
pub(super) enum Failed {
    /// It nests too deeply.
    TooDeep(String),
    /// A file that says what to ignore is too large, or no file.
    Ignore(String),
    /// The operating system says no; its words, since such an error is no value that could be copied.
    Unreadable(String, io::ErrorKind, String),
}

impl Failed {
    pub(super) fn error(&self) -> IntakeError {
        match self {
            Self::TooDeep(input) => IntakeError::TooDeep { input: input.clone() },
            Self::Ignore(input) => IntakeError::IgnoreFile { input: input.clone() },
            Self::Unreadable(input, kind, reason) => IntakeError::Unreadable {
                input: input.clone(),
                reason: io::Error::new(*kind, reason.clone()),
            },
        }
    }
}

/// The walks of a run: each folder is walked once, whoever asks.
#[derive(Debug, Default)]
pub(super) struct Walks(RefCell<BTreeMap<PathBuf, Rc<Walked>>>);

impl Walks {
    /// What is below a folder.
    pub(super) fn below(&self, folder: &Path) -> Rc<Walked> {
        let known = self.0.borrow().get(folder).map(Rc::clone);
        known.unwrap_or_else(|| {
            let walked = Rc::new(walk(folder));
            self.0.borrow_mut().insert(folder.to_owned(), Rc::clone(&walked));
            walked
        })
    }
}

/// The first file below a folder that is one of those wanted; what cannot be walked is passed over.
pub(super) fn find(folder: &Path, mut wanted: impl FnMut(&Path) -> bool) -> Option<PathBuf> {
    if unusable_ignore_file(folder).is_some() {
        return None;
    }
    let entries = builder(folder, |_| ()).build().filter_map(Result::ok);
    let mut files = entries.filter(|entry| entry.depth() <= MAX_FOLDER_DEPTH);
    files.find(|entry| is_file(entry) && wanted(entry.path())).map(DirEntry::into_path)
}

/// Walks below a folder; hands out files that say what to ignore and cannot be used, whose folders are left out.
fn builder(folder: &Path, unusable: impl Fn(PathBuf) + Send + Sync + 'static) -> WalkBuilder {
    let mut builder = WalkBuilder::new(folder);
    builder
        .hidden(false)
        .require_git(false)
        .git_global(false)
        .parents(false)
        .max_depth(Some(MAX_FOLDER_DEPTH + 1))
        .sort_by_file_name(std::ffi::OsStr::cmp)
        .filter_entry(move |entry| {
            let name = entry.file_name().to_str().unwrap_or_default();
            let is_wanted = entry.depth() == 0
                || !name.starts_with('.')
                || class::is_pipeline(name)
                || GENERATORS.contains(&name);
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            match unusable_ignore_file(entry.path()).filter(|_| is_wanted && is_folder) {
                Some(file) => {
                    unusable(file);
                    false
                }
                None => is_wanted,
            }
        });
    builder
}

/// The file of a folder that says what to ignore and cannot be used: it is too large, or a pipe, which would be waited for.
fn unusable_ignore_file(folder: &Path) -> Option<PathBuf> {
    let files = [".ignore", ".gitignore", ".git/info/exclude"].map(|name| folder.join(name));
    files.into_iter().find(|file| source::is_special(file) || source::is_larger(file, MAX_IGNORE_FILE_BYTES))
}

fn walk(folder: &Path) -> Walked {
    let mut walked = Walked::default();
    let input = folder.to_string_lossy().into_owned();
    let mut too_deep = false;
    if let Some(file) = unusable_ignore_file(folder) {
        walked.failed.push(Failed::Ignore(file.to_string_lossy().into_owned()));
        return walked;
    }
    let unusable = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&unusable);
    let tell = move |file| told.lock().unwrap_or_else(PoisonError::into_inner).push(file);
    for entry in builder(folder, tell).build() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                walked.failed.push(unreadable(&input, error));
                continue;
            }
        };
        if entry.depth() > MAX_FOLDER_DEPTH {
            let path = entry.path().to_string_lossy();
            too_deep |= class::of_path(path.strip_prefix(&*input).unwrap_or(&path), &[]).is_none();
            continue;
        }
        let name = entry.file_name().to_str().unwrap_or_default();
        if GENERATORS.contains(&name) {
            let parent = entry.path().parent().filter(|parent| *parent != folder);
            walked.generated.extend(parent.map(Path::to_owned));
        } else if is_file(&entry) && !is_of_generator(entry.path()) {
            walked.files.push(entry.into_path());
        } else if is_special(&entry) {
            walked.special.push(entry.into_path());
        } else if entry.depth() > 0 && entry.path_is_symlink() && entry.path().is_dir() {
            let path = entry.path().to_string_lossy();
            if class::of_path(&format!("{}/x", path.strip_prefix(&*input).unwrap_or(&path)), &[]).is_none() {
                walked.links.push(entry.into_path());
            }
        }
    }
    walked.generated.dedup();
    let unusable = std::mem::take(&mut *unusable.lock().unwrap_or_else(PoisonError::into_inner));
    walked.failed.extend(unusable.iter().map(|file| Failed::Ignore(file.to_string_lossy().into_owned())));
    if too_deep {
        walked.failed.push(Failed::TooDeep(input));
    }
    walked
}

/// Whether a file belongs to the generator of a client itself.
fn is_of_generator(path: &Path) -> bool {
    let folder = path.parent().and_then(Path::file_name).and_then(std::ffi::OsStr::to_str);
    folder.is_some_and(|folder| GENERATORS.contains(&folder))
}

/// Whether it is a file, or a link to one: no folder, pipe, socket or device.
fn is_file(entry: &DirEntry) -> bool {
    match entry.file_type() {
        // A configuration that cannot be read is an error, not an absent file.
        Some(kind) if kind.is_symlink() => {
            entry.path().is_file()
                || (class::is_configuration(&entry.path().to_string_lossy())
                    && source::is_broken_link(entry.path()))
        }
        Some(kind) => kind.is_file(),
        None => false,
    }
}

/// Whether it is a pipe, a socket or a device, or a link to one.
fn is_special(entry: &DirEntry) -> bool {
    let is_plain = entry.file_type().is_none_or(|kind| kind.is_file() || kind.is_dir());
    !is_plain && source::is_special(entry.path())
}

fn unreadable(folder: &str, error: ignore::Error) -> Failed {
    let mut path = folder.to_owned();
    let mut inner = &error;
    loop {
        inner = match inner {
            ignore::Error::WithPath { path: at, err } => {
                path = at.to_string_lossy().into_owned();
                err
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => err,
            _ => break,
        };
    }
    let kind = error.io_error().map_or(io::ErrorKind::Other, io::Error::kind);
    let reason =
        error.into_io_error().map_or_else(|| "the folder cannot be walked".to_owned(), |one| one.to_string());
    Failed::Unreadable(path, kind, reason)
}
