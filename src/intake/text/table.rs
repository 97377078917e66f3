//! Tables of Markdown whose header says what their columns hold: their rows become lines, method and path first.

use crate::intake::rows::{Cell, Rows};
use crate::intake::tree::Place;
use crate::intake::woven::{Fate, Woven};

/// The text with its tables woven; nothing when there is no table with such a header.
pub(super) fn woven(text: &str) -> Option<Woven> {
    let lines: Vec<&str> = text.lines().collect();
    let mut woven = Woven::default();
    let mut table: Option<Rows> = None;
    let mut is_any = false;
    for (at, line) in lines.iter().enumerate() {
        if let Some(rows) = header(&lines, at) {
            is_any = true;
            table = Some(rows);
            woven.end_line(Fate::default());
            continue;
        }
        table = table.filter(|_| line.contains('|'));
        match &mut table {
            Some(_) if is_rule(line) => woven.end_line(Fate::default()),
            Some(rows) => rows.weave(&cells(line, at), &mut woven, Fate::default()),
            None => {
                woven.piece(line, Place { line: number(at), column: 1 });
                woven.end_line(Fate::default());
            }
        }
    }
    is_any.then_some(woven)
}

/// Whether there is a table whose header says what its columns hold.
pub(super) fn has_header(lines: &[&str]) -> bool {
    (0..lines.len()).any(|at| header(lines, at).is_some())
}

/// The columns of a table whose header is this line.
fn header(lines: &[&str], at: usize) -> Option<Rows> {
    lines.get(at + 1).filter(|line| is_rule(line))?;
    let names: Vec<_> = cells(lines.get(at)?, at).iter().map(Cell::text).collect();
    Rows::header(names.iter().map(|name| name.trim_matches(['*', '_', '`', ' '])))
}

fn number(at: usize) -> u32 {
    u32::try_from(at + 1).unwrap_or(u32::MAX)
}

/// Whether a line rules off a header: dashes and bars, with colons for the alignment.
fn is_rule(line: &str) -> bool {
    line.contains('-')
        && line.contains('|')
        && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t' | '\r'))
}

/// The cells of a line; a bar behind a backslash stands in a cell.
fn cells(line: &str, at: usize) -> Vec<Cell> {
    let blank = line.chars().take_while(|c| c.is_whitespace()).count();
    let inner = line.trim();
    let framed = inner.strip_prefix('|');
    let mut column = number(blank + usize::from(framed.is_some()));
    let inner = framed.unwrap_or(inner);
    let mut cells = vec![(String::new(), column)];
    let mut escaped = false;
    for c in inner.chars() {
        column += 1;
        match cells.last_mut() {
            Some(_) if c == '|' && !escaped => cells.push((String::new(), column)),
            Some((cell, _)) => cell.push(c),
            None => {}
        }
        escaped = c == '\\' && !escaped;
    }
    if cells.len() > 1 && cells.last().is_some_and(|(cell, _)| cell.trim().is_empty()) {
        cells.pop();
    }
    let place = |column| Place { line: number(at), column };
    // `^^` continues the cell above.
    cells
        .into_iter()
        .map(
            |(text, column)| {
                if text.trim() == "^^" { Cell::default() } else { broken(&text, place(column)) }
            },
        )
        .collect()
}

/// A cell with the lines into which breaks divide it.
fn broken(text: &str, place: Place) -> Cell {
    let mut lines = Vec::new();
    let mut column = place.column;
    let mut rest = text;
    while let Some((at, length)) = next_break(rest) {
        let (line, after) = rest.split_at(at);
        lines.push((line.to_owned(), Place { column, ..place }));
        column += number(line.chars().count() + length) - 1;
        rest = after.get(length..).unwrap_or_default();
    }
    lines.push((rest.to_owned(), Place { column, ..place }));
    Cell(lines)
}

/// Where the next break of a line stands, and its length.
fn next_break(text: &str) -> Option<(usize, usize)> {
    let breaks = ["<br>", "<br/>", "<br />", "<BR>"];
    breaks.iter().filter_map(|sign| Some((text.find(sign)?, sign.len()))).min()
}
