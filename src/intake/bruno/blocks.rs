//! The blocks of a `.bru` file: a name, and lines up to the bracket that closes it at the beginning of a line.

use crate::intake::tree::Place;

/// A file, block by block.
#[derive(Debug, Default)]
pub(super) struct Document<'t> {
    pub(super) blocks: Vec<Block<'t>>,
    /// The line and name of a block that never closes.
    pub(super) open: Option<(u32, &'t str)>,
}

/// A block.
#[derive(Debug)]
pub(super) struct Block<'t> {
    pub(super) name: &'t str,
    /// The line behind its name, from 1.
    first: u32,
    lines: Vec<&'t str>,
}

/// One line of a block that holds names and values.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'t> {
    /// Where the value begins.
    pub(super) place: Place,
    pub(super) name: &'t str,
    pub(super) value: &'t str,
    /// Whether it is switched on: what is not begins with a tilde.
    pub(super) on: bool,
}

/// The blocks of a text.
pub(super) fn read(text: &str) -> Document<'_> {
    let mut document = Document::default();
    let mut open: Option<Block<'_>> = None;
    for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        match (&mut open, line.trim_end()) {
            (Some(_), "}" | "]") => document.blocks.extend(open.take()),
            (Some(block), _) => block.lines.push(line),
            (None, header) => {
                open = header_name(header).map(|name| Block { name, first: number + 1, lines: Vec::new() });
            }
        }
    }
    document.open = open.as_ref().map(|block| (block.first - 1, block.name));
    document.blocks.extend(open);
    document
}

/// The name in `post {` and `vars:secret [`.
fn header_name(line: &str) -> Option<&str> {
    let name = line.strip_suffix(['{', '['])?.trim_end();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_');
    (!name.is_empty() && name.chars().all(is_name)).then_some(name)
}

impl<'t> Document<'t> {
    /// The first block of a name.
    pub(super) fn block(&self, name: &str) -> Option<&Block<'t>> {
        self.blocks.iter().find(|block| block.name == name)
    }
}

impl<'t> Block<'t> {
    /// Its names and values; a value of several lines counts as none.
    pub(super) fn entries(&self) -> Vec<Entry<'t>> {
        let mut entries = Vec::new();
        let mut long = false;
        for (line, text) in (self.first..).zip(&self.lines) {
            let fences = text.matches("'''").count() % 2 == 1;
            if long {
                long = !fences;
                continue;
            }
            let Some((name, value)) = text.split_once(':') else { continue };
            let before = text.len() - value.trim_start().len();
            let column = text.get(..before).map_or(0, |before| before.chars().count()) + 1;
            let place = Place { line, column: u32::try_from(column).unwrap_or(u32::MAX) };
            let name = name.trim();
            let on = !name.starts_with('~');
            let name = name.trim_start_matches('~').trim_matches('"');
            long = fences;
            entries.push(Entry { place, name, value: if fences { "" } else { value.trim() }, on });
        }
        entries
    }

    /// The line of its name, from 1.
    pub(super) const fn line(&self) -> u32 {
        self.first - 1
    }

    /// The value of a name.
    pub(super) fn value(&self, name: &str) -> Option<&'t str> {
        self.entries().iter().find(|entry| entry.name == name && entry.on).map(|entry| entry.value)
    }

    /// Its lines as one text.
    pub(super) fn text(&self) -> String {
        self.lines.join("\n")
    }
}
