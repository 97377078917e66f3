//! What an entry of `calls` means: files of a glob, a file or folder, or a call itself.

use std::path::{Path, PathBuf};

use crate::located::{Located, Problem, shown};

/// Something to read calls from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file or folder.
    Path(PathBuf),
    /// A call, or the name of an operation.
    Call(String),
}

/// What an entry names, relative to the folder of the manifest.
///
/// # Errors
///
/// A path or glob that names no file.
pub fn sources(manifest: &str, entry: &Located<String>) -> Result<Vec<Source>, Problem> {
    let text = entry.value.as_str();
    let folder = Path::new(manifest).parent().unwrap_or(Path::new(""));
    let path = folder.join(text);
    if path.exists() {
        return Ok(vec![Source::Path(path)]);
    }
    if !looks_like_path(text) {
        return Ok(vec![Source::Call(text.to_owned())]);
    }
    let missing =
        |message: String| Problem::at(manifest, entry.at, message).help("paths are relative to the manifest");
    let found = glob::glob(&path.to_string_lossy())
        .map_err(|error| missing(format!("`{}` is no glob: {}", shown(text), error.msg)))?;
    let mut found: Vec<_> =
        found.filter_map(Result::ok).filter(|path| path.is_file()).map(Source::Path).collect();
    found.sort_by(|a, b| a.path().cmp(&b.path()));
    if found.is_empty() { Err(missing(format!("`{}` names no file", shown(text)))) } else { Ok(found) }
}

impl Source {
    fn path(&self) -> Option<&Path> {
        if let Self::Path(path) = self { Some(path) } else { None }
    }
}

/// Whether an entry is meant as a path: calls have a space after their method, or begin with Okta's own path.
fn looks_like_path(text: &str) -> bool {
    let is_call = text.contains(char::is_whitespace) || text.starts_with('/') || text.contains("://");
    !is_call && (text.contains('/') || text.contains('*') || Path::new(text).extension().is_some())
}
