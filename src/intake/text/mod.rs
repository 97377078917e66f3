//! The free-form list, as people paste it: prose, bullets, tables, CSV, curl commands, names of operations.
//!
//! Each line is cleaned of markup ([`clean`]), scanned for methods and paths ([`scan`]), and those are paired
//! ([`pair`]). Lines without a path may name operations ([`names`]); commands such as curl may span lines
//! ([`commands`]), and name their URLs by variables ([`assigned`]).

mod alone;
mod assigned;
mod blocks;
mod clean;
mod command;
mod commands;
mod comment;
mod curl;
mod denial;
mod ditto;
mod embedded;
mod httpie;
mod lines;
mod names;
mod pair;
mod parts;
mod powershell;
mod run;
mod scan;
mod sender;
mod shape;
mod shell;
mod table;
mod taken;
mod title;
mod tool;
mod verb;
mod wget;
mod whole;
mod words;
mod wrapped;

use std::sync::Arc;

use super::calls::Calls;
use super::source::{IntakeError, in_words};
use super::target::Target;
use super::{KnownNames, LineKind, TitleKind};
use crate::limits::MAX_LIST_LINE_BYTES;
use crate::model::{Asked, Attribution, Call, Doubt, Method, Origin, Request, SetAside};
pub(super) use whole::{comments, counted, lines, list};

use alone::{Belonging, Waiting};
use assigned::Assigned;
use clean::Line;
use comment::{Comments, Covered};
use ditto::{Above, Ditto};
use lines::Marks;
use pair::Found;
use scan::Token;
use wrapped::Joined;

/// How many lines are looked at for the path of a method above it.
const MAX_LOOK: usize = 6;

/// What a text holds.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    /// Its calls, in order.
    pub(super) calls: Vec<Call>,
    /// What each of its lines is; nothing for empty ones.
    pub(super) lines: Vec<Option<LineKind>>,
}

/// Whether operations may be named in a text, rather than spelled out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Naming {
    /// By names and by titles: the user says that it is a list of calls.
    Counts,
    /// Not at all.
    Never,
}

/// Takes every call of a text, in order.
pub(super) fn read(text: &str, known: &dyn KnownNames, calls: &mut Calls) -> Result<(), IntakeError> {
    let found = entries(text, calls.source(), known)?;
    for call in found {
        calls.push(call);
    }
    Ok(())
}

/// Every call that a text spells out, in order; names of operations count for nothing.
pub(super) fn found(text: &str, source: &Arc<str>, known: &dyn KnownNames) -> Result<Vec<Call>, IntakeError> {
    Ok(scanned(text, source, known, Naming::Never)?.calls)
}

/// Every call of a text that is a part of a list, in order; names of operations count.
pub(super) fn entries(
    text: &str,
    source: &Arc<str>,
    known: &dyn KnownNames,
) -> Result<Vec<Call>, IntakeError> {
    Ok(scanned(text, source, known, Naming::Counts)?.calls)
}

/// The calls of a text, and what each of its lines is.
pub(super) fn scanned(
    text: &str,
    source: &Arc<str>,
    known: &dyn KnownNames,
    naming: Naming,
) -> Result<Scanned, IntakeError> {
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    if let Some(position) = lines.iter().position(|line| line.len() > MAX_LIST_LINE_BYTES) {
        let line = u32::try_from(position + 1).unwrap_or(u32::MAX);
        return Err(IntakeError::LineTooLong { input: in_words(source), line, more: 0 });
    }
    let markdown = [".md", ".markdown"].iter().any(|ending| source.to_ascii_lowercase().ends_with(ending));
    let mut reader = Reader {
        source,
        known,
        naming,
        comments: Comments::new(&lines, markdown, naming == Naming::Never),
        calls: Vec::new(),
        marks: Marks::new(lines.len()),
        assigned: Assigned::of(&lines),
        here: None,
        command: 0,
        waiting: Waiting::default(),
        lone: Vec::new(),
        took: false,
        above: None,
        denied: None,
    };
    let mut at = 0;
    while at < lines.len() {
        // Another line may have taken this one already.
        if reader.marks.get(at).is_some() {
            at += 1;
            continue;
        }
        let first = reader.calls.len();
        let taken = reader.line(&lines[at..], at).max(1);
        reader.mark(at, taken, first);
        at += taken;
    }
    let Reader { calls, marks, .. } = reader;
    let lines = lines::kinds(&lines, &marks, known, naming);
    Ok(Scanned { calls, lines })
}

/// Which line it is, from 0, and why nothing in it is a call, if so.
#[derive(Clone, Copy)]
struct Place {
    at: usize,
    aside: Option<SetAside>,
}

impl Place {
    /// The line, from 1.
    fn line(self) -> u32 {
        number(self.at)
    }
}

/// The number of a line, from 1.
fn number(at: usize) -> u32 {
    u32::try_from(at + 1).unwrap_or(u32::MAX)
}

struct Reader<'a> {
    source: &'a Arc<str>,
    known: &'a dyn KnownNames,
    naming: Naming,
    comments: Comments<'a>,
    calls: Vec<Call>,
    /// What is known of the lines.
    marks: Marks,
    assigned: Assigned,
    /// The word that ends the data that a command is given in the lines below it.
    here: Option<String>,
    /// The line of the last command, from 0.
    command: usize,
    waiting: Waiting,
    /// The lines of methods that wait for a path below.
    lone: Vec<usize>,
    /// Whether a path has taken the methods that wait.
    took: bool,
    /// The last path, which signs in the next lines may repeat.
    above: Option<Above>,
    /// Whether a heading says that what follows is not called; and whether it has covered a call.
    denied: Option<bool>,
}

impl Reader<'_> {
    /// Reads the first of the lines, or as many as its command takes; returns how many.
    fn line(&mut self, lines: &[&str], at: usize) -> usize {
        let raw = lines[0];
        self.assigned.pass(raw);
        let line = Line::new(raw);
        if self.in_data(raw) {
            self.beside(&line, Place { at, aside: Some(SetAside::Data) });
            self.marks.set(at, self.marks.get(self.command).unwrap_or(LineKind::Excluded));
            return 1;
        }
        let commented = self.comments.holds(at);
        let kept = self.assigned.is_for_another(raw).then_some(SetAside::Variable);
        let place = Place { at, aside: commented.then_some(SetAside::CommentedOut).or(kept) };
        let first = self.calls.len();
        if let Some((position, _)) = tool::begins(&line.chars) {
            self.command = at;
            let taken = self.commands(line.clone(), position, &lines[1..], place);
            self.passed(&line, first);
            self.section(raw, self.calls.len() > first);
            return taken;
        }
        let start = content_start(&line);
        let tokens = scan::tokens(&line);
        let repeated = self.above.as_ref().and_then(|above| ditto::read(&line, &tokens, start, above));
        if !commented && repeated.is_none() && self.lone(&line, start, &tokens, lines, at) {
            return 1;
        }
        self.took = false;
        self.entry((line.clone(), tokens), repeated, start, place, &lines[1..]);
        if self.calls.len() > first {
            let took = self.took;
            for lone in std::mem::take(&mut self.lone).into_iter().filter(|_| took) {
                self.marks.set(lone, LineKind::Call { of: place.line() });
            }
        }
        self.passed(&line, first);
        if raw.trim().is_empty() {
            self.above = None;
        }
        if self.calls.len() == first {
            self.names(&line, start, place);
        }
        if self.calls.len() == first && !commented && self.naming == Naming::Counts {
            self.titles(&line, start, place, lines);
        }
        if commented && self.calls.len() == first {
            self.marks.set(at, LineKind::Prose);
        }
        self.section(raw, self.calls.len() > first);
        1
    }

    /// A line of methods and nothing else: they belong to the path above, or to those below.
    fn lone(&mut self, line: &Line, start: usize, tokens: &[Token], lines: &[&str], at: usize) -> bool {
        let Some(lone) = alone::lone(line, start, tokens) else { return false };
        match self.waiting.announce(line, lone, leads_to_path(&lines[1..])) {
            Belonging::Above(position, again, methods) => {
                self.give(position, again, &methods);
                let of = self.calls.get(position).map_or(number(at), |call| call.origin.line);
                self.marks.set(at, LineKind::Call { of });
                true
            }
            Belonging::Below => {
                self.lone.push(at);
                true
            }
            Belonging::Nothing => false,
        }
    }

    /// The calls that a line spells out, with what signs repeat and what the lines below add.
    fn entry(
        &mut self,
        (line, tokens): (Line, Vec<Token>),
        repeated: Option<Ditto>,
        start: usize,
        place: Place,
        following: &[&str],
    ) {
        let alone = self.waiting.methods().to_vec();
        let (line, tokens) = match repeated {
            Some(Ditto::Same) => {
                let of = self.above.as_ref().map_or(0, |above| above.line);
                return self.marks.set(place.at, LineKind::Call { of });
            }
            Some(Ditto::Line(meant)) => {
                let tokens = scan::tokens(&meant);
                (meant, tokens)
            }
            None => (line, tokens),
        };
        let joined =
            if place.aside.is_none() { wrapped::join(&line, &tokens, following, self.known) } else { None };
        let Some(Joined { line, taken, doubt }) = joined else {
            return self.paths(&line, &tokens, start, place, &alone, None);
        };
        let first = self.calls.len();
        self.paths(&line, &scan::tokens(&line), start, place, &alone, doubt.as_ref());
        let is_call = self.calls.len() > first;
        for below in taken.into_iter().filter(|_| is_call) {
            self.marks.set(place.at + 1 + below, LineKind::Call { of: place.line() });
        }
    }

    /// Says what the lines are that were read last: all that led to calls.
    fn mark(&mut self, at: usize, taken: usize, first: usize) {
        let mut of = self.calls.get(first).map(|call| call.origin.line);
        for line in at..at + taken {
            let own = self
                .calls
                .get(first..)
                .unwrap_or_default()
                .iter()
                .any(|call| call.origin.line == number(line));
            of = if own { Some(number(line)) } else { of };
            if let Some(of) = of {
                self.marks.set(line, LineKind::Call { of });
            }
        }
    }

    /// Tells the methods that wait that a line led to the calls from a position on.
    fn passed(&mut self, line: &Line, first: usize) {
        let found = self.calls.get(first..).unwrap_or_default();
        let path = |call: &Call| match &call.asked {
            Asked::Http(request) => Some((call.origin.column, request.path.clone())),
            _ => None,
        };
        let bare = matches!(found, [Call { asked: Asked::Http(Request { method: None, .. }), .. }]);
        let single = found
            .first()
            .and_then(path)
            .is_some_and(|one| found.iter().all(|call| path(call).as_ref() == Some(&one)));
        self.waiting.passed(line, first..self.calls.len(), bare, single);
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
            let Some(mut call) = self.calls.get(position).cloned() else { return };
            let Asked::Http(request) = &mut call.asked else { return };
            request.method = Some(*method);
            match self.calls.get_mut(position) {
                Some(first) if number == 0 && !again => *first = call,
                _ => self.calls.push(call),
            }
        }
    }

    /// The calls that a line spells out; `alone` are the methods for paths without any.
    fn paths(
        &mut self,
        line: &Line,
        tokens: &[Token],
        start: usize,
        place: Place,
        alone: &[Method],
        doubt: Option<&Doubt>,
    ) {
        let mut found = pair::pair(line, tokens, start);
        // A path without any method is a call only when it looks like Okta's, or is a whole URL.
        found.retain(|one| {
            let target = line.text(one.target.clone());
            let called = !one.methods.is_empty() || !alone.is_empty();
            // A single word behind a method is a path only where Okta has such a path: `DELETE users`.
            let is_known =
                || target.contains(['/', '{', '<', '$']) || self.known.allow_list().is_segment(&target);
            (called && !is_file(&target) && is_known()) || looks_like_okta(&target)
        });
        let misspelled: Vec<_> =
            tokens.iter().filter(|token| token.is_misspelled(line)).map(Token::span).collect();
        let covered = Covered::of(line);
        let mut last: Option<(&Found, bool)> = None;
        for (position, one) in found.iter().enumerate() {
            let mut aside = self.aside(line, one, &covered, place);
            let carried = last.is_some_and(|(last, negated)| negated && pair::goes_on(line, last, one));
            aside = aside.or(carried.then_some(SetAside::Negated));
            last = Some((one, aside == Some(SetAside::Negated)));
            let next = misspelled.partition_point(|span| span.start < one.whole.start);
            let is_misspelled = misspelled.get(next).is_some_and(|span| span.end <= one.whole.end);
            let wrapped = doubt.filter(|_| position + 1 == found.len()).cloned();
            let doubt = wrapped.or(is_misspelled.then_some(Doubt::MisspelledMethod));
            self.request(line, one, Place { aside, ..place }, alone, doubt.as_ref());
        }
    }

    /// Why a call of a line is not made.
    fn aside(&self, line: &Line, found: &Found, covered: &Covered, place: Place) -> Option<SetAside> {
        let before = line.text(found.before.clone());
        let after = line.text(found.after.clone());
        match () {
            () if place.aside.is_some() => place.aside,
            () if found.remark => Some(SetAside::Remark),
            () if denial::commented_out(&before)
                || denial::commented_out(&after)
                || covered.is_comment(found.whole.start) =>
            {
                Some(SetAside::CommentedOut)
            }
            () if self.denied.is_some()
                || covered.is_struck(&found.whole)
                || denial::negated(&before, &after) =>
            {
                Some(SetAside::Negated)
            }
            () => None,
        }
    }

    /// What stands beside a command on its line: calls, no names.
    fn beside(&mut self, line: &Line, place: Place) {
        let tokens = scan::tokens(line);
        self.paths(line, &tokens, content_start(line), place, &[], None);
    }

    fn request(&mut self, line: &Line, found: &Found, place: Place, alone: &[Method], doubt: Option<&Doubt>) {
        let before = line.text(found.before.clone());
        let after = line.text(found.after.clone());
        let written = line.text(found.target.clone());
        let target = Target::parse(&written);
        let label = match words::label(&before) {
            label if label.is_empty() => words::label(after.split('(').next().unwrap_or_default()),
            label => label,
        };
        let methods: Vec<Option<Method>> = match (&found.methods[..], alone) {
            ([], []) => vec![None],
            ([], methods) => {
                self.took = true;
                methods.iter().copied().map(Some).collect()
            }
            (methods, _) => methods.iter().copied().map(Some).collect(),
        };
        let all = methods.iter().copied().flatten().collect();
        self.above = Some(Above { methods: all, target: written, line: place.line() });
        let column = first_word(line, found);
        let paths = target.paths(&self.known.allow_list());
        for (method, path) in methods.iter().flat_map(|method| paths.iter().map(move |path| (*method, path)))
        {
            let Target { host, query, names_okta, .. } = target.clone();
            let attribution = if names_okta { Attribution::Explicit } else { Attribution::Weak };
            let (path, label, doubt) = (path.clone(), label.clone(), doubt.cloned());
            let request = Request { method, host, path, query, label, body: Vec::new(), doubt };
            self.push(line, column, place.at, Asked::Http(request), (place.aside, attribution));
        }
    }

    fn names(&mut self, line: &Line, start: usize, place: Place) {
        if self.naming == Naming::Never {
            return;
        }
        let named = names::names(line, start, self.known);
        let covered = if named.is_empty() { Covered::default() } else { Covered::of(line) };
        for (name, span) in named {
            let before = line.text(span.start.saturating_sub(clean::NEAR).max(start)..span.start);
            let aside = self.aside_of_name(line, &covered, &span, &before, place);
            self.push(line, span.start, place.at, Asked::Name(name), (aside, Attribution::Weak));
        }
    }

    /// The operation whose title stands on a line, unless it heads what follows.
    fn titles(&mut self, line: &Line, start: usize, place: Place, lines: &[&str]) {
        let candidates = title::candidates(line, start);
        let named = candidates.into_iter().find(|one| self.known.title(&one.text) == TitleKind::Known);
        let Some(one) = named else { return };
        match self.title_stands(&one.text, place.at, lines) {
            title::Standing::Heading => self.marks.set(place.at, LineKind::Prose),
            title::Standing::Unclear => self.marks.set(place.at, LineKind::NotUnderstood),
            title::Standing::Entry => {
                let span = one.at..one.at + one.text.chars().count();
                let aside = self.aside_of_name(line, &Covered::of(line), &span, "", place);
                let asked = Asked::Name(title::kept(&one.text));
                self.push(line, one.at, place.at, asked, (aside, Attribution::Weak));
            }
        }
    }

    /// Whether a title is an entry of the list, or the heading of what stands below it.
    fn title_stands(&self, title: &str, at: usize, lines: &[&str]) -> title::Standing {
        let fits = |raw: &str| {
            let line = Line::new(raw);
            let tokens = scan::tokens(&line);
            pair::pair(&line, &tokens, content_start(&line)).first().map(|one| {
                let path = Target::parse(&line.text(one.target.clone())).path;
                self.known.is_title_of(title, one.methods.first().copied(), &path)
            })
        };
        let starts = at == 0 || self.above.is_none();
        title::standing(title, lines, starts, &fits)
    }

    /// Why an operation that is named on a line is not called.
    fn aside_of_name(
        &self,
        line: &Line,
        covered: &Covered,
        span: &std::ops::Range<usize>,
        before: &str,
        place: Place,
    ) -> Option<SetAside> {
        let after = line.text_near(span.end);
        let negated = self.denied.is_some() || covered.is_struck(span) || denial::negated(before, &after);
        let commented = denial::commented_out(before) || denial::commented_out(&after);
        place.aside.or(commented.then_some(SetAside::CommentedOut)).or(negated.then_some(SetAside::Negated))
    }

    fn push(
        &mut self,
        line: &Line,
        column: usize,
        at: usize,
        asked: Asked,
        (set_aside, attribution): (Option<SetAside>, Attribution),
    ) {
        let origin =
            Origin { source: Arc::clone(self.source), line: number(at), column: line.column(column) };
        self.calls.push(Call::new(origin, asked).set_aside(set_aside).attributed(attribution));
    }
}

/// Whether a path without a method follows, behind other lines of methods alone.
fn leads_to_path(following: &[&str]) -> bool {
    for raw in following.iter().take(MAX_LOOK) {
        let line = Line::new(raw);
        let tokens = scan::tokens(&line);
        let strong = |token: &Token| matches!(token, Token::Method { weak: false, .. });
        if tokens.iter().any(|token| token.target().is_some()) {
            return !tokens.iter().any(strong);
        }
        if alone::lone(&line, content_start(&line), &tokens).is_none() {
            return false;
        }
    }
    false
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
