//! Source code: the requests that it spells out, and the calls of Okta's SDKs.
//!
//! One lexer reads all languages, driven by what [`language`] says of each; grammars of eleven languages, as tree-sitter
//! has them, would weigh more than the whole program may. Tokens hang together by brackets and blocks ([`program`]);
//! names stand for URLs ([`bindings`]), expressions are put together ([`climb`], [`value`]), and what is done with a URL
//! shows in what stands around it ([`around`], [`sibling`], [`carrier`]). [`sdk`] finds the methods of SDKs.

mod around;
mod base;
mod bindings;
mod blocks;
mod carrier;
mod climb;
mod cmdlet;
mod format;
mod language;
mod lexer;
mod literal;
mod path;
mod program;
mod sdk;
mod sibling;
mod token;
mod urls;
mod value;
mod vocabulary;
mod words;

use super::Context;
use super::calls::Calls;
use super::content::Content;
use super::exchange::Exchange;
use super::glimpse::Glimpse;
use super::source::IntakeError;
use super::tree::Place;
use crate::model::{Asked, Call, SetAside};
use language::Language;
use program::Program;
use token::{Kind, Token};

/// The largest file that is read as code, in bytes.
const LARGEST: usize = 4 << 20;

/// The longest line of a program that people wrote, in bytes.
const LONGEST_LINE: usize = 256 << 10;

pub(super) fn claims(glimpse: &Glimpse<'_>) -> bool {
    cmdlet::claims(glimpse.ending()) || Language::of_ending(glimpse.ending()).is_some()
}

/// Every call in a program.
pub(super) fn read(content: Content, context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let name = content.name.to_lowercase();
    let ending =
        name.rsplit('/').next().and_then(|file| file.rsplit_once('.')).map_or("", |(_, ending)| ending);
    if cmdlet::claims(ending) {
        return cmdlet::read(content, context, calls);
    }
    let text = content.into_text()?;
    let text = text.trim_start_matches('\u{feff}');
    let language = Language::of_ending(ending).unwrap_or_else(|| Language::guess(text));
    if text.len() > LARGEST {
        calls.note(None, format!("passed over: code of more than {} MiB", LARGEST >> 20));
        return Ok(());
    }
    if let Some(line) = text.lines().position(|line| line.len() > LONGEST_LINE) {
        let line = u32::try_from(line + 1).unwrap_or(u32::MAX);
        calls.note(
            Some(line),
            format!("passed over: a line of more than {} KiB is made by a program", LONGEST_LINE >> 10),
        );
        return Ok(());
    }
    let declared = context.manifests.sdks(&calls.source().clone(), context.names);
    if declared.is_empty() && !speaks_of_okta(text) {
        return Ok(());
    }
    let reader = Reader { source: text, language, context, declared: &declared };
    let Read { mut found, open } = reader.calls(calls);
    found.sort_by_key(|(at, _)| *at);
    let lines = Lines::of(text);
    for at in open {
        let message = "a path is put together here when the program runs; what it calls cannot be seen";
        calls.note(Some(lines.place(at).line), message);
    }
    for (_, call) in found {
        calls.push(call);
    }
    Ok(())
}

/// Whether a text can hold anything of Okta's at all; most files of a folder do not.
fn speaks_of_okta(text: &str) -> bool {
    path::may_be_in(text)
        || ["okta", "Okta", "OKTA"]
            .iter()
            .any(|word| memchr::memmem::find(text.as_bytes(), word.as_bytes()).is_some())
}

/// What is found in a program: calls with their places, and places where a call cannot be read.
#[derive(Default)]
struct Read {
    found: Vec<(usize, Call)>,
    open: Vec<usize>,
}

/// Reads one program.
struct Reader<'a> {
    source: &'a str,
    language: &'static Language,
    context: &'a Context<'a>,
    declared: &'a [super::SdkUse],
}

impl Reader<'_> {
    /// The calls of the program, and those in its comments, each with where it stands.
    fn calls(&self, calls: &Calls) -> Read {
        let (comments, tokens): (Vec<_>, Vec<_>) = lexer::tokens(self.source, self.language)
            .into_iter()
            .filter(|token| token.kind != Kind::Outside)
            .partition(|token| token.kind == Kind::Comment);
        let program = Program::new(self.source, tokens, self.language);
        let Read { mut found, open } = self.of(&program, self.source, calls);
        let text = self.comments(&comments);
        if let Some(text) = &text {
            // Between the code, so that its names are known.
            let mut tokens = lexer::tokens_of_comments(text, self.language);
            tokens.extend(program.tokens);
            tokens.sort_by_key(|token| token.at);
            let program = Program::new(text, tokens, self.language);
            let inside = |at: usize| {
                let before = comments.partition_point(|comment| comment.at <= at);
                before
                    .checked_sub(1)
                    .and_then(|one| comments.get(one))
                    .is_some_and(|comment| at < comment.end())
            };
            let called = |call: &Call| match &call.asked {
                Asked::Http(request) => request.method.is_some() && call.set_aside.is_none(),
                _ => true,
            };
            let commented = self
                .of(&program, text, calls)
                .found
                .into_iter()
                .filter(|(at, call)| inside(*at) && called(call));
            found.extend(commented.map(|(at, call)| (at, call.set_aside(Some(SetAside::CommentedOut)))));
        }
        Read { found, open }
    }

    fn of(&self, program: &Program<'_>, source: &str, calls: &Calls) -> Read {
        let lines = Lines::of(self.source);
        let mut found = Vec::new();
        let (requests, open) = urls::requests(program);
        for one in requests {
            let method = one.method.map(|method| method.to_string()).unwrap_or_default();
            let exchange = Exchange { method: &method, url: &one.url, ..Exchange::default() };
            let call = exchange.call(calls.origin(lines.place(one.at)));
            let set_aside = one.set_aside.or(call.set_aside);
            found.push((one.at, call.set_aside(set_aside)));
        }
        let sdks = sdk::Sdks::of(program, self.context.names, self.declared);
        for one in sdks.calls(program, source) {
            let method = one.method;
            let text = match method.receiver.as_str() {
                "" => method.name.clone(),
                receiver => format!("{receiver}.{}", method.name),
            };
            let call = Call::new(calls.origin(lines.place(one.at)), text, Asked::Sdk(method));
            found.push((one.at, call.set_aside(one.faked.then_some(SetAside::Mentioned))));
        }
        Read { found, open }
    }

    /// What stands in comments, each character where it stood, if any of it can be a call.
    fn comments(&self, comments: &[Token<'_>]) -> Option<String> {
        let telling = |comment: &&Token<'_>| comment.text.contains('(') || path::may_be(comment.text);
        if !comments.iter().any(|comment| telling(&comment)) {
            return None;
        }
        let mut text = String::with_capacity(self.source.len());
        for comment in comments {
            let between = self.source.get(text.len()..comment.at).unwrap_or_default();
            blank(&mut text, between);
            let mut line_begins = true;
            for c in comment.text.chars() {
                let mark = line_begins && (matches!(c, '/' | '*' | '#' | '!' | '-') || c.is_whitespace());
                line_begins = c == '\n' || mark;
                if mark || (c == '\n') { blank(&mut text, c.encode_utf8(&mut [0; 4])) } else { text.push(c) }
            }
        }
        // Ruby's marks are words.
        Some(text.replace("=begin", "      ").replace("=end", "    "))
    }
}

/// Adds as many blanks as a text is long; lines stay lines.
fn blank(out: &mut String, text: &str) {
    out.extend(text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
}

/// Where the lines of a text begin.
struct Lines<'s> {
    source: &'s str,
    starts: Vec<usize>,
}

impl<'s> Lines<'s> {
    fn of(source: &'s str) -> Self {
        let starts = memchr::memchr_iter(b'\n', source.as_bytes()).map(|at| at + 1);
        Self { source, starts: std::iter::once(0).chain(starts).collect() }
    }

    fn place(&self, at: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= at);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = self.source.get(start..at).map_or(0, |before| before.chars().count());
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Place { line: number(line), column: number(column + 1) }
    }
}
