//! What a path below Pulumi's package is when it is called, and when it is not.

use std::ops::Range;

use super::super::program::Program;
use super::super::token::{Kind, Token};
use crate::intake::KnownNames;
use crate::intake::pulumi::Token as Type;

/// What a member is used for.
#[derive(Debug)]
pub(super) enum Used {
    /// A resource is constructed.
    Resource(Type),
    /// A function is called.
    Function(Type),
    /// An object is looked up as a resource.
    LookedUp(Type),
    /// A provider is constructed.
    Provider,
    /// Which member it is is not known.
    Open,
    /// A class or a module is handed on.
    HandedOn,
    /// A class is derived from one of the package.
    Derived,
}

/// The modules below which nothing is called that needs access.
const OTHER: [&str; 6] = ["config", "types", "inputs", "outputs", "enums", "utilities"];

/// What ends the names of types that hold arguments or results.
const PLAIN: [&str; 10] =
    ["Args", "ArgsDict", "State", "StateDict", "Array", "Map", "Output", "Input", "Result", "Ptr"];

/// A path as its module and the members behind it.
fn split<'a>(path: &'a [String], names: &dyn KnownNames) -> (String, &'a [String]) {
    match path.split_first() {
        Some((first, rest)) if names.is_pulumi_module(first) => {
            (first.to_ascii_lowercase(), drop_file(rest, first, names))
        }
        _ => ("index".to_owned(), path),
    }
}

/// Python's and JavaScript's modules have a file for each member, which paths may name.
fn drop_file<'a>(rest: &'a [String], module: &str, names: &dyn KnownNames) -> &'a [String] {
    match rest {
        [_, member, ..]
            if rest.first().is_some_and(|file| file.starts_with(|c: char| c.is_ascii_lowercase()))
                && names.pulumi_member(module, member).is_some() =>
        {
            rest.get(1..).unwrap_or_default()
        }
        _ => rest,
    }
}

/// Whether a path is a class of resources.
pub(super) fn is_class(path: &[String], names: &dyn KnownNames) -> bool {
    let (module, rest) = split(path, names);
    matches!(rest, [member] if Type::member(&module, member, names).is_some())
}

/// Whether a path is the package itself or a module of it.
pub(super) fn is_module(path: &[String], names: &dyn KnownNames) -> bool {
    match path {
        [] => true,
        [one] => names.is_pulumi_module(one),
        _ => false,
    }
}

/// What is done where a path is called.
pub(super) fn called(language: &str, path: &[String], is_new: bool, names: &dyn KnownNames) -> Option<Used> {
    let (module, rest) = split(path, names);
    if path.first().is_some_and(|first| OTHER.contains(&&*first.to_ascii_lowercase())) {
        return None;
    }
    let find = |member: &str| Type::member(&module, member, names);
    let known = |member: &str| find(member).unwrap_or_else(|| Type::unknown(&module, member));
    let words: Vec<&str> = rest.iter().map(String::as_str).collect();
    let member = *words.first()?;
    if module == "index" && matches!(member, "Provider" | "NewProvider") {
        return match words[..] {
            ["Provider"] if is_new || matches!(language, "python" | "kotlin" | "scala") => {
                Some(Used::Provider)
            }
            ["NewProvider"] if language == "go" => Some(Used::Provider),
            _ => None,
        };
    }
    match language {
        "go" => in_go(&words, is_new, &find, &known),
        "csharp" => in_csharp(&words, is_new, &known),
        "java" | "kotlin" | "scala" => in_java(language, &words, is_new, &find, &known),
        "python" => in_python(&words, &known),
        _ => in_javascript(&words, is_new, &find, &known),
    }
}

fn is_plain(member: &str) -> bool {
    PLAIN.iter().any(|ending| member.ends_with(ending))
}

fn in_javascript(
    words: &[&str],
    is_new: bool,
    find: &dyn Fn(&str) -> Option<Type>,
    known: &dyn Fn(&str) -> Type,
) -> Option<Used> {
    match words {
        [member] if is_new => Some(Used::Resource(known(member))),
        [member] if member.starts_with("get") => {
            let plain = member.strip_suffix("Output").filter(|plain| find(plain).is_some());
            Some(Used::Function(known(plain.unwrap_or(member))))
        }
        [member, "get"] => Some(Used::LookedUp(known(member))),
        [_, "isInstance"] => None,
        _ => Some(Used::Open),
    }
}

fn in_python(words: &[&str], known: &dyn Fn(&str) -> Type) -> Option<Used> {
    match words {
        [member] if member.starts_with("get_") => {
            Some(Used::Function(known(member.strip_suffix("_output").unwrap_or(member))))
        }
        [member] if is_plain(member) => None,
        [member] if member.starts_with(|c: char| c.is_ascii_uppercase()) => {
            Some(Used::Resource(known(member)))
        }
        [member, "get"] => Some(Used::LookedUp(known(member))),
        [member, ..] if is_plain(member) => None,
        _ => Some(Used::Open),
    }
}

fn in_go(
    words: &[&str],
    has_struct: bool,
    find: &dyn Fn(&str) -> Option<Type>,
    known: &dyn Fn(&str) -> Type,
) -> Option<Used> {
    let [member] = words else { return Some(Used::Open) };
    let function = |name: &str| {
        let name = format!("get{name}");
        let plain = name.strip_suffix("Output").filter(|plain| find(plain).is_some()).map(str::to_owned);
        Used::Function(known(&plain.unwrap_or(name)))
    };
    if let Some(name) = member.strip_prefix("New") {
        Some(Used::Resource(known(name)))
    } else if let Some(name) = member.strip_prefix("Lookup") {
        Some(function(name))
    } else if let Some(name) = member.strip_prefix("Get") {
        // `GetGroup` looks a resource up where there is one of that name; the function is `LookupGroup` then.
        Some(find(name).filter(|_| !has_struct).map_or_else(|| function(name), Used::LookedUp))
    } else if is_plain(member) {
        None
    } else {
        Some(Used::Open)
    }
}

fn in_csharp(words: &[&str], is_new: bool, known: &dyn Fn(&str) -> Type) -> Option<Used> {
    let function = |member: &str| {
        let rest = member.strip_prefix("Get")?;
        Some(Used::Function(known(&format!("get{rest}"))))
    };
    match words {
        [member] if is_new && is_plain(member) => None,
        ["Inputs" | "Outputs", ..] => None,
        [member] if is_new => Some(Used::Resource(known(member))),
        [member, "Invoke" | "InvokeAsync"] => function(member),
        [member, "Get"] => Some(Used::LookedUp(known(member))),
        [member, ..] if is_plain(member) => None,
        _ => Some(Used::Open),
    }
}

fn in_java(
    language: &str,
    words: &[&str],
    is_new: bool,
    find: &dyn Fn(&str) -> Option<Type>,
    known: &dyn Fn(&str) -> Type,
) -> Option<Used> {
    match words {
        [member] | [member, "builder"] if is_plain(member) => None,
        ["inputs" | "outputs", ..] => None,
        [member] if is_new || language != "java" => Some(Used::Resource(known(member))),
        [functions, member] if functions.ends_with("Functions") => {
            let plain = member.strip_suffix("Plain").filter(|plain| find(plain).is_some());
            Some(Used::Function(known(plain.unwrap_or(member))))
        }
        [member, "get"] => Some(Used::LookedUp(known(member))),
        [member, ..] if is_plain(member) => None,
        _ => Some(Used::Open),
    }
}

/// What is done where a path stands and is not called: mostly it is a type.
pub(super) fn handed(
    program: &Program<'_>,
    tokens: &Range<usize>,
    path: &[String],
    names: &dyn KnownNames,
) -> Option<Used> {
    let (module, rest) = split(path, names);
    if path.first().is_some_and(|first| OTHER.contains(&&*first.to_ascii_lowercase())) {
        return None;
    }
    let member = rest.first().map(String::as_str);
    let find = |member: &str| Type::member(&module, member, names).is_some();
    let language = program.language.name;
    let is_class = member.is_some_and(|member| find(member) || member == "Provider");
    if is_class && is_base(program, tokens.start) {
        return Some(Used::Derived);
    }
    if is_reflected(program, tokens, rest) {
        return Some(Used::Open);
    }
    match language {
        "go" => {
            let is_made = member.is_some_and(|member| {
                ["New", "Lookup", "Get"].iter().any(|verb| {
                    member.strip_prefix(verb).is_some_and(|rest| find(rest) || find(&format!("get{rest}")))
                })
            });
            is_made.then_some(Used::HandedOn)
        }
        "csharp" => (rest.len() > 1
            && rest.last().is_some_and(|last| matches!(&**last, "Invoke" | "InvokeAsync" | "Get")))
        .then_some(Used::HandedOn),
        "java" | "kotlin" | "scala" => (rest.len() > 1
            && rest.last().is_some_and(|last| last == "new" || last.starts_with("get")))
        .then_some(Used::HandedOn),
        _ => {
            let is_used = is_module(path, names) || is_class;
            (is_used && is_value(program, tokens)).then_some(Used::HandedOn)
        }
    }
}

/// Whether a class, or what a module holds, is looked up when the program runs: `typeof(Group)`, `Group.class`,
/// `group.__dict__`.
fn is_reflected(program: &Program<'_>, tokens: &Range<usize>, rest: &[String]) -> bool {
    let last = rest.last().map(String::as_str).unwrap_or_default();
    match program.language.name {
        "csharp" => {
            program.is_before(tokens.start, "(")
                && tokens.start.checked_sub(2).is_some_and(|at| program.is_word(at, "typeof"))
        }
        "java" | "kotlin" | "scala" => rest.len() > 1 && last == "class",
        "python" => last.starts_with("__"),
        _ => false,
    }
}

/// Whether a path stands among the types of a generic one: `Map<string, okta.group.Group>`.
fn is_type_argument(program: &Program<'_>, tokens: &Range<usize>) -> bool {
    let is_part = |at: usize| {
        program.token(at).is_some_and(|token| {
            token.kind == Kind::Word || matches!(token.text, "." | "," | "[" | "]" | "|" | "?")
        })
    };
    let before = (0..tokens.start).rev().find(|at| !is_part(*at));
    let after = (tokens.end..program.tokens.len()).find(|at| !is_part(*at));
    before.is_some_and(|at| program.is(at, "<"))
        && after.is_some_and(|at| program.token(at).is_some_and(|token| token.text.starts_with('>')))
}

/// Whether a class stands where another names what it is derived from.
fn is_base(program: &Program<'_>, start: usize) -> bool {
    let before = program.before(start);
    let class = |at: usize| (at.saturating_sub(5)..at).any(|at| program.is_word(at, "class"));
    match program.language.name {
        "python" => {
            let open = program.within(start).filter(|open| program.is(*open, "("));
            open.is_some_and(|open| open.checked_sub(2).is_some_and(|at| program.is_word(at, "class")))
        }
        "csharp" => before.is_some_and(|token| token.is(":")) && class(start),
        _ => before.is_some_and(|token| token.is_word("extends")) && class(start),
    }
}

/// Whether a class or a module stands as a value and not as a type.
fn is_value(program: &Program<'_>, tokens: &Range<usize>) -> bool {
    let Some(before) = program.before(tokens.start) else { return false };
    if is_type_argument(program, tokens) {
        return false;
    }
    if before.kind == Kind::Word {
        return matches!(before.text, "return" | "yield" | "default" | "await" | "in" | "of");
    }
    let open = program.within(tokens.start);
    let in_braces = open.is_some_and(|open| program.is(open, "{"));
    let is_python = program.language.name == "python";
    match before.text {
        ":" if is_python => in_braces,
        ":" => in_braces && open.is_some_and(|open| is_literal(program, open)),
        "[" | "," if is_python && open.is_some_and(|open| program.is(open, "[")) => {
            // `Output[okta.app.OAuth]` is a type, `[okta.app.OAuth]` a list.
            !open.is_some_and(|open| {
                program.before(open).is_some_and(|token| token.kind == Kind::Word && token.text != "in")
            })
        }
        "," | "(" if is_checked(program, open) => false,
        "," if open.is_some_and(|open| program.is(open, "<")) => false,
        "=" | ":=" | "(" | "," | "[" | "{" | "=>" | "?" | "||" | "&&" | "??" | "..." => true,
        _ => false,
    }
}

/// Whether a brace begins a value and no type.
fn is_literal(program: &Program<'_>, open: usize) -> bool {
    let is_type = (open.saturating_sub(4)..open)
        .any(|at| program.is_word(at, "type") || program.is_word(at, "interface"));
    !is_type
        && program
            .before(open)
            .is_some_and(|token| matches!(token.text, "=" | "(" | "," | "[" | "return" | "=>"))
}

/// `isinstance(x, okta.app.OAuth)` only looks at a class.
fn is_checked(program: &Program<'_>, open: Option<usize>) -> bool {
    let callee = open.and_then(|open| program.before(open)).and_then(Token::word);
    callee.is_some_and(|word| matches!(word, "isinstance" | "issubclass" | "hasattr" | "describe"))
}
