//! What stands in the arguments of a constructor or function of Pulumi's package: settings, options, lists of scopes.

use std::ops::Range;

use super::super::program::Program;
use super::super::token::{Kind, Token};
use crate::intake::pulumi::set;
use crate::model::{Setting, Settings};

/// What a call is given: its settings, and where the value of each stands.
#[derive(Debug, Default)]
pub(super) struct Given {
    pub(super) case: Settings,
    pub(super) values: Vec<(String, Range<usize>)>,
}

impl Given {
    fn whole() -> Self {
        Self { case: Settings { is_whole: true, ..Settings::default() }, values: Vec::new() }
    }

    fn set(&mut self, program: &Program<'_>, name: &str, value: Range<usize>) {
        set(&mut self.case, name, setting(program, &value));
        self.values.push((name.to_owned(), value));
    }
}

/// The settings in arguments, as each language writes them. `from` is the first argument that can hold them.
pub(super) fn given(program: &Program<'_>, arguments: &[Range<usize>], from: usize) -> Given {
    if program.language.name == "python" {
        return keywords(program, arguments, from);
    }
    match arguments.get(from) {
        None => Given::whole(),
        Some(range) => object(program, range),
    }
}

/// `{ a: 1 }`, `&app.OAuthArgs{A: x}`, `new OAuthArgs { A = x }`, `OAuthArgs.builder().a(x).build()`.
fn object(program: &Program<'_>, range: &Range<usize>) -> Given {
    if range.len() == 1 && is_nothing(program, range.start) {
        return Given::whole();
    }
    let mut given = Given::default();
    match program.language.name {
        "java" | "kotlin" | "scala" => {
            for (name, value) in built(program, range) {
                given.set(program, name, value);
            }
            given.case.is_whole = range.clone().any(|at| program.is_word(at, "builder"));
        }
        name => {
            let open = match name {
                "javascript" => Some(range.start).filter(|at| program.is(*at, "{")),
                "go" => range.clone().find(|at| program.is(*at, "{")),
                _ if program.is_word(range.start, "new") => range.clone().find(|at| program.is(*at, "{")),
                _ => None,
            };
            match open {
                Some(open) => members(program, open, &mut given),
                // `new OAuthArgs()` sets nothing.
                None => given.case.is_whole = name == "csharp" && program.is_word(range.start, "new"),
            }
        }
    }
    given
}

/// The members in braces.
fn members(program: &Program<'_>, open: usize, given: &mut Given) {
    given.case.is_whole = true;
    for part in program.arguments(open) {
        let key = program.token(part.start);
        let name = key.and_then(|key| key.word().or_else(|| key.plain()));
        let sign = program.token(part.start + 1).filter(|_| part.len() > 1);
        match (name, sign) {
            (Some(name), Some(sign)) if sign.is(":") || sign.is("=") => {
                given.set(program, name, part.start + 2..part.end);
            }
            (Some(name), None) if key.is_some_and(|key| key.kind == Kind::Word) => {
                given.set(program, name, part.clone());
            }
            _ => given.case.is_whole = false,
        }
    }
}

/// `a=1, b=2`, or an object of arguments among them.
fn keywords(program: &Program<'_>, arguments: &[Range<usize>], from: usize) -> Given {
    let mut given = Given::whole();
    for (position, part) in arguments.iter().enumerate() {
        let name = program.token(part.start).and_then(Token::word);
        match name {
            Some("opts" | "resource_name" | "id") if program.is(part.start + 1, "=") => {}
            Some("args") if program.is(part.start + 1, "=") => {
                positional(program, &(part.start + 2..part.end), &mut given);
            }
            Some(name) if program.is(part.start + 1, "=") => {
                given.set(program, name, part.start + 2..part.end);
            }
            // `**settings`
            None if program.token(part.start).is_some_and(|token| token.text.starts_with('*')) => {
                given.case.is_whole = false;
            }
            _ if position < from => {}
            _ if position == from => positional(program, part, &mut given),
            _ => {}
        }
    }
    given
}

/// `OAuthArgs(a=1)` or `{"a": 1}`.
fn positional(program: &Program<'_>, range: &Range<usize>, given: &mut Given) {
    let open = range.clone().find(|at| program.is(*at, "(") || program.is(*at, "{"));
    match open {
        Some(open) if program.is(open, "{") && open == range.start => members(program, open, given),
        Some(open) if program.partner(open) + 1 == range.end && program.is(open, "(") => {
            *given = keywords(program, &program.arguments(open), usize::MAX);
        }
        _ => given.case.is_whole = false,
    }
}

/// The calls of a builder: the name of each with its argument.
fn built<'p>(program: &'p Program<'_>, range: &Range<usize>) -> Vec<(&'p str, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let name = program.token(at).and_then(Token::word);
        if let (Some(name), true, true) = (name, program.is_before(at, "."), program.is(at + 1, "(")) {
            let close = program.partner(at + 1);
            if !matches!(name, "builder" | "build") {
                found.push((name, at + 2..close));
            }
            at = close;
        }
        at += 1;
    }
    found
}

fn is_nothing(program: &Program<'_>, at: usize) -> bool {
    program
        .token(at)
        .and_then(Token::word)
        .is_some_and(|word| matches!(word, "null" | "undefined" | "nil" | "None"))
}

/// What is known of a value.
fn setting(program: &Program<'_>, range: &Range<usize>) -> Setting {
    let Some(first) = program.token(range.start).filter(|_| !range.is_empty()) else {
        return Setting::Unknown;
    };
    if range.len() == 1 {
        return single(first);
    }
    let closes = |open: usize| program.partner(open) + 1 == range.end;
    let is_open = |at: usize| program.is(at, "[") || program.is(at, "{");
    // `pulumi.String("x")` of Go, `pulumi.StringArray{…}`.
    if first.is_word("pulumi") && program.is(range.start + 1, ".") {
        let open = range.start + 3;
        if program.is(open, "(") && closes(open) {
            return setting(program, &(open + 1..range.end - 1));
        }
        if program.is(open, "{") && closes(open) {
            return if range.end - open == 2 { Setting::Absent } else { Setting::Present };
        }
    }
    if is_open(range.start) && closes(range.start) {
        return if range.len() == 2 { Setting::Absent } else { Setting::Present };
    }
    // The id of an object to come is there.
    let last = program.token(range.end - 1);
    let is_id = last.is_some_and(|token| matches!(token.text, "id" | "Id"))
        || (last.is_some_and(|token| token.is(")")) && program.is_word(range.end.saturating_sub(3), "ID"));
    let is_chain = range.clone().all(|at| {
        program
            .token(at)
            .is_some_and(|token| token.kind == Kind::Word || matches!(token.text, "." | "(" | ")"))
    });
    if is_id && is_chain { Setting::Present } else { Setting::Unknown }
}

fn single(token: &Token<'_>) -> Setting {
    match (&token.kind, token.text) {
        (Kind::Text(_), _) => token.plain().map_or(Setting::Unknown, |text| Setting::Value(text.to_owned())),
        (Kind::Literal, text) => Setting::Value(text.to_owned()),
        (Kind::Word, "true" | "True") => Setting::Value("true".to_owned()),
        (Kind::Word, "false" | "False") => Setting::Value("false".to_owned()),
        (Kind::Word, "null" | "undefined" | "nil" | "None") => Setting::Absent,
        _ => Setting::Unknown,
    }
}

/// The value that a name is given in a range, whatever the language: `a: x`, `a=x`, `A = x`, `.a(x)`, `pulumi.A(x)`.
pub(super) fn named(program: &Program<'_>, range: &Range<usize>, name: &str) -> Option<Range<usize>> {
    let is_name = |at: usize| {
        let key = program.token(at).and_then(|token| token.word().or_else(|| token.plain()));
        key.is_some_and(|word| word.trim_end_matches('_').replace('_', "").eq_ignore_ascii_case(name))
    };
    let at = range.clone().find(|at| {
        is_name(*at) && {
            let next = program.token(at + 1);
            let is_short = program.language.name == "javascript"
                && next.is_some_and(|token| matches!(token.text, "," | "}"));
            is_short && program.before(*at).is_some_and(|token| matches!(token.text, "{" | ","))
                || next.is_some_and(|token| matches!(token.text, ":" | "=" | "("))
        }
    })?;
    if program.is(at + 1, "(") {
        return Some(at + 2..program.partner(at + 1));
    }
    if !(program.is(at + 1, ":") || program.is(at + 1, "=")) {
        return Some(at..at + 1);
    }
    let mut end = at + 2;
    while end < range.end
        && !matches!(program.token(end).map(|token| token.text), Some("," | "}" | ")" | ";") | None)
    {
        end = program.partner(end).max(end) + 1;
    }
    Some(at + 2..end)
}

/// The last word of a chain of names; none when the value is anything else.
pub(super) fn last_word<'p>(program: &'p Program<'_>, range: &Range<usize>) -> Option<&'p str> {
    let is_chain = range.clone().all(|at| {
        program
            .token(at)
            .is_some_and(|token| token.kind == Kind::Word || matches!(token.text, "." | "!" | "&"))
    });
    range.clone().rev().filter(|_| is_chain).find_map(|at| program.token(at).and_then(Token::word))
}

/// The texts of a list, each with its token, and whether they are all that is in it.
pub(super) fn texts<'p>(program: &'p Program<'_>, range: &Range<usize>) -> (Vec<(usize, &'p str)>, bool) {
    /// What stands around the texts of a list.
    const AROUND: [&str; 12] = [
        "pulumi",
        "String",
        "StringArray",
        "ToStringArray",
        "string",
        "new",
        "List",
        "of",
        "InputList",
        "Arrays",
        "asList",
        "listOf",
    ];
    let mut found = Vec::new();
    let mut is_whole = !range.is_empty();
    let mut at = range.start;
    while at < range.end {
        let Some(token) = program.token(at) else { break };
        match &token.kind {
            Kind::Text(_) => match token.plain() {
                Some(text) => found.push((at, text)),
                None => is_whole = false,
            },
            Kind::Word if AROUND.contains(&token.text) => {}
            // What a call is given is nothing of what it gives.
            Kind::Word if program.is(at + 1, "(") => {
                is_whole = false;
                at = program.partner(at + 1);
            }
            Kind::Sign => {
                is_whole &= matches!(token.text, "[" | "]" | "(" | ")" | "{" | "}" | "," | "." | "<" | ">");
            }
            _ => is_whole = false,
        }
        at += 1;
    }
    (found, is_whole)
}
