//! A long text, line by line: only the line at hand is held.

use std::io::{self, Read};

use memchr::memchr;

use crate::intake::calls::Calls;
use crate::intake::tree::characters;
use crate::limits::MAX_LOG_LINE_BYTES;

/// How much is read at once.
const CHUNK: u64 = 256 << 10;

/// A text that arrives bit by bit.
#[derive(Debug)]
pub(super) struct Lines<R> {
    reader: R,
    /// What was read and not yet passed.
    buffer: Vec<u8>,
    /// How much of the buffer is passed.
    at: usize,
    /// The number of the line at hand.
    number: u32,
}

/// One line, without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'b> {
    /// The line, from 1.
    pub(super) number: u32,
    /// What stands there; nothing when it is too long to be held.
    pub(super) bytes: Option<&'b [u8]>,
}

impl<R: Read> Lines<R> {
    pub(super) const fn new(reader: R) -> Self {
        Self { reader, buffer: Vec::new(), at: 0, number: 0 }
    }

    /// The next line.
    pub(super) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        let mut searched = 0;
        let mut held = true;
        let (length, step) = loop {
            let rest = self.buffer.get(self.at + searched..).unwrap_or_default();
            if let Some(end) = memchr(b'\n', rest) {
                break (searched + end, 1);
            }
            searched += rest.len();
            // One more for what may stand before the line break.
            if searched > MAX_LOG_LINE_BYTES + 1 {
                held = false;
                self.at += searched;
                searched = 0;
            }
            if !self.fill()? {
                if searched == 0 && held {
                    return Ok(None);
                }
                break (searched, 0);
            }
        };
        let start = self.at;
        self.at += length + step;
        self.number = self.number.saturating_add(1);
        let bytes = self.buffer.get(start..start + length).unwrap_or_default();
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let held = held && bytes.len() <= MAX_LOG_LINE_BYTES;
        Ok(Some(Line { number: self.number, bytes: held.then_some(bytes) }))
    }

    /// Reads on; false at the end. What is passed is let go.
    fn fill(&mut self) -> io::Result<bool> {
        self.buffer.drain(..self.at);
        self.at = 0;
        let read = (&mut self.reader).take(CHUNK).read_to_end(&mut self.buffer)?;
        Ok(read > 0)
    }
}

/// The column of a byte of a line, from 1, in characters.
pub(super) fn column(line: &[u8], at: usize) -> u32 {
    characters(line.get(..at).unwrap_or(line)).saturating_add(1)
}

/// Lines that should have been read and could not be.
#[derive(Debug, Default)]
pub(super) struct Unread {
    count: usize,
    first: Vec<u32>,
}

impl Unread {
    /// One more.
    pub(super) fn push(&mut self, line: u32) {
        const NAMED: usize = 3;
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(line);
        }
    }

    /// Says how many there were, and where the first stand.
    pub(super) fn tell(&self, calls: &mut Calls, what: &str) {
        let Some((first, others)) = self.first.split_first() else { return };
        let lines = if self.count == 1 { "line is" } else { "lines are" };
        let others: Vec<_> = others.iter().map(u32::to_string).collect();
        let more = match (others.is_empty(), self.count > others.len() + 1) {
            (true, _) => String::new(),
            (false, false) => format!("; the others: {}", others.join(", ")),
            (false, true) => format!("; the next: {}, …", others.join(", ")),
        };
        calls.note(Some(*first), format!("{} {lines} {what} and passed over{more}", self.count));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &[u8]) -> Vec<(u32, Option<Vec<u8>>)> {
        let mut lines = Lines::new(text);
        let mut found = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            found.push((line.number, line.bytes.map(<[u8]>::to_vec)));
        }
        found
    }

    #[test]
    fn lines_end_at_breaks_and_at_the_end() {
        let line = |number, text: &str| (number, Some(text.as_bytes().to_vec()));
        assert_eq!(lines(b""), []);
        assert_eq!(lines(b"a\r\n\nb"), [line(1, "a"), line(2, ""), line(3, "b")]);
        assert_eq!(lines(b"a\n"), [line(1, "a")]);
    }

    #[test]
    fn a_line_is_held_up_to_its_limit_whatever_ends_it() {
        for (length, fits) in
            [(MAX_LOG_LINE_BYTES - 1, true), (MAX_LOG_LINE_BYTES, true), (MAX_LOG_LINE_BYTES + 1, false)]
        {
            for end in ["", "\n", "\r\n", "\r"] {
                let mut text = vec![b'x'; length];
                text.extend(end.as_bytes());
                let mut lines = Lines::new(text.as_slice());
                let held = lines.next().unwrap().unwrap().bytes.map(<[u8]>::len);
                assert_eq!(held, fits.then_some(length), "{length} {end:?}");
            }
        }
    }

    #[test]
    fn a_line_that_is_too_long_is_passed_over_and_counted() {
        let mut text = vec![b'x'; 3 * MAX_LOG_LINE_BYTES];
        text.extend(b"\nshort");
        assert_eq!(lines(&text), [(1, None), (2, Some(b"short".to_vec()))]);
        text.truncate(3 * MAX_LOG_LINE_BYTES);
        assert_eq!(lines(&text), [(1, None)]);
    }
}
