//! The fingerprint of a packed catalog, by which two answers show that they rest on the same facts.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// The SHA-256 of a packed catalog, in lower-case hexadecimal digits.
pub(crate) fn of(packed: &[u8]) -> String {
    Sha256::digest(packed).iter().fold(String::new(), |mut digits, byte| {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}
