//! Rows of tables, wherever they come from, as lines of a free-form list: method, path, then what is said about them.

use super::columns::{Column, denied, is_no, status};
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

    fn place(&self) -> Place {
        self.0.first().map(|(_, place)| *place).unwrap_or_default()
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
        for cell in methods.into_iter().chain(&matrix).chain(paths.iter().copied()).chain(above) {
            add(cell, ", ", woven);
        }
        named.for_each(|cell| add(cell, ", ", woven));
        // Other columns, and cells behind the last that has a name, may hold calls of their own.
        of(Column::Other).filter(|cell| cell.text().contains('/')).for_each(|cell| add(cell, " ", woven));
        cells.iter().skip(self.columns.len()).for_each(|cell| add(cell, " ", woven));
        let remarks = (!paths.is_empty()).then(|| woven.column());
        of(Column::Name).filter(|_| !paths.is_empty()).for_each(|cell| add(cell, " ", woven));
        of(Column::Label).for_each(|cell| add(cell, " ", woven));
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
        add(cell, ", ", woven);
    }
    woven.end_line(fate);
}

/// Adds a cell to the line, its own lines joined.
fn add(cell: &Cell, joiner: &str, woven: &mut Woven) {
    let full = cell.0.iter().filter(|(line, _)| !line.trim().is_empty());
    for (number, (line, place)) in full.enumerate() {
        if !woven.is_at_start() {
            woven.sign(if number == 0 { BETWEEN } else { joiner });
        }
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        let column = place.column + u32::try_from(indent).unwrap_or(u32::MAX);
        woven.piece(line.trim(), Place { column, ..*place });
    }
}
