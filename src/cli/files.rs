//! Files and pipes that arguments name, read up to a size.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::complaint::Complaint;
use crate::disclosure::{self, HIDDEN};
use crate::limits::read::{size, within};
use crate::limits::{MAX_FILE_BYTES, MAX_INPUT_BYTES};

/// The bytes of a file.
///
/// # Errors
///
/// It cannot be read, or is too large; a file without an end is one of these.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Complaint> {
    opened(path, MAX_FILE_BYTES)
}

/// The bytes of a file that may hold calls.
///
/// # Errors
///
/// It cannot be read, or is too large.
pub(super) fn bytes_of_calls(path: &Path) -> Result<Vec<u8>, Complaint> {
    opened(path, MAX_INPUT_BYTES)
}

fn opened(path: &Path, most: u64) -> Result<Vec<u8>, Complaint> {
    let name = format!("`{}`", path.display());
    let file = File::open(path).map_err(|error| cannot_open(path, &error))?;
    bounded(file, most, &name)
}

/// What was piped.
///
/// # Errors
///
/// It cannot be read, or is too large.
pub(super) fn stdin() -> Result<Vec<u8>, Complaint> {
    bounded(std::io::stdin().lock(), MAX_FILE_BYTES, "stdin")
}

/// What was piped and may be calls.
///
/// # Errors
///
/// It cannot be read, or is too large.
pub(super) fn stdin_of_calls() -> Result<Vec<u8>, Complaint> {
    bounded(std::io::stdin().lock(), MAX_INPUT_BYTES, "stdin")
}

fn bounded(source: impl Read, most: u64, name: &str) -> Result<Vec<u8>, Complaint> {
    let bytes = within(source, most).map_err(|error| unreadable(name, &error))?;
    bytes.ok_or_else(|| {
        Complaint::new(format!("{name} is larger than {}", size(most)))
            .help(Some("give the file that was meant, or split it".to_owned()))
    })
}

/// That a file cannot be opened; a name that may be a pasted secret is not repeated.
pub(super) fn cannot_open(path: &Path, error: &std::io::Error) -> Complaint {
    let name = path.to_string_lossy();
    let shown = disclosure::file(&name);
    let help = "give the name of a file; a name without an extension and a folder is not shown, since it may be a secret";
    unreadable(&format!("`{shown}`"), error).help((shown == HIDDEN).then(|| help.to_owned()))
}

/// That a file cannot be written; a name that may be a pasted secret is not repeated.
pub(super) fn cannot_write(path: &Path, error: &std::io::Error) -> Complaint {
    Complaint::new(format!("cannot write `{}`: {error}", disclosure::file(&path.to_string_lossy())))
}

fn unreadable(name: &str, error: &std::io::Error) -> Complaint {
    Complaint::new(format!("cannot read {name}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_larger_than_the_limit_is_named() {
        for (length, fits) in [(9, true), (10, true), (11, false)] {
            let read = bounded(std::io::repeat(b'a').take(length), 10, "`x`");
            assert_eq!(read.is_ok(), fits, "{length}");
            assert!(read.is_ok_and(|bytes| bytes.len() as u64 == length) || !fits);
        }
    }
}
