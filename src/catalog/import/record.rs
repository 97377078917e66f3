//! Edits YAML in the layout of `data/` where it stands: a record of a list, a field of a record, and nothing else.
//!
//! What is not touched keeps its bytes, comments included.

use crate::catalog::problem::Problem;

/// A file that is a head and a list of records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Book {
    /// Everything before the first record, comments included.
    pub(super) head: String,
    /// The records in order.
    pub(super) records: Vec<Record>,
}

/// One record of a list: lines of which the first, apart from comments above it, begins with a dash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    lines: Vec<String>,
    /// How far its fields are indented.
    indent: usize,
}

impl Book {
    /// Takes a file apart whose records begin with a dash after so many spaces.
    pub(super) fn read(text: &str, dash: usize) -> Self {
        let begins = |line: &str| indent_of(line) == dash && line.trim_start().starts_with("- ");
        let comment = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
        let lines: Vec<&str> = text.lines().collect();
        let starts: Vec<usize> = (0..lines.len())
            .filter(|at| begins(lines[*at]))
            .map(|at| {
                let above = lines[..at].iter().rev().take_while(|line| comment(line)).count();
                // A comment at the top of a file of bare records is about the file.
                if above == at { at } else { at - above }
            })
            .collect();
        let first = starts.first().copied().unwrap_or(lines.len());
        let ends = starts.iter().skip(1).copied().chain([lines.len()]);
        let record = |(from, to): (&usize, usize)| Record {
            lines: lines[*from..to].iter().map(|line| (*line).to_owned()).collect(),
            indent: dash + 2,
        };
        Self { head: joined(&lines[..first]), records: starts.iter().zip(ends).map(record).collect() }
    }

    /// The file again.
    pub(super) fn text(&self) -> String {
        self.head.clone() + &self.records.iter().map(Record::text).collect::<String>()
    }

    /// The record whose first field is this.
    ///
    /// # Errors
    ///
    /// When the file is laid out in another way, so that it cannot be found.
    pub(super) fn record(&mut self, file: &str, name: &str) -> Result<&mut Record, Problem> {
        let found = self.records.iter_mut().find(|record| record.name() == Some(name));
        found.ok_or_else(|| unusual(file, name))
    }
}

/// The problem that a record stands in a way that cannot be edited.
pub(super) fn unusual(file: &str, record: &str) -> Problem {
    Problem::record(file, record, "is laid out in another way than import can edit")
        .help("begin each record with its name, a field on each line, and indent as in `data/`")
}

impl Record {
    /// A new record of fields with their values.
    pub(super) fn new(dash: usize, fields: &[(&str, String)]) -> Self {
        let before = |position| format!("{}{}", " ".repeat(dash), if position == 0 { "- " } else { "  " });
        let lines = fields.iter().enumerate();
        let lines = lines.flat_map(|(position, (name, value))| written(&before(position), name, value));
        Self { lines: lines.collect(), indent: dash + 2 }
    }

    pub(super) fn text(&self) -> String {
        joined(&self.lines)
    }

    /// The value of its first field.
    pub(super) fn name(&self) -> Option<&str> {
        let first = self.lines.iter().find_map(|line| line.trim_start().strip_prefix("- "))?;
        let (_, value) = first.split_once(": ")?;
        Some(value.trim().trim_matches(['\'', '"']))
    }

    /// The lines of a field, from its name to the next one.
    fn extent(&self, field: &str) -> Option<std::ops::Range<usize>> {
        let named = |line: &String, name: &str| {
            let line = line.get(self.indent..).unwrap_or_default();
            line.strip_prefix(name).is_some_and(|rest| rest.starts_with(':'))
        };
        let start = self.lines.iter().position(|line| {
            let at_field = indent_of(line) == self.indent
                || (indent_of(line) + 2 == self.indent && line.trim_start().starts_with("- "));
            at_field && named(line, field)
        })?;
        let inside = |line: &&String| indent_of(line) > self.indent || line.trim_start().starts_with("- ");
        Some(start..start + 1 + self.lines[start + 1..].iter().take_while(inside).count())
    }

    /// Gives a field another value, or takes it away; a new field goes where `order` says.
    pub(super) fn set(&mut self, field: &str, value: Option<&str>, order: &[&str]) {
        let extent = self.extent(field);
        // The first field of a record stands behind its dash.
        let before = extent.as_ref().and_then(|extent| self.lines[extent.start].get(..self.indent));
        let before = before.map_or_else(|| " ".repeat(self.indent), str::to_owned);
        let lines = value.map(|value| written(&before, field, value)).unwrap_or_default();
        let extent = extent.unwrap_or_else(|| {
            let at = self.place(field, order);
            at..at
        });
        self.lines.splice(extent, lines);
    }

    /// The line at which a field belongs that is not there yet.
    fn place(&self, field: &str, order: &[&str]) -> usize {
        let later = order.iter().skip_while(|name| **name != field).skip(1);
        let next = later.filter_map(|name| self.extent(name)).map(|extent| extent.start).min();
        next.unwrap_or(self.lines.len())
    }

    /// The lines of the fields of these names, as they stand.
    pub(super) fn fields(&self, names: &[&str]) -> Vec<String> {
        let extents = names.iter().filter_map(|name| self.extent(name));
        extents.flat_map(|extent| self.lines[extent].to_vec()).collect()
    }

    /// Adds lines of whole fields, which are indented so far, each where `order` says.
    pub(super) fn insert(&mut self, lines: &[String], indent: usize, order: &[&str]) {
        let moved = lines.iter().map(|line| {
            let inner = line.get(indent..).unwrap_or_else(|| line.trim_start());
            format!("{}{inner}", " ".repeat(self.indent))
        });
        let block = Self { lines: moved.collect(), indent: self.indent };
        for name in order {
            let Some(extent) = block.extent(name) else { continue };
            self.set(name, None, order);
            let at = self.place(name, order);
            self.lines.splice(at..at, block.lines[extent].to_vec());
        }
    }

    /// Appends lines as they are.
    pub(super) fn append(&mut self, lines: impl IntoIterator<Item = String>) {
        self.lines.extend(lines);
    }
}

/// Lines as a text, each with its end.
fn joined(lines: &[impl AsRef<str>]) -> String {
    lines.iter().flat_map(|line| [line.as_ref(), "\n"]).collect()
}

/// The lines of a field; a list with a line for each item begins below its name.
fn written(before: &str, field: &str, value: &str) -> Vec<String> {
    let gap = if value.starts_with('\n') { "" } else { " " };
    format!("{before}{field}:{gap}{value}").lines().map(str::to_owned).collect()
}

fn indent_of(line: &str) -> usize {
    line.chars().take_while(|letter| *letter == ' ').count()
}

/// A text as a YAML value on one line: bare where that is safe, in single quotes otherwise.
pub(super) fn scalar(text: &str) -> String {
    let mut letters = text.chars();
    let safe = |letter: char| letter.is_ascii_alphanumeric() || "._-/{}()+ ".contains(letter);
    let word = letters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '/');
    let keyword = ["y", "n", "yes", "no", "true", "false", "on", "off", "null"];
    let bare = word
        && text.chars().all(safe)
        && !text.ends_with(' ')
        && !keyword.contains(&text.to_lowercase().as_str());
    if bare || release(text) { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}

/// Digits with two dots are no number, and no date.
fn release(text: &str) -> bool {
    let digits = |one: char| one.is_ascii_digit() || matches!(one, '.' | '-');
    text.starts_with(|one: char| one.is_ascii_digit())
        && text.matches('.').count() >= 2
        && text.chars().all(digits)
}

/// A list on one line.
pub(super) fn list(texts: &[impl AsRef<str>]) -> String {
    let braces = |text: &str| text.contains(['{', '}']);
    let item = |text: &str| if braces(text) { format!("'{text}'") } else { scalar(text) };
    format!("[{}]", texts.iter().map(|text| item(text.as_ref())).collect::<Vec<_>>().join(", "))
}

/// A list of lists on one line.
pub(super) fn lists(lists: &[Vec<String>]) -> String {
    format!("[{}]", lists.iter().map(|one| list(one)).collect::<Vec<_>>().join(", "))
}
