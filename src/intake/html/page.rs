//! A page, walked from tag to tag: what is shown goes into lines, rows of tables into one line each.

use std::collections::BTreeSet;

use super::tag::{Markup, Tag, markup};
use crate::intake::KnownNames;
use crate::intake::account::LineKind;
use crate::intake::calls::Calls;
use crate::intake::rows::{Cell, Rows};
use crate::intake::source::IntakeError;
use crate::intake::tree::{Place, Places};
use crate::intake::woven::{Fate, Woven, account};
use crate::model::SetAside;

/// Elements whose content nobody sees.
const UNSEEN: [&str; 5] = ["script", "style", "template", "svg", "ac:parameter"];

/// The longest text that stands for an image.
const LONGEST_IMAGE: usize = 20;

/// How many columns of a table may reach into rows below.
const MOST_COLUMNS: usize = 100;

/// The longest text that is repeated in the rows that its cell reaches into, in bytes.
const LONGEST_SPAN: usize = 2_000;

/// How deep tables may nest.
const MOST_TABLES: usize = 64;

/// What a page shows.
pub(super) struct Page<'t> {
    text: &'t str,
    at: usize,
    places: Places<'t>,
    woven: Woven,
    /// The tables that are open, outermost first.
    tables: Vec<Table>,
    /// The elements that are open and strike their content through.
    struck: Vec<&'t str>,
    comments: Woven,
    /// How many elements are open that keep the ends of lines.
    kept: usize,
    /// The rows of tables that ought to be calls.
    asked: Vec<Vec<Cell>>,
}

#[derive(Default)]
struct Table {
    rows: Rows,
    cells: Vec<Cell>,
    /// The cell that is open, with how many rows and columns it takes.
    open: Option<(Cell, usize, usize)>,
    /// For each column, the cell from a row above and how many more rows it takes.
    spans: Vec<(Cell, usize)>,
    /// Whether a row is open.
    is_in_row: bool,
    is_struck: bool,
}

impl<'t> Page<'t> {
    /// Walks a page.
    pub(super) fn of(text: &'t str) -> Self {
        let mut page = Self {
            text,
            at: 0,
            places: Places::new(text),
            woven: Woven::default(),
            tables: Vec::new(),
            struck: Vec::new(),
            comments: Woven::default(),
            kept: 0,
            asked: Vec::new(),
        };
        while let Some(rest) = text.get(page.at..).filter(|rest| !rest.is_empty()) {
            page.step(rest);
        }
        while !page.tables.is_empty() {
            page.end_table();
        }
        page.end_line();
        page
    }

    /// The calls of the page.
    pub(super) fn read(&self, calls: &mut Calls, known: &dyn KnownNames) -> Result<(), IntakeError> {
        let mut kinds = self.woven.scan(calls, known)?;
        for (line, kind) in self.comments.scan(calls, known)? {
            kinds.entry(line).or_insert(kind);
        }
        account(self.text, &kinds, calls);
        Ok(())
    }

    /// Says which rows ought to be calls and are none.
    pub(super) fn account(&self, calls: &mut Calls) {
        let lines = calls.found.account.lists.iter().flat_map(|list| list.lines.iter());
        let told: BTreeSet<u32> =
            lines.filter(|line| line.kind == LineKind::NotUnderstood).map(|line| line.line).collect();
        let known: BTreeSet<(u32, u32)> =
            calls.found.calls.iter().map(|call| (call.origin.line, call.origin.column)).collect();
        for cells in &self.asked {
            let holds = |(line, place): &(String, Place)| {
                let length = u32::try_from(line.chars().count()).unwrap_or(u32::MAX);
                let end = (place.line, place.column.saturating_add(length));
                known.range((place.line, place.column)..=end).next().is_some()
            };
            let is_call = cells.iter().flat_map(|cell| &cell.0).any(holds);
            let place = cells.iter().find(|cell| !cell.is_empty()).map(Cell::place);
            // A row on a line of its own is already told; others share their line with calls.
            if let Some(place) = place.filter(|place| !is_call && !told.contains(&place.line)) {
                calls.unresolved(place, "no call is recognized in this row of a table");
            }
        }
    }

    fn step(&mut self, rest: &'t str) {
        let shown = rest.find('<').unwrap_or(rest.len());
        if shown > 0 {
            self.show(rest.get(..shown).unwrap_or_default());
            self.at += shown;
            return;
        }
        match markup(rest) {
            None => {
                self.show("<");
                self.at += 1;
            }
            Some((Markup::Tag(tag), length)) => {
                self.at += length;
                self.tag(tag);
            }
            Some((Markup::Comment(comment), length)) => {
                let place = self.places.of(self.at + 4);
                for (line, place) in Cell::new(comment, place).0.iter().filter(|(line, _)| line.contains('/'))
                {
                    self.comments.piece(line, *place);
                    self.comments.end_line(Fate::of(Some(SetAside::CommentedOut)));
                }
                self.at += length;
            }
            Some((Markup::Data(data), length)) => {
                let end = self.at + length;
                self.at = end - 3 - data.len();
                self.kept += 1;
                self.show(data);
                self.kept -= 1;
                self.at = end;
            }
            Some((Markup::Other, length)) => self.at += length,
        }
    }

    fn tag(&mut self, tag: Tag<'t>) {
        if !tag.closes && UNSEEN.iter().any(|name| tag.is(name)) {
            return self.pass(tag.name);
        }
        if tag.is_block() {
            self.end_line();
        }
        if tag.closes { self.close(tag) } else { self.open(tag) }
    }

    /// Passes over an element that nobody sees, or over the rest when it is never closed.
    fn pass(&mut self, name: &str) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let closing = rest.match_indices("</").find(|(at, _)| {
            rest.get(at + 2..at + 2 + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
        });
        self.at += closing.map_or(rest.len(), |(at, _)| at);
    }

    fn open(&mut self, tag: Tag<'t>) {
        match () {
            () if tag.is("table") && self.tables.len() < MOST_TABLES => self.tables.push(Table::default()),
            () if tag.is("tr") => {
                self.end_row();
                if let Some(table) = self.tables.last_mut() {
                    table.is_in_row = true;
                    table.is_struck = tag.strikes();
                }
                return;
            }
            () if tag.is("td") || tag.is("th") => {
                let place = self.places.of(self.at);
                if let Some(table) = self.tables.last_mut() {
                    table.end_cell();
                    let cell = Cell(vec![(String::new(), place)]);
                    table.open = Some((cell, tag.span("rowspan"), tag.span("colspan")));
                }
            }
            () if tag.is("pre") => self.kept += 1,
            // A heading may say that what follows is not called.
            () if is_heading(&tag) => self.sign("## "),
            () if tag.is("img") => {
                let words = tag.attribute("alt").filter(|words| words.len() <= LONGEST_IMAGE);
                self.sign(words.unwrap_or_default());
            }
            () if tag.is("ac:emoticon") => self.sign(tag.attribute("ac:name").unwrap_or_default()),
            () => {}
        }
        if tag.strikes() && !tag.is_void() {
            self.sign("<s>");
            self.struck.push(tag.name);
        }
    }

    fn close(&mut self, tag: Tag<'t>) {
        if self.struck.last().is_some_and(|name| tag.is(name)) {
            self.struck.pop();
            self.sign("</s>");
        }
        match () {
            () if tag.is("table") => self.end_table(),
            () if tag.is("tr") => self.end_row(),
            () if tag.is("td") || tag.is("th") => {
                if let Some(table) = self.tables.last_mut() {
                    table.end_cell();
                }
            }
            () if tag.is("pre") => self.kept = self.kept.saturating_sub(1),
            // Behind a list, what a heading said about it is over.
            () if tag.is("ul") || tag.is("ol") => self.blank_line(),
            () => {}
        }
    }

    /// The cell that is written to, if one is open.
    fn cell(&mut self) -> Option<&mut Cell> {
        self.tables.last_mut().and_then(|table| table.open.as_mut()).map(|(cell, ..)| cell)
    }

    /// Adds text that is shown.
    fn show(&mut self, text: &str) {
        if self.kept > 0 {
            let (mut at, mut lines) = (self.at, text.split('\n').peekable());
            while let Some(line) = lines.next() {
                let place = self.places.of(at);
                self.add(line.trim_end_matches('\r'), place);
                at += line.len() + 1;
                if lines.peek().is_some() {
                    self.end_line();
                }
            }
            return;
        }
        let blank = text.len() - text.trim_start().len();
        let place = self.places.of(self.at + blank);
        let words: Vec<_> = text.split_whitespace().collect();
        if words.is_empty() || blank > 0 {
            self.space();
        }
        if !words.is_empty() {
            self.add(&words.join(" "), place);
            if text.ends_with(char::is_whitespace) {
                self.space();
            }
        }
    }

    /// The last character of the line so far.
    fn last(&mut self) -> Option<char> {
        match self.cell() {
            Some(cell) => cell.0.last().and_then(|(line, _)| line.chars().next_back()),
            None => self.woven.last(),
        }
    }

    fn space(&mut self) {
        if self.last().is_some_and(|last| last != ' ') {
            self.sign(" ");
        }
    }

    fn add(&mut self, text: &str, place: Place) {
        let last = self.last();
        let next = text.chars().next();
        if let (Some(last), Some(next)) = (last, next) {
            let apart = last.is_alphanumeric() && next.is_alphanumeric();
            let path = next == '/' && last.is_ascii_uppercase();
            if apart || path {
                self.sign(" ");
            }
        }
        match self.cell() {
            Some(Cell(lines)) => match lines.last_mut() {
                Some((line, start)) => {
                    if line.is_empty() {
                        *start = place;
                    }
                    line.push_str(text);
                }
                None => lines.push((text.to_owned(), place)),
            },
            None => self.woven.piece(text, place),
        }
    }

    fn sign(&mut self, sign: &str) {
        match self.cell() {
            Some(Cell(lines)) => {
                if let Some((line, _)) = lines.last_mut() {
                    line.push_str(sign);
                }
            }
            None => self.woven.sign(sign),
        }
    }

    fn end_line(&mut self) {
        let place = self.places.of(self.at);
        if let Some(Cell(lines)) = self.cell() {
            if lines.last().is_some_and(|(line, _)| !line.trim().is_empty()) {
                lines.push((String::new(), place));
            }
        } else if !self.woven.is_at_start() {
            self.woven.end_line(Fate::default());
        }
    }

    fn blank_line(&mut self) {
        if self.cell().is_none() {
            self.woven.end_line(Fate::default());
        }
    }

    fn end_row(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            self.asked.extend(table.end_row(&mut self.woven));
        }
    }

    fn end_table(&mut self) {
        self.end_row();
        self.tables.pop();
        self.blank_line();
    }
}

impl Table {
    fn end_cell(&mut self) {
        let Some((cell, rows, columns)) = self.open.take() else { return };
        self.is_in_row = true;
        self.fill(false);
        let long = cell.0.iter().map(|(line, _)| line.len()).sum::<usize>() > LONGEST_SPAN;
        let mut repeated = if long { Cell::default() } else { cell.clone() };
        let mut first = Some(cell);
        // Of a cell that takes several columns, the first has the text.
        for _ in 0..columns {
            if self.cells.len() < MOST_COLUMNS {
                self.spans.resize(self.spans.len().max(self.cells.len() + 1), (Cell::default(), 0));
                if let Some(span) = self.spans.get_mut(self.cells.len()) {
                    *span = (std::mem::take(&mut repeated), rows - 1);
                }
            }
            self.cells.push(first.take().unwrap_or_default());
        }
    }

    /// Puts in the cells from rows above that reach into this one; all that are left when the row ends.
    fn fill(&mut self, ends: bool) {
        while let Some((cell, rows)) = self.spans.get_mut(self.cells.len()) {
            match rows.checked_sub(1) {
                Some(left) => {
                    *rows = left;
                    self.cells.push(cell.clone());
                }
                None if ends => self.cells.push(Cell::default()),
                None => break,
            }
        }
    }

    /// Ends the row; returns its cells when it ought to be a call.
    fn end_row(&mut self, woven: &mut Woven) -> Option<Vec<Cell>> {
        self.end_cell();
        if !std::mem::take(&mut self.is_in_row) {
            return None;
        }
        self.fill(true);
        let cells = std::mem::take(&mut self.cells);
        let names: Vec<_> = cells.iter().map(Cell::text).collect();
        if let Some(rows) = Rows::header(names.iter().map(String::as_str)) {
            self.rows = rows;
        } else if cells.iter().any(|cell| !cell.is_empty()) {
            self.rows.weave(&cells, woven, Fate::of(self.is_struck.then_some(SetAside::Negated)));
            return self.rows.asks(&cells).then_some(cells);
        }
        None
    }
}

fn is_heading(tag: &Tag<'_>) -> bool {
    ["h1", "h2", "h3", "h4", "h5", "h6"].iter().any(|name| tag.is(name))
}
