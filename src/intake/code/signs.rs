//! What a program shows of the clients that send its requests: headers that only Okta has, credentials, types and imports
//! that have Okta's name, and what passes them on.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::bindings::Names;
use super::imports::{self, Imports};
use super::owner::{Owner, of_client, of_name};
use super::program::{BlockKind, Program};
use super::token::{Kind, Piece, Token};
use super::variables::{Variables, variables};
use super::vocabulary::has as listed;
use super::words;
use crate::model::names_okta;

/// How much a sign says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    /// A credential that has Okta's name.
    Named,
    /// The scheme `SSWS`, which only Okta has.
    Scheme,
}

/// A name that passes a sign on, in a function or, with 0, everywhere.
#[derive(Clone, Copy, Debug)]
struct Passed {
    function: usize,
    strength: Strength,
}

/// What a program shows of the clients that send its requests.
#[derive(Debug)]
pub(super) struct Signs<'p> {
    /// Where signs stand, by token.
    marks: BTreeMap<usize, Strength>,
    /// The names of headers, clients and functions that pass them on.
    names: BTreeMap<&'p str, Vec<Passed>>,
    /// The functions that have them.
    functions: BTreeMap<usize, Strength>,
    /// The classes of which a method makes a header that only Okta has.
    types: BTreeSet<usize>,
    imports: Imports<'p>,
    /// The variables that are clients of Okta's SDKs.
    clients: BTreeSet<&'p str>,
    variables: OnceCell<Variables<'p>>,
    /// What was found out about functions and clients.
    carriers: RefCell<BTreeMap<String, Owner>>,
    file: Owner,
}

/// Words that send what they are given and pass nothing of it on.
const SENDS: &str = "fetch request send do exec execute urlopen urlretrieve ajax getjson got ky superagent newrequest sendasync exchange";

impl<'p> Signs<'p> {
    /// What a program shows; `clients` are the variables that are clients of Okta's SDKs.
    pub(super) fn of(names: &Names<'p>, clients: BTreeSet<&'p str>) -> Self {
        let program = names.program;
        let mut signs = Self {
            marks: BTreeMap::new(),
            names: BTreeMap::new(),
            functions: BTreeMap::new(),
            types: BTreeSet::new(),
            imports: imports::of(program),
            clients,
            variables: OnceCell::new(),
            carriers: RefCell::default(),
            file: package(program),
        };
        for (at, token) in program.tokens.iter().enumerate() {
            if let Some(strength) = strength(token) {
                signs.marks.insert(at, strength);
            }
        }
        let marks: Vec<_> = signs.marks.iter().map(|(at, strength)| (*at, *strength)).collect();
        for (at, strength) in marks {
            let function = program.function(program.block(at));
            if function != 0 {
                let known = signs.functions.entry(function).or_insert(strength);
                *known = (*known).max(strength);
            }
            if strength == Strength::Scheme && !sends_here(program, at) {
                let kind =
                    |block: &usize| program.blocks.get(*block).is_some_and(|one| one.kind == BlockKind::Type);
                signs.types.extend(program.blocks_around(at).find(kind));
            }
            signs.pass_on(names, at, strength);
        }
        signs.spread(names);
        signs
    }

    /// The names that pass a sign on: what it is bound to, and what it is set for.
    fn pass_on(&mut self, names: &Names<'p>, at: usize, strength: Strength) {
        let program = names.program;
        if sends_here(program, at) {
            return;
        }
        let function = program.function(program.block(at));
        let bound: Vec<(&'p str, bool)> =
            names.bindings_around(at).map(|binding| (binding.name, binding.is_wide())).collect();
        for (name, wide) in &bound {
            self.add(name, if *wide { 0 } else { function }, strength);
        }
        let statement = statement(program, at);
        if let Some((name, member)) = head_of(program, &statement) {
            self.add(name, if member { 0 } else { function }, strength);
        }
    }

    fn add(&mut self, name: &'p str, function: usize, strength: Strength) {
        // Names that everything has say nothing.
        if listed("err error response resp result res data main self this if for", name) {
            return;
        }
        let known = self.names.entry(name).or_default();
        match known.iter_mut().find(|one| one.function == function) {
            Some(one) => one.strength = one.strength.max(strength),
            None => known.push(Passed { function, strength }),
        }
    }

    /// What is made of names that pass signs on passes them on too: `options = {"headers": headers}`,
    /// `session.headers.update(headers)`.
    fn spread(&mut self, names: &Names<'p>) {
        const ROUNDS: usize = 3;
        let program = names.program;
        for _ in 0..ROUNDS {
            let before: usize = self.names.values().map(Vec::len).sum();
            for at in 0..program.tokens.len() {
                let Some(strength) = program.tokens[at].word().and_then(|word| self.passed(names, word, at))
                else {
                    continue;
                };
                let made = names.bindings_around(at).any(|binding| {
                    let first = program.token(binding.is.start);
                    first
                        .is_some_and(|first| matches!(first.text, "{" | "[" | "new" | "&" | "dict" | "array"))
                });
                let statement = statement(program, at);
                let head = statement.clone().take_while(|at| !program.is(*at, "(") && !program.is(*at, "="));
                let sets = head
                    .filter_map(|at| program.token(at).and_then(Token::word))
                    .any(|word| word.to_ascii_lowercase().contains("header"));
                let set_for = sets
                    && head_of(program, &statement).is_some_and(|(name, _)| name != program.tokens[at].text);
                if made || set_for {
                    self.pass_on(names, at, strength);
                }
            }
            if self.names.values().map(Vec::len).sum::<usize>() == before {
                break;
            }
        }
    }

    /// What a name passes on at a place.
    fn passed(&self, names: &Names<'p>, name: &str, here: usize) -> Option<Strength> {
        let known = self.names.get(name)?;
        let program = names.program;
        let function = program.function(program.block(here));
        let fits = known.iter().filter(|one| one.function == 0 || program.is_inside(function, one.function));
        let one = fits.max_by_key(|one| one.strength)?;
        // A name of the function's own hides one that is known everywhere.
        let hidden = one.function == 0
            && function != 0
            && !(here > 0 && program.is_member_sign(here - 1))
            && names.is_local(name, function)
            && !known.iter().any(|one| one.function == function);
        (!hidden).then_some(one.strength)
    }

    /// Whether the function that a place stands in has a header that only Okta has.
    pub(super) fn has_scheme(&self, names: &Names<'p>, at: usize) -> bool {
        let program = names.program;
        let function = program.function(program.block(at));
        self.functions.get(&function) == Some(&Strength::Scheme)
            || self.in_statement(names, at) == Some(true)
            || program.blocks_around(at).any(|block| self.types.contains(&block))
    }

    /// What the statement that a request stands in shows: a header of its own, or one by name.
    pub(super) fn in_statement(&self, names: &Names<'p>, at: usize) -> Option<bool> {
        let program = names.program;
        let statement = statement(program, at);
        let marks = self.marks.range(statement.clone()).map(|(_, strength)| *strength);
        let named = statement.filter_map(|at| self.passed(names, program.token(at)?.word()?, at));
        let strongest = marks.chain(named).max()?;
        Some(strongest == Strength::Scheme)
    }

    /// Whether a request with a header of Okta's is sent to the only host that the function around writes out.
    pub(super) fn is_only_host(&self, names: &Names<'p>, at: usize) -> bool {
        const LONGEST: usize = 2_000;
        let program = names.program;
        let function = program.function(program.block(at));
        let shown = self.functions.get(&function) == Some(&Strength::Scheme);
        let Some(block) = program.blocks.get(function).filter(|_| shown) else { return false };
        let host = |token: &&Token<'_>| {
            token.pieces().is_some_and(|pieces| {
                pieces.iter().any(|piece| matches!(piece, Piece::Plain(text) if text.contains("://")))
            })
        };
        let tokens =
            program.tokens.get(block.start..block.end.min(block.start + LONGEST)).unwrap_or_default();
        tokens.iter().filter(host).count() <= 1
    }

    /// Whose a client or function is that something is handed to, by what stands before the bracket.
    pub(super) fn of_sender(&self, names: &Names<'p>, words: &[&str], first: usize) -> Owner {
        let own = |word: &&str| matches!(*word, "this" | "self" | "$this" | "cls" | "super" | "new");
        let words: Vec<&str> = words.iter().copied().filter(|word| !own(word)).collect();
        if words.iter().any(|word| names_okta(word) && !is_login(word)) {
            return Owner::Okta;
        }
        let Some((name, receivers)) = words.split_last() else { return Owner::Nobody };
        if words.iter().any(|word| self.clients.contains(word)) {
            return Owner::Okta;
        }
        let types = self.variables.get_or_init(|| variables(names.program));
        let kinds = |word: &str| types.get(word).map(|seen| seen.kinds.as_slice()).unwrap_or_default();
        let mut owner = Owner::Nobody;
        for word in receivers.iter().rev() {
            owner = owner
                .or(|| self.of_import(word))
                .or(|| of_types(kinds(word)))
                .or(|| self.of_client(names, word, first));
        }
        if receivers.is_empty() {
            owner = owner.or(|| self.of_import(name));
        }
        let library =
            receivers.iter().any(|word| listed(super::vocabulary::LIBRARIES, &word.to_ascii_lowercase()));
        if !library {
            owner = owner.or(|| self.of_carrier(names, name));
        }
        let telling =
            |word: &&&str| words::sends(word).is_none() && !listed(SENDS, &word.to_ascii_lowercase());
        owner.or(|| {
            receivers
                .iter()
                .filter(telling)
                .map(|word| of_name(word))
                .find(|one| *one == Owner::Other)
                .unwrap_or_default()
        })
    }

    /// Whose a name is that is imported.
    fn of_import(&self, name: &str) -> Owner {
        self.imports.path_of(name).map_or(Owner::Nobody, |path| {
            if names_okta(path) && !is_login(path) { Owner::Okta } else { Owner::Nobody }
        })
    }

    /// Whose a client is, by what it is made with: `axios.create({ baseURL: OKTA_URL })`, `new Client(oktaUrl)`.
    fn of_client(&self, names: &Names<'p>, name: &str, here: usize) -> Owner {
        let key = format!("={name}");
        if let Some(known) = self.carriers.borrow().get(&key) {
            return *known;
        }
        self.carriers.borrow_mut().insert(key.clone(), Owner::Nobody);
        let program = names.program;
        let mut owner = Owner::Nobody;
        for binding in
            names.visible(name, here, true, false).into_iter().chain(names.visible(name, here, false, false))
        {
            let Some(is) = names.bindings.get(binding).map(|binding| binding.is.clone()) else { continue };
            let Some(open) = is.clone().find(|at| program.is(*at, "(") || program.is(*at, "{")) else {
                continue;
            };
            let callee = program.callee(open).map(|(_, words)| words).unwrap_or_default();
            let sends = callee.last().is_some_and(|word| words::sends(word).is_some() || listed(SENDS, word));
            if sends {
                continue;
            }
            owner = owner.or(|| {
                callee
                    .iter()
                    .map(|word| of_client(word))
                    .find(|one| *one != Owner::Nobody)
                    .unwrap_or_default()
            });
            owner = owner.or(|| of_options(names, open));
        }
        self.carriers.borrow_mut().insert(key, owner);
        owner
    }

    /// Whose a function of the program is, by what it sends: with a header of Okta's, or to a base of Okta's.
    fn of_carrier(&self, names: &Names<'p>, name: &str) -> Owner {
        if let Some(known) = self.carriers.borrow().get(name) {
            return *known;
        }
        self.carriers.borrow_mut().insert(name.to_owned(), Owner::Nobody);
        let program = names.program;
        let mut owner = Owner::Nobody;
        for (block, one) in program.blocks.iter().enumerate().filter(|(_, block)| block.name == Some(name)) {
            if one.kind == BlockKind::Function && owner == Owner::Nobody {
                owner = self.of_body(names, block);
            }
        }
        // const get = (path) => fetch(`${OKTA}${path}`)
        for binding in names.bindings.iter().filter(|binding| binding.called && binding.name == name) {
            owner = owner.or(|| self.of_range(names, binding.is.clone()));
        }
        self.carriers.borrow_mut().insert(name.to_owned(), owner);
        owner
    }

    fn of_body(&self, names: &Names<'p>, block: usize) -> Owner {
        const LONGEST: usize = 1_500;
        if self.functions.contains_key(&block) {
            return Owner::Okta;
        }
        let Some(one) = names.program.blocks.get(block) else { return Owner::Nobody };
        self.of_range(names, one.start..one.end.min(one.start + LONGEST))
    }

    /// Whose what a part of a program sends is.
    fn of_range(&self, names: &Names<'p>, range: Range<usize>) -> Owner {
        let program = names.program;
        if self.marks.range(range.clone()).next().is_some() {
            return Owner::Okta;
        }
        let mut owner = Owner::Nobody;
        for open in range.filter(|at| program.is(*at, "(")) {
            let Some((start, words)) = program.callee(open) else { continue };
            let name = words.last().copied().unwrap_or_default();
            if words::is_log(&words) || words::is_lookup(&words) || words::is_check(&words) {
                continue;
            }
            let sends = words::sends(name).is_some() || listed(SENDS, &name.to_ascii_lowercase());
            if sends {
                for part in program.arguments(open).into_iter().take(3) {
                    let tokens = program.tokens.get(part.clone()).unwrap_or_default();
                    let front = names.front(tokens, part.start);
                    // A name alone may be anything that is sent.
                    let joined = tokens.len() > 1
                        && tokens.iter().any(|token| token.pieces().is_some() || token.is("+"));
                    if front == Owner::Okta || joined {
                        owner = owner.or(|| front);
                    }
                }
            }
            // What else is called in it may be anyone's.
            if self.of_sender(names, &words, start) == Owner::Okta {
                owner = owner.or(|| Owner::Okta);
            }
            if owner != Owner::Nobody {
                break;
            }
        }
        owner
    }

    /// Whose a function is that a request stands in.
    pub(super) fn of_function(&self, names: &Names<'p>, block: usize) -> Owner {
        if self.functions.contains_key(&block) {
            return Owner::Okta;
        }
        // func (c *OktaClient) ListUsers()
        let program = names.program;
        let Some(one) = program.blocks.get(block).filter(|_| program.language.name == "go") else {
            return Owner::Nobody;
        };
        let open = (one.head..one.start).find(|at| program.is(*at, "(") || program.is_word(*at, "func"));
        let open = open.map(|at| if program.is_word(at, "func") { at + 1 } else { at });
        let receiver = open.filter(|open| program.is(*open, "("));
        let words = receiver.map(|open| program.tokens.get(open..program.partner(open)).unwrap_or_default());
        let words = words.unwrap_or_default().iter().filter_map(Token::word);
        words.map(of_client).find(|owner| *owner != Owner::Nobody).unwrap_or_default()
    }

    /// Whose a class, an interface or a map of functions is that a request stands in.
    pub(super) fn of_type(&self, names: &Names<'p>, block: usize) -> Owner {
        let program = names.program;
        let Some(one) = program.blocks.get(block) else { return Owner::Nobody };
        let head = program.tokens.get(one.head..one.start).unwrap_or_default();
        if self.types.contains(&block) {
            return Owner::Okta;
        }
        let is_type = one.kind == BlockKind::Type;
        let assigned = head.iter().any(|token| token.is("="));
        if !is_type && !assigned {
            return Owner::Nobody;
        }
        let okta = head.iter().any(|token| match &token.kind {
            Kind::Word => names_okta(token.text),
            Kind::Text(_) => is_type && token.plain().is_some_and(names_okta),
            _ => false,
        });
        if okta {
            return Owner::Okta;
        }
        let words: Vec<_> = head.iter().filter_map(Token::word).collect();
        let name = words
            .iter()
            .position(|word| matches!(*word, "class" | "interface" | "object" | "struct" | "impl"));
        let name = name.filter(|_| is_type).and_then(|at| words.get(at + 1));
        name.map_or(Owner::Nobody, |name| of_client(name))
    }

    /// Whose the file is, by the package that it says to be in.
    pub(super) const fn of_file(&self) -> Owner {
        self.file
    }
}

/// Whose variables of some types are.
fn of_types(types: &[&str]) -> Owner {
    let owners = types.iter().map(|kind| of_client(kind));
    owners
        .filter(|owner| *owner != Owner::Nobody)
        .max_by_key(|owner| *owner == Owner::Okta)
        .unwrap_or_default()
}

/// Whether a name is of what people log in with, whose tokens are made for other servers: `oktaAuth`, `@okta/okta-react`.
fn is_login(name: &str) -> bool {
    let parts = words::parts(name);
    parts.iter().any(|part| {
        matches!(part.as_str(), "auth" | "react" | "angular" | "vue" | "signin" | "login" | "oidc")
    }) && !parts.iter().any(|part| matches!(part.as_str(), "client" | "token" | "api"))
}

/// Whose the options are that a client is made with.
fn of_options(names: &Names<'_>, open: usize) -> Owner {
    const KEYS: &str = "baseurl base_url base_uri baseuri prefixurl prefix_url baseaddress url uri host domain orgurl org_url endpoint";
    let program = names.program;
    let close = program.partner(open);
    let mut owner = Owner::Nobody;
    for at in open + 1..close.min(open + 200) {
        let key = program.token(at).and_then(|token| token.word().or_else(|| token.plain()));
        let keyed = key.is_some_and(|key| listed(KEYS, &key.to_ascii_lowercase()));
        let assigns = [":", "=", "=>"].iter().any(|sign| program.is(at + 1, sign));
        if keyed && assigns {
            let end = program.within(at).and_then(|open| {
                program.arguments(open).into_iter().find(|part| part.contains(&at)).map(|part| part.end)
            });
            let tokens = program.tokens.get(at + 2..end.unwrap_or(at + 3)).unwrap_or_default();
            owner = owner.or(|| names.front(tokens, at));
        }
    }
    if program.is(open, "(") {
        for part in program.arguments(open) {
            let tokens = program.tokens.get(part.clone()).unwrap_or_default();
            let named = matches!(tokens, [one] if one.word().is_some_and(|word| names_okta(word) && !is_login(word)))
                || matches!(tokens, [one] if one.pieces().is_some());
            if named {
                owner = owner.or(|| names.front(tokens, part.start));
            }
        }
    }
    owner
}

/// What a token is a sign of.
fn strength(token: &Token<'_>) -> Option<Strength> {
    match &token.kind {
        Kind::Word => of_word(token.text),
        Kind::Text(pieces) => pieces.iter().filter_map(of_piece).max(),
        _ => None,
    }
}

fn of_piece(piece: &Piece<'_>) -> Option<Strength> {
    match piece {
        Piece::Plain(text) => {
            let scheme = text
                .split(|c: char| !c.is_ascii_alphanumeric())
                .any(|word| word.eq_ignore_ascii_case("ssws"));
            let header = || text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("x-okta-"));
            let scheme = scheme || header();
            let key = || !text.contains(char::is_whitespace) && of_word(text).is_some();
            if scheme { Some(Strength::Scheme) } else { key().then_some(Strength::Named) }
        }
        Piece::Hole(tokens) => tokens.iter().filter_map(strength).max(),
    }
}

fn of_word(word: &str) -> Option<Strength> {
    const CREDENTIALS: [&str; 9] =
        ["token", "key", "secret", "credential", "credentials", "header", "headers", "apitoken", "apikey"];
    let ssws = |word: &str| words::parts(word).iter().any(|part| part == "ssws");
    if word.len() >= 4 && word.to_ascii_lowercase().contains("ssws") && ssws(word) {
        return Some(Strength::Scheme);
    }
    let named =
        names_okta(word) && words::parts(word).iter().any(|part| CREDENTIALS.contains(&part.as_str()));
    named.then_some(Strength::Named)
}

/// Whether a place is among what is handed to something that sends it.
fn sends_here(program: &Program<'_>, at: usize) -> bool {
    let mut at = at;
    while let Some(open) = program.within(at) {
        if is_body(program, open) {
            return false;
        }
        let name = program.callee(open).and_then(|(_, words)| words.last().copied());
        if program.is(open, "(")
            && name
                .is_some_and(|name| words::sends(name).is_some() || listed(SENDS, &name.to_ascii_lowercase()))
        {
            return true;
        }
        at = open;
    }
    false
}

/// Whether a brace opens statements.
fn is_body(program: &Program<'_>, open: usize) -> bool {
    if !program.is(open, "{") || program.language.indented {
        return false;
    }
    let found = program.blocks.binary_search_by_key(&open, |block| block.start);
    let kind = found.ok().and_then(|at| program.blocks.get(at)).map(|block| block.kind);
    kind.is_some_and(|kind| kind != BlockKind::Value)
}

/// The statement that a place stands in.
pub(super) fn statement(program: &Program<'_>, at: usize) -> Range<usize> {
    const LONGEST: usize = 600;
    let mut at = at;
    while let Some(open) = program.within(at) {
        if is_body(program, open) {
            break;
        }
        at = open;
    }
    let within = program.within(at);
    let goes_on = |at: usize| {
        program.is_member_sign(at)
            || program.is_join(at)
            || program.before(at).is_some_and(|token| {
                token.kind == Kind::Sign
                    && matches!(token.text, "=" | ":=" | "," | "+" | "=>" | "(" | "." | "->" | "?" | ":")
            })
    };
    let mut start = at;
    while start > 0 && at - start < LONGEST {
        if program.starts_line(start) && !goes_on(start) {
            break;
        }
        let before = program.partner(start - 1).min(start - 1);
        let token = &program.tokens[start - 1];
        if program.within(before) != within || token.is(";") || (token.is("}") && is_body(program, before)) {
            break;
        }
        start = before;
    }
    let mut end = at;
    while end < program.tokens.len() && end - at < LONGEST {
        end = program.partner(end).max(end) + 1;
        if program.within(end) != within
            || program.is(end, ";")
            || (program.starts_line(end) && !goes_on(end))
        {
            break;
        }
    }
    start..end.min(program.tokens.len())
}

/// The name that a statement sets something for, and whether it is a member: `session` in `session.headers.update(…)`.
fn head_of<'s>(program: &Program<'s>, statement: &Range<usize>) -> Option<(&'s str, bool)> {
    const LEADS: &str =
        "self this $this cls const let var val await final my our private public static readonly";
    let mut at = statement.start;
    let mut member = false;
    while at < statement.end {
        let word = program.token(at).and_then(Token::word)?;
        if !listed(LEADS, word) {
            let telling = program.is_member_sign(at + 1)
                || program.is(at + 1, "=")
                || program.is(at + 1, ":=")
                || program.is(at + 1, "[");
            return (telling && !matches!(word, "return" | "if" | "raise" | "throw"))
                .then_some((word, member));
        }
        member |= matches!(word, "self" | "this" | "$this" | "cls");
        at += 1 + usize::from(program.is_member_sign(at + 1));
    }
    None
}

/// Whose the file is, by the package or namespace that it says to be in.
fn package(program: &Program<'_>) -> Owner {
    const FAR: usize = 400;
    let tokens = program.tokens.get(..program.tokens.len().min(FAR)).unwrap_or_default();
    for (at, token) in tokens.iter().enumerate() {
        if matches!(token.word(), Some("package" | "namespace")) && program.starts_line(at) {
            let line = tokens.iter().enumerate().skip(at + 1).take_while(|(at, _)| !program.starts_line(*at));
            if line.filter_map(|(_, token)| token.word()).any(names_okta) {
                return Owner::Okta;
            }
        }
    }
    Owner::Nobody
}
