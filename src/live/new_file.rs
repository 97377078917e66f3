//! Files that describe an org: they are made whole, for their owner alone, and never in the place of another file.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use tempfile::Builder;

/// Writes a file that is not there yet, so that it is whole or not there; returns it, open to be read and written.
///
/// It is written under a random name in the same folder, and renamed when all is on disk. Both names are
/// taken only if they are free, a symbolic link that leads nowhere included. On Unix only its owner may read it.
///
/// # Errors
///
/// The name is taken, the folder cannot be written to, or the disk is full. Then nothing is left behind.
pub fn write_new(
    path: &Path,
    content: impl FnOnce(&mut BufWriter<&File>) -> io::Result<()>,
) -> io::Result<File> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut builder = Builder::new();
    builder.prefix(".leastwise-").suffix(".part");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600));
    let part = builder.tempfile_in(folder).map_err(plain)?;
    let mut writer = BufWriter::new(part.as_file());
    content(&mut writer)?;
    writer.flush()?;
    drop(writer);
    part.as_file().sync_all()?;
    part.persist_noclobber(path).map_err(|error| plain(error.error))
}

/// Whether a name is taken, by a symbolic link that leads nowhere too.
///
/// # Errors
///
/// The folder cannot be read.
pub fn is_taken(path: &Path) -> io::Result<bool> {
    match path.symlink_metadata() {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// An error without the name of the temporary file.
fn plain(error: io::Error) -> io::Error {
    if error.raw_os_error().is_some() { error } else { error.kind().into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = folder.read_dir().unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_name_that_is_taken_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        write_new(&path, |out| out.write_all(b"first")).unwrap();
        let error = write_new(&path, |out| out.write_all(b"second")).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"first");
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[test]
    fn what_cannot_be_written_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let full = |_: &mut BufWriter<&File>| Err(io::ErrorKind::StorageFull.into());
        assert_eq!(write_new(&path, full).unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(names(folder.path()), [""; 0]);
        let error = write_new(&path.join("b"), |_| Ok(())).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        assert!(!error.to_string().contains("leastwise"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_nowhere_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (path, target) = (folder.path().join("a"), folder.path().join("target"));
        std::os::unix::fs::symlink(&target, &path).unwrap();
        assert!(is_taken(&path).unwrap() && !is_taken(&target).unwrap());
        let error = write_new(&path, |out| out.write_all(b"x")).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(names(folder.path()), ["a"]);
    }
}
