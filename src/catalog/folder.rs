//! Reads the YAML files of a catalog folder from disk.
//!
//! Shared with `build.rs`.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::limits::MAX_CATALOG_FILE_BYTES;
use crate::limits::read::text_within;

/// The YAML files below a folder as (path relative to it with forward slashes, text), sorted by path.
///
/// # Errors
///
/// The first path that cannot be read, with the reason.
pub fn read(folder: &Path) -> Result<Vec<(String, String)>, (PathBuf, io::Error)> {
    let mut files = Vec::new();
    walk(folder, &mut files)?;
    files.sort();
    let mut read = Vec::with_capacity(files.len());
    for path in files {
        let text = text(&path).map_err(|error| (path.clone(), error))?;
        let relative = path.strip_prefix(folder).unwrap_or(&path);
        let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
        read.push((parts.join("/"), text));
    }
    Ok(read)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), (PathBuf, io::Error)> {
    let failed = |error| (folder.to_owned(), error);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_dir() {
            walk(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            files.push(path);
        }
    }
    Ok(())
}

fn text(path: &Path) -> io::Result<String> {
    if !fs::metadata(path)?.is_file() {
        // A pipe would be waited for.
        return Err(io::Error::other("it is a pipe, a socket or a device"));
    }
    text_within(fs::File::open(path)?, MAX_CATALOG_FILE_BYTES)
}
