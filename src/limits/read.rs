//! Reads up to a limit, so that what has no end is an error and not a full memory.

use std::io::{self, Read};

/// All bytes of a reader; nothing when there are more than `most`.
///
/// # Errors
///
/// The reader fails.
pub fn within(reader: impl Read, most: u64) -> io::Result<Option<Vec<u8>>> {
    within_expected(reader, most, 0)
}

/// The same for a reader that is expected to have so many bytes: a buffer that grows would be held twice.
///
/// # Errors
///
/// The reader fails.
pub fn within_expected(reader: impl Read, most: u64, expected: u64) -> io::Result<Option<Vec<u8>>> {
    let room = usize::try_from(expected.min(most)).unwrap_or(0);
    let mut bytes = Vec::with_capacity(room.saturating_add(1));
    reader.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= most).then_some(bytes))
}

/// All text of a reader.
///
/// # Errors
///
/// The reader fails, its bytes are not UTF-8, or there are more than `most`; the error says which.
pub fn text_within(reader: impl Read, most: u64) -> io::Result<String> {
    let bytes = within(reader, most)?.ok_or_else(|| too_large(most))?;
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8 text"))
}

/// The error of what is larger than `most` bytes.
pub fn too_large(most: u64) -> io::Error {
    io::Error::other(format!("it is larger than {}", size(most)))
}

/// A number of bytes in words, such as `64 MiB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [(u32, &str); 3] = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let unit = UNITS.into_iter().find(|(shift, _)| bytes > 0 && bytes.trailing_zeros() >= *shift);
    unit.map_or_else(|| format!("{bytes} bytes"), |(shift, unit)| format!("{} {unit}", bytes >> shift))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::ALL;

    #[test]
    fn what_is_longer_than_the_limit_is_refused() {
        for (length, fits) in [(9, true), (10, true), (11, false), (u64::MAX, false)] {
            let endless = || io::repeat(b'a').take(length);
            assert_eq!(within(endless(), 10).unwrap().is_some(), fits, "{length}");
            let text = text_within(endless(), 10);
            assert_eq!(text.is_ok(), fits, "{length}");
            assert!(fits || text.unwrap_err().to_string() == "it is larger than 10 bytes");
        }
        assert_eq!(text_within(&b"\xff"[..], 10).unwrap_err().to_string(), "it is not UTF-8 text");
    }

    #[test]
    fn every_limit_is_shown_as_it_is() {
        for limit in ALL {
            let grouped = |number: u64| {
                let digits = number.to_string();
                let groups: Vec<_> =
                    digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
                groups.join(",")
            };
            let is_bytes = limit.name.ends_with("_BYTES");
            let shown = if is_bytes { size(limit.value) } else { grouped(limit.value) };
            assert_eq!(shown, limit.shown, "{}", limit.name);
        }
    }
}
