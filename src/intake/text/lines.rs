//! What the lines of a list are: calls, or else prose, or something that ought to be a call.

use super::clean::Line;
use super::comment::is_fence;
use super::scan::{self, Token};
use super::title::{self, is_sentence};
use super::wrapped::is_of_page;
use super::{Naming, content_start, names};
use crate::intake::rows::Rows;
use crate::intake::{KnownNames, LineKind, TitleKind};

/// What is known of the lines of a text, by their position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks(Vec<Option<LineKind>>);

impl Marks {
    pub(super) fn new(count: usize) -> Self {
        Self(vec![None; count])
    }

    pub(super) fn get(&self, at: usize) -> Option<LineKind> {
        self.0.get(at).copied().flatten()
    }

    /// Says what a line is, unless that is known.
    pub(super) fn set(&mut self, at: usize, kind: LineKind) {
        if let Some(mark) = self.0.get_mut(at) {
            mark.get_or_insert(kind);
        }
    }

    fn is_entry(&self, at: usize) -> bool {
        matches!(self.get(at), Some(LineKind::Call { .. }))
    }
}

/// The kind of each line; nothing for empty ones.
pub(super) fn kinds(
    lines: &[&str],
    marks: &Marks,
    known: &dyn KnownNames,
    naming: Naming,
) -> Vec<Option<LineKind>> {
    // What is no list is not asked for more calls than it spells out.
    if naming == Naming::Never {
        let full = lines.iter().enumerate().map(|(at, line)| (!line.trim().is_empty()).then_some(at));
        return full.map(|at| at.map(|at| marks.get(at).unwrap_or(LineKind::Prose))).collect();
    }
    let judge = Judge::new(lines, marks, known);
    let kind = |at: usize| match lines.get(at) {
        Some(raw) if raw.trim().is_empty() => None,
        _ => Some(marks.get(at).unwrap_or_else(|| judge.kind(at))),
    };
    (0..lines.len()).map(kind).collect()
}

/// What the layout of a line shows.
#[derive(Clone, Copy, Debug, Default)]
struct Layout {
    /// How far its content is indented; further hyphens of a bullet count too.
    indent: usize,
    is_bullet: bool,
    is_blank: bool,
    columns: Columns,
}

/// How a line is divided into columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Columns {
    #[default]
    None,
    Bars,
    Gaps,
}

impl Layout {
    fn of(raw: &str) -> Self {
        let line = raw.trim_start();
        let dashes = line.chars().take_while(|c| *c == '-').count();
        let further = if line.starts_with("--") { dashes - 1 } else { 0 };
        let indent = raw.chars().take_while(|c| c.is_whitespace()).count() + further;
        let content = line.trim_end();
        let columns = match () {
            () if content.starts_with('|') || content.matches('|').count() > 1 => Columns::Bars,
            () if content.contains("   ") || content.contains('\t') => Columns::Gaps,
            () => Columns::None,
        };
        Self { indent, is_bullet: is_bullet(line), is_blank: line.is_empty(), columns }
    }
}

/// Whether a line begins with a bullet, a number or a box to tick.
pub(super) fn is_bullet(line: &str) -> bool {
    const SIGNS: [char; 16] =
        ['-', '*', '+', '•', '–', '—', '·', '▪', '‣', '◦', '○', '●', '■', '→', '☐', '☑'];
    let rest = line.trim_start_matches('-');
    let signed = line.strip_prefix(SIGNS).is_some_and(|rest| rest.starts_with([' ', '\t']))
        || (rest.len() + 2 <= line.len() && rest.starts_with(' '));
    let inner = line.strip_prefix('(').unwrap_or(line);
    let digits = inner.trim_start_matches(|c: char| c.is_ascii_digit());
    let numbered = (1..=4).contains(&(inner.len() - digits.len()))
        && digits.strip_prefix(['.', ')']).is_some_and(|rest| rest.starts_with([' ', '\t']));
    signed || numbered || line.starts_with("[ ] ") || line.starts_with("[x] ")
}

/// Judges lines without calls by what stands around them.
struct Judge<'a> {
    lines: &'a [&'a str],
    marks: &'a Marks,
    known: &'a dyn KnownNames,
    layouts: Vec<Layout>,
    /// For each bullet, whether one like it holds a call.
    among_bullets: Vec<bool>,
    /// For each row, whether one of its table holds a call, and where the table begins.
    among_rows: Vec<Option<(bool, usize)>>,
    /// For each line of one word, whether a call is among the lines around it that are calls or have one word.
    among_words: Vec<bool>,
    /// For each line, the next one with anything in it.
    next: Vec<Option<usize>>,
    /// For each line, the last one with anything in it.
    last: Vec<Option<usize>>,
}

impl<'a> Judge<'a> {
    fn new(lines: &'a [&'a str], marks: &'a Marks, known: &'a dyn KnownNames) -> Self {
        let layouts: Vec<Layout> = lines.iter().map(|line| Layout::of(line)).collect();
        let mut last = Vec::with_capacity(lines.len());
        let mut seen = None;
        for (at, layout) in layouts.iter().enumerate() {
            last.push(seen);
            seen = if layout.is_blank { seen } else { Some(at) };
        }
        let mut next = vec![None; lines.len()];
        seen = None;
        for (at, layout) in layouts.iter().enumerate().rev() {
            if let Some(slot) = next.get_mut(at) {
                *slot = seen;
            }
            seen = if layout.is_blank { seen } else { Some(at) };
        }
        let among_bullets = among_bullets(&layouts, marks);
        let among_rows = among_rows(&layouts, marks);
        let among_words = among_words(lines, &layouts, marks);
        Self { lines, marks, known, layouts, among_bullets, among_rows, among_words, next, last }
    }

    fn layout(&self, at: usize) -> Layout {
        self.layouts.get(at).copied().unwrap_or_default()
    }

    fn next(&self, at: usize) -> Option<usize> {
        self.next.get(at).copied().flatten()
    }

    fn kind(&self, at: usize) -> LineKind {
        let raw = self.lines.get(at).copied().unwrap_or_default();
        if Self::is_prose(raw) {
            return LineKind::Prose;
        }
        let line = Line::new(raw);
        let open = speaks_of_method(&line)
            || self.is_open_bullet(at)
            || self.is_open_row(at, &line)
            || self.is_open_title(at, &line)
            || self.is_open_word(at, &line)
            || names::mentions(&line, self.known);
        if open { LineKind::NotUnderstood } else { LineKind::Prose }
    }

    /// Whether a line can be no call: a rule, a frame, the end of a page, a variable that is set, a header.
    fn is_prose(raw: &str) -> bool {
        let line = raw.trim();
        let name = line.split('=').next().unwrap_or_default().trim_start_matches("export ").trim_end();
        let assigns = line.contains('=')
            && !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | ':' | '.'));
        !line.contains(char::is_alphanumeric)
            || is_fence(line)
            || is_of_page(raw)
            || assigns
            || is_header(raw)
    }

    /// A bullet among bullets with calls, unless it heads bullets below it.
    fn is_open_bullet(&self, at: usize) -> bool {
        self.among_bullets.get(at).copied().unwrap_or_default() && !self.heads(at)
    }

    /// Whether the next line is further in, and a call or a bullet.
    fn heads(&self, at: usize) -> bool {
        self.next(at).is_some_and(|next| {
            let (here, below) = (self.layout(at), self.layout(next));
            below.indent > here.indent && (below.is_bullet || self.marks.is_entry(next))
        })
    }

    /// A row of a table that holds calls, unless it is the header, a rule or a title across the table.
    fn is_open_row(&self, at: usize, line: &Line) -> bool {
        let Some((true, first)) = self.among_rows.get(at).copied().flatten() else { return false };
        let ruled = self.next(at).is_some_and(|next| {
            let rule = self.lines.get(next).map_or("", |line| line.trim());
            rule.contains('-') && !rule.contains(char::is_alphanumeric)
        });
        let head = first == at && (ruled || line.text(0..line.chars.len()).trim().starts_with("||"));
        !head && title::cells(line, 0).len() > 1
    }

    /// A line of one word among calls and such lines, unless it is the heading of what is below. The word can be the
    /// name of an operation that no document has, whatever it looks like; a plain word of the catalog is none.
    fn is_open_word(&self, at: usize, line: &Line) -> bool {
        let Some(word) = lone_word(line) else { return false };
        let is_plain = word.bytes().skip(1).all(|c| c.is_ascii_lowercase() || matches!(c, b'-' | b'.'));
        if is_plain && self.known.allow_list().knows_name(&word) {
            return false;
        }
        let raw = self.lines.get(at).copied().unwrap_or_default().trim();
        let is_named = |other: usize| lone_word(&Line::new(self.lines[other])).is_some();
        let starts = at.checked_sub(1).is_none_or(|above| self.layout(above).is_blank);
        let heading = raw.ends_with(':')
            || raw.starts_with('#')
            || self.heads(at)
            || (starts && self.next(at).is_some_and(|next| !is_named(next)));
        !heading && self.among_words.get(at).copied().unwrap_or_default()
    }

    /// An imperative among calls, unless it is a sentence, or the heading of what stands below.
    fn is_open_title(&self, at: usize, line: &Line) -> bool {
        let raw = self.lines.get(at).copied().unwrap_or_default();
        let first = title::candidates(line, content_start(line)).into_iter().next();
        let Some(first) = first else { return false };
        let sentence = is_sentence(&first.text) || (is_sentence(raw) && !self.layout(at).is_bullet);
        if sentence || self.known.title(&first.text) == TitleKind::Other {
            return false;
        }
        let entry = |other: Option<usize>| other.is_some_and(|other| self.marks.is_entry(other));
        let last = self.last.get(at).copied().flatten();
        let starts = at.checked_sub(1).is_none_or(|above| self.layout(above).is_blank);
        let bullet = self.layout(at).is_bullet;
        let heading = raw.trim_end().ends_with(':')
            || raw.trim_start().starts_with('#')
            || self.heads(at)
            || (!bullet && starts && entry(self.next(at)));
        !heading && (entry(last) || entry(self.next(at)))
    }
}

/// For each line, whether a call is in its run of lines that are calls or have one word; empty lines do not end a run.
fn among_words(lines: &[&str], layouts: &[Layout], marks: &Marks) -> Vec<bool> {
    let mut among = vec![false; lines.len()];
    let (mut run, mut holds) = (Vec::new(), false);
    for (at, raw) in lines.iter().enumerate() {
        if layouts.get(at).is_some_and(|layout| layout.is_blank) {
            continue;
        }
        if marks.is_entry(at) {
            holds = true;
        } else if lone_word(&Line::new(raw)).is_some() {
            run.push(at);
        } else {
            settle(&mut among, &mut run, holds);
            holds = false;
        }
    }
    settle(&mut among, &mut run, holds);
    among
}

/// Says of the lines of a run whether a call is in it.
fn settle(among: &mut [bool], run: &mut Vec<usize>, holds: bool) {
    for at in run.drain(..) {
        among[at] = holds;
    }
}

/// The word of a line that has one word and no path.
fn lone_word(line: &Line) -> Option<String> {
    let text = line.text(content_start(line)..line.chars.len());
    let word = text.trim_matches(|c: char| !c.is_alphanumeric());
    let is_one = !word.is_empty() && !word.contains(|c: char| c.is_whitespace() || c == '/');
    is_one.then(|| word.to_owned())
}

/// For each bullet, whether one of the bullets beside it holds a call.
fn among_bullets(layouts: &[Layout], marks: &Marks) -> Vec<bool> {
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut groups: Vec<bool> = Vec::new();
    let mut group_of = vec![None; layouts.len()];
    let mut after_blank = true;
    for (at, layout) in layouts.iter().enumerate() {
        if layout.is_blank {
            after_blank = true;
            continue;
        }
        let ends = |indent: usize| {
            if layout.is_bullet { indent > layout.indent } else { after_blank && indent >= layout.indent }
        };
        while open.last().is_some_and(|(indent, _)| ends(*indent)) {
            open.pop();
        }
        if layout.is_bullet {
            let group = match open.last() {
                Some((indent, group)) if *indent == layout.indent => *group,
                _ => {
                    groups.push(false);
                    open.push((layout.indent, groups.len() - 1));
                    groups.len() - 1
                }
            };
            if let Some(holds) = groups.get_mut(group) {
                *holds |= marks.is_entry(at);
            }
            if let Some(slot) = group_of.get_mut(at) {
                *slot = Some(group);
            }
        }
        after_blank = false;
    }
    group_of
        .into_iter()
        .map(|group| group.and_then(|at: usize| groups.get(at).copied()).unwrap_or_default())
        .collect()
}

/// For each row of a table, whether the table holds a call, and where it begins.
fn among_rows(layouts: &[Layout], marks: &Marks) -> Vec<Option<(bool, usize)>> {
    let mut rows = vec![None; layouts.len()];
    let mut at = 0;
    while at < layouts.len() {
        let columns = layouts.get(at).map(|layout| layout.columns).unwrap_or_default();
        let same =
            layouts.iter().skip(at).take_while(|one| one.columns == columns && !one.is_blank).count().max(1);
        if columns != Columns::None {
            let holds = (at..at + same).any(|row| marks.is_entry(row));
            rows.iter_mut().skip(at).take(same).for_each(|row| *row = Some((holds, at)));
        }
        at += same;
    }
    rows
}

/// Whether the cells of a line are the names of columns.
pub(super) fn is_header(raw: &str) -> bool {
    let line = Line::new(raw);
    let cells: Vec<String> = title::cells(&line, 0).into_iter().map(|cell| line.text(cell)).collect();
    cells.len() > 1
        && Rows::header(cells.iter().map(|cell| cell.trim_matches(['*', '_', ' ', '`']))).is_some()
}

/// Whether a line holds a method, and does not speak of methods in general.
fn speaks_of_method(line: &Line) -> bool {
    const GENERAL: [&str; 10] =
        ["request", "requests", "call", "calls", "method", "methods", "verb", "verbs", "only", "endpoint"];
    let tokens = scan::tokens(line);
    let mut strong = tokens.iter().filter(|token| matches!(token, Token::Method { weak: false, .. }));
    strong.any(|token| {
        let behind = line.text_near(token.span().end).to_lowercase();
        let mut words = behind.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let joined = |word: &str| matches!(word, "and" | "or" | "get" | "post" | "put" | "patch" | "delete");
        !words.find(|word| !joined(word)).is_some_and(|word| GENERAL.contains(&word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Few;

    impl KnownNames for Few {
        fn allow_list(&self) -> std::sync::Arc<crate::disclosure::AllowList> {
            std::sync::Arc::new(crate::disclosure::AllowList::open())
        }

        fn knows(&self, name: &str) -> bool {
            name == "suspendUser"
        }

        fn nearest(&self, _name: &str) -> Option<String> {
            None
        }

        fn title(&self, text: &str) -> TitleKind {
            if text.starts_with("Suspend") { TitleKind::Imperative } else { TitleKind::Other }
        }
    }

    /// The kinds of lines without calls, one letter each; lines that begin with `GET /` are calls.
    fn told(text: &str) -> String {
        let lines: Vec<&str> = text.lines().collect();
        let mut marks = Marks::new(lines.len());
        for (at, line) in lines.iter().enumerate() {
            if line.contains("GET /") {
                marks.set(at, LineKind::Call { of: 1 });
            }
        }
        let kinds = kinds(&lines, &marks, &Few, Naming::Counts);
        let letter = |kind: &Option<LineKind>| match kind {
            None => '.',
            Some(LineKind::Call { .. }) => 'c',
            Some(LineKind::Prose) => 'p',
            Some(LineKind::Excluded) => 'x',
            Some(LineKind::NotUnderstood) => '?',
        };
        kinds.iter().map(letter).collect()
    }

    #[test]
    fn every_line_is_something() {
        for (text, expected) in [
            ("Title\n\n- GET /a\n- other things\n- GET /b", "p.c?c"),
            ("- GET /a\n  - a remark\n- GET /b", "cpc"),
            ("- GET /a\n\nNotes\n\n- at night", "c.p.p"),
            ("- People\n-- GET /a\n- Teams\n-- GET /b", "pcpc"),
            ("GET /a\nSuspend the man\nGET /b", "c?c"),
            ("Suspend the man\nGET /b", "pc"),
            ("GET /a\n\nSuspend the man.\n\nSome words", "c.p.p"),
            ("| a | b |\n|---|---|\n| x | GET /a |\n| y | z |", "ppc?"),
            ("Method   Path\nGET /a   x\nother   y", "pc?"),
            ("GET /a\nTOKEN=abc", "cp"),
            ("GET /a\nPOST", "c?"),
            ("GET /a\nAll are GET requests.", "cp"),
            ("GET /a\nThen DELETE the thing.", "c?"),
            ("GET /a\nwe call suspendUser there", "c?"),
            ("```\nGET /a\n```", "pcp"),
            ("Page 3 of 4\nGET /a", "pc"),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }
}
