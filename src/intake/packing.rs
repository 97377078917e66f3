//! What an input may still unpack to: one budget, which archives in archives share.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::source::IntakeError;
use crate::limits::read::{size, within_expected};
use crate::limits::{
    MAX_ARCHIVE_FILES, MAX_HELD_BYTES, MAX_INPUT_BYTES, MAX_LAYERS, MAX_LIST_LINES, MAX_UNPACKED_BYTES,
};

/// How an input is packed.
#[derive(Clone, Debug)]
pub(super) struct Packing {
    /// How many layers it lies in.
    layers: usize,
    /// How many bytes of the archives that it lies in are held, in bytes.
    held: u64,
    limits: Limits,
    left: Arc<Left>,
}

/// How much one input may hold, with all that is packed in it.
#[derive(Clone, Copy, Debug)]
struct Limits {
    layers: usize,
    /// How many bytes may be held of each file.
    each: u64,
    /// How many bytes may be held of a file and the archives around it.
    held: u64,
}

/// What is left for an input and all that is packed in it.
#[derive(Debug)]
struct Left {
    bytes: AtomicU64,
    files: AtomicU64,
    lines: AtomicU64,
}

/// That something unpacks to more than it may.
#[derive(Debug, thiserror::Error)]
#[error("it unpacks to more than {}", size(MAX_UNPACKED_BYTES))]
struct TooMuch;

impl Default for Packing {
    fn default() -> Self {
        let limits = Limits { layers: MAX_LAYERS, each: MAX_INPUT_BYTES, held: MAX_HELD_BYTES };
        Self::within(limits, MAX_UNPACKED_BYTES, MAX_ARCHIVE_FILES as u64, MAX_LIST_LINES)
    }
}

impl Packing {
    fn within(limits: Limits, bytes: u64, files: u64, lines: u64) -> Self {
        let left = Left { bytes: bytes.into(), files: files.into(), lines: lines.into() };
        Self { layers: 0, held: 0, limits, left: Arc::new(left) }
    }

    /// That of an input of which so many lines may be read.
    #[cfg(test)]
    pub(super) fn with_lines(lines: u64) -> Self {
        let Limits { layers, each, held } = Self::default().limits;
        Self::within(Limits { layers, each, held }, MAX_UNPACKED_BYTES, MAX_ARCHIVE_FILES as u64, lines)
    }

    /// That of what is packed in it, while so many of its bytes are held; nothing when it is packed too often.
    pub(super) fn inner(&self, held: usize) -> Option<Self> {
        let layers = self.layers + 1;
        let held = self.held.saturating_add(held as u64);
        (layers <= self.limits.layers).then(|| Self { layers, held, ..self.clone() })
    }

    /// The bytes of a reader, as far as they can be held beside the archives around it; nothing when there are more.
    pub(super) fn held(&self, reader: impl Read, expected: u64) -> io::Result<Option<Vec<u8>>> {
        within_expected(reader, self.room(), expected)
    }

    fn room(&self) -> u64 {
        self.limits.held.saturating_sub(self.held).min(self.limits.each)
    }

    /// Whether the archives around it leave less than it may have by itself.
    pub(super) fn is_narrow(&self) -> bool {
        self.room() < self.limits.each
    }

    /// A reader of what is unpacked: it fails when there is more than is left.
    pub(super) fn unpacked<R: Read>(&self, reader: R) -> Bounded<R> {
        Bounded { reader, left: Arc::clone(&self.left) }
    }

    /// Takes one of the files that may be read.
    pub(super) fn take_file(&self) -> bool {
        take(&self.left.files, 1) == 1
    }

    /// Takes lines of lists; returns how many of them may be read.
    pub(super) fn take_lines(&self, lines: u64) -> u64 {
        take(&self.left.lines, lines)
    }
}

/// Takes what is left, up to what is wanted.
fn take(left: &AtomicU64, wanted: u64) -> u64 {
    let before =
        left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| Some(left.saturating_sub(wanted)));
    before.unwrap_or(0).min(wanted)
}

/// Whether reading failed because too much is unpacked.
pub(super) fn is_too_much(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<TooMuch>)
}

/// The error of an input that unpacks to too much, with which `left` further files are not read.
pub(super) fn too_much(input: String, left: usize) -> IntakeError {
    IntakeError::UnpacksToTooMuch { input, left }
}

/// A reader that fails instead of growing without end.
pub(super) struct Bounded<R> {
    reader: R,
    left: Arc<Left>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(out)?;
        let wanted = read as u64;
        if take(&self.left.bytes, wanted) < wanted { Err(io::Error::other(TooMuch)) } else { Ok(read) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packing() -> Packing {
        Packing::within(Limits { layers: 2, each: 6, held: 10 }, 10, 2, 3)
    }

    #[test]
    fn what_unpacks_is_bounded_across_layers() {
        for (outer, inner, fits) in [(9, 0, true), (4, 5, true), (5, 5, true), (5, 6, false), (11, 0, false)]
        {
            let packing = packing();
            let mut out = Vec::new();
            let first = packing.unpacked(io::repeat(b'a').take(outer)).read_to_end(&mut out);
            let nested = packing.inner(3).unwrap();
            let second = nested.unpacked(io::repeat(b'a').take(inner)).read_to_end(&mut out);
            assert_eq!(first.is_ok() && second.is_ok(), fits, "{outer} + {inner}");
            assert!(first.and(second).err().is_none_or(|error| is_too_much(&error)));
        }
    }

    #[test]
    fn layers_files_and_lines_are_counted_together() {
        let packing = packing();
        let inner = packing.inner(0).unwrap();
        let innermost = inner.inner(0).unwrap();
        assert!(innermost.inner(0).is_none());
        assert!(packing.take_file() && innermost.take_file());
        assert!(!inner.take_file());
        assert_eq!([inner.take_lines(2), innermost.take_lines(2), packing.take_lines(2)], [2, 1, 0]);
    }

    #[test]
    fn what_is_held_is_bounded_together_with_the_archives_around_it() {
        for (archive, size, fits, is_narrow) in [
            (0, 5, true, false),
            (0, 6, true, false),
            (0, 7, false, false),
            (4, 6, true, false),
            (5, 4, true, true),
            (5, 5, true, true),
            (5, 6, false, true),
        ] {
            let inner = packing().inner(archive).unwrap();
            let held = inner.held(io::repeat(b'a').take(size), 0).unwrap();
            assert_eq!((held.is_some(), inner.is_narrow()), (fits, is_narrow), "{archive} + {size}");
        }
    }

    #[test]
    fn an_input_begins_with_the_limits_of_the_table() {
        let Packing { layers, held, limits, left } = Packing::default();
        assert_eq!((layers, held), (0, 0));
        assert_eq!((limits.layers, limits.each, limits.held), (MAX_LAYERS, MAX_INPUT_BYTES, MAX_HELD_BYTES));
        assert_eq!(left.bytes.load(Ordering::Relaxed), MAX_UNPACKED_BYTES);
        assert_eq!(left.files.load(Ordering::Relaxed), MAX_ARCHIVE_FILES as u64);
        assert_eq!(left.lines.load(Ordering::Relaxed), MAX_LIST_LINES);
    }

    #[test]
    fn the_last_bytes_that_may_be_unpacked_are_read() {
        const LAST: u64 = 10;
        for (more, fits) in [(LAST - 1, true), (LAST, true), (LAST + 1, false)] {
            let packing = Packing::default();
            assert_eq!(take(&packing.left.bytes, MAX_UNPACKED_BYTES - LAST), MAX_UNPACKED_BYTES - LAST);
            let read = packing.unpacked(io::repeat(b'a').take(more)).read_to_end(&mut Vec::new());
            assert_eq!(read.is_ok(), fits, "{more}");
        }
    }

    #[test]
    fn the_last_bytes_that_may_be_held_are_held() {
        const LAST: u64 = 10;
        let around = usize::try_from(MAX_HELD_BYTES - LAST).unwrap();
        for (size, fits) in [(LAST - 1, true), (LAST, true), (LAST + 1, false)] {
            let inner = Packing::default().inner(around).unwrap();
            assert_eq!(inner.held(io::repeat(b'a').take(size), 0).unwrap().is_some(), fits, "{size}");
        }
    }
}
