//! Files and pipes that arguments name, read up to a size.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::complaint::Complaint;

/// The most that a manifest, a grant, a baseline, a token or a document may hold, in bytes.
pub(super) const MAX_FILE_BYTES: u64 = 64 << 20;

/// The bytes of a file.
///
/// # Errors
///
/// It cannot be read, or is too large; a file without an end is one of these.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Complaint> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|error| unreadable(&format!("`{name}`"), &error))?;
    bounded(file, &format!("`{name}`"))
}

/// What was piped.
///
/// # Errors
///
/// It cannot be read, or is too large.
pub(super) fn stdin() -> Result<Vec<u8>, Complaint> {
    bounded(std::io::stdin().lock(), "stdin")
}

fn bounded(source: impl Read, name: &str) -> Result<Vec<u8>, Complaint> {
    let mut bytes = Vec::new();
    source.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(|error| unreadable(name, &error))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        let limit = MAX_FILE_BYTES >> 20;
        return Err(Complaint::new(format!("{name} is larger than {limit} MiB"))
            .help(Some("give the file that was meant, or split it".to_owned())));
    }
    Ok(bytes)
}

fn unreadable(name: &str, error: &std::io::Error) -> Complaint {
    Complaint::new(format!("cannot read {name}: {error}"))
}
