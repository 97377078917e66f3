//! A long JSON input, cut into values: only the one at hand is held.

use std::io::{self, Read};

use memchr::{memchr_iter, memchr2, memrchr};

use super::{Broken, Cursor};
use crate::intake::tree::{Place, characters};
use crate::limits::MAX_RECORD_BYTES;

/// How much is read at once.
const CHUNK: usize = 256 << 10;

/// JSON that arrives bit by bit.
#[derive(Debug)]
pub(in crate::intake) struct Stream<R> {
    reader: R,
    /// What was read and not yet passed.
    buffer: Vec<u8>,
    /// How much of the buffer is passed.
    at: usize,
    ended: bool,
    /// A byte of the buffer that is passed, and its place: those behind it are counted from there.
    known: (usize, Place),
}

/// One value, whole.
#[derive(Clone, Copy, Debug)]
pub(in crate::intake) struct Record<'b> {
    /// Its bytes.
    pub(in crate::intake) bytes: &'b [u8],
    /// The place at which it begins.
    pub(in crate::intake) place: Place,
}

impl<'b> Record<'b> {
    /// A walk through it.
    pub(in crate::intake) const fn cursor(self) -> Cursor<'b> {
        Cursor::new(self.bytes)
    }

    /// Why the stream stops, when this value is broken inside.
    pub(in crate::intake) fn stop(self, broken: Broken) -> Stop {
        Stop::Broken { place: self.place_of(broken.at), what: broken.what }
    }

    /// The place of one of its bytes.
    pub(in crate::intake) fn place_of(self, offset: usize) -> Place {
        behind(self.place, self.bytes.get(..offset).unwrap_or(self.bytes))
    }
}

/// Why a stream does not go on.
#[derive(Debug)]
pub(in crate::intake) enum Stop {
    /// The text is broken at this place.
    Broken { place: Place, what: &'static str },
    /// A value at this place is larger than one may be.
    TooLarge(Place),
    /// It cannot be read.
    Unreadable(io::Error),
}

impl<R: Read> Stream<R> {
    pub(in crate::intake) const fn new(reader: R) -> Self {
        Self { reader, buffer: Vec::new(), at: 0, ended: false, known: (0, Place { line: 1, column: 1 }) }
    }

    /// Whether nothing but space is left.
    pub(in crate::intake) fn is_at_end(&mut self) -> Result<bool, Stop> {
        Ok(self.peek()?.is_none())
    }

    /// Whether this byte comes next.
    pub(in crate::intake) fn is_next(&mut self, wanted: u8) -> Result<bool, Stop> {
        Ok(self.peek()? == Some(wanted))
    }

    /// Takes a bracket, a colon or a comma when it comes next.
    pub(in crate::intake) fn take(&mut self, wanted: u8) -> Result<bool, Stop> {
        let next = self.peek()?;
        let taken = next == Some(wanted);
        self.at += usize::from(taken);
        Ok(taken)
    }

    /// Walks the members of an object that comes next; `each` takes or skips the value of its key.
    pub(in crate::intake) fn map(
        &mut self,
        mut each: impl FnMut(&mut Self, &str) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        self.expect(b'{', "an object is missing")?;
        while !self.take(b'}')? {
            let key = self.record()?;
            let place = key.place;
            let key =
                key.cursor().text().map_err(|Broken { what, .. }| Stop::Broken { place, what })?.into_owned();
            self.expect(b':', "a colon is missing")?;
            each(self, &key)?;
            self.separate(b'}')?;
        }
        Ok(())
    }

    /// Walks the items of an array that comes next; `each` takes or skips one.
    pub(in crate::intake) fn list(
        &mut self,
        mut each: impl FnMut(&mut Self) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        self.expect(b'[', "an array is missing")?;
        while !self.take(b']')? {
            each(self)?;
            self.separate(b']')?;
        }
        Ok(())
    }

    /// The next value, whole.
    pub(in crate::intake) fn record(&mut self) -> Result<Record<'_>, Stop> {
        self.peek()?;
        let place = self.place_of(self.at);
        self.known = (self.at, place);
        let length = self.length(true)?;
        let start = self.at;
        self.at += length;
        let bytes = self.buffer.get(start..start + length).unwrap_or_default();
        Ok(Record { bytes, place })
    }

    /// Passes over the next value, however large it is.
    pub(in crate::intake) fn skip(&mut self) -> Result<(), Stop> {
        self.peek()?;
        let rest = self.length(false)?;
        self.at += rest;
        Ok(())
    }

    /// The next byte that is no space, not taken.
    pub(in crate::intake) fn peek(&mut self) -> Result<Option<u8>, Stop> {
        loop {
            let rest = self.buffer.get(self.at..).unwrap_or_default();
            if let Some(space) = rest.iter().position(|c| !matches!(c, b' ' | b'\n' | b'\r' | b'\t')) {
                self.at += space;
                return Ok(self.buffer.get(self.at).copied());
            }
            self.at = self.buffer.len();
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// How long the value at hand is; what is not kept is passed while it is measured, and only the rest counts.
    fn length(&mut self, keep: bool) -> Result<usize, Stop> {
        let mut scan = Scan::default();
        let mut seen = 0;
        loop {
            let rest = self.buffer.get(self.at + seen..).unwrap_or_default();
            match scan.end(rest, self.ended) {
                Ok(Some(end)) if keep && seen + end > MAX_RECORD_BYTES => {
                    return Err(Stop::TooLarge(self.known.1));
                }
                Ok(Some(end)) => return Ok(seen + end),
                Ok(None) => seen += rest.len(),
                Err(what) => return self.broken_at(self.at + seen, what),
            }
            if !keep {
                self.at += seen;
                seen = 0;
            }
            if seen > MAX_RECORD_BYTES {
                return Err(Stop::TooLarge(self.known.1));
            }
            if !self.fill()? && scan.is_open() {
                self.at = self.buffer.len();
                return self.broken("it ends before it is complete");
            }
        }
    }

    /// Reads on; false at the end. What is passed is let go.
    fn fill(&mut self) -> Result<bool, Stop> {
        if self.ended {
            return Ok(false);
        }
        self.known = (0, self.place_of(self.at));
        self.buffer.drain(..self.at);
        self.at = 0;
        let mut chunk = (&mut self.reader).take(CHUNK as u64);
        let read = chunk.read_to_end(&mut self.buffer).map_err(Stop::Unreadable)?;
        self.ended = read == 0;
        Ok(read > 0)
    }

    fn place_of(&self, at: usize) -> Place {
        let (from, start) = self.known;
        behind(start, self.buffer.get(from..at).unwrap_or_default())
    }

    fn expect(&mut self, wanted: u8, missing: &'static str) -> Result<(), Stop> {
        match (self.take(wanted)?, self.peek()?) {
            (true, _) => Ok(()),
            (false, Some(_)) => self.broken(missing),
            (false, None) => self.broken("it ends before it is complete"),
        }
    }

    fn separate(&mut self, bracket: u8) -> Result<(), Stop> {
        if self.take(b',')? || self.peek()? == Some(bracket) {
            return Ok(());
        }
        let what = if self.is_at_end()? { "it ends before it is complete" } else { "a comma is missing" };
        self.broken(what)
    }

    fn broken<T>(&self, what: &'static str) -> Result<T, Stop> {
        self.broken_at(self.at, what)
    }

    fn broken_at<T>(&self, at: usize, what: &'static str) -> Result<T, Stop> {
        Err(Stop::Broken { place: self.place_of(at), what })
    }
}

/// The place behind some bytes that begin at a place.
fn behind(start: Place, bytes: &[u8]) -> Place {
    let lines = u32::try_from(memchr_iter(b'\n', bytes).count()).unwrap_or(u32::MAX);
    match memrchr(b'\n', bytes) {
        None => Place { line: start.line, column: start.column.saturating_add(characters(bytes)) },
        Some(last) => Place {
            line: start.line.saturating_add(lines),
            column: 1 + characters(bytes.get(last + 1..).unwrap_or_default()),
        },
    }
}

/// Looks for the end of one value, chunk by chunk.
#[derive(Debug, Default)]
struct Scan {
    open: usize,
    in_text: bool,
    escaped: bool,
    in_scalar: bool,
}

impl Scan {
    /// Whether the value is known not to be over.
    const fn is_open(&self) -> bool {
        !self.in_scalar
    }

    /// Where in the chunk the value ends, if it does.
    fn end(&mut self, chunk: &[u8], last: bool) -> Result<Option<usize>, &'static str> {
        let mut at = 0;
        while let Some(&c) = chunk.get(at) {
            if self.in_text {
                at += self.text(chunk.get(at..).unwrap_or_default());
                if !self.in_text && self.open == 0 {
                    return Ok(Some(at));
                }
                continue;
            }
            let plain = c.is_ascii_alphanumeric() || matches!(c, b'-' | b'+' | b'.');
            if self.in_scalar && !plain {
                return Ok(Some(at));
            }
            match c {
                b'"' => self.in_text = true,
                b'{' | b'[' => self.open += 1,
                b'}' | b']' if self.open == 0 => return Err("a value is missing"),
                b'}' | b']' => self.open -= 1,
                _ if self.open > 0 => {}
                _ if plain => self.in_scalar = true,
                _ => return Err("a value is missing"),
            }
            at += 1;
            if self.open == 0 && matches!(c, b'}' | b']') {
                return Ok(Some(at));
            }
        }
        Ok((self.in_scalar && last).then_some(at))
    }

    /// Goes on inside a text; returns how far.
    fn text(&mut self, rest: &[u8]) -> usize {
        if self.escaped {
            self.escaped = false;
            return 1;
        }
        let Some(offset) = memchr2(b'"', b'\\', rest) else { return rest.len() };
        if rest.get(offset) == Some(&b'"') {
            self.in_text = false;
        } else {
            self.escaped = true;
        }
        offset + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A reader that hands out a few bytes at a time.
    struct Drops<'a>(&'a [u8], usize);

    impl Read for Drops<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let length = self.1.min(self.0.len()).min(out.len());
            let (taken, rest) = self.0.split_at(length);
            out[..length].copy_from_slice(taken);
            self.0 = rest;
            Ok(length)
        }
    }

    /// The items of the array `a`, each with its line.
    fn items(text: &str, drop: usize) -> (Vec<String>, Result<(), Stop>) {
        let mut found = Vec::new();
        let mut stream = Stream::new(Drops(text.as_bytes(), drop));
        let result = stream.map(|stream, key| {
            if key != "a" {
                return stream.skip();
            }
            stream.list(|stream| {
                let record = stream.record()?;
                let text = String::from_utf8_lossy(record.bytes);
                found.push(format!("{}:{}: {text}", record.place.line, record.place.column));
                Ok(())
            })
        });
        (found, result)
    }

    #[test]
    fn an_array_inside_is_handed_out_item_by_item() {
        let text = "{\"x\": {\"a\": [\"no}]\\\"\"]},\n\"a\": [1,\n {\"b\": \"]\\\\\"}, \"c\\\"\",\n\n[2]], \"y\": 7}";
        let expected = ["2:7: 1", "3:2: {\"b\": \"]\\\\\"}", "3:16: \"c\\\"\"", "5:1: [2]"];
        for drop in [1, 2, 3, 7, 1_000] {
            let (found, result) = items(text, drop);
            assert!(result.is_ok(), "{result:?} by {drop}");
            assert_eq!(found, expected, "by {drop}");
        }
    }

    #[test]
    fn a_value_that_is_held_is_bounded() {
        let item = |length: usize| format!("{{\"a\": [\"{}\"]}}", "x".repeat(length - 2));
        for (length, fits) in
            [(MAX_RECORD_BYTES - 1, true), (MAX_RECORD_BYTES, true), (MAX_RECORD_BYTES + 1, false)]
        {
            let (found, result) = items(&item(length), usize::MAX);
            assert_eq!(found.len(), usize::from(fits), "{length}");
            assert_eq!(result.is_ok(), fits, "{length}");
        }
    }

    #[test]
    fn every_truncation_is_an_error_after_what_was_whole() {
        let text = "{\"a\": [{\"b\": 1},\n{\"c\": \"d\"}]}";
        let whole = items(text, 1_000).0;
        for length in 0..text.len() {
            let (found, result) = items(text.get(..length).unwrap(), 5);
            assert!(matches!(result, Err(Stop::Broken { .. })), "{length}: {result:?}");
            assert!(whole.starts_with(&found), "{length}: {found:?}");
        }
    }
}
