//! Rows of tables, wherever they come from, as lines of a free-form list: method, path, then what is said about them.

use super::columns::{Column, denied, is_no, status};
use super::target::Target;
use super::tree::Place;
use super::woven::{Fate, Woven};
use crate::model::Method;

/// What stands between two cells in a line; no path holds it, and it is no rule of a table.
const BETWEEN: &str = " ; ";

/// A cell of a table: its lines, each with the place where it begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cell(pub(super) Vec<(String, Place)>);

impl Cell {
    /// A cell whose text stands in the input as it is.
    pub(super) fn new(text: &str, place: Place) -> Self {
        let lines = text.lines().zip(0_u32..).map(|(line, number)| {
            let column = if number == 0 { place.column } else { 1 };
            (line.to_owned(), Place { line: place.line + number, column })
        });
        Self(lines.collect())
    }

    /// Its text, in one line.
    pub(super) fn text(&self) -> String {
        let lines = self.0.iter().map(|(line, _)| line.trim()).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join(" ")
    }

    pub(super) fn place(&self) -> Place {
        self.0.first().map(|(_, place)| *place).unwrap_or_default()
    }

    /// The cell with its path in one line, where that was wrapped: a line that is open goes on in the next one.
    fn joined(&self) -> Self {
        let mut lines: Vec<(String, Place)> = Vec::new();
        for (line, place) in &self.0 {
            let part = line.trim();
            let is_part = !part.is_empty() && !part.contains(char::is_whitespace) && !is_rooted(part);
            match lines.last_mut() {
                Some((last, _)) if is_part && goes_on(last, part) => {
                    let kept = last
                        .trim_end_matches('-')
                        .trim_end_matches(|c| c == '/' && part.starts_with('/'))
                        .len();
                    last.truncate(kept);
                    last.push_str(part);
                }
                _ => lines.push((line.trim_end().to_owned(), *place)),
            }
        }
        Self(lines)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|(line, _)| line.trim().is_empty())
    }
}

/// A table in the making.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// What its columns are called and hold; empty without a header.
    columns: Vec<(String, Column)>,
    /// The cell with the last path: one that spans rows is exported with empty cells below.
    path: Option<Cell>,
}

impl Rows {
    /// What a header says about the columns; nothing when it is no header.
    pub(super) fn header<'c>(names: impl Iterator<Item = &'c str>) -> Option<Self> {
        let columns: Vec<_> = names.map(|name| (name.trim().to_owned(), Column::of(name))).collect();
        let tells = columns.iter().any(|(_, column)| matches!(column, Column::Path | Column::Name));
        let named = columns.iter().filter(|(name, _)| !name.is_empty()).count();
        (tells && named > 1).then_some(Self { columns, path: None })
    }

    /// Whether the header names methods and paths: nothing but a table begins so.
    pub(super) fn is_certain(&self) -> bool {
        let has = |wanted: Column| self.columns.iter().any(|(_, column)| *column == wanted);
        has(Column::Path) && has(Column::Method)
    }

    /// Whether a row ought to be a call: it has a method, a path or the name of an operation.
    pub(super) fn asks(&self, cells: &[Cell]) -> bool {
        self.columns.iter().zip(cells).any(|((_, column), cell)| match column {
            Column::Method => !cell.is_empty() && is_methods(cell),
            Column::Path | Column::Name => !cell.is_empty() && !is_no(&cell.text()),
            _ => false,
        })
    }

    /// Adds a row as a line.
    pub(super) fn weave(&mut self, cells: &[Cell], woven: &mut Woven, fate: Fate) {
        if self.columns.is_empty() {
            return weave_alone(cells, woven, fate);
        }
        let of = |wanted: Column| {
            let cells = self.columns.iter().zip(cells);
            cells.filter(move |((_, column), _)| *column == wanted).map(|(_, cell)| cell)
        };
        let paths: Vec<&Cell> = of(Column::Path).filter(|cell| !cell.is_empty()).collect();
        let methods: Vec<&Cell> = of(Column::Method).filter(|cell| !cell.is_empty()).collect();
        let matrix = self.columns.iter().zip(cells).filter_map(|((name, column), cell)| {
            let made = matches!(column, Column::Of(_)) && !cell.is_empty() && !is_no(&cell.text());
            made.then(|| Cell::new(&name.to_uppercase(), cell.place()))
        });
        let matrix: Vec<Cell> = matrix.collect();
        // A method without a path is about the path above: what spans rows stands in the first only.
        let spans = paths.is_empty()
            && !(methods.is_empty() && matrix.is_empty())
            && methods.iter().all(|cell| is_methods(cell));
        let above = self.path.as_ref().filter(|_| spans);
        let named = of(Column::Name).filter(|_| paths.is_empty() && above.is_none());
        // A path without a method may go on with the one in the row above.
        if methods.is_empty()
            && matrix.is_empty()
            && self.columns.iter().any(|(_, column)| *column == Column::Method)
        {
            woven.indent();
        }
        let joined: Vec<Cell> = paths.iter().map(|cell| cell.joined()).collect();
        for cell in methods.into_iter().chain(&matrix).chain(&joined).chain(above) {
            add(cell, ", ", woven);
        }
        named.for_each(|cell| add(cell, ", ", woven));
        // Other columns, and cells behind the last that has a name, may hold calls of their own.
        of(Column::Other).filter(|cell| cell.text().contains('/')).for_each(|cell| add(cell, " ", woven));
        cells.iter().skip(self.columns.len()).for_each(|cell| add(cell, " ", woven));
        let remarks = (!paths.is_empty()).then(|| woven.column());
        of(Column::Name).filter(|_| !paths.is_empty()).for_each(|cell| add(cell, " ", woven));
        of(Column::Label).for_each(|cell| add(cell, " ", woven));
        woven.row(lines_of(cells));
        woven.end_line(Fate { remarks, ..self.fate(cells, fate) });
        if let Some(path) = paths.first() {
            self.path = Some((*path).clone());
        }
    }

    /// What the cells of a row say about its calls.
    fn fate(&self, cells: &[Cell], fate: Fate) -> Fate {
        let named = || self.columns.iter().zip(cells);
        let set_aside = named().find_map(|((name, _), cell)| denied(name, &cell.text()));
        let answered = named().filter(|((_, column), _)| *column == Column::Status);
        let status = answered.map(|(_, cell)| status(&cell.text())).find(|status| *status > 0);
        Fate { set_aside: fate.set_aside.or(set_aside), status: status.unwrap_or(fate.status), ..fate }
    }
}

/// Whether a path begins here, rather than going on.
fn is_rooted(text: &str) -> bool {
    text.contains("://") || ["/api/", "api/v", "/oauth2/"].iter().any(|root| text.starts_with(root))
}

/// Whether the line of a cell goes on in the next one.
fn goes_on(line: &str, next: &str) -> bool {
    line.contains('/') && (line.ends_with(['/', '-']) || (next.starts_with('/') && is_rooted(line)))
}

/// The lines of the input that cells take up.
fn lines_of(cells: &[Cell]) -> impl Iterator<Item = u32> + '_ {
    cells.iter().flat_map(|cell| &cell.0).map(|(_, place)| place.line)
}

/// Whether a cell holds methods and nothing else.
fn is_methods(cell: &Cell) -> bool {
    let text = cell.text();
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .all(|word| matches!(word, "and" | "or") || word.parse::<Method>().is_ok())
}

/// Adds a row of a table without a header, as it stands; one with a single cell is a frame around lines of text.
fn weave_alone(cells: &[Cell], woven: &mut Woven, fate: Fate) {
    let full: Vec<_> = cells.iter().filter(|cell| !cell.is_empty()).collect();
    if let [Cell(lines)] = full[..] {
        for (line, place) in lines {
            woven.piece(line.trim_start(), *place);
            woven.end_line(fate);
        }
        return;
    }
    for cell in full {
        add(&cell.joined(), ", ", woven);
    }
    woven.row(lines_of(cells));
    woven.end_line(fate);
}

/// Whether a line of a cell goes on with the path at the end of the line above it.
fn is_wrapped(above: &str, line: &str) -> bool {
    let path = above.rsplit(char::is_whitespace).next().unwrap_or_default();
    let is_path = path.starts_with('/') || path.contains("://");
    let goes_on = line.starts_with('/') && Target::is_of_okta(path) && !Target::is_of_okta(line);
    let ends = path.ends_with(['/', '-', '_']) && line.starts_with(|c: char| c.is_alphanumeric() || c == '{');
    is_path && (goes_on || ends)
}

/// Adds a cell to the line, its own lines joined.
fn add(cell: &Cell, joiner: &str, woven: &mut Woven) {
    let full = cell.0.iter().filter(|(line, _)| !line.trim().is_empty());
    let mut above = "";
    for (number, (line, place)) in full.enumerate() {
        if !woven.is_at_start() && !is_wrapped(above, line.trim()) {
            woven.sign(if number == 0 { BETWEEN } else { joiner });
        }
        above = line.trim();
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        let column = place.column + u32::try_from(indent).unwrap_or(u32::MAX);
        woven.piece(line.trim(), Place { column, ..*place });
    }
}
