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
mod handed;
mod imports;
mod language;
mod lexer;
mod literal;
mod owner;
mod path;
mod pathless;
mod program;
mod pulumi;
mod records;
mod relative;
mod scripts;
mod sdk;
mod served;
mod shell_tokens;
mod sibling;
mod signs;
mod token;
mod urls;
mod value;
mod variables;
mod vocabulary;
mod words;

use std::sync::Arc;

use super::Context;
use super::calls::Calls;
use super::content::Content;
use super::exchange::Exchange;
use super::glimpse::Glimpse;
use super::options::Standing;
use super::source::IntakeError;
use super::tree::Place;
use crate::limits::{MAX_CODE_BYTES, MAX_CODE_LINE_BYTES};
use crate::model::{Asked, Attribution, Call, SdkMethod, SetAside};
use language::Language;
use owner::Owner;
use program::Program;
use token::{Kind, Token};

pub(super) fn claims(glimpse: &Glimpse<'_>) -> bool {
    cmdlet::claims(glimpse.ending())
        || Language::of_ending(glimpse.ending()).is_some()
        || scripts::claims(&glimpse.name)
        || scripts::begins(&glimpse.text)
}

/// Whether a file is source code, by its name.
pub(super) fn is_program(path: &str) -> bool {
    let path = path.to_lowercase();
    let file = path.rsplit('/').next().unwrap_or_default();
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    cmdlet::claims(ending) || Language::of_ending(ending).is_some() || scripts::claims(&path)
}

/// Whether a program names Pulumi's package for Okta.
pub(super) fn is_of_pulumi(text: &str) -> bool {
    pulumi::is_named(text)
}

/// Every call in a program.
pub(super) fn read(content: Content, context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let name = content.name.to_lowercase();
    let ending =
        name.rsplit('/').next().and_then(|file| file.rsplit_once('.')).map_or("", |(_, ending)| ending);
    if cmdlet::claims(ending) {
        return cmdlet::read(content, context, calls);
    }
    if scripts::claims(&name) {
        return scripts::read(content, context, calls);
    }
    if Language::of_ending(ending).is_none() && scripts::begins(&String::from_utf8_lossy(content.head())) {
        return scripts::read(content, context, calls);
    }
    let text = content.into_text()?;
    let text = text.trim_start_matches('\u{feff}');
    let language = Language::of_ending(ending).unwrap_or_else(|| Language::guess(text));
    let declared = context.manifests.sdks(&calls.source().clone(), context.names);
    if declared.is_empty() && !speaks_of_okta(text) {
        return Ok(());
    }
    if text.len() > MAX_CODE_BYTES {
        calls.note(None, format!("passed over: code of more than {} MiB", MAX_CODE_BYTES >> 20));
        return Ok(());
    }
    if let Some(line) = text.lines().position(|line| line.len() > MAX_CODE_LINE_BYTES) {
        let line = u32::try_from(line + 1).unwrap_or(u32::MAX);
        calls.note(
            Some(line),
            format!(
                "passed over: a line of more than {} KiB is made by a program",
                MAX_CODE_LINE_BYTES >> 10
            ),
        );
        return Ok(());
    }
    let reader = Reader { source: text, language, context, declared: &declared };
    let read = reader.calls(calls);
    take(read, text, context, calls);
    pulumi::read(text, language, context, calls);
    Ok(())
}

/// Takes what was found in a program: calls, and places where a call cannot be read.
fn take(read: Read, text: &str, context: &Context<'_>, calls: &mut Calls) {
    let Read { mut found, open, unsure, client } = read;
    found.sort_by_key(|(at, ..)| *at);
    let lines = Lines::of(text);
    let stated = context.standing == Standing::Named;
    let mut known = false;
    for (at, owner) in open {
        let counts = match owner {
            Owner::Okta => true,
            Owner::Nobody => stated || calls.is_shown(),
            Owner::Other | Owner::Host => false,
        };
        if counts {
            known = true;
            calls.unresolved(lines.place(at), "the path is put together when the program runs");
        }
    }
    for (at, reason) in unsure {
        known = true;
        calls.unresolved(lines.place(at), reason);
    }
    known |= found.iter().any(|(_, call, _)| call.set_aside.is_none());
    if client && !known {
        let source = Arc::clone(calls.source());
        calls.found.account.without_calls.push(source);
    }
    for (_, call, owner) in found {
        match owner {
            Owner::Okta if call.set_aside.is_none() => calls.push(call.attributed(Attribution::Explicit)),
            Owner::Other => calls.push_of_another(call),
            _ => calls.push(call),
        }
    }
}

/// Whether a text can hold anything of Okta's at all; most files of a folder do not.
fn speaks_of_okta(text: &str) -> bool {
    let bytes = text.as_bytes();
    // `k` is rare: where none stands in the word, there is no word.
    let word = |at: usize| {
        let start = at.checked_sub(1);
        start
            .and_then(|start| bytes.get(start..start + 4))
            .is_some_and(|word| word.eq_ignore_ascii_case(b"okta"))
    };
    path::may_be_in(text)
        || memchr::memmem::find(bytes, b"SSWS").is_some()
        || memchr::memchr2_iter(b'k', b'K', bytes).any(word)
}

/// What is found in a program.
#[derive(Default)]
struct Read {
    /// Calls with their places, and whose server they go to.
    found: Vec<(usize, Call, Owner)>,
    /// Places where a call cannot be read.
    open: Vec<(usize, Owner)>,
    /// Places where a call of an SDK cannot be told, each with the reason.
    unsure: Vec<(usize, &'static str)>,
    /// Whether a client of Okta's is made, or a base of Okta's is known.
    client: bool,
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
        let Read { mut found, open, unsure, client } = self.of(&program, self.source, calls);
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
                .filter(|(at, call, _)| inside(*at) && called(call));
            let aside = |call: Call| call.set_aside(Some(SetAside::CommentedOut));
            found.extend(commented.map(|(at, call, owner)| (at, aside(call), owner)));
        }
        Read { found, open, unsure, client }
    }

    fn of<'p>(&self, program: &'p Program<'p>, source: &str, calls: &Calls) -> Read {
        let lines = Lines::of(self.source);
        let mut found = Vec::new();
        let named = self.context.standing == Standing::Named;
        let known = (self.context.names, self.context.manifests);
        let sdks = sdk::Sdks::of(program, known, calls.source(), self.declared, named);
        let clients = sdks.clients(program);
        let client = sdks.makes_client(program, &clients);
        let requests = urls::requests(program, clients, self.context.names);
        for one in requests.found {
            let method = one.method.map(|method| method.to_string()).unwrap_or_default();
            let exchange = Exchange { method: &method, url: &one.url, ..Exchange::default() };
            let call = exchange.call(calls.origin(lines.place(one.at)));
            let set_aside = one.set_aside.or(call.set_aside);
            found.push((one.at, call.set_aside(set_aside), one.owner));
        }
        let based = "the path fits one of Okta's below a base, and another file sets the base";
        let mut unsure: Vec<_> = requests.based.into_iter().map(|at| (at, based)).collect();
        let of_pulumi = pulumi::bound_names(program, self.source);
        let mut in_project = None;
        for one in sdks.calls(program, source) {
            if sdks.imports_none() && !of_pulumi.is_empty() || is_below(program, one.at, &of_pulumi) {
                continue;
            }
            let may_be_pulumi = sdks.imports_none()
                && *in_project.get_or_insert_with(|| super::pulumi::is_in_project(calls.source()));
            if let Some(reason) = one.open.or(may_be_pulumi.then_some(pulumi::MAY_BE_PULUMI)) {
                unsure.extend((!one.faked).then_some((one.at, reason)));
                continue;
            }
            let method = self.printable(one.method);
            let call = Call::new(calls.origin(lines.place(one.at)), Asked::Sdk(method));
            found.push((one.at, call.set_aside(one.faked.then_some(SetAside::Mentioned)), Owner::Okta));
        }
        Read { found, open: requests.open, unsure, client: client || requests.base }
    }

    /// The method with the parts of its receiver hidden that are words of the program alone.
    fn printable(&self, method: SdkMethod) -> SdkMethod {
        let names = self.context.names;
        let receiver = names.allow_list().receiver(&method.receiver, |part| names.knows_receiver(part));
        let hidden = SdkMethod { receiver, ..method.clone() };
        // A receiver that decides what the method is, is one of an SDK's.
        if names.knows_method(&method) && !names.knows_method(&hidden) { method } else { hidden }
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

/// Whether what is called at a place begins with one of some names.
fn is_below(program: &Program<'_>, at: usize, names: &[String]) -> bool {
    let token = program.tokens.partition_point(|token| token.at < at);
    let open = (token..program.tokens.len()).find(|at| program.is(*at, "("));
    let callee = open.and_then(|open| program.callee(open));
    callee.is_some_and(|(_, words)| words.first().is_some_and(|first| names.iter().any(|name| name == first)))
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
