//! Scripts of shells, and programs in languages whose grammar is not known here: the commands and URLs in them, each with
//! what shows whose server it goes to. Words in them are never names of operations.

use std::collections::{BTreeMap, BTreeSet};

use super::handed;
use super::owner::{Owner, of_name};
use super::path::{self, Worth};
use crate::intake::Context;
use crate::intake::calls::Calls;
use crate::intake::content::Content;
use crate::intake::exchange::Exchange;
use crate::intake::options::Standing;
use crate::intake::source::IntakeError;
use crate::intake::target::Target;
use crate::intake::text;
use crate::intake::tree::Place;
use crate::model::{Asked, Attribution, Call, SetAside, names_okta};

/// The endings of scripts and of programs that are read like them.
const ENDINGS: [&str; 51] = [
    "sh", "bash", "zsh", "ksh", "fish", "bats", "bat", "cmd", "ps1", "psm1", "psd1", "mk", "mak", "just",
    "ex", "exs", "erl", "hrl", "pl", "pm", "lua", "dart", "c", "h", "cc", "cpp", "cxx", "hpp", "m", "mm",
    "clj", "cljs", "cljc", "edn", "hs", "jl", "r", "fp", "fs", "fsx", "vb", "vbs", "coffee", "nim", "cr",
    "zig", "elm", "ml", "mli", "tcl", "awk",
];

/// The names of files that are scripts without an ending of one.
const NAMES: [&str; 8] = [
    "makefile",
    "gnumakefile",
    "dockerfile",
    "containerfile",
    "justfile",
    "jenkinsfile",
    "procfile",
    "brewfile",
];

/// Whether a file is such a script, by its name in lower case.
pub(super) fn claims(name: &str) -> bool {
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let (stem, ending) = file.rsplit_once('.').unwrap_or((file, ""));
    ENDINGS.contains(&ending)
        || NAMES.contains(&file)
        || (matches!(stem, "dockerfile" | "makefile") && ending != "md")
}

/// Whether a text without a telling name begins as a script of a shell does.
pub(super) fn begins(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    line.starts_with("#!")
        && ["sh", "bash", "zsh", "ksh", "pwsh"].iter().any(|shell| line.trim_end().ends_with(shell))
}

/// Every call of a script.
pub(super) fn read(content: Content, context: &Context<'_>, calls: &mut Calls) -> Result<(), IntakeError> {
    let script = content.into_text()?;
    let found = found(&script, context, calls)?;
    name_kept(&found, &BTreeSet::new(), context, calls);
    for (call, owner) in found {
        push(call, owner, calls);
    }
    Ok(())
}

/// Takes a call of a script.
pub(super) fn push(call: Call, owner: Owner, calls: &mut Calls) {
    match owner {
        Owner::Okta if call.set_aside.is_none() => calls.push(call.attributed(Attribution::Explicit)),
        Owner::Other => calls.push_of_another(call),
        _ => calls.push(call),
    }
}

/// The requests of a script, each with whose server it goes to.
pub(super) fn found(
    script: &str,
    context: &Context<'_>,
    calls: &Calls,
) -> Result<Vec<(Call, Owner)>, IntakeError> {
    if !super::speaks_of_okta(script) {
        return Ok(Vec::new());
    }
    let lines = Script::of(script);
    let stated = context.standing == Standing::Named;
    let found = text::found(script, calls.source(), context.names)?;
    let called = found.into_iter().filter_map(|call| {
        let Asked::Http(request) = &call.asked else { return None };
        let line = (call.origin.line as usize).saturating_sub(1);
        let rooted = matches!(path::worth(&request.path), Worth::Url(..) | Worth::Base)
            || Target::is_of_okta(&request.path);
        if !rooted && !stated && !lines.begins(line, &request.path) {
            return None;
        }
        let host = call.host().is_some_and(|host| !crate::model::is_okta_host(host));
        let owner = lines.owner(line, &request.path, host);
        let spoken = call.set_aside.is_none() && (lines.speaks(line) || lines.compares(line, &request.path));
        let call = if spoken { call.set_aside(Some(SetAside::Mentioned)) } else { call };
        Some((call, owner))
    });
    Ok(called.collect())
}

/// Adds the requests of a script of PowerShell whose path a function is handed in a variable; returns the lines that set
/// those variables.
pub(super) fn follow(
    script: &str,
    found: &mut Vec<(Call, Owner)>,
    context: &Context<'_>,
    calls: &mut Calls,
) -> BTreeSet<u32> {
    if !super::speaks_of_okta(script) {
        return BTreeSet::new();
    }
    let handed = handed::handed(script);
    let (places, lines) = (super::Lines::of(script), Script::of(script));
    let set: BTreeSet<u32> = handed.set.iter().map(|at| places.place(*at).line).collect();
    for (call, _) in found.iter_mut().filter(|(call, _)| set.contains(&call.origin.line)) {
        call.set_aside = call.set_aside.or(Some(SetAside::Variable));
    }
    for one in handed.sent {
        let place = places.place(one.at);
        let method = one.method.map(|method| method.to_string()).unwrap_or_default();
        let exchange = Exchange { method: &method, url: &one.url, ..Exchange::default() };
        let call = exchange.call(calls.origin(place));
        let host = call.host().is_some_and(|host| !crate::model::is_okta_host(host));
        let owner = lines.owner_of_command(place.line, &one.front, host);
        found.push((call, owner));
    }
    for at in handed.open {
        let place = places.place(at);
        let owner = lines.owner_of_command(place.line, "", false);
        if owner == Owner::Okta || (owner == Owner::Nobody && context.standing == Standing::Named) {
            calls.unresolved(place, "the path is put together when the program runs");
        }
    }
    set
}

/// Names the variables of a script that hold a path of Okta's and that no command is seen to send; those of some lines
/// are known to be sent.
pub(super) fn name_kept(
    found: &[(Call, Owner)],
    known: &BTreeSet<u32>,
    context: &Context<'_>,
    calls: &mut Calls,
) {
    let path = |call: &Call| match &call.asked {
        Asked::Http(request) => request.path.clone(),
        _ => String::new(),
    };
    let sent: BTreeSet<String> =
        found.iter().filter(|(call, _)| call.set_aside.is_none()).map(|(call, _)| path(call)).collect();
    let kept = |call: &Call| call.set_aside == Some(SetAside::Variable) && !known.contains(&call.origin.line);
    for (call, owner) in found.iter().filter(|(call, _)| kept(call)) {
        let kept = path(call);
        let kept = kept.trim_end_matches('/');
        let used = sent.range(kept.to_owned()..).next().is_some_and(|one| one.starts_with(kept));
        let counts =
            *owner == Owner::Okta || (*owner == Owner::Nobody && context.standing == Standing::Named);
        if counts && !used {
            let place = Place { line: call.origin.line, column: call.origin.column };
            calls.unresolved(place, "a variable holds the path, and the command that sends it is not found");
        }
    }
}

/// A script by its lines.
struct Script<'s> {
    lines: Vec<&'s str>,
    /// The variables that are set in it, each with what the lines that set it show.
    variables: BTreeMap<&'s str, Owner>,
    /// What the whole script shows: a header that only Okta has, or a module that has its name.
    shown: Owner,
}

impl<'s> Script<'s> {
    fn of(script: &'s str) -> Self {
        let lines: Vec<&str> = script.lines().collect();
        let mut variables: BTreeMap<&str, Owner> = BTreeMap::new();
        let mut shown = Owner::Nobody;
        for line in lines.iter().filter(|line| !is_comment(line)) {
            if is_header(line) || names_module(line) {
                shown = Owner::Okta;
            }
            let Some((name, value)) = assigned(line) else { continue };
            let owner =
                if is_header(value) || value_names_okta(value) { Owner::Okta } else { of_value(value) };
            let known = variables.entry(name).or_default();
            if *known == Owner::Nobody || owner == Owner::Okta {
                *known = owner;
            }
        }
        Self { lines, variables, shown }
    }

    /// The command that a line is part of, its continued lines joined.
    fn command(&self, line: usize) -> String {
        const LONGEST: usize = 40;
        let continues = |line: &&str| line.trim_end().ends_with(['\\', '`', '|']);
        let before = self.lines.get(..line).unwrap_or_default().iter().rev().take(LONGEST);
        let first = line - before.take_while(|line| continues(line)).count();
        let after = self.lines.get(line..).unwrap_or_default().iter().take(LONGEST);
        let last = line + after.take_while(|line| continues(line)).count();
        self.lines.get(first..=last.min(self.lines.len().saturating_sub(1))).unwrap_or_default().join(" ")
    }

    /// Whose server a request goes to.
    fn owner(&self, line: usize, path: &str, host: bool) -> Owner {
        let command = self.command(line);
        if is_header(&command) {
            return Owner::Okta;
        }
        if host {
            return Owner::Host;
        }
        let own = self.lines.get(line).copied().unwrap_or_default();
        // A path is shown decoded and without what is filled in; its beginning is as it stands.
        let beginning: String =
            path.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '/' | '-' | '_')).collect();
        let at = own.find(beginning.trim_end_matches('/')).unwrap_or(own.len());
        let front = own.get(..at).unwrap_or_default();
        let base = front.trim_end_matches(['"', '\'', '/']).trim_end();
        let base = base.trim_end_matches(['+', '.', '<', '>', '~', '&', ' ', '}', ')', '"', '\'']);
        let start = base
            .rfind(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '[' | ']')))
            .map_or(0, |at| at + 1);
        let name = base.get(start..).unwrap_or_default().trim_matches('.');
        let is_base = front.len() > base.len() || base.ends_with(|c: char| c.is_alphanumeric());
        let marked = base.get(..start).is_some_and(|before| before.ends_with(['$', '{', '(', '@', ':']));
        if names_okta(front) {
            return Owner::Okta;
        }
        let variable = |name: &str| self.variables.get(name).copied().unwrap_or_default();
        let known = variable(name.rsplit([':', '.']).next().unwrap_or(name));
        if known != Owner::Nobody {
            return known;
        }
        if is_base && marked && of_name(name) == Owner::Other {
            return Owner::Other;
        }
        let used = |word: &str| names_okta(word) || self.variables.get(word) == Some(&Owner::Okta);
        if variables_in(&command).any(used) { Owner::Okta } else { self.shown }
    }

    /// Whose server a command sends to that is handed a path in a variable, by its line, from 1, and by what stands before
    /// the path.
    fn owner_of_command(&self, line: u32, front: &str, host: bool) -> Owner {
        let command = self.command((line as usize).saturating_sub(1));
        if is_header(&command) || names_okta(front) {
            return Owner::Okta;
        }
        if host {
            return Owner::Host;
        }
        let known = |name: &str| self.variables.get(name).copied().unwrap_or_default().or(|| of_name(name));
        let holes = front.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        let base = holes.map(known).find(|owner| *owner != Owner::Nobody);
        let used = |word: &str| names_okta(word) || self.variables.get(word) == Some(&Owner::Okta);
        base.unwrap_or_else(|| {
            let okta = names_okta(&command) || variables_in(&command).any(used);
            if okta { Owner::Okta } else { self.shown }
        })
    }

    /// Whether a path stands at the beginning of a word in a line.
    fn begins(&self, line: usize, path: &str) -> bool {
        let Some(line) = self.lines.get(line) else { return false };
        let mut places = line.match_indices(path).map(|(at, _)| at);
        places.any(|at| {
            line.get(..at).is_none_or(|before| {
                before.is_empty() || before.ends_with([' ', '\t', '"', '\'', '=', '(', ','])
            })
        })
    }

    /// Whether a line compares something with a path, looks for it in a text, or replaces it there.
    fn compares(&self, line: usize, path: &str) -> bool {
        const COMPARES: [&str; 20] = [
            ".startswith(",
            ".endswith(",
            ".contains(",
            ".indexof(",
            ".replace(",
            ".split(",
            "-like",
            "-notlike",
            "-match",
            "-notmatch",
            "-replace",
            "-split",
            "-eq",
            "-ne",
            "-contains",
            "-in",
            "==",
            "!=",
            "=~",
            "!~",
        ];
        const LOOKS: [&str; 12] =
            ["grep", "egrep", "fgrep", "rg", "sed", "awk", "jq", "test", "[", "[[", "case", "select-string"];
        let line = self.lines.get(line).copied().unwrap_or_default().to_ascii_lowercase();
        let beginning: String =
            path.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '/' | '-' | '_')).collect();
        let beginning = beginning.trim_end_matches('/').to_ascii_lowercase();
        let Some(front) = line.find(&beginning).and_then(|at| line.get(..at)) else { return false };
        let joins = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_$.:+(\"'[]/*\\^~?@".contains(c);
        let compared = COMPARES.iter().any(|sign| {
            front
                .rfind(sign)
                .and_then(|at| front.get(at + sign.len()..))
                .is_some_and(|rest| rest.chars().all(joins))
        });
        let command = front.rsplit(['|', ';', '&', '(', '`']).next().unwrap_or_default().trim_start();
        let command =
            command.strip_prefix("if ").or_else(|| command.strip_prefix("while ")).unwrap_or(command);
        compared || command.split_whitespace().next().is_some_and(|word| LOOKS.contains(&word))
    }

    /// Whether a line only speaks of what stands in it.
    fn speaks(&self, line: usize) -> bool {
        const SPEAK: [&str; 12] = [
            "echo",
            "printf",
            "write-host",
            "write-output",
            "write-verbose",
            "write-error",
            "write-warning",
            "logger",
            "io.puts",
            "logger.info",
            "print",
            "throw",
        ];
        let line = self.lines.get(line).copied().unwrap_or_default().trim_start().to_ascii_lowercase();
        let word =
            line.split(|c: char| !(c.is_alphanumeric() || matches!(c, '-' | '.'))).next().unwrap_or_default();
        // What is printed into a command is sent.
        SPEAK.contains(&word) && !line.contains(['|', '$']) | line.contains("://")
    }
}

/// Whether a line is a comment of some language.
fn is_comment(line: &str) -> bool {
    let line = line.trim_start();
    (line.starts_with('#') && !line.starts_with("#!"))
        || ["//", "--", "%", ";", "REM ", "*"].iter().any(|mark| line.starts_with(mark))
}

/// Whether a text has a header that only Okta has.
fn is_header(text: &str) -> bool {
    let word = |word: &str| {
        word.eq_ignore_ascii_case("ssws")
            || word.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("x-okta-"))
    };
    text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).any(word)
}

/// Whether a line says that what follows belongs to a module that has Okta's name.
fn names_module(line: &str) -> bool {
    let mut words = line.split_whitespace();
    matches!(words.next(), Some("defmodule" | "module" | "package" | "class" | "namespace" | "library"))
        && words.next().is_some_and(names_okta)
}

/// The name and the value of what a line sets.
fn assigned(line: &str) -> Option<(&str, &str)> {
    let line = line.trim_start();
    let line = [
        "export ",
        "local ",
        "readonly ",
        "declare ",
        "set ",
        "my ",
        "let ",
        "var ",
        "const ",
        "ENV ",
        "ARG ",
    ]
    .iter()
    .find_map(|lead| line.strip_prefix(lead))
    .unwrap_or(line);
    // [string]$base = …
    let line = if line.starts_with('[') { line.split_once(']').map_or(line, |(_, rest)| rest) } else { line };
    let line = line.trim_start_matches(['$', '@']);
    let line = line.strip_prefix("script:").or_else(|| line.strip_prefix("global:")).unwrap_or(line);
    let end = line.find(|c: char| !(c.is_alphanumeric() || c == '_'))?;
    let (name, rest) = line.split_at_checked(end)?;
    let rest = rest.trim_start();
    let value = [":=", "?=", "=", "\""].iter().find_map(|sign| rest.strip_prefix(sign));
    (!name.is_empty()).then_some(())?;
    Some((name, value?))
}

/// Whether the value of a variable names Okta: by a host, or by another variable.
fn value_names_okta(value: &str) -> bool {
    let host = value.to_ascii_lowercase();
    [".okta.com", ".oktapreview.com", ".okta-emea.com", ".okta-gov.com", ".okta.mil"]
        .iter()
        .any(|one| host.contains(one))
        || variables_in(value).any(names_okta)
        || (names_okta(value) && !value.contains(' '))
}

/// Whose a value is that does not name Okta.
fn of_value(value: &str) -> Owner {
    let host = value.split_once("://").map(|(_, rest)| rest.split(['/', '"', '\'']).next().unwrap_or(rest));
    match host {
        Some(host) if host.contains('.') && !host.contains(['$', '{', '#']) => Owner::Host,
        _ => Owner::Nobody,
    }
}

/// The names of the variables in a text: `$NAME`, `${NAME}`, `$env:NAME`, `%NAME%`, `#{name}`, `@name`.
fn variables_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(['$', '%', '@', '#']).skip(1).map(|rest| {
        let rest = rest.trim_start_matches(['{', '(', '$']);
        let rest = rest.strip_prefix("env:").unwrap_or(rest);
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
        rest.get(..end).unwrap_or_default()
    })
}
