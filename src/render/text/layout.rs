//! Headings, wrapped paragraphs, lists and tables, at the width of the terminal.

use std::io::{self, Write};

use anstyle::Style;
use comfy_table::{ContentArrangement, Table, presets};

use crate::render::Look;

/// The style of headings and of the answer itself.
pub(super) const STRONG: Style = Style::new().bold();

/// The style of what needs attention.
pub(super) const ALERT: Style =
    Style::new().bold().fg_color(Some(anstyle::Color::Ansi(anstyle::AnsiColor::Yellow)));

/// The style of what is said besides.
pub(super) const QUIET: Style = Style::new().dimmed();

/// Where text goes, and how wide it may be.
pub(in crate::render) struct Page<'a> {
    pub(in crate::render) out: &'a mut dyn Write,
    pub(in crate::render) look: Look,
}

impl Page<'_> {
    /// A heading with a blank line before it.
    pub(in crate::render) fn heading(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "\n{STRONG}{text}{STRONG:#}")
    }

    /// A paragraph, every line of it indented.
    pub(in crate::render) fn paragraph(&mut self, indent: usize, text: &str) -> io::Result<()> {
        self.hanging(indent, "", text)
    }

    /// A paragraph whose first line begins with a mark, and whose other lines stand under its text.
    pub(in crate::render) fn hanging(&mut self, indent: usize, mark: &str, text: &str) -> io::Result<()> {
        self.styled(indent, mark, text, Style::new())
    }

    /// The same with a style for the mark.
    pub(in crate::render) fn styled(
        &mut self,
        indent: usize,
        mark: &str,
        text: &str,
        style: Style,
    ) -> io::Result<()> {
        let inner = indent + mark.chars().count();
        let options =
            textwrap::Options::new(self.look.width.saturating_sub(inner).max(20)).break_words(false);
        for (number, line) in textwrap::wrap(text, options).iter().enumerate() {
            if number == 0 {
                writeln!(self.out, "{:indent$}{style}{mark}{style:#}{line}", "")?;
            } else {
                writeln!(self.out, "{:inner$}{line}", "")?;
            }
        }
        Ok(())
    }

    /// A line as it is.
    pub(in crate::render) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    /// A table without rules but one under its head.
    pub(in crate::render) fn table(&mut self, head: &[&str], rows: &[Vec<String>]) -> io::Result<()> {
        let text = table(head, rows, self.look.width.saturating_sub(2));
        for line in text.lines() {
            writeln!(self.out, "  {}", line.trim_end())?;
        }
        Ok(())
    }
}

/// A table as text, no wider than `width`.
pub(in crate::render) fn table(head: &[&str], rows: &[Vec<String>], width: usize) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    table.set_header(head.iter().copied());
    table.add_rows(rows.iter().map(|row| row.iter().map(String::as_str)));
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.to_string()
}
