//! Reads the YAML files of a catalog folder from disk.
//!
//! Shared with `build.rs`.

use std::path::{Path, PathBuf};
use std::{fs, io};

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
        let text = fs::read_to_string(&path).map_err(|error| (path.clone(), error))?;
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
