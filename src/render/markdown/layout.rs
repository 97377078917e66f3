//! Markdown: tables, sentences, code.

use std::io::{self, Write};

use crate::render::pieces::{Piece, pieces};

/// A table; bars inside of cells are escaped.
pub(super) fn table(
    out: &mut dyn Write,
    head: &[&str],
    rows: impl Iterator<Item = Vec<String>>,
) -> io::Result<()> {
    writeln!(out, "| {} |", head.join(" | "))?;
    writeln!(out, "|{}", " --- |".repeat(head.len()))?;
    for row in rows {
        let cells: Vec<_> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        writeln!(out, "| {} |", cells.join(" | "))?;
    }
    writeln!(out)
}

/// A text that begins with a capital, unless it begins with a name, and ends with a full stop.
pub(in crate::render) fn sentence(text: &str) -> String {
    let is_name = text.split([' ', ':']).next().is_some_and(|word| word.contains(['.', '`', '_']));
    let mut letters = text.chars();
    let first = letters.next().filter(|_| !is_name);
    match first {
        Some(first) => format!("{}{}.", first.to_uppercase(), letters.as_str()),
        None => format!("{text}."),
    }
}

/// A text as code; backticks inside of it would end it.
pub(in crate::render) fn code(text: &str) -> String {
    format!("`{}`", text.replace('`', "'"))
}

/// A sentence in which names stand between backticks; nothing else in it is markup.
pub(in crate::render) fn prose(sentence: &str) -> String {
    let plain = |text: &str| {
        let escape = |letter: char| match letter {
            '\\' | '<' | '[' | '*' | '~' => format!("\\{letter}"),
            other => other.to_string(),
        };
        text.chars().map(escape).collect::<String>()
    };
    let shown = |piece: Piece| if piece.code { format!("`{}`", piece.text) } else { plain(&piece.text) };
    pieces(sentence).into_iter().map(shown).collect()
}
