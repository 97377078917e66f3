//! Calls of Okta's SDKs: a method that an SDK has, behind something that can be the SDK.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use super::imports::{self, Imports};
use super::program::Program;
use super::token::{Kind, Piece, Token};
use super::variables::{Seen, Variables, variables};
use super::vocabulary::{STORES, has as listed};
use super::words::parts;
use crate::intake::manifest::Manifests;
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
    /// Why it may be no call of the SDK, or which it is cannot be told.
    pub(super) open: Option<&'static str>,
}

/// Why a call is open whose receiver is not shown to be a client.
const FROM_ELSEWHERE: &str =
    "a method of an Okta SDK is called, and another file makes the client that it is called on";

/// Why a call is open that is made on an object of the SDK's.
const ON_OBJECT: &str = "a method of an Okta SDK is called on an object whose type is not shown";

/// Why a call is open of which the catalog has no method.
const UNKNOWN_METHOD: &str = "a method of an Okta SDK is called that the catalog does not have";

/// What is known of the SDKs that a program uses.
#[derive(Debug)]
pub(super) struct Sdks<'a> {
    names: &'a dyn KnownNames,
    manifests: &'a Manifests,
    /// The file.
    file: &'a str,
    /// Those that programs beside it import which it refers to.
    beside: OnceCell<Vec<SdkUse>>,
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
    /// Whether a name in the program, or what it imports, names Okta.
    names_okta: OnceCell<bool>,
}

/// What is known of something that a method stands behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Is {
    /// It comes from an SDK.
    Sdks,
    /// It comes from elsewhere.
    Foreign,
    /// It is of a type that the program declares.
    Own,
    /// It is of a type of the package, which another file declares.
    Packages,
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
        Self {
            variables: variables(program),
            imports: imports::of(program),
            own,
            names_okta: OnceCell::new(),
        }
    }

    /// Whether the program names Okta: in an import, a name or a type.
    fn names_okta(&self, program: &Program<'_>) -> bool {
        *self.names_okta.get_or_init(|| {
            self.imports.paths().any(names_okta)
                || program.tokens.iter().filter_map(Token::word).any(names_okta)
        })
    }
}

impl<'a> Sdks<'a> {
    /// The SDKs that a program imports, with the versions that its project declares.
    pub(super) fn of(
        program: &Program<'_>,
        (names, manifests): (&'a dyn KnownNames, &'a Manifests),
        file: &'a str,
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
        Self { names, manifests, file, beside: OnceCell::new(), imported, declared, named }
    }

    /// What the programs beside the file import that it refers to: in Go those of its package, elsewhere those that it
    /// imports or whose class it uses.
    fn beside(&self, program: &Program<'_>, shown: &Shown<'_>) -> &[SdkUse] {
        self.beside.get_or_init(|| {
            let known = program.language.sdks;
            let words: BTreeSet<&str> = match program.language.name {
                "java" | "kotlin" | "csharp" => program.tokens.iter().filter_map(Token::word).collect(),
                _ => {
                    let paths = shown.imports.paths();
                    let outside = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-'));
                    paths.flat_map(|path| path.split(outside)).collect()
                }
            };
            let mut found: Vec<SdkUse> = Vec::new();
            for one in self.manifests.neighbors(self.file, self.names).iter() {
                let refers = program.language.name == "go" || words.contains(one.stem.as_str());
                let fitting = |sdk: &&SdkUse| refers && known.contains(&sdk.sdk.as_str());
                one.sdks.iter().filter(fitting).for_each(|sdk| add(&mut found, sdk));
            }
            for one in &self.declared {
                if found.iter().any(|known| known.sdk == one.sdk) {
                    add(&mut found, one);
                }
            }
            found
        })
    }

    /// Whether the file itself imports no SDK.
    pub(super) const fn imports_none(&self) -> bool {
        self.imported.is_empty()
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

    /// Whether a program makes a client of an SDK, or calls a method on one.
    pub(super) fn makes_client(&self, program: &Program<'_>, clients: &BTreeSet<&str>) -> bool {
        if self.imported.is_empty() {
            return false;
        }
        let of_client = |open: usize| {
            program.callee(open).is_some_and(|(_, words)| {
                let receiver = words.split_last().map(|(_, receiver)| receiver).unwrap_or_default();
                receiver.iter().any(|word| clients.contains(word) && self.is_client(word))
            })
        };
        if (0..program.tokens.len()).filter(|at| program.is(*at, "(")).any(of_client) {
            return true;
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
        let certain = self.method(program, name, receiver, shown).map(|method| (method, None));
        let (method, reason) = certain
            .or_else(|| Some((self.possible(program, name, receiver, shown)?, Some(FROM_ELSEWHERE))))
            .or_else(|| {
                let (why, receiver) = self.doubtful(program, name, receiver, shown)?;
                Some((SdkMethod { name: (*name).to_owned(), receiver, ..SdkMethod::default() }, Some(why)))
            })?;
        let outer = program.within(start).filter(|open| program.is(*open, "("));
        let outer = outer.and_then(|open| program.callee(open));
        let faked = outer.is_some_and(|(_, words)| {
            words.last().is_some_and(|word| {
                matches!(*word, "when" | "verify" | "expect" | "given" | "every" | "coEvery")
            })
        });
        let at = words_at(program, open, name);
        Some(Used { at, method, faked, open: reason })
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
            let method = method_of(name, receiver, sdk);
            self.names.knows_method(&method).then_some(method)
        };
        let is = self.is_chain(&words, shown, program);
        if program.language.name == "go" {
            return self.method_in_go(program, name, (&words, is), shown);
        }
        if matches!(is, Is::Foreign | Is::Own | Is::Packages) {
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
            // `UserBuilder.instance().setEmail(…)`: a chain is of the type that it begins with.
            let built = || {
                let (first, more) = words.split_first().filter(|(_, more)| more.iter().all(sets))?;
                let kinds = shown.variables.get(first).map(|seen| seen.kinds.as_slice()).unwrap_or_default();
                let mut kinds = kinds.iter().chain([first]).filter(|_| !more.is_empty());
                kinds.find_map(|kind| {
                    self.is_type_of_sdk(kind, shown).then(|| of(Some(sdk), &format!("<{kind}>"))).flatten()
                })
            };
            if let Some(method) = typed.or_else(built) {
                return Some(method);
            }
            if (words.iter().any(|word| self.is_shown_client(word, shown)) || self.is_receiver(&words))
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

    /// The same in Go, where methods stand behind a part of the client: `client.User.ListUsers(…)`.
    fn method_in_go(
        &self,
        program: &Program<'_>,
        name: &str,
        (words, is): (&[&str], Is),
        shown: &Shown<'_>,
    ) -> Option<SdkMethod> {
        let (last, before) = words.split_last()?;
        let sdks = if self.imported.is_empty() { self.beside(program, shown) } else { &self.imported };
        let of = |sdk: Option<&SdkUse>, receiver: &str| {
            let method = method_of(name, receiver, sdk);
            self.names.knows_method(&method).then_some(method)
        };
        if is == Is::Foreign {
            return None;
        }
        let kinds = shown.variables.get(last).map(|seen| seen.kinds.as_slice()).unwrap_or_default();
        for sdk in sdks {
            let typed = kinds
                .iter()
                .filter(|kind| self.names.knows_receiver(kind))
                .find_map(|kind| of(Some(sdk), kind));
            if typed.is_some() {
                return typed;
            }
            let Some(method) = of(Some(sdk), &words.join(".")) else { continue };
            // `api := client.UserAPI`, `userAPI`
            let by_name = is != Is::Own && is != Is::Packages && self.names.knows_receiver(&capital(last));
            let client = before.last().is_some_and(|word| {
                self.is_shown_client(word, shown) || self.is_client(word.trim_start_matches('_'))
            });
            let field = is_field(words) && is != Is::Own && (client || self.is_part(last));
            let stored = before.last().is_some_and(|word| is_store(word)) && is != Is::Sdks;
            if (by_name || field) && !stored {
                return Some(method);
            }
        }
        if !sdks.is_empty() {
            return None;
        }
        let named = words.iter().any(|word| names_okta(word) && self.is_client(word));
        let named = named && !matches!(is, Is::Own | Is::Packages);
        let declared = || self.declared.iter().find_map(|sdk| of(Some(sdk), &words.join(".")));
        if let Some(method) = named.then(declared).flatten() {
            return Some(method);
        }
        let speaks_of_okta = self.named && words.iter().any(|word| names_okta(word));
        (speaks_of_okta && parts(name).len() > 1 && !matches!(is, Is::Own | Is::Packages))
            .then(|| of(None, &words.join(".")))
            .flatten()
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
        let go = program.language.name == "go";
        // In Go, a file that imports the SDK may still have its client from another one.
        let may_be = (self.imported.is_empty() || go) && parts(name).len() > 1 && !words.is_empty();
        let sdks = match () {
            () if !self.imported.is_empty() => &self.imported,
            () if !self.declared.is_empty() => &self.declared,
            () if !may_be => return None,
            () => self.beside(program, shown),
        };
        let known = |sdks: &[SdkUse]| {
            let mut methods = sdks.iter().map(|sdk| method_of(name, &words.join("."), Some(sdk)));
            methods.find(|method| self.names.knows_method(method))
        };
        let method = may_be.then(|| known(sdks)).flatten()?;
        let open = match self.is_chain(&words, shown, program) {
            Is::Unknown => self.is_receiver(&words) || (go && is_field(&words)),
            Is::Own | Is::Packages => {
                go && is_field(&words) && words.last().is_some_and(|one| self.is_part(one))
            }
            Is::Sdks => go && is_field(&words),
            Is::Foreign => false,
        };
        // A file that names neither Okta nor one beside it that uses the SDK has its clients from others.
        let names_okta = || {
            !self.imported.is_empty() || shown.names_okta(program) || !self.beside(program, shown).is_empty()
        };
        (open && names_okta()).then_some(method)
    }

    /// Why something may be a call of an SDK that the file imports, though neither receiver nor method shows which.
    fn doubtful(
        &self,
        program: &Program<'_>,
        name: &str,
        receiver: &[&str],
        shown: &Shown<'_>,
    ) -> Option<(&'static str, String)> {
        let words = receiver_words(receiver);
        let (last, before) = words.split_last()?;
        let is = self.is_chain(&words, shown, program);
        if self.imported.is_empty() || !matches!(is, Is::Unknown | Is::Sdks) {
            return None;
        }
        if program.language.name == "go" {
            // `client.GroupAPI`: only clients of the SDK have parts of such names.
            let named = last.ends_with("API") && self.names.knows_receiver(last);
            let client = before
                .last()
                .filter(|word| (named || self.is_shown_client(word, shown)) && self.is_client(word));
            let unknown = client.is_some() && is_field(&words) && self.is_part(last);
            return unknown.then(|| (UNKNOWN_METHOD, words.join(".")));
        }
        // `trustedOrigin.update()`: an object of that name, of a type that has the method.
        let [one] = words[..] else { return None };
        let object = format!("<{}>", capital(one));
        let has = |sdk: &SdkUse| self.names.knows_method_exactly(&method_of(name, &object, Some(sdk)));
        let untyped = shown.variables.get(one).is_none_or(|seen| seen.types.is_empty());
        (untyped && one.starts_with(|c: char| c.is_lowercase()) && self.imported.iter().any(has))
            .then_some((ON_OBJECT, object))
    }

    /// Whether a name is a type of an SDK.
    fn is_type_of_sdk(&self, name: &str, shown: &Shown<'_>) -> bool {
        let is_type = name.starts_with(|c: char| c.is_ascii_uppercase()) && !shown.own.contains(name);
        is_type
            && match shown.imports.path_of(name) {
                Some(path) => self.names.sdk_of_import(path).is_some(),
                None => shown.imports.wholes().any(|path| self.names.sdk_of_import(path).is_some()),
            }
    }

    /// Whether a variable is shown to be a client of an SDK.
    fn is_shown_client(&self, word: &str, shown: &Shown<'_>) -> bool {
        shown.variables.get(word).is_some_and(|seen| seen.kinds.iter().any(|kind| self.is_client(kind)))
    }

    /// Whether a client has a part of this name: `User`, `TrustedOrigin`, `UserAPI`.
    fn is_part(&self, name: &str) -> bool {
        self.names.knows_receiver(name) || self.names.knows_receiver(&format!("{name}API"))
    }

    /// What is known of a chain of names that a method stands behind; the nearest one tells most.
    fn is_chain(&self, words: &[&str], shown: &Shown<'_>, program: &Program<'_>) -> Is {
        let go = program.language.name == "go";
        for (place, word) in words.iter().enumerate().rev() {
            let behind = place + 1 < words.len();
            // `client.User`: a field may be called like a variable or a type.
            if go && !behind && is_field(words) {
                continue;
            }
            let is = match shown.variables.get(word) {
                // `okta_client.client`: what a thing of the project has is not of its type.
                Some(seen) if behind && self.wraps(shown, seen) => Is::Unknown,
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

    /// Whether the type of something is imported from a file of the project that has Okta's name.
    fn wraps(&self, shown: &Shown<'_>, seen: &Seen<'_>) -> bool {
        let wraps = |kind: &&str| {
            let path = shown.imports.path_of(kind);
            path.is_some_and(|path| names_okta(path) && self.names.sdk_of_import(path).is_none())
        };
        !seen.types.is_empty() && seen.types.iter().all(wraps)
    }

    fn is_seen(&self, shown: &Shown<'_>, seen: &Seen<'_>, program: &Program<'_>) -> Is {
        let written = |kind: &&str| seen.types.contains(kind);
        let kinds = seen.kinds.iter().map(|kind| self.is_kind(shown, (kind, written(kind)), program));
        let origins = seen.origins.iter().map(|origin| self.is_origin(shown, origin));
        let all: Vec<Is> = kinds.chain(origins).collect();
        match () {
            () if all.contains(&Is::Sdks) => Is::Sdks,
            () if all.contains(&Is::Foreign) => Is::Foreign,
            () if all.contains(&Is::Own) => Is::Own,
            () if all.contains(&Is::Packages) => Is::Packages,
            () => Is::Unknown,
        }
    }

    /// What is known of a type, or of a function that makes something.
    fn is_kind(&self, shown: &Shown<'_>, (kind, written): (&str, bool), program: &Program<'_>) -> Is {
        let go = program.language.name == "go";
        if shown.own.contains(kind) && (written || !go) {
            return Is::Own;
        }
        let function = kind.starts_with(|c: char| c.is_lowercase() || c == '_');
        if let Some(path) = shown.imports.path_of(kind) {
            return match self.names.sdk_of_import(path) {
                Some(_) => Is::Sdks,
                // In Go a package stands before its types.
                None if function && !(go && written && !names_okta(path)) => Is::Unknown,
                None => Is::Foreign,
            };
        }
        let whole = || shown.imports.wholes().any(|path| self.names.sdk_of_import(path).is_some());
        match program.language.name {
            // A function of the program, of which nothing more is seen.
            _ if function => Is::Unknown,
            "go" if !written => Is::Unknown,
            // What is neither imported nor qualified belongs to the package of the file.
            "go" => Is::Packages,
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
            _ if shown.own.contains(origin) => Is::Own,
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

/// Whether a method of an object gives the object itself, or makes it: `setName`, `instance`.
fn sets(name: &&str) -> bool {
    const SETS: [&str; 9] = ["set", "with", "add", "put", "use", "instance", "builder", "create", "new"];
    parts(name).first().is_some_and(|first| SETS.contains(&first.as_str()))
}

/// A method behind something, of an SDK.
fn method_of(name: &str, receiver: &str, sdk: Option<&SdkUse>) -> SdkMethod {
    SdkMethod {
        name: name.to_owned(),
        receiver: receiver.to_owned(),
        sdk: sdk.map(|one| one.sdk.clone()),
        majors: sdk.and_then(|one| one.majors),
    }
}

/// Whether a chain ends in a field with a capital: `client.User`.
fn is_field(words: &[&str]) -> bool {
    words.len() > 1 && words.last().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// Whether a name is of what a program keeps its own data in.
fn is_store(name: &str) -> bool {
    const OWN: &str = "repo repos repository repositories db database dao tx model models loader mock";
    parts(name).iter().any(|part| listed(OWN, part) || listed(STORES, part))
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
