//! Offsets of a text as lines and columns.

use crate::located::Position;

/// The lines of a text.
pub(super) struct Places<'t> {
    text: &'t str,
    /// The offsets at which lines begin.
    lines: Vec<usize>,
}

impl<'t> Places<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|offset| offset + 1);
        Self { text, lines: std::iter::once(0).chain(ends).collect() }
    }

    /// Where an offset stands.
    pub(super) fn place(&self, offset: usize) -> Position {
        let line = self.lines.partition_point(|start| *start <= offset).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or(0);
        let column = self.text.get(start..offset).map_or(0, |before| before.chars().count()) + 1;
        Position { line: saturated(line), column: saturated(column) }
    }
}

pub(super) fn saturated(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
