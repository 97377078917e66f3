//! Calls of Okta's SDKs: a method that an SDK has, behind something that can be the SDK.

use std::collections::BTreeMap;

use super::program::Program;
use super::token::{Kind, Piece, Token};
use super::words::parts;
use crate::intake::{KnownNames, SdkUse};
use crate::model::SdkMethod;

/// A call of an SDK.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Used {
    /// Where it stands, in bytes.
    pub(super) at: usize,
    pub(super) method: SdkMethod,
    /// Whether it is only handed to something that fakes it.
    pub(super) faked: bool,
}

/// What is known of the SDKs that a program uses.
#[derive(Debug)]
pub(super) struct Sdks<'a> {
    names: &'a dyn KnownNames,
    /// Those that the file imports.
    imported: Vec<SdkUse>,
    /// Those that the manifest of the project names, for the language of the file.
    declared: Vec<SdkUse>,
}

impl std::fmt::Debug for dyn KnownNames + '_ {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KnownNames")
    }
}

impl<'a> Sdks<'a> {
    /// The SDKs that a program imports, with the versions that its project declares.
    pub(super) fn of(program: &Program<'_>, names: &'a dyn KnownNames, declared: &[SdkUse]) -> Self {
        let known = program.language.sdks;
        let declared: Vec<SdkUse> =
            declared.iter().filter(|one| known.contains(&one.sdk.as_str())).cloned().collect();
        let mut imported: Vec<SdkUse> = Vec::new();
        if !known.is_empty() {
            for found in imports(program).iter().filter_map(|import| names.sdk_of_import(import)) {
                add(&mut imported, &found);
            }
        }
        imported.retain(|one| known.contains(&one.sdk.as_str()));
        for one in &declared {
            if imported.iter().any(|imported| imported.sdk == one.sdk) {
                add(&mut imported, one);
            }
        }
        Self { names, imported, declared }
    }

    /// The calls of SDKs in a program, in order.
    pub(super) fn calls(&self, program: &Program<'_>, source: &str) -> Vec<Used> {
        let mut found = Vec::new();
        let variables = if self.imported.is_empty() { BTreeMap::new() } else { variables(program) };
        for (at, token) in program.tokens.iter().enumerate() {
            match &token.kind {
                Kind::Sign if token.text == "(" => found.extend(self.call(program, at, &variables)),
                Kind::Text(pieces) => {
                    let holes = pieces.iter().filter_map(|piece| match piece {
                        Piece::Hole(tokens) if tokens.iter().any(|token| token.is("(")) => Some(tokens),
                        _ => None,
                    });
                    for tokens in holes {
                        let inner = Program::new(source, tokens.clone(), program.language);
                        found.extend(self.calls(&inner, source));
                    }
                }
                _ => {}
            }
        }
        found
    }

    fn call(&self, program: &Program<'_>, open: usize, variables: &Variables<'_>) -> Option<Used> {
        let (start, words) = program.callee(open)?;
        let (name, receiver) = words.split_last()?;
        let defined = program.before(start).is_some_and(|token| {
            matches!(token.text, "fun" | "def" | "func" | "function" | "fn") || token.is("@")
        });
        let own = matches!(receiver, [] | ["this" | "self" | "super" | "$this"]);
        if own || defined {
            return None;
        }
        let method = self.method(name, receiver, variables)?;
        let outer = program.within(start).filter(|open| program.is(*open, "("));
        let outer = outer.and_then(|open| program.callee(open));
        let faked = outer.is_some_and(|(_, words)| {
            words.last().is_some_and(|word| {
                matches!(*word, "when" | "verify" | "expect" | "given" | "every" | "coEvery")
            })
        });
        let at = words_at(program, open, name);
        Some(Used { at, method, faked })
    }

    /// The method of an SDK that a name behind something is, if it can be one.
    fn method(&self, name: &str, receiver: &[&str], variables: &Variables<'_>) -> Option<SdkMethod> {
        let shown = receiver.iter().filter(|word| !matches!(**word, "this" | "self" | "$this" | "new"));
        let shown = shown.copied().collect::<Vec<_>>().join(".");
        let last = receiver.last().copied().unwrap_or_default();
        let types = variables.get(last).map(Vec::as_slice).unwrap_or_default();
        let of = |sdk: Option<&SdkUse>, receiver: &str| {
            let method = SdkMethod {
                name: name.to_owned(),
                receiver: receiver.to_owned(),
                sdk: sdk.map(|one| one.sdk.clone()),
                majors: sdk.and_then(|one| one.majors),
            };
            self.names.knows_method(&method).then_some(method)
        };
        for sdk in &self.imported {
            // `UserApi api`: the type tells more than the name.
            let typed = types.iter().find_map(|kind| {
                let receiver =
                    if self.names.knows_receiver(kind) { (*kind).to_owned() } else { format!("<{kind}>") };
                of(Some(sdk), &receiver)
            });
            if typed.is_some() {
                return typed;
            }
            let made = receiver.iter().any(|word| {
                variables.get(word).is_some_and(|types| types.iter().any(|kind| self.is_client(kind)))
            });
            if (made || self.is_receiver(receiver))
                && let Some(method) = of(Some(sdk), &shown)
            {
                return Some(method);
            }
        }
        if !self.imported.is_empty() {
            return None;
        }
        if self.is_receiver(receiver)
            && let Some(method) = self.declared.iter().find_map(|sdk| of(Some(sdk), &shown))
        {
            return Some(method);
        }
        // Without any sign of an SDK both the name and what it stands behind must be telling.
        let speaks_of_okta = receiver.iter().any(|word| parts(word).iter().any(|part| part == "okta"));
        (speaks_of_okta && parts(name).len() > 1).then(|| of(None, &shown)).flatten()
    }

    /// Whether something can be a client of Okta's, by its name alone.
    fn is_client(&self, name: &str) -> bool {
        const BESIDE: [&str; 16] = [
            "okta",
            "my",
            "the",
            "admin",
            "mgmt",
            "management",
            "org",
            "s",
            "new",
            "get",
            "v2",
            "v3",
            "v4",
            "v5",
            "v6",
            "async",
        ];
        const CLIENTS: [&str; 3] = ["client", "api", "sdk"];
        let words = parts(name);
        let fits = |word: &String| BESIDE.contains(&word.as_str()) || CLIENTS.contains(&word.as_str());
        let client = words.iter().any(|word| CLIENTS.contains(&word.as_str()) || word == "okta");
        (client && words.iter().all(fits))
            || words.iter().any(|word| word == "okta")
            || self.names.knows_receiver(name)
    }

    /// Whether what stands before a method can be a client, or a part of one: `client`, `client.User`, `userApi`.
    fn is_receiver(&self, receiver: &[&str]) -> bool {
        let capital = |word: &str| {
            let mut known = word.to_owned();
            if let Some(first) = known.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            known
        };
        let bare = |word: &str| word.trim_start_matches(['_', '$', '@']).to_owned();
        receiver.iter().any(|word| {
            let word = bare(word);
            self.is_client(&word) || self.names.knows_receiver(&capital(&word))
        })
    }
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

/// What a program imports, each as one dotted name or path.
fn imports(program: &Program<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for (at, token) in program.tokens.iter().enumerate() {
        let name = program.language.name;
        match token.word() {
            None => {
                let path = token.plain().filter(|path| path.contains("okta"));
                let import = matches!(name, "go" | "javascript");
                found.extend(path.filter(|_| import).map(str::to_owned));
            }
            Some("import" | "using" | "from") if program.starts_line(at) || program.is_before(at, ";") => {
                let (path, end) = dotted(program, at + 1);
                if path.is_empty() {
                    continue;
                }
                if name == "python" && token.text == "from" {
                    let line = (end..program.tokens.len())
                        .take_while(|at| !program.starts_line(*at) || program.within(*at).is_some());
                    let members = line.filter_map(|at| program.token(at).and_then(Token::word));
                    found.extend(members.map(|member| format!("{path}.{member}")));
                }
                found.push(path);
            }
            _ => {}
        }
    }
    found
}

/// The dotted name that begins at a place, and where it ends.
fn dotted(program: &Program<'_>, start: usize) -> (String, usize) {
    let mut path = String::new();
    let mut at = start;
    while let Some(token) = program.token(at).filter(|_| !program.starts_line(at)) {
        let word = token.word().filter(|_| path.is_empty() || path.ends_with('.'));
        match word {
            Some("static") if path.is_empty() => {}
            Some(word) => path.push_str(word),
            None if token.is(".") && !path.is_empty() => path.push('.'),
            None => break,
        }
        at += 1;
    }
    (path, at)
}

/// What is seen of the types of variables: their names, and of what they are made.
type Variables<'s> = BTreeMap<&'s str, Vec<&'s str>>;

/// The variables of a program whose type is written down: `User user`, `user: User`, `api = new UserApi(…)`.
fn variables<'s>(program: &Program<'s>) -> Variables<'s> {
    let mut found: Variables<'s> = BTreeMap::new();
    let is_type = |word: &&str| word.starts_with(|c: char| c.is_ascii_uppercase());
    let word = |at: usize| program.token(at).and_then(Token::word);
    for at in 0..program.tokens.len() {
        let Some(name) = word(at) else { continue };
        let mut seen = Vec::new();
        // User user
        if !program.starts_line(at) && at > 0 && !program.is_member_sign(at + 1) {
            seen.extend(word(at - 1).filter(is_type));
        }
        if program.is(at + 1, ":") {
            seen.extend(last_type(program, at + 2));
        }
        if program.is(at + 1, "=") || program.is(at + 1, ":=") || program.is(at + 1, ",") {
            seen.extend(made_of(program, at + 1));
        }
        // client *okta.APIClient
        let pointer = at + 1 + usize::from(program.is(at + 1, "*"));
        if program.language.name == "go" && word(pointer) == Some("okta") && program.is(pointer + 1, ".") {
            seen.push("okta");
        }
        for one in seen {
            let types = found.entry(name).or_default();
            if !types.contains(&one) {
                types.push(one);
            }
        }
    }
    found
}

/// The type that is written at a place: `User`, `okta.User`, `Promise<User>`.
fn last_type<'s>(program: &Program<'s>, start: usize) -> Option<&'s str> {
    let mut at = start;
    while program.is_member_sign(at + 1) {
        at += 2;
    }
    program.token(at).and_then(Token::word).filter(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// What stands behind an assignment that says of what type it is: `new UserApi(…)`, `okta.NewClient(…)`, `UserApi(…)`.
fn made_of<'s>(program: &Program<'s>, sign: usize) -> Vec<&'s str> {
    const FAR: usize = 8;
    let mut at = sign;
    // a, b, err := make()
    while at < sign + FAR && !program.is(at, "=") && !program.is(at, ":=") {
        let plain = program.is(at, ",") || program.token(at).and_then(Token::word).is_some();
        if !plain {
            return Vec::new();
        }
        at += 1;
    }
    let open = (at + 1..at + 1 + FAR).find(|at| program.is(*at, "("));
    let open = open.filter(|open| {
        (at + 1..*open)
            .all(|at| program.is_member_sign(at) || program.token(at).and_then(Token::word).is_some())
    });
    let words = open.and_then(|open| program.callee(open)).map(|(_, words)| words).unwrap_or_default();
    let telling = |word: &&str| {
        word.starts_with(|c: char| c.is_ascii_uppercase()) || parts(word).iter().any(|part| part == "okta")
    };
    let made = words.iter().copied().filter(telling).filter(|word| *word != "Get").collect::<Vec<_>>();
    // `UserBuilder.instance()` is one; what a method of a client gives is not a client.
    let direct = words.last().is_some_and(telling) || words.first().is_some_and(|first| *first == "okta");
    if direct { made } else { Vec::new() }
}

/// Where the name of a call stands, in bytes.
fn words_at(program: &Program<'_>, open: usize, name: &str) -> usize {
    let place = (open.saturating_sub(16)..open).rev().find(|at| program.is_word(*at, name));
    place.and_then(|at| program.token(at)).map_or(0, |token| token.at)
}
