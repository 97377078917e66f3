//! One input as a reader gets it: its name, and its bytes as they come.

use std::fmt;
use std::io::{self, BufReader, Read};
use std::sync::Arc;

use super::packing::Packing;
use super::source::{self, IntakeError, in_words};

/// How much of an input is looked at to tell its format, in bytes.
const HEAD: usize = 256 << 10;

/// What may stand before a text to say that it is UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// One input: a file, standard input, or a member of an archive.
pub(super) struct Content {
    /// Its name as the user knows it.
    pub(super) name: Arc<str>,
    /// What was looked at.
    head: Vec<u8>,
    /// What follows.
    rest: Box<dyn Read + Send>,
    /// How it is packed, and what it may still unpack to.
    pub(super) packing: Packing,
    /// How many bytes it is expected to have; 0 when nothing is known.
    expected: u64,
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Content {
    /// Opens an input that is not packed; reads its beginning.
    pub(super) fn new(name: &str, reader: impl Read + Send + 'static) -> Result<Self, IntakeError> {
        Self::packed(name, reader, Packing::default())
    }

    /// Opens an input; reads its beginning.
    pub(super) fn packed(
        name: &str,
        mut reader: impl Read + Send + 'static,
        packing: Packing,
    ) -> Result<Self, IntakeError> {
        let mut head = Vec::new();
        let begun = reader.by_ref().take(HEAD as u64).read_to_end(&mut head);
        begun.map_err(|reason| source::unreadable(name, reason))?;
        let content = Self { name: Arc::from(name), head, rest: Box::new(reader), packing, expected: 0 };
        if matches!(content.head.as_slice(), [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
            // What PowerShell writes with `>`: readers get UTF-8.
            let packing = content.packing.clone();
            let mut text = content.into_text()?.into_bytes();
            let rest = text.split_off(HEAD.min(text.len()));
            return Ok(Self {
                name: Arc::from(name),
                head: text,
                rest: Box::new(io::Cursor::new(rest)),
                packing,
                expected: 0,
            });
        }
        Ok(content)
    }

    /// The same input, which is expected to have so many bytes.
    pub(super) fn expecting(self, expected: u64) -> Self {
        Self { expected, ..self }
    }

    /// Its beginning, up to 256 KiB.
    pub(super) fn head(&self) -> &[u8] {
        &self.head
    }

    /// The same without the mark and the space that may stand before it.
    pub(super) fn beginning(&self) -> &[u8] {
        self.head.strip_prefix(MARK).unwrap_or(&self.head).trim_ascii_start()
    }

    /// Its bytes as they come, without a mark before them and without a limit: for readers that hold only a part of them at a time.
    pub(super) fn into_reader(self) -> BufReader<impl Read + Send> {
        let mark = if self.head.starts_with(MARK) { MARK.len() as u64 } else { 0 };
        let mut head = io::Cursor::new(self.head);
        head.set_position(mark);
        BufReader::with_capacity(HEAD, head.chain(self.rest))
    }

    /// All its bytes.
    pub(super) fn into_bytes(self) -> Result<Vec<u8>, IntakeError> {
        let Self { name, head, rest, packing, expected } = self;
        let bytes = packing.held(io::Cursor::new(head).chain(rest), expected);
        bytes.map_err(|reason| source::unreadable(&name, reason))?.ok_or_else(|| too_large(&name, &packing))
    }

    /// All its text.
    pub(super) fn into_text(self) -> Result<String, IntakeError> {
        let name = Arc::clone(&self.name);
        source::decode(self.into_bytes()?, &name)
    }
}

/// The error of an input that is too large to be held.
pub(super) fn too_large(name: &str, packing: &Packing) -> IntakeError {
    let input = in_words(name);
    if packing.is_narrow() { IntakeError::TooLargeInside { input } } else { IntakeError::TooLarge { input } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::MAX_INPUT_BYTES;

    #[test]
    fn what_must_be_held_is_bounded() {
        for (size, fits) in
            [(MAX_INPUT_BYTES - 1, true), (MAX_INPUT_BYTES, true), (MAX_INPUT_BYTES + 1, false)]
        {
            let content = Content::new("x", io::repeat(b'a').take(size)).unwrap();
            let held = content.into_bytes().map(|bytes| bytes.len() as u64);
            assert_eq!(held.is_ok(), fits, "{size}");
            assert!(held.is_err() || held.is_ok_and(|held| held == size));
        }
    }
}
