//! Headings, wrapped paragraphs, lists and tables, at the width of the terminal.

use std::borrow::Cow;
use std::io::{self, Write};

use anstyle::Style;
use comfy_table::{Table, presets};
use textwrap::core::{Word, display_width};
use textwrap::{Options, WordSeparator, WordSplitter};

use crate::render::{Look, visible};

/// The style of headings and of the answer itself.
pub(in crate::render) const STRONG: Style = Style::new().bold();

/// The style of what needs attention.
pub(in crate::render) const ALERT: Style =
    Style::new().bold().fg_color(Some(anstyle::Color::Ansi(anstyle::AnsiColor::Yellow)));

/// The style of what is said besides.
pub(super) const QUIET: Style = Style::new().dimmed();

/// The space between two columns.
const GAP: usize = 2;

/// The width that a column keeps whatever happens.
const NARROWEST: usize = 6;

/// Where text goes, and how wide it may be.
pub(in crate::render) struct Page<'a> {
    pub(in crate::render) out: &'a mut dyn Write,
    pub(in crate::render) look: Look,
}

impl Page<'_> {
    /// A heading with a blank line before it.
    pub(in crate::render) fn heading(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "\n{STRONG}{}{STRONG:#}", visible::line(text))
    }

    /// A paragraph, every line of it indented.
    pub(in crate::render) fn paragraph(&mut self, indent: usize, text: &str) -> io::Result<()> {
        self.hanging(indent, "", text)
    }

    /// A paragraph whose first line begins with a mark, and whose other lines stand under its text.
    pub(in crate::render) fn hanging(&mut self, indent: usize, mark: &str, text: &str) -> io::Result<()> {
        self.styled(indent, mark, text, Style::new())
    }

    /// A labeled value; nothing when the value is empty.
    pub(in crate::render) fn field(&mut self, indent: usize, label: &str, value: &str) -> io::Result<()> {
        if value.is_empty() { Ok(()) } else { self.hanging(indent, label, value) }
    }

    /// The same with a style for the mark.
    pub(in crate::render) fn styled(
        &mut self,
        indent: usize,
        mark: &str,
        text: &str,
        style: Style,
    ) -> io::Result<()> {
        let mark = &*visible::line(mark);
        let inner = indent + display_width(mark);
        for (number, line) in
            wrap(&visible::line(text), self.look.width.saturating_sub(inner).max(20)).iter().enumerate()
        {
            if number == 0 {
                writeln!(self.out, "{:indent$}{style}{mark}{style:#}{line}", "")?;
            } else {
                writeln!(self.out, "{:inner$}{line}", "")?;
            }
        }
        Ok(())
    }

    /// A table without rules, as wide as the page at most.
    pub(in crate::render) fn table(&mut self, head: &[&str], rows: &[Vec<String>]) -> io::Result<()> {
        let shown = |row: &Vec<String>| row.iter().map(|cell| visible::line(cell).into_owned()).collect();
        let rows: Vec<Vec<String>> = rows.iter().map(shown).collect();
        let mut widths = head.iter().map(|title| display_width(title)).collect::<Vec<_>>();
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = display_width(cell).max(*width);
            }
        }
        let available = self.look.width.saturating_sub(GAP * widths.len());
        fit(&mut widths, available);
        let fold = |(cell, width): (&String, &usize)| wrap(cell, *width).join("\n");
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_header(head.iter().copied());
        table.add_rows(rows.iter().map(|row| row.iter().zip(&widths).map(fold)));
        for column in table.column_iter_mut() {
            column.set_padding((0, 2));
        }
        for line in table.to_string().lines() {
            writeln!(self.out, "{:GAP$}{}", "", line.trim_end())?;
        }
        Ok(())
    }
}

/// Takes from the widest columns until all fit.
fn fit(widths: &mut [usize], available: usize) {
    while widths.iter().sum::<usize>() > available {
        match widths.iter_mut().max() {
            Some(widest) if *widest > NARROWEST => *widest -= 1,
            _ => return,
        }
    }
}

/// Lines no wider than `width`. Only a word that is wider by itself is broken, where a reader would break it; a URL
/// never is.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let whole_words = Options::new(width).word_splitter(WordSplitter::NoHyphenation).break_words(false);
    let pieces_too = whole_words
        .clone()
        .break_words(true)
        .word_separator(WordSeparator::Custom(|line| Box::new(pieces(line))));
    let broken = |line: &str| -> Vec<String> {
        if display_width(line) <= width || line.contains("://") {
            return vec![line.to_owned()];
        }
        textwrap::wrap(line, &pieces_too).into_iter().map(Cow::into_owned).collect()
    };
    textwrap::wrap(text, &whole_words).iter().flat_map(|line| broken(line)).collect()
}

/// The pieces of a path, a dotted name or a name in camel case.
fn pieces(line: &str) -> impl Iterator<Item = Word<'_>> {
    let mut before = ' ';
    let begins = line.char_indices().filter_map(move |(at, letter)| {
        let new_word = before == ' ' || matches!(letter, '/' | '.' | '?' | '&');
        let begins = at > 0 && (new_word || (before.is_lowercase() && letter.is_uppercase()));
        before = letter;
        begins.then_some(at)
    });
    let mut from = 0;
    begins.chain([line.len()]).map(move |to| {
        let piece = line.get(from..to).unwrap_or_default();
        from = to;
        Word::from(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_break_where_a_reader_would_break_them() {
        let lines = wrap("POST /api/v1/users/{id}/lifecycle/expire_password_with_temp_password", 32);
        assert_eq!(
            lines,
            ["POST", "/api/v1/users/{id}/lifecycle", "/expire_password_with_temp_passw", "ord"]
        );
        assert_eq!(wrap("expirePasswordWithTempPassword", 20), ["expirePasswordWith", "TempPassword"]);
        assert_eq!(wrap("say --assume known-to-work twice", 14), ["say --assume", "known-to-work", "twice"]);
    }

    #[test]
    fn columns_give_way_from_the_widest() {
        let mut widths = [4, 60, 30];
        fit(&mut widths, 70);
        assert_eq!(widths, [4, 36, 30]);
        fit(&mut widths, 3);
        assert_eq!(widths, [4, 6, 6], "a column keeps its narrowest width even when the page is too small");
    }
}
