//! The free-form list, as people paste it: prose, bullets, tables, CSV, curl commands, names of operations.
//!
//! Each line is cleaned of markup ([`clean`]), scanned for methods and paths ([`scan`]), and those are paired
//! ([`pair`]). Lines without a path may name operations ([`names`]); commands such as curl may span lines
//! ([`commands`]), and name their URLs by variables ([`assigned`]).

mod alone;
mod assigned;
mod clean;
mod command;
mod commands;
mod curl;
mod denial;
mod httpie;
mod names;
mod pair;
mod powershell;
mod run;
mod scan;
mod shell;
mod table;
mod tool;
mod verb;
mod wget;
mod whole;
mod words;

use std::sync::Arc;

pub(super) use words::shown as harmless;

use super::KnownNames;
use super::source::{IntakeError, MAX_LINE, in_words};
use super::target::Target;
use crate::model::{Asked, Call, Method, Origin, Request, SetAside};
pub(super) use whole::{comments, lines, list};

use alone::Waiting;
use assigned::Assigned;
use clean::Line;
use pair::Found;
use scan::Token;

/// The longest text of a call that is shown.
const MAX_TEXT: usize = 240;

/// Every call of a text, in order.
pub(super) fn read(text: &str, source: &Arc<str>, known: &dyn KnownNames) -> Result<Vec<Call>, IntakeError> {
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    if let Some(position) = lines.iter().position(|line| line.len() > MAX_LINE) {
        let line = u32::try_from(position + 1).unwrap_or(u32::MAX);
        return Err(IntakeError::LineTooLong { input: in_words(source), line });
    }
    let markdown = [".md", ".markdown"].iter().any(|ending| source.to_ascii_lowercase().ends_with(ending));
    let mut reader = Reader {
        source,
        known,
        markdown,
        calls: Vec::new(),
        assigned: Assigned::of(&lines),
        here: None,
        comment: None,
        waiting: Waiting::default(),
        denied: None,
    };
    let mut at = 0;
    while at < lines.len() {
        at += reader.line(&lines[at..], at);
    }
    Ok(reader.calls)
}

/// Which line it is, from 0, and why nothing in it is a call, if so.
#[derive(Clone, Copy)]
struct Place {
    at: usize,
    aside: Option<SetAside>,
}

struct Reader<'a> {
    source: &'a Arc<str>,
    known: &'a dyn KnownNames,
    markdown: bool,
    calls: Vec<Call>,
    assigned: Assigned,
    /// The word that ends the data that a command is given in the lines below it.
    here: Option<String>,
    /// What closes the comment that is open.
    comment: Option<&'static str>,
    waiting: Waiting,
    /// Whether a heading says that what follows is not called; and whether it has covered a call.
    denied: Option<bool>,
}

impl Reader<'_> {
    /// Reads the first of the lines, or as many as its command takes; returns how many.
    fn line(&mut self, lines: &[&str], at: usize) -> usize {
        let raw = lines[0];
        let line = Line::new(raw);
        if self.in_data(raw) {
            self.beside(&line, Place { at, aside: Some(SetAside::Data) });
            return 1;
        }
        let commented = self.in_comment(raw) || self.is_comment(raw);
        let place = Place { at, aside: commented.then_some(SetAside::CommentedOut) };
        if let Some((position, _)) = tool::begins(&line.chars) {
            let first = self.calls.len();
            let taken = self.commands(line.clone(), position, &lines[1..], place);
            self.waiting.passed(&line, first..self.calls.len(), false);
            self.section(raw, self.calls.len() > first);
            return taken;
        }
        let start = content_start(&line);
        let tokens = scan::tokens(&line);
        if let Some(lone) = alone::lone(&line, start, &tokens) {
            if let Some((position, again, methods)) = self.waiting.announce(&line, lone) {
                self.give(position, again, &methods);
            }
            return 1;
        }
        let first = self.calls.len();
        let alone = self.waiting.methods().to_vec();
        self.paths(&line, &tokens, start, place, &alone);
        let bare =
            matches!(&self.calls[first..], [Call { asked: Asked::Http(Request { method: None, .. }), .. }]);
        self.waiting.passed(&line, first..self.calls.len(), bare);
        if self.calls.len() == first {
            self.names(&line, start, place);
        }
        self.section(raw, self.calls.len() > first);
        1
    }

    /// Keeps track of sections whose calls are not made; such a section ends with its list.
    fn section(&mut self, raw: &str, calls: bool) {
        self.denied = match self.denied {
            Some(_) if calls => Some(true),
            Some(covered) if raw.trim().is_empty() => (!covered).then_some(false),
            _ if !calls && denial::announces(raw) => Some(false),
            _ => None,
        };
    }

    /// Gives methods from below to the call of a path; the first is its own, each other makes one more call.
    fn give(&mut self, position: usize, again: bool, methods: &[Method]) {
        for (number, method) in methods.iter().enumerate() {
            let mut call = self.calls[position].clone();
            if let Asked::Http(request) = &mut call.asked {
                request.method = Some(*method);
            }
            if number == 0 && !again {
                self.calls[position] = call;
            } else {
                self.calls.push(call);
            }
        }
    }

    /// The calls that a line spells out; `alone` are the methods for paths without any.
    fn paths(&mut self, line: &Line, tokens: &[Token], start: usize, place: Place, alone: &[Method]) {
        let mut found = pair::pair(line, tokens, start);
        // A path without any method is a call only when it looks like Okta's, or is a whole URL.
        found.retain(|one| {
            let target = line.text(one.target.clone());
            let called = !one.methods.is_empty() || !alone.is_empty();
            (called && !is_file(&target)) || looks_like_okta(&target)
        });
        for one in &found {
            self.request(line, one, place, alone);
        }
    }

    /// What stands beside a command on its line: calls, no names.
    fn beside(&mut self, line: &Line, place: Place) {
        let tokens = scan::tokens(line);
        self.paths(line, &tokens, content_start(line), place, &[]);
    }

    fn request(&mut self, line: &Line, found: &Found, place: Place, alone: &[Method]) {
        let before = line.text(found.before.clone());
        let after = line.text(found.after.clone());
        let target = Target::parse(&line.text(found.target.clone()));
        let text = shown(line, found, &target);
        let label = match words::label(&before) {
            label if label.is_empty() => words::label(after.split('(').next().unwrap_or_default()),
            label => label,
        };
        let set_aside = match () {
            () if place.aside.is_some() => place.aside,
            () if found.remark => Some(SetAside::Remark),
            () if self.denied.is_some() || is_struck(line, found) || denial::negated(&before, &after) => {
                Some(SetAside::Negated)
            }
            () => None,
        };
        let methods: Vec<Option<Method>> = match (&found.methods[..], alone) {
            ([], []) => vec![None],
            ([], methods) | (methods, _) => methods.iter().copied().map(Some).collect(),
        };
        let column = first_word(line, found);
        let paths = target.paths();
        for (method, path) in methods.iter().flat_map(|method| paths.iter().map(move |path| (*method, path)))
        {
            let Target { host, query, .. } = target.clone();
            let (path, label) = (path.clone(), label.clone());
            let request = Request { method, host, path, query, label, body: Vec::new() };
            self.push(line, column, place.at, text.clone(), Asked::Http(request), set_aside);
        }
    }

    fn names(&mut self, line: &Line, start: usize, place: Place) {
        let named = names::names(line, start, self.known);
        for (name, span) in named {
            let before = line.text(span.start.saturating_sub(clean::NEAR).max(start)..span.start);
            let after = line.text_near(span.end);
            let negated = self.denied.is_some() || denial::negated(&before, &after);
            let negated = negated.then_some(SetAside::Negated);
            self.push(line, span.start, place.at, name.clone(), Asked::Name(name), place.aside.or(negated));
        }
    }

    fn push(
        &mut self,
        line: &Line,
        column: usize,
        at: usize,
        text: String,
        asked: Asked,
        set_aside: Option<SetAside>,
    ) {
        let origin = Origin {
            source: Arc::clone(self.source),
            line: u32::try_from(at + 1).unwrap_or(u32::MAX),
            column: line.column(column),
        };
        self.calls.push(Call::new(origin, text, asked).set_aside(set_aside));
    }

    /// Whether the line stands in a comment of several lines; keeps track of where those open and close.
    fn in_comment(&mut self, raw: &str) -> bool {
        let inside = self.comment.is_some();
        if let Some(close) = self.comment {
            if raw.contains(close) {
                self.comment = None;
            }
            return true;
        }
        for (open, close) in [("<!--", "-->"), ("/*", "*/"), ("<#", "#>")] {
            if let Some(rest) = raw.trim_start().strip_prefix(open) {
                self.comment = (!rest.contains(close)).then_some(close);
                return true;
            }
        }
        inside
    }

    /// Whether the line is a comment of its own; in Markdown a `#` is a heading.
    fn is_comment(&self, raw: &str) -> bool {
        let line = raw.trim_start();
        let hash = line.starts_with('#')
            && !is_list_number(line)
            && !line.starts_with("##")
            && !line.starts_with("#{")
            && !self.markdown;
        let slashes = line.strip_prefix("//").is_some_and(|rest| {
            let word = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            rest.starts_with(' ') || (word.parse::<Method>().is_ok() && word.chars().all(char::is_uppercase))
        });
        hash || slashes || line.starts_with("; ") || line.starts_with("REM ")
    }
}

/// Whether a hash stands before a number, as in `#1 GET /api/v1/users`.
fn is_list_number(line: &str) -> bool {
    line.trim_start_matches(['#', ' ']).starts_with(|c: char| c.is_ascii_digit())
}

/// Whether a path is one of files, by its ending.
fn is_file(path: &str) -> bool {
    const ENDINGS: [&str; 20] = [
        "txt", "yaml", "yml", "py", "js", "ts", "json", "md", "go", "rb", "java", "cs", "sh", "log", "csv",
        "conf", "env", "pem", "toml", "php",
    ];
    let name = path.rsplit('/').next().unwrap_or_default();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.split(':').next().unwrap_or(ending));
    path.starts_with('/') && ending.is_some_and(|ending| ENDINGS.contains(&ending))
}

fn looks_like_okta(text: &str) -> bool {
    text.to_ascii_lowercase().contains("://") || Target::is_of_okta(text)
}

/// Where the content of a line begins: behind bullets, numbers, quotes and table rules.
fn content_start(line: &Line) -> usize {
    let mut at = 0;
    loop {
        let rest = &line.chars[at..];
        let skip = match rest {
            [c, ..] if c.is_whitespace() => 1,
            ['-' | '*' | '+' | '•' | '–' | '—' | '>' | '·' | '▪' | '‣', ' ' | '\t', ..] => 2,
            ['|' | '>', ..] | ['#', '#' | ' ', ..] => 1,
            ['[', ' ' | 'x' | 'X', ']', ..] => 3,
            ['(', ..] => numbered(&rest[1..], &[')']).map_or(0, |length| length + 1),
            [c, ..] if c.is_ascii_alphanumeric() => numbered(rest, &['.', ')']).unwrap_or(0),
            _ => 0,
        };
        if skip == 0 {
            return at;
        }
        at += skip;
    }
}

/// The length of `12.`, `3)` or `a)` with the space behind it.
fn numbered(rest: &[char], closers: &[char]) -> Option<usize> {
    let digits = rest.iter().take_while(|c| c.is_ascii_digit()).count();
    let length = if digits > 0 { digits } else { 1 };
    let closer = rest.get(length)?;
    let spaced = rest.get(length + 1).is_some_and(|c| c.is_whitespace());
    let letter_ok = digits > 0 || (*closer == ')' && rest[0].is_ascii_alphabetic());
    (closers.contains(closer) && spaced && letter_ok && digits <= 4).then_some(length + 2)
}

/// Where a call begins: at the first word of its label, or else at its method or path.
fn first_word(line: &Line, found: &Found) -> usize {
    let label = line.chars.get(found.before.clone()).unwrap_or_default();
    let word = label.iter().position(|c| c.is_alphanumeric());
    word.map_or(found.whole.start, |word| found.before.start + word)
}

/// Whether the call is struck through: `~~GET /api/v1/users~~`, `<del>GET /api/v1/users</del>`.
fn is_struck(line: &Line, found: &Found) -> bool {
    let before = line.text(found.before.clone());
    before.matches(clean::STRIKE).count() % 2 == 1 && line.chars[found.whole.end..].contains(&clean::STRIKE)
}

/// What stands in the line, with names for query parameters and without anything secret.
fn shown(line: &Line, found: &Found, target: &Target) -> String {
    let mut text = words::shown(&line.text(found.before.start..found.target.start));
    let after = words::shown(&line.text(found.target.end..found.whole.end.max(found.target.end)));
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(&target.text());
    if !after.is_empty() {
        text.push(' ');
        text.push_str(&after);
    }
    if text.chars().count() > MAX_TEXT {
        text = text.chars().take(MAX_TEXT).chain(['…']).collect();
    }
    text
}
