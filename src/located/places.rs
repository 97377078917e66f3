//! Offsets of a text as lines and columns, however long its lines are.

use super::Position;

/// After how many bytes it is written down how many characters stand before.
const STEP: usize = 4096;

/// The lines of a text.
pub(super) struct Places<'t> {
    text: &'t str,
    /// The offsets at which lines begin.
    lines: Vec<usize>,
    /// How many characters stand before every so many bytes.
    before: Vec<usize>,
}

impl<'t> Places<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|offset| offset + 1);
        let mut before = vec![0];
        for step in text.as_bytes().chunks(STEP) {
            before.push(before.last().copied().unwrap_or(0) + characters(step));
        }
        Self { text, lines: std::iter::once(0).chain(ends).collect(), before }
    }

    /// Where an offset stands.
    pub(super) fn place(&self, offset: usize) -> Position {
        let line = self.lines.partition_point(|start| *start <= offset).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        let column = self.characters_before(offset).saturating_sub(self.characters_before(start)) + 1;
        Position { line: saturated(line), column: saturated(column) }
    }

    fn characters_before(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        let step = offset / STEP;
        let rest = self.text.as_bytes().get(step * STEP..offset).unwrap_or_default();
        self.before.get(step).copied().unwrap_or(0) + characters(rest)
    }
}

/// How many characters begin in some bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| !matches!(byte, 0x80..=0xbf)).count()
}

pub(super) fn saturated(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_characters_of_the_line() {
        let text = format!("a\n{}b\n\nü", "ä".repeat(3 * STEP));
        let places = Places::of(&text);
        for (offset, line, column) in [
            (0, 1, 1),
            (1, 1, 2),
            (2, 2, 1),
            (4, 2, 2),
            (2 + 2 * STEP, 2, STEP + 1),
            (2 + 6 * STEP, 2, 3 * STEP + 1),
            (3 + 6 * STEP, 2, 3 * STEP + 2),
            (4 + 6 * STEP, 3, 1),
            (5 + 6 * STEP, 4, 1),
            (7 + 6 * STEP, 4, 2),
            (usize::MAX, 4, 2),
        ] {
            assert_eq!(places.place(offset), Position { line, column: saturated(column) }, "{offset}");
        }
    }
}
