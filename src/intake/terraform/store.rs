//! Where the files of configurations come from: the disk, or an archive that was unpacked into memory.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use crate::intake::content::Content;
use crate::intake::source::{self, IntakeError};

/// The files that configurations are read from.
#[derive(Debug, Default)]
pub(in crate::intake) struct Store {
    /// The files of an archive by path; without any, files are read from the disk.
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Store {
    /// Takes a file of an archive.
    pub(in crate::intake) fn insert(&mut self, path: &Path, bytes: Vec<u8>) {
        self.files.insert(plain(path), bytes);
    }

    /// The bytes of a file of an archive.
    pub(in crate::intake) fn bytes(&self, path: &Path) -> Option<&[u8]> {
        self.files.get(&plain(path)).map(Vec::as_slice)
    }

    fn is_disk(&self) -> bool {
        self.files.is_empty()
    }

    /// The files in a folder itself, sorted. A name that leads to no file, such as that of a broken link, is among them
    /// when it is one of Terraform's: reading it says what is wrong.
    pub(super) fn files_in(&self, folder: &Path, is_wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
        if self.is_disk() {
            return source::entries_in(folder, is_wanted);
        }
        let folder = plain(folder);
        self.files.keys().filter(|path| path.parent() == Some(&folder)).cloned().collect()
    }

    /// Opens a file.
    pub(super) fn file(&self, path: &Path) -> Result<Content, IntakeError> {
        if self.is_disk() {
            return source::file(path);
        }
        let name = path.to_string_lossy();
        match self.files.get(&plain(path)) {
            Some(bytes) => source::bytes(&name, bytes),
            None => Err(source::unreadable(&name, std::io::ErrorKind::NotFound.into())),
        }
    }

    /// Whether there is a file of this name.
    pub(super) fn is_file(&self, path: &Path) -> bool {
        if self.is_disk() { source::is_file(path) } else { self.files.contains_key(&plain(path)) }
    }

    /// Whether there is a folder of this name.
    pub(super) fn is_folder(&self, path: &Path) -> bool {
        if self.is_disk() {
            return source::is_folder(path);
        }
        let path = plain(path);
        self.files.keys().any(|file| file.starts_with(&path))
    }

    /// The path without links; none when it leads nowhere.
    pub(super) fn real(&self, path: &Path) -> Option<PathBuf> {
        if self.is_disk() {
            return source::real(path);
        }
        Some(plain(path)).filter(|path| self.is_file(path) || self.is_folder(path))
    }
}

/// A path without `.` and, where a name goes before it, without `..`; `.` for the folder at hand.
pub(super) fn plain(path: &Path) -> PathBuf {
    let mut found = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if matches!(found.components().next_back(), Some(Component::Normal(_))) => {
                found.pop();
            }
            other => found.push(other),
        }
    }
    if found.as_os_str().is_empty() { PathBuf::from(".") } else { found }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("./a/../..", "..")]
    #[case("./examples/one/../..", ".")]
    #[case(".", ".")]
    #[case("", ".")]
    #[case("a/./b/../c", "a/c")]
    #[case("../../a", "../../a")]
    #[case("/a/../..", "/..")]
    fn plain_paths_name_a_folder(#[case] path: &str, #[case] expected: &str) {
        assert_eq!(plain(Path::new(path)), PathBuf::from(expected));
    }
}
