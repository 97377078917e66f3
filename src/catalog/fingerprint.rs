//! The fingerprint of a packed catalog, by which two answers show that they rest on the same facts.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// The SHA-256 of a packed catalog, of all its parts, in lower-case hexadecimal digits.
pub(crate) fn of(parts: &[impl AsRef<[u8]>]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().iter().fold(String::new(), |mut digits, byte| {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
