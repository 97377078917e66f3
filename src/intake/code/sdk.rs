//! Calls of Okta's SDKs: a method that an SDK has, behind something that can be the SDK.

use std::collections::BTreeSet;

use super::imports::{self, Imports};
use super::program::Program;
use super::token::{Kind, Piece, Token};
use super::variables::{Seen, Variables, variables};
use super::words::parts;
use crate::intake::{KnownNames, SdkUse};
use crate::model::{SdkMethod, names_okta};

/// A call of an SDK.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Used {
    /// Where it stands, in bytes.
    pub(super) at: usize,
    pub(super) method: SdkMethod,
    /// Whether it is only handed to something that fakes it.
    pub(super) faked: bool,
    /// Whether its receiver is shown to be a client of the SDK; where it is not, another file may have made it.
    pub(super) is_certain: bool,
}

/// What is known of the SDKs that a program uses.
#[derive(Debug)]
pub(super) struct Sdks<'a> {
    names: &'a dyn KnownNames,
    /// Those that the file imports.
    imported: Vec<SdkUse>,
    /// Those that the manifest of the project names, for the language of the file.
    declared: Vec<SdkUse>,
    /// Whether the user named the program as one that calls Okta.
    named: bool,
}

/// What a program shows of the things that methods stand behind.
#[derive(Debug)]
struct Shown<'p> {
    variables: Variables<'p>,
    imports: Imports<'p>,
    /// The types that the program declares itself.
    own: BTreeSet<&'p str>,
}

/// What is known of something that a method stands behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Is {
    /// It comes from an SDK.
    Sdks,
    /// It comes from elsewhere.
    Foreign,
    /// Nothing tells.
    Unknown,
}

impl std::fmt::Debug for dyn KnownNames + '_ {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KnownNames")
    }
}

impl<'p> Shown<'p> {
    fn of(program: &'p Program<'_>) -> Self {
        const DECLARE: [&str; 7] = ["class", "interface", "struct", "trait", "object", "record", "type"];
        let word = |at: usize| program.token(at).and_then(Token::word);
        let own = (1..program.tokens.len())
            .filter(|at| word(at - 1).is_some_and(|before| DECLARE.contains(&before)))
            .filter_map(word)
            .collect();
        Self { variables: variables(program), imports: imports::of(program), own }
    }
}

impl<'a> Sdks<'a> {
    /// The SDKs that a program imports, with the versions that its project declares.
    pub(super) fn of(
        program: &Program<'_>,
        names: &'a dyn KnownNames,
        declared: &[SdkUse],
        named: bool,
    ) -> Self {
        let known = program.language.sdks;
        let declared: Vec<SdkUse> =
            declared.iter().filter(|one| known.contains(&one.sdk.as_str())).cloned().collect();
        let mut imported: Vec<SdkUse> = Vec::new();
        if !known.is_empty() {
            for found in imports::of(program).paths().filter_map(|import| names.sdk_of_import(import)) {
                add(&mut imported, &found);
            }
        }
        imported.retain(|one| known.contains(&one.sdk.as_str()));
        for one in &declared {
            if imported.iter().any(|imported| imported.sdk == one.sdk) {
                add(&mut imported, one);
            }
        }
        Self { names, imported, declared, named }
    }

    /// The variables that are clients of SDKs.
    pub(super) fn clients<'p>(&self, program: &'p Program<'_>) -> BTreeSet<&'p str> {
        if self.imported.is_empty() {
            return BTreeSet::new();
        }
        let shown = Shown::of(program);
        let client = |seen: &Seen<'_>| {
            self.is_seen(&shown, seen, program) == Is::Sdks
                && seen.kinds.iter().any(|kind| self.is_client(kind))
        };
        let found: Vec<&'p str> =
            shown.variables.iter().filter(|(_, seen)| client(seen)).map(|(name, _)| *name).collect();
        found.into_iter().collect()
    }

    /// Whether a program makes a client of an SDK.
    pub(super) fn makes_client(&self, program: &Program<'_>) -> bool {
        if self.imported.is_empty() {
            return false;
        }
        let imports = imports::of(program);
        let client = |open: usize| {
            let Some((_, words)) = program.callee(open) else { return false };
            let [first, .., last] = words[..] else {
                return words.first().is_some_and(|one| self.is_client(one) && self.is_sdks(&imports, one));
            };
            self.is_sdks(&imports, first) && (self.is_client(first) || self.is_client(last))
        };
        (0..program.tokens.len()).filter(|at| program.is(*at, "(")).any(client)
    }

    /// Whether a name is imported from an SDK.
    fn is_sdks(&self, imports: &Imports<'_>, name: &str) -> bool {
        imports.path_of(name).is_some_and(|path| self.names.sdk_of_import(path).is_some())
    }

    /// The calls of SDKs in a program, in order.
    pub(super) fn calls(&self, program: &Program<'_>, source: &str) -> Vec<Used> {
        let mut found = Vec::new();
        self.calls_of(program, &Shown::of(program), source, &mut found);
        found
    }

    fn calls_of(&self, program: &Program<'_>, shown: &Shown<'_>, source: &str, found: &mut Vec<Used>) {
        for (at, token) in program.tokens.iter().enumerate() {
            match &token.kind {
                Kind::Sign if token.text == "(" => found.extend(self.call(program, at, shown)),
                Kind::Text(pieces) => {
                    let holes = pieces.iter().filter_map(|piece| match piece {
                        Piece::Hole(tokens) if tokens.iter().any(|token| token.is("(")) => Some(tokens),
                        _ => None,
                    });
                    for tokens in holes {
                        let inner = Program::new(source, tokens.clone(), program.language);
                        self.calls_of(&inner, shown, source, found);
                    }
                }
                _ => {}
            }
        }
    }

    fn call(&self, program: &Program<'_>, open: usize, shown: &Shown<'_>) -> Option<Used> {
        let (start, words) = program.callee(open)?;
        let (name, receiver) = words.split_last()?;
        let defined = program.before(start).is_some_and(|token| {
            matches!(token.text, "fun" | "def" | "func" | "function" | "fn") || token.is("@")
        });
        let own = matches!(receiver, [] | ["this" | "self" | "super" | "$this"]);
        if own || defined {
            return None;
        }
        let certain = self.method(program, name, receiver, shown);
        let is_certain = certain.is_some();
        let method = certain.or_else(|| self.possible(program, name, receiver, shown))?;
        let outer = program.within(start).filter(|open| program.is(*open, "("));
        let outer = outer.and_then(|open| program.callee(open));
        let faked = outer.is_some_and(|(_, words)| {
            words.last().is_some_and(|word| {
                matches!(*word, "when" | "verify" | "expect" | "given" | "every" | "coEvery")
            })
        });
        let at = words_at(program, open, name);
        Some(Used { at, method, faked, is_certain })
    }

    /// The method of an SDK that a name behind something is, if it can be one.
    fn method(
        &self,
        program: &Program<'_>,
        name: &str,
        receiver: &[&str],
        shown: &Shown<'_>,
    ) -> Option<SdkMethod> {
        let words = receiver_words(receiver);
        let text = words.join(".");
        let last = words.last().copied().unwrap_or_default();
        let of = |sdk: Option<&SdkUse>, receiver: &str| {
            let method = SdkMethod {
                name: name.to_owned(),
                receiver: receiver.to_owned(),
                sdk: sdk.map(|one| one.sdk.clone()),
                majors: sdk.and_then(|one| one.majors),
            };
            self.names.knows_method(&method).then_some(method)
        };
        let is = self.is_chain(&words, shown, program);
        if is == Is::Foreign {
            return None;
        }
        let nothing = Seen::default();
        let seen = shown.variables.get(last).unwrap_or(&nothing);
        for sdk in &self.imported {
            // `UserApi api`: the type tells more than the name.
            let typed = seen.kinds.iter().find_map(|kind| {
                let receiver =
                    if self.names.knows_receiver(kind) { (*kind).to_owned() } else { format!("<{kind}>") };
                of(Some(sdk), &receiver)
            });
            if typed.is_some() {
                return typed;
            }
            let client = |word: &&str| {
                shown
                    .variables
                    .get(*word)
                    .is_some_and(|seen| seen.kinds.iter().any(|kind| self.is_client(kind)))
            };
            if (words.iter().any(client) || self.is_receiver(&words))
                && let Some(method) = of(Some(sdk), &text)
            {
                return Some(method);
            }
        }
        if !self.imported.is_empty() {
            return None;
        }
        let okta = |word: &&str| names_okta(word) && self.is_client(word);
        let typed = words.iter().filter_map(|word| shown.variables.get(word)).flat_map(|seen| &seen.kinds);
        let named = words.iter().any(&okta) || typed.into_iter().any(okta);
        if named && let Some(method) = self.declared.iter().find_map(|sdk| of(Some(sdk), &text)) {
            return Some(method);
        }
        // Without any sign of an SDK both the name and what it stands behind must be telling.
        let speaks_of_okta = self.named && words.iter().any(|word| names_okta(word));
        (speaks_of_okta && parts(name).len() > 1).then(|| of(None, &text)).flatten()
    }

    /// The method of an SDK that the project declares, behind something that is called like its client and that this file
    /// does not make.
    fn possible(
        &self,
        program: &Program<'_>,
        name: &str,
        receiver: &[&str],
        shown: &Shown<'_>,
    ) -> Option<SdkMethod> {
        let words = receiver_words(receiver);
        let is_open = self.imported.is_empty()
            && parts(name).len() > 1
            && self.is_receiver(&words)
            && self.is_chain(&words, shown, program) == Is::Unknown;
        let method = |sdk: &SdkUse| SdkMethod {
            name: name.to_owned(),
            receiver: words.join("."),
            sdk: Some(sdk.sdk.clone()),
            majors: sdk.majors,
        };
        let mut methods = self.declared.iter().filter(|_| is_open).map(method);
        methods.find(|method| self.names.knows_method(method))
    }

    /// What is known of a chain of names that a method stands behind; the nearest one tells most.
    fn is_chain(&self, words: &[&str], shown: &Shown<'_>, program: &Program<'_>) -> Is {
        for word in words.iter().rev() {
            let is = match shown.variables.get(word) {
                Some(seen) => self.is_seen(shown, seen, program),
                None => Is::Unknown,
            };
            if is != Is::Unknown {
                return is;
            }
            // `client.userApi`: a part of a client is told by its name.
            if self.names.knows_receiver(&capital(word)) {
                return Is::Unknown;
            }
        }
        Is::Unknown
    }

    fn is_seen(&self, shown: &Shown<'_>, seen: &Seen<'_>, program: &Program<'_>) -> Is {
        let kinds = seen.kinds.iter().map(|kind| self.is_kind(shown, kind, program));
        let origins = seen.origins.iter().map(|origin| self.is_origin(shown, origin));
        let all: Vec<Is> = kinds.chain(origins).collect();
        match () {
            () if all.contains(&Is::Sdks) => Is::Sdks,
            () if all.contains(&Is::Foreign) => Is::Foreign,
            () => Is::Unknown,
        }
    }

    /// What is known of a type.
    fn is_kind(&self, shown: &Shown<'_>, kind: &str, program: &Program<'_>) -> Is {
        if shown.own.contains(kind) {
            return Is::Foreign;
        }
        let function = kind.starts_with(|c: char| c.is_lowercase() || c == '_');
        if let Some(path) = shown.imports.path_of(kind) {
            return match self.names.sdk_of_import(path) {
                Some(_) => Is::Sdks,
                None if function => Is::Unknown,
                None => Is::Foreign,
            };
        }
        let whole = || shown.imports.wholes().any(|path| self.names.sdk_of_import(path).is_some());
        match program.language.name {
            // A function of the program, of which nothing more is seen.
            _ if function => Is::Unknown,
            "go" if kind.starts_with("New") => Is::Unknown,
            // What is neither imported nor qualified belongs to the package of the file.
            "go" => Is::Foreign,
            "java" | "kotlin" | "scala" if !(whole() || self.named && self.imported.is_empty()) => {
                Is::Foreign
            }
            _ => Is::Unknown,
        }
    }

    /// What is known of something by the first name of what makes it.
    fn is_origin(&self, shown: &Shown<'_>, origin: &str) -> Is {
        match shown.imports.path_of(origin) {
            Some(path) if self.names.sdk_of_import(path).is_some() => Is::Sdks,
            // A module of another library: `boto3.client("iam")`.
            Some(path) if !names_okta(path) && !path.contains(['.', '/', ':', '\\']) => Is::Foreign,
            _ if shown.own.contains(origin) => Is::Foreign,
            _ => Is::Unknown,
        }
    }

    /// Whether something can be a client of Okta's, by its name alone.
    fn is_client(&self, name: &str) -> bool {
        const BESIDE: &str = "okta my the admin mgmt management org s new get v2 v3 v4 v5 v6 async create build make init connect instance default";
        const CLIENTS: [&str; 4] = ["client", "clients", "api", "sdk"];
        let words = parts(name);
        let fits = |word: &String| {
            CLIENTS.contains(&word.as_str()) || BESIDE.split_ascii_whitespace().any(|one| one == word)
        };
        let client = words.iter().any(|word| CLIENTS.contains(&word.as_str()) || word == "okta");
        (client && words.iter().all(fits)) || self.names.knows_receiver(name)
    }

    /// Whether what stands before a method can be a client, or a part of one: `client`, `client.User`, `userApi`.
    fn is_receiver(&self, receiver: &[&str]) -> bool {
        let bare = |word: &str| word.trim_start_matches(['_', '$', '@']).to_owned();
        receiver.iter().any(|word| {
            let word = bare(word);
            self.is_client(&word) || self.names.knows_receiver(&capital(&word))
        })
    }
}

/// A name with a capital.
fn capital(word: &str) -> String {
    let mut known = word.trim_start_matches(['_', '$', '@']).to_owned();
    if let Some(first) = known.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    known
}

/// Adds what is known of the use of an SDK to what was known before.
fn add(uses: &mut Vec<SdkUse>, one: &SdkUse) {
    match uses.iter_mut().find(|known| known.sdk == one.sdk) {
        Some(known) => {
            known.majors = match (known.majors, one.majors) {
                // What contradicts itself is not known.
                (Some(before), Some(more)) => before.both(more).or(Some(before)),
                (before, more) => before.or(more),
            };
        }
        None => uses.push(one.clone()),
    }
}

/// The names of a receiver, without those of the object itself.
fn receiver_words<'p>(receiver: &[&'p str]) -> Vec<&'p str> {
    let own = |word: &&&str| !matches!(**word, "this" | "self" | "$this" | "new");
    receiver.iter().filter(own).copied().collect()
}

/// Where the name of a call stands, in bytes.
fn words_at(program: &Program<'_>, open: usize, name: &str) -> usize {
    let place = (open.saturating_sub(16)..open).rev().find(|at| program.is_word(*at, name));
    place.and_then(|at| program.token(at)).map_or(0, |token| token.at)
}
