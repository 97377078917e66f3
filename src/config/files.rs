//! What an entry of `calls` means: files of a glob, a file or folder, or a call itself.

use std::path::{Path, PathBuf};

use crate::disclosure;
use crate::located::{Located, Problem};

/// Something to read calls from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file or folder.
    Path(PathBuf),
    /// The files that a wildcard finds, sorted; pipes, sockets and devices among them are for the reader to skip.
    Found {
        /// The files.
        files: Vec<PathBuf>,
        /// The folder that the wildcard names before its first sign.
        below: PathBuf,
    },
    /// A call, or the name of an operation.
    Call(String),
    /// What is a call where one is known by it, and else a file that is not there.
    CallOrFile(String),
}

const HELP: &str = "paths are relative to the manifest";

/// What stands for any part of a path.
const WILDCARDS: [char; 3] = ['*', '?', '['];

/// That an entry names no file.
pub fn no_file(manifest: &str, entry: &Located<String>) -> Problem {
    Problem::at(manifest, entry.at, format!("`{}` names no file", disclosure::file(&entry.value))).help(HELP)
}

/// What an entry names, relative to the folder of the manifest.
///
/// # Errors
///
/// A glob that is none.
pub fn source(manifest: &str, entry: &Located<String>) -> Result<Source, Problem> {
    let text = entry.value.as_str();
    let folder = Path::new(manifest).parent().unwrap_or(Path::new(""));
    let path = folder.join(text);
    if path.exists() {
        return Ok(Source::Path(path));
    }
    if !looks_like_path(text) {
        return Ok(Source::Call(text.to_owned()));
    }
    if !text.contains(WILDCARDS) {
        return Ok(Source::CallOrFile(text.to_owned()));
    }
    let no_glob = |error: glob::PatternError| {
        Problem::at(
            manifest,
            entry.at,
            format!("cannot read the glob `{}`: {}", disclosure::file(text), error.msg),
        )
        .help(HELP)
    };
    let found = glob::glob(&path.to_string_lossy()).map_err(no_glob)?;
    let mut files: Vec<_> =
        found.filter_map(Result::ok).filter(|path| path.exists() && !path.is_dir()).collect();
    files.sort();
    if files.is_empty() {
        return Ok(Source::CallOrFile(text.to_owned()));
    }
    Ok(Source::Found { files, below: folder.join(fixed(text)) })
}

/// The folder that a wildcard names before its first sign.
fn fixed(text: &str) -> &str {
    let end = text.find(WILDCARDS).unwrap_or(text.len());
    text.get(..end).and_then(|start| start.rsplit_once('/')).map_or("", |(folder, _)| folder)
}

/// Whether an entry is meant as a path: calls have a space after their method, or begin with Okta's own path.
fn looks_like_path(text: &str) -> bool {
    let is_call = text.contains(char::is_whitespace) || text.starts_with('/') || text.contains("://");
    !is_call && (text.contains('/') || text.contains('*') || Path::new(text).extension().is_some())
}
