//! Tables with separators, as spreadsheets export them: CSV with commas, semicolons or bars, and TSV.

use std::collections::BTreeMap;
use std::sync::Arc;

use ::csv::{ReaderBuilder, StringRecord};

use super::Context;
use super::account::{LineKind, List, ListLine, ListLines};
use super::calls::Calls;
use super::content::Content;
use super::glimpse::{Glimpse, Shape};
use super::options::Standing;
use super::rows::{Cell, Rows};
use super::source::IntakeError;
use super::tree::{Place, Places};
use super::woven::{Fate, Woven};
use super::{signs, text};

/// Separators, the most usual first.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// How many lines a cell may have before it is said that a quote may be missing.
const LONG_CELL: usize = 40;

pub(super) fn claims(glimpse: &Glimpse<'_>) -> bool {
    if !matches!(glimpse.shape, Shape::Lines | Shape::Yaml(_)) {
        return false;
    }
    matches!(glimpse.ending(), "csv" | "tsv" | "tab") || {
        let (said, body) = separator(&glimpse.text);
        let first = body.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
        let names =
            first.split(said.unwrap_or(likely(first))).map(|name| name.trim_matches(['"', '\'', ' ']));
        // A table of Markdown is no export.
        !first.trim_start().starts_with('|') && Rows::header(names).is_some_and(|rows| rows.is_certain())
    }
}

/// How many rows are held at a time.
const PART_ROWS: usize = 4_096;

/// Every row, in order.
pub(super) fn read(content: Content, context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let packing = content.packing.clone();
    let text = content.into_text()?;
    let text = text::counted(text.trim_start_matches('\u{feff}'), &packing, calls);
    let (said, body) = separator(text);
    let first = body.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let separator = said.unwrap_or(likely(first));
    let mut reader = ReaderBuilder::new()
        .delimiter(u8::try_from(separator).unwrap_or(b','))
        .has_headers(false)
        .flexible(true)
        .from_reader(body.as_bytes());
    let skipped = text.len() - body.len();
    let mut places = Places::new(text);
    let mut record = StringRecord::new();
    let mut rows = None;
    let mut part = Part::new(text, calls);
    if skipped > 0 {
        part.rows.push(Row { first: 1, last: 1, kind: LineKind::Prose });
    }
    // Text in memory is read without failure, and it is UTF-8.
    while reader.read_record(&mut record).unwrap_or(false) {
        let start = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        let raw =
            body.get(start..usize::try_from(reader.position().byte()).unwrap_or(start)).unwrap_or_default();
        let blank = raw.len() - raw.trim_start_matches(['\r', '\n']).len();
        let first = places.of(skipped + start + blank).line;
        let last =
            first + u32::try_from(raw.trim_matches(['\r', '\n']).matches('\n').count()).unwrap_or(u32::MAX);
        let cells = cells(&record, body, start, separator, |at| places.of(skipped + at));
        if let Some(cell) = cells.iter().find(|cell| cell.0.len() > LONG_CELL) {
            calls.note(
                cell.0.first().map(|(_, place)| place.line),
                "a cell that begins here has many lines: a quote may be missing",
            );
        }
        let is_first = rows.is_none();
        if is_first && let Some(header) = Rows::header(record.iter()) {
            rows = Some(header);
            part.rows.push(Row { first, last, kind: LineKind::Prose });
            continue;
        }
        let rows = rows.get_or_insert_default();
        rows.weave(&cells, &mut part.woven, Fate::default());
        let full = cells.iter().filter(|cell| !cell.is_empty()).count();
        // A row with one cell is a title; the first of a table without a known header is one.
        let is_title = full < 2 || (is_first && part.rows.is_empty() && !rows.is_certain());
        let kind = if rows.asks(&cells) || !is_title { LineKind::NotUnderstood } else { LineKind::Prose };
        part.rows.push(Row { first, last, kind });
        if part.rows.len() >= PART_ROWS {
            part.take(context, calls)?;
        }
    }
    part.take(context, calls)?;
    part.account(context, calls);
    Ok(())
}

/// The rows that were read last, and what became of the lines before them.
struct Part<'t> {
    texts: Lines<'t>,
    woven: Woven,
    rows: Vec<Row>,
    lines: ListLines,
    /// Whether another reader accounts for the lines.
    is_accounted: bool,
}

type Lines<'t> = std::iter::Zip<std::ops::RangeFrom<u32>, std::str::Lines<'t>>;

/// The lines of a row, and what they are unless they hold a call.
struct Row {
    first: u32,
    last: u32,
    kind: LineKind,
}

impl<'t> Part<'t> {
    fn new(text: &'t str, calls: &Calls) -> Self {
        Self {
            texts: (1_u32..).zip(text.lines()),
            woven: Woven::default(),
            rows: Vec::new(),
            lines: ListLines::default(),
            is_accounted: !calls.found.account.lists.is_empty(),
        }
    }

    /// Takes the calls of the rows, and says what became of their lines.
    fn take(&mut self, context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
        let before = calls.found.calls.len();
        let kinds = std::mem::take(&mut self.woven).scan(calls, context.names)?;
        signs::leave_out_names(calls, context);
        let mut called: BTreeMap<u32, bool> = BTreeMap::new();
        for call in calls.found.calls.iter().skip(before) {
            *called.entry(call.origin.line).or_default() |= call.set_aside.is_none();
        }
        for Row { first, last, kind } in std::mem::take(&mut self.rows) {
            let of_row = || called.range(first..=last);
            let of = of_row().find(|(_, counts)| **counts).or_else(|| of_row().next()).map(|(line, _)| *line);
            for (line, text) in self.texts.by_ref() {
                if line >= first && !text.trim().is_empty() {
                    let of = if called.contains_key(&line) { Some(line) } else { of };
                    let continued =
                        kinds.get(&line).copied().filter(|kind| matches!(kind, LineKind::Call { .. }));
                    let kind = of.map(|of| LineKind::Call { of }).or(continued).unwrap_or(kind);
                    self.lines.push(ListLine { line, kind });
                }
                if line >= last {
                    break;
                }
            }
        }
        calls.fold();
        Ok(())
    }

    /// Adds the lines to the account.
    fn account(self, context: &Context<'_>, calls: &mut Calls) {
        if context.standing == Standing::Named && !self.is_accounted {
            let list = List { source: Arc::clone(calls.source()), lines: self.lines };
            calls.found.account.lists.push(list);
        }
    }
}

/// The separator that a first line such as `sep=;` names, and what follows it.
fn separator(text: &str) -> (Option<char>, &str) {
    let text = text.trim_start_matches('\u{feff}');
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let named = first.trim_end_matches('\r').trim_matches('"').strip_prefix("sep=");
    match named.map(|named| named.chars().next()) {
        Some(Some(separator)) => (Some(separator), rest),
        _ => (None, text),
    }
}

/// The separator that a line has most of.
fn likely(line: &str) -> char {
    let count = |separator: char| line.matches(separator).count();
    SEPARATORS.into_iter().rev().max_by_key(|separator| count(*separator)).unwrap_or(',')
}

/// The cells of a record that begins at a byte, each with its place.
fn cells(
    record: &StringRecord,
    body: &str,
    start: usize,
    separator: char,
    mut place: impl FnMut(usize) -> Place,
) -> Vec<Cell> {
    let mut starts = starts(body.get(start..).unwrap_or_default(), separator, record.len());
    starts.resize(record.len(), 0);
    let at = |offset: usize| {
        let raw = body.get(start + offset..).unwrap_or_default();
        start + offset + usize::from(raw.starts_with('"'))
    };
    record.iter().zip(starts).map(|(text, offset)| Cell::new(text, place(at(offset)))).collect()
}

/// Where the first cells of a record begin, in bytes; blank lines before it are passed.
fn starts(raw: &str, separator: char, count: usize) -> Vec<usize> {
    let blank = raw.len() - raw.trim_start_matches(['\r', '\n']).len();
    let mut starts = vec![blank];
    let mut quoted = false;
    for (at, c) in raw.char_indices() {
        if starts.len() == count {
            break;
        }
        match c {
            '"' => quoted = !quoted,
            c if c == separator && !quoted => starts.push(at + c.len_utf8()),
            _ => {}
        }
    }
    starts
}
